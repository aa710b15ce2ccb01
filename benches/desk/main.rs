//! What Refdesk costs and bears, measured through real servers with the ground the tests stand on.
//!
//! Each figure stands beside its aim. What a machine gives differs from minute to minute, so the relay is measured
//! in rounds taken in turn with a bare echo component on the same server, and medians and ratios are what counts.
//! Every round, wait and count has a bound; all of it together is given ten minutes.

mod beside;
mod crowd;
mod echo;
mod invitation;
mod machine;
mod relay;
mod staff;
mod statistics;

// Of the tests' ground only a part is used here.
#[allow(dead_code, unused_imports)]
#[path = "../../tests/it/client/mod.rs"]
mod client;
#[allow(dead_code)]
#[path = "../../tests/it/deadline.rs"]
mod deadline;
#[allow(dead_code, unused_imports)]
#[path = "../../tests/it/desk.rs"]
mod desk;
#[allow(dead_code)]
#[path = "../../tests/it/process.rs"]
mod process;
#[allow(dead_code)]
#[path = "../../tests/it/server/mod.rs"]
mod server;

use std::{process::ExitCode, time::Duration};

use tokio::time::timeout;

use crate::{desk::Desk, server::Kind};

const ALL: Duration = Duration::from_secs(600);

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut kinds = Vec::new();
    for word in &asked {
        match word.as_str() {
            "prosody" => kinds.push(Kind::Prosody),
            "ejabberd" => kinds.push(Kind::Ejabberd),
            _ => {
                eprintln!("benches/run [prosody] [ejabberd]: there is no server {word}");
                return ExitCode::FAILURE;
            }
        }
    }
    if kinds.is_empty() {
        kinds = vec![Kind::Prosody, Kind::Ejabberd];
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("nothing can be measured: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(timeout(ALL, measure(&kinds))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => {
            eprintln!("not done within {} s", ALL.as_secs());
            ExitCode::FAILURE
        }
    }
}

async fn measure(kinds: &[Kind]) {
    for kind in kinds {
        println!("\n{kind:?}");
        let server = staff::server(*kind).await;
        let mut desk: Desk = staff::desk(&server).await;
        let mut pairs = staff::pairs(&server).await;
        relay::measure(&server, &mut pairs).await;
        invitation::measure(&server).await;
        drop(pairs);
        desk.leave().await;
        drop(desk);
        crowd::measure(&server).await;
    }
}
