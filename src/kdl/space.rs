//! What stands between words: white space, comments, lines that go on.

use super::mistakes;
use super::read::Reader;

impl Reader<'_> {
    /// Steps over what may stand between the parts of a node; whether there was any.
    pub(super) fn node_space(&mut self) -> bool {
        let start = self.cursor.at;
        loop {
            match self.cursor.peek() {
                b' ' => self.cursor.at += 1,
                b'/' if self.cursor.peek_at(1) == b'*' => self.comment(),
                b'\\' if self.continuation() => {}
                b'!'..=b'~' | b'\n'..=b'\r' => break,
                _ => match self.cursor.space() {
                    0 => break,
                    width => self.cursor.at += width,
                },
            }
        }
        self.cursor.at > start
    }

    /// Steps over what may stand between nodes.
    pub(super) fn line_space(&mut self) {
        loop {
            self.node_space();
            match self.cursor.newline() {
                0 if self.cursor.sees("//") => self.cursor.skip_line(),
                0 => break,
                width => {
                    self.cursor.at += width;
                    self.line = self.cursor.at;
                }
            }
        }
    }

    /// Steps over a `\` and its new line; whether it was one that goes on with the line.
    fn continuation(&mut self) -> bool {
        let start = self.cursor.at;
        self.cursor.at += 1;
        loop {
            self.cursor.skip_spaces();
            if !self.cursor.sees("/*") {
                break;
            }
            self.comment();
        }
        if self.cursor.sees("//") {
            self.cursor.skip_line();
        }
        let newline = self.cursor.newline();
        if newline > 0 || self.cursor.at_end() {
            self.cursor.at += newline;
            return true;
        }
        if self.cursor.at == start + 1 {
            self.cursor.at = start;
            return false;
        }
        self.report(mistakes::continuation(self.span(start, start + 1)));
        true
    }

    /// Steps over a comment between `/*` and `*/`, in which others may stand.
    pub(super) fn comment(&mut self) {
        let start = self.cursor.at;
        self.cursor.at += 2;
        let mut open = 1;
        while open > 0 {
            match (self.cursor.peek(), self.cursor.peek_at(1)) {
                (b'*', b'/') => {
                    open -= 1;
                    self.cursor.at += 2;
                }
                (b'/', b'*') => {
                    open += 1;
                    self.cursor.at += 2;
                }
                (0, _) if self.cursor.at_end() => {
                    self.cut_off = true;
                    self.report(mistakes::unclosed_comment(self.span(start, start + 2)));
                    return;
                }
                _ => self.cursor.at += 1,
            }
        }
    }
}
