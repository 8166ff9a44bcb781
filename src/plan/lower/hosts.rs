//! Texts that hold another workload's name as a host, without a reference.

use super::draft::Draft;
use crate::{
    diagnostic::{Diagnostic, codes},
    path::FieldPath,
    text::{self, Part},
};

/// Warns of each host that is written out in a text. `key` is the variable's name, which may say that its value is a host.
pub(super) fn check(draft: &mut Draft<'_, '_>, text: &str, key: Option<&str>, path: &FieldPath) {
    if !text::is_template(text) {
        return literal(draft, text, key.filter(|key| names_a_host(key)).is_some(), path);
    }
    for part in text::parse(text).parts {
        if let Part::Literal(piece) = part {
            literal(draft, piece, false, path);
        }
    }
}

fn names_a_host(key: &str) -> bool {
    let key = key.as_bytes();
    let ends = |end: &&str| key.len().checked_sub(end.len()).and_then(|at| key.get(at..));
    ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT"]
        .iter()
        .any(|end| ends(end).is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes())))
}

fn literal(draft: &mut Draft<'_, '_>, text: &str, whole: bool, path: &FieldPath) {
    let own = draft.subject.map(|subject| subject.name);
    for (name, before, after) in words(text) {
        let is_host = (whole && name.len() == text.len())
            || (after.starts_with(':')
                && after.chars().nth(1).is_some_and(|char| char.is_ascii_digit())
                && !before.ends_with('/'))
            || ((before.ends_with("://") || before.ends_with('@')) && (after.is_empty() || after.starts_with([':', '/'])));
        if !is_host || Some(name) == own {
            continue;
        }
        let Some(subject) = draft.scope.subjects.get(name) else { continue };
        let output = if before.ends_with("://") && before.len() == "http://".len() { "url" } else { "host" };
        let message = format!("`{name}` is written out as a host, which gives no reach to the {}", subject.sort.word());
        let help = format!("write `{{{{ {name}.{output} }}}}` in its place");
        let diagnostic = Diagnostic::warning(&codes::HARD_CODED_HOST, message).at_known(draft.report.place(path), "").help(help);
        draft.report.push(diagnostic);
    }
}

/// Each word of a text that may be a host, with what stands before and behind it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_part)?;
        let word = text.get(start..)?;
        let end = start + word.find(|char| !is_part(char)).unwrap_or(word.len());
        at = end;
        Some((text.get(start..end)?, text.get(..start)?, text.get(end..)?))
    })
}

fn is_part(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')
}
