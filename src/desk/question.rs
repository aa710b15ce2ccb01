//! A question that nobody could answer is kept with its patron's address, and comes back when somebody can (DESIGN §3).

use super::effect::Effect;
use super::record::What;
use super::sentence::{Languages, Sentence};
use super::session::{Passed, Session, State};
use super::{Desk, name};
use crate::time::Time;

impl Desk {
    /// Nobody is there who could answer: the patron is told at once and asked to leave the question and an address.
    pub(super) fn leave_as_question(&mut self, now: Time, session: &mut Session) {
        let deadline = now + self.limits(&session.service).question;
        if session.is_asked_elsewhere() {
            self.drop_transfer(session);
        }
        session.state = State::Question { deadline };
        session.ask_again = None;
        self.chronicle(session, now, What::LeftAsQuestion, None, self.languages_of(session));
        // Who let an offer pass has had her chance with this question, until the patron writes again.
        session.passed.values_mut().for_each(|passed| *passed = Passed::Declined);
        let service = self.inventory.services.get(&session.service);
        let spoken = service.map(|service| self.circumstances(now, &|_| 0).spoken(service)).unwrap_or_default();
        self.count_unmet(now, session);
        let sentence = if self.somebody_for(now, session) {
            Sentence::PatronNobodyAnswers {}
        } else if spoken.is_empty() {
            Sentence::PatronNobodyOnDuty {}
        } else {
            Sentence::PatronNobodyInLanguage {
                language: Languages(session.need.languages()),
                spoken: Languages(spoken),
            }
        };
        self.tell_patron(session, sentence);
        self.tell_staff_of_question(session);
    }

    /// Nobody has answered a question that was asked for, and its patron has not come back: it stays a question.
    pub(super) fn leave_again(&mut self, now: Time, session: &mut Session) {
        let holder = session.held_by().cloned();
        if let Some(holder) = &holder {
            self.holder_gone(session, holder);
        }
        let deadline = now + self.limits(&session.service).question;
        session.state = State::Question { deadline };
        session.ask_again = None;
        self.chronicle(session, now, What::LeftAsQuestion, holder.as_ref(), self.languages_of(session));
        if let Some(operator) = holder {
            let language = self.operator_language(&operator);
            let (token, question) = (name(&session.token), session.question.clone());
            let reason = Sentence::StaffQuestionLeft { token, question };
            self.out.push(Effect::PutOut { session: session.number, operator, reason, language });
        }
        self.tell_staff_of_question(session);
    }

    fn tell_staff_of_question(&mut self, session: &Session) {
        let (token, question) = (name(&session.token), session.question.clone());
        self.tell_staff(&session.service.clone(), Sentence::StaffQuestionLeft { token, question });
        self.out.push(Effect::ServiceChanged(session.service.clone()));
    }

    /// Whether a question whose patron is there would find anybody, here or with a linked hub.
    pub(super) fn may_come_back(&self, now: Time, session: &Session) -> bool {
        self.somebody_for(now, session) || self.somebody_elsewhere_for(now, session)
    }

    /// A question whose patron is there is asked again like a new one.
    pub(super) fn bring_back(&mut self, now: Time, session: &mut Session) {
        session.state = State::Waiting;
        session.queued = now;
        session.widened = None;
        session.told_nobody_yet = false;
        self.route(now, session, true);
    }
}
