//! Moments as everything inside the program sees them: Unix milliseconds, given from outside. The only clock is read
//! in `clock.rs`; the desk and the rooms are told what time it is with every event, so that a test or a simulation can
//! let hours pass in no time.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::Duration;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

impl Time {
    /// How long it is since `earlier`; nothing when `earlier` is in the future.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

impl Add<Duration> for Time {
    type Output = Time;

    fn add(self, span: Duration) -> Time {
        Time(self.0.saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Time {
    type Output = Time;

    fn sub(self, span: Duration) -> Time {
        Time(self.0.saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }
}

/// A day, as people write it: 2026-11-24 (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(NaiveDate);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a day such as 2026-11-24")]
pub struct NotADate(pub String);

impl Date {
    /// The day a moment falls on, in UTC.
    pub fn of(time: Time) -> Date {
        let days = i32::try_from(time.0.div_euclid(86_400_000)).unwrap_or(0);
        Date(NaiveDate::from_epoch_days(days).unwrap_or_default())
    }

    /// Its beginning, in UTC.
    pub fn begins(self) -> Time {
        Time(i64::from(self.0.to_epoch_days()) * 86_400_000)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let read = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d");
        read.map(Date).map_err(|_| NotADate(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_written_as_iso_8601_has_it() {
        let day: Date = " 2026-11-24 ".parse().expect("a day");
        assert_eq!(day.to_string(), "2026-11-24");
        assert_eq!(Date::of(day.begins()), day);
        assert_eq!(Date::of(day.begins() - Duration::from_millis(1)).to_string(), "2026-11-23");
        assert!("24.11.2026".parse::<Date>().is_err());
    }
}
