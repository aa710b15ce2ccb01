//! What a hub keeps of a service that a linked hub shows it, in bytes of memory.
//!
//! `cargo test --test it network::memory -- --ignored --nocapture` shows it: alone, so that the process's memory is that
//! of this hub.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use refdesk::desk::inventory::{Service, ServiceId};
use refdesk::hub::{Hub, Input, Kept};
use refdesk::stanza::Stanza;
use refdesk::time::Time;

use super::ground;
use super::person::hub_of;
use super::world::{ends, hub_address};
use crate::simulation::chance::Chance;
use crate::simulation::texts;

const HUBS: usize = 25;
/// As many as a link may show.
const SERVICES: usize = 200;

#[test]
#[ignore = "a figure, measured alone"]
fn what_a_known_service_takes() {
    let (texts, mut chance, mut now) = (Arc::new(texts()), Chance::new(1), Time(1_700_000_000_000));
    let all: Vec<usize> = (1..=HUBS).collect();
    let inventory = ground::inventory(0, &all, 3, now, &mut chance);
    let mut hub = ground::hub(now, 0, 0, texts.clone(), inventory, Kept::default());
    hub.handle(now, Input::LinkUp);
    let mut before = None;
    for other in all {
        let mut inventory = ground::inventory(other, &[0], 3, now, &mut chance);
        let like = inventory.services.values().next().cloned().expect("a service");
        for number in 0..SERVICES - 2 {
            let id: ServiceId = format!("ask-{number}").parse().expect("a service's id");
            inventory.operators.values_mut().for_each(|operator| operator.services.extend([id.clone()]));
            inventory.services.insert(id.clone(), Service { id, ..like.clone() });
        }
        let shown = ground::hub(now, other, 0, texts.clone(), inventory, Kept::default());
        now = meet(now, &mut hub, shown, other);
        let known = hub.desk().linked_services(now).count();
        assert_eq!(known, other * SERVICES, "not all of hub {other} is known");
        // The first one shows how much the other end of it takes while it is there.
        let (resident, first) = (resident(), before);
        before.get_or_insert((resident, known));
        if let Some((at_first, known_first)) = first {
            let each = (resident - at_first) / (known - known_first);
            println!("{known} services known, {resident} bytes in all, {each} a service");
        }
    }
}

/// All that two hubs have to say to each other, until the one knows what the other shows; the other is forgotten then.
fn meet(mut now: Time, hub: &mut Hub, mut shown: Hub, other: usize) -> Time {
    let until = now + Duration::from_secs(600);
    let to_other = |stanza: &Stanza| hub_of(&ends(stanza).1.to_bare()) == Some(other);
    let to_hub = |stanza: &Stanza| ends(stanza).1.to_bare() == hub_address(0);
    let mut under_way: VecDeque<Stanza> = shown.handle(now, Input::LinkUp).stanzas.into();
    while now < until {
        let stanzas = match under_way.pop_front() {
            Some(stanza) if to_other(&stanza) => shown.handle(now, Input::Stanza(stanza)).stanzas,
            Some(stanza) if to_hub(&stanza) => hub.handle(now, Input::Stanza(stanza)).stanzas,
            Some(_) => Vec::new(),
            None => {
                now = now + Duration::from_secs(1);
                let mut stanzas = hub.handle(now, Input::TimePassed).stanzas;
                stanzas.extend(shown.handle(now, Input::TimePassed).stanzas);
                stanzas
            }
        };
        under_way.extend(stanzas);
    }
    now
}

fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux says how much it is");
    let pages: usize = pages.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * 4096
}
