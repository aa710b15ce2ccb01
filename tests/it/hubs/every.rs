//! Five hubs on servers of both kinds, every one linked with every other: a patron of each is handed to a librarian of each
//! other. One hub is killed in the middle, first its desk, then its server. In the end their reports agree.

use std::collections::BTreeMap;

use super::{
    Hubs, Person,
    duty::exchange,
    elsewhere::{figures_when, link},
};
use crate::server::Kind;

const KINDS: [Kind; 5] = [Kind::Prosody, Kind::Ejabberd, Kind::Prosody, Kind::Ejabberd, Kind::Prosody];
/// Who coordinates and answers at each hub. All of them speak English.
const LIBRARIANS: [&str; 5] = ["Anna", "Freja", "Aino", "Nils", "Greta"];
const PATRONS: [&str; 3] = ["dora", "emil", "frida"];
/// The hub that is killed.
const KILLED: usize = 2;
const QUESTION: &str = "Good morning! My aunt has died abroad and left me a house. Where can I read about that?";

#[tokio::test]
async fn a_patron_of_each_hub_is_handed_to_each_other_and_one_killed_in_the_middle_costs_the_others_nothing() {
    let mut hubs = Hubs::start(&KINDS).await;
    let mut people = Vec::new();
    for (hub, name) in hubs.iter().zip(LIBRARIANS) {
        people.push(hub.person(&name.to_lowercase()).await);
    }
    for one in 0..people.len() {
        for other in one + 1..people.len() {
            let (before, after) = people.split_at_mut(other);
            let (here, there) = (hubs[one].server.component, hubs[other].server.component);
            link((&mut before[one], here), (&mut after[0], there)).await;
        }
    }
    for ((hub, person), nick) in hubs.iter().zip(&mut people).zip(LIBRARIANS) {
        person.joins(&hub.at("ask"), nick).await;
    }

    let mut desk = Desk { hubs: &mut hubs, people, handed: BTreeMap::new(), patrons: 0 };
    for from in 0..KINDS.len() {
        for to in (0..KINDS.len()).filter(|to| *to != from) {
            let talk = desk.hands_on(from, to).await;
            desk.ends(talk).await;
        }
    }

    // Two talks are under way, one of a patron of the hub that is killed, one held by its librarian.
    let (mut its, mut other) = (desk.hands_on(KILLED, 3).await, desk.hands_on(0, KILLED).await);
    desk.hubs[KILLED].desk.kill().await;
    desk.talks(&mut other, "while the hub is dead").await;
    desk.is_refused(1, KILLED).await;
    for (from, to) in [(0, 1), (1, 3), (3, 4), (4, 0)] {
        let talk = desk.hands_on(from, to).await;
        desk.ends(talk).await;
    }
    desk.hubs[KILLED].desk.run().await;
    desk.talks(&mut its, "after its death").await;
    desk.talks(&mut other, "after its death").await;

    desk.hubs[KILLED].server.restart().await;
    desk.hubs[KILLED].desk.well().await;
    // Its librarian logs in again, and still holds what she held.
    desk.people[KILLED] = desk.hubs[KILLED].person(&LIBRARIANS[KILLED].to_lowercase()).await;
    desk.people[KILLED].joins(&other.room, LIBRARIANS[KILLED]).await;
    let service = desk.hubs[KILLED].at("ask");
    desk.people[KILLED].joins(&service, LIBRARIANS[KILLED]).await;
    its.patron = desk.hubs[KILLED].person(&its.patron.name.clone()).await;
    desk.talks(&mut its, "after its server").await;
    desk.talks(&mut other, "after its server").await;
    desk.ends(its).await;
    desk.ends(other).await;
    for (from, to) in [(4, KILLED), (KILLED, 0)] {
        let talk = desk.hands_on(from, to).await;
        desk.ends(talk).await;
    }

    for ((from, to), times) in &desk.handed {
        let (home, away) = (&desk.hubs[*from], &desk.hubs[*to]);
        let here = figures_when(home, away.server.component, "answered_there", *times).await;
        let there = figures_when(away, home.server.component, "answered_here", *times).await;
        let lost = u64::from((*from, *to) == (1, KILLED));
        assert_eq!(here["not_reached"].as_u64(), Some(lost), "{from} to {to}\n{}", desk.hubs.logs());
        let counted = (here["referred_on"].as_u64(), there["asked_here"].as_u64());
        assert_eq!(counted, (Some(*times), Some(*times)), "{from} to {to}\n{}", desk.hubs.logs());
    }
}

/// Those on duty, one a hub, and how many sessions went from where to where.
struct Desk<'a> {
    hubs: &'a mut Hubs,
    people: Vec<Person>,
    handed: BTreeMap<(usize, usize), u64>,
    patrons: usize,
}

/// A patron of one hub and the librarian of another who holds his session.
struct Talk {
    from: usize,
    to: usize,
    room: String,
    patron: Person,
}

impl Desk<'_> {
    /// A patron asks at one hub, its librarian has him and invites the service of another hub, whose librarian answers him.
    async fn hands_on(&mut self, from: usize, to: usize) -> Talk {
        let (ask, room, mut patron) = self.has(from).await;
        let away = self.hubs[to].at("ask");
        self.people[from].invites(&away, &room, "Would you?").await;
        let receiver = &mut self.people[to];
        let invitation = receiver.is_invited().await;
        assert_eq!((&invitation.room, invitation.inviter.as_str()), (&room, self.hubs[from].server.component));
        let nick = LIBRARIANS[to];
        receiver.joins(&room, nick).await;
        receiver.hears(&room, QUESTION).await;
        patron.hears(&ask, &format!("{nick} (")).await;
        let answer = format!("At {}, for instance.", self.hubs[to].server.domain);
        receiver.says(&room, &answer).await;
        patron.hears(&ask, &answer).await;
        *self.handed.entry((from, to)).or_default() += 1;
        Talk { from, to, room, patron }
    }

    /// A patron of a hub, whom its librarian has.
    async fn has(&mut self, hub: usize) -> (String, String, Person) {
        let ask = self.hubs[hub].at("ask");
        let mut patron = self.hubs[hub].person(PATRONS[self.patrons % PATRONS.len()]).await;
        self.patrons += 1;
        patron.writes(&ask, QUESTION).await;
        let sender = &mut self.people[hub];
        let room = sender.is_invited().await.room;
        sender.joins(&room, LIBRARIANS[hub]).await;
        patron.hears(&ask, LIBRARIANS[hub]).await;
        (ask, room, patron)
    }

    async fn talks(&mut self, talk: &mut Talk, when: &str) {
        let ask = self.hubs[talk.from].at("ask");
        exchange(&mut self.people[talk.to], &mut talk.patron, &talk.room, &ask, when).await;
    }

    /// The holder closes it, and both librarians are out of it.
    async fn ends(&mut self, mut talk: Talk) {
        self.people[talk.to].says(&talk.room, "!close answered").await;
        for place in [talk.to, talk.from] {
            let own = format!("{}/{}", talk.room, LIBRARIANS[place]);
            self.people[place].sees(&own, Some("unavailable")).await;
        }
        let ask = self.hubs[talk.from].at("ask");
        talk.patron.hears(&ask, LIBRARIANS[talk.to]).await;
    }

    /// A hub that is not there is passed over: its sender is told so, keeps her patron, and answers him herself.
    async fn is_refused(&mut self, from: usize, to: usize) {
        let (ask, room, mut patron) = self.has(from).await;
        let away = self.hubs[to].at("ask");
        self.people[from].invites(&away, &room, "Would you?").await;
        self.people[from].hears(&room, "cannot be reached").await;
        exchange(&mut self.people[from], &mut patron, &room, &ask, "as nobody else can").await;
        self.people[from].says(&room, "!close answered").await;
        let own = format!("{room}/{}", LIBRARIANS[from]);
        self.people[from].sees(&own, Some("unavailable")).await;
    }
}
