//! Which hubs there are: who works there, what can be spoken, and which hubs are linked.

use std::collections::BTreeMap;
use std::sync::Arc;

use refdesk::desk::Surroundings;
use refdesk::desk::inventory::{Competence, Datum, Inventory, Link, LinkState, OfferTo, Operator, Role, Service, kind};
use refdesk::desk::language::Level;
use refdesk::desk::limits::Limits;
use refdesk::desk::token::Tokens;
use refdesk::hub::{Hub, Kept, Settings};
use refdesk::texts::Texts;
use refdesk::time::Time;

use super::person::address_of;
use super::world::{LANGUAGES, hub_address};
use crate::simulation::chance::Chance;
use crate::simulation::world::Marked;

/// A hub is linked with no more than so many.
const MOST_NEIGHBOURS: usize = 5;

/// A ring, so that all are connected, and some chords.
pub fn neighbours(hubs: usize, chance: &mut Chance) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); hubs];
    let link = |all: &mut Vec<Vec<usize>>, a: usize, b: usize| {
        if a != b && !all[a].contains(&b) {
            all[a].push(b);
            all[b].push(a);
        }
    };
    for hub in 0..hubs {
        link(&mut all, hub, (hub + 1) % hubs);
    }
    for hub in 0..hubs {
        let other = chance.below(hubs);
        if chance.percent(60) && all[hub].len() < MOST_NEIGHBOURS && all[other].len() < MOST_NEIGHBOURS {
            link(&mut all, hub, other);
        }
    }
    all
}

pub fn inventory(hub: usize, neighbours: &[usize], operators: usize, now: Time, chance: &mut Chance) -> Inventory {
    let spoken: Vec<&str> = (0..2).map(|more| LANGUAGES[(hub + more) % LANGUAGES.len()]).collect();
    let mut inventory = Inventory::default();
    for id in ["ask", "law"] {
        let service = Service {
            id: id.parse().expect("a service's id"),
            names: BTreeMap::from([("en".parse().expect("a language"), format!("{id} {hub}"))]),
            descriptions: BTreeMap::new(),
            languages: spoken.iter().map(|tag| tag.parse().expect("a language")).collect(),
            library: None,
            consortium: None,
            offer_to: OfferTo::Best(1 + chance.below(2) as u32),
            limits: Default::default(),
            query: None,
            network: true,
        };
        inventory.services.insert(service.id.clone(), service);
    }
    for number in 0..operators {
        let levels = [Level::B1, Level::C1, Level::Native];
        let speaks = |tag: &&&str| Competence::new(kind::LANGUAGE, tag, Some(levels[number % 3]));
        let operator = Operator {
            jid: address_of(hub, number).parse().expect("an address"),
            name: format!("N{hub}x{number}"),
            library: None,
            services: inventory.services.keys().filter(|id| number == 0 || id.as_str() == "ask").cloned().collect(),
            sessions: 1 + chance.below(3) as u32,
            language: None,
            competences: spoken.iter().filter(|_| number == 0 || chance.percent(75)).map(|tag| speaks(&tag)).collect(),
            role: if number == 0 { Role::Coordinator } else { Role::Operator },
        };
        inventory.operators.insert(operator.jid.clone(), operator);
    }
    for (order, other) in neighbours.iter().enumerate() {
        let link = Link {
            adjoining: order < 2,
            order: order as u32,
            data: Datum::ALL.into_iter().filter(|_| chance.percent(60)).collect(),
            ..Link::new(hub_address(*other), LinkState::Active, now)
        };
        inventory.links.insert(link.hub.clone(), link);
    }
    inventory
}

pub fn hub(now: Time, number: usize, start: u32, texts: Arc<Texts>, inventory: Inventory, kept: Kept) -> Hub {
    let settings = Settings {
        domain: hub_address(number),
        name: format!("Hub {number}"),
        occupant_key: [7; 32],
        run: format!("h{number}r{start}"),
    };
    let around = Surroundings {
        limits: Limits::default(),
        weights: Default::default(),
        languages: texts.languages(),
        tokens: Tokens::new([number as u32 + 1, 2, 3, 4]),
        tongue: Box::new(Marked),
        own_domains: Default::default(),
        appointed: Default::default(),
    };
    Hub::new(now, settings, around, texts, inventory, kept)
}
