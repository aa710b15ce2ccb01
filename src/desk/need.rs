//! What a session asks for, and where each part of it was read from.
//!
//! Servers stamp `xml:lang='en'` on stanzas that state none and clients stamp their interface's language, so a stated
//! `en` says nothing at all, another stated language is a hint, and the patron's own words are believed first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::inventory::{LibraryId, Service, kind};
use super::language::Language;
use super::subjects::Subjects;
use crate::stanza::Content;

/// Tells languages from words. Given to the desk from outside; the desk itself knows no models.
pub trait Recognise: Send {
    /// The languages a text may be in with how sure that is (0 to 1), the most likely first; nothing where the words
    /// do not tell.
    fn languages(&self, text: &str) -> Vec<(Language, f64)>;
}

/// Where a part of the need was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// An operator said so.
    Corrected,
    /// The patron said so: `xml:lang` on one of several bodies.
    Stated,
    /// Recognised from the words.
    Words,
    /// `xml:lang` of the stanza.
    Client,
    /// Nothing was known: the service's first language.
    Service,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted<T> {
    pub value: T,
    pub source: Source,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// In order of the patron's preference; never empty once read.
    pub languages: Vec<Wanted<Language>>,
    /// Ids of concepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Wanted<String>>,
    /// What is wanted of other kinds: culture, audience, and whatever else there is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Wanted<Asked>>,
    /// Kinds of which an operator has said what is wanted: what is read later does not change them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub corrected: BTreeSet<String>,
    /// The library the patron belongs to, where he or an operator said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<Wanted<LibraryId>>,
}

/// A competence of any kind but language and subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Asked {
    pub kind: String,
    /// A concept's id, or a word where the kind has no concepts.
    pub value: String,
}

/// Enough to believe the words over what the client states, and that they are in a language not the service's own.
const SURE: f64 = 0.65;
/// Enough to believe the words where nothing else is known.
const LIKELY: f64 = 0.45;
/// One of the service's own languages is believed if it is at least this likely beside the likeliest: short lines in
/// neighbouring languages (Swedish, Danish, Norwegian) are easily taken for one another.
const OWN: f64 = 0.25;
const MOST_LANGUAGES: usize = 5;
const MOST_SUBJECTS: usize = 8;

impl Need {
    /// The one the patron would like best.
    pub fn language(&self) -> Option<&Language> {
        self.languages.first().map(|wanted| &wanted.value)
    }

    /// The subjects, and what is wanted of other kinds.
    pub fn wanted(&self) -> (Vec<String>, Vec<Asked>) {
        let subjects = self.subjects.iter().map(|wanted| wanted.value.clone()).collect();
        (subjects, self.others.iter().map(|wanted| wanted.value.clone()).collect())
    }

    pub fn languages(&self) -> Vec<Language> {
        self.languages.iter().map(|wanted| wanted.value.clone()).collect()
    }

    /// Adds what a later reading found. A language the service merely assumed gives way to one that was read.
    pub fn adds(&mut self, later: Need) {
        if self.corrected.contains(kind::LANGUAGE) {
            // An operator knows better.
        } else if later.languages.iter().any(|wanted| wanted.source != Source::Service) {
            self.languages.retain(|wanted| wanted.source != Source::Service);
            for wanted in later.languages.into_iter().filter(|wanted| wanted.source != Source::Service) {
                self.add_language(wanted.value, wanted.source);
            }
        }
        let subjects = if self.corrected.contains(kind::SUBJECT) { Vec::new() } else { later.subjects };
        for subject in subjects {
            if self.subjects.len() < MOST_SUBJECTS && !self.subjects.iter().any(|known| known.value == subject.value) {
                self.subjects.push(subject);
            }
        }
    }

    /// Reads the need from the patron's words so far (`text`) and his newest line.
    pub fn read(text: &str, newest: &Content, service: &Service, subjects: &Subjects, tongue: &dyn Recognise) -> Need {
        let mut need = Need::default();
        let stated: Vec<Language> =
            newest.bodies.iter().filter_map(|body| body.lang.as_deref()?.parse().ok()).collect();
        if stated.len() > 1 {
            stated.iter().for_each(|language| need.add_language(language.clone(), Source::Stated));
        }
        let words = likeliest(tongue.languages(text), service);
        if let Some((language, sure)) = &words
            && *sure >= SURE
        {
            need.add_language(language.clone(), Source::Words);
        }
        stated
            .iter()
            .filter(|language| language.primary() != "en")
            .for_each(|language| need.add_language(language.clone(), Source::Client));
        if let Some((language, sure)) = words
            && sure >= LIKELY
            && need.languages.is_empty()
        {
            need.add_language(language, Source::Words);
        }
        if need.languages.is_empty() {
            let first = service.languages.first().cloned();
            need.languages.extend(first.map(|value| Wanted { value, source: Source::Service }));
        }
        let known = need.languages.iter().filter(|wanted| wanted.source != Source::Service);
        let languages: Vec<&str> = known.map(|wanted| wanted.value.primary()).collect();
        let found = subjects.recognise(text, &languages, MOST_SUBJECTS).into_iter();
        need.subjects = found.map(|found| Wanted { value: found.concept, source: Source::Words }).collect();
        need
    }

    fn add_language(&mut self, language: Language, source: Source) {
        if self.languages.len() < MOST_LANGUAGES && !self.languages.iter().any(|known| known.value.serves(&language)) {
            self.languages.push(Wanted { value: language, source });
        }
    }
}

fn likeliest(found: Vec<(Language, f64)>, service: &Service) -> Option<(Language, f64)> {
    let (_, best) = found.first()?;
    let own = found
        .iter()
        .find(|(language, sure)| *sure >= best * OWN && service.languages.iter().any(|spoken| spoken.serves(language)));
    own.map(|(language, _)| (language.clone(), *best)).or_else(|| found.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample;
    use crate::stanza::Body;

    struct Says(Vec<(&'static str, f64)>);

    impl Recognise for Says {
        fn languages(&self, _: &str) -> Vec<(Language, f64)> {
            self.0.iter().map(|(tag, sure)| (sample::language(tag), *sure)).collect()
        }
    }

    fn line(lang: Option<&str>, text: &str) -> Content {
        Content { bodies: vec![Body { lang: lang.map(str::to_owned), text: text.to_owned() }], ..Content::default() }
    }

    fn read(words: &[(&'static str, f64)], content: &Content) -> Vec<(String, Source)> {
        let inventory = sample::inventory();
        let service = &inventory.services[&sample::service("ask")];
        let need = Need::read(content.plain(), content, service, &Subjects::default(), &Says(words.to_vec()));
        need.languages.into_iter().map(|wanted| (wanted.value.to_string(), wanted.source)).collect()
    }

    #[test]
    fn a_stamped_en_is_not_believed() {
        assert_eq!(read(&[], &line(Some("en"), "…")), [("sv".to_owned(), Source::Service)]);
        assert_eq!(read(&[("fi", 0.9)], &line(Some("en"), "Hei")), [("fi".to_owned(), Source::Words)]);
    }

    #[test]
    fn sure_words_come_before_the_clients_language_and_unsure_ones_do_not() {
        let swedish = ("sv".to_owned(), Source::Words);
        let german = ("de".to_owned(), Source::Client);
        assert_eq!(read(&[("sv", 0.9)], &line(Some("de"), "Hej")), [swedish, german.clone()]);
        assert_eq!(read(&[("sv", 0.4)], &line(Some("de"), "Hej")), [german]);
    }

    #[test]
    fn words_taken_for_a_neighbour_of_the_services_language_count_as_it() {
        let hej = line(None, "Hej, har ni öppet?");
        assert_eq!(read(&[("da", 0.7), ("sv", 0.25)], &hej), [("sv".to_owned(), Source::Words)]);
        assert_eq!(read(&[("fi", 0.95), ("sv", 0.01)], &hej), [("fi".to_owned(), Source::Words)]);
    }

    #[test]
    fn several_bodies_state_their_languages_in_order() {
        let mut content = line(Some("fi"), "Hei");
        content.bodies.push(Body { lang: Some("en".into()), text: "Hello".into() });
        let languages = read(&[], &content);
        assert_eq!(languages, [("fi".to_owned(), Source::Stated), ("en".to_owned(), Source::Stated)]);
    }

    #[test]
    fn a_subject_is_read_from_its_label_in_any_language() {
        let inventory = sample::inventory();
        let service = &inventory.services[&sample::service("ask")];
        let vocabulary = Subjects::of_inventory(&inventory);
        let of = |text: &str| Need::read(text, &Content::text(text), service, &vocabulary, &Says(vec![])).subjects;
        assert_eq!(of("En fråga om JURIDIK!")[0].value, "ykl:33");
        assert_eq!(of("A question of law, please")[0].value, "ykl:33");
        assert!(of("När öppnar ni?").is_empty());
    }
}
