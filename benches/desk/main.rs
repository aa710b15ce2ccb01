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
mod transfer;

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

use crate::server::{Kind, Server};

const ALL: Duration = Duration::from_secs(600);

/// What is measured; without a word on the command line, all.
struct Asked {
    kinds: Vec<Kind>,
    /// The relay and the invitations.
    conversations: bool,
    crowd: bool,
    transfer: bool,
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("benches/run [prosody] [ejabberd] [conversations] [crowd] [transfer]");
        return ExitCode::FAILURE;
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("nothing can be measured: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(async { timeout(ALL, measure(&asked)).await }) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
        Err(_) => {
            eprintln!("not done within {} s", ALL.as_secs());
            ExitCode::FAILURE
        }
    }
}

/// Cargo adds words of its own, which begin with `--`.
fn asked(words: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { kinds: Vec::new(), conversations: false, crowd: false, transfer: false };
    for word in words.filter(|word| !word.starts_with("--")) {
        match word.as_str() {
            "prosody" => asked.kinds.push(Kind::Prosody),
            "ejabberd" => asked.kinds.push(Kind::Ejabberd),
            "conversations" => asked.conversations = true,
            "crowd" => asked.crowd = true,
            "transfer" => asked.transfer = true,
            _ => return None,
        }
    }
    if asked.kinds.is_empty() {
        asked.kinds = vec![Kind::Prosody, Kind::Ejabberd];
    }
    if !asked.conversations && !asked.crowd && !asked.transfer {
        (asked.conversations, asked.crowd, asked.transfer) = (true, true, true);
    }
    Some(asked)
}

async fn measure(asked: &Asked) -> Result<(), String> {
    for kind in &asked.kinds {
        println!("\n{kind:?}");
        if asked.transfer {
            transfer::measure(*kind).await;
        }
        if !asked.conversations && !asked.crowd {
            continue;
        }
        let server = staff::server(*kind).await;
        if asked.conversations {
            conversations(&server).await?;
        }
        if asked.crowd {
            crowd::measure(&server).await;
        }
    }
    Ok(())
}

async fn conversations(server: &Server) -> Result<(), String> {
    let mut desk = staff::desk(server).await;
    let mut pairs = staff::pairs(server).await;
    let measured = relay::measure(server, &desk, &mut pairs).await;
    measured.map_err(|failure| format!("{failure}\n{}\n{}", desk.log(), server.log()))?;
    invitation::measure(server).await;
    desk.leave().await;
    Ok(())
}
