//! Reads texts that lack their quotes, or have those of another language; each is reported.

use std::borrow::Cow;

use super::cursor::FURTHEST;
use super::mistakes;
use super::pieces::Form;
use super::read::{Lexeme, Reader};
use super::word::Place;

impl<'s> Reader<'s> {
    /// Whether a word that began there goes on here with characters that only quotes allow.
    pub(super) fn goes_on(&self, start: usize, place: Place) -> bool {
        let next = self.cursor.peek_at(1);
        let so_far = self.cursor.since(start);
        match self.cursor.peek() {
            b'/' if next == b'/' => so_far.ends_with(':') && !matches!(self.cursor.peek_at(2), 0..=b' '),
            b'/' => next != b'*',
            b'{' => next == b'{' || self.sees_variable(so_far),
            b'\\' => !self.begins_continuation(),
            b'=' => place == Place::Value,
            b')' => place != Place::Annotation,
            b'(' | b'[' | b']' | b'#' => true,
            _ => false,
        }
    }

    /// Whether the `{` that stands here belongs to a `${NAME}`, as shells have it, and begins no block.
    fn sees_variable(&self, so_far: &str) -> bool {
        so_far.ends_with('$') && matches!(self.cursor.peek_at(1), b'a'..=b'z' | b'A'..=b'Z' | b'_')
    }

    /// Whether a quote stands here that closes a text rather than opens one.
    pub(super) fn sees_closing_quote(&self) -> bool {
        if self.cursor.peek() != b'"' {
            return false;
        }
        let mut behind = self.cursor;
        behind.at += 1;
        behind.at_end() || behind.space() + behind.newline() > 0 || matches!(behind.peek(), b';' | b'}' | b')')
    }

    /// `text"`, whose closing quote stands here.
    pub(super) fn without_opening(&mut self, start: usize) -> Lexeme<'s> {
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
    pub(super) fn bare(&mut self, start: usize, place: Place) -> Lexeme<'s> {
        loop {
            self.cursor.skip_word();
            match self.cursor.peek() {
                b'=' if place != Place::Value && !self.cursor.since(start).contains("://") => break,
                b')' if place == Place::Annotation => break,
                b'\\' if self.begins_continuation() => break,
                b'{' if self.cursor.peek_at(1) == b'{' => self.skip_past("}}"),
                b'{' if self.sees_variable(self.cursor.since(start)) => self.skip_past("}"),
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

    /// `'text'` or `“text”`, which KDL would take for a bare word, or for several.
    pub(super) fn single_quoted(&mut self) -> Option<Lexeme<'s>> {
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
    pub(super) fn old_raw_string(&mut self, start: usize) -> Lexeme<'s> {
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
