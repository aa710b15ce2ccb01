//! An operator of one hub's service whose account is on another server, and a patron on a third: everything between them
//! goes from server to server.

use std::time::Duration;

use tokio::time::Instant;

use super::{Hub, Hubs, INVENTORIES, Invitation, Person};
use crate::{desk::Setting, server::Kind};

const SERVICE: &str = "ask-scandinavia";
const QUESTION: &str = "Hej! Hvornår går toget til Odense i morgen tidlig?";
const ANSWER: &str = "Klokken 7.15 fra spor 3.";

#[tokio::test]
async fn a_librarian_on_another_server_answers_a_patron_on_a_third_through_prosody() {
    answer(&[Kind::Prosody, Kind::Ejabberd, Kind::Prosody]).await;
}

#[tokio::test]
async fn a_librarian_on_another_server_answers_a_patron_on_a_third_through_ejabberd() {
    answer(&[Kind::Ejabberd, Kind::Prosody, Kind::Ejabberd]).await;
}

#[tokio::test]
async fn a_session_between_three_servers_outlives_the_death_of_its_hub_and_of_each_server() {
    for kinds in [[Kind::Prosody, Kind::Ejabberd, Kind::Prosody], [Kind::Ejabberd, Kind::Prosody, Kind::Ejabberd]] {
        outlive(&kinds).await;
    }
}

#[tokio::test]
async fn a_librarian_on_another_server_who_goes_without_a_word_is_noticed_and_another_is_asked() {
    for kinds in [[Kind::Prosody, Kind::Ejabberd], [Kind::Ejabberd, Kind::Prosody]] {
        go(&kinds).await;
    }
}

#[tokio::test]
async fn a_librarian_on_another_server_is_called_to_the_staff_room_declines_and_comes() {
    for kinds in [[Kind::Prosody, Kind::Ejabberd], [Kind::Ejabberd, Kind::Prosody]] {
        call(&kinds).await;
    }
}

async fn answer(kinds: &[Kind]) {
    let hubs = Hubs::start(kinds).await;
    let (mut freja, mut dora, room) = talk(&hubs).await;
    let ask = hubs[0].at(SERVICE);

    let started = Instant::now();
    freja.says(&room, "Et øjeblik.").await;
    dora.hears(&ask, "Et øjeblik.").await;
    println!("{kinds:?}: a line through three servers took {:?}", started.elapsed());

    // What staff say among themselves stays there, and nobody learns who the patron is.
    freja.says(&room, "!note Vil til Odense.").await;
    freja.says(&room, "!close answered").await;
    dora.hears(&ask, "Freja").await;
    freja.sees(&format!("{room}/Freja"), Some("unavailable")).await;
    assert!(!dora.has_come("Vil til Odense"));
    assert!(!freja.has_come("dora@"));
}

/// She goes on duty, he asks, she is invited, joins and answers.
async fn talk(hubs: &Hubs) -> (Person, Person, String) {
    let ask = hubs[0].at(SERVICE);
    let mut freja = hubs[1].person("freja").await;
    freja.joins(&ask, "Freja").await;
    let mut dora = hubs[2].person("dora").await;
    dora.writes(&ask, QUESTION).await;
    let invitation = freja.is_invited().await;
    assert!(invitation.reason.contains(QUESTION), "{invitation:?}");
    let room = invitation.room;
    freja.joins(&room, "Freja").await;
    freja.hears(&room, QUESTION).await;
    dora.hears(&ask, "Freja").await;
    freja.says(&room, ANSWER).await;
    dora.hears(&ask, ANSWER).await;
    dora.writes(&ask, "Tak!").await;
    freja.hears(&room, "Tak!").await;
    (freja, dora, room)
}

async fn outlive(kinds: &[Kind]) {
    let mut hubs = Hubs::start(kinds).await;
    let (mut freja, mut dora, room) = talk(&hubs).await;
    let ask = hubs[0].at(SERVICE);

    // The hub is killed: nobody has to do anything.
    hubs[0].desk.restart().await;
    exchange(&mut freja, &mut dora, &room, &ask, "efter desken").await;

    // The hub's server is killed: the other servers find it again.
    hubs[0].server.restart().await;
    hubs[0].desk.well().await;
    exchange(&mut freja, &mut dora, &room, &ask, "efter serveren").await;

    // Hers is killed: she logs in again, joins the same room and still holds the session.
    hubs[1].server.restart().await;
    freja = hubs[1].person("freja").await;
    freja.joins(&room, "Freja").await;
    exchange(&mut freja, &mut dora, &room, &ask, "efter hendes").await;

    // His is killed: he logs in again and writes on.
    hubs[2].server.restart().await;
    dora = hubs[2].person("dora").await;
    exchange(&mut freja, &mut dora, &room, &ask, "efter hans").await;
}

/// A line each way. Where a server was killed, the first line may come back: then it is said again, as people do.
pub(super) async fn exchange(freja: &mut Person, dora: &mut Person, room: &str, ask: &str, when: &str) {
    const A_WHILE: Duration = Duration::from_secs(2);
    for attempt in 0..10 {
        dora.writes(ask, &format!("Spørgsmål {attempt} {when}")).await;
        if freja.hears_within(room, when, A_WHILE).await.is_some() {
            break;
        }
    }
    for attempt in 0..10 {
        freja.says(room, &format!("Svar {attempt} {when}")).await;
        if dora.hears_within(ask, when, A_WHILE).await.is_some() {
            return;
        }
    }
    panic!("{when}: no line passes any more");
}

async fn go(kinds: &[Kind]) {
    let limits = [("ping_after", "1s"), ("ping_answer", "1s"), ("operator_vanished", "1s")];
    let limits = limits.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let hubs = Hubs::with(kinds, |place| Setting { inventory: INVENTORIES[place], limits: &limits, store: None }).await;
    let (home, away): (&Hub, &Hub) = (&hubs[0], &hubs[1]);
    let ask = home.at(SERVICE);
    let mut freja = away.person("freja").await;
    freja.joins(&ask, "Freja").await;
    let mut dora = home.person("dora").await;
    dora.writes(&ask, QUESTION).await;
    let room = freja.is_invited().await.room;
    freja.joins(&room, "Freja").await;

    let mut anna = home.person("anna").await;
    anna.joins(&ask, "Anna").await;
    freja.client.go_silent();
    anna.sees(&format!("{ask}/Freja"), Some("unavailable")).await;
    dora.hears(&ask, "Freja").await;
}

async fn call(kinds: &[Kind]) {
    let hubs = Hubs::start(kinds).await;
    let ask = hubs[0].at(SERVICE);
    let (mut anna, mut freja) = (hubs[0].person("anna").await, hubs[1].person("freja").await);
    anna.joins(&ask, "Anna").await;

    anna.invites("freja@hub-dk.test", &ask, "Kom, tack!").await;
    let invitation = freja.is_invited().await;
    let expected = Invitation { room: ask.clone(), inviter: "anna@hub-se.test".into(), reason: "Kom, tack!".into() };
    assert_eq!(invitation, expected);
    freja.declines(&invitation, "Om en time.").await;
    anna.is_declined("freja@hub-dk.test", "Om en time.").await;

    anna.invites("freja@hub-dk.test", &ask, "Og nu?").await;
    freja.is_invited().await;
    freja.joins(&ask, "Freja").await;
    anna.sees(&format!("{ask}/Freja"), None).await;
    freja.says(&ask, "Hej allesammen!").await;
    anna.hears(&ask, "Hej allesammen!").await;
    freja.leaves(&ask, "Freja").await;
    anna.sees(&format!("{ask}/Freja"), Some("unavailable")).await;
}
