//! Opening hours as libraries write them (`Mo-Fr 09:00-17:00; Sa 10-14`), as hours of a week.
//!
//! The syntax is that of OpenStreetMap's `opening_hours`; hours without minutes (`10-14`), dots for colons (`9.30`) and
//! long dashes are read too, as people write them. What is said about public holidays is not looked at: a week here is a
//! usual one.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use opening_hours::OpeningHours;

use super::inventory::Library;
use crate::time::Time;

/// Hours of a week.
pub const WEEK: usize = 168;
/// Characters of a text that is read as opening hours; longer ones are nobody's.
const LONGEST: usize = 500;
/// Changes between open and closed that are looked at within a week.
const MOST_CHANGES: usize = 1_000;

/// A time zone of the IANA list, such as `Europe/Stockholm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    pub const UTC: Zone = Zone(Tz::UTC);

    pub fn named(name: &str) -> Option<Zone> {
        name.parse().ok().map(Zone)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    fn local(self, time: Time) -> NaiveDateTime {
        self.0.from_utc_datetime(&utc(time)).naive_local()
    }

    /// How many minutes its clocks are before UTC at a moment.
    fn minutes(self, at: Time) -> i32 {
        self.0.offset_from_utc_datetime(&utc(at)).fix().local_minus_utc() / 60
    }

    /// How many whole hours its clocks are before UTC at a moment.
    pub fn hours(self, at: Time) -> i64 {
        i64::from(self.minutes(at).div_euclid(60))
    }

    /// A moment as its clocks show it: `2026-11-24 01:45`.
    pub fn told(self, time: Time) -> String {
        self.local(time).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The hour of the week a moment falls in here: 0 is Monday from midnight to one.
    pub fn hour(self, time: Time) -> usize {
        let local = self.local(time);
        local.weekday().num_days_from_monday() as usize * 24 + local.hour() as usize
    }
}

fn utc(time: Time) -> NaiveDateTime {
    DateTime::from_timestamp_millis(time.0).unwrap_or_default().naive_utc()
}

/// Hours of a week, the first being Monday from midnight to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week([bool; WEEK]);

impl Default for Week {
    fn default() -> Self {
        Week([false; WEEK])
    }
}

impl Week {
    pub fn has(&self, hour: usize) -> bool {
        self.0.get(hour).copied().unwrap_or(false)
    }

    pub fn add(&mut self, hour: usize) {
        if let Some(hour) = self.0.get_mut(hour) {
            *hour = true;
        }
    }

    /// The hours that are in it.
    pub fn hours(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, is)| **is).map(|(hour, _)| hour)
    }
}

/// Why a text cannot be read as opening hours; names the piece.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' cannot be read as opening hours at '{piece}'; such as 'Mo-Fr 09:00-17:00; Sa 10-14' is expected")]
pub struct NotHours {
    pub text: String,
    pub piece: String,
}

#[derive(Debug, Clone)]
pub struct Hours(OpeningHours);

impl Hours {
    pub fn read(text: &str) -> Result<Hours, NotHours> {
        let not = |piece: &str| NotHours {
            text: text.chars().take(60).collect(),
            piece: piece.trim().chars().take(30).collect(),
        };
        if text.trim().is_empty() || text.chars().count() > LONGEST {
            return Err(not(text));
        }
        let spelt = spelt(text);
        spelt.parse().map(Hours).map_err(|_| {
            let pieces = spelt.split(';').map(str::trim).filter(|piece| !piece.is_empty());
            let wrong = pieces.into_iter().find(|piece| piece.parse::<OpeningHours>().is_err());
            not(wrong.unwrap_or(&spelt))
        })
    }

    /// Whether a moment is in them, if they are those of a zone.
    pub fn is_open(&self, zone: Zone, at: Time) -> bool {
        self.0.is_open(zone.local(at))
    }

    /// When it is open in the week that `at` falls in, in the hours of the zone `shown`, if it keeps those of `zone`.
    /// An hour counts if it is open at half past.
    pub fn week(&self, zone: Zone, shown: Zone, at: Time) -> Week {
        let mut week = Week::default();
        let local = zone.local(at).date();
        let Some((from, until)) = week_of(local) else { return Week::default() };
        let ahead = i64::from(shown.minutes(at) - zone.minutes(at));
        let monday = from.and_time(Default::default());
        let whole = self.0.iter_range(monday, until.and_time(Default::default()));
        for span in whole.take(MOST_CHANGES).filter(|span| span.kind == opening_hours::RuleKind::Open) {
            let place = |moment: NaiveDateTime| (moment - monday).num_minutes() + ahead;
            // The hours whose half past is in it; what is past the week's end is at its beginning.
            let hours = (place(span.range.start) + 29).div_euclid(60)..(place(span.range.end) + 29).div_euclid(60);
            hours.for_each(|hour| week.add(usize::try_from(hour.rem_euclid(WEEK as i64)).unwrap_or(0)));
        }
        week
    }
}

/// Its Monday, and the next.
fn week_of(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()))?;
    Some((monday, monday.checked_add_days(Days::new(7))?))
}

/// When a library is open in the week of `at`, in the hours of `shown`; none if it has told no hours, or none that can be
/// read. A library without a time zone keeps UTC.
pub fn open(library: &Library, shown: Zone, at: Time) -> Option<Week> {
    let hours = Hours::read(library.hours.as_deref()?).ok()?;
    let zone = library.time_zone.as_deref().and_then(Zone::named).unwrap_or(Zone::UTC);
    Some(hours.week(zone, shown, at))
}

/// What is wrong with a library's hours or time zone, in words for whoever keeps the inventory.
pub fn trouble(library: &Library) -> Option<String> {
    let zone = library.time_zone.as_deref().filter(|name| Zone::named(name).is_none());
    if let Some(name) = zone {
        return Some(format!("there is no time zone {name}; its hours count as UTC"));
    }
    let error = Hours::read(library.hours.as_deref()?).err()?;
    Some(format!("{error}; until then its hours count for no coverage"))
}

/// The text with times as the syntax has them: `10-14` → `10:00-14:00`, `9.30` → `09:30`, `–` → `-`. Days of a month
/// (`Dec 24-26`) and numbers of weeks are left alone.
fn spelt(text: &str) -> String {
    let text = text.trim().replace(['–', '—'], "-").replace(" - ", "-");
    let mut out = String::new();
    let mut before = String::new();
    for piece in text.split_inclusive([' ', ';', ',']) {
        let word = piece.trim_end_matches([' ', ';', ',']);
        let dated = before == "week" || (before.len() == 3 && before.chars().all(char::is_alphabetic));
        match (dated, span(word)) {
            (false, Some(span)) => out.push_str(&span),
            _ => out.push_str(word),
        }
        out.push_str(&piece[word.len()..]);
        if !word.is_empty() {
            before = word.to_lowercase();
        }
    }
    out
}

fn span(word: &str) -> Option<String> {
    let (from, until) = word.split_once('-')?;
    Some(format!("{}-{}", time(from)?, time(until)?))
}

fn time(word: &str) -> Option<String> {
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "00"));
    let fits = |part: &str| !part.is_empty() && part.len() <= 2 && part.chars().all(|c| c.is_ascii_digit());
    (fits(hour) && fits(minute) && minute.len() == 2).then(|| format!("{hour:0>2}:{minute}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday, 24 November 2026, 01:45 UTC.
    const NOVEMBER: Time = Time(1_795_484_700_000);

    fn open(text: &str) -> String {
        let hours = Hours::read(text).unwrap_or_else(|error| panic!("{error}"));
        shown(&hours.week(Zone::UTC, Zone::UTC, NOVEMBER))
    }

    fn shown(week: &Week) -> String {
        let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().enumerate();
        let day = |(place, name): (usize, &&str)| {
            let hours: Vec<_> = week.hours().filter(|hour| hour / 24 == place).map(|hour| hour % 24).collect();
            Some(format!("{name} {}-{}", hours.first()?, hours.last()? + 1))
        };
        days.filter_map(day).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn hours_are_read_as_libraries_write_them() {
        let week = "Mo 9-17 Tu 9-17 We 9-17 Th 9-17 Fr 9-17 Sa 10-14";
        assert_eq!(open("Mo-Fr 09:00-17:00; Sa 10:00-14:00"), week);
        assert_eq!(open("Mo-Fr 9-17; Sa 10-14"), week);
        assert_eq!(open("Mo–Fr 9.00–17.00, Sa 10 – 14"), week);
        assert_eq!(open("Mo 8:40-16:20"), "Mo 9-16");
        assert_eq!(open("Tu 22:00-02:00"), "Tu 22-24 We 0-2");
        assert_eq!(open("Mo 9-12,13-17; PH off").len(), "Mo 9-17".len());
    }

    #[test]
    fn hours_of_a_season_count_in_their_season() {
        assert_eq!(open("Sep-May Mo 9-17; Jun-Aug Mo 10-15"), "Mo 9-17");
        assert_eq!(open("Jun-Aug Mo 10-15"), "");
        assert_eq!(open("Mo 9-17; Dec 24-26 off"), "Mo 9-17");
    }

    #[test]
    fn a_library_elsewhere_is_open_at_other_hours_here() {
        let hours = Hours::read("Mo 09:00-17:00; Su 20:00-24:00").expect("hours");
        let zone = |name: &str| Zone::named(name).expect("a zone");
        let stockholm = zone("Europe/Stockholm");
        assert_eq!(shown(&hours.week(stockholm, Zone::UTC, NOVEMBER)), "Mo 8-16 Su 19-23");
        assert_eq!(shown(&hours.week(stockholm, zone("Europe/Helsinki"), NOVEMBER)), "Mo 0-18 Su 21-24");
        let kolkata = zone("Asia/Kolkata");
        assert_eq!(shown(&hours.week(kolkata, Zone::UTC, NOVEMBER)), "Mo 3-11 Su 14-18");
        assert_eq!(stockholm.hour(NOVEMBER), 26);
        assert_eq!(stockholm.told(NOVEMBER), "2026-11-24 02:45");
        assert!(Zone::named("Europe/Lund").is_none());
    }

    #[test]
    fn what_cannot_be_read_is_named_and_never_counts() {
        let piece = |text: &str| Hours::read(text).expect_err("no hours").piece;
        assert_eq!(piece("Mo-Fr 09:00-17:00; weekends by appointment"), "weekends by appointment");
        assert_eq!(piece("9 to 5"), "9 to 5");
        assert_eq!(piece(""), "");
        assert_eq!(Hours::read(&"Mo 9-17; ".repeat(200)).expect_err("too long").text.len(), 60);
    }
}
