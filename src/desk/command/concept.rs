//! `!concept`: what a concept is, for everybody; new concepts and changed ones, by coordinators.

use std::collections::BTreeSet;

use super::run::Asker;
use crate::desk::Desk;
use crate::desk::form::Given;
use crate::desk::inventory::{Change, Concept, Role, kind};
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::vocabulary::Closeness;
use crate::nearest::nearest;
use crate::time::Time;

/// Concepts shown at once, and of one the narrower and the other ones.
const MOST_SHOWN: usize = 5;
const MOST_OTHERS: usize = 12;
/// Characters of an id and of a label; labels in one language.
const LONGEST_ID: usize = 300;
const LONGEST_LABEL: usize = 300;
const MOST_LABELS: usize = 50;
/// What is written to take away all broader or exact concepts.
const NONE: &str = "-";

/// What is said of a concept: only what it names is changed.
#[derive(Debug, Default)]
struct Said {
    kind: Option<String>,
    notation: Option<String>,
    scheme: Option<String>,
    /// By language the preferred label and others.
    labels: Vec<(Language, Vec<String>)>,
    /// Words or ids; emptied by [`NONE`].
    broader: Option<Vec<String>>,
    exact: Option<Vec<String>>,
}

impl Desk {
    /// `WORDS` show; `ID = kind: culture; en: Sami culture | Saami culture; broader: …` changes, as does a form with
    /// more than words in it.
    pub(super) fn concept(&mut self, now: Time, asker: &Asker, given: &Given) -> Vec<Sentence> {
        let words = given.one("words").unwrap_or_default();
        let fields = ["kind", "labels", "notation", "scheme", "broader", "exact"];
        let filled = fields.iter().filter_map(|name| Some((*name, given.one(name)?)));
        let filled: Vec<String> = filled
            .map(|(name, value)| match name {
                "labels" => value,
                name => format!("{name}: {}", value.replace('\n', "|")),
            })
            .collect();
        let (id, text) = match words.split_once(" =") {
            Some((id, text)) => (id.trim(), text.to_owned()),
            None if !filled.is_empty() => (words.as_str(), filled.join(";")),
            None => return self.show_concepts(&words, &asker.language),
        };
        if self.role(&asker.operator).is_none_or(|role| role < Role::Coordinator) {
            return vec![Refusal::NotYourRole { who: Role::Coordinator }.sentence()];
        }
        match said(&text).and_then(|said| self.said_of(id, said)) {
            Ok(concept) => {
                let label = crate::desk::inventory::label(&concept.labels, &asker.language).unwrap_or(id).to_owned();
                let done = Sentence::ConceptSaved { label: label.clone(), id: id.to_owned() };
                if self.inventory.concepts.get(id) != Some(&concept) {
                    self.change(now, Change::Concept(Box::new(concept)));
                    self.audit(now, &asker.operator, "concept", format!("{id} ({label}) = {}", text.trim()));
                }
                vec![done]
            }
            Err(wrong) => vec![wrong],
        }
    }

    fn said_of(&self, id: &str, said: Said) -> Result<Concept, Sentence> {
        let fits = (1..=LONGEST_ID).contains(&id.chars().count()) && !id.contains(char::is_whitespace);
        if !fits || self.vocabulary.kind(id) == Some(kind::LANGUAGE) {
            return Err(Sentence::ConceptIdWrong { id: id.chars().take(40).collect() });
        }
        let known = self.inventory.concepts.get(id);
        let mut concept = known.cloned().unwrap_or_else(|| Concept {
            id: id.to_owned(),
            kind: kind::SUBJECT.to_owned(),
            ..Concept::default()
        });
        if let Some(kind) = said.kind {
            let kinds = self.concept_kinds();
            if !kinds.contains(kind.as_str()) {
                let nearest = nearest(&kind, kinds.iter().copied()).unwrap_or_default().to_owned();
                return Err(Sentence::KindUnknown { kind: kind.chars().take(40).collect(), nearest });
            }
            concept.kind = kind;
        }
        for (language, mut labels) in said.labels {
            concept.alternatives.retain(|(tag, _)| *tag != language);
            concept.labels.insert(language.clone(), labels.remove(0));
            concept.alternatives.extend(labels.into_iter().map(|label| (language.clone(), label)));
        }
        if concept.labels.is_empty() {
            return Err(Sentence::ConceptNeedsLabel { id: id.to_owned() });
        }
        concept.notation = said.notation.or(concept.notation);
        concept.scheme = said.scheme.or(concept.scheme);
        for (said, ids) in [(said.broader, &mut concept.broader), (said.exact, &mut concept.exact)] {
            let Some(said) = said else { continue };
            let meant = said.iter().map(|words| self.the_concept(words, &concept.kind));
            *ids = meant.collect::<Result<BTreeSet<String>, Sentence>>()?;
            ids.remove(id);
        }
        Ok(concept)
    }

    /// The one concept that is meant, by its id or by words.
    fn the_concept(&self, words: &str, kind: &str) -> Result<String, Sentence> {
        if self.inventory.concepts.contains_key(words) {
            return Ok(words.to_owned());
        }
        let found = self.vocabulary.find(words, Some(kind));
        let exact: Vec<_> = found.iter().filter(|found| found.closeness == Closeness::Exact).collect();
        let listed = |all: &[&crate::desk::vocabulary::Found]| {
            all.iter().take(MOST_SHOWN).map(|one| format!("{} ({})", one.label, one.id)).collect::<Vec<_>>().join(" · ")
        };
        let words = words.chars().take(60).collect();
        match exact.as_slice() {
            [one] => Ok(one.id.clone()),
            [] => Err(Sentence::ConceptUnknown { words, nearest: listed(&found.iter().collect::<Vec<_>>()) }),
            several => Err(Sentence::ConceptAmbiguous { words, concepts: listed(several) }),
        }
    }

    /// The kinds a concept may be of.
    pub(super) fn concept_kinds(&self) -> BTreeSet<&str> {
        let known = self.inventory.kinds.keys().map(String::as_str);
        let used = self.inventory.concepts.values().map(|concept| concept.kind.as_str());
        known.chain(used).chain([kind::SUBJECT, kind::CULTURE, kind::AUDIENCE]).collect()
    }

    fn show_concepts(&self, words: &str, language: &Language) -> Vec<Sentence> {
        let found = self.vocabulary.find(words, None);
        let best = found.first().map(|found| found.closeness);
        let best = found.iter().filter(|found| Some(found.closeness) == best).take(MOST_SHOWN);
        let shown: Vec<Sentence> = best.map(|found| self.shown(&found.id, &found.kind, language)).collect();
        if shown.is_empty() {
            return vec![Sentence::ConceptUnknown { words: words.chars().take(60).collect(), nearest: String::new() }];
        }
        shown
    }

    fn shown(&self, id: &str, kind: &str, language: &Language) -> Sentence {
        let names = |ids: &mut dyn Iterator<Item = &str>| {
            let named = ids.take(MOST_OTHERS).map(|id| self.vocabulary.name(id, language).into_owned());
            named.collect::<Vec<_>>().join(", ")
        };
        let label = self.vocabulary.name(id, language).into_owned();
        let Some(concept) = self.inventory.concepts.get(id) else {
            let (id, kind) = (id.to_owned(), self.kind_name(kind, language));
            let operators = self.operators_with(&id);
            let none = String::new;
            return Sentence::ConceptShown {
                label,
                id,
                kind,
                labels: none(),
                broader: none(),
                narrower: none(),
                operators,
            };
        };
        let alternatives = concept.alternatives.iter().map(|(_, text)| text);
        let labels: BTreeSet<&String> =
            concept.labels.values().chain(alternatives).filter(|one| **one != label).collect();
        let labels = labels.into_iter().take(MOST_OTHERS).cloned().collect::<Vec<_>>().join(", ");
        Sentence::ConceptShown {
            label,
            id: concept.notation.as_ref().map_or_else(|| id.to_owned(), |notation| format!("{notation} · {id}")),
            kind: self.kind_name(kind, language),
            labels,
            broader: names(&mut concept.broader.iter().map(String::as_str)),
            narrower: names(&mut self.vocabulary.next_narrower(id)),
            operators: self.operators_with(id),
        }
    }

    pub(super) fn kind_name(&self, kind: &str, language: &Language) -> String {
        let known = self.inventory.kinds.get(kind);
        known.and_then(|kind| crate::desk::inventory::label(&kind.labels, language)).unwrap_or(kind).to_owned()
    }

    /// How many have it, or something narrower; of a language, those who speak it.
    fn operators_with(&self, id: &str) -> i64 {
        let ids: BTreeSet<&str> = self.vocabulary.narrower(id).collect();
        let tag = (self.vocabulary.kind(id) == Some(kind::LANGUAGE)).then(|| id.parse::<Language>().ok()).flatten();
        let has = |value: &str, kind: &str| match &tag {
            Some(tag) => kind == kind::LANGUAGE && value.parse::<Language>().is_ok_and(|spoken| spoken.serves(tag)),
            None => ids.contains(value),
        };
        let operators = self.inventory.operators.values();
        let with = operators.filter(|one| one.competences.iter().any(|known| has(&known.value, &known.kind)));
        i64::try_from(with.count()).unwrap_or(i64::MAX)
    }
}

/// `kind: culture; en: Sami culture | Saami culture; broader: Nordic cultures`
fn said(text: &str) -> Result<Said, Sentence> {
    let mut said = Said::default();
    for piece in text.split([';', '\n']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let wrong = || Sentence::ConceptPieceWrong { piece: piece.chars().take(60).collect() };
        let (key, value) = piece.split_once(':').ok_or_else(wrong)?;
        let several: Vec<String> =
            value.split('|').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
        let first = several.first().ok_or_else(wrong)?.clone();
        if several.len() > MOST_LABELS || several.iter().any(|one| one.chars().count() > LONGEST_LABEL) {
            return Err(wrong());
        }
        match key.trim().to_lowercase().as_str() {
            "kind" => said.kind = Some(first),
            "notation" => said.notation = Some(first),
            "scheme" => said.scheme = Some(first),
            "broader" | "exact" if several.contains(&NONE.to_owned()) && several.len() > 1 => return Err(wrong()),
            "broader" => said.broader = Some(concepts(several)),
            "exact" => said.exact = Some(concepts(several)),
            tag => {
                let language = tag.parse::<Language>().ok().filter(|language| language.primary().len() <= 3);
                said.labels.push((language.ok_or_else(wrong)?, several));
            }
        }
    }
    Ok(said)
}

/// The concepts named, or none.
fn concepts(several: Vec<String>) -> Vec<String> {
    if several == [NONE] { Vec::new() } else { several }
}

/// Labels alone, as `en: Sign language; sv: teckenspråk`; a text without a language is in the one given.
pub(super) fn labels(text: &str, language: &Language) -> Result<Vec<(Language, String)>, Sentence> {
    if !text.contains(':') {
        return Ok(vec![(language.clone(), text.trim().to_owned())]);
    }
    let said = said(text)?;
    let only = said.kind.is_none() && said.broader.is_none() && said.exact.is_none() && said.scheme.is_none();
    if !only || said.notation.is_some() {
        return Err(Sentence::ConceptPieceWrong { piece: text.chars().take(60).collect() });
    }
    Ok(said.labels.into_iter().filter_map(|(language, mut all)| Some((language, all.drain(..).next()?))).collect())
}
