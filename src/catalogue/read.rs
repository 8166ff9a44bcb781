//! Reads the file of a type.

use super::{BackingType, Check, Login, Storage, Word};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, codes},
    kdl::{self, Node, Scalar, Value},
    source::FileId,
};

/// Reads a type; what cannot be read is reported and left out.
pub(super) fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> BackingType {
    let document = kdl::read(text, file, diagnostics);
    let mut read = BackingType::default();
    let (mut shared, mut password, mut no_password) = (Login::default(), None, None);
    for node in &document.nodes {
        match &*node.name.text {
            "image" => (read.image, read.version) = (argument(node), property(node, "version").unwrap_or_default()),
            "port" => read.port = number(node.arguments.first()),
            "user" => read.user = user(node),
            "alpine-user" => read.alpine_user = Some(user(node)),
            "database" => read.database = Some(argument(node)),
            "username" => read.username = Some(argument(node)),
            "storage" => read.storage.push(storage(node)),
            "tmp" => read.tmps.push(argument(node)),
            "resources" => {
                read.resources = (property(node, "cpu").unwrap_or_default(), property(node, "memory").unwrap_or_default());
            }
            "password" => password = Some(node),
            "no-password" => no_password = Some(node),
            "tls" => {
                read.tls_modes = arguments(node);
                read.tls_port =
                    node.properties.iter().find(|property| property.name.text == "port").map(|p| number(Some(&p.scalar)));
                login_node(node, &mut shared);
            }
            _ if login_node(node, &mut shared) => {}
            _ => unknown(node, diagnostics),
        }
    }
    let mut login = |node: &Node<'_>| {
        let mut login = shared.clone();
        for inner in children(node).iter().filter(|inner| !login_node(inner, &mut login)) {
            unknown(inner, diagnostics);
        }
        login
    };
    read.password = password.map(&mut login).unwrap_or_default();
    read.no_password = no_password.map(&mut login);
    read
}

/// Reads a node that a type has with a password, without, or both; whether it is one.
fn login_node(node: &Node<'_>, login: &mut Login) -> bool {
    match &*node.name.text {
        "command" => login.command = arguments(node),
        "env" => login.env.extend(env(node)),
        "secret-file" => {
            let secret = node.arguments.get(1).map(scalar).unwrap_or_default();
            login.secret_files.push((argument(node), secret));
        }
        "health" => {
            login.health =
                Check { command: arguments(node), interval: property(node, "interval"), timeout: property(node, "timeout") };
        }
        "url" => login.url = argument(node),
        "tls" => login.tls_url = property(node, "url"),
        _ => return false,
    }
    true
}

fn env(node: &Node<'_>) -> Vec<(String, Word)> {
    let entry = |entry: &Node<'_>| {
        let value = entry.arguments.first()?;
        let secret = value.annotation.as_ref().is_some_and(|annotation| annotation.text == "secret");
        let word = if secret { Word::Secret(scalar(value)) } else { Word::Text(scalar(value)) };
        Some((entry.name.text.to_string(), word))
    };
    children(node).iter().filter_map(entry).collect()
}

fn storage(node: &Node<'_>) -> Storage {
    let since =
        node.properties.iter().find(|property| property.name.text == "since").map(|property| number(Some(&property.scalar)));
    let owned =
        node.properties.iter().any(|property| property.name.text == "owned" && property.scalar.value == Value::Bool(true));
    let variables = children(node).iter().flat_map(env);
    let texts = variables.filter_map(|(name, word)| match word {
        Word::Text(text) => Some((name, text)),
        Word::Secret(_) => None,
    });
    Storage {
        path: argument(node),
        since: since.unwrap_or_default(),
        size: property(node, "size").unwrap_or_default(),
        owned,
        env: texts.collect(),
    }
}

fn user(node: &Node<'_>) -> (u32, u32) {
    let id = number(node.arguments.first());
    let group =
        node.properties.iter().find(|property| property.name.text == "group").map(|property| number(Some(&property.scalar)));
    (id, group.unwrap_or(id))
}

fn children<'n, 's>(node: &'n Node<'s>) -> &'n [Node<'s>] {
    node.children.as_ref().map_or(&[], |children| &children.nodes)
}

fn arguments(node: &Node<'_>) -> Vec<String> {
    node.arguments.iter().map(scalar).collect()
}

fn argument(node: &Node<'_>) -> String {
    node.arguments.first().map(scalar).unwrap_or_default()
}

fn property(node: &Node<'_>, name: &str) -> Option<String> {
    node.properties.iter().find(|property| property.name.text == name).map(|property| scalar(&property.scalar))
}

fn scalar(scalar: &Scalar<'_>) -> String {
    match &scalar.value {
        Value::String(text) => text.to_string(),
        Value::Number(number) => number.integer().map(|whole| whole.to_string()).unwrap_or_default(),
        Value::Bool(_) | Value::Null | Value::Bad => String::new(),
    }
}

fn number<N: TryFrom<i128> + Default>(scalar: Option<&Scalar<'_>>) -> N {
    let whole = scalar.and_then(|scalar| match &scalar.value {
        Value::Number(number) => number.integer(),
        Value::String(_) | Value::Bool(_) | Value::Null | Value::Bad => None,
    });
    whole.and_then(|whole| N::try_from(whole).ok()).unwrap_or_default()
}

fn unknown(node: &Node<'_>, diagnostics: &mut Diagnostics) {
    let message = format!("a type of backing service has no `{}`", node.name.text);
    let known = "image, port, user, alpine-user, database, username, storage, tmp, resources, env, command, secret-file, health, \
                 url, tls, password, no-password";
    diagnostics.push(Diagnostic::error(&codes::CATALOGUE_TYPE, message).at(node.name.span, "").help(format!("it has {known}")));
}
