//! Whom the hub speaks for in rooms: the librarians whom a patron sees in his view of a service, and the patron whom they
//! see in a session's room.

use super::Hub;
use crate::desk::inventory::ServiceId;
use crate::desk::session::Patron;
use crate::muc::{DESK, RoomId, Seen};
use crate::stanza::{Affiliation, Role};

impl Hub {
    pub(super) fn show_librarian(&mut self, service: &ServiceId, patron: &Patron, name: Option<String>) {
        let view = self.view(service, &patron.bare);
        if let Some(shown) = self.librarian_in(&view) {
            if name.as_ref() == Some(&shown) {
                return;
            }
            self.rooms.remove_virtual(&view, &shown, &mut self.out);
        }
        if let Some(name) = name {
            let (affiliation, role) = (Affiliation::Member, Role::Participant);
            self.rooms.show_virtual(&view, &name, affiliation, role, Seen::default(), &mut self.out);
        }
    }

    /// Consultants are no members there: so they are told from the librarian who holds the session.
    pub(super) fn show_consultant(&mut self, service: &ServiceId, patron: &Patron, name: &str, is_in: bool) {
        let view = self.view(service, &patron.bare);
        match self.consultant_in(&view, name) {
            Some(shown) if !is_in => self.rooms.remove_virtual(&view, &shown, &mut self.out),
            // Two of one name are shown as one.
            None if is_in && self.librarian_in(&view).as_deref() != Some(name) => {
                let (affiliation, role) = (Affiliation::None, Role::Participant);
                self.rooms.show_virtual(&view, name, affiliation, role, Seen::default(), &mut self.out);
            }
            _ => {}
        }
    }

    /// The nick of a consultant of this name; a number stands behind it where the patron himself is called so.
    pub(super) fn consultant_in(&self, view: &RoomId, name: &str) -> Option<String> {
        let is_hers = |nick: &str| match nick.strip_prefix(name) {
            Some("") => true,
            Some(rest) => {
                let number = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
                number.is_some_and(|number| number.parse::<u32>().is_ok())
            }
            None => false,
        };
        let others = self.rooms.occupants(view).filter(|(nick, shown)| shown.is_virtual() && *nick != DESK);
        let beside = others.filter(|(_, shown)| shown.affiliation == Affiliation::None);
        beside.map(|(nick, _)| nick).find(|nick| is_hers(nick)).map(str::to_owned)
    }

    /// The nick of the librarian whom a patron sees in his view of a service.
    pub(super) fn librarian_in(&self, view: &RoomId) -> Option<String> {
        let others = self.rooms.occupants(view).filter(|(nick, shown)| shown.is_virtual() && *nick != DESK);
        let members = others.filter(|(_, shown)| shown.affiliation == Affiliation::Member);
        members.map(|(nick, _)| nick.to_owned()).next()
    }

    /// The nick of the patron in a session's room.
    pub(super) fn patron_in(&self, room: &RoomId) -> Option<String> {
        self.virtual_in(room)
    }

    fn virtual_in(&self, room: &RoomId) -> Option<String> {
        let others = self.rooms.occupants(room).filter(|(nick, occupant)| occupant.is_virtual() && *nick != DESK);
        others.map(|(nick, _)| nick.to_owned()).next()
    }
}
