//! Reads one word or value: strings, numbers, keywords, bare words, and what only looks like one.

use std::borrow::Cow;

use super::cursor::FURTHEST;
use super::mistakes;
use super::nodes::{Value, Word};
use super::number::{self, Number};
use super::pieces::Form;
use super::read::{Lexeme, Reader};
use super::structure;
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

    /// Whether a word that began there goes on here with characters that only quotes allow.
    fn goes_on(&self, start: usize, place: Place) -> bool {
        let next = self.cursor.peek_at(1);
        let so_far = self.cursor.since(start);
        match self.cursor.peek() {
            b'/' if next == b'/' => so_far.ends_with(':') && !matches!(self.cursor.peek_at(2), 0..=b' '),
            b'/' => next != b'*',
            b'{' => next == b'{' || so_far.ends_with('$'),
            b'\\' => !self.begins_continuation(),
            b'=' => place == Place::Value,
            b')' => place != Place::Annotation,
            b'(' | b'[' | b']' | b'#' => true,
            _ => false,
        }
    }

    /// Whether a quote stands here that closes a text rather than opens one.
    pub(super) fn sees_closing_quote(&self) -> bool {
        let mut behind = self.cursor;
        behind.at += 1;
        let ends = behind.at_end() || behind.space() + behind.newline() > 0 || matches!(behind.peek(), b';' | b'}' | b')');
        ends && self.cursor.peek() == b'"'
    }

    /// `text"`, whose closing quote stands here.
    fn without_opening(&mut self, start: usize) -> Lexeme<'s> {
        let text = self.cursor.since(start);
        self.cursor.at += 1;
        self.report(mistakes::opening_quote(self.span(start, self.cursor.at), text));
        Lexeme::Bad(Cow::Borrowed(text))
    }

    /// Whether a `\` stands here behind which white space, a comment or nothing follows.
    fn begins_continuation(&self) -> bool {
        let mut behind = self.cursor;
        behind.at += 1;
        behind.at_end() || behind.space() + behind.newline() > 0 || behind.sees("//") || behind.sees("/*")
    }

    /// A text without the quotes that it wants.
    fn bare(&mut self, start: usize, place: Place) -> Lexeme<'s> {
        loop {
            self.cursor.skip_word();
            match self.cursor.peek() {
                b'=' if place != Place::Value && !self.cursor.since(start).contains("://") => break,
                b')' if place == Place::Annotation => break,
                b'\\' if self.begins_continuation() => break,
                b'{' if self.cursor.peek_at(1) == b'{' => self.skip_past("}}"),
                b'{' if self.cursor.since(start).ends_with('$') => self.skip_past("}"),
                b'[' if self.cursor.at == start => self.skip_past("]"),
                b'(' if place != Place::Annotation => self.skip_past(")"),
                b'"' if self.sees_closing_quote() => return self.without_opening(start),
                b'"' => self.skip_past("\""),
                b'/' | b'=' | b'#' | b'(' | b')' | b'[' | b']' | b'\\' => self.cursor.at += 1,
                _ => break,
            }
        }
        let text = self.cursor.since(start);
        let span = self.span(start, self.cursor.at);
        let list = text.starts_with('[') && text.ends_with(']');
        self.report(if list { mistakes::list(span, text) } else { mistakes::bare_word(span, text) });
        Lexeme::Bad(Cow::Borrowed(text))
    }

    /// Steps behind the next of these on this line, or over one character if there is none.
    fn skip_past(&mut self, closing: &str) {
        self.cursor.step();
        let closing = closing.as_bytes();
        if let Some(distance) = self.cursor.near().windows(closing.len()).position(|window| window == closing) {
            self.cursor.at += distance + closing.len();
        }
    }

    /// A keyword with its `#`, or a comment as other languages have it.
    fn marked(&mut self, place: Place) -> Option<Lexeme<'s>> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        self.cursor.skip_word();
        if self.cursor.since(start) == "#" {
            self.cursor.skip_line();
            self.report(structure::comment(self.span(start, start + 1)));
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

    /// `'text'` or `“text”`, which KDL would take for a bare word, or for several.
    fn single_quoted(&mut self) -> Option<Lexeme<'s>> {
        let start = self.cursor.at;
        let opening = self.cursor.rest().chars().next()?;
        let closing = match opening {
            '\'' => '\'',
            '‘' => '’',
            '“' => '”',
            _ => return None,
        };
        let body = start + opening.len_utf8();
        let mut line = self.cursor;
        line.at = body;
        while line.at < body + FURTHEST && !line.at_end() && line.newline() == 0 && line.peek() != b'"' {
            if line.rest().starts_with(closing) {
                let text = line.since(body);
                line.step();
                let ends = line.at_end() || line.space() + line.newline() > 0 || matches!(line.peek(), b';' | b'}' | b'=' | b')');
                if ends {
                    self.cursor = line;
                    self.report(mistakes::single_quotes(self.span(start, line.at), text));
                    return Some(Lexeme::Bad(Cow::Borrowed(text)));
                }
                continue;
            }
            line.step();
        }
        None
    }

    /// `r"text"`, as KDL 1 had it.
    fn old_raw_string(&mut self, start: usize) -> Lexeme<'s> {
        let string = self.cursor.at;
        let form = Form::at(&self.cursor).unwrap_or(Form { hashes: 0, block: false });
        let lexeme = self.silently(|reader| reader.string(form));
        let (span, source) = (self.span(start, self.cursor.at), self.cursor.since(string));
        self.report(mistakes::old_raw_string(span, form, source));
        match lexeme {
            Lexeme::Text(text) | Lexeme::Bad(text) => Lexeme::Bad(text),
            Lexeme::Number(_) | Lexeme::Keyword(_) | Lexeme::Unmarked(_) => Lexeme::Bad(Cow::Borrowed(source)),
        }
    }
}
