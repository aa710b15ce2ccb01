//! Questions answered before, with the subjects librarians gave them, as what they teach: `refdesk import FILE.tsv
//! --experience`.
//!
//! A line is an id, the patron's words and the concepts' ids (with spaces between), with tabs between the three. Of the
//! words nothing is kept but how many questions had a stem, and how many of those a concept.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use crate::desk::inventory::{Inventory, kind};
use crate::desk::need::Recognise;
use crate::desk::subjects::{Counted, Lesson, Subjects};
use crate::mistake::Mistakes;

/// What a file of answered questions teaches.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taught {
    /// The name it is known by: the file's, without its folder.
    pub source: String,
    pub counted: Vec<Counted>,
    pub questions: usize,
    /// Concepts of the file that the inventory does not have.
    pub strangers: BTreeSet<String>,
    /// Questions whose language could not be told.
    pub unclear: usize,
}

/// Reads a file of answered questions. The language of all stands in its name, as in `questions-fi.tsv`, or is
/// recognised in each.
pub fn read(path: &Path, inventory: &Inventory, tongue: &dyn Recognise) -> Result<Taught, Mistakes> {
    let text = super::whole_text(path).map_err(|error| Mistakes::one(path, 0, format!("cannot be read: {error}")))?;
    let subjects = Subjects::of_inventory(inventory);
    let ids = ids(inventory);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut taught = Taught { source: name.to_owned(), ..Taught::default() };
    let of_all = language_of(path);
    let mut mistakes = Mistakes::default();
    let mut lessons: Vec<Lesson> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut fields = line.split('\t');
        let (Some(_), Some(words), Some(concepts), None) = (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            mistakes.add(path, number + 1, "an id, the words and the ids of concepts are expected, with tabs between");
            continue;
        };
        let language = match &of_all {
            Some(language) => Some(language.clone()),
            None => tongue.languages(words).first().map(|(language, _)| language.primary().to_owned()),
        };
        let Some(language) = language else {
            taught.unclear += 1;
            continue;
        };
        let mut known = Vec::new();
        for id in concepts.split_whitespace() {
            match ids.get(id) {
                Some(concept) => known.push((*concept).to_owned()),
                None => drop(taught.strangers.insert(id.to_owned())),
            }
        }
        lessons.push(subjects.lesson(words, &[&language], known, true));
    }
    let mut taught = mistakes.or(taught)?;
    taught.questions = lessons.len();
    taught.counted = counted(&subjects, &lessons);
    Ok(taught)
}

/// All lessons in numbers, without what says nothing.
fn counted(subjects: &Subjects, lessons: &[Lesson]) -> Vec<Counted> {
    let mut numbers: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for lesson in lessons {
        for stem in &lesson.stems {
            *numbers.entry((stem, "")).or_default() += 1;
            for concept in &lesson.concepts {
                *numbers.entry((stem, concept)).or_default() += 1;
            }
        }
    }
    let telling: BTreeSet<&str> = numbers
        .iter()
        .filter(|((stem, concept), questions)| concept.is_empty() && subjects.may_keep(stem, **questions))
        .map(|((stem, _), _)| *stem)
        .collect();
    let kept = numbers.into_iter().filter(|((stem, _), _)| telling.contains(stem));
    kept.map(|((stem, concept), questions)| Counted { stem: stem.into(), concept: concept.into(), questions }).collect()
}

/// The subjects by all that may stand for them: their ids, the ends of those (`p2223`), and their notations.
fn ids(inventory: &Inventory) -> HashMap<&str, &str> {
    let mut ids = HashMap::new();
    let concepts = || inventory.concepts.values().filter(|concept| concept.kind == kind::SUBJECT);
    for concept in concepts() {
        ids.insert(concept.id.as_str(), concept.id.as_str());
    }
    for concept in concepts() {
        let end = concept.id.rsplit(['/', '#', ':']).next();
        for short in end.into_iter().chain(concept.notation.as_deref()) {
            ids.entry(short).or_insert(concept.id.as_str());
        }
    }
    ids
}

/// `fi` of `questions-fi.tsv`.
fn language_of(path: &Path) -> Option<String> {
    let (_, language) = path.file_stem()?.to_str()?.rsplit_once('-')?;
    let fits = (2..=3).contains(&language.len()) && language.bytes().all(|octet| octet.is_ascii_lowercase());
    fits.then(|| language.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::desk::language::Language;
    use crate::desk::sample;

    struct Swedish;

    impl Recognise for Swedish {
        fn languages(&self, text: &str) -> Vec<(Language, f64)> {
            if text.is_empty() { Vec::new() } else { vec![(sample::language("sv"), 1.0)] }
        }
    }

    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path
    }

    #[test]
    fn only_numbers_are_taken_and_names_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "1\tFår man kopiera, undrar Virtanen\t33\n2\tFår man filma\tykl:33 unknown\n3\tFår man sjunga\t33\n4\t\t33\n";
        let taught = read(&file(&folder, "questions.tsv", text), &sample::inventory(), &Swedish).expect("read");
        assert_eq!((taught.questions, taught.unclear, taught.source.as_str()), (3, 1, "questions.tsv"));
        assert_eq!(taught.strangers, BTreeSet::from(["unknown".to_owned()]));
        let all: Vec<(&str, &str, i64)> =
            taught.counted.iter().map(|known| (known.stem.as_str(), known.concept.as_str(), known.questions)).collect();
        assert!(all.contains(&("sv:", "ykl:33", 3)), "{all:?}");
        assert!(all.iter().any(|(stem, _, number)| stem.starts_with("sv:~f") && *number == 3), "{all:?}");
        assert!(!all.iter().any(|(stem, _, _)| stem.contains("virtanen")), "{all:?}");
    }

    #[test]
    fn the_language_is_in_the_files_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let taught =
            read(&file(&folder, "asked-en.tsv", "1\tlaw\t33\n"), &sample::inventory(), &Swedish).expect("read");
        assert!(taught.counted.iter().all(|known| known.stem.starts_with("en:")), "{taught:?}");
    }

    #[test]
    fn lines_of_another_form_are_told_and_nothing_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let mistakes = read(&file(&folder, "q.tsv", "1\ta\tb\n2 a b\n"), &sample::inventory(), &Swedish).unwrap_err();
        assert_eq!(mistakes.0.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), [2]);
    }
}
