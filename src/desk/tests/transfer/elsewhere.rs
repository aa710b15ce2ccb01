//! Services of other hubs, asked for somebody.

use super::*;
use crate::desk::inventory::{Datum, Link};

fn law() -> BareJid {
    sample::jid("ask-law@ref.b")
}

/// Anna has asked a service of another hub.
fn asked() -> Play {
    let mut play = Play::with(|inventory, _| {
        let link = Link { theirs: ["ask-law".to_owned()].into(), data: [Datum::Note].into(), ..sample::link("ref.b") };
        inventory.links.insert(link.hub.clone(), link);
    });
    play.staff(&["anna"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    let seen = play.commands("anna", Place::Session(1), "!transfer ask-law@ref.b a deed");
    let asks = |effect: &Effect| match effect {
        Effect::InviteElsewhere { to, form, .. } => *to == law() && form.note.as_deref() == Some("a deed"),
        _ => false,
    };
    assert!(seen.has(asks));
    play
}

fn answers(play: &mut Play, by: &str, who: &str) -> Seen {
    let (by, invitee) = (sample::jid(by), sample::jid(who));
    play.does(Event::AnsweredElsewhere { session: 1, by, invitee, form: None })
}

fn joins(play: &mut Play, who: &str) -> Seen {
    let client = format!("{who}/x").parse().expect("a JID");
    play.does(Event::SessionJoinAsked { session: 1, client, nick: "Dao".into() })
}

#[test]
fn whom_the_service_awaited_invites_may_join_and_the_service_is_told() {
    let mut play = asked();
    assert!(!joins(&mut play, "dao@b").admitted());
    let seen = answers(&mut play, "ask-law@ref.b", "dao@b");
    assert!(seen.has(|effect| matches!(effect, Effect::InvitePerson { .. })));
    let seen = joins(&mut play, "dao@b");
    assert!(seen.admitted());
    let told = |effect: &Effect| matches!(effect, Effect::MemberElsewhere { to, is_in: true, .. } if *to == law());
    assert!(seen.has(told));
    let command = parse("!close").expect("a command").expect("a right one");
    let by: FullJid = "dao@b/x".parse().expect("a JID");
    let seen = play.does(Event::Commanded { by, place: Place::Session(1), command });
    assert!(seen.has(|effect| matches!(effect, Effect::MemberElsewhere { is_in: false, .. })));
}

#[test]
fn an_invitation_by_anybody_else_is_refused() {
    let mut play = asked();
    for by in ["ask@ref.b", "ref.b", "ask-law@ref.c", "eve@b"] {
        assert_eq!(answers(&mut play, by, "dao@b").refusal(), Some(&Refusal::NotAwaited), "{by}");
    }
}

#[test]
fn who_is_in_it_already_or_has_asked_it_is_declined_to_the_service() {
    let mut play = asked();
    for who in ["dora@localhost", "anna@localhost", "ask@ref.b"] {
        let seen = answers(&mut play, "ask-law@ref.b", who);
        assert!(seen.has(|effect| matches!(effect, Effect::DeclineElsewhere { to, .. } if *to == law())), "{who}");
        assert!(!seen.has(|effect| matches!(effect, Effect::InvitePerson { .. } | Effect::Invite { .. })), "{who}");
    }
}

#[test]
fn the_next_takes_the_place_of_the_one_before_at_most_ten_times() {
    let mut play = asked();
    for number in 0..10 {
        assert!(answers(&mut play, "ask-law@ref.b", &format!("o{number}@b")).refusal().is_none());
    }
    assert_eq!(answers(&mut play, "ask-law@ref.b", "o10@b").refusal(), Some(&Refusal::NotAwaited));
    assert!(!joins(&mut play, "o8@b").admitted());
    assert!(joins(&mut play, "o9@b").admitted());
}

#[test]
fn a_declining_member_is_told_to_her_service_which_may_send_another() {
    let mut play = asked();
    answers(&mut play, "ask-law@ref.b", "dao@b");
    let declines = Event::OfferDeclined { session: 1, operator: sample::jid("dao@b"), reason: None };
    let seen = play.does(declines);
    assert!(seen.has(|effect| matches!(effect, Effect::DeclineElsewhere { to, .. } if *to == law())));
    assert!(play.transfers());
    assert!(answers(&mut play, "ask-law@ref.b", "eva@b").refusal().is_none());
    let seen = play.passes(60);
    assert!(seen.has(|effect| matches!(effect, Effect::DeclineElsewhere { .. })));
}

#[test]
fn when_the_service_has_nobody_or_says_nothing_the_sender_is_told_why() {
    let mut play = asked();
    let declined =
        |by: &str| Event::DeclinedElsewhere { session: 1, by: sample::jid(by), reason: Some("closed".into()) };
    assert!(play.does(declined("ask@ref.b")).is_nothing());
    let seen = play.does(declined("ask-law@ref.b"));
    assert_eq!(seen.why_returned("anna").as_deref(), Some("elsewhere"));
    let mut play = asked();
    assert!(play.passes(59).why_returned("anna").is_none());
    assert_eq!(play.passes(1).why_returned("anna").as_deref(), Some("silent"));
    let mut play = asked();
    answers(&mut play, "ask-law@ref.b", "dao@b");
    assert!(play.passes(119).why_returned("anna").is_none(), "she is silent, and so is her hub");
    assert_eq!(play.passes(1).why_returned("anna").as_deref(), Some("over"));
}

#[test]
fn a_service_outside_the_agreement_is_not_asked() {
    let mut play = asked();
    play.commands("anna", Place::Session(1), "!transfer cancel");
    let seen = play.commands("anna", Place::Session(1), "!transfer ask@ref.b");
    assert!(matches!(seen.reply(), [Sentence::TransferNotTo { why, .. }] if why == "not-agreed"));
}
