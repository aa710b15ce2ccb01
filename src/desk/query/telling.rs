//! What a search found, as people read it: the same behind `!find`, the form, XEP-0055 and the command line.

use super::{Attendance, Match, Matches, Mistake, Query, Reason};
use crate::desk::Desk;
use crate::desk::inventory::kind;
use crate::desk::language::Language;
use crate::desk::sentence::Sentence;
use crate::stanza::Show;
use crate::time::Time;

/// How many are shown of those found.
pub const MOST_SHOWN: usize = 20;

/// What was looked for, and who was found.
#[derive(Debug, Clone, PartialEq)]
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
    /// With levels: `sv native, en C1`.
    pub languages: String,
    pub subjects: String,
    pub presence: Sentence,
    pub why: Vec<Sentence>,
}

impl Desk {
    /// Reads a query and carries it out.
    ///
    /// # Errors
    /// The first piece of the query that cannot be read, and where it stands.
    pub fn findings(&self, now: Time, text: &str, language: &Language) -> Result<Findings, Mistake> {
        let query = self.query(text)?;
        let Matches { matches, total, unknown } = self.search(now, &query, MOST_SHOWN);
        let rows = matches.iter().map(|found| self.row(found, language)).collect();
        Ok(Findings { query: Query::to_string(&query), rows, total, unknown })
    }

    fn row(&self, found: &Match, language: &Language) -> Row {
        let operator = self.inventory.operators.get(&found.operator);
        let of_kind = |wanted: &str| {
            let competences = operator.into_iter().flat_map(|operator| &operator.competences);
            let named = competences.filter(|one| one.kind == wanted).map(|one| match one.level {
                Some(level) => format!("{} {level}", self.competence_name(wanted, &one.value, language)),
                None => self.competence_name(wanted, &one.value, language),
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
            Reason::Competence { kind, value, asked, level, expired } => Sentence::FoundCompetence {
                what: self.competence_name(kind, value, language),
                level: level.map(|level| level.to_string()).unwrap_or_default(),
                asked: asked.as_ref().map(|id| self.competence_name(kind, id, language)).unwrap_or_default(),
                expired: expired.map(|day| day.to_string()).unwrap_or_default(),
            },
            Reason::Name => Sentence::FoundName {},
            Reason::Member { key, value } => Sentence::FoundMember { key: key.clone(), value: value.clone() },
        }
    }

    /// A language by its tag, anything else by its label.
    fn competence_name(&self, kind: &str, value: &str, language: &Language) -> String {
        if kind == kind::LANGUAGE { value.to_owned() } else { self.vocabulary.name(value, language).into_owned() }
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
        let count =
            Sentence::FoundCount { query: self.query.clone(), total: self.total as i64, shown: self.rows.len() as i64 };
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
