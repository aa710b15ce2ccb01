//! How a linked hub is doing, as far as it can be told from here. Nothing of it is recorded: after a start it is found
//! out again.

use std::collections::BTreeMap;
use std::time::Duration;

use jid::BareJid;

use crate::desk::Desk;
use crate::desk::inventory::Inventory;
use crate::desk::limits::Limits;
use crate::time::Time;

/// A hub that has left so many requests in a row unanswered is passed over for a while.
const MISSED: u32 = 3;
/// The longest between two attempts at a hub whose server says that it is not there.
const LONGEST_RETRY: Duration = Duration::from_secs(3600);

/// What the other hub shows of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown {
    /// Nothing since this hub started.
    #[default]
    Nothing,
    Here,
    /// It has paused the link.
    Paused,
    /// It went, at this moment; a restart takes a moment too.
    Away(Time),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    pub shown: Shown,
    /// When it last answered, or showed anything.
    pub answered: Option<Time>,
    /// Requests in a row that it left unanswered.
    pub missed: u32,
    /// When it last left one unanswered.
    pub missed_at: Option<Time>,
    /// Pictures of services that did not agree with their hash.
    pub wrong: u32,
    /// What its server, or ours, says of why it cannot be reached.
    pub unreachable: Option<String>,
    /// When it is tried again, and how often it has been.
    pub(super) retry: Option<Time>,
    pub(super) tries: u32,
    /// Coordinators have been told that it is away.
    pub(super) told_away: bool,
}

impl Health {
    /// Something came from it.
    pub(super) fn heard(&mut self, now: Time) {
        (self.answered, self.missed, self.unreachable) = (Some(now), 0, None);
        (self.retry, self.tries) = (None, 0);
    }

    pub(super) fn missed(&mut self, now: Time) {
        self.missed = self.missed.saturating_add(1);
        self.missed_at = Some(now);
    }

    /// It cannot be reached, and is tried again later and later. True if that is new.
    pub(super) fn unreachable(&mut self, now: Time, why: &str, limits: &Limits) -> bool {
        let new = self.unreachable.is_none();
        self.unreachable = Some(why.chars().take(60).collect());
        // The servers answer everything that was sent to it; only the first of the answers counts.
        if self.retry.is_none_or(|at| at <= now) {
            let wait = limits.link_retry.saturating_mul(1 << self.tries.min(16)).min(LONGEST_RETRY);
            self.retry = Some(now + wait);
            self.tries = self.tries.saturating_add(1);
        }
        new
    }

    fn answers(&self, now: Time, limits: &Limits) -> bool {
        let rests = self.missed >= MISSED && self.missed_at.is_some_and(|at| now.since(at) < limits.link_rest);
        self.unreachable.is_none() && matches!(self.shown, Shown::Here | Shown::Nothing) && !rests
    }
}

/// Of the hubs there is a link with, in whatever state.
#[derive(Debug, Default)]
pub(in crate::desk) struct Links {
    health: BTreeMap<BareJid, Health>,
    /// The hub's own address, once it is known.
    pub own: Option<BareJid>,
}

impl Links {
    pub fn health(&mut self, hub: &BareJid) -> &mut Health {
        self.health.entry(hub.clone()).or_default()
    }

    pub fn forget(&mut self, hub: &BareJid) {
        self.health.remove(hub);
    }

    /// Only hubs with a link are kept account of.
    pub fn follow(&mut self, inventory: &Inventory) {
        self.health.retain(|hub, _| inventory.links.contains_key(hub));
    }

    /// Nothing was heard of anybody: what they show is not known any more.
    pub fn begin_again(&mut self) {
        for health in self.health.values_mut() {
            *health = Health { answered: health.answered, wrong: health.wrong, ..Health::default() };
        }
    }

    pub fn of(&self, hub: &BareJid) -> Option<&Health> {
        self.health.get(hub)
    }
}

impl Desk {
    /// Whether a linked hub has answered something, so that one that does not is passed over and shown so.
    pub fn health_noted(&mut self, now: Time, hub: &BareJid, answered: bool) {
        if !self.inventory.links.contains_key(hub) {
            return;
        }
        let health = self.links.health(hub);
        if answered { health.heard(now) } else { health.missed(now) }
    }

    /// What is known of how a linked hub is doing.
    pub fn health(&self, hub: &BareJid) -> Option<&Health> {
        self.links.of(hub)
    }

    /// It may be asked now, for all that can be told.
    pub(in crate::desk) fn hub_answers(&self, now: Time, hub: &BareJid) -> bool {
        self.links.of(hub).is_none_or(|health| health.answers(now, &self.around.limits))
    }
}
