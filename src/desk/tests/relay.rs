//! What is said reaches whom it is for, and nobody else (DESIGN §2).

use super::*;
use crate::stanza::ChatState;

fn said_to_patron(seen: &Seen) -> Vec<&str> {
    let said = seen.0.iter().filter_map(|effect| match effect {
        Effect::SayToPatron { line, .. } => Some(line.content.plain()),
        _ => None,
    });
    said.collect()
}

#[test]
fn the_holders_line_is_reflected_and_carried_to_the_patron() {
    let mut play = Play::held();
    let seen = play.says("anna", 1, "Ja, 10:15.");
    assert_eq!(said_to_patron(&seen), ["Ja, 10:15."]);
    assert!(seen.has(|effect| matches!(effect, Effect::SayAsOperator { session: 1, .. })));
}

#[test]
fn nobody_but_the_holder_speaks_to_the_patron() {
    let mut play = Play::held();
    play.comes_on_duty("bo");
    let seen = play.says("bo", 1, "Nej!");
    assert_eq!(seen.refusal(), Some(&Refusal::HeldBy { name: "Anna (Lund)".into() }));
    assert!(said_to_patron(&seen).is_empty());
}

#[test]
fn one_whose_session_went_to_another_does_not_get_it_back_by_speaking() {
    let mut play = Play::held();
    play.comes_on_duty("bo");
    play.leaves("anna", 1);
    play.goes_off_duty("anna");
    play.passes(60);
    play.joins("bo", 1);
    assert_eq!(play.says("anna", 1, "Jo?").refusal(), Some(&Refusal::HeldBy { name: "Bo (Lund)".into() }));
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::TakenBy { name: "Bo (Lund)".into() }));
    assert_eq!(play.holder(1).as_deref(), Some("bo"));
}

#[test]
fn the_patrons_line_is_said_in_the_room_then_receipted() {
    let mut play = Play::held();
    let seen = play.writes("dora", "Tack!");
    let said = seen.0.iter().position(|effect| matches!(effect, Effect::SayAsPatron { session: 1, .. }));
    let receipt = seen.0.iter().position(|effect| matches!(effect, Effect::Receipt { id, .. } if id == "l2"));
    assert!(said.is_some() && said < receipt);
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Session(_)))));
}

#[test]
fn a_line_beginning_like_a_command_is_a_patrons_word() {
    let mut play = Play::held();
    let seen = play.writes("dora", "!close");
    assert!(seen.has(|effect| matches!(effect, Effect::SayAsPatron { line, .. } if line.content.plain() == "!close")));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn typing_and_receipts_pass_both_ways_while_somebody_holds() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    let patron_typed = || Event::PatronTyped { service: ask(), from: client("dora"), state: ChatState::Composing };
    assert!(play.does(patron_typed()).is_nothing());
    play.joins("anna", 1);
    assert!(play.does(patron_typed()).has(|effect| matches!(effect, Effect::TypeAsPatron { .. })));
    let typed = |who| Event::OperatorTyped { session: 1, client: client(who), state: ChatState::Paused };
    assert!(play.does(typed("anna")).has(|effect| matches!(effect, Effect::TypeToPatron { .. })));
    assert!(play.does(typed("bo")).is_nothing());
    let received = Event::PatronReceived { service: ask(), from: client("dora"), id: "x".into() };
    assert!(play.does(received).has(|effect| matches!(effect, Effect::ReceiptAsPatron { .. })));
}

#[test]
fn a_receipt_for_one_line_passes_once() {
    let mut play = Play::held();
    let mut passes = |id: &str| {
        let received = Event::PatronReceived { service: ask(), from: client("dora"), id: id.into() };
        play.does(received).has(|effect| matches!(effect, Effect::ReceiptAsPatron { .. }))
    };
    assert_eq!(["x", "x", "y", "x", "y"].map(&mut passes), [true, false, true, false, false]);
}

#[test]
fn patrons_of_one_service_share_nothing() {
    let mut play = Play::held();
    let seen = play.writes("emil", "Hej! Jag då?");
    assert!(!seen.has(|effect| matches!(effect, Effect::SayAsPatron { session: 1, .. })));
    assert!(seen.has(|effect| matches!(effect, Effect::SayAsPatron { session: 2, .. })));
}

#[test]
fn one_patron_may_talk_with_two_services_at_once() {
    let mut play = Play::held();
    let seen = play.writes_to("ask-law", Via::Chat, "dora", "Hej!");
    assert!(seen.has(|effect| matches!(effect, Effect::SayAsPatron { session: 2, .. })));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn the_holder_may_sit_in_the_room_with_two_clients() {
    let mut play = Play::held();
    let seen = play.joins("anna/phone", 1);
    assert!(seen.admitted());
    assert!(seen.to_patron().is_empty() && seen.to_staff().is_empty());
    assert_eq!(said_to_patron(&play.says("anna/phone", 1, "Ja.")), ["Ja."]);
}
