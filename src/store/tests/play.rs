//! Random batches against a model that takes one record at a time, with the store opened again at any moment.

use std::collections::BTreeMap;

use jid::{BareJid, FullJid};

use super::ground::kept;
use super::on_each_engine;
use super::samples::*;
use crate::desk::inventory::ServiceId;
use crate::desk::record::{DutyClient, Record};
use crate::desk::sample::{jid, service};
use crate::desk::session::{Resolution, Session};
use crate::muc::{RoomId, RoomKind, RoomRecord};
use crate::stanza::Show;
use crate::store::{Batch, Contact, ContactRecord, Kept, LINES_LOADED, Subscription};
use crate::time::Time;

/// A generator that a seed repeats (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

#[derive(Default)]
struct Model {
    sessions: BTreeMap<i64, Session>,
    duty: BTreeMap<(ServiceId, FullJid), DutyClient>,
    rooms: BTreeMap<RoomId, RoomRecord>,
    clients: BTreeMap<(RoomId, String), RoomRecord>,
    virtuals: BTreeMap<(RoomId, String), RoomRecord>,
    lines: BTreeMap<(RoomId, i64), (Time, RoomRecord)>,
    contacts: BTreeMap<(BareJid, BareJid), Contact>,
    outbox: Vec<(i64, Vec<String>)>,
}

impl Model {
    fn desk(&mut self, record: &Record) {
        match record {
            Record::Session(session) => drop(self.sessions.insert(session.number, (**session).clone())),
            Record::DutyClient(client) => {
                drop(self.duty.insert((client.service.clone(), client.client.clone()), client.clone()));
            }
            Record::DutyClientGone { service, client } => {
                drop(self.duty.remove(&(service.clone(), client.clone())));
            }
            Record::Chronicle(_)
            | Record::Assistance(_)
            | Record::Note(_)
            | Record::Duty { .. }
            | Record::Inventory(_)
            | Record::Audit(_)
            | Record::Unmet(_)
            | Record::Lesson(_) => {}
        }
    }

    fn room(&mut self, record: &RoomRecord) {
        let known = record.clone();
        match record {
            RoomRecord::Room(row) => drop(self.rooms.insert(row.room.clone(), known)),
            RoomRecord::RoomGone(room) => {
                self.rooms.remove(room);
                self.clients.retain(|(of, _), _| of != room);
                self.virtuals.retain(|(of, _), _| of != room);
            }
            RoomRecord::Client(row) => {
                drop(self.clients.insert((row.room.clone(), row.client.to_string()), known));
            }
            RoomRecord::ClientGone { room, client } => {
                drop(self.clients.remove(&(room.clone(), client.to_string())));
            }
            RoomRecord::Virtual(row) => drop(self.virtuals.insert((row.room.clone(), row.nick.clone()), known)),
            RoomRecord::VirtualGone { room, nick } => drop(self.virtuals.remove(&(room.clone(), nick.clone()))),
            RoomRecord::Line(line) => {
                drop(self.lines.insert((line.room.clone(), line.number), (line.at, known)));
            }
            RoomRecord::LinesForgotten { room, before } => {
                self.lines.retain(|(of, _), (at, _)| of != room || before.is_some_and(|before| *at >= before));
            }
        }
    }

    fn contact(&mut self, record: &ContactRecord) {
        match record {
            ContactRecord::Contact(contact) => {
                drop(self.contacts.insert((contact.address.clone(), contact.jid.clone()), contact.clone()));
            }
            ContactRecord::Gone { address, jid } => drop(self.contacts.remove(&(address.clone(), jid.clone()))),
        }
    }

    fn expect(&self, kept: &Kept) {
        let open: Vec<_> = self.sessions.values().filter(|session| session.is_open()).cloned().collect();
        assert_eq!(kept.sessions, open);
        assert_eq!(kept.last_session, self.sessions.keys().next_back().copied().unwrap_or(0));
        assert_eq!(kept.duty, self.duty.values().cloned().collect::<Vec<_>>());
        assert_eq!(kept.contacts, self.contacts.values().cloned().collect::<Vec<_>>());
        assert_eq!(kept.outbox, self.outbox);
        let mut rooms: Vec<RoomRecord> = self.rooms.values().cloned().collect();
        rooms.extend(self.clients.values().cloned());
        rooms.extend(self.virtuals.values().cloned());
        for room in self.rooms.keys() {
            let lines = self.lines.range((room.clone(), i64::MIN)..=(room.clone(), i64::MAX));
            let lines: Vec<_> = lines.map(|(_, (_, record))| record.clone()).collect();
            rooms.extend(lines.into_iter().rev().take(LINES_LOADED as usize).rev());
        }
        assert_eq!(in_order(kept.rooms.clone()), in_order(rooms));
    }
}

fn in_order(records: Vec<RoomRecord>) -> Vec<String> {
    let mut all: Vec<String> = records.iter().map(|record| format!("{record:?}")).collect();
    all.sort();
    all
}

fn random_record(dice: &mut Dice) -> Record {
    let number = 1 + dice.roll(8) as i64;
    let client = duty_client(&dice.roll(4).to_string());
    match dice.roll(8) {
        0 => recorded(session(number)),
        1 => recorded(offered(number)),
        2 => recorded(held(number)),
        3 => recorded(closed(number, Resolution::ALL[dice.roll(7) as usize], Some(1 + dice.roll(6) as u8))),
        4 => Record::DutyClientGone { service: service("ask"), client: client.client },
        5 => note(number, FAR),
        6 => happened(number, 5, crate::desk::record::What::Requeued, None),
        _ => {
            let show = [Show::Chat, Show::Available, Show::Away, Show::Xa, Show::Dnd][dice.roll(5) as usize];
            Record::DutyClient(DutyClient { show, off: dice.roll(2) == 0, ..client })
        }
    }
}

fn random_room_record(dice: &mut Dice, next_line: &mut i64) -> RoomRecord {
    let rooms = [
        session_room("abc234"),
        session_room("def567"),
        view(jid("dora@guest.localhost")),
        view(jid("eva@guest.localhost")),
        RoomId { address: jid("ask@ref.localhost"), view: None },
    ];
    let id = &rooms[dice.roll(5) as usize];
    let name = ["anna", "bo", "chen"][dice.roll(3) as usize];
    match dice.roll(12) {
        0 | 1 => {
            let mut row = room(id, [RoomKind::Staff, RoomKind::Session, RoomKind::View][dice.roll(3) as usize]);
            row.numbered_to = *next_line;
            RoomRecord::Room(row)
        }
        2 => RoomRecord::RoomGone(id.clone()),
        3 | 4 => RoomRecord::Client(client(id, name)),
        5 => RoomRecord::ClientGone { room: id.clone(), client: client(id, name).client },
        6 => RoomRecord::Virtual(desk(id)),
        7 => RoomRecord::VirtualGone { room: id.clone(), nick: "Desk".into() },
        8 if dice.roll(6) == 0 => {
            let before = (dice.roll(3) > 0).then(|| line(id, *next_line - dice.roll(30) as i64, "").at);
            RoomRecord::LinesForgotten { room: id.clone(), before }
        }
        _ => {
            *next_line += 1;
            RoomRecord::Line(line(id, *next_line, ["Hej", "", "🙂 \"'\\\n"][dice.roll(3) as usize]))
        }
    }
}

fn random_contact(dice: &mut Dice) -> ContactRecord {
    let address = jid(["ask@ref.localhost", "ref.localhost"][dice.roll(2) as usize]);
    let who = jid(["dora@localhost", "eva@localhost", "ref.hub-b.eu"][dice.roll(3) as usize]);
    match dice.roll(5) {
        0 => ContactRecord::Gone { address, jid: who },
        kind => {
            use Subscription::{Asked, Both, From, To};
            let subscription = [From, To, Both, Asked][kind as usize - 1];
            ContactRecord::Contact(Contact { address, jid: who, subscription })
        }
    }
}

on_each_engine! {
    async fn whatever_is_recorded_is_what_comes_back(ground: &Ground) {
        let seed: u64 = std::env::var("REFDESK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261);
        println!("REFDESK_SEED={seed}");
        let mut dice = Dice(seed);
        let mut model = Model::default();
        let mut store = ground.open().await;
        let mut next_line = 0;
        for _ in 0..250 {
            let mut batch = Batch::default();
            for _ in 0..dice.roll(6) {
                let record = random_record(&mut dice);
                model.desk(&record);
                batch.desk.push(record);
            }
            for _ in 0..dice.roll(14) {
                let record = random_room_record(&mut dice, &mut next_line);
                model.room(&record);
                batch.rooms.push((record, FAR));
            }
            for _ in 0..dice.roll(3) {
                let record = random_contact(&mut dice);
                model.contact(&record);
                batch.contacts.push(record);
            }
            batch.outbox = (0..dice.roll(3)).map(|n| format!("<message id='{}-{n}'/>", dice.roll(1000))).collect();
            if let (Some((oldest, _)), 0) = (model.outbox.first(), dice.roll(3)) {
                batch.taken = Some(*oldest);
            }
            let number = store.commit(&batch).await.expect("committed");
            model.outbox.retain(|(number, _)| batch.taken.is_none_or(|taken| *number > taken));
            model.outbox.extend(number.map(|number| (number, batch.outbox.clone())));
            if dice.roll(8) == 0 {
                drop(store);
                store = ground.open().await;
            }
            if dice.roll(4) == 0 {
                model.expect(&kept(&store).await);
            }
        }
        model.expect(&kept(&store).await);
    }
}
