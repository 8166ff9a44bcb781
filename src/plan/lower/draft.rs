//! A workload while it is lowered: texts are evaluated, and what they use is kept.

use super::{
    references::{self, Problem},
    report::Report,
    scope::{Scope, Subject},
};
use crate::{
    diagnostic::{Diagnostic, codes},
    manifest::Argument,
    path::FieldPath,
    plan::{Encoding, Piece, SecretUse, Text, Transport},
    text::{self, Expression, Filter, Part},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a workload uses.
#[derive(Default)]
pub(super) struct Uses<'a> {
    /// Workloads and backing services that its texts refer to, and at which ports.
    pub(super) reached: BTreeMap<&'a str, BTreeSet<(Transport, u16)>>,
    /// Backing services whose password its texts hold.
    pub(super) passwords: BTreeSet<&'a str>,
    /// Workloads whose public address its texts hold.
    pub(super) public: BTreeSet<&'a str>,
    /// Secrets, and how they are written.
    pub(super) secrets: BTreeMap<String, BTreeSet<Encoding>>,
    /// Its texts that name a replica by its number where no container has such a name.
    pub(super) stand_ins: BTreeSet<FieldPath>,
}

/// A workload while it is lowered; without a subject, what belongs to none.
pub(super) struct Draft<'d, 'a> {
    pub(super) scope: &'d Scope<'a>,
    pub(super) report: &'d mut Report<'a>,
    pub(super) subject: Option<&'d Subject<'a>>,
    pub(super) uses: Uses<'a>,
    /// The constants that are being evaluated.
    pub(super) constants: Vec<&'a str>,
    /// How many parts of texts have no value, which was reported.
    pub(super) unresolved: usize,
}

impl<'d, 'a> Draft<'d, 'a> {
    pub(super) fn new(scope: &'d Scope<'a>, report: &'d mut Report<'a>, subject: Option<&'d Subject<'a>>) -> Self {
        Self { scope, report, subject, uses: Uses::default(), constants: Vec::new(), unresolved: 0 }
    }

    /// Evaluates a text.
    pub(super) fn text(&mut self, text: &str, path: &FieldPath) -> Text {
        if !text::is_template(text) {
            return Text::literal(text);
        }
        let parsed = text::parse(text);
        for mistake in parsed.mistakes {
            let place = self.report.part(path, text, &mistake.at);
            self.report.push(Diagnostic::error(&codes::TEMPLATE, mistake.message).at_known(place, "").help(mistake.help));
        }
        let mut whole = Text::default();
        for part in parsed.parts {
            match part {
                Part::Literal(literal) => whole.push(Piece::Literal(literal.to_owned())),
                Part::Expression(expression) => {
                    let value = self.expression(&expression, text, path);
                    value.pieces.into_iter().for_each(|piece| whole.push(piece));
                }
            }
        }
        whole
    }

    /// Evaluates the text of a file whose secrets the store fills in: the workload itself needs none of them.
    pub(super) fn filled(&mut self, text: &str, path: &FieldPath) -> Text {
        let own = std::mem::take(&mut self.uses.secrets);
        let value = self.text(text, path);
        let inside = std::mem::replace(&mut self.uses.secrets, own);
        for name in inside.into_keys() {
            self.uses.secrets.entry(name).or_default();
        }
        value
    }

    /// Evaluates a text that may hold no secret, nor what looks like one; `what` says what it is, as in `a label`.
    pub(super) fn plain(&mut self, text: &str, path: &FieldPath, what: &str) -> String {
        let literal = self.literal(text, path, what);
        super::suspicion::plain(self, what, text, &literal, path);
        literal
    }

    /// Evaluates a text that may hold no secret.
    pub(super) fn literal(&mut self, text: &str, path: &FieldPath, what: &str) -> String {
        let value = self.text(text, path);
        if let Some(literal) = value.as_literal() {
            return literal.to_owned();
        }
        if let Some(secret) = value.secrets().next() {
            let message = format!("{what} cannot hold the secret `{}`: it is written as it is", secret.name);
            self.report.error(&codes::SECRET_PLACE, path, message, "put it into `env` or a `secret-file`");
        }
        String::new()
    }

    /// Evaluates a command.
    pub(super) fn words(&mut self, words: &[Argument], path: &FieldPath) -> Vec<Text> {
        let values: Vec<_> = words.iter().map(|word| self.word(word, path)).collect();
        super::suspicion::command(self, words, &values, path);
        values
    }

    fn word(&mut self, word: &Argument, path: &FieldPath) -> Text {
        match word {
            Argument::Text(text) => {
                super::hosts::check(self, text.as_str(), None, path);
                self.text(text.as_str(), path)
            }
            Argument::Public(text) => self.text(text.as_str(), path),
            Argument::Secret(name) => self.secret(name.as_str()),
        }
    }

    /// The whole value of a secret.
    pub(super) fn secret(&mut self, name: &str) -> Text {
        self.use_secret(name, Encoding::Plain);
        Text::secret(name)
    }

    /// Notes the use of a secret.
    pub(super) fn use_secret(&mut self, name: &str, encoding: Encoding) {
        self.uses.secrets.entry(name.to_owned()).or_default().insert(encoding);
    }

    fn expression(&mut self, expression: &Expression<'_>, text: &str, path: &FieldPath) -> Text {
        let value = match &expression.subject {
            text::Subject::Literal(literal) => Text::literal(literal.clone()),
            text::Subject::Path(names) => match references::resolve(self, names, path) {
                Ok(value) => value,
                Err(Problem::Silent) => {
                    self.unresolved += 1;
                    return Text::default();
                }
                Err(Problem::Absent(absent)) => {
                    self.unresolved += 1;
                    let place = self.report.part(path, text, &expression.at);
                    self.report.push(absent.at_first(place));
                    return Text::default();
                }
                Err(Problem::Wrong { code, message, help }) => {
                    self.unresolved += 1;
                    let place = self.report.part(path, text, &expression.at);
                    self.report.push(Diagnostic::error(code, message).at_known(place, "").help(help));
                    return Text::default();
                }
                Err(Problem::Slip { message, wrong, meant }) => {
                    self.unresolved += 1;
                    let place = self.report.part(path, text, &expression.at);
                    let diagnostic = Diagnostic::error(&codes::UNKNOWN_NAME, message).at_known(place, "");
                    self.report.slip(diagnostic, place, &wrong, &meant);
                    return Text::default();
                }
            },
        };
        let filtered = expression.filters.iter().try_fold(value, |value, filter| apply(filter, value));
        let value = filtered.unwrap_or_else(|filter| {
            let place = self.report.part(path, text, &expression.at);
            let subject = match &expression.subject {
                text::Subject::Literal(literal) => literal.clone(),
                text::Subject::Path(names) => names.join("."),
            };
            let message = format!("`{filter}` needs the text of `{subject}`, which is only known at run time");
            let help = "leave the filter out; of a secret, `urlencode` alone can be written where it is used";
            self.report.push(Diagnostic::error(&codes::SECRET_FILTER, message).at_known(place, "").help(help));
            Text::default()
        });
        for secret in value.secrets() {
            self.uses.secrets.entry(secret.name.clone()).or_default().insert(secret.encoding);
        }
        value
    }
}

/// Applies a filter to every piece that is known; of a secret, only `urlencode` can be written. An error is the name of another.
fn apply(filter: &Filter, value: Text) -> Result<Text, &'static str> {
    let mut filtered = Text::default();
    let whole = value.as_literal().is_some();
    for piece in value.pieces {
        let piece = match (filter, piece) {
            (_, Piece::Literal(text)) if whole => Piece::Literal(filter.apply(&text)),
            (Filter::UrlEncode, Piece::Literal(text)) => Piece::Literal(filter.apply(&text)),
            (Filter::UrlEncode, Piece::Secret(secret)) if secret.encoding == Encoding::Plain => {
                Piece::Secret(SecretUse { name: secret.name, encoding: Encoding::Url })
            }
            _ => return Err(filter.name()),
        };
        filtered.push(piece);
    }
    Ok(filtered)
}
