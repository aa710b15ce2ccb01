//! Consultants go, the holder goes while one is there, and a session goes back into the queue.

use jid::{BareJid, FullJid};

use super::joining::Joining;
use crate::desk::effect::Effect;
use crate::desk::event::Place;
use crate::desk::language::Language;
use crate::desk::sentence::{Sentence, Span};
use crate::desk::session::{Session, State};
use crate::desk::{Desk, name};
use crate::time::Time;

impl Desk {
    /// A consultant who leaves is out of it, and comes back when she is called again.
    pub(in crate::desk) fn consultant_left(&mut self, number: i64, client: &FullJid) {
        let person = client.to_bare();
        let Some(mut session) = self.take(number) else { return };
        session.consultants.remove(&person);
        let gone = Sentence::ConsultLeft { name: self.name_in(&session, &person) };
        self.tell_session_room(&session, gone);
        self.show_consultant(&session, &person, false);
        self.tell_member_elsewhere(&session, &person, false);
        self.put(session);
    }

    /// The holder has gone from the room: a consultant who is there is told what will come of that.
    pub(in crate::desk) fn tell_of_successor(&mut self, session: &Session, on_duty: bool) {
        let Some(next) = self.successor(session) else { return };
        let limits = self.limits(&session.service);
        let left = if on_duty { limits.operator_left } else { limits.operator_vanished };
        let holder = session.held_by().map(|holder| self.name_in(session, holder)).unwrap_or_default();
        let next = self.name_in(session, &next);
        self.tell_session_room(session, Sentence::ConsultAlone { holder, next, left: left.into() });
    }

    /// The holder is gone for good. A consultant who is there holds the session then, so that the patron is never alone;
    /// false when there is none.
    pub(in crate::desk) fn falls_to_consultant(&mut self, now: Time, session: &mut Session) -> bool {
        let Some(next) = self.successor(session) else { return false };
        if session.transfer.is_some() {
            self.goes_back(now, session, "gone", None, None);
        }
        self.holds_now(now, session, &next, Joining::default());
        true
    }

    /// Of the consultants one who works for the service, if any does, else any.
    fn successor(&self, session: &Session) -> Option<BareJid> {
        let works_here = |person: &&BareJid| self.inventory.reaches(person, &session.service);
        session.consultants.iter().find(works_here).or(session.consultants.first()).cloned()
    }

    /// The session leaves its holder's hands for the queue: nobody is beside her any more, and nobody is a guest. A
    /// transfer goes on as that of a waiting session, for whoever was asked may still come.
    pub(in crate::desk) fn holder_gone(&mut self, session: &mut Session, holder: &BareJid) {
        self.tell_member_elsewhere(session, holder, false);
        for person in std::mem::take(&mut session.consultants) {
            self.show_consultant(session, &person, false);
            self.tell_member_elsewhere(session, &person, false);
            let language = self.language_in(session, &person);
            let reason = Sentence::RoomPassedOn {};
            self.out.push(Effect::PutOut { session: session.number, operator: person, reason, language });
        }
        for (person, _) in std::mem::take(&mut session.guests) {
            let language = self.staff_language(&session.service);
            let reason = Sentence::RoomPassedOn {};
            self.out.push(Effect::PutOut { session: session.number, operator: person, reason, language });
        }
        match &mut session.transfer {
            Some(transfer) if !transfer.consult => {
                transfer.by = transfer.by.take().filter(|by| by != holder);
            }
            Some(_) => self.drop_transfer(session),
            None => {}
        }
    }

    /// The transfer is over without anybody's being told but another hub.
    pub(in crate::desk) fn drop_transfer(&mut self, session: &mut Session) {
        let Some(mut transfer) = session.transfer.take() else { return };
        self.take_back_elsewhere(session, &mut transfer, "");
    }

    /// The session is closed: other hubs are told of whom they had sent.
    pub(in crate::desk) fn ends_for_others(&mut self, session: &mut Session) {
        self.drop_transfer(session);
        let inside = session.held_by().into_iter().chain(&session.consultants);
        for person in inside.cloned().collect::<Vec<_>>() {
            self.tell_member_elsewhere(session, &person, false);
        }
        for person in std::mem::take(&mut session.consultants) {
            self.show_consultant(session, &person, false);
        }
    }

    pub(in crate::desk) fn show_consultant(&mut self, session: &Session, person: &BareJid, is_in: bool) {
        let (service, patron) = (session.service.clone(), session.patron.clone());
        let name = self.name_in(session, person);
        self.out.push(Effect::ShowConsultant { service, patron, name, is_in });
    }

    /// Whether somebody may give commands in a session's room without being in the inventory: she was let in by a
    /// transfer, or is asked to come.
    pub fn is_guest(&self, number: i64, person: &BareJid) -> bool {
        let session = self.sessions.get(&number);
        session.is_some_and(|session| session.guests.contains_key(person) || session.is_handed_to(person))
    }

    /// Whether somebody may give commands there at all.
    pub fn may_command(&self, place: &Place, person: &BareJid) -> bool {
        self.role(person).is_some() || matches!(place, Place::Session(number) if self.is_guest(*number, person))
    }

    /// In which language somebody is spoken to there.
    pub fn language_at(&self, place: &Option<Place>, person: &BareJid) -> Language {
        match place {
            Some(Place::Session(number)) => match self.sessions.get(number) {
                Some(session) => self.language_in(session, person),
                None => self.operator_language(person),
            },
            _ => self.operator_language(person),
        }
    }

    /// Who holds a session, who is beside her and who is asked, for `!who` in its room.
    pub(in crate::desk) fn list_inside(&self, now: Time, session: &Session, by: &BareJid) -> Vec<Sentence> {
        let line = |person: &BareJid, how: &str| Sentence::WhoInside {
            token: name(&session.token),
            name: self.name_in(session, person),
            how: how.to_owned(),
            left: Span::default(),
        };
        let mut lines: Vec<Sentence> = session.held_by().map(|holder| line(holder, "holder")).into_iter().collect();
        if let State::Held { absent: Some(absent), by: holder, .. } = &session.state {
            lines = vec![Sentence::WhoInside {
                token: name(&session.token),
                name: self.name_in(session, holder),
                how: "absent".to_owned(),
                left: now.since(absent.since).into(),
            }];
        }
        lines.extend(session.consultants.iter().map(|person| line(person, "consultant")));
        if let Some(transfer) = &session.transfer {
            lines.push(Sentence::WhoInside {
                token: name(&session.token),
                name: self.recipient_name(&transfer.to, &self.language_in(session, by)),
                how: if transfer.consult { "called" } else { "asked" }.to_owned(),
                left: transfer.until.since(now).into(),
            });
        }
        lines
    }
}
