//! A text cut into words, signs, comments and new lines.

use crate::kdl::{cursor::Cursor, pieces::Form};

/// A part of a text, with everything that is not white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// A string of any form, a number, a keyword.
    Word(&'s str),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `=`
    Equals,
    /// `{`
    BlockStart,
    /// `}`
    BlockEnd,
    /// `;`
    Semicolon,
    /// `/-`
    Slashdash,
    /// `// …`, without its new line.
    LineComment(&'s str),
    /// `/* … */`
    Comment(&'s str),
    /// A `\` that goes on with the line, and the comment behind it.
    Continuation(Option<&'s str>),
    /// A new line.
    Newline,
}

/// A token, and how many characters stand before it on its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'s> {
    pub(super) token: Token<'s>,
    pub(super) column: usize,
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Placed<'_>> {
    let mut lexer = Lexer { cursor: Cursor { text, at: 0 }, line: 0, found: Vec::new() };
    if text.starts_with('\u{FEFF}') {
        lexer.cursor.step();
    }
    loop {
        lexer.cursor.skip_spaces();
        if lexer.cursor.at_end() {
            return lexer.found;
        }
        lexer.token();
    }
}

struct Lexer<'s> {
    cursor: Cursor<'s>,
    /// The byte at which the line begins.
    line: usize,
    found: Vec<Placed<'s>>,
}

impl<'s> Lexer<'s> {
    fn token(&mut self) {
        let start = self.cursor.at;
        let newline = self.cursor.newline();
        let token = match (self.cursor.peek(), self.cursor.peek_at(1)) {
            _ if newline > 0 => self.sign(newline, Token::Newline),
            (b'(', _) => self.sign(1, Token::Open),
            (b')', _) => self.sign(1, Token::Close),
            (b'=', _) => self.sign(1, Token::Equals),
            (b'{', _) => self.sign(1, Token::BlockStart),
            (b'}', _) => self.sign(1, Token::BlockEnd),
            (b';', _) => self.sign(1, Token::Semicolon),
            (b'/', b'-') => self.sign(2, Token::Slashdash),
            (b'/', b'/') => Token::LineComment(self.line_comment()),
            (b'/', b'*') => Token::Comment(self.comment()),
            (b'\\', _) => self.continuation(),
            _ => Token::Word(self.word()),
        };
        self.push(start, token);
        if matches!(token, Token::Newline | Token::Continuation(_)) {
            self.line = self.cursor.at;
        }
    }

    fn push(&mut self, start: usize, token: Token<'s>) {
        let before = self.cursor.text.get(self.line..start).unwrap_or_default();
        self.found.push(Placed { token, column: before.chars().count() });
    }

    fn sign(&mut self, width: usize, token: Token<'s>) -> Token<'s> {
        self.cursor.at += width;
        token
    }

    fn line_comment(&mut self) -> &'s str {
        let start = self.cursor.at;
        self.cursor.skip_line();
        self.cursor.since(start).trim_end()
    }

    fn comment(&mut self) -> &'s str {
        let start = self.cursor.at;
        self.cursor.at += 2;
        let mut open = 1;
        while open > 0 && !self.cursor.at_end() {
            match (self.cursor.peek(), self.cursor.peek_at(1)) {
                (b'*', b'/') => open -= 1,
                (b'/', b'*') => open += 1,
                _ => {
                    self.cursor.step();
                    continue;
                }
            }
            self.cursor.at += 2;
        }
        self.cursor.since(start)
    }

    fn continuation(&mut self) -> Token<'s> {
        self.cursor.at += 1;
        self.cursor.skip_spaces();
        while self.cursor.sees("/*") {
            let start = self.cursor.at;
            let comment = self.comment();
            self.push(start, Token::Comment(comment));
            self.cursor.skip_spaces();
        }
        let comment = if self.cursor.sees("//") { Some(self.line_comment()) } else { None };
        self.cursor.at += self.cursor.newline();
        Token::Continuation(comment)
    }

    fn word(&mut self) -> &'s str {
        let start = self.cursor.at;
        match Form::at(&self.cursor) {
            Some(form) => self.string(form),
            None => {
                while self.cursor.peek() == b'#' {
                    self.cursor.at += 1;
                }
                self.cursor.skip_word();
                if self.cursor.at == start {
                    self.cursor.step();
                }
            }
        }
        self.cursor.since(start)
    }

    fn string(&mut self, form: Form) {
        self.cursor.at += form.delimiter();
        while !self.cursor.at_end() && !form.closes(&self.cursor) {
            if form.hashes == 0 && self.cursor.peek() == b'\\' {
                self.cursor.at += 1;
            }
            self.cursor.step();
        }
        self.cursor.at = (self.cursor.at + form.delimiter()).min(self.cursor.text.len());
    }
}
