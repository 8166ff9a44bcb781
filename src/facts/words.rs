//! Values in words.

use crate::plan::{EnvValue, Piece, Text, Transport};
use serde::Serialize;
use std::{fmt::Write as _, time::Duration};

/// A time as a manifest writes it.
pub(super) fn time(time: Duration) -> String {
    let (millis, seconds) = (time.as_millis(), time.as_secs());
    match seconds {
        _ if millis % 1000 != 0 => format!("{millis}ms"),
        0 => "0s".to_owned(),
        _ if seconds.is_multiple_of(3600) => format!("{}h", seconds / 3600),
        _ if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}

/// A word of the language.
pub(super) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// A text in which a secret stands by its name, as a manifest would write it.
pub(super) fn text(text: &Text) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(literal) => literal.clone(),
        Piece::Secret(secret) => format!("{{{{ secret.{} }}}}", secret.name),
        Piece::Field(field) => format!("(field){}", field.name()),
    };
    text.pieces.iter().map(piece).collect()
}

/// The words of a command, those with spaces in quotes.
pub(super) fn command(words: &[Text]) -> String {
    let quoted = |word: &Text| {
        let shown = self::text(word);
        if shown.is_empty() || shown.contains([' ', '"', '\'']) { format!("{shown:?}") } else { shown }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

pub(super) fn variable(value: &EnvValue) -> String {
    match value {
        EnvValue::Set(text) => self::text(text),
        EnvValue::Inherit => "whatever the surroundings have".to_owned(),
    }
}

/// A mode as `chmod` takes it.
pub(super) fn mode(mode: u32) -> String {
    format!("{mode:04o}")
}

/// `8080`, or `53/udp`.
pub(super) fn port((transport, number): (Transport, u16)) -> String {
    match transport {
        Transport::Tcp => number.to_string(),
        Transport::Udp | Transport::Sctp => format!("{number}/{}", transport.name()),
    }
}

pub(super) fn ports<'p>(ports: impl IntoIterator<Item = &'p (Transport, u16)>, none: &str) -> String {
    let ports: Vec<_> = ports.into_iter().map(|at| port(*at)).collect();
    if ports.is_empty() { none.to_owned() } else { ports.join(", ") }
}

/// A text on one line: what a terminal would take as a command is written out.
pub fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            other
                if other.is_control()
                    || matches!(other, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                let _ = write!(line, "\\u{{{:x}}}", u32::from(other));
            }
            other => line.push(other),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_a_manifest_writes_them() {
        let shown = [0, 90, 300, 7200].map(|seconds| time(Duration::from_secs(seconds)));
        assert_eq!(shown, ["0s", "90s", "5m", "2h"]);
        assert_eq!(time(Duration::from_millis(1500)), "1500ms");
    }

    #[test]
    fn no_text_moves_the_cursor() {
        assert_eq!(escaped("a\u{1b}[2J\n\u{202e}ü"), "a\\u{1b}[2J\\n\\u{202e}ü");
    }
}
