//! Reads the parts of a node behind its name: arguments, properties, blocks.

use super::cursor::Cursor;
use super::mistakes;
use super::nodes::{Node, Property, Scalar, Value, Word};
use super::pieces::Form;
use super::read::{End, Lexeme, Reader};
use super::word::Place;
use crate::source::Span;

/// How far a node has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Arguments and properties may follow.
    Entries,
    /// A block that was taken out with `/-` stood there: only blocks may follow.
    Blocks,
    /// Its block stood there: only blocks that are taken out may follow.
    Done,
}

impl<'s> Reader<'s> {
    /// Reads all of a node behind its name, and the `;` at its end; `owner` is the indentation of its line.
    pub(super) fn parts(&mut self, node: &mut Node<'s>, owner: usize) {
        let mut progress = Progress::Entries;
        let mut spaced = self.node_space();
        while !self.ends_node() {
            let start = self.cursor.at;
            match self.cursor.peek() {
                b'{' if self.begins_block() => {
                    if self.block(node, owner, progress) == End::Indentation {
                        return;
                    }
                    progress = Progress::Done;
                    spaced = self.node_space();
                }
                b'/' if self.cursor.peek_at(1) == b'-' => {
                    if !spaced {
                        self.report_space(start);
                    }
                    (progress, spaced) = self.slashdash(owner, progress);
                }
                b'=' => spaced = self.stray_equals(node, start, spaced),
                b':' | b',' if !spaced => spaced = self.stray_mark(start),
                b'"' if !spaced && self.sees_closing_quote() => {
                    self.cursor.at += 1;
                    self.report(mistakes::extra_quote(self.span(start, start + 1)));
                    spaced = self.node_space();
                }
                _ if progress != Progress::Entries => {
                    let entry = self.begins_property();
                    self.report(mistakes::after_block(self.span(start, start), !entry));
                    self.hush_line();
                    if !entry {
                        return;
                    }
                    spaced = self.entry(node);
                }
                _ => {
                    if !spaced {
                        self.report_space(start);
                    }
                    spaced = self.entry(node);
                }
            }
        }
        self.cursor.at += usize::from(self.cursor.peek() == b';');
    }

    /// Whether the node ends here.
    pub(super) fn ends_node(&self) -> bool {
        match self.cursor.peek() {
            b';' | b'}' | b'\n'..=b'\r' => true,
            b'/' => self.cursor.peek_at(1) == b'/',
            0xC2 | 0xE2 => self.cursor.newline() > 0,
            0 => self.cursor.at_end(),
            _ => false,
        }
    }

    fn report_space(&mut self, at: usize) {
        self.report(mistakes::missing_space(self.span(at, at)));
        self.hush_line();
    }

    fn block(&mut self, node: &mut Node<'s>, owner: usize, progress: Progress) -> End {
        let open = self.span(self.cursor.at, self.cursor.at + 1);
        if let (Progress::Done, Some(first)) = (progress, &node.children) {
            self.report(mistakes::second_block(open, first.span));
        }
        let (block, end) = self.children(owner);
        node.span = node.span.to(block.span);
        match &mut node.children {
            Some(children) => {
                children.nodes.extend(block.nodes);
                children.span = children.span.to(block.span);
            }
            None => node.children = Some(block),
        }
        end
    }

    /// Reads what `/-` takes out; how far the node is then, and whether white space follows.
    fn slashdash(&mut self, owner: usize, progress: Progress) -> (Progress, bool) {
        let start = self.cursor.at;
        self.cursor.at += 2;
        self.line_space();
        if self.cursor.peek() == b'{' {
            self.children(owner);
            let progress = if progress == Progress::Entries { Progress::Blocks } else { progress };
            return (progress, self.node_space());
        }
        if self.ends_node() || self.cursor.sees("/-") {
            self.report(mistakes::slashdash(self.span(start, start + 2)));
            return (progress, true);
        }
        if progress != Progress::Entries {
            self.report(mistakes::after_block(self.span(start, start), false));
            self.hush_line();
        }
        let name = Word { text: "".into(), span: self.span(start, start) };
        let mut taken_out = Node::new(None, name, self.span(start, start));
        (progress, self.entry(&mut taken_out))
    }

    /// Reads an argument or a property; whether white space follows.
    fn entry(&mut self, node: &mut Node<'s>) -> bool {
        let Some(annotation) = self.annotations() else {
            return true;
        };
        let start = self.cursor.at;
        let Some(lexeme) = self.lexeme(Place::Entry) else {
            return true;
        };
        let span = self.span(start, self.cursor.at);
        node.span = node.span.to(span);
        let spaced = self.node_space();
        if self.cursor.peek() == b'=' {
            let equals = self.span(self.cursor.at, self.cursor.at + 1);
            self.cursor.at += 1;
            return self.property(node, annotation, (lexeme, span), equals);
        }
        if let Some(lexeme) = self.colon(&lexeme, span, spaced) {
            let colon = Span { start: span.end - 1, ..span };
            self.report(mistakes::colon(colon, "="));
            return self.property(node, annotation, (lexeme, Span { end: colon.start, ..span }), colon);
        }
        let value = self.value_of(lexeme, span);
        let is_lines = self.begins_lines(start);
        node.arguments.reserve_exact(usize::from(node.arguments.is_empty()));
        node.arguments.push(Scalar { annotation, value, span, is_lines });
        spaced
    }

    /// Reads a property's value, which follows `equals`; whether white space follows.
    fn property(&mut self, node: &mut Node<'s>, before: Option<Word<'s>>, name: (Lexeme<'s>, Span), equals: Span) -> bool {
        let name = self.name_of(name.0, name.1);
        if let Some(annotation) = &before {
            self.report(mistakes::annotation_of_name(annotation.span, name.span, equals));
        }
        self.node_space();
        let start = self.cursor.at;
        let mut scalar = Scalar { annotation: before, value: Value::Bad, span: self.span(start, start), is_lines: false };
        let mut spaced = true;
        if self.ends_node() || self.begins_block() {
            if self.cursor.peek() == b'{' {
                self.report(mistakes::value_is_block(self.span(start, start + 1), &name.text));
                self.children(0);
                spaced = self.node_space();
            } else {
                self.report(mistakes::missing_value(equals, &name.text));
            }
        } else if let Some(annotation) = self.annotations() {
            scalar.annotation = annotation.or(scalar.annotation);
            let start = self.cursor.at;
            if let Some(lexeme) = self.lexeme(Place::Value) {
                scalar.span = self.span(start, self.cursor.at);
                scalar.value = self.value_of(lexeme, scalar.span);
                scalar.is_lines = self.begins_lines(start);
                spaced = self.node_space();
            }
        }
        node.span = node.span.to(name.span).to(scalar.span);
        node.properties.push(Property { name, scalar });
        spaced
    }

    /// Whether a text of lines between `"""` begins there.
    fn begins_lines(&self, start: usize) -> bool {
        Form::at(&Cursor { text: self.cursor.text, at: start }).is_some_and(|form| form.block)
    }

    /// Whether a block begins here, and not a `{{ … }}` without its quotes.
    pub(super) fn begins_block(&self) -> bool {
        self.cursor.peek() == b'{' && self.cursor.peek_at(1) != b'{'
    }

    /// The name that a word with a colon at its end is, if a value follows.
    fn colon(&self, lexeme: &Lexeme<'s>, span: Span, spaced: bool) -> Option<Lexeme<'s>> {
        let Lexeme::Text(text) = lexeme else { return None };
        let (start, end) = (span.start as usize, span.end as usize);
        let bare = text.len() == end - start && text.len() > 1 && text.ends_with(':');
        let value_follows = spaced && !self.ends_node() && !self.begins_block();
        let name = self.cursor.text.get(start..end.saturating_sub(1))?;
        (bare && value_follows).then_some(Lexeme::Text(name.into()))
    }

    /// Whether a word and `=` stand here.
    fn begins_property(&self) -> bool {
        let mut word = self.cursor;
        word.skip_word();
        word.at > self.cursor.at && word.peek() == b'='
    }

    /// `image = "x"` and `image="x"`: the node's own value needs no `=`.
    fn stray_equals(&mut self, node: &Node<'s>, start: usize, spaced: bool) -> bool {
        self.cursor.at += 1;
        self.node_space();
        let end = if spaced { self.cursor.at } else { start + 1 };
        let replacement = if spaced { "" } else { " " };
        self.report(mistakes::equals(self.span(start, start + 1), &node.name.text, self.span(start, end), replacement));
        true
    }

    /// A colon or a comma right behind a string, as JSON has them.
    fn stray_mark(&mut self, start: usize) -> bool {
        let span = self.span(start, start + 1);
        let colon = self.cursor.peek() == b':';
        self.cursor.at += 1;
        self.report(if colon { mistakes::colon(span, "") } else { mistakes::comma(span) });
        self.node_space();
        true
    }
}
