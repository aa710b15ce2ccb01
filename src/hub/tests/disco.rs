//! What an address says of itself, by who asks.

use super::*;
use crate::stanza::{Answer, DiscoInfo};

const INFO: &str = "<query xmlns='http://jabber.org/protocol/disco#info'/>";

fn info(play: &mut Play, who: &str, to: &str) -> Option<DiscoInfo> {
    match play.asks(who, to, INFO) {
        IqBody::Result(Answer::DiscoInfo(info)) => Some(info),
        _ => None,
    }
}

fn categories(info: &DiscoInfo) -> Vec<&str> {
    info.identities.iter().map(|identity| identity.category.as_str()).collect()
}

#[test]
fn a_service_is_a_room_to_operators_and_to_those_inside_and_a_contact_to_others() {
    let mut play = Play::new();
    let room = info(&mut play, "anna", "ask@ref.localhost").expect("info");
    assert_eq!(categories(&room), ["conference", "collaboration"]);
    let contact = info(&mut play, "dora", "ask@ref.localhost").expect("info");
    assert_eq!(categories(&contact), ["account", "collaboration"]);
    assert!(!contact.features.iter().any(|feature| feature.contains("protocol/muc")));
    assert_eq!(info(&mut play, "anna", "ask-law@ref.localhost").as_ref().map(categories), Some(categories(&contact)));
    play.joins("dora", "ask", "Dora");
    let own = info(&mut play, "dora", "ask@ref.localhost").expect("info");
    assert_eq!(categories(&own), ["conference", "collaboration"]);
}

#[test]
fn a_sessions_room_shows_itself_to_whom_it_concerns_with_the_question_in_its_name() {
    let (mut play, room) = Play::held();
    let address = format!("{room}@ref.localhost");
    let shown = info(&mut play, "anna", &address).expect("info");
    assert!(shown.identities[0].name.as_ref().is_some_and(|name| name.contains("Where are the maps?")));
    assert!(shown.features.iter().any(|feature| feature == "muc_membersonly"));
    assert_eq!(info(&mut play, "bo", &address), None);
    assert_eq!(info(&mut play, "dora", &address), None);
}

#[test]
fn the_lists_of_a_sessions_room_do_not_name_the_patron() {
    let (mut play, room) = Play::held();
    for affiliation in ["member", "admin", "owner", "none"] {
        let list =
            format!("<query xmlns='http://jabber.org/protocol/muc#admin'><item affiliation='{affiliation}'/></query>");
        if let IqBody::Result(answer) = play.asks("anna", &format!("{room}@ref.localhost"), &list) {
            assert!(!format!("{answer:?}").contains("dora"), "{affiliation}: {answer:?}");
        }
    }
}

#[test]
fn the_hub_lists_its_services_and_what_is_not_there_says_so() {
    let mut play = Play::new();
    let items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
    let IqBody::Result(Answer::DiscoItems { items: listed, .. }) = play.asks("dora", "ref.localhost", items) else {
        panic!("no list")
    };
    assert_eq!(listed.len(), 2);
    for payload in [INFO, items, "<ping xmlns='urn:xmpp:ping'/>"] {
        let answer = play.asks("dora", "nowhere@ref.localhost", payload);
        assert!(matches!(answer, IqBody::Error(error) if error.condition == Condition::ItemNotFound), "{payload}");
    }
}

#[test]
fn her_name_is_kept_for_her_as_a_nick() {
    let mut play = Play::new();
    let asked = "<query xmlns='http://jabber.org/protocol/disco#info' node='x-roomuser-item'/>";
    let IqBody::Result(Answer::DiscoInfo(item)) = play.asks("anna", "ask@ref.localhost", asked) else { panic!() };
    assert_eq!(item.identities[0].name.as_deref(), Some("Anna"));
}

#[test]
fn the_hash_in_presence_leads_to_what_it_stands_for() {
    let mut play = Play::new();
    play.sends("dora", "<presence to='ask@ref.localhost' type='subscribe'/>");
    let caps = play.presences("dora")[1].caps.clone().expect("caps");
    let asked = format!("<query xmlns='http://jabber.org/protocol/disco#info' node='{}#{}'/>", caps.node, caps.ver);
    let IqBody::Result(Answer::DiscoInfo(info)) = play.asks("dora", "ask@ref.localhost", &asked) else { panic!() };
    let plain = DiscoInfo { node: None, ..info };
    assert_eq!(crate::xmpp::payload::caps::ver(&plain), caps.ver);
}
