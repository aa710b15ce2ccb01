//! What an operator says a question was about is learned from when it is closed.

use super::*;
use crate::desk::need::{Source, Wanted};
use crate::desk::subjects::Lesson;

fn corrected(play: &mut Play, concept: &str) {
    let session = play.desk.sessions.get_mut(&1).expect("a session");
    session.need.subjects = vec![Wanted { value: concept.into(), source: Source::Corrected }];
}

fn lesson(seen: &Seen) -> Option<&Lesson> {
    seen.0.iter().find_map(|effect| match effect {
        Effect::Record(Record::Lesson(lesson)) => Some(lesson),
        _ => None,
    })
}

#[test]
fn a_corrected_subject_is_learned_from_at_the_close_in_words_of_the_vocabulary() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "sv Virtanen frågar om juridik");
    play.joins("anna", 1);
    play.commands("anna", Place::Session(1), "!need subject:juridik");
    let seen = play.commands("anna", Place::Session(1), "!close answered");
    let lesson = lesson(&seen).expect("a lesson");
    assert!(lesson.concepts.iter().eq(["ykl:33"]), "{lesson:?}");
    assert!(
        lesson.stems.contains("sv:") && lesson.stems.iter().any(|stem| stem.starts_with("sv:juridik")),
        "{lesson:?}"
    );
    assert!(!lesson.stems.iter().any(|stem| stem.contains("virtanen")), "{lesson:?}");
    assert!(!play.desk.subjects.counted().is_empty());
}

#[test]
fn what_nobody_corrected_and_what_was_practice_teaches_nothing() {
    let mut play = Play::held();
    assert_eq!(lesson(&play.commands("anna", Place::Session(1), "!close answered")), None);
    let mut play = Play::held();
    corrected(&mut play, "ykl:33");
    assert_eq!(lesson(&play.commands("anna", Place::Session(1), "!close practice")), None);
}

#[test]
fn experience_outlives_a_change_of_the_inventory() {
    let mut play = Play::new();
    let before = vec![
        Counted { stem: "sv:".into(), concept: String::new(), questions: 5 },
        Counted { stem: "sv:~saml".into(), concept: "ykl:33".into(), questions: 4 },
    ];
    play.desk.experience_changed(before.clone());
    play.does(Event::InventoryChanged(Box::new(sample::inventory())));
    let mut after = play.desk.subjects.counted();
    after.sort();
    assert_eq!(after, before);
}

#[test]
fn the_holder_reads_what_was_recognised_by_name() {
    let mut play = Play::staffed(&["anna"]);
    play.writes("dora", "en A question of law, please");
    let seen = play.joins("anna", 1);
    let header = seen.told(|to| matches!(to, Hearer::SessionRoom { .. })).into_iter().find_map(|told| match told {
        Sentence::SessionHeader { subjects, .. } => Some(subjects.as_str()),
        _ => None,
    });
    assert!(matches!(header, Some("law" | "juridik")), "{header:?}");
}
