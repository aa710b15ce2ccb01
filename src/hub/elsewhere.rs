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
use crate::stanza::{Decline, Invite, Message};

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
        let (by, invitee) = (by.to_bare(), invite.peer.to_bare());
        if self.desk.awaits_elsewhere(session, &by) {
            self.event(Event::AnsweredElsewhere { session, by, invitee }, Asked::Message(message));
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
        let words = line.split(' ').map(|word| self.own_service(word).unwrap_or_else(|| word.to_owned()));
        words.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn invite_person(&mut self, session: i64, person: &BareJid, reason: String) {
        let Some(room) = self.session_room(session) else { return };
        let thread = self.desk.session(session).map(|session| session.token.to_string());
        let invite = Invite { peer: self.domain.clone().into(), reason: Some(reason), thread };
        let id = Some(self.id());
        self.rooms.invite(&room, &person.clone().into(), invite, id, &mut self.out);
    }

    /// A service of another hub is asked for somebody.
    pub(super) fn invite_elsewhere(&mut self, session: i64, to: &BareJid, note: String) {
        self.invite_person(session, to, note);
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

    /// Whom that service sent is in the session, or not any more. The stanza is the business of `federation`.
    pub(super) fn tell_member_elsewhere(&mut self, _: &ServiceId, _: i64, _: &BareJid, _: &BareJid, _: bool) {}
}
