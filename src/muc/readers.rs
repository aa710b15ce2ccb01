//! What the hub asks the rooms; nothing here changes anything.

use jid::{BareJid, FullJid};

use super::{Line, Occupant, RoomConfig, RoomId, Rooms, Subject};

impl Rooms {
    /// Whether a staff or session room is open at this address; views are opened beside one.
    pub fn has_rooms(&self, address: &BareJid) -> bool {
        self.rooms.contains_key(&RoomId::at(address.clone()))
    }

    pub fn is_open(&self, room: &RoomId) -> bool {
        self.rooms.contains_key(room)
    }

    pub fn rooms(&self) -> impl Iterator<Item = &RoomId> {
        self.rooms.keys()
    }

    pub fn config(&self, room: &RoomId) -> Option<&RoomConfig> {
        self.rooms.get(room).map(|room| &room.config)
    }

    pub fn subject(&self, room: &RoomId) -> Option<&Subject> {
        self.rooms.get(room)?.subject.as_ref()
    }

    /// The room of this address in which the client sits.
    pub fn room_of(&self, address: &BareJid, client: &FullJid) -> Option<&RoomId> {
        self.seats.get(client)?.get(address)
    }

    /// Every room in which the client sits.
    pub fn rooms_of<'a>(&'a self, client: &FullJid) -> impl Iterator<Item = &'a RoomId> {
        self.seats.get(client).into_iter().flat_map(|seats| seats.values())
    }

    pub fn is_occupant(&self, address: &BareJid, client: &FullJid) -> bool {
        self.room_of(address, client).is_some()
    }

    /// Every client that sits in any room; these are the ones to ping.
    pub fn clients(&self) -> impl Iterator<Item = &FullJid> {
        self.seats.keys()
    }

    pub fn clients_in(&self, room: &RoomId) -> impl Iterator<Item = &FullJid> {
        self.rooms.get(room).into_iter().flat_map(|room| room.clients())
    }

    /// By nick, virtual ones too.
    pub fn occupants(&self, room: &RoomId) -> impl Iterator<Item = (&str, &Occupant)> {
        let room = self.rooms.get(room);
        room.into_iter().flat_map(|room| room.occupants.iter().map(|(nick, occupant)| (nick.as_str(), occupant)))
    }

    pub fn occupant(&self, room: &RoomId, nick: &str) -> Option<&Occupant> {
        self.rooms.get(room)?.occupants.get(nick)
    }

    pub fn nick_of(&self, room: &RoomId, client: &FullJid) -> Option<&str> {
        self.rooms.get(room)?.nick_of(client)
    }

    /// Whether this person is there with any client.
    pub fn has_person(&self, room: &RoomId, bare: &BareJid) -> bool {
        self.rooms.get(room).is_some_and(|room| room.has_person(bare))
    }

    /// The lines kept, oldest first.
    pub fn history(&self, room: &RoomId) -> impl DoubleEndedIterator<Item = &Line> {
        self.rooms.get(room).into_iter().flat_map(|room| room.history.lines())
    }
}
