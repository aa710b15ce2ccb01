//! Typing notices (XEP-0085) and receipts (XEP-0184), passed on both ways.

use jid::{BareJid, FullJid};

use super::{Hub, address};
use crate::desk::inventory::ServiceId;
use crate::stanza::{ChatState, Message, MessageKind, Stanza};

impl Hub {
    /// In a room he has joined, the patron sees which of those who help him is typing.
    pub(super) fn type_to_patron(&mut self, session: i64, operator: &BareJid, state: ChatState) {
        let Some(session) = self.desk.session(session) else { return };
        let Some(client) = session.patron.client.clone() else { return };
        let beside = self.desk.said_beside(session.number, operator);
        let view = self.view(&session.service.clone(), &session.patron.bare.clone());
        if self.rooms.room_of(&view.address, &client) == Some(&view) {
            let consultant = beside.and_then(|name| self.consultant_in(&view, &name));
            if let Some(nick) = consultant.or_else(|| self.librarian_in(&view)) {
                self.rooms.typing(&view, &nick, state, &mut self.out);
            }
        } else if self.rooms.room_of(&view.address, &client).is_none() {
            let mut message = Message::new(MessageKind::Chat, view.address, client);
            message.chat_state = Some(state);
            self.send(Stanza::Message(Box::new(message)));
        }
    }

    pub(super) fn type_as_patron(&mut self, session: i64, state: ChatState) {
        let Some(room) = self.session_room(session) else { return };
        if let Some(nick) = self.patron_in(&room) {
            self.rooms.typing(&room, &nick, state, &mut self.out);
        }
    }

    pub(super) fn type_as_operator(&mut self, session: i64, client: &FullJid, state: ChatState) {
        let Some(room) = self.session_room(session) else { return };
        if let Some(nick) = self.rooms.nick_of(&room, client).map(str::to_owned) {
            self.rooms.typing(&room, &nick, state, &mut self.out);
        }
    }

    /// To a patron who writes to the service; in a room he has joined, he sees his own line come back.
    pub(super) fn receipt(&mut self, to: FullJid, service: &ServiceId, id: String) {
        let from = address::service(&self.domain, service);
        if self.rooms.room_of(&from, &to).is_none() {
            let mut receipt = Message::new(MessageKind::Chat, from, to);
            receipt.id = Some(self.id());
            receipt.receipt = Some(id);
            self.send(Stanza::Message(Box::new(receipt)));
        }
    }

    pub(super) fn receipt_as_patron(&mut self, session: i64, id: &str) {
        let Some(room) = self.session_room(session) else { return };
        let Some(nick) = self.patron_in(&room) else { return };
        let Ok(from) = room.address.with_resource_str(&nick) else { return };
        for client in self.rooms.clients_in(&room).cloned().collect::<Vec<_>>() {
            let mut receipt = Message::new(MessageKind::Groupchat, from.clone(), client);
            receipt.receipt = Some(id.to_owned());
            self.send(Stanza::Message(Box::new(receipt)));
        }
    }
}
