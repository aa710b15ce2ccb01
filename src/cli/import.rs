//! `refdesk import FILE`: all of it or nothing, with every mistake by file and line.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::desk::inventory::Inventory;
use crate::store::{Counts, How, Store};
use crate::tongue::Tongue;

#[derive(Args)]
pub struct Arguments {
    /// What to import; the format is described in docs/inventory.md.
    file: PathBuf,
    /// Removes what the file does not name.
    #[arg(long)]
    replace: bool,
    /// FILE (.tsv) holds questions answered before, with the subjects librarians gave them, to learn from.
    #[arg(long, conflicts_with = "replace")]
    experience: bool,
}

pub async fn import(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    if arguments.experience {
        return experience(&store, &arguments.file).await;
    }
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
    Ok(ExitCode::SUCCESS)
}

/// Learns from questions answered before.
async fn experience(store: &Store, file: &Path) -> anyhow::Result<ExitCode> {
    let (_, inventory) = store.inventory().await?;
    let taught = match crate::import::experience::read(file, &inventory, &Tongue::new()) {
        Ok(taught) => taught,
        Err(mistakes) => {
            eprintln!("{mistakes}");
            eprintln!("Nothing was imported.");
            return Ok(ExitCode::FAILURE);
        }
    };
    let stems = taught.counted.iter().filter(|known| known.concept.is_empty()).count();
    println!("{} questions, {stems} stems, {} pairs", taught.questions, taught.counted.len() - stems);
    if taught.unclear > 0 {
        println!("{} questions are in a language that could not be told, and were left out", taught.unclear);
    }
    if !taught.strangers.is_empty() {
        println!("{} concepts are not in the inventory, and were left out", taught.strangers.len());
    }
    if !store.import_experience(&taught.source, taught.counted).await? {
        println!("Nothing has changed.");
    }
    store.fade_experience().await?;
    Ok(ExitCode::SUCCESS)
}
