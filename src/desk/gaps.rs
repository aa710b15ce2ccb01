//! What was asked for and not had: how often, and whether somebody has it who was not on duty.

use std::collections::BTreeMap;

use super::language::Language;
use super::record::Unmet;
use super::sentence::Sentence;
use super::{Desk, MOST_LISTED};
use crate::time::Time;

const DAY_MS: i64 = 86_400_000;
/// How long a gap is kept, in days.
pub const KEPT_DAYS: i64 = 400;
/// Different things that are counted; what comes after them is in the store alone.
const MOST_VALUES: usize = 5_000;
/// What is looked back on where nobody says how far.
pub const USUAL_DAYS: i64 = 30;

/// How often something was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Nobody has it.
    pub nobody: u64,
    /// Somebody has it, but was not on duty.
    pub known: u64,
}

/// Counts by kind, value and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps(BTreeMap<(String, String), BTreeMap<i64, Count>>);

/// One thing that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub kind: String,
    pub value: String,
    pub count: Count,
}

impl Gaps {
    /// The first moment that a span of days up to now takes in: whole days, in UTC.
    pub fn begins(now: Time, days: i64) -> Time {
        Time((now.0.div_euclid(DAY_MS) - days.clamp(1, KEPT_DAYS) + 1) * DAY_MS)
    }

    pub fn count(&mut self, unmet: &Unmet) {
        self.add(unmet.at, &unmet.kind, &unmet.value, unmet.known);
    }

    pub fn add(&mut self, at: Time, kind: &str, value: &str, known: bool) {
        let key = (kind.to_owned(), value.to_owned());
        if self.0.len() >= MOST_VALUES && !self.0.contains_key(&key) {
            return;
        }
        let days = self.0.entry(key).or_default();
        let today = at.0.div_euclid(DAY_MS);
        let count = days.entry(today).or_default();
        match known {
            true => count.known += 1,
            false => count.nobody += 1,
        }
        while days.len() > 1 && days.first_key_value().is_some_and(|(day, _)| *day <= today - KEPT_DAYS) {
            days.pop_first();
        }
    }

    /// What was asked for in the last so many days, the most often first.
    pub fn since(&self, now: Time, days: i64) -> Vec<Gap> {
        let from = Gaps::begins(now, days).0.div_euclid(DAY_MS);
        let gap = |((kind, value), days): (&(String, String), &BTreeMap<i64, Count>)| {
            let mut count = Count::default();
            for (_, one) in days.range(from..) {
                (count.nobody, count.known) = (count.nobody + one.nobody, count.known + one.known);
            }
            Gap { kind: kind.clone(), value: value.clone(), count }
        };
        let mut gaps: Vec<Gap> = self.0.iter().map(gap).filter(|gap| gap.count != Count::default()).collect();
        // The sort keeps the order of kinds and values among equals.
        gaps.sort_by_key(|gap| std::cmp::Reverse((gap.count.nobody + gap.count.known, gap.count.nobody)));
        gaps
    }
}

impl Desk {
    pub(super) fn list_gaps(&self, now: Time, language: &Language, days: i64) -> Vec<Sentence> {
        let days = days.clamp(1, KEPT_DAYS);
        let gaps = self.gaps.since(now, days);
        if gaps.is_empty() {
            return vec![Sentence::GapsNone { days }];
        }
        let line = |gap: &Gap| {
            let (name, tongue) = self.value_name(&gap.kind, &gap.value, language);
            let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            Sentence::GapsLine {
                name,
                language: tongue,
                nobody: whole(gap.count.nobody),
                known: whole(gap.count.known),
            }
        };
        let title = std::iter::once(Sentence::GapsTitle { days });
        title.chain(gaps.iter().take(MOST_LISTED).map(line)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(gaps: &Gaps, now: i64, days: i64) -> Vec<(String, u64, u64)> {
        let gaps = gaps.since(Time(now * DAY_MS), days).into_iter();
        gaps.map(|gap| (gap.value, gap.count.nobody, gap.count.known)).collect()
    }

    #[test]
    fn what_is_asked_for_most_often_comes_first_and_days_gone_by_do_not_count() {
        let mut gaps = Gaps::default();
        for day in 0..14 {
            gaps.add(Time(day * DAY_MS), "language", "so", false);
        }
        (0..3).for_each(|_| gaps.add(Time(13 * DAY_MS), "language", "so", true));
        gaps.add(Time(DAY_MS), "subject", "ykl:33", true);
        assert_eq!(told(&gaps, 13, 30), [("so".into(), 14, 3), ("ykl:33".into(), 0, 1)]);
        assert_eq!(told(&gaps, 13, 1), [("so".into(), 1, 3)]);
        assert_eq!(told(&gaps, 60, 30), []);
    }

    #[test]
    fn the_counts_are_bounded() {
        let mut gaps = Gaps::default();
        for number in 0..2 * MOST_VALUES {
            gaps.add(Time(0), "subject", &number.to_string(), false);
        }
        assert_eq!(gaps.0.len(), MOST_VALUES);
        for day in 0..3 * KEPT_DAYS {
            gaps.add(Time(day * DAY_MS), "subject", "1", false);
        }
        assert_eq!(gaps.0.values().map(BTreeMap::len).max(), Some(KEPT_DAYS as usize));
    }
}
