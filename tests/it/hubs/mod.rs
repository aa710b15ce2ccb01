//! Several hubs, each a Refdesk of its own on a server of its own, Prosody and ejabberd mixed, that reach each other as
//! those of several countries do: server to server, over TLS. They have the domains, people and services of
//! `deploy/hubs`, in that order, unless a test says otherwise.
//!
//! ```ignore
//! let mut hubs = Hubs::start(&[Kind::Prosody, Kind::Ejabberd]).await;
//! let mut anna = hubs[0].person("anna").await;
//! let mut dora = hubs[1].person("dora").await;
//! anna.joins(&hubs[0].at("ask"), "Anna").await;
//! dora.writes(&hubs[0].at("ask"), "Hej!").await;
//! hubs[1].desk.restart().await;
//! let mut liar = hubs[1].liar().await;
//! ```

mod duty;
mod elsewhere;
mod every;
mod liar;
mod liar_linked;
mod person;

use std::ops::{Deref, DerefMut};

use futures::future::join_all;

pub use self::person::{Invitation, Person};
use crate::{
    client::Client,
    desk::{Desk, Setting},
    server::{Kind, Server, network::Network},
};

/// Who has an account on every server: all the librarians of `deploy/hubs`, and patrons.
pub const ACCOUNTS: [&str; 10] = ["anna", "hodan", "freja", "aino", "nils", "greta", "emre", "dora", "emil", "frida"];

/// What each hub knows of itself.
pub const INVENTORIES: [&str; 5] = [
    include_str!("../../../deploy/hubs/hub-se.toml"),
    include_str!("../../../deploy/hubs/hub-dk.toml"),
    include_str!("../../../deploy/hubs/hub-fi.toml"),
    include_str!("../../../deploy/hubs/hub-no.toml"),
    include_str!("../../../deploy/hubs/hub-de.toml"),
];

pub struct Hubs(Vec<Hub>);

/// One hub. The server can be stopped and started, and so can the desk: `hubs[1].desk.kill()`.
pub struct Hub {
    pub desk: Desk,
    pub server: Server,
}

impl Hubs {
    /// One hub on each kind of server, with the inventories and the limits of `deploy/`.
    pub async fn start(kinds: &[Kind]) -> Hubs {
        Hubs::with(kinds, |place| Setting { inventory: INVENTORIES[place], ..Setting::default() }).await
    }

    /// One hub on each kind of server, each as the test wants it.
    pub async fn with<'a>(kinds: &[Kind], setting: impl Fn(usize) -> Setting<'a>) -> Hubs {
        let servers = Network::start(kinds, &ACCOUNTS).await;
        let opening = servers.into_iter().enumerate().map(|(place, server)| {
            let setting = setting(place);
            async move { Hub { desk: Desk::open(&server, &setting).await, server } }
        });
        Hubs(join_all(opening).await)
    }

    /// What all desks and servers have written, for the report of a failed test.
    pub fn logs(&self) -> String {
        let of = |hub: &Hub| format!("=== {}\n{}\n{}\n", hub.server.domain, hub.desk.log(), hub.server.log());
        self.0.iter().map(of).collect()
    }
}

impl Hub {
    /// The address of a service or of a session's room here.
    pub fn at(&self, name: &str) -> String {
        format!("{name}@{}", self.server.component)
    }

    /// Somebody with an account here comes online.
    pub async fn person(&self, name: &str) -> Person {
        let account = format!("{name}@{}", self.server.domain);
        Person::new(name, Client::connect(&self.server, &account, name, "desk").await)
    }

    /// A component on this hub's server that sends whatever it likes from its own domain: a hub that follows no rules.
    pub async fn liar(&self) -> Client {
        Client::component(&self.server, self.server.beside).await
    }
}

impl Deref for Hubs {
    type Target = [Hub];

    fn deref(&self) -> &[Hub] {
        &self.0
    }
}

impl DerefMut for Hubs {
    fn deref_mut(&mut self) -> &mut [Hub] {
        &mut self.0
    }
}
