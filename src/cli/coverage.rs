//! `refdesk coverage`: who could have answered, hour by hour, as a table or as CSV for a spreadsheet.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::clock;
use crate::config::Config;
use crate::desk::coverage::{self, Asked, Row, TENTHS};
use crate::desk::hours::{WEEK, Zone};
use crate::desk::inventory::{Inventory, ServiceId, kind, label};
use crate::desk::language::Language;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

#[derive(Args)]
pub struct Arguments {
    /// The kind of competence: language, subject, or any other there is.
    #[arg(long, default_value = kind::LANGUAGE)]
    kind: String,
    /// One service only.
    #[arg(long)]
    service: Option<ServiceId>,
    /// The time zone of the hours shown.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = super::zone)]
    zone: Zone,
    /// One line for each value and hour of the week, for a spreadsheet.
    #[arg(long)]
    csv: bool,
}

pub async fn coverage(config: &Path, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(config)?;
    let store = super::open_store(&config).await?;
    let (_, inventory) = store.inventory().await?;
    if let Some(service) = &arguments.service {
        anyhow::ensure!(inventory.services.contains_key(service), "there is no service {service}");
    }
    let now = clock::now();
    let attendance = store.attendance(now).await?;
    let asked = Asked { kind: &arguments.kind, service: arguments.service.as_ref(), only: None, zone: arguments.zone };
    let rows = coverage::table(&inventory, &attendance, &asked, now);
    let name = |row: &Row| name(&inventory, &config.hub.language, &row.value);
    if arguments.csv {
        write_csv(&rows, &arguments.kind, name, std::io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "Who could answer, by {} and hour ({}): by opening hours, and on duty in the last weeks ({})",
        arguments.kind,
        arguments.zone.name(),
        attendance.weeks(now)
    );
    let said = |spans: String| if spans.is_empty() { "nobody".to_owned() } else { spans };
    for row in &rows {
        println!("\n{}", name(row));
        for (what, counts) in [("open   ", &row.planned), ("on duty", &row.on_duty)] {
            println!("  {what}  Mo-Fr  {}", said(coverage::spans(counts, 0..5)));
            println!("           Sa-Su  {}", said(coverage::spans(counts, 5..7)));
        }
    }
    if rows.is_empty() {
        println!("\nNobody who works for a service has any competence of this kind.");
    }
    Ok(ExitCode::SUCCESS)
}

/// What a value is called, with the value where that is something else.
pub(super) fn name(inventory: &Inventory, language: &Language, value: &str) -> String {
    match inventory.concepts.get(value).and_then(|concept| label(&concept.labels, language)) {
        Some(name) => format!("{name} ({value})"),
        None => value.to_owned(),
    }
}

fn write_csv(rows: &[Row], kind: &str, name: impl Fn(&Row) -> String, out: impl std::io::Write) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["kind", "value", "name", "weekday", "hour", "open", "on_duty"])?;
    let people = |tenths: u32| format!("{}.{}", tenths / TENTHS, tenths % TENTHS);
    for row in rows {
        for hour in 0..WEEK {
            let (day, clock) = (DAYS[hour / 24], format!("{:02}", hour % 24));
            let (open, on_duty) = ((row.planned[hour] / TENTHS).to_string(), people(row.on_duty[hour]));
            csv.write_record([kind, &row.value, &name(row), day, &clock, &open, &on_duty])?;
        }
    }
    csv.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_has_a_line_for_each_hour_of_the_week() {
        let mut row = Row { value: "sv".into(), planned: [0; WEEK], on_duty: [0; WEEK] };
        (row.planned[34], row.on_duty[34]) = (20, 13);
        let mut out = Vec::new();
        write_csv(&[row], "language", |row| row.value.clone(), &mut out).expect("it is written");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(text.lines().count(), 1 + WEEK);
        assert_eq!(text.lines().nth(35), Some("language,sv,sv,Tu,10,2,1.3"));
    }
}
