//! What the desk wants done, done.

use std::cell::RefCell;

use jid::{BareJid, FullJid, Jid};

use super::happenings::{Spoken, operator_speaker};
use super::missed::Closed;
use super::record::Record;
use super::{Hub, address};
use crate::desk::effect::{Effect, Hearer};
use crate::desk::event::Line;
use crate::desk::inventory::ServiceId;
use crate::desk::language::Language;
use crate::desk::query::Findings;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Patron, Session};
use crate::muc::{Author, DESK, JoinAsked, RoomConfig, RoomId, RoomKind, Said, SaidMessage, Seen, Speaker};
use crate::stanza::{
    Affiliation, Content, DirectInvite, Form, HistoryWanted, Invite, Message, MessageKind, Role, Stanza, StanzaError,
};

/// What the event was made of, for effects that answer it.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    Nothing,
    Message(&'a Message),
    Join(&'a JoinAsked),
    Command(&'a Reply),
}

/// Where the answer to a command goes.
pub(super) enum Reply {
    Room {
        room: RoomId,
        client: FullJid,
        spoken: Spoken,
    },
    Chat {
        from: Jid,
        to: Jid,
    },
    /// Into the answer to an ad-hoc command: lines, and a form to be filled in.
    Form(RefCell<Vec<String>>, RefCell<Option<Form>>),
    /// Into the answer to a search (XEP-0055).
    Search(RefCell<Option<Result<Findings, StanzaError>>>),
}

impl Hub {
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>, asked: &Asked) {
        // A line that came twice is shown to its sender again and goes no further.
        let mut again = false;
        // A line whose sender's client gave it no id has one id for all who read it.
        let mut given = None;
        for effect in effects {
            match effect {
                Effect::SayAsPatron { session, line } => again = self.say_as_patron(session, line),
                Effect::SayAsOperator { session, client, mut line } => {
                    given = line.id.get_or_insert_with(|| self.id()).clone().into();
                    again = self.say_as_operator(session, client, line);
                }
                Effect::SayToPatron { .. } if again => {}
                Effect::SayToPatron { session, operator, mut line } => {
                    line.id = line.id.or(given.take());
                    self.say_to_patron(session, &operator, line);
                }
                effect => self.carry_out_one(effect, asked),
            }
        }
    }

    fn carry_out_one(&mut self, effect: Effect, asked: &Asked) {
        match effect {
            Effect::SayAsPatron { .. } | Effect::SayAsOperator { .. } | Effect::SayToPatron { .. } => {}
            Effect::Record(record) => self.records.push(Record::Desk(record)),
            Effect::Tell { to, sentence, language } => self.tell(to, &sentence, &language),
            Effect::SayMissed { session, ids, more, again, language } => {
                self.say_missed(session, &ids, more, again, &language);
            }
            Effect::TypeToPatron { session, operator, state } => self.type_to_patron(session, &operator, state),
            Effect::Receipt { to, service, id } => self.receipt(to, &service, id),
            Effect::ShowLibrarian { service, patron, name } => self.show_librarian(&service, &patron, name),
            Effect::ShowConsultant { service, patron, name, is_in } => {
                self.show_consultant(&service, &patron, &name, is_in);
            }
            Effect::OpenSessionRoom { session } => self.open_session_room(session),
            Effect::SessionSubject { session, sentence, language } => {
                let Some(room) = self.session_room(session) else { return };
                let subject = self.render(&sentence, &language);
                let id = Some(self.id());
                self.rooms.set_subject(self.now, &room, DESK, &subject, id, &mut self.out);
            }
            Effect::TypeAsPatron { session, state } => self.type_as_patron(session, state),
            Effect::ReceiptAsPatron { session, id } => self.receipt_as_patron(session, &id),
            Effect::TypeAsOperator { session, client, state } => self.type_as_operator(session, &client, state),
            Effect::Invite { session, clients, reason, language } => {
                let Some(room) = self.session_room(session) else { return };
                let thread = self.desk.session(session).map(|session| session.token.to_string());
                let reason = Some(self.render(&reason, &language));
                for client in clients {
                    let invite =
                        Invite { peer: self.domain.clone().into(), reason: reason.clone(), thread: thread.clone() };
                    let id = Some(self.id());
                    self.rooms.invite(&room, &client.into(), invite, id, &mut self.out);
                }
            }
            Effect::InvitePerson { session, person, reason, language } => {
                let reason = self.render(&reason, &language);
                self.invite_person(session, &person, reason);
            }
            Effect::InviteElsewhere { session, to, form, reason, language } => {
                let reason = self.render(&reason, &language);
                self.invite_elsewhere(session, &to, form, reason);
            }
            Effect::DeclineElsewhere { service, session, to, operator, reason } => {
                self.decline_elsewhere(&service, session, &to, &operator, reason);
            }
            Effect::MemberElsewhere { service, session, to, operator, is_in } => {
                self.tell_member_elsewhere(&service, session, &to, &operator, is_in);
            }
            Effect::Admit { session, anew, .. } => {
                let Asked::Join(asked) = asked else { return };
                let mut asked = (*asked).clone();
                // COMPAT: Gajim 1.7 asks for no history where it was never before; what she is to answer she must see.
                let history = &asked.history;
                if anew && (history.max_chars == Some(0) || history.max_stanzas == Some(0)) {
                    asked.history = HistoryWanted::default();
                }
                if let Some(room) = self.session_room(session)
                    && self.admit_operator(&asked, room.clone()).is_none()
                    && !self.rooms.has_person(&room, &asked.client.to_bare())
                {
                    self.event(
                        crate::desk::event::Event::SessionLeft { session, client: asked.client.clone() },
                        Asked::Nothing,
                    );
                }
            }
            Effect::PutOut { session, operator, reason, language } => {
                let Some(room) = self.session_room(session) else { return };
                let reason = self.render(&reason, &language);
                let occupants = self.rooms.occupants(&room).filter(|(_, one)| one.bare() == Some(&operator));
                for nick in occupants.map(|(nick, _)| nick.to_owned()).collect::<Vec<_>>() {
                    self.rooms.kick(&room, &nick, Some(DESK), Some(&reason), &mut self.out);
                }
            }
            Effect::CloseSessionRoom { service, session, patron, last_held_by, reason, language } => {
                self.missed.closed(self.now, Closed { session, service: service.clone(), patron, by: last_held_by });
                let reason = self.render(&reason, &language);
                let room = self.closing_room(&service, session);
                self.rooms.destroy(&room, &reason, &mut self.out);
            }
            Effect::Reply { sentences, language } => {
                if let Asked::Command(reply) = asked {
                    self.reply(reply, &sentences, &language);
                }
            }
            Effect::Ask { form, language } => match asked {
                Asked::Command(Reply::Form(_, answer)) => {
                    answer.replace(Some(self.data_form(&form, &language)));
                }
                Asked::Command(reply) => {
                    let lines = self.form_lines(&form, &language);
                    self.reply_lines(reply, lines);
                }
                _ => {}
            },
            Effect::Found { findings, language } => match asked {
                Asked::Command(Reply::Search(answer)) => {
                    answer.replace(Some(Ok(*findings)));
                }
                // COMPAT: Gajim 1.7 never shows the result of a command that has a table in it; so the form is answered
                // with lines, too.
                Asked::Command(reply) => {
                    let lines = findings.lines(|sentence| self.render(sentence, &language));
                    self.reply_lines(reply, lines);
                }
                _ => {}
            },
            Effect::SendIntoRoom { room, service, person, thread, form } => {
                self.send_into_room(room, &service, person, thread, form);
            }
            Effect::DeclineAssistance { room, service, to, reason, language } => {
                let reason = self.render(&reason, &language);
                self.decline_assistance(room, &service, to, reason);
            }
            Effect::Vouch { room, service, to, form, reason, language, thread } => {
                let reason = self.render(&reason, &language);
                let invite = DirectInvite { room: room.into(), reason: Some(reason), thread };
                self.vouch(&service, to, invite, form);
            }
            Effect::InventoryChanged => {
                self.open_staff_rooms();
                self.close_strange_rooms();
                self.part_from_contacts();
            }
            Effect::InviteToStaff { service, operator, reason, language } => {
                let reason = self.render(&reason, &language);
                self.invite_to_staff(&service, &operator, reason);
            }
            Effect::Refuse { refusal, language } => {
                let error = super::refusals::error(&refusal, self.body(&refusal.sentence(), &language));
                match asked {
                    Asked::Nothing => {}
                    Asked::Message(message) => self.rooms.refuse_message(message, error, &mut self.out),
                    Asked::Join(join) => self.rooms.refuse(join, error, &mut self.out),
                    Asked::Command(Reply::Search(answer)) => {
                        answer.replace(Some(Err(error)));
                    }
                    Asked::Command(reply) => self.reply(reply, &[refusal.sentence()], &language),
                }
            }
            Effect::ToHub { hub, kind, words } => self.present_to(hub, kind, words.as_ref()),
            Effect::LinkChanged { hub } => self.link_changed(&hub),
            Effect::ServiceChanged(service) => self.service_changed(self.now, &service),
        }
    }

    pub(super) fn reply(&mut self, reply: &Reply, sentences: &[Sentence], language: &Language) {
        if sentences.is_empty() {
            return;
        }
        let lines: Vec<String> = sentences.iter().map(|sentence| self.render(sentence, language)).collect();
        self.reply_lines(reply, lines);
    }

    fn reply_lines(&mut self, reply: &Reply, lines: Vec<String>) {
        let content = Content::text(lines.join("\n"));
        match reply {
            Reply::Room { room, client, spoken } => self.tell_content(room, client, *spoken, content),
            Reply::Chat { from, to } => self.chat(from.clone(), to.clone(), content),
            Reply::Search(_) => {}
            Reply::Form(answer, _) => answer.borrow_mut().extend(lines),
        }
    }

    pub(super) fn tell(&mut self, to: Hearer, sentence: &Sentence, language: &Language) {
        let content = self.content(sentence, language);
        match to {
            Hearer::Person(person) => {
                let hub = self.domain.clone().into();
                self.chat(hub, person.into(), content);
            }
            Hearer::Staff(service) => {
                let staff = self.staff_room(&service);
                self.say_as_desk(&staff, content);
            }
            Hearer::Operator { service, client } => {
                let staff = self.staff_room(&service);
                self.tell_content(&staff, &client, Spoken::Aloud, content);
            }
            Hearer::Occupant { service, session, person } => {
                let room = self.closing_room(&service, session);
                let hers = |client: &&FullJid| client.to_bare() == person;
                let clients: Vec<FullJid> = self.rooms.clients_in(&room).filter(hers).cloned().collect();
                if clients.is_empty() {
                    return self.chat(self.domain.clone().into(), person.into(), content);
                }
                for client in clients {
                    self.tell_content(&room, &client, Spoken::Aloud, content.clone());
                }
            }
            Hearer::SessionRoom { service, session } => {
                let room = self.closing_room(&service, session);
                self.say_as_desk(&room, content);
            }
            Hearer::Patron { service, patron } => self.tell_patron(&service, &patron, content),
        }
    }

    pub(super) fn say_as_desk(&mut self, room: &RoomId, content: Content) {
        let said = SaidMessage { id: Some(self.id()), content, ..SaidMessage::default() };
        self.rooms.say(self.now, room, &Speaker::desk(), said, &mut self.out);
    }

    fn tell_patron(&mut self, service: &ServiceId, patron: &Patron, content: Content) {
        let view = self.view(service, &patron.bare);
        match &patron.client {
            Some(client) if self.rooms.room_of(&view.address, client) == Some(&view) => {
                self.say_as_desk(&view, content)
            }
            Some(client) => self.chat(view.address.into(), client.clone().into(), content),
            None if patron.via == crate::desk::session::Via::Chat => {
                self.chat(view.address.into(), patron.bare.clone().into(), content);
            }
            None => {}
        }
    }

    pub(super) fn say_to_patron(&mut self, session: i64, operator: &BareJid, line: Line) {
        let Some(known) = self.desk.session(session) else { return };
        let (service, patron) = (known.service.clone(), known.patron.clone());
        let room = RoomId::at(address::session(&self.domain, &service, known.token.as_str()));
        let mut content = line.content;
        // Only what she said herself can she correct.
        if let Some(replaced) = &content.replaces
            && !self
                .rooms
                .history(&room)
                .any(|said| said.id.as_ref() == Some(replaced) && said.bare.as_ref() == Some(operator))
        {
            content.replaces = None;
        }
        let view = self.view(&service, &patron.bare);
        let beside = self.desk.said_beside(session, operator);
        let to: Jid = match &patron.client {
            Some(client) if self.rooms.room_of(&view.address, client) == Some(&view) => {
                let consultant = beside.and_then(|name| self.consultant_in(&view, &name));
                let nick = consultant.or_else(|| self.librarian_in(&view)).unwrap_or_else(|| DESK.to_owned());
                let speaker = Speaker { nick, author: Author::Operator, bare: None, client: None };
                let said = SaidMessage { id: line.id, origin_id: line.origin_id, content, thread: None };
                self.rooms.say(self.now, &view, &speaker, said, &mut self.out);
                return;
            }
            Some(client) => client.clone().into(),
            None => patron.bare.clone().into(),
        };
        if let Some(name) = beside {
            for body in &mut content.bodies {
                let said = Sentence::PatronSaidBy { name: name.clone(), text: std::mem::take(&mut body.text) };
                body.text = self.texts.render(&said, &patron.language);
            }
        }
        if self.seat_at(&view.address.clone().into(), &to).is_some() {
            return self.chat(view.address.into(), to, content);
        }
        let mut message = Message::new(MessageKind::Chat, view.address, to);
        let id = line.id.unwrap_or_else(|| self.id());
        self.missed.said(session, &id);
        message.id = Some(id);
        message.origin_id = line.origin_id;
        message.content = content;
        message.receipt_wanted = line.receipt_wanted;
        self.send(Stanza::Message(Box::new(message)));
    }

    /// True when the line had been said before.
    fn say_as_patron(&mut self, session: i64, line: Line) -> bool {
        let Some(session) = self.desk.session(session) else { return false };
        let (service, patron) = (session.service.clone(), session.patron.clone());
        let room = RoomId::at(address::session(&self.domain, &service, session.token.as_str()));
        let nick = self.patron_in(&room).unwrap_or_else(|| DESK.to_owned());
        let id = line.id.clone().or_else(|| Some(self.id()));
        let said = SaidMessage { id, origin_id: line.origin_id, content: line.content, thread: None };
        let view = self.view(&service, &patron.bare);
        if let Some(client) = &patron.client
            && let Some(nick) = self.rooms.nick_of(&view, client).map(str::to_owned)
        {
            let speaker =
                Speaker { nick, author: Author::Patron, bare: Some(patron.bare.clone()), client: Some(client.clone()) };
            self.rooms.say(self.now, &view, &speaker, said.clone(), &mut self.out);
        }
        let speaker = Speaker { nick, author: Author::Patron, bare: Some(patron.bare), client: None };
        self.rooms.say(self.now, &room, &speaker, said, &mut self.out) == Some(Said::Again)
    }

    fn say_as_operator(&mut self, session: i64, client: FullJid, line: Line) -> bool {
        let Some(room) = self.session_room(session) else { return false };
        // A ready-made answer may be asked for from a client that is not in the room.
        let operator = client.to_bare();
        let hers = self.rooms.occupants(&room).find(|(_, occupant)| occupant.bare() == Some(&operator));
        let nick = self.rooms.nick_of(&room, &client).or(hers.map(|(nick, _)| nick)).map(str::to_owned);
        let nick = nick.unwrap_or_else(|| self.desk.operator_name(&operator));
        let id = line.id.or_else(|| Some(self.id()));
        let said = SaidMessage { id, origin_id: line.origin_id, content: line.content, thread: None };
        let speaker = operator_speaker(&nick, client);
        self.rooms.say(self.now, &room, &speaker, said, &mut self.out) == Some(Said::Again)
    }

    fn open_session_room(&mut self, number: i64) {
        let Some(session) = self.desk.session(number).cloned() else { return };
        let room = RoomId::at(address::session(&self.domain, &session.service, session.token.as_str()));
        let language = self.desk.staff_language(&session.service);
        let config = RoomConfig {
            kind: RoomKind::Session,
            name: self.session_room_name(&session, &language),
            language: Some(language.to_string()),
            keeps_lines: true,
        };
        self.rooms.open(room.clone(), config, &mut self.out);
        let nick = self.render(&Sentence::PatronNick {}, &language);
        let (affiliation, role) = (Affiliation::None, Role::Participant);
        self.rooms.show_virtual(&room, &nick, affiliation, role, Seen::default(), &mut self.out);
    }

    /// COMPAT: Gajim 1.7 shows nothing of an invitation but the room's name, so the question is in it.
    pub(super) fn session_room_name(&self, session: &Session, language: &Language) -> String {
        let service = self.desk.service_name(&session.service, language);
        format!("{service} {}: {}", session.token, session.question)
    }

    /// The room of a session that may just have been closed.
    pub(super) fn closing_room(&self, service: &ServiceId, session: i64) -> RoomId {
        RoomId::at(address::session(&self.domain, service, self.desk.token(session).as_str()))
    }
}
