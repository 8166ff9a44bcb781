//! Where a text ends that lacks its closing quote.

use super::cursor::Cursor;
use super::string::skip_text;

/// Where the text ends whose `{{ }}` hold quotes, as in `"{{ app | replace("-", "_") }}"`. The cursor stands at the first of them,
/// and `said` is what comes before it; `None` where that quote ends the text.
pub(super) fn end_behind_template(cursor: Cursor<'_>, said: &str) -> Option<usize> {
    let (_, inside) = said.rsplit_once("{{").filter(|(_, inside)| !inside.contains("}}"))?;
    let ends_there = match (cursor.peek_at(1), cursor.peek_at(2)) {
        (b'{', b'{') => false,
        (b'{' | b'}' | b';' | b'/' | b' ' | b'\t'..=b'\r' | 0, _) => !inside.trim_end().ends_with(['(', ',']),
        _ => false,
    };
    let near = cursor.near();
    let mut open = true;
    let mut at = 1;
    while let Some(byte) = near.get(at).filter(|_| !ends_there) {
        match (byte, near.get(at + 1)) {
            (b'"', _) if !open => return Some(cursor.at + at),
            (b'{', Some(b'{')) | (b'}', Some(b'}')) => {
                open = *byte == b'{';
                at += 1;
            }
            (b'\\', _) => at += 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a string ends that the user wrote over several lines; `None` if it rather lacks its closing quote.
///
/// Then the next line with a quote has an odd number of them, and nothing is written right behind the first.
pub(super) fn end_of_several_lines(mut cursor: Cursor<'_>) -> Option<usize> {
    const FURTHEST: usize = 4096;
    let start = cursor.at;
    while cursor.peek() != b'"' {
        if cursor.at_end() || cursor.at > start + FURTHEST {
            return None;
        }
        skip_text(&mut cursor);
        cursor.at += cursor.newline();
    }
    cursor.at += 1;
    let end = cursor.at;
    let ends = cursor.at_end() || cursor.space() + cursor.newline() > 0 || matches!(cursor.peek(), b';' | b'}');
    cursor.skip_line();
    let more = cursor.since(end).bytes().filter(|&byte| byte == b'"').count();
    (ends && more % 2 == 0).then_some(end)
}

/// The text up to the block that begins on its line.
pub(super) fn before_block(line: &str) -> Option<&str> {
    line.get(..line.find(" { ")?).map(str::trim_end)
}

/// Whether what follows this start of the line closes what it opens.
pub(super) fn is_balanced(line: &str, start: &str) -> bool {
    let rest = line.get(start.len()..).unwrap_or_default();
    rest.matches('}').count() >= rest.matches('{').count()
}

/// The text without the braces at its end, which belong to the block around it.
pub(super) fn before_braces(line: &str) -> &str {
    let mut text = line.trim_end();
    while let Some(shorter) = text.strip_suffix(['{', '}', ';']) {
        match shorter.trim_end() {
            trimmed if trimmed.len() < shorter.len() => text = trimmed,
            _ => break,
        }
    }
    text
}
