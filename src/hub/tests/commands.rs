//! Commands as forms (XEP-0050) and as words to the hub.

use super::*;
use crate::desk::command::TABLE;
use crate::desk::inventory::Role;
use crate::stanza::{Answer, CommandAnswer, CommandStatus};

fn run(play: &mut Play, who: &str, to: &str, node: &str, inside: &str) -> Result<CommandAnswer, Condition> {
    let payload = format!("<command xmlns='http://jabber.org/protocol/commands' node='{node}'>{inside}</command>");
    match play.asks(who, to, &payload) {
        IqBody::Result(Answer::Command(answer)) => Ok(answer),
        IqBody::Error(error) => Err(error.condition),
        other => panic!("{other:?}"),
    }
}

#[test]
fn operators_are_offered_the_commands_at_the_address_they_ask_and_others_none() {
    let (mut play, room) = Play::held();
    let asked = "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>";
    for to in ["ref.localhost".to_owned(), "ask@ref.localhost".into(), format!("{room}@ref.localhost/Desk")] {
        let IqBody::Result(Answer::DiscoItems { items, .. }) = play.asks("anna", &to, asked) else { panic!("{to}") };
        assert!(items.len() > 8 && items.iter().all(|item| item.jid.to_string() == to), "{to}: {items:?}");
    }
    let IqBody::Result(Answer::DiscoItems { items, .. }) = play.asks("dora", "ref.localhost", asked) else { panic!() };
    assert!(items.is_empty());
}

#[test]
fn commands_of_coordinators_are_neither_listed_nor_carried_out_for_an_operator() {
    let (mut play, _) = Play::held();
    let asked = "<query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/>";
    let IqBody::Result(Answer::DiscoItems { items, .. }) = play.asks("anna", "ref.localhost", asked) else { panic!() };
    let theirs: Vec<_> = TABLE.iter().filter(|spec| spec.who > Role::Operator).collect();
    assert_eq!(items.len() + theirs.len(), TABLE.len());
    for spec in theirs {
        assert!(items.iter().all(|item| item.node.as_deref() != Some(spec.name)));
        let refused = run(&mut play, "anna", "ref.localhost", spec.name, "");
        assert_eq!(refused.err(), Some(Condition::Forbidden), "{}", spec.name);
    }
}

#[test]
fn a_command_without_arguments_is_done_at_once_and_answered_with_lines_not_tables() {
    let (mut play, _) = Play::held();
    let answer = run(&mut play, "anna", "ask@ref.localhost", "who", "").expect("an answer");
    assert_eq!(answer.status, CommandStatus::Completed);
    assert!(answer.form.is_none());
    assert!(answer.note.is_some_and(|(_, text)| text.contains("Anna (Lund)")));
}

#[test]
fn a_form_names_resolutions_in_words_and_is_carried_out_when_submitted() {
    let (mut play, room) = Play::held();
    let address = format!("{room}@ref.localhost");
    let form = run(&mut play, "anna", &address, "close", "").expect("a form").form.expect("a form");
    let resolution = form.fields.iter().find(|field| field.var.as_deref() == Some("resolution")).expect("a field");
    assert!(resolution.options.iter().all(|option| option.label.is_some()));
    let submit = "<x xmlns='jabber:x:data' type='submit'><field var='resolution'><value>lost</value></field></x>";
    let done = run(&mut play, "anna", &address, "close", submit).expect("an answer");
    assert!(done.note.is_some_and(|(_, text)| text.contains("patron lost")));
    assert!(play.hub.desk().session(1).is_none());
}

#[test]
fn what_is_not_so_is_refused() {
    let (mut play, room) = Play::held();
    let address = format!("{room}@ref.localhost");
    let submit = "<x xmlns='jabber:x:data' type='submit'><field var='resolution'><value>maybe</value></field></x>";
    assert_eq!(run(&mut play, "anna", &address, "close", submit), Err(Condition::BadRequest));
    assert_eq!(run(&mut play, "anna", &address, "dance", ""), Err(Condition::ItemNotFound));
    assert_eq!(run(&mut play, "dora", "ref.localhost", "queue", ""), Err(Condition::Forbidden));
}

#[test]
fn a_form_can_be_left_without_anything_happening() {
    let (mut play, room) = Play::held();
    let cancel = "<x xmlns='jabber:x:data' type='cancel'/>";
    let answer = run(&mut play, "anna", &format!("{room}@ref.localhost"), "close", cancel).expect("an answer");
    assert_eq!(answer.status, CommandStatus::Canceled);
    assert!(play.hub.desk().session(1).is_some());
}

#[test]
fn words_to_the_hub_are_commands_with_or_without_a_mark_and_a_stranger_is_shown_the_way() {
    let mut play = Play::new();
    for text in ["!status", "status"] {
        play.writes("anna", "ref.localhost", text);
        assert!(play.hears("anna", "ref.localhost", "Ask · closed"), "{text}");
    }
    play.writes("dora", "ref.localhost", "hello");
    assert!(play.words("dora")[0].1.contains("ask@ref.localhost"));
}

#[test]
fn a_ready_made_answer_asked_for_from_elsewhere_is_said_under_her_nick() {
    let (mut play, room) = Play::held();
    play.writes("anna/phone", "ref.localhost", "!canned hours");
    assert!(play.hears("anna", &format!("{room}@ref.localhost/Anna"), ""));
    assert_eq!(play.words("dora").len(), 1);
}
