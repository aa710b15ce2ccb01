//! Who of ours is sent into another hub's session: chosen by our own rules, one after the other.

use jid::BareJid;

use super::{Assistance, LATE, MOST_SENT, Part, Stage};
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::inventory::Service;
use crate::desk::routing::Candidate;
use crate::desk::sentence::{Languages, Sentence};
use crate::desk::session::Passed;
use crate::time::Time;

impl Desk {
    /// Has the room invite the next of our operators; where there is none, a third hub is named, or the asking declined.
    pub(super) fn find_next(&mut self, now: Time, assistance: &mut Assistance) {
        assistance.stage = Stage::Settled;
        if assistance.sent < MOST_SENT && now < assistance.until {
            if let Some(chosen) = self.best_for(now, assistance) {
                return self.send(now, assistance, &chosen);
            }
            if self.pass_on(now, assistance) {
                return;
            }
        }
        self.nobody_for(assistance);
    }

    fn nobody_for(&mut self, assistance: &mut Assistance) {
        assistance.part = assistance.part.max(Part::Declined);
        let languages = Languages(assistance.need.languages());
        let reason = Sentence::AssistanceNobody { languages: languages.clone() };
        let (room, inviter) = (assistance.room.clone(), assistance.inviter.clone());
        self.decline_assistance(room, assistance.service.clone(), inviter, reason);
        let hub = assistance.room.domain().to_string();
        self.tell_staff(&assistance.service.clone(), Sentence::StaffAssistanceDeclined { hub, languages });
    }

    fn best_for(&self, now: Time, assistance: &Assistance) -> Option<Candidate> {
        let service: &Service = self.inventory.services.get(&assistance.service)?;
        let occupied = |operator: &BareJid| self.occupied(operator);
        let circumstances = self.circumstances(now, &occupied);
        let will_not = |operator: &BareJid| {
            assistance.inside.contains_key(operator)
                || assistance.passed.get(operator).is_some_and(|passed| passed.is_for_now(now))
        };
        let choice = circumstances.choose_for(service, &assistance.need, &will_not);
        circumstances.rank(service, &assistance.need, &choice).into_iter().next()
    }

    fn send(&mut self, now: Time, assistance: &mut Assistance, chosen: &Candidate) {
        let operator = chosen.operator.clone();
        let until = now + self.limits(&assistance.service).offer;
        assistance.sent += 1;
        assistance.stage = Stage::Offered { operator: operator.clone(), until };
        self.out.push(Effect::SendIntoRoom {
            room: assistance.room.clone(),
            service: assistance.service.clone(),
            person: operator.clone(),
            thread: assistance.thread.clone(),
            form: None,
        });
        let language = self.staff_language(&assistance.service);
        let form = &assistance.form;
        let told = Sentence::StaffAssistance {
            name: self.operator_name(&operator),
            hub: assistance.room.domain().to_string(),
            room: assistance.room.to_string(),
            languages: Languages(assistance.need.languages()),
            subjects: self.subjects_of(assistance, &language),
            question: form.question.clone().unwrap_or_default(),
            note: form.note.clone().unwrap_or_default(),
            sender: form.sender.clone().unwrap_or_default(),
        };
        self.tell_staff(&assistance.service.clone(), told);
    }

    /// The subjects as people here call them, or else as the other hub does.
    fn subjects_of(&self, assistance: &Assistance, language: &crate::desk::language::Language) -> String {
        let named = |subject: &String| {
            let (id, label) = subject.split_once(' ').unwrap_or((subject, subject));
            match self.vocabulary.kind(id) {
                Some(_) => self.vocabulary.name(id, language).into_owned(),
                None => label.trim().to_owned(),
            }
        };
        let read = || assistance.need.subjects.iter().map(|wanted| self.vocabulary.name(&wanted.value, language));
        if assistance.form.subjects.is_empty() {
            return read().collect::<Vec<_>>().join(", ");
        }
        assistance.form.subjects.iter().map(named).collect::<Vec<_>>().join(", ")
    }

    /// She will not come: the next, if it was she who was asked.
    pub(super) fn passes(&mut self, now: Time, assistance: &mut Assistance, operator: &BareJid, how: Passed) {
        if matches!(&assistance.stage, Stage::Offered { operator: asked, .. } if asked == operator) {
            assistance.passed.insert(operator.clone(), how);
            self.find_next(now, assistance);
            assistance.late = Some(now + LATE);
        }
    }
}

impl Passed {
    /// Declined, or silent not long ago.
    pub(super) fn is_for_now(self, now: Time) -> bool {
        match self {
            Passed::Declined => true,
            Passed::Silent(until) => until > now,
        }
    }
}
