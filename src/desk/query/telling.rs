//! What a search found, as people read it: the same behind `!find`, the form, XEP-0055 and the command line.

use super::{Attendance, Match, Matches, Mistake, Node, Reason, SCOPE, Scope, What};
use crate::desk::Desk;
use crate::desk::inventory::kind;
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::stanza::Show;
use crate::time::Time;

/// How many are shown of those found.
pub const MOST_SHOWN: usize = 20;

/// What was looked for, and who was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// The one way of writing the query.
    pub query: String,
    pub rows: Vec<Row>,
    /// How many match in all.
    pub total: usize,
    /// Words of the query that no concept and no name has.
    pub unknown: Vec<String>,
}

/// One who was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub jid: String,
    pub name: String,
    pub library: String,
    /// With levels: `Swedish native, English C1`.
    pub languages: String,
    pub subjects: String,
    pub presence: Sentence,
    pub why: Vec<Sentence>,
}

impl Desk {
    /// Reads a query and carries it out: among this hub's people, and where its scope says so among what linked hubs show.
    ///
    /// # Errors
    /// The first piece of the query that cannot be read, and where it stands.
    pub fn findings(&self, now: Time, text: &str, language: &Language) -> Result<Findings, Mistake> {
        let (scope, query) = self.scoped(text)?;
        let mut findings = match &query {
            _ if scope == Scope::Network => Findings::default(),
            Some(query) => {
                let Matches { matches, total, unknown } = self.search(now, query, MOST_SHOWN);
                let rows = matches.iter().map(|found| self.row(found, language)).collect();
                Findings { query: String::new(), rows, total, unknown }
            }
            None => return Err(Mistake::new(What::Empty, "", 0)),
        };
        if scope != Scope::Own {
            let (rows, total) = self.partner_rows(now, query.as_ref(), language);
            findings.rows.extend(rows);
            findings.total += total;
        }
        let scope = (scope != Scope::Own).then(|| format!("{SCOPE}:{}", scope.name()));
        let query = query.map(|query| match (&query.0, &scope) {
            (Node::Any(_), Some(_)) => format!("({query})"),
            _ => query.to_string(),
        });
        findings.query = query.into_iter().chain(scope).collect::<Vec<_>>().join(" ");
        Ok(findings)
    }

    fn row(&self, found: &Match, language: &Language) -> Row {
        let operator = self.inventory.operators.get(&found.operator);
        let of_kind = |wanted: &str| {
            let competences = operator.into_iter().flat_map(|operator| &operator.competences);
            let named = competences.filter(|one| one.kind == wanted).map(|one| match one.level {
                Some(level) => format!("{} {level}", self.vocabulary.name(&one.value, language)),
                None => self.vocabulary.name(&one.value, language).into_owned(),
            });
            named.collect::<Vec<_>>().join(", ")
        };
        Row {
            jid: found.operator.to_string(),
            name: operator.map_or_else(String::new, |operator| operator.name.clone()),
            library: self.inventory.library_name(&found.operator).unwrap_or_default().to_owned(),
            languages: of_kind(kind::LANGUAGE),
            subjects: of_kind(kind::SUBJECT),
            presence: self.presence(&found.standing, language),
            why: found.reasons.iter().map(|reason| self.because(reason, language)).collect(),
        }
    }

    fn presence(&self, standing: &Attendance, language: &Language) -> Sentence {
        let Some(show) = standing.show() else { return Sentence::FoundOffDuty {} };
        let services = standing.services.iter().map(|(service, _)| self.service_name(service, language));
        Sentence::FoundOnDuty {
            services: services.collect::<Vec<_>>().join(", "),
            show: match show {
                Show::Chat => "chat",
                Show::Available => "available",
                Show::Away => "away",
                Show::Xa => "xa",
                Show::Dnd => "dnd",
            }
            .to_owned(),
            held: i64::from(standing.occupied),
            limit: i64::from(standing.limit),
        }
    }

    fn because(&self, reason: &Reason, language: &Language) -> Sentence {
        match reason {
            Reason::Competence { value, asked, level, expired, .. } => Sentence::FoundCompetence {
                what: self.vocabulary.name(value, language).into_owned(),
                level: level.map(|level| level.to_string()).unwrap_or_default(),
                asked: asked.as_ref().map(|id| self.vocabulary.name(id, language).into_owned()).unwrap_or_default(),
                expired: expired.map(|day| day.to_string()).unwrap_or_default(),
            },
            Reason::Name => Sentence::FoundName {},
            Reason::Member { key, value } => {
                let value = self.member_name(key, value, language);
                Sentence::FoundMember { key: key.clone(), value }
            }
        }
    }

    /// What somebody belongs to, as people call it. The searches by consortium, country and region find libraries.
    pub(in crate::desk) fn member_name(&self, key: &str, id: &str, language: &Language) -> String {
        let library = self.inventory.libraries.get(id);
        let of_library = library.and_then(|library| match key {
            "library" => Some(library.name.clone()),
            "country" => library.country.clone(),
            "region" => library.region.clone(),
            "consortium" => {
                let name =
                    |id: &String| self.inventory.consortia.get(id).map_or_else(|| id.clone(), |one| one.name.clone());
                Some(library.consortia.iter().map(name).collect::<Vec<_>>().join(", "))
            }
            _ => None,
        });
        let service = || id.parse().ok().filter(|_| key == "service").map(|id| self.service_name(&id, language));
        of_library.or_else(service).unwrap_or_else(|| id.to_owned())
    }
}

impl Findings {
    /// As lines of text, in the words that `render` gives.
    pub fn lines(&self, render: impl Fn(&Sentence) -> String) -> Vec<String> {
        let mut lines = vec![self.summary(&render)];
        for row in &self.rows {
            let library = if row.library.is_empty() { String::new() } else { format!(" ({})", row.library) };
            lines.push(render(&Sentence::FoundLine {
                name: format!("{}{library}", row.name),
                jid: row.jid.clone(),
                presence: render(&row.presence),
                why: row.why_text(&render),
            }));
        }
        lines
    }

    /// How many were found of what, and what nobody knows.
    pub fn summary(&self, render: impl Fn(&Sentence) -> String) -> String {
        let (total, shown) = (self.total as i64, self.rows.len() as i64);
        let count = Sentence::FoundCount { query: self.query.clone(), total, shown, more: total - shown };
        let unknown = (!self.unknown.is_empty()).then(|| Sentence::FoundUnknown { words: self.unknown.join(", ") });
        let sentences = std::iter::once(count).chain(unknown);
        sentences.map(|sentence| render(&sentence)).collect::<Vec<_>>().join("\n")
    }
}

impl Row {
    pub fn why_text(&self, render: impl Fn(&Sentence) -> String) -> String {
        self.why.iter().map(render).collect::<Vec<_>>().join(" · ")
    }
}
