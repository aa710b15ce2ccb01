//! The network simulation: a few hubs to two hundred in virtual time, linked with their neighbours, with everything that
//! goes wrong between them, and every rule checked after every event (`rules`, `simulation::invariants`).
//!
//! `NETWORK_SEED=n NETWORK_HUBS=n cargo test --test it network -- --nocapture` plays one seed again;
//! `NETWORK_ALOUD=1` shows each stanza; `NETWORK_OPERATORS`, `NETWORK_PATRONS` (a hub) and `NETWORK_SECONDS` make it larger.

mod books;
mod both;
mod figures;
mod ground;
mod memory;
mod person;
mod rules;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use refdesk::texts::Texts;
use world::{Size, Trouble, World};

use crate::simulation::{number, texts};

const USUAL: Trouble = Trouble { lost: 8, twice: 8, kills: 4, parts_every: Some(Duration::from_secs(120)) };

#[test]
fn a_network_of_hubs_holds() {
    let texts = Arc::new(texts());
    let seconds = number("NETWORK_SECONDS").unwrap_or(300);
    if let Some(seed) = number("NETWORK_SEED") {
        let hubs = number("NETWORK_HUBS").unwrap_or(5) as usize;
        let (happened, world) = play(seed, hubs, seconds, &texts);
        println!("{hubs} hubs, {seconds} s: {happened:?}\n{}", world.figures);
        return;
    }
    let mut happened: BTreeMap<String, u64> = BTreeMap::new();
    let first = number("NETWORK_FIRST").unwrap_or(1);
    for seed in first..first + number("NETWORK_SEEDS").unwrap_or(90) {
        for (what, times) in play(seed, 5, seconds, &texts).0 {
            *happened.entry(what).or_default() += times;
        }
    }
    println!("{happened:?}");
    let rare = EVERYTHING.iter().find(|what| happened.get(**what).copied().unwrap_or(0) < 3);
    assert_eq!(rare, None, "the simulated hubs hardly ever come to this: {happened:?}");
}

/// The more hubs, the shorter.
#[test]
fn a_large_network_of_hubs_holds() {
    let texts = Arc::new(texts());
    for (hubs, seconds) in [(20, 300), (50, 100), (100, 60), (200, 30)] {
        let (happened, _) = play(number("NETWORK_FIRST").unwrap_or(1), hubs, seconds, &texts);
        assert!(happened.contains_key("AnsweredElsewhere"), "{hubs} hubs: {happened:?}");
    }
}

/// What must happen now and then, or the rules are tried on too little.
const EVERYTHING: [&str; 20] = [
    "ReferredOn",
    "AnsweredElsewhere",
    "Consulted",
    "TransferReturned",
    "assistance answered",
    "assistance declined",
    "assistance passed-on",
    "assistance vouched answered",
    "another hub asked by the routing",
    "held elsewhere by the routing",
    "from one other hub to a third",
    "from another hub back home",
    "consulted across hubs",
    "handed on while it waits",
    "taken back by hand",
    "unlinked while asked",
    "unlinked while held there",
    "killed while another asks it",
    "killed while it asks another",
    "parted while a transfer between them is under way",
];

/// Says which seed it was, if a rule is broken or the program itself panics.
struct Playing(u64, usize);

impl Drop for Playing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Playing(seed, hubs) = self;
            eprintln!("again: NETWORK_SEED={seed} NETWORK_HUBS={hubs} cargo test --test it network -- --nocapture");
        }
    }
}

fn play(seed: u64, hubs: usize, seconds: u64, texts: &Arc<Texts>) -> (BTreeMap<String, u64>, World) {
    let _playing = Playing(seed, hubs);
    let of_a_hub = |variable, usual| number(variable).unwrap_or(usual) as usize;
    let size = Size { hubs, operators: of_a_hub("NETWORK_OPERATORS", 3), patrons: of_a_hub("NETWORK_PATRONS", 2) };
    let mut world = World::new(seed, size, USUAL, texts.clone(), number("NETWORK_ALOUD").is_some());
    let held = world.start().and_then(|()| world.play(Duration::from_secs(seconds)));
    if let Err(what) = held.and_then(|()| world.settle()) {
        panic!("at {}: {what}", world.now.0 % 1_000_000_000);
    }
    let mut happened = world.figures.happened.clone();
    for (what, times) in world.nodes.iter().flat_map(|node| node.store.happened.iter()) {
        *happened.entry(what.clone()).or_default() += times;
    }
    (happened, world)
}
