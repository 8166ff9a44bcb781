//! What a target noted, by the segments of the paths.

use crate::{
    artifact::{Notes, Outcome},
    overlay::WORKLOADS,
    path::FieldPath,
};
use std::collections::BTreeMap;

/// What a target noted of a field and of all that is in it; of two notes of one field the later.
#[derive(Default)]
pub(super) struct Noted<'a> {
    note: Option<(&'a FieldPath, &'a Outcome)>,
    /// Whether the note stands for all that is in the field.
    for_all: bool,
    inner: BTreeMap<&'a str, Noted<'a>>,
}

impl<'a> Noted<'a> {
    pub(super) fn new(notes: &'a Notes) -> Self {
        let mut root = Self::default();
        for (path, outcome) in notes.iter() {
            let at = path.segments().fold(&mut root, |noted, segment| noted.inner.entry(segment).or_default());
            at.note = Some((path, outcome));
            at.for_all = !is_part_of_whole(path, outcome);
        }
        root
    }

    /// Visits each note.
    pub(super) fn each(&self, visit: &mut impl FnMut(&'a FieldPath, &'a Outcome)) {
        if let Some((path, outcome)) = self.note {
            visit(path, outcome);
        }
        self.inner.values().for_each(|inner| inner.each(visit));
    }

    /// Whether the field that these segments lead to has a note, or a block around it one that stands for all of it.
    pub(super) fn holds<S: AsRef<str>>(&self, segments: impl Iterator<Item = S>) -> bool {
        let mut noted = self;
        for segment in segments {
            if noted.for_all {
                return true;
            }
            match noted.inner.get(segment.as_ref()) {
                None => return false,
                Some(inner) => noted = inner,
            }
        }
        noted.note.is_some()
    }
}

/// Whether the application, a workload, or a container before or beside one is lost in part: its fields have answers of their own.
fn is_part_of_whole(path: &FieldPath, outcome: &Outcome) -> bool {
    let names: Vec<&str> = path.segments().collect();
    let whole = match names.as_slice() {
        ["app"] => true,
        [map, _] | [map, _, "inits" | "sidecars", _] => WORKLOADS.contains(map),
        _ => false,
    };
    whole && matches!(outcome, Outcome::Weakened { .. })
}
