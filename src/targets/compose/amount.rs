//! Times and amounts as Compose writes them.

use crate::plan::{Bytes, Cpu};
use std::time::Duration;

const SIZES: [(&str, u64); 3] = [("g", 1 << 30), ("m", 1 << 20), ("k", 1 << 10)];

/// `256m`: Compose's `m` is 1024 × 1024 bytes.
pub(super) fn bytes(size: Bytes) -> String {
    let fitting = SIZES.iter().find(|(_, unit)| size.0 != 0 && size.0.is_multiple_of(*unit));
    fitting.map_or_else(|| format!("{}b", size.0), |(suffix, unit)| format!("{}{suffix}", size.0 / unit))
}

/// Cores as a decimal number: `0.25`.
pub(super) fn cores(cpu: Cpu) -> String {
    let text = format!("{}.{:03}", cpu.0 / 1000, cpu.0 % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `500ms`, `30s`, `5m`.
pub(super) fn time(time: Duration) -> String {
    match (time.subsec_millis(), time.as_secs()) {
        (0, seconds) if seconds != 0 && seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        (0, seconds) => format!("{seconds}s"),
        _ => format!("{}ms", time.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        for (size, written) in [(256 << 20, "256m"), (1 << 30, "1g"), (1_000_000, "1000000b"), (1 << 10, "1k")] {
            assert_eq!(bytes(Bytes(size)), written);
        }
        for (cpu, written) in [(250, "0.25"), (1000, "1"), (1500, "1.5"), (5, "0.005")] {
            assert_eq!(cores(Cpu(cpu)), written);
        }
        for (milliseconds, written) in [(500, "500ms"), (1500, "1500ms"), (90_000, "90s"), (300_000, "5m")] {
            assert_eq!(time(Duration::from_millis(milliseconds)), written);
        }
    }
}
