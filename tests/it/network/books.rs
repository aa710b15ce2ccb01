//! What each hub has written down of sessions that pass between hubs, and how often what must now and then happen to them
//! did: of each session by its room, as both hubs know it.

use std::collections::{BTreeMap, BTreeSet};

use jid::BareJid;
use refdesk::desk::assist::Part;
use refdesk::desk::inventory::Change;
use refdesk::desk::record::{Record as DeskRecord, What};
use refdesk::desk::session::Session;
use refdesk::hub::record::Record;
use refdesk::hub::{Hub, Outcome};

use super::figures::Figures;
use super::person::{hub_of, works_at};
use super::world::hub_address;
use crate::simulation::invariants::room;

/// A session's room and a service of another hub.
pub type Between = (BareJid, BareJid);

/// What goes into a report, as it would be written to a data base.
#[derive(Debug, Clone, Default)]
pub struct Books {
    /// At the session's home: whom was asked, and reached for all it knows.
    pub referred: BTreeSet<Between>,
    /// At the session's home: who has sent somebody that came.
    pub answered: BTreeSet<Between>,
    /// At the other hub: the part that it had.
    pub parts: BTreeMap<Between, Part>,
    /// The sessions as they were last recorded.
    sessions: BTreeMap<i64, Session>,
}

impl Books {
    pub fn note(&mut self, which: usize, hub: &Hub, outcome: &Outcome, figures: &mut Figures) {
        let records = outcome.records.iter().filter_map(|record| match record {
            Record::Desk(record) => Some(record),
            _ => None,
        });
        let ends = records.clone().find_map(|record| match record {
            DeskRecord::Inventory(Change::Link(link)) if !link.is_active() => hub_of(&link.hub),
            DeskRecord::Inventory(Change::LinkGone(gone)) => hub_of(gone),
            _ => None,
        });
        for record in records {
            match record {
                DeskRecord::Session(session) => self.changed(which, session, ends, figures),
                DeskRecord::Chronicle(entry) => {
                    let service = entry.detail.parse::<BareJid>().ok();
                    let between = self.room_of(which, hub, entry.session).zip(service);
                    match (entry.what, between) {
                        (What::ReferredOn, Some(between)) => drop(self.referred.insert(between)),
                        (What::NotReached, Some(between)) => drop(self.referred.remove(&between)),
                        (What::AnsweredElsewhere, Some(between)) => drop(self.answered.insert(between)),
                        _ => {}
                    }
                    let elsewhere = entry.operator.as_ref().and_then(works_at).is_some_and(|home| home != which);
                    match entry.what {
                        What::TransferReturned if entry.detail == "cancelled" => figures.count("taken back by hand"),
                        What::TransferReturned if entry.detail == "unlinked" => figures.count("unlinked while asked"),
                        What::Consulted if elsewhere => figures.count("consulted across hubs"),
                        _ => {}
                    }
                }
                DeskRecord::Assistance(one) => {
                    let service = format!("{}@{}", one.service, hub_address(which)).parse().expect("an address");
                    let part = self.parts.entry((one.room.clone(), service)).or_insert(one.part);
                    *part = one.part.max(*part);
                }
                _ => {}
            }
        }
    }

    fn room_of(&self, which: usize, hub: &Hub, number: i64) -> Option<BareJid> {
        let session = hub.desk().session(number).or_else(|| self.sessions.get(&number))?;
        Some(room(hub, &hub_address(which), session).address)
    }

    fn changed(&mut self, home: usize, session: &Session, ends: Option<usize>, figures: &mut Figures) {
        let before = self.sessions.insert(session.number, session.clone());
        let was = before.as_ref();
        let widens = |session: &Session| session.transfer.as_ref().is_some_and(|transfer| transfer.is_widening());
        if widens(session) && !was.is_some_and(widens) {
            figures.count("another hub asked by the routing");
        }
        let handed = |session: &Session| session.transfer.as_ref().is_some_and(|transfer| transfer.by.is_some());
        if session.is_queued() && handed(session) && was.is_some_and(|was| was.is_queued() && !handed(was)) {
            figures.count("handed on while it waits");
        }
        let at = |session: &Session| session.held_by().and_then(works_at);
        let (from, to) = (was.and_then(at), at(session));
        if let Some(to) = to.filter(|to| from != Some(*to)) {
            if to != home && was.is_some_and(widens) {
                figures.count("held elsewhere by the routing");
            }
            match from {
                Some(from) if from != home && to != home => figures.count("from one other hub to a third"),
                Some(from) if from != home => figures.count("from another hub back home"),
                _ => {}
            }
        }
        if from.is_some_and(|from| Some(from) == ends) && to != from {
            figures.count("unlinked while held there");
        }
    }
}
