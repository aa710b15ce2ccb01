//! How often a patron may write and open sessions, so that one of them costs the others nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jid::BareJid;

use super::limits::Limits;
use crate::time::Time;

const LINES_WITHIN: Duration = Duration::from_secs(10);
const SESSIONS_WITHIN: Duration = Duration::from_secs(3600);
/// Patrons remembered; beyond, those heard of longest ago are forgotten.
const MOST_PATRONS: usize = 50_000;
const FORGOTTEN_AT_ONCE: usize = 4;

#[derive(Debug, Default)]
pub struct Rates {
    patrons: BTreeMap<BareJid, Rate>,
    /// When each was last heard of, give or take [`LINES_WITHIN`]; the longest ago first.
    heard: BTreeSet<(Time, BareJid)>,
}

#[derive(Debug, Default)]
struct Rate {
    heard: Time,
    lines_since: Time,
    lines: u32,
    sessions: VecDeque<Time>,
}

impl Rates {
    /// Counts a line; false when it is one too many.
    pub fn line(&mut self, patron: &BareJid, now: Time, limits: &Limits) -> bool {
        let rate = self.of(patron, now);
        if now.since(rate.lines_since) >= LINES_WITHIN {
            (rate.lines_since, rate.lines) = (now, 0);
        }
        rate.lines = rate.lines.saturating_add(1);
        rate.lines <= limits.lines_per_patron
    }

    /// Counts a session; false when it is one too many.
    pub fn session(&mut self, patron: &BareJid, now: Time, limits: &Limits) -> bool {
        let rate = self.of(patron, now);
        while rate.sessions.front().is_some_and(|at| now.since(*at) >= SESSIONS_WITHIN) {
            rate.sessions.pop_front();
        }
        if rate.sessions.len() >= limits.sessions_per_patron as usize {
            return false;
        }
        rate.sessions.push_back(now);
        true
    }

    fn of(&mut self, patron: &BareJid, now: Time) -> &mut Rate {
        self.forget(patron, now);
        let known = self.patrons.get(patron).map(|rate| rate.heard);
        if known.is_none_or(|heard| now.since(heard) >= LINES_WITHIN) {
            if let Some(heard) = known {
                self.heard.remove(&(heard, patron.clone()));
            }
            self.heard.insert((now, patron.clone()));
            self.patrons.entry(patron.clone()).or_default().heard = now;
        }
        self.patrons.entry(patron.clone()).or_default()
    }

    /// Makes room for one, and drops a few of whom nothing counts any more.
    fn forget(&mut self, patron: &BareJid, now: Time) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_new = !self.patrons.contains_key(patron);
            let Some((heard, longest)) = self.heard.first() else { return };
            let is_over = now.since(*heard) >= SESSIONS_WITHIN + LINES_WITHIN;
            if !is_over && !(is_new && self.patrons.len() >= MOST_PATRONS) {
                return;
            }
            self.patrons.remove(longest);
            self.heard.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample;

    #[test]
    fn lines_are_counted_anew_every_ten_seconds() {
        let limits = Limits { lines_per_patron: 2, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@localhost"));
        let now = Time(1_000_000);
        assert_eq!([0, 1, 2, 3].map(|_| rates.line(&dora, now, &limits)), [true, true, false, false]);
        assert!(rates.line(&sample::jid("eva@localhost"), now, &limits));
        assert!(rates.line(&dora, now + LINES_WITHIN, &limits));
    }

    #[test]
    fn beyond_the_most_only_who_was_heard_of_longest_ago_is_forgotten() {
        let limits = Limits { lines_per_patron: 1, sessions_per_patron: 1, ..Limits::default() };
        let (mut rates, dora, eva) = (Rates::default(), sample::jid("dora@localhost"), sample::jid("eva@localhost"));
        assert!(rates.line(&dora, Time(0), &limits) && rates.session(&eva, Time(1), &limits));
        for n in 0..MOST_PATRONS - 1 {
            assert!(rates.line(&sample::jid(&format!("p{n}@localhost")), Time(2), &limits));
        }
        assert_eq!((rates.patrons.len(), rates.heard.len()), (MOST_PATRONS, MOST_PATRONS));
        assert!(!rates.patrons.contains_key(&dora));
        assert!(!rates.session(&eva, Time(3), &limits));
        assert!(!rates.line(&sample::jid("p0@localhost"), Time(3), &limits));
    }

    #[test]
    fn patrons_of_whom_nothing_counts_are_forgotten_a_few_at_a_time() {
        let limits = Limits::default();
        let mut rates = Rates::default();
        for n in 0..10 {
            rates.session(&sample::jid(&format!("p{n}@localhost")), Time(0), &limits);
        }
        let later = Time(0) + SESSIONS_WITHIN + LINES_WITHIN;
        let left = [0, 1, 2].map(|_| {
            rates.line(&sample::jid("dora@localhost"), later, &limits);
            rates.patrons.len()
        });
        assert_eq!(left, [10 - FORGOTTEN_AT_ONCE + 1, 10 - 2 * FORGOTTEN_AT_ONCE + 1, 1]);
    }

    #[test]
    fn sessions_are_counted_within_the_last_hour() {
        let limits = Limits { sessions_per_patron: 1, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@localhost"));
        assert!(rates.session(&dora, Time(0), &limits));
        assert!(!rates.session(&dora, Time(1000), &limits));
        assert!(rates.session(&dora, Time(0) + SESSIONS_WITHIN, &limits));
    }
}
