//! Our services as linked hubs see them: the presence of each, with the hash of what it says of itself (XEP-0115,
//! XEP-0390), and that itself for whoever asks for the hash.
//!
//! What is shown changes at most every ten seconds a service, however much happens there, and only when it differs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jid::{BareJid, Jid};

use super::contacts::SHOWN_EVERY;
use super::effects::Asked;
use super::{Hub, address, picture};
use crate::desk::inventory::{Datum, LinkState, ServiceId};
use crate::desk::sentence::Sentence;
use crate::stanza::{Caps, DiscoInfo, Presence, PresenceKind, Show, Stanza};
use crate::time::Time;
use crate::xmpp::payload::{caps, caps2};

/// What a hash stood for is told for the newest few (XEP-0390 §6.1).
const KEPT: usize = 3;

#[derive(Debug, Default)]
pub struct Showing {
    faces: BTreeMap<View, Face>,
    /// What has to be looked at, and hubs that have to be shown everything.
    owed: BTreeSet<(Time, View)>,
    owed_hubs: BTreeSet<(Time, BareJid)>,
    seen_by: BTreeMap<BareJid, Seen>,
}

/// A service, as it is seen with the names of those on duty or without.
type View = (ServiceId, bool);

/// What a hub sees of ours.
#[derive(Debug, Default)]
struct Seen {
    services: BTreeSet<View>,
    /// When it was shown everything last.
    at: Time,
}

/// What a service says of itself, the newest last, and when that was last looked at.
#[derive(Debug, Default)]
struct Face {
    infos: VecDeque<Told>,
    at: Time,
}

#[derive(Debug, Clone)]
struct Told {
    info: DiscoInfo,
    open: bool,
    /// XEP-0115.
    ver: String,
    /// XEP-0390.
    hash: Option<String>,
}

impl Showing {
    pub fn timeout(&self) -> Option<Time> {
        let services = self.owed.first().map(|(at, _)| *at);
        services.into_iter().chain(self.owed_hubs.first().map(|(at, _)| *at)).min()
    }
}

impl Hub {
    /// A service as it is now, if that was not looked at lately. True if it differs from what is shown.
    fn look_at(&mut self, view: &View) -> bool {
        if let Some(face) = self.showing.faces.get(view)
            && !face.infos.is_empty()
            && self.now.since(face.at) < SHOWN_EVERY
        {
            let at = face.at + SHOWN_EVERY;
            if !self.showing.owed.iter().any(|(_, owed)| owed == view) {
                self.showing.owed.insert((at, view.clone()));
            }
            return false;
        }
        let (service, names) = view;
        let shown = self.desk.picture(self.now, service, *names);
        let info = self.linked_info(&shown);
        let face = self.showing.faces.entry(view.clone()).or_default();
        face.at = self.now;
        if face.infos.back().is_some_and(|told| told.info == info) {
            return false;
        }
        let told = Told { open: shown.open.unwrap_or_default(), ver: caps::ver(&info), hash: caps2::hash(&info), info };
        face.infos.push_back(told);
        if face.infos.len() > KEPT {
            face.infos.pop_front();
        }
        true
    }

    /// Something about a service has changed that linked hubs may see.
    pub(super) fn show_change(&mut self, service: &ServiceId) {
        for names in [false, true] {
            self.show_change_of(&(service.clone(), names));
        }
    }

    fn show_change_of(&mut self, view: &View) {
        let seen = self.showing.seen_by.iter().filter(|(_, seen)| seen.services.contains(view));
        let hubs: Vec<BareJid> = seen.map(|(hub, _)| hub.clone()).collect();
        if hubs.is_empty() || !self.look_at(view) {
            return;
        }
        for hub in hubs {
            self.show_service(view, &hub);
        }
    }

    /// Shows what is owed by now.
    pub(super) fn show_hubs_owed(&mut self) {
        while let Some((_, view)) = self.showing.owed.first().filter(|(at, _)| *at <= self.now).cloned() {
            self.showing.owed.pop_first();
            self.show_change_of(&view);
        }
        while let Some((_, hub)) = self.showing.owed_hubs.first().filter(|(at, _)| *at <= self.now).cloned() {
            self.showing.owed_hubs.pop_first();
            self.show_all_to(&hub);
        }
    }

    fn show_service(&mut self, view: &View, hub: &BareJid) {
        let Some(told) = self.showing.faces.get(view).and_then(|face| face.infos.back()) else { return };
        let address = address::service(&self.domain, &view.0);
        let mut presence = Presence::new(PresenceKind::Available, address, hub.clone());
        presence.show = if told.open { Show::Available } else { Show::Xa };
        presence.caps = Some(Caps { node: super::disco::NODE.to_owned(), ver: told.ver.clone() });
        presence.caps2 = told.hash.clone();
        self.send(Stanza::Presence(Box::new(presence)));
    }

    /// The services that a hub is to see now, and how.
    fn services_for(&self, hub: &BareJid) -> BTreeSet<View> {
        let inventory = self.desk.inventory();
        let Some(link) = inventory.links.get(hub) else { return BTreeSet::new() };
        let shown = |service: &&ServiceId| link.admits(service) && !inventory.is_ending(service);
        let names = link.passes(Datum::Names);
        inventory.services.keys().filter(shown).map(|service| (service.clone(), names)).collect()
    }

    /// A hub sees what it is to see, and nothing more; what it has seen already is not shown again.
    pub(super) fn show_what_changed_to(&mut self, hub: &BareJid) {
        let wanted = self.services_for(hub);
        let mut seen = self.showing.seen_by.remove(hub).unwrap_or_default();
        for (service, names) in seen.services.difference(&wanted) {
            // Seen in the other way, it is shown anew below.
            if !wanted.contains(&(service.clone(), !names)) {
                self.hide_service(service, hub);
            }
        }
        for view in wanted.difference(&seen.services) {
            self.look_at(view);
            self.show_service(view, hub);
        }
        if !wanted.is_empty() {
            seen.services = wanted;
            self.showing.seen_by.insert(hub.clone(), seen);
        }
    }

    fn hide_service(&mut self, service: &ServiceId, hub: &BareJid) {
        let address = address::service(&self.domain, service);
        let gone = Presence::new(PresenceKind::Unavailable, address, hub.clone());
        self.send(Stanza::Presence(Box::new(gone)));
    }

    /// The hub itself, as another hub sees it: paused is `dnd`.
    pub(super) fn show_hub_to(&mut self, hub: &BareJid) {
        let state = self.desk.inventory().links.get(hub).map(|link| link.state);
        let mut presence = Presence::new(PresenceKind::Available, self.domain.clone(), hub.clone());
        match state {
            Some(LinkState::Active) => presence.caps = self.caps.hub.clone(),
            Some(LinkState::Paused) => presence.show = Show::Dnd,
            Some(LinkState::Proposed | LinkState::Asked) | None => return,
        }
        self.send(Stanza::Presence(Box::new(presence)));
    }

    /// A hub asks to be shown everything: it is, but not more often than anything is shown.
    pub(super) fn show_all_to(&mut self, hub: &BareJid) {
        let last = self.showing.seen_by.get(hub).map(|seen| seen.at);
        if let Some(at) = last.map(|at| at + SHOWN_EVERY).filter(|at| *at > self.now) {
            self.showing.owed_hubs.insert((at, hub.clone()));
            return;
        }
        self.show_hub_to(hub);
        self.showing.seen_by.remove(hub);
        self.show_what_changed_to(hub);
        if let Some(seen) = self.showing.seen_by.get_mut(hub) {
            seen.at = self.now;
        }
    }

    /// What a link lets pass has changed.
    pub(super) fn link_changed(&mut self, hub: &BareJid) {
        self.show_hub_to(hub);
        self.show_what_changed_to(hub);
        self.partners_changed(hub);
    }

    /// Services, or those who work there, have changed.
    pub(super) fn services_changed(&mut self) {
        let known = &self.desk.inventory().services;
        self.showing.faces.retain(|(service, _), _| known.contains_key(service));
        let hubs: Vec<BareJid> = self.desk.inventory().links.keys().cloned().collect();
        for hub in hubs {
            self.show_what_changed_to(&hub);
        }
        let seen: BTreeSet<View> = self.showing.seen_by.values().flat_map(|seen| &seen.services).cloned().collect();
        for view in seen {
            self.show_change_of(&view);
        }
    }

    /// The link is up: who was shown what is not known, nor what the others show.
    pub(super) fn greet_hubs(&mut self) {
        self.showing.seen_by.clear();
        self.showing.owed_hubs.clear();
        self.partners.begin_again();
        let effects = self.desk.greet_hubs();
        self.carry_out(effects, &Asked::Nothing);
    }

    /// Linked hubs see us go.
    pub(super) fn leave_hubs(&mut self) {
        for (hub, seen) in std::mem::take(&mut self.showing.seen_by) {
            seen.services.iter().for_each(|(service, _)| self.hide_service(service, &hub));
        }
        let linked = |state| matches!(state, LinkState::Active | LinkState::Paused);
        let links = self.desk.inventory().links.values().filter(|link| linked(link.state));
        for hub in links.map(|link| link.hub.clone()).collect::<Vec<_>>() {
            let gone = Presence::new(PresenceKind::Unavailable, self.domain.clone(), hub);
            self.send(Stanza::Presence(Box::new(gone)));
        }
    }

    /// Presence to another hub that the desk wants sent.
    pub(super) fn present_to(&mut self, hub: BareJid, kind: PresenceKind, words: Option<&Sentence>) {
        let mut presence = Presence::new(kind, self.domain.clone(), hub);
        let language = self.desk.spoken(&[]);
        presence.status = words.map(|words| self.body(words, &language)).into_iter().collect();
        self.send(Stanza::Presence(Box::new(presence)));
    }

    /// What a service says of itself to a hub that sees it: the newest, or what a hash stands for.
    pub(super) fn shown_info(&self, service: &ServiceId, from: &Jid, node: Option<&str>) -> Option<DiscoInfo> {
        let seen = self.showing.seen_by.get(&from.to_bare()).filter(|_| from.resource().is_none())?;
        let view = seen.services.iter().find(|(seen, _)| seen == service)?;
        let face = self.showing.faces.get(view)?;
        let Some(node) = node else { return face.infos.back().map(|told| told.info.clone()) };
        let is_meant = |told: &&Told| match (node.strip_prefix(caps2::NODE), node.split_once('#')) {
            (Some(hash), _) => told.hash.as_deref() == Some(hash),
            (None, Some((super::disco::NODE, ver))) => told.ver == ver,
            _ => false,
        };
        let told = face.infos.iter().rev().find(is_meant)?;
        Some(DiscoInfo { node: Some(node.to_owned()), ..told.info.clone() })
    }

    fn linked_info(&self, shown: &crate::desk::directory::Picture) -> DiscoInfo {
        let mut info = super::disco::contact_info(Some(shown.name.clone()));
        info.features.push(caps2::NAMESPACE.to_owned());
        info.forms.push(picture::form(shown));
        info
    }
}
