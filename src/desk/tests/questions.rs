//! Questions left where nobody could answer.

use super::*;
use crate::desk::sentence::Languages;

fn nobody(names: &[&str], text: &str) -> (Play, Sentence) {
    let mut play = Play::staffed(names);
    let seen = play.writes("dora", text);
    let last = seen.told(|to| matches!(to, Hearer::Patron { .. })).last().map(|one| (*one).clone());
    (play, last.expect("a word"))
}

fn nobody_in(language: &[&str], spoken: &[&str]) -> Sentence {
    let languages = |tags: &[&str]| Languages(tags.iter().map(|tag| sample::language(tag)).collect());
    Sentence::PatronNobodyInLanguage { language: languages(language), spoken: languages(spoken) }
}

#[test]
fn with_nobody_on_duty_the_patron_is_told_at_once_and_the_question_stays() {
    let (play, said) = nobody(&[], "Hej!");
    assert_eq!(said, Sentence::PatronNobodyOnDuty {});
    assert!(matches!(play.state(1), Some(State::Question { .. })));
}

#[test]
fn with_nobody_who_shares_a_language_he_is_told_what_is_spoken_now() {
    let (_, said) = nobody(&["anna", "chen"], "Hei!");
    assert_eq!(said, nobody_in(&["fi"], &["en", "sv", "zh"]));
}

#[test]
fn one_who_does_not_want_to_be_disturbed_speaks_no_language() {
    let mut play = Play::staffed(&["anna", "chen"]);
    play.shows("anna", Show::Dnd);
    play.shows("chen", Show::Dnd);
    assert_eq!(play.writes("dora", "Hej!").to_patron(), ["patron-welcome", "patron-nobody-on-duty"]);
    play.shows("chen", Show::Available);
    let seen = play.writes("emil", "Hej!");
    let said = seen.told(|to| matches!(to, Hearer::Patron { .. }));
    assert_eq!(said[1], &nobody_in(&["sv"], &["en", "zh"]));
}

#[test]
fn what_he_adds_is_noted_once() {
    let (mut play, _) = nobody(&[], "Hej!");
    let seen = play.writes("dora", "Min adress är dora@example.org");
    assert_eq!(seen.to_patron(), ["patron-question-noted"]);
    let seen = play.writes("dora", "Tack!");
    assert!(seen.to_patron().is_empty());
    assert!(seen.has(|effect| matches!(effect, Effect::Receipt { .. })));
}

#[test]
fn words_in_a_language_that_is_spoken_bring_the_question_back_into_the_queue() {
    let (mut play, _) = nobody(&["chen"], "Hej!");
    let seen = play.writes("dora", "Hello, in English then");
    assert_eq!(seen.to_patron(), ["patron-asking"]);
    assert_eq!(seen.invited(), pairs(&[("chen", 1)]));
}

#[test]
fn whoever_comes_on_duty_is_offered_the_questions_of_patrons_who_are_still_there() {
    let (mut play, _) = nobody(&[], "Hej!");
    play.passes(600);
    let seen = play.comes_on_duty("anna");
    assert_eq!(seen.to_patron(), ["patron-asking"]);
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
}

#[test]
fn whoever_comes_on_duty_is_told_of_the_others() {
    let (mut play, _) = nobody(&[], "Hej!");
    play.goes("dora");
    let seen = play.comes_on_duty("anna");
    assert!(seen.invited().is_empty());
    let told = seen.told(|to| matches!(to, Hearer::Operator { client: one, .. } if *one == client("anna")));
    assert_eq!(told, [&Sentence::StaffQuestionsOpen { questions: 1 }]);
    assert!(play.comes_on_duty("anna/phone").told(|_| true).is_empty());
}

#[test]
fn a_question_that_was_passed_over_does_not_come_back_to_the_same_operator_by_itself() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.passes(240);
    assert!(play.passes(600).invited().is_empty());
    assert!(play.shows("anna", Show::Away).invited().is_empty());
    play.goes_off_duty("anna");
    assert_eq!(play.comes_on_duty("anna").invited(), pairs(&[("anna", 1)]));
}

#[test]
fn a_patron_who_writes_again_is_asked_for_again() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.passes(240);
    assert_eq!(play.writes("dora", "Är någon där nu?").invited(), pairs(&[("anna", 1)]));
}

#[test]
fn a_question_of_a_patron_who_is_gone_is_taken_by_command_and_she_is_told_that_he_is_not_there() {
    let (mut play, _) = nobody(&[], "Hej!");
    play.goes("dora");
    play.passes(3600);
    play.comes_on_duty("anna");
    let take = format!("!take {}", play.token(1));
    let seen = play.commands("anna", Place::Service(ask()), &take);
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
    let seen = play.joins("anna", 1);
    assert_eq!(seen.to_room(), ["session-header", "operator-patron-away"]);
    play.passes(180);
    let seen = play.says("anna", 1, "Ja, 10:15.");
    assert!(seen.has(|effect| matches!(effect, Effect::SayToPatron { .. })));
    play.passes(600);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(play.passes(300).closed().is_some());
}

#[test]
fn a_question_taken_and_not_answered_stays_a_question() {
    for how in ["the offer lapses", "she leaves", "she says nothing"] {
        let (mut play, _) = nobody(&[], "Hej!");
        play.goes("dora");
        play.passes(3600);
        play.comes_on_duty("anna");
        play.commands("anna", Place::Service(ask()), "!take");
        if how != "the offer lapses" {
            play.joins("anna", 1);
        }
        if how == "she leaves" {
            play.leaves("anna", 1);
        }
        let seen = play.passes(15 * 60);
        assert!(matches!(play.state(1), Some(State::Question { .. })), "{how}");
        assert!(seen.to_patron().is_empty(), "{how}");
        assert_eq!(seen.to_staff(), ["staff-question-left"], "{how}");
    }
}

#[test]
fn a_patron_who_comes_back_to_his_question_is_asked_for_again() {
    let (mut play, _) = nobody(&[], "Hej!");
    play.goes("dora");
    play.comes_on_duty("anna");
    assert_eq!(play.comes("dora").invited(), pairs(&[("anna", 1)]));
}

#[test]
fn a_question_nobody_answers_is_closed_after_two_days_and_the_patron_is_told() {
    let (mut play, _) = nobody(&[], "Hej!");
    play.passes(48 * 3600 - 1);
    assert!(play.state(1).is_some());
    let seen = play.passes(1);
    assert_eq!(seen.to_patron(), ["patron-question-over"]);
    assert!(seen.closed().is_some());
}

#[test]
fn when_the_last_who_could_answer_goes_the_waiting_are_told_at_once() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    assert_eq!(play.goes_off_duty("anna").to_patron(), ["patron-nobody-on-duty"]);
}
