//! What must be so of hubs together, beside what must be so of each (`simulation::invariants`).

use jid::BareJid;
use refdesk::desk::assist::Stage;
use refdesk::desk::inventory::Datum;
use refdesk::desk::record::Record as DeskRecord;
use refdesk::desk::routing::USABLE;
use refdesk::desk::session::{Recipient, Session, State};
use refdesk::hub::record::Record;
use refdesk::hub::{Hub, Outcome};
use refdesk::stanza::{IqBody, Query, Stanza};

use super::person::{hub_of, is_session, works_at};
use super::world::{Held, Node, World, ends};
use crate::simulation::invariants::{Ledger, markers, session_of, words};

/// What a hub may tell another, and whom it may send or ask.
pub fn leaves(hub: &Hub, _number: usize, outcome: &Outcome) -> Held {
    for stanza in &outcome.stanzas {
        let (_, to) = ends(stanza);
        if hub_of(&to.to_bare()).is_none() {
            continue;
        }
        let words = words(stanza);
        if words.contains("@guest.org") {
            return Err(format!("another hub is told who the patron is: {stanza:?}"));
        }
        let link = hub.desk().inventory().link_of(&to.to_bare());
        let passes = |datum: Datum| link.is_some_and(|link| link.passes(datum));
        for marker in markers(&words) {
            let may = match marker.as_bytes().first() {
                Some(b'p') => passes(Datum::Question),
                Some(b's') => passes(Datum::Note),
                _ => false,
            };
            // What comes back to who said it is its own.
            let is_error = matches!(stanza, Stanza::Message(message) if message.error.is_some());
            // A room is told again what it has said itself.
            let is_its_own = is_session(&to.to_bare()) && matches!(marker.as_bytes().first(), Some(b'p' | b's'));
            // A third hub is told what the hub that named it has agreed with it.
            let is_named = |session: &Session| {
                let onward = session.transfer.as_ref().and_then(|transfer| transfer.chain.onward.as_ref());
                onward == Some(&to.to_bare())
            };
            let is_third = link.is_none() && hub.desk().sessions().any(is_named);
            // An address of a hub without a link, which an operator has typed, is a person's for all that is known.
            let is_person = link.is_none() && matches!(stanza, Stanza::Message(message) if message.need.is_none());
            if !may && !is_error && !is_its_own && !is_third && !is_person {
                return Err(format!("another hub is told what was not agreed: {stanza:?}"));
            }
        }
    }
    let records = outcome.records.iter().filter_map(|record| match record {
        Record::Desk(DeskRecord::Session(session)) => Some(session),
        _ => None,
    });
    records.into_iter().try_for_each(|session| widened(hub, session))
}

/// People of other hubs hear of nothing but the session to which they are called, and before they are in it no more than
/// was agreed with the hub that sends them.
pub fn people_hear(ledger: &Ledger, hub: &Hub, number: usize, outcome: &Outcome) -> Held {
    for stanza in &outcome.stanzas {
        let (from, to) = ends(stanza);
        let person = to.to_bare();
        let Some(other) = works_at(&person).filter(|other| *other != number) else { continue };
        let is_ping = matches!(stanza, Stanza::Iq(iq) if matches!(iq.body, IqBody::Get(Query::Ping)));
        let has_been_here = ledger.has_been_anywhere(&person);
        if !is_session(&from.to_bare()) && !is_ping && !has_been_here {
            return Err(format!("{person} of hub {other} is spoken to and has nothing to do here: {stanza:?}"));
        }
        let Some(session) = session_of(hub, &from.to_bare()) else { continue };
        if ledger.has_been_in(session, &person) {
            continue;
        }
        let session = hub.desk().session(session);
        let sender = session.and_then(|session| session.transfer.as_ref()).and_then(|transfer| match &transfer.to {
            Recipient::Elsewhere(to) => Some(transfer.chain.sent_by.clone().unwrap_or_else(|| to.clone())),
            _ => None,
        });
        // Who is asked by her own address is told by whoever asks her; a third hub, what the one that named it agreed on.
        let Some(link) = sender.and_then(|sender| hub.desk().inventory().link_of(&sender)) else { continue };
        for marker in markers(&words(stanza)) {
            let is_own = marker.trim_start_matches(['o', 's']).starts_with(&own_mark(&person));
            let may = match marker.as_bytes().first() {
                Some(b'p') => link.passes(Datum::Question),
                Some(b's') => link.passes(Datum::Note),
                _ => false,
            };
            if !may && !is_own {
                return Err(format!("{person} is told what was not agreed with her hub: {stanza:?}"));
            }
        }
    }
    Ok(())
}

/// What stands in each line of an operator.
fn own_mark(person: &BareJid) -> String {
    person.node().map(|node| format!("{}.", node.as_str().trim_start_matches('o'))).unwrap_or_default()
}

/// The routing asks by itself only a service with which the patron can speak.
fn widened(hub: &Hub, session: &Session) -> Held {
    // One that somebody asked for, who has left, has her note: everybody here writes one.
    let by_itself = session.transfer.as_ref().filter(|transfer| transfer.by.is_none() && transfer.note.is_empty());
    let Some(transfer) = by_itself else { return Ok(()) };
    let Recipient::Elsewhere(service) = &transfer.to else { return Ok(()) };
    let Some(known) = hub.desk().known_service(service) else { return Ok(()) };
    let speaks = session.need.languages().iter().any(|wanted| known.level(wanted).is_some());
    if speaks { Ok(()) } else { Err(format!("{service} is asked and has no common language: {session:?}")) }
}

/// A hub's assistances are as recorded, within bounds, and nobody is sent who cannot speak with the patron.
pub fn agree(number: usize, node: &Node) -> Held {
    let desk = node.hub.desk();
    let all: Vec<_> = desk.assistances().collect();
    if all != node.store.assistances().collect::<Vec<_>>() {
        return Err("assistances are not as recorded".into());
    }
    if all.len() > desk.hub_limits().assistances as usize {
        return Err("there are more assistances than may be".into());
    }
    if let Some(session) = desk.sessions().find(|session| hub_of(&session.patron.bare).is_some()) {
        return Err(format!("another hub is taken for a patron: {session:?}"));
    }
    for one in all {
        let wrong = |what: &str| Err(format!("an assistance {what}: {one:?}"));
        if hub_of(&one.room).is_none_or(|home| home == number) {
            return wrong("is for no other hub");
        }
        if let Some(person) = one.inside.keys().find(|person| works_at(person) != Some(number)) {
            return wrong(&format!("has {person} inside, who is not of this hub"));
        }
        if one.stage == Stage::Settled && one.inside.is_empty() && one.late.is_none() {
            return wrong("is kept though it is over");
        }
        if let Stage::Offered { operator, .. } = &one.stage {
            let Some(known) = desk.inventory().operators.get(operator) else { return wrong("to somebody unknown") };
            let can = |language| known.level(language).is_some_and(|level| level >= USABLE);
            if !one.need.languages().iter().any(can) {
                return wrong("is offered without a common language");
            }
        }
    }
    Ok(())
}

pub fn no_assistance(world: &World) -> Held {
    let mut all = world.nodes.iter().flat_map(|node| node.hub.desk().assistances());
    all.next().map_or(Ok(()), |one| Err(format!("an assistance stays for ever: {one:?}")))
}

pub fn nothing_is_left(world: &World) -> Held {
    for (number, node) in world.nodes.iter().enumerate() {
        let (desk, rooms) = (node.hub.desk(), node.hub.rooms());
        if let Some(session) = desk.sessions().next() {
            return Err(format!("hub {number}: a question stays for ever: {session:?}"));
        }
        let of_session = |address: &jid::BareJid| is_session(address);
        if let Some(room) = rooms.rooms().find(|room| room.view.is_some() || of_session(&room.address)) {
            return Err(format!("hub {number}: a room stays for ever: {room:?}"));
        }
        let (on_duty, seated) = (desk.clients_on_duty(), rooms.clients().count());
        if !on_duty.is_empty() || seated > 0 {
            return Err(format!("hub {number}: somebody stays for ever: {on_duty:?}, {seated} seated"));
        }
    }
    Ok(())
}

pub fn state<'a>(session: &'a &Session) -> &'a State {
    &session.state
}
