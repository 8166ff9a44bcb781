//! Nodes and the fields in them.

use super::{example::Example, form};
use crate::{
    artifact::{Answer, Becomes},
    shape::{Field, Form, Shape},
    targets::TARGETS,
    tree::{self, scalar},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// A node of the language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Node {
    /// Its name in KDL.
    pub name: &'static str,
    /// Its name in YAML, in JSON and in paths.
    pub field: &'static str,
    /// Where it stands, as the ledger's answers name it: `workload.ports`, `platform`.
    pub path: String,
    /// What it means.
    pub meaning: &'static str,
    /// What holds where it is left out; nothing where its fields say it each by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<&'static str>,
    /// The only kinds of workload that have it; empty where all do.
    pub kinds: Vec<&'static str>,
    /// How it is written: capitals stand for values, `[ ]` for what may be left out, `…` for more of the same.
    pub form: String,
    /// Examples, each a text of KDL.
    pub examples: Vec<String>,
    /// Its own fields, and theirs.
    pub fields: Vec<Row>,
}

/// A field somewhere in a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// Its name in the node, `limit.cpu`; empty for the value of a node that has no fields.
    pub name: String,
    /// As the ledger's answers name it: `workload.ports.*.number`.
    pub path: String,
    /// What it means.
    pub meaning: &'static str,
    /// What holds where it is left out, or `must be given`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<&'static str>,
    /// The default as a value, where it is the same everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What it takes; nothing where it only holds the fields that follow, or fields that another node has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub takes: Option<String>,
    /// What each target makes of it.
    pub targets: Vec<Made>,
}

/// What a target makes of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Made {
    /// The target.
    pub target: &'static str,
    /// `emitted`, `weakened` where it is in the output in part, or `ignored` where the target has no such thing.
    pub outcome: &'static str,
    /// What is lost, or why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

impl Node {
    /// The node of a field that stands in `prefix`.
    pub(super) fn new(prefix: &str, field: &'static Field, examples: &[Example]) -> Self {
        let path = if prefix.is_empty() { field.name.to_owned() } else { format!("{prefix}.{}", field.name) };
        let mut fields = Vec::new();
        walk(field.shape, &path, "", &mut fields);
        if fields.is_empty() {
            fields.push(Row::of(field, path.clone(), String::new(), true));
        }
        let shown = examples.iter().filter(|example| example.node == path).map(|example| example.text.clone()).collect();
        let kinds = field.only.unwrap_or_default().iter().copied().filter(|place| *place != "mixins").collect();
        Self {
            name: field.node,
            field: field.name,
            path,
            meaning: field.doc,
            default: field.default,
            kinds,
            form: form::of(field),
            examples: shown,
            fields,
        }
    }
}

impl Row {
    fn of(field: &'static Field, path: String, name: String, is_leaf: bool) -> Self {
        let takes = is_leaf.then(|| match &field.shape.form {
            Form::Map(_) => "names and values".to_owned(),
            Form::Any => "nodes".to_owned(),
            _ => scalar::wants(field.shape),
        });
        let targets = if is_leaf { made(&path) } else { Vec::new() };
        let default = field.default.or_else(|| is_leaf.then(|| without_word(field)).flatten());
        Self { name, path, meaning: field.doc, default, value: field.default_value(), takes, targets }
    }
}

/// What holds where a field is left out of which nothing is said: lists and maps are empty then.
fn without_word(field: &Field) -> Option<&'static str> {
    match &field.shape.form {
        _ if field.required && field.group.is_none() => Some("must be given"),
        _ if field.required => Some("one of these must be given"),
        _ if field.group.is_some() => Some("none"),
        Form::Map(_) | Form::List(_) | Form::Any => Some("none"),
        _ => None,
    }
}

/// What each target answers for a field.
fn made(path: &str) -> Vec<Made> {
    let of = |target: &&crate::targets::Target| {
        let (outcome, why) = match answer(target.answers, path) {
            Becomes::Emitted => ("emitted", None),
            Becomes::Weakened(lost) => ("weakened", Some(lost)),
            Becomes::Ignored(why) => ("ignored", Some(why)),
        };
        Made { target: target.traits.name, outcome, why }
    };
    TARGETS.iter().map(of).collect()
}

/// What a target says of a field, or of what holds it.
fn answer(answers: &[Answer], path: &str) -> Becomes {
    let of = |path: &str| answers.iter().find(|answer| answer.field == path).map(|answer| answer.becomes);
    let mut path = path.strip_prefix("environments.*.").filter(|inner| of(inner).is_some()).unwrap_or(path);
    loop {
        if let Some(becomes) = of(path).or_else(|| of(&format!("{path}.*"))) {
            return becomes;
        }
        match path.rsplit_once('.') {
            Some((outer, _)) => path = outer,
            // Such a node directs the compiler, and is no matter of a target.
            None => return Becomes::Emitted,
        }
    }
}

/// Adds what stands inside of a shape.
fn walk(shape: &'static Shape, path: &str, name: &str, rows: &mut Vec<Row>) {
    match &shape.form {
        // The body of a workload has a part of its own.
        Form::Block(block) if form::is_body(block) => {}
        Form::Block(block) => below(block.fields, path, name, rows),
        Form::Map(map) => match &map.entry.form {
            Form::Block(_) | Form::Choice(_) => walk(map.entry, &format!("{path}.*"), name, rows),
            _ => {}
        },
        Form::List(list) => walk(list.item, path, name, rows),
        Form::Choice(choice) => {
            for variant in choice.variants {
                if let Form::Block(block) = &variant.shape.form {
                    below(block.fields, path, name, rows);
                }
            }
        }
        _ => {}
    }
}

fn below(fields: &'static [Field], path: &str, name: &str, rows: &mut Vec<Row>) {
    // A container beside a workload has the fields of one.
    let beside = fields.iter().any(|field| field.name == "image");
    for field in fields.iter().filter(|field| field.allowed) {
        let (path, name) = (format!("{path}.{}", field.name), join(name, field.node));
        let mut inner = Vec::new();
        walk(field.shape, &path, &name, &mut inner);
        // A probe inside of `health` has the fields of `health` again.
        let repeats = field.shape.name == "probe" || beside && is_of_body(field);
        rows.push(Row::of(field, path, name, inner.is_empty() && !repeats));
        if !repeats {
            rows.extend(inner);
        }
    }
}

/// Whether a workload's body has the same field.
fn is_of_body(field: &Field) -> bool {
    let content = |field: &Field| match &field.shape.form {
        Form::Map(map) => map.entry,
        _ => field.shape,
    };
    let same = |known: &Field| known.name == field.name && std::ptr::eq(content(known), content(field));
    entry("services").iter().any(same)
}

/// The fields of the whole manifest.
pub(super) fn root() -> &'static [Field] {
    tree::language().block().map_or(&[], |block| block.fields)
}

/// The fields of what a map of the manifest holds.
pub(super) fn entry(map: &str) -> &'static [Field] {
    let found = root().iter().find(|field| field.name == map).map(|field| &field.shape.form);
    match found {
        Some(Form::Map(map)) => map.entry.block().map_or(&[], |block| block.fields),
        _ => &[],
    }
}

fn join(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer}.{inner}") }
}
