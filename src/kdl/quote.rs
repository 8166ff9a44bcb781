//! Texts as they are written in KDL.

use std::fmt::Write as _;

use super::cursor::is_forbidden;

/// A text as a quoted string on one line.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            hidden if is_hidden(hidden) => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(hidden));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character is written as an escape: it is not seen, or ends a line.
pub fn is_hidden(char: char) -> bool {
    char.is_control() || is_forbidden(char) || matches!(char, '\u{2028}' | '\u{2029}')
}
