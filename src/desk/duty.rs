//! Who is on duty where, with which clients, and how willing (DESIGN §2).
//!
//! An operator is on duty in a service while one of her clients is in its staff room, or has gone on duty by command.
//! Her availability is that of her most willing client. Away and xa mean "later": she is asked when nobody nearer to
//! the desk is free, because clients show away by themselves on an idle desk. Dnd is never asked.

use std::collections::{BTreeMap, BTreeSet};

use jid::{BareJid, FullJid};

use super::inventory::ServiceId;
use super::record::DutyClient;
use crate::stanza::Show;
use crate::time::Time;

#[derive(Debug, Default)]
pub struct Duty {
    services: BTreeMap<ServiceId, BTreeMap<BareJid, BTreeMap<FullJid, DutyClient>>>,
    /// Since when an operator has had no session to attend to.
    free_since: BTreeMap<BareJid, Time>,
}

/// What changed when a client came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The operator came on duty or went off.
    Duty,
    /// She stays on duty, perhaps more or less willing.
    Availability,
    Nothing,
}

impl Duty {
    pub fn set(&mut self, client: DutyClient) -> Change {
        let operator = client.client.to_bare();
        self.free_since.entry(operator.clone()).or_insert(client.since);
        let clients = self.services.entry(client.service.clone()).or_default().entry(operator).or_default();
        let before = show(clients);
        clients.insert(client.client.clone(), client);
        change(before, show(clients))
    }

    pub fn remove(&mut self, service: &ServiceId, client: &FullJid) -> Option<Change> {
        let operators = self.services.get_mut(service)?;
        let operator = client.to_bare();
        let clients = operators.get_mut(&operator)?;
        let before = show(clients);
        clients.remove(client)?;
        let after = show(clients);
        if clients.is_empty() {
            operators.remove(&operator);
        }
        if !self.services.values().any(|operators| operators.contains_key(&operator)) {
            self.free_since.remove(&operator);
        }
        Some(change(before, after))
    }

    pub fn client(&self, service: &ServiceId, client: &FullJid) -> Option<&DutyClient> {
        self.services.get(service)?.get(&client.to_bare())?.get(client)
    }

    /// Her clients in this service's staff room, off duty or not.
    pub fn present(&self, service: &ServiceId, operator: &BareJid) -> Vec<DutyClient> {
        let clients = self.services.get(service).and_then(|operators| operators.get(operator));
        clients.into_iter().flat_map(|clients| clients.values().cloned()).collect()
    }

    /// How willing she is, if she is on duty.
    pub fn show(&self, service: &ServiceId, operator: &BareJid) -> Option<Show> {
        show(self.services.get(service)?.get(operator)?)
    }

    /// On duty in any service.
    pub fn is_on(&self, operator: &BareJid) -> bool {
        self.services.keys().any(|service| self.show(service, operator).is_some())
    }

    /// Operators on duty in a service, with how willing they are.
    pub fn on<'a>(&'a self, service: &ServiceId) -> impl Iterator<Item = (&'a BareJid, Show)> {
        let operators = self.services.get(service).into_iter().flatten();
        operators.filter_map(|(operator, clients)| Some((operator, show(clients)?)))
    }

    /// Everybody on duty in any service, each once, with how willing she is where she is most so.
    pub fn on_anywhere(&self) -> BTreeMap<&BareJid, Show> {
        let mut all = BTreeMap::new();
        for (operator, clients) in self.services.values().flatten() {
            if let Some(show) = show(clients) {
                let known = all.entry(operator).or_insert(show);
                *known = show.min(*known);
            }
        }
        all
    }

    /// How willing she is, in the service where she is most so.
    pub fn show_anywhere(&self, operator: &BareJid) -> Option<Show> {
        self.services.values().filter_map(|operators| show(operators.get(operator)?)).min()
    }

    /// Her clients to which an invitation is sent by a service that she is not on duty in.
    pub fn reachable_anywhere(&self, operator: &BareJid) -> BTreeSet<FullJid> {
        let best = self.show_anywhere(operator);
        let here = |service: &&ServiceId| self.show(service, operator) == best;
        self.services.keys().filter(here).flat_map(|service| self.reachable(service, operator)).collect()
    }

    /// The clients of an operator on duty to which an invitation is sent: the most willing ones.
    pub fn reachable(&self, service: &ServiceId, operator: &BareJid) -> Vec<FullJid> {
        let best = self.show(service, operator);
        let clients = self.services.get(service).and_then(|operators| operators.get(operator));
        let on = clients.into_iter().flat_map(|clients| clients.values()).filter(|client| !client.off);
        on.filter(|client| Some(client.show) == best).map(|client| client.client.clone()).collect()
    }

    /// Services in whose staff room the operator has a client.
    pub fn services_of<'a>(&'a self, operator: &'a BareJid) -> impl Iterator<Item = &'a ServiceId> {
        self.services.iter().filter(move |(_, on)| on.contains_key(operator)).map(|(service, _)| service)
    }

    pub fn all_clients(&self, service: &ServiceId) -> Vec<(ServiceId, FullJid)> {
        let operators = self.services.get(service).into_iter().flat_map(|operators| operators.values());
        operators.flat_map(|clients| clients.keys()).map(|client| (service.clone(), client.clone())).collect()
    }

    /// Services with anybody on duty.
    pub fn services(&self) -> impl Iterator<Item = &ServiceId> {
        self.services.keys()
    }

    pub fn clients(&self, service: &ServiceId) -> usize {
        self.services.get(service).map_or(0, |operators| operators.values().map(BTreeMap::len).sum())
    }

    pub fn free_since(&self, operator: &BareJid) -> Option<Time> {
        self.free_since.get(operator).copied()
    }

    pub fn has_become_free(&mut self, operator: &BareJid, now: Time) {
        if let Some(since) = self.free_since.get_mut(operator) {
            *since = now;
        }
    }
}

fn show(clients: &BTreeMap<FullJid, DutyClient>) -> Option<Show> {
    clients.values().filter(|client| !client.off).map(|client| client.show).min()
}

fn change(before: Option<Show>, after: Option<Show>) -> Change {
    match (before, after) {
        (None, Some(_)) | (Some(_), None) => Change::Duty,
        (before, after) if before != after => Change::Availability,
        _ => Change::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample;

    fn client(resource: &str, show: Show) -> DutyClient {
        DutyClient {
            service: sample::service("ask"),
            client: format!("anna@localhost/{resource}").parse().expect("a full JID"),
            show,
            by_command: false,
            off: false,
            since: Time(0),
        }
    }

    #[test]
    fn the_most_willing_client_counts_and_the_last_to_go_ends_the_duty() {
        let (ask, anna) = (sample::service("ask"), sample::jid("anna@localhost"));
        let mut duty = Duty::default();
        assert_eq!(duty.set(client("desk", Show::Away)), Change::Duty);
        assert_eq!(duty.set(client("phone", Show::Chat)), Change::Availability);
        assert_eq!(duty.show(&ask, &anna), Some(Show::Chat));
        assert_eq!(duty.reachable(&ask, &anna), [client("phone", Show::Chat).client]);
        assert_eq!(duty.remove(&ask, &client("phone", Show::Chat).client), Some(Change::Availability));
        assert_eq!(duty.remove(&ask, &client("desk", Show::Away).client), Some(Change::Duty));
        assert_eq!(duty.remove(&ask, &client("desk", Show::Away).client), None);
        assert!(!duty.is_on(&anna));
    }

    #[test]
    fn a_client_put_off_duty_does_not_count_though_it_is_present() {
        let mut duty = Duty::default();
        let off = DutyClient { off: true, ..client("desk", Show::Chat) };
        assert_eq!(duty.set(off), Change::Nothing);
        assert_eq!(duty.on(&sample::service("ask")).count(), 0);
        assert_eq!(duty.present(&sample::service("ask"), &sample::jid("anna@localhost")).len(), 1);
    }
}
