//! What falls due while people wait, are silent or gone (DESIGN §3).

use super::*;
use crate::desk::session::{Ended, Resolution};

#[test]
fn after_a_minute_the_waiting_patron_is_told_that_nobody_has_answered_yet_once() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    assert!(play.passes(59).to_patron().is_empty());
    assert_eq!(play.passes(1).to_patron(), ["patron-nobody-yet"]);
    assert!(play.passes(179).to_patron().is_empty());
}

#[test]
fn a_patron_who_is_gone_is_not_told_so() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.goes("dora");
    assert!(play.passes(119).to_patron().is_empty());
}

#[test]
fn after_four_minutes_without_an_answer_the_session_is_left_as_a_question() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.passes(239);
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-nobody-answers"]);
    assert_eq!(seen.to_staff(), ["staff-question-left"]);
    assert!(matches!(play.state(1), Some(State::Question { .. })));
}

#[test]
fn the_holder_is_reminded_once_of_each_word_that_waits_a_minute() {
    let mut play = Play::held();
    assert!(play.passes(59).to_room().is_empty());
    assert_eq!(play.passes(1).to_room(), ["operator-patron-waits"]);
    assert!(play.passes(300).to_room().is_empty());
    play.says("anna", 1, "Ja.");
    play.passes(1);
    play.writes("dora", "Och sen?");
    assert_eq!(play.passes(60).to_room(), ["operator-patron-waits"]);
}

#[test]
fn a_patron_silent_for_three_minutes_is_asked_and_two_minutes_later_the_session_is_closed() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    assert!(play.passes(179).to_patron().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-still-there"]);
    assert_eq!(seen.to_room(), ["operator-patron-asked"]);
    assert!(play.passes(119).to_patron().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-closed-silent"]);
    assert_eq!(seen.to_room(), ["room-patron-silent"]);
    assert!(matches!(
        seen.closed(),
        Some(State::Closed { ended: Ended::PatronSilent, resolution: Resolution::Answered, .. })
    ));
}

#[test]
fn a_word_of_either_side_ends_the_asking() {
    for who in ["dora", "anna"] {
        let mut play = Play::held();
        play.says("anna", 1, "Ja.");
        play.passes(180);
        if who == "dora" {
            play.writes("dora", "Jag är kvar")
        } else {
            play.says("anna", 1, "Är du kvar?")
        };
        play.passes(120);
        assert!(play.state(1).is_some(), "{who}");
    }
}

#[test]
fn a_session_whose_patron_had_the_last_word_does_not_stay_for_ever() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    play.passes(1);
    play.writes("dora", "Tack!");
    play.passes(15 * 60 - 1);
    assert_eq!(play.passes(1).to_patron(), ["patron-still-there"]);
    let seen = play.passes(120);
    assert!(matches!(seen.closed(), Some(State::Closed { resolution: Resolution::Answered, .. })));
}

#[test]
fn what_nobody_answered_is_not_counted_as_answered() {
    let mut play = Play::held();
    let seen = play.passes(17 * 60);
    assert!(matches!(seen.closed(), Some(State::Closed { resolution: Resolution::NotAnswered, .. })));
}

#[test]
fn a_patron_who_is_gone_for_two_minutes_has_left() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    assert_eq!(play.goes("dora").to_room(), ["operator-patron-gone"]);
    play.passes(119);
    let seen = play.passes(1);
    assert_eq!(seen.to_room(), ["room-patron-left"]);
    assert!(seen.to_patron().is_empty());
    assert!(matches!(
        seen.closed(),
        Some(State::Closed { ended: Ended::PatronLeft, resolution: Resolution::Answered, .. })
    ));
}

#[test]
fn one_who_leaves_before_he_was_answered_is_lost() {
    let mut play = Play::held();
    play.goes("dora");
    let seen = play.passes(120);
    assert!(matches!(seen.closed(), Some(State::Closed { resolution: Resolution::Lost, .. })));
}

#[test]
fn a_patron_who_comes_back_in_time_goes_on_and_the_holder_is_told() {
    for back in ["writes", "comes"] {
        let mut play = Play::held();
        play.goes("dora");
        play.passes(60);
        let seen = if back == "writes" { play.writes("dora", "Hej igen") } else { play.comes("dora") };
        assert_eq!(seen.to_room(), ["operator-patron-back"]);
        play.passes(119);
        assert!(play.state(1).is_some(), "{back}");
    }
}

#[test]
fn only_the_going_of_the_client_he_last_wrote_from_counts() {
    let mut play = Play::held();
    play.writes("dora/phone", "Jag går ut");
    assert!(play.goes("dora").is_nothing());
    assert_eq!(play.goes("dora/phone").to_room(), ["operator-patron-gone"]);
}

#[test]
fn a_vanished_holder_has_a_minute_to_come_back_then_the_session_is_offered_again() {
    let mut play = Play::held();
    play.comes_on_duty("bo");
    play.leaves("anna", 1);
    play.goes_off_duty("anna");
    assert!(play.passes(59).to_patron().is_empty());
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-operator-vanished"]);
    assert_eq!(seen.to_staff(), ["staff-operator-vanished", "staff-offer"]);
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(play.joins("bo", 1).to_patron(), ["patron-answered-by-another"]);
}

#[test]
fn a_holder_who_comes_back_in_time_is_invited_again_and_goes_on() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    play.leaves("anna", 1);
    play.goes_off_duty("anna");
    play.passes(50);
    assert_eq!(play.comes_on_duty("anna").invited(), pairs(&[("anna", 1)]));
    play.passes(20);
    let seen = play.joins("anna", 1);
    assert!(seen.admitted() && seen.to_patron().is_empty());
    assert!(play.passes(60).to_patron().is_empty());
}

#[test]
fn a_holder_who_leaves_the_room_after_answering_has_closed_after_half_a_minute() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    play.leaves("anna", 1);
    assert!(play.passes(29).closed().is_none());
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-closed-by"]);
    assert!(matches!(seen.closed(), Some(State::Closed { ended: Ended::OperatorLeft(_), .. })));
}

#[test]
fn a_holder_who_leaves_the_room_without_a_word_has_passed_the_session_on() {
    let mut play = Play::held();
    play.comes_on_duty("bo");
    play.leaves("anna", 1);
    assert_eq!(play.passes(30).invited(), pairs(&[("bo", 1)]));
}

#[test]
fn joining_again_within_the_grace_keeps_the_session() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    play.leaves("anna", 1);
    play.passes(29);
    assert!(play.joins("anna", 1).admitted());
    play.passes(100);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn what_the_first_holder_said_is_not_the_answer_of_the_second() {
    let mut play = Play::held();
    play.says("anna", 1, "Ett ögonblick.");
    play.leaves("anna", 1);
    play.goes_off_duty("anna");
    play.comes_on_duty("bo");
    play.passes(60);
    play.joins("bo", 1);
    play.leaves("bo", 1);
    assert!(play.passes(30).closed().is_none());
    assert!(play.state(1).is_some());
}

#[test]
fn every_wait_falls_due_after_a_restart_as_before() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    play.passes(100);
    play.restarts();
    assert_eq!(play.passes(80).to_patron(), ["patron-still-there"]);
    play.restarts();
    assert_eq!(play.passes(120).to_patron(), ["patron-closed-silent"]);
}

#[test]
fn a_holder_whose_client_is_gone_is_not_taken_for_one_who_left_because_another_client_of_hers_is_on_duty() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    play.says("anna", 1, "Hej på dig!");
    play.shows("anna/phone", Show::Available);
    play.leaves("anna", 1);
    let seen = play.goes_off_duty("anna");
    assert_eq!(seen.invited().len(), 1);
    let seen = play.passes(59);
    assert!(seen.to_patron().is_empty());
    let seen = play.passes(2);
    assert_eq!(seen.to_patron()[0], "patron-operator-vanished");
    assert!(!seen.to_patron().contains(&"patron-closed-by"));
}

#[test]
fn the_last_moment_of_a_session_is_when_something_last_happened_and_never_in_the_future() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    let last = |play: &Play| play.desk.session(1).map(Session::last_moment);
    assert_eq!(last(&play), Some(play.now));
    play.passes(5);
    play.joins("anna", 1);
    assert_eq!(last(&play), Some(play.now));
    play.passes(5);
    play.says("anna", 1, "Ja.");
    assert_eq!(last(&play), Some(play.now));
    play.passes(5);
    play.goes("dora");
    assert_eq!(last(&play), Some(play.now));
    play.passes(5);
    assert_eq!(last(&play), Some(play.now - Duration::from_secs(5)));
}
