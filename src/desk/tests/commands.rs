//! What each command does and answers (DESIGN §6).

use super::*;
use crate::desk::command::{Spec, TABLE};
use crate::desk::inventory::Role;
use crate::desk::sentence::Span;

#[test]
fn a_stranger_has_no_commands() {
    let mut play = Play::new();
    let seen = play.commands("dora", Place::Hub, "!queue");
    assert_eq!(seen.refusal(), Some(&Refusal::NotInTheInventory));
}

#[test]
fn help_lists_all_and_explains_one() {
    let mut play = Play::new();
    let hers = Spec::of(Some(Role::Operator)).count();
    assert!(hers < TABLE.len());
    assert_eq!(play.commands("anna", Place::Hub, "!help").reply().len(), hers);
    let seen = play.commands("anna", Place::Hub, "!help !close");
    assert!(matches!(seen.reply(), [Sentence::HelpLine { command, .. }] if command == "close"));
}

#[test]
fn the_queue_lists_who_waits_then_what_was_left_and_only_of_her_services() {
    let mut play = Play::new();
    assert_eq!(play.commands("anna", Place::Hub, "!queue").reply(), [Sentence::QueueEmpty {}]);
    play.writes("dora", "Hej! Går tåget?");
    play.staff(&["chen"]);
    play.shows("chen", Show::Available);
    play.writes("emil", "Hello!");
    play.writes_to("ask-law", Via::Chat, "fia", "Hej!");
    play.passes(10);
    let seen = play.commands("anna", Place::Hub, "!queue");
    let [Sentence::QueueLine { state: first, .. }, Sentence::QueueLine { state, waited, token, question, .. }] =
        seen.reply()
    else {
        panic!("{:?}", seen.reply())
    };
    assert_eq!((first.as_str(), state.as_str()), ("waiting", "question"));
    assert_eq!((*waited, token, question.as_str()), (Span { seconds: 11 }, &play.token(1), "Hej! Går tåget?"));
}

#[test]
fn take_without_a_name_asks_for_the_one_that_has_waited_longest() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.passes(1);
    play.writes("emil", "Hej!");
    let seen = play.commands("bo", Place::Hub, "!take");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(seen.reply(), [Sentence::TakeInvited { token: play.token(1) }]);
    assert!(play.joins("bo", 1).admitted());
}

#[test]
fn an_operator_who_is_not_on_duty_may_take() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    let take = format!("!take {}", play.token(1).to_uppercase());
    play.commands("bo", Place::Hub, &take);
    assert!(play.joins("bo", 1).admitted());
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::TakenBy { name: "Bo (Lund)".into() }));
}

#[test]
fn take_is_an_offer_with_the_same_limit() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.commands("bo", Place::Hub, "!take");
    play.passes(20);
    assert_eq!(play.joins("bo", 1).refusal(), Some(&Refusal::NotOffered));
}

#[test]
fn take_is_refused_with_what_is_so() {
    let mut play = Play::held();
    let take = |play: &mut Play, who: &str, what: &str| {
        play.commands(who, Place::Hub, &format!("!take {what}")).reply()[0].key()
    };
    let token = play.token(1);
    assert_eq!(take(&mut play, "bo", &token), "refused-taken-by");
    assert_eq!(take(&mut play, "bo", "nonsense"), "no-such-session");
    assert_eq!(take(&mut play, "bo", ""), "queue-empty");
    play.writes_to("ask-law", Via::Chat, "fia", "Hej!");
    let law = play.token(2);
    assert_eq!(take(&mut play, "anna", &law), "refused-not-an-operator");
    play.commands("anna", Place::Session(1), "!close");
    assert_eq!(take(&mut play, "bo", &token), "refused-session-closed");
}

#[test]
fn the_holder_who_takes_again_is_invited_again() {
    let mut play = Play::held();
    let token = play.token(1);
    assert_eq!(play.commands("anna", Place::Hub, &format!("!take {token}")).invited(), pairs(&[("anna", 1)]));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn decline_by_command_passes_the_offer_on() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    let token = play.token(1);
    let seen = play.commands("anna", Place::Service(ask()), "!decline lunch now");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(seen.reply(), [Sentence::Declined { how: "offer".into(), token: token.clone() }]);
    let seen = play.commands("anna", Place::Service(ask()), &format!("!decline {token}"));
    assert_eq!(seen.reply(), [Sentence::RefusedNotOffered {}]);
}

#[test]
fn a_decline_written_to_a_sessions_room_is_about_that_session() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.writes("emil", "Hej!");
    let seen = play.commands("anna", Place::Session(2), "!decline");
    assert_eq!(seen.reply(), [Sentence::Declined { how: "offer".into(), token: play.token(2) }]);
    assert!(play.joins("anna", 1).admitted());
}

#[test]
fn a_note_is_recorded_and_told_to_nobody() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!note wants the 3rd edition");
    assert!(seen.has(|effect| {
        matches!(effect, Effect::Record(Record::Note(note)) if note.text == "wants the 3rd edition" && note.session == 1)
    }));
    assert!(seen.told(|_| true).is_empty());
    assert_eq!(play.commands("bo", Place::Session(1), "!note hm").reply(), [Sentence::NoSessionHere {}]);
}

#[test]
fn a_ready_made_answer_is_said_in_the_patrons_language() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!canned hours");
    let said = |effect: &Effect| matches!(effect, Effect::SayToPatron { line, .. } if line.content.plain() == "Vi har öppet 9–17.");
    assert!(seen.has(said) && seen.reply().is_empty());
    let seen = play.commands("anna", Place::Session(1), "!canned houers");
    assert_eq!(seen.reply(), [Sentence::NoSuchCanned { name: "houers".into(), nearest: "hours".into() }]);
    assert_eq!(play.commands("anna", Place::Session(1), "!canned").reply()[0].key(), "canned-line");
    assert_eq!(play.commands("bo", Place::Hub, "!canned hours").reply(), [Sentence::NoSessionHere {}]);
}

#[test]
fn who_lists_those_on_duty_with_what_they_hold() {
    let mut play = Play::held();
    let seen = play.commands("bo", Place::Service(ask()), "!who");
    let [Sentence::WhoLine { name, show, held, limit, .. }] = seen.reply() else { panic!("{:?}", seen.reply()) };
    assert_eq!((name.as_str(), show.as_str(), *held, *limit), ("Anna (Lund)", "available", 1, 2));
    play.goes_off_duty("anna");
    assert_eq!(play.commands("bo", Place::Service(ask()), "!who").reply(), [Sentence::WhoNobody {}]);
}

#[test]
fn status_tells_how_busy_a_service_is() {
    let mut play = Play::held();
    play.writes("emil", "Hej!");
    play.passes(5);
    let seen = play.commands("anna", Place::Service(ask()), "!status");
    let expected = Sentence::StatusLine {
        service: "Ask".into(),
        state: "open".into(),
        on_duty: 1,
        waiting: 1,
        waited: Span { seconds: 5 },
        held: 1,
    };
    assert_eq!(seen.reply(), [expected]);
    assert_eq!(play.commands("anna", Place::Hub, "!status").reply().len(), 2);
}
