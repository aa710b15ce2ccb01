//! Links as the desk alone sees them; what passes between two hubs is played in `hub/tests/links.rs`.

use super::*;
use crate::desk::directory::Picture;
use crate::desk::effect::Hearer;
use crate::desk::event::{Event, Place};
use crate::desk::inventory::Role;
use crate::desk::refusal::Refusal;
use crate::desk::sample::{inventory, jid, language, service};
use crate::desk::session::{Guest, Session, State};
use crate::desk::tests::{Play, client, person};

fn link(hub: &str, state: LinkState) -> Link {
    Link::new(jid(hub), state, Time(1_000_000))
}

fn with(links: &[Link]) -> Play {
    Play::with(|inventory, _| {
        inventory.operators.get_mut(&person("anna")).expect("Anna").role = Role::Coordinator;
        inventory.links = links.iter().map(|link| (link.hub.clone(), link.clone())).collect();
    })
}

/// Dora's session at `ask`, held by somebody whom a service of ref.b sent.
fn held_by_a_guest() -> Play {
    let mut play = with(&[link("ref.b", LinkState::Active)]);
    play.comes_on_duty("anna");
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    let session = play.desk.sessions.get_mut(&1).expect("a session");
    let guest = person("eva");
    session.guests.insert(guest.clone(), Guest { of: Some(jid("ask-law@ref.b")), name: "Eva".into() });
    session.state = State::Held { by: guest, since: play.now, absent: None };
    play
}

fn put_out(effects: &[Effect]) -> Vec<BareJid> {
    let out = effects.iter().filter_map(|effect| match effect {
        Effect::PutOut { operator, .. } => Some(operator.clone()),
        _ => None,
    });
    out.collect()
}

#[test]
fn whoever_a_hub_sent_is_put_out_when_the_link_ends_and_the_patron_waits_for_another() {
    for line in ["!link pause ref.b", "!link revoke ref.b"] {
        let mut play = held_by_a_guest();
        let seen = play.commands("anna", Place::Hub, line);
        assert!(put_out(&seen.0).contains(&person("eva")), "{line}");
        assert!(seen.to_room().contains(&"room-link-ended"), "{line}");
        assert!(seen.to_patron().contains(&"patron-operator-vanished"), "{line}: {:?}", seen.to_patron());
        assert!(play.desk.session(1).is_some_and(|session| session.is_queued() && session.guests.is_empty()), "{line}");
    }
}

#[test]
fn the_other_side_ends_it_and_the_same_happens() {
    for said in [HubSaid::Refuses, HubSaid::Ends, HubSaid::Pauses] {
        let mut play = held_by_a_guest();
        let seen = play.does(Event::HubSaid { hub: jid("ref.b"), said: said.clone() });
        assert!(put_out(&seen.0).contains(&person("eva")), "{said:?}");
        assert!(play.desk.session(1).is_some_and(Session::is_queued), "{said:?}");
        let told = seen.told(|to| matches!(to, Hearer::Person(who) if *who == person("anna")));
        assert!(matches!(told[..], [Sentence::LinkTurned { .. }]), "{said:?}");
    }
}

#[test]
fn a_colleague_beside_a_guest_goes_on_with_the_patron() {
    let mut play = held_by_a_guest();
    play.desk.sessions.get_mut(&1).expect("a session").consultants.insert(person("anna"));
    let seen = play.commands("anna", Place::Hub, "!link revoke ref.b");
    assert_eq!(put_out(&seen.0), [person("eva")]);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn sessions_with_other_hubs_go_on() {
    let mut play = held_by_a_guest();
    play.desk.inventory.links.insert(jid("ref.c"), link("ref.c", LinkState::Active));
    let seen = play.commands("anna", Place::Hub, "!link revoke ref.c");
    assert!(put_out(&seen.0).is_empty());
    assert_eq!(play.holder(1).as_deref(), Some("eva"));
}

#[test]
fn who_may_ask_is_refused_with_what_is_missing() {
    let narrowed = Link { ours: [service("ask")].into(), ..link("ref.b", LinkState::Active) };
    let never = Link { hours: Some("Jan 1 off".into()), ..link("ref.d", LinkState::Active) };
    let play = with(&[narrowed, link("ref.c", LinkState::Paused), never, link("ref.e", LinkState::Asked)]);
    let asked = |hub: &str, id: &str| play.desk.may_be_asked_by(play.now, &jid(hub), &service(id)).map(|_| ());
    assert_eq!(asked("ref.b", "ask"), Ok(()));
    assert_eq!(asked("ask@ref.b", "ask"), Ok(()), "any address of the hub");
    assert_eq!(asked("ref.b", "ask-law"), Err(Refusal::NotInAgreement));
    assert_eq!(asked("ref.b", "nowhere"), Err(Refusal::NoSuchService));
    assert_eq!(asked("ref.c", "ask"), Err(Refusal::LinkPaused));
    assert!(matches!(asked("ref.d", "ask"), Err(Refusal::OutsideHours { .. })));
    assert_eq!(asked("ref.e", "ask"), Err(Refusal::NotLinked));
    assert_eq!(asked("ref.evil", "ask"), Err(Refusal::NotLinked));
}

fn shows(play: &mut Play, address: &str, open: bool, level: &str) {
    let spoken = crate::desk::directory::Spoken {
        language: language("fi"),
        known: level.parse().ok(),
        on_duty: level.parse().ok().filter(|_| open),
    };
    let picture = Picture { name: address.into(), languages: vec![spoken], open: Some(open), ..Picture::default() };
    play.does(Event::PartnerShown { address: jid(address), picture: Box::new(picture) });
}

#[test]
fn linked_services_stand_in_the_agreed_order_and_those_that_cannot_be_used_are_left_out() {
    let near = Link { adjoining: true, order: 7, ..link("ref.near", LinkState::Active) };
    let first = Link { order: 1, ..link("ref.first", LinkState::Active) };
    let mut play = with(&[near, first, link("ref.far", LinkState::Active), link("ref.rest", LinkState::Paused)]);
    for address in ["a@ref.far", "b@ref.far", "a@ref.first", "a@ref.near", "a@ref.rest", "a@ref.evil"] {
        shows(&mut play, address, address != "a@ref.far", "B2");
    }
    let order = |play: &Play| -> Vec<String> {
        play.desk.linked_services(play.now).map(|known| known.address.to_string()).collect()
    };
    assert_eq!(order(&play), ["a@ref.near", "a@ref.first", "b@ref.far", "a@ref.far"]);

    for _ in 0..3 {
        play.desk.health_noted(play.now, &jid("ref.near"), false);
    }
    assert_eq!(order(&play)[0], "a@ref.first", "three requests unanswered");
    play.passes(301);
    assert_eq!(order(&play)[0], "a@ref.near", "it is tried again after a while");
    play.does(Event::HubSaid { hub: jid("ref.near"), said: HubSaid::Unreachable("gone".into()) });
    assert_eq!(order(&play)[0], "a@ref.first");
    play.desk.health_noted(play.now, &jid("ref.near"), true);
    assert_eq!(order(&play)[0], "a@ref.near");
}

#[test]
fn of_services_equal_in_the_agreement_the_one_that_fits_comes_first() {
    let mut play = with(&[link("ref.b", LinkState::Active)]);
    shows(&mut play, "a@ref.b", true, "A2");
    shows(&mut play, "b@ref.b", true, "native");
    let wanted =
        |tag: &str| crate::desk::need::Wanted { value: language(tag), source: crate::desk::need::Source::Words };
    let need = |tag: &str| crate::desk::need::Need { languages: vec![wanted(tag)], ..Default::default() };
    let fit = |play: &Play, tag: &str| -> Vec<String> {
        let found = play.desk.linked_services_for(play.now, &need(tag));
        found.iter().map(|known| known.address.to_string()).collect()
    };
    assert_eq!(fit(&play, "fi"), ["b@ref.b", "a@ref.b"]);
    assert!(fit(&play, "so").is_empty());
}

#[test]
fn what_cannot_be_agreed_on_is_said_and_changes_nothing() {
    let mut play = with(&[link("ref.b", LinkState::Active)]);
    let before = play.desk.inventory.links.clone();
    let problems = [
        ("!link propose bo@localhost", "jid"),
        ("!link propose ref.b", "linked"),
        ("!link accept ref.b", "asked"),
        ("!link refuse ref.b", "asked"),
        ("!link resume ref.b", "paused"),
        ("!link narrow ref.b", "nothing"),
        ("!link narrow ref.b hours=whenever", "hours"),
        ("!link narrow ref.b data=everything", "data"),
        ("!link narrow ref.b order=first", "order"),
        ("!link narrow ref.b adjoining=perhaps", "adjoining"),
    ];
    for (line, expected) in problems {
        let seen = play.commands("anna", Place::Hub, line);
        let [Sentence::LinkWrong { problem, .. }] = seen.reply() else { panic!("{line}: {:?}", seen.reply()) };
        assert_eq!(problem, expected, "{line}");
    }
    let unknown = play.commands("anna", Place::Hub, "!link narrow ref.b ours=aks");
    assert!(matches!(unknown.reply(), [Sentence::NoSuchServiceHere { nearest, .. }] if nearest == "ask"));
    assert_eq!(play.desk.inventory.links, before);
    play.desk.is_at(jid("ref.own"));
    let own = play.commands("anna", Place::Hub, "!link propose ref.own");
    assert!(matches!(own.reply(), [Sentence::LinkWrong { problem, .. }] if problem == "own"));
}

#[test]
fn what_is_done_about_a_link_is_in_the_audit_list() {
    let mut play = with(&[link("ref.b", LinkState::Asked)]);
    for line in ["accept", "narrow ref.b order=3", "pause", "resume", "revoke"] {
        let line = if line.contains(' ') { format!("!link {line}") } else { format!("!link {line} ref.b") };
        let seen = play.commands("anna", Place::Hub, &line);
        let audited = |effect: &Effect| {
            matches!(effect, Effect::Record(crate::desk::record::Record::Audit(one))
                if one.command == "link" && one.detail.contains("ref.b"))
        };
        assert!(seen.has(audited), "{line}");
    }
}

#[test]
fn a_form_asks_for_the_agreement_as_it_is_and_is_read_back() {
    let narrowed = Link { ours: [service("ask")].into(), order: 3, ..link("ref.b", LinkState::Active) };
    let mut play = with(&[narrowed]);
    let gives = |play: &mut Play, values: &[(&str, &str)]| {
        let mut given = crate::desk::form::Given { by_form: true, ..Default::default() };
        values.iter().for_each(|(name, value)| given.add(name, value));
        let command = crate::desk::command::Command::Link { given };
        play.does(Event::Commanded { by: client("anna"), place: Place::Hub, command })
    };
    let seen = gives(&mut play, &[("action", "narrow"), ("hub", "ref.b")]);
    let form = seen.0.iter().find_map(|effect| match effect {
        Effect::Ask { form, .. } => Some(form.clone()),
        _ => None,
    });
    let form = form.expect("a form");
    let field = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| field.values.clone());
    assert_eq!((field("ours"), field("order")), (Some(vec!["ask".into()]), Some(vec!["3".into()])));
    let values = [("action", "narrow"), ("hub", "ref.b"), ("order", "1"), ("hours", ""), ("adjoining", "1")];
    gives(&mut play, &values);
    let link = &play.desk.inventory.links[&jid("ref.b")];
    assert!(link.ours.is_empty() && link.adjoining && link.order == 1, "what was left empty is empty: {link:?}");
}

#[test]
fn what_a_proposal_says_is_kept_until_it_is_answered() {
    let mut play = with(&[]);
    play.comes_on_duty("anna");
    play.does(Event::HubSaid { hub: jid("ref.b"), said: HubSaid::Asks("Bo  proposes\na link".into()) });
    let shown = play.commands("anna", Place::Hub, "!link show ref.b");
    let said =
        |sentence: &Sentence| matches!(sentence, Sentence::LinkAsked { said, .. } if said == "Bo proposes a link");
    assert!(shown.reply().iter().any(said), "{:?}", shown.reply());
    play.commands("anna", Place::Hub, "!link accept ref.b");
    let link = &play.desk.inventory.links[&jid("ref.b")];
    assert_eq!((link.state, link.said.as_str()), (LinkState::Active, ""));
}

#[test]
fn which_proposal_makes_room_is_one_of_the_most_crowded_domain() {
    let all: Vec<Link> = ["h1.evil.example", "h2.evil.example", "good.test", "x.other.test"]
        .iter()
        .map(|hub| link(hub, LinkState::Asked))
        .collect();
    assert_eq!(crowded(all.iter()), Some(jid("h1.evil.example")));
    assert_eq!(parent("a.b.c.example"), "c.example");
    assert!(inventory().links.is_empty());
}
