//! `!candidates`: who could take a session, in the order of the routing, with what counts; and why the others could not.

use jid::BareJid;

use super::run::Asker;
use crate::desk::inventory::Role;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Session;
use crate::desk::{Desk, MOST_LISTED, name};
use crate::time::Time;

impl Desk {
    pub(super) fn list_candidates(&self, now: Time, asker: &Asker, wanted: Option<&str>) -> Vec<Sentence> {
        let session = match self.session_meant(asker, wanted) {
            Ok(session) => session,
            Err(sentence) => return vec![*sentence],
        };
        let Some(service) = self.inventory.services.get(&session.service) else { return Vec::new() };
        // What she has of this session itself does not count against her.
        let of_it = |operator: &BareJid| session.is_offered_to(operator) || session.held_by() == Some(operator);
        let occupied = |operator: &BareJid| self.occupied(operator) - u32::from(of_it(operator));
        let review = self.circumstances(now, &occupied).review(service, session, &self.limits(&service.id));
        let teller = self.teller(now, &asker.language);
        let (subjects, others) = session.need.wanted();
        let mut lines = vec![Sentence::CandidatesHead {
            token: name(&session.token),
            language: teller.languages(&session.need.languages()),
            subjects: teller.wanted(&subjects, &others),
            step: review.step.name().to_owned(),
        }];
        if review.ranked.is_empty() {
            lines.push(Sentence::CandidatesNone {});
        }
        let ranked = (1..).zip(&review.ranked).map(|(place, one)| Sentence::CandidateLine {
            place,
            name: self.operator_name(&one.operator),
            score: one.score,
            reasons: teller.reasons(&one.chosen.parts),
        });
        lines.extend(ranked.take(MOST_LISTED));
        let left_out = review.left_out.iter().map(|(operator, why)| teller.left_out(operator, *why));
        lines.extend(left_out.take(MOST_LISTED));
        lines.extend(self.list_network(now, session));
        lines
    }

    /// The open session that somebody means: the one she names, that of the room, the only one she holds, or else the
    /// longest waiting of her services. Whoever neither works for its service nor holds it must be a coordinator.
    pub(super) fn session_meant(&self, asker: &Asker, wanted: Option<&str>) -> Result<&Session, Box<Sentence>> {
        let number = match wanted {
            Some(token) => {
                let unknown = || Box::new(Sentence::NoSuchSession { token: token.chars().take(20).collect() });
                self.session_named(&token.to_lowercase()).ok_or_else(unknown)?
            }
            None => {
                let services = self.services(asker);
                let open = services.iter().filter_map(|service| self.services.get(service));
                let longest = || open.filter_map(|sessions| sessions.queue.first()).min().map(|(_, number)| *number);
                let here = self.session_here(asker).or_else(|| self.her_session(asker));
                here.or_else(longest).ok_or_else(|| Box::new(Sentence::QueueEmpty {}))?
            }
        };
        let session = self.sessions.get(&number).ok_or_else(|| Box::new(Refusal::SessionClosed.sentence()))?;
        if self.may_see(asker, session) { Ok(session) } else { Err(Box::new(Refusal::NotAnOperator.sentence())) }
    }

    fn may_see(&self, asker: &Asker, session: &Session) -> bool {
        self.inventory.staffs(&asker.operator, &session.service)
            || session.held_by() == Some(&asker.operator)
            || session.is_offered_to(&asker.operator)
            || self.role(&asker.operator) >= Some(Role::Coordinator)
    }
}
