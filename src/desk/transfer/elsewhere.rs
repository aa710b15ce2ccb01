//! What passes between a transfer and a service of another hub, which finds somebody there and has the room invite her.

use jid::BareJid;

use super::MOST_INVITATIONS;
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::refusal::Refusal;
use crate::desk::session::{Offer, Recipient, Session, Transfer};
use crate::time::Time;

impl Desk {
    /// That service has the room invite somebody: she takes the place of whom it invited before. An invitation by anybody
    /// else is refused.
    pub(in crate::desk) fn answered_elsewhere(&mut self, now: Time, number: i64, by: &BareJid, invitee: BareJid) {
        let awaits = |session: &Session| {
            let transfer = session.transfer.as_ref().filter(|transfer| transfer.awaits_service(by))?;
            let is_inside = session.held_by() == Some(&invitee) || session.consultants.contains(&invitee);
            let may = transfer.invitations < MOST_INVITATIONS && !is_inside && session.patron.bare != invitee;
            may.then_some(())
        };
        if self.sessions.get(&number).and_then(|session| awaits(session)).is_none() {
            return self.refuse(Refusal::NotAwaited, self.spoken(&[]));
        }
        let Some(mut session) = self.take(number) else { return };
        let Some(mut transfer) = session.transfer.take() else { return self.put_back(session) };
        transfer.invitations += 1;
        transfer.offers.clear();
        transfer.passed.remove(&invitee);
        let until = now + self.limits(&session.service).transfer;
        transfer.until = transfer.until.max(until);
        let offer = Offer { operator: invitee.clone(), until, chosen: None };
        let reason = self.transfer_reason(now, &session, &transfer, &offer);
        transfer.offers.push(offer);
        session.transfer = Some(transfer);
        self.invite_receiver(now, &session, &invitee, reason);
        self.put(session);
    }

    /// That service has nobody.
    pub(in crate::desk) fn declined_elsewhere(&mut self, now: Time, number: i64, by: &BareJid, reason: Option<String>) {
        let awaited = |session: &Session| session.transfer.as_ref().is_some_and(|transfer| transfer.awaits_service(by));
        if !self.sessions.get(&number).is_some_and(|session| awaited(session)) {
            return;
        }
        let Some(mut session) = self.take(number) else { return };
        self.goes_back(now, &mut session, "elsewhere", None, reason);
        self.put(session);
    }

    /// Whether a transfer of this session waits for that service.
    pub fn awaits_elsewhere(&self, number: i64, service: &BareJid) -> bool {
        let transfer = self.sessions.get(&number).and_then(|session| session.transfer.as_ref());
        transfer.is_some_and(|transfer| transfer.awaits_service(service))
    }

    /// The service that has sent somebody is told that she will not come.
    pub(super) fn decline_elsewhere(
        &mut self,
        session: &Session,
        transfer: &Transfer,
        operator: &BareJid,
        reason: Option<String>,
    ) {
        if let Recipient::Elsewhere(to) = &transfer.to {
            self.out.push(Effect::DeclineElsewhere {
                service: session.service.clone(),
                session: session.number,
                to: to.clone(),
                operator: operator.clone(),
                reason,
            });
        }
    }

    /// The service that sent somebody is told that she is in the session, or not any more.
    pub(in crate::desk) fn tell_member_elsewhere(&mut self, session: &Session, person: &BareJid, is_in: bool) {
        if let Some(to) = session.guests.get(person).and_then(|guest| guest.of.clone()) {
            self.out.push(Effect::MemberElsewhere {
                service: session.service.clone(),
                session: session.number,
                to,
                operator: person.clone(),
                is_in,
            });
        }
    }
}

impl Transfer {
    fn awaits_service(&self, service: &BareJid) -> bool {
        matches!(&self.to, Recipient::Elsewhere(to) if to == service)
    }
}
