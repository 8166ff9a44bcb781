//! What a target gives: files in memory, and what became of each field.

use crate::{path::FieldPath, plan::Workload, source::Span};
use std::collections::BTreeMap;

/// The files of one environment's output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    files: BTreeMap<String, Artifact>,
}

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its bytes.
    pub content: Vec<u8>,
    /// Its mode, as in `0o644`; written so whatever the umask.
    pub mode: u32,
}

impl Artifacts {
    /// Adds a file that everybody may read. `path` is relative to the environment's folder, with `/` between names.
    pub fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Artifact { content: content.into(), mode: 0o644 });
    }

    /// Adds a script.
    pub fn add_script(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), Artifact { content: content.into(), mode: 0o755 });
    }

    /// Each file with its path, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.files.iter().map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// The file at that path.
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.files.get(path)
    }
}

/// What became of a field where the target's standing answer does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is in the output in part.
    Weakened {
        /// What is lost, as a sentence without a full stop.
        lost: String,
    },
    /// This target has no such thing.
    Ignored {
        /// Why, as a sentence without a full stop.
        why: String,
    },
    /// It says itself that it is for another target.
    Elsewhere {
        /// That target.
        target: &'static str,
    },
    /// It cannot be had: an error.
    Refused {
        /// Why, as a sentence without a full stop.
        why: String,
        /// What to do.
        cure: String,
        /// What it is in conflict with, where that is something written.
        conflict: Option<Conflict>,
    },
}

/// Two written things that cannot both be had.
#[derive(Clone, Default, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Where the one begins, where that is nearer than its field.
    pub place: Option<Span>,
    /// What makes the other.
    pub with: Option<FieldPath>,
}

/// A target's standing answer for a field of the language, wherever nothing else is noted while emitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The field in the schema, with `*` for a key and `workload` for the body of any kind: `workload.image.pull`.
    pub field: &'static str,
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of a field by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// It is in the output, or directs it.
    Emitted,
    /// It is in the output in part: what is lost.
    Weakened(&'static str),
    /// This target has no such thing: why.
    Ignored(&'static str),
}

/// What a target notes of single fields while it emits, where its standing answer does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    list: Vec<(FieldPath, Outcome)>,
    rewritten: Vec<Rewritten>,
}

/// Containers that the user changed in the output, each as a workload, as the output says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// What changed them.
    pub by: FieldPath,
    /// What they were.
    pub before: Vec<Workload>,
    /// What they are.
    pub after: Vec<Workload>,
}

impl Notes {
    /// Part of the field is lost.
    pub fn weakened(&mut self, path: FieldPath, lost: impl Into<String>) {
        self.list.push((path, Outcome::Weakened { lost: lost.into() }));
    }

    /// The target has no such thing here.
    pub fn ignored(&mut self, path: FieldPath, why: impl Into<String>) {
        self.list.push((path, Outcome::Ignored { why: why.into() }));
    }

    /// The field says itself that it is for another target.
    pub fn elsewhere(&mut self, path: FieldPath, target: &'static str) {
        self.list.push((path, Outcome::Elsewhere { target }));
    }

    /// The field cannot be had.
    pub fn refused(&mut self, path: FieldPath, why: impl Into<String>, cure: impl Into<String>) {
        self.list.push((path, Outcome::Refused { why: why.into(), cure: cure.into(), conflict: None }));
    }

    /// The field cannot be had beside something else.
    pub fn collides(&mut self, path: FieldPath, conflict: Conflict, why: impl Into<String>, cure: impl Into<String>) {
        self.list.push((path, Outcome::Refused { why: why.into(), cure: cure.into(), conflict: Some(conflict) }));
    }

    /// Takes all notes of another part of the output in.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
        self.rewritten.extend(other.rewritten);
    }

    /// Containers are no longer what the plan says.
    pub fn rewritten(&mut self, rewritten: Rewritten) {
        self.rewritten.push(rewritten);
    }

    /// The containers that are no longer what the plan says.
    pub fn all_rewritten(&self) -> &[Rewritten] {
        &self.rewritten
    }

    /// Each note, in the order in which it was made.
    pub fn iter(&self) -> std::slice::Iter<'_, (FieldPath, Outcome)> {
        self.list.iter()
    }
}
