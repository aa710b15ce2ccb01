//! Profiles kept by operators themselves, by form and by text (DESIGN §1).

use super::*;
use crate::desk::form::{Field, FieldKind, Form, Given};
use crate::desk::inventory::{Competence, Concept, Kind, MOST_COMPETENCES, Operator, Role};
use crate::desk::language::Level;
use crate::desk::limits::Limits;
use crate::time::Date;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn subject(inventory: &mut Inventory, id: &str, labels: &[(&str, &str)]) {
    let labels = labels.iter().map(|(tag, text)| (sample::language(tag), (*text).to_owned())).collect();
    let concept = Concept { id: id.into(), kind: "subject".into(), labels, ..Concept::default() };
    inventory.concepts.insert(concept.id.clone(), concept);
}

/// Bo coordinates; two subjects share a label.
fn play() -> Play {
    Play::with(|inventory, _| {
        let bo = inventory.operators.get_mut(&person("bo")).expect("Bo");
        bo.role = Role::Coordinator;
        subject(inventory, "ykl:79", &[("en", "football"), ("sv", "fotboll")]);
        subject(inventory, "yso:p9", &[("en", "football"), ("sv", "fotboll")]);
    })
}

impl Play {
    fn submits(&mut self, operator: &str, fields: &[(&str, &str)]) -> Seen {
        let mut given = Given { by_form: true, ..Given::default() };
        fields.iter().for_each(|(name, value)| given.add(name, value));
        let command = Command::Profile { given };
        self.does(Event::Commanded { by: client(operator), place: Place::Hub, command })
    }

    fn of(&self, operator: &str) -> &Operator {
        &self.desk.inventory.operators[&person(operator)]
    }

    fn has(&self, operator: &str, kind: &str, value: &str) -> Option<Competence> {
        let all = &self.of(operator).competences;
        all.iter().find(|entry| entry.kind == kind && entry.value == value).cloned()
    }

    fn today(&self) -> Date {
        Date::of(self.now)
    }
}

impl Seen {
    fn form(&self) -> &Form {
        let form = self.0.iter().find_map(|effect| match effect {
            Effect::Ask { form, .. } => Some(form),
            _ => None,
        });
        form.expect("a form")
    }

    fn field(&self, name: &str) -> &Field {
        self.form().fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("no field {name}"))
    }

    fn profile_saved(&self) -> (String, String, String, i64) {
        let saved = self.reply().iter().find_map(|sentence| match sentence {
            Sentence::ProfileSaved { added, changed, removed, same, .. } => {
                Some((added.clone(), changed.clone(), removed.clone(), *same))
            }
            _ => None,
        });
        saved.unwrap_or_else(|| panic!("not saved: {:?}", self.0))
    }
}

/// What a client sends back that changes nothing, as pairs.
fn filled_in(form: &Form) -> Vec<(String, String)> {
    let pairs = |field: &Field| {
        let name = field.name.clone();
        field.values.iter().map(move |value| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    form.fields.iter().flat_map(pairs).collect()
}

fn with<'a>(form: &'a [(String, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied()).collect()
}

#[test]
fn the_form_holds_what_she_has_with_a_field_for_every_kind_there_is() {
    let mut play = Play::with(|inventory, _| {
        let signs = Kind { id: "sign-language".into(), labels: [(sample::language("en"), "Signs".to_owned())].into() };
        inventory.kinds.insert(signs.id.clone(), signs);
        let bo = inventory.operators.get_mut(&person("bo")).expect("Bo");
        bo.learn(Competence {
            evidence: Some("LL.M. Lund".into()),
            valid_until: Some(day("2027-06-30")),
            ..Competence::new("subject", "ykl:33", Some(Level::C1))
        });
    });
    assert_eq!(play.submits("bo", &[]).form(), play.commands("bo", Place::Hub, "!profile").form());
    let seen = play.commands("bo", Place::Hub, "!profile");
    assert_eq!(seen.field("lines-subject").values, ["law C1 | LL.M. Lund | 2027-06-30"]);
    assert_eq!(seen.field("lines-language").values.len(), 2);
    assert_eq!(seen.field("lines-sign-language").kind, FieldKind::Lines);
    assert!(seen.form().fields.iter().all(|field| field.name != "whose"));
}

#[test]
fn an_untouched_form_confirms_everything_and_changes_nothing_else() {
    let mut play = play();
    let mut before = play.of("bo").competences.clone();
    before.sort();
    let form = filled_in(play.commands("bo", Place::Hub, "!profile").form());
    let seen = play.submits("bo", &with(&form, &[]));
    assert_eq!(seen.profile_saved(), (String::new(), String::new(), String::new(), 3));
    let today = Some(play.today());
    let after: Vec<_> = before.into_iter().map(|entry| Competence { confirmed: today, ..entry }).collect();
    assert_eq!(play.of("bo").competences, after);
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Inventory(_)))));
}

#[test]
fn lines_are_added_changed_and_left_out_and_the_summary_says_so() {
    let mut play = play();
    let lines = [
        ("kinds", "language subject culture audience"),
        ("lines-language", "Swedish native\nsuomi B2 | a year in Oulu"),
        ("lines-subject", "JURIDIK C1 | LL.M. Lund | 2027-06-30"),
        ("lines-audience", "children"),
    ];
    let seen = play.submits("bo", &lines);
    let (added, changed, removed, same) = seen.profile_saved();
    assert_eq!((added.contains("children"), changed.as_str(), same), (true, "law C1", 1));
    assert!(removed.starts_with("en") || removed.starts_with("English"), "{removed}");
    let finnish = play.has("bo", "language", "fi").expect("Finnish");
    assert_eq!((finnish.level, finnish.evidence.as_deref()), (Some(Level::B2), Some("a year in Oulu")));
    let law = play.has("bo", "subject", "ykl:33").expect("law");
    assert_eq!((law.valid_until, law.confirmed), (Some(day("2027-06-30")), Some(play.today())));
}

#[test]
fn an_unclear_line_comes_back_with_what_may_be_meant_and_nothing_is_lost() {
    let mut play = play();
    let lines =
        [("kinds", "language subject"), ("lines-language", "fi B2 | Oulu"), ("lines-subject", "fotboll C1\nlaw")];
    let before = play.of("anna").clone();
    let seen = play.submits("anna", &lines);
    assert_eq!(*play.of("anna"), before);
    let choice = seen.field("chosen-0");
    let FieldKind::Choice(choices) = &choice.kind else { panic!("{choice:?}") };
    let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    assert_eq!(values, ["is ykl:79", "is yso:p9", "out"]);
    let form = filled_in(seen.form());
    let again = play.submits("anna", &with(&form, &[]));
    assert_eq!(again.form(), seen.form());
    play.submits("anna", &with(&form, &[("chosen-0", "is yso:p9")])).profile_saved();
    let football = play.has("anna", "subject", "yso:p9").expect("football");
    assert_eq!(football.level, Some(Level::C1));
    assert!(play.has("anna", "subject", "ykl:33").is_some());
    assert_eq!(play.has("anna", "language", "fi").and_then(|entry| entry.evidence).as_deref(), Some("Oulu"));
    assert!(play.has("anna", "language", "sv").is_none());
}

#[test]
fn an_unclear_line_may_be_left_out_and_what_stood_in_no_form_stays() {
    let mut play = play();
    let seen = play.submits("anna", &[("kinds", "subject"), ("lines-subject", "football")]);
    let form = filled_in(seen.form());
    play.submits("anna", &with(&form, &[("chosen-0", "out")])).profile_saved();
    assert_eq!(play.of("anna").competences.len(), 2);
}

#[test]
fn a_wrong_level_or_day_comes_back_with_the_line_to_be_corrected() {
    let mut play = play();
    let lines = [("kinds", "language subject"), ("lines-language", "fi B7"), ("lines-subject", "law | x | 30/6/2027")];
    let seen = play.submits("anna", &lines);
    let problem = |name: &str| match &seen.field(name).label {
        crate::desk::form::Words::Said(Sentence::ProfileWrong { problem, what, .. }) => (problem.clone(), what.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(problem("asked-0"), ("level".into(), "B7".into()));
    assert_eq!(problem("asked-1"), ("day".into(), "30/6/2027".into()));
    assert_eq!(seen.field("asked-0").values, ["fi B7"]);
    let fields = [
        ("kinds", "language subject"),
        ("asked-kind-0", "language"),
        ("asked-0", "fi B1"),
        ("asked-kind-1", "subject"),
    ];
    play.submits("anna", &fields).profile_saved();
    assert_eq!(play.has("anna", "language", "fi").and_then(|entry| entry.level), Some(Level::B1));
    assert!(play.has("anna", "subject", "ykl:33").is_none());
}

#[test]
fn a_word_of_her_own_is_taken_where_a_kind_has_no_concepts_and_near_ones_are_offered() {
    let mut play = play();
    play.submits("bo", &[("lines-audience", "children")]).profile_saved();
    let seen = play.submits("anna", &[("lines-audience", "Children\nchildrens\nseniors")]);
    let FieldKind::Choice(choices) = &seen.field("chosen-0").kind else { panic!() };
    let values: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
    assert_eq!(values, ["is children", "own", "out"]);
    let form = filled_in(seen.form());
    play.submits("anna", &with(&form, &[("chosen-0", "own")])).profile_saved();
    for word in ["children", "childrens", "seniors"] {
        assert!(play.has("anna", "audience", word).is_some(), "{word}");
    }
    assert!(matches!(play.submits("anna", &[("lines-subject", "seniors")]).form().fields.len(), 3..));
}

#[test]
fn two_of_hers_with_one_name_keep_apart_in_the_form() {
    let mut play = Play::with(|inventory, _| {
        subject(inventory, "ykl:79", &[("en", "football")]);
        subject(inventory, "yso:p9", &[("en", "football")]);
        let anna = inventory.operators.get_mut(&person("anna")).expect("Anna");
        anna.learn(Competence::new("subject", "ykl:79", None));
        anna.learn(Competence::new("subject", "yso:p9", Some(Level::C1)));
    });
    let form = filled_in(play.commands("anna", Place::Hub, "!profile").form());
    assert_eq!(play.submits("anna", &with(&form, &[])).profile_saved().3, 4);
}

#[test]
fn a_profile_is_changed_by_text_too() {
    let mut play = play();
    assert_eq!(play.commands("anna", Place::Hub, "!profile add fi B2").profile_saved().0, "Finnish B2");
    let add = "!profile add subject Law C1 | LL.M. Lund | 2027-06-30";
    assert_eq!(play.commands("anna", Place::Hub, add).profile_saved().0, "law C1");
    assert_eq!(play.has("anna", "subject", "ykl:33").and_then(|law| law.valid_until), Some(day("2027-06-30")));
    assert_eq!(play.has("anna", "language", "sv").and_then(|swedish| swedish.confirmed), None);
    assert_eq!(play.commands("anna", Place::Hub, "!profile remove juridik").profile_saved().2, "law C1");
    assert_eq!(play.commands("anna", Place::Hub, "!profile confirm").profile_saved().3, 3);
    assert!(play.of("anna").competences.iter().all(|entry| entry.confirmed == Some(play.today())));
    let seen = play.commands("anna", Place::Hub, "!profile remove law");
    assert_eq!(seen.reply(), [Sentence::ProfileNotHad { words: "law".into() }]);
    assert_eq!(play.commands("anna", Place::Hub, "!profile dance").reply(), [Sentence::ProfileByText {}]);
}

#[test]
fn what_is_unclear_by_text_is_answered_with_the_lines_that_say_it_clearly() {
    let mut play = play();
    let seen = play.commands("anna", Place::Hub, "!profile add fotboll B2 | x");
    let usages: Vec<&str> = seen
        .reply()
        .iter()
        .filter_map(|sentence| match sentence {
            Sentence::ProfileSuggestion { usage, .. } => Some(usage.as_str()),
            _ => None,
        })
        .collect();
    let expected = ["!profile add subject ykl:79 B2 | x", "!profile add subject yso:p9 B2 | x"];
    assert_eq!(usages, expected);
    play.commands("anna", Place::Hub, expected[1]).profile_saved();
    assert!(play.has("anna", "subject", "yso:p9").is_some());
    play.commands("anna", Place::Hub, "!profile add audience children").profile_saved();
    let seen = play.commands("bo", Place::Hub, "!profile add audience childrens");
    let Some(Sentence::ProfileSuggestion { usage, .. }) = seen.reply().last() else { panic!("{:?}", seen.reply()) };
    assert_eq!(usage, "!profile add audience \"childrens\"");
    play.commands("bo", Place::Hub, usage).profile_saved();
    assert!(play.has("bo", "audience", "childrens").is_some());
}

#[test]
fn a_coordinator_corrects_somebodys_profile_and_it_is_audited_and_others_may_not() {
    let mut play = play();
    let seen = play.commands("bo", Place::Hub, "!profile of Anna add fi B2");
    seen.profile_saved();
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Audit(audit)) if audit.command == "profile")));
    assert!(play.has("anna", "language", "fi").is_some());
    let form = play.commands("bo", Place::Hub, "!profile of anna@localhost");
    assert_eq!(form.field("who").values, ["anna@localhost"]);
    assert_eq!(form.field("whose").values, ["anna@localhost"]);
    let chens = play.submits("bo", &[("who", "bo@localhost"), ("whose", "chen")]);
    assert_eq!(chens.field("who").values, ["chen@localhost"]);
    let seen = play.commands("bo", Place::Hub, "!profile of Nobody confirm");
    assert_eq!(seen.reply(), [Sentence::NobodyOfThatName { name: "Nobody confirm".into() }]);
    let refused = [Refusal::NotYourRole { who: Role::Coordinator }.sentence()];
    assert_eq!(play.commands("anna", Place::Hub, "!profile of bo@localhost confirm").reply(), refused);
    assert_eq!(play.submits("anna", &[("who", "bo@localhost"), ("kinds", "language")]).reply(), refused);
    assert_eq!(play.of("bo").competences.len(), 3);
}

#[test]
fn a_hostile_form_harms_nothing() {
    let mut play = play();
    let before = play.of("anna").clone();
    let huge = "x".repeat(100_000);
    assert_eq!(play.submits("anna", &[("lines-language", &huge)]).reply(), [Sentence::ProfileTooMuch {}]);
    let kept = r#"{"kind":"subject","value":"no:such","level":null}"#;
    let odd = [
        ("kinds", "dance ' OR 1"),
        ("lines-dance", "tango"),
        ("kept-0", kept),
        ("asked-kind-0", "dance"),
        ("asked-0", "x"),
    ];
    play.submits("anna", &odd).form();
    assert_eq!(*play.of("anna"), before);
    let choice = [("asked-kind-0", "subject"), ("asked-0", "football"), ("chosen-0", "is no:such")];
    assert!(matches!(play.submits("anna", &choice).field("chosen-0").kind, FieldKind::Choice(_)));
    let many: Vec<String> = (0..=MOST_COMPETENCES).map(|number| format!("word{number:04}x{number:04}")).collect();
    let (first, second) = many.split_at(250);
    let (first, second) = (first.join("\n"), second.join("\n"));
    let lines = [("lines-audience", first.as_str()), ("lines-culture", second.as_str())];
    assert_eq!(play.submits("anna", &lines).reply().len(), 1);
    assert_eq!(*play.of("anna"), before);
}

#[test]
fn what_has_expired_or_was_never_confirmed_is_listed() {
    let mut play = Play::with(|inventory, limits: &mut Limits| {
        limits.confirm_profile = Duration::from_secs(10 * 86_400);
        let bo = inventory.operators.get_mut(&person("bo")).expect("Bo");
        bo.role = Role::Coordinator;
        let until = Some(day("1970-01-05"));
        bo.learn(Competence { valid_until: until, ..Competence::new("subject", "ykl:33", None) });
    });
    for operator in ["anna", "bo", "chen"] {
        play.commands(operator, Place::Hub, "!profile confirm");
    }
    assert_eq!(play.commands("bo", Place::Hub, "!stale").reply(), [Sentence::StaleNone {}]);
    assert!(matches!(play.commands("anna", Place::Hub, "!stale").refusal(), Some(Refusal::NotYourRole { .. })));
    play.passes(5 * 86_400);
    let seen = play.commands("bo", Place::Hub, "!stale");
    let [Sentence::StaleLine { expired, old: 0, never: 0, address, .. }] = seen.reply() else {
        panic!("{:?}", seen.reply())
    };
    assert_eq!((expired.as_str(), address.as_str()), ("law", "bo@localhost"));
    let instructions = play.commands("bo", Place::Hub, "!profile").form().instructions.clone();
    assert!(instructions.contains(&Sentence::ProfileExpired { entries: "law".into() }));
    play.commands("chen", Place::Hub, "!profile confirm");
    play.passes(6 * 86_400);
    let seen = play.commands("bo", Place::Hub, "!stale");
    assert!(matches!(seen.reply(), [Sentence::StaleLine { .. }, Sentence::StaleLine { old: 2, .. }]));
}

#[test]
fn a_form_that_somebody_else_has_overtaken_comes_back_with_both() {
    let mut play = play();
    let form = filled_in(play.commands("anna", Place::Hub, "!profile").form());
    play.commands("bo", Place::Hub, "!profile of Anna add fi B2").profile_saved();
    let seen =
        play.submits("anna", &with(&form, &[("lines-subject", "law C1 | LL.M."), ("lines-audience", "seniors")]));
    assert_eq!(seen.form().instructions[0], Sentence::ProfileChanged {});
    assert_eq!(seen.field("lines-language").values.len(), 3);
    assert_eq!(seen.field("lines-subject").values, ["law C1 | LL.M."]);
    assert_eq!(play.of("anna").competences.len(), 3);
    let form = filled_in(seen.form());
    play.submits("anna", &with(&form, &[])).profile_saved();
    assert_eq!(play.of("anna").competences.len(), 5);
    let form = filled_in(play.commands("anna", Place::Hub, "!profile").form());
    play.commands("anna", Place::Hub, "!profile confirm").profile_saved();
    play.submits("anna", &with(&form, &[])).profile_saved();
}
