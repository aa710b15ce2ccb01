//! The open sessions, and by what they are found.

use std::collections::{BTreeMap, BTreeSet};

use jid::{BareJid, FullJid};

use super::Desk;
use super::effect::Effect;
use super::inventory::ServiceId;
use super::record::Record;
use super::session::{Session, State};
use super::token::Token;
use crate::time::Time;

/// The open sessions of one service.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    pub(super) all: usize,
    /// How many of them are of patrons of which domain.
    pub(super) domains: BTreeMap<String, usize>,
    /// Waiting or offered, the longest waiting first.
    pub(super) queue: BTreeSet<(Time, i64)>,
    /// Left behind, the oldest first.
    pub(super) questions: BTreeSet<i64>,
}

impl Sessions {
    fn one_more_of(&mut self, domain: &str) {
        match self.domains.get_mut(domain) {
            Some(number) => *number += 1,
            None => drop(self.domains.insert(domain.to_owned(), 1)),
        }
    }

    fn one_less_of(&mut self, domain: &str) {
        match self.domains.get_mut(domain) {
            Some(number) if *number > 1 => *number -= 1,
            _ => drop(self.domains.remove(domain)),
        }
    }
}

impl Desk {
    pub fn session(&self, number: i64) -> Option<&Session> {
        self.sessions.get(&number).map(Box::as_ref)
    }

    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values().map(Box::as_ref)
    }

    pub fn session_of(&self, service: &ServiceId, patron: &BareJid) -> Option<&Session> {
        self.session(*self.by_patron.get(&(service.clone(), patron.clone()))?)
    }

    /// The session of this name: its number, and whether it has been opened yet. Closed ones have a number too.
    pub fn session_named(&self, token: &str) -> Option<i64> {
        self.around.tokens.number(token).filter(|number| (1..=self.last_session).contains(number))
    }

    /// The sessions of a patron whose client this is.
    pub fn sessions_of<'a>(&'a self, client: &'a FullJid) -> impl Iterator<Item = &'a Session> {
        let bare = client.to_bare();
        let of = self.inventory.services.keys().filter_map(move |service| self.session_of(service, &bare));
        of.filter(move |session| session.patron.client.as_ref() == Some(client))
    }

    pub fn token(&self, number: i64) -> Token {
        self.around.tokens.of(number)
    }

    pub fn held_by(&self, operator: &BareJid) -> u32 {
        self.held.get(operator).map_or(0, |held| held.len() as u32)
    }

    /// The sessions an operator holds or is being offered, those of other hubs included: what counts against her limit.
    pub fn occupied(&self, operator: &BareJid) -> u32 {
        let offered = self.offered.get(operator).map_or(0, |offered| offered.len() as u32);
        self.held_by(operator) + offered + self.assists.occupied(operator)
    }

    /// Takes a session out to change it; [`Desk::put`] brings it back.
    pub(super) fn take(&mut self, number: i64) -> Option<Session> {
        let session = *self.sessions.remove(&number)?;
        if let Some(at) = self.due(&session) {
            self.agenda.remove(&(at, number));
        }
        if let Some(sessions) = self.services.get_mut(&session.service) {
            sessions.all = sessions.all.saturating_sub(1);
            sessions.one_less_of(session.patron.bare.domain().as_str());
            sessions.queue.remove(&(session.queued, number));
            sessions.questions.remove(&number);
        }
        for operator in session.held_by().into_iter().chain(session.all_offers().map(|offer| &offer.operator)) {
            let occupied = self.occupied(operator);
            self.occupied_before.entry(operator.clone()).or_insert(occupied);
        }
        if let Some(operator) = session.held_by() {
            drop_from(&mut self.held, operator, number);
        }
        for offer in session.all_offers() {
            drop_from(&mut self.offered, &offer.operator, number);
        }
        self.by_patron.remove(&(session.service.clone(), session.patron.bare.clone()));
        Some(session)
    }

    /// Records a session as it is now, and keeps it while it is open.
    pub(super) fn put(&mut self, session: Session) {
        self.out.push(Effect::Record(Record::Session(Box::new(session.clone()))));
        if session.is_open() {
            self.index(&session);
            self.sessions.insert(session.number, Box::new(session));
        }
    }

    /// Brings a session back that was taken out and has not changed.
    pub(super) fn put_back(&mut self, session: Session) {
        self.index(&session);
        self.sessions.insert(session.number, Box::new(session));
    }

    pub(super) fn index(&mut self, session: &Session) {
        if let Some(at) = self.due(session) {
            self.agenda.insert((at, session.number));
        }
        let sessions = self.services.entry(session.service.clone()).or_default();
        sessions.all += 1;
        sessions.one_more_of(session.patron.bare.domain().as_str());
        if session.is_queued() {
            sessions.queue.insert((session.queued, session.number));
        }
        if matches!(session.state, State::Question { .. }) {
            sessions.questions.insert(session.number);
        }
        for offer in session.all_offers() {
            self.offered.entry(offer.operator.clone()).or_default().insert(session.number);
        }
        if let Some(operator) = session.held_by() {
            self.held.entry(operator.clone()).or_default().insert(session.number);
        }
        self.by_patron.insert((session.service.clone(), session.patron.bare.clone()), session.number);
    }
}

fn drop_from(index: &mut BTreeMap<BareJid, BTreeSet<i64>>, operator: &BareJid, number: i64) {
    if let Some(numbers) = index.get_mut(operator) {
        numbers.remove(&number);
        if numbers.is_empty() {
            index.remove(operator);
        }
    }
}
