//! Reads the file of a type.

use super::{BackingType, FOLDER, check};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, codes},
    kdl,
    manifest::{self, Login},
    shape::Format,
    source::{FileId, Files, SourceMap, Span},
    tree::{self, Action, Fields, Language, Layer, Layers, Node, Reading, from_kdl, scalar},
};
use std::sync::Arc;

/// Reads the file of a project's own type; `None` where a mistake was reported.
pub(super) fn file(
    files: &dyn Files,
    path: &str,
    name: &str,
    (sources, layers): (&mut SourceMap, &mut Layers),
    diagnostics: &mut Diagnostics,
) -> Option<BackingType> {
    let text = files.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(text) = text else {
        let message = format!("`{path}` cannot be read as text");
        diagnostics.push(Diagnostic::error(&codes::UNREADABLE_FILE, message).help("it is the file of a type of backing service"));
        return None;
    };
    let file = sources.add(path, text.as_str());
    if let Err(help) = usable(name) {
        let message = format!("a type of backing service cannot be called `{name}`");
        let place = Span::new(file, 0, 0);
        diagnostics.push(Diagnostic::error(&codes::CATALOGUE_TYPE, message).at(place, "").help(help));
        return None;
    }
    self::text(&text, file, layers, diagnostics)
}

/// Reads a type; `None` where a mistake was reported.
pub(super) fn text(text: &str, file: FileId, layers: &mut Layers, diagnostics: &mut Diagnostics) -> Option<BackingType> {
    let mut found = Diagnostics::default();
    let tree = nodes(text, file, layers, &mut found);
    let complete = tree::complete(&tree, tree::backing_type(), &mut found);
    let written = complete.map(|complete| -> manifest::BackingType {
        check::texts(&complete, &mut found);
        tree::deserialize(&complete, tree::backing_type()).unwrap_or_else(|error| {
            unreachable!("serde takes what `complete` let through, if the table of shapes is that of the types: {error}")
        })
    });
    let read = written.map(BackingType::from);
    if let Some(read) = &read {
        check::urls(read, tree.span, &mut found);
    }
    let whole = !found.has_errors();
    diagnostics.append(found);
    read.filter(|_| whole)
}

fn nodes(text: &str, file: FileId, layers: &mut Layers, diagnostics: &mut Diagnostics) -> Arc<Node> {
    let document = kdl::read(text, file, diagnostics);
    let layer = layers.id(Layer::Manifest);
    let block = tree::backing_type().block().expect("a type has fields");
    let mut reading = Reading { language: Language::Kdl, layer, layers, catalogue: &[], folder: "", diagnostics };
    let mut fields = Fields::default();
    from_kdl::read(&mut reading, "a type of backing service", block, &document, &mut fields);
    let start = Span::new(file, 0, 0);
    Arc::new(Node { value: fields.into_value(), action: Action::Merge, span: start, name: start, layer, hid: None })
}

/// Whether a type may have that name: it is a node of manifests.
fn usable(name: &str) -> Result<(), String> {
    scalar::check(Format::Name, name).map_err(|why| format!("rename the file: {why}"))?;
    match tree::language().block().and_then(|root| root.node(name)) {
        Some(_) => Err(format!("`{name}` means something else in a manifest: rename the file, as in `{FOLDER}/my-{name}.kdl`")),
        None => Ok(()),
    }
}

impl From<manifest::BackingType> for BackingType {
    fn from(written: manifest::BackingType) -> Self {
        let whole = |own: &Option<Login>| own.as_ref().map(|own| joined(&written.shared, own));
        let (password, no_password) = (whole(&written.password), whole(&written.no_password));
        Self { written, password, no_password }
    }
}

/// What is said once for all, under what is said for one way to log in.
fn joined(shared: &Login, own: &Login) -> Login {
    let Login { command, env, secret_files, health, url, tls_url } = own.clone();
    Login {
        command: command.or_else(|| shared.command.clone()),
        env: shared.env.clone().into_iter().chain(env).collect(),
        secret_files: shared.secret_files.clone().into_iter().chain(secret_files).collect(),
        health: health.or_else(|| shared.health.clone()),
        url: url.or_else(|| shared.url.clone()),
        tls_url: tls_url.or_else(|| shared.tls_url.clone()),
    }
}
