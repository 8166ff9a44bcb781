//! Items as text.

use super::items::{Block, Item, Node, Piece};
use super::tokens::Token;
use crate::kdl::{cursor::Cursor, pieces::Form};

/// The indentation of a block.
const STEP: usize = 4;
/// The longest line with a block on it.
const WIDEST: usize = 120;

/// The text of a list of items, each on a line of its own.
pub(super) fn print(items: &[Item<'_>]) -> String {
    let mut text = String::new();
    lines(items, 0, &mut text);
    text
}

fn lines(items: &[Item<'_>], depth: usize, text: &mut String) {
    let mut rest = items;
    while !rest.is_empty() {
        let (run, behind) = rest.split_at(below_each_other(rest));
        let widest = if is_aligned(run) { run.iter().filter_map(head_width).max().unwrap_or_default() } else { 0 };
        run.iter().for_each(|item| line(item, depth, widest, text));
        rest = behind;
    }
}

fn line(item: &Item<'_>, depth: usize, widest: usize, text: &mut String) {
    match item {
        Item::Blank => {}
        Item::Comment(comment) => {
            indent(depth, text);
            text.push_str(comment);
        }
        Item::Node(node) => whole_node(node, depth, widest, text),
    }
    text.push('\n');
}

/// How many nodes from here on have their values below each other; 1 where the first has none.
fn below_each_other(items: &[Item<'_>]) -> usize {
    match items.first().and_then(offset) {
        Some(first) => items.iter().take_while(|item| offset(item) == Some(first)).count(),
        None => 1,
    }
}

fn offset(item: &Item<'_>) -> Option<usize> {
    match item {
        Item::Node(node) => node.offset,
        Item::Blank | Item::Comment(_) => None,
    }
}

/// Whether values stand below each other because their author wanted it: somewhere more than one space is before one.
fn is_aligned(run: &[Item<'_>]) -> bool {
    run.len() > 1 && run.iter().any(|item| head_width(item).zip(offset(item)).is_some_and(|(width, offset)| width + 1 < offset))
}

/// The width of what stands before a node's first space.
fn head_width(item: &Item<'_>) -> Option<usize> {
    let Item::Node(node) = item else { return None };
    let mut text = String::new();
    for (index, piece) in node.pieces.iter().enumerate() {
        if index > 0 && node.pieces.get(index - 1).is_some_and(|before| before.is_apart_from(piece)) {
            break;
        }
        self::piece(piece, 0, true, &mut text);
    }
    Some(text.chars().count())
}

/// A node on its lines; blocks that are written on one line stay there unless it gets too long.
fn whole_node(node: &Node<'_>, depth: usize, widest: usize, text: &mut String) {
    let mut flat = String::new();
    indent(depth, &mut flat);
    pieces(node, depth, widest, true, &mut flat);
    let has_block = node.pieces.iter().any(|piece| matches!(piece, Piece::Block(_)));
    if has_block && flat.lines().any(|line| line.chars().count() > WIDEST) {
        flat.clear();
        indent(depth, &mut flat);
        pieces(node, depth, widest, false, &mut flat);
    }
    text.push_str(&flat);
    if let Some(comment) = node.trailing {
        text.push(' ');
        text.push_str(comment);
    }
}

fn pieces(node: &Node<'_>, depth: usize, widest: usize, flat: bool, text: &mut String) {
    let start = text.chars().count();
    let mut before: Option<&Piece<'_>> = None;
    let mut padded = false;
    for next in &node.pieces {
        if before.is_some_and(|before| before.is_apart_from(next)) {
            let width = text.chars().count().saturating_sub(start);
            let padding = if padded { 0 } else { widest.saturating_sub(width) };
            text.extend(std::iter::repeat_n(' ', padding + 1));
            padded = true;
        }
        piece(next, depth, flat, text);
        before = Some(next);
    }
}

fn piece(piece: &Piece<'_>, depth: usize, flat: bool, text: &mut String) {
    match piece {
        Piece::Token(token) => text.push_str(&sign(*token, depth)),
        Piece::Break { escaped, comment } => {
            text.push_str(if *escaped { "\\" } else { "" });
            if let Some(comment) = comment {
                text.push_str(if *escaped { " " } else { "" });
                text.push_str(comment);
            }
            text.push('\n');
            indent(depth + 1, text);
        }
        Piece::Block(block) if block.items.is_empty() && block.opening.is_none() => text.push_str("{}"),
        Piece::Block(block) if block.one_line && flat => one_line(block, depth, text),
        Piece::Block(block) => {
            text.push('{');
            if let Some(comment) = block.opening {
                text.push(' ');
                text.push_str(comment);
            }
            text.push('\n');
            lines(&block.items, depth + 1, text);
            indent(depth, text);
            text.push('}');
        }
    }
}

fn one_line(block: &Block<'_>, depth: usize, text: &mut String) {
    text.push('{');
    let mut after_node = false;
    for item in &block.items {
        text.push_str(if after_node { "; " } else { " " });
        match item {
            Item::Blank => {}
            Item::Comment(comment) => text.push_str(comment),
            Item::Node(node) => pieces(node, depth, 0, true, text),
        }
        after_node = matches!(item, Item::Node(_));
    }
    text.push_str(" }");
}

fn sign(token: Token<'_>, depth: usize) -> String {
    match token {
        Token::Word(word) => string(word, depth).unwrap_or_else(|| word.to_owned()),
        Token::Comment(text) | Token::LineComment(text) => text.to_owned(),
        Token::Open => "(".to_owned(),
        Token::Close => ")".to_owned(),
        Token::Equals => "=".to_owned(),
        Token::Slashdash => "/-".to_owned(),
        Token::BlockStart => "{".to_owned(),
        Token::BlockEnd => "}".to_owned(),
        Token::Semicolon => ";".to_owned(),
        Token::Continuation(_) => "\\".to_owned(),
        Token::Newline => "\n".to_owned(),
    }
}

/// A string of several lines with another indentation; `None` where it has to stay as it is.
fn string(word: &str, depth: usize) -> Option<String> {
    let form = Form::at(&Cursor { text: word, at: 0 }).filter(|form| form.block)?;
    let inside = word.get(form.delimiter()..word.len().checked_sub(form.delimiter())?)?;
    if form.hashes == 0 && hides_white_space(inside) {
        return None;
    }
    let mut lines = split_lines(inside);
    let prefix = lines.pop()?;
    let indentation = " ".repeat((depth + 1) * STEP);
    let mut text = word.get(..form.delimiter())?.to_owned();
    for line in lines.into_iter().skip(1) {
        text.push('\n');
        if !is_white(line) {
            text.push_str(&indentation);
            text.push_str(line.strip_prefix(prefix)?);
        }
    }
    text.push('\n');
    text.push_str(&indentation);
    text.push_str(word.get(word.len() - form.delimiter()..)?);
    Some(text)
}

/// Whether a `\` takes away the white space behind it.
fn hides_white_space(text: &str) -> bool {
    let mut cursor = Cursor { text, at: 0 };
    while !cursor.at_end() {
        if cursor.peek() == b'\\' {
            cursor.at += 1;
            if cursor.space() + cursor.newline() > 0 {
                return true;
            }
        }
        cursor.step();
    }
    false
}

fn split_lines(text: &str) -> Vec<&str> {
    let mut cursor = Cursor { text, at: 0 };
    let (mut lines, mut start) = (Vec::new(), 0);
    while !cursor.at_end() {
        cursor.skip_line();
        let newline = cursor.newline();
        if newline > 0 {
            lines.push(cursor.since(start));
            cursor.at += newline;
            start = cursor.at;
        }
    }
    lines.push(cursor.since(start));
    lines
}

fn is_white(line: &str) -> bool {
    let mut cursor = Cursor { text: line, at: 0 };
    cursor.skip_spaces();
    cursor.at_end()
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n(' ', depth * STEP));
}
