//! How often a patron may write, open sessions and show that he types, so that one of them costs the others nothing.
//!
//! An address costs nothing to invent: a domain of somebody's own, or a server that takes anonymous accounts, has as many
//! as it likes. So what patrons of one domain do is counted together too, unless the domain is among the hub's own.

use std::borrow::Borrow;
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
/// Domains remembered, likewise.
const MOST_DOMAINS: usize = 10_000;
const FORGOTTEN_AT_ONCE: usize = 4;
const NOTICES_WITHIN: Duration = Duration::from_secs(1);
/// Typing notices passed on of one session within [`NOTICES_WITHIN`]; clients send two around a line.
const MOST_NOTICES: u32 = 4;
/// Sessions in which notices are counted at once; beyond, notices are not passed on.
const MOST_TYPING: usize = 1_000;

/// Who did something: a patron, and his domain where that is counted too.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    pub patron: &'a BareJid,
    /// `None`: one of the hub's own domains, to which no limit applies.
    pub domain: Option<&'a str>,
}

/// Whose doing is one too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMuch {
    Patron,
    Domain,
}

#[derive(Debug, Default)]
pub struct Rates {
    patrons: Heard<BareJid, Rate>,
    domains: Heard<String, DomainRate>,
    /// By operators.
    searches: Heard<BareJid, Count>,
    /// Other hubs that propose a link, by domain.
    proposals: Heard<String, Count>,
    /// Proposals that coordinators were told of.
    told: Count,
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
    lines: Count,
    sessions: VecDeque<Time>,
}

/// A domain may do so much that single moments are not kept.
#[derive(Debug, Default)]
struct DomainRate {
    lines: Count,
    sessions: Count,
}

/// How often something was done since a moment, counted anew after a span.
#[derive(Debug, Default)]
struct Count {
    since: Time,
    number: u32,
}

impl Count {
    /// False when it is one too many.
    fn one_more(&mut self, now: Time, within: Duration, most: u32) -> bool {
        if now.since(self.since) >= within {
            (self.since, self.number) = (now, 0);
        }
        self.number = self.number.saturating_add(1);
        self.number <= most
    }
}

impl Rates {
    /// Counts a line. One that is too many for its patron does not count against his domain.
    pub fn line(&mut self, whose: Whose, now: Time, limits: &Limits) -> Result<(), TooMuch> {
        let patron = self.patrons.of(whose.patron, now, MOST_PATRONS);
        if !patron.lines.one_more(now, LINES_WITHIN, limits.lines_per_patron) {
            return Err(TooMuch::Patron);
        }
        let Some(domain) = whose.domain else { return Ok(()) };
        let domain = self.domains.of(domain, now, MOST_DOMAINS);
        let is_few = domain.lines.one_more(now, LINES_WITHIN, limits.lines_per_domain);
        if is_few { Ok(()) } else { Err(TooMuch::Domain) }
    }

    /// Counts a session. One that is too many for the domain does not count against its patron.
    pub fn session(&mut self, whose: Whose, now: Time, limits: &Limits) -> Result<(), TooMuch> {
        let patron = self.patrons.of(whose.patron, now, MOST_PATRONS);
        while patron.sessions.front().is_some_and(|at| now.since(*at) >= SESSIONS_WITHIN) {
            patron.sessions.pop_front();
        }
        if patron.sessions.len() >= limits.sessions_per_patron as usize {
            return Err(TooMuch::Patron);
        }
        if let Some(domain) = whose.domain {
            let domain = self.domains.of(domain, now, MOST_DOMAINS);
            if !domain.sessions.one_more(now, SESSIONS_WITHIN, limits.opened_per_domain) {
                return Err(TooMuch::Domain);
            }
        }
        patron.sessions.push_back(now);
        Ok(())
    }

    /// Counts an operator's search; false when it is one too many.
    pub fn search(&mut self, operator: &BareJid, now: Time, limits: &Limits) -> bool {
        let count = self.searches.of(operator, now, MOST_PATRONS);
        count.one_more(now, LINES_WITHIN, limits.searches_per_operator)
    }

    /// Counts a proposal of a link by a stranger's hub: `None` when it is one too many, else whether coordinators are told.
    pub fn proposal(&mut self, hub: &str, now: Time, limits: &Limits) -> Option<bool> {
        let count = self.proposals.of(hub, now, MOST_DOMAINS);
        let is_few = count.one_more(now, SESSIONS_WITHIN, limits.link_asks);
        is_few.then(|| self.told.one_more(now, SESSIONS_WITHIN, limits.link_told))
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
}

/// What is remembered of those heard of lately, by who they are.
#[derive(Debug)]
struct Heard<K, V> {
    of: BTreeMap<K, (Time, V)>,
    /// When each was last heard of, give or take [`LINES_WITHIN`]; the longest ago first.
    when: BTreeSet<(Time, K)>,
}

impl<K: Ord, V> Default for Heard<K, V> {
    fn default() -> Self {
        Heard { of: BTreeMap::new(), when: BTreeSet::new() }
    }
}

impl<K: Ord + Clone, V: Default> Heard<K, V> {
    fn of<Q>(&mut self, who: &Q, now: Time, most: usize) -> &mut V
    where
        K: Borrow<Q>,
        Q: Ord + ToOwned<Owned = K> + ?Sized,
    {
        self.forget(who, now, most);
        let known = self.of.get(who).map(|(heard, _)| *heard);
        if known.is_none_or(|heard| now.since(heard) >= LINES_WITHIN) {
            let who = who.to_owned();
            if let Some(heard) = known {
                self.when.remove(&(heard, who.clone()));
            }
            self.when.insert((now, who.clone()));
            self.of.entry(who).or_default().0 = now;
        }
        &mut self.of.entry(who.to_owned()).or_default().1
    }

    /// Makes room for one, and drops a few of whom nothing counts any more.
    fn forget<Q>(&mut self, who: &Q, now: Time, most: usize)
    where
        K: Borrow<Q>,
        Q: Ord + ?Sized,
    {
        for _ in 0..FORGOTTEN_AT_ONCE {
            let Some((heard, longest)) = self.when.first() else { return };
            let is_over = now.since(*heard) >= SESSIONS_WITHIN + LINES_WITHIN;
            let is_full = self.of.len() >= most && !self.of.contains_key(who);
            if !(is_over || is_full) {
                return;
            }
            self.of.remove::<K>(longest);
            self.when.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample;

    fn own(patron: &BareJid) -> Whose<'_> {
        Whose { patron, domain: None }
    }

    fn strange(patron: &BareJid) -> Whose<'_> {
        Whose { patron, domain: Some(patron.domain().as_str()) }
    }

    #[test]
    fn lines_are_counted_anew_every_ten_seconds() {
        let limits = Limits { lines_per_patron: 2, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@localhost"));
        let now = Time(1_000_000);
        let counted = [0, 1, 2, 3].map(|_| rates.line(own(&dora), now, &limits).is_ok());
        assert_eq!(counted, [true, true, false, false]);
        assert!(rates.line(own(&sample::jid("eva@localhost")), now, &limits).is_ok());
        assert!(rates.line(own(&dora), now + LINES_WITHIN, &limits).is_ok());
    }

    #[test]
    fn invented_names_of_one_domain_are_counted_together_and_cost_no_other_domain_anything() {
        let limits = Limits { lines_per_domain: 3, opened_per_domain: 2, ..Limits::default() };
        let (mut rates, now) = (Rates::default(), Time(1_000_000));
        let invented: Vec<BareJid> = (0..5).map(|n| sample::jid(&format!("p{n}@evil.example"))).collect();
        let mut lines = invented.iter().map(|patron| rates.line(strange(patron), now, &limits));
        assert!(lines.by_ref().take(3).all(|counted| counted == Ok(())));
        assert!(lines.all(|counted| counted == Err(TooMuch::Domain)));
        let mut sessions = invented.iter().map(|patron| rates.session(strange(patron), now, &limits));
        assert!(sessions.by_ref().take(2).all(|counted| counted == Ok(())));
        assert!(sessions.all(|counted| counted == Err(TooMuch::Domain)));
        let dora = sample::jid("dora@home.example");
        assert_eq!(rates.line(strange(&dora), now, &limits), Ok(()));
        assert_eq!(rates.session(strange(&dora), now, &limits), Ok(()));
        assert_eq!(rates.line(strange(&invented[4]), now + LINES_WITHIN, &limits), Ok(()));
        assert_eq!(rates.session(strange(&invented[4]), now + SESSIONS_WITHIN, &limits), Ok(()));
    }

    #[test]
    fn to_one_of_the_hubs_own_domains_no_limit_applies() {
        let limits = Limits { lines_per_domain: 0, opened_per_domain: 0, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@localhost"));
        assert_eq!(rates.line(own(&dora), Time(0), &limits), Ok(()));
        assert_eq!(rates.session(own(&dora), Time(0), &limits), Ok(()));
        assert!(rates.domains.of.is_empty());
    }

    #[test]
    fn what_one_patron_does_too_much_of_costs_his_domain_nothing() {
        let limits = Limits { lines_per_patron: 1, lines_per_domain: 2, ..Limits::default() };
        let (mut rates, dora) = (Rates::default(), sample::jid("dora@home.example"));
        let counted = [0, 1, 2].map(|_| rates.line(strange(&dora), Time(0), &limits));
        assert_eq!(counted, [Ok(()), Err(TooMuch::Patron), Err(TooMuch::Patron)]);
        assert_eq!(rates.line(strange(&sample::jid("eva@home.example")), Time(0), &limits), Ok(()));
    }

    #[test]
    fn domains_are_remembered_up_to_a_bound() {
        let mut rates = Rates::default();
        for n in 0..MOST_DOMAINS + 10 {
            let patron = sample::jid(&format!("p@d{n}.example"));
            assert_eq!(rates.line(strange(&patron), Time(1), &Limits::default()), Ok(()));
        }
        assert_eq!((rates.domains.of.len(), rates.domains.when.len()), (MOST_DOMAINS, MOST_DOMAINS));
    }

    #[test]
    fn beyond_the_most_only_who_was_heard_of_longest_ago_is_forgotten() {
        let limits = Limits { lines_per_patron: 1, sessions_per_patron: 1, ..Limits::default() };
        let (mut rates, dora, eva) = (Rates::default(), sample::jid("dora@localhost"), sample::jid("eva@localhost"));
        assert!(rates.line(own(&dora), Time(0), &limits).is_ok() && rates.session(own(&eva), Time(1), &limits).is_ok());
        for n in 0..MOST_PATRONS - 1 {
            assert!(rates.line(own(&sample::jid(&format!("p{n}@localhost"))), Time(2), &limits).is_ok());
        }
        assert_eq!((rates.patrons.of.len(), rates.patrons.when.len()), (MOST_PATRONS, MOST_PATRONS));
        assert!(!rates.patrons.of.contains_key(&dora));
        assert!(rates.session(own(&eva), Time(3), &limits).is_err());
        assert!(rates.line(own(&sample::jid("p0@localhost")), Time(3), &limits).is_err());
    }

    #[test]
    fn patrons_of_whom_nothing_counts_are_forgotten_a_few_at_a_time() {
        let limits = Limits::default();
        let mut rates = Rates::default();
        for n in 0..10 {
            let _ = rates.session(own(&sample::jid(&format!("p{n}@localhost"))), Time(0), &limits);
        }
        let later = Time(0) + SESSIONS_WITHIN + LINES_WITHIN;
        let left = [0, 1, 2].map(|_| {
            let _ = rates.line(own(&sample::jid("dora@localhost")), later, &limits);
            rates.patrons.of.len()
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
        assert!(rates.session(own(&dora), Time(0), &limits).is_ok());
        assert!(rates.session(own(&dora), Time(1000), &limits).is_err());
        assert!(rates.session(own(&dora), Time(0) + SESSIONS_WITHIN, &limits).is_ok());
    }
}
