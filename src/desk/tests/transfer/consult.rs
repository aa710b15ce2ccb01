//! Colleagues called in beside the holder.

use super::*;
use crate::stanza::ChatState;

#[test]
fn a_consultant_notes_and_says_ready_made_answers_and_does_not_close() {
    let mut play = consulted();
    assert!(matches!(play.commands("bo", Place::Session(1), "!note a deed").reply(), [Sentence::Noted { .. }]));
    assert!(play.commands("bo", Place::Session(1), "!canned hours").said_to_patron());
    assert!(matches!(play.commands("bo", Place::Session(1), "!close").reply(), [Sentence::NoSessionHere {}]));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn a_consultants_words_reach_the_patron_and_the_holder_stays() {
    let mut play = held();
    let seen = play.commands("anna", Place::Session(1), "!consult Chen");
    assert_eq!(seen.invited(), pairs(&[("chen", 1)]));
    let seen = play.joins("chen", 1);
    assert!(seen.admitted() && seen.to_patron().is_empty());
    assert_eq!(seen.to_room(), ["consult-joined"]);
    assert_eq!(seen.chronicled(), [What::Consulted]);
    assert!(seen.has(|effect| matches!(effect, Effect::ShowConsultant { is_in: true, .. })));
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
    assert!(play.says("chen", 1, "Hello").said_to_patron());
    assert!(play.says("anna", 1, "Hej").said_to_patron());
    let typed = |who| Event::OperatorTyped { session: 1, client: client(who), state: ChatState::Composing };
    let shown = |seen: Seen| seen.has(|effect| matches!(effect, Effect::TypeToPatron { .. }));
    assert_eq!(["chen", "anna", "bo"].map(|who| shown(play.does(typed(who)))), [true, true, false]);
    assert_eq!(play.desk.said_beside(1, &person("chen")).as_deref(), Some("Chen (Malmö)"));
    assert_eq!(play.desk.said_beside(1, &person("anna")), None);
}

#[test]
fn a_consultant_who_leaves_is_out_of_it_until_she_is_called_again() {
    let mut play = consulted();
    let seen = play.leaves("bo", 1);
    assert_eq!(seen.to_room(), ["consult-left"]);
    assert_eq!(play.consultants(), 0);
    assert!(!play.joins("bo", 1).admitted());
    assert!(!play.says("bo", 1, "Nej").said_to_patron());
    play.commands("anna", Place::Session(1), "!consult Bo");
    assert!(play.joins("bo", 1).admitted());
}

#[test]
fn a_session_handed_to_a_consultant_is_hers_at_once() {
    let mut play = consulted();
    let seen = play.commands("anna", Place::Session(1), "!transfer Bo");
    assert!(matches!(seen.reply(), [Sentence::TransferDone { .. }]));
    assert_eq!(seen.to_patron(), ["patron-handed-on"]);
    assert_eq!((play.holder(1).as_deref(), play.consultants()), (Some("bo"), 0));
}

#[test]
fn a_holder_who_goes_leaves_it_to_her_consultant_after_telling() {
    for on_duty in [true, false] {
        let mut play = consulted();
        play.says("anna", 1, "Hej");
        let seen = play.leaves("anna", 1);
        assert_eq!(seen.to_room(), ["consult-alone"]);
        if !on_duty {
            play.goes_off_duty("anna");
        }
        let seen = play.passes(60);
        assert_eq!(seen.to_patron(), ["patron-handed-on"]);
        assert_eq!((play.holder(1).as_deref(), play.consultants()), (Some("bo"), 0));
    }
}

#[test]
fn there_are_no_more_consultants_than_the_limit() {
    let mut play = Play::with(|_, limits| limits.consultants = 1);
    play.staff(&["anna", "bo", "chen"]);
    play.writes("dora", "Hej!");
    play.joins("anna", 1);
    play.commands("anna", Place::Session(1), "!consult Bo");
    play.joins("bo", 1);
    let seen = play.commands("anna", Place::Session(1), "!consult Chen");
    assert!(matches!(seen.reply(), [Sentence::ConsultTooMany {}]));
}

#[test]
fn who_in_a_sessions_room_tells_who_holds_it_and_who_is_asked() {
    let mut play = consulted();
    play.commands("anna", Place::Session(1), "!consult Chen");
    let seen = play.commands("anna", Place::Session(1), "!who");
    let inside: Vec<(&str, &str)> = seen
        .reply()
        .iter()
        .filter_map(|sentence| match sentence {
            Sentence::WhoInside { name, how, .. } => Some((name.as_str(), how.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(inside, [("Anna (Lund)", "holder"), ("Bo (Lund)", "consultant"), ("Chen (Malmö)", "called")]);
}
