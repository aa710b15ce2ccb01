//! What was said goes when its time is over, and nothing of it is left in the files.

use super::ground::kept;
use super::on_each_engine;
use super::samples::*;
use crate::desk::record::What;
use crate::desk::sample::jid;
use crate::desk::session::{Resolution, Session};
use crate::muc::{RoomKind, RoomRecord};
use crate::store::Batch;
use crate::time::Time;

const THEN: Time = Time(500_000);

fn due(session: Session) -> Session {
    Session { purge_at: THEN, ..session }
}

on_each_engine! {
    async fn what_is_due_goes_and_figures_stay(ground: &Ground) {
        let store = ground.open().await;
        let (old, new) = (session_room("abc234"), session_room("def567"));
        let batch = Batch {
            desk: vec![
                recorded(due(closed(1, Resolution::Answered, Some(2)))),
                recorded(closed(2, Resolution::Lost, None)),
                happened(1, 1_000, What::Opened, None),
                note(1, THEN),
                note(2, FAR),
            ],
            rooms: vec![
                (RoomRecord::Line(line(&old, 1, "Hej")), THEN),
                (RoomRecord::Line(line(&new, 1, "Hej")), FAR),
            ],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        assert_eq!(store.purge(Time(THEN.0 - 1)).await.expect("purged"), 0);
        assert_eq!(store.purge(THEN).await.expect("purged"), 3);
        assert_eq!(store.purge(THEN).await.expect("purged"), 0);
        for (sql, left) in [
            ("SELECT count(*) FROM session", 2),
            ("SELECT count(*) FROM session WHERE patron IS NULL AND question IS NULL", 1),
            ("SELECT count(*) FROM chronicle", 1),
            ("SELECT count(*) FROM note", 1),
            ("SELECT count(*) FROM line", 1),
        ] {
            assert_eq!(ground.count(sql).await, left, "{sql}");
        }
        let report = store.report(Time(0), FAR, None).await.expect("a report");
        assert_eq!(report.services.values().map(|service| service.opened).sum::<u64>(), 2);
    }

    async fn an_open_session_is_spared_with_all_that_belongs_to_it(ground: &Ground) {
        let store = ground.open().await;
        let (room_of_it, view) = (session_room("abc234"), view(jid("dora@guest.localhost")));
        let mut batch = Batch { desk: vec![recorded(due(held(1))), note(1, THEN)], ..Batch::default() };
        for (id, kind) in [(&room_of_it, RoomKind::Session), (&view, RoomKind::View)] {
            batch.rooms.push((RoomRecord::Room(room(id, kind)), THEN));
            batch.rooms.push((RoomRecord::Line(line(id, 1, "Hej")), THEN));
        }
        store.commit(&batch).await.expect("committed");
        let before = kept(&store).await;
        assert_eq!(store.purge(FAR).await.expect("purged"), 0);
        assert_eq!(kept(&store).await, before);

        let batch = Batch {
            desk: vec![recorded(due(closed(1, Resolution::Answered, None)))],
            rooms: vec![(RoomRecord::RoomGone(room_of_it), THEN)],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        assert_eq!(store.purge(FAR).await.expect("purged"), 4);
    }

    async fn lines_of_the_staff_room_go_while_it_stands(ground: &Ground) {
        let store = ground.open().await;
        let mut staff = session_room("abc234");
        staff.address = jid("ask@ref.localhost");
        let batch = Batch {
            rooms: vec![
                (RoomRecord::Room(room(&staff, RoomKind::Staff)), THEN),
                (RoomRecord::Line(line(&staff, 1, "Fika?")), THEN),
            ],
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        assert_eq!(store.purge(THEN).await.expect("purged"), 1);
        assert_eq!(kept(&store).await.rooms, [RoomRecord::Room(room(&staff, RoomKind::Staff))]);
    }

    async fn more_than_one_transaction_takes_is_purged_too(ground: &Ground) {
        let store = ground.open().await;
        let id = session_room("abc234");
        let lines = (1..=4_500).map(|number| (RoomRecord::Line(line(&id, number, "…")), THEN)).collect();
        store.commit(&Batch { rooms: lines, ..Batch::default() }).await.expect("committed");
        assert_eq!(store.purge(THEN).await.expect("purged"), 4_500);
    }

    async fn no_word_and_no_address_is_left_in_the_files(ground: &Ground) {
        if !ground.is_sqlite() {
            return;
        }
        let store = ground.open().await;
        let id = session_room("abc234");
        let words = "xyzzy and then some more words so that a page or two is filled ".repeat(200);
        let dora = |mut session: Session| {
            session.question = format!("xyzzy {}", &words[..400]);
            due(session)
        };
        let batch = Batch {
            desk: vec![recorded(dora(session(1))), note(1, THEN)],
            rooms: vec![
                (RoomRecord::Room(room(&id, RoomKind::Session)), THEN),
                (RoomRecord::Line(line(&id, 1, &words)), THEN),
            ],
            outbox: vec![format!("<message to='dora@guest.localhost'><body>{words}</body></message>")],
            ..Batch::default()
        };
        let sent = store.commit(&batch).await.expect("committed");
        let batch = Batch {
            desk: vec![recorded(dora(closed(1, Resolution::Answered, None)))],
            rooms: vec![(RoomRecord::RoomGone(id), THEN)],
            taken: sent,
            ..Batch::default()
        };
        store.commit(&batch).await.expect("committed");
        store.purge(THEN).await.expect("purged");
        for file in ground.files() {
            let bytes = std::fs::read(&file).expect("a file");
            for secret in ["xyzzy", "dora@guest"] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{secret} is in {}", file.display());
            }
        }
    }
}
