//! Who may give which command, and that what coordinators change is in the audit list.

use super::*;
use crate::desk::command::{Kind, Spec, TABLE};
use crate::desk::form::Given;
use crate::desk::inventory::{Concept, Role};

/// Anna is an administrator.
fn played() -> Play {
    Play::with(|inventory, _| role(inventory, "anna", Role::Administrator))
}

fn role(inventory: &mut Inventory, name: &str, role: Role) {
    inventory.operators.get_mut(&person(name)).expect("an operator").role = role;
}

/// A command with something in each place that must be filled.
fn filled(spec: &Spec) -> Command {
    let mut given = Given::default();
    for argument in spec.arguments {
        match argument.kind {
            Kind::Choice(choices) => given.add(argument.name, choices[0]),
            // A number is a word too, where days or entries are wanted.
            Kind::Word | Kind::Words => given.add(argument.name, "3"),
        }
    }
    spec.command(&given).unwrap_or_else(|argument| panic!("!{}: {argument}", spec.name))
}

#[test]
fn every_command_is_refused_to_whoever_may_not_give_it_and_changes_nothing() {
    for spec in TABLE.iter().filter(|spec| spec.who > Role::Operator) {
        for less in Role::ALL.into_iter().filter(|role| *role < spec.who) {
            let mut play = Play::with(|inventory, _| role(inventory, "anna", less));
            let before = play.desk.inventory().clone();
            let seen = play.does(Event::Commanded { by: client("anna"), place: Place::Hub, command: filled(spec) });
            assert_eq!(seen.refusal(), Some(&Refusal::NotYourRole { who: spec.who }), "!{} by {less}", spec.name);
            assert_eq!(seen.0.len(), 1, "!{} by {less}", spec.name);
            assert_eq!(play.desk.inventory(), &before);
        }
        let mut play = Play::new();
        let seen = play.does(Event::Commanded { by: client("dora"), place: Place::Hub, command: filled(spec) });
        assert_eq!(seen.refusal(), Some(&Refusal::NotInTheInventory), "!{} by a stranger", spec.name);
    }
}

#[test]
fn every_command_is_open_to_the_role_it_is_for() {
    for spec in TABLE {
        let mut play = Play::with(|inventory, _| role(inventory, "anna", spec.who));
        let seen = play.does(Event::Commanded { by: client("anna"), place: Place::Hub, command: filled(spec) });
        assert!(!matches!(seen.refusal(), Some(Refusal::NotYourRole { .. })), "!{}", spec.name);
    }
}

/// What each command of coordinators may be told so that it changes something; nothing for those that only tell.
const CHANGES: &[(&str, &[&str])] = &[
    ("campaign", &["!campaign start spring until 2027-05-31 asking lang:sv"]),
    ("cluster", &["!cluster save nordic lang:sv"]),
    ("coverage", &[]),
    ("gaps", &[]),
    ("audit", &[]),
    ("service", &["!service create ask-nordic confirm lang:sv", "!service end ask confirm"]),
    ("link", &["!link propose ref.hub-b.test ours=ask order=1"]),
    ("stale", &[]),
    ("role", &["!role bo coordinator", "!role chen@localhost administrator"]),
];

#[test]
fn every_change_by_a_coordinator_is_in_the_audit_list_with_what_was_changed() {
    for spec in TABLE.iter().filter(|spec| spec.who > Role::Operator) {
        let lines = CHANGES.iter().find(|(name, _)| *name == spec.name);
        let (_, lines) =
            lines.unwrap_or_else(|| panic!("say in CHANGES what !{} changes, or that it does not", spec.name));
        for line in *lines {
            let mut play = played();
            let seen = play.commands("anna", Place::Hub, line);
            assert!(
                seen.has(|effect| matches!(effect, Effect::Record(Record::Inventory(_)))),
                "{line} changes nothing"
            );
            let audits: Vec<_> = play.desk.audited.newest().collect();
            let [audit] = audits.as_slice() else { panic!("{line}: {audits:?}") };
            assert_eq!((&audit.by, audit.command.as_str(), audit.at), (&person("anna"), spec.name, play.now));
            assert!(!audit.detail.is_empty(), "{line}: what was changed is not told");
            assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Audit(one)) if one == *audit)), "{line}");
            assert!(matches!(play.commands("anna", Place::Hub, "!audit").reply(), [Sentence::AuditLine { .. }]));
        }
    }
}

#[test]
fn help_lists_what_one_may_do_and_says_who_may_do_the_rest() {
    let mut play = played();
    let all = play.commands("anna", Place::Hub, "!help");
    let usage = |line: &Sentence| matches!(line, Sentence::HelpLine { .. });
    assert_eq!(all.reply().iter().filter(|line| usage(line)).count(), TABLE.len());
    let heading = Sentence::HelpFor { role: "coordinator".into() };
    assert!(all.reply().contains(&heading));
    assert!(play.commands("bo", Place::Hub, "!help").reply().iter().all(usage));
    let one = play.commands("bo", Place::Hub, "!help audit");
    assert_eq!(one.reply().last(), Some(&Sentence::HelpOnlyFor { role: "coordinator".into() }));
}

#[test]
fn a_role_is_given_listed_and_told_to_whom_it_was_given() {
    let mut play = played();
    let seen = play.commands("anna", Place::Hub, "!role Bo coordinator");
    assert_eq!(seen.reply(), [Sentence::RoleSet { name: "Bo (Lund)".into(), role: "coordinator".into() }]);
    let told = seen.told(|hearer| matches!(hearer, Hearer::Person(to) if *to == person("bo")));
    assert_eq!(told, [&Sentence::RoleYours { role: "coordinator".into() }]);
    assert_eq!(play.desk.role(&person("bo")), Some(Role::Coordinator));
    assert_eq!(play.commands("anna", Place::Hub, "!role").reply().len(), 2);
    let nobody = play.commands("anna", Place::Hub, "!role Bu operator");
    assert_eq!(nobody.reply(), [Sentence::RoleNobody { name: "Bu".into(), nearest: "Bo".into() }]);
}

#[test]
fn the_last_administrator_stays_one() {
    let mut play = played();
    let last = [Sentence::RoleLastAdministrator {}];
    assert_eq!(play.commands("anna", Place::Hub, "!role anna operator").reply(), last);
    play.commands("anna", Place::Hub, "!role bo administrator");
    assert_ne!(play.commands("anna", Place::Hub, "!role anna operator").reply(), last);
    assert_eq!(play.desk.role(&person("anna")), Some(Role::Operator));
    assert_eq!(play.commands("bo", Place::Hub, "!role bo operator").reply(), last);
}

#[test]
fn whom_the_configuration_names_has_that_role_at_least_though_the_inventory_knows_her_not() {
    let mut play = Play::new();
    play.desk.around.appointed.insert(person("eva"), Role::Administrator);
    play.desk.around.appointed.insert(person("bo"), Role::Coordinator);
    assert!(matches!(play.commands("eva", Place::Hub, "!role bo administrator").reply(), [Sentence::RoleSet { .. }]));
    let named = play.commands("eva", Place::Hub, "!role bo operator");
    assert!(matches!(named.reply(), [Sentence::RoleFromConfiguration { role, .. }] if role == "coordinator"));
    play.commands("eva", Place::Hub, "!role bo coordinator");
    assert_eq!(play.desk.role(&person("bo")), Some(Role::Coordinator));
    assert_eq!(play.desk.role(&person("anna")), Some(Role::Operator));
}

#[test]
fn the_audit_list_tells_the_newest_first_and_of_one_person_or_command() {
    let mut play = played();
    play.commands("anna", Place::Hub, "!role bo administrator");
    play.passes(60);
    play.commands("bo", Place::Hub, "!role chen coordinator");
    let details = |seen: Seen| -> Vec<String> {
        let detail = |line: &Sentence| match line {
            Sentence::AuditLine { detail, .. } => detail.clone(),
            other => panic!("{other:?}"),
        };
        seen.reply().iter().map(detail).collect()
    };
    let (bo, chen) = ("bo@localhost: operator → administrator", "chen@localhost: operator → coordinator");
    assert_eq!(details(play.commands("anna", Place::Hub, "!audit")), [chen, bo]);
    assert_eq!(details(play.commands("anna", Place::Hub, "!audit 1")), [chen]);
    assert_eq!(details(play.commands("anna", Place::Hub, "!audit anna")), [bo]);
    assert_eq!(details(play.commands("anna", Place::Hub, "!audit role")), [chen, bo]);
    assert_eq!(
        play.commands("anna", Place::Hub, "!audit queue").reply(),
        [Sentence::AuditNone { word: "queue".into() }]
    );
}

#[test]
fn a_change_of_which_a_command_says_nothing_is_in_the_list_all_the_same() {
    let mut play = played();
    let before = play.desk.out.len();
    let operator = play.desk.inventory.operators[&person("bo")].clone();
    play.desk.change(play.now, crate::desk::inventory::Change::Operator(Box::new(operator)));
    play.desk.account_for(play.now, &person("anna"), "forgetful", before);
    assert_eq!(play.desk.audited.newest().next().map(|audit| audit.command.as_str()), Some("forgetful"));
    // Her own profile is not.
    let before = play.desk.out.len();
    let anna = play.desk.inventory.operators[&person("anna")].clone();
    play.desk.change(play.now, crate::desk::inventory::Change::Operator(Box::new(anna)));
    play.desk.account_for(play.now, &person("anna"), "profile", before);
    assert_eq!(play.desk.audited.newest().count(), 1);
}

#[test]
fn whoever_has_a_narrower_subject_covers_the_broader_one() {
    let mut play = Play::with(|inventory, _| {
        role(inventory, "anna", Role::Coordinator);
        let law = inventory.concepts["ykl:33"].clone();
        let broader = [law.id.clone()].into();
        let copyright = Concept { id: "ykl:33.5".into(), broader, labels: Default::default(), ..law };
        inventory.concepts.insert(copyright.id.clone(), copyright);
        let competences = &mut inventory.operators.get_mut(&person("bo")).expect("Bo").competences;
        competences.iter_mut().filter(|one| one.value == "ykl:33").for_each(|one| one.value = "ykl:33.5".into());
        inventory.libraries.get_mut("lund").expect("Lund").hours = Some("Mo-Fr 9-17".into());
    });
    let law = play.commands("anna", Place::Hub, "!coverage subject juridik");
    let [_, Sentence::CoveragePlanned { name, planned, .. }, _] = law.reply() else { panic!("{:?}", law.reply()) };
    assert_eq!((name.as_str(), planned.is_empty()), ("law", false));
}

#[test]
fn coverage_and_gaps_are_told_to_coordinators_as_duty_and_needs_go_by() {
    let mut play = played();
    play.now = Time(1_795_422_600_000);
    assert!(matches!(play.commands("anna", Place::Hub, "!gaps").reply(), [Sentence::GapsNone { days: 30 }]));
    play.comes_on_duty("chen");
    play.passes(2 * 3600);
    play.goes_off_duty("chen");
    let seen = play.commands("anna", Place::Hub, "!coverage language zh");
    let [
        Sentence::CoverageTitle { weeks: 1, .. },
        Sentence::CoveragePlanned { .. },
        Sentence::CoverageOnDuty { on_duty, .. },
    ] = seen.reply()
    else {
        panic!("{:?}", seen.reply())
    };
    assert_eq!(on_duty, "08–10: 0–1");
    let law = play.commands("anna", Place::Hub, "!coverage subject LAW ask-law");
    assert!(matches!(law.reply(), [_, Sentence::CoveragePlanned { name, .. }, _] if name == "law"));
    let unknown = play.commands("anna", Place::Hub, "!coverage subject alchemy");
    assert_eq!(unknown.reply(), [Sentence::CoverageUnknown { words: "alchemy".into() }]);
    play.desk.keep_count(&Record::Unmet(crate::desk::record::Unmet {
        at: play.now,
        session: 1,
        service: ask(),
        kind: "language".into(),
        value: "so".into(),
        known: false,
    }));
    let gaps = play.commands("anna", Place::Hub, "!gaps 7");
    assert!(matches!(gaps.reply(), [_, Sentence::GapsLine { nobody: 1, known: 0, .. }]), "{:?}", gaps.reply());
}

#[test]
fn help_on_a_command_there_is_not_tells_the_nearest_that_she_may_give() {
    let mut play = played();
    let near = |who: &str, play: &mut Play| match play.commands(who, Place::Hub, "!help servic").reply() {
        [Sentence::UnknownCommand { nearest, .. }] => nearest.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(near("anna", &mut play), "service");
    assert_ne!(near("chen", &mut play), "service");
}
