//! Reads a node: its annotation, its name, and the block in its braces.

use std::borrow::Cow;

use super::layout::{self, Block, Layout};
use super::mistakes;
use super::nodes::{Children, Node, Word};
use super::pieces::Form;
use super::read::{DEEPEST, End, Reader};
use super::word::Place;
use crate::source::Span;

impl<'s> Reader<'s> {
    /// Reads the node that begins here; `None` if nothing names it.
    pub(super) fn node(&mut self) -> Option<Node<'s>> {
        let start = self.cursor.at;
        let owner = if self.layout == Layout::Braces { 0 } else { layout::width(self.cursor.text, self.line) };
        let annotation = self.annotations()?;
        let name = self.name()?;
        let mut node = Node::new(annotation, name, self.span(start, self.cursor.at));
        self.parts(&mut node, owner);
        Some(node)
    }

    fn name(&mut self) -> Option<Word<'s>> {
        let start = self.cursor.at;
        if matches!(self.cursor.peek(), b';' | b'=' | b')' | b']' | b'[') {
            self.cursor.at += 1;
            self.report(mistakes::no_name(self.span(start, start + 1)));
            self.hush_line();
            return None;
        }
        let lexeme = self.lexeme(Place::Entry)?;
        let span = self.span(start, self.cursor.at);
        let word = self.name_of(lexeme, span);
        let bare = word.text.len() == self.cursor.at - start;
        Some(if bare && word.text.len() > 1 && word.text.ends_with(':') { self.name_with_colon(start) } else { word })
    }

    /// `image: "x"`, as YAML has it.
    fn name_with_colon(&mut self, start: usize) -> Word<'s> {
        let colon = self.cursor.at - 1;
        let text = self.cursor.text.get(start..colon).unwrap_or_default();
        self.report(mistakes::colon(self.span(colon, colon + 1), ""));
        Word { text: Cow::Borrowed(text), span: self.span(start, colon) }
    }

    /// Reads annotations, of which there may be one, and the white space behind; `None` if nothing is annotated.
    pub(super) fn annotations(&mut self) -> Option<Option<Word<'s>>> {
        let mut found: Option<Word<'s>> = None;
        while self.cursor.peek() == b'(' {
            let start = self.cursor.at;
            let annotation = self.annotation();
            let span = self.span(start, self.cursor.at);
            if let Some(first) = &found {
                self.report(mistakes::second_annotation(span, first.span));
            }
            found = found.or(annotation);
            self.node_space();
            if self.ends_node() || self.begins_block() {
                self.report(mistakes::annotation_of_nothing(span));
                self.hush_line();
                return None;
            }
        }
        Some(found)
    }

    fn annotation(&mut self) -> Option<Word<'s>> {
        let open = self.cursor.at;
        self.cursor.at += 1;
        self.node_space();
        if matches!(self.cursor.peek(), b')' | b'{' | b'=') || self.ends_node() {
            let closed = self.cursor.peek() == b')';
            self.cursor.at += usize::from(closed);
            self.report(match closed {
                true => mistakes::empty_annotation(self.span(open, self.cursor.at)),
                false => mistakes::unclosed_annotation(self.span(open, open + 1)),
            });
            self.hush_line();
            return None;
        }
        let start = self.cursor.at;
        let lexeme = self.lexeme(Place::Annotation)?;
        let word = self.name_of(lexeme, self.span(start, self.cursor.at));
        self.node_space();
        if self.cursor.peek() != b')' {
            self.broken_annotation(open);
        }
        self.cursor.at += usize::from(self.cursor.peek() == b')');
        Some(Word { span: self.span(open, self.cursor.at), ..word })
    }

    /// Steps to the `)` of an annotation that has more than one word, if it has one on its line.
    fn broken_annotation(&mut self, open: usize) {
        let near = self.cursor.near();
        let next = near.iter().position(|byte| matches!(byte, b')' | b'"' | b'{' | b';')).unwrap_or(near.len());
        if near.get(next) == Some(&b')') {
            self.cursor.at += next;
            self.report(mistakes::long_annotation(self.span(open, self.cursor.at + 1)));
        } else {
            self.report(mistakes::unclosed_annotation(self.span(open, open + 1)));
        }
        self.hush_line();
    }

    /// Reads the block that begins here, and why it ends; `owner` is the indentation of its node's line.
    pub(super) fn children(&mut self, owner: usize) -> (Children<'s>, End) {
        let open = self.cursor.at;
        self.cursor.at += 1;
        let mut nodes = Vec::new();
        if self.depth == DEEPEST {
            self.report(mistakes::too_deep(self.span(open, open + 1), DEEPEST));
            self.silently(Self::skip_block);
            return (Children { nodes, span: self.span(open, self.cursor.at) }, End::Brace);
        }
        self.depth += 1;
        let end = self.nodes(&mut nodes, Some(Block { owner, children: None }));
        self.depth -= 1;
        let last = nodes.last().map_or(open + 1, |node| node.span.end as usize);
        match end {
            End::Brace => self.cursor.at += 1,
            End::Text if self.cut_off => {}
            End::Text => self.unclosed.push(self.span(open, open + 1)),
            End::Indentation => {
                self.report(mistakes::unclosed_block(self.span(open, open + 1), self.span(last, last), owner, self.cursor.text));
            }
        }
        let close = if end == End::Brace { self.cursor.at } else { last };
        (Children { nodes, span: self.span(open, close) }, end)
    }

    /// Steps behind the `}` of a block that is too deep to be read.
    fn skip_block(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.cursor.peek() {
                b'{' => open += 1,
                b'}' => open -= 1,
                b'/' if self.cursor.peek_at(1) == b'/' => self.cursor.skip_line(),
                b'/' if self.cursor.peek_at(1) == b'*' => {
                    self.comment();
                    continue;
                }
                b'"' | b'#' => {
                    if let Some(form) = Form::at(&self.cursor) {
                        self.string(form);
                        continue;
                    }
                }
                0 if self.cursor.at_end() => {
                    self.cut_off = true;
                    return;
                }
                _ => {}
            }
            self.cursor.step();
        }
    }

    /// A block at the start of a line: that of the node before, or nobody's.
    pub(super) fn block_without_node(&mut self, nodes: &mut [Node<'s>]) {
        let open = self.cursor.at;
        let brace = self.span(open, open + 1);
        let before = nodes.last_mut().filter(|node| node.children.is_none());
        let owner = if self.layout == Layout::Braces { 0 } else { layout::width(self.cursor.text, self.line) };
        match before {
            Some(node) => {
                self.report(mistakes::block_on_next_line(brace, node.span));
                let (children, _) = self.children(owner);
                node.span = node.span.to(children.span);
                node.children = Some(children);
            }
            None => {
                self.report(mistakes::no_name(brace));
                self.hush_line();
                self.children(owner);
            }
        }
    }

    /// Reads a node that `/-` takes out.
    pub(super) fn slashdash_node(&mut self) {
        let start = self.cursor.at;
        self.cursor.at += 2;
        self.line_space();
        let nothing = self.cursor.at_end() || matches!(self.cursor.peek(), b'}' | b';' | b'{') || self.cursor.sees("/-");
        if nothing {
            self.report(mistakes::slashdash(self.span(start, start + 2)));
        } else {
            self.node();
        }
    }

    /// Warns of a text that says that it is written in KDL 1.
    pub(super) fn version(&mut self) {
        let start = self.line;
        let marker = self.cursor.text.get(start..).and_then(|text| text.strip_prefix("/-")).unwrap_or_default();
        let mut words = marker.lines().next().unwrap_or_default().split_whitespace();
        if words.next() == Some("kdl-version") && words.next() == Some("1") && words.next().is_none() {
            let length = marker.find('1').map_or(2, |at| at + 3);
            self.report(mistakes::version(self.span(start, start + length)));
        }
    }
}

impl<'s> Node<'s> {
    /// A node with nothing but a name.
    pub(super) fn new(annotation: Option<Word<'s>>, name: Word<'s>, span: Span) -> Self {
        Self { annotation, name, arguments: Vec::new(), properties: Vec::new(), children: None, span }
    }
}
