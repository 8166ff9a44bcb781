//! Strings between `"""`: their lines, without the indentation of the closing quotes.

use std::ops::Range;

use super::cursor::Cursor;
use super::pieces::{Flaw, Form, Piece, Unescaping, skip_white};

/// A line as it counts: its parts, white space behind a `\` left out.
struct Line {
    parts: Vec<Range<usize>>,
    /// Where the new line behind it stands.
    end: usize,
}

/// What a string between `"""` says; its body begins with a new line.
pub(super) fn pieces(text: &str, form: Form, body: Range<usize>) -> Result<Vec<Piece<'_>>, Flaw> {
    let mut lines = lines(text, form, body.clone());
    let last = lines.pop().unwrap_or(Line { parts: Vec::new(), end: body.end });
    if !last.is_blank(text) {
        let start = last.parts.iter().find(|part| !is_blank(text, part)).map_or(body.end, |part| part.start);
        return Err(Flaw::LastLine(start..body.end));
    }
    let indentation = last.says(text);
    let mut unescaping = Unescaping::new(text, form);
    let mut ended = None;
    for line in lines {
        if let Some(end) = ended.replace(line.end) {
            unescaping.push(end, '\n');
        }
        if !line.is_blank(text) {
            take(&mut unescaping, text, &line, &indentation).map_err(|place| Flaw::Indentation(place, last.place(body.end)))?;
        }
    }
    unescaping.finish()
}

/// Adds a line's text; fails with the place of its indentation, if that is not this one.
fn take(unescaping: &mut Unescaping<'_>, text: &str, line: &Line, indentation: &str) -> Result<(), Range<usize>> {
    let mut missing = indentation;
    for part in &line.parts {
        let says = text.get(part.clone()).unwrap_or_default();
        let same = says.chars().zip(missing.chars()).take_while(|(said, wanted)| said == wanted);
        let shared = same.map(|(said, _)| said.len_utf8()).sum();
        missing = missing.get(shared..).unwrap_or_default();
        if shared < says.len() {
            if !missing.is_empty() {
                return Err(line.leading(text));
            }
            unescaping.take(part.start + shared..part.end);
        }
    }
    Ok(())
}

/// The lines of a body, without the empty one before its first new line.
fn lines(text: &str, form: Form, body: Range<usize>) -> Vec<Line> {
    let mut cursor = Cursor { text: text.get(..body.end).unwrap_or_default(), at: body.start };
    cursor.at += cursor.newline();
    let (mut lines, mut parts, mut start) = (Vec::new(), Vec::new(), cursor.at);
    while !cursor.at_end() {
        let newline = cursor.newline();
        if newline > 0 {
            parts.push(start..cursor.at);
            lines.push(Line { parts: std::mem::take(&mut parts), end: cursor.at });
            cursor.at += newline;
            start = cursor.at;
        } else if form.hashes == 0 && cursor.peek() == b'\\' {
            let escape = cursor.at;
            cursor.at += 1;
            if skip_white(&mut cursor) {
                parts.push(start..escape);
                start = cursor.at;
            } else {
                cursor.step();
            }
        } else {
            skip_plain(&mut cursor);
        }
    }
    parts.push(start..body.end);
    lines.push(Line { parts, end: body.end });
    lines
}

/// Steps over a character, and what follows that is neither an escape nor a new line.
fn skip_plain(cursor: &mut Cursor<'_>) {
    cursor.step();
    while matches!(cursor.peek(), b' '..=b'[' | b']'..=b'~') {
        cursor.at += 1;
    }
}

fn is_blank(text: &str, part: &Range<usize>) -> bool {
    let mut cursor = Cursor { text: text.get(..part.end).unwrap_or_default(), at: part.start };
    cursor.skip_spaces();
    cursor.at_end()
}

impl Line {
    fn is_blank(&self, text: &str) -> bool {
        self.parts.iter().all(|part| is_blank(text, part))
    }

    fn says(&self, text: &str) -> String {
        self.parts.iter().filter_map(|part| text.get(part.clone())).collect()
    }

    fn place(&self, end: usize) -> Range<usize> {
        self.parts.first().map_or(end, |part| part.start)..end
    }

    /// Where the white space at its start stands, or its first character.
    fn leading(&self, text: &str) -> Range<usize> {
        let start = self.parts.first().map_or(self.end, |part| part.start);
        let mut cursor = Cursor { text, at: start };
        cursor.skip_spaces();
        if cursor.at == start {
            cursor.step();
        }
        start..cursor.at
    }
}
