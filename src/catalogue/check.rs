//! What the shapes cannot say of the file of a type: the names in its texts, and that each way to log in has a URL.

use super::BackingType;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, codes, nearest},
    source::Span,
    text::{self, Part, Subject},
    tree::{Node, Value},
};

/// What `self` offers in the texts of a type.
const OUTPUTS: [&str; 8] = ["host", "port", "name", "username", "password", "url", "credentials", "tls"];

/// Checks every text of a type.
pub(super) fn texts(tree: &Node, diagnostics: &mut Diagnostics) {
    walk(tree, tree, diagnostics);
}

fn walk(of: &Node, node: &Node, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Text(text) if text::is_template(text) => one(of, text, node.span, diagnostics),
        Value::Template(_) => {
            let message = "a type evaluates `{{ }}` in its environment, its addresses and its commands alone";
            let diagnostic = Diagnostic::error(&codes::TEMPLATE_PLACE, message).at(node.span, "");
            diagnostics.push(diagnostic.help("write the value itself"));
        }
        Value::Block(fields) => fields.iter().for_each(|(_, inner)| walk(of, inner, diagnostics)),
        Value::Map(entries) => entries.values().for_each(|inner| walk(of, inner, diagnostics)),
        Value::List(items) => items.iter().for_each(|inner| walk(of, inner, diagnostics)),
        Value::Variant(_, inner) => walk(of, inner, diagnostics),
        _ => {}
    }
}

fn one(of: &Node, text: &str, span: Span, diagnostics: &mut Diagnostics) {
    let parsed = text::parse(text);
    for mistake in parsed.mistakes {
        diagnostics.push(Diagnostic::error(&codes::TEMPLATE, mistake.message).at(span, "").help(mistake.help));
    }
    for part in parsed.parts {
        let Part::Expression(expression) = part else { continue };
        let Subject::Path(names) = &expression.subject else { continue };
        if let Some((message, help)) = unknown(of, names) {
            diagnostics.push(Diagnostic::error(&codes::UNKNOWN_NAME, message).at(span, "").help(help));
        }
    }
}

/// What is wrong with a name in the text of a type, and what to do.
fn unknown(of: &Node, names: &[&str]) -> Option<(String, String)> {
    let written = names.join(".");
    let lacking = |output: &str| match output {
        "name" => Some("database"),
        "username" => Some("username"),
        _ => None,
    };
    match names {
        ["app" | "env"] => None,
        ["self", output] if lacking(output).is_some_and(|field| of.field(field).is_none()) => {
            let field = lacking(output)?;
            Some((
                format!("the type has no `{written}`"),
                format!("add `{field} \"…\"`, the {field} where a manifest names none"),
            ))
        }
        ["self", output] if OUTPUTS.contains(output) => None,
        ["self", output] => {
            let help = match nearest(output, OUTPUTS) {
                Some(meant) => format!("did you mean `self.{meant}`?"),
                None => format!("`self` has `{}`", OUTPUTS.join("`, `")),
            };
            Some((format!("a backing service has no `{written}`"), help))
        }
        _ => {
            let help = "the texts of a type may use `self`, which is the service, `app` and `env`";
            Some((format!("a type of backing service does not know `{written}`"), help.to_owned()))
        }
    }
}

/// Checks that a type has a URL, whichever way somebody logs in.
pub(super) fn urls(read: &BackingType, place: Span, diagnostics: &mut Diagnostics) {
    if [true, false].into_iter().any(|password| read.login(password).url.is_none()) {
        let message = "a type of backing service lacks `url`";
        let help = "add `url \"scheme://{{ self.credentials }}{{ self.host }}:{{ self.port }}\"`";
        diagnostics.push(Diagnostic::error(&codes::MISSING_FIELD, message).at(place, "").help(help));
    }
}
