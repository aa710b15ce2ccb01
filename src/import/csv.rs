//! Operators and competences in CSV, as a spreadsheet writes it (commas or semicolons, UTF-8); the header decides which of
//! the two.
//!
//! Operators: `jid,name,library,services,sessions,languages,subjects,language`, in any order, all but `jid` optional. What
//! a file has no column for stays as it is known. Lists are separated by `;`, a language's level follows `:`.
//! Competences: `jid,kind,value,level,evidence,confirmed,valid_until`, added to operators that are known. A value may be a
//! concept's or language's label instead of its id; what it could mean besides is a mistake that names them.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::draft::{Draft, Place, Reference, What, add_competence};
use super::toml::{MOST_SESSIONS, SESSIONS, address, competence, language};
use crate::desk::inventory::{Competence, MOST_COMPETENCES, Operator, Role, ServiceId, kind};
use crate::desk::language::{Language, Level};
use crate::desk::vocabulary::{Closeness, Vocabulary};
use crate::nearest::nearest;
use crate::time::Date;

const OPERATORS: [&str; 9] =
    ["jid", "name", "library", "services", "sessions", "languages", "subjects", "language", "role"];
const COMPETENCES: [&str; 7] = ["jid", "kind", "value", "level", "evidence", "confirmed", "valid_until"];
const LONGEST_CELL: usize = 20_000;
/// Characters of what a competence rests on.
pub(super) const LONGEST_EVIDENCE: usize = 200;
/// Meanings of a word that a mistake names.
const MOST_NAMED: usize = 5;

pub(super) fn read(path: &Path, draft: &mut Draft) {
    let Some(text) = super::text(path, draft) else { return };
    let mut reader = ReaderBuilder::new().delimiter(delimiter(&text)).trim(Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return draft.mistakes.add(path, 1, format!("the header cannot be read: {error}")),
    };
    let of_competences = header.iter().any(|column| column == "kind");
    let columns: &[&str] = if of_competences { &COMPETENCES } else { &OPERATORS };
    let required: &[&str] = if of_competences { &COMPETENCES[..3] } else { &OPERATORS[..1] };
    if !header_is_right(path, &header, columns, required, draft) {
        return;
    }
    let file = Rc::new(path.to_owned());
    let mut seen = BTreeSet::new();
    let vocabulary = OnceCell::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| position.line() as usize);
                let row = Row { header: &header, record: &record, place: Place { file: file.clone(), line } };
                match row.too_long() {
                    Some(column) => {
                        draft.wrong(&row.place, format!("{column}: at most {LONGEST_CELL} bytes are expected"))
                    }
                    None if of_competences => row.competence(draft, &vocabulary, &mut seen),
                    None => row.operator(draft),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, |position| position.line() as usize);
                draft.mistakes.add(path, line, unequal(&error).unwrap_or_else(|| error.to_string()));
            }
        }
    }
}

/// Where a comma is the decimal sign, spreadsheets write semicolons.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' }
}

fn unequal(error: &csv::Error) -> Option<String> {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Some(format!(
            "this row has {len} cells, the header {expected_len}; a cell with a comma or semicolon in it is put in \"quotes\""
        )),
        _ => None,
    }
}

fn header_is_right(path: &Path, header: &StringRecord, columns: &[&str], required: &[&str], draft: &mut Draft) -> bool {
    let before = draft.mistakes.0.len();
    let mut seen = BTreeSet::new();
    for column in header {
        if !seen.insert(column) {
            draft.mistakes.add(path, 1, format!("the column {column} is here twice"));
        } else if !columns.contains(&column) {
            let hint = nearest(column, columns.iter().copied()).map(|meant| format!("; did you mean {meant}?"));
            let hint = hint.unwrap_or_else(|| format!("; {} are known, with commas between", columns.join(",")));
            let column: String = column.chars().take(80).collect();
            draft.mistakes.add(path, 1, format!("there is no column '{column}'{hint}"));
        }
    }
    for column in required.iter().filter(|column| !seen.contains(*column)) {
        draft.mistakes.add(path, 1, format!("the column {column} is missing"));
    }
    draft.mistakes.0.len() == before
}

struct Row<'r> {
    header: &'r StringRecord,
    record: &'r StringRecord,
    place: Place,
}

impl<'r> Row<'r> {
    /// A cell, empty or not, if there is such a column.
    fn cell(&self, column: &str) -> Option<&'r str> {
        let at = self.header.iter().position(|name| name == column)?;
        self.record.get(at)
    }

    fn filled(&self, column: &str) -> Option<&'r str> {
        self.cell(column).filter(|cell| !cell.is_empty())
    }

    fn list(&self, column: &str) -> Option<Vec<&'r str>> {
        let cell = self.cell(column)?;
        Some(cell.split(';').map(str::trim).filter(|item| !item.is_empty()).collect())
    }

    fn too_long(&self) -> Option<&'r str> {
        self.header.iter().zip(self.record).find(|(_, cell)| cell.len() > LONGEST_CELL).map(|(column, _)| column)
    }

    fn right<T, E: std::fmt::Display>(&self, column: &str, value: Result<T, E>, draft: &mut Draft) -> Option<T> {
        value.map_err(|error| draft.wrong(&self.place, format!("{column}: {error}"))).ok()
    }

    fn jid(&self, draft: &mut Draft) -> Option<jid::BareJid> {
        self.right("jid", address(self.cell("jid").unwrap_or_default()), draft)
    }

    fn operator(&self, draft: &mut Draft) {
        let Some(jid) = self.jid(draft) else { return };
        if !draft.place(What::Operator, jid.as_str(), &self.place) {
            return;
        }
        let known = draft.operator(&jid).cloned();
        let mut operator = known.unwrap_or_else(|| Operator {
            name: jid.node().map(ToString::to_string).unwrap_or_default(),
            jid,
            library: None,
            services: BTreeSet::new(),
            sessions: SESSIONS,
            language: None,
            role: Role::default(),
            competences: Vec::new(),
        });
        if let Some(name) = self.filled("name") {
            operator.name = name.to_owned();
        }
        if self.cell("library").is_some() {
            operator.library = self.filled("library").map(str::to_owned);
            operator.library.iter().for_each(|id| draft.refer(&self.place, Reference::To(What::Library, id.clone())));
        }
        if let Some(services) = self.list("services") {
            operator.services = services.iter().filter_map(|id| id.parse::<ServiceId>().ok()).collect();
            services.iter().for_each(|id| draft.refer(&self.place, Reference::To(What::Service, (*id).to_owned())));
        }
        if let Some(sessions) = self.filled("sessions") {
            let expected = format!("a whole number from 1 to {MOST_SESSIONS} is expected, not {sessions}");
            let sessions = sessions.parse().ok().filter(|n| (1..=MOST_SESSIONS).contains(n)).ok_or(expected);
            operator.sessions = self.right("sessions", sessions, draft).unwrap_or(SESSIONS);
        }
        if self.cell("language").is_some() {
            let language = self.filled("language").map(str::parse::<Language>);
            operator.language = language.and_then(|language| self.right("language", language, draft));
        }
        if let Some(role) = self.filled("role") {
            operator.role = self.right("role", role.parse::<Role>(), draft).unwrap_or_default();
        }
        if let Some(languages) = self.list("languages") {
            let known = operator.competences.clone();
            operator.competences.retain(|competence| competence.kind != kind::LANGUAGE);
            for item in languages {
                if let Some(competence) = self.right("languages", language_with_level(item), draft) {
                    add_competence(&mut operator, with_what_is_known(competence, &known));
                }
            }
        }
        if let Some(subjects) = self.list("subjects") {
            let known = operator.competences.clone();
            operator.competences.retain(|competence| competence.kind != kind::SUBJECT);
            for id in subjects {
                let competence = Competence::new(kind::SUBJECT, id, None);
                self.refer_competence(&competence, draft);
                add_competence(&mut operator, with_what_is_known(competence, &known));
            }
        }
        draft.inventory.operators.insert(operator.jid.clone(), operator);
    }

    fn competence(
        &self,
        draft: &mut Draft,
        vocabulary: &OnceCell<Vocabulary>,
        seen: &mut BTreeSet<(jid::BareJid, String, String)>,
    ) {
        let Some(jid) = self.jid(draft) else { return };
        draft.refer(&self.place, Reference::To(What::Operator, jid.to_string()));
        let (Some(kind), Some(value)) = (self.filled("kind"), self.filled("value")) else {
            return draft.wrong(&self.place, "kind and value are expected");
        };
        let level = match self.filled("level") {
            Some(level) => self.right("level", level.parse::<Level>(), draft),
            None => None,
        };
        let value = match self.meant(kind, value, draft, vocabulary) {
            Ok(value) => value,
            Err(mistake) => return draft.wrong(&self.place, mistake),
        };
        let Some(mut competence) = self.right("value", competence(kind, &value, level), draft) else { return };
        let evidence = self.filled("evidence").map(str::to_owned);
        competence.evidence = evidence.and_then(|text| self.right("evidence", fitting_evidence(text), draft));
        let day = |column, draft: &mut Draft| self.right(column, self.filled(column)?.parse::<Date>(), draft);
        competence.confirmed = day("confirmed", draft);
        competence.valid_until = day("valid_until", draft);
        self.refer_competence(&competence, draft);
        if !seen.insert((jid.clone(), competence.kind.clone(), competence.value.clone())) {
            draft.wrong(&self.place, format!("{jid} has {} {} twice", competence.kind, competence.value));
        } else if let Some(operator) = draft.operator(&jid) {
            let known = with_what_is_known(competence.clone(), &operator.competences);
            if self.cell("evidence").is_none() {
                competence.evidence = known.evidence;
            }
            if self.cell("confirmed").is_none() {
                competence.confirmed = known.confirmed;
            }
            if self.cell("valid_until").is_none() {
                competence.valid_until = known.valid_until;
            }
            add_competence(operator, competence);
            if operator.competences.len() > MOST_COMPETENCES {
                draft.wrong(&self.place, format!("{jid}: at most {MOST_COMPETENCES} competences are expected"));
            }
        }
    }

    /// The id or tag that a value is or stands for; as it is where nothing is known of it.
    fn meant(
        &self,
        kind: &str,
        value: &str,
        draft: &Draft,
        vocabulary: &OnceCell<Vocabulary>,
    ) -> Result<String, String> {
        let is_tag = kind == kind::LANGUAGE && value.parse::<Language>().is_ok_and(|tag| tag.primary().len() <= 3);
        if is_tag || draft.inventory.concepts.contains_key(value) {
            return Ok(value.to_owned());
        }
        let vocabulary = vocabulary.get_or_init(|| Vocabulary::of(&draft.inventory));
        let found = vocabulary.find(value, Some(kind));
        let exact: BTreeSet<&str> =
            found.iter().filter(|one| one.closeness == Closeness::Exact).map(|one| one.id.as_str()).collect();
        match exact.len() {
            0 => Ok(value.to_owned()),
            1 => Ok(exact.into_iter().collect()),
            _ => {
                let ids: Vec<&str> = exact.into_iter().take(MOST_NAMED).collect();
                Err(format!("value: '{value}' may mean {}; write which", ids.join(" or ")))
            }
        }
    }

    fn refer_competence(&self, competence: &Competence, draft: &mut Draft) {
        let Competence { kind, value, .. } = competence.clone();
        draft.refer(&self.place, Reference::Competence { kind, value });
    }
}

/// A competence with the evidence and days that are known of it.
fn with_what_is_known(competence: Competence, known: &[Competence]) -> Competence {
    let same = known.iter().find(|one| one.kind == competence.kind && one.value == competence.value);
    match same.cloned() {
        Some(known) => Competence { level: competence.level, ..known },
        None => competence,
    }
}

pub(super) fn fitting_evidence(text: String) -> Result<String, String> {
    let fits = text.chars().count() <= LONGEST_EVIDENCE && !text.contains(char::is_control);
    if fits { Ok(text) } else { Err(format!("one line of at most {LONGEST_EVIDENCE} characters is expected")) }
}

/// `sv:native`, or `sv` alone.
fn language_with_level(item: &str) -> Result<Competence, String> {
    let (tag, level) = item.split_once(':').map_or((item, None), |(tag, level)| (tag, Some(level)));
    let level = level.map(str::parse::<Level>).transpose().map_err(|error| error.to_string())?;
    tag.parse().map(|tag| language(&tag, level)).map_err(|error| format!("{error}"))
}
