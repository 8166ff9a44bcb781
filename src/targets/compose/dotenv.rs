//! Lines of a `.env`, as Compose reads them.

use std::collections::BTreeMap;

/// As Compose reads it in double quotes.
pub(super) fn quoted(value: &str) -> String {
    let mut quoted = String::from('"');
    for letter in value.chars() {
        match letter {
            '\\' | '"' | '$' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// As a part of a URL.
pub(super) fn percent_encoded(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
        text
    })
}

/// The variable of a line, where it gives one.
fn variable_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').map(|(name, _)| name.trim()).filter(|name| !name.starts_with('#'))
}

/// The value that a file of variables gives in one of the forms that this module writes, or without quotes.
pub(super) fn assigned(text: &str, variable: &str) -> Option<String> {
    let line = text.lines().rfind(|line| variable_of(line) == Some(variable))?;
    let (_, value) = line.split_once('=')?;
    let value = value.trim();
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        let single = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        return Some(single.unwrap_or(value).to_owned()).filter(|value| !value.is_empty());
    };
    let mut letters = inner.chars();
    let mut read = String::new();
    while let Some(letter) = letters.next() {
        read.push(match letter {
            '\\' => match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                other => other,
            },
            other => other,
        });
    }
    Some(read).filter(|value| !value.is_empty())
}

/// The text with these lines in place of those that give the same variables; new ones come last, all others stay.
pub(super) fn with_lines(text: &str, lines: &BTreeMap<String, String>) -> String {
    let mut left = lines.clone();
    let mut whole = String::new();
    for line in text.lines() {
        let replaced = variable_of(line).filter(|name| lines.contains_key(*name)).map(|name| left.remove(name));
        match replaced {
            None => whole.extend([line, "\n"]),
            Some(Some(new)) => whole.extend([new.as_str(), "\n"]),
            Some(None) => {}
        }
    }
    left.into_values().for_each(|line| whole.extend([line.as_str(), "\n"]));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_value_is_read_back_from_its_line(value in r"(\\|\$|'|\x22|\{|#|\n|\r| |\PC){1,20}") {
            let line = format!("A={}", quoted(&value));
            prop_assert_eq!(line.lines().count(), 1);
            prop_assert_eq!(assigned(&line, "A"), Some(value));
        }
    }
}
