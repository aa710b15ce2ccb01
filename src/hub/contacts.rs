//! Those who have a service in their roster: subscriptions (RFC 6121 §3), probes, and what they are shown.

use std::collections::{BTreeMap, BTreeSet};

use jid::{BareJid, Jid};

use super::record::Record;
use super::{Hub, address};
use crate::desk::Opening;
use crate::desk::inventory::ServiceId;
use crate::desk::sentence::Sentence;
use crate::stanza::{Body, Presence, PresenceKind, Show, Stanza};
use crate::time::Time;

/// A change of the numbers is shown at most this often; opening and closing at once.
pub(super) const SHOWN_EVERY: std::time::Duration = std::time::Duration::from_secs(10);

#[derive(Debug, Default)]
pub struct Contacts {
    of: BTreeMap<BareJid, BTreeSet<BareJid>>,
    shown: BTreeMap<ServiceId, (Time, Opening)>,
    /// Services whose change waits to be shown.
    owed: BTreeSet<(Time, ServiceId)>,
}

impl Contacts {
    pub fn restore(&mut self, address: BareJid, contact: BareJid) {
        self.of.entry(address).or_default().insert(contact);
    }

    pub fn timeout(&self) -> Option<Time> {
        self.owed.first().map(|(at, _)| *at)
    }

    pub fn has(&self, address: &BareJid, contact: &BareJid) -> bool {
        self.of.get(address).is_some_and(|contacts| contacts.contains(contact))
    }
}

impl Hub {
    /// A presence that concerns no room.
    pub(super) fn contact_presence(&mut self, presence: &Presence) {
        let address = presence.to.to_bare();
        let contact = presence.from.to_bare();
        let of_contact = Jid::from(contact.clone());
        match presence.kind {
            PresenceKind::Subscribe => {
                let limit = match self.address_of(&presence.to) {
                    super::Address::Hub => self.desk.hub_limits().contacts,
                    super::Address::Service(service) => self.desk.limits(&service).contacts,
                    _ => return,
                };
                let contacts = self.contacts.of.entry(address.clone()).or_default();
                if contacts.len() >= limit as usize && !contacts.contains(&contact) {
                    let refused = Presence::new(PresenceKind::Unsubscribed, address, of_contact);
                    return self.send(Stanza::Presence(Box::new(refused)));
                }
                if contacts.insert(contact.clone()) {
                    let contact = contact.clone();
                    self.records.push(Record::Contact { address: address.clone(), contact });
                }
                let mut granted = Presence::new(PresenceKind::Subscribed, address.clone(), of_contact.clone());
                granted.id = presence.id.clone();
                self.send(Stanza::Presence(Box::new(granted)));
                self.show_to(&address, of_contact);
            }
            PresenceKind::Unsubscribe => {
                if self.contacts.of.get_mut(&address).is_some_and(|contacts| contacts.remove(&contact)) {
                    self.records.push(Record::ContactGone { address: address.clone(), contact });
                }
                let ended = Presence::new(PresenceKind::Unsubscribed, address, of_contact);
                self.send(Stanza::Presence(Box::new(ended)));
            }
            PresenceKind::Probe if self.contacts.has(&address, &contact) => {
                self.show_to(&address, presence.from.clone());
            }
            PresenceKind::Probe => {
                let unknown = Presence::new(PresenceKind::Unsubscribed, address, of_contact);
                self.send(Stanza::Presence(Box::new(unknown)));
            }
            _ => {}
        }
    }

    fn show_to(&mut self, address: &BareJid, to: Jid) {
        if let Some(mut presence) = self.shown_presence(address) {
            presence.to = to;
            self.send(Stanza::Presence(Box::new(presence)));
        }
    }

    /// What a contact sees of one of our addresses; `to` is still to be set.
    fn shown_presence(&self, address: &BareJid) -> Option<Presence> {
        let mut presence = Presence::new(PresenceKind::Available, address.clone(), address.clone());
        match self.address_of(&address.clone().into()) {
            super::Address::Hub => presence.caps = self.caps.hub.clone(),
            super::Address::Service(service) => {
                let opening = self.desk.opening(&service);
                presence.show = if opening.open { Show::Available } else { Show::Xa };
                let sentence = if self.desk.inventory().is_ending(&service) {
                    let language = self.desk.staff_language(&service);
                    Sentence::RefusedServiceEnded { name: self.desk.service_name(&service, &language) }
                } else if opening.open {
                    let (on_duty, waiting) = (opening.on_duty as i64, opening.waiting as i64);
                    let since = self.desk.waiting_since(&service).unwrap_or(self.now);
                    Sentence::ServiceOpen { on_duty, waiting, waited: self.now.since(since).into() }
                } else {
                    Sentence::ServiceClosed {}
                };
                let languages = self.texts.languages();
                let body = |language: &crate::desk::language::Language| Body {
                    lang: Some(language.to_string()),
                    text: self.texts.render(&sentence, language),
                };
                presence.status = languages.iter().take(8).map(body).collect();
                presence.caps = self.caps.service.clone();
            }
            _ => return None,
        }
        Some(presence)
    }

    /// Shows a service's opening to its contacts, if it has changed.
    pub(super) fn service_changed(&mut self, now: Time, service: &ServiceId) {
        self.show_change(service);
        let opening = self.desk.opening(service);
        if let Some((at, shown)) = self.contacts.shown.get(service) {
            if *shown == opening {
                return;
            }
            if shown.open == opening.open && now.since(*at) < SHOWN_EVERY {
                if !self.contacts.owed.iter().any(|(_, owed)| owed == service) {
                    self.contacts.owed.insert((*at + SHOWN_EVERY, service.clone()));
                }
                return;
            }
        }
        self.contacts.shown.insert(service.clone(), (now, opening));
        let address = address::service(&self.domain, service);
        let Some(presence) = self.shown_presence(&address) else { return };
        self.broadcast(&address, &presence);
    }

    /// Shows what is owed by now.
    pub(super) fn show_owed(&mut self, now: Time) {
        while let Some((at, service)) = self.contacts.owed.first().cloned() {
            if at > now {
                return;
            }
            self.contacts.owed.pop_first();
            self.service_changed(now, &service);
        }
    }

    /// Shows every address to its contacts: after a start, who was shown what is not known.
    pub(super) fn show_all(&mut self, now: Time) {
        for address in self.contacts.of.keys().cloned().collect::<Vec<_>>() {
            if let super::Address::Service(service) = self.address_of(&address.clone().into()) {
                self.contacts.shown.insert(service.clone(), (now, self.desk.opening(&service)));
            }
            if let Some(presence) = self.shown_presence(&address) {
                self.broadcast(&address, &presence);
            }
        }
    }

    /// Contacts see us go: servers do not tell them when a component is gone.
    pub(super) fn show_leaving(&mut self) {
        for address in self.contacts.of.keys().cloned().collect::<Vec<_>>() {
            let presence = Presence::new(PresenceKind::Unavailable, address.clone(), address.clone());
            self.broadcast(&address, &presence);
        }
    }

    /// Those who had a service in their roster that has ended see it go, for good.
    pub(super) fn part_from_contacts(&mut self) {
        self.services_changed();
        let ended = self.desk.inventory().ended.keys().filter(|id| !self.desk.inventory().services.contains_key(*id));
        let addresses = ended.map(|id| address::service(&self.domain, id));
        let left: Vec<BareJid> = addresses.filter(|address| self.contacts.of.contains_key(address)).collect();
        for address in left {
            let gone = Presence::new(PresenceKind::Unavailable, address.clone(), address.clone());
            self.broadcast(&address, &gone);
            let over = Presence::new(PresenceKind::Unsubscribed, address.clone(), address.clone());
            self.broadcast(&address, &over);
            for contact in self.contacts.of.remove(&address).unwrap_or_default() {
                self.records.push(Record::ContactGone { address: address.clone(), contact });
            }
        }
    }

    fn broadcast(&mut self, address: &BareJid, presence: &Presence) {
        let contacts: Vec<BareJid> = self.contacts.of.get(address).into_iter().flatten().cloned().collect();
        for contact in contacts {
            let mut presence = presence.clone();
            presence.to = contact.into();
            self.send(Stanza::Presence(Box::new(presence)));
        }
    }
}
