//! What a commit and a restart cost. Run with `cargo test --release store::tests::speed -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use super::ground::{Ground, kept};
use super::samples::*;
use crate::desk::inventory::{Competence, Inventory};
use crate::desk::record::What;
use crate::desk::sample;
use crate::muc::{RoomKind, RoomRecord};
use crate::store::{Batch, How, Store};

/// One relayed line: the session, the line in its room, two stanzas that leave.
fn relayed(batch: &mut Batch, event: i64) {
    let token = format!("t{}", event % 100);
    let id = session_room(&token);
    batch.desk.push(recorded(held(1 + event % 100)));
    batch.rooms.push((RoomRecord::Line(line(&id, event, "Var hittar jag en bok om sjöfartens historia?")), FAR));
    for to in ["anna@localhost/desk", "dora@guest.localhost/phone"] {
        batch.outbox.push(format!("<message to='{to}' id='{event}' type='groupchat'><body>Var hittar jag en bok om sjöfartens historia?</body><stanza-id xmlns='urn:xmpp:sid:0' id='{event}' by='ask@ref.localhost'/></message>"));
    }
}

async fn commits(store: &Store, size: i64, rounds: i64, from: i64) {
    let mut took = Vec::new();
    let mut taken = None;
    for round in 0..rounds {
        let mut batch = Batch { taken, ..Batch::default() };
        (0..size).for_each(|event| relayed(&mut batch, from + round * size + event));
        let start = Instant::now();
        taken = store.commit(&batch).await.expect("committed");
        took.push(start.elapsed());
    }
    took.sort();
    let all: Duration = took.iter().sum();
    println!(
        "  batches of {size:3}: p50 {:>9.2?} p99 {:>9.2?} max {:>9.2?} · {:>6.0} events/s",
        took[took.len() / 2],
        took[took.len() * 99 / 100],
        took[took.len() - 1],
        (size * rounds) as f64 / all.as_secs_f64(),
    );
}

/// 10,000 operators with ten competences each.
fn large() -> Inventory {
    let mut inventory = sample::inventory();
    for number in 0..10_000 {
        let mut operator = inventory.operators[&sample::jid("bo@localhost")].clone();
        operator.jid = sample::jid(&format!("operator{number}@localhost"));
        operator.competences =
            (0..10).map(|place| Competence::new("subject", &format!("ykl:{number}.{place}"), None)).collect();
        inventory.operators.insert(operator.jid.clone(), operator);
    }
    inventory
}

async fn measure(ground: &Ground) {
    let store = ground.open().await;
    println!("{}", store.check().await.expect("a state").engine);
    commits(&store, 1, 300, 1).await;
    commits(&store, 1, 1_000, 1_000).await;
    commits(&store, 32, 200, 10_000).await;
    commits(&store, 256, 40, 100_000).await;

    for chunk in 0..100 {
        let mut batch = Batch::default();
        for number in chunk * 100..chunk * 100 + 100 {
            let id = session_room(&format!("r{number}"));
            batch.desk.push(recorded(held(1_000 + number)));
            batch.desk.push(happened(1_000 + number, 1, What::Opened, None));
            batch.rooms.push((RoomRecord::Room(room(&id, RoomKind::Session)), FAR));
            batch.rooms.push((RoomRecord::Client(client(&id, "anna")), FAR));
            batch.rooms.push((RoomRecord::Virtual(desk(&id)), FAR));
            for number in 1..=6 {
                batch.rooms.push((RoomRecord::Line(line(&id, number, "Var hittar jag en bok om sjöfart?")), FAR));
            }
        }
        store.commit(&batch).await.expect("committed");
    }
    let inventory = large();
    for time in ["first", "again"] {
        let start = Instant::now();
        let counts = store.import(&inventory, How::Merge).await.expect("imported").operators;
        println!("  import of 10,000 operators, {time}: {:.2?}, {} added", start.elapsed(), counts.added);
    }
    drop(store);
    let start = Instant::now();
    let store = ground.open().await;
    let opened = start.elapsed();
    let all = kept(&store).await;
    println!(
        "  restart: {} sessions, {} rows of rooms: open {opened:.2?}, load {:.2?}",
        all.sessions.len(),
        all.rooms.len(),
        start.elapsed() - opened
    );
}

#[tokio::test]
#[ignore = "a measurement"]
async fn sqlite() {
    measure(&Ground::sqlite()).await;
}

#[tokio::test]
#[ignore = "a measurement"]
async fn postgres() {
    if let Some(ground) = Ground::postgres("speed").await {
        measure(&ground).await;
    }
}
