//! The order of things between link, hub and store: the hub is real, the two edges are told here what to do and when.

mod edges;

use std::time::Duration;

use tokio::time::sleep;

use self::edges::{Play, ping, says};
use super::{BATCH, FORGET_WITHIN, TURN};
use crate::store::StoreError;
use crate::xmpp::link::{DownReason, Incoming};

const MOMENT: Duration = Duration::from_millis(1);

fn down() -> Incoming {
    Incoming::Down(DownReason::Closed)
}

#[tokio::test(start_paused = true)]
async fn nothing_leaves_before_its_own_commit() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    play.comes(says("dora", "b1", "second")).await;
    assert_eq!((play.store.begun(), play.sent().len()), (1, 0));
    play.store.let_one_through();
    sleep(MOMENT).await;
    let sent = play.sent_text();
    assert!(sent.contains("id='a1'") && !sent.contains("id='b1'"), "{sent}");
    assert_eq!(play.store.begun(), 2);
    play.store.let_one_through();
    sleep(MOMENT).await;
    let sent = play.sent_text();
    assert!(sent.contains("id='b1'") && !sent.contains("id='a1'"), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn what_comes_during_a_commit_is_committed_together() {
    let mut play = Play::up().await;
    play.store.hold();
    for id in ["a1", "b1", "c1", "d1"] {
        play.comes(says("dora", id, id)).await;
    }
    play.store.let_all_through();
    sleep(MOMENT).await;
    assert_eq!(play.store.lines(), [vec!["a1"], vec!["b1", "c1", "d1"]]);
    let sent = play.sent_text();
    let places: Vec<_> = ["a1", "b1", "c1", "d1"].map(|id| sent.find(&format!("id='{id}'"))).into();
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
}

#[tokio::test(start_paused = true)]
async fn no_more_than_a_batch_is_decided_on_beyond_the_one_being_committed() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    (0..2000).for_each(|number| play.queue(ping(&number.to_string())));
    sleep(Duration::from_secs(5)).await;
    assert!((2000 - BATCH - TURN..=2000 - BATCH).contains(&play.waiting()), "{}", play.waiting());
    assert_eq!(play.sent().len(), 0);
    play.store.let_all_through();
    sleep(Duration::from_secs(5)).await;
    assert_eq!(play.sent_text().matches("type='result'").count(), 2000);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_records_nothing_keeps_its_place() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    play.comes(ping("p1")).await;
    assert_eq!(play.sent().len(), 0);
    play.store.let_one_through();
    sleep(MOMENT).await;
    let sent = play.sent_text();
    assert!(sent.find("id='a1'") < sent.find("id='p1'") && sent.contains("id='a1'"), "{sent}");
    play.comes(ping("p2")).await;
    assert!(play.sent_text().contains("id='p2'"), "with nothing recorded before it, it need not wait");
}

#[tokio::test(start_paused = true)]
async fn what_was_being_committed_when_the_link_was_lost_is_sent_once_over_the_next() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    play.comes(says("dora", "b1", "second")).await;
    play.queue(down());
    play.queue(Incoming::Up);
    play.queue(says("dora", "c1", "third"));
    play.store.let_all_through();
    sleep(MOMENT).await;
    let sent = play.sent_text();
    for id in ["a1", "b1", "c1"] {
        assert_eq!(sent.matches(&format!("id='{id}'")).count(), 1, "{id} in {sent}");
    }
    assert!(sent.find("id='b1'") < sent.find("id='c1'"), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn a_link_lost_and_found_at_once_is_up_and_one_found_and_lost_is_down() {
    let mut play = Play::up().await;
    play.queue(down());
    play.queue(Incoming::Up);
    sleep(MOMENT).await;
    play.sent();
    play.comes(edges::comes_on_duty()).await;
    assert!(play.sent_text().contains("to='dora@localhost'"), "contacts see that the desk has opened");
    assert_eq!(play.links(), [true, false, true]);

    play.queue(Incoming::Up);
    play.queue(down());
    sleep(MOMENT).await;
    play.sent();
    play.comes(ping("p1")).await;
    assert_eq!(play.sent().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn one_barrier_is_on_its_way_at_a_time_and_what_is_taken_is_forgotten() {
    let mut play = Play::up().await;
    for id in ["a1", "b1", "c1"] {
        play.comes(says("dora", id, id)).await;
    }
    let barriers: Vec<_> = play.sent().into_iter().filter_map(|(_, barrier)| barrier).collect();
    assert_eq!(barriers, [1]);
    play.comes(Incoming::Taken(1)).await;
    let asked = play.sent();
    assert_eq!(asked, [(Vec::new(), Some(3))]);
    play.comes(Incoming::Taken(3)).await;
    sleep(FORGET_WITHIN * 2).await;
    assert_eq!((play.store.taken(), play.sent().len()), (Some(3), 0));
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_may_be_tried_again_is_and_nothing_leaves_before() {
    let mut play = Play::up().await;
    play.store.fails(StoreError::Silent { seconds: 60 });
    play.comes(says("dora", "a1", "first")).await;
    assert_eq!(play.sent().len(), 0);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(play.sent_text().matches("id='a1'").count(), 1);
    assert_eq!(play.store.lines(), [["a1"]]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_for_good_ends_it_and_nothing_more_leaves() {
    let mut play = Play::up().await;
    play.store.fails(StoreError::Overtaken);
    play.comes(says("dora", "a1", "first")).await;
    assert!(matches!(play.ended().await, Err(StoreError::Overtaken)));
    assert_eq!(play.sent().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn leaving_says_what_was_decided_and_forgets_what_the_server_took() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    play.comes(says("dora", "b1", "second")).await;
    let stopping = play.stops();
    sleep(MOMENT).await;
    play.store.let_all_through();
    stopping.await.expect("it has left");
    assert!(play.ended().await.is_ok());
    let sent = play.sent_text();
    assert!(sent.contains("id='a1'") && sent.contains("id='b1'") && sent.contains("type='unavailable'"), "{sent}");
    assert_eq!((play.store.taken(), play.store.outbox_numbers().len()), (Some(2), 0));
}

#[tokio::test(start_paused = true)]
async fn leaving_without_a_link_keeps_what_did_not_leave() {
    let mut play = Play::up().await;
    play.comes(down()).await;
    play.comes(says("dora", "a1", "first")).await;
    play.stops().await.expect("it has left");
    assert!(play.ended().await.is_ok());
    assert_eq!(play.store.outbox_numbers(), [1]);
}

#[tokio::test(start_paused = true)]
async fn an_import_is_read_when_all_that_was_decided_is_written() {
    let mut play = Play::up().await;
    play.store.hold();
    play.comes(says("dora", "a1", "first")).await;
    play.comes(says("dora", "b1", "second")).await;
    play.imports();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(play.store.read_after(), None);
    play.store.let_all_through();
    sleep(MOMENT).await;
    assert_eq!((play.store.lines().len(), play.store.read_after()), (2, Some(2)));
    play.comes(ping("p1")).await;
    assert!(play.sent_text().contains("id='p1'"), "the desk goes on");
}
