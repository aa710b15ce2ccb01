//! What cannot be read, written or opened is said so that something can be done about it, and nothing is half done.

use super::ground::kept;
use super::on_each_engine;
use super::samples::*;
use crate::desk::record::Record;
use crate::muc::{RoomKind, RoomRecord};
use crate::store::commit::Unsure;
use crate::store::{Batch, Store, StoreError};

fn something(number: i64) -> Batch {
    let id = session_room("abc234");
    Batch {
        desk: vec![recorded(session(number)), Record::DutyClient(duty_client("a"))],
        rooms: vec![(RoomRecord::Room(room(&id, RoomKind::Session)), FAR)],
        outbox: vec!["<presence/>".into()],
        ..Batch::default()
    }
}

on_each_engine! {
    async fn a_newer_schema_is_refused_in_plain_words(ground: &Ground) {
        drop(ground.open().await);
        ground.tamper("INSERT INTO migration (number, name) VALUES (4711, 'of-tomorrow')").await;
        let refused = Store::open(&ground.url).await.expect_err("refused");
        assert!(matches!(refused, StoreError::Newer { found: 4711, .. }));
        assert!(refused.to_string().contains("newer Refdesk"), "{refused}");
    }

    async fn a_second_opening_migrates_nothing(ground: &Ground) {
        drop(ground.open().await);
        drop(ground.open().await);
        assert_eq!(ground.count("SELECT count(*) FROM migration").await, super::super::migrate::KNOWN);
    }

    async fn two_that_open_an_old_store_at_once_both_succeed(ground: &Ground) {
        ground.tamper("CREATE TABLE migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)").await;
        let (one, other) = tokio::join!(Store::open(&ground.url), Store::open(&ground.url));
        assert!(one.is_ok() && other.is_ok());
        assert_eq!(ground.count("SELECT count(*) FROM hub").await, 1);
    }

    async fn what_cannot_be_read_is_named_and_not_quoted(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&something(7)).await.expect("committed");
        ground.tamper("UPDATE session SET state = '{\"number\": \"my secret question\"}'").await;
        let error = store.load(|| [0; 32]).await.expect_err("unreadable").to_string();
        assert!(error.contains("table session, column state, row number 7"), "{error}");
        assert!(!error.contains("secret"), "{error}");
        ground.tamper("DELETE FROM session").await;
        ground.tamper("UPDATE duty_client SET show = 'asleep'").await;
        let error = store.load(|| [0; 32]).await.expect_err("unreadable").to_string();
        assert!(error.contains("table duty_client, column show, row service ask"), "{error}");
    }

    async fn a_batch_that_breaks_half_way_leaves_nothing_and_the_next_one_works(ground: &Ground) {
        let store = ground.open().await;
        store.commit(&something(1)).await.expect("committed");
        let before = kept(&store).await;
        ground.tamper("ALTER TABLE room RENAME TO hidden").await;
        let error = store.commit(&something(2)).await.expect_err("no such table");
        assert!(!error.may_try_again());
        ground.tamper("ALTER TABLE hidden RENAME TO room").await;
        assert_eq!(kept(&store).await, before);
        store.commit(&something(2)).await.expect("committed");
        assert_eq!(kept(&store).await.sessions.len(), 2);
    }

    async fn a_second_program_on_the_same_store_is_found_out_before_it_does_harm(ground: &Ground) {
        let (first, second) = (ground.open().await, ground.open().await);
        first.commit(&something(1)).await.expect("committed");
        let error = second.commit(&something(2)).await.expect_err("overtaken");
        assert!(matches!(error, StoreError::Overtaken) && !error.may_try_again());
        assert_eq!(kept(&first).await.sessions.len(), 1);
    }

    async fn a_batch_that_had_come_through_is_not_written_twice(ground: &Ground) {
        let store = ground.open().await;
        let mut batch = something(1);
        batch.desk.push(note(1, FAR));
        let number = store.commit(&batch).await.expect("committed");
        {
            // As if its answer had been lost.
            let mut writer = store.writer.lock().await;
            writer.batch -= 1;
            writer.connection = None;
            writer.unsure = Some(Unsure::Failed(batch.mark()));
        }
        assert_eq!(store.commit(&batch).await.expect("committed"), number);
        assert_eq!(ground.count("SELECT count(*) FROM note").await, 1);
        assert!(store.commit(&batch).await.expect("committed") > number);
    }

    async fn a_batch_given_after_an_unheard_one_is_not_taken_for_it(ground: &Ground) {
        let store = ground.open().await;
        let number = store.commit(&something(1)).await.expect("committed");
        for unsure in [Unsure::Failed(something(1).mark()), Unsure::Abandoned] {
            let mut writer = store.writer.lock().await;
            writer.batch -= 1;
            writer.unsure = Some(unsure);
            drop(writer);
            assert!(store.commit(&something(2)).await.expect("committed") > number);
        }
        assert_eq!(kept(&store).await.sessions.len(), 2);
    }

    async fn a_commit_given_up_half_way_leaves_nothing_half_done(ground: &Ground) {
        let store = ground.open().await;
        for number in 1..=40 {
            let batch = something(number);
            let mut commit = Box::pin(store.commit(&batch));
            for _ in 0..number {
                if futures::poll!(&mut commit).is_ready() {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        store.commit(&something(100)).await.expect("committed");
        let kept = kept(&store).await;
        assert_eq!(kept.sessions.len(), kept.outbox.len());
        assert!(kept.sessions.iter().any(|session| session.number == 100));
    }

    async fn a_character_no_database_takes_does_not_stop_the_desk(ground: &Ground) {
        let store = ground.open().await;
        let mut batch = something(1);
        if let Record::Session(session) = &mut batch.desk[0] {
            session.question = "a\0b".into();
        }
        store.commit(&batch).await.expect("committed");
        assert_eq!(kept(&store).await.sessions[0].question, "a\0b");
    }
}

#[tokio::test]
async fn a_directory_that_is_not_there_is_named_and_may_come() {
    let error = Store::open("sqlite:///nowhere/at/all/refdesk.db").await.expect_err("unreachable");
    assert!(error.to_string().contains("/nowhere/at/all/refdesk.db"), "{error}");
    assert!(error.may_try_again());
}

#[tokio::test]
async fn a_password_is_not_in_what_is_said_about_a_server_that_is_not_there() {
    let error = Store::open("postgres://desk:hemligt@127.0.99.1:1/desk").await.expect_err("unreachable");
    assert!(!format!("{error} {error:?}").contains("hemligt"), "{error:?}");
    assert!(error.to_string().contains("127.0.99.1:1/desk") && error.may_try_again());
}

#[tokio::test]
async fn the_database_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let ground = super::ground::Ground::sqlite();
    let store = ground.open().await;
    store.commit(&something(1)).await.expect("committed");
    let files = ground.files();
    assert!(files.len() > 1, "the journal is there too");
    for file in files {
        let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
    }
}

#[tokio::test(start_paused = true)]
async fn the_embedded_store_works_while_the_clock_is_paused() {
    let ground = super::ground::Ground::sqlite();
    let store = ground.open().await;
    store.commit(&something(1)).await.expect("committed");
    assert_eq!(kept(&store).await.sessions.len(), 1);
}

#[tokio::test]
async fn whatever_the_store_does_may_run_in_a_task() {
    fn may<T: Send>(_: &T) {}
    let ground = super::ground::Ground::sqlite();
    let store = ground.open().await;
    let (batch, inventory) = (something(1), Default::default());
    may(&Store::open(&ground.url));
    may(&store.commit(&batch));
    may(&store.load(|| [0; 32]));
    may(&store.import(&inventory, crate::store::How::Merge));
    may(&store.inventory());
    may(&store.inventory_revision());
    may(&store.purge(FAR));
    may(&store.check());
    may(&store.report(FAR, FAR, None));
}
