//! How often a patron may write, open sessions and show that he types, so that one of them costs the others nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jid::BareJid;

use super::limits::Limits;
use crate::stanza::ChatState;
use crate::time::Time;

const LINES_WITHIN: Duration = Duration::from_secs(10);
const SESSIONS_WITHIN: Duration = Duration::from_secs(3600);
/// Patrons remembered; beyond, those heard of longest ago are forgotten.
const MOST_PATRONS: usize = 50_000;
const FORGOTTEN_AT_ONCE: usize = 4;
const NOTICES_WITHIN: Duration = Duration::from_secs(1);
/// Typing notices passed on of one session within [`NOTICES_WITHIN`]; clients send two around a line.
const MOST_NOTICES: u32 = 4;
/// Sessions in which notices are counted at once; beyond, notices are not passed on.
const MOST_TYPING: usize = 1_000;

#[derive(Debug, Default)]
pub struct Rates {
    patrons: BTreeMap<BareJid, Rate>,
    /// When each was last heard of, give or take [`LINES_WITHIN`]; the longest ago first.
    heard: BTreeSet<(Time, BareJid)>,
    /// By session; only what was passed on within [`NOTICES_WITHIN`] counts.
    typing: BTreeMap<i64, Typing>,
}

#[derive(Debug)]
struct Typing {
    since: Time,
    notices: u32,
    last: (Time, ChatState),
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

    /// Counts a typing notice; false when it says again what was just said, or is one too many.
    pub fn typing(&mut self, session: i64, now: Time, state: ChatState) -> bool {
        if !self.typing.contains_key(&session) && self.typing.len() >= MOST_TYPING {
            self.typing.retain(|_, typing| now.since(typing.last.0) < NOTICES_WITHIN);
            if self.typing.len() >= MOST_TYPING {
                return false;
            }
        }
        let Some(typing) = self.typing.get_mut(&session) else {
            self.typing.insert(session, Typing { since: now, notices: 1, last: (now, state) });
            return true;
        };
        if typing.last.1 == state && now.since(typing.last.0) < NOTICES_WITHIN {
            return false;
        }
        if now.since(typing.since) >= NOTICES_WITHIN {
            (typing.since, typing.notices) = (now, 0);
        }
        if typing.notices >= MOST_NOTICES {
            return false;
        }
        typing.notices += 1;
        typing.last = (now, state);
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
            let Some((heard, longest)) = self.heard.first() else { return };
            let is_over = now.since(*heard) >= SESSIONS_WITHIN + LINES_WITHIN;
            let is_full = self.patrons.len() >= MOST_PATRONS && !self.patrons.contains_key(patron);
            if !(is_over || is_full) {
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
    fn a_typing_notice_that_says_nothing_new_is_one_too_many() {
        use ChatState::{Composing, Paused};
        let mut rates = Rates::default();
        let now = Time(1_000_000);
        assert_eq!([Composing, Composing, Paused].map(|state| rates.typing(1, now, state)), [true, false, true]);
        assert!(rates.typing(2, now, Paused));
        assert!(!rates.typing(1, now + Duration::from_millis(999), Paused));
        assert!(rates.typing(1, now + NOTICES_WITHIN, Paused));
    }

    #[test]
    fn typing_notices_that_change_to_and_fro_are_bounded_and_so_are_their_sessions() {
        use ChatState::{Composing, Paused};
        let mut rates = Rates::default();
        let now = Time(1_000_000);
        let flips = (0..20).filter(|n| rates.typing(0, now, if n % 2 == 0 { Composing } else { Paused }));
        assert_eq!(flips.count(), MOST_NOTICES as usize);
        for session in 1..2_000 {
            rates.typing(session, now, Composing);
        }
        assert_eq!(rates.typing.len(), MOST_TYPING);
        assert!(rates.typing(5_000, now + NOTICES_WITHIN, Composing));
        assert_eq!(rates.typing.len(), 1);
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
