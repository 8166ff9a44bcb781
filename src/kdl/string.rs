//! Reads strings of every form; one that is not closed ends where its line or its indentation ends.

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::Cursor;
use super::cut_off::{before_block, before_braces, end_behind_template, end_of_several_lines, is_balanced};
use super::pieces::{Flaw, Form, Piece, Said, pieces, skip_white};
use super::read::{Lexeme, Reader};
use super::{layout, mistakes};

impl<'s> Reader<'s> {
    /// Reads the string of this form that begins here.
    pub(super) fn string(&mut self, form: Form) -> Lexeme<'s> {
        let start = self.cursor.at;
        self.cursor.at += form.delimiter();
        if form.block { self.block_string(form, start) } else { self.line_string(form, start) }
    }

    fn line_string(&mut self, form: Form, start: usize) -> Lexeme<'s> {
        let body = self.cursor.at;
        let escapes = if form.hashes == 0 { skip_text(&mut self.cursor) } else { skip_raw(&mut self.cursor, form) };
        if !form.closes(&self.cursor) {
            return self.unclosed(form, start, body);
        }
        let said = self.cursor.since(body);
        let end = self.cursor.at;
        if form.hashes == 0
            && let Some(end) = end_behind_template(self.cursor, said)
        {
            self.cursor.at = end;
            let text = self.cursor.since(body);
            self.cursor.at += form.delimiter();
            self.report(mistakes::quote_in_template(self.span(start, self.cursor.at), text));
            return Lexeme::Bad(Cow::Borrowed(text));
        }
        self.cursor.at += form.delimiter();
        if self.cursor.peek().is_ascii_alphanumeric()
            && let Some(text) = before_block(said)
        {
            return self.cut_off_at(form, start, text);
        }
        if said.is_empty()
            && let Some(text) = self.doubled_quote(body)
        {
            return Lexeme::Bad(Cow::Borrowed(text));
        }
        if escapes { self.decoded(form, start, body..end) } else { Lexeme::Text(Cow::Borrowed(said)) }
    }

    /// The text of `""text"`, of which `""` has been read; `body` is the place of the second quote.
    fn doubled_quote(&mut self, body: usize) -> Option<&'s str> {
        let before = self.cursor;
        self.cursor.skip_word();
        let text = self.cursor.since(before.at);
        if text.is_empty() || !self.sees_closing_quote() {
            self.cursor = before;
            return None;
        }
        self.cursor.at += 1;
        self.report(mistakes::extra_quote(self.span(body, body + 1)));
        Some(text)
    }

    /// A string that the end of its line cuts off.
    fn unclosed(&mut self, form: Form, start: usize, body: usize) -> Lexeme<'s> {
        if form.hashes == 0
            && let Some(end) = end_of_several_lines(self.cursor)
        {
            self.cursor.at = end;
            self.report(mistakes::several_lines(self.span(start, body), self.span(end - 1, end)));
            return Lexeme::Bad(Cow::Borrowed(self.cursor.since(body)));
        }
        let line = self.cursor.since(body);
        let text = before_block(line).filter(|text| is_balanced(line, text)).unwrap_or_else(|| before_braces(line));
        self.cut_off_at(form, start, text)
    }

    /// A string that ends behind this text of its, without its closing quote.
    fn cut_off_at(&mut self, form: Form, start: usize, text: &'s str) -> Lexeme<'s> {
        self.cursor.at = start + form.delimiter() + text.len();
        let without = text.trim_end_matches('#');
        let part = without.strip_suffix('"').filter(|_| form.hashes > 0).map_or(0, |said| text.len() - said.len());
        self.report(mistakes::unclosed_string(self.span(start, self.cursor.at), form, part));
        self.hush_line();
        Lexeme::Bad(Cow::Borrowed(text))
    }

    fn block_string(&mut self, form: Form, start: usize) -> Lexeme<'s> {
        let body = self.cursor.at;
        if self.cursor.newline() == 0 {
            return self.block_in_one_line(form, start);
        }
        let Some(end) = self.end_of_block(form) else {
            return self.unclosed_block(form, start);
        };
        self.cursor.at = end + form.delimiter();
        self.decoded(form, start, body..end)
    }

    /// Where the closing quotes stand; remembers that there are none, lest every opening looks for them anew.
    fn end_of_block(&mut self, form: Form) -> Option<usize> {
        if self.never_closed.contains(&form) {
            return None;
        }
        let mut cursor = self.cursor;
        while !cursor.at_end() {
            match cursor.peek() {
                b'"' if form.closes(&cursor) => return Some(cursor.at),
                b'\\' if form.hashes == 0 => {
                    cursor.at += 1;
                    cursor.step();
                }
                _ => cursor.at += 1,
            }
        }
        self.never_closed.push(form);
        None
    }

    /// `"""text"""`, or `"""text` with more lines.
    fn block_in_one_line(&mut self, form: Form, start: usize) -> Lexeme<'s> {
        let body = self.cursor.at;
        let line = Form { block: false, ..form };
        while !self.cursor.at_end() && self.cursor.newline() == 0 && !form.closes(&self.cursor) {
            self.cursor.step();
        }
        let said = self.cursor.since(body);
        if form.closes(&self.cursor) {
            self.cursor.at += form.delimiter();
            self.report(mistakes::block_in_one_line(self.span(start, self.cursor.at), line, said));
            return Lexeme::Bad(Cow::Borrowed(said));
        }
        match self.end_of_block(form) {
            Some(end) => {
                self.cursor.at = end + form.delimiter();
                let indentation = layout::indentation(self.cursor.text, end);
                self.report(mistakes::text_beside_opening(self.span(body, body + said.len()), indentation));
                Lexeme::Bad(Cow::Borrowed(said))
            }
            None => self.unclosed_block(form, start),
        }
    }

    /// The string ends before the first line that is indented no more than the one on which it begins.
    fn unclosed_block(&mut self, form: Form, start: usize) -> Lexeme<'s> {
        let body = start + form.delimiter();
        self.cursor.at = layout::end_of_indented(self.cursor.text, start);
        self.report(mistakes::unclosed_block_string(self.span(start, body), self.span(self.cursor.at, self.cursor.at), form));
        Lexeme::Bad(Cow::Borrowed(self.cursor.since(body)))
    }

    fn decoded(&mut self, form: Form, start: usize, body: Range<usize>) -> Lexeme<'s> {
        let source = self.cursor.text;
        let meant = source.get(body.clone()).unwrap_or_default();
        let flaw = match pieces(source, form, body.clone()) {
            Ok(pieces) => return Lexeme::Text(joined(&pieces)),
            Err(flaw) => flaw,
        };
        match flaw {
            Flaw::Escapes(places) => {
                let escapes =
                    places.into_iter().map(|place| (self.span(place.start, place.end), source.get(place).unwrap_or_default()));
                self.report(mistakes::escapes(escapes.collect()));
            }
            Flaw::LastLine(_) if layout::indentation(source, body.end).len() <= layout::indentation(source, start).len() => {
                return self.unclosed_block(form, start);
            }
            Flaw::LastLine(place) => {
                let closing = self.span(body.end, body.end + form.delimiter());
                let indentation = layout::indentation(source, body.end);
                self.report(mistakes::text_beside_closing(self.span(place.start, place.end), closing, indentation));
            }
            Flaw::Indentation(line, closing) => {
                let (line, closing) = (self.span(line.start, line.end), self.span(closing.start, closing.end + form.delimiter()));
                self.report(mistakes::string_indentation(line, closing));
            }
        }
        Lexeme::Bad(Cow::Borrowed(meant))
    }
}

/// Steps to the closing quote or the end of the line; whether there was a `\`.
pub(super) fn skip_text(cursor: &mut Cursor<'_>) -> bool {
    let mut escapes = false;
    loop {
        match cursor.peek() {
            b'"' | b'\n'..=b'\r' => return escapes,
            b'\\' => {
                escapes = true;
                cursor.at += 1;
                if !skip_white(cursor) {
                    cursor.step();
                }
            }
            0xC2 | 0xE2 if cursor.newline() > 0 => return escapes,
            0 if cursor.at_end() => return escapes,
            _ => cursor.at += 1,
        }
    }
}

/// Steps to the closing quote of a raw string or the end of the line; there are no escapes.
fn skip_raw(cursor: &mut Cursor<'_>, form: Form) -> bool {
    while !cursor.at_end() && cursor.newline() == 0 && !form.closes(cursor) {
        cursor.at += 1;
    }
    false
}

fn joined<'s>(pieces: &[Piece<'s>]) -> Cow<'s, str> {
    match pieces {
        [] => Cow::Borrowed(""),
        [Piece { said: Said::Literal(text), .. }] => Cow::Borrowed(text),
        _ => Cow::Owned(pieces.iter().fold(String::new(), |mut text, piece| {
            match piece.said {
                Said::Literal(part) => text.push_str(part),
                Said::Character(letter) => text.push(letter),
            }
            text
        })),
    }
}
