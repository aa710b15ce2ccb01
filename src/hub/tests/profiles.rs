//! A profile as a form in an operator's client (XEP-0050, XEP-0004): there, corrected, and back where a line is unclear.

use super::*;
use crate::desk::inventory::{Competence, Concept, Inventory, Role};
use crate::stanza::{Answer, CommandAnswer, CommandStatus, FieldKind, Form};

fn with_two_footballs(inventory: &mut Inventory) {
    for id in ["ykl:79", "yso:p9"] {
        let labels = [(sample::language("en"), "football".to_owned())].into();
        let concept = Concept { id: id.into(), kind: "subject".into(), labels, ..Concept::default() };
        inventory.concepts.insert(id.into(), concept);
    }
    for operator in inventory.operators.values_mut().filter(|operator| operator.name == "Bo") {
        operator.role = Role::Coordinator;
    }
}

fn run(play: &mut Play, who: &str, node: &str, inside: &str) -> CommandAnswer {
    let payload = format!("<command xmlns='http://jabber.org/protocol/commands' node='{node}'>{inside}</command>");
    match play.asks(who, "ref.localhost", &payload) {
        IqBody::Result(Answer::Command(answer)) => answer,
        other => panic!("{other:?}"),
    }
}

/// What a client submits that leaves all as it stands, with these fields changed: one `<value/>` a line.
fn submit(form: &Form, changed: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let field = |var: &str, values: &[String]| {
        let values: String = values.iter().map(|value| format!("<value>{}</value>", escaped(value))).collect();
        format!("<field var='{var}'>{values}</field>")
    };
    let fields = form.fields.iter().filter_map(|one| {
        let var = one.var.as_deref()?;
        let given = changed.iter().find(|(name, _)| *name == var);
        let given = given.map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>());
        Some(field(var, given.as_deref().unwrap_or(&one.values)))
    });
    format!("<x xmlns='jabber:x:data' type='submit'>{}</x>", fields.collect::<String>())
}

fn has(play: &Play, who: &str, value: &str) -> Option<Competence> {
    let operator = &play.hub.desk().inventory().operators[&sample::jid(&format!("{who}@localhost"))];
    operator.competences.iter().find(|entry| entry.value == value).cloned()
}

#[test]
fn an_operator_corrects_her_profile_by_a_form_that_comes_back_where_a_line_is_unclear() {
    let mut play = Play::with(with_two_footballs);
    let first = run(&mut play, "anna", "profile", "");
    assert_eq!(first.status, CommandStatus::Executing);
    let form = first.form.expect("a form");
    let subjects = form.fields.iter().find(|field| field.var.as_deref() == Some("lines-subject")).expect("subjects");
    assert_eq!((subjects.kind, subjects.label.as_deref()), (Some(FieldKind::TextMulti), Some("Subjects")));
    assert!(form.instructions.iter().any(|line| line.contains("C1 at ease")));
    let changed = [("lines-subject", "football C1 | plays <on> Sundays\nlaw")];
    let second = run(&mut play, "anna", "profile", &submit(&form, &changed));
    assert_eq!(second.status, CommandStatus::Executing);
    let form = second.form.expect("the form again");
    let choice = form.fields.iter().find(|field| field.var.as_deref() == Some("chosen-0")).expect("a choice");
    assert_eq!((choice.kind, choice.options.len()), (Some(FieldKind::ListSingle), 3));
    assert!(has(&play, "anna", "ykl:33").is_none());
    let done = run(&mut play, "anna", "profile", &submit(&form, &[("chosen-0", "is yso:p9")]));
    assert_eq!(done.status, CommandStatus::Completed);
    let told = done.note.expect("a note").1;
    assert!(told.contains("Added: law, football C1") || told.contains("Added: football C1, law"), "{told}");
    let football = has(&play, "anna", "yso:p9").expect("football");
    assert_eq!(football.evidence.as_deref(), Some("plays <on> Sundays"));
    assert!(has(&play, "anna", "ykl:33").is_some() && has(&play, "anna", "sv").is_some());
}

#[test]
fn an_emptied_field_takes_away_though_clients_send_it_without_a_value() {
    let mut play = Play::new();
    let form = run(&mut play, "bo", "profile", "").form.expect("a form");
    run(&mut play, "bo", "profile", &submit(&form, &[("lines-subject", "")]));
    assert!(has(&play, "bo", "ykl:33").is_none());
    assert!(has(&play, "bo", "sv").is_some());
}

#[test]
fn a_form_without_its_fields_takes_nothing_away() {
    let mut play = Play::new();
    let answer = run(&mut play, "bo", "profile", "<x xmlns='jabber:x:data' type='submit'/>");
    assert_eq!(answer.status, CommandStatus::Executing);
    assert!(has(&play, "bo", "ykl:33").is_some());
}

#[test]
fn a_campaign_is_started_by_a_form_and_each_is_asked_by_a_message_from_the_hub() {
    let mut play = Play::with(with_two_footballs);
    let form = run(&mut play, "bo", "campaign", "").form.expect("a form");
    let wrong = [("action", "start"), ("campaign", "spring"), ("until", "soon")];
    let again = run(&mut play, "bo", "campaign", &submit(&form, &wrong)).form.expect("the form again");
    assert!(again.instructions[0].contains("“soon” is not a day"), "{:?}", again.instructions);
    let done = run(&mut play, "bo", "campaign", &submit(&again, &[("until", "2999-01-31")]));
    assert!(done.note.is_some_and(|(_, text)| text.contains("3 asked")));
    let asked = play.words("chen");
    let [(from, text)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(from, "ref.localhost");
    assert!(text.starts_with("Bo (Lund) asks you to go through what you can") && text.contains("2999-01-31"), "{text}");
    let error = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    let refused = format!(
        "<message xmlns='jabber:component:accept' from='chen@localhost' to='ref.localhost' type='error'>{error}</message>"
    );
    let stanza = inbound::read(xso::from_bytes(refused.as_bytes()).expect("a stanza")).expect("a sound stanza");
    play.does(Input::Stanza(stanza));
    let campaign = &play.hub.desk().inventory().campaigns["spring"];
    assert!(campaign.unreachable.contains(&sample::jid("chen@localhost")));
}
