//! The seeded simulation: the whole pure half in virtual time among people and clients of every kind, killed and
//! started again at any moment, with every rule checked after every event (`invariants`).
//!
//! `SIM_SEEDS` and `SIM_STEPS` say how much of it; `SIM_SEED=123 cargo test --test it simulation -- --nocapture` plays
//! one seed again and shows each stanza.

pub mod chance;
pub mod client;
mod founding;
pub mod invariants;
mod operator;
mod patron;
pub mod store;
mod transfer;
pub mod world;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use refdesk::desk::sentence::Sentence;
use refdesk::texts::Texts;
use world::World;

#[test]
fn a_thousand_seeds_hold() {
    let texts = Arc::new(texts());
    let steps = number("SIM_STEPS").unwrap_or(120);
    if let Some(seed) = number("SIM_SEED") {
        play(seed, steps, &texts, true);
        return;
    }
    let (first, seeds) = (number("SIM_FIRST").unwrap_or(1), number("SIM_SEEDS").unwrap_or(1000));
    let mut happened = BTreeMap::new();
    for seed in first..first + seeds {
        for (what, times) in play(seed, steps, &texts, false).happened() {
            *happened.entry(what.clone()).or_default() += times;
        }
    }
    println!("{seeds} seeds of {steps} steps: {happened:?}");
    let rare = EVERYTHING.iter().find(|what| happened.get(**what).copied().unwrap_or(0) < seeds / 100);
    assert_eq!(rare, None, "the simulated people hardly ever come to this: {happened:?}");
}

/// What must happen now and then, or the rules are tried on too little.
const EVERYTHING: [&str; 23] = [
    "Opened",
    "Offered",
    "Declined",
    "Lapsed",
    "Taken",
    "Widened",
    "Requeued",
    "LeftAsQuestion",
    "TransferAsked",
    "Transferred",
    "TransferReturned",
    "Consulted",
    "Note",
    "Patron spoke",
    "Operator spoke",
    "Desk spoke",
    "answered",
    "lost",
    "not-answered",
    "Founded",
    "Invited",
    "Accepted",
    "Ended",
];

pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Says which seed it was, if the program itself panics.
struct Playing {
    seed: u64,
    step: u64,
}

impl Drop for Playing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Playing { seed, step } = self;
            eprintln!(
                "seed {seed}, step {step}; again: SIM_SEED={seed} cargo test --test it simulation -- --nocapture"
            );
        }
    }
}

fn play(seed: u64, steps: u64, texts: &Arc<Texts>, aloud: bool) -> World {
    let mut playing = Playing { seed, step: 0 };
    let mut world = World::new(seed, texts.clone(), aloud);
    let held = |held: Result<(), String>| {
        if let Err(what) = held {
            panic!("{what}");
        }
    };
    held(world.start());
    for step in 1..=steps {
        playing.step = step;
        held(world.step());
    }
    playing.step = steps + 1;
    held(world.settle());
    world
}

/// Texts in which every sentence begins with its key, so that it can be seen who is told what.
pub fn texts() -> Texts {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut source = String::new();
    for (key, gaps) in Sentence::ALL {
        let gaps: String = gaps.iter().map(|gap| format!(" {{ ${gap} }}")).collect();
        writeln!(source, "{key} = <<{key}>>{gaps}").expect("a line of text");
    }
    for language in ["en", "sv"] {
        std::fs::write(directory.path().join(format!("{language}.ftl")), &source).expect("a file of texts");
    }
    Texts::load(Some(directory.path())).unwrap_or_else(|wrong| panic!("{wrong}"))
}
