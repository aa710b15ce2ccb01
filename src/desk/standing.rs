//! How things stand in the services: what they show the world, and what whoever watches them counts.

use std::collections::BTreeMap;

use super::Desk;
use super::inventory::ServiceId;
use super::session::State;
use crate::stanza::Show;
use crate::time::Time;

/// What a service shows the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Opening {
    pub open: bool,
    pub on_duty: usize,
    pub waiting: usize,
}

/// How many sessions of a service are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub on_duty: usize,
    /// Waiting or offered.
    pub waiting: usize,
    /// Offers that are out.
    pub offered: usize,
    pub held: usize,
    pub questions: usize,
}

impl Desk {
    /// What a service shows the world.
    pub fn opening(&self, service: &ServiceId) -> Opening {
        if self.inventory.is_ending(service) {
            return Opening::default();
        }
        let on_duty = self.duty.on(service).filter(|(_, show)| *show != Show::Dnd).count();
        let waiting = self.services.get(service).map_or(0, |sessions| sessions.queue.len());
        Opening { open: on_duty > 0 || self.is_answered_beyond(service), on_duty, waiting }
    }

    /// How things stand in every service, for whoever watches them.
    pub fn standings(&self) -> BTreeMap<ServiceId, Standing> {
        let alone = |service| Standing { on_duty: self.duty.on(service).count(), ..Standing::default() };
        let services = self.inventory.services.keys();
        let mut standings: BTreeMap<_, _> = services.map(|service| (service.clone(), alone(service))).collect();
        for session in self.sessions.values() {
            let Some(standing) = standings.get_mut(&session.service) else { continue };
            match &session.state {
                State::Waiting => standing.waiting += 1,
                State::Offered { offers } => {
                    standing.waiting += 1;
                    standing.offered += offers.len();
                }
                State::Held { .. } => standing.held += 1,
                State::Question { .. } => standing.questions += 1,
                State::Closed { .. } => {}
            }
        }
        standings
    }

    /// Since when the longest waiting patron of a service waits.
    pub fn waiting_since(&self, service: &ServiceId) -> Option<Time> {
        self.services.get(service)?.queue.first().map(|(since, _)| *since)
    }
}
