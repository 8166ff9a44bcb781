//! Changes to objects of the output.

use super::{clear, draft::Draft, mounts, objects::RUN_ARGS, report::Report, scope::Scope};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::{self, ConfigSource, TargetName},
    path::FieldPath,
    plan::{Elsewhere, Patch},
};
use serde_json::Value;

/// The patches that are for this target, in order; those for another are `elsewhere`.
pub(super) fn patches<'a>(scope: &Scope<'a>, elsewhere: &mut Vec<Elsewhere>, report: &mut Report<'a>) -> Vec<Patch> {
    let mut draft = Draft::new(scope, report, None);
    let here = scope.request.merged.environment.target;
    let mut patches = Vec::new();
    for (index, written) in scope.layer().patches.iter().enumerate() {
        let path = FieldPath::new(["patches".to_owned(), index.to_string()]);
        match written.target {
            Some(TargetName::Docker) => {
                let message = "a script has no objects that a patch could change";
                draft.report.error(&codes::TARGET_REFUSES, &path.join("target"), message, RUN_ARGS);
            }
            Some(target) if target != here => elsewhere.push(Elsewhere { path, target }),
            Some(_) | None => patches.extend(patch(&mut draft, written, path)),
        }
    }
    patches
}

fn patch(draft: &mut Draft<'_, '_>, written: &manifest::Patch, path: FieldPath) -> Option<Patch> {
    let mut change = change(draft, written, &path)?;
    let public = written.file.as_ref().is_some_and(ConfigSource::is_public);
    for name in clear::search(&mut change).into_iter().filter(|_| !public) {
        in_clear(draft, written, &name, &path);
    }
    Some(Patch { path, kind: written.kind.clone(), name: written.name.clone(), change })
}

fn in_clear(draft: &mut Draft<'_, '_>, written: &manifest::Patch, name: &str, path: &FieldPath) {
    let what = format!("the patch of `{} {}`", written.kind, written.name);
    let message = format!("{what} holds a value for `{name}` that looks like a secret, and would be committed");
    let (field, public) = if written.file.is_some() { ("file", "file=(public)\"…\"") } else { ("body", "(public)\"…\"") };
    let diagnostic = Diagnostic::error(&codes::SECRET_IN_CLEAR, message).at_known(draft.report.place(&path.join(field)), "");
    let diagnostic = diagnostic.help("name the secret in the manifest: `env { NAME (secret)\"name\"; }`, or a `secret-file`");
    draft.report.push(diagnostic.help(format!("or say that it is none: {public}")));
}

fn change(draft: &mut Draft<'_, '_>, written: &manifest::Patch, path: &FieldPath) -> Option<Value> {
    let what = format!("the patch of `{} {}`", written.kind, written.name);
    match (&written.body, &written.file) {
        (Some(body), None) => Some(body.clone()),
        (None, Some(file)) => read(draft, file.as_str(), &path.join("file")),
        (Some(_), Some(_)) => {
            draft.report.error(&codes::PATCH_FILE, path, format!("{what} has both a body and a file"), "leave one of them out");
            None
        }
        (None, None) => {
            draft.report.error(
                &codes::PATCH_FILE,
                path,
                format!("{what} changes nothing"),
                "say what it changes, in `{ }` or by `file=`",
            );
            None
        }
    }
}

fn read(draft: &mut Draft<'_, '_>, file: &str, path: &FieldPath) -> Option<Value> {
    let source = mounts::project_path(file);
    let wrong = |draft: &mut Draft<'_, '_>, why: &str| {
        let help = "a patch is an object, which is merged, or a list, which is a JSON Patch";
        draft.report.error(&codes::PATCH_FILE, path, format!("`{source}` {why}"), help);
        None
    };
    let content = match draft.scope.request.files.read(&source) {
        Ok(content) => content,
        Err(why) => {
            let (message, help) = why.told(&source, "file");
            draft.report.error(&codes::PATCH_FILE, path, message, help);
            return None;
        }
    };
    let Ok(text) = String::from_utf8(content) else { return wrong(draft, "is no text") };
    match serde_saphyr::from_str::<Value>(&text) {
        Ok(change @ (Value::Object(_) | Value::Array(_))) => Some(change),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => wrong(draft, "is neither an object nor a list"),
        Err(_) => wrong(draft, "is neither YAML nor JSON"),
    }
}
