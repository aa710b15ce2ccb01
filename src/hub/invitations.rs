//! Invitations that occupants send through a room (XEP-0045 §7.8.2): an operator calls a colleague to the staff room.
//! A session is handed on so from its room (DESIGN §4). One sent straight to us (XEP-0249) is answered alike.

use jid::{BareJid, Jid};

use super::effects::Asked;
use super::{Address, Hub};
use crate::desk::event::Event;
use crate::desk::inventory::ServiceId;
use crate::desk::refusal::Refusal;
use crate::muc::RoomId;
use crate::stanza::{Decline, Invite, Message};

impl Hub {
    /// A direct invitation (XEP-0249) to one of our addresses: the same as one sent through the room it names, which is
    /// how it is answered.
    pub(super) fn invited_directly(&mut self, message: &Message) {
        let Some(direct) = message.direct_invite.clone() else { return };
        if !self.may_be_answered(message) {
            return;
        }
        let address = direct.room.to_bare();
        let seat = message.from.clone().try_into_full().ok();
        let seat = seat.and_then(|client| self.rooms.room_of(&address, &client)).cloned();
        let is_occupant = seat.is_some();
        let room = seat.unwrap_or_else(|| RoomId::at(address));
        let invite = Invite { peer: message.to.clone(), reason: direct.reason, thread: direct.thread };
        self.invite_asked(&room, &message.from, is_occupant, invite, message);
    }

    pub(super) fn invite_asked(
        &mut self,
        room: &RoomId,
        by: &Jid,
        is_occupant: bool,
        invite: Invite,
        message: &Message,
    ) {
        let address = self.address_of(&room.address.clone().into());
        let refusal = match address {
            Address::Service(service) if is_occupant && room.view.is_none() => {
                if self.desk.inventory().staffs(&invite.peer.to_bare(), &service) {
                    // COMPAT: Gajim 1.7 loses an invitation whose inviter is not a person or the hub.
                    let invitee = invite.peer.clone();
                    let invite = Invite { peer: by.to_bare().into(), ..invite };
                    let id = Some(self.id());
                    return self.rooms.invite(room, &invitee, invite, id, &mut self.out);
                }
                Refusal::NotStaff
            }
            Address::Session { number, .. } if is_occupant => {
                return self.handed_on(number, by, &invite, message);
            }
            Address::Session { number, .. } => {
                return self.answered_elsewhere(number, by, &invite, message);
            }
            _ => Refusal::NotAnOperator,
        };
        self.refuse_message(message, &refusal);
    }

    /// The hub itself calls somebody to a staff room.
    pub(super) fn invite_to_staff(&mut self, service: &ServiceId, operator: &BareJid, reason: String) {
        let room = self.staff_room(service);
        let invite = Invite { peer: self.domain.clone().into(), reason: Some(reason), thread: None };
        let id = Some(self.id());
        self.rooms.invite(&room, &operator.clone().into(), invite, id, &mut self.out);
    }

    /// Somebody whom the hub asked to staff a service declines; and who called a colleague to the staff room is told that she will not come.
    pub(super) fn staff_invitation_declined(&mut self, room: &RoomId, by: &Jid, decline: Decline) {
        let Address::Service(service) = self.address_of(&room.address.clone().into()) else { return };
        if room.view.is_none() && self.desk.may_staff(&by.to_bare(), &service) {
            let (service, operator, reason) = (service.clone(), by.to_bare(), decline.reason.clone());
            self.event(Event::StaffDeclined { service, operator, reason }, Asked::Nothing);
        }
        let inventory = self.desk.inventory();
        let both = [by, &decline.peer].into_iter().all(|who| inventory.staffs(&who.to_bare(), &service));
        if both && room.view.is_none() {
            let (inviter, id) = (decline.peer.clone(), Some(self.id()));
            let decline = Decline { peer: by.to_bare().into(), ..decline };
            self.rooms.tell_declined(room, &inviter, decline, id, &mut self.out);
        }
    }
}
