//! A store in the small: takes records in order as the real one does, keeps the stanzas of the last batches until the
//! barrier, and gives back what a restart finds.

use std::collections::{BTreeMap, BTreeSet};

use jid::{BareJid, FullJid};
use refdesk::desk::Restored;
use refdesk::desk::assist::Assistance;
use refdesk::desk::inventory::{Change, ServiceId};
use refdesk::desk::record::{Chronicle, DutyClient, Record as DeskRecord, What};
use refdesk::desk::routing::decision;
use refdesk::desk::session::Session;
use refdesk::hub::Kept;
use refdesk::hub::record::Record;
use refdesk::muc::{Author, ClientRow, Line, RoomId, RoomRecord, RoomRow, VirtualRow};
use refdesk::stanza::Stanza;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::founding;

#[derive(Clone, Default)]
pub struct Store {
    sessions: BTreeMap<i64, Session>,
    duty: BTreeMap<(ServiceId, FullJid), DutyClient>,
    /// What was changed about the inventory while the desk ran.
    pub changes: Vec<Change>,
    rooms: BTreeMap<RoomId, RoomRow>,
    clients: BTreeMap<(RoomId, FullJid), ClientRow>,
    virtuals: BTreeMap<(RoomId, String), VirtualRow>,
    lines: BTreeMap<(RoomId, i64), Line>,
    /// Lines of patrons and operators by who said them under which id.
    said: BTreeMap<(RoomId, BareJid, String), Vec<i64>>,
    contacts: BTreeSet<(BareJid, BareJid)>,
    /// What was decided in routing, and what came of it.
    decisions: Vec<Chronicle>,
    /// What other hubs ask for, while it is not over.
    assistances: BTreeMap<(BareJid, ServiceId), Assistance>,
    /// How often each thing has happened to a session.
    pub happened: BTreeMap<String, u64>,
    /// Not yet known to have been taken by the server.
    pub outbox: Vec<Stanza>,
}

impl Store {
    pub fn apply(&mut self, records: Vec<Record>) -> Result<(), String> {
        for record in records {
            match record {
                Record::Desk(record) => self.apply_desk(record)?,
                Record::Room { record, .. } => self.apply_room(*record)?,
                Record::Contact { address, contact } => drop(self.contacts.insert((address, contact))),
                Record::ContactGone { address, contact } => drop(self.contacts.remove(&(address, contact))),
            }
        }
        Ok(())
    }

    fn apply_desk(&mut self, record: DeskRecord) -> Result<(), String> {
        match record {
            DeskRecord::Session(session) => {
                if let Some(before) = self.sessions.get(&session.number)
                    && !before.is_open()
                {
                    return Err(format!("session {} was closed and is recorded again", session.number));
                }
                self.sessions.insert(session.number, *session);
            }
            DeskRecord::DutyClient(client) => {
                self.duty.insert((client.service.clone(), client.client.clone()), client);
            }
            DeskRecord::DutyClientGone { service, client } => drop(self.duty.remove(&(service, client))),
            DeskRecord::Chronicle(entry) => {
                if decision(entry.what) {
                    self.decisions.push(again(&entry));
                }
                let what = if entry.what == What::Closed { entry.detail } else { format!("{:?}", entry.what) };
                *self.happened.entry(what).or_default() += 1;
            }
            DeskRecord::Note(_) => *self.happened.entry("Note".into()).or_default() += 1,
            DeskRecord::Inventory(change) => {
                if let Some(what) = founding::happened(&change) {
                    *self.happened.entry(what.into()).or_default() += 1;
                }
                self.changes.push(change);
            }
            DeskRecord::Assistance(one) if one.is_open() => drop(self.assistances.insert(one.key(), *one)),
            DeskRecord::Assistance(one) => {
                let vouched = if one.vouched { "vouched " } else { "" };
                let what = format!("assistance {vouched}{}", one.part.name());
                *self.happened.entry(what).or_default() += 1;
                self.assistances.remove(&one.key());
            }
            DeskRecord::Duty { .. } | DeskRecord::Audit(_) | DeskRecord::Unmet(_) | DeskRecord::Lesson(_) => {}
        }
        Ok(())
    }

    fn apply_room(&mut self, record: RoomRecord) -> Result<(), String> {
        match record {
            RoomRecord::Room(row) => drop(self.rooms.insert(row.room.clone(), row)),
            RoomRecord::RoomGone(room) => {
                self.rooms.remove(&room);
                self.clients.retain(|(of, _), _| *of != room);
                self.virtuals.retain(|(of, _), _| *of != room);
            }
            RoomRecord::Client(row) => drop(self.clients.insert((row.room.clone(), row.client.clone()), row)),
            RoomRecord::ClientGone { room, client } => drop(self.clients.remove(&(room, client))),
            RoomRecord::Virtual(row) => drop(self.virtuals.insert((row.room.clone(), row.nick.clone()), row)),
            RoomRecord::VirtualGone { room, nick } => drop(self.virtuals.remove(&(room, nick))),
            RoomRecord::Line(line) => self.apply_line(line)?,
            RoomRecord::LinesForgotten { room, before } => {
                let forgotten = |line: &Line| line.room == room && before.is_none_or(|before| line.at < before);
                self.lines.retain(|_, line| !forgotten(line));
                self.said.retain(|(of, _, _), _| *of != room || before.is_some());
            }
        }
        Ok(())
    }

    fn apply_line(&mut self, line: Line) -> Result<(), String> {
        let (room, number) = (line.room.clone(), line.number);
        if let (Some(bare), Some(id)) = (&line.bare, &line.id) {
            let same = self.said.entry((room.clone(), bare.clone(), id.clone())).or_default();
            same.push(number);
            if same.len() > 1 {
                return Err(format!("line {id} of {bare} is recorded twice in {}", room.address));
            }
        }
        *self.happened.entry(format!("{:?} spoke", line.author)).or_default() += 1;
        match self.lines.insert((room.clone(), number), line) {
            None => Ok(()),
            Some(_) => Err(format!("number {number} was given twice in {}", room.address)),
        }
    }

    /// Whether this patron's line of this id is kept in some session's room.
    pub fn has_line_of(&self, patron: &BareJid, id: &str) -> bool {
        self.said.keys().any(|(_, bare, said)| bare == patron && said == id)
    }

    pub fn lines_of(&self, room: &RoomId) -> impl Iterator<Item = &Line> {
        self.lines.range((room.clone(), 0)..(room.clone(), i64::MAX)).map(|(_, line)| line)
    }

    pub fn words_of(&self, room: &RoomId) -> impl Iterator<Item = &Line> {
        self.lines_of(room).filter(|line| line.author != Author::Desk)
    }

    pub fn last_session(&self) -> i64 {
        self.sessions.keys().next_back().copied().unwrap_or(0)
    }

    pub fn open_sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values().filter(|session| session.is_open())
    }

    pub fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub fn assistances(&self) -> impl Iterator<Item = &Assistance> {
        self.assistances.values()
    }

    /// As rows of a data base come back: written out and read in.
    pub fn kept(&self) -> Kept {
        let desk = Restored {
            sessions: self.open_sessions().map(again).collect(),
            last_session: self.last_session(),
            duty: self.duty.values().map(again).collect(),
            audit: Vec::new(),
            decisions: self.decisions.clone(),
            attendance: Default::default(),
            gaps: Default::default(),
            assistances: self.assistances.values().map(again).collect(),
        };
        let lines = self.lines.values().filter(|line| self.rooms.contains_key(&line.room));
        let rooms = lines.map(|line| RoomRecord::Line(again(line)));
        let rooms = rooms.chain(self.clients.values().map(|row| RoomRecord::Client(again(row))));
        let rooms = rooms.chain(self.virtuals.values().map(|row| RoomRecord::Virtual(again(row))));
        let rooms = rooms.chain(self.rooms.values().map(|row| RoomRecord::Room(again(row))));
        Kept { desk, rooms: rooms.collect(), contacts: self.contacts.iter().cloned().collect() }
    }
}

fn again<T: Serialize + DeserializeOwned>(row: &T) -> T {
    let json = serde_json::to_string(row).expect("a row can be written");
    serde_json::from_str(&json).expect("a row can be read again")
}
