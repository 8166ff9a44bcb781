//! What indentation says of blocks where the braces do not match.

use super::cursor::Cursor;

/// What a reader goes by when it looks for the end of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Braces alone: they match, as far as is known.
    Braces,
    /// A `}` is missing somewhere: a line that is indented less than the block ends it.
    MissingBrace,
    /// There is one `}` too many: one that is indented as the block's children does not end it.
    ExtraBrace,
}

/// A block that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// How far the line of its node is indented.
    pub(super) owner: usize,
    /// How far its first child is indented, if that stands on a line of its own.
    pub(super) children: Option<usize>,
}

/// What stands first on a line, as far as blocks are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// A node, or a `}` that ends the block.
    Ordinary,
    /// Something that stands outside of the block.
    Outside,
    /// A `}` that ends nothing.
    Extra,
}

impl Layout {
    /// What a line's first character is, which stands in this column.
    pub(super) fn judge(self, block: &mut Block, column: usize, closing: bool) -> Sight {
        let outside = if closing { column < block.owner } else { column <= block.owner };
        let indented = block.children.is_none_or(|children| children > block.owner);
        match self {
            Self::MissingBrace if indented && outside => return Sight::Outside,
            Self::ExtraBrace if closing && column > block.owner && block.children == Some(column) => {
                return Sight::Extra;
            }
            Self::Braces | Self::MissingBrace | Self::ExtraBrace => {}
        }
        if block.children.is_none() && !closing {
            block.children = Some(column);
        }
        Sight::Ordinary
    }
}

/// Whether some line of a text is indented, so that indentation says something of its blocks.
pub(super) fn is_indented(text: &str) -> bool {
    text.lines().any(|line| line.starts_with([' ', '\t']) && !line.trim_start().is_empty())
}

/// The white space at the start of the line of this place.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    text.get(start..start + width(text, start)).unwrap_or_default()
}

/// How many bytes of white space stand here.
pub(super) fn width(text: &str, start: usize) -> usize {
    let mut cursor = Cursor { text, at: start };
    cursor.skip_spaces();
    cursor.at - start
}

/// The end of the last line that belongs to the one of this place, being indented more.
pub(super) fn end_of_indented(text: &str, at: usize) -> usize {
    let owner = indentation(text, at).len();
    let mut cursor = Cursor { text, at };
    cursor.skip_line();
    let mut end = cursor.at;
    loop {
        cursor.at += cursor.newline();
        let indentation = width(text, cursor.at);
        cursor.at += indentation;
        let blank = cursor.newline() > 0;
        if cursor.at_end() || (!blank && indentation <= owner) {
            return end;
        }
        cursor.skip_line();
        end = if blank { end } else { cursor.at };
    }
}
