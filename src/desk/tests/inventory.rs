//! An import while the desk runs.

use super::*;
use crate::desk::session::Ended;

fn import(play: &mut Play, change: impl FnOnce(&mut Inventory)) -> Seen {
    let mut inventory = play.desk.inventory.clone();
    change(&mut inventory);
    play.does(Event::InventoryChanged(Box::new(inventory)))
}

#[test]
fn one_who_is_taken_out_goes_off_duty_and_gives_back_her_offers() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    let seen = import(&mut play, |inventory| drop(inventory.operators.remove(&person("anna"))));
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
    assert_eq!(play.desk.opening(&ask()).on_duty, 1);
}

#[test]
fn a_service_that_is_taken_out_closes_its_sessions_and_their_patrons_are_told() {
    let mut play = Play::held();
    let seen = import(&mut play, |inventory| drop(inventory.services.remove(&ask())));
    assert_eq!(seen.to_patron(), ["patron-question-over"]);
    assert!(matches!(seen.closed(), Some(State::Closed { ended: Ended::ServiceGone, .. })));
}

#[test]
fn what_was_due_before_a_start_is_not_told_to_staff_of_a_service_that_was_taken_out_meanwhile() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.desk.inventory.services.remove(&ask());
    play.restarts();
    play.now = play.now + Duration::from_secs(3600);
    let imported = Box::new(play.desk.inventory.clone());
    let seen = play.does(Event::InventoryChanged(imported));
    assert!(!seen.to_staff().contains(&"staff-question-left"), "{:?}", seen.to_staff());
    assert!(matches!(seen.closed(), Some(State::Closed { ended: Ended::ServiceGone, .. })));
}

#[test]
fn a_language_that_somebody_has_learnt_brings_questions_back() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hei!");
    let seen = import(&mut play, |inventory| {
        let anna = inventory.operators.get_mut(&person("anna")).expect("anna");
        anna.competences[0].value = "fi".into();
    });
    assert_eq!(seen.invited(), pairs(&[("anna", 1)]));
}

#[test]
fn a_new_subject_is_read_from_what_patrons_write_next() {
    let mut play = Play::new();
    import(&mut play, |inventory| {
        let mut maps = inventory.concepts["ykl:33"].clone();
        (maps.id, maps.labels) = ("ykl:42".into(), [(sample::language("en"), "maps".into())].into());
        inventory.concepts.insert(maps.id.clone(), maps);
    });
    play.writes("dora", "Hello, have you maps?");
    let subjects = &play.desk.session(1).expect("a session").need.subjects;
    assert_eq!(subjects.iter().map(|wanted| wanted.value.as_str()).collect::<Vec<_>>(), ["ykl:42"]);
}

#[test]
fn shorter_limits_of_a_service_hold_at_once() {
    let mut play = Play::held();
    play.says("anna", 1, "Ja.");
    import(&mut play, |inventory| {
        inventory.services.get_mut(&ask()).expect("ask").limits.patron_silent = Some(Duration::from_secs(5));
    });
    assert_eq!(play.passes(5).to_patron(), ["patron-still-there"]);
}

#[test]
fn one_who_is_taken_out_keeps_no_session_and_is_put_out_of_its_room() {
    let mut play = Play::staffed(&["anna", "bo"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    let seen = import(&mut play, |inventory| drop(inventory.operators.remove(&person("anna"))));
    assert!(seen.has(|effect| matches!(effect, Effect::PutOut { session: 1, .. })));
    assert_eq!(play.holder(1), None);
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
}

#[test]
fn a_session_whose_service_was_taken_away_before_a_restart_holds_nothing_up_until_it_is_closed() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "Hej!");
    play.passes(21);
    assert_eq!(play.state(1), Some(&State::Waiting), "Anna has let it pass");
    play.desk.inventory.services.remove(&ask());
    play.restarts();
    play.now = play.now + Duration::from_secs(90);
    let seen = play.does(Event::InventoryChanged(Box::new(play.desk.inventory.clone())));
    assert!(matches!(seen.closed(), Some(State::Closed { ended: Ended::ServiceGone, .. })));
}
