//! Texts as Compose reads them back: it replaces `$NAME` and `${NAME}` in every value of its file, though in no key.

use super::variables::Variables;
use crate::plan::{Container, EnvValue, Piece, RuntimeField, Text};
use serde::Serialize;

/// A value of the file. Only this module makes one, so that none goes past Compose's interpolation unescaped.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub(super) struct Word(String);

impl Word {
    /// A text that is read back as it is.
    pub(super) fn literal(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().replace('$', "$$"))
    }

    /// The value of a variable, which has to be there.
    fn variable(name: &str, cure: &str) -> Self {
        Self(format!("${{{name}:?{cure}}}"))
    }
}

/// What the texts of one container are evaluated with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    /// The variables that hold secrets.
    pub(super) variables: &'a Variables,
    /// The project's name.
    pub(super) project: &'a str,
    /// The workload's name.
    pub(super) workload: &'a str,
    /// The container that the texts belong to.
    pub(super) container: &'a Container,
}

impl Scope<'_> {
    /// A text with its secrets as variables; the run-time field in it that Compose does not know, where there is one.
    pub(super) fn word(&self, text: &Text) -> Result<Word, RuntimeField> {
        let mut whole = String::new();
        for piece in &text.pieces {
            let Word(part) = match piece {
                Piece::Literal(text) => Word::literal(text),
                Piece::Secret(secret) => Word::variable(self.variables.name(secret), self.variables.cure()),
                Piece::Field(field) => Word::literal(self.field(*field).ok_or(*field)?),
            };
            whole.push_str(&part);
        }
        Ok(Word(whole))
    }

    /// All of these texts, or the first run-time field that Compose does not know.
    pub(super) fn words(&self, texts: &[Text]) -> Result<Vec<Word>, RuntimeField> {
        texts.iter().map(|text| self.word(text)).collect()
    }

    /// The value of a variable; `Ok(None)` is what the surroundings of Compose have.
    pub(super) fn value(&self, value: &EnvValue) -> Result<Option<Word>, RuntimeField> {
        match value {
            EnvValue::Set(text) => self.word(text).map(Some),
            EnvValue::Inherit => Ok(None),
        }
    }

    /// What is known of a field before the container runs.
    fn field(&self, field: RuntimeField) -> Option<String> {
        let limits = &self.container.resources.limits;
        match field {
            RuntimeField::PodName => Some(self.workload.to_owned()),
            RuntimeField::PodNamespace => Some(self.project.to_owned()),
            RuntimeField::CpuLimit => limits.cpu.map(|cpu| cpu.0.div_ceil(1000).to_string()),
            RuntimeField::MemoryLimit => limits.memory.map(|memory| memory.0.to_string()),
            RuntimeField::PodIp | RuntimeField::NodeName | RuntimeField::NodeIp => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Compose's interpolation, from its specification: `$$` is `$`, `$NAME` and `${NAME…}` are variables, and a `$` before
    /// anything else is an error.
    fn interpolated(text: &str) -> Option<String> {
        let mut read = String::new();
        let mut rest = text.chars().peekable();
        while let Some(next) = rest.next() {
            match next {
                '$' if rest.next_if_eq(&'$').is_some() => read.push('$'),
                '$' => return None,
                other => read.push(other),
            }
        }
        Some(read)
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_compose_unchanged(text in r"(\$|\{|\}|[A-Z_]|:|\?|-|\PC|\n)*") {
            prop_assert_eq!(interpolated(&Word::literal(&text).0), Some(text));
        }
    }
}
