//! What a string says, piece by piece, each with the place in the source from which it comes.

use std::ops::Range;

use super::cursor::Cursor;
use crate::source::Span;

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// How many `#` stand around it; without any, `\` begins an escape.
    pub(super) hashes: usize,
    /// Whether it stands on lines of its own between `"""`.
    pub(super) block: bool,
}

/// A part of what a string says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'s> {
    /// The byte of the source from which it comes.
    pub(super) at: usize,
    /// What it says.
    pub(super) said: Said<'s>,
}

/// What a piece says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'s> {
    /// What the source says there.
    Literal(&'s str),
    /// What an escape or the end of a line stands for.
    Character(char),
}

/// Why a string has no value.
#[derive(Clone, Debug)]
pub(super) enum Flaw {
    /// It holds these, which are no escapes.
    Escapes(Vec<Range<usize>>),
    /// Something stands before its closing `"""`, here.
    LastLine(Range<usize>),
    /// A line's indentation, at the first place, does not begin with that of the closing `"""`, at the second.
    Indentation(Range<usize>, Range<usize>),
}

impl Form {
    /// The form of the string that begins here; `None` where none does.
    pub(super) fn at(cursor: &Cursor<'_>) -> Option<Self> {
        let hashes = cursor.rest().bytes().take_while(|&byte| byte == b'#').count();
        let quote = |distance| cursor.peek_at(hashes + distance) == b'"';
        quote(0).then(|| Self { hashes, block: quote(1) && quote(2) })
    }

    /// How many bytes its opening has; its closing has as many.
    pub(super) fn delimiter(self) -> usize {
        self.hashes + if self.block { 3 } else { 1 }
    }

    /// Whether the closing stands here.
    pub(super) fn closes(self, cursor: &Cursor<'_>) -> bool {
        let quotes = if self.block { 3 } else { 1 };
        (0..quotes).all(|distance| cursor.peek_at(distance) == b'"')
            && (quotes..quotes + self.hashes).all(|distance| cursor.peek_at(distance) == b'#')
    }
}

/// The place in the source of a byte of a decoded string, through escapes, raw and multi-line forms.
///
/// `value` is the place of the string in `source`, quotes included. Behind the string's last byte it is the closing quote.
pub fn source_offset(source: &str, value: Span, decoded: usize) -> usize {
    let (start, end) = (value.start as usize, value.end as usize);
    let Some(form) = Form::at(&Cursor { text: source, at: start }) else {
        return (start + decoded).min(end);
    };
    let body = start + form.delimiter()..end.saturating_sub(form.delimiter());
    let mut before = 0;
    for piece in pieces(source, form, body.clone()).unwrap_or_default() {
        let length = match piece.said {
            Said::Literal(text) => text.len(),
            Said::Character(letter) => letter.len_utf8(),
        };
        if decoded < before + length {
            let inside = if matches!(piece.said, Said::Literal(_)) { decoded - before } else { 0 };
            return piece.at + inside;
        }
        before += length;
    }
    body.end
}

/// What the string with this form and body says.
pub(super) fn pieces(text: &str, form: Form, body: Range<usize>) -> Result<Vec<Piece<'_>>, Flaw> {
    if form.block {
        return super::block::pieces(text, form, body);
    }
    let mut unescaping = Unescaping::new(text, form);
    unescaping.take(body);
    unescaping.finish()
}

/// Cuts the text of a string into pieces at its escapes.
pub(super) struct Unescaping<'s> {
    text: &'s str,
    raw: bool,
    pieces: Vec<Piece<'s>>,
    wrong: Vec<Range<usize>>,
}

impl<'s> Unescaping<'s> {
    pub(super) fn new(text: &'s str, form: Form) -> Self {
        Self { text, raw: form.hashes > 0, pieces: Vec::new(), wrong: Vec::new() }
    }

    /// All pieces, if every escape was one.
    pub(super) fn finish(self) -> Result<Vec<Piece<'s>>, Flaw> {
        if self.wrong.is_empty() { Ok(self.pieces) } else { Err(Flaw::Escapes(self.wrong)) }
    }

    /// Adds a character for which something else stands in the source.
    pub(super) fn push(&mut self, at: usize, letter: char) {
        self.pieces.push(Piece { at, said: Said::Character(letter) });
    }

    /// Adds what this part of the text says.
    pub(super) fn take(&mut self, part: Range<usize>) {
        let mut cursor = Cursor { text: self.text.get(..part.end).unwrap_or_default(), at: part.start };
        while !cursor.at_end() {
            let start = cursor.at;
            let escape = if self.raw { None } else { cursor.rest().find('\\') };
            cursor.at = escape.map_or(part.end, |length| start + length);
            if cursor.at > start {
                self.pieces.push(Piece { at: start, said: Said::Literal(cursor.since(start)) });
            }
            if !cursor.at_end() {
                self.escape(&mut cursor);
            }
        }
    }

    fn escape(&mut self, cursor: &mut Cursor<'s>) {
        let start = cursor.at;
        cursor.at += 1;
        if skip_white(cursor) {
            return;
        }
        let letter = cursor.rest().chars().next();
        cursor.step();
        let meant = match letter {
            Some('u') => scalar(cursor),
            Some(letter) => named(letter),
            None => None,
        };
        match meant {
            Some(meant) => self.push(start, meant),
            None => self.wrong.push(start..cursor.at),
        }
    }
}

/// Steps over white space and new lines; whether there were any.
pub(super) fn skip_white(cursor: &mut Cursor<'_>) -> bool {
    let start = cursor.at;
    loop {
        match cursor.space() + cursor.newline() {
            0 => return cursor.at > start,
            width => cursor.at += width,
        }
    }
}

/// What this letter stands for behind a `\`.
fn named(letter: char) -> Option<char> {
    match letter {
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        's' => Some(' '),
        'b' => Some('\u{8}'),
        'f' => Some('\u{C}'),
        '"' | '\\' => Some(letter),
        _ => None,
    }
}

/// The character of `{1F600}`; steps over what belongs to it, right or wrong.
fn scalar(cursor: &mut Cursor<'_>) -> Option<char> {
    let opened = cursor.peek() == b'{';
    cursor.at += usize::from(opened);
    let start = cursor.at;
    while cursor.peek().is_ascii_hexdigit() && (opened || cursor.at < start + 4) {
        cursor.at += 1;
    }
    let digits = cursor.since(start);
    let closed = opened && cursor.peek() == b'}';
    cursor.at += usize::from(closed);
    let amount = u32::from_str_radix(digits, 16).ok().filter(|_| closed && digits.len() <= 6)?;
    char::from_u32(amount)
}
