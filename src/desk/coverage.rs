//! Who could have answered, hour by hour of the week: by the opening hours of the operators' libraries (planned), and by
//! who was on duty in the last weeks.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

use super::hours::{self, WEEK, Week, Zone};
use super::inventory::{Inventory, ServiceId, kind};
use super::language::{Language, Level};
use super::record::Record;
use super::routing::USABLE;
use super::sentence::{Languages, Sentence};
use super::{Desk, MOST_LISTED};
use crate::time::Time;

/// Weeks of duty that are looked back on: the current one and those before it.
pub const WEEKS: u32 = 8;
/// Concepts of one name that are looked at.
const MOST_NAMED: usize = 20;
const MOST_OPERATORS: usize = 200_000;
const HOUR_MS: i64 = 3_600_000;
/// The first hour of 1970 was that of a Thursday.
const THURSDAY: i64 = 72;
/// Numbers of people are counted in tenths, as a mean over weeks has parts.
pub const TENTHS: u32 = 10;

/// At which hours of the week (in UTC) operators were on duty in the last [`WEEKS`] weeks. Being on duty at half past
/// counts for the hour.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attendance {
    /// The first week that anything is known of, counted from the Monday before 1970.
    oldest: Option<i64>,
    operators: BTreeMap<BareJid, Hers>,
    /// Who is on duty where, and since when.
    since: BTreeMap<(BareJid, ServiceId), Time>,
}

#[derive(Debug, Clone, PartialEq)]
struct Hers {
    /// The week of the lowest bit; the next bit is the week before.
    newest: i64,
    hours: Box<[u16; WEEK]>,
}

fn hour_of(time: Time) -> i64 {
    time.0.div_euclid(HOUR_MS) + THURSDAY
}

fn week_of(time: Time) -> i64 {
    hour_of(time).div_euclid(WEEK as i64)
}

impl Attendance {
    /// The beginning of what is looked back on.
    pub fn begins(now: Time) -> Time {
        Time(((week_of(now) - i64::from(WEEKS) + 1) * WEEK as i64 - THURSDAY) * HOUR_MS)
    }

    /// Somebody came on duty at a service, or went off; told in the order of time.
    pub fn noted(&mut self, operator: &BareJid, service: &ServiceId, at: Time, on: bool) {
        self.oldest.get_or_insert(week_of(at));
        let key = (operator.clone(), service.clone());
        if on {
            if self.since.len() < MOST_OPERATORS {
                self.since.entry(key).or_insert(at);
            }
        } else if let Some(since) = self.since.remove(&key) {
            self.mark(operator, since, at);
        }
    }

    fn mark(&mut self, operator: &BareJid, from: Time, until: Time) {
        let from = from.max(Attendance::begins(until));
        // The hours whose half past is in between.
        let (first, last) = (hour_of(Time(from.0 + HOUR_MS / 2 - 1)), hour_of(Time(until.0 + HOUR_MS / 2 - 1)));
        if first >= last || (self.operators.len() >= MOST_OPERATORS && !self.operators.contains_key(operator)) {
            return;
        }
        let newest = (last - 1).div_euclid(WEEK as i64);
        let fresh = || Hers { newest, hours: Box::new([0; WEEK]) };
        let hers = self.operators.entry(operator.clone()).or_insert_with(fresh);
        let later = u32::try_from(newest - hers.newest).unwrap_or(0);
        if later > 0 {
            hers.hours.iter_mut().for_each(|weeks| *weeks = weeks.checked_shl(later).unwrap_or(0));
            hers.newest = newest;
        }
        for hour in first..last {
            let ago = u32::try_from(hers.newest - hour.div_euclid(WEEK as i64)).unwrap_or(u32::MAX);
            let place = usize::try_from(hour.rem_euclid(WEEK as i64)).unwrap_or(0);
            hers.hours[place] |= 1_u16.checked_shl(ago).unwrap_or(0);
        }
    }

    /// The same with everybody's duty counted up to now.
    fn until(&self, now: Time) -> Attendance {
        let mut all = self.clone();
        for ((operator, _), since) in &self.since {
            all.mark(operator, *since, now);
        }
        all
    }

    /// How many weeks are known of, at most [`WEEKS`].
    pub fn weeks(&self, now: Time) -> u32 {
        let known = self.oldest.map_or(1, |oldest| week_of(now) - oldest + 1);
        u32::try_from(known.max(1)).unwrap_or(1).min(WEEKS)
    }

    /// In how many of the last weeks somebody was on duty, by hour of the week.
    fn counts<'a>(&'a self, operator: &BareJid, now: Time) -> impl Iterator<Item = u32> + 'a {
        let ago = |hers: &Hers| u32::try_from(week_of(now) - hers.newest).unwrap_or(0);
        let hers = self.operators.get(operator).map(|hers| (&hers.hours, ago(hers)));
        let count = |weeks: u16, ago: u32| (weeks & ((1 << WEEKS) - 1)).checked_shl(ago).unwrap_or(0);
        (0..WEEK)
            .map(move |hour| hers.map_or(0, |(hours, ago)| (count(hours[hour], ago) & ((1 << WEEKS) - 1)).count_ones()))
    }
}

/// What a table is asked for.
pub struct Asked<'a> {
    /// The kind of competence: `language`, `subject`, …
    pub kind: &'a str,
    pub service: Option<&'a ServiceId>,
    /// These values alone, by what operators have: who has a narrower concept can answer for the broader one.
    pub only: Option<&'a BTreeMap<String, BTreeSet<String>>>,
    /// The hours are those of this zone.
    pub zone: Zone,
}

/// One value of the kind asked for, and who has it at each hour of the week, in tenths of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub value: String,
    /// Her library is open.
    pub planned: [u32; WEEK],
    /// On duty: the mean of the weeks looked back on.
    pub on_duty: [u32; WEEK],
}

/// Who could have answered, by value. Languages count from B1 on, and a language with a region is counted with its
/// primary one. Only those who work for a service count.
pub fn table(inventory: &Inventory, attendance: &Attendance, asked: &Asked, now: Time) -> Vec<Row> {
    let attendance = attendance.until(now);
    let weeks = attendance.weeks(now);
    let ahead = asked.zone.hours(now);
    let open: BTreeMap<&str, Week> = inventory
        .libraries
        .values()
        .filter_map(|library| Some((library.id.as_str(), hours::open(library, asked.zone, now)?)))
        .collect();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for operator in inventory.operators.values() {
        let works = asked.service.map_or(!operator.services.is_empty(), |service| operator.services.contains(service));
        if !works {
            continue;
        }
        let has = operator.competences.iter().filter(|one| one.kind == asked.kind);
        let values: BTreeSet<String> = has
            .filter(|one| one.kind != kind::LANGUAGE || one.level.unwrap_or(Level::B2) >= USABLE)
            .map(|one| value(&one.kind, &one.value))
            .flat_map(|value| match asked.only {
                None => BTreeSet::from([value]),
                Some(only) => only.get(&value).cloned().unwrap_or_default(),
            })
            .collect();
        if values.is_empty() {
            continue;
        }
        let mut hers = [0_u32; WEEK];
        for (hour, count) in attendance.counts(&operator.jid, now).enumerate() {
            hers[(hour as i64 + ahead).rem_euclid(WEEK as i64) as usize] = count;
        }
        let week = operator.library.as_deref().and_then(|library| open.get(library));
        for value in values {
            let row = rows.entry(value).or_insert_with_key(|value| Row {
                value: value.clone(),
                planned: [0; WEEK],
                on_duty: [0; WEEK],
            });
            week.into_iter().flat_map(Week::hours).for_each(|hour| row.planned[hour] += TENTHS);
            row.on_duty.iter_mut().zip(hers).for_each(|(all, hers)| *all += hers);
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    for row in &mut rows {
        row.on_duty.iter_mut().for_each(|count| *count = (*count * TENTHS).div_ceil(weeks));
    }
    rows
}

/// Under which value a competence is counted.
fn value(kind: &str, value: &str) -> String {
    match value.parse::<Language>() {
        Ok(language) if kind == kind::LANGUAGE => language.primary().to_owned(),
        _ => value.to_owned(),
    }
}

/// What is shown of a number of people in tenths: 0, 1 for less than one, then one more than the number.
fn step(tenths: u32) -> u32 {
    match tenths {
        0 => 0,
        tenths if tenths < TENTHS / 2 => 1,
        tenths => (tenths + TENTHS / 2) / TENTHS + 1,
    }
}

fn step_name(step: u32) -> String {
    match step {
        0 => "0".to_owned(),
        1 => "<1".to_owned(),
        step => (step - 1).to_string(),
    }
}

/// How many there are on some days of the week, in spans of hours with about as many: `08–17: 2–3, 18–21: 1`. Empty when
/// there is never anybody.
pub fn spans(counts: &[u32; WEEK], days: std::ops::Range<usize>) -> String {
    // (first hour, hour after the last, least, most)
    let mut spans: Vec<(usize, usize, u32, u32)> = Vec::new();
    for hour in 0..24 {
        let here = || days.clone().map(|day| step(counts[day * 24 + hour]));
        let (least, most) = (here().min().unwrap_or(0), here().max().unwrap_or(0));
        match spans.last_mut() {
            Some((_, until, low, high)) if alike((*low, *high), (least, most)) => {
                (*until, *low, *high) = (hour + 1, least.min(*low), most.max(*high));
            }
            _ => spans.push((hour, hour + 1, least, most)),
        }
    }
    let some = spans.into_iter().filter(|(_, _, _, most)| *most > 0);
    let told = some.map(|(from, until, least, most)| {
        let (least, most) = (step_name(least), step_name(most));
        let people = if least == most { least } else { format!("{least}–{most}") };
        format!("{from:02}–{until:02}: {people}")
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Whether hours can be told as one: nobody is never the same as somebody, and few are told more exactly than many.
fn alike(a: (u32, u32), b: (u32, u32)) -> bool {
    let (least, most) = (a.0.min(b.0), a.1.max(b.1));
    let nobody = |one: (u32, u32)| (one.0 == 0, one.1 == 0);
    nobody(a) == nobody(b) && ((least, most) == a || (least, most) == b || most - least <= (most / 3).max(1))
}

impl Desk {
    /// Takes from what is recorded what tables of coverage and gaps count.
    pub(super) fn keep_count(&mut self, record: &Record) {
        match record {
            Record::Duty { operator, service, at, on } => self.attendance.noted(operator, service, *at, *on),
            Record::Unmet(unmet) => self.gaps.count(unmet),
            _ => {}
        }
    }

    /// The zone whose hours somebody is told: that of her library.
    pub(super) fn zone(&self, operator: &BareJid) -> Zone {
        let library = self.inventory.operators.get(operator).and_then(|operator| operator.library.as_ref());
        let name = library.and_then(|library| self.inventory.libraries.get(library)?.time_zone.as_deref());
        name.and_then(Zone::named).unwrap_or(Zone::UTC)
    }

    /// Tables of one kind of competence, of some values of it or of one service, as lines.
    pub(super) fn list_coverage(
        &self,
        now: Time,
        by: &BareJid,
        language: &Language,
        kind: Option<&str>,
        words: &str,
    ) -> Vec<Sentence> {
        let kinds = self.all_kinds();
        let known = |word: &str| kinds.iter().any(|kind| kind == word);
        let mut words: Vec<&str> = kind.into_iter().chain(words.split_whitespace()).collect();
        let kind = words.first().copied().filter(|word| known(word));
        words.drain(..usize::from(kind.is_some()));
        let service = |word: &&str| word.parse().ok().filter(|id| self.inventory.services.contains_key(id));
        let here: Option<ServiceId> = words.iter().find_map(service);
        words.retain(|word| here.as_ref().is_none_or(|here| here.as_str() != *word));
        let kind = kind.unwrap_or(kind::LANGUAGE);
        let words = words.join(" ");
        let only = (!words.is_empty()).then(|| self.values_named(kind, &words));
        if only.as_ref().is_some_and(BTreeMap::is_empty) {
            return vec![Sentence::CoverageUnknown { words }];
        }
        let zone = self.zone(by);
        let asked = Asked { kind, service: here.as_ref(), only: only.as_ref(), zone };
        let rows = table(&self.inventory, &self.attendance, &asked, now);
        if rows.is_empty() {
            return vec![if words.is_empty() {
                Sentence::CoverageNone {}
            } else {
                Sentence::CoverageUnknown { words }
            }];
        }
        let weeks = i64::from(self.attendance.weeks(now));
        let zone = zone.name().to_owned();
        let mut lines = vec![Sentence::CoverageTitle { zone, weeks }];
        let left = rows.len().saturating_sub(MOST_LISTED) as i64;
        for row in rows.into_iter().take(MOST_LISTED) {
            let (name, languages) = self.value_name(kind, &row.value, language);
            let (planned, weekend) = (spans(&row.planned, 0..5), spans(&row.planned, 5..7));
            lines.push(Sentence::CoveragePlanned { name: name.clone(), language: languages.clone(), planned, weekend });
            let (on_duty, weekend) = (spans(&row.on_duty, 0..5), spans(&row.on_duty, 5..7));
            lines.push(Sentence::CoverageOnDuty { name, language: languages, on_duty, weekend });
        }
        if left > 0 {
            lines.push(Sentence::CoverageMore { left });
        }
        lines
    }

    /// The values of a kind that are called so in any language, by what serves for them: themselves, what means the same
    /// and what is narrower.
    fn values_named(&self, kind: &str, words: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = self.vocabulary.find(words, Some(kind));
        let closest = found.first().map(|found| found.closeness);
        found.retain(|found| Some(found.closeness) == closest);
        let ids = found.into_iter().take(MOST_NAMED).map(|found| found.id);
        // A language's tag is a name of its own.
        let tag = (kind == kind::LANGUAGE && words.parse::<Language>().is_ok()).then(|| words.to_owned());
        let mut serving: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for id in ids.chain(tag) {
            for narrower in self.vocabulary.narrower(&id) {
                serving.entry(value(kind, narrower)).or_default().insert(value(kind, &id));
            }
        }
        serving
    }

    /// What a value is called: a name, or a language that the texts name.
    pub(super) fn value_name(&self, kind: &str, value: &str, language: &Language) -> (String, Languages) {
        let name = self.vocabulary.name(value, language);
        match value.parse() {
            Ok(tag) if kind == kind::LANGUAGE && name == value => (String::new(), Languages(vec![tag])),
            _ => (name.into_owned(), Languages::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::desk::sample;

    /// Monday, 23 November 2026, 00:00 UTC.
    const MONDAY: Time = Time(1_795_392_000_000);
    const WEEK_LONG: Duration = Duration::from_secs(7 * 24 * 3600);

    fn hours(n: i64) -> Duration {
        Duration::from_secs(n.unsigned_abs() * 3600)
    }

    fn rows(attendance: &Attendance, kind: &str, now: Time) -> Vec<Row> {
        let asked = Asked { kind, service: None, only: None, zone: Zone::UTC };
        table(&sample::inventory(), attendance, &asked, now)
    }

    #[test]
    fn duty_counts_by_hour_of_the_week_as_a_mean_of_the_weeks() {
        let (anna, ask) = (sample::jid("anna@localhost"), sample::service("ask"));
        let mut attendance = Attendance::default();
        for week in 0..4_u32 {
            let monday = MONDAY + WEEK_LONG * week;
            attendance.noted(&anna, &ask, monday + hours(9), true);
            attendance.noted(&anna, &ask, monday + hours(if week == 0 { 10 } else { 12 }), false);
        }
        let now = MONDAY + WEEK_LONG * 3 + hours(30);
        assert_eq!(attendance.weeks(now), 4);
        let rows = rows(&attendance, kind::LANGUAGE, now);
        let swedish = rows.iter().find(|row| row.value == "sv").expect("a row");
        assert_eq!(swedish.on_duty[8..13], [0, 10, 8, 8, 0]);
        assert_eq!(spans(&swedish.on_duty, 0..1), "09–12: 1");
        assert_eq!(spans(&swedish.on_duty, 1..2), "");
    }

    #[test]
    fn duty_that_goes_on_counts_till_now_and_what_is_long_past_does_not() {
        let (anna, ask) = (sample::jid("anna@localhost"), sample::service("ask"));
        let mut attendance = Attendance::default();
        attendance.noted(&anna, &ask, MONDAY + hours(9), true);
        let counted = |attendance: &Attendance, now: Time, hour: usize| {
            attendance.until(now).counts(&anna, now).nth(hour).unwrap_or(0)
        };
        assert_eq!(counted(&attendance, MONDAY + hours(11), 9), 1);
        assert_eq!(counted(&attendance, MONDAY + hours(11), 11), 0);
        attendance.noted(&anna, &ask, MONDAY + hours(11), false);
        assert_eq!(counted(&attendance, MONDAY + WEEK_LONG * (WEEKS - 1), 9), 1);
        assert_eq!(counted(&attendance, MONDAY + WEEK_LONG * WEEKS, 9), 0);
        attendance.noted(&anna, &ask, MONDAY + WEEK_LONG * 40, true);
        attendance.noted(&anna, &ask, MONDAY + WEEK_LONG * 90 + hours(1), false);
        assert_eq!(counted(&attendance, MONDAY + WEEK_LONG * 90, 9), WEEKS - 1);
    }

    #[test]
    fn the_opening_hours_of_her_library_are_what_is_planned() {
        let mut inventory = sample::inventory();
        for library in inventory.libraries.values_mut() {
            library.hours = Some("Mo-Fr 09:00-17:00; Sa 10-14".into());
            library.time_zone = Some("Europe/Stockholm".into());
        }
        let zone = Zone::named("Europe/Stockholm").expect("a zone");
        let service = sample::service("ask-law");
        let asked = Asked { kind: kind::SUBJECT, service: Some(&service), only: None, zone };
        let rows = table(&inventory, &Attendance::default(), &asked, MONDAY);
        let [law] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(law.value, "ykl:33");
        assert_eq!(spans(&law.planned, 0..5), "09–17: 1");
        assert_eq!(spans(&law.planned, 5..7), "10–14: 0–1");
    }

    #[test]
    fn hours_with_about_as_many_are_told_as_one() {
        let mut counts = [0; WEEK];
        for day in 0..5 {
            (8..17).for_each(|hour| counts[day * 24 + hour] = if hour % 2 == 0 { 20 } else { 30 });
            (18..21).for_each(|hour| counts[day * 24 + hour] = 10);
            counts[day * 24 + 22] = 4;
        }
        assert_eq!(spans(&counts, 0..5), "08–17: 2–3, 18–21: 1, 22–23: <1");
        assert_eq!(spans(&counts, 5..7), "");
    }
}
