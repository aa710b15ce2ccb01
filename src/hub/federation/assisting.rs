//! Our services are asked for somebody by rooms of other hubs, and answer them.

use jid::{BareJid, Jid};

use super::{is_said, speaker};
use crate::desk::assist::Asking;
use crate::desk::event::Event;
use crate::desk::inventory::ServiceId;
use crate::desk::refusal::Refusal;
use crate::hub::effects::Asked;
use crate::hub::{Hub, address};
use crate::stanza::{
    Affiliation, Condition, Decline, DirectInvite, Invite, Message, MessageKind, NeedForm, Role, Stanza,
};

impl Hub {
    /// A message to one of our services that a room or a service elsewhere may have sent.
    pub(super) fn told_to_service(&mut self, service: ServiceId, message: &Message) -> bool {
        if message.kind == MessageKind::Error {
            let Some(room) = speaker(message) else { return false };
            let is_known = self.desk.sent_into(&room, &service);
            if is_known {
                // What it refuses is not wanted; whoever of ours is in it stays.
                let refused = matches!(
                    message.error.as_ref().map(|error| &error.condition),
                    Some(Condition::NotAllowed | Condition::Forbidden | Condition::NotAcceptable)
                );
                let event = match refused {
                    true => Event::AssistanceWithdrawn { room, service },
                    false => Event::AssistanceUnreachable { room, service },
                };
                self.event(event, Asked::Nothing);
            }
            return is_known;
        }
        if !is_said(message) {
            return false;
        }
        if let (Some(invite), false) = (&message.invite, message.to_room) {
            self.invited_by_room(service, message, invite.clone());
            return true;
        }
        if let (Some(decline), false, Some(room)) = (&message.decline, message.to_room, speaker(message)) {
            if self.desk.sent_into(&room, &service) {
                let person = decline.peer.to_bare();
                self.event(Event::AssistanceRefused { room, service, person }, Asked::Nothing);
                return true;
            }
            return false;
        }
        if let (Some(item), Some(room)) = (&message.member, speaker(message)) {
            let is_known = self.desk.sent_into(&room, &service);
            if let (true, Some(person)) = (is_known, &item.jid) {
                let person = person.to_bare();
                let gone =
                    item.affiliation == Some(Affiliation::None) || item.affiliation == Some(Affiliation::Outcast);
                let is_in = !gone && item.role.is_some_and(|role| role != Role::None);
                if gone && person == address::service(&self.domain, &service) {
                    self.event(Event::AssistanceWithdrawn { room, service }, Asked::Nothing);
                } else if gone || is_in {
                    self.event(Event::AssistanceChanged { room, service, person, is_in }, Asked::Nothing);
                }
            }
            return is_known;
        }
        match message.direct_invite.clone() {
            Some(direct) if direct.room.domain() != self.domain.domain() => {
                self.invited_past_room(service, message, direct);
                true
            }
            _ => false,
        }
    }

    /// A room's own invitation: it speaks for itself, and for no other.
    fn invited_by_room(&mut self, service: ServiceId, message: &Message, invite: Invite) {
        let names_itself = |room: &BareJid| message.direct_invite.as_ref().is_none_or(|direct| direct.room == *room);
        let Some(room) = speaker(message).filter(names_itself) else {
            if self.may_be_answered(message) {
                self.refuse_message(message, &Refusal::NotTheRoom);
            }
            return;
        };
        let Invite { peer, reason, thread } = invite;
        self.asked_for(service, message, room, peer.to_bare(), reason, thread);
    }

    /// An invitation past the room (XEP-0249): somebody in the room asks, or the room itself, or a service vouches for it.
    fn invited_past_room(&mut self, service: ServiceId, message: &Message, direct: DirectInvite) {
        let DirectInvite { room, reason, thread } = direct;
        let (Ok(room), by) = (BareJid::try_from(room), message.from.to_bare()) else {
            if self.may_be_answered(message) {
                self.refuse_message(message, &Refusal::NotTheRoom);
            }
            return;
        };
        if speaker(message).is_some_and(|by| by.domain() != room.domain() && self.is_linked(&by)) {
            let form = message.need.clone();
            return self.event(Event::VouchedFor { room, by, service, form }, Asked::Nothing);
        }
        self.asked_for(service, message, room, by, reason, thread);
    }

    fn asked_for(
        &mut self,
        service: ServiceId,
        message: &Message,
        room: BareJid,
        inviter: BareJid,
        reason: Option<String>,
        thread: Option<String>,
    ) {
        if room.node().is_none() {
            if self.may_be_answered(message) {
                self.refuse_message(message, &Refusal::NotTheRoom);
            }
            return;
        }
        // Strangers are answered within the rate of a patron's lines; linked hubs within that of their agreement.
        if !self.is_linked(&room) && !self.may_be_answered(message) {
            return;
        }
        let (id, form) = (message.id.clone(), message.need.clone());
        let asking = Asking { room, service, inviter, id, thread, reason, form };
        self.event(Event::AssistanceAsked(Box::new(asking)), Asked::Nothing);
    }

    pub(in crate::hub) fn is_linked(&self, address: &BareJid) -> bool {
        self.desk.inventory().link_of(address).is_some_and(|link| link.is_active())
    }

    pub(in crate::hub) fn send_into_room(
        &mut self,
        room: BareJid,
        service: &ServiceId,
        person: BareJid,
        thread: Option<String>,
        form: Option<NeedForm>,
    ) {
        let invite = Invite { peer: person.into(), reason: None, thread };
        self.send_to_room(room, service, |message| (message.invite, message.need) = (Some(invite), form));
    }

    pub(in crate::hub) fn decline_assistance(
        &mut self,
        room: BareJid,
        service: &ServiceId,
        to: BareJid,
        reason: String,
    ) {
        let decline = Decline { peer: to.into(), reason: Some(reason) };
        self.send_to_room(room, service, |message| message.decline = Some(decline));
    }

    fn send_to_room(&mut self, room: BareJid, service: &ServiceId, says: impl FnOnce(&mut Message)) {
        let from = address::service(&self.domain, service);
        let mut message = Message::new(MessageKind::Normal, from, room);
        message.id = Some(self.id());
        message.to_room = true;
        says(&mut message);
        self.send(Stanza::Message(Box::new(message)));
    }

    pub(in crate::hub) fn vouch(&mut self, service: &ServiceId, to: BareJid, invite: DirectInvite, form: NeedForm) {
        let mut message = Message::new(MessageKind::Normal, address::service(&self.domain, service), Jid::from(to));
        message.id = Some(self.id());
        message.direct_invite = Some(invite);
        message.need = Some(form);
        self.send(Stanza::Message(Box::new(message)));
    }
}
