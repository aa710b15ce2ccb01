//! A query with its words looked up: whom each of its terms finds, and by what.

use super::index::Index;
use super::leaf::{By, Had, Hit, Leaf, NAMED};
use super::pattern::{Pattern, words};
use super::{Node, Query, Term};
use crate::desk::duty::Duty;
use crate::desk::inventory::{Inventory, ServiceId, kind};
use crate::desk::language::{Language, tag_serves};
use crate::desk::vocabulary::{Found, Relation, Vocabulary};
use crate::time::Date;
use jid::BareJid;

/// Words beside one another that are tried as one label.
const LONGEST_LABEL: usize = 6;
/// Clusters named within one another.
const DEEPEST_CLUSTER: usize = 4;
/// Not more words are said to be unknown.
const MOST_UNKNOWN: usize = 20;

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
            let mut label = (2..=run.len()).rev().map(|length| (length, run[..length].join(" ")));
            if let Some((length, text)) = label.find(|(_, label)| self.around.vocabulary.has(label)) {
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
                let leaf = Leaf::of_all(found, By::Name, NAMED);
                self.leaf(leaf)
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
        let found = self.around.vocabulary.named(words, kind);
        found.iter().flat_map(|found| self.concept(found)).collect()
    }

    /// Those who have a concept, one that means the same, or a narrower one.
    fn concept(&self, found: &Found) -> Vec<Had<'a>> {
        let (vocabulary, index) = (self.around.vocabulary, self.around.index);
        let mut held = Vec::new();
        if let Some((kind, id)) = index.kind(&found.kind).zip(self.around.inventory.concepts.get_key_value(&found.id)) {
            let id = id.0.as_str();
            for (had, relation) in vocabulary.below(id) {
                let Some((value, holders)) = index.holders(kind, had) else { continue };
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
        let held = held.filter(|(value, _)| tag_serves(value, &wanted));
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
        let leaf = Leaf::of(by, names, term.level, self.around);
        self.leaf(leaf)
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
        let leaf = Leaf::of_members(key, members, self.around);
        self.leaf(leaf)
    }

    fn on_duty(&self) -> Leaf<'a> {
        let services = self.around.duty.services();
        let on = services.flat_map(|service: &ServiceId| self.around.duty.on(service));
        let numbers = on.filter_map(|(operator, _): (&BareJid, _)| self.around.index.number(operator));
        let mut numbers: Vec<u32> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        Leaf::of_all(numbers, By::Duty, 0)
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

impl Node {
    /// A plain word.
    fn word(&self) -> Option<&str> {
        match self {
            Node::Term(Term { key: None, text, quoted: false, level: None }) => Some(text),
            _ => None,
        }
    }
}
