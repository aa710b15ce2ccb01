//! Whole sessions, from the first word to the closing, between a librarian and a patron who see nothing of Refdesk
//! but the screens of their own clients. At the end every client must still be there.

use super::{App, Terminal};
use crate::{
    desk::{Desk, Setting},
    server::{Kind, Server},
};

const ASK: &str = "ask@ref.localhost";
const QUESTION: &str = "Hej! Går tåget till Lund idag?";

/// How the patron approaches the service.
#[derive(PartialEq, Eq)]
enum Approach {
    Writes,
    Joins,
}

#[tokio::test]
async fn an_operator_in_profanity_answers_a_patron_in_poezio_on_prosody() {
    play(Kind::Prosody, App::Profanity, App::Poezio, Approach::Writes).await;
}

#[tokio::test]
async fn an_operator_in_profanity_answers_a_patron_in_poezio_on_ejabberd() {
    play(Kind::Ejabberd, App::Profanity, App::Poezio, Approach::Writes).await;
}

#[tokio::test]
async fn an_operator_in_poezio_answers_a_patron_in_profanity_on_prosody() {
    play(Kind::Prosody, App::Poezio, App::Profanity, Approach::Writes).await;
}

#[tokio::test]
async fn a_patron_joins_the_service_as_a_room_in_poezio_on_prosody() {
    play(Kind::Prosody, App::Profanity, App::Poezio, Approach::Joins).await;
}

#[tokio::test]
async fn a_patron_joins_the_service_as_a_room_in_profanity_on_ejabberd() {
    play(Kind::Ejabberd, App::Poezio, App::Profanity, Approach::Joins).await;
}

async fn play(kind: Kind, hers: App, his: App, approach: Approach) {
    let server = Server::start(kind, &["anna", "dora"]).await;
    let inventory = include_str!("inventory.toml");
    let mut desk = Desk::open(&server, &Setting { inventory, ..Setting::default() }).await;
    let (anna, dora) = (hers.start(&server, "anna").await, his.start(&server, "dora").await);

    // She goes on duty; he asks, and is told what happens.
    anna.type_line(&hers.join(ASK, "Anna")).await;
    anna.shows(hers.joined()).await;
    anna.shows("!help").await;
    match approach {
        Approach::Writes => dora.type_line(&his.write(ASK, QUESTION)).await,
        Approach::Joins => {
            dora.type_line(&his.join(ASK, "dora")).await;
            dora.shows("skriv din fråga här").await;
            dora.type_line(QUESTION).await;
        }
    }
    dora.shows("Välkommen till Fråga!").await;
    dora.shows("Vi frågar en bibliotekarie nu").await;

    // The staff room names her, the invitation is there in her client's own way, and she takes it.
    anna.shows("Anna: ny fråga (sv)").await;
    hers.look_at_invitations(&anna).await;
    anna.shows("sv native · 0 of 2").await;
    let room = anna.finds("ask.", "@ref.localhost").await;
    let token = room.trim_start_matches("ask.").trim_end_matches("@ref.localhost").to_owned();
    anna.type_line(&hers.join(&room, "Anna")).await;
    anna.shows(&hers.said("Frågeställare", QUESTION)).await;
    anna.shows(&format!("You hold {token}.")).await;
    dora.shows("Nu talar du med Anna (Lund).").await;

    // They talk; her note stays hers.
    anna.type_line("Ja, 10:15 från spår 2.").await;
    match approach {
        Approach::Writes => dora.shows("Ja, 10:15 från spår 2.").await,
        Approach::Joins => dora.shows(&his.said("Anna (Lund)", "Ja, 10:15 från spår 2.")).await,
    }
    anna.type_line("!note hemligt").await;
    anna.shows("The patron does not see it.").await;
    dora.type_line("Tack!").await;
    anna.shows(&hers.said("Frågeställare", "Tack!")).await;

    // She closes; both are told, and so is the staff room.
    anna.type_line("!close answered 3").await;
    anna.shows("Closed by Anna (Lund): answered.").await;
    dora.shows("Anna (Lund) har avslutat samtalet.").await;
    hers.look_at_first_room(&anna).await;
    anna.shows(&format!("Anna (Lund) har tagit {token}")).await;
    anna.shows(&format!("Anna (Lund) har avslutat {token}: ")).await;

    let seen = dora.screen().await;
    for hidden in ["hemligt", "!close", "anna@localhost", &token] {
        assert!(!seen.contains(hidden), "the patron sees {hidden:?}:\n{seen}");
    }
    // The desk comes and goes, and both are still where they were.
    desk.restart().await;
    anna.type_line("Fler frågor?").await;
    anna.shows(&hers.said("Anna", "Fler frågor?")).await;
    assert!(alive(&[&anna, &dora]).await, "a client has crashed");
    assert!(desk.leave().await, "{}", desk.log());
}

async fn alive(clients: &[&Terminal]) -> bool {
    for client in clients {
        if !client.lives().await {
            return false;
        }
    }
    true
}
