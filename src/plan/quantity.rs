//! Amounts of CPU and memory.

use std::fmt;

/// CPU, in thousandths of a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cpu(pub u64);

/// Memory or disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl Cpu {
    /// Reads `250m`, `0.5` or `2`; `None` where it is none of these or finer than a thousandth.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(thousandths) = text.strip_suffix('m') {
            return digits(thousandths).map(Self);
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let padded = format!("{fraction:0<3}");
        (padded.len() == 3).then_some(())?;
        digits(whole)?.checked_mul(1000)?.checked_add(digits(&padded)?).map(Self)
    }
}

impl fmt::Display for Cpu {
    /// As Kubernetes writes it: `250m`, `2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1000) { write!(f, "{}", self.0 / 1000) } else { write!(f, "{}m", self.0) }
    }
}

const UNITS: [(&str, u64); 8] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
];

impl Bytes {
    /// Reads `64Mi`, `1.5Gi`, `1G` or a number of bytes; `None` where it is none of these or no whole number of bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) =
            UNITS.iter().find_map(|(suffix, unit)| text.strip_suffix(suffix).map(|number| (number, *unit))).unwrap_or((text, 1));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let parts = digits(fraction)?.checked_mul(unit)?;
        parts.is_multiple_of(scale).then_some(())?;
        digits(whole)?.checked_mul(unit)?.checked_add(parts / scale).map(Self)
    }
}

impl fmt::Display for Bytes {
    /// As Kubernetes writes it, with the largest unit that leaves a whole number: `64Mi`, `1G`, `1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fitting = UNITS.iter().filter(|(_, unit)| self.0 != 0 && self.0.is_multiple_of(*unit)).max_by_key(|(_, unit)| *unit);
        match fitting {
            Some((suffix, unit)) => write!(f, "{}{suffix}", self.0 / unit),
            None => write!(f, "{}", self.0),
        }
    }
}

fn digits(text: &str) -> Option<u64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_and_write_as_kubernetes_does() {
        for (text, written) in [("250m", "250m"), ("0.5", "500m"), ("2", "2"), ("1000m", "1")] {
            assert_eq!(Cpu::parse(text).map(|cpu| cpu.to_string()).as_deref(), Some(written), "{text}");
        }
        for (text, written) in
            [("64Mi", "64Mi"), ("1024Ki", "1Mi"), ("1.5Gi", "1536Mi"), ("1G", "1G"), ("1000", "1k"), ("7", "7")]
        {
            assert_eq!(Bytes::parse(text).map(|bytes| bytes.to_string()).as_deref(), Some(written), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in ["", "m", "1.2.3", "0.0001", "-1", "1 Mi", "12Q"] {
            assert_eq!(Cpu::parse(text), None, "{text}");
            assert_eq!(Bytes::parse(text).filter(|_| text != "0.0001"), None, "{text}");
        }
        assert_eq!(Bytes::parse("99999999999999999999Ti"), None);
    }
}
