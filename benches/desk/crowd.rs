//! Ten thousand sessions open at a time, each held by an operator who has answered once: what one of them takes of
//! memory, and how soon the desk answers again after `kill -9` with all of them open. One component plays everybody.

use std::{collections::BTreeSet, time::Duration};

use futures::{StreamExt, future::join, stream::FuturesUnordered};
use minidom::Element;
use refdesk::xmpp::link::{Inbox, Incoming, Link, Outgoing};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};
use tokio_xmpp::Stanza;
use xmpp_parsers::{iq::Iq, message::MessageType, presence::Type};

use crate::{
    beside::{self, BESIDE, stanza},
    deadline::PATIENCE,
    desk::{Desk, Setting},
    machine,
    server::Server,
    staff,
    statistics::{median, percentile, print},
};

const SESSIONS: usize = 10_000;
/// Opened before memory is first looked at: what the first sessions take is not theirs alone.
const FIRST: usize = 200;
/// Services, each with one operator, who may hold no more than a hundred sessions.
const SERVICES: usize = 100;
/// Sessions being opened at a time.
const WINDOW: usize = 64;
const OPENED_WITHIN: Duration = Duration::from_secs(150);
const RESTARTS: usize = 5;
const BETWEEN_PINGS: Duration = Duration::from_millis(5);
/// For the allocator and the store to come to rest.
const REST: Duration = Duration::from_secs(1);

const MUC: &str = "http://jabber.org/protocol/muc";
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
const PING: &str = "urn:xmpp:ping";

pub async fn measure(server: &Server) {
    let held = SESSIONS / SERVICES;
    let inventory: String =
        (0..SERVICES).map(|number| staff::inventory(&service(number), [operator(number)], held)).collect();
    let limits = staff::limits(&[("offer", "10m"), ("nobody_yet", "10h")]);
    let mut desk = Desk::open(server, &Setting { inventory: &inventory, limits: &limits, ..Setting::default() }).await;
    let crowd = Crowd::gather(server).await;

    let began = Instant::now();
    crowd.open(FIRST).await;
    sleep(REST).await;
    let before = machine::child("refdesk").map_or(f64::NAN, machine::memory);
    crowd.open(SESSIONS).await;
    let taken = began.elapsed().as_secs_f64() - REST.as_secs_f64();
    sleep(REST).await;
    let after = machine::child("refdesk").map_or(f64::NAN, machine::memory);
    let each = (after - before) / (SESSIONS - FIRST) as f64 / 1000.0;
    print(
        "memory of an open session, kB",
        format!("{each:.1}   ({SESSIONS} open: {:.0} MB; opened in {taken:.0} s)", after / 1e6),
        "under 10",
    );

    let mut times = Vec::new();
    for _ in 0..RESTARTS {
        let killed = Instant::now();
        desk.kill().await;
        let (answered, ()) = join(crowd.pong(), desk.run()).await;
        times.push((answered - killed).as_secs_f64());
        sleep(REST).await;
    }
    print(
        "kill -9 to the first answer, s",
        format!("p50 {:.2}   worst {:.2}   of {RESTARTS}", median(&times), percentile(&times, 1.0)),
        "within 1",
    );
    let restored = machine::child("refdesk").map_or(f64::NAN, machine::memory);
    print("memory after a restart, MB", format!("{:.0}", restored / 1e6), "");
}

fn service(number: usize) -> String {
    format!("ask{number}")
}

fn operator(number: usize) -> String {
    format!("operator{number}@{BESIDE}")
}

/// Everybody, played by one component.
struct Crowd {
    link: Link,
    hub: String,
    /// How many sessions are to be open, and how many are.
    wanted: watch::Sender<usize>,
    open: watch::Receiver<usize>,
    playing: JoinHandle<()>,
}

impl Crowd {
    /// All operators on duty, and no patron yet.
    async fn gather(server: &Server) -> Crowd {
        let (link, inbox) = beside::connect(beside::settings(server)).await;
        let (wanted, wish) = watch::channel(0);
        let (opened, open) = watch::channel(0);
        let (duty, mut on_duty) = watch::channel(0);
        let hub = server.component.to_owned();
        let cast = Cast {
            link: link.clone(),
            hub: hub.clone(),
            wish,
            opened,
            duty,
            asked: 0,
            rooms: BTreeSet::new(),
            on_duty: 0,
        };
        let playing = tokio::spawn(cast.play(inbox));
        let duty = |number| enter(&client(&operator(number)), &format!("{}@{}", service(number), server.component));
        link.send((0..SERVICES).map(duty).collect(), None);
        let all = on_duty.wait_for(|count| *count == SERVICES);
        timeout(PATIENCE, all).await.expect("the operators come on duty").expect("the crowd lives");
        Crowd { link, hub, wanted, open, playing }
    }

    /// Waits until this many sessions are held.
    async fn open(&self, count: usize) {
        self.wanted.send_replace(count);
        let mut open = self.open.clone();
        let enough = timeout(OPENED_WITHIN, open.wait_for(|open| *open >= count)).await.is_ok();
        assert!(enough, "{} of {count} sessions are open", *self.open.borrow());
    }

    /// When the hub first answers a ping. Many are under way at a time: one that is lost would be waited for in vain.
    async fn pong(&self) -> Instant {
        let hub = jid::Jid::new(&self.hub).expect("a domain");
        let ping = Element::bare("ping", PING);
        let mut asked = FuturesUnordered::new();
        let mut tick = interval(BETWEEN_PINGS);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let answered = async {
            loop {
                tokio::select! {
                    _ = tick.tick() => asked.push(self.link.ask(hub.clone(), ping.clone(), PATIENCE)),
                    Some(answer) = asked.next() => if answer.is_ok() { return Instant::now() },
                }
            }
        };
        timeout(PATIENCE, answered).await.expect("the desk comes back")
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.playing.abort();
    }
}

struct Cast {
    link: Link,
    hub: String,
    wish: watch::Receiver<usize>,
    opened: watch::Sender<usize>,
    duty: watch::Sender<usize>,
    asked: usize,
    /// The session rooms an operator is in.
    rooms: BTreeSet<String>,
    on_duty: usize,
}

impl Cast {
    async fn play(mut self, mut inbox: Inbox) {
        loop {
            let mut out = Vec::new();
            tokio::select! {
                incoming = inbox.recv() => match incoming {
                    Some(Incoming::Stanza(stanza)) => self.hear(*stanza, &mut out),
                    Some(_) => {}
                    None => return,
                },
                changed = self.wish.changed() => if changed.is_err() { return },
            }
            let wanted = *self.wish.borrow_and_update();
            while self.asked < wanted && self.asked < self.rooms.len() + WINDOW {
                out.push(question(self.asked, &self.hub));
                self.asked += 1;
            }
            self.link.send(out, None);
        }
    }

    fn hear(&mut self, heard: Stanza, out: &mut Vec<Outgoing>) {
        match heard {
            Stanza::Message(message) => {
                let Some((room, invited)) = message.from.zip(message.to) else { return };
                assert_ne!(message.type_, MessageType::Error, "{:?}", message.payloads);
                let x = message.payloads.iter().find(|payload| payload.is("x", MUC_USER));
                if x.is_some_and(|x| x.has_child("invite", MUC_USER)) {
                    out.push(enter(&client(&invited.to_string()), &room.to_string()));
                }
            }
            Stanza::Presence(presence) => {
                let Some((occupant, own)) = presence.from.zip(presence.to) else { return };
                assert_ne!(presence.type_, Type::Error, "{:?}", presence.payloads);
                let x = presence.payloads.iter().find(|payload| payload.is("x", MUC_USER));
                let is_own = x.is_some_and(|x| x.children().any(|child| child.attr("code") == Some("110")));
                let room = occupant.to_bare().to_string();
                if !is_own || presence.type_ != Type::None {
                    return;
                }
                // A session's room has its token after the service's name.
                if occupant.node().is_some_and(|name| !name.contains('.')) {
                    self.on_duty += 1;
                    self.duty.send_replace(self.on_duty);
                } else if self.rooms.insert(room.clone()) {
                    let answer = "<body>God dag! Jag tittar efter i katalogen.</body>";
                    out.push(stanza("message", &own.to_string(), &room, " type='groupchat'", answer));
                    self.opened.send_replace(self.rooms.len());
                }
            }
            Stanza::Iq(Iq::Get { from: Some(from), to: Some(to), id, .. }) => {
                out.push(stanza("iq", &to.to_string(), &from.to_string(), &format!(" type='result' id='{id}'"), ""));
            }
            Stanza::Iq(_) => {}
        }
    }
}

fn client(bare: &str) -> String {
    if bare.contains('/') { bare.to_owned() } else { format!("{bare}/desk") }
}

fn enter(client: &str, room: &str) -> Outgoing {
    stanza("presence", client, &format!("{room}/Op"), "", &format!("<x xmlns='{MUC}'/>"))
}

fn question(number: usize, hub: &str) -> Outgoing {
    let patron = format!("patron{number}@{BESIDE}/phone");
    let service = format!("{}@{hub}", service(number % SERVICES));
    let body = "<body>Hej! Finns det något om ångbåtstrafiken på Öresund kring förra sekelskiftet?</body>";
    stanza("message", &patron, &service, &format!(" type='chat' id='q{number}'"), body)
}
