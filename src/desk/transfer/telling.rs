//! What those concerned by a transfer read.

use jid::BareJid;

use super::asking::how;
use crate::desk::effect::{Effect, Hearer};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Chosen, Offer, Recipient, Session, Transfer};
use crate::desk::{Desk, name};
use crate::time::Time;

impl Desk {
    /// Why somebody is asked: how, by whom, and what for.
    pub(super) fn transfer_reason(&self, now: Time, session: &Session, transfer: &Transfer, offer: &Offer) -> Sentence {
        let language = self.language_in(session, &offer.operator);
        let (mut level, mut subjects) = (String::new(), String::new());
        if let Some(chosen) = &offer.chosen {
            level = chosen.level.to_string();
            subjects = self.teller(now, &language).wanted(&chosen.subjects, &chosen.others);
        } else {
            let (wanted, others) = session.need.wanted();
            subjects.push_str(&self.teller(now, &language).wanted(&wanted, &others));
        }
        let spoken = offer.chosen.as_ref().map(|chosen| chosen.language.to_string());
        Sentence::TransferReason {
            service: self.service_name(&session.service, &language),
            how: how(transfer).to_owned(),
            by: transfer.by.as_ref().map(|by| self.name_in(session, by)).unwrap_or_default(),
            language: spoken.unwrap_or_else(|| self.languages_of(session)),
            level,
            subjects,
            note: transfer.note.clone(),
            question: session.question.clone(),
        }
    }

    /// In a staff room where she is on duty, to her alone. Some clients show an invitation without its reason, and some show
    /// none to a room they were invited to before.
    pub(super) fn tell_asked(&mut self, session: &Session, transfer: &Transfer, person: &BareJid) {
        let mut rooms = std::iter::once(&session.service).chain(self.duty.services_of(person));
        let found = rooms.find_map(|service| {
            let clients = self.duty.reachable(service, person);
            (!clients.is_empty()).then(|| (service.clone(), clients))
        });
        let Some((service, clients)) = found else { return };
        // Her name first: clients call attention to a line that has it.
        let called = self.inventory.operators.get(person).map(|known| known.name.clone());
        let sentence = Sentence::TransferAsksYou {
            name: called.unwrap_or_default(),
            how: how(transfer).to_owned(),
            by: transfer.by.as_ref().map(|by| self.name_in(session, by)).unwrap_or_default(),
            note: transfer.note.clone(),
            question: session.question.clone(),
            token: name(&session.token),
        };
        let language = self.language_in(session, person);
        for client in clients {
            let to = Hearer::Operator { service: service.clone(), client };
            self.out.push(Effect::Tell { to, sentence: sentence.clone(), language: language.clone() });
        }
    }

    /// Why the routing chose her, in her language.
    pub(in crate::desk) fn chosen_for_her(
        &self,
        now: Time,
        session: &Session,
        person: &BareJid,
        chosen: &Chosen,
    ) -> Sentence {
        let language = self.language_in(session, person);
        Sentence::OperatorChosen {
            language: chosen.language.to_string(),
            level: chosen.level.to_string(),
            subjects: self.teller(now, &language).wanted(&chosen.subjects, &chosen.others),
            held: i64::from(chosen.held),
            limit: i64::from(chosen.limit),
            idle: now.since(chosen.idle_since).into(),
            step: crate::desk::reach::widened_name(chosen.step),
        }
    }

    pub(in crate::desk) fn recipient_name(&self, to: &Recipient, language: &Language) -> String {
        match to {
            Recipient::Person(person) if self.inventory.operators.contains_key(person) => self.operator_name(person),
            Recipient::Person(person) | Recipient::Elsewhere(person) => person.to_string(),
            Recipient::Service(service) => self.service_name(service, language),
            Recipient::Query(query) => query.clone(),
        }
    }

    /// Whose line it is, where the patron takes himself to be talking with somebody else.
    pub fn said_beside(&self, number: i64, operator: &BareJid) -> Option<String> {
        let session = self.sessions.get(&number).filter(|session| session.held_by() != Some(operator))?;
        Some(self.name_in(session, operator))
    }

    /// A word to one person about a session: in its room if she sits there, else to her clients.
    pub(in crate::desk) fn tell_occupant(&mut self, session: &Session, person: &BareJid, sentence: Sentence) {
        let language = self.language_in(session, person);
        let (service, number) = (session.service.clone(), session.number);
        let to = Hearer::Occupant { service, session: number, person: person.clone() };
        self.out.push(Effect::Tell { to, sentence, language });
    }
}
