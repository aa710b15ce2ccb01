//! Campaigns: who is asked, reminded, missing, and what the coordinator is told (DESIGN §1).

use super::*;
use crate::desk::form::Given;
use crate::desk::inventory::{Campaign, Role};
use crate::desk::limits::Limits;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// Bo coordinates; it is the morning of 1970-01-01.
fn play() -> Play {
    limited(|_| ())
}

fn limited(change: impl FnOnce(&mut Limits)) -> Play {
    Play::with(|inventory, limits| {
        inventory.operators.get_mut(&person("bo")).expect("Bo").role = Role::Coordinator;
        change(limits);
    })
}

impl Play {
    fn campaign(&self, name: &str) -> &Campaign {
        &self.desk.inventory.campaigns[name]
    }

    fn bo(&mut self, text: &str) -> Seen {
        self.commands("bo", Place::Hub, text)
    }
}

impl Seen {
    /// Who is told what, by the hub.
    fn to_people(&self) -> Vec<(String, &'static str)> {
        let told = self.0.iter().filter_map(|effect| match effect {
            Effect::Tell { to: Hearer::Person(person), sentence, .. } => {
                Some((person.node().map(|node| node.to_string()).unwrap_or_default(), sentence.key()))
            }
            _ => None,
        });
        told.collect()
    }

    fn line(&self) -> (String, i64, i64, i64, i64) {
        let line = self.reply().iter().find_map(|sentence| match sentence {
            Sentence::CampaignLine { state, asked, returned, missing, stale, .. } => {
                Some((state.clone(), *asked, *returned, *missing, *stale))
            }
            _ => None,
        });
        line.unwrap_or_else(|| panic!("no campaign: {:?}", self.0))
    }

    fn problem(&self) -> Option<String> {
        self.reply().iter().find_map(|sentence| match sentence {
            Sentence::CampaignWrong { problem, .. } => Some(problem.clone()),
            _ => None,
        })
    }
}

fn people<'a>(names: &[&'a str], key: &'static str) -> Vec<(String, &'static str)> {
    names.iter().map(|name: &&'a str| ((*name).to_owned(), key)).collect()
}

#[test]
fn everybody_is_asked_and_whoever_goes_through_her_profile_has_returned() {
    let mut play = play();
    let seen = play.bo("!campaign start spring until 1970-01-10");
    assert_eq!(seen.to_people(), people(&["anna", "bo", "chen"], "campaign-asks"));
    assert_eq!(seen.line(), ("open".into(), 3, 0, 3, 3));
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Audit(audit)) if audit.command == "campaign")));
    play.commands("anna", Place::Hub, "!profile confirm");
    play.commands("chen", Place::Hub, "!profile add fi B2");
    play.commands("anna", Place::Hub, "!profile add fi A1");
    let seen = play.bo("!campaign show Spring");
    assert_eq!(seen.line(), ("open".into(), 3, 2, 1, 2));
    let named = |wanted: &str| {
        seen.reply().iter().find_map(|sentence| match sentence {
            Sentence::CampaignNames { which, names, .. } if which == wanted => Some(names.clone()),
            _ => None,
        })
    };
    assert_eq!(named("returned").as_deref(), Some("Anna (Lund), Chen (Malmö)"));
    assert_eq!(named("missing").as_deref(), Some("Bo (Lund)"));
    assert_eq!(named("stale").as_deref(), Some("Bo (Lund), Chen (Malmö)"));
}

#[test]
fn a_query_says_who_is_asked() {
    let mut play = play();
    let seen = play.bo("!campaign start law until 1970-01-10 asking subject:ykl:33");
    assert_eq!(seen.to_people(), people(&["bo"], "campaign-asks"));
    play.commands("anna", Place::Hub, "!profile confirm");
    assert!(play.campaign("law").returned.is_empty());
}

#[test]
fn those_missing_are_reminded_at_most_once_a_day_each() {
    let mut play = play();
    play.bo("!campaign start spring until 1970-02-10");
    play.commands("anna", Place::Hub, "!profile confirm");
    let reminded = |told, spared| [Sentence::CampaignReminded { name: "spring".into(), told, spared }];
    let seen = play.bo("!campaign remind spring");
    assert_eq!((seen.reply(), seen.to_people().len()), (reminded(0, 2).as_slice(), 0));
    play.passes(DAY);
    let seen = play.bo("!campaign remind spring");
    assert_eq!(seen.reply(), reminded(2, 0));
    assert_eq!(seen.to_people(), people(&["bo", "chen"], "campaign-reminds"));
    play.passes(DAY - 1);
    assert_eq!(play.bo("!campaign remind spring").reply(), reminded(0, 2));
}

#[test]
fn some_days_before_the_end_those_missing_are_reminded_and_at_the_end_the_coordinator_hears_the_outcome() {
    let mut play = play();
    play.bo("!campaign start spring until 1970-01-10");
    play.commands("anna", Place::Hub, "!profile confirm");
    assert!(play.passes(7 * DAY - 2 * HOUR).to_people().is_empty());
    let seen = play.passes(2 * HOUR);
    assert_eq!(seen.to_people(), people(&["bo", "chen"], "campaign-reminds"));
    let seen = play.passes(3 * DAY);
    let told = seen.to_people();
    assert_eq!(told[0], ("bo".to_owned(), "campaign-line"));
    assert!(told.iter().all(|(name, key)| name == "bo" && key.starts_with("campaign-")), "{told:?}");
    assert!(play.campaign("spring").ended.is_some());
    assert_eq!(play.desk.timeout(), None);
    play.commands("chen", Place::Hub, "!profile confirm");
    assert_eq!(play.bo("!campaign show spring").line().0, "over");
    assert_eq!(play.campaign("spring").returned.len(), 1);
    assert_eq!(play.bo("!campaign remind spring").problem().as_deref(), Some("over"));
}

#[test]
fn a_restart_in_the_midst_changes_nothing() {
    let mut play = play();
    play.bo("!campaign start spring until 1970-01-10");
    play.commands("anna", Place::Hub, "!profile confirm");
    play.restarts();
    assert_eq!(play.bo("!campaign show spring").line(), ("open".into(), 3, 1, 2, 2));
    assert_eq!(play.passes(7 * DAY).to_people(), people(&["bo", "chen"], "campaign-reminds"));
    play.restarts();
    assert!(play.passes(DAY).to_people().is_empty());
    assert_eq!(play.passes(3 * DAY).to_people()[0], ("bo".to_owned(), "campaign-line"));
    play.restarts();
    assert_eq!(play.desk.timeout(), None);
}

#[test]
fn many_are_written_to_one_after_another_and_none_twice() {
    let mut play = limited(|limits| limits.campaign_messages = 1);
    let seen = play.bo("!campaign start spring until 1970-01-10");
    assert_eq!(seen.to_people(), people(&["anna"], "campaign-asks"));
    play.restarts();
    play.commands("bo", Place::Hub, "!profile confirm");
    assert_eq!(play.passes(60).to_people(), people(&["chen"], "campaign-asks"));
    assert!(play.passes(60).to_people().is_empty());
}

#[test]
fn a_coordinator_who_is_gone_has_the_outcome_told_to_the_others_and_who_left_is_not_missing() {
    let mut play = play();
    play.bo("!campaign start spring until 1970-01-10");
    let mut inventory = play.desk.inventory.clone();
    inventory.operators.remove(&person("bo"));
    inventory.operators.get_mut(&person("chen")).expect("Chen").role = Role::Coordinator;
    play.does(Event::InventoryChanged(Box::new(inventory)));
    assert_eq!(play.passes(7 * DAY).to_people(), people(&["anna", "chen"], "campaign-reminds"));
    assert!(play.passes(3 * DAY).to_people().iter().all(|(name, _)| name == "chen"));
}

#[test]
fn what_cannot_be_is_said_and_a_form_comes_back_as_it_was_filled_in() {
    let mut play = play();
    for (text, problem) in [
        ("start Vår! until 1970-01-10", "name"),
        ("start spring until soon", "day"),
        ("start spring until 1969-12-31", "past"),
        ("start spring until 1970-01-10 asking subject:none", "nobody"),
        ("dance", "action"),
    ] {
        assert_eq!(play.bo(&format!("!campaign {text}")).problem().as_deref(), Some(problem), "{text}");
    }
    play.bo("!campaign start spring until 1970-01-10");
    assert_eq!(play.bo("!campaign start spring until 1970-01-10").problem().as_deref(), Some("exists"));
    let seen = play.bo("!campaign show sprng");
    assert_eq!(seen.reply(), [Sentence::NoSuchCampaign { name: "sprng".into(), nearest: "spring".into() }]);
    assert!(matches!(play.commands("anna", Place::Hub, "!campaign").refusal(), Some(Refusal::NotYourRole { .. })));
    let mut submits = |fields: &[(&str, &str)]| {
        let mut given = Given { by_form: true, ..Given::default() };
        fields.iter().for_each(|(name, value)| given.add(name, value));
        play.does(Event::Commanded { by: client("bo"), place: Place::Hub, command: Command::Campaign { given } })
    };
    let wrong = submits(&[("action", "start"), ("campaign", "autumn"), ("until", "soon")]);
    let form = wrong.0.iter().find_map(|effect| match effect {
        Effect::Ask { form, .. } => Some(form),
        _ => None,
    });
    let field = form.expect("a form").fields.iter().find(|field| field.name == "campaign").expect("a field");
    assert_eq!(field.values, ["autumn"]);
    let right = submits(&[("action", "start"), ("campaign", "autumn"), ("until", "1970-01-20")]);
    assert_eq!(right.line().1, 3);
}

#[test]
fn all_campaigns_are_listed_those_that_are_over_last() {
    let mut play = play();
    play.bo("!campaign start one until 1970-01-10");
    play.bo("!campaign start two until 1970-01-20");
    play.bo("!campaign end one");
    let seen = play.bo("!campaigns");
    let names: Vec<&str> = seen
        .reply()
        .iter()
        .filter_map(|sentence| match sentence {
            Sentence::CampaignLine { name, .. } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["two", "one"]);
    assert!(seen.has(|effect| matches!(effect, Effect::Ask { .. })));
}

#[test]
fn a_table_that_operators_sent_is_imported_and_counts_as_returned() {
    let mut play = play();
    play.bo("!campaign start spring until 1970-01-20");
    let table = "jid;kind;value;level;evidence;valid_until\nAnna;language;suomi;B2;a year in Oulu;1980-01-01\n\
                 chen@localhost;subject;JURIDIK;C1;;\nchen@localhost;audience;children;;;\n";
    let seen = play.bo(&format!("!campaign import\n{table}"));
    assert_eq!(seen.reply(), [Sentence::ImportDone { entries: 3, operators: 2 }]);
    let anna = &play.desk.inventory().operators[&person("anna")];
    let finnish = anna.competences.iter().find(|entry| entry.value == "fi").expect("Finnish");
    assert_eq!(finnish.evidence.as_deref(), Some("a year in Oulu"));
    assert_eq!((finnish.confirmed.is_some(), finnish.valid_until.is_some()), (true, true));
    assert!(anna.has("language", "sv"), "what the table does not name stays");
    let chen = &play.desk.inventory().operators[&person("chen")];
    assert!(chen.has("subject", "ykl:33") && chen.has("audience", "children"));
    assert!(play.campaign("spring").returned.keys().eq([&person("anna"), &person("chen")]));
    assert_eq!(play.bo("!audit profile").reply().len(), 2);
}

#[test]
fn a_table_with_mistakes_changes_nothing_and_each_is_told_by_row() {
    let mut play = play();
    let before = play.desk.inventory().clone();
    let rows =
        "jid,kind,value,level\nnobody,language,fi,B2\nanna,languge,fi,B2\nanna,language,fi,Z9\nanna,subject,law\n";
    let seen = play.bo(&format!("!campaign import\n{rows}anna,language,fi,B2\n"));
    let wrong = seen.reply().iter().map(|sentence| match sentence {
        Sentence::ImportRowWrong { row, reasons } => format!("{row} {}", reasons.0[0].key()),
        other => other.key().to_owned(),
    });
    let expected = ["2 nobody-of-that-name", "3 kind-unknown", "4 profile-wrong", "5 import-columns", "import-nothing"];
    assert_eq!(wrong.collect::<Vec<_>>(), expected);
    let columns = |play: &mut Play, text: &str| match play.bo(text).reply() {
        [Sentence::ImportColumns { columns }] => columns.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(columns(&mut play, "!campaign import\njid\tkind\twords\n"), "words");
    assert_eq!(columns(&mut play, "!campaign import"), "jid");
    assert_eq!(*play.desk.inventory(), before);
    let long = "anna,language,fi\n".repeat(300);
    let seen = play.bo(&format!("!campaign import\njid,kind,value\n{long}"));
    assert_eq!(seen.reply(), [Sentence::ProfileTooMuch {}]);
    assert!(play.commands("anna", Place::Hub, "!campaign import\nx").refusal().is_some());
}

#[test]
fn the_form_takes_a_table_and_comes_back_with_it_when_it_is_wrong() {
    let mut play = play();
    let submits = |play: &mut Play, rows: &str| {
        let mut given = Given { by_form: true, ..Given::default() };
        given.add("action", "import");
        rows.lines().for_each(|line| given.add("rows", line));
        play.does(Event::Commanded { by: client("bo"), place: Place::Hub, command: Command::Campaign { given } })
    };
    let seen = submits(&mut play, "jid,kind,value\nanna,language,xx-yy-zz-ww");
    let form = seen.0.iter().find_map(|effect| match effect {
        Effect::Ask { form, .. } => Some(form),
        _ => None,
    });
    let rows = form.expect("the form again").fields.iter().find(|field| field.name == "rows").expect("the table");
    assert_eq!(rows.values.join("\n").lines().count(), 2);
    let seen = submits(&mut play, "jid,kind,value\nanna,language,fi");
    assert_eq!(seen.reply(), [Sentence::ImportDone { entries: 1, operators: 1 }]);
}
