//! What is known of the services of linked hubs: what they can, and whether they are open now (DESIGN §4).
//!
//! The hub fills it in from what partners show ([`crate::hub`]); here it is only kept, in the agreed order, and asked.
//! Nothing of it is recorded: after a start every partner shows its services again.

mod matching;
mod picture;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jid::BareJid;

pub use self::picture::{Load, MOST_NAMES, MOST_TERMS, Picture, Spoken, Term};
use super::Desk;
use super::inventory::Link;
use super::language::{Language, Level};
use super::need::Need;
use crate::time::Time;

/// A service of another hub, as it was last shown by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub address: BareJid,
    /// The other hub's domain.
    pub hub: BareJid,
    /// What it shows.
    pub picture: Picture,
    /// As agreed in the link.
    pub adjoining: bool,
    pub order: u32,
    pub seen: Time,
}

impl Known {
    fn of(address: BareJid, link: &Link, picture: Picture, seen: Time) -> Known {
        let (hub, adjoining, order) = (link.hub.clone(), link.adjoining, link.order);
        Known { address, hub, picture, adjoining, order, seen }
    }

    /// How well a language is spoken there, if at all: by those on duty where they speak it, else by anybody. A
    /// language that the service names without a level counts as B2.
    pub fn level(&self, wanted: &Language) -> Option<Level> {
        let serving = self.picture.languages.iter().filter(|spoken| spoken.language.serves(wanted));
        serving.map(|spoken| spoken.on_duty.or(spoken.known).unwrap_or(Level::B2)).max()
    }

    /// `open`, `closed`, or `unknown`.
    pub fn state(&self) -> &'static str {
        match self.picture.open {
            Some(true) => "open",
            Some(false) => "closed",
            None => "unknown",
        }
    }

    /// With the best levels: `fi native, en C1`.
    pub fn spoken_here(&self) -> String {
        let spoken = self.picture.languages.iter().map(|spoken| match spoken.known {
            Some(level) => format!("{} {level}", spoken.language),
            None => spoken.language.to_string(),
        });
        spoken.collect::<Vec<_>>().join(", ")
    }

    /// In the agreed order: adjoining hubs first, then by number; the open before the closed, the free before the busy.
    fn place(&self) -> impl Ord + use<> {
        (
            !self.adjoining,
            self.order,
            self.picture.open == Some(false),
            self.picture.load,
            self.hub.clone(),
            self.address.clone(),
        )
    }
}

/// By address. How many there may be is the hub's affair, which asks for the pictures.
#[derive(Debug, Default)]
pub(super) struct Directory {
    known: BTreeMap<BareJid, Known>,
}

impl Directory {
    pub fn get(&self, address: &BareJid) -> Option<&Known> {
        self.known.get(address)
    }

    pub fn all(&self) -> impl Iterator<Item = &Known> {
        self.known.values()
    }

    pub fn of<'a>(&'a self, hub: &'a BareJid) -> impl Iterator<Item = &'a Known> {
        self.known.values().filter(move |known| known.hub == *hub)
    }

    pub fn forget(&mut self, address: &BareJid) {
        self.known.remove(address);
    }

    pub fn forget_hub(&mut self, hub: &BareJid) {
        self.known.retain(|_, known| known.hub != *hub);
    }

    /// What was agreed with a hub has changed.
    pub fn agreed(&mut self, link: &Link) {
        for known in self.known.values_mut().filter(|known| known.hub == link.hub) {
            (known.adjoining, known.order) = (link.adjoining, link.order);
        }
    }
}

impl Desk {
    /// A linked hub shows one of its services; what no active link reaches is not kept.
    pub(super) fn partner_shown(&mut self, now: Time, address: BareJid, picture: Picture) {
        let Some(link) = self.inventory.link_of(&address).filter(|link| link.reaches(&address)) else {
            return self.directory.forget(&address);
        };
        let known = Known::of(address.clone(), link, picture, now);
        let opens = known.picture.open == Some(true);
        self.directory.known.insert(known.address.clone(), known);
        if opens {
            self.partner_opened(now, &address);
        }
    }

    /// What it shows is not believed, and what it showed before is not so any more.
    pub(super) fn partner_wrong(&mut self, address: &BareJid) {
        self.directory.forget(address);
        if let Some(hub) = self.inventory.link_of(address).map(|link| link.hub.clone()) {
            let health = self.links.health(&hub);
            health.wrong = health.wrong.saturating_add(1);
        }
    }

    pub(super) fn partner_gone(&mut self, now: Time, address: &BareJid) {
        self.directory.forget(address);
        self.partner_left(now, |gone| gone == address);
    }

    /// What was last shown of a partner's service, whether it may be used now or not.
    pub fn known_service(&self, address: &BareJid) -> Option<&Known> {
        self.directory.get(address)
    }

    /// The services of other hubs that patrons may be sent to now, in the agreed order: adjoining hubs first, then by the
    /// number agreed on, then the open and the less busy ones. Left out is what no active link reaches, and a hub that
    /// cannot be reached, is paused, or has lately not answered.
    pub fn linked_services(&self, now: Time) -> impl Iterator<Item = &Known> {
        let mut all: Vec<&Known> = self.directory.all().filter(|known| self.is_usable(now, known)).collect();
        all.sort_by_cached_key(|known| known.place());
        all.into_iter()
    }

    /// Those of the linked services with which the patron can speak, in the agreed order; among equals in it, the one
    /// that fits what he needs better comes first.
    pub fn linked_services_for(&self, now: Time, need: &Need) -> Vec<&Known> {
        let able = self.linked_services(now).filter_map(|known| Some((self.fit(known, need)?, known)));
        let mut able: Vec<_> = able.collect();
        let place = |known: &Known| (!known.adjoining, known.order, known.picture.open == Some(false));
        able.sort_by_key(|(fit, known)| (place(known), std::cmp::Reverse(*fit)));
        able.into_iter().map(|(_, known)| known).collect()
    }

    fn is_usable(&self, now: Time, known: &Known) -> bool {
        let link = self.inventory.links.get(&known.hub);
        link.is_some_and(|link| link.reaches(&known.address)) && self.hub_answers(now, &known.hub)
    }
}
