//! Texts that look like a secret. What they hold is never shown.

use super::draft::Draft;
use crate::{
    diagnostic::{Code, Diagnostic, Severity, codes},
    manifest::{Argument, Open},
    path::FieldPath,
    plan::{Profile, Text},
    suspicion::{self, Found, Reading},
    text::{self, Part, Subject},
};
use std::collections::BTreeSet;

const CODE: &Code = &codes::SECRET_IN_CLEAR;

/// Reports a variable whose value looks like a secret, be it written there or in a constant.
pub(super) fn variable(draft: &mut Draft<'_, '_>, name: &str, written: &str, value: &Text, path: &FieldPath) {
    if value.as_literal().is_some_and(|value| suspicion::is_secret(name, value)) {
        let cure = format!("name it: {name} (secret)\"{}\"", name.to_ascii_lowercase().replace('_', "-"));
        report(draft, &format!("the value of `{name}`"), (written, path), &[&cure], &format!("{name} (public)\"…\""));
    }
}

/// Reports an argument of a build that looks like a secret: it stays in the image.
pub(super) fn build_argument(draft: &mut Draft<'_, '_>, name: &str, written: &str, value: &str, path: &FieldPath) {
    if suspicion::is_secret(name, value) {
        let cure = "leave it out of the image: give it to the container, in `env` or as a `secret-file`";
        report(draft, &format!("the build argument `{name}`"), (written, path), &[cure], &format!("{name} (public)\"…\""));
    }
}

/// Reports a constant that looks like a secret.
pub(super) fn constant(draft: &mut Draft<'_, '_>, name: &str, written: &Open, path: &FieldPath) {
    if !written.is_public() && suspicion::is_secret(name, written.as_str()) {
        let cure = format!("write `{{{{ secret.{name} }}}}` where `{{{{ {name} }}}}` is used");
        report(
            draft,
            &format!("the constant `{name}`"),
            (written.as_str(), path),
            &[&cure],
            &format!("let {name} (public)\"…\""),
        );
    }
}

/// Reports a parameter that looks like a secret: its value is kept beside the output.
pub(super) fn parameter(draft: &mut Draft<'_, '_>, name: &str, value: &str, path: &FieldPath) {
    if suspicion::is_secret(name, value) {
        let diagnostic = Diagnostic::error(CODE, format!("the parameter `{name}` looks like a secret, and would be committed"));
        let diagnostic = masked(draft, diagnostic, path);
        draft.report.push(diagnostic.help(format!("write `{{{{ secret.{name} }}}}` where `{{{{ param.{name} }}}}` is used")));
    }
}

/// Reports the words of a command that look like a secret, alone or behind a flag that says so.
pub(super) fn command(draft: &mut Draft<'_, '_>, words: &[Argument], values: &[Text], path: &FieldPath) {
    let mut flag = "";
    for (word, value) in words.iter().zip(values) {
        let shown = value.as_literal().unwrap_or_default();
        if let Argument::Text(written) = word {
            let behind = !shown.starts_with('-') && suspicion::is_secret(flag, shown);
            if behind || suspicion::looks_secret(shown) || !suspicion::find(shown, Reading::Content).is_empty() {
                let cures = ["name it: `(secret)\"name\"`", "`{{ secret.name }}` in its text"];
                report(draft, "a word of the command", (written.as_str(), path), &cures, "(public)\"…\"");
            }
        }
        flag = if shown.starts_with('-') { shown.trim_start_matches('-') } else { "" };
    }
}

/// Reports a text that looks like a secret whatever its name, such as a label.
pub(super) fn plain(draft: &mut Draft<'_, '_>, what: &str, written: &str, value: &str, path: &FieldPath) {
    if suspicion::looks_secret(value) {
        let diagnostic = Diagnostic::error(CODE, format!("{what} holds what looks like a secret, and would be committed"));
        let diagnostic = masked(draft, diagnostic, path);
        let diagnostic = constants(draft, diagnostic, written);
        draft.report.push(diagnostic.help("put it into `env` as `(secret)\"name\"`, or into a `secret-file`"));
    }
}

/// Reports a file of configuration that holds what looks like a secret; where only a name says so, production alone refuses it.
pub(super) fn content(draft: &mut Draft<'_, '_>, target: &str, source: Option<&str>, content: &[u8], path: &FieldPath) {
    let Ok(text) = std::str::from_utf8(content) else { return };
    let found = suspicion::find(text, Reading::Content);
    let Some(first) = found.iter().find(|found| found.name.is_none()).or(found.first()) else { return };
    let severity = match first.name {
        Some(_) if draft.scope.profile() != Profile::Production => Severity::Warning,
        _ => Severity::Error,
    };
    let line = text.get(..first.at.start).unwrap_or_default().matches('\n').count() + 1;
    let place = source.map(|source| format!(", in line {line} of `{source}`")).unwrap_or_default();
    let message = format!("the config `{target}` holds {}{place}, and would be committed", described(first));
    let diagnostic = Diagnostic::new(CODE, severity, message);
    let diagnostic =
        if source.is_some() { diagnostic.at_known(draft.report.place(path), "") } else { masked(draft, diagnostic, path) };
    let public = if source.is_some() { "from=(public)\"…\"" } else { "text=(public)\"…\"" };
    draft.report.push(
        diagnostic
            .help(format!("make it a secret, which the program reads from a file: secret-file \"{target}\" (secret)\"name\""))
            .help(format!("or say that there is none in it: {public}")),
    );
}

fn described(found: &Found<'_>) -> String {
    match found.name {
        Some(name) => format!("a value for `{name}` that looks like a secret"),
        None => "what looks like a secret".to_owned(),
    }
}

fn report(draft: &mut Draft<'_, '_>, what: &str, (written, path): (&str, &FieldPath), cures: &[&str], public: &str) {
    let diagnostic = Diagnostic::error(CODE, format!("{what} looks like a secret, and would be committed"));
    let diagnostic = masked(draft, diagnostic, path);
    let diagnostic = constants(draft, diagnostic, written);
    let diagnostic = diagnostic.help(cures.join(", or "));
    draft.report.push(diagnostic.help(format!("or say that it is none: {public}")));
}

/// Shows the place with dots for the secret in it, where that can be found by itself; else for all of it.
fn masked(draft: &Draft<'_, '_>, diagnostic: Diagnostic, path: &FieldPath) -> Diagnostic {
    match draft.report.place(path) {
        Some(place) if !suspicion::find(draft.report.source(place), Reading::Manifest).is_empty() => diagnostic.at(place, ""),
        Some(place) => diagnostic.at_secret(place, ""),
        None => diagnostic,
    }
}

/// Shows the constants and parameters that a text uses, whose values are no more to be seen than the text's.
fn constants(draft: &Draft<'_, '_>, mut diagnostic: Diagnostic, written: &str) -> Diagnostic {
    let mut seen = BTreeSet::new();
    let mut texts = vec![written];
    while let Some(text) = texts.pop() {
        let parts = if text::is_template(text) { text::parse(text).parts } else { Vec::new() };
        for part in parts {
            let Part::Expression(expression) = part else { continue };
            let Subject::Path(names) = expression.subject else { continue };
            let path = match names.as_slice() {
                ["param", name] => FieldPath::new(["params", name, "default"]),
                [name] => FieldPath::new(["lets", name]),
                _ => continue,
            };
            if let Some(place) = draft.report.place(&path).filter(|place| seen.insert(*place)) {
                diagnostic = diagnostic.at_secret(place, "it comes from here");
            }
            if let [name] = names.as_slice() {
                texts.extend(draft.scope.layer().lets.get(*name).map(Open::as_str));
            }
        }
    }
    diagnostic
}
