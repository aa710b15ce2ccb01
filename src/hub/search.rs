//! Searching for a colleague from a client's own search window (XEP-0055), at the hub's address: what `!find` answers.
//!
//! COMPAT: the four fields of the XEP's own stand beside the form. Clients that know no forms fill them in, and are
//! answered with items; who submits a form is answered with a form.

use std::cell::RefCell;

use super::Hub;
use super::effects::{Asked, Reply};
use super::queries::refused;
use crate::desk::command::Command;
use crate::desk::event::{Event, Place};
use crate::desk::inventory::kind;
use crate::desk::language::Language;
use crate::desk::query::{Findings, QUOTES, Row, SCOPE, Scope};
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::stanza::{
    Answer, Condition, ErrorType, Field, FieldKind, FieldOption, Form, FormKind, Iq, Search, SearchPerson, StanzaError,
};
use crate::xmpp::payload::search::NAMESPACE;

/// Languages and libraries offered for choice.
const MOST_OPTIONS: usize = 200;
/// The fields of the form that are keys of a query, but for the query itself and the flag.
const KEYS: [(&str, &str); 5] = [
    ("language", "lang"),
    ("subject", "subject"),
    ("culture", "culture"),
    ("audience", "audience"),
    ("library", "library"),
];
const COLUMNS: [(&str, FieldKind); 7] = [
    ("jid", FieldKind::JidSingle),
    ("name", FieldKind::TextSingle),
    ("library", FieldKind::TextSingle),
    ("languages", FieldKind::TextSingle),
    ("subjects", FieldKind::TextSingle),
    ("presence", FieldKind::TextSingle),
    ("why", FieldKind::TextSingle),
];

impl Hub {
    /// What can be searched for.
    pub(super) fn search_fields(&self, iq: &Iq) -> Result<Answer, StanzaError> {
        let operator = iq.from.to_bare();
        let language = self.desk.operator_language(&operator);
        if !self.desk.inventory().operators.contains_key(&operator) {
            let refusal = Refusal::NotInTheInventory;
            return Err(super::refusals::error(&refusal, self.body(&refusal.sentence(), &language)));
        }
        let instructions = self.render(&Sentence::SearchInstructions {}, &language);
        let form = Form {
            kind: FormKind::Form,
            title: Some(self.render(&Sentence::SearchTitle {}, &language)),
            instructions: vec![instructions.clone()],
            fields: self.search_form_fields(&language),
            ..Form::default()
        };
        let empty = || Some(String::new());
        let person = SearchPerson { first: empty(), last: empty(), nick: empty(), email: empty() };
        Ok(Answer::Search(Search { instructions: Some(instructions), person, form: Some(form), items: Vec::new() }))
    }

    pub(super) fn search(&mut self, iq: &Iq, search: &Search) -> Result<Answer, StanzaError> {
        let Ok(client) = iq.from.clone().try_into_full() else {
            return Err(refused(ErrorType::Modify, Condition::BadRequest));
        };
        let query = match &search.form {
            Some(form) => query_of_form(form),
            None => query_of_person(&search.person),
        };
        let language = self.desk.operator_language(&client.to_bare());
        let reply = Reply::Search(RefCell::default());
        let command = Command::Find { query };
        self.event(Event::Commanded { by: client, place: Place::Hub, command }, Asked::Command(&reply));
        let Reply::Search(answer) = reply else {
            return Err(refused(ErrorType::Cancel, Condition::InternalServerError));
        };
        let findings =
            answer.into_inner().ok_or_else(|| refused(ErrorType::Cancel, Condition::InternalServerError))??;
        let found = match &search.form {
            Some(_) => Search { form: Some(self.found_form(&findings, &language)), ..Search::default() },
            None => Search { items: findings.rows.iter().filter_map(item).collect(), ..Search::default() },
        };
        Ok(Answer::Search(found))
    }

    fn search_form_fields(&self, language: &Language) -> Vec<Field> {
        let inventory = self.desk.inventory();
        let competences = inventory.operators.values().flat_map(|operator| &operator.competences);
        let languages = competences.filter(|one| one.kind == kind::LANGUAGE).map(|one| one.value.as_str());
        let languages: std::collections::BTreeSet<&str> = languages.collect();
        let languages = languages.into_iter().map(|tag| FieldOption {
            label: tag.parse().ok().map(|tag: Language| {
                self.render(&Sentence::LanguageName { language: tag.primary().to_owned() }, language)
            }),
            value: tag.to_owned(),
        });
        let libraries = inventory
            .libraries
            .values()
            .map(|library| FieldOption { label: Some(library.name.clone()), value: library.id.clone() });
        let any = || FieldOption { label: Some("–".to_owned()), value: String::new() };
        let field = |var: &str, kind, options: Vec<FieldOption>| Field {
            var: Some(var.to_owned()),
            kind: Some(kind),
            label: Some(self.render(&Sentence::SearchField { field: var.to_owned() }, language)),
            options,
            ..Field::default()
        };
        let scopes = Scope::ALL.map(|scope| FieldOption {
            label: Some(self.render(&Sentence::SearchScope { scope: scope.name().to_owned() }, language)),
            value: scope.name().to_owned(),
        });
        let scopes = scopes.to_vec();
        let choice = |options: Vec<FieldOption>| std::iter::once(any()).chain(options).take(MOST_OPTIONS).collect();
        vec![
            form_type(),
            field("query", FieldKind::TextSingle, Vec::new()),
            field("language", FieldKind::ListSingle, choice(languages.collect())),
            field("subject", FieldKind::TextSingle, Vec::new()),
            field("culture", FieldKind::TextSingle, Vec::new()),
            field("audience", FieldKind::TextSingle, Vec::new()),
            if libraries.len() < MOST_OPTIONS {
                field("library", FieldKind::ListSingle, choice(libraries.collect()))
            } else {
                field("library", FieldKind::TextSingle, Vec::new())
            },
            field("on-duty", FieldKind::Boolean, Vec::new()),
            field(SCOPE, FieldKind::ListSingle, scopes),
        ]
    }

    /// Those found, one a row.
    pub(super) fn found_form(&self, findings: &Findings, language: &Language) -> Form {
        let render = |sentence: &Sentence| self.render(sentence, language);
        let column = |(var, kind): &(&str, FieldKind)| Field {
            var: Some((*var).to_owned()),
            kind: Some(*kind),
            label: Some(render(&Sentence::SearchField { field: (*var).to_owned() })),
            ..Field::default()
        };
        let cells = |row: &Row| -> Vec<Field> {
            let texts = [
                row.jid.clone(),
                row.name.clone(),
                row.library.clone(),
                row.languages.clone(),
                row.subjects.clone(),
                render(&row.presence),
                row.why_text(render),
            ];
            let cell = |((var, _), text): (&(&str, FieldKind), String)| Field {
                var: Some((*var).to_owned()),
                values: vec![text],
                ..Field::default()
            };
            COLUMNS.iter().zip(texts).map(cell).collect()
        };
        Form {
            kind: FormKind::Result,
            title: Some(render(&Sentence::SearchTitle {})),
            instructions: vec![findings.summary(render)],
            fields: vec![form_type()],
            reported: COLUMNS.iter().map(column).collect(),
            items: findings.rows.iter().map(cells).collect(),
        }
    }
}

fn form_type() -> Field {
    Field {
        var: Some("FORM_TYPE".to_owned()),
        kind: Some(FieldKind::Hidden),
        values: vec![NAMESPACE.to_owned()],
        ..Field::default()
    }
}

fn item(row: &Row) -> Option<(jid::BareJid, SearchPerson)> {
    let (first, last) = row.name.rsplit_once(' ').unwrap_or((&row.name, ""));
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let person = SearchPerson { first: some(first), last: some(last), nick: some(&row.name), email: None };
    Some((row.jid.parse().ok()?, person))
}

/// All that was filled in has to fit.
fn query_of_form(form: &Form) -> String {
    let value = |var: &str| form.value(var).map(str::trim).filter(|value| !value.is_empty());
    let keyed = KEYS.iter().filter_map(|(var, key)| Some(term(key, value(var)?)));
    let on_duty = value("on-duty").filter(|flag| matches!(*flag, "1" | "true")).map(|_| "duty:on".to_owned());
    let scope = value(SCOPE).filter(|scope| *scope != Scope::Own.name()).map(|scope| term(SCOPE, scope));
    let others: Vec<String> = keyed.chain(on_duty).chain(scope).collect();
    let query = value("query");
    match query {
        Some(query) if others.is_empty() => query.to_owned(),
        Some(query) => format!("({query}) {}", others.join(" ")),
        None => others.join(" "),
    }
}

/// Names have to fit; in the nickname's place a whole query can be written.
fn query_of_person(person: &SearchPerson) -> String {
    let filled =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let names = [&person.first, &person.last].into_iter().filter_map(filled).map(|name| term("name", &name));
    let email = filled(&person.email).map(|address| term("name", address.split('@').next().unwrap_or_default()));
    let others: Vec<String> = names.chain(email).collect();
    match filled(&person.nick) {
        Some(query) if others.is_empty() => query,
        Some(query) => format!("({query}) {}", others.join(" ")),
        None => others.join(" "),
    }
}

/// `key:"words"`, with the comparison that may follow: `fi>=B2`.
fn term(key: &str, value: &str) -> String {
    let (words, level) = value.split_at(value.find(['<', '>', '=']).unwrap_or(value.len()));
    let words: String = words.chars().filter(|sign| !QUOTES.contains(sign)).collect();
    let words = words.trim();
    if words.contains('*') { format!("{key}:{words}{level}") } else { format!("{key}:\"{words}\"{level}") }
}
