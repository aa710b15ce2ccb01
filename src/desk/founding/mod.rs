//! Services that arise while the desk runs: a coordinator founds one on a competence query, whoever matches is invited
//! to staff it and accepts or declines from her own client, newcomers are proposed, those who match no longer are asked
//! whether they go, and a service that has served its time is ended (DESIGN §6).
//!
//! How it stands between a service and each who was asked is in the inventory ([`Staffing`]), with the time; what is kept
//! here is only what can be worked out anew after a restart.

mod draft;
mod end;
mod invite;
mod preview;
mod review;
mod show;

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;

use self::draft::{Draft, Typed};
use super::Desk;
use super::effect::Effect;
use super::form::{Choice, Field, FieldKind, Form, Given, Words};
use super::inventory::{Change, Inventory, Service, ServiceId, Staffing, Stance};
use super::language::Language;
use super::sentence::Sentence;
use crate::time::Time;

/// Services a hub may have, as for an import.
const MOST_SERVICES: usize = 1_000;
/// Names that one sentence lists.
const MOST_NAMED: usize = 20;

/// What a coordinator may do with a service, as it stands in `!service`.
pub(super) const ACTIONS: &[&str] = &["create", "show", "list", "invite", "end"];
/// Whether she is sure.
pub(super) const SURE: &[&str] = &["confirm", "change"];

#[derive(Debug, Default)]
pub(super) struct Founding {
    /// When the next invitation lapses, or somebody who was asked whether she stays drops out.
    due: Option<Time>,
    /// Somebody was asked, or has answered, since `due` was worked out.
    stale: bool,
    /// When it is looked anew who matches the services' queries.
    review: Option<Time>,
    /// Who matched when it was last looked.
    matched: BTreeMap<ServiceId, BTreeSet<BareJid>>,
    ending: BTreeSet<ServiceId>,
}

impl Founding {
    /// After a start it is looked at once who matches: profiles may have been imported meanwhile.
    pub fn of(inventory: &Inventory) -> Self {
        let has_query = inventory.services.values().any(|service| service.query.is_some());
        Founding { review: has_query.then_some(Time(0)), ending: ending(inventory), stale: true, ..Founding::default() }
    }

    /// When something falls due.
    pub fn timeout(&self) -> Option<Time> {
        // What is stale is worked out with the next event; the start is one, as the link comes up.
        [self.due, self.review].into_iter().flatten().min()
    }
}

fn ending(inventory: &Inventory) -> BTreeSet<ServiceId> {
    inventory.ended.keys().filter(|id| inventory.services.contains_key(*id)).cloned().collect()
}

impl Desk {
    /// `!service …` and its forms.
    pub(super) fn service_command(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        given: &Given,
    ) -> Vec<Sentence> {
        let id = given.one("service").map(|id| id.to_lowercase());
        let action = match (given.one("action"), &id) {
            (Some(action), _) => action,
            (None, Some(_)) => "show".to_owned(),
            (None, None) => return self.ask_what(language),
        };
        match (action.as_str(), id) {
            ("create", id) => self.create_service(now, by, language, given, id),
            ("list", _) | ("show", None) => self.list_founded(now, language),
            (_, None) => vec![Sentence::ServiceWhich {}],
            ("show", Some(id)) => self.with_service(&id, |desk, id| desk.show_service(now, id, language)),
            ("invite", Some(id)) => {
                let whom = given.one("text").unwrap_or_default();
                self.with_service(&id, |desk, id| desk.invite_more(now, by, id, &whom))
            }
            (_, Some(id)) => self.with_service(&id, |desk, id| desk.end_service(now, by, language, id, given)),
        }
    }

    fn with_service(&mut self, id: &str, act: impl FnOnce(&mut Self, &ServiceId) -> Vec<Sentence>) -> Vec<Sentence> {
        let known = id.parse::<ServiceId>().ok().filter(|id| self.inventory.services.contains_key(id));
        match known {
            Some(id) => act(self, &id),
            None => {
                let nearest = crate::nearest::nearest(id, self.inventory.services.keys().map(ServiceId::as_str));
                let nearest = nearest.unwrap_or_default().to_owned();
                vec![Sentence::NoSuchServiceHere { id: shortened(id), nearest }]
            }
        }
    }

    /// The first form: what shall be done.
    fn ask_what(&mut self, language: &Language) -> Vec<Sentence> {
        let choice = |action: &&str| Choice {
            value: (*action).to_owned(),
            label: Words::Said(Sentence::ServiceAction { action: (*action).to_owned() }),
        };
        let action = FieldKind::Choice(ACTIONS.iter().map(choice).collect());
        let form = Form {
            title: Sentence::CommandName { command: "service".into() },
            instructions: vec![Sentence::ServiceHow {}],
            fields: vec![
                Field::new("action", argument("action"), action).with(["create".to_owned()]).required(),
                Field::new("service", argument("service"), FieldKind::Line),
            ],
        };
        self.out.push(Effect::Ask { form, language: language.clone() });
        Vec::new()
    }

    fn create_service(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        given: &Given,
        id: Option<String>,
    ) -> Vec<Sentence> {
        let sure = given.one("sure");
        let (given, typed) = match (given.by_form, &id) {
            (true, _) => (given.clone(), None),
            (false, None) => return self.ask_draft(language, given, Vec::new()),
            (false, Some(id)) => {
                let text = given.one("text").unwrap_or_default();
                let Typed { mut given, rest } = draft::typed(&text);
                given.add("service", id);
                if !rest.is_empty() {
                    given.add("query", &rest);
                }
                (given, Some(text))
            }
        };
        // The first form was filled in, not the second.
        let untouched = given.by_form && !given.has("query") && !given.has("cluster") && !given.has("names");
        if untouched || sure.as_deref() == Some("change") {
            return self.ask_draft(language, &given, Vec::new());
        }
        let draft = match self.draft(&given) {
            Ok(draft) => draft,
            Err(mistake) if typed.is_some() => return vec![*mistake],
            Err(mistake) => return self.ask_draft(language, &given, vec![*mistake]),
        };
        if sure.as_deref() == Some("confirm") {
            return self.found(now, by, draft);
        }
        let mut lines = self.preview(now, language, &draft);
        if let Some(text) = typed {
            let command = format!("!service create {} confirm {text}", draft.id);
            lines.push(Sentence::ServiceConfirm { command });
            return lines;
        }
        let choice = |value: &&str| Choice {
            value: (*value).to_owned(),
            label: Words::Said(Sentence::ServiceSure { choice: (*value).to_owned() }),
        };
        let sure = FieldKind::Choice(SURE.iter().map(choice).collect());
        let mut fields = vec![Field::new("sure", argument("sure"), sure).with(["confirm".to_owned()]).required()];
        for name in given.names().filter(|name| *name != "sure") {
            fields.push(Field {
                values: given.all(name).to_vec(),
                ..Field::new(name, Words::Data(String::new()), FieldKind::Hidden)
            });
        }
        let title = Sentence::CommandName { command: "service".into() };
        self.out.push(Effect::Ask { form: Form { title, instructions: lines, fields }, language: language.clone() });
        Vec::new()
    }

    /// The second form: the service to be founded.
    fn ask_draft(&mut self, language: &Language, given: &Given, mistakes: Vec<Sentence>) -> Vec<Sentence> {
        let field = |name: &str, kind| Field::new(name, argument(name), kind).with(given.all(name).iter().cloned());
        let clusters = self.inventory.clusters.values().take(super::MOST_LISTED).map(|cluster| Choice {
            value: cluster.name.clone(),
            label: Words::Data(format!("{} · {}", cluster.name, cluster.query)),
        });
        let none = Choice { value: String::new(), label: Words::Data("—".into()) };
        let clusters = std::iter::once(none).chain(clusters).collect();
        let mut instructions = mistakes;
        instructions.push(Sentence::ServiceFormHow {});
        let fields = vec![
            Field::hidden("action", "create"),
            field("service", FieldKind::Line).required(),
            field("names", FieldKind::Lines),
            field("languages", FieldKind::Line),
            field("query", FieldKind::Line),
            field("cluster", FieldKind::Choice(clusters)),
            field("library", FieldKind::Line),
            field("consortium", FieldKind::Line),
            field("descriptions", FieldKind::Lines),
        ];
        let form = Form { title: Sentence::ServiceAction { action: "create".into() }, instructions, fields };
        self.out.push(Effect::Ask { form, language: language.clone() });
        Vec::new()
    }

    /// The service is there, and those who match are asked to staff it.
    fn found(&mut self, now: Time, by: &BareJid, draft: Draft) -> Vec<Sentence> {
        let id = draft.id.clone();
        let query = draft.query.clone();
        self.change(now, Change::Service(Box::new(draft.service())));
        self.audit(now, by, "service", format!("create {id} {query}"));
        let matched = self.matching_service(now, &id);
        let invited = self.best_of(now, &id).into_iter().filter(|operator| !self.inventory.staffs(operator, &id));
        let invited: Vec<BareJid> = invited.collect();
        for operator in &invited {
            self.invite_to_staff(now, by, &id, operator);
        }
        self.founding.matched.insert(id.clone(), matched);
        self.look_anew(now);
        let service = self.service_name(&id, &self.operator_language(by));
        vec![Sentence::ServiceFounded { service, id: id.to_string(), invited: invited.len() as i64 }]
    }

    fn set_staffing(&mut self, now: Time, service: &ServiceId, operator: &BareJid, staffing: Staffing) {
        self.founding.stale = true;
        let (service, operator) = (service.clone(), operator.clone());
        self.change(now, Change::Staffing { service, operator, staffing });
    }

    fn staffing(&self, service: &ServiceId, operator: &BareJid) -> Option<&Staffing> {
        self.inventory.staffing.get(&(service.clone(), operator.clone()))
    }

    fn stance(&self, service: &ServiceId, operator: &BareJid) -> Option<Stance> {
        self.staffing(service, operator).map(|staffing| staffing.stance)
    }

    /// Makes somebody one of a service's operators, or not one any more.
    fn set_staff(&mut self, now: Time, service: &ServiceId, operator: &BareJid, is_staff: bool) {
        let Some(mut known) = self.inventory.operators.get(operator).cloned() else { return };
        let changed = match is_staff {
            true => known.services.insert(service.clone()),
            false => known.services.remove(service),
        };
        if changed {
            self.change(now, Change::Operator(Box::new(known)));
        }
    }

    /// The coordinator who asked, or all where it is not known.
    fn tell_who_asked(&mut self, by: Option<&BareJid>, sentence: Sentence) {
        let asked = by.filter(|by| self.inventory.operators.contains_key(*by)).cloned();
        let told = asked.map_or_else(|| self.coordinators(), |by| vec![by]);
        for coordinator in told {
            self.tell_person(&coordinator, sentence.clone());
        }
    }

    /// Names in one line, as many as can be read.
    fn names_of(&self, operators: &[BareJid]) -> String {
        let names: Vec<String> = operators.iter().take(MOST_NAMED).map(|one| self.operator_name(one)).collect();
        let more = if operators.len() > MOST_NAMED { ", …" } else { "" };
        names.join(", ") + more
    }

    /// A service's own data, which must be there.
    fn founded(&self, id: &ServiceId) -> Option<&Service> {
        self.inventory.services.get(id)
    }
}

fn argument(name: &str) -> Words {
    Words::Said(Sentence::ArgumentName { argument: name.to_owned() })
}

/// What somebody typed, short enough to be repeated.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}
