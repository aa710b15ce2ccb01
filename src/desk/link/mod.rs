//! Links to other hubs (DESIGN §4): a coordinator here proposes one, a coordinator there accepts it, and from then on the
//! two hubs see each other's presence. What passes over it is narrowed by each side for itself; either pauses or ends it
//! at once.
//!
//! The link itself is a mutual presence subscription between the two hubs' addresses. What of it is recorded is the
//! [`Link`] in the inventory; how the other hub is doing is found out anew after a start (`health.rs`).

mod agreement;
mod asked;
mod command;
mod ended;
mod health;
mod telling;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jid::BareJid;

pub(super) use self::command::ACTIONS;
pub(super) use self::health::Links;
pub use self::health::{Health, Shown};
use super::Desk;
use super::effect::Effect;
use super::inventory::{Change, Link, LinkState};
use super::sentence::Sentence;
use crate::stanza::PresenceKind;
use crate::time::Time;

/// Characters of what another hub says of its proposal.
const LONGEST_WORDS: usize = 300;

/// What another hub's presence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HubSaid {
    /// It wants to see our presence: it proposes a link, or accepts ours. With what it says of it.
    Asks(String),
    /// It lets us see its presence.
    Grants,
    /// It does not, or not any more.
    Refuses,
    /// It does not want to see ours any more.
    Ends,
    /// It wants to be shown everything.
    Probes,
    Here,
    /// It is there, and has paused the link.
    Pauses,
    Away,
    /// A server says that it cannot be reached, and why.
    Unreachable(String),
}

impl Desk {
    /// Tells the desk where it is, so that it makes no link with itself.
    pub fn is_at(&mut self, own: BareJid) {
        self.links.own = Some(own);
    }

    /// An address of this hub itself.
    pub(super) fn is_own(&self, address: &BareJid) -> bool {
        self.links.own.as_ref().is_some_and(|own| own.domain() == address.domain())
    }

    pub(super) fn hub_said(&mut self, now: Time, hub: BareJid, said: HubSaid) {
        let Some(link) = self.inventory.links.get(&hub).cloned() else {
            return match said {
                HubSaid::Asks(words) => self.proposed_from(now, hub, &words),
                // Who believes in a link that is not there, or is not any more, is told so.
                HubSaid::Probes if self.may_be_answered(now, &hub) => self.present_to(&hub, PresenceKind::Unsubscribed),
                _ => {}
            };
        };
        if let HubSaid::Unreachable(why) = &said {
            return self.unreachable(now, &hub, why);
        }
        self.links.health(&hub).heard(now);
        let linked = matches!(link.state, LinkState::Active | LinkState::Paused);
        match said {
            HubSaid::Asks(_) if link.state != LinkState::Asked && self.may_be_answered(now, &hub) => {
                self.present_to(&hub, PresenceKind::Subscribed);
            }
            HubSaid::Grants if link.state == LinkState::Proposed => {
                self.set_state(now, link, LinkState::Active);
                self.tell_turn(&hub, "accepted");
            }
            HubSaid::Refuses if link.state == LinkState::Proposed => {
                self.drop_link(now, &hub);
                self.tell_turn(&hub, "refused");
            }
            HubSaid::Refuses | HubSaid::Ends if link.state == LinkState::Asked => {
                self.drop_link(now, &hub);
                self.tell_turn(&hub, "withdrawn");
            }
            HubSaid::Refuses | HubSaid::Ends if linked => {
                self.link_ended(now, &hub);
                self.drop_link(now, &hub);
                self.present_to(&hub, PresenceKind::Unsubscribed);
                self.present_to(&hub, PresenceKind::Unsubscribe);
                self.tell_turn(&hub, "revoked");
            }
            // It takes the link for made: what it said of that was lost.
            HubSaid::Probes | HubSaid::Here if link.state == LinkState::Proposed && self.may_be_answered(now, &hub) => {
                self.propose_again(&hub);
            }
            HubSaid::Here | HubSaid::Pauses | HubSaid::Away if linked => self.hub_shown(now, &hub, &said),
            _ => {}
        }
    }

    /// What the other hub shows of itself has changed.
    fn hub_shown(&mut self, now: Time, hub: &BareJid, said: &HubSaid) {
        let health = self.links.health(hub);
        let (before, told_away) = (health.shown, health.told_away);
        health.shown = match (said, before) {
            (HubSaid::Away, Shown::Away(since)) => Shown::Away(since),
            (HubSaid::Away, _) => Shown::Away(now),
            (HubSaid::Pauses, _) => Shown::Paused,
            _ => Shown::Here,
        };
        if health.shown == Shown::Here || health.shown == Shown::Paused {
            health.told_away = false;
        } else {
            self.directory.forget_hub(hub);
            self.partner_left(now, |gone| gone.domain() == hub.domain());
        }
        match (said, before) {
            (HubSaid::Pauses, before) if before != Shown::Paused => {
                self.directory.forget_hub(hub);
                self.link_ended(now, hub);
                self.tell_turn(hub, "paused");
            }
            (HubSaid::Here, Shown::Paused) => self.tell_turn(hub, "resumed"),
            (HubSaid::Here, _) if told_away => self.tell_turn(hub, "back"),
            _ => {}
        }
    }

    fn unreachable(&mut self, now: Time, hub: &BareJid, why: &str) {
        let limits = &self.around.limits;
        if self.links.health(hub).unreachable(now, why, limits) {
            self.tell_turn(hub, "unreachable");
        }
    }

    /// Somebody's hub proposes a link. How many such proposals wait, and how often coordinators are told of one, is
    /// bounded; a hub that invents others to propose pushes out its own.
    fn proposed_from(&mut self, now: Time, hub: BareJid, words: &str) {
        let limits = self.around.limits.clone();
        let Some(heard) = self.rates.proposal(hub.domain().as_str(), now, &limits) else { return };
        let waiting = self.inventory.links.values().filter(|link| link.state == LinkState::Asked);
        if waiting.clone().count() >= limits.link_proposals as usize {
            match crowded(waiting) {
                Some(out) if limits.link_proposals > 0 => self.drop_link(now, &out),
                _ => return,
            }
        }
        let said: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let said: String = said.chars().take(LONGEST_WORDS).collect();
        let link = Link { said: said.clone(), ..Link::new(hub.clone(), LinkState::Asked, now) };
        self.change(now, Change::Link(Box::new(link)));
        if heard {
            self.tell_coordinators(&Sentence::LinkAsked { hub: hub.to_string(), said });
        }
    }

    fn set_state(&mut self, now: Time, link: Link, state: LinkState) {
        let hub = link.hub.clone();
        self.change(now, Change::Link(Box::new(Link { state, since: now, ..link })));
        self.link_changed(&hub);
    }

    /// What passes over a link is not what it was.
    fn link_changed(&mut self, hub: &BareJid) {
        match self.inventory.links.get(hub) {
            Some(link) => {
                self.directory.agreed(link);
                let kept = |address: &BareJid| link.reaches(address);
                let lost = self.directory.of(hub).map(|known| known.address.clone());
                let lost: Vec<BareJid> = lost.filter(|address| !kept(address)).collect();
                lost.iter().for_each(|address| self.directory.forget(address));
            }
            None => {
                self.directory.forget_hub(hub);
                self.links.forget(hub);
            }
        }
        self.out.push(Effect::LinkChanged { hub: hub.clone() });
    }

    fn drop_link(&mut self, now: Time, hub: &BareJid) {
        self.change(now, Change::LinkGone(hub.clone()));
        self.link_changed(hub);
    }

    fn present_to(&mut self, hub: &BareJid, kind: PresenceKind) {
        self.out.push(Effect::ToHub { hub: hub.clone(), kind, words: None });
    }

    fn tell_coordinators(&mut self, sentence: &Sentence) {
        for coordinator in self.coordinators() {
            self.tell_person(&coordinator, sentence.clone());
        }
    }

    /// Tells the coordinators what has become of a link.
    fn tell_turn(&mut self, hub: &BareJid, turn: &str) {
        self.tell_coordinators(&Sentence::LinkTurned { hub: hub.to_string(), turn: turn.to_owned() });
    }

    /// Nobody could be heard or told anything until now: proposals are made again, and partners are asked how they are.
    pub fn greet_hubs(&mut self) -> Vec<Effect> {
        self.links.begin_again();
        self.directory = Default::default();
        self.links.follow(&self.inventory);
        for (hub, state) in self.states() {
            self.greet(&hub, state);
        }
        std::mem::take(&mut self.out)
    }

    fn states(&self) -> Vec<(BareJid, LinkState)> {
        self.inventory.links.values().map(|link| (link.hub.clone(), link.state)).collect()
    }

    fn greet(&mut self, hub: &BareJid, state: LinkState) {
        match state {
            LinkState::Proposed => self.propose_again(hub),
            LinkState::Active | LinkState::Paused => {
                self.out.push(Effect::LinkChanged { hub: hub.clone() });
                self.present_to(hub, PresenceKind::Probe);
            }
            LinkState::Asked => {}
        }
    }

    /// When something about a link falls due.
    pub(super) fn links_due(&self) -> Option<Time> {
        let due = |link: &Link| {
            let lapses = matches!(link.state, LinkState::Proposed | LinkState::Asked);
            let lapses = lapses.then(|| link.since + self.around.limits.link_proposal);
            let health = self.links.of(&link.hub);
            let retry = health.and_then(|health| health.retry);
            let away = health.and_then(|health| match health.shown {
                Shown::Away(since) if !health.told_away => Some(since + self.around.limits.link_away),
                _ => None,
            });
            [lapses, retry, away].into_iter().flatten().min()
        };
        self.inventory.links.values().filter_map(due).min()
    }

    pub(super) fn run_links(&mut self, now: Time) {
        if self.links_due().is_none_or(|at| at > now) {
            return;
        }
        let limits = self.around.limits.clone();
        for (hub, state) in self.states() {
            let Some(since) = self.inventory.links.get(&hub).map(|link| link.since) else { continue };
            if matches!(state, LinkState::Proposed | LinkState::Asked) && since + limits.link_proposal <= now {
                self.drop_link(now, &hub);
                if state == LinkState::Proposed {
                    self.present_to(&hub, PresenceKind::Unsubscribe);
                    self.tell_turn(&hub, "lapsed");
                }
                continue;
            }
            let health = self.links.health(&hub);
            if health.retry.is_some_and(|at| at <= now) {
                health.retry = None;
                self.greet(&hub, state);
            }
            let health = self.links.health(&hub);
            if let Shown::Away(since) = health.shown
                && !health.told_away
                && since + limits.link_away <= now
            {
                health.told_away = true;
                self.tell_turn(&hub, "away");
            }
        }
    }
}

/// Which of the strangers' proposals makes room for another: the oldest from the domain that has the most of them.
fn crowded<'a>(waiting: impl Iterator<Item = &'a Link>) -> Option<BareJid> {
    let mut groups: BTreeMap<String, Vec<&Link>> = BTreeMap::new();
    for link in waiting {
        groups.entry(parent(link.hub.domain().as_str())).or_default().push(link);
    }
    let group = groups.into_values().max_by_key(Vec::len)?;
    group.into_iter().min_by_key(|link| (link.since, &link.hub)).map(|link| link.hub.clone())
}

/// The last two labels of a domain: whoever has it has as many below it as he likes.
fn parent(domain: &str) -> String {
    let labels: Vec<&str> = domain.rsplit('.').take(2).collect();
    labels.into_iter().rev().collect::<Vec<_>>().join(".")
}
