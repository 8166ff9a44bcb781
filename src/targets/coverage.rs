//! Every target has one answer for every field of the language.

use super::TARGETS;
use crate::{
    manifest::Manifest,
    shape::{Form, Shape, compile},
};
use std::collections::BTreeSet;

/// Where the body of a workload stands.
const BODIES: [&str; 6] = ["services.*", "statefuls.*", "jobs.*", "crons.*", "defaults", "mixins.*"];

/// The fields of the language that hold a value, as answers name them.
fn fields() -> BTreeSet<String> {
    let schema = serde_json::to_value(schemars::schema_for!(Manifest)).expect("a schema is JSON");
    let mut found = BTreeSet::new();
    walk(compile(&schema).expect("the language's schema is understood"), "", &mut found);
    let root: BTreeSet<String> = found.iter().filter(|path| !path.starts_with("environments.*.")).cloned().collect();
    let own = found.iter().filter(|path| path.strip_prefix("environments.*.").is_some_and(|inner| !root.contains(inner)));
    own.cloned().chain(root.iter().cloned()).collect()
}

fn walk(shape: &Shape, path: &str, found: &mut BTreeSet<String>) {
    let outer = path.strip_prefix("environments.*.").unwrap_or(path);
    let path = if BODIES.contains(&outer) { "workload" } else { path };
    match &shape.form {
        Form::Block(block) if path != "workload" || !found.contains("workload.image.pull") => {
            block.fields.iter().for_each(|field| walk(field.shape, &inside(path, field.name), found));
        }
        Form::Map(map) => walk(map.entry, &inside(path, "*"), found),
        Form::Choice(choice) => {
            found.insert(path.to_owned());
            let blocks = choice.variants.iter().filter(|variant| variant.shape.block().is_some());
            blocks.for_each(|variant| walk(variant.shape, &inside(path, variant.name), found));
        }
        Form::Block(_) => {}
        Form::List(_) | Form::Words(_) | Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Any => {
            _ = found.insert(path.to_owned())
        }
    }
}

/// A backing service takes a workload's body among its own fields; they are answered for as the workload's.
fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// `backing.*.image.pull` is `workload.image.pull`.
fn as_workload(fields: BTreeSet<String>) -> BTreeSet<String> {
    let of_workloads: BTreeSet<String> =
        fields.iter().filter_map(|path| path.strip_prefix("workload.").map(str::to_owned)).collect();
    let repeated = |path: &String| path.strip_prefix("backing.*.").is_some_and(|inner| of_workloads.contains(inner));
    fields.iter().filter(|path| !repeated(path)).cloned().collect()
}

#[test]
fn every_field_has_one_answer_of_every_target() {
    let fields = as_workload(fields());
    for target in TARGETS {
        let mut answered = BTreeSet::new();
        for answer in target.answers {
            assert!(answered.insert(answer.field.to_owned()), "{} answers twice for {}", target.traits.name, answer.field);
        }
        let missing: Vec<_> = fields.difference(&answered).collect();
        let unknown: Vec<_> = answered.difference(&fields).collect();
        assert!(missing.is_empty(), "{} has no answer for {missing:#?}", target.traits.name);
        assert!(unknown.is_empty(), "{} answers for what the language lacks: {unknown:#?}", target.traits.name);
    }
}
