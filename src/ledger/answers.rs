//! What a target answers for each field of the language.

use crate::{
    artifact::{Answer, Becomes},
    overlay::Step,
};
use std::collections::BTreeMap;

/// A target's answers, by the segments of their fields.
#[derive(Default)]
pub(super) struct Answers {
    becomes: Option<Becomes>,
    inner: BTreeMap<&'static str, Answers>,
}

impl Answers {
    pub(super) fn new(answers: &'static [Answer]) -> Self {
        let mut root = Self::default();
        for answer in answers {
            let at = answer.field.split('.').fold(&mut root, |branch, segment| branch.inner.entry(segment).or_default());
            at.becomes = Some(answer.becomes);
        }
        root
    }

    /// The answer for the field, else for the nearest block around it; a backing service's body is a workload's.
    pub(super) fn answer(&self, steps: &[Step<'_>]) -> Option<Becomes> {
        match steps {
            [Step::Field("services" | "statefuls" | "daemons" | "jobs" | "crons"), Step::Key(_), body @ ..] => {
                self.workload(body)
            }
            [Step::Field("backing"), Step::Key(_), body @ ..] => {
                let own =
                    self.inner.get("backing").and_then(|backing| backing.inner.get("*")).and_then(|backing| backing.find(body));
                own.or_else(|| self.workload(body))
            }
            _ => self.find(steps),
        }
    }

    /// The answer for a field of a workload's body, which a container before or beside it shares.
    fn workload(&self, body: &[Step<'_>]) -> Option<Becomes> {
        let workload = self.inner.get("workload")?;
        let own = match body {
            [Step::Field("inits" | "sidecars"), Step::Key(_), Step::Field("shares"), ..] => None,
            [Step::Field("inits" | "sidecars"), Step::Key(_), inner @ ..] if !inner.is_empty() => workload.find(inner),
            _ => None,
        };
        own.or_else(|| workload.find(body))
    }

    /// What becomes of a block in which nothing is written: it is emitted where one of its fields would be.
    fn fields(&self) -> Option<Becomes> {
        let mut answers = self.inner.values().filter_map(|inner| inner.becomes);
        let emitted = answers.clone().find(|becomes| matches!(becomes, Becomes::Emitted));
        emitted.or_else(|| answers.next())
    }

    fn find(&self, steps: &[Step<'_>]) -> Option<Becomes> {
        let Some((first, rest)) = steps.split_first() else { return self.becomes.or_else(|| self.fields()) };
        let segment = match first {
            Step::Field(name) => name,
            Step::Key(_) | Step::Index(_) => "*",
        };
        self.inner.get(segment).and_then(|inner| inner.find(rest)).or(self.becomes)
    }
}
