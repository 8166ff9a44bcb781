//! A place in a text, and the characters of KDL: white space, lines, what may stand in a bare word.

/// How many bytes away the closing of an unquoted text is looked for.
pub(super) const FURTHEST: usize = 256;

/// A place in a text that only moves on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s> {
    /// The whole text.
    pub(super) text: &'s str,
    /// The byte at which it stands; always the start of a character, or the end.
    pub(super) at: usize,
}

impl<'s> Cursor<'s> {
    /// The byte here; zero at the end.
    pub(super) fn peek(&self) -> u8 {
        self.peek_at(0)
    }

    /// The byte this many bytes further on; zero behind the end.
    pub(super) fn peek_at(&self, distance: usize) -> u8 {
        self.text.as_bytes().get(self.at + distance).copied().unwrap_or(0)
    }

    /// Whether the whole text is behind it.
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// What stands from here on.
    pub(super) fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands between a place and here.
    pub(super) fn since(&self, start: usize) -> &'s str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Whether this stands here.
    pub(super) fn sees(&self, what: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// Steps over one character.
    pub(super) fn step(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// How many bytes of white space, which is no new line, stand here: one character's, or none.
    pub(super) fn space(&self) -> usize {
        match self.peek() {
            b' ' | b'\t' => 1,
            0x21..=0x7E | b'\n'..=b'\r' => 0,
            _ => self.rest().chars().next().filter(|&letter| is_space(letter)).map_or(0, char::len_utf8),
        }
    }

    /// How many bytes of a new line stand here: one's, or none.
    pub(super) fn newline(&self) -> usize {
        match (self.peek(), self.peek_at(1), self.peek_at(2)) {
            (b'\r', b'\n', _) | (0xC2, 0x85, _) => 2,
            (b'\n'..=b'\r', _, _) => 1,
            (0xE2, 0x80, 0xA8 | 0xA9) => 3,
            _ => 0,
        }
    }

    /// What follows on this line, as far as a closing parenthesis is looked for.
    pub(super) fn near(&self) -> &'s [u8] {
        let rest = self.rest().as_bytes();
        let near = rest.get(..FURTHEST).unwrap_or(rest);
        near.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
    }

    /// Steps over white space of one line, without comments.
    pub(super) fn skip_spaces(&mut self) {
        loop {
            match self.space() {
                0 => break,
                width => self.at += width,
            }
        }
    }

    /// Steps to the end of the line, before its new line.
    pub(super) fn skip_line(&mut self) {
        while !self.at_end() && self.newline() == 0 {
            match self.peek() {
                0..=0x7F => self.at += 1,
                _ => self.step(),
            }
        }
    }

    /// Steps over all that may stand in a bare word.
    pub(super) fn skip_word(&mut self) {
        loop {
            match self.peek() {
                b'\0'..=b' ' | b'"' | b'#' | b'(' | b')' | b'/' | b';' | b'=' | b'[' | b'\\' | b']' | b'{' | b'}' | 0x7F => break,
                0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF if self.space() > 0 || self.newline() > 0 => break,
                _ => self.at += 1,
            }
        }
    }
}

/// Whether it is white space; what may not stand in a text counts as such, for it is reported by itself.
fn is_space(letter: char) -> bool {
    let listed =
        matches!(letter, '\t' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}');
    listed || is_forbidden(letter)
}

/// Whether it may stand in a text of KDL only as an escape.
pub(super) fn is_forbidden(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
    )
}
