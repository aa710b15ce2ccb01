//! Somebody who was asked has joined: she holds the session, or stays beside its holder.

use jid::{BareJid, FullJid};

use super::{MOST_GUESTS, NAME};
use crate::desk::effect::Effect;
use crate::desk::patron::shortened;
use crate::desk::record::What;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Chosen, Guest, Session, State, Via};
use crate::desk::{Desk, name};
use crate::time::Time;

/// How somebody comes to hold a session that was not offered to her by its queue.
#[derive(Debug, Default)]
pub(super) struct Joining<'a> {
    /// The client that is let in, if she was not in the room already.
    pub client: Option<FullJid>,
    pub by: Option<&'a BareJid>,
    pub note: &'a str,
    pub chosen: Option<Chosen>,
}

impl Desk {
    pub(in crate::desk) fn handed_joins(&mut self, now: Time, number: i64, client: FullJid, nick: &str) {
        let Some(mut session) = self.take(number) else { return };
        let Some(mut transfer) = session.transfer.take() else { return self.put_back(session) };
        let person = client.to_bare();
        let chosen = transfer.offers.iter().find(|offer| offer.operator == person);
        let chosen = chosen.and_then(|offer| offer.chosen.clone());
        self.remember_guest(&mut session, &person, transfer.sender().cloned(), nick);
        // Offers that the routing made meanwhile are void.
        if matches!(session.state, State::Offered { .. }) {
            session.state = State::Waiting;
        }
        if transfer.consult && session.held_by().is_some() {
            self.out.push(Effect::Admit { session: number, client, anew: true });
            self.consultant_joins(now, &mut session, &person, &transfer.note);
        } else {
            let (by, note) = (transfer.by.as_ref(), transfer.note.as_str());
            let joining = Joining { client: Some(client), by, note, chosen };
            self.holds_now(now, &mut session, &person, joining);
        }
        self.joined_from_elsewhere(now, &session, &mut transfer, &person);
        let service = session.service.clone();
        self.put(session);
        self.out.push(Effect::ServiceChanged(service));
    }

    /// Somebody who does not work for the service is remembered as a guest.
    fn remember_guest(&mut self, session: &mut Session, person: &BareJid, of: Option<BareJid>, nick: &str) {
        if self.inventory.reaches(person, &session.service) {
            return;
        }
        if session.guests.len() >= MOST_GUESTS {
            let (holder, consultants) = (session.held_by().cloned(), session.consultants.clone());
            session.guests.retain(|guest, _| Some(guest) == holder.as_ref() || consultants.contains(guest));
        }
        let shown: String = nick.chars().filter(|sign| !sign.is_control()).collect();
        let name = shortened(&shown, NAME);
        session.guests.insert(person.clone(), Guest { of, name });
    }

    fn consultant_joins(&mut self, now: Time, session: &mut Session, person: &BareJid, note: &str) {
        session.consultants.insert(person.clone());
        self.chronicle(session, now, What::Consulted, Some(person), String::new());
        let name = self.name_in(session, person);
        let holder = session.held_by().cloned().map(|holder| self.name_in(session, &holder)).unwrap_or_default();
        let joined = Sentence::ConsultJoined { name: name.clone(), holder };
        self.tell_session_room(session, joined);
        self.tell_note(session, person, note);
        self.show_consultant(session, person, true);
    }

    /// She holds the session from now on; whoever held it does not.
    pub(super) fn holds_now(&mut self, now: Time, session: &mut Session, person: &BareJid, joining: Joining<'_>) {
        let Joining { client, by, note, chosen } = joining;
        let before = session.held_by().cloned();
        let again = session.holder.is_some();
        if session.consultants.remove(person) {
            self.show_consultant(session, person, false);
        }
        session.transfer = None;
        session.state = State::Held { by: person.clone(), since: now, absent: None };
        session.holder = Some(person.clone());
        session.taken.get_or_insert(now);
        session.passed.clear();
        session.tried.clear();
        (session.ask_again, session.reminded, session.asked) = (None, None, None);
        self.chronicle(session, now, What::Transferred, Some(person), String::new());
        let token = name(&session.token);
        let shown = self.name_in(session, person);
        let from = before.as_ref().map(|before| self.name_in(session, before)).unwrap_or_default();
        let language = self.language_in(session, person);
        let header = self.header(now, session);
        let subject = Effect::SessionSubject { session: session.number, sentence: header.clone(), language };
        self.out.push(subject);
        // Let in only now, or she would be told the subject twice.
        self.out.extend(client.map(|client| Effect::Admit { session: session.number, client, anew: true }));
        self.tell_session_room(session, header);
        let by = by.map(|by| self.name_in(session, by)).unwrap_or_default();
        let handed = Sentence::OperatorHandedTo { name: shown.clone(), by };
        self.tell_session_room(session, handed);
        self.tell_note(session, person, note);
        if let Some(chosen) = chosen {
            let sentence = self.chosen_for_her(now, session, person, &chosen);
            self.tell_occupant(session, person, sentence);
        }
        self.tell_occupant(session, person, Sentence::OperatorHolds { token: token.clone() });
        if session.patron_gone.is_some() {
            self.tell_session_room(session, Sentence::OperatorPatronAway {});
        }
        if let Some(before) = &before {
            let told = Sentence::OperatorHandedOn { token: token.clone(), name: shown.clone() };
            self.tell_occupant(session, before, told);
            self.tell_member_elsewhere(session, before, false);
            self.duty.has_become_free(before, now);
        }
        if session.patron.via == Via::Room {
            let (service, patron) = (session.service.clone(), session.patron.clone());
            self.out.push(Effect::ShowLibrarian { service, patron, name: Some(shown.clone()) });
        }
        let to_patron = match (&before, again) {
            (Some(_), _) => Sentence::PatronHandedOn { name: shown.clone(), from: from.clone() },
            (None, true) => Sentence::PatronAnsweredByAnother { name: shown.clone() },
            (None, false) => Sentence::PatronAnsweredBy { name: shown.clone() },
        };
        self.tell_patron(session, to_patron);
        self.tell_staff(&session.service.clone(), Sentence::StaffHandedOn { token, name: shown, from });
    }

    /// In the room, but to her alone, and not kept there.
    fn tell_note(&mut self, session: &Session, person: &BareJid, note: &str) {
        if !note.is_empty() {
            self.tell_occupant(session, person, Sentence::TransferNote { note: note.to_owned() });
        }
    }

    /// How somebody who has to do with a session is called there.
    pub(in crate::desk) fn name_in(&self, session: &Session, person: &BareJid) -> String {
        match session.guests.get(person).filter(|_| !self.inventory.operators.contains_key(person)) {
            // With where she comes from, so that nobody passes for a colleague, or for the desk.
            Some(guest) if !guest.name.is_empty() => format!("{} ({})", guest.name, person.domain()),
            _ => self.operator_name(person),
        }
    }
}
