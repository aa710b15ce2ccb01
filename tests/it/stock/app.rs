//! What is typed into a client, and what it shows, where clients differ.

use super::{Poezio, Profanity, Terminal};
use crate::server::Server;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum App {
    Profanity,
    Poezio,
}

impl App {
    pub async fn start(self, server: &Server, name: &str) -> Terminal {
        match self {
            App::Profanity => Profanity::start(server, name).await,
            App::Poezio => Poezio::start(server, name).await,
        }
    }

    pub fn join(self, room: &str, nick: &str) -> String {
        match self {
            App::Profanity => format!("/join {room} nick {nick}"),
            App::Poezio => format!("/join {room}/{nick}"),
        }
    }

    /// What it shows to somebody who has joined a room.
    pub fn joined(self) -> &'static str {
        match self {
            App::Profanity => "You have joined the room as",
            App::Poezio => "joined the room",
        }
    }

    /// The first words to somebody.
    pub fn write(self, to: &str, text: &str) -> String {
        match self {
            App::Profanity => format!("/msg {to} {text}"),
            App::Poezio => format!("/message {to} \"{text}\""),
        }
    }

    /// How a line in a room looks.
    pub fn said(self, nick: &str, text: &str) -> String {
        match self {
            App::Profanity => format!("{nick}: {text}"),
            App::Poezio => format!("{nick}> {text}"),
        }
    }

    /// The client's own invitation to the room whose window is seen, with a reason.
    pub fn invite(self, whom: &str, reason: &str) -> String {
        match self {
            App::Profanity => format!("/invite send {whom} \"{reason}\""),
            App::Poezio => format!("/invite {whom} \"{reason}\""),
        }
    }

    /// Leaves the room whose window is seen.
    pub fn leave(self) -> &'static str {
        match self {
            App::Profanity => "/close",
            App::Poezio => "/part",
        }
    }

    /// Invitations stand in profanity's first window; poezio shows them below every window.
    pub async fn look_at_invitations(self, terminal: &Terminal) {
        if self == App::Profanity {
            terminal.press("M-1").await;
            terminal.shows("Chat room invite received").await;
        }
    }

    /// The window of the room that was joined first.
    pub async fn look_at_first_room(self, terminal: &Terminal) {
        match self {
            App::Profanity => terminal.press("M-2").await,
            App::Poezio => terminal.type_line("/win 1").await,
        }
    }
}
