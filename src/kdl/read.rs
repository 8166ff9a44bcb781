//! Text to nodes. What is broken is reported once and kept as far as it was read; everything around it is read.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::layout::{self, Block, Layout, Sight};
use super::nodes::{Document, Node, Value};
use super::number::Number;
use super::pieces::Form;
use super::{forbidden, mistakes};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span};

/// How many blocks may stand in each other.
pub(super) const DEEPEST: usize = 128;
/// How many mistakes of one text are shown.
const MOST_MISTAKES: usize = 500;

/// Reads a text; the document holds all of it that could be read, whatever is reported.
pub fn read<'s>(text: &'s str, file: FileId, diagnostics: &mut Diagnostics) -> Document<'s> {
    let mut reader = Reader::new(text, file, Layout::Braces);
    let mut nodes = reader.document();
    let layout = match (reader.unclosed.is_empty(), reader.extra) {
        (true, false) => Layout::Braces,
        _ if !layout::is_indented(text) => Layout::Braces,
        (false, _) => Layout::MissingBrace,
        (true, true) => Layout::ExtraBrace,
    };
    if layout != Layout::Braces {
        reader = Reader::new(text, file, layout);
        nodes = reader.document();
    }
    reader.mistakes.into_iter().for_each(|mistake| diagnostics.push(mistake));
    Document { nodes }
}

/// One word or value, before it is known which of them it is.
#[derive(Clone, Debug)]
pub(super) enum Lexeme<'s> {
    /// A text of any form.
    Text(Cow<'s, str>),
    /// A number.
    Number(Number<'s>),
    /// `#true`, `#false` or `#null`.
    Keyword(Value<'s>),
    /// A keyword without its `#`.
    Unmarked(&'s str),
    /// Something that was reported; what was most likely meant.
    Bad(Cow<'s, str>),
}

/// The state of reading.
pub(super) struct Reader<'s> {
    pub(super) cursor: Cursor<'s>,
    file: FileId,
    pub(super) layout: Layout,
    mistakes: Vec<Diagnostic>,
    /// Before this byte nothing more is reported: it would follow from what was.
    quiet: usize,
    pub(super) depth: usize,
    /// The start of the line on which the last node began.
    pub(super) line: usize,
    /// Whether the text holds characters that none may hold, which are reported.
    pub(super) forbidden: bool,
    /// The blocks that the end of the text cut off, innermost first.
    pub(super) unclosed: Vec<Span>,
    /// Whether there was a `}` without its `{`.
    extra: bool,
    /// Whether something else than a missing `}` took the rest of the text.
    pub(super) cut_off: bool,
    /// The forms of string of which the rest of the text has no closing quotes.
    pub(super) never_closed: Vec<Form>,
}

/// Why a list of nodes ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Brace,
    Text,
    Indentation,
}

impl<'s> Reader<'s> {
    fn new(text: &'s str, file: FileId, layout: Layout) -> Self {
        Self {
            cursor: Cursor { text, at: 0 },
            file,
            layout,
            mistakes: Vec::new(),
            quiet: 0,
            depth: 0,
            line: 0,
            unclosed: Vec::new(),
            extra: false,
            cut_off: false,
            forbidden: false,
            never_closed: Vec::new(),
        }
    }

    /// The range of these bytes.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Takes a mistake in, unless it follows from another or there are too many.
    pub(super) fn report(&mut self, mistake: Diagnostic) {
        let follows = mistake.labels.first().is_some_and(|label| (label.span.start as usize) < self.quiet);
        if !follows && self.mistakes.len() < MOST_MISTAKES {
            self.mistakes.push(mistake);
        }
    }

    /// Reports nothing of what this finds.
    pub(super) fn silently<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let (known, quiet) = (self.mistakes.len(), self.quiet);
        let found = read(self);
        self.mistakes.truncate(known);
        self.quiet = quiet;
        found
    }

    /// Reports nothing more of this line.
    pub(super) fn hush_line(&mut self) {
        if self.quiet <= self.cursor.at {
            let mut cursor = self.cursor;
            cursor.skip_line();
            self.quiet = cursor.at + 1;
        }
    }

    fn document(&mut self) -> Vec<Node<'s>> {
        let text = self.cursor.text;
        forbidden::find(text, |start, end| {
            self.forbidden = true;
            self.report(mistakes::forbidden(Span::new(self.file, start, end), text));
        });
        self.cursor.at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        self.line = self.cursor.at;
        self.version();
        let mut nodes = Vec::new();
        while self.nodes(&mut nodes, None) != End::Text {
            let brace = self.cursor.at;
            self.cursor.at += 1;
            self.extra = true;
            self.report(mistakes::extra_brace(self.span(brace, brace + 1)));
        }
        if !self.unclosed.is_empty() {
            let end = self.cursor.text.trim_end().len();
            self.report(mistakes::unclosed_blocks(&self.unclosed, self.span(end, end), text));
        }
        nodes
    }

    /// Reads nodes up to the end of their block, which it leaves to be read.
    pub(super) fn nodes(&mut self, nodes: &mut Vec<Node<'s>>, mut block: Option<Block>) -> End {
        loop {
            self.line_space();
            match self.sight(block.as_mut()) {
                Sight::Outside => return End::Indentation,
                Sight::Extra => {
                    let brace = self.cursor.at;
                    self.cursor.at += 1;
                    self.report(mistakes::extra_brace(self.span(brace, brace + 1)));
                    continue;
                }
                Sight::Ordinary => {}
            }
            match self.cursor.peek() {
                0 if self.cursor.at_end() => return End::Text,
                b'}' => return End::Brace,
                b'/' if self.cursor.peek_at(1) == b'-' => self.slashdash_node(),
                b'{' => self.block_without_node(nodes),
                _ => nodes.extend(self.node()),
            }
        }
    }

    fn sight(&self, block: Option<&mut Block>) -> Sight {
        match block {
            Some(block) if self.layout != Layout::Braces && !self.cursor.at_end() => {
                let column = self.cursor.at - self.line;
                let first = layout::width(self.cursor.text, self.line) == column;
                let closing = self.cursor.peek() == b'}';
                if first { self.layout.judge(block, column, closing) } else { Sight::Ordinary }
            }
            _ => Sight::Ordinary,
        }
    }
}
