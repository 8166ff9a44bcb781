//! What became of one field, and of how many so.

use crate::{
    artifact::{Becomes, Outcome},
    plan::Inferred,
};
use schemars::JsonSchema;
use serde::Serialize;

/// What became of a field in one target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate<'a> {
    /// It is in the output.
    Emitted,
    /// The compiler filled it in.
    Inferred {
        /// The value.
        value: &'a str,
        /// The rule that gave it.
        rule: &'static str,
    },
    /// It is in the output in part.
    Weakened {
        /// What is lost, as a sentence without a full stop.
        lost: &'a str,
    },
    /// This target has no such thing.
    Ignored {
        /// Why, as a sentence without a full stop.
        why: &'a str,
    },
    /// It says itself that it is for another target, and nothing of it is lost here.
    Elsewhere {
        /// That target.
        target: &'static str,
    },
    /// It cannot be had: an error.
    Refused {
        /// Why, as a sentence without a full stop.
        why: &'a str,
        /// What to do.
        cure: &'a str,
    },
}

impl<'a> From<&'a Outcome> for Fate<'a> {
    fn from(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Weakened { lost } => Self::Weakened { lost },
            Outcome::Ignored { why } => Self::Ignored { why },
            Outcome::Elsewhere { target } => Self::Elsewhere { target },
            Outcome::Refused { why, cure, conflict: _ } => Self::Refused { why, cure },
        }
    }
}

impl From<Option<Becomes>> for Fate<'_> {
    fn from(answer: Option<Becomes>) -> Self {
        match answer {
            Some(Becomes::Emitted) => Self::Emitted,
            Some(Becomes::Weakened(lost)) => Self::Weakened { lost },
            Some(Becomes::Ignored(why)) => Self::Ignored { why },
            None => Self::Ignored { why: "the target has no answer for this field" },
        }
    }
}

impl<'a> From<&'a Inferred> for Fate<'a> {
    fn from(Inferred { value, rule, .. }: &'a Inferred) -> Self {
        Self::Inferred { value, rule }
    }
}

/// How many fields had each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// In the output.
    pub emitted: usize,
    /// Filled in by the compiler.
    pub inferred: usize,
    /// In the output in part.
    pub weakened: usize,
    /// Not in the output.
    pub ignored: usize,
    /// For another target, as they say themselves.
    pub elsewhere: usize,
    /// An error.
    pub refused: usize,
}

impl Counts {
    /// Counts one more field.
    pub(super) fn add(&mut self, fate: Fate<'_>) {
        match fate {
            Fate::Emitted => self.emitted += 1,
            Fate::Inferred { .. } => self.inferred += 1,
            Fate::Weakened { .. } => self.weakened += 1,
            Fate::Ignored { .. } => self.ignored += 1,
            Fate::Elsewhere { .. } => self.elsewhere += 1,
            Fate::Refused { .. } => self.refused += 1,
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { emitted, inferred, weakened, ignored, elsewhere, refused } = self;
        let parts = [
            (emitted, "emitted"),
            (inferred, "inferred"),
            (weakened, "weakened"),
            (ignored, "ignored"),
            (elsewhere, "for another target"),
            (refused, "refused"),
        ];
        let parts = parts.iter().filter(|(count, _)| **count > 0).map(|(count, word)| format!("{count} {word}"));
        f.write_str(&parts.collect::<Vec<_>>().join(", "))
    }
}
