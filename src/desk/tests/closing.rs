//! How a session ends, and what comes after.

use super::*;
use crate::desk::session::{Ended, Resolution};

#[test]
fn the_holder_closes_and_everybody_is_told() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!close follow-up 3");
    assert_eq!(seen.to_patron(), ["patron-closed-by"]);
    assert_eq!(seen.to_room(), ["room-closed-by"]);
    assert_eq!(seen.to_staff(), ["staff-closed"]);
    assert_eq!(seen.reply()[0].key(), "closed");
    let Some(State::Closed { ended, resolution, read, .. }) = seen.closed() else { panic!("it is open") };
    assert_eq!((ended, resolution, read), (Ended::ByOperator(person("anna")), Resolution::FollowUp, Some(3)));
    assert!(seen.has(|effect| matches!(effect, Effect::CloseSessionRoom { session: 1, .. })));
}

#[test]
fn the_room_is_told_before_it_is_closed() {
    let mut play = Play::held();
    let seen = play.commands("anna", Place::Session(1), "!close");
    let told = seen.0.iter().position(|one| matches!(one, Effect::Tell { to: Hearer::SessionRoom { .. }, .. }));
    let closed = seen.0.iter().position(|one| matches!(one, Effect::CloseSessionRoom { .. }));
    assert!(told.is_some() && told < closed);
}

#[test]
fn every_resolution_can_be_given() {
    for resolution in Resolution::ALL {
        let mut play = Play::held();
        let seen = play.commands("anna", Place::Session(1), &format!("!close {resolution}"));
        assert!(matches!(seen.closed(), Some(State::Closed { resolution: given, .. }) if given == resolution));
    }
}

#[test]
fn a_line_after_the_closing_opens_a_new_session_and_the_old_address_stays_closed() {
    let mut play = Play::held();
    play.commands("anna", Place::Session(1), "!close");
    let seen = play.writes("dora", "Hej! En sak till");
    assert_eq!(seen.to_patron(), ["patron-welcome", "patron-asking"]);
    assert_eq!(seen.invited(), pairs(&[("anna", 2)]));
    assert_ne!(play.token(1), play.token(2));
    assert_eq!(play.joins("anna", 1).refusal(), Some(&Refusal::SessionClosed));
}

#[test]
fn whatever_a_patron_does_after_the_closing_harms_nothing() {
    let mut play = Play::held();
    play.commands("anna", Place::Session(1), "!close");
    let typed = Event::PatronTyped { service: ask(), from: client("dora"), state: crate::stanza::ChatState::Composing };
    assert!(play.does(typed).is_nothing());
    assert!(play.does(Event::PatronReceived { service: ask(), from: client("dora"), id: "l1".into() }).is_nothing());
    assert!(play.goes("dora").is_nothing());
    assert!(play.comes("dora").is_nothing());
    assert_eq!(play.says("anna", 1, "Hej då").refusal(), Some(&Refusal::SessionClosed));
    assert!(play.leaves("anna", 1).is_nothing());
}

#[test]
fn the_text_is_kept_for_its_time_from_the_closing_on() {
    let mut play = Play::held();
    play.passes(10);
    let seen = play.commands("anna", Place::Session(1), "!close");
    let kept = play.now + Limits::default().keep_text;
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Session(session)) if session.purge_at == kept)));
}

#[test]
fn in_a_word_to_the_hub_close_means_the_only_session_held() {
    let mut play = Play::held();
    play.writes("emil", "Hej!");
    play.joins("anna", 2);
    assert_eq!(play.commands("anna", Place::Hub, "!close").reply(), [Sentence::NoSessionHere {}]);
    play.commands("anna", Place::Session(2), "!close");
    assert!(play.commands("anna", Place::Hub, "!close").closed().is_some());
    assert_eq!(play.commands("anna", Place::Hub, "!close").reply(), [Sentence::NoSessionHere {}]);
}

#[test]
fn nobody_closes_a_colleagues_session() {
    let mut play = Play::held();
    play.comes_on_duty("bo");
    assert_eq!(play.commands("bo", Place::Session(1), "!close").reply(), [Sentence::NoSessionHere {}]);
    assert_eq!(play.holder(1).as_deref(), Some("anna"));
}

#[test]
fn in_a_joined_room_the_librarian_comes_and_goes() {
    let mut play = Play::staffed(&["anna"]);
    play.writes_to("ask", Via::Room, "dora", "Hej!");
    let shown = |seen: &Seen| {
        seen.0.iter().find_map(|effect| match effect {
            Effect::ShowLibrarian { name, .. } => Some(name.clone()),
            _ => None,
        })
    };
    assert_eq!(shown(&play.joins("anna", 1)), Some(Some("Anna (Lund)".into())));
    assert_eq!(shown(&play.comes("dora")), Some(Some("Anna (Lund)".into())));
    assert_eq!(shown(&play.commands("anna", Place::Session(1), "!close")), Some(None));
}
