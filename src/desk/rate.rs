//! How often a patron may write and open sessions, so that one of them costs the others nothing.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jid::BareJid;

use super::limits::Limits;
use crate::time::Time;

const LINES_WITHIN: Duration = Duration::from_secs(10);
const SESSIONS_WITHIN: Duration = Duration::from_secs(3600);
/// Patrons remembered; beyond, those heard of longest ago are forgotten.
const MOST_PATRONS: usize = 50_000;

#[derive(Debug, Default)]
pub struct Rates {
    patrons: BTreeMap<BareJid, Rate>,
}

#[derive(Debug, Default)]
struct Rate {
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
        if self.patrons.len() >= MOST_PATRONS && !self.patrons.contains_key(patron) {
            self.patrons.retain(|_, rate| now.since(rate.lines_since) < LINES_WITHIN || !rate.sessions.is_empty());
            if self.patrons.len() >= MOST_PATRONS {
                self.patrons.clear();
            }
        }
        self.patrons.entry(patron.clone()).or_default()
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
    fn sessions_are_counted_within_the_last_hour() {
        let limits = Limits { sessions_per_patron: 1, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@localhost"));
        assert!(rates.session(&dora, Time(0), &limits));
        assert!(!rates.session(&dora, Time(1000), &limits));
        assert!(rates.session(&dora, Time(0) + SESSIONS_WITHIN, &limits));
    }
}
