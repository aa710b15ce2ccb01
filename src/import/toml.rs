//! An inventory's TOML: `[[library]]`, `[[consortium]]`, `[[service]]`, `[[concept]]`, `[[operator]]`, `[[canned]]`, and
//! the names of CSV files beside it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use jid::BareJid;

use super::draft::{Draft, Place, Reference, What, add_competence};
use super::{codes, csv};
use crate::desk::inventory::*;
use crate::desk::language::{Language, Level};
use crate::desk::limits::Limits;
use crate::document::{Document, Entry, Table};

pub(super) const SESSIONS: u32 = 3;
pub(super) const MOST_SESSIONS: u32 = 100;

pub(super) fn read(path: &Path, draft: &mut Draft) {
    let Some(text) = super::text(path, draft) else { return };
    let mut named = Vec::new();
    let outcome = Document::read(path, &text, |table| {
        let mut reader = Reader { draft, file: Rc::new(path.to_owned()) };
        reader.each(table, "library", Reader::library);
        reader.each(table, "consortium", Reader::consortium);
        reader.each(table, "kind", Reader::kind);
        reader.each(table, "concept", Reader::concept);
        reader.each(table, "service", Reader::service);
        reader.each(table, "operator", Reader::operator);
        reader.each(table, "canned", Reader::canned);
        for key in ["operators_csv", "competences_csv"] {
            named.extend(files(table, key));
        }
    });
    if let Err(mistakes) = outcome {
        draft.mistakes.append(mistakes);
    }
    for file in named {
        csv::read(&path.parent().unwrap_or(Path::new("")).join(file), draft);
    }
}

fn files(table: &Table<'_>, key: &str) -> Vec<PathBuf> {
    let Some(entry) = table.get(key) else { return Vec::new() };
    let entries = if entry.is_text() { vec![entry] } else { entry.list() };
    entries.iter().filter_map(Entry::text).map(PathBuf::from).collect()
}

struct Reader<'r> {
    draft: &'r mut Draft,
    file: Rc<PathBuf>,
}

impl Reader<'_> {
    fn each(&mut self, table: &Table<'_>, key: &str, one: fn(&mut Self, &Table<'_>) -> Option<()>) {
        for entry in table.get(key).iter().flat_map(Entry::list) {
            if let Some(table) = entry.table() {
                one(self, &table);
                table.refuse_unknown();
            }
        }
    }

    fn place(&self, line: usize) -> Place {
        Place { file: self.file.clone(), line }
    }

    /// The id of an entry, noted so that others may refer to it.
    fn id<'t>(&mut self, what: What, table: &Table<'t>, key: &str, expected: &str) -> Option<&'t str> {
        let entry = table.require(key, expected)?;
        let id = entry.word()?;
        let place = self.place(entry.line);
        self.draft.place(what, id, &place).then_some(id)
    }

    fn refer(&mut self, entry: &Entry<'_>, what: What) -> Option<String> {
        let id = entry.word()?.to_owned();
        let place = self.place(entry.line);
        self.draft.refer(&place, Reference::To(what, id.clone()));
        Some(id)
    }

    fn refer_all(&mut self, table: &Table<'_>, key: &str, what: What) -> BTreeSet<String> {
        let list = table.get(key).map(|entry| entry.list()).unwrap_or_default();
        list.iter().filter_map(|entry| self.refer(entry, what)).collect()
    }

    fn library(&mut self, table: &Table<'_>) -> Option<()> {
        let id = self.id(What::Library, table, "id", "a short name such as \"lund\"");
        let name = name(table);
        let isil = code(table, "isil", codes::isil);
        let country = code(table, "country", codes::country);
        let time_zone = code(table, "time_zone", codes::time_zone);
        let (kind, region, hours) = (word(table, "kind"), word(table, "region"), word(table, "hours"));
        let languages = languages(table);
        let consortia = self.refer_all(table, "consortia", What::Consortium);
        let id = id?.to_owned();
        let library = Library {
            id: id.clone(),
            name: name?,
            isil,
            kind,
            country,
            region,
            time_zone,
            hours,
            languages,
            consortia,
        };
        self.draft.inventory.libraries.insert(id, library);
        Some(())
    }

    fn consortium(&mut self, table: &Table<'_>) -> Option<()> {
        let id = self.id(What::Consortium, table, "id", "a short name such as \"nordic\"");
        let name = name(table);
        let id = id?.to_owned();
        self.draft.inventory.consortia.insert(id.clone(), Consortium { id, name: name? });
        Some(())
    }

    fn concept(&mut self, table: &Table<'_>) -> Option<()> {
        let id = self.id(What::Concept, table, "id", "a URI or a short form such as \"ykl:33\"");
        let kind = word(table, "kind").unwrap_or_else(|| kind::SUBJECT.to_owned());
        if kind == kind::LANGUAGE {
            table.document.wrong(table.line, "concept.kind: languages are tags and need no concept");
        }
        let (notation, scheme) = (word(table, "notation"), word(table, "scheme"));
        let alternatives = alternatives(table);
        let (broader, exact) = (ids(table, "broader"), ids(table, "exact"));
        let labels = labels(table, "labels", true);
        let id = id?.to_owned();
        let concept = Concept { id: id.clone(), kind, scheme, notation, labels, alternatives, broader, exact };
        self.draft.inventory.concepts.insert(id, concept);
        Some(())
    }

    fn kind(&mut self, table: &Table<'_>) -> Option<()> {
        let id = self.id(What::Kind, table, "id", "a word such as \"sign-language\"");
        if let Some(id) = id.filter(|id| !kind::is_id(id)) {
            table.document.wrong(table.line, format!("kind.id: {}", kind::NotAnId(id.to_owned())));
        }
        let labels = labels(table, "labels", true);
        let id = id?.to_owned();
        self.draft.inventory.kinds.insert(id.clone(), Kind { id, labels });
        Some(())
    }

    fn service(&mut self, table: &Table<'_>) -> Option<()> {
        let text = self.id(What::Service, table, "id", "the part before the '@' of the service's address");
        let id = text.and_then(|_| table.get("id")?.parsed::<ServiceId>());
        let names = labels(table, "names", true);
        let descriptions = labels(table, "descriptions", false);
        let languages = languages(table);
        if languages.is_empty() {
            table.document.wrong(table.line, "service.languages: at least one language is expected");
        }
        let library = table.get("library").and_then(|entry| self.refer(&entry, What::Library));
        let consortium = table.get("consortium").and_then(|entry| self.refer(&entry, What::Consortium));
        let offer_to = match table.get("offer_to") {
            Some(entry) if entry.is_text() => {
                if entry.text() != Some("all") {
                    entry.wrong("\"all\" or a number is expected");
                }
                OfferTo::All
            }
            Some(entry) => OfferTo::Best(entry.count(1, 1000).and_then(|n| u32::try_from(n).ok()).unwrap_or(1)),
            None => OfferTo::default(),
        };
        let limits = table.section("limits").settings::<Limits>().try_into().unwrap_or_default();
        let network = table.get("network").and_then(|entry| entry.flag()).unwrap_or(true);
        let id = id?;
        let query = self.draft.inventory.services.get(&id).and_then(|known| known.query.clone());
        let service = Service {
            id: id.clone(),
            names,
            descriptions,
            languages,
            library,
            consortium,
            offer_to,
            limits,
            query,
            network,
        };
        self.draft.inventory.services.insert(id, service);
        Some(())
    }

    fn operator(&mut self, table: &Table<'_>) -> Option<()> {
        let jid = table.require("jid", "an address such as \"anna@example.org\"").and_then(|entry| {
            let jid = address(entry.word()?).map_err(|error| entry.wrong(error)).ok()?;
            let place = self.place(entry.line);
            self.draft.place(What::Operator, jid.as_str(), &place).then_some(jid)
        });
        let name = word(table, "name");
        let library = table.get("library").and_then(|entry| self.refer(&entry, What::Library));
        let services = self.refer_all(table, "services", What::Service);
        let sessions = table.get("sessions").and_then(|entry| entry.count(1, MOST_SESSIONS.into()));
        let language = table.get("language").and_then(|entry| entry.parsed());
        let role = table.get("role").and_then(|entry| entry.parsed());
        let competences = self.competences(table);
        let jid = jid?;
        let mut operator = Operator {
            name: name.unwrap_or_else(|| jid.node().map(ToString::to_string).unwrap_or_default()),
            jid,
            library,
            services: services.iter().filter_map(|id| id.parse().ok()).collect(),
            sessions: sessions.and_then(|n| u32::try_from(n).ok()).unwrap_or(SESSIONS),
            language,
            role: role.unwrap_or_default(),
            competences: Vec::new(),
        };
        competences.into_iter().for_each(|competence| add_competence(&mut operator, competence));
        self.draft.inventory.operators.insert(operator.jid.clone(), operator);
        Some(())
    }

    /// From `languages`, `subjects` and `competences`.
    fn competences(&mut self, table: &Table<'_>) -> Vec<Competence> {
        let mut all = Vec::new();
        for (tag, level) in table.get("languages").and_then(|entry| entry.table()).iter().flat_map(Table::all) {
            let tag = tag.parse::<Language>().map_err(|error| level.wrong(error)).ok();
            let level = level.parsed::<Level>();
            all.extend(tag.zip(level).map(|(tag, level)| language(&tag, Some(level))));
        }
        for subject in table.get("subjects").iter().flat_map(Entry::list) {
            all.extend(subject.word().map(|id| {
                let competence = Competence::new(kind::SUBJECT, id, None);
                self.refer_competence(subject.line, &competence);
                competence
            }));
        }
        for entry in table.get("competences").iter().flat_map(Entry::list) {
            let Some(table) = entry.table() else { continue };
            let kind = table.require("kind", "a word such as \"culture\"").and_then(|entry| entry.word());
            let value = table.require("value", "a concept's id or a word").and_then(|entry| entry.word());
            let level = table.get("level").and_then(|entry| entry.parsed());
            let evidence = table.get("evidence").and_then(|entry| {
                let text = entry.word()?.to_owned();
                csv::fitting_evidence(text).map_err(|error| entry.wrong(error)).ok()
            });
            let confirmed = table.get("confirmed").and_then(|entry| entry.parsed());
            let valid_until = table.get("valid_until").and_then(|entry| entry.parsed());
            table.refuse_unknown();
            if let (Some(kind), Some(value)) = (kind, value) {
                match competence(kind, value, level) {
                    Ok(competence) => {
                        let competence = Competence { evidence, confirmed, valid_until, ..competence };
                        self.refer_competence(entry.line, &competence);
                        all.push(competence);
                    }
                    Err(error) => entry.wrong(error),
                }
            }
        }
        all
    }

    fn refer_competence(&mut self, line: usize, competence: &Competence) {
        let place = self.place(line);
        let Competence { kind, value, .. } = competence.clone();
        self.draft.refer(&place, Reference::Competence { kind, value });
    }

    fn canned(&mut self, table: &Table<'_>) -> Option<()> {
        let name = self.id(What::Canned, table, "name", "the word after !canned");
        if name.is_some_and(|name| name.contains(char::is_whitespace)) {
            table.document.wrong(table.line, "canned.name: one word is expected");
        }
        let texts = labels(table, "texts", true);
        let name = name?.to_owned();
        self.draft.inventory.canned.insert(name.clone(), Canned { name, texts });
        Some(())
    }
}

pub(super) fn language(tag: &Language, level: Option<Level>) -> Competence {
    Competence::new(kind::LANGUAGE, tag.as_str(), level)
}

/// A competence whose value is put in its usual form.
pub(super) fn competence(kind: &str, value: &str, level: Option<Level>) -> Result<Competence, String> {
    if kind == kind::LANGUAGE {
        return value.parse().map(|tag| language(&tag, level)).map_err(|error| format!("{error}"));
    }
    Ok(Competence::new(kind, value, level))
}

/// A person's address.
pub(super) fn address(text: &str) -> Result<BareJid, String> {
    match text.parse::<BareJid>() {
        Ok(jid) if jid.node().is_some() => Ok(jid),
        Ok(_) => Err(format!("'{text}' is a domain; an address such as anna@example.org is expected")),
        Err(error) => Err(format!("'{text}' is not an address such as anna@example.org: {error}")),
    }
}

fn name(table: &Table<'_>) -> Option<String> {
    table.require("name", "a name").and_then(|entry| entry.word()).map(str::to_owned)
}

fn word(table: &Table<'_>, key: &str) -> Option<String> {
    table.get(key)?.word().map(str::to_owned)
}

fn code(table: &Table<'_>, key: &str, fits: fn(&str) -> Result<(), &'static str>) -> Option<String> {
    let entry = table.get(key)?;
    let text = entry.word()?;
    fits(text).map_err(|expected| entry.wrong(expected)).ok()?;
    Some(text.to_owned())
}

fn languages(table: &Table<'_>) -> Vec<Language> {
    let list = table.get("languages").map(|entry| entry.list()).unwrap_or_default();
    list.iter().filter_map(Entry::parsed).collect()
}

fn ids(table: &Table<'_>, key: &str) -> BTreeSet<String> {
    let list = table.get(key).map(|entry| entry.list()).unwrap_or_default();
    list.iter().filter_map(Entry::word).map(str::to_owned).collect()
}

/// Lists of texts by language.
fn alternatives(table: &Table<'_>) -> BTreeSet<(Language, String)> {
    let mut all = BTreeSet::new();
    let Some(by_language) = table.get("alternatives").and_then(|entry| entry.table()) else { return all };
    for (tag, texts) in by_language.all() {
        let list = if texts.is_text() { vec![texts] } else { texts.list() };
        for text in list {
            match tag.parse::<Language>() {
                Ok(tag) => all.extend(text.text().map(|text| (tag, text.to_owned()))),
                Err(error) => text.wrong(error),
            }
        }
    }
    all
}

/// Texts by language.
fn labels(table: &Table<'_>, key: &str, required: bool) -> Labels {
    let expected = "a text for each language, { en = \"…\" },";
    let entry = if required { table.require(key, expected) } else { table.get(key) };
    let mut labels = Labels::new();
    let Some(entry) = entry else { return labels };
    let Some(texts) = entry.table() else { return labels };
    for (tag, text) in texts.all() {
        match tag.parse::<Language>() {
            Ok(tag) => labels.extend(text.text().map(|text| (tag, text.to_owned()))),
            Err(error) => text.wrong(error),
        }
    }
    if required && texts.all().next().is_none() {
        entry.wrong(format!("{expected} is expected"));
    }
    labels
}
