//! For the tests of the rooms: rooms to begin with, what clients send, and a store in the small that keeps the records
//! of the running test.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jid::{BareJid, FullJid, Jid};

use super::*;
use crate::stanza::{Content, HistoryWanted, Message, OccupantView, Presence, PresenceKind};
use crate::time::Time;

pub(super) const KEY: [u8; 32] = [7; 32];

/// Rows by the key under which the store would keep them, as JSON.
#[derive(Default)]
pub(crate) struct Store(BTreeMap<String, String>);

impl Store {
    pub fn apply(&mut self, record: &RoomRecord) {
        let room_key = |room: &RoomId| serde_json::to_string(room).unwrap();
        let key = |room: &RoomId, what: &str, which: &str| format!("{}|{what}|{which}", room_key(room));
        let json = serde_json::to_string(record).unwrap();
        match record {
            RoomRecord::Room(row) => drop(self.0.insert(key(&row.room, "room", ""), json)),
            RoomRecord::Client(row) => drop(self.0.insert(key(&row.room, "client", row.client.as_str()), json)),
            RoomRecord::Virtual(row) => drop(self.0.insert(key(&row.room, "virtual", &row.nick), json)),
            RoomRecord::Line(line) => {
                let there = self.0.insert(key(&line.room, "line", &format!("{:020}", line.number)), json);
                assert_eq!(there, None, "a line's number was given twice");
            }
            RoomRecord::RoomGone(room) => {
                let (prefix, lines) = (format!("{}|", room_key(room)), key(room, "line", ""));
                self.0.retain(|key, _| !key.starts_with(&prefix) || key.starts_with(&lines));
            }
            RoomRecord::ClientGone { room, client } => {
                assert!(self.0.remove(&key(room, "client", client.as_str())).is_some(), "a client went twice");
            }
            RoomRecord::VirtualGone { room, nick } => drop(self.0.remove(&key(room, "virtual", nick))),
            RoomRecord::LinesForgotten { room, before } => {
                let lines = key(room, "line", "");
                self.0.retain(|key, json| {
                    let RoomRecord::Line(line) = serde_json::from_str(json).unwrap() else { return true };
                    !key.starts_with(&lines) || before.is_some_and(|before| line.at >= before)
                });
            }
        }
    }

    pub fn rows(&self) -> Vec<RoomRecord> {
        self.0.values().map(|json| serde_json::from_str(json).unwrap()).collect()
    }

    pub fn restored(&self) -> Rooms {
        let mut rooms = Rooms::new(KEY);
        rooms.restore(self.rows());
        rooms
    }
}

thread_local! {
    static STORE: RefCell<Store> = RefCell::default();
}

pub(super) fn record(out: &Out) {
    STORE.with_borrow_mut(|store| out.records.iter().for_each(|record| store.apply(record)));
}

pub(super) fn rows() -> Vec<RoomRecord> {
    STORE.with_borrow(Store::rows)
}

pub(super) fn restored() -> Rooms {
    STORE.with_borrow(Store::restored)
}

#[track_caller]
pub(super) fn assert_restores(rooms: &Rooms) {
    assert_eq!(&restored(), rooms);
}

pub(super) fn jid(text: &str) -> Jid {
    Jid::new(text).unwrap()
}

pub(super) fn full(text: &str) -> FullJid {
    FullJid::new(text).unwrap()
}

pub(super) fn bare(text: &str) -> BareJid {
    BareJid::new(text).unwrap()
}

pub(super) fn desk_room(name: &str) -> RoomId {
    RoomId::at(bare(&format!("{name}@ref")))
}

pub(super) fn staff_config() -> RoomConfig {
    RoomConfig { kind: RoomKind::Staff, name: "Ask".into(), language: Some("en".into()), keeps_lines: true }
}

/// Nothing yet, and nothing recorded.
pub(super) fn no_rooms() -> Rooms {
    STORE.set(Store::default());
    Rooms::new(KEY)
}

pub(super) fn staff_room() -> Rooms {
    let mut rooms = no_rooms();
    let mut out = Out::default();
    rooms.open(desk_room("ask"), staff_config(), &mut out);
    record(&out);
    rooms
}

pub(super) fn open_session(rooms: &mut Rooms, name: &str) -> RoomId {
    let mut out = Out::default();
    let config = RoomConfig { kind: RoomKind::Session, name: "sv · law".into(), ..staff_config() };
    rooms.open(desk_room(name), config, &mut out);
    record(&out);
    desk_room(name)
}

pub(super) fn open_view(rooms: &mut Rooms, id: &RoomId) {
    let mut out = Out::default();
    rooms.open(RoomId::at(id.address.clone()), staff_config(), &mut out);
    rooms.open(id.clone(), RoomConfig { kind: RoomKind::View, keeps_lines: false, ..staff_config() }, &mut out);
    record(&out);
}

pub(super) fn join_presence(client: &str, address: &str, nick: &str) -> Presence {
    let mut presence = Presence::new(PresenceKind::Available, full(client), full(&format!("{address}/{nick}")));
    presence.join = Some(HistoryWanted::default());
    presence.id = Some("join".into());
    presence
}

fn ask_at(rooms: &mut Rooms, address: &str, client: &str, nick: &str, out: &mut Out) -> JoinAsked {
    match rooms.presence(&join_presence(client, address, nick), out).asked() {
        Some(Happening::JoinAsked(asked)) => *asked,
        other => panic!("{other:?}"),
    }
}

pub(super) fn ask(rooms: &mut Rooms, client: &str, nick: &str, out: &mut Out) -> JoinAsked {
    ask_at(rooms, "ask@ref", client, nick, out)
}

pub(super) fn join(rooms: &mut Rooms, client: &str, nick: &str) -> (String, Out) {
    admit_to(rooms, &desk_room("ask"), client, nick)
}

pub(super) fn admit_to(rooms: &mut Rooms, room: &RoomId, client: &str, nick: &str) -> (String, Out) {
    let mut out = Out::default();
    let asked = ask_at(rooms, room.address.as_str(), client, nick, &mut out);
    let nick = rooms.admit(Time(0), &asked, &Admission::operator(room.clone(), nick), &mut out).unwrap();
    record(&out);
    (nick, out)
}

/// Presence without a join to a nick in the staff room.
pub(super) fn present(rooms: &mut Rooms, client: &str, nick: &str, out: &mut Out) -> Option<Happening> {
    let presence = Presence::new(PresenceKind::Available, full(client), full(&format!("ask@ref/{nick}")));
    rooms.presence(&presence, out).asked()
}

pub(super) fn nick_asked(happening: Option<Happening>) -> NickAsked {
    match happening {
        Some(Happening::NickAsked(asked)) => asked,
        other => panic!("{other:?}"),
    }
}

pub(super) fn leave(rooms: &mut Rooms, client: &str, status: &str) -> (Left, Out) {
    let mut out = Out::default();
    let mut presence = Presence::new(PresenceKind::Unavailable, full(client), full("ask@ref/x"));
    presence.status = vec![crate::stanza::Body { lang: None, text: status.into() }];
    match rooms.presence(&presence, &mut out).asked() {
        Some(Happening::Left(left)) => {
            record(&out);
            (left, out)
        }
        other => panic!("{other:?}"),
    }
}

/// A line in the staff room.
pub(super) fn say_at(rooms: &mut Rooms, now: Time, nick: &str, client: &str, text: &str) -> (Said, Out) {
    let mut out = Out::default();
    let speaker = Speaker {
        nick: nick.into(),
        author: Author::Operator,
        bare: Some(full(client).to_bare()),
        client: Some(full(client)),
    };
    let said = SaidMessage {
        id: Some(format!("id-{text}")),
        origin_id: Some(format!("origin-{text}")),
        content: Content::text(text),
        thread: None,
    };
    let said = rooms.say(now, &desk_room("ask"), &speaker, said, &mut out).unwrap();
    record(&out);
    (said, out)
}

pub(super) fn presences_to<'a>(out: &'a Out, client: &str) -> Vec<&'a Presence> {
    let client = jid(client);
    let to_client = |stanza: &'a Stanza| match stanza {
        Stanza::Presence(presence) if presence.to == client => Some(&**presence),
        _ => None,
    };
    out.stanzas.iter().filter_map(to_client).collect()
}

pub(super) fn messages_to<'a>(out: &'a Out, client: &str) -> Vec<&'a Message> {
    let client = jid(client);
    let to_client = |stanza: &'a Stanza| match stanza {
        Stanza::Message(message) if message.to == client => Some(&**message),
        _ => None,
    };
    out.stanzas.iter().filter_map(to_client).collect()
}

#[track_caller]
pub(super) fn view(presence: &Presence) -> &OccupantView {
    presence.occupant.as_ref().unwrap()
}
