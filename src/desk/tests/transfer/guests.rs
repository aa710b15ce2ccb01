//! People whom the inventory does not know.

use super::*;
use crate::desk::session::Guest;

#[test]
fn an_invitation_that_came_back_returns_it_at_once() {
    let mut play = held();
    let eve: BareJid = "eve@nowhere.example".parse().expect("a JID");
    play.hands("anna", Recipient::Person(eve.clone()));
    let back = |person: &BareJid| Event::ReceiverUnreachable { session: 1, person: person.clone(), why: "gone".into() };
    assert!(play.does(back(&person("chen"))).is_nothing());
    assert_eq!(play.does(back(&eve)).why_returned("anna").as_deref(), Some("unreachable"));
}

#[test]
fn a_receiver_of_another_service_or_from_anywhere_may_hold_it_as_a_guest() {
    let mut play = Play::held();
    let eve: BareJid = "eve@elsewhere.example".parse().expect("a JID");
    let seen = play.hands("anna", Recipient::Person(eve.clone()));
    assert!(seen.has(|effect| matches!(effect, Effect::InvitePerson { person, .. } if *person == eve)));
    let seen = play.does(Event::SessionJoinAsked {
        session: 1,
        client: eve.with_resource_str("x").expect("a JID"),
        nick: "Eve \u{7}\n of Åbo".into(),
    });
    assert!(seen.admitted());
    let patron = seen.told(|to| matches!(to, Hearer::Patron { .. }));
    assert!(
        matches!(patron[..], [Sentence::PatronHandedOn { name, .. }] if name == "Eve of Åbo (elsewhere.example)"),
        "{patron:?}"
    );
    let session = play.desk.session(1).expect("open");
    assert_eq!(session.held_by(), Some(&eve));
    assert_eq!(session.guests.get(&eve), Some(&Guest { of: None, name: "Eve of Åbo".into() }));
    play.does(Event::InventoryChanged(Box::new(play.desk.inventory.clone())));
    assert_eq!(play.desk.session(1).and_then(Session::held_by), Some(&eve));
}

fn guest() -> (Play, FullJid) {
    let mut play = Play::held();
    let eve: FullJid = "eve@elsewhere.example/x".parse().expect("a JID");
    play.hands("anna", Recipient::Person(eve.to_bare()));
    play.does(Event::SessionJoinAsked { session: 1, client: eve.clone(), nick: "Eve".into() });
    (play, eve)
}

#[test]
fn a_guest_has_the_commands_of_her_session_and_no_others() {
    let (mut play, eve) = guest();
    let mut gives = |place: Place, text: &str| {
        let command = parse(text).expect("a command").expect("a right command");
        play.does(Event::Commanded { by: eve.clone(), place, command })
    };
    for text in ["!help", "!who", "!note a deed", "!canned", "!consult Bo", "!transfer Bo", "!decline"] {
        let seen = gives(Place::Session(1), text);
        assert!(seen.refusal().is_none(), "{text}");
    }
    let listed = gives(Place::Session(1), "!help").reply().len();
    assert_eq!(listed, command::TABLE.iter().filter(|spec| spec.guests).count());
    for text in ["!find law", "!queue", "!take", "!on", "!profile", "!candidates"] {
        assert!(matches!(gives(Place::Session(1), text).refusal(), Some(Refusal::NotYourRole { .. })), "{text}");
    }
    for place in [Place::Hub, Place::Service(ask()), Place::Session(7)] {
        assert_eq!(gives(place, "!help").refusal(), Some(&Refusal::NotInTheInventory));
    }
    assert!(matches!(gives(Place::Session(1), "!close").closed(), Some(State::Closed { .. })));
}

#[test]
fn strangers_are_not_invited_as_fast_as_somebody_likes() {
    let mut play = Play::held();
    for number in 0..play.desk.hub_limits().searches_per_operator {
        let seen = play.commands("anna", Place::Session(1), &format!("!transfer o{number}@elsewhere.example"));
        assert!(matches!(seen.reply(), [Sentence::TransferAsked { .. }]));
        play.commands("anna", Place::Session(1), "!transfer cancel");
    }
    let seen = play.commands("anna", Place::Session(1), "!transfer one@elsewhere.example");
    assert!(matches!(seen.reply(), [Sentence::TransferTooMany {}]));
    assert!(!seen.has(|effect| matches!(effect, Effect::InvitePerson { .. })));
}

#[test]
fn a_guest_who_vanishes_is_no_guest_when_it_is_queued_again() {
    let (mut play, eve) = guest();
    play.comes_on_duty("anna");
    play.does(Event::SessionLeft { session: 1, client: eve });
    let seen = play.passes(60);
    assert_eq!(seen.to_patron(), ["patron-operator-vanished"]);
    assert!(play.desk.session(1).is_some_and(|session| session.guests.is_empty()));
}
