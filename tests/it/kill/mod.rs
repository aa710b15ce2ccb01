//! Refdesk is killed, ended and cut off in mid-conversation at random moments, while patrons and operators go on
//! talking and count every line (DESIGN §7.3): what was acknowledged is never lost, and what is said again carries
//! the same id.
//!
//! One run again: `SEED=17 KILLS=100 cargo nextest run --test it killed --no-capture`. `KILLS` is for each server.

mod cast;
mod dice;
mod ledger;
mod talker;

use std::time::Duration;

use minidom::Element;
use tokio::time::{Instant, sleep};

use self::{
    cast::{ACCOUNTS, Cast},
    dice::Dice,
    ledger::Figures,
};
use crate::{
    client::Client,
    deadline::PATIENCE,
    desk::{Desk, Setting},
    server::{Kind, Server, postgres::Postgres},
};

const KILLS: u32 = 25;
const KILLS_ON_POSTGRESQL: u32 = 5;
const RESTARTS: u32 = 3;
/// The longest that Refdesk runs between two kills.
const BETWEEN: Duration = Duration::from_millis(900);

#[tokio::test]
async fn a_desk_killed_in_mid_conversation_on_prosody_loses_nothing() {
    kill(Kind::Prosody, None, kills()).await;
}

#[tokio::test]
async fn a_desk_killed_in_mid_conversation_on_ejabberd_loses_nothing() {
    kill(Kind::Ejabberd, None, kills()).await;
}

#[tokio::test]
async fn a_desk_killed_in_mid_conversation_on_postgresql_loses_nothing() {
    let postgres = Postgres::start().await;
    kill(Kind::Prosody, Some(postgres.url()), KILLS_ON_POSTGRESQL).await;
}

#[tokio::test]
async fn a_session_goes_on_after_a_restart_of_prosody() {
    restart_server(Kind::Prosody).await;
}

#[tokio::test]
async fn a_session_goes_on_after_a_restart_of_ejabberd() {
    restart_server(Kind::Ejabberd).await;
}

#[tokio::test]
async fn a_desk_that_leaves_and_returns_on_prosody_repeats_nothing() {
    leave_and_return(Kind::Prosody).await;
}

#[tokio::test]
async fn a_desk_that_leaves_and_returns_on_ejabberd_repeats_nothing() {
    leave_and_return(Kind::Ejabberd).await;
}

async fn kill(kind: Kind, store: Option<String>, kills: u32) {
    let test = format!("{kind:?}, {}", if store.is_some() { "PostgreSQL" } else { "SQLite" });
    let mut dice = Dice::cast(&test);
    let server = Server::start(kind, &ACCOUNTS).await;
    let mut desk = open(&server, store).await;
    let talk = Cast::gather(&server, &mut dice, true).await.talk();
    let mut downtimes = Vec::new();
    for _ in 0..kills {
        sleep(dice.up_to(BETWEEN)).await;
        let killed = Instant::now();
        desk.restart().await;
        downtimes.push(killed.elapsed());
    }
    let cast = talk.finish().await;
    Figures { downtimes, ..Figures::of(cast.talkers()) }.judge(&test);
}

async fn restart_server(kind: Kind) {
    let test = format!("{kind:?} restarted");
    let mut dice = Dice::cast(&test);
    let mut server = Server::start(kind, &ACCOUNTS).await;
    let mut desk = open(&server, None).await;
    let mut cast = Cast::gather(&server, &mut dice, false).await;
    let (mut killed, mut downtimes) = (Vec::new(), Vec::new());
    for _ in 0..RESTARTS {
        let talk = cast.talk();
        sleep(dice.up_to(BETWEEN)).await;
        let stopped = Instant::now();
        server.stop().await;
        killed.push(stopped);
        cast = talk.cut().await;
        server.run().await;
        desk.well().await;
        downtimes.push(stopped.elapsed());
        cast.return_to(&server).await;
    }
    let talk = cast.talk();
    sleep(BETWEEN).await;
    let cast = talk.finish().await;
    let mut figures = Figures { downtimes, ..Figures::of(cast.talkers()) };
    if kind == Kind::Ejabberd {
        figures.blame_server(&killed);
    }
    figures.judge(&test);
}

async fn leave_and_return(kind: Kind) {
    let test = format!("{kind:?}, SIGTERM");
    let mut dice = Dice::cast(&test);
    let accounts = [&ACCOUNTS[..], &["kim"]].concat();
    let server = Server::start(kind, &accounts).await;
    let mut desk = open(&server, None).await;
    let cast = Cast::gather(&server, &mut dice, true).await;
    let mut contact = Client::connect(&server, "kim@localhost", "kim", "phone").await;
    contact.send("<presence to='ask@ref.localhost' type='subscribe'/>").await;
    assert!(sees(&mut contact, None).await, "who has subscribed sees the service");
    let talk = cast.talk();
    let mut downtimes = Vec::new();
    for _ in 0..RESTARTS {
        sleep(dice.up_to(BETWEEN)).await;
        let told = Instant::now();
        assert!(desk.leave().await, "{}", desk.log());
        assert!(sees(&mut contact, Some("unavailable")).await, "contacts see the service go");
        desk.run().await;
        downtimes.push(told.elapsed());
        assert!(sees(&mut contact, None).await, "contacts see the service come back");
    }
    let cast = talk.finish().await;
    let figures = Figures { downtimes, ..Figures::of(cast.talkers()) };
    figures.judge(&test);
    assert!(figures.repeats.is_empty(), "{:?}\n{}", figures.repeats, desk.log());
}

/// Whether a presence of this type comes from the service.
async fn sees(contact: &mut Client, kind: Option<&str>) -> bool {
    let pick = |stanza: &Element| {
        let service = stanza.name() == "presence" && stanza.attr("from") == Some("ask@ref.localhost");
        (service && stanza.attr("type") == kind).then_some(())
    };
    contact.expect(pick, PATIENCE).await.is_some()
}

async fn open(server: &Server, store: Option<String>) -> Desk {
    let inventory = include_str!("../../scenarios/inventory.toml");
    let limits = ["lines_per_patron", "lines_per_domain"].map(|limit| (limit.to_owned(), "100000".to_owned()));
    Desk::open(server, &Setting { inventory, store, limits: &limits }).await
}

fn kills() -> u32 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}
