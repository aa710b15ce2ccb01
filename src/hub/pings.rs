//! Finds clients that are gone without a word (XEP-0199): servers notice a dead client after minutes, we within 90 s.
//!
//! COMPAT: a client that does not know pings answers `service-unavailable`, and so does a server for a client that is
//! not there. That answer counts only against a client that has once answered with a result.

use std::collections::{BTreeMap, BTreeSet};

use jid::FullJid;

use crate::desk::limits::Limits;
use crate::stanza::{Condition, StanzaError};
use crate::time::Time;

/// Pings unanswered before a client is given up.
const MISSED: u8 = 2;

#[derive(Debug, Default)]
pub struct Pings {
    clients: BTreeMap<FullJid, Client>,
    agenda: BTreeSet<(Time, FullJid)>,
    sent: u64,
}

#[derive(Debug)]
struct Client {
    heard: Time,
    due: Time,
    missed: u8,
    /// The id of the ping that is out.
    out: Option<String>,
    answers: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    Ping { client: FullJid, id: String },
    Gone(FullJid),
}

impl Pings {
    /// Begins to watch a client, or notes that it has been heard of.
    pub fn watch(&mut self, client: &FullJid, now: Time, limits: &Limits) {
        let due = now + limits.ping_after;
        match self.clients.get_mut(client) {
            // The agenda is put right when the old moment comes, not at every stanza.
            Some(known) => (known.heard, known.missed, known.out) = (now, 0, None),
            None => {
                let fresh = Client { heard: now, due, missed: 0, out: None, answers: false };
                self.clients.insert(client.clone(), fresh);
                self.agenda.insert((due, client.clone()));
            }
        }
    }

    /// Notes that a watched client has been heard of.
    pub fn heard(&mut self, client: &FullJid, now: Time) {
        if let Some(known) = self.clients.get_mut(client) {
            (known.heard, known.missed, known.out) = (now, 0, None);
        }
    }

    /// Nobody could be heard for a while: everyone is given the time again in which to be.
    pub fn begin_again(&mut self, now: Time, limits: &Limits) {
        self.agenda.clear();
        for (jid, client) in &mut self.clients {
            (client.heard, client.due, client.missed, client.out) = (now, now + limits.ping_after, 0, None);
            self.agenda.insert((client.due, jid.clone()));
        }
    }

    pub fn forget(&mut self, client: &FullJid) {
        if let Some(known) = self.clients.remove(client) {
            self.agenda.remove(&(known.due, client.clone()));
        }
    }

    /// A result came for this ping.
    pub fn answered(&mut self, client: &FullJid, id: &str, now: Time) -> bool {
        match self.clients.get_mut(client) {
            Some(known) if known.out.as_deref() == Some(id) => {
                known.answers = true;
                self.heard(client, now);
                true
            }
            _ => false,
        }
    }

    /// An error came for this ping. True when it shows that the client is gone.
    pub fn refused(&mut self, client: &FullJid, id: &str, error: &StanzaError, now: Time) -> bool {
        let Some(known) = self.clients.get_mut(client) else { return false };
        if known.out.as_deref() != Some(id) {
            return false;
        }
        let gone = match error.condition {
            Condition::ServiceUnavailable => known.answers,
            Condition::RecipientUnavailable
            | Condition::Gone { .. }
            | Condition::ItemNotFound
            | Condition::RemoteServerNotFound
            | Condition::RemoteServerTimeout => true,
            _ => false,
        };
        if !gone {
            self.heard(client, now);
        }
        gone
    }

    pub fn timeout(&self) -> Option<Time> {
        self.agenda.first().map(|(at, _)| *at)
    }

    pub fn due(&mut self, now: Time, limits: &Limits) -> Vec<Due> {
        let mut all = Vec::new();
        while let Some((at, client)) = self.agenda.first().cloned() {
            if at > now {
                break;
            }
            self.agenda.pop_first();
            let Some(known) = self.clients.get_mut(&client) else { continue };
            let quiet_until = known.heard + limits.ping_after;
            if known.out.is_none() && quiet_until > now {
                known.due = quiet_until;
            } else if known.missed >= MISSED {
                self.clients.remove(&client);
                all.push(Due::Gone(client));
                continue;
            } else {
                self.sent += 1;
                let id = format!("ping-{}", self.sent);
                known.missed += 1;
                known.out = Some(id.clone());
                known.due = now + limits.ping_answer;
                all.push(Due::Ping { client: client.clone(), id });
            }
            self.agenda.insert((known.due, client));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::stanza::ErrorType;

    fn anna() -> FullJid {
        "anna@localhost/desk".parse().expect("a full JID")
    }

    fn error(condition: Condition) -> StanzaError {
        StanzaError::new(ErrorType::Cancel, condition)
    }

    /// The moments at which something was due until a time, with the ids of pings.
    fn play(pings: &mut Pings, until: Time) -> Vec<(Time, Due)> {
        let mut seen = Vec::new();
        while let Some(at) = pings.timeout().filter(|at| *at <= until) {
            seen.extend(pings.due(at, &Limits::default()).into_iter().map(|due| (at, due)));
        }
        seen
    }

    #[test]
    fn a_client_that_stops_answering_is_gone_within_ninety_seconds() {
        let mut pings = Pings::default();
        pings.watch(&anna(), Time(0), &Limits::default());
        let seen = play(&mut pings, Time(200_000));
        assert_eq!(seen.last(), Some(&(Time(70_000), Due::Gone(anna()))));
        assert_eq!(seen.len(), 3);
        assert_eq!(pings.timeout(), None);
    }

    #[test]
    fn a_client_that_is_heard_of_is_not_pinged() {
        let mut pings = Pings::default();
        pings.watch(&anna(), Time(0), &Limits::default());
        pings.heard(&anna(), Time(29_000));
        assert!(play(&mut pings, Time(58_999)).is_empty());
        assert_eq!(play(&mut pings, Time(59_000)).len(), 1);
    }

    #[test]
    fn one_that_does_not_know_pings_is_not_taken_for_gone() {
        let mut pings = Pings::default();
        pings.watch(&anna(), Time(0), &Limits::default());
        play(&mut pings, Time(30_000));
        assert!(!pings.refused(&anna(), "ping-1", &error(Condition::ServiceUnavailable), Time(30_001)));
        assert_eq!(pings.timeout(), Some(Time(50_000)));
        assert!(play(&mut pings, Time(60_000)).is_empty());
    }

    #[test]
    fn one_that_knew_pings_and_is_unavailable_now_is_gone() {
        let mut pings = Pings::default();
        pings.watch(&anna(), Time(0), &Limits::default());
        play(&mut pings, Time(30_000));
        assert!(pings.answered(&anna(), "ping-1", Time(30_100)));
        play(&mut pings, Time(30_000) + Duration::from_secs(40));
        assert!(pings.refused(&anna(), "ping-2", &error(Condition::ServiceUnavailable), Time(61_000)));
    }

    #[test]
    fn an_answer_to_no_ping_of_ours_counts_for_nothing() {
        let mut pings = Pings::default();
        pings.watch(&anna(), Time(0), &Limits::default());
        play(&mut pings, Time(30_000));
        assert!(!pings.answered(&anna(), "ping-7", Time(30_100)));
        assert!(!pings.refused(&anna(), "ping-7", &error(Condition::Gone { new_address: None }), Time(30_100)));
    }
}
