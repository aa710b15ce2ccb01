//! Sessions handed on by people who use nothing but the commands of their own clients: an invitation in the one's, a
//! join in the other's. The patron, a raw client, has done nothing and is told once.

use super::{App, Terminal};
use crate::{
    client::Client,
    desk::{Desk, Setting},
    server::{Kind, Server},
};

const ASK: &str = "ask@ref.localhost";
const QUESTION: &str = "Hej! Vem ärver en lägenhet i Tammerfors?";

/// Who holds a session, whom it is to be handed to, and whose it is.
struct Trio {
    server: Server,
    desk: Desk,
    senders: App,
    receivers: App,
    anna: Terminal,
    bo: Terminal,
    dora: Client,
    room: String,
}

#[tokio::test]
async fn profanity_hands_on_to_poezio_by_its_own_invitation_on_prosody() {
    by_invitation(Kind::Prosody, App::Profanity, App::Poezio).await;
}

#[tokio::test]
async fn profanity_hands_on_to_poezio_by_its_own_invitation_on_ejabberd() {
    by_invitation(Kind::Ejabberd, App::Profanity, App::Poezio).await;
}

#[tokio::test]
async fn poezio_hands_on_to_profanity_by_its_own_invitation_on_prosody() {
    by_invitation(Kind::Prosody, App::Poezio, App::Profanity).await;
}

#[tokio::test]
async fn poezio_hands_on_to_profanity_by_its_own_invitation_on_ejabberd() {
    by_invitation(Kind::Ejabberd, App::Poezio, App::Profanity).await;
}

#[tokio::test]
async fn profanity_hands_on_by_a_word_what_was_declined_once() {
    let mut trio = Trio::meet(Kind::Prosody, App::Profanity, App::Poezio).await;
    let token = trio.token();

    // Neither client sends a refusal by a command of its own, so he refuses by a word in the staff room.
    trio.anna.type_line("!transfer bo en arvsfråga").await;
    trio.asked().await;
    trio.bo.type_line(&format!("!decline {token} lunch")).await;
    trio.anna.shows("Bo (Lund) will not come (“lunch”).").await;
    trio.anna.type_line("Ett ögonblick.").await;
    assert_eq!(trio.dora.hears(ASK).await.as_deref(), Some("Ett ögonblick."));

    trio.anna.type_line("!transfer bo nu då").await;
    trio.bo.shows("nu då").await;
    trio.handed_on("nu då").await;
    trio.end().await;
}

async fn by_invitation(kind: Kind, senders: App, receivers: App) {
    let mut trio = Trio::meet(kind, senders, receivers).await;
    trio.anna.type_line(&senders.invite("bo@localhost", "en arvsfråga")).await;
    trio.asked().await;
    trio.handed_on("en arvsfråga").await;
    trio.end().await;
}

impl Trio {
    /// Anna holds Dora's session, and then Bo goes on duty.
    async fn meet(kind: Kind, senders: App, receivers: App) -> Trio {
        let server = Server::start(kind, &["anna", "bo", "dora"]).await;
        let inventory = include_str!("inventory.toml");
        let desk = Desk::open(&server, &Setting { inventory, ..Setting::default() }).await;
        let (anna, bo) = tokio::join!(senders.start(&server, "anna"), receivers.start(&server, "bo"));
        let mut dora = Client::connect(&server, "dora@localhost", "dora", "phone").await;

        anna.type_line(&senders.join(ASK, "Anna")).await;
        anna.shows(senders.joined()).await;
        dora.send(format!("<message to='{ASK}' type='chat'><body>{QUESTION}</body></message>")).await;
        senders.look_at_invitations(&anna).await;
        let room = anna.finds("ask.", "@ref.localhost").await;
        anna.type_line(&senders.join(&room, "Anna")).await;
        anna.shows("You hold").await;
        while dora.hears(ASK).await.expect("she is told who answers") != "Nu talar du med Anna (Lund)." {}
        bo.type_line(&receivers.join(ASK, "Bo")).await;
        bo.shows(receivers.joined()).await;
        Trio { server, desk, senders, receivers, anna, bo, dora, room }
    }

    fn token(&self) -> String {
        self.room.trim_start_matches("ask.").trim_end_matches("@ref.localhost").to_owned()
    }

    /// Anna is told that she holds the session until he is there; he is invited, with her words.
    async fn asked(&self) {
        self.anna.shows("Bo (Lund) is asked.").await;
        self.receivers.look_at_invitations(&self.bo).await;
        self.bo.shows("en arvsfråga").await;
        assert_eq!(self.bo.finds("ask.", "@ref.localhost").await, self.room);
    }

    /// He accepts as his client does it; the patron gets his lines from now on, and none of hers.
    async fn handed_on(&mut self, note: &str) {
        let (anna, bo, dora) = (&self.anna, &self.bo, &mut self.dora);
        bo.type_line(&self.receivers.join(&self.room, "Bo")).await;
        bo.shows(&self.receivers.said("Frågeställare", QUESTION)).await;
        bo.shows("Anna (Lund) has handed this session to Bo (Lund).").await;
        bo.shows(&format!("Note for you: {note}")).await;
        let told = dora.hears(ASK).await;
        assert_eq!(
            told.as_deref(),
            Some("Bo (Lund) tar över efter Anna (Lund) och kan se vad som har skrivits hittills.")
        );

        anna.shows("does not reach the patron any more").await;
        anna.type_line("Hörs det här?").await;
        anna.shows("Bo (Lund) holds this question now").await;
        bo.type_line("Hans barn ärver.").await;
        assert_eq!(dora.hears(ASK).await.as_deref(), Some("Hans barn ärver."));
        // Leaving closes nothing.
        anna.type_line(self.senders.leave()).await;
        bo.lists_no("Anna").await;
        dora.send(format!("<message to='{ASK}' type='chat'><body>Tack!</body></message>")).await;
        bo.shows(&self.receivers.said("Frågeställare", "Tack!")).await;
        bo.type_line("!close answered").await;
        assert_eq!(dora.hears(ASK).await.map(|line| line.contains("Bo (Lund) har avslutat samtalet.")), Some(true));
    }

    async fn end(mut self) {
        assert!(self.anna.lives().await && self.bo.lives().await, "a client has crashed");
        assert!(self.desk.leave().await, "{}\n{}", self.desk.log(), self.server.log());
    }
}
