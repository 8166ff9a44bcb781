//! Reads one word or value: strings, numbers, keywords, bare words, and what only looks like one.

use std::borrow::Cow;

use super::cursor::is_forbidden;
use super::mistakes;
use super::nodes::{Value, Word};
use super::number::{self, Number};
use super::pieces::Form;
use super::read::{Lexeme, Reader};
use crate::source::Span;

/// Where a word stands, which says what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A node's name, an argument or a property's name: `=` ends it.
    Entry,
    /// Behind `=`.
    Value,
    /// In parentheses.
    Annotation,
}

impl<'s> Reader<'s> {
    /// Reads what begins here; `None` where a comment of another language took the rest of the line.
    pub(super) fn lexeme(&mut self, place: Place) -> Option<Lexeme<'s>> {
        let start = self.cursor.at;
        let lexeme = self.any_lexeme(place)?;
        Some(match lexeme {
            Lexeme::Text(text) if self.forbidden && self.cursor.since(start).contains(is_forbidden) => {
                Lexeme::Bad(text.replace(is_forbidden, "").into())
            }
            lexeme => lexeme,
        })
    }

    fn any_lexeme(&mut self, place: Place) -> Option<Lexeme<'s>> {
        match self.cursor.peek() {
            b'"' | b'#' => match Form::at(&self.cursor) {
                Some(form) => Some(self.string(form)),
                None => self.marked(place),
            },
            b'\'' | 0xE2 => Some(self.single_quoted().unwrap_or_else(|| self.word(place))),
            _ => Some(self.word(place)),
        }
    }

    /// A name that must be a text.
    pub(super) fn name_of(&mut self, lexeme: Lexeme<'s>, span: Span) -> Word<'s> {
        let text = match lexeme {
            Lexeme::Text(text) | Lexeme::Bad(text) => text,
            Lexeme::Number(Number { text }) | Lexeme::Unmarked(text) => {
                self.report(mistakes::name(span, text));
                Cow::Borrowed(text)
            }
            Lexeme::Keyword(_) => {
                let text = self.cursor.text.get(span.start as usize..span.end as usize).unwrap_or_default();
                self.report(mistakes::name(span, text));
                Cow::Borrowed(text)
            }
        };
        Word { text, span }
    }

    /// A value.
    pub(super) fn value_of(&mut self, lexeme: Lexeme<'s>, span: Span) -> Value<'s> {
        match lexeme {
            Lexeme::Text(text) => Value::String(text),
            Lexeme::Number(number) => Value::Number(number),
            Lexeme::Keyword(value) => value,
            Lexeme::Bad(_) => Value::Bad,
            Lexeme::Unmarked(word) => {
                self.report(mistakes::unmarked(span, word));
                Value::Bad
            }
        }
    }

    /// A bare word or a number.
    fn word(&mut self, place: Place) -> Lexeme<'s> {
        let start = self.cursor.at;
        self.cursor.skip_word();
        let text = self.cursor.since(start);
        if text == "r" && Form::at(&self.cursor).is_some() {
            return self.old_raw_string(start);
        }
        if self.goes_on(start, place) {
            return self.bare(start, place);
        }
        if !text.is_empty() && self.sees_closing_quote() {
            return self.without_opening(start);
        }
        match text.as_bytes() {
            [] => self.unexpected(start),
            b"true" | b"false" | b"null" | b"inf" | b"-inf" | b"nan" => Lexeme::Unmarked(text),
            [b'0'..=b'9', ..] | [b'+' | b'-', b'0'..=b'9', ..] => self.number(start, text),
            [b'.', b'0'..=b'9', ..] | [b'+' | b'-', b'.', b'0'..=b'9', ..] => self.number(start, text),
            _ => Lexeme::Text(Cow::Borrowed(text)),
        }
    }

    /// A character with which nothing begins.
    fn unexpected(&mut self, start: usize) -> Lexeme<'s> {
        if !matches!(self.cursor.peek(), b'{' | b'}' | b';') && self.cursor.newline() == 0 {
            self.cursor.step();
        }
        self.report(mistakes::unexpected(self.span(start, self.cursor.at)));
        Lexeme::Bad(Cow::Borrowed(self.cursor.since(start)))
    }

    fn number(&mut self, start: usize, text: &'s str) -> Lexeme<'s> {
        if number::is_number(text) {
            return Lexeme::Number(Number { text });
        }
        let span = self.span(start, self.cursor.at);
        if let Some(number) = text.strip_suffix(',').filter(|number| number::is_number(number)) {
            self.report(mistakes::comma(self.span(self.cursor.at - 1, self.cursor.at)));
            return Lexeme::Number(Number { text: number });
        }
        self.report(match number::flaw(text) {
            Some((problem, cure)) => mistakes::number(span, text, problem, cure),
            None => mistakes::bare_word(span, text),
        });
        Lexeme::Bad(Cow::Borrowed(text))
    }

    /// A keyword with its `#`, or a comment as other languages have it.
    fn marked(&mut self, place: Place) -> Option<Lexeme<'s>> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.cursor.skip_word();
        if self.cursor.since(start) == "#" {
            self.cursor.skip_line();
            self.report(mistakes::comment(self.span(start, start + 1)));
            return None;
        }
        if self.goes_on(start, place) {
            return Some(self.bare(start, place));
        }
        let text = self.cursor.since(start);
        Some(match text {
            "#true" => Lexeme::Keyword(Value::Bool(true)),
            "#false" => Lexeme::Keyword(Value::Bool(false)),
            "#null" => Lexeme::Keyword(Value::Null),
            "#inf" | "#-inf" | "#nan" => Lexeme::Number(Number { text }),
            _ => {
                self.report(mistakes::keyword(self.span(start, self.cursor.at), text));
                Lexeme::Bad(Cow::Borrowed(text))
            }
        })
    }
}
