//! Every target has an answer for every field of the language, or for what holds it.

use super::TARGETS;
use crate::{
    manifest::Manifest,
    shape::{Form, Shape, compile},
};
use std::collections::BTreeSet;

/// Where the body of a workload stands.
const BODIES: [&str; 7] = ["services.*", "statefuls.*", "daemons.*", "jobs.*", "crons.*", "defaults", "mixins.*"];

/// The fields of the language, as answers name them.
#[derive(Default)]
struct Fields {
    /// Those that hold a value.
    leaves: BTreeSet<String>,
    /// Those that hold others.
    inner: BTreeSet<String>,
}

fn fields() -> Fields {
    let schema = serde_json::to_value(schemars::schema_for!(Manifest)).unwrap();
    let mut fields = Fields::default();
    fields.walk(compile(&schema).unwrap(), String::new());
    fields.leaves = once(&fields.leaves);
    fields
}

impl Fields {
    fn walk(&mut self, shape: &Shape, path: String) {
        let outer = path.strip_prefix("environments.*.").unwrap_or(&path);
        let path = if BODIES.contains(&outer) {
            self.inner.insert(path);
            "workload".to_owned()
        } else {
            path
        };
        let inside = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match &shape.form {
            Form::Block(block) => {
                let fields: Vec<_> = block.fields.iter().map(|field| (field.shape, inside(field.name))).collect();
                if fields.is_empty() {
                    self.leaves.insert(path);
                } else if self.inner.insert(path) {
                    fields.into_iter().for_each(|(shape, path)| self.walk(shape, path));
                }
            }
            Form::Map(map) => {
                let entry = inside("*");
                self.inner.insert(path);
                self.walk(map.entry, entry);
            }
            Form::Choice(choice) => {
                let blocks = choice.variants.iter().filter_map(|variant| variant.shape.block());
                let fields: Vec<_> =
                    blocks.flat_map(|block| block.fields).map(|field| (field.shape, inside(field.name))).collect();
                self.leaves.insert(path);
                fields.into_iter().for_each(|(shape, path)| self.walk(shape, path));
            }
            Form::List(list) => {
                let fields = list.item.block().into_iter().flat_map(|block| block.fields).map(|field| inside(field.name));
                self.inner.extend(fields.collect::<Vec<_>>());
                self.leaves.insert(path);
            }
            Form::Words(_) | Form::Text(_) | Form::Whole { .. } | Form::Bool | Form::Any => _ = self.leaves.insert(path),
        }
    }
}

/// An environment repeats the fields of the manifest, a backing service and each container of a pod those of a workload; they are
/// answered for once.
fn once(leaves: &BTreeSet<String>) -> BTreeSet<String> {
    let repeats = |path: &String| {
        let environment = path.strip_prefix("environments.*.").unwrap_or(path);
        let body = environment.strip_prefix("backing.*.").or(environment.strip_prefix("workload."));
        let companion = |body: &'_ str| body.strip_prefix("inits.*.").or(body.strip_prefix("sidecars.*.")).map(str::to_owned);
        let bodies = body.into_iter().flat_map(|body| [Some(body.to_owned()), companion(body)]).flatten();
        (environment != path && leaves.contains(environment))
            || bodies.map(|body| format!("workload.{body}")).any(|workload| workload != *path && leaves.contains(&workload))
    };
    leaves.iter().filter(|path| !repeats(path)).cloned().collect()
}

#[test]
fn every_field_has_one_answer_of_every_target() {
    let fields = fields();
    for target in TARGETS {
        let mut answered = BTreeSet::new();
        for answer in target.answers {
            assert!(answered.insert(answer.field.to_owned()), "{} answers twice for {}", target.traits.name, answer.field);
        }
        let around =
            |field: &str| field.match_indices('.').filter_map(|(dot, _)| field.get(..dot)).any(|outer| answered.contains(outer));
        let missing: Vec<_> = fields.leaves.iter().filter(|field| !answered.contains(*field) && !around(field)).collect();
        let unknown: Vec<_> =
            answered.iter().filter(|field| !fields.leaves.contains(*field) && !fields.inner.contains(*field)).collect();
        assert!(missing.is_empty(), "{} has no answer for {missing:#?}", target.traits.name);
        assert!(unknown.is_empty(), "{} answers for what the language lacks: {unknown:#?}", target.traits.name);
    }
}
