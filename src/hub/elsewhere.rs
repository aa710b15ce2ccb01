//! A session is handed on by an invitation of its holder's client, and what passes with whom is asked in other hubs.

use jid::{BareJid, Jid};

use super::effects::Asked;
use super::{Address, Hub};
use crate::desk::command::Spec;
use crate::desk::event::Event;
use crate::desk::inventory::ServiceId;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Recipient;
use crate::stanza::{AdminItem, Affiliation, Decline, Invite, Message, MessageKind, NeedForm, Role, Stanza};

impl Hub {
    /// Somebody who sits in a session's room invites to it.
    pub(super) fn handed_on(&mut self, session: i64, by: &Jid, invite: &Invite, message: &Message) {
        let Ok(by) = by.clone().try_into_full() else { return };
        let note = invite.reason.clone().unwrap_or_default();
        match self.recipient(&invite.peer) {
            Some(to) => self.event(Event::HandedOn { session, by, to, note }, Asked::Message(message)),
            None => {
                let name = invite.peer.to_bare().to_string();
                let why = Sentence::TransferNotTo { name, why: "ours".to_owned(), held: 0, limit: 0 };
                self.refuse_message(message, &Refusal::NotHandedOn(Box::new(why)));
            }
        }
    }

    /// Somebody who is not in a session's room invites to it: the service of another hub that was asked, or a stranger.
    pub(super) fn answered_elsewhere(&mut self, session: i64, by: &Jid, invite: &Invite, message: &Message) {
        let is_service = by.resource().is_none();
        let (by, invitee) = (by.to_bare(), invite.peer.to_bare());
        if is_service && (self.desk.awaits_elsewhere(session, &by) || self.is_linked(&by)) {
            let form = message.need.clone();
            self.event(Event::AnsweredElsewhere { session, by, invitee, form }, Asked::Message(message));
        } else {
            self.refuse_message(message, &Refusal::NotAnOperator);
        }
    }

    /// Whom an address means; none of ours but services take a session over.
    fn recipient(&self, address: &Jid) -> Option<Recipient> {
        let bare = address.to_bare();
        match self.address_of(&bare.clone().into()) {
            Address::Service(service) => Some(Recipient::Service(service)),
            _ if bare.domain() == self.domain.domain() => None,
            _ => Some(self.desk.recipient_at(bare)),
        }
    }

    /// The id of a service of ours that is written as its address.
    pub(super) fn own_service(&self, word: &str) -> Option<String> {
        let address = word.strip_prefix("xmpp:").unwrap_or(word);
        let (local, domain) = address.split_once('@')?;
        let is_ours = domain.eq_ignore_ascii_case(self.domain.as_str());
        let service: ServiceId = local.to_lowercase().parse().ok().filter(|_| is_ours)?;
        self.desk.inventory().services.contains_key(&service).then(|| service.to_string())
    }

    /// The line of a command, where our own services are named by their ids.
    pub(super) fn with_own_services(&self, line: &str) -> String {
        let command = line.trim_start().trim_start_matches(['!', '/']).split_whitespace().next().unwrap_or_default();
        let hands_on =
            Spec::named(&command.to_lowercase()).is_some_and(|spec| ["transfer", "consult"].contains(&spec.name));
        if !hands_on || !line.contains('@') {
            return line.to_owned();
        }
        // `ask-law@ref.a; a note`: what ends the name is not of it.
        let named = |word: &str| {
            let address = word.trim_end_matches([';', ',', ':', '.']);
            self.own_service(address).map_or_else(|| word.to_owned(), |id| format!("{id}{}", &word[address.len()..]))
        };
        line.split(' ').map(named).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn invite_person(&mut self, session: i64, person: &BareJid, reason: String) {
        let Some(room) = self.session_room(session) else { return };
        let thread = self.desk.session(session).map(|session| session.token.to_string());
        let invite = Invite { peer: self.domain.clone().into(), reason: Some(reason), thread };
        let id = Some(self.id());
        self.rooms.invite(&room, &person.clone().into(), invite, id, &mut self.out);
    }

    /// A service of another hub is asked for somebody: an invitation as for people, with what its hub reads beside it.
    pub(super) fn invite_elsewhere(&mut self, session: i64, to: &BareJid, form: NeedForm, reason: String) {
        let Some(room) = self.session_room(session) else { return };
        let thread = self.desk.session(session).map(|session| session.token.to_string());
        let invite = Invite { peer: self.domain.clone().into(), reason: Some(reason), thread };
        let id = Some(self.id());
        let mut message = self.rooms.invitation(&room, &to.clone().into(), invite, id);
        message.need = Some(form);
        self.send(Stanza::Message(Box::new(message)));
    }

    /// Whom that service sent will not come.
    pub(super) fn decline_elsewhere(
        &mut self,
        service: &ServiceId,
        session: i64,
        to: &BareJid,
        operator: &BareJid,
        reason: Option<String>,
    ) {
        let room = self.closing_room(service, session);
        let decline = Decline { peer: operator.clone().into(), reason };
        let id = Some(self.id());
        self.rooms.tell_declined(&room, &to.clone().into(), decline, id, &mut self.out);
    }

    /// Whom that service sent is in the session, or not any more: the room tells of its members (XEP-0045 §9).
    pub(super) fn tell_member_elsewhere(
        &mut self,
        service: &ServiceId,
        session: i64,
        to: &BareJid,
        operator: &BareJid,
        is_in: bool,
    ) {
        let room = self.closing_room(service, session);
        let (affiliation, role) =
            if is_in { (Affiliation::Member, Role::Participant) } else { (Affiliation::None, Role::None) };
        let mut message = Message::new(MessageKind::Normal, room.address, to.clone());
        message.id = Some(self.id());
        message.member = Some(AdminItem {
            affiliation: Some(affiliation),
            role: Some(role),
            jid: Some(operator.clone().into()),
            ..AdminItem::default()
        });
        self.send(Stanza::Message(Box::new(message)));
    }
}
