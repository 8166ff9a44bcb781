//! What the reader says of strings, their quotes and their escapes.

use super::words::quoted;
use crate::diagnostic::{Diagnostic, Suggestion, codes};
use crate::kdl::pieces::Form;
use crate::source::{Edit, Span};

/// Characters behind `\` that are no escape, each with its text.
pub(in crate::kdl) fn escapes(places: Vec<(Span, &str)>) -> Diagnostic {
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
pub(in crate::kdl) fn unclosed_string(span: Span, form: Form, part: usize) -> Diagnostic {
    let closing = format!("\"{}", "#".repeat(form.hashes));
    let end = Span { start: span.end.saturating_sub(u32::try_from(part).unwrap_or_default()), ..span };
    Diagnostic::error(&codes::KDL_UNCLOSED_STRING, format!("a text lacks its closing `{closing}`"))
        .at(span, "ends with its line")
        .suggest(format!("close it with `{closing}`"), end, closing)
}

/// A string over several lines between single quotes; from its opening to its closing one.
pub(in crate::kdl) fn several_lines(opening: Span, closing: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text of several lines stands between `\"\"\"`")
        .at(opening, "begins here")
        .at(closing, "and ends on another line")
        .help("write `\"\"\"` at the end of the first line and on a line of its own behind the last; write `\\n` for a single line break")
}

/// `"""text"""`.
pub(in crate::kdl) fn block_in_one_line(span: Span, form: Form, text: &str) -> Diagnostic {
    let hashes = "#".repeat(form.hashes);
    let written = if form.hashes == 0 { text.replace('"', "\\\"") } else { text.to_owned() };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text between `\"\"\"` has several lines").at(span, "stands on one line").suggest(
        "write it with one quote at each end",
        span,
        format!("{hashes}\"{written}\"{hashes}"),
    )
}

/// `"""text`, with more lines below.
pub(in crate::kdl) fn text_beside_opening(span: Span, indentation: &str) -> Diagnostic {
    let start = Span { end: span.start, ..span };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a text between `\"\"\"` begins on the next line")
        .at(span, "stands beside the opening quotes")
        .suggest("begin a new line", start, format!("\n{indentation}"))
}

/// `text"""` at the end of several lines.
pub(in crate::kdl) fn text_beside_closing(span: Span, closing: Span, indentation: &str) -> Diagnostic {
    let before = Span { end: closing.start, ..closing };
    Diagnostic::error(&codes::KDL_MULTI_LINE, "the closing `\"\"\"` stand on a line of their own")
        .at(span, "stands before them")
        .suggest("begin a new line", before, format!("\n{indentation}"))
}

/// A line that is indented less than the closing quotes.
pub(in crate::kdl) fn string_indentation(line: Span, closing: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_MULTI_LINE, "a line of a text is indented unlike its closing `\"\"\"`")
        .at(line, "begins otherwise")
        .at(closing, "these say how far each line is indented, with the same spaces and tabs")
        .help("indent the line at least as far, or the closing `\"\"\"` less")
}

/// `"""` without an end; what counts as its text ends at the second place.
pub(in crate::kdl) fn unclosed_block_string(opening: Span, end: Span, form: Form) -> Diagnostic {
    let closing = format!("\"\"\"{}", "#".repeat(form.hashes));
    Diagnostic::error(&codes::KDL_UNCLOSED_STRING, format!("a text of several lines lacks its closing `{closing}`"))
        .at(opening, "begins here")
        .at(end, "and ends here by its indentation")
        .help(format!("write `{closing}` on a line of its own behind the text"))
}

/// `'text'`.
pub(in crate::kdl) fn single_quotes(span: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::KDL_QUOTES, "a text stands between double quotes")
        .at(span, "these quotes would belong to the text")
        .suggest("write double quotes", span, quoted(text))
}

/// `text"`.
pub(in crate::kdl) fn opening_quote(span: Span, text: &str) -> Diagnostic {
    let start = Span { end: span.start, ..span };
    Diagnostic::error(&codes::KDL_QUOTES, format!("`{text}` lacks its opening quote"))
        .at(span, "a quote at its end alone")
        .suggest("write the opening quote", start, "\"")
}

/// `"text""`.
pub(in crate::kdl) fn extra_quote(span: Span) -> Diagnostic {
    Diagnostic::error(&codes::KDL_QUOTES, "a text has one quote at each end").at(span, "one too many").suggest(
        "remove it",
        span,
        "",
    )
}

/// `"{{ app | replace("-", "_") }}"`.
pub(in crate::kdl) fn quote_in_template(span: Span, text: &str) -> Diagnostic {
    let cure = if text.contains('\\') || text.contains("\"#") {
        let plain = text.replace("\\\"", "\"");
        format!("\"{}\"", plain.replace('"', "\\\""))
    } else {
        format!("#\"{text}\"#")
    };
    let mistake = Diagnostic::error(&codes::KDL_QUOTES, "a quote within `{{ }}` ends the text").at(span, "quotes in quotes");
    mistake.help("in `#\"…\"#` a quote is a part of the text").suggest("write the whole text so", span, cure)
}

/// `r"text"`; the source is without the `r`.
pub(in crate::kdl) fn old_raw_string(span: Span, form: Form, source: &str) -> Diagnostic {
    let cure = if form.hashes == 0 { format!("#{source}#") } else { source.to_owned() };
    Diagnostic::error(&codes::KDL_QUOTES, "a raw text begins with `#\"`, without an `r`").at(span, "written as in KDL 1").suggest(
        "write it as in KDL 2",
        span,
        cure,
    )
}
