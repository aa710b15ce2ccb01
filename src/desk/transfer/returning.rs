//! Refusal, silence and absence: the next is asked, or the session stays where it was and whoever asked is told why.

use jid::BareJid;

use super::elsewhere::{hub_of, is_onward};
use crate::desk::link::HubSaid;
use crate::desk::record::What;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Passed, Recipient, Session, State};
use crate::desk::{Desk, name};
use crate::stanza::Show;
use crate::time::Time;

/// Characters of the words with which somebody declines.
const REASON: usize = 200;

impl Desk {
    /// Somebody who was asked will not come: `why` is `declined`, `silent`, `unreachable`, `off-duty` or
    /// `dnd`.
    pub(in crate::desk) fn receiver_passes(
        &mut self,
        now: Time,
        session: &mut Session,
        person: &BareJid,
        why: &str,
        reason: Option<String>,
    ) {
        let Some(mut transfer) = session.transfer.take() else { return };
        transfer.offers.retain(|offer| offer.operator != *person);
        transfer.passed.insert(person.clone(), Passed::Declined);
        self.decline_elsewhere(session, &transfer, person, reason.clone());
        transfer.chain.sent_by = None;
        if !transfer.offers.is_empty() {
            session.transfer = Some(transfer);
            return;
        }
        let is_one = matches!(transfer.to, Recipient::Person(_));
        // Another hub has its time anew to send somebody else.
        let may = transfer.until > now || matches!(transfer.to, Recipient::Elsewhere(_));
        if !is_one && may && self.ask_next(now, session, &mut transfer) {
            let next = transfer.offers.first().map(|offer| self.name_in(session, &offer.operator));
            let told = Sentence::TransferPassed {
                name: self.name_in(session, person),
                why: why.to_owned(),
                reason: short(reason),
                next: next.unwrap_or_default(),
            };
            let by = transfer.by.clone();
            session.transfer = Some(transfer);
            if let Some(by) = by {
                self.tell_occupant(session, &by, told);
            }
            return;
        }
        session.transfer = Some(transfer);
        let why = if is_one { why } else { "nobody" };
        self.goes_back(now, session, why, Some(person), reason);
    }

    /// The session stays with whom it is, and whoever asked for the transfer is told why.
    pub(in crate::desk) fn goes_back(
        &mut self,
        now: Time,
        session: &mut Session,
        why: &str,
        person: Option<&BareJid>,
        reason: Option<String>,
    ) {
        let Some(mut transfer) = session.transfer.take() else { return };
        self.take_back_elsewhere(session, &mut transfer, why);
        self.chronicle(session, now, What::TransferReturned, person, why.to_owned());
        if let Some(by) = &transfer.by {
            let language = self.language_in(session, by);
            let told = Sentence::TransferReturned {
                token: name(&session.token),
                to: self.recipient_name(&transfer.to, &language),
                why: why.to_owned(),
                reason: short(reason),
                how: if session.held_by().is_none() { "waiting" } else { super::asking::how(&transfer) }.to_owned(),
            };
            self.tell_occupant(session, by, told);
        }
        if transfer.is_widening() {
            self.returned_from_network(now, session, &transfer, why);
        }
        if matches!(session.state, State::Waiting) {
            self.route(now, session, false);
        }
    }

    /// The invitation did not arrive.
    pub(in crate::desk) fn receiver_unreachable(&mut self, now: Time, number: i64, person: &BareJid, why: String) {
        let awaits_service = self.awaits_elsewhere(number, person);
        let is_asked = self.sessions.get(&number).is_some_and(|session| session.is_handed_to(person));
        if !awaits_service && !is_asked {
            return;
        }
        let Some(mut session) = self.take(number) else { return };
        if awaits_service {
            if session.transfer.as_ref().is_some_and(|transfer| transfer.invitations == 0) {
                self.chronicle(&session, now, What::NotReached, None, person.to_string());
            }
            let hub = hub_of(person);
            if is_away(&why) && self.inventory.links.contains_key(&hub) {
                self.hub_said(now, hub, HubSaid::Unreachable(why.clone()));
            }
            if is_onward(&session, person) {
                self.onward_passes(now, &mut session, Some(why));
            } else {
                self.goes_back(now, &mut session, "unreachable", None, Some(why));
            }
        } else {
            self.receiver_passes(now, &mut session, person, "unreachable", None);
        }
        self.put(session);
    }

    /// Invitations whose time is over.
    pub(in crate::desk) fn transfer_lapsed(&mut self, now: Time, session: &mut Session) {
        let offers = session.transfer.iter().flat_map(|transfer| &transfer.offers);
        let lapsed: Vec<BareJid> =
            offers.filter(|offer| offer.until <= now).map(|offer| offer.operator.clone()).collect();
        for person in lapsed {
            self.receiver_passes(now, session, &person, "silent", None);
        }
    }

    /// Nobody has come within the time for all of it.
    pub(in crate::desk) fn transfer_over(&mut self, now: Time, session: &mut Session) {
        if matches!(session.transfer.as_ref().map(|transfer| &transfer.to), Some(Recipient::Elsewhere(_))) {
            return self.silent_elsewhere(now, session);
        }
        self.goes_back(now, session, "over", None, None);
    }

    /// Somebody has gone off duty or wants to be left in peace: she is not waited for.
    pub(in crate::desk) fn receiver_is_away(&mut self, now: Time, person: &BareJid) {
        let why = match self.duty.show_anywhere(person) {
            None => "off-duty",
            Some(Show::Dnd) => "dnd",
            Some(_) => return,
        };
        for number in self.offered.get(person).cloned().unwrap_or_default() {
            if !self.sessions.get(&number).is_some_and(|session| session.is_handed_to(person)) {
                continue;
            }
            let Some(mut session) = self.take(number) else { continue };
            self.receiver_passes(now, &mut session, person, why, None);
            self.put(session);
        }
    }

    /// Whoever asked for a transfer, holds the session or coordinates takes it back.
    pub(in crate::desk) fn cancel_transfer(&mut self, now: Time, number: i64, by: &BareJid) -> Vec<Sentence> {
        let Some(mut session) = self.take(number) else { return Vec::new() };
        let token = name(&session.token);
        let language = self.language_in(&session, by);
        let Some(transfer) = &mut session.transfer else {
            self.put_back(session);
            return vec![Sentence::TransferNone { token }];
        };
        let to = transfer.to.clone();
        // Whoever asked for it is told by the answer, if it is she; and else that it was taken back.
        if transfer.by.as_ref() == Some(by) {
            transfer.by = None;
        }
        self.goes_back(now, &mut session, "cancelled", None, None);
        self.put(session);
        let to = self.recipient_name(&to, &language);
        vec![Sentence::TransferCancelled { token, to }]
    }
}

/// Whether a server names this where a hub cannot be reached, and not where it wants to hear nothing.
fn is_away(why: &str) -> bool {
    ["remote-server-not-found", "remote-server-timeout", "service-unavailable"].contains(&why)
}

fn short(reason: Option<String>) -> String {
    crate::desk::patron::shortened(&reason.unwrap_or_default(), REASON)
}
