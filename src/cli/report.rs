//! `refdesk report`: what has been asked and answered in a span of days.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use clap::{Args, ValueEnum};

use crate::clock;
use crate::config::Config;
use crate::desk::inventory::ServiceId;
use crate::store::{HubReport, Offers, Report, ServiceReport};
use crate::time::Time;

#[derive(Args)]
pub struct Arguments {
    /// The first day, as 2026-11-01 (UTC). Without it: the last 30 days.
    #[arg(long, value_name = "DAY")]
    from: Option<NaiveDate>,
    /// The last day, which counts too. Without it: today.
    #[arg(long, value_name = "DAY")]
    until: Option<NaiveDate>,
    /// One service only.
    #[arg(long)]
    service: Option<ServiceId>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub async fn report(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    let today = DateTime::from_timestamp_millis(clock::now().0).context("the clock cannot be read")?.date_naive();
    let last = arguments.until.unwrap_or(today);
    let first = match arguments.from {
        Some(day) => day,
        None => last.checked_sub_days(Days::new(29)).context("--until is too early")?,
    };
    ensure!(first <= last, "--from ({first}) is after --until ({last})");
    let until = midnight(last.checked_add_days(Days::new(1)).context("--until is too late")?);
    let report = store.report(midnight(first), until, arguments.service.as_ref()).await?;
    match arguments.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
        Format::Text => print!("{}", text(&report, first, last)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn midnight(day: NaiveDate) -> Time {
    Time(day.and_time(NaiveTime::MIN).and_utc().timestamp_millis())
}

fn text(report: &Report, first: NaiveDate, last: NaiveDate) -> Result<String, fmt::Error> {
    let mut out = String::new();
    writeln!(out, "Sessions opened from {first} to {last} (UTC)")?;
    if report.services.is_empty() {
        writeln!(out, "\nNone.")?;
    }
    for (service, figures) in &report.services {
        writeln!(out, "\n{service}")?;
        service_text(&mut out, figures)?;
    }
    if !report.operators.is_empty() {
        writeln!(out, "\nOperators")?;
    }
    for (operator, figures) in &report.operators {
        let Offers { made, declined, lapsed } = figures.offers;
        writeln!(out, "  {operator}: {} taken, {made} offered, {declined} declined, {lapsed} lapsed", figures.taken)?;
        if figures.taken_over + figures.consulted > 0 {
            writeln!(out, "    {} taken over from others, {} called in to", figures.taken_over, figures.consulted)?;
        }
        if !figures.closed.is_empty() {
            writeln!(out, "    closed: {}", listed(&figures.closed))?;
        }
    }
    if !report.hubs.is_empty() {
        writeln!(out, "\nOther hubs")?;
    }
    for (hub, figures) in &report.hubs {
        let HubReport {
            referred_on,
            answered_there,
            not_reached,
            asked_here,
            answered_here,
            passed_on,
            declined,
            withdrawn,
        } = figures;
        writeln!(
            out,
            "  {hub}: {referred_on} referred on, {answered_there} of them answered there; {not_reached} could not be asked"
        )?;
        writeln!(
            out,
            "    asked here {asked_here}: {answered_here} answered, {passed_on} passed on, {declined} declined, {withdrawn} taken back"
        )?;
    }
    Ok(out)
}

fn service_text(out: &mut String, figures: &ServiceReport) -> fmt::Result {
    writeln!(out, "  opened              {}", figures.opened)?;
    writeln!(out, "  still open          {}", figures.open)?;
    writeln!(out, "  left as a question  {}", figures.left_as_question)?;
    writeln!(out, "  exercises, apart    {}", figures.practice)?;
    if !figures.resolutions.is_empty() {
        writeln!(out, "  closed              {}", listed(&figures.resolutions))?;
    }
    let waits = figures.waits;
    if waits.taken > 0 {
        let seconds = |ms: i64| ms as f64 / 1000.0;
        writeln!(
            out,
            "  wait for a person   median {:.1} s, nine of ten within {:.1} s, at most {:.1} s ({} taken)",
            seconds(waits.median),
            seconds(waits.p90),
            seconds(waits.max),
            waits.taken
        )?;
    }
    let Offers { made, declined, lapsed } = figures.offers;
    writeln!(out, "  offers              {made} made, {declined} declined, {lapsed} lapsed")?;
    if figures.transferred + figures.consulted > 0 {
        let (handed, called) = (figures.transferred, figures.consulted);
        writeln!(out, "  handed on           {handed}, and a colleague was called in to {called}")?;
    }
    if !figures.languages.is_empty() {
        writeln!(out, "  languages           {}", listed(&figures.languages))?;
    }
    if !figures.read.is_empty() {
        writeln!(out, "  READ scale          {}", listed(&figures.read))?;
    }
    let hours = figures.by_hour.iter().enumerate().filter(|(_, count)| **count > 0);
    let hours: BTreeMap<String, u64> = hours.map(|(hour, count)| (format!("{hour:02}"), *count)).collect();
    if !hours.is_empty() {
        writeln!(out, "  by hour (UTC)       {}", listed(&hours))?;
    }
    Ok(())
}

fn listed<K: Display>(counts: &BTreeMap<K, u64>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
