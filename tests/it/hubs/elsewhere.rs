//! A librarian hands her patron to a service of another hub, from the window she is in; a colleague there comes from her
//! own library's server, and the patron sees no break. Her own hub is killed in the middle, and both hubs' reports agree.

use serde_json::Value;
use tokio::time::Instant;

use super::{Hub, Hubs, INVENTORIES, Person, duty::exchange};
use crate::{
    deadline::{PATIENCE, until},
    desk::Setting,
    server::Kind,
};

const QUESTION: &str = "Good morning! My aunt in Finland has died and left me a house. Who inherits under Finnish law?";
const ANSWER: &str = "That depends on whether she left a will.";

#[tokio::test]
async fn a_patron_is_handed_from_prosody_to_a_librarian_at_ejabberd_who_outlives_her_hub() {
    hand_on(&[Kind::Prosody, Kind::Ejabberd]).await;
}

#[tokio::test]
async fn a_patron_is_handed_from_ejabberd_to_a_librarian_at_prosody_who_outlives_her_hub() {
    hand_on(&[Kind::Ejabberd, Kind::Prosody]).await;
}

async fn hand_on(kinds: &[Kind]) {
    // The second is Finland's, at the second place.
    let finland = INVENTORIES[2].replace("hub-fi", "hub-dk");
    let inventory = |place: usize| if place == 0 { INVENTORIES[0] } else { finland.as_str() };
    let mut hubs = Hubs::with(kinds, |place| Setting { inventory: inventory(place), ..Setting::default() }).await;
    let (ask, law) = (hubs[0].at("ask"), hubs[1].at("ask-law"));
    let (home, away) = (hubs[0].server.component.to_owned(), hubs[1].server.component.to_owned());

    let (mut anna, mut aino) = (hubs[0].person("anna").await, hubs[1].person("aino").await);
    link((&mut anna, &home), (&mut aino, &away)).await;
    anna.joins(&ask, "Anna").await;
    aino.joins(&law, "Aino").await;

    let mut dora = hubs[0].person("dora").await;
    dora.writes(&ask, QUESTION).await;
    let room = anna.is_invited().await.room;
    anna.joins(&room, "Anna").await;
    dora.hears(&ask, "Anna").await;

    // Invite, in her own client; a colleague abroad, in hers.
    let started = Instant::now();
    anna.invites(&law, &room, "Inheritance, please").await;
    let invitation = aino.is_invited().await;
    println!("{kinds:?}: invited across two servers after {:?}", started.elapsed());
    assert_eq!((&invitation.room, &invitation.inviter), (&room, &home));
    assert!(!invitation.reason.contains("aunt"), "the agreement lets no question pass: {invitation:?}");
    hubs[1].desk.kill().await;
    aino.joins(&room, "Aino").await;
    aino.hears(&room, QUESTION).await;
    aino.says(&room, ANSWER).await;
    dora.hears(&ask, "Aino").await;
    dora.hears(&ask, ANSWER).await;
    println!("{kinds:?}: her first line was with the patron after {:?}", started.elapsed());

    hubs[1].desk.run().await;
    exchange(&mut aino, &mut dora, &room, &ask, "while her hub was back").await;
    anna.says(&room, "Mine again?").await;
    aino.says(&room, "!close answered").await;
    dora.hears(&ask, "Aino").await;
    assert!(!dora.has_come("Mine again?"));
    assert!(!aino.has_come("dora@"));

    let here = figures_when(&hubs[0], &away, "answered_there", 1).await;
    let there = figures_when(&hubs[1], &home, "answered_here", 1).await;
    assert_eq!((here["referred_on"].as_u64(), there["asked_here"].as_u64()), (Some(1), Some(1)), "{}", hubs.logs());
    free_again(&mut aino, &away).await;
}

/// The second hub has nobody on duty and names the third, with which the first is not linked.
#[tokio::test]
async fn a_hub_without_anybody_names_a_third_and_each_counts_its_part() {
    let kinds = [Kind::Prosody, Kind::Ejabberd, Kind::Prosody];
    let hubs = Hubs::start(&kinds).await;
    let at = |place: usize| hubs[place].at("ask");
    let of = |place: usize| hubs[place].server.component;
    let mut anna = hubs[0].person("anna").await;
    let mut freja = hubs[1].person("freja").await;
    let mut aino = hubs[2].person("aino").await;
    link((&mut anna, of(0)), (&mut freja, of(1))).await;
    link((&mut freja, of(1)), (&mut aino, of(2))).await;
    anna.joins(&at(0), "Anna").await;
    aino.joins(&at(2), "Aino").await;

    let mut dora = hubs[0].person("dora").await;
    dora.writes(&at(0), QUESTION).await;
    let room = anna.is_invited().await.room;
    anna.joins(&room, "Anna").await;
    // The third answers no strangers, and says so.
    anna.says(&room, &format!("!transfer {}", at(2))).await;
    anna.hears(&room, "only hubs that it has a link with").await;
    anna.invites(&at(1), &room, "Inheritance, please").await;
    let invitation = aino.is_invited().await;
    assert_eq!((&invitation.room, invitation.inviter.as_str()), (&room, of(0)));
    aino.joins(&room, "Aino").await;
    aino.hears(&room, QUESTION).await;
    aino.says(&room, ANSWER).await;
    dora.hears(&at(0), ANSWER).await;
    aino.says(&room, "!close answered").await;
    aino.sees(&format!("{room}/Aino"), Some("unavailable")).await;

    let counted = |figures: &Value, names: [&str; 2]| names.map(|name| figures[name].as_u64());
    let (first, second) = (figures_when(&hubs[0], of(2), "answered_there", 1).await, &hubs[1]);
    assert_eq!(counted(&first, ["referred_on", "asked_here"]), [Some(1), Some(0)]);
    let third = figures_when(&hubs[2], of(0), "answered_here", 1).await;
    assert_eq!(counted(&third, ["asked_here", "referred_on"]), [Some(1), Some(0)]);
    let second = figures_when(second, of(0), "passed_on", 1).await;
    assert_eq!(counted(&second, ["asked_here", "answered_here"]), [Some(1), Some(0)]);
    let first = figures_when(&hubs[0], of(1), "referred_on", 1).await;
    assert_eq!(counted(&first, ["answered_there", "not_reached"]), [Some(0), Some(0)]);
}

/// Their coordinators link two hubs.
pub(super) async fn link((one, here): (&mut Person, &str), (other, there): (&mut Person, &str)) {
    one.writes(here, &format!("!link propose {there}")).await;
    other.hears(there, here).await;
    other.writes(there, &format!("!link accept {here}")).await;
    one.hears(here, "accepted").await;
}

/// What a hub's report says of another, once so many have been answered.
pub(super) async fn figures_when(hub: &Hub, of: &str, answered: &str, times: u64) -> Value {
    let report = until(PATIENCE, || async {
        let report = hub.desk.command(&["report", "--format", "json"]).await.expect("a report");
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let figures = report["hubs"][of].clone();
        (figures[answered].as_u64() == Some(times)).then_some(figures)
    });
    report.await.unwrap_or_else(|| panic!("{of}, {answered}: it is not in the report\n{}", hub.desk.log()))
}

/// Her own hub knows that she has nobody any more.
async fn free_again(aino: &mut Person, hub: &str) {
    for _ in 0..20 {
        aino.writes(hub, "!who").await;
        if aino.hears_within(hub, "0 of 3", std::time::Duration::from_secs(1)).await.is_some() {
            return;
        }
    }
    let unread: Vec<_> = aino.client.unread().iter().map(crate::client::xml).collect();
    panic!("she is taken for busy: {unread:#?}");
}
