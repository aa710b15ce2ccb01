//! What happens in rooms becomes what happens to the desk.

use jid::{BareJid, FullJid};

use super::effects::Asked;
use super::{Address, Hub};
use crate::desk::effect::Effect;
use crate::desk::event::{Event, Line, Place};
use crate::desk::inventory::{Operator, ServiceId};
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Via;
use crate::muc::{
    Admission, Author, Happening, JoinAsked, Left, MAX_NICK_CHARS, NickAsked, RoomConfig, RoomId, RoomKind,
    SaidMessage, Speaker,
};
use crate::stanza::{Condition, ErrorType, Message, StanzaError};

/// How a room was spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoken {
    Aloud,
    Privately,
}

impl Hub {
    pub(super) fn happened(&mut self, happening: Happening) {
        match happening {
            Happening::JoinAsked(asked) => self.join_asked(&asked),
            Happening::ShowChanged { room, client, show, .. } => {
                if let (Address::Service(service), None) = (self.address_of(&room.address.into()), room.view) {
                    self.event(Event::DutyClient { service, client, show }, Asked::Nothing);
                }
            }
            Happening::NickAsked(asked) => self.nick_asked(&asked),
            Happening::Left(left) => self.left(left),
            Happening::Said { room, client, nick, message } => {
                self.said(&room, client, &nick, *message, Spoken::Aloud);
            }
            Happening::Whispered { room, client, nick, message, .. } => {
                self.said(&room, client, &nick, *message, Spoken::Privately);
            }
            Happening::Typed { room, client, state, .. } => {
                let patron = room.view.is_some();
                match self.address_of(&room.address.into()) {
                    Address::Service(service) if patron => {
                        self.event(Event::PatronTyped { service, from: client, state }, Asked::Nothing);
                    }
                    Address::Session { number: session, .. } => {
                        self.event(Event::OperatorTyped { session, client, state }, Asked::Nothing);
                    }
                    _ => {}
                }
            }
            Happening::SubjectAsked { room, nick, message, .. } => {
                let is_staff = matches!(self.rooms.config(&room).map(|config| config.kind), Some(RoomKind::Staff));
                if is_staff {
                    let (text, id) = (message.subject.clone().unwrap_or_default(), message.id.clone());
                    self.rooms.set_subject(self.now, &room, &nick, &text, id, &mut self.out);
                } else {
                    let error = StanzaError::new(ErrorType::Auth, Condition::Forbidden);
                    self.rooms.refuse_message(&message, error, &mut self.out);
                }
            }
            Happening::InviteAsked { room, by, nick, invite, message } => {
                self.invite_asked(&room, &by, nick.is_some(), *invite, &message);
            }
            Happening::Declined { room, by, decline } => match self.address_of(&room.address.clone().into()) {
                Address::Session { number: session, .. } => {
                    let (by, reason) = (by.to_bare(), decline.reason);
                    let event = match self.desk.awaits_elsewhere(session, &by) {
                        true => Event::DeclinedElsewhere { session, by, reason },
                        false => Event::OfferDeclined { session, operator: by, reason },
                    };
                    self.event(event, Asked::Nothing);
                }
                _ => self.staff_invitation_declined(&room, &by, decline),
            },
            Happening::KickAsked { .. } => {}
        }
    }

    fn join_asked(&mut self, asked: &JoinAsked) {
        if asked.legacy && asked.seated.is_none() {
            return self.rooms.turn_away(asked, &mut self.out);
        }
        self.watch(&asked.client);
        let operator = asked.client.to_bare();
        match self.address_of(&asked.address.clone().into()) {
            Address::Service(service) if self.desk.may_staff(&operator, &service) => {
                self.join_staff(asked, service);
            }
            Address::Service(service) => self.join_view(asked, service),
            Address::Session { number: session, .. } => {
                let (client, nick) = (asked.client.clone(), asked.wanted.clone());
                self.event(Event::SessionJoinAsked { session, client, nick }, Asked::Join(asked));
            }
            Address::Hub | Address::Nobody => {
                let language = self.desk.operator_language(&operator);
                let refusal = Refusal::NoSuchService;
                let error = super::refusals::error(&refusal, self.body(&refusal.sentence(), &language));
                self.rooms.refuse(asked, error, &mut self.out);
            }
        }
    }

    fn join_staff(&mut self, asked: &JoinAsked, service: ServiceId) {
        let (client, show) = (asked.client.clone(), asked.seen.show);
        let event = Event::DutyClient { service: service.clone(), client: client.clone(), show };
        let effects = self.desk.handle(self.now, event);
        let refused = effects.iter().any(|effect| matches!(effect, Effect::Refuse { .. }));
        let staff = self.staff_room(&service);
        if !refused && self.admit_operator(asked, staff).is_none() {
            self.event(Event::DutyClientGone { service, client }, Asked::Nothing);
            return;
        }
        self.carry_out(effects, &Asked::Join(asked));
    }

    /// Lets an operator in. COMPAT: Converse 14 loops for ever on a nick conflict, so a taken nick is made free with
    /// the name of her library.
    pub(super) fn admit_operator(&mut self, asked: &JoinAsked, room: RoomId) -> Option<String> {
        let person = asked.client.to_bare();
        let label = self.desk.inventory().library_name(&person).map(str::to_owned);
        let admission = Admission { label, ..Admission::operator(room, self.own_nick(&person, &asked.wanted)) };
        self.rooms.admit(self.now, asked, &admission, &mut self.out).ok()
    }

    fn join_view(&mut self, asked: &JoinAsked, service: ServiceId) {
        let patron = asked.client.to_bare();
        let view = self.view(&service, &patron);
        let session = self.desk.session_of(&service, &patron);
        let language = match session {
            Some(session) => session.patron.language.clone(),
            None => self.desk.staff_language(&service),
        };
        let history_of = session.map(|session| session.number).and_then(|number| self.session_room(number));
        let name = self.desk.service_name(&service, &language);
        let config = RoomConfig {
            kind: RoomKind::View,
            name: name.clone(),
            language: Some(language.to_string()),
            keeps_lines: false,
        };
        let fresh = !self.rooms.is_open(&view);
        if fresh && let Some(refusal) = self.no_room_for(&patron, &service, &view.address) {
            let error = super::refusals::error(&refusal, self.body(&refusal.sentence(), &language));
            return self.rooms.refuse(asked, error, &mut self.out);
        }
        self.rooms.open(view.clone(), config, &mut self.out);
        if fresh {
            let subject = self.render(&Sentence::PatronRoomSubject { service: name }, &language);
            self.rooms.set_subject(self.now, &view, crate::muc::DESK, &subject, None, &mut self.out);
        }
        let admission = Admission { history_of, ..Admission::patron(view.clone(), asked.wanted.clone()) };
        if self.rooms.admit(self.now, asked, &admission, &mut self.out).is_ok() {
            self.event(Event::PatronCame { service, from: asked.client.clone() }, Asked::Nothing);
        } else {
            self.close_if_empty(&view);
        }
    }

    /// Why no more patrons may sit in a service as in a room, if so. Whoever joins without a word costs as much as one
    /// who writes, so as many are let in as may have sessions, of one domain and in all.
    fn no_room_for(&self, patron: &BareJid, service: &ServiceId, address: &BareJid) -> Option<Refusal> {
        let limits = self.desk.limits(service);
        let sitting = || {
            let of_service = self.rooms.rooms().filter(|room| room.address == *address);
            of_service.filter_map(|room| room.view.as_ref())
        };
        if sitting().count() >= limits.sessions as usize {
            return Some(Refusal::ServiceFull);
        }
        let domain = self.desk.counted_domain(patron)?;
        let of_domain = sitting().filter(|sits| sits.domain().as_str() == domain).count();
        (of_domain >= limits.sessions_per_domain as usize).then_some(Refusal::TooManyOfDomain)
    }

    fn nick_asked(&mut self, asked: &NickAsked) {
        // A patron is alone with his librarian where he sits.
        let nick = match asked.room.view {
            Some(_) => asked.wanted.clone(),
            None => self.own_nick(&asked.client.to_bare(), &asked.wanted),
        };
        self.rooms.rename(asked, &nick, &mut self.out);
    }

    /// The nick somebody wants; where it is the name of one of our operators and she is not ours, with where she comes
    /// from, so that nobody passes for a colleague.
    fn own_nick(&self, person: &BareJid, wanted: &str) -> String {
        let inventory = self.desk.inventory();
        if inventory.operators.contains_key(person) {
            return wanted.to_owned();
        }
        let folded = wanted.trim().to_lowercase();
        let is_theirs = |operator: &Operator| {
            let name = operator.name.to_lowercase();
            folded.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
        };
        if !inventory.operators.values().any(is_theirs) {
            return wanted.to_owned();
        }
        let room_for_name = MAX_NICK_CHARS.saturating_sub(person.domain().as_str().chars().count() + 3);
        let name: String = wanted.trim().chars().take(room_for_name.max(1)).collect();
        format!("{} ({})", name.trim_end(), person.domain())
    }

    fn left(&mut self, left: Left) {
        let Left { room, client, last_client, .. } = left;
        match (self.address_of(&room.address.clone().into()), &room.view) {
            (Address::Service(service), None) => {
                self.event(Event::DutyClientGone { service, client }, Asked::Nothing);
            }
            (Address::Service(service), Some(_)) => {
                self.patron_went(service, client);
                self.close_if_empty(&room);
            }
            (Address::Session { number: session, .. }, _) if last_client => {
                self.event(Event::SessionLeft { session, client }, Asked::Nothing);
            }
            _ => {}
        }
    }

    /// A client of a patron is gone. Where another of his sits in his view of the service, that one is spoken to.
    pub(super) fn patron_went(&mut self, service: ServiceId, from: FullJid) {
        let bare = from.to_bare();
        let spoken_to = self.desk.session_of(&service, &bare).and_then(|session| session.patron.client.as_ref());
        if spoken_to == Some(&from) {
            let view = self.view(&service, &bare);
            let other = self.rooms.clients_in(&view).find(|other| **other != from).cloned();
            if let Some(other) = other {
                self.event(Event::PatronCame { service: service.clone(), from: other }, Asked::Nothing);
            }
        }
        self.event(Event::PatronWent { service, from }, Asked::Nothing);
    }

    /// A view without its patron is not kept; the session is.
    fn close_if_empty(&mut self, view: &RoomId) {
        if self.rooms.clients_in(view).next().is_none() {
            self.rooms.destroy(view, "", &mut self.out);
        }
    }

    fn said(&mut self, room: &RoomId, client: FullJid, nick: &str, message: Message, spoken: Spoken) {
        let address = self.address_of(&room.address.clone().into());
        if message.encrypted {
            return self.encrypted(&address, room, &client);
        }
        // COMPAT: in a private chat with an occupant, clients send typing notices and receipts by themselves.
        if message.content.is_empty() {
            return;
        }
        match address {
            Address::Service(service) if room.view.is_some() => self.said_by_patron(service, client, message),
            Address::Service(_) | Address::Session { .. } => {
                let Some(place) = address.place() else { return };
                let mut words = message.content.bodies.iter().map(|body| body.text.trim_start());
                let command = words.find(|words| words.starts_with(['!', '/'])).unwrap_or(message.content.plain());
                if self.line_command(&client, place.clone(), command, room, spoken) {
                    return;
                }
                match (place, spoken) {
                    (Place::Session(session), Spoken::Aloud) => {
                        let line = line_of(&message);
                        let asked = Asked::Message(&message);
                        self.event(Event::OperatorSaid { session, client, line }, asked);
                    }
                    (_, Spoken::Aloud) => {
                        let speaker = operator_speaker(nick, client);
                        let said = SaidMessage::of(&message);
                        self.rooms.say(self.now, room, &speaker, said, &mut self.out);
                    }
                    (Place::Session(_), Spoken::Privately) => {
                        self.tell_one(room, &client, spoken, &[Sentence::SayItInTheRoom {}]);
                    }
                    (_, Spoken::Privately) => {
                        let usage = Sentence::HelpLine { usage: "!help".into(), command: "help".into() };
                        self.tell_one(room, &client, spoken, &[usage]);
                    }
                }
            }
            Address::Hub | Address::Nobody => {}
        }
    }

    fn said_by_patron(&mut self, service: ServiceId, from: FullJid, message: Message) {
        let event = Event::PatronWrote { service, from, via: Via::Room, line: line_of(&message) };
        self.event(event, Asked::Message(&message));
    }

    /// End-to-end encryption cannot be read by the desk: whoever uses it is told so (field: no client may rely on it).
    fn encrypted(&mut self, address: &Address, room: &RoomId, client: &FullJid) {
        if !self.desk.may_be_answered(self.now, &client.to_bare()) {
            return;
        }
        let sentence = match address {
            Address::Service(_) if room.view.is_some() => Sentence::PatronEncrypted {},
            _ => Sentence::OperatorEncrypted {},
        };
        self.tell_one(room, client, Spoken::Aloud, &[sentence]);
    }

    /// A word to one client in a room, in its own language.
    pub(super) fn tell_one(&mut self, room: &RoomId, client: &FullJid, spoken: Spoken, sentences: &[Sentence]) {
        let language = self.language_of(client, room);
        for sentence in sentences {
            let content = self.content(sentence, &language);
            self.tell_content(room, client, spoken, content);
        }
    }

    pub(super) fn tell_content(
        &mut self,
        room: &RoomId,
        client: &FullJid,
        spoken: Spoken,
        content: crate::stanza::Content,
    ) {
        let id = Some(self.id());
        match spoken {
            Spoken::Aloud => self.rooms.tell(room, client, content, id, &mut self.out),
            Spoken::Privately => {
                self.rooms.whisper(room, crate::muc::DESK, client, content, id, &mut self.out);
            }
        }
    }

    fn language_of(&self, client: &FullJid, room: &RoomId) -> crate::desk::language::Language {
        let bare = client.to_bare();
        if let (Some(patron), Address::Service(service)) = (&room.view, self.address_of(&room.address.clone().into())) {
            let session = self.desk.session_of(&service, patron);
            return match session {
                Some(session) => session.patron.language.clone(),
                None => self.desk.staff_language(&service),
            };
        }
        self.desk.language_at(&self.address_of(&room.address.clone().into()).place(), &bare)
    }
}

pub(super) fn line_of(message: &Message) -> Line {
    Line {
        id: message.id.clone(),
        origin_id: message.origin_id.clone(),
        content: message.content.clone(),
        receipt_wanted: message.receipt_wanted,
    }
}

pub(super) fn operator_speaker(nick: &str, client: FullJid) -> Speaker {
    let bare = Some(client.to_bare());
    Speaker { nick: nick.to_owned(), author: Author::Operator, bare, client: Some(client) }
}
