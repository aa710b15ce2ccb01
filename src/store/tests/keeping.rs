//! What is committed comes back.

use std::collections::BTreeSet;

use super::ground::{KEY, kept};
use super::on_each_engine;
use super::samples::*;
use crate::desk::assist::{Assistance, Stage};
use crate::desk::record::{Record, What};
use crate::desk::sample::{jid, service};
use crate::desk::session::Resolution;
use crate::muc::{RoomKind, RoomRecord};
use crate::store::{Batch, Contact, ContactRecord, LINES_LOADED, Subscription};
use crate::time::Time;

fn outbox(stanzas: &[&str]) -> Batch {
    Batch { outbox: stanzas.iter().map(|stanza| (*stanza).to_owned()).collect(), ..Batch::default() }
}

on_each_engine! {
    async fn a_new_store_is_empty_and_has_a_key_that_stays(ground: &Ground) {
        let store = ground.open().await;
        let first = kept(&store).await;
        assert_eq!(first.key, KEY);
        assert!(first.sessions.is_empty() && first.rooms.is_empty() && first.outbox.is_empty());
        assert_eq!((first.last_session, first.revision), (0, 0));
        drop(store);
        let again = ground.open().await.load(|| panic!("asked for a second key")).await.expect("kept");
        assert_eq!(again, first);
    }

    async fn open_sessions_come_back_whole_and_closed_ones_do_not(ground: &Ground) {
        let store = ground.open().await;
        let open = [session(1), offered(2), held(3)];
        let mut batch = Batch::default();
        batch.desk.extend(open.iter().cloned().map(recorded));
        batch.desk.push(recorded(held(4)));
        batch.desk.push(recorded(closed(4, Resolution::Answered, Some(3))));
        assert_eq!(store.commit(&batch).await.expect("committed"), None);
        drop(store);
        let again = kept(&ground.open().await).await;
        assert_eq!(again.sessions, open);
        assert_eq!(again.last_session, 4);
        assert_eq!(ground.count("SELECT count(*) FROM session WHERE state IS NULL AND read_scale = 3").await, 1);
    }

    async fn what_other_hubs_ask_comes_back_whole_until_it_is_over(ground: &Ground) {
        let store = ground.open().await;
        let (open, over) = (assistance("ask.7k@ref.hub-b.test"), assistance("ask.8m@ref.hub-b.test"));
        let ended = Assistance { stage: Stage::Settled, ended: Some(Time(9_000)), ..over.clone() };
        let all = [&open, &over, &ended].map(|one| Record::Assistance(Box::new(one.clone())));
        store.commit(&Batch { desk: all.into(), ..Batch::default() }).await.expect("committed");
        drop(store);
        assert_eq!(kept(&ground.open().await).await.assistances, [open]);
        let left = "SELECT count(*) FROM assistance WHERE state IS NULL AND ended = 9000 AND operator = 'chen@localhost'";
        assert_eq!(ground.count(left).await, 1);
    }

    async fn the_later_record_of_a_batch_counts(ground: &Ground) {
        let store = ground.open().await;
        let room = session_room("abc234");
        let anna = client(&room, "anna");
        let gone = RoomRecord::ClientGone { room: room.clone(), client: anna.client.clone() };
        let batch = Batch {
            desk: vec![
                recorded(session(1)),
                recorded(held(1)),
                Record::DutyClient(duty_client("a")),
                Record::DutyClientGone { service: service("ask"), client: duty_client("a").client },
                Record::DutyClientGone { service: service("ask"), client: duty_client("b").client },
                Record::DutyClient(duty_client("b")),
            ],
            rooms: vec![
                (RoomRecord::Room(room_row(&room)), FAR),
                (RoomRecord::Client(anna.clone()), FAR),
                (gone.clone(), FAR),
                (RoomRecord::RoomGone(room.clone()), FAR),
                (RoomRecord::Room(room_row(&room)), FAR),
                (RoomRecord::Client(client(&room, "bo")), FAR),
            ],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        let again = kept(&store).await;
        assert_eq!(again.sessions, [held(1)]);
        assert_eq!(again.duty, [duty_client("b")]);
        let bo = RoomRecord::Client(client(&room, "bo"));
        assert_eq!(again.rooms, [RoomRecord::Room(room_row(&room)), bo]);
    }

    async fn a_room_that_goes_takes_its_occupants_and_leaves_its_lines(ground: &Ground) {
        let store = ground.open().await;
        let (room, other) = (session_room("abc234"), session_room("def567"));
        let mut batch = Batch::default();
        for id in [&room, &other] {
            batch.rooms.push((RoomRecord::Room(room_row(id)), FAR));
            batch.rooms.push((RoomRecord::Client(client(id, "anna")), FAR));
            batch.rooms.push((RoomRecord::Virtual(desk(id)), FAR));
            batch.rooms.push((RoomRecord::Line(line(id, 1, "Hej")), FAR));
        }
        store.commit(&batch).await.expect("committed");
        let batch = Batch { rooms: vec![(RoomRecord::RoomGone(room), FAR)], ..Batch::default() };
        store.commit(&batch).await.expect("committed");
        let expected = vec![
            RoomRecord::Room(room_row(&other)),
            RoomRecord::Client(client(&other, "anna")),
            RoomRecord::Virtual(desk(&other)),
            RoomRecord::Line(line(&other, 1, "Hej")),
        ];
        assert_eq!(kept(&store).await.rooms, expected);
        assert_eq!(ground.count("SELECT count(*) FROM line").await, 2);
    }

    async fn two_views_of_one_address_are_two_rooms(ground: &Ground) {
        let store = ground.open().await;
        let (dora, eva) = (view(jid("dora@guest.localhost")), view(jid("eva@guest.localhost")));
        let mut batch = Batch::default();
        for id in [&dora, &eva] {
            batch.rooms.push((RoomRecord::Room(room(id, RoomKind::View)), FAR));
            batch.rooms.push((RoomRecord::Line(line(id, 1, "Hej")), FAR));
        }
        batch.rooms.push((RoomRecord::RoomGone(dora), FAR));
        store.commit(&batch).await.expect("committed");
        let expected = [RoomRecord::Room(room(&eva, RoomKind::View)), RoomRecord::Line(line(&eva, 1, "Hej"))];
        assert_eq!(kept(&store).await.rooms, expected);
    }

    async fn the_newest_lines_of_each_room_come_back_in_order(ground: &Ground) {
        let store = ground.open().await;
        let (long, short) = (session_room("abc234"), session_room("def567"));
        let mut batch = Batch::default();
        for id in [&long, &short] {
            batch.rooms.push((RoomRecord::Room(room_row(id)), FAR));
        }
        let all = LINES_LOADED + 25;
        batch.rooms.extend((1..=all).map(|number| (RoomRecord::Line(line(&long, number, "…")), FAR)));
        batch.rooms.extend((1..=3).map(|number| (RoomRecord::Line(line(&short, number, "…")), FAR)));
        store.commit(&batch).await.expect("committed");
        let rooms = kept(&store).await.rooms;
        let of = |id| -> Vec<i64> {
            rooms
                .iter()
                .filter_map(|record| match record {
                    RoomRecord::Line(line) if &line.room == id => Some(line.number),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(of(&long), (26..=all).collect::<Vec<_>>());
        assert_eq!(of(&short), [1, 2, 3]);
    }

    async fn forgotten_lines_are_gone_and_later_ones_stay(ground: &Ground) {
        let store = ground.open().await;
        let id = session_room("abc234");
        let lines = |numbers: std::ops::RangeInclusive<i64>| -> Vec<(RoomRecord, Time)> {
            numbers.map(|number| (RoomRecord::Line(line(&id, number, "…")), FAR)).collect()
        };
        let mut batch = Batch { rooms: lines(1..=4), ..Batch::default() };
        batch.rooms.push((RoomRecord::Room(room_row(&id)), FAR));
        store.commit(&batch).await.expect("committed");
        let mut batch = Batch { rooms: lines(5..=6), ..Batch::default() };
        let before = Some(line(&id, 6, "").at);
        batch.rooms.push((RoomRecord::LinesForgotten { room: id.clone(), before }, FAR));
        store.commit(&batch).await.expect("committed");
        assert_eq!(ground.count("SELECT count(*) FROM line").await, 1);
        assert_eq!(ground.count("SELECT number FROM line").await, 6);
        let forget = RoomRecord::LinesForgotten { room: id.clone(), before: None };
        store.commit(&Batch { rooms: vec![(forget, FAR)], ..Batch::default() }).await.expect("committed");
        assert_eq!(ground.count("SELECT count(*) FROM line").await, 0);
    }

    async fn what_leaves_is_numbered_and_goes_when_it_is_taken(ground: &Ground) {
        let store = ground.open().await;
        let first = store.commit(&outbox(&["<message id='1'/>", "<message id='2'/>"])).await.expect("committed");
        let second = store.commit(&outbox(&["<presence/>"])).await.expect("committed");
        assert!(first.is_some() && first < second);
        drop(store);
        let store = ground.open().await;
        let (first, second) = (first.expect("a number"), second.expect("a number"));
        let expected = [
            (first, vec!["<message id='1'/>".to_owned(), "<message id='2'/>".to_owned()]),
            (second, vec!["<presence/>".to_owned()]),
        ];
        assert_eq!(kept(&store).await.outbox, expected);
        let taken = Batch { taken: Some(first), ..outbox(&["<iq/>"]) };
        let third = store.commit(&taken).await.expect("committed").expect("a number");
        assert!(third > second);
        let numbers: Vec<i64> = kept(&store).await.outbox.into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [second, third]);
    }

    async fn numbers_of_the_outbox_are_not_used_again_after_it_was_emptied(ground: &Ground) {
        let store = ground.open().await;
        let first = store.commit(&outbox(&["<a/>"])).await.expect("committed").expect("a number");
        store.commit(&Batch { taken: Some(first), ..Batch::default() }).await.expect("committed");
        drop(store);
        let next = ground.open().await.commit(&outbox(&["<b/>"])).await.expect("committed").expect("a number");
        assert!(next > first);
    }

    async fn contacts_come_and_go(ground: &Ground) {
        let store = ground.open().await;
        let contact = |name: &str, subscription| Contact {
            address: jid("ask@ref.localhost"),
            jid: jid(&format!("{name}@localhost")),
            subscription,
        };
        let anna = contact("anna", Subscription::From);
        let batch = Batch {
            contacts: vec![
                ContactRecord::Contact(contact("anna", Subscription::Asked)),
                ContactRecord::Contact(anna.clone()),
                ContactRecord::Contact(contact("bo", Subscription::Both)),
            ],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        let gone = ContactRecord::Gone { address: jid("ask@ref.localhost"), jid: jid("bo@localhost") };
        store.commit(&Batch { contacts: vec![gone], ..Batch::default() }).await.expect("committed");
        assert_eq!(kept(&store).await.contacts, [anna]);
    }

    async fn histories_only_grow(ground: &Ground) {
        let store = ground.open().await;
        let on = Record::Duty { operator: jid("anna@localhost"), service: service("ask"), at: Time(5), on: true };
        let batch = Batch {
            desk: vec![happened(1, 1_000, What::Opened, None), note(1, FAR), on],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        store.commit(&batch).await.expect("committed");
        for table in [
            "SELECT count(*) FROM chronicle WHERE what = 'opened'",
            "SELECT count(*) FROM note",
            "SELECT count(*) FROM duty WHERE came_on = 1",
        ] {
            assert_eq!(ground.count(table).await, 2, "{table}");
        }
    }

    async fn an_empty_batch_touches_nothing(ground: &Ground) {
        let store = ground.open().await;
        assert_eq!(store.commit(&Batch::default()).await.expect("committed"), None);
        assert_eq!(ground.count("SELECT batch FROM hub").await, 0);
    }

    async fn a_batch_larger_than_any_statement_is_kept(ground: &Ground) {
        let store = ground.open().await;
        let batch = Batch { desk: (1..=207).map(|number| recorded(session(number))).collect(), ..Batch::default() };
        store.commit(&batch).await.expect("committed");
        let numbers: BTreeSet<i64> = kept(&store).await.sessions.iter().map(|session| session.number).collect();
        assert_eq!(numbers, (1..=207).collect());
    }

    async fn check_tells_what_is_there_and_that_it_can_be_written(ground: &Ground) {
        let store = ground.open().await;
        let batch = Batch {
            desk: vec![recorded(session(1)), recorded(closed(2, Resolution::Lost, None))],
            outbox: vec!["<presence/>".into()],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        let state = store.check().await.expect("a state");
        assert_eq!((state.sessions, state.open_sessions, state.outbox), (2, 1, 1));
        assert_eq!((state.schema, state.not_writable), (state.newest_schema, None));
        assert_eq!(state.engine, if ground.is_sqlite() { "SQLite" } else { "PostgreSQL" });
    }
}

fn room_row(id: &crate::muc::RoomId) -> crate::muc::RoomRow {
    room(id, RoomKind::Session)
}
