//! The commands as forms (XEP-0050): the same table, filled in instead of typed.
//!
//! Every command is one form at most, so an execution keeps nothing here: what is submitted says it all.

use std::cell::RefCell;

use jid::Jid;

use super::Hub;
use super::disco::COMMANDS;
use super::effects::{Asked, Reply};
use super::queries::refused;
use crate::desk::command::{Argument, Kind, Spec};
use crate::desk::event::Event;
use crate::desk::form::{self, Given, Words};
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::stanza::{
    Answer, CommandAction, CommandAnswer, CommandRequest, CommandStatus, Condition, DiscoItem, ErrorType, Field,
    FieldKind, FieldOption, Form, FormKind, Iq, NoteKind, StanzaError,
};

impl Hub {
    /// The commands an operator is offered at an address; others are offered none.
    ///
    /// COMPAT: Gajim 1.7 and Psi+ 1.4 offer them on the desk's occupant and run them at the address that is listed, so
    /// that address is repeated here, or they would lose the room.
    pub(super) fn command_items(&self, to: &Jid, from: &Jid) -> Vec<DiscoItem> {
        let role = self.desk.role(&from.to_bare());
        let place = self.address_of(to).place();
        if !place.is_some_and(|place| self.desk.may_command(&place, &from.to_bare())) {
            return Vec::new();
        }
        let item = |spec: &Spec| DiscoItem {
            jid: to.clone(),
            node: Some(spec.name.to_owned()),
            name: Some(self.command_name(spec, from)),
        };
        Spec::of(role).map(item).collect()
    }

    pub(super) fn command_name(&self, spec: &Spec, from: &Jid) -> String {
        let language = self.desk.operator_language(&from.to_bare());
        self.render(&Sentence::CommandName { command: spec.name.to_owned() }, &language)
    }

    pub(super) fn adhoc(&mut self, iq: &Iq, request: &CommandRequest) -> Result<Answer, StanzaError> {
        let operator = iq.from.to_bare();
        let language = self.desk.operator_language(&operator);
        let (Some(spec), Some(place)) = (Spec::named(&request.node), self.address_of(&iq.to).place()) else {
            return Err(refused(ErrorType::Cancel, Condition::ItemNotFound));
        };
        let Ok(client) = iq.from.clone().try_into_full() else {
            return Err(refused(ErrorType::Modify, Condition::BadRequest));
        };
        let refusal = match self.desk.may_command(&place, &operator) {
            false => Some(Refusal::NotInTheInventory),
            true => (!spec.may(self.desk.role(&operator))).then_some(Refusal::NotYourRole { who: spec.who }),
        };
        if let Some(refusal) = refusal {
            return Err(super::refusals::error(&refusal, self.body(&refusal.sentence(), &language)));
        }
        let execution = request.execution.clone().unwrap_or_else(|| self.id());
        let answer = |status, note, form, actions| {
            Ok(Answer::Command(CommandAnswer {
                node: request.node.clone(),
                execution: execution.clone(),
                status,
                note,
                form,
                actions,
            }))
        };
        let submitted = request.form.as_ref();
        let cancelled =
            request.action == CommandAction::Cancel || submitted.is_some_and(|form| form.kind == FormKind::Cancel);
        if cancelled {
            return answer(CommandStatus::Canceled, None, None, Vec::new());
        }
        if request.action == CommandAction::Prev {
            return Err(refused(ErrorType::Modify, Condition::BadRequest));
        }
        if submitted.is_none() && !spec.arguments.is_empty() && !spec.own_form {
            let form = self.command_form(spec, &language);
            return answer(CommandStatus::Executing, None, Some(form), vec![CommandAction::Complete]);
        }
        let mut given = Given::default();
        given.by_form = submitted.is_some();
        for field in submitted.iter().flat_map(|form| &form.fields) {
            let name = field.var.as_deref().filter(|name| *name != "FORM_TYPE");
            for value in &field.values {
                name.iter().for_each(|name| given.add(name, &self.own_service(value).unwrap_or_else(|| value.clone())));
            }
        }
        let command = match spec.command(&given) {
            Ok(command) => command,
            Err(argument) => {
                let wrong = Sentence::WrongArgument { argument: argument.to_owned(), usage: spec.usage() };
                let error = refused(ErrorType::Modify, Condition::BadRequest);
                return Err(error.with_text(self.body(&wrong, &language)));
            }
        };
        let reply = Reply::Form(RefCell::default(), RefCell::default());
        self.event(Event::Commanded { by: client.clone(), place, command }, Asked::Command(&reply));
        self.watch_if_on_duty(&client);
        let Reply::Form(lines, asked) = reply else {
            return Err(refused(ErrorType::Cancel, Condition::InternalServerError));
        };
        let text = lines.into_inner().join("\n");
        if let Some(mut form) = asked.into_inner() {
            if form.kind == FormKind::Result {
                let note = (!text.is_empty()).then_some((NoteKind::Info, text));
                return answer(CommandStatus::Completed, note, Some(form), Vec::new());
            }
            if !text.is_empty() {
                form.instructions.insert(0, text);
            }
            return answer(CommandStatus::Executing, None, Some(form), vec![CommandAction::Complete]);
        }
        let note = (!text.is_empty()).then_some((NoteKind::Info, text));
        answer(CommandStatus::Completed, note, None, Vec::new())
    }

    fn command_form(&self, spec: &Spec, language: &Language) -> Form {
        let argument = |argument: &Argument| {
            let label = self.render(&Sentence::ArgumentName { argument: argument.name.to_owned() }, language);
            let (kind, options) = match argument.kind {
                Kind::Word | Kind::Words => (FieldKind::TextSingle, Vec::new()),
                Kind::Choice(choices) => {
                    let option = |value: &&str| FieldOption {
                        label: (argument.name == "resolution").then(|| {
                            self.render(&Sentence::ResolutionName { resolution: (*value).to_owned() }, language)
                        }),
                        value: (*value).to_owned(),
                    };
                    (FieldKind::ListSingle, choices.iter().map(option).collect())
                }
            };
            Field {
                var: Some(argument.name.to_owned()),
                kind: Some(kind),
                label: Some(label),
                required: argument.required,
                options,
                ..Field::default()
            }
        };
        let usage = Sentence::HelpLine { usage: spec.usage(), command: spec.name.to_owned() };
        Form {
            kind: FormKind::Form,
            title: Some(self.render(&Sentence::CommandName { command: spec.name.to_owned() }, language)),
            instructions: vec![self.render(&usage, language)],
            fields: std::iter::once(form_type()).chain(spec.arguments.iter().map(argument)).collect(),
            ..Form::default()
        }
    }
}

impl Hub {
    /// A form of the desk's as clients show it (XEP-0004).
    pub(super) fn data_form(&self, form: &form::Form, language: &Language) -> Form {
        let words = |words: &Words| match words {
            Words::Said(sentence) => self.render(sentence, language),
            Words::Data(text) => text.clone(),
        };
        let options = |choices: &[form::Choice]| -> Vec<FieldOption> {
            let option = |one: &form::Choice| FieldOption { label: Some(words(&one.label)), value: one.value.clone() };
            choices.iter().map(option).collect()
        };
        let field = |field: &form::Field| {
            let (kind, options) = match &field.kind {
                form::FieldKind::Line => (FieldKind::TextSingle, Vec::new()),
                form::FieldKind::Lines => (FieldKind::TextMulti, Vec::new()),
                form::FieldKind::Choice(choices) => (FieldKind::ListSingle, options(choices)),
                form::FieldKind::Choices(choices) => (FieldKind::ListMulti, options(choices)),
                form::FieldKind::Flag => (FieldKind::Boolean, Vec::new()),
                form::FieldKind::Fixed => (FieldKind::Fixed, Vec::new()),
                form::FieldKind::Hidden => (FieldKind::Hidden, Vec::new()),
            };
            Field {
                var: Some(field.name.clone()),
                kind: Some(kind),
                label: Some(words(&field.label)).filter(|label| !label.is_empty()),
                values: field.values.clone(),
                required: field.required,
                options,
                ..Field::default()
            }
        };
        Form {
            kind: FormKind::Form,
            title: Some(self.render(&form.title, language)),
            instructions: form.instructions.iter().map(|line| self.render(line, language)).collect(),
            fields: std::iter::once(form_type()).chain(form.fields.iter().map(field)).collect(),
            ..Form::default()
        }
    }

    /// The same as lines, for who typed the command: what stands there now, and what may be chosen.
    pub(super) fn form_lines(&self, form: &form::Form, language: &Language) -> Vec<String> {
        let words = |words: &Words| match words {
            Words::Said(sentence) => self.render(sentence, language),
            Words::Data(text) => text.clone(),
        };
        let title = std::iter::once(self.render(&form.title, language));
        let instructions = form.instructions.iter().map(|line| self.render(line, language));
        let shown = form.fields.iter().filter(|field| field.kind != form::FieldKind::Hidden);
        let field = |field: &form::Field| {
            let mut lines = match field.kind {
                form::FieldKind::Lines => vec![format!("{}:", words(&field.label))],
                _ => vec![format!("{}: {}", words(&field.label), field.values.join(", "))],
            };
            if field.kind == form::FieldKind::Lines {
                lines.extend(field.values.iter().map(|line| format!("  {line}")));
            }
            if let form::FieldKind::Choice(choices) | form::FieldKind::Choices(choices) = &field.kind {
                lines.extend(choices.iter().map(|one| format!("  {} · {}", one.value, words(&one.label))));
            }
            lines
        };
        title.chain(instructions).chain(shown.flat_map(field)).collect()
    }
}

fn form_type() -> Field {
    Field {
        var: Some("FORM_TYPE".to_owned()),
        kind: Some(FieldKind::Hidden),
        values: vec![COMMANDS.to_owned()],
        ..Field::default()
    }
}
