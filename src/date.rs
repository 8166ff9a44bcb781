//! Days of the calendar. The core never asks which one it is.

use serde::{Serialize, Serializer};
use std::fmt;

/// A day, by its number since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i64);

impl Date {
    /// The day that is written so, as in `2027-03-01`; `None` where there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-').zip([4, 2, 2]);
        let mut part = || {
            let (part, length) = parts.next()?;
            let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<i64>().ok()).flatten()
        };
        let (year, month, day) = (part()?, part()?, part()?);
        let date = Self::of(year, month, day);
        (text.len() == 10 && date.civil() == (year, month, day)).then_some(date)
    }

    /// The day on which a time falls that is counted in seconds since 1970, of UTC.
    pub fn of_seconds(seconds: u64) -> Self {
        Self(i64::try_from(seconds / 86_400).unwrap_or(i64::MAX / 2))
    }

    /// The day that comes so many days after this one.
    #[must_use]
    pub fn after(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days lie between an earlier day and this one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Years begin in March here, so that the day that a leap year has more is the last of its year.
    fn of(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// The year, the month and the day.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year + era * 400 + i64::from(month <= 2), month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

/// The name under which a day is handed to a writer that has a form for days.
pub const DAY: &str = "Day";

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(DAY, &self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_is_read_as_it_is_written() {
        let first = Date::parse("1900-01-01").unwrap();
        for days in 0..146_097 {
            let date = first.after(days);
            assert_eq!(Date::parse(&date.to_string()), Some(date));
            assert_eq!(date.since(first), days);
        }
    }

    #[test]
    fn a_day_that_no_calendar_has_is_none() {
        for text in ["2027-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "27-03-01", "2027-3-1", "2027-03-01-1", "today", ""]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2028-02-29").is_some() && Date::parse("2000-02-29").is_some());
    }

    #[test]
    fn days_begin_at_midnight_of_utc() {
        assert_eq!(Date::of_seconds(0).to_string(), "1970-01-01");
        assert_eq!(Date::of_seconds(951_782_399).to_string(), "2000-02-28");
        assert_eq!(Date::of_seconds(951_782_400).to_string(), "2000-02-29");
    }
}
