//! What the hubs of a session must agree on: whose it is, and, when everything has arrived, who is in it, what was said in
//! it and what goes into the reports.

use std::collections::BTreeSet;

use jid::BareJid;
use refdesk::desk::assist::Part;
use refdesk::muc::Author;

use super::books::Between;
use super::person::{hub_of, works_at};
use super::world::{Held, Node, World, hub_address};
use crate::simulation::invariants::{markers, room, session_of};

/// A hub takes none of its people for inside whom the session's home has not let in: what is held is held where its home
/// says, and nowhere else.
pub fn were_let_in(nodes: &[Node], which: usize) -> Held {
    for one in nodes[which].hub.desk().assistances().filter(|one| !one.inside.is_empty()) {
        let Some(home) = hub_of(&one.room).and_then(|home| nodes.get(home)) else { continue };
        let Some(number) = session_of(&home.hub, &one.room) else {
            return Err(format!("somebody is taken for inside where no session is: {one:?}"));
        };
        if let Some(person) = one.inside.keys().find(|person| !home.ledger.has_been_in(number, person)) {
            return Err(format!("{person} is taken for inside and was never let in: {one:?}"));
        }
    }
    Ok(())
}

/// Everything has arrived.
pub fn settled(world: &World) -> Held {
    for number in 0..world.nodes.len() {
        sent_are_inside(world, number)?;
        inside_are_known(world, number)?;
        reports_agree(world, number)?;
    }
    world.people.iter().filter(|person| person.is_patron).try_for_each(|patron| {
        let (node, bare) = (&world.nodes[patron.home], patron.jid.to_bare());
        if let Some(id) = patron.received.iter().find(|id| !node.store.has_line_of(&bare, id)) {
            return Err(format!("{bare} has a receipt for {id}, and it is nowhere"));
        }
        if !patron.always_there {
            return Ok(());
        }
        for session in node.store.sessions().filter(|session| session.patron.bare == bare) {
            let from = format!("{}@{}", session.service, hub_address(patron.home));
            let from: BareJid = from.parse().expect("an address");
            let room = room(&node.hub, &hub_address(patron.home), session);
            for line in node.store.lines_of(&room).filter(|line| line.author == Author::Operator) {
                for marker in line.content.bodies.iter().flat_map(|body| markers(&body.text)) {
                    if !patron.heard.contains_key(&(from.clone(), marker.to_owned())) {
                        return Err(format!("{bare} has been there all the time and was not told: {line:?}"));
                    }
                }
            }
        }
        Ok(())
    })
}

/// Whom a hub takes for inside, she is in the session at its home, as its holder or beside her.
fn sent_are_inside(world: &World, number: usize) -> Held {
    let desk = world.nodes[number].hub.desk();
    for one in desk.assistances().filter(|one| !world.disturbed.contains(&one.room)) {
        let Some(home) = hub_of(&one.room).and_then(|home| world.nodes.get(home)) else { continue };
        let session = session_of(&home.hub, &one.room).and_then(|number| home.hub.desk().session(number));
        let is_in = |person: &BareJid| {
            session.is_some_and(|session| session.held_by() == Some(person) || session.consultants.contains(person))
        };
        if let Some(person) = one.inside.keys().find(|person| !is_in(person)) {
            return Err(format!("hub {number} takes {person} for inside, and her home does not: {one:?} {session:?}"));
        }
    }
    Ok(())
}

/// Who was sent by another hub and is in a session here, her hub knows that she is, by that service alone.
fn inside_are_known(world: &World, number: usize) -> Held {
    let node = &world.nodes[number];
    for session in node.hub.desk().sessions() {
        let at = room(&node.hub, &hub_address(number), session).address;
        if world.disturbed.contains(&at) {
            continue;
        }
        for person in session.held_by().into_iter().chain(&session.consultants) {
            let service = session.guests.get(person).and_then(|guest| guest.of.as_ref());
            let Some(other) = service.and_then(hub_of) else { continue };
            let of = world.nodes[other].hub.desk().assistances().filter(|one| one.room == at);
            let of: Vec<_> = of.filter(|one| one.inside.contains_key(person)).collect();
            if of.len() != 1 || works_at(person) != Some(other) {
                return Err(format!("{person} was sent by hub {other}, which knows of {of:?}: {session:?}"));
            }
        }
    }
    Ok(())
}

/// A session is counted as answered elsewhere by its home and as answered here by the other hub, or by neither; and nobody
/// counts one that nobody referred to him.
fn reports_agree(world: &World, number: usize) -> Held {
    let books = &world.nodes[number].books;
    let is_sure = |between: &&Between| !world.disturbed.contains(&between.0);
    let at_others = |is: fn(&Part) -> bool| {
        let all = world.nodes.iter().flat_map(|node| &node.books.parts);
        let of_here = all.filter(|((room, _), part)| hub_of(room) == Some(number) && is(part));
        of_here.map(|(between, _)| between).filter(is_sure).collect::<BTreeSet<_>>()
    };
    let here: BTreeSet<_> = books.answered.iter().filter(is_sure).collect();
    let there = at_others(|part| *part == Part::Answered);
    if let Some(between) = here.symmetric_difference(&there).next() {
        return Err(format!("hub {number} and the other count differently who answered: {between:?}"));
    }
    let unasked = at_others(|_| true).into_iter().find(|between| !books.referred.contains(between));
    unasked.map_or(Ok(()), |between| Err(format!("{between:?} counts what nobody asked of it")))
}
