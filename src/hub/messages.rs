//! Messages to our addresses as to persons: patrons who write, operators' commands, receipts, and what bounces.

use jid::{FullJid, Jid};

use super::effects::Asked;
use super::happenings::{Spoken, line_of};
use super::{Address, Hub, partners};
use crate::desk::event::Event;
use crate::desk::inventory::ServiceId;
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Via;
use crate::muc::{Outcome, shows_gone};
use crate::stanza::{Content, Message, MessageKind, Stanza};

impl Hub {
    pub(super) fn message(&mut self, message: Message) {
        if self.between_hubs(&message) {
            return;
        }
        match self.rooms.message(&message, &mut self.out) {
            Outcome::Asked(happening) => return self.happened(happening),
            Outcome::Done => return,
            Outcome::NotOurs => {}
        }
        if message.kind == MessageKind::Error {
            self.gave_back(&message);
            if message.from.resource().is_none() {
                let person = message.from.to_bare();
                match self.address_of(&message.to) {
                    Address::Hub => self.event(Event::PersonUnreachable { person }, Asked::Nothing),
                    Address::Session { number: session, .. } => {
                        let why = partners::why(message.error.as_ref()).to_owned();
                        self.event(Event::ReceiverUnreachable { session, person, why }, Asked::Nothing);
                    }
                    _ => {}
                }
            }
        }
        if message.direct_invite.is_some() && matches!(message.kind, MessageKind::Chat | MessageKind::Normal) {
            return self.invited_directly(&message);
        }
        // The hub has no room through which an invitation would be asked of it.
        if message.invite.is_some() && message.kind == MessageKind::Normal {
            if self.may_be_answered(&message) {
                self.refuse_message(&message, &Refusal::NotAnOperator);
            }
            return;
        }
        let Ok(client) = message.from.clone().try_into_full() else { return };
        if message.kind == MessageKind::Error {
            if message.error.as_ref().is_some_and(shows_gone) && self.is_watched(&client) {
                self.client_gone(&client);
            }
            return;
        }
        if !matches!(message.kind, MessageKind::Chat | MessageKind::Normal) {
            return;
        }
        match self.address_of(&message.to) {
            Address::Hub => self.spoke_to_hub(&client, &message),
            Address::Service(service) => self.spoke_to_service(service, client, message),
            Address::Session { number, .. } if !message.content.is_empty() => {
                self.spoke_to_session(number, &client, &message);
            }
            Address::Nobody if !message.content.is_empty() && self.may_be_answered(&message) => {
                let language = self.desk.operator_language(&client.to_bare());
                let refusal = self.nobody_there(&message.to, &language);
                self.refuse_message(&message, &refusal);
            }
            Address::Session { .. } | Address::Nobody => {}
        }
    }

    fn spoke_to_hub(&mut self, client: &FullJid, message: &Message) {
        if message.content.is_empty() {
            return;
        }
        let operator = client.to_bare();
        let language = self.desk.operator_language(&operator);
        if self.desk.role(&operator).is_some() {
            return self.chat_command(client, message, crate::desk::event::Place::Hub);
        }
        if !self.may_be_answered(message) {
            return;
        }
        let is_command = |line: &str| matches!(crate::desk::command::parse(line), Some(Ok(_)));
        if is_command(message.content.plain()) {
            let refusal = Refusal::NotInTheInventory.sentence();
            return self.chat_reply(message, &[refusal], &language);
        }
        let name = |service: &ServiceId| {
            format!(
                "{} <{}>",
                self.desk.service_name(service, &language),
                super::address::service(&self.domain, service)
            )
        };
        let services = self.desk.inventory().services.keys().take(20).map(name).collect::<Vec<_>>().join(", ");
        self.chat_reply(message, &[Sentence::HubGreeting { services }], &language);
    }

    fn spoke_to_service(&mut self, service: ServiceId, client: FullJid, message: Message) {
        // A receipt names any id its sender likes; only one for an operator's line says anything to operators.
        if let Some(id) = message.receipt.clone()
            && let Some(session) = self.desk.session_of(&service, &client.to_bare())
            && self.is_operators_line(session.number, &id)
        {
            let (service, from) = (service.clone(), client.clone());
            self.event(Event::PatronReceived { service, from, id }, Asked::Nothing);
        }
        let address = message.to.to_bare();
        let room = self.rooms.room_of(&address, &client).cloned();
        if let Some(room) = room.clone().filter(|room| room.view.is_none()) {
            return self.spoke_from_staff(&room, &client, &service, &message);
        }
        if message.encrypted {
            if !self.may_be_answered(&message) {
                return;
            }
            return match room {
                Some(room) => self.tell_one(&room, &client, Spoken::Aloud, &[Sentence::PatronEncrypted {}]),
                None => {
                    let language = self.patron_language(&service, &client);
                    self.chat_reply(&message, &[Sentence::PatronEncrypted {}], &language);
                }
            };
        }
        if message.content.is_empty() {
            if let Some(state) = message.chat_state {
                self.event(Event::PatronTyped { service, from: client, state }, Asked::Nothing);
            }
            return;
        }
        let operator = client.to_bare();
        let is_operator = self.desk.role(&operator).is_some();
        if is_operator && message.content.plain().starts_with(['!', '/']) {
            return self.chat_command(&client, &message, crate::desk::event::Place::Service(service));
        }
        let via = if room.is_some() { Via::Room } else { Via::Chat };
        self.watch(&client);
        let event = Event::PatronWrote { service, from: client, via, line: line_of(&message) };
        self.event(event, Asked::Message(&message));
    }

    /// An operator on duty writes to the service as to a person. COMPAT: profanity 0.13 crashes on a chat message from
    /// the bare address of a room it has joined, so she is answered in the room.
    fn spoke_from_staff(
        &mut self,
        room: &crate::muc::RoomId,
        client: &FullJid,
        service: &ServiceId,
        message: &Message,
    ) {
        if message.content.is_empty() {
            return;
        }
        let place = crate::desk::event::Place::Service(service.clone());
        if !self.line_command(client, place, message.content.plain(), room, Spoken::Aloud) {
            self.tell_one(room, client, Spoken::Aloud, &[Sentence::WriteInTheRoom {}]);
        }
    }

    /// A word to a session's room as to a person. An operator may decline an offer so, or ask for the session; in the
    /// room she is answered in the room (COMPAT: profanity 0.13, see above).
    fn spoke_to_session(&mut self, number: i64, client: &FullJid, message: &Message) {
        let place = crate::desk::event::Place::Session(number);
        let text = message.content.plain();
        if let Some(room) = self.rooms.room_of(&message.to.to_bare(), client).cloned() {
            if !self.line_command(client, place, text, &room, Spoken::Aloud) {
                self.tell_one(&room, client, Spoken::Aloud, &[Sentence::SayItInTheRoom {}]);
            }
        } else if text.starts_with(['!', '/']) && self.desk.may_command(&place, &client.to_bare()) {
            self.chat_command(client, message, place);
        } else if self.may_be_answered(message) {
            let is_open = self.desk.session(number).is_some();
            self.refuse_message(message, if is_open { &Refusal::NotOffered } else { &Refusal::SessionClosed });
        }
    }

    /// Whoever sends what we can only answer is answered within the rate of his lines, so that nobody is answered without
    /// end.
    pub(super) fn may_be_answered(&mut self, message: &Message) -> bool {
        self.desk.may_be_answered(self.now, &message.from.to_bare())
    }

    fn patron_language(&self, service: &ServiceId, client: &FullJid) -> Language {
        match self.desk.session_of(service, &client.to_bare()) {
            Some(session) => session.patron.language.clone(),
            None => self.desk.staff_language(service),
        }
    }

    pub(super) fn refuse_message(&mut self, message: &Message, refusal: &Refusal) {
        let language = self.desk.operator_language(&message.from.to_bare());
        let error = super::refusals::error(refusal, self.body(&refusal.sentence(), &language));
        self.rooms.refuse_message(message, error, &mut self.out);
    }

    /// The room of this address of ours in which somebody sits.
    pub(super) fn seat_at(&self, address: &Jid, of: &Jid) -> Option<(crate::muc::RoomId, FullJid)> {
        let client = of.clone().try_into_full().ok()?;
        let room = self.rooms.room_of(&address.to_bare(), &client)?;
        Some((room.clone(), client))
    }

    /// Answers somebody who wrote to one of our bare addresses as to a person.
    pub(super) fn chat_reply(&mut self, message: &Message, sentences: &[Sentence], language: &Language) {
        for sentence in sentences {
            let content = self.content(sentence, language);
            self.chat(message.to.to_bare().into(), message.from.clone(), content);
        }
    }

    /// COMPAT: profanity 0.13 crashes on a chat message from the bare address of a room it has joined, so one who sits
    /// there is told in the room.
    pub(super) fn chat(&mut self, from: Jid, to: Jid, content: Content) {
        if let Some((room, client)) = self.seat_at(&from, &to) {
            return self.tell_content(&room, &client, Spoken::Aloud, content);
        }
        let mut answer = Message::new(MessageKind::Chat, from, to);
        answer.id = Some(self.id());
        answer.content = content;
        self.send(Stanza::Message(Box::new(answer)));
    }
}
