//! Clients that go without a word (XEP-0199), and rooms that answer pings (XEP-0410).

use super::*;
use crate::stanza::{Answer, Query};

fn pinged(play: &Play, who: &str) -> usize {
    play.to(who).filter(|stanza| matches!(stanza, Stanza::Iq(iq) if iq.body == IqBody::Get(Query::Ping))).count()
}

#[test]
fn a_silent_operator_is_off_duty_within_ninety_seconds() {
    let mut play = Play::new();
    play.joins("anna", "ask", "Anna");
    play.passes(30);
    assert_eq!(pinged(&play, "anna"), 1);
    play.passes(59);
    assert!(!play.hub.desk().is_on_duty(&"anna@localhost".parse().expect("a JID")));
    play.passes(600);
    assert_eq!(pinged(&play, "anna"), 0);
}

#[test]
fn one_on_duty_by_command_is_watched_too() {
    for face in ["words", "form"] {
        let mut play = Play::new();
        match face {
            "words" => play.writes("anna", "ref.localhost", "!on"),
            _ => drop(play.asks(
                "anna",
                "ref.localhost",
                "<command xmlns='http://jabber.org/protocol/commands' node='on'/>",
            )),
        }
        assert!(play.hub.desk().is_on_duty(&"anna@localhost".parse().expect("a JID")), "{face}");
        play.passes(89);
        assert!(!play.hub.desk().is_on_duty(&"anna@localhost".parse().expect("a JID")), "{face}");
    }
}

#[test]
fn a_silent_patron_in_a_chat_is_found_and_the_holder_told() {
    let (mut play, room) = Play::held();
    for _ in 0..4 {
        play.passes(20);
        play.sends(
            "anna",
            "<message to='ref.localhost' type='chat'><active xmlns='http://jabber.org/protocol/chatstates'/></message>",
        );
    }
    assert!(play.hub.desk().session(1).expect("open").patron_gone.is_some());
    let _ = room;
}

#[test]
fn whoever_no_longer_matters_is_left_in_peace() {
    let (mut play, room) = Play::held();
    play.says("anna", &room, "!close");
    play.passes(60);
    assert_eq!(pinged(&play, "dora"), 0);
}

#[test]
fn every_address_of_ours_answers_a_ping_and_a_room_only_those_inside() {
    let (mut play, room) = Play::held();
    let ping = "<ping xmlns='urn:xmpp:ping'/>";
    for (who, to) in [("dora", "ref.localhost"), ("dora", "ask@ref.localhost"), ("anna", "ask@ref.localhost/Anna")] {
        assert_eq!(play.asks(who, to, ping), IqBody::Result(Answer::Empty), "{who} {to}");
    }
    let own = format!("{room}@ref.localhost/Anna");
    assert_eq!(play.asks("anna", &own, ping), IqBody::Result(Answer::Empty));
    let IqBody::Error(error) = play.asks("bo", &own, ping) else { panic!("bo is not there") };
    assert_eq!(error.condition, Condition::NotAcceptable);
}

#[test]
fn while_the_link_is_down_nobody_is_taken_for_gone_and_nothing_falls_due() {
    let (mut play, room) = Play::held();
    play.says("anna", &room, "In the cellar.");
    play.does(Input::LinkDown);
    assert_eq!(play.hub.timeout(), None);
    play.passes(3600);
    assert!(play.seen.is_empty());
    play.does(Input::LinkUp);
    play.passes(29);
    assert!(play.seen.iter().all(|stanza| matches!(stanza, Stanza::Presence(_))), "{:?}", play.seen);
    play.says("anna", &room, "On the left.");
    assert!(play.hears("dora", "ask@ref.localhost", "On the left."));
}
