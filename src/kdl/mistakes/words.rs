//! What the reader says of words, numbers, keywords and names.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

/// A text with a character that only quotes allow, or with a digit at its start.
pub(in crate::kdl) fn bare_word(span: Span, text: &str) -> Diagnostic {
    let why = if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        "begins like a number and is none".to_owned()
    } else if text.contains("{{") {
        "holds `{{`".to_owned()
    } else {
        match text.chars().find(|letter| "/\\(){}[]#=".contains(*letter)) {
            Some(letter) => format!("holds `{letter}`"),
            None => "begins like a number".to_owned(),
        }
    };
    Diagnostic::error(&codes::KDL_BARE_WORD, format!("`{text}` wants quotes")).at(span, why).suggest(
        "put the text in quotes",
        span,
        quoted(text),
    )
}

/// `true` where `#true` is meant.
pub(in crate::kdl) fn unmarked(span: Span, word: &str) -> Diagnostic {
    let mut mistake = Diagnostic::error(&codes::KDL_KEYWORD, format!("`{word}` is written `#{word}`"))
        .at(span, "a keyword without its `#`")
        .suggest(format!("write the {}", kind(word)), span, format!("#{word}"));
    mistake = mistake.suggest("or write the text", span, quoted(word));
    mistake
}

fn kind(word: &str) -> &'static str {
    match word {
        "true" | "false" => "truth value",
        "null" => "null",
        _ => "number",
    }
}

/// `#yes`, which is no keyword.
pub(in crate::kdl) fn keyword(span: Span, text: &str) -> Diagnostic {
    let mistake = Diagnostic::error(&codes::KDL_KEYWORD, format!("`{text}` is no keyword")).at(span, "unknown");
    let meant = match text.trim_start_matches('#').to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some("#true"),
        "false" | "no" | "off" => Some("#false"),
        "null" | "nil" | "none" => Some("#null"),
        "inf" | "infinity" | "+inf" => Some("#inf"),
        "nan" => Some("#nan"),
        _ => None,
    };
    match meant {
        Some(meant) => mistake.suggest(format!("write `{meant}`"), span, meant),
        None => mistake
            .help("the keywords are `#true`, `#false`, `#null`, `#inf`, `#-inf` and `#nan`; a comment begins with `//`")
            .suggest("put the text in quotes", span, quoted(text)),
    }
}

/// A name that would be a number or a keyword.
pub(in crate::kdl) fn name(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_NAME, format!("the name `{text}` wants quotes"))
        .at(span, "a number or a keyword is no name")
        .suggest("put the name in quotes", span, quoted(text))
}

/// Something where a node's name should stand.
pub(in crate::kdl) fn no_name(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_NAME, "a node begins with its name")
        .at(span, "expected a name")
        .help("write a name, or remove this")
}

/// What is almost a number.
pub(in crate::kdl) fn number(span: Span, text: &str, problem: &str, cure: Option<String>) -> Diagnostic {
    let mistake = Diagnostic::error(&codes::KDL_NUMBER, format!("`{text}` is no number")).at(span, problem);
    let mistake = match cure {
        Some(cure) => mistake.suggest("write the number", span, cure),
        None => mistake,
    };
    mistake.suggest("if it is a text, put it in quotes", span, quoted(text))
}

/// `"a"b`.
pub(in crate::kdl) fn missing_space(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_SPACE, "arguments and properties are separated by a space")
        .at(at, "a space is missing here")
        .suggest("write a space", at, " ")
}

/// A comma behind an argument or a block.
pub(in crate::kdl) fn comma(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_COMMA, "nothing is separated by commas")
        .at(span, "a comma")
        .help("arguments are separated by spaces, nodes by new lines or `;`")
        .suggest("remove the comma", span, "")
}

/// `key:`; the replacement is `=` where a property was meant.
pub(in crate::kdl) fn colon(span: Span, replacement: &str) -> Diagnostic {
    let text = if replacement.is_empty() { "remove the colon" } else { "write `=`" };
    Diagnostic::error(&codes::KDL_COLON, "a name and its value stand without a colon")
        .at(span, "a colon, as in YAML and JSON")
        .help("a node is written `name value`, a property `name=value`; a colon at the end of a text wants quotes around it")
        .suggest(text, span, replacement)
}

/// `image = "x"`; the second place and its replacement are the cure.
pub(in crate::kdl) fn equals(span: Span, name: &str, place: Span, replacement: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_EQUALS, format!("`{name}` and its value stand without `=`"))
        .at(span, "only a property has `=`")
        .help(format!("a node is written `{name} value`, its properties `{name} key=value`"))
        .suggest("remove the `=`", place, replacement)
}

/// `key=` and nothing.
pub(in crate::kdl) fn missing_value(equals: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_VALUE, format!("`{name}` lacks its value"))
        .at(equals, "expected a text, a number or a keyword behind this")
        .help(format!("write the value, for instance `{name}=\"text\"`; an empty text is `\"\"`"))
}

/// `key={ … }`.
pub(in crate::kdl) fn value_is_block(brace: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_VALUE, format!("`{name}` is set to a block"))
        .at(brace, "expected a text, a number or a keyword")
        .help("a block belongs to a node: write the name as a node of its own, with the block and without `=`")
}

/// `[a, b]`.
pub(in crate::kdl) fn list(span: Span, text: &str) -> Diagnostic {
    let items = text.trim_matches(['[', ']']).replace(',', " ");
    let items: Vec<&str> = items.split_whitespace().collect();
    Diagnostic::error(&codes::KDL_LIST, "a list has no brackets")
        .at(span, "brackets, as in JSON")
        .help("the items of a list are arguments, one behind the other")
        .suggest("write the items alone", span, items.join(" "))
}

/// Characters with which nothing begins.
pub(in crate::kdl) fn unexpected(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_SYNTAX, "expected a text, a number or a keyword")
        .at(span, "not expected here")
        .help("put a text with special characters in quotes, or remove this")
}

/// The text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
