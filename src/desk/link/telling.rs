//! How links stand, as coordinators read it.

use super::agreement::written;
use super::health::Shown;
use crate::desk::inventory::{Link, LinkState};
use crate::desk::sentence::Sentence;
use crate::desk::{Desk, MOST_LISTED};
use crate::time::Time;

impl Desk {
    /// All links, those first about which something is to be done.
    pub(super) fn list_links(&self, now: Time) -> Vec<Sentence> {
        let mut all: Vec<&Link> = self.inventory.links.values().collect();
        all.sort_by_key(|link| (link.state != LinkState::Asked, !link.adjoining, link.order, &link.hub));
        let mut lines: Vec<Sentence> = all.iter().take(MOST_LISTED).map(|link| self.link_line(now, link)).collect();
        if all.len() > MOST_LISTED {
            lines.push(Sentence::ListGoesOn { more: (all.len() - MOST_LISTED) as i64 });
        }
        if lines.is_empty() { vec![Sentence::LinkNone {}] } else { lines }
    }

    fn link_line(&self, now: Time, link: &Link) -> Sentence {
        let known: Vec<String> =
            self.directory.of(&link.hub).map(|known| known.picture.name.clone()).take(10).collect();
        let health = self.links.of(&link.hub).cloned().unwrap_or_default();
        let linked = matches!(link.state, LinkState::Active | LinkState::Paused);
        let shown = match health.shown {
            _ if !linked => "",
            _ if health.unreachable.is_some() => "unreachable",
            Shown::Nothing => "unknown",
            Shown::Here => "here",
            Shown::Paused => "paused",
            Shown::Away(_) => "away",
        };
        Sentence::LinkLine {
            hub: link.hub.to_string(),
            state: link.state.name().to_owned(),
            shown: shown.to_owned(),
            services: known.join(", "),
            since: now.since(link.since).into(),
        }
    }

    /// One link: what may pass, and how the other hub is doing.
    pub(super) fn show_link(&self, now: Time, link: &Link) -> Vec<Sentence> {
        let line = self.link_line(now, link);
        if link.state == LinkState::Asked {
            return vec![line, Sentence::LinkAsked { hub: link.hub.to_string(), said: link.said.clone() }];
        }
        let health = self.links.of(&link.hub).cloned().unwrap_or_default();
        let mut lines = vec![
            line,
            Sentence::LinkAgreement {
                agreement: written(link),
                zone: link.hours.as_ref().map(|_| self.hub_zone().name().to_owned()).unwrap_or_default(),
                name: link.by.as_ref().map(|by| self.operator_name(by)).unwrap_or_default(),
            },
            Sentence::LinkHealth {
                heard: if health.answered.is_some() { "yes" } else { "no" }.to_owned(),
                ago: now.since(health.answered.unwrap_or(now)).into(),
                missed: i64::from(health.missed),
                wrong: i64::from(health.wrong),
                unreachable: health.unreachable.clone().unwrap_or_default(),
            },
        ];
        lines.extend(self.directory.of(&link.hub).take(MOST_LISTED).map(|known| Sentence::LinkService {
            name: known.picture.name.clone(),
            address: known.address.to_string(),
            state: known.state().to_owned(),
            load: known.picture.load.name().to_owned(),
            languages: known.spoken_here(),
            names: known.picture.names.join(", "),
        }));
        lines
    }
}
