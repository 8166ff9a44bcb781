//! What became of every field that was written, in one target: nothing is lost in silence.

mod answers;
mod fate;
mod loss;
mod notes;
mod page;

use crate::{
    artifact::{Answer, Notes},
    overlay::{Leaf, Step, Trace},
    path::FieldPath,
    plan::Inferred,
};
use answers::Answers;
use notes::Noted;

pub use fate::{Counts, Fate};
pub use loss::{Loss, Summary};
pub use page::Line;

/// What became of each field in one environment; joined when it is asked for.
#[derive(Clone, Debug)]
pub struct Ledger<'a> {
    trace: &'a Trace,
    inferred: &'a [Inferred],
    answers: &'static [Answer],
    notes: Notes,
}

/// What became of one field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<'a> {
    /// The field.
    pub path: FieldPath,
    /// What became of it.
    pub fate: Fate<'a>,
}

impl<'a> Ledger<'a> {
    /// Joins what was written, what the compiler filled in, and what the target answers and notes.
    pub fn new(trace: &'a Trace, inferred: &'a [Inferred], answers: &'static [Answer], notes: Notes) -> Self {
        Self { trace, inferred, answers, notes }
    }

    /// Each field that was written or filled in, sorted by path.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        self.visit(|field, fate| entries.push(Entry { path: field.path(), fate }));
        entries.sort();
        entries
    }

    /// Visits each field in any order. A note stands for all that is in its field.
    fn visit<'s>(&'s self, mut visit: impl FnMut(Field<'_>, Fate<'s>)) {
        let answers = Answers::new(self.answers);
        let noted = Noted::new(&self.notes);
        noted.each(&mut |path, outcome| visit(Field::Known(path), outcome.into()));
        self.trace.leaves(|leaf| {
            if !is_merged(&leaf) && !noted.holds(leaf.segments()) {
                visit(Field::Written(&leaf), answers.answer(leaf.steps).into());
            }
        });
        let filled_in = self.inferred.iter().filter(|inferred| !noted.holds(inferred.path.segments()));
        filled_in.for_each(|inferred| visit(Field::Known(&inferred.path), inferred.into()));
    }
}

/// A field whose path is made where it is needed.
enum Field<'f> {
    Known(&'f FieldPath),
    Written(&'f Leaf<'f>),
}

impl Field<'_> {
    fn path(&self) -> FieldPath {
        match self {
            Self::Known(path) => (*path).clone(),
            Self::Written(leaf) => leaf.path(),
        }
    }
}

/// Whether a leaf stands in a layer that was merged into what lies above it, where the ledger has it.
fn is_merged(leaf: &Leaf<'_>) -> bool {
    matches!(leaf.steps.first(), Some(Step::Field("defaults" | "mixins" | "environments" | "includes")))
}
