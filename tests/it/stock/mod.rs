//! Clients people really use, driven as people do: profanity and poezio, each in a terminal of its own, with a
//! home in a temporary directory. What cannot be read off the screen within `PATIENCE` is not there.

mod app;
mod poezio;
mod profanity;
mod session;
mod terminal;
mod transfer;

pub use self::{app::App, poezio::Poezio, profanity::Profanity, terminal::Terminal};

use crate::server::{Server, ejabberd::Ejabberd, prosody::Prosody};

#[tokio::test]
async fn profanity_and_poezio_chat_through_prosody() {
    chat(Prosody::start(&["anna", "bo"]).await).await;
}

#[tokio::test]
async fn profanity_and_poezio_chat_through_ejabberd() {
    chat(Ejabberd::start(&["anna", "bo"]).await).await;
}

async fn chat(server: Server) {
    let anna = Profanity::start(&server, "anna").await;
    let bo = Poezio::start(&server, "bo").await;

    bo.type_line("/message anna@localhost \"Hej Anna, går tåget?\"").await;
    anna.shows("bo@localhost/poezio").await;
    anna.press("M-2").await;
    anna.shows("Hej Anna, går tåget?").await;
    anna.type_line("Ja, 10:15.").await;
    bo.shows("anna> Ja, 10:15.").await;
}
