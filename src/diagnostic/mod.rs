//! What a run has to say: mistakes, warnings, and what to do about them.

mod alike;
pub mod codes;
pub mod github;
pub mod human;
pub mod json;
mod masks;
pub mod sarif;
mod view;

pub use crate::nearest::nearest;
use crate::source::{Edit, Span};
use alike::Shared;
pub use codes::Code;
pub use masks::Masks;
pub use view::{DOTS, View};

/// How grave a diagnostic is; the gravest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The output is written, and somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// A place in a source, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What; may be empty at the cause, which the message explains.
    pub text: String,
    /// Whether the text at the place is a secret: no message of the run shows it, whichever line it quotes.
    pub masked: bool,
}

/// A change that mends the mistake, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What the change does, as an imperative.
    pub text: String,
    /// The change; all of it or nothing.
    pub edits: Vec<Edit>,
}

/// One mistake or warning: a sentence that stands alone, places, and a cure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind; `landfall explain CODE` says more.
    pub code: &'static Code,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the user's things in backticks.
    pub message: String,
    /// The cause first, then what it conflicts with, in any file.
    pub labels: Vec<Label>,
    /// What to do; one sentence or a few lines to add, each.
    pub helps: Vec<String>,
    /// The cure as a change to the text, where there is one.
    pub suggestions: Vec<Suggestion>,
}

impl Diagnostic {
    /// A diagnostic of this severity without a place.
    pub fn new(code: &'static Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: Vec::new(), helps: Vec::new(), suggestions: Vec::new() }
    }

    /// An error without a place.
    pub fn error(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning without a place.
    pub fn warning(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Adds a place; the first one is the cause.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), masked: false });
        self
    }

    /// Adds a place whose text is a secret and is shown as dots.
    #[must_use]
    pub fn at_secret(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), masked: true });
        self
    }

    /// Adds a place if it is known.
    #[must_use]
    pub fn at_known(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.at(span, text),
            None => self,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.helps.push(text.into());
        self
    }

    /// Adds the cure as a change of one place.
    #[must_use]
    pub fn suggest(mut self, text: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let edits = vec![Edit { span, text: replacement.into() }];
        self.suggestions.push(Suggestion { text: text.into(), edits });
        self
    }
}

/// The diagnostics of a run, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Takes one in. One that is there already in the same words is kept once, as the graver of both.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let same = |other: &&mut Diagnostic| {
            other.message == diagnostic.message && other.code == diagnostic.code && other.labels == diagnostic.labels
        };
        match self.list.iter_mut().find(same) {
            Some(other) if diagnostic.severity < other.severity => *other = diagnostic,
            Some(_) => {}
            None => self.list.push(diagnostic),
        }
    }

    /// Takes all of another list in.
    pub fn append(&mut self, other: Self) {
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// By file, place, severity and code, as they are shown. What is said of several names at a place in the same words is said
    /// once, as the gravest of them.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| {
            (
                diagnostic.labels.first().map(|label| label.span),
                diagnostic.severity,
                diagnostic.code.name,
                // A name comes before a longer one that begins with it.
                diagnostic.message.replace('`', " "),
            )
        });
        let mut told: Vec<Shared> = Vec::with_capacity(self.list.len());
        let mut here = (None, 0);
        for diagnostic in self.list.drain(..) {
            let place = diagnostic.labels.first().map(|label| label.span);
            if here.0 != place {
                here = (place, told.len());
            }
            let left = told.iter_mut().skip(here.1).try_fold(diagnostic, |left, known| known.take(left));
            told.extend(left.map(Shared::new));
        }
        self.list = told.into_iter().map(Shared::told).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_error_here_and_a_warning_there_is_said_once_as_the_error() {
        let mut list = Diagnostics::default();
        for severity in [Severity::Warning, Severity::Error, Severity::Note] {
            list.push(Diagnostic::new(&codes::KDL_SYNTAX, severity, "the same"));
        }
        assert_eq!(list.iter().map(|one| one.severity).collect::<Vec<_>>(), [Severity::Error]);
    }
}
