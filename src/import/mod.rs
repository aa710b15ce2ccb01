//! Reads an inventory from the files a library keeps it in: TOML, CSV for operators and their competences, and
//! vocabularies in SKOS (Turtle, RDF/XML) and TSV. The formats are told in `docs/inventory.md`.
//!
//! What the files name is added to what the store has, or replaces the entry of the same id; the rest stays. Everything
//! wrong is told at once, and nothing is taken over if anything is wrong.

mod check;
mod codes;
mod csv;
mod draft;
pub mod experience;
mod skos;
mod toml;
mod tsv;
mod vocabulary;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::desk::inventory::Inventory;
use crate::mistake::{Mistake, Mistakes};
use draft::Draft;
pub use vocabulary::{Options, Progress};

pub type ImportError = Mistake;

const MOST_BYTES: u64 = 64 << 20;

/// Whether a file is a vocabulary: concepts and nothing else.
pub fn is_vocabulary(path: &Path) -> bool {
    matches!(path.extension().and_then(|extension| extension.to_str()), Some("ttl" | "rdf" | "xml" | "tsv"))
}

/// The existing inventory with what a file (`.toml` or `.csv`) and the files named in it say.
pub fn read(path: &Path, existing: &Inventory) -> Result<Inventory, Mistakes> {
    read_with(path, existing, &mut Options::default())
}

/// As [`read`], or of a vocabulary (`.ttl`, `.rdf`, `.xml` or `.tsv`), taken so.
pub fn read_with(path: &Path, existing: &Inventory, options: &mut Options<'_>) -> Result<Inventory, Mistakes> {
    let mut draft = Draft::onto(existing);
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => toml::read(path, &mut draft),
        Some("csv") => csv::read(path, &mut draft),
        Some("ttl") => skos::turtle(path, &mut draft, options),
        Some("rdf" | "xml") => skos::rdf_xml(path, &mut draft, options),
        Some("tsv") => tsv::read(path, &mut draft, options),
        _ => draft.mistakes.add(path, 0, "a file ending in .toml, .csv, .ttl, .rdf, .xml or .tsv is expected"),
    }
    check::all(&mut draft);
    for operator in draft.inventory.operators.values_mut() {
        operator.competences.sort_by(|a, b| (&a.kind, &a.value).cmp(&(&b.kind, &b.value)));
    }
    draft.mistakes.or(draft.inventory)
}

/// A file's text, without the mark that some programs put before it.
fn text(path: &Path, draft: &mut Draft) -> Option<String> {
    match whole_text(path) {
        Ok(text) => Some(text),
        Err(error) => {
            draft.mistakes.add(path, 0, format!("cannot be read: {error}"));
            None
        }
    }
}

fn whole_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("larger than {} MiB", MOST_BYTES >> 20)));
    }
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests;
