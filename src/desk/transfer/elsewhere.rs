//! What passes between a transfer and services of other hubs: one is asked, finds somebody there and has the room invite
//! her; or it names a service of a third hub, which does (`docs/decisions/0010-transfer.md`). The text that goes with it
//! is the affair of `passing`.

use jid::BareJid;

use super::MOST_INVITATIONS;
use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::record::What;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Offer, Passed, Recipient, Session, Transfer};
use crate::stanza::NeedForm;
use crate::time::Time;

impl Desk {
    /// Asks a service of another hub. `named`: what a hub that named it lets pass to it, where we have no agreement with it.
    pub(super) fn ask_elsewhere(
        &mut self,
        now: Time,
        session: &Session,
        transfer: &mut Transfer,
        to: &BareJid,
        named: Option<&NeedForm>,
    ) {
        self.chronicle(session, now, What::TransferAsked, None, to.to_string());
        self.chronicle(session, now, What::ReferredOn, None, to.to_string());
        let (form, reason) = self.what_passes(now, session, transfer, to, named);
        let language = self.language_between_hubs();
        self.out.push(Effect::InviteElsewhere { session: session.number, to: to.clone(), form, reason, language });
        self.await_answer(now, session, transfer);
    }

    /// So long a hub may take to answer, and no longer than all of it.
    pub(super) fn await_answer(&self, now: Time, session: &Session, transfer: &mut Transfer) {
        let limits = self.limits(&session.service);
        transfer.until = (now + limits.elsewhere).min(transfer.since + limits.transfer_search);
    }

    /// A service awaited has the room invite somebody: she takes the place of whom was invited before. An invitation by
    /// anybody else is refused.
    pub(in crate::desk) fn answered_elsewhere(
        &mut self,
        now: Time,
        number: i64,
        by: &BareJid,
        invitee: BareJid,
        form: Option<&NeedForm>,
    ) {
        if let Some(session) = self.sessions.get(&number).map(|session| (**session).clone())
            && session.guests.get(&invitee).is_some_and(|guest| guest.of.as_ref() == Some(by))
            && (session.held_by() == Some(&invitee) || session.consultants.contains(&invitee))
        {
            // It was killed, and says it again.
            return self.tell_member(&session, by, &invitee, true);
        }
        let names = |transfer: &Transfer| transfer.chain.onward.as_ref() == Some(&invitee);
        let asked = self.sessions.get(&number).and_then(|session| session.transfer.as_ref());
        if asked.is_some_and(|transfer| names(transfer) && transfer.awaits_service(by)) {
            // It says again what it has said: the one it named is being asked.
            return;
        }
        let may = |transfer: &Transfer| transfer.awaits_service(by) && transfer.invitations < MOST_INVITATIONS;
        let awaited = self.sessions.get(&number).and_then(|session| session.transfer.as_ref());
        if !awaited.is_some_and(|transfer| may(transfer)) {
            self.unasked_elsewhere(now, number, by);
            return self.refuse(Refusal::NotAwaited, self.spoken(&[]));
        }
        let Some(mut session) = self.take(number) else { return };
        let Some(mut transfer) = session.transfer.take() else { return self.put_back(session) };
        self.health_noted(now, &hub_of(by), true);
        transfer.invitations += 1;
        let is_service = form.is_some() || self.inventory.link_of(&invitee).is_some();
        let wanted = match is_service {
            true => self.may_go_on_to(&transfer, by, &invitee),
            false => self.may_be_sent(&session, by, &invitee),
        };
        if wanted {
            transfer.offers.clear();
            if transfer.chain.onward.as_ref() != Some(by) {
                self.take_back_onward(&session, &mut transfer);
            }
        }
        if !wanted {
            self.tell_declined_elsewhere(&session, by, &invitee, None);
            self.await_answer(now, &session, &mut transfer);
            session.transfer = Some(transfer);
        } else if is_service {
            transfer.chain.onward = Some(invitee.clone());
            transfer.chain.sent_by = None;
            self.ask_elsewhere(now, &session, &mut transfer, &invitee, form);
            session.transfer = Some(transfer);
        } else {
            transfer.chain.sent_by = Some(by.clone());
            transfer.passed.remove(&invitee);
            let until = now + self.limits(&session.service).transfer;
            transfer.until = transfer.until.max(until);
            let offer = Offer { operator: invitee.clone(), until, chosen: None };
            let reason = self.reason_for_sent(now, &session, &transfer, &offer);
            transfer.offers.push(offer);
            session.transfer = Some(transfer);
            self.invite_receiver(now, &session, &invitee, reason);
        }
        self.put(session);
    }

    /// A service of a linked hub would send somebody whom nobody here has asked for: the holder may have invited it past
    /// the room (XEP-0249), which only she can know. She is told how to ask it, for nobody joins at the word of others.
    fn unasked_elsewhere(&mut self, now: Time, number: i64, by: &BareJid) {
        let reached = self.inventory.link_of(by).is_some_and(|link| link.reaches(by));
        let Some(session) = self.sessions.get(&number).filter(|session| session.transfer.is_none()) else { return };
        let (session, holder) = ((**session).clone(), session.held_by().cloned());
        if let Some(holder) = holder.filter(|_| reached && self.may_be_answered(now, by)) {
            let told = Sentence::TransferUnasked { service: by.to_string() };
            self.tell_occupant(&session, &holder, told);
        }
    }

    /// Whoever is in it already, asked it, or has an address of a hub cannot be sent.
    fn may_be_sent(&self, session: &Session, by: &BareJid, person: &BareJid) -> bool {
        let is_inside = session.held_by() == Some(person) || session.consultants.contains(person);
        !is_inside
            && session.patron.bare != *person
            && person.node().is_some()
            && person.domain() != by.domain()
            && !self.is_own(person)
    }

    /// A service of a third hub may be named by the one asked first: not ours, not one that our own agreement with that
    /// hub leaves out, and none that has declined.
    fn may_go_on_to(&self, transfer: &Transfer, by: &BareJid, service: &BareJid) -> bool {
        let agreed = self.inventory.link_of(service).is_none_or(|link| link.reaches(service));
        matches!(&transfer.to, Recipient::Elsewhere(to) if to == by)
            && service.node().is_some()
            && service.domain() != by.domain()
            && !self.is_own(service)
            && !transfer.passed.contains_key(service)
            && agreed
    }

    /// A service that was asked has nobody.
    pub(in crate::desk) fn declined_elsewhere(&mut self, now: Time, number: i64, by: &BareJid, reason: Option<String>) {
        if !self.awaits_elsewhere(number, by) {
            return;
        }
        let Some(mut session) = self.take(number) else { return };
        self.health_noted(now, &hub_of(by), true);
        if is_onward(&session, by) {
            self.onward_passes(now, &mut session, reason);
        } else {
            self.goes_back(now, &mut session, "elsewhere", None, reason);
        }
        self.put(session);
    }

    /// The service of a third hub will not do: the one that named it is told, and may name another.
    pub(in crate::desk) fn onward_passes(&mut self, now: Time, session: &mut Session, reason: Option<String>) {
        let Some(mut transfer) = session.transfer.take() else { return };
        if let (Some(onward), Recipient::Elsewhere(to)) = (transfer.chain.onward.take(), transfer.to.clone()) {
            transfer.offers.clear();
            transfer.chain.sent_by = None;
            transfer.passed.insert(onward.clone(), Passed::Declined);
            self.tell_declined_elsewhere(session, &to, &onward, reason.clone());
        }
        let goes_on = self.ask_next(now, session, &mut transfer);
        session.transfer = Some(transfer);
        if !goes_on {
            self.goes_back(now, session, "nobody", None, reason);
        }
    }

    /// The service of a third hub is not asked any more.
    pub(in crate::desk) fn onward_withdrawn(&mut self, now: Time, session: &mut Session, onward: &BareJid) {
        self.tell_member(session, onward, onward, false);
        self.onward_passes(now, session, None);
    }

    /// No service of another hub has answered in time.
    pub(super) fn silent_elsewhere(&mut self, now: Time, session: &mut Session) {
        let Some(transfer) = &session.transfer else { return };
        let Recipient::Elsewhere(to) = &transfer.to else { return };
        let (onward, answered) = (transfer.chain.onward.clone(), transfer.invitations > 0);
        let hub = hub_of(onward.as_ref().unwrap_or(to));
        if transfer.offers.is_empty() {
            self.health_noted(now, &hub, false);
        }
        match onward {
            Some(onward) => self.onward_withdrawn(now, session, &onward),
            None => self.goes_back(now, session, if answered { "over" } else { "silent" }, None, None),
        }
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
        if let Some(to) = transfer.sender() {
            self.tell_declined_elsewhere(session, to, operator, reason);
        }
    }

    fn tell_declined_elsewhere(&mut self, session: &Session, to: &BareJid, operator: &BareJid, reason: Option<String>) {
        self.out.push(Effect::DeclineElsewhere {
            service: session.service.clone(),
            session: session.number,
            to: to.clone(),
            operator: operator.clone(),
            reason,
        });
    }

    /// Nobody is wanted any more of the services that were asked; those that have said so themselves are not told.
    pub(super) fn take_back_elsewhere(&mut self, session: &Session, transfer: &mut Transfer, why: &str) {
        self.take_back_onward(session, transfer);
        if let Recipient::Elsewhere(to) = &transfer.to
            && !["elsewhere", "unreachable"].contains(&why)
        {
            self.tell_member(session, to, to, false);
        }
    }

    fn take_back_onward(&mut self, session: &Session, transfer: &mut Transfer) {
        if let Some(onward) = transfer.chain.onward.take() {
            self.tell_member(session, &onward, &onward, false);
        }
    }

    /// Somebody has joined whom another hub sent: it is told so, and so is the one that named it.
    pub(super) fn joined_from_elsewhere(
        &mut self,
        now: Time,
        session: &Session,
        transfer: &mut Transfer,
        person: &BareJid,
    ) {
        let (Some(by), Recipient::Elsewhere(to)) = (transfer.sender().cloned(), transfer.to.clone()) else { return };
        self.chronicle(session, now, What::AnsweredElsewhere, Some(person), by.to_string());
        self.tell_member(session, &by, person, true);
        if by != to {
            self.tell_member(session, &to, &by, true);
            transfer.chain.onward = None;
        }
        self.take_back_onward(session, transfer);
    }

    /// The service that sent somebody is told that she is in the session, or not any more.
    pub(in crate::desk) fn tell_member_elsewhere(&mut self, session: &Session, person: &BareJid, is_in: bool) {
        if let Some(to) = session.guests.get(person).and_then(|guest| guest.of.clone()) {
            self.tell_member(session, &to, person, is_in);
        }
    }

    /// A hub that has started again may not have heard of those whom it sent.
    pub(in crate::desk) fn tell_members_again(&mut self, now: Time, hub: &BareJid) {
        let theirs = |of: &Option<BareJid>| of.as_ref().is_some_and(|service| service.domain() == hub.domain());
        let inside: Vec<(i64, BareJid)> = self
            .sessions()
            .flat_map(|session| session.guests.iter().map(move |(person, guest)| (session, person, guest)))
            .filter(|(_, _, guest)| theirs(&guest.of))
            .filter(|(session, person, _)| session.held_by() == Some(*person) || session.consultants.contains(*person))
            .map(|(session, person, _)| (session.number, person.clone()))
            .collect();
        if inside.is_empty() || !self.may_be_answered(now, hub) {
            return;
        }
        for (number, person) in inside {
            let Some(session) = self.sessions.get(&number).map(|session| (**session).clone()) else { continue };
            self.tell_member_elsewhere(&session, &person, true);
        }
    }

    fn tell_member(&mut self, session: &Session, to: &BareJid, member: &BareJid, is_in: bool) {
        self.out.push(Effect::MemberElsewhere {
            service: session.service.clone(),
            session: session.number,
            to: to.clone(),
            operator: member.clone(),
            is_in,
        });
    }
}

impl Transfer {
    fn awaits_service(&self, service: &BareJid) -> bool {
        let is_first = matches!(&self.to, Recipient::Elsewhere(to) if to == service);
        is_first || self.chain.onward.as_ref() == Some(service)
    }

    /// The service of another hub that has sent, or is to send, who is invited.
    pub(super) fn sender(&self) -> Option<&BareJid> {
        match &self.to {
            Recipient::Elsewhere(to) => Some(self.chain.sent_by.as_ref().unwrap_or(to)),
            _ => None,
        }
    }
}

pub(super) fn is_onward(session: &Session, service: &BareJid) -> bool {
    session.transfer.as_ref().is_some_and(|transfer| transfer.chain.onward.as_ref() == Some(service))
}

/// The hub to which an address belongs.
pub(super) fn hub_of(address: &BareJid) -> BareJid {
    BareJid::from_parts(None, address.domain())
}
