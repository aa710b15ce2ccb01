//! A session ends: with a resolution, and with a word to everybody concerned.

use super::effect::Effect;
use super::need::Source;
use super::record::{Record, What};
use super::sentence::Sentence;
use super::session::{Ended, Resolution, Session, State};
use super::{Desk, name};
use crate::time::Time;

impl Desk {
    pub(super) fn close(
        &mut self,
        now: Time,
        mut session: Session,
        ended: Ended,
        resolution: Resolution,
        read: Option<u8>,
    ) {
        let holder = session.held_by().cloned();
        let by = holder.as_ref().map(|holder| self.name_in(&session, holder)).unwrap_or_default();
        self.ends_for_others(&mut session);
        let token = name(&session.token);
        let language = self.session_room_language(&session);
        let reason = match &ended {
            Ended::ByOperator(_) | Ended::OperatorLeft(_) => {
                Sentence::RoomClosedBy { name: by.clone(), resolution: resolution.to_string() }
            }
            Ended::PatronLeft => Sentence::RoomPatronLeft {},
            Ended::PatronSilent => Sentence::RoomPatronSilent {},
            Ended::Deadline | Ended::ServiceGone => Sentence::RoomClosed { resolution: resolution.to_string() },
        };
        let to_patron = match &ended {
            Ended::ByOperator(_) | Ended::OperatorLeft(_) => Some(Sentence::PatronClosedBy { name: by.clone() }),
            Ended::PatronSilent => Some(Sentence::PatronClosedSilent {}),
            Ended::ServiceGone if self.inventory.is_ending(&session.service) => {
                let service = self.service_name(&session.service, &session.patron.language);
                Some(Sentence::PatronServiceEnded { service })
            }
            Ended::Deadline | Ended::ServiceGone => Some(Sentence::PatronQuestionOver {}),
            Ended::PatronLeft => None,
        };
        if let Some(sentence) = to_patron {
            self.tell_patron(&session, sentence);
        }
        if holder.is_some() {
            let (service, patron) = (session.service.clone(), session.patron.clone());
            self.out.push(Effect::ShowLibrarian { service, patron, name: None });
        }
        self.learn(&session, resolution);
        self.chronicle(&session, now, What::Closed, holder.as_ref(), resolution.to_string());
        self.tell_session_room(&session, reason.clone());
        let service = session.service.clone();
        let number = session.number;
        self.out.push(Effect::CloseSessionRoom {
            service: service.clone(),
            session: number,
            patron: session.patron.bare.clone(),
            last_held_by: self.last_held_by(&session),
            reason,
            language,
        });
        let staff = Sentence::StaffClosed { token, name: by, resolution: resolution.to_string() };
        self.tell_staff(&service, staff);
        self.missed_for_good(&session);
        session.state = State::Closed { at: now, ended, resolution, read };
        session.purge_at = now + self.limits(&service).keep_text;
        self.put(session);
        self.out.push(Effect::ServiceChanged(service.clone()));
        if let Some(holder) = holder {
            self.duty.has_become_free(&holder, now);
        }
    }

    /// Where an operator has said what a question was about, its words tell more of the next one.
    fn learn(&mut self, session: &Session, resolution: Resolution) {
        let corrected = session.need.subjects.iter().filter(|wanted| wanted.source == Source::Corrected);
        let concepts: Vec<String> = corrected.map(|wanted| wanted.value.clone()).collect();
        let languages = session.need.languages();
        let languages: Vec<&str> = languages.iter().map(|language| language.primary()).take(1).collect();
        if concepts.is_empty() || resolution == Resolution::Practice {
            return;
        }
        let lesson = self.subjects.lesson(&session.question, &languages, concepts, false);
        self.subjects.learn(&lesson);
        self.out.push(Effect::Record(Record::Lesson(lesson)));
    }
}
