//! Vocabularies in lines of two cells with a tab between: `<uri>`, label. The language is given, or the end of the file's
//! name says it (`yso-fi.tsv`).
//!
//! With a first line that names the columns there may be others: `id`, `label`, `notation`, `alternatives` and `broader`
//! (several with `;` between). Without `label` the alternatives are further names of concepts that are known.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::draft::Draft;
use super::vocabulary::{Gathered, Options};
use crate::desk::language::Language;

const COLUMNS: [&str; 5] = ["id", "label", "notation", "alternatives", "broader"];
const LONGEST_LINE: u64 = 64 << 10;

pub(super) fn read(path: &Path, draft: &mut Draft, options: &mut Options<'_>) {
    let Some(language) = options.language.clone().or_else(|| of_name(path)) else {
        let what = "the language of the labels is not known; give it with --language, or name the file NAME-fi.tsv";
        return draft.mistakes.add(path, 0, what);
    };
    let (mut gathered, file) = match Gathered::open(path, options) {
        Ok(opened) => opened,
        Err(what) => return draft.mistakes.add(path, 0, what),
    };
    let mut reader = BufReader::new(file);
    let mut columns = vec!["id", "label"];
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(read) if read as u64 == LONGEST_LINE => {
                return draft.mistakes.add(path, number, format!("a line of more than {} KiB", LONGEST_LINE >> 10));
            }
            Ok(_) => {}
            Err(error) => return draft.mistakes.add(path, number, format!("cannot be read: {error}")),
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            draft.mistakes.add(path, number, "this line is not UTF-8");
            continue;
        };
        let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        if number == 1
            && let Some(named) = header(&cells)
        {
            match named {
                Ok(named) => columns = named,
                Err(what) => return draft.mistakes.add(path, number, what),
            }
            continue;
        }
        if let Err(what) = row(&mut gathered, &language, &columns, &cells) {
            draft.mistakes.add(path, number, what);
            if draft.mistakes.is_full() {
                return;
            }
        }
    }
    // What such a file has no column for it says nothing of.
    let has = |name| columns.contains(&name);
    gathered.further_names(!has("label"), !has("alternatives"));
    gathered.lay_over(path, draft);
}

/// `fi` of `yso-fi.tsv`.
fn of_name(path: &Path) -> Option<Language> {
    let (_, tag) = path.file_stem()?.to_str()?.rsplit_once('-')?;
    tag.parse().ok()
}

fn header(cells: &[&str]) -> Option<Result<Vec<&'static str>, String>> {
    if !["id", "uri"].contains(&cells.first()?.to_lowercase().as_str()) {
        return None;
    }
    let known = |cell: &&str| {
        let cell = if cell.eq_ignore_ascii_case("uri") { "id" } else { cell };
        COLUMNS.into_iter().find(|column| column.eq_ignore_ascii_case(cell)).ok_or_else(|| {
            let cell: String = cell.chars().take(80).collect();
            format!("there is no column '{cell}'; {} are known", COLUMNS.join(", "))
        })
    };
    Some(cells.iter().map(known).collect())
}

fn row(gathered: &mut Gathered<'_, '_>, language: &Language, columns: &[&str], cells: &[&str]) -> Result<(), String> {
    if cells.len() != columns.len() {
        return Err(format!("{} cells with tabs between are expected, not {}", columns.len(), cells.len()));
    }
    let cell = |name: &str| columns.iter().position(|column| *column == name).and_then(|at| cells.get(at).copied());
    let several = |name| cell(name).unwrap_or_default().split(';').map(str::trim).filter(|one| !one.is_empty());
    let id = uri(cell("id").unwrap_or_default());
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err("the first cell is expected to be a URI, as in <http://example.org/law>, tab, law".to_owned());
    }
    match cell("label") {
        Some("") => return Err("a label is expected".to_owned()),
        Some(label) => gathered.label(id, language.clone(), label, true)?,
        None if several("alternatives").next().is_none() => return Err("a name is expected".to_owned()),
        None => {}
    }
    for alternative in several("alternatives") {
        gathered.label(id, language.clone(), alternative, false)?;
    }
    for broader in several("broader") {
        gathered.broader(id, uri(broader))?;
    }
    gathered.notation(id, cell("notation").unwrap_or_default())
}

fn uri(cell: &str) -> &str {
    cell.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(cell)
}
