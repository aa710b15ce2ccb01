//! `refdesk import FILE`: all of it or nothing, with every mistake by file and line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::desk::hours;
use crate::desk::inventory::Inventory;
use crate::store::{Counts, How};

/// Libraries whose unreadable hours are told.
const MOST_TROUBLE: usize = 50;

#[derive(Args)]
pub struct Arguments {
    /// What to import; the format is described in docs/inventory.md.
    file: PathBuf,
    /// Removes what the file does not name.
    #[arg(long)]
    replace: bool,
}

pub async fn import(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    let (existing, how) = match arguments.replace {
        true => (Inventory::default(), How::Replace),
        false => (store.inventory().await?.1, How::Merge),
    };
    let inventory = match crate::import::read(&arguments.file, &existing) {
        Ok(inventory) => inventory,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            eprintln!("Nothing was imported.");
            return Ok(ExitCode::FAILURE);
        }
    };
    let counts = store.import(&inventory, how).await?;
    let kinds = [
        ("libraries", counts.libraries),
        ("consortia", counts.consortia),
        ("services", counts.services),
        ("concepts", counts.concepts),
        ("operators", counts.operators),
        ("canned answers", counts.canned),
    ];
    for (kind, Counts { added, changed, unchanged, removed }) in kinds {
        if added + changed + unchanged + removed > 0 {
            println!("{kind}: {added} added, {changed} changed, {removed} removed, {unchanged} as before");
        }
    }
    if !counts.changed_anything() {
        println!("Nothing has changed.");
    }
    let trouble = inventory.libraries.values().filter_map(|library| Some((&library.id, hours::trouble(library)?)));
    for (library, trouble) in trouble.take(MOST_TROUBLE) {
        eprintln!("note: library {library}: {trouble}");
    }
    Ok(ExitCode::SUCCESS)
}
