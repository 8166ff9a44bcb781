//! Times, in whole seconds as the API takes them.

use std::time::Duration;

/// Seconds, rounded up.
pub(super) fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs() + u64::from(duration.subsec_nanos() > 0)).unwrap_or(i64::MAX)
}

/// Seconds, rounded up, at least one.
pub(super) fn short_seconds(duration: Duration) -> i32 {
    i32::try_from(seconds(duration)).unwrap_or(i32::MAX).max(1)
}

/// A count as the API takes it.
pub(super) fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
