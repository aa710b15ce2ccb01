//! Services founded on a query while the desk runs, their staff, and their end.

use super::*;
use crate::desk::inventory::{Change, Competence, Role, Stance, kind};

const DAY: u64 = 24 * 3600;

/// Anna is a coordinator; `ask-nordic` is founded on Swedish, which she and Bo speak, unless another query is given.
fn founded(query: &str) -> Play {
    let mut play = coordinated();
    let seen = play.commands("anna", Place::Hub, &format!("!service create ask-nordic confirm {query}"));
    assert!(matches!(seen.reply(), [Sentence::ServiceFounded { .. }]), "{:?}", seen.reply());
    play
}

fn coordinated() -> Play {
    Play::with(|inventory, _| inventory.operators.get_mut(&person("anna")).expect("Anna").role = Role::Coordinator)
}

fn nordic() -> ServiceId {
    sample::service("ask-nordic")
}

fn stance(play: &Play, operator: &str) -> Option<Stance> {
    play.desk.inventory.staffing.get(&(nordic(), person(operator))).map(|staffing| staffing.stance)
}

fn staffs(play: &Play, operator: &str) -> bool {
    play.desk.inventory.staffs(&person(operator), &nordic())
}

fn joins_staff(play: &mut Play, operator: &str) -> Seen {
    play.does(Event::DutyClient { service: nordic(), client: client(operator), show: Show::Available })
}

/// Bo's Swedish is forgotten, or any other competence.
fn profile(play: &mut Play, operator: &str, change: impl FnOnce(&mut crate::desk::inventory::Operator)) -> Seen {
    let mut known = play.desk.inventory.operators[&person(operator)].clone();
    change(&mut known);
    let now = play.now;
    play.desk.change(now, Change::Operator(Box::new(known)));
    play.does(Event::TimePassed)
}

impl Seen {
    fn to_person(&self, name: &str) -> Vec<&'static str> {
        keys(self.told(|to| *to == Hearer::Person(person(name))))
    }

    fn asked_to_staff(&self) -> Vec<String> {
        let asked = self.0.iter().filter_map(|effect| match effect {
            Effect::InviteToStaff { operator, .. } => operator.node().map(|node| node.to_string()),
            _ => None,
        });
        asked.collect()
    }

    fn shown_form(&self) -> Option<&form::Form> {
        self.0.iter().find_map(|effect| match effect {
            Effect::Ask { form, .. } => Some(form),
            _ => None,
        })
    }
}

#[test]
fn nothing_is_founded_before_it_is_confirmed() {
    let mut play = coordinated();
    let seen = play.commands("anna", Place::Hub, "!service create ask-nordic languages=sv,fi lang:sv");
    let keys: Vec<_> = seen.reply().iter().map(Sentence::key).collect();
    assert!(keys.contains(&"service-preview-untold"), "{keys:?}");
    assert!(keys.contains(&"service-preview") && keys.contains(&"service-preview-libraries"), "{keys:?}");
    assert!(keys.contains(&"service-nobody-speaks"), "{keys:?}");
    let command = "!service create ask-nordic confirm languages=sv,fi lang:sv".to_owned();
    assert_eq!(seen.reply().last(), Some(&Sentence::ServiceConfirm { command: command.clone() }));
    assert!(!play.desk.inventory.services.contains_key(&nordic()) && seen.asked_to_staff().is_empty());
    let seen = play.commands("anna", Place::Hub, &command);
    assert_eq!(seen.asked_to_staff(), ["anna", "bo"]);
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Audit(done)) if done.command == "service")));
    assert_eq!(play.desk.inventory.services[&nordic()].query.as_deref(), Some("lang:sv"));
}

#[test]
fn the_preview_tells_how_many_could_be_there_at_which_hour() {
    let mut play = Play::with(|inventory, _| {
        inventory.operators.get_mut(&person("anna")).expect("Anna").role = Role::Coordinator;
        let lund = inventory.libraries.get_mut("lund").expect("Lund");
        lund.hours = Some("Mo-Fr 09:00-17:00; Sa 10-14".into());
        lund.time_zone = Some("Europe/Stockholm".into());
        let malmo = inventory.libraries.get_mut("malmo").expect("Malmö");
        malmo.hours = Some("Mo-Fr 08:00-12:00".into());
        malmo.time_zone = Some("Europe/Helsinki".into());
    });
    let seen = play.commands("anna", Place::Hub, "!service create ask-north lang:en");
    let hours = seen.reply().iter().filter_map(|line| match line {
        Sentence::ServicePreviewHours { days, hours, .. } => Some((days.as_str(), hours.as_str())),
        _ => None,
    });
    let weekdays = "07–09: 1, 09–11: 3, 11–17: 2";
    assert_eq!(hours.collect::<Vec<_>>(), [("weekdays", weekdays), ("saturday", "10–14: 2")]);
}

#[test]
fn the_form_asks_shows_and_then_founds() {
    let mut play = coordinated();
    let submit = |play: &mut Play, fields: &[(&str, &str)]| {
        let mut given = form::Given { by_form: !fields.is_empty(), ..form::Given::default() };
        fields.iter().for_each(|(name, value)| given.add(name, value));
        play.does(Event::Commanded { by: client("anna"), place: Place::Hub, command: Command::Service { given } })
    };
    let fields = |seen: &Seen| -> Vec<(String, String)> {
        let form = seen.shown_form().expect("a form");
        let filled = form.fields.iter().filter_map(|field| Some((field.name.clone(), field.values.first()?.clone())));
        filled.collect()
    };
    let seen = submit(&mut play, &[]);
    assert_eq!(fields(&seen), [("action".to_owned(), "create".to_owned())]);
    let seen = submit(&mut play, &[("action", "create"), ("service", "ask-nordic")]);
    assert!(seen.shown_form().is_some_and(|form| form.fields.iter().any(|field| field.name == "query")));
    let wrong = [("action", "create"), ("service", "ask"), ("query", "lang:sv"), ("names", "sv: Fråga Norden")];
    let seen = submit(&mut play, &wrong);
    let form = seen.shown_form().expect("a form");
    assert_eq!(form.instructions[0], Sentence::ServiceTaken { id: "ask".into() });
    assert!(fields(&seen).contains(&("names".to_owned(), "sv: Fråga Norden".to_owned())));
    let right = [("action", "create"), ("service", "ask-nordic"), ("query", "lang:sv"), ("names", "sv: Fråga Norden")];
    let seen = submit(&mut play, &right);
    let mut all = fields(&seen);
    assert!(all.contains(&("sure".to_owned(), "confirm".to_owned())));
    all.retain(|(name, _)| !name.is_empty());
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = submit(&mut play, &all);
    assert_eq!(seen.asked_to_staff(), ["anna", "bo"]);
    let names = &play.desk.inventory.services[&nordic()].names;
    assert_eq!(names.values().collect::<Vec<_>>(), ["Fråga Norden"]);
}

#[test]
fn whoever_is_invited_comes_on_duty_by_joining_and_the_coordinator_is_told() {
    let mut play = founded("lang:sv");
    assert_eq!(stance(&play, "bo"), Some(Stance::Invited));
    let seen = joins_staff(&mut play, "bo");
    assert_eq!(seen.to_person("anna"), ["staff-accepted"]);
    assert!(staffs(&play, "bo") && stance(&play, "bo") == Some(Stance::Accepted));
    assert_eq!(play.desk.opening(&nordic()).on_duty, 1);
    let seen = play.writes_to("ask-nordic", Via::Chat, "dora", "Hej!");
    assert_eq!(seen.invited(), pairs(&[("bo", 1)]));
}

#[test]
fn whoever_is_not_invited_is_refused_and_so_is_one_who_has_declined() {
    let mut play = founded("lang:sv");
    assert_eq!(joins_staff(&mut play, "chen").refusal(), Some(&Refusal::NotAnOperator));
    let (operator, reason) = (person("bo"), Some("on leave".to_owned()));
    let seen = play.does(Event::StaffDeclined { service: nordic(), operator, reason });
    let told = seen.told(|to| *to == Hearer::Person(person("anna")));
    assert!(matches!(told[..], [Sentence::StaffDeclined { reason, .. }] if reason == "on leave"), "{told:?}");
    assert_eq!(joins_staff(&mut play, "bo").refusal(), Some(&Refusal::NotAnOperator));
}

#[test]
fn an_invitation_is_accepted_or_declined_by_a_word_to_the_hub() {
    let mut play = founded("lang:sv");
    let seen = play.commands("bo", Place::Hub, "!accept ask-nordic");
    assert!(matches!(seen.reply(), [Sentence::StaffWelcome { .. }]) && staffs(&play, "bo"));
    let seen = play.commands("anna", Place::Hub, "!decline ask-nordic no time");
    assert!(matches!(seen.reply(), [Sentence::StaffDeclinedNow { .. }]));
    assert_eq!((stance(&play, "anna"), staffs(&play, "anna")), (Some(Stance::Declined), false));
}

#[test]
fn an_invitation_without_an_answer_lapses_and_may_be_sent_again() {
    let mut play = founded("lang:sv");
    play.passes(60);
    play.restarts();
    let seen = play.passes(14 * DAY);
    assert_eq!(seen.to_person("anna"), ["staff-invitations-lapsed"]);
    assert_eq!(stance(&play, "bo"), Some(Stance::Left));
    assert_eq!(joins_staff(&mut play, "bo").refusal(), Some(&Refusal::NotAnOperator));
    let seen = play.commands("anna", Place::Hub, "!service ask-nordic invite");
    assert!(matches!(seen.reply(), [Sentence::StaffNobodyToInvite { .. }]));
    let seen = play.commands("anna", Place::Hub, "!service ask-nordic invite bo@localhost");
    assert_eq!(seen.asked_to_staff(), ["bo"]);
    joins_staff(&mut play, "bo");
    assert!(staffs(&play, "bo"));
}

#[test]
fn newcomers_are_proposed_in_one_message_and_invited_by_a_command() {
    let mut play = founded("lang:sv or lang:da");
    let learns = |play: &mut Play, name: &str| {
        let seen = profile(play, name, |known| known.learn(Competence::new(kind::LANGUAGE, "da", None)));
        assert_eq!(seen.to_person("anna"), [] as [&str; 0], "one message gathers them");
    };
    learns(&mut play, "chen");
    play.passes(10);
    learns(&mut play, "bo");
    let seen = play.passes(120);
    assert_eq!(seen.to_person("anna"), ["staff-proposed"]);
    assert_eq!(stance(&play, "chen"), Some(Stance::Proposed));
    assert_eq!(joins_staff(&mut play, "chen").refusal(), Some(&Refusal::NotAnOperator), "only proposed");
    assert_eq!(play.passes(600).to_person("anna"), [] as [&str; 0], "and once");
    let seen = play.commands("anna", Place::Hub, "!service ask-nordic invite");
    assert_eq!(seen.asked_to_staff(), ["chen"]);
}

#[test]
fn whoever_matches_no_more_is_asked_and_goes_without_an_answer() {
    let mut play = founded("lang:sv");
    joins_staff(&mut play, "bo");
    profile(&mut play, "bo", |known| {
        known.forget(kind::LANGUAGE, "sv");
    });
    let seen = play.passes(60);
    assert_eq!(seen.to_person("bo"), ["staff-lapsing"]);
    assert!(staffs(&play, "bo"), "she stays meanwhile");
    play.restarts();
    let seen = play.passes(7 * DAY);
    assert_eq!(seen.to_person("bo"), ["staff-gone"]);
    assert!(!staffs(&play, "bo") && play.desk.opening(&nordic()).on_duty == 0);
    assert!(play.desk.inventory.staffs(&person("bo"), &ask()), "she did not come to this one by a query");
}

#[test]
fn whoever_says_so_stays_without_matching_and_is_not_asked_again() {
    let mut play = founded("lang:sv");
    joins_staff(&mut play, "bo");
    profile(&mut play, "bo", |known| {
        known.forget(kind::LANGUAGE, "sv");
    });
    play.passes(60);
    let seen = play.commands("bo", Place::Service(nordic()), "!stay");
    assert!(matches!(seen.reply(), [Sentence::StaffStays { .. }]));
    profile(&mut play, "bo", |known| known.sessions = 1);
    let seen = play.passes(30 * DAY);
    assert_eq!(seen.to_person("bo"), [] as [&str; 0]);
    assert!(staffs(&play, "bo"));
}

#[test]
fn nobody_drops_out_in_the_middle_of_a_session() {
    let mut play = founded("lang:sv");
    joins_staff(&mut play, "bo");
    play.writes_to("ask-nordic", Via::Chat, "dora", "Hej!");
    play.joins("bo", 1);
    let seen = play.commands("bo", Place::Service(nordic()), "!leave");
    assert!(matches!(seen.reply(), [Sentence::StaffLeavesLater { .. }]), "{:?}", seen.reply());
    assert!(staffs(&play, "bo"));
    play.says("bo", 1, "Hej hej");
    let seen = play.commands("bo", Place::Session(1), "!close answered");
    assert_eq!(seen.to_person("bo"), ["staff-gone"]);
    assert!(!staffs(&play, "bo"));
}

#[test]
fn a_service_ends_when_the_last_session_held_there_is_over() {
    let mut play = founded("lang:sv");
    joins_staff(&mut play, "bo");
    play.writes_to("ask-nordic", Via::Chat, "dora", "Hej!");
    play.joins("bo", 1);
    play.writes_to("ask-nordic", Via::Chat, "erik", "Hej!");
    let seen = play.commands("anna", Place::Hub, "!service end ask-nordic");
    assert!(matches!(seen.reply(), [Sentence::ServiceEndAsked { waiting: 1, held: 1, .. }, _]), "{:?}", seen.reply());
    assert!(play.desk.session(2).is_some(), "nothing is done yet");
    let seen = play.commands("anna", Place::Hub, "!service end ask-nordic confirm");
    assert_eq!(seen.to_patron(), ["patron-service-ended"], "who waits is told");
    assert!(play.desk.session(2).is_none() && play.holder(1).as_deref() == Some("bo"));
    assert!(!play.desk.opening(&nordic()).open, "nobody new is taken in");
    let seen = play.writes_to("ask-nordic", Via::Chat, "fia", "Hej!");
    assert!(matches!(seen.refusal(), Some(Refusal::ServiceEnded { .. })));
    play.restarts();
    assert!(play.writes_to("ask-nordic", Via::Chat, "dora", "Tack").refusal().is_none(), "the held one goes on");
    let seen = play.commands("bo", Place::Session(1), "!close answered");
    assert_eq!(seen.to_person("anna"), ["service-has-ended"]);
    assert!(!play.desk.inventory.services.contains_key(&nordic()) && !staffs(&play, "bo"));
    let seen = play.commands("anna", Place::Hub, "!service create ask-nordic lang:sv");
    assert_eq!(seen.reply(), [Sentence::ServiceReserved { id: "ask-nordic".into() }]);
}

#[test]
fn an_ending_service_is_not_held_up_by_a_question_that_nobody_takes() {
    let mut play = founded("lang:sv");
    joins_staff(&mut play, "bo");
    play.writes_to("ask-nordic", Via::Chat, "dora", "Hej!");
    play.joins("bo", 1);
    play.commands("anna", Place::Hub, "!service end ask-nordic confirm");
    play.leaves("bo", 1);
    play.does(Event::DutyClientGone { service: nordic(), client: client("bo") });
    play.passes(3600);
    assert!(!play.desk.inventory.services.contains_key(&nordic()));
}

#[test]
fn a_service_with_nobody_in_it_ends_at_once() {
    let mut play = founded("lang:sv");
    let seen = play.commands("anna", Place::Hub, "!service end ask-nordic confirm");
    assert!(matches!(seen.reply(), [Sentence::ServiceEnds { held: 0, .. }]));
    assert!(seen.has(|effect| matches!(effect, Effect::Record(Record::Inventory(Change::ServiceEnded(_))))));
    assert_eq!(joins_staff(&mut play, "bo").refusal(), Some(&Refusal::NotAnOperator));
}

#[test]
fn only_coordinators_found_and_end_services() {
    let mut play = coordinated();
    for line in ["!service create ask-nordic confirm lang:sv", "!service end ask confirm", "!cluster save sv lang:sv"] {
        let seen = play.commands("bo", Place::Hub, line);
        assert_eq!(seen.refusal(), Some(&Refusal::NotYourRole { who: Role::Coordinator }), "{line}");
    }
}

#[test]
fn a_service_may_be_founded_on_a_cluster() {
    let mut play = coordinated();
    play.commands("anna", Place::Hub, "!cluster save lawyers subject:ykl:33");
    let seen = play.commands("anna", Place::Hub, "!service create ask-lex confirm cluster=lawyers");
    assert_eq!(seen.asked_to_staff(), ["bo"]);
}

#[test]
fn a_cluster_tells_who_has_joined_and_left_since_she_looked() {
    let mut play = coordinated();
    let seen = play.commands("anna", Place::Hub, "!cluster save danes lang:da or lang:zh");
    let chen = Sentence::ClusterMember {
        name: "Chen (Malmö)".into(),
        jid: "chen@localhost".into(),
        reasons: "Chinese native".into(),
    };
    assert_eq!(seen.reply(), [Sentence::ClusterSaved { name: "danes".into(), members: 1 }, chen]);
    let seen = play.commands("anna", Place::Hub, "!cluster save danes lagn:da");
    assert!(matches!(seen.reply(), [Sentence::QueryUnknownKey { .. }]), "{:?}", seen.reply());
    profile(&mut play, "bo", |known| known.learn(Competence::new(kind::LANGUAGE, "da", None)));
    profile(&mut play, "chen", |known| {
        known.forget(kind::LANGUAGE, "zh");
    });
    play.restarts();
    let seen = play.commands("anna", Place::Hub, "!cluster danes");
    let changed = seen.reply().iter().find_map(|line| match line {
        Sentence::ClusterChanged { joined, left, .. } => Some((joined.as_str(), left.as_str())),
        _ => None,
    });
    assert_eq!(changed, Some(("Bo (Lund)", "Chen (Malmö)")));
    let seen = play.commands("anna", Place::Hub, "!cluster show danes");
    assert!(!seen.reply().iter().any(|line| matches!(line, Sentence::ClusterChanged { .. })), "once");
    let seen = play.commands("anna", Place::Hub, "!cluster remove danes");
    assert!(matches!(seen.reply(), [Sentence::ClusterRemoved { .. }]) && play.desk.inventory.clusters.is_empty());
}

#[test]
fn looking_at_a_cluster_is_not_in_the_audit_list_and_a_slip_is_answered_with_the_nearest() {
    let mut play = coordinated();
    play.commands("anna", Place::Hub, "!cluster save danes lang:da");
    play.commands("anna", Place::Hub, "!cluster show danes");
    assert_eq!(play.commands("anna", Place::Hub, "!audit").reply().len(), 1);
    let near = |line: &str| match play.commands("anna", Place::Hub, line).reply() {
        [Sentence::NoSuchCluster { nearest, .. }] => nearest.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(["!cluster show dane", "!cluster show x"].map(near), ["danes", ""]);
}

#[test]
fn an_invitation_that_does_not_reach_somebody_of_another_server_is_told_once_and_may_still_be_accepted() {
    let mut play = coordinated();
    let far = sample::jid("kari@lib.example.no");
    let mut kari = play.desk.inventory.operators[&person("bo")].clone();
    (kari.jid, kari.name, kari.library) = (far.clone(), "Kari".into(), None);
    kari.competences = vec![crate::desk::inventory::Competence::new("language", "nb", None)];
    play.desk.change(play.now, Change::Operator(Box::new(kari)));
    let seen = play.commands("anna", Place::Hub, "!service create ask-nordic confirm lang:nb");
    assert_eq!(keys(seen.told(|to| *to == Hearer::Person(far.clone()))), ["staff-asked"]);
    let unreachable = Event::PersonUnreachable { person: far.clone() };
    assert_eq!(play.does(unreachable.clone()).to_person("anna"), ["staff-unreached"]);
    assert!(play.does(unreachable).to_person("anna").is_empty());
    let shown = play.commands("anna", Place::Hub, "!service ask-nordic");
    let stance = shown.reply().iter().find_map(|line| match line {
        Sentence::ServiceStaffLine { stance, .. } => Some(stance.as_str()),
        _ => None,
    });
    assert_eq!(stance, Some("unreached"));
    assert!(play.desk.is_invited(&far, &nordic()));
}
