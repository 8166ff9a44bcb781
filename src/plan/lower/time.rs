//! Times with a unit.

use crate::manifest;
use std::time::Duration;

/// Reads `500ms`, `30s`, `1h30m`; `None` where it is none of these.
pub(super) fn parse(text: &manifest::Duration) -> Option<Duration> {
    let mut rest = text.as_str();
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let (digits, after) = rest.split_at_checked(rest.find(|char: char| !char.is_ascii_digit())?)?;
        let (unit, next) = after.split_at_checked(after.find(|char: char| char.is_ascii_digit()).unwrap_or(after.len()))?;
        let count: u64 = digits.parse().ok()?;
        total = total.checked_add(match unit {
            "ms" => Duration::from_millis(count),
            "s" => Duration::from_secs(count),
            "m" => Duration::from_secs(count.checked_mul(60)?),
            "h" => Duration::from_secs(count.checked_mul(3600)?),
            "d" => Duration::from_secs(count.checked_mul(86_400)?),
            _ => return None,
        })?;
        rest = next;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_add_up() {
        let read = |text: &str| parse(&manifest::Duration(text.to_owned()));
        assert_eq!(read("1h30m"), Some(Duration::from_secs(5400)));
        assert_eq!(read("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(read("5x"), None);
        assert_eq!(read("m"), None);
    }
}
