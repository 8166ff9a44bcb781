//! What the reader says of each mistake, and its cure.

use super::pieces::Form;
use crate::diagnostic::{Diagnostic, Suggestion, codes};
use crate::source::{Edit, Span};

/// A text with a character that only quotes allow, or with a digit at its start.
pub(super) fn bare_word(span: Span, text: &str) -> Diagnostic {
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
pub(super) fn unmarked(span: Span, word: &str) -> Diagnostic {
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
pub(super) fn keyword(span: Span, text: &str) -> Diagnostic {
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
pub(super) fn name(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_NAME, format!("the name `{text}` wants quotes"))
        .at(span, "a number or a keyword is no name")
        .suggest("put the name in quotes", span, quoted(text))
}

/// Something where a node's name should stand.
pub(super) fn no_name(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_NAME, "a node begins with its name")
        .at(span, "expected a name")
        .help("write a name, or remove this")
}

/// What is almost a number.
pub(super) fn number(span: Span, text: &str, problem: &str, cure: Option<String>) -> Diagnostic {
    let mistake = Diagnostic::error(&codes::KDL_NUMBER, format!("`{text}` is no number")).at(span, problem);
    let mistake = match cure {
        Some(cure) => mistake.suggest("write the number", span, cure),
        None => mistake,
    };
    mistake.suggest("if it is a text, put it in quotes", span, quoted(text))
}

/// Characters behind `\` that are no escape, each with its text.
pub(super) fn escapes(places: Vec<(Span, &str)>) -> Diagnostic {
    let first = places.first().map_or("", |(_, text)| text);
    let mut mistake = Diagnostic::error(&codes::KDL_ESCAPE, format!("`{first}` is no escape"));
    let edits = places.iter().map(|&(span, text)| Edit { span, text: escape_cure(text) }).collect();
    for (index, (span, _)) in places.iter().enumerate() {
        mistake = mistake.at(*span, if index == 0 { "unknown" } else { "nor is this" });
    }
    let text = if first.starts_with("\\u") { "write the code point in braces" } else { "write what was meant" };
    mistake.suggestions.push(Suggestion { text: text.to_owned(), edits });
    mistake.help("the escapes are `\\n`, `\\r`, `\\t`, `\\s`, `\\b`, `\\f`, `\\\"`, `\\\\` and `\\u{1F600}`; in `#\"…\"#` a `\\` is a `\\`")
}

/// What was most likely meant by something that is no escape.
fn escape_cure(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    let code_point = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
    match text.get(1..2) {
        Some("/" | "'") => text.chars().skip(1).collect(),
        Some("0") => "\\u{0}".to_owned(),
        Some("u") if code_point.is_some() && digits.len() <= 6 => format!("\\u{{{digits}}}"),
        _ => format!("\\{text}"),
    }
}

/// A string that its line ends.
///
/// As many bytes at its end as `part` says are a part of the closing.
pub(super) fn unclosed_string(span: Span, form: Form, part: usize) -> Diagnostic {
    let closing = format!("\"{}", "#".repeat(form.hashes));
    let end = Span { start: span.end.saturating_sub(u32::try_from(part).unwrap_or_default()), ..span };
    Diagnostic::error(&codes::KDL_UNCLOSED_STRING, format!("a text lacks its closing `{closing}`"))
        .at(span, "ends with its line")
        .suggest(format!("close it with `{closing}`"), end, closing)
}

/// A string over several lines between single quotes; from its opening to its closing one.
pub(super) fn several_lines(opening: Span, closing: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text of several lines stands between `\"\"\"`")
        .at(opening, "begins here")
        .at(closing, "and ends on another line")
        .help("write `\"\"\"` at the end of the first line and on a line of its own behind the last; write `\\n` for a single line break")
}

/// `"""text"""`.
pub(super) fn block_in_one_line(span: Span, form: Form, text: &str) -> Diagnostic {
    let hashes = "#".repeat(form.hashes);
    let written = if form.hashes == 0 { text.replace('"', "\\\"") } else { text.to_owned() };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text between `\"\"\"` has several lines").at(span, "stands on one line").suggest(
        "write it with one quote at each end",
        span,
        format!("{hashes}\"{written}\"{hashes}"),
    )
}

/// `"""text`, with more lines below.
pub(super) fn text_beside_opening(span: Span, indentation: &str) -> Diagnostic {
    let start = Span { end: span.start, ..span };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text between `\"\"\"` begins on the next line")
        .at(span, "stands beside the opening quotes")
        .suggest("begin a new line", start, format!("\n{indentation}"))
}

/// `text"""` at the end of several lines.
pub(super) fn text_beside_closing(span: Span, closing: Span, indentation: &str) -> Diagnostic {
    let before = Span { end: closing.start, ..closing };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "the closing `\"\"\"` stand on a line of their own")
        .at(span, "stands before them")
        .suggest("begin a new line", before, format!("\n{indentation}"))
}

/// A line that is indented less than the closing quotes.
pub(super) fn string_indentation(line: Span, closing: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a line of a text is indented unlike its closing `\"\"\"`")
        .at(line, "begins otherwise")
        .at(closing, "these say how far each line is indented, with the same spaces and tabs")
        .help("indent the line at least as far, or the closing `\"\"\"` less")
}

/// `"""` without an end; what counts as its text ends at the second place.
pub(super) fn unclosed_block_string(opening: Span, end: Span, form: Form) -> Diagnostic {
    let closing = format!("\"\"\"{}", "#".repeat(form.hashes));
    Diagnostic::error(&codes::KDL_UNCLOSED_STRING, format!("a text of several lines lacks its closing `{closing}`"))
        .at(opening, "begins here")
        .at(end, "and ends here by its indentation")
        .help(format!("write `{closing}` on a line of its own behind the text"))
}

/// `'text'`.
pub(super) fn single_quotes(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_QUOTES, "a text stands between double quotes")
        .at(span, "these quotes would belong to the text")
        .suggest("write double quotes", span, quoted(text))
}

/// `text"`.
pub(super) fn opening_quote(span: Span, text: &str) -> Diagnostic {
    let start = Span { end: span.start, ..span };
    Diagnostic::error(&codes::KDL_QUOTES, format!("`{text}` lacks its opening quote"))
        .at(span, "a quote at its end alone")
        .suggest("write the opening quote", start, "\"")
}

/// `"text""`.
pub(super) fn extra_quote(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_QUOTES, "a text has one quote at each end").at(span, "one too many").suggest(
        "remove it",
        span,
        "",
    )
}

/// `r"text"`; the source is without the `r`.
pub(super) fn old_raw_string(span: Span, form: Form, source: &str) -> Diagnostic {
    let cure = if form.hashes == 0 { format!("#{source}#") } else { source.to_owned() };
    Diagnostic::error(&codes::KDL_QUOTES, "a raw text begins with `#\"`, without an `r`").at(span, "written as in KDL 1").suggest(
        "write it as in KDL 2",
        span,
        cure,
    )
}

/// `"a"b`.
pub(super) fn missing_space(at: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_SPACE, "arguments and properties are separated by a space")
        .at(at, "a space is missing here")
        .suggest("write a space", at, " ")
}

/// A comma behind an argument or a block.
pub(super) fn comma(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_COMMA, "nothing is separated by commas")
        .at(span, "a comma")
        .help("arguments are separated by spaces, nodes by new lines or `;`")
        .suggest("remove the comma", span, "")
}

/// `key:`; the replacement is `=` where a property was meant.
pub(super) fn colon(span: Span, replacement: &str) -> Diagnostic {
    let text = if replacement.is_empty() { "remove the colon" } else { "write `=`" };
    Diagnostic::error(&codes::KDL_COLON, "a name and its value stand without a colon")
        .at(span, "a colon, as in YAML and JSON")
        .help("a node is written `name value`, a property `name=value`; a colon at the end of a text wants quotes around it")
        .suggest(text, span, replacement)
}

/// `image = "x"`; the second place and its replacement are the cure.
pub(super) fn equals(span: Span, name: &str, place: Span, replacement: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_EQUALS, format!("`{name}` and its value stand without `=`"))
        .at(span, "only a property has `=`")
        .help(format!("a node is written `{name} value`, its properties `{name} key=value`"))
        .suggest("remove the `=`", place, replacement)
}

/// `key=` and nothing.
pub(super) fn missing_value(equals: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_VALUE, format!("`{name}` lacks its value"))
        .at(equals, "expected a text, a number or a keyword behind this")
        .help(format!("write the value, for instance `{name}=\"text\"`; an empty text is `\"\"`"))
}

/// `key={ … }`.
pub(super) fn value_is_block(brace: Span, name: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MISSING_VALUE, format!("`{name}` is set to a block"))
        .at(brace, "expected a text, a number or a keyword")
        .help("a block belongs to a node: write the name as a node of its own, with the block and without `=`")
}

/// `[a, b]`.
pub(super) fn list(span: Span, text: &str) -> Diagnostic {
    let items = text.trim_matches(['[', ']']).replace(',', " ");
    let items: Vec<&str> = items.split_whitespace().collect();
    Diagnostic::error(&codes::KDL_LIST, "a list has no brackets")
        .at(span, "brackets, as in JSON")
        .help("the items of a list are arguments, one behind the other")
        .suggest("write the items alone", span, items.join(" "))
}

/// Characters with which nothing begins.
pub(super) fn unexpected(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_SYNTAX, "expected a text, a number or a keyword")
        .at(span, "not expected here")
        .help("put a text with special characters in quotes, or remove this")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
