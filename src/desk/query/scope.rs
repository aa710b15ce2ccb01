//! `scope:network`: the services of linked hubs that have what is looked for, instead of this hub's people or after them.
//!
//! What is known of them is the [`crate::desk::directory`]; names of people are in it only where the other hub's agreement says so.

use super::parse;
use super::pattern::words;
use super::telling::{MOST_SHOWN, Row};
use super::{Mistake, Node, Query, Term, What};
use crate::desk::Desk;
use crate::desk::directory::{Known, Term as Had};
use crate::desk::inventory::kind;
use crate::desk::language::{Language, Level};
use crate::desk::sentence::Sentence;
use crate::desk::vocabulary::{Closeness, Relation};
use crate::time::Time;

pub const KEY: &str = "scope";
/// Words beside one another that are tried as one label.
const LONGEST_LABEL: usize = 6;
/// What a term is worth that a service has, and each level of a language.
const SAME: i32 = 100;
const STEP: i32 = 5;
const LEVEL: i32 = 5;

/// Where it is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    #[default]
    Own,
    Network,
    All,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Own, Scope::Network, Scope::All];

    pub fn name(self) -> &'static str {
        match self {
            Scope::Own => "own",
            Scope::Network => "network",
            Scope::All => "all",
        }
    }

    fn named(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What a service has that was asked for: what it is worth, and what to say of it.
type Fit = (i32, Vec<Sentence>);

impl Desk {
    /// A query without its scope, which may be all there is of it.
    ///
    /// # Errors
    /// As [`Desk::query`]; a scope that there is not, or that stands within something else.
    pub(super) fn scoped(&self, text: &str) -> Result<(Scope, Option<Query>), Mistake> {
        let (Query(node), keys) = parse::parse(text)?;
        let Some(place) = keys.iter().find(|(key, _)| key == KEY).map(|(_, place)| *place) else {
            return self.query(text).map(|query| (Scope::Own, Some(query)));
        };
        self.check_keys(text, keys.into_iter().filter(|(key, _)| key != KEY))?;
        let is_scope = |node: &Node| matches!(node, Node::Term(term) if term.key.as_deref() == Some(KEY));
        let nodes = match node {
            Node::All(nodes) => nodes,
            other => vec![other],
        };
        let (scopes, rest): (Vec<Node>, Vec<Node>) = nodes.into_iter().partition(is_scope);
        let named = scopes.iter().map(|node| match node {
            Node::Term(term) if term.level.is_none() => Scope::named(&term.text.to_lowercase()),
            _ => None,
        });
        let named: Vec<Option<Scope>> = named.collect();
        match named[..] {
            [Some(scope)] if !rest.iter().any(has_scope) => {
                Ok((scope, (!rest.is_empty()).then(|| Query(Node::all(rest)))))
            }
            _ => Err(Mistake::new(What::NotScope, "scope:", place)),
        }
    }

    /// The linked services that fit, the best first, as rows; and how many there are in all.
    pub(super) fn partner_rows(&self, now: Time, query: Option<&Query>, language: &Language) -> (Vec<Row>, usize) {
        let fit = |known| match query {
            Some(Query(node)) => self.fits(node, known, language),
            None => Some((0, Vec::new())),
        };
        let mut found: Vec<(Fit, &Known)> =
            self.linked_services(now).filter_map(|known| Some((fit(known)?, known))).collect();
        // Equals stand in the agreed order.
        found.sort_by_key(|((score, _), known)| (known.picture.open == Some(false), std::cmp::Reverse(*score)));
        let total = found.len();
        found.truncate(MOST_SHOWN);
        (found.into_iter().map(|((_, why), known)| self.partner_row(known, why, language)).collect(), total)
    }

    fn partner_row(&self, known: &Known, why: Vec<Sentence>, language: &Language) -> Row {
        let spoken = known.picture.languages.iter().map(|spoken| {
            let name = self.vocabulary.name(spoken.language.as_str(), language).into_owned();
            spoken.known.map_or_else(|| name.clone(), |level| format!("{name} {level}"))
        });
        let subjects: Vec<&str> =
            known.picture.subjects.iter().take(MOST_SHOWN).map(|term| term.label.as_str()).collect();
        Row {
            jid: known.address.to_string(),
            name: known.picture.name.clone(),
            library: known.hub.to_string(),
            languages: spoken.collect::<Vec<_>>().join(", "),
            subjects: subjects.join(", "),
            presence: Sentence::FoundPartner {
                state: known.state().to_owned(),
                load: known.picture.load.name().to_owned(),
                names: known.picture.names.join(", "),
            },
            why,
        }
    }

    fn fits(&self, node: &Node, known: &Known, language: &Language) -> Option<Fit> {
        match node {
            Node::All(nodes) => self.fits_all(nodes, known, language),
            Node::Any(nodes) => {
                let fits = nodes.iter().filter_map(|node| self.fits(node, known, language));
                fits.max_by_key(|(score, _)| *score)
            }
            Node::Not(node) => self.fits(node, known, language).is_none().then(|| (0, Vec::new())),
            Node::Term(term) => self.has(term, known, language),
        }
    }

    /// Plain words that are a label together are looked up as one.
    fn fits_all(&self, nodes: &[Node], known: &Known, language: &Language) -> Option<Fit> {
        let (mut score, mut why, mut rest) = (0, Vec::new(), nodes);
        while let Some((first, others)) = rest.split_first() {
            let run: Vec<&str> = rest.iter().take(LONGEST_LABEL).map_while(plain).collect();
            let label = (2..=run.len()).rev().map(|length| (length, run[..length].join(" "))).find(|(_, label)| {
                let found = self.vocabulary.find(label, None);
                found.first().is_some_and(|found| found.closeness == Closeness::Exact)
            });
            let (worth, reasons) = match label {
                Some((length, text)) => {
                    rest = &rest[length..];
                    self.has(&Term { key: None, text, quoted: true, level: None }, known, language)?
                }
                None => {
                    rest = others;
                    self.fits(first, known, language)?
                }
            };
            score += worth;
            why.extend(reasons);
        }
        Some((score, why))
    }

    fn has(&self, term: &Term, known: &Known, language: &Language) -> Option<Fit> {
        let text = term.text.as_str();
        match term.key.as_deref() {
            Some("lang") => self.speaks(term, known, language),
            Some("duty") => ((known.picture.open == Some(true)) == (text == "on")).then(|| (0, Vec::new())),
            Some("service" | "name") => named(known, text).then(|| (0, vec![Sentence::FoundName {}])),
            Some("library" | "consortium" | "country" | "region" | "cluster") => None,
            Some(other) => match self.competence.kind(other) {
                Some(kind) => self.has_concept(term, Some(kind), known, language),
                None => {
                    let whole = Term { key: None, text: format!("{other}:{text}"), ..term.clone() };
                    self.has_concept(&whole, None, known, language)
                }
            },
            None => {
                let concept = self.has_concept(term, None, known, language);
                let spoken = self.speaks(term, known, language);
                let name = (term.level.is_none() && named(known, text)).then(|| (0, vec![Sentence::FoundName {}]));
                concept.or(spoken).or(name)
            }
        }
    }

    fn speaks(&self, term: &Term, known: &Known, language: &Language) -> Option<Fit> {
        let named = self.vocabulary.find(&term.text, Some(kind::LANGUAGE));
        let named = named.into_iter().filter(|found| found.closeness != Closeness::Prefix);
        let tags = named.filter_map(|found| found.id.parse::<Language>().ok()).chain(term.text.parse().ok());
        let levels = tags.filter_map(|tag| Some((known.level(&tag)?, tag)));
        let (level, tag) = levels.max_by_key(|(level, _)| *level).filter(|(level, _)| holds(term, *level))?;
        let what = self.vocabulary.name(tag.primary(), language).into_owned();
        let had =
            Sentence::FoundCompetence { what, level: level.to_string(), asked: String::new(), expired: String::new() };
        Some((SAME + LEVEL * (level as i32 + 1), vec![had]))
    }

    fn has_concept(&self, term: &Term, of: Option<&str>, known: &Known, language: &Language) -> Option<Fit> {
        // Those who have it are not told one by one; a competence without a level counts as B2.
        if of == Some(kind::LANGUAGE) || !holds(term, Level::B2) {
            return None;
        }
        let had = || {
            known.picture.subjects.iter().chain(&known.picture.others).filter(|had| of.is_none_or(|of| of == had.kind))
        };
        let found = self.vocabulary.find(&term.text, of);
        let nearest = found.iter().map(|found| found.closeness).min();
        let meant: Vec<_> = found
            .iter()
            .filter(|found| found.closeness != Closeness::Prefix && Some(found.closeness) == nearest)
            .collect();
        let worth = |had: &Had| {
            let related = meant.iter().filter_map(|found| match self.vocabulary.relation(&found.id, &had.id) {
                _ if found.id == had.id => Some(SAME),
                Some(Relation::Same) => Some(SAME),
                Some(Relation::Exact) => Some(SAME - STEP),
                Some(Relation::Narrower(steps)) => Some(SAME - STEP - STEP * i32::from(steps)),
                _ => None,
            });
            // The other hub's vocabulary may not be ours: its own words count too.
            let same = had.id == term.text || words(&had.label) == words(&term.text) || term.text == "*";
            related.max().or(same.then_some(SAME))
        };
        let (score, best) = had().filter_map(|had| Some((worth(had)?, had))).max_by_key(|(score, _)| *score)?;
        let asked = meant.first().filter(|found| found.id != best.id);
        let had = Sentence::FoundCompetence {
            what: best.label.clone(),
            level: String::new(),
            asked: asked
                .map(|found| self.vocabulary.name(&found.id, language).into_owned())
                .filter(|asked| *asked != best.label)
                .unwrap_or_default(),
            expired: String::new(),
        };
        Some((score, vec![had]))
    }
}

fn has_scope(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(has_scope),
        Node::Not(node) => has_scope(node),
        Node::Term(term) => term.key.as_deref() == Some(KEY),
    }
}

fn plain(node: &Node) -> Option<&str> {
    match node {
        Node::Term(Term { key: None, text, quoted: false, level: None }) => Some(text),
        _ => None,
    }
}

fn holds(term: &Term, had: Level) -> bool {
    term.level.is_none_or(|(comparison, level)| comparison.holds(had, level))
}

/// All words stand in the service's name or address.
fn named(known: &Known, text: &str) -> bool {
    let own: Vec<String> = words(&known.picture.name).into_iter().chain(words(known.address.as_str())).collect();
    let wanted = words(text);
    !wanted.is_empty() && wanted.iter().all(|word| own.contains(word))
}
