//! Two operators on duty and three patrons, each in a session: one with an account, one without, and one who has
//! joined the service as a room.

use std::time::Duration;

use minidom::Element;
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use super::{
    dice::Dice,
    talker::{Leg, Stage, Talker},
};
use crate::{
    client::{Client, NS},
    deadline::PATIENCE,
    server::Server,
};

pub const ACCOUNTS: [&str; 5] = ["anna", "bo", "dora", "emil", "frida"];
const MUC: &str = "http://jabber.org/protocol/muc";
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
const ASK: &str = "ask@ref.localhost";
const A_MOMENT: Duration = Duration::from_millis(150);
/// How long nothing may come before what was said counts as delivered.
const QUIET: Duration = Duration::from_millis(400);

pub struct Cast {
    talkers: Vec<Talker>,
}

/// The cast while it talks.
pub struct Talk {
    stage: watch::Sender<Stage>,
    tasks: Vec<JoinHandle<Talker>>,
}

impl Cast {
    /// Everybody comes, and each patron's question is taken. `visitor`: the third patron has no account.
    pub async fn gather(server: &Server, dice: &mut Dice, visitor: bool) -> Cast {
        let mut cast = Cast { talkers: Vec::new() };
        for (name, other) in [("anna", "bo"), ("bo", "anna")] {
            let mut operator = Talker::new(name, log_in(server, name).await, dice.another());
            join(&mut operator, ASK, name).await;
            operator.legs.push(Leg::new(&format!("{name}-staff"), ASK, Some(name), &[other]));
            cast.talkers.push(operator);
        }
        for name in ["dora", "emil", "frida"] {
            let client =
                if visitor && name == "frida" { Client::visit(server).await } else { log_in(server, name).await };
            let mut patron = Talker::new(name, client, dice.another());
            let in_room = name == "emil";
            if in_room {
                join(&mut patron, ASK, name).await;
            }
            let kind = if in_room { "groupchat" } else { "chat" };
            let question = format!("Hej, jag heter {name}. Har ni någon bok om tåg?");
            let ask = format!("<message to='{ASK}' type='{kind}' id='{name}-0'><body>{question}</body></message>");
            patron.client.send(ask).await;
            let (operator, room) = cast.invited().await;
            let nick = operator.name.clone();
            join(operator, &room, &nick).await;
            operator.legs.push(Leg::new(&format!("{nick}-{name}"), &room, Some(&nick), &[name]));
            patron.legs.push(Leg::new(name, ASK, in_room.then_some(name), &[&nick]));
            cast.talkers.push(patron);
        }
        cast
    }

    /// Who is invited, and where to.
    async fn invited(&mut self) -> (&mut Talker, String) {
        let invitation = |stanza: &Element| {
            let invited = stanza.get_child("x", MUC_USER).is_some_and(|x| x.has_child("invite", MUC_USER));
            invited.then(|| stanza.attr("from").unwrap_or_default().to_owned())
        };
        for turn in 0..200 {
            let place = turn % 2;
            if let Some(room) = self.talkers[place].client.expect(invitation, A_MOMENT).await {
                return (&mut self.talkers[place], room);
            }
        }
        panic!("nobody is invited");
    }

    /// Everybody logs in anew, and who was in a room joins it again.
    pub async fn return_to(&mut self, server: &Server) {
        for talker in &mut self.talkers {
            // What had arrived before the server went was heard.
            talker.listen(Duration::from_millis(1)).await;
            talker.client = log_in(server, &talker.name).await;
            for place in 0..talker.legs.len() {
                let leg = &talker.legs[place];
                if let (to, Some(nick)) = (leg.to.clone(), leg.nick.clone()) {
                    join(talker, &to, &nick).await;
                }
            }
            let gone = |stanza: &Element| (stanza.attr("type")? == "unavailable").then_some(());
            while talker.client.expect(gone, Duration::ZERO).await.is_some() {}
        }
    }

    pub fn talk(self) -> Talk {
        let (stage, _) = watch::channel(Stage::Talk);
        let tasks = self.talkers.into_iter().map(|talker| tokio::spawn(talker.talk(stage.subscribe()))).collect();
        Talk { stage, tasks }
    }

    pub fn talkers(&self) -> &[Talker] {
        &self.talkers
    }
}

impl Talk {
    /// Everybody stops, wherever he is.
    pub async fn cut(self) -> Cast {
        self.end(Stage::Break).await
    }

    /// Everybody finishes what he was saying, and hears what was said.
    pub async fn finish(self) -> Cast {
        let mut cast = self.end(Stage::Finish).await;
        for talker in &mut cast.talkers {
            talker.client.ping("ref.localhost").await;
            talker.listen(QUIET).await;
        }
        cast
    }

    async fn end(self, stage: Stage) -> Cast {
        self.stage.send_replace(stage);
        let mut talkers = Vec::new();
        for task in self.tasks {
            let talker = timeout(PATIENCE, task).await.expect("what was said is acknowledged in the end");
            talkers.push(talker.expect("a talker does not fail"));
        }
        Cast { talkers }
    }
}

async fn log_in(server: &Server, name: &str) -> Client {
    Client::connect(server, &format!("{name}@localhost"), name, "desk").await
}

async fn join(talker: &mut Talker, room: &str, nick: &str) {
    let own = format!("{room}/{nick}");
    talker.client.send(format!("<presence to='{own}'><x xmlns='{MUC}'/></presence>")).await;
    // Whoever was there before may first be told that he has gone.
    let answer = |stanza: &Element| {
        let kind = stanza.attr("type").map(str::to_owned);
        let answer = stanza.name() == "presence" && stanza.attr("from") == Some(&own);
        (answer && kind.as_deref() != Some("unavailable")).then_some(kind)
    };
    let answer = talker.client.expect(answer, PATIENCE).await;
    assert_eq!(answer, Some(None), "{} does not get into {room}", talker.name);
    // The subject ends what a room tells who joins (XEP-0045 §7.1).
    let subject =
        |stanza: &Element| (stanza.attr("from")?.starts_with(room) && stanza.has_child("subject", NS)).then_some(());
    talker.client.expect(subject, PATIENCE).await.expect("a room has a subject");
}
