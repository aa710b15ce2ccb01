//! Kinds and concepts shown, added and changed by command.

use super::*;
use crate::desk::form::Given;
use crate::desk::inventory::Role;
use crate::desk::vocabulary::Relation;

/// Anna is a coordinator, Bo is not.
fn play() -> Play {
    Play::with(|inventory, _| {
        if let Some(anna) = inventory.operators.get_mut(&person("anna")) {
            anna.role = Role::Coordinator;
        }
    })
}

fn keys(seen: &Seen) -> Vec<&'static str> {
    seen.reply().iter().map(|sentence| sentence.key()).collect()
}

fn says(play: &mut Play, who: &str, line: &str) -> Vec<&'static str> {
    keys(&play.commands(who, Place::Hub, line))
}

#[test]
fn everybody_sees_what_a_concept_is_and_how_many_have_it() {
    let mut play = play();
    let seen = play.commands("bo", Place::Hub, "!concept JURIDIK");
    let [Sentence::ConceptShown { label, id, labels, operators, .. }] = seen.reply() else { panic!("shown") };
    assert_eq!((label.as_str(), id.as_str(), labels.as_str(), *operators), ("law", "33 · ykl:33", "juridik", 1));
    let seen = play.commands("bo", Place::Hub, "!concept ruotsi");
    let [Sentence::ConceptShown { label, id, operators, .. }] = seen.reply() else { panic!("shown") };
    assert_eq!((label.as_str(), id.as_str(), *operators), ("Swedish", "sv", 2));
    assert_eq!(says(&mut play, "bo", "!concept nonsense"), ["concept-unknown"]);
}

#[test]
fn a_coordinator_adds_a_kind_and_a_concept_of_it_which_are_found_at_once() {
    let mut play = play();
    let line = "!concept c:sami = kind: practice; en: Sami practice | Saami practice; sv: samisk praxis";
    assert_eq!(says(&mut play, "anna", line), ["kind-unknown"]);
    assert_eq!(says(&mut play, "anna", "!kind practice en: Citizenship of practice; sv: praxis"), ["kind-saved"]);
    let seen = play.commands("anna", Place::Hub, line);
    assert_eq!(keys(&seen), ["concept-saved"]);
    let recorded = seen.0.iter().filter(|effect| matches!(effect, Effect::Record(_))).count();
    assert_eq!(recorded, 2, "the concept and the account of it");
    assert_eq!(play.desk.vocabulary().find("saami PRACTICE", Some("practice"))[0].id, "c:sami");
    let line = "!concept c:joik = kind: practice; sv: jojk; broader: samisk praxis";
    assert_eq!(says(&mut play, "anna", line), ["concept-saved"]);
    assert_eq!(play.desk.vocabulary().relation("c:sami", "c:joik"), Some(Relation::Narrower(1)));
    let seen = play.commands("bo", Place::Hub, "!concept c:joik");
    let [Sentence::ConceptShown { kind, broader, .. }] = seen.reply() else { panic!("shown") };
    assert_eq!((kind.as_str(), broader.as_str()), ("Citizenship of practice", "Sami practice"));
    let seen = play.commands("anna", Place::Hub, "!concept c:joik = sv: jojk");
    assert!(!seen.0.iter().any(|effect| matches!(effect, Effect::Record(_))), "nothing has changed");
}

#[test]
fn a_form_changes_what_it_names_and_leaves_the_rest() {
    let mut play = play();
    let mut given = Given { by_form: true, ..Given::default() };
    for (name, value) in [("words", "ykl:33"), ("labels", "fi: oikeus | laki"), ("scheme", "ykl")] {
        given.add(name, value);
    }
    let by = client("anna");
    let seen = play.does(Event::Commanded { by, place: Place::Hub, command: Command::Concept { given } });
    assert_eq!(keys(&seen), ["concept-saved"]);
    let law = &play.desk.inventory().concepts["ykl:33"];
    let labels: Vec<&str> = law.labels.values().map(String::as_str).collect();
    assert_eq!(labels, ["law", "oikeus", "juridik"]);
    assert_eq!((law.notation.as_deref(), law.scheme.as_deref()), (Some("33"), Some("ykl")));
    assert_eq!(play.desk.vocabulary().find("laki", None)[0].id, "ykl:33");
}

#[test]
fn what_is_wrong_is_told_and_changes_nothing() {
    let mut play = play();
    let before = play.desk.inventory().clone();
    let cases = [
        ("anna", "!concept c:x = name", "concept-piece-wrong"),
        ("anna", "!concept c:x = broder: law", "concept-piece-wrong"),
        ("anna", "!concept c:x = kind: subject", "concept-needs-label"),
        ("anna", "!concept two words = en: x", "concept-id-wrong"),
        ("anna", "!concept sv = en: x", "concept-id-wrong"),
        ("anna", "!concept c:x = en: x; broader: nonsense", "concept-unknown"),
        ("anna", "!concept", "wrong-argument"),
        ("anna", "!kind Sign en: x", "kind-id-wrong"),
        ("anna", "!kind language en: x", "kind-id-wrong"),
        ("anna", "!kind sign-language", "kind-needs-label"),
        ("bo", "!kind sign-language en: Sign language", "refused-not-your-role"),
        ("bo", "!concept c:x = en: x", "refused-not-your-role"),
    ];
    for (who, line, key) in cases {
        match crate::desk::command::parse(line).expect("a command") {
            Ok(_) => assert_eq!(says(&mut play, who, line), [key], "{line}"),
            Err(_) => assert_eq!(key, "wrong-argument", "{line}"),
        }
    }
    assert_eq!(*play.desk.inventory(), before);
}

#[test]
fn kinds_are_listed_with_their_concepts() {
    let mut play = play();
    play.commands("anna", Place::Hub, "!kind sign-language Sign language");
    let seen = play.commands("bo", Place::Hub, "!kind");
    let line = |id: &str, label: &str, concepts| Sentence::KindLine { id: id.into(), label: label.into(), concepts };
    let expected = [
        line("audience", "audience", 0),
        line("culture", "culture", 0),
        line("sign-language", "Sign language", 0),
        line("subject", "subject", 1),
    ];
    assert_eq!(seen.reply(), expected);
}

#[test]
fn broader_and_exact_concepts_are_taken_away_by_a_dash() {
    let mut play = play();
    play.commands("anna", Place::Hub, "!concept c:tax = en: tax law; broader: law; exact: ykl:33");
    let related = |play: &Play| {
        let concept = &play.desk.inventory().concepts["c:tax"];
        (concept.broader.len(), concept.exact.len())
    };
    assert_eq!(related(&play), (1, 1));
    assert_eq!(says(&mut play, "anna", "!concept c:tax = broader: - | law"), ["concept-piece-wrong"]);
    assert_eq!(says(&mut play, "anna", "!concept c:tax = broader: -; exact: -"), ["concept-saved"]);
    assert_eq!(related(&play), (0, 0));
    assert_eq!(play.desk.vocabulary().relation("ykl:33", "c:tax"), None);
}
