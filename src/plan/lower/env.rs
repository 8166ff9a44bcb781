//! Variables of the environment.

use super::{draft::Draft, hosts, observability, report::CATALOGUE, scope::Subject, suspicion};
use crate::{
    diagnostic::codes,
    manifest::Value,
    path::FieldPath,
    plan::{EnvValue, Piece, Profile, Text},
};
use indexmap::IndexMap;

/// The variables of a workload: the manifest's, and those of tracing that it does not set itself.
pub(super) fn env(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, image_tag: Option<&str>) -> IndexMap<String, EnvValue> {
    let mut env = written(draft, subject);
    for (name, text) in observability::tracing(draft, subject, image_tag) {
        env.entry(name.to_owned()).or_insert(EnvValue::Set(text));
    }
    env
}

/// The variables that the manifest gives a container.
pub(super) fn written(draft: &mut Draft<'_, '_>, subject: &Subject<'_>) -> IndexMap<String, EnvValue> {
    let mut env = IndexMap::with_capacity(subject.body.env.len());
    let base = subject.path.join("env");
    for (name, value) in &subject.body.env {
        let path = base.join(name);
        if let Some(value) = variable(draft, name, value, &path) {
            of_type(draft, subject, name, &value, path);
            env.insert(name.clone(), value);
        }
    }
    env
}

/// Notes a variable that the type of a backing service gave.
fn of_type(draft: &mut Draft<'_, '_>, subject: &Subject<'_>, name: &str, value: &EnvValue, path: FieldPath) {
    let given = subject.backing.as_ref().is_some_and(|facts| !facts.written.workload.env.contains_key(name));
    if let EnvValue::Set(text) = value
        && given
    {
        draft.report.infer(path, text.shown(), CATALOGUE, "the type's variable");
    }
}

fn variable(draft: &mut Draft<'_, '_>, name: &str, value: &Value, path: &FieldPath) -> Option<EnvValue> {
    Some(match value {
        Value::Text(text) => {
            hosts::check(draft, text.as_str(), Some(name), path);
            let value = draft.text(text.as_str(), path);
            suspicion::variable(draft, name, text.as_str(), &value, path);
            EnvValue::Set(value)
        }
        Value::Public(text) => EnvValue::Set(draft.text(text.as_str(), path)),
        Value::Secret(secret) => EnvValue::Set(draft.secret(secret.as_str())),
        Value::Field(field) => EnvValue::Set(Text { pieces: vec![Piece::Field(*field)] }),
        Value::Inherit {} if draft.scope.profile() == Profile::Development && !draft.scope.in_cluster() => EnvValue::Inherit,
        Value::Inherit {} => {
            let environment = &draft.scope.request.merged.environment.name;
            let message = format!("`{name}` has no value in `{environment}`: only dev passes it through from its surroundings");
            let help = format!("give it one there: environment \"{environment}\" {{ … env {{ {name} \"…\"; }} }}");
            draft.report.error_at_name(&codes::ENV_VALUE, path, message, help);
            return None;
        }
    })
}
