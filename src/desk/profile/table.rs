//! A spreadsheet of competences that a coordinator pastes (`!campaign import`, or its form): what operators sent back on
//! other ways than by their own form. All of it is taken, or nothing, with what is wrong row by row.
//!
//! The first line names the columns: `jid` (an address or a name), `kind` and `value`, and if there are any `level`,
//! `evidence`, `confirmed` and `valid_until`, with tabs, semicolons or commas between, as in `refdesk import`.
//! How large a table may be is bounded by what a form may hold.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use jid::BareJid;

use super::form::wrong_line;
use super::reading::{Reader, Reading};
use super::{Entries, keyed};
use crate::desk::Desk;
use crate::desk::inventory::{Competence, MOST_COMPETENCES};
use crate::desk::language::Language;
use crate::desk::sentence::{Reasons, Sentence};
use crate::time::{Date, Time};

/// Rows whose mistakes are told.
const MOST_WRONG: usize = 15;

const COLUMNS: [&str; 7] = ["jid", "kind", "value", "level", "evidence", "confirmed", "valid_until"];
const NEEDED: usize = 3;

/// Where a table's columns are.
struct Header([Option<usize>; COLUMNS.len()]);

impl Desk {
    /// Takes over a table; how many entries of how many operators it has, or what is wrong with it.
    ///
    /// # Errors
    /// What is wrong: with the first line, or with each of the first rows that cannot be taken.
    pub(in crate::desk) fn import_profiles(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        text: &str,
    ) -> Result<Vec<Sentence>, Vec<Sentence>> {
        let (mut rows, header) = table(text).map_err(|columns| vec![Sentence::ImportColumns { columns }])?;
        let mut profiles: BTreeMap<BareJid, Entries> = BTreeMap::new();
        let (mut wrong, mut entries) = (Vec::new(), 0_i64);
        for (row, record) in (2..).zip(rows.records()) {
            let read = match &record {
                Ok(record) => self.read_row(now, &header, record, &mut profiles, language),
                Err(_) => Err(Sentence::ImportColumns { columns: String::new() }),
            };
            match read {
                Ok(()) => entries += 1,
                Err(why) => wrong.push(Sentence::ImportRowWrong { row, reasons: Reasons(vec![why]) }),
            }
            if wrong.len() >= MOST_WRONG {
                break;
            }
        }
        if !wrong.is_empty() {
            wrong.push(Sentence::ImportNothing {});
            return Err(wrong);
        }
        let operators = profiles.len() as i64;
        for (whose, entries) in profiles {
            self.save_profile(now, by, &whose, entries, language);
        }
        Ok(vec![Sentence::ImportDone { entries, operators }])
    }

    /// Adds what a row says to the profile it is about.
    fn read_row(
        &self,
        now: Time,
        header: &Header,
        record: &StringRecord,
        profiles: &mut BTreeMap<BareJid, Entries>,
        language: &Language,
    ) -> Result<(), Sentence> {
        let cell = |name: &str| header.cell(record, name);
        let whose = self.person_named(cell("jid"))?;
        let Some(operator) = self.inventory.operators.get(&whose) else {
            return Err(Sentence::NobodyOfThatName { name: whose.to_string() });
        };
        let kind = cell("kind").to_lowercase();
        if !self.all_kinds().contains(&kind) {
            let kind = kind.chars().take(40).collect();
            return Err(Sentence::KindUnknown { kind, nearest: String::new() });
        }
        let plain = |name: &str| cell(name).replace(['|', '\n', '\r'], "/");
        let head = format!("{} {}", plain("value"), plain("level"));
        let line = format!("{} | {} | {}", head.trim_end(), plain("evidence"), plain("valid_until"));
        let confirmed = match cell("confirmed") {
            "" => Date::of(now),
            day => day.parse().map_err(|_| Sentence::CampaignWrong {
                problem: "day".to_owned(),
                what: day.chars().take(40).collect(),
            })?,
        };
        let entry = match Reader::new(self, operator).read(Some(&kind), &line) {
            Reading::Clear(entry) => Competence { confirmed: Some(confirmed), ..entry },
            Reading::Unclear(unclear) => {
                let named = |(_, id): &(String, String)| format!("{} ({id})", self.described(id, language));
                let concepts = unclear.choices.iter().map(named).collect::<Vec<_>>().join(" · ");
                return Err(Sentence::ConceptAmbiguous { words: unclear.words, concepts });
            }
            Reading::Wrong(wrong) => return Err(wrong_line(head.trim_end(), &wrong)),
        };
        let profile = profiles.entry(whose).or_insert_with(|| keyed(operator.competences.iter().cloned()));
        profile.insert((entry.kind.clone(), entry.value.clone()), entry);
        if profile.len() > MOST_COMPETENCES {
            return Err(Sentence::ProfileTooMany { most: MOST_COMPETENCES as i64 });
        }
        Ok(())
    }
}

impl Header {
    fn cell<'r>(&self, record: &'r StringRecord, name: &str) -> &'r str {
        let at = COLUMNS.iter().position(|column| *column == name).and_then(|column| self.0.get(column).copied()?);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    }
}

/// The rows of a table and where its columns are; else the columns of its first line that are none, or are missing.
fn table(text: &str) -> Result<(csv::Reader<&[u8]>, Header), String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let first = text.lines().next().unwrap_or_default();
    let often = |sign: char| first.matches(sign).count();
    let sign = ['\t', ';', ','].into_iter().max_by_key(|sign| often(*sign)).unwrap_or(',');
    let sign = if often('\t') > 0 { '\t' } else { sign };
    let mut rows = ReaderBuilder::new().delimiter(sign as u8).trim(Trim::All).from_reader(text.as_bytes());
    let named: Vec<String> = rows.headers().map_err(|_| String::new())?.iter().map(str::to_lowercase).collect();
    let unknown: Vec<&str> = named.iter().map(String::as_str).filter(|name| !COLUMNS.contains(name)).collect();
    if !unknown.is_empty() {
        return Err(unknown.join(", ").chars().take(80).collect());
    }
    let at = COLUMNS.map(|column| named.iter().position(|name| name == column));
    let missing = COLUMNS.iter().zip(at).take(NEEDED).find(|(_, at)| at.is_none());
    match missing {
        Some((column, _)) => Err((*column).to_owned()),
        None => Ok((rows, Header(at))),
    }
}
