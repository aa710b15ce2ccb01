//! A session handed on, in numbers: from the holder's invitation until the receiver has hers, and until the receiver's first
//! line is with the patron. With all on one server; with the receiver on another, of the other kind; and from hub to
//! hub, where a service of the other server's hub is invited, and the receiver works for that.
//!
//! The floor is what the servers alone take: as many stanzas, one after the other and between the same addresses, through
//! the bare echo. Counted in round trips, each two stanzas:
//!
//! 1. *Within a hub* the invitation is one, from the holder to the room and from the room to the receiver. From hub to hub
//!    it is two: from the holder to the room, from the room to the service, from the service to the room (its
//!    invitation for whom it has chosen), and from the room to the receiver; all but the first go from server to server.
//! 2. The join is one: the receiver's presence to the room and back.
//! 3. Her line is one: from her to the room, and as from the service to the patron.
//!
//! Beside the floor stands how long the messages were in the desks, from arrival to departure, and of it the commits.

use std::time::{Duration, Instant};

use crate::{
    client::{Client, NS},
    deadline::PATIENCE,
    desk::{Desk, Setting},
    echo::{Echo, way},
    machine,
    server::{Kind, Server, network::Network},
    staff,
    statistics::{median, milliseconds, percentile, print},
};

/// Sessions handed on, and floors measured between them in turn.
const ROUNDS: usize = 100;
const ACCOUNTS: [&str; 3] = ["anna", "bo", "dora"];
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

/// Between whom: Anna hands on to Bo.
struct Course<'a> {
    what: &'static str,
    /// Where the hub is, and Anna and the patron.
    here: &'a Server,
    /// Where Bo is.
    there: &'a Server,
    /// Bo works for a service of another hub, there.
    between_hubs: bool,
}

/// One way from the invitation to the patron, in milliseconds.
struct Steps {
    invited: f64,
    joined: f64,
    heard: f64,
}

/// What was measured, a value a round.
#[derive(Default)]
struct Measured {
    floor: Vec<Steps>,
    handed_on: Vec<Steps>,
    /// Milliseconds that messages were in the desks meanwhile, and that commits took.
    relayed: Vec<f64>,
    committed: Vec<f64>,
}

/// Seconds so far, of all desks together.
struct Work {
    relayed: f64,
    committed: f64,
}

pub async fn measure(kind: Kind) {
    print("a page written for good, ms", format!("{:.2}", machine::sync_time()), "");
    let other = if kind == Kind::Prosody { Kind::Ejabberd } else { Kind::Prosody };
    let alone = Server::start(kind, &ACCOUNTS).await;
    let echo = Echo::start(&alone).await;
    hand_on(Course { what: "on one server", here: &alone, there: &alone, between_hubs: false }).await;
    drop((echo, alone));

    let servers = Network::start(&[kind, other], &ACCOUNTS).await;
    if let [here, there] = &servers[..] {
        let _echoes = (Echo::start(here).await, Echo::start(there).await);
        hand_on(Course { what: "the receiver on another", here, there, between_hubs: false }).await;
        hand_on(Course { what: "from hub to hub", here, there, between_hubs: true }).await;
    }
}

async fn hand_on(course: Course<'_>) {
    let Course { here, there, .. } = course;
    let mut anna = staff::log_in(here, "anna").await;
    let mut bo = staff::log_in(there, "bo").await;
    let mut dora = staff::log_in(here, "dora").await;
    let mut patron = Client::visit(here).await;
    let mut desks = course.desks().await;
    if course.between_hubs {
        link(here, &mut anna, there, &mut bo).await;
    }

    let service = format!("ask@{}", here.component);
    let mut measured = Measured::default();
    for round in 0..ROUNDS {
        staff::join(&mut anna, &service).await;
        patron.send(staff::line(&service, "Hej! Jag har en fråga om biblioteket i Lund.")).await;
        let room = staff::invited(&mut anna).await;
        staff::join(&mut anna, &room).await;
        staff::join(&mut bo, &course.duty()).await;
        for (client, address) in [(&mut anna, &service), (&mut patron, &service), (&mut bo, &course.duty())] {
            settle(client, address).await;
        }

        let steps = course.floor(&format!("floor {round}"), [&mut anna, &mut bo, &mut dora]).await;
        measured.floor.push(steps);
        let before = Work::so_far(&desks).await;
        let steps = course.hand_on(&room, &format!("Ja, {round}."), [&mut anna, &mut bo, &mut patron]).await;
        measured.handed_on.push(steps);
        let after = Work::so_far(&desks).await;
        measured.relayed.push((after.relayed - before.relayed) * 1000.0);
        measured.committed.push((after.committed - before.committed) * 1000.0);

        bo.send(format!("<message to='{room}' type='groupchat'><body>!close answered</body></message>")).await;
        staff::put_out(&mut bo, &room).await;
        staff::put_out(&mut anna, &room).await;
        bo.send(format!("<presence to='{}/Op' type='unavailable'/>", course.duty())).await;
        staff::put_out(&mut bo, &course.duty()).await;
    }
    // First, or what their servers say of them finds nobody.
    for client in [anna, bo, dora, patron] {
        client.leave().await;
    }
    for desk in &mut desks {
        desk.leave().await;
    }
    measured.print(&course);
}

impl Course<'_> {
    /// The desk here, and if it is to be between hubs the one there.
    async fn desks(&self) -> Vec<Desk> {
        let (anna, bo) = (format!("anna@{}", self.here.domain), format!("bo@{}", self.there.domain));
        let limits = staff::limits(&[]);
        let open = async |server, inventory: &str| {
            Desk::open(server, &Setting { inventory, limits: &limits, ..Setting::default() }).await
        };
        if !self.between_hubs {
            return vec![open(self.here, &staff::inventory("ask", [anna, bo], 2)).await];
        }
        // Both coordinate their hubs, so that they can link them.
        let inventory = |service, operator| {
            let text = staff::inventory(service, [operator], 2);
            text.replace("[[operator]]\n", "[[operator]]\nrole = \"coordinator\"\nlanguage = \"en\"\n")
        };
        vec![open(self.here, &inventory("ask", anna)).await, open(self.there, &inventory("ask-law", bo)).await]
    }

    /// The service in which Bo is on duty.
    fn duty(&self) -> String {
        if self.between_hubs { self.invitee() } else { format!("ask@{}", self.here.component) }
    }

    /// Whom Anna invites.
    fn invitee(&self) -> String {
        if self.between_hubs {
            format!("ask-law@{}", self.there.component)
        } else {
            format!("bo@{}", self.there.domain)
        }
    }

    /// How many round trips it takes until Bo is invited.
    fn round_trips(&self) -> usize {
        if self.between_hubs { 2 } else { 1 }
    }

    async fn hand_on(&self, room: &str, answer: &str, [anna, bo, patron]: [&mut Client; 3]) -> Steps {
        let begun = Instant::now();
        let invite = format!("<invite to='{}'><reason>law</reason></invite>", self.invitee());
        anna.send(format!("<message to='{room}'><x xmlns='{MUC_USER}'>{invite}</x></message>")).await;
        assert_eq!(staff::invited(bo).await, room);
        let invited = begun.elapsed();
        staff::join(bo, room).await;
        let joined = begun.elapsed();
        bo.send(format!("<message to='{room}' type='groupchat'><body>{answer}</body></message>")).await;
        hear(patron, answer).await;
        Steps::new(invited, joined, begun.elapsed())
    }

    /// As many stanzas between the same addresses, through the bare echo.
    async fn floor(&self, words: &str, [anna, bo, dora]: [&mut Client; 3]) -> Steps {
        let (here, there) = (self.here, self.there);
        let all: &[&Server] = if self.between_hubs { &[here, there, here] } else { &[here] };
        let (invitation, join, line) = (way(all, "bo", there), way(&[here], "bo", there), way(&[here], "dora", here));
        let begun = Instant::now();
        anna.send(staff::line(&invitation, words)).await;
        hear(bo, words).await;
        let invited = begun.elapsed();
        bo.send(staff::line(&join, words)).await;
        hear(bo, words).await;
        let joined = begun.elapsed();
        bo.send(staff::line(&line, words)).await;
        hear(dora, words).await;
        Steps::new(invited, joined, begun.elapsed())
    }
}

impl Steps {
    /// Each since the invitation.
    fn new(invited: Duration, joined: Duration, heard: Duration) -> Steps {
        Steps {
            invited: milliseconds(invited),
            joined: milliseconds(joined - invited),
            heard: milliseconds(heard - joined),
        }
    }

    fn all(&self) -> f64 {
        self.invited + self.joined + self.heard
    }
}

impl Work {
    async fn so_far(desks: &[Desk]) -> Work {
        let mut work = Work { relayed: 0.0, committed: 0.0 };
        for desk in desks {
            let page = desk.page("/metrics").await.unwrap_or_default();
            let read = |name: &str| {
                let value = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
                value.unwrap_or(f64::NAN)
            };
            work.relayed += read("refdesk_relay_seconds_sum ");
            work.committed += read("refdesk_commit_seconds_sum ");
        }
        work
    }
}

impl Measured {
    fn print(&self, course: &Course<'_>) {
        println!("  {}, {ROUNDS} times; ms, beside the floor", course.what);
        let trip = percentile(&of(&self.floor, |steps| steps.joined), 0.5);
        let show = |what: &str, step: fn(&Steps) -> f64, needed: usize| {
            let (times, floor) = (of(&self.handed_on, step), of(&self.floor, step));
            let beside = |share| {
                let (time, floor) = (percentile(&times, share), percentile(&floor, share));
                format!("{time:6.2} /{floor:5.2} ={:5.1}", time / floor)
            };
            let lasts = percentile(&times, 0.5) / trip;
            let figure =
                format!("p50 {}   p99 {}   round trips: {needed}, as long as {lasts:.1}", beside(0.5), beside(0.99));
            print(what, figure, "");
        };
        let needed = course.round_trips();
        show("invitation", |steps| steps.invited, needed);
        show("join", |steps| steps.joined, 1);
        show("first line", |steps| steps.heard, 1);
        show("until her first line is there", Steps::all, needed + 2);
        let figure = format!("p50 {:6.2}, {:.2} of it commits", median(&self.relayed), median(&self.committed));
        print("of this in the desks", figure, "");
    }
}

fn of(all: &[Steps], step: fn(&Steps) -> f64) -> Vec<f64> {
    all.iter().map(step).collect()
}

/// The coordinators agree on a link.
async fn link(here: &Server, anna: &mut Client, there: &Server, bo: &mut Client) {
    let (home, away) = (here.component, there.component);
    anna.send(staff::line(home, &format!("!link propose {away}"))).await;
    told(bo, away, home).await;
    bo.send(staff::line(away, &format!("!link accept {home}"))).await;
    told(anna, home, "accepted").await;
}

/// Waits until a hub says something with these words.
async fn told(client: &mut Client, hub: &str, words: &str) {
    let told = |stanza: &minidom::Element| {
        let body = stanza.get_child("body", NS)?.text();
        (stanza.attr("from") == Some(hub) && body.contains(words)).then_some(())
    };
    client.expect(told, PATIENCE).await.expect("a hub tells its coordinator of a link");
}

/// Waits until what went before has been taken in by the desk and the servers; what came is thrown away.
async fn settle(client: &mut Client, address: &str) {
    client.ping(address).await.expect("the desk answers");
    while client.next(Duration::ZERO).await.is_some() {}
}

async fn hear(client: &mut Client, line: &str) {
    while staff::body(client, PATIENCE).await.expect("a line arrives") != line {}
}
