//! What will run, as a tree of named facts: each with its place in the language, its value in words, and what it follows from.

mod application;
mod container;
mod health;
mod network;
mod placement;
mod secrets;
mod words;
mod workload;

use crate::{
    path::FieldPath,
    plan::{Part, Plan, Workload},
};
pub use words::escaped;

/// The facts of one thing: the application as a whole, a workload, or a backing service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its name; empty for the application as a whole.
    pub name: String,
    /// What it is, as a user calls it: `service`, `job`, `postgres`.
    pub sort: String,
    /// Where it stands in the manifest.
    pub path: FieldPath,
    /// What is so of it.
    pub facts: Vec<Fact>,
}

/// Something that is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is of, in a few words, different from those beside it: `replicas`, `probe ready`.
    pub name: String,
    /// The field of the language.
    pub path: FieldPath,
    /// How it is.
    pub value: Value,
    /// What it follows from besides what is written of the field itself.
    pub because: Vec<Because>,
}

/// How something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// In words; empty where its name says all.
    Words(String),
    /// In words that no text of the user's is part of, as the name of a secret.
    Name(String),
    /// A file with this content.
    Content(Vec<u8>),
    /// Several facts, and what they come to in words.
    Parts(String, Vec<Fact>),
}

/// What a fact may follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// What is written at another field.
    Field(FieldPath),
    /// The place where another thing stands.
    Place(FieldPath),
    /// A workload's texts that speak of another by its name.
    Mention {
        /// The workload.
        by: FieldPath,
        /// The other's name.
        of: String,
    },
    /// The texts of the manifest that use a secret.
    Secret(String),
    /// A file of the project with this checksum.
    File(String, String),
    /// What the target is, as it bears on this.
    Target(&'static str),
    /// The environment's name.
    Environment,
}

impl Because {
    /// Whether it says something of the side alone that the fact is of.
    pub fn is_of_one_side(&self) -> bool {
        matches!(self, Self::File(..) | Self::Target(_) | Self::Environment)
    }
}

impl Fact {
    fn new(name: impl Into<String>, path: FieldPath, value: impl Into<String>) -> Self {
        Self { name: name.into(), path, value: Value::Words(value.into()), because: Vec::new() }
    }

    /// A fact whose value is a name, not a text.
    fn named(name: impl Into<String>, path: FieldPath, value: impl Into<String>) -> Self {
        Self { name: name.into(), path, value: Value::Name(value.into()), because: Vec::new() }
    }

    fn parts(name: impl Into<String>, path: FieldPath, whole: impl Into<String>, parts: Vec<Self>) -> Self {
        Self { name: name.into(), path, value: Value::Parts(whole.into(), parts), because: Vec::new() }
    }

    fn because(mut self, because: impl IntoIterator<Item = Because>) -> Self {
        self.because.extend(because);
        self
    }

    /// The facts that it is made of, itself where it is one alone.
    pub fn leaves<'f>(&'f self, leaves: &mut Vec<&'f Self>) {
        match &self.value {
            Value::Parts(_, parts) => parts.iter().for_each(|part| part.leaves(leaves)),
            Value::Words(_) | Value::Name(_) | Value::Content(_) => leaves.push(self),
        }
    }

    /// The same for it and all that it is made of.
    fn all_because(mut self, because: &[Because]) -> Self {
        if let Value::Parts(_, parts) = &mut self.value {
            *parts = std::mem::take(parts).into_iter().map(|part| part.all_because(because)).collect();
        }
        self.because(because.iter().cloned())
    }
}

/// Facts in the making.
#[derive(Default)]
struct List(Vec<Fact>);

impl List {
    fn add(&mut self, fact: Fact) {
        self.0.push(fact);
    }

    /// A fact, where there is one.
    fn maybe(&mut self, name: &str, path: FieldPath, value: Option<String>) {
        self.0.extend(value.map(|value| Fact::new(name, path, value)));
    }

    /// A fact that is or is not.
    fn flag(&mut self, name: &str, path: FieldPath, is: bool) {
        self.maybe(name, path, is.then(String::new));
    }

    /// A fact for each of the entries, such as labels.
    fn entries(&mut self, word: &str, path: &FieldPath, entries: &[(String, String)]) {
        let entry = |(key, value): &(String, String)| Fact::new(format!("{word} {key}"), path.join(key), value.as_str());
        self.0.extend(entries.iter().map(entry));
    }
}

/// What is so of each thing in an environment: of the application as a whole, then of the others by name.
pub fn subjects(plan: &Plan) -> Vec<Subject> {
    let mut subjects: Vec<_> =
        plan.workloads.iter().filter(|workload| workload.joined.is_none()).map(workload::of(plan)).collect();
    subjects.extend(plan.externals.iter().map(network::external));
    subjects.sort_by(|left, right| left.name.cmp(&right.name));
    subjects.insert(0, application::application(plan));
    subjects
}

/// The containers before and beside a workload, on targets with pods and without.
fn companions<'p>(plan: &'p Plan, workload: &'p Workload) -> impl Iterator<Item = workload::Beside<'p>> {
    let joined = plan.workloads.iter().filter_map(|other| {
        let to = other.joined.as_ref().filter(|joined| joined.to == workload.name)?;
        let beside = workload::Beside { part: to.part, path: &other.path, container: &other.container, scratch: &[] };
        Some(beside)
    });
    let own = workload.companions.iter().map(workload::Beside::from);
    own.chain(joined)
}

fn word_of(part: Part) -> &'static str {
    match part {
        Part::Before => "init",
        Part::Beside => "sidecar",
    }
}
