//! Vocabularies as files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use refdesk::desk::inventory::{Inventory, kind};
use refdesk::import;

#[derive(Default)]
pub struct Vocabulary {
    /// Concept, language, label.
    pub labels: Vec<(String, String, String)>,
    /// The direct broader concepts of each.
    broader: BTreeMap<String, BTreeSet<String>>,
    /// By what follows the last `/`, `#` or `:` of an id.
    short: HashMap<String, String>,
}

impl Vocabulary {
    /// Reads files of `<URI> <TAB> label`, whose language is in the name, as in `yso-fi.tsv`, and whatever else
    /// `refdesk import` reads concepts from.
    pub fn read(paths: &[String]) -> Result<Self, String> {
        let mut vocabulary = Vocabulary::default();
        for path in paths {
            match path.ends_with(".tsv") {
                true => vocabulary.read_tsv(path)?,
                false => vocabulary.read_inventory(path)?,
            }
        }
        for (concept, _, _) in &vocabulary.labels {
            let short = concept.rsplit(['/', '#', ':']).next().unwrap_or(concept);
            vocabulary.short.entry(short.to_owned()).or_insert_with(|| concept.clone());
        }
        Ok(vocabulary)
    }

    fn read_tsv(&mut self, path: &str) -> Result<(), String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}"))?;
        let language = language_of(path)
            .ok_or_else(|| format!("{path}: the name must end in the labels' language, as in labels-fi.tsv"))?;
        // The first line may name the columns.
        for line in text.lines().filter(|line| !line.starts_with("id\t")) {
            let Some((uri, label)) = line.split_once('\t') else { continue };
            let uri = uri.trim_start_matches('<').trim_end_matches('>');
            self.labels.push((uri.to_owned(), language.clone(), label.to_owned()));
        }
        Ok(())
    }

    fn read_inventory(&mut self, path: &str) -> Result<(), String> {
        let inventory =
            import::read(Path::new(path), &Inventory::default()).map_err(|mistakes| mistakes.to_string())?;
        for concept in inventory.concepts.into_values().filter(|concept| concept.kind == kind::SUBJECT) {
            for (language, label) in concept.labels.into_iter().chain(concept.alternatives) {
                self.labels.push((concept.id.clone(), language.primary().to_owned(), label));
            }
            self.broader.entry(concept.id).or_default().extend(concept.broader);
        }
        Ok(())
    }

    pub fn triples(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.labels.iter().map(|(concept, language, label)| (concept.as_str(), language.as_str(), label.as_str()))
    }

    pub fn concepts(&self) -> usize {
        self.labels.iter().map(|(concept, _, _)| concept).collect::<BTreeSet<_>>().len()
    }

    pub fn has_hierarchy(&self) -> bool {
        self.broader.values().any(|broader| !broader.is_empty())
    }

    /// A concept's id from what is written for it: all of it, or its end (`p2223`).
    pub fn resolve(&self, written: &str) -> String {
        self.short.get(written).map_or(written, String::as_str).to_owned()
    }

    /// All labels of a concept.
    pub fn name(&self, concept: &str) -> String {
        let labels = self.labels.iter().filter(|(of, _, _)| of == concept);
        labels.map(|(_, _, label)| label.as_str()).collect::<Vec<_>>().join(" · ")
    }

    /// Whether two concepts are the same, or one is the other's direct broader.
    pub fn is_near(&self, one: &str, other: &str) -> bool {
        let over = |a: &str, b: &str| self.broader.get(a).is_some_and(|broader| broader.contains(b));
        one == other || over(one, other) || over(other, one)
    }
}

/// `fi` of `questions-fi.tsv`.
pub fn language_of(path: &str) -> Option<String> {
    let (_, language) = Path::new(path).file_stem()?.to_str()?.rsplit_once('-')?;
    let fits = (2..=3).contains(&language.len()) && language.bytes().all(|octet| octet.is_ascii_lowercase());
    fits.then(|| language.to_owned())
}
