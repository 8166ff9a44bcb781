//! Diagnostics to where they are wanted.

use super::Terminal;
use super::arguments::Format;
use super::json::Versioned;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity, View, codes, github, human, json::Report, sarif},
    output::{Failure, Trouble},
};

/// Prints diagnostics for people, with a count below.
pub(super) fn human(view: &View<'_>, diagnostics: &Diagnostics, terminal: &mut Terminal) {
    terminal.say(&text(view, diagnostics, terminal.look));
}

/// Diagnostics for people, with a count below.
pub(super) fn text(view: &View<'_>, diagnostics: &Diagnostics, look: human::Look) -> String {
    let mut text = human::render(view, diagnostics, look);
    if let Some(count) = count(diagnostics) {
        text += &count;
        text.push('\n');
    }
    text
}

/// Prints diagnostics in a form; what is for programs goes to standard output.
pub(super) fn form(format: Format, view: &View<'_>, diagnostics: &Diagnostics, terminal: &mut Terminal) {
    match format {
        Format::Human => human(view, diagnostics, terminal),
        Format::Json => Versioned::first(Report::new(view, diagnostics)).print(terminal),
        Format::Sarif => terminal.result(&sarif::render(view, diagnostics)),
        Format::Github => terminal.result(&github::render(view, diagnostics)),
    }
}

/// `2 errors, 1 warning`; `None` where there is neither.
fn count(diagnostics: &Diagnostics) -> Option<String> {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let words = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts: Vec<_> =
        [words(of(Severity::Error), "error"), words(of(Severity::Warning), "warning")].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A file of the output that could not be read or written, or must not be; `folder` is as the user would name it.
pub(super) fn failure(folder: &str, Failure { path, trouble }: &Failure) -> Diagnostic {
    let whole = if path.is_empty() { folder.to_owned() } else { format!("{folder}/{path}") };
    let message = format!("`{whole}`: {trouble}");
    match trouble {
        Trouble::Changed => Diagnostic::error(&codes::CHANGED_BY_HAND, message)
            .help("bring the change into the manifest; `--force` writes the file anew")
            .help(format!("`landfall render --diff` shows what `{path}` would become")),
        Trouble::Foreign => Diagnostic::error(&codes::FOREIGN_FILE, message)
            .help("move it away, or write elsewhere with `--out`; `--force` replaces it"),
        Trouble::System { .. } | Trouble::Link => Diagnostic::error(&codes::OUTPUT_FILE, message),
        Trouble::BrokenLock(_) => Diagnostic::error(&codes::OUTPUT_FILE, message)
            .help("restore it from version control, or remove it and render with `--force`"),
        Trouble::NewerLock(_) => Diagnostic::error(&codes::OUTPUT_FILE, message).help("render with that version, or a later one"),
    }
}
