//! Scenarios: the texts in `tests/scenarios/`, each a play of one behaviour, put on every stage there is.
//! `SCENARIO=part-of-a-name` plays only those.

mod in_process;
mod pattern;
mod play;
mod real;
mod script;
mod sentence;

use std::{panic::AssertUnwindSafe, path::Path};

use futures::{FutureExt, StreamExt, stream};

use self::{in_process::InProcessStage, play::play, real::RealStage, script::Scenario};
use crate::server::Kind;

/// How many are played at the same time, each with a server of its own.
const AT_ONCE: usize = 4;

#[test]
fn every_scenario_can_be_read() {
    assert!(!scenarios().is_empty());
}

#[tokio::test]
async fn every_scenario_is_played_in_memory() {
    let scenarios = scenarios_for("memory");
    let count = scenarios.len();
    let mut failures = Vec::new();
    for scenario in scenarios {
        failures.extend(play(&scenario, &mut InProcessStage::set(&scenario)).await.err());
    }
    assert!(failures.is_empty(), "{} of {count} in memory failed:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[tokio::test]
async fn every_scenario_is_played_on_prosody() {
    play_all(Kind::Prosody, "prosody").await;
}

#[tokio::test]
async fn every_scenario_is_played_on_ejabberd() {
    play_all(Kind::Ejabberd, "ejabberd").await;
}

/// The scenarios that have been asked for, by name.
pub fn scenarios() -> Vec<Scenario> {
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let files = std::fs::read_dir(dir).expect("there are scenarios").flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "scs")).collect();
    files.retain(|path| path.file_stem().is_some_and(|name| name.to_string_lossy().contains(&wanted)));
    files.sort();
    files.iter().map(|path| Scenario::read(path).unwrap_or_else(|error| panic!("{error}"))).collect()
}

fn scenarios_for(stage: &str) -> Vec<Scenario> {
    let mut scenarios = scenarios();
    scenarios.retain(|scenario| scenario.stages.is_empty() || scenario.stages.iter().any(|name| name == stage));
    scenarios
}

async fn play_all(kind: Kind, stage: &str) {
    let scenarios = scenarios_for(stage);
    let count = scenarios.len();
    let outcomes = stream::iter(scenarios).map(|scenario| async move {
        // What goes wrong in one must not keep the others from being played.
        let outcome = AssertUnwindSafe(play_one(kind, &scenario)).catch_unwind().await;
        outcome.unwrap_or_else(|_| Err(format!("{}: the stage broke down, see above", scenario.file)))
    });
    let outcomes: Vec<_> = outcomes.buffer_unordered(AT_ONCE).collect().await;
    let failures: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{} of {count} on {stage} failed:\n\n{}", failures.len(), failures.join("\n\n"));
}

async fn play_one(kind: Kind, scenario: &Scenario) -> Result<(), String> {
    let inventory = include_str!("../../scenarios/inventory.toml");
    let mut stage = RealStage::set(kind, scenario, inventory).await;
    let outcome = play(scenario, &mut stage).await;
    outcome.map_err(|failure| format!("{failure}\nThe desk's log:\n{}", stage.log()))
}
