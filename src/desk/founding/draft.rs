//! A service as a coordinator describes it, and what is wrong with that.

use super::super::form::Given;
use super::{ACTIONS, MOST_SERVICES, SURE, shortened};
use crate::desk::Desk;
use crate::desk::inventory::{Labels, OfferTo, Service, ServiceId};
use crate::desk::language::Language;
use crate::desk::limits::LimitChanges;
use crate::desk::sentence::Sentence;

/// Characters of a name and of a description.
const NAME: usize = 80;
const DESCRIPTION: usize = 500;
/// Languages of a service.
const LANGUAGES: usize = 40;

pub(super) struct Draft {
    pub id: ServiceId,
    pub names: Labels,
    pub descriptions: Labels,
    pub languages: Vec<Language>,
    /// In its canonical words.
    pub query: String,
    pub library: Option<String>,
    pub consortium: Option<String>,
}

impl Draft {
    pub fn service(self) -> Service {
        Service {
            id: self.id,
            names: self.names,
            descriptions: self.descriptions,
            languages: self.languages,
            library: self.library,
            consortium: self.consortium,
            network: true,
            offer_to: OfferTo::default(),
            limits: LimitChanges::default(),
            query: Some(self.query),
        }
    }
}

/// A line such as `name="Ask Scandinavia" languages=sv,da lang:sv or lang:da` taken apart: the fields, and what remains.
pub(super) struct Typed {
    pub given: Given,
    pub rest: String,
}

const FIELDS: &[(&str, &str)] = &[
    ("name", "names"),
    ("languages", "languages"),
    ("cluster", "cluster"),
    ("library", "library"),
    ("consortium", "consortium"),
    ("description", "descriptions"),
];

pub(super) fn typed(text: &str) -> Typed {
    let mut given = Given::default();
    let mut rest = text.trim_start();
    while let Some((key, after)) = rest.split_once('=') {
        let (key, language) = key.split_once('.').map_or((key, None), |(key, language)| (key, Some(language)));
        let Some((_, field)) = FIELDS.iter().find(|(name, _)| *name == key) else { break };
        let (value, after) = match after.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some(quoted) => quoted,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        match language {
            Some(language) => given.add(field, &format!("{language}: {value}")),
            None => given.add(field, value),
        }
        rest = after.trim_start();
    }
    Typed { given, rest: rest.trim().to_owned() }
}

impl Desk {
    /// The service that was described, or the first thing that is wrong with it.
    pub(super) fn draft(&self, given: &Given) -> Result<Draft, Box<Sentence>> {
        let text = given.one("service").unwrap_or_default().to_lowercase();
        let wrong = || Box::new(Sentence::ServiceIdWrong { id: shortened(&text) });
        let id: ServiceId = text.parse().map_err(|_| wrong())?;
        if ACTIONS.iter().chain(SURE).any(|word| *word == id.as_str()) {
            return Err(wrong());
        }
        self.address_is_free(&id)?;
        if self.inventory.services.len() >= MOST_SERVICES {
            return Err(Box::new(Sentence::ServicesFull { services: MOST_SERVICES as i64 }));
        }
        let first = self.spoken(&[]);
        let mut names = labels(given.all("names"), &first, NAME);
        if names.is_empty() {
            names.insert(first.clone(), name_of(&id));
        }
        let library = given.one("library").map(|wanted| {
            let known = self.inventory.libraries.contains_key(&wanted);
            if known { Ok(wanted) } else { Err(Box::new(Sentence::NoSuchLibrary { id: shortened(&wanted) })) }
        });
        let consortium = given.one("consortium").map(|wanted| {
            let known = self.inventory.consortia.contains_key(&wanted);
            if known { Ok(wanted) } else { Err(Box::new(Sentence::NoSuchConsortium { id: shortened(&wanted) })) }
        });
        Ok(Draft {
            languages: self.languages_given(given)?,
            query: self.query_given(given)?,
            library: library.transpose()?,
            consortium: consortium.transpose()?,
            descriptions: labels(given.all("descriptions"), &first, DESCRIPTION),
            names,
            id,
        })
    }

    fn address_is_free(&self, id: &ServiceId) -> Result<(), Box<Sentence>> {
        if self.inventory.ended.contains_key(id) {
            return Err(Box::new(Sentence::ServiceReserved { id: id.to_string() }));
        }
        if self.inventory.services.contains_key(id) {
            return Err(Box::new(Sentence::ServiceTaken { id: id.to_string() }));
        }
        Ok(())
    }

    /// Those of the hub's texts where none are named.
    fn languages_given(&self, given: &Given) -> Result<Vec<Language>, Box<Sentence>> {
        let all = given.all("languages").join(" ");
        let tags = all.split(|c: char| c == ',' || c.is_whitespace()).filter(|tag| !tag.is_empty()).take(LANGUAGES);
        let mut languages: Vec<Language> = Vec::new();
        for tag in tags {
            let language = tag.parse().map_err(|_| Box::new(Sentence::NotALanguageTag { tag: shortened(tag) }))?;
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        Ok(if languages.is_empty() { self.around.languages.clone() } else { languages })
    }

    /// The query, or that of the cluster.
    fn query_given(&self, given: &Given) -> Result<String, Box<Sentence>> {
        let text = match (given.one("query"), given.one("cluster")) {
            (Some(query), _) => query,
            (None, Some(name)) => {
                let cluster = self.inventory.clusters.get(&name.to_lowercase());
                cluster.ok_or_else(|| Box::new(self.no_such_cluster(&name)))?.query.clone()
            }
            (None, None) => return Err(Box::new(Sentence::ServiceNoQuery {})),
        };
        self.query(&text).map(|query| query.to_string()).map_err(|mistake| Box::new(mistake.sentence()))
    }
}

/// Lines such as `sv: Fråga Norden`; one without a tag is in `language`.
fn labels(lines: &[String], language: &Language, most: usize) -> Labels {
    let lines = lines.iter().flat_map(|value| value.lines()).map(str::trim).filter(|line| !line.is_empty());
    let label = |line: &str| {
        let tagged = line.split_once(':').and_then(|(tag, text)| {
            let is_tag = tag.starts_with(|c: char| c.is_ascii_lowercase());
            Some((tag.parse::<Language>().ok().filter(|_| is_tag)?, text))
        });
        let (tag, text) = tagged.unwrap_or((language.clone(), line));
        (tag, text.trim().chars().take(most).collect())
    };
    lines.take(LANGUAGES).map(label).collect()
}

/// `ask-scandinavia` is Ask Scandinavia until it is given a name.
fn name_of(id: &ServiceId) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
    };
    id.as_str().split('-').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_service_is_its_fields_and_then_its_query() {
        let line = "name=\"Ask Nordic\" name.sv=\"Fråga Norden\" languages=sv,da cluster=nordic lang:sv or x=1";
        let Typed { given, rest } = typed(line);
        assert_eq!(given.all("names"), ["Ask Nordic", "sv: Fråga Norden"]);
        assert_eq!(given.one("languages").as_deref(), Some("sv,da"));
        assert_eq!(given.one("cluster").as_deref(), Some("nordic"));
        assert_eq!(rest, "lang:sv or x=1");
        assert_eq!(typed("lang:fi>=B2").rest, "lang:fi>=B2");
    }

    #[test]
    fn names_are_told_by_language() {
        let en: Language = "en".parse().expect("a tag");
        let labels = labels(&["Ask: the Nordics\nsv: Fråga Norden".to_owned()], &en, 80);
        let all: Vec<_> = labels.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
        assert_eq!(all, [("en", "Ask: the Nordics"), ("sv", "Fråga Norden")]);
    }

    #[test]
    fn a_service_without_a_name_is_called_by_its_address() {
        assert_eq!(name_of(&"ask-europe-direct".parse().expect("an id")), "Ask Europe Direct");
    }
}
