//! `refdesk audit`: everything coordinators and administrators did.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use jid::BareJid;

use crate::config::Config;
use crate::desk::hours::Zone;

#[derive(Args)]
pub struct Arguments {
    /// What one person did.
    #[arg(long, value_name = "ADDRESS")]
    by: Option<BareJid>,
    /// What was done by one command.
    #[arg(long)]
    command: Option<String>,
    /// So many entries, the newest. Without it: all.
    #[arg(long, value_name = "NUMBER")]
    last: Option<usize>,
    /// The time zone of the hours shown.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = super::zone)]
    zone: Zone,
}

pub async fn audit(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    let mut left = arguments.last.unwrap_or(usize::MAX);
    let zone = arguments.zone;
    let shown = store.audit(|entry| {
        let by = arguments.by.as_ref().is_none_or(|by| *by == entry.by);
        let command = arguments.command.as_ref().is_none_or(|command| *command == entry.command);
        if by && command && left > 0 {
            left -= 1;
            println!("{}  {}  {}  {}", zone.told(entry.at), entry.by, entry.command, entry.detail);
        }
    });
    shown.await?;
    Ok(ExitCode::SUCCESS)
}
