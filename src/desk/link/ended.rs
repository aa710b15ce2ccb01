//! A link is paused, or is no more: what is under way with that hub ends properly.

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::effect::Effect;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Recipient, Session};
use crate::time::Time;

impl Desk {
    /// Nothing may pass to or from a hub any more, from this moment. What its services were asked for is taken back, whoever
    /// it sent is put out after a word, and a session that one of them held goes back into the queue; its patron is told.
    pub(in crate::desk) fn link_ended(&mut self, now: Time, hub: &BareJid) {
        // So that none of it is taken to another service of the same hub.
        self.directory.forget_hub(hub);
        let with_hub = |session: &&Session| {
            goes_to(session, hub) || goes_on_to(session, hub) || guests_of(session, hub).next().is_some()
        };
        let numbers: Vec<i64> = self.sessions().filter(with_hub).map(|session| session.number).collect();
        for number in numbers {
            let Some(mut session) = self.take(number) else { continue };
            self.part_from_hub(now, &mut session, hub);
            self.put(session);
        }
    }

    fn part_from_hub(&mut self, now: Time, session: &mut Session, hub: &BareJid) {
        let onward = session.transfer.as_ref().and_then(|transfer| transfer.chain.onward.clone());
        if let Some(onward) = onward.filter(|onward| onward.domain() == hub.domain()) {
            self.onward_withdrawn(now, session, &onward);
        }
        if goes_to(session, hub) {
            self.goes_back(now, session, "unlinked", None, None);
        }
        let guests: Vec<BareJid> = guests_of(session, hub).cloned().collect();
        if guests.is_empty() {
            return;
        }
        self.tell_session_room(session, Sentence::RoomLinkEnded { hub: hub.to_string() });
        for guest in &guests {
            if session.consultants.remove(guest) {
                self.show_consultant(session, guest, false);
                self.tell_member_elsewhere(session, guest, false);
            }
            let language = self.language_in(session, guest);
            let reason = Sentence::RoomLinkEnded { hub: hub.to_string() };
            self.out.push(Effect::PutOut { session: session.number, operator: guest.clone(), reason, language });
        }
        let held = session.held_by().cloned().filter(|holder| guests.contains(holder));
        if let Some(holder) = held {
            // A colleague of ours who is beside her goes on with the patron; else he waits for another.
            self.tell_member_elsewhere(session, &holder, false);
            session.guests.retain(|person, _| !guests.contains(person) || *person == holder);
            if !self.falls_to_consultant(now, session) {
                self.requeue(now, session);
            }
        }
        session.guests.retain(|person, _| !guests.contains(person));
    }
}

/// It is being handed to a service of that hub.
fn goes_to(session: &Session, hub: &BareJid) -> bool {
    let to = session.transfer.as_ref().map(|transfer| &transfer.to);
    matches!(to, Some(Recipient::Elsewhere(service)) if service.domain() == hub.domain())
}

/// A service of that hub was named for it by another.
fn goes_on_to(session: &Session, hub: &BareJid) -> bool {
    let onward = session.transfer.as_ref().and_then(|transfer| transfer.chain.onward.as_ref());
    onward.is_some_and(|onward| onward.domain() == hub.domain())
}

/// Those whom a service of that hub sent.
fn guests_of<'a>(session: &'a Session, hub: &'a BareJid) -> impl Iterator<Item = &'a BareJid> {
    let of = |of: &Option<BareJid>| of.as_ref().is_some_and(|service| service.domain() == hub.domain());
    session.guests.iter().filter(move |(_, guest)| of(&guest.of)).map(|(person, _)| person)
}
