//! Tokens as nodes, comments and blank lines, in their order.

use super::tokens::{Placed, Token};

/// What stands on lines of its own.
#[derive(Clone, Debug)]
pub(super) enum Item<'s> {
    /// One blank line or more.
    Blank,
    /// A comment.
    Comment(&'s str),
    /// A node.
    Node(Node<'s>),
}

/// A node with everything on its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Node<'s> {
    /// Its parts.
    pub(super) pieces: Vec<Piece<'s>>,
    /// The comment behind it.
    pub(super) trailing: Option<&'s str>,
    /// How far from its start the part behind its name stands, where that is a value on the same line.
    pub(super) offset: Option<usize>,
}

/// A part of a node.
#[derive(Clone, Debug)]
pub(super) enum Piece<'s> {
    /// A word, a sign or a comment between `/*` and `*/`.
    Token(Token<'s>),
    /// The line ends, with or without a comment, and the node goes on.
    Break {
        /// Whether a `\` says so; else it is behind a `/-`.
        escaped: bool,
        /// The comment at the end of the line.
        comment: Option<&'s str>,
    },
    /// A block.
    Block(Block<'s>),
}

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block<'s> {
    /// What stands in it.
    pub(super) items: Vec<Item<'s>>,
    /// The comment behind its `{`.
    pub(super) opening: Option<&'s str>,
    /// Whether it is written on one line.
    pub(super) one_line: bool,
}

/// The items of a whole text.
pub(super) fn items<'s>(tokens: &[Placed<'s>]) -> Vec<Item<'s>> {
    let mut parser = Parser { tokens, at: 0 };
    let mut items = Vec::new();
    while parser.at < tokens.len() {
        let list = parser.list(false);
        items.extend(list.items);
        parser.at += 1;
    }
    items
}

struct Parser<'t, 's> {
    tokens: &'t [Placed<'s>],
    at: usize,
}

/// Items that are being collected.
#[derive(Default)]
struct List<'s> {
    items: Vec<Item<'s>>,
    opening: Option<&'s str>,
    /// How many new lines stand behind the last item.
    newlines: usize,
    /// Whether the list begins behind a `{`.
    in_block: bool,
}

impl<'s> List<'s> {
    fn push(&mut self, item: Item<'s>) {
        if self.newlines > 1 && !self.items.is_empty() {
            self.items.push(Item::Blank);
        }
        self.newlines = 0;
        self.items.push(item);
    }

    fn line_comment(&mut self, comment: &'s str) {
        match self.items.last_mut() {
            Some(Item::Node(node)) if self.newlines == 0 && node.trailing.is_none() => node.trailing = Some(comment),
            None if self.newlines == 0 && self.in_block && self.opening.is_none() => self.opening = Some(comment),
            _ => self.push(Item::Comment(comment)),
        }
    }
}

impl<'s> Parser<'_, 's> {
    fn peek(&self) -> Option<Placed<'s>> {
        self.tokens.get(self.at).copied()
    }

    /// Reads items up to the end of their block, which it leaves to be read.
    fn list(&mut self, in_block: bool) -> List<'s> {
        let mut list = List { in_block, ..List::default() };
        while let Some(Placed { token, .. }) = self.peek() {
            match token {
                Token::BlockEnd => break,
                Token::Newline => list.newlines += 1,
                Token::Semicolon | Token::Continuation(None) => {}
                Token::LineComment(comment) | Token::Continuation(Some(comment)) => list.line_comment(comment),
                Token::Comment(comment) if !self.belongs_to_a_node() => list.push(Item::Comment(comment)),
                _ => {
                    let (node, comments) = self.node();
                    list.push(Item::Node(node));
                    comments.into_iter().for_each(|comment| list.push(Item::Comment(comment)));
                    continue;
                }
            }
            self.at += 1;
        }
        list
    }

    /// Whether a node begins behind this comment, on its line.
    fn belongs_to_a_node(&self) -> bool {
        let rest = self.tokens.iter().skip(self.at).map(|placed| placed.token);
        let next = rest.into_iter().find(|token| !matches!(token, Token::Comment(_)));
        matches!(next, Some(Token::Word(_) | Token::Open | Token::Slashdash))
    }

    /// A node, and the comments on lines of their own that its line breaks lead to and nothing else.
    fn node(&mut self) -> (Node<'s>, Vec<&'s str>) {
        let mut node = Node::default();
        let start = self.peek().map_or(0, |placed| placed.column);
        let mut spaced = false;
        let mut skips = false;
        while let Some(Placed { token, column }) = self.peek() {
            let before = node.pieces.len();
            match token {
                Token::Newline | Token::Continuation(None) if skips => {}
                Token::LineComment(comment) | Token::Continuation(Some(comment)) if skips => {
                    node.pieces.push(Piece::Break { escaped: false, comment: Some(comment) });
                }
                Token::Newline | Token::LineComment(_) | Token::Semicolon | Token::BlockEnd => break,
                Token::Continuation(comment) => node.pieces.push(Piece::Break { escaped: true, comment }),
                Token::BlockStart => {
                    let block = self.block();
                    node.pieces.push(Piece::Block(block));
                }
                Token::Word(_) | Token::Open | Token::Close | Token::Equals | Token::Slashdash | Token::Comment(_) => {
                    node.pieces.push(Piece::Token(token));
                }
            }
            self.at += 1;
            skips = matches!(token, Token::Slashdash)
                || skips && matches!(token, Token::Newline | Token::Continuation(_) | Token::LineComment(_) | Token::Comment(_));
            if let (false, Some([first, second])) = (spaced, node.pieces.get(before.wrapping_sub(1)..=before)) {
                spaced = first.is_apart_from(second);
                node.offset = spaced.then_some(column.saturating_sub(start));
            }
        }
        node.offset = node.offset.filter(|_| node.pieces.iter().all(Piece::is_on_one_line));
        let comments = node.end();
        (node, comments)
    }

    /// Reads the block that begins here, up to its `}`, which it leaves to be stepped over.
    fn block(&mut self) -> Block<'s> {
        let start = self.at;
        self.at += 1;
        let List { items, opening, .. } = self.list(true);
        let inside = self.tokens.get(start..self.at).unwrap_or_default();
        Block { items, opening, one_line: inside.iter().all(|placed| placed.token.is_on_one_line()) }
    }
}

impl<'s> Node<'s> {
    /// Takes away line breaks behind which nothing follows; their first comment is the node's, the others are given back.
    fn end(&mut self) -> Vec<&'s str> {
        let mut behind = Vec::new();
        while let Some(Piece::Break { comment, .. }) = self.pieces.last() {
            if let Some(comment) = *comment {
                behind.extend(self.trailing.replace(comment));
            }
            self.pieces.pop();
        }
        behind.reverse();
        behind
    }
}

impl Token<'_> {
    fn is_on_one_line(&self) -> bool {
        match self {
            Token::Word(text) | Token::Comment(text) => !has_newline(text),
            Token::LineComment(_) | Token::Continuation(_) | Token::Newline => false,
            _ => true,
        }
    }
}

impl Piece<'_> {
    /// Whether it is no block and ends on the line on which it begins.
    fn is_on_one_line(&self) -> bool {
        matches!(self, Piece::Token(token) if token.is_on_one_line())
    }

    /// Whether a space stands between two parts that follow each other.
    pub(super) fn is_apart_from(&self, next: &Self) -> bool {
        match (self, next) {
            (Piece::Token(Token::Slashdash), Piece::Break { .. }) => true,
            (Piece::Token(Token::Slashdash) | Piece::Break { .. }, _) => false,
            (Piece::Token(Token::Comment(_)), _) | (_, Piece::Token(Token::Comment(_))) => true,
            (Piece::Token(Token::Open | Token::Close | Token::Equals), _) => false,
            (_, Piece::Token(Token::Close | Token::Equals)) => false,
            _ => true,
        }
    }
}

fn has_newline(text: &str) -> bool {
    text.contains(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'])
}
