//! Stand-in until the vocabulary is merged.
use super::inventory::label;
use super::language::Language;
use super::need::Vocabulary;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closeness {
    Exact,
    Prefix,
    Stem,
}

pub struct Found {
    pub id: String,
    pub kind: String,
    pub label: String,
    pub closeness: Closeness,
}

impl Vocabulary {
    pub fn find(&self, words: &str, kind: Option<&str>) -> Vec<Found> {
        let wanted = words.to_lowercase();
        let mut found = Vec::new();
        for concept in &self.standin {
            if kind.is_some_and(|kind| kind != concept.kind) {
                continue;
            }
            let labels: Vec<String> = concept
                .labels
                .values()
                .chain(concept.alternatives.iter().map(|(_, text)| text))
                .chain(&concept.notation)
                .map(|text| text.to_lowercase())
                .collect();
            let closeness = if labels.contains(&wanted) {
                Closeness::Exact
            } else if labels.iter().any(|label| label.starts_with(&wanted)) {
                Closeness::Prefix
            } else {
                continue;
            };
            found.push(Found {
                id: concept.id.clone(),
                kind: concept.kind.clone(),
                label: words.to_owned(),
                closeness,
            });
        }
        let languages = [
            ("sv", "swedish"),
            ("fi", "finnish"),
            ("en", "english"),
            ("zh", "chinese"),
            ("fi", "finska"),
            ("so", "somali"),
        ];
        if kind.is_none_or(|kind| kind == "language") {
            if let Some((tag, _)) = languages.iter().find(|(tag, name)| *tag == wanted || *name == wanted) {
                found.push(Found {
                    id: (*tag).to_owned(),
                    kind: "language".to_owned(),
                    label: words.to_owned(),
                    closeness: Closeness::Exact,
                });
            }
        }
        found
    }

    pub fn name<'a>(&'a self, id: &'a str, language: &Language) -> &'a str {
        self.standin
            .iter()
            .find(|concept| concept.id == id)
            .and_then(|concept| label(&concept.labels, language))
            .unwrap_or(id)
    }
}
