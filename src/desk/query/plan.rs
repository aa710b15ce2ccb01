//! A query with its words looked up: whom each of its terms finds, and by what.

use jid::BareJid;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::index::{Holder, Index};
use super::{Comparison, Node, Query, Term};
use crate::desk::duty::Duty;
use crate::desk::inventory::{Inventory, ServiceId, kind};
use crate::desk::language::{Language, Level};
use crate::desk::vocabulary::{Closeness, Found, Relation, Vocabulary};
use crate::time::Date;

/// Words beside one another that are tried as one label.
const LONGEST_LABEL: usize = 6;
/// Clusters named within one another.
const DEEPEST_CLUSTER: usize = 4;
/// Not more words are said to be unknown.
const MOST_UNKNOWN: usize = 20;

/// What a competence is worth that is the one asked for, before its level.
const SAME: i32 = 100;
/// One that means the same, in another scheme.
const EXACT: i32 = 95;
/// Each step narrower counts so much less, down to [`NARROWEST`].
const STEP: i32 = 5;
const NARROWEST: i32 = 75;
/// For each level from A1 on.
const LEVEL: i32 = 5;
/// A name that stands in the query.
const NAMED: i32 = 50;

pub(super) struct Around<'a> {
    pub inventory: &'a Inventory,
    pub index: &'a Index,
    pub vocabulary: &'a Vocabulary,
    pub duty: &'a Duty,
    pub today: Date,
}

pub(super) struct Plan<'a> {
    pub root: Step,
    pub leaves: Vec<Leaf<'a>>,
    pub unknown: Vec<String>,
}

pub(super) enum Step {
    All(Vec<Step>),
    Any(Vec<Step>),
    Not(Box<Step>),
    /// A place in [`Plan::leaves`].
    Leaf(usize),
}

/// Whom a term finds, each once, in the order of their numbers.
pub(super) struct Leaf<'a> {
    pub hits: Vec<Hit>,
    pub by: Vec<By<'a>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub operator: u32,
    pub score: i32,
    /// A place in [`Leaf::by`].
    pub by: u32,
}

/// By what somebody is found.
#[derive(Debug, Clone, Copy)]
pub(super) enum By<'a> {
    Competence {
        kind: &'a str,
        value: &'a str,
        asked: Option<&'a str>,
    },
    Name,
    /// The key asked for, and what it was there: a library's id, a service's.
    Member {
        key: &'a str,
        value: &'a str,
    },
    Duty,
}

/// The words of a text without accents, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text.nfkd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase).collect();
    plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl<'a> Plan<'a> {
    pub fn of(query: &'a Query, around: &'a Around<'a>) -> Self {
        Plan::within(&query.0, around, &[])
    }

    fn within(node: &Node, around: &'a Around<'a>, clusters: &[&str]) -> Self {
        let mut planner = Planner { around, clusters, leaves: Vec::new(), unknown: Vec::new() };
        let root = planner.step(node);
        Plan { root, leaves: planner.leaves, unknown: planner.unknown }
    }
}

struct Planner<'a, 'c> {
    around: &'a Around<'a>,
    /// The clusters within which this is asked.
    clusters: &'c [&'c str],
    leaves: Vec<Leaf<'a>>,
    unknown: Vec<String>,
}

impl<'a> Planner<'a, '_> {
    fn step(&mut self, node: &Node) -> Step {
        match node {
            Node::All(nodes) => Step::All(self.row(nodes)),
            Node::Any(nodes) => Step::Any(nodes.iter().map(|node| self.step(node)).collect()),
            Node::Not(node) => Step::Not(Box::new(self.step(node))),
            Node::Term(term) => self.term(term),
        }
    }

    /// Plain words that are a label together are looked up as one.
    fn row(&mut self, nodes: &[Node]) -> Vec<Step> {
        let mut steps = Vec::with_capacity(nodes.len());
        let mut rest = nodes;
        while let Some((first, others)) = rest.split_first() {
            let run: Vec<&str> = rest.iter().take(LONGEST_LABEL).map_while(Node::word).collect();
            let label = (2..=run.len()).rev().map(|length| (length, run[..length].join(" ")));
            let known = |(_, label): &(usize, String)| {
                let found = self.around.vocabulary.find(label, None);
                found.first().is_some_and(|found| found.closeness == Closeness::Exact)
            };
            if let Some((length, text)) = label.into_iter().find(known) {
                steps.push(self.term(&Term { key: None, text, quoted: true, level: None }));
                rest = &rest[length..];
            } else {
                steps.push(self.step(first));
                rest = others;
            }
        }
        steps
    }

    fn term(&mut self, term: &Term) -> Step {
        let text = term.text.as_str();
        let inventory = self.around.inventory;
        let Some(key) = term.key.as_deref() else { return self.plain(term) };
        match key {
            "lang" => self.competence(kind::LANGUAGE, term),
            "duty" => {
                let leaf = self.on_duty();
                let on = self.leaf(leaf);
                if text == "on" { on } else { Step::Not(Box::new(on)) }
            }
            "library" => self.libraries("library", term, |library, pattern| {
                pattern.fits(&library.id)
                    || pattern.fits(&library.name)
                    || library.isil.as_ref().is_some_and(|isil| pattern.fits(isil))
            }),
            "country" => self.libraries("country", term, |library, pattern| {
                library.country.as_ref().is_some_and(|country| pattern.fits(country))
            }),
            "region" => self.libraries("region", term, |library, pattern| {
                library.region.as_ref().is_some_and(|region| pattern.fits(region))
            }),
            "consortium" => {
                let known = &inventory.consortia;
                self.libraries("consortium", term, |library, pattern| {
                    let named = |id: &String| known.get(id).is_some_and(|known| pattern.fits(&known.name));
                    library.consortia.iter().any(|id| pattern.fits(id) || named(id))
                })
            }
            "service" => {
                let pattern = Pattern::of(text);
                let known = inventory.services.values();
                let fits = known.filter(|service| {
                    pattern.fits(service.id.as_str()) || service.names.values().any(|name| pattern.fits(name))
                });
                let members: Vec<(&'a str, &'a [u32])> =
                    fits.map(|service| (service.id.as_str(), self.around.index.of_service(&service.id))).collect();
                self.members("service", term, members)
            }
            "name" => {
                let pattern = Pattern::of(text);
                let found = if pattern.is_plain() {
                    self.around.index.named(&words(text))
                } else {
                    let fits = inventory.operators.values().filter(|operator| pattern.fits(&operator.name));
                    let mut found: Vec<u32> = fits.filter_map(|one| self.around.index.number(&one.jid)).collect();
                    found.sort_unstable();
                    found
                };
                if found.is_empty() {
                    self.unknown(term);
                }
                let hits = found.into_iter().map(|operator| Hit { operator, score: NAMED, by: 0 }).collect();
                self.leaf(Leaf { hits, by: vec![By::Name] })
            }
            "cluster" => self.cluster(term),
            other => match self.around.index.kind(other) {
                Some(kind) => self.competence(kind, term),
                // `ykl:33` is a concept, not a kind.
                None => {
                    let id = format!("{other}:{text}");
                    let by = self.concepts(&id, None);
                    self.found(by, Vec::new(), term)
                }
            },
        }
    }

    /// A word without a key: a concept of any kind, a language, or part of an operator's or a library's name.
    fn plain(&mut self, term: &Term) -> Step {
        let (around, text) = (self.around, term.text.as_str());
        let mut by = self.concepts(text, None);
        by.extend(self.languages(text));
        let mut names = Vec::new();
        if term.level.is_none() {
            let words = words(text);
            let own = around.index.named(&words).into_iter().map(|operator| (operator, By::Name));
            names.extend(own);
            for library in around.index.libraries_named(&words) {
                let by = By::Member { key: "library", value: library };
                names.extend(around.index.of_library(library).iter().map(|operator| (*operator, by)));
            }
        }
        self.found(by, names, term)
    }

    fn competence(&mut self, kind: &'a str, term: &Term) -> Step {
        let (around, text) = (self.around, term.text.as_str());
        if text == "*" && !term.quoted {
            let all = around.index.values(kind);
            let by = all
                .map(|(value, holders)| Had { kind, value, asked: None, holders, relation: Some(Relation::Same) })
                .collect();
            return self.found(by, Vec::new(), term);
        }
        let mut by = self.concepts(text, Some(kind));
        if kind == kind::LANGUAGE {
            by.extend(self.languages(text));
            if by.is_empty() && text.parse::<Language>().is_ok_and(|tag| tag.primary().len() <= 3) {
                by.push(Had::nobody(kind));
            }
        }
        if by.is_empty()
            && let Some((value, holders)) = around.index.holders(kind, text)
        {
            by.push(Had { kind, value, asked: None, holders, relation: Some(Relation::Same) });
        }
        self.found(by, Vec::new(), term)
    }

    /// The concepts that the words name, exactly or else in another form, with all that is narrower.
    fn concepts(&self, words: &str, kind: Option<&str>) -> Vec<Had<'a>> {
        let found = self.around.vocabulary.find(words, kind);
        let nearest = found.iter().map(|found| found.closeness).min();
        let meant = nearest.filter(|closeness| *closeness != Closeness::Prefix);
        let found = found.iter().filter(|found| Some(found.closeness) == meant);
        found.flat_map(|found| self.concept(found)).collect()
    }

    /// Those who have a concept, one that means the same, or a narrower one.
    fn concept(&self, found: &Found) -> Vec<Had<'a>> {
        let (vocabulary, index) = (self.around.vocabulary, self.around.index);
        let mut held = Vec::new();
        if let Some((kind, id)) = index.kind(&found.kind).zip(self.around.inventory.concepts.get_key_value(&found.id)) {
            let id = id.0.as_str();
            for had in vocabulary.narrower(id) {
                let Some((value, holders)) = index.holders(kind, had) else { continue };
                let relation = vocabulary.relation(id, value);
                held.push(Had { kind, value, asked: (value != id).then_some(id), holders, relation });
            }
        } else if found.kind == kind::LANGUAGE {
            held = self.languages(&found.id);
        }
        if held.is_empty() {
            held.push(Had::nobody(kind::SUBJECT));
        }
        held
    }

    fn languages(&self, text: &str) -> Vec<Had<'a>> {
        let Ok(wanted) = text.parse::<Language>() else { return Vec::new() };
        let held = self.around.index.values(kind::LANGUAGE);
        let serves = |value: &str| value.parse::<Language>().is_ok_and(|language| language.serves(&wanted));
        let held = held.filter(|(value, _)| serves(value));
        held.map(|(value, holders)| Had {
            kind: kind::LANGUAGE,
            value,
            asked: None,
            holders,
            relation: Some(Relation::Same),
        })
        .collect()
    }

    /// `by` names all that was found, though nobody may have it; nothing found is an unknown word.
    fn found(&mut self, by: Vec<Had<'a>>, names: Vec<(u32, By<'a>)>, term: &Term) -> Step {
        if by.is_empty() && names.is_empty() {
            self.unknown(term);
        }
        let mut hits = Vec::new();
        let mut reasons = Vec::with_capacity(by.len() + 2);
        for had in by {
            let place = reasons.len() as u32;
            reasons.push(By::Competence { kind: had.kind, value: had.value, asked: had.asked });
            let worth = worth_of_relation(had.relation);
            for holder in had.holders {
                if holds(term.level, holder.level) {
                    let score = worth_of(worth, holder, self.around.today);
                    hits.push(Hit { operator: holder.operator, score, by: place });
                }
            }
        }
        for (operator, by) in names {
            hits.push(Hit { operator, score: NAMED, by: reasons.len() as u32 });
            reasons.push(by);
        }
        hits.sort_unstable_by_key(|hit| (hit.operator, -hit.score, hit.by));
        hits.dedup_by_key(|hit| hit.operator);
        self.leaf(Leaf { hits, by: reasons })
    }

    fn libraries(
        &mut self,
        key: &'static str,
        term: &Term,
        fits: impl Fn(&crate::desk::inventory::Library, &Pattern) -> bool,
    ) -> Step {
        let pattern = Pattern::of(&term.text);
        let libraries = self.around.inventory.libraries.values().filter(|library| fits(library, &pattern));
        let members = libraries.map(|library| (library.id.as_str(), self.around.index.of_library(&library.id)));
        let members = members.collect();
        self.members(key, term, members)
    }

    fn members(&mut self, key: &'static str, term: &Term, members: Vec<(&'a str, &'a [u32])>) -> Step {
        if members.is_empty() {
            self.unknown(term);
        }
        let mut hits = Vec::new();
        let mut by = Vec::with_capacity(members.len());
        for (value, operators) in members {
            let place = by.len() as u32;
            by.push(By::Member { key, value });
            hits.extend(operators.iter().map(|operator| Hit { operator: *operator, score: 0, by: place }));
        }
        hits.sort_unstable_by_key(|hit| (hit.operator, hit.by));
        hits.dedup_by_key(|hit| hit.operator);
        self.leaf(Leaf { hits, by })
    }

    fn on_duty(&self) -> Leaf<'a> {
        let services = self.around.duty.services();
        let on = services.flat_map(|service: &ServiceId| self.around.duty.on(service));
        let numbers = on.filter_map(|(operator, _): (&BareJid, _)| self.around.index.number(operator));
        let mut hits: Vec<Hit> = numbers.map(|operator| Hit { operator, score: 0, by: 0 }).collect();
        hits.sort_unstable_by_key(|hit| hit.operator);
        hits.dedup_by_key(|hit| hit.operator);
        Leaf { hits, by: vec![By::Duty] }
    }

    /// Whoever matches the cluster's query now.
    fn cluster(&mut self, term: &Term) -> Step {
        let name = term.text.to_lowercase();
        let cluster = self.around.inventory.clusters.get(&name);
        let within = self.clusters.len() < DEEPEST_CLUSTER && !self.clusters.contains(&name.as_str());
        let query = cluster.filter(|_| within).and_then(|cluster| Query::parse(&cluster.query).ok());
        let Some((query, cluster)) = query.zip(cluster) else {
            self.unknown(term);
            return self.leaf(Leaf { hits: Vec::new(), by: Vec::new() });
        };
        let clusters: Vec<&str> = self.clusters.iter().copied().chain([name.as_str()]).collect();
        let plan = Plan::within(&query.0, self.around, &clusters);
        let found = plan.found(self.around.index);
        let hits = found.into_iter().map(|(operator, score)| Hit { operator, score, by: 0 }).collect();
        self.leaf(Leaf { hits, by: vec![By::Member { key: "cluster", value: &cluster.name }] })
    }

    fn leaf(&mut self, leaf: Leaf<'a>) -> Step {
        self.leaves.push(leaf);
        Step::Leaf(self.leaves.len() - 1)
    }

    fn unknown(&mut self, term: &Term) {
        let plain = Term { level: None, ..term.clone() }.to_string();
        if self.unknown.len() < MOST_UNKNOWN && !self.unknown.contains(&plain) {
            self.unknown.push(plain);
        }
    }
}

/// A competence that answers a term, and who has it.
struct Had<'a> {
    kind: &'a str,
    value: &'a str,
    /// The concept asked for, where it is another.
    asked: Option<&'a str>,
    holders: &'a [Holder],
    relation: Option<Relation>,
}

impl<'a> Had<'a> {
    /// Something that is known, and that nobody has.
    fn nobody(kind: &'a str) -> Self {
        Had { kind, value: "", asked: None, holders: &[], relation: None }
    }
}

fn worth_of_relation(relation: Option<Relation>) -> i32 {
    match relation {
        Some(Relation::Same) => SAME,
        Some(Relation::Exact) => EXACT,
        Some(Relation::Narrower(steps)) => EXACT - STEP * i32::from(steps),
        // Farther below than relations are followed.
        Some(Relation::Broader(_)) | None => NARROWEST,
    }
}

/// A competence without a level counts as B2.
fn holds(wanted: Option<(Comparison, Level)>, had: Option<Level>) -> bool {
    wanted.is_none_or(|(comparison, level)| comparison.holds(had.unwrap_or(Level::B2), level))
}

fn worth_of(worth: i32, holder: &Holder, today: Date) -> i32 {
    let worth = worth + LEVEL * (holder.level.unwrap_or(Level::B2) as i32 + 1);
    if holder.until.is_some_and(|until| until < today) { worth / 2 } else { worth }
}

/// A name, or part of one with `*` for the rest.
struct Pattern(Vec<String>);

impl Pattern {
    fn of(text: &str) -> Self {
        Pattern(text.split('*').map(plain).collect())
    }

    fn is_plain(&self) -> bool {
        self.0.len() == 1
    }

    fn fits(&self, text: &str) -> bool {
        let text = plain(text);
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return false };
        if self.0.len() == 1 {
            return text == *first;
        }
        let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for part in &self.0[1..self.0.len() - 1] {
            let Some(place) = rest.find(part.as_str()) else { return false };
            rest = &rest[place + part.len()..];
        }
        true
    }
}

fn plain(text: &str) -> String {
    text.nfkd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase).collect()
}

impl Node {
    /// A plain word.
    fn word(&self) -> Option<&str> {
        match self {
            Node::Term(Term { key: None, text, quoted: false, level: None }) => Some(text),
            _ => None,
        }
    }
}
