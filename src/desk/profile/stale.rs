//! What of a profile cannot be relied on any more: entries past their last day, and those nobody has confirmed for long.

use std::time::Duration;

use crate::desk::inventory::{Competence, Operator};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, MOST_LISTED};
use crate::time::{Date, Time};

/// How many entries of a profile are stale, and in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::desk) struct Stale {
    pub expired: i64,
    /// Confirmed, but too long ago.
    pub old: i64,
    pub never: i64,
}

impl Stale {
    fn of(operator: &Operator, now: Time, limit: Duration) -> Stale {
        let (today, oldest) = (Date::of(now), Date::of(now - limit));
        let mut stale = Stale::default();
        for entry in &operator.competences {
            match entry.confirmed {
                _ if entry.is_expired(today) => stale.expired += 1,
                None => stale.never += 1,
                Some(confirmed) if confirmed < oldest => stale.old += 1,
                Some(_) => {}
            }
        }
        stale
    }

    pub fn is_any(self) -> bool {
        self != Stale::default()
    }
}

impl Desk {
    pub(in crate::desk) fn stale(&self, now: Time, operator: &Operator) -> Stale {
        Stale::of(operator, now, self.hub_limits().confirm_profile)
    }

    /// What somebody should look at in a profile: what has expired, and how much waits for confirmation.
    pub(super) fn profile_state(&self, now: Time, operator: &Operator, language: &Language) -> Vec<Sentence> {
        let stale = self.stale(now, operator);
        let today = Date::of(now);
        let expired: Vec<&Competence> = operator.competences.iter().filter(|entry| entry.is_expired(today)).collect();
        let mut told = Vec::new();
        if !expired.is_empty() {
            told.push(Sentence::ProfileExpired { entries: self.named(&expired, language) });
        }
        if stale.old + stale.never > 0 {
            told.push(Sentence::ProfileUnconfirmed { entries: stale.old + stale.never });
        }
        told
    }

    /// `!stale`: whose profiles have to be gone through, those with most expired first.
    pub(in crate::desk) fn list_stale(&self, now: Time, language: &Language) -> Vec<Sentence> {
        let all = self.inventory.operators.values();
        let mut stale: Vec<(&Operator, Stale)> =
            all.map(|operator| (operator, self.stale(now, operator))).filter(|(_, stale)| stale.is_any()).collect();
        if stale.is_empty() {
            return vec![Sentence::StaleNone {}];
        }
        stale.sort_by_key(|(operator, stale)| (-stale.expired, -(stale.old + stale.never), &operator.jid));
        let today = Date::of(now);
        let line = |(operator, stale): &(&Operator, Stale)| {
            let expired: Vec<&Competence> =
                operator.competences.iter().filter(|entry| entry.is_expired(today)).collect();
            Sentence::StaleLine {
                name: self.operator_name(&operator.jid),
                expired: self.named(&expired, language),
                old: stale.old,
                never: stale.never,
                address: operator.jid.to_string(),
            }
        };
        let mut told: Vec<Sentence> = stale.iter().take(MOST_LISTED).map(line).collect();
        if stale.len() > MOST_LISTED {
            told.push(Sentence::AndMore { more: (stale.len() - MOST_LISTED) as i64 });
        }
        told
    }
}
