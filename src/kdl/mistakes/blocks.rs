//! What the reader says of blocks, annotations, comments and characters that are wrong.

use crate::diagnostic::{Diagnostic, codes};
use crate::kdl::cursor::Cursor;
use crate::kdl::layout;
use crate::source::Span;

/// A block that another line ends by its indentation; `last` is the end of what belongs to it.
pub(in crate::kdl) fn unclosed_block(open: Span, last: Span, owner: usize, text: &str) -> Diagnostic {
    let mut line = Cursor { text, at: last.end as usize };
    line.skip_line();
    let place = Span::new(last.file, line.at, line.at);
    Diagnostic::error(&codes::KDL_UNCLOSED_BLOCK, "a block lacks its closing `}`")
        .at(open, "begins here")
        .at(last, "and ends here by the indentation")
        .suggest("close the block", place, format!("\n{}}}", " ".repeat(owner)))
}

/// Blocks that the end of the text cuts off, innermost first.
pub(in crate::kdl) fn unclosed_blocks(open: &[Span], end: Span, text: &str) -> Diagnostic {
    let message = match open.len() {
        1 => "a block lacks its closing `}`".to_owned(),
        count => format!("{count} blocks lack their closing `}}`"),
    };
    let start = Diagnostic::error(&codes::KDL_UNCLOSED_BLOCK, message);
    let labelled = open.iter().take(3).fold(start, |mistake, &brace| mistake.at(brace, "begins here"));
    let braces: String = open.iter().map(|brace| format!("\n{}}}", layout::indentation(text, brace.start as usize))).collect();
    labelled.at(end, "and the text ends here").suggest("close them here", end, braces)
}

/// A `}` too many.
pub(in crate::kdl) fn extra_brace(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_EXTRA_BRACE, "a `}` closes no block").at(span, "nothing is open here").suggest(
        "remove it",
        span,
        "",
    )
}

/// A block on the line below its node.
pub(in crate::kdl) fn block_on_next_line(brace: Span, node: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_BLOCK_PLACE, "a block begins on the line of its node")
        .at(brace, "here it belongs to nothing")
        .at(node, "this node ended with its line")
        .help("write the `{` at the end of that line")
}

/// A second block of one node.
pub(in crate::kdl) fn second_block(brace: Span, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_BLOCK_PLACE, "a node has one block")
        .at(brace, "the second begins here")
        .at(Span { end: first.start + 1, ..first }, "the first begins here")
        .help("write all children in one block, or begin a new node on a new line")
}

/// Something behind a block on the same line, which may be a node of its own.
pub(in crate::kdl) fn after_block(at: Span, node: bool) -> Diagnostic {
    let mistake = Diagnostic::error(&codes::KDL_BLOCK_PLACE, "a block ends its node")
        .at(at, "expected a new line or `;` before this")
        .help("arguments and properties stand before the block");
    if node { mistake.suggest("end the node", at, "; ") } else { mistake }
}

/// More blocks in each other than are read.
pub(in crate::kdl) fn too_deep(brace: Span, most: usize) -> Diagnostic {
    Diagnostic::error(&codes::KDL_DEPTH, format!("more than {most} blocks stand in each other"))
        .at(brace, "this one is not read")
        .help("write it with fewer blocks, or split the file")
}

/// `()`.
pub(in crate::kdl) fn empty_annotation(span: Span) -> Diagnostic {
    annotation("an annotation is empty").at(span, "expected a word in these")
}

/// `(a b)`.
pub(in crate::kdl) fn long_annotation(span: Span) -> Diagnostic {
    annotation("an annotation is more than one word").at(span, "expected one word in these")
}

/// `(a`.
pub(in crate::kdl) fn unclosed_annotation(span: Span) -> Diagnostic {
    annotation("an annotation lacks its closing `)`").at(span, "begins here")
}

fn annotation(message: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_ANNOTATION, message)
        .help("an annotation is one word in parentheses, for instance `(secret)\"name\"`")
}

/// `(a)(b)c`.
pub(in crate::kdl) fn second_annotation(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_ANNOTATION, "a value has one annotation").at(span, "the second").at(first, "the first").suggest(
        "remove the second",
        span,
        "",
    )
}

/// `(a)` with nothing behind it.
pub(in crate::kdl) fn annotation_of_nothing(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_ANNOTATION, "an annotation stands before a name or a value")
        .at(span, "nothing follows it")
        .help("write the value behind it, for instance `(secret)\"name\"`")
}

/// `(a)key=value`.
pub(in crate::kdl) fn annotation_of_name(span: Span, name: Span, equals: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_ANNOTATION, "the annotation of a property stands behind its `=`")
        .at(span, "stands before the name")
        .at(name.to(equals), "belongs behind this")
        .help("write it as in `key=(secret)\"name\"`")
}

/// `/-` with nothing behind it.
pub(in crate::kdl) fn slashdash(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_COMMENT, "`/-` takes out what follows it")
        .at(span, "nothing that can be taken out follows")
        .help("`/-` stands before a node, an argument, a property or a block; a comment begins with `//`")
}

/// `# comment`.
pub(in crate::kdl) fn comment(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_COMMENT, "a comment begins with `//`").at(span, "begins no comment").suggest(
        "write `//`",
        span,
        "//",
    )
}

/// `/*` without its `*/`.
pub(in crate::kdl) fn unclosed_comment(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_UNCLOSED_COMMENT, "a comment lacks its closing `*/`")
        .at(span, "begins here and takes the rest of the file")
        .help("close it with `*/`; comments stand in each other, so that each `/*` wants its own")
}

/// A `\` that is not at the end of its line.
pub(in crate::kdl) fn continuation(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_CONTINUATION, "a `\\` goes on with a node on the next line")
        .at(span, "more follows on this line")
        .suggest("remove it", span, "")
}

/// Characters that may not stand in a text.
pub(in crate::kdl) fn forbidden(span: Span, text: &str) -> Diagnostic {
    let letter = text.get(span.start as usize..span.end as usize).and_then(|row| row.chars().next()).unwrap_or_default();
    let code_point = format!("{:04X}", u32::from(letter));
    Diagnostic::error(&codes::KDL_CHARACTER, format!("the character U+{code_point} may not stand in a text"))
        .at(span, "invisible")
        .help(format!("in quotes it is written `\\u{{{code_point}}}`"))
        .suggest("remove it", span, "")
}

/// A text that says that it is KDL 1.
pub(in crate::kdl) fn version(span: Span) -> Diagnostic {
    Diagnostic::warning(&codes::KDL_VERSION, "a text that says that it is KDL 1 is read as KDL 2").at(span, "says KDL 1").suggest(
        "say KDL 2",
        span,
        "/- kdl-version 2",
    )
}
