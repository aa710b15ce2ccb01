//! A scenario on a real server: raw clients, the server, the desk as a program.

use std::{collections::BTreeMap, time::Duration};

use minidom::Element;

use super::{
    play::Stage,
    script::{Deed, Role, Scenario},
};
use crate::{
    client::Client,
    deadline::PATIENCE,
    desk::{Desk, Setting},
    server::{Kind, Server},
};

/// How long nothing may come before what was sent counts as dealt with: an answer to a ping may overtake what
/// waits for the disk.
const QUIET: Duration = Duration::from_millis(250);

pub struct RealStage {
    clients: BTreeMap<String, Client>,
    desk: Option<Desk>,
    server: Server,
}

impl RealStage {
    /// A server with the accounts of the scenario, and the desk with its limits, this inventory and this store.
    pub async fn set(kind: Kind, scenario: &Scenario, inventory: &str, store: Option<String>) -> RealStage {
        let mut stage = RealStage::without_desk(kind, scenario).await;
        let setting = Setting { inventory, store, limits: &scenario.limits };
        stage.desk = Some(Desk::open(&stage.server, &setting).await);
        stage
    }

    /// The server alone.
    pub async fn without_desk(kind: Kind, scenario: &Scenario) -> RealStage {
        let names = scenario.cast.iter().filter_map(|role| role.jid.as_deref()?.split('@').next());
        let server = Server::start(kind, &names.collect::<Vec<_>>()).await;
        RealStage { clients: BTreeMap::new(), desk: None, server }
    }

    /// What the desk wrote, for the report of a failed scenario.
    pub fn log(&self) -> String {
        self.desk.as_ref().map(Desk::log).unwrap_or_default()
    }

    fn client(&mut self, name: &str) -> &mut Client {
        self.clients.get_mut(name).unwrap_or_else(|| panic!("{name} is not connected"))
    }
}

impl Stage for RealStage {
    async fn connect(&mut self, role: &Role) -> String {
        let client = match role.jid.as_deref().and_then(|jid| jid.split_once('/')) {
            Some((bare, resource)) => {
                let password = bare.split('@').next().unwrap_or_default();
                Client::connect(&self.server, bare, password, resource).await
            }
            None => Client::visit(&self.server).await,
        };
        let jid = client.jid.clone();
        self.clients.insert(role.name.clone(), client);
        jid
    }

    async fn carry_out(&mut self, name: &str, deed: Deed) {
        match deed {
            Deed::Connects => {}
            Deed::GoesSilent => self.client(name).go_silent(),
            Deed::Wakes => self.client(name).wake(),
            Deed::LogsOut | Deed::Vanishes => {
                let client = self.clients.remove(name);
                let client = client.unwrap_or_else(|| panic!("{name} is not connected"));
                if deed == Deed::LogsOut { client.leave().await } else { client.vanish().await }
            }
        }
    }

    async fn send(&mut self, name: &str, stanza: &Element) {
        self.client(name).send(stanza).await;
    }

    async fn next(&mut self, name: &str) -> Option<Element> {
        self.client(name).next(PATIENCE).await
    }

    async fn settle(&mut self, name: &str) -> Vec<Element> {
        let to = if self.desk.is_some() { self.server.component } else { self.server.domain };
        let client = self.client(name);
        client.ping(to).await;
        let mut stanzas = Vec::new();
        while let Some(stanza) = client.next(QUIET).await {
            stanzas.push(stanza);
        }
        stanzas
    }

    /// On a real server time passes by itself while the next expectation is awaited.
    async fn advance(&mut self, _: Duration) {}

    async fn restart_desk(&mut self) {
        if let Some(desk) = &mut self.desk {
            desk.restart().await;
        }
    }

    async fn restart_server(&mut self) {
        self.clients.clear();
        self.server.restart().await;
        if let Some(desk) = &mut self.desk {
            desk.well().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::play::play;

    const CHAT: &str = "[anna] client anna@localhost/desk\n[dora] visitor\n[bo] client bo@localhost/desk later\n\
        dora sends:\n  <message to='{anna}' type='chat'><body>Hej!</body></message>\n\
        anna receives:\n  <message from='{dora}'><body>H{rest}</body></message>\n\
        bo connects\nbo sends: <message to='{anna}' type='chat'><body>H{rest}</body></message>\n\
        anna receives: <message from='bo@localhost/…'><body>Hej!</body></message>\n\
        dora never receives: <message/>\nbo logs out\ntime passes 1s\nanna vanishes\n";

    #[tokio::test]
    async fn a_scenario_is_played_on_real_servers() {
        for kind in [Kind::Prosody, Kind::Ejabberd] {
            let scenario = Scenario::parse("chat.scs", CHAT).unwrap_or_else(|error| panic!("{error}"));
            let mut stage = RealStage::without_desk(kind, &scenario).await;
            assert_eq!(play(&scenario, &mut stage).await, Ok(()));
        }
    }
}
