//! `refdesk gaps`: what was asked for and not had.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::coverage::name;
use crate::clock;
use crate::config::Config;
use crate::desk::gaps::{KEPT_DAYS, USUAL_DAYS};

#[derive(Args)]
pub struct Arguments {
    /// How many days to look back on, today among them (UTC).
    #[arg(long, default_value_t = USUAL_DAYS, value_parser = clap::value_parser!(i64).range(1..=KEPT_DAYS))]
    days: i64,
    /// For a spreadsheet.
    #[arg(long)]
    csv: bool,
}

pub async fn gaps(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    let (_, inventory) = store.inventory().await?;
    let gaps = store.gaps().await?.since(clock::now(), arguments.days);
    let name = |value: &str| name(&inventory, &config.hub.language, value);
    if arguments.csv {
        let mut csv = csv::Writer::from_writer(std::io::stdout().lock());
        csv.write_record(["kind", "value", "name", "nobody", "not_on_duty"])?;
        for gap in &gaps {
            let (nobody, known) = (gap.count.nobody.to_string(), gap.count.known.to_string());
            csv.write_record([&gap.kind, &gap.value, &name(&gap.value), &nobody, &known])?;
        }
        csv.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    println!("Asked for and not had in the last {} days", arguments.days);
    for gap in &gaps {
        let (nobody, known) = (gap.count.nobody, gap.count.known);
        println!("  {} {}: nobody can {nobody}, known but not on duty {known}", gap.kind, name(&gap.value));
    }
    if gaps.is_empty() {
        println!("  nothing");
    }
    Ok(ExitCode::SUCCESS)
}
