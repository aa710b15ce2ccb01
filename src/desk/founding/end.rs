//! A service ends: nobody new is taken in, those who wait are told, sessions that are held are finished, and with the last
//! of them the service is gone. Its address is never given to another, and its statistics stay.

use jid::BareJid;

use super::argument;
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::form::{Choice, Field, FieldKind, Form, Given, Words};
use crate::desk::inventory::{Change, Ended, ServiceId};
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::desk::session::{self, Resolution, State};
use crate::time::Time;

impl Desk {
    pub(super) fn end_service(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        id: &ServiceId,
        given: &Given,
    ) -> Vec<Sentence> {
        if self.inventory.is_ending(id) {
            return vec![Sentence::ServiceIsEnding { id: id.to_string() }];
        }
        match given.one("sure").as_deref() {
            Some("confirm") => self.end_now(now, by, language, id),
            Some(_) => vec![Sentence::ServiceNotEnded { id: id.to_string() }],
            None => {
                let mut lines = vec![self.what_ends(language, id)];
                if !given.by_form {
                    lines.push(Sentence::ServiceConfirm { command: format!("!service end {id} confirm") });
                    return lines;
                }
                let choice = |value: &str, action: &str| Choice {
                    value: value.to_owned(),
                    label: Words::Said(Sentence::ServiceSure { choice: action.to_owned() }),
                };
                let sure = FieldKind::Choice(vec![choice("change", "keep"), choice("confirm", "end")]);
                let fields = vec![
                    Field::new("sure", argument("sure"), sure).with(["change".to_owned()]).required(),
                    Field::hidden("action", "end"),
                    Field::hidden("service", id.as_str()),
                ];
                let title = Sentence::ServiceAction { action: "end".into() };
                let form = Form { title, instructions: lines, fields };
                self.out.push(Effect::Ask { form, language: language.clone() });
                Vec::new()
            }
        }
    }

    fn what_ends(&self, language: &Language, id: &ServiceId) -> Sentence {
        let standing = self.standings().get(id).copied().unwrap_or_default();
        Sentence::ServiceEndAsked {
            service: self.service_name(id, language),
            id: id.to_string(),
            waiting: (standing.waiting + standing.questions) as i64,
            held: standing.held as i64,
            staff: self.inventory.operators_of(id).count() as i64,
        }
    }

    fn end_now(&mut self, now: Time, by: &BareJid, language: &Language, id: &ServiceId) -> Vec<Sentence> {
        let Some(service) = self.founded(id).cloned() else { return Vec::new() };
        let name = self.service_name(id, language);
        let ended = Ended { service, at: now, by: by.clone() };
        self.change(now, Change::ServiceEnding(Box::new(ended)));
        self.audit(now, by, "service", format!("end {id}"));
        self.founding.ending.insert(id.clone());
        let service = self.service_name(id, &self.staff_language(id));
        self.tell_staff(id, Sentence::StaffServiceEnding { service });
        self.close_unheld(now, id, |_| true);
        self.out.push(Effect::ServiceChanged(id.clone()));
        let held = self.standings().get(id).map_or(0, |standing| standing.held) as i64;
        vec![Sentence::ServiceEnds { service: name, held }]
    }

    fn close_unheld(&mut self, now: Time, id: &ServiceId, which: impl Fn(&State) -> bool) {
        let unheld = self.sessions.values().filter(|session| session.service == *id && session.held_by().is_none());
        let numbers: Vec<i64> = unheld.filter(|session| which(&session.state)).map(|session| session.number).collect();
        for number in numbers {
            let Some(session) = self.take(number) else { continue };
            self.close(now, session, session::Ended::ServiceGone, Resolution::NotAnswered, None);
        }
    }

    /// Services that are ending go with their last session. One given back by its operator waits for another of the
    /// staff as long as it would elsewhere, but is not left as a question that nobody will answer.
    pub(in crate::desk) fn settle_endings(&mut self, now: Time) {
        for id in self.founding.ending.clone() {
            let Some(ended) = self.inventory.ended.get(&id).filter(|_| self.inventory.is_ending(&id)).cloned() else {
                self.founding.ending.remove(&id);
                continue;
            };
            self.close_unheld(now, &id, |state| matches!(state, State::Question { .. }));
            if self.services.get(&id).is_some_and(|sessions| sessions.all > 0) {
                continue;
            }
            self.founding.ending.remove(&id);
            self.founding.matched.remove(&id);
            let by = ended.by.clone();
            let service = self.service_name(&id, &self.operator_language(&by));
            self.change(now, Change::ServiceEnded(Box::new(ended)));
            self.tell_who_asked(Some(&by), Sentence::ServiceHasEnded { service });
        }
    }
}
