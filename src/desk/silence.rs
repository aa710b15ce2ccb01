//! What falls due: offers lapse, people wait, fall silent or are gone (DESIGN §3).

use super::Desk;
use super::sentence::Sentence;
use super::session::{Absence, Due, Ended, Resolution, Session, State};
use crate::time::Time;

impl Desk {
    /// Does all that is due by now, the longest overdue first.
    pub(super) fn run_due(&mut self, now: Time) {
        while let Some((at, number)) = self.agenda.first().copied() {
            if at > now {
                return;
            }
            let Some(session) = self.take(number) else {
                self.agenda.remove(&(at, number));
                continue;
            };
            match session.due(&self.limits(&session.service)) {
                Some((at, due)) if at <= now => self.fell_due(now, session, due),
                _ => {
                    self.agenda.remove(&(at, number));
                    self.put(session);
                }
            }
        }
    }

    fn fell_due(&mut self, now: Time, mut session: Session, due: Due) {
        let limits = self.limits(&session.service);
        match due {
            Due::TransferLapsed => self.transfer_lapsed(now, &mut session),
            Due::TransferOver => self.transfer_over(now, &mut session),
            Due::OfferLapsed => self.offers_lapsed(now, &mut session),
            Due::AskAgain => self.route(now, &mut session, false),
            Due::NobodyYet => {
                session.told_nobody_yet = true;
                self.tell_patron(&session, Sentence::PatronNobodyYet {});
            }
            Due::NobodyAnswers => self.leave_as_question(now, &mut session),
            Due::OperatorSilent => {
                session.reminded = Some(session.patron_spoke);
                let known = session.held_by().and_then(|holder| self.inventory.operators.get(holder));
                let guest = || session.held_by().map(|holder| self.name_in(&session, holder));
                let name = known.map(|operator| operator.name.clone()).or_else(guest).unwrap_or_default();
                let waited = now.since(session.patron_spoke).into();
                self.tell_session_room(&session, Sentence::OperatorPatronWaits { name, waited });
            }
            Due::PatronSilent => {
                session.asked = Some(now);
                self.tell_patron(&session, Sentence::PatronStillThere {});
                let left = limits.patron_asked.into();
                self.tell_session_room(&session, Sentence::OperatorPatronAsked { left });
            }
            Due::PatronAsked => {
                let resolution = resolution(&session);
                return self.close(now, session, Ended::PatronSilent, resolution, None);
            }
            Due::PatronVanished => {
                let resolution = if session.was_answered() { Resolution::Answered } else { Resolution::Lost };
                return self.close(now, session, Ended::PatronLeft, resolution, None);
            }
            Due::PatronStaysAway if session.was_answered() => {
                return self.close(now, session, Ended::PatronLeft, Resolution::Answered, None);
            }
            Due::PatronStaysAway => self.leave_again(now, &mut session),
            Due::OperatorAbsent if self.falls_to_consultant(now, &mut session) => {}
            Due::OperatorAbsent => match session.state.clone() {
                // Who goes while it is being handed on leaves it to whoever comes first.
                State::Held { by, absent: Some(Absence { on_duty: true, .. }), .. }
                    if session.was_answered() && !session.is_being_handed_on() =>
                {
                    return self.close(now, session, Ended::OperatorLeft(by), Resolution::Answered, None);
                }
                _ => self.requeue(now, &mut session),
            },
            Due::QuestionOver => {
                return self.close(now, session, Ended::Deadline, Resolution::NotAnswered, None);
            }
        }
        self.put(session);
    }
}

fn resolution(session: &Session) -> Resolution {
    if session.was_answered() { Resolution::Answered } else { Resolution::NotAnswered }
}
