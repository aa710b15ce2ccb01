//! Searching for a colleague: the same answers to `!find`, its form and a client's search window (XEP-0055).

use super::*;
use crate::stanza::{Answer, CommandAnswer, Form, FormKind, Search, StanzaError};

const HUB: &str = "ref.localhost";

fn searches(play: &mut Play, who: &str, set: bool, inside: &str) -> Result<Search, StanzaError> {
    let kind = if set { "set" } else { "get" };
    play.sends(
        who,
        &format!("<iq type='{kind}' id='s' to='{HUB}'><query xmlns='jabber:iq:search'>{inside}</query></iq>"),
    );
    let answers = play.seen.iter().rev().find_map(|stanza| match stanza {
        Stanza::Iq(iq) if iq.id == "s" => Some(iq.body.clone()),
        _ => None,
    });
    match answers.expect("an answer") {
        IqBody::Result(Answer::Search(search)) => Ok(search),
        IqBody::Error(error) => Err(error),
        other => panic!("{other:?}"),
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let field = |(var, value): &(&str, &str)| format!("<field var='{var}'><value>{value}</value></field>");
    let fields: String = fields.iter().map(field).collect();
    format!("<x xmlns='jabber:x:data' type='submit'>{fields}</x>")
}

fn addresses(form: &Form) -> Vec<String> {
    let cell = |row: &Vec<crate::stanza::Field>| row.iter().find(|cell| cell.var.as_deref() == Some("jid")).cloned();
    form.items.iter().filter_map(|row| cell(row)?.values.first().cloned()).collect()
}

#[test]
fn all_faces_find_the_same_in_the_same_order() {
    let (mut play, _) = Play::held();
    for query in ["lang:sv", "lang:en law", "lang:en&gt;=C1 or juridik", "duty:on", "not lang:zh", "anna"] {
        let window = searches(&mut play, "anna", true, &form(&[("query", query)])).expect("an answer");
        let window = window.form.expect("a form");
        assert_eq!(window.kind, FormKind::Result);
        let command = format!(
            "<command xmlns='http://jabber.org/protocol/commands' node='find'>{}</command>",
            form(&[("query", query)])
        );
        let IqBody::Result(Answer::Command(CommandAnswer { form: None, note: Some((_, by_command)), .. })) =
            play.asks("anna", HUB, &command)
        else {
            panic!("{query}")
        };
        let plain = query.replace("&gt;", ">");
        let findings = play.hub.desk().findings(Time(0), &plain, &"en".parse().expect("a language")).expect("a query");
        let found: Vec<String> = findings.rows.iter().map(|row| row.jid.clone()).collect();
        assert_eq!(addresses(&window), found, "{query}");
        let english = "en".parse().expect("a language");
        let lines = findings.lines(|sentence| play.hub.render(sentence, &english));
        assert_eq!(by_command.lines().collect::<Vec<_>>(), lines, "{query}");
        assert!(!found.is_empty(), "{query}");
        let legacy = searches(&mut play, "anna", true, &format!("<nick>{query}</nick>")).expect("an answer");
        let items: Vec<String> = legacy.items.iter().map(|(jid, _)| jid.to_string()).collect();
        assert_eq!(items, found, "{query}");
    }
}

#[test]
fn the_window_offers_a_form_whose_fields_must_all_fit() {
    let (mut play, _) = Play::held();
    let offered = searches(&mut play, "anna", false, "").expect("fields");
    assert!(offered.instructions.is_some() && offered.person.first.is_some());
    let fields = offered.form.expect("a form").fields;
    for var in ["FORM_TYPE", "query", "language", "subject", "culture", "audience", "library", "on-duty"] {
        assert!(fields.iter().any(|field| field.var.as_deref() == Some(var)), "{var}");
    }
    let filled = form(&[("language", "sv"), ("subject", "law"), ("library", "lund"), ("on-duty", "0")]);
    let found = searches(&mut play, "anna", true, &filled).expect("an answer").form.expect("a form");
    assert_eq!(addresses(&found), ["bo@localhost"]);
    assert!(found.reported.iter().any(|column| column.var.as_deref() == Some("why")));
}

#[test]
fn patrons_and_strangers_are_refused_with_a_sentence() {
    let (mut play, _) = Play::held();
    for (set, inside) in [(false, ""), (true, "<nick>lang:sv</nick>")] {
        let error = searches(&mut play, "dora", set, inside).expect_err("a refusal");
        assert_eq!(error.condition, Condition::Forbidden);
        assert!(error.text.is_some());
    }
}

#[test]
fn a_query_that_cannot_be_read_is_answered_with_what_is_wrong() {
    let (mut play, _) = Play::held();
    let error = searches(&mut play, "anna", true, "<nick>lang:sv (law</nick>").expect_err("a refusal");
    assert_eq!(error.condition, Condition::NotAcceptable);
    let error = searches(&mut play, "anna", true, "").expect_err("a refusal");
    assert_eq!(error.condition, Condition::NotAcceptable);
}

#[test]
fn who_searches_faster_than_anybody_reads_is_asked_to_wait() {
    let (mut play, _) = Play::held();
    let refused = (0..31).filter(|_| searches(&mut play, "anna", true, "<nick>lang:sv</nick>").is_err()).count();
    assert_eq!(refused, 1);
}

#[test]
fn a_stranger_who_types_a_command_to_the_hub_is_refused_and_one_who_greets_is_told_where_to_ask() {
    let (mut play, _) = Play::held();
    let mut told = |text: &str| {
        play.sends("dora", &format!("<message to='{HUB}' type='chat'><body>{text}</body></message>"));
        play.seen
            .iter()
            .find_map(|stanza| match stanza {
                Stanza::Message(message) => Some(message.content.plain().to_owned()),
                _ => None,
            })
            .expect("an answer")
    };
    assert!(told("!find lang:sv").starts_with("Commands are for the librarians"));
    assert!(told("Hello!").starts_with("Hello!"));
}
