//! What a service would be like, before it is founded: who matches, by library and by language, and what is missing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use crate::desk::Desk;
use crate::desk::hours::{self, WEEK, Week, Zone};
use crate::desk::inventory::{Operator, kind, label};
use crate::desk::language::Language;
use crate::desk::query::Query;
use crate::desk::routing::USABLE;
use crate::desk::sentence::{Languages, Sentence};
use crate::time::Time;

/// Libraries and languages that are listed; the rest is counted.
const MOST_SHOWN: usize = 12;

impl Desk {
    pub(super) fn preview(&self, now: Time, language: &Language, draft: &Draft) -> Vec<Sentence> {
        let Ok(query) = Query::parse(&draft.query) else { return Vec::new() };
        let matched = self.matching(now, &query);
        let service = label(&draft.names, language).unwrap_or(draft.id.as_str()).to_owned();
        let mut lines = vec![Sentence::ServicePreview {
            service,
            id: draft.id.to_string(),
            operators: matched.len() as i64,
            query: draft.query.clone(),
        }];
        let operators: Vec<&Operator> = matched.iter().filter_map(|jid| self.inventory.operators.get(jid)).collect();
        lines.extend(self.by_library(&operators));
        let spoken = by_language(&operators);
        let counts = spoken.iter().take(MOST_SHOWN).map(|(tag, speakers)| Sentence::ServicePreviewLanguage {
            language: Languages(vec![tag.clone()]),
            operators: *speakers as i64,
        });
        lines.extend(counts);
        lines.extend(self.by_hour(now, draft, &operators));
        lines.extend(self.missing(now, draft, &query, &operators));
        lines
    }

    fn by_library(&self, operators: &[&Operator]) -> Option<Sentence> {
        let mut libraries: BTreeMap<&str, usize> = BTreeMap::new();
        for operator in operators {
            *libraries.entry(self.inventory.library_name(&operator.jid).unwrap_or("—")).or_default() += 1;
        }
        let mut libraries: Vec<(&str, usize)> = libraries.into_iter().collect();
        libraries.sort_by_key(|(name, count)| (Reverse(*count), *name));
        let more = libraries.len().saturating_sub(MOST_SHOWN) as i64;
        let shown = libraries.iter().take(MOST_SHOWN).map(|(name, count)| format!("{name} {count}"));
        let libraries = shown.collect::<Vec<_>>().join(", ");
        (!libraries.is_empty()).then_some(Sentence::ServicePreviewLibraries { libraries, more })
    }

    /// How many of them could be there at which hour of a usual week, from their libraries' hours: fewest and most of the
    /// working days, in the time of the service's library or of the first of theirs.
    fn by_hour(&self, now: Time, draft: &Draft, operators: &[&Operator]) -> Vec<Sentence> {
        let library = |id: &Option<String>| id.as_ref().and_then(|id| self.inventory.libraries.get(id));
        let libraries =
            || library(&draft.library).into_iter().chain(operators.iter().filter_map(|one| library(&one.library)));
        let zone = libraries().find_map(|library| Zone::named(library.time_zone.as_deref()?)).unwrap_or(Zone::UTC);
        let mut weeks: BTreeMap<&str, Option<Week>> = BTreeMap::new();
        let mut there = [0_u32; WEEK];
        let mut untold = 0;
        for operator in operators {
            let Some(library) = library(&operator.library) else {
                untold += 1;
                continue;
            };
            match weeks.entry(&library.id).or_insert_with(|| hours::open(library, zone, now)) {
                Some(week) => week.hours().for_each(|hour| there[hour] += 1),
                None => untold += 1,
            }
        }
        let mut lines = Vec::new();
        for (days, first, last) in [("weekdays", 0, 5), ("saturday", 5, 6), ("sunday", 6, 7)] {
            let hours = spans(&|hour| (first..last).map(|day| there[day * 24 + hour]).min().unwrap_or(0));
            if !hours.is_empty() {
                let zone = zone.name().to_owned();
                lines.push(Sentence::ServicePreviewHours { days: days.to_owned(), hours, zone });
            }
        }
        if untold > 0 {
            lines.push(Sentence::ServicePreviewUntold { operators: untold });
        }
        lines
    }

    fn missing(&self, now: Time, draft: &Draft, query: &Query, operators: &[&Operator]) -> Vec<Sentence> {
        let mut lines = Vec::new();
        let unknown = self.search(now, query, 1).unknown;
        if !unknown.is_empty() {
            lines.push(Sentence::ServiceUnknownWords { words: unknown.join(", ") });
        }
        if operators.is_empty() {
            lines.push(Sentence::ServiceNobodyMatches {});
            return lines;
        }
        let speaks = |language: &Language| {
            operators.iter().any(|operator| operator.level(language).is_some_and(|level| level >= USABLE))
        };
        let unspoken: Vec<Language> = draft.languages.iter().filter(|language| !speaks(language)).cloned().collect();
        if !unspoken.is_empty() {
            lines.push(Sentence::ServiceNobodySpeaks { language: Languages(unspoken) });
        }
        lines
    }
}

/// Hours of the day with anybody, those alike together: `09–12: 3, 12–17: 5`.
fn spans(there: &dyn Fn(usize) -> u32) -> String {
    let mut spans: Vec<(usize, usize, u32)> = Vec::new();
    for (hour, count) in (0..24).map(|hour| (hour, there(hour))).filter(|(_, count)| *count > 0) {
        match spans.last_mut() {
            Some((_, until, of)) if *until == hour && *of == count => *until = hour + 1,
            _ => spans.push((hour, hour + 1, count)),
        }
    }
    let shown = spans.iter().map(|(from, until, count)| format!("{from:02}–{until:02}: {count}"));
    shown.collect::<Vec<_>>().join(", ")
}

/// The languages that they can answer in, that of most first.
fn by_language(operators: &[&Operator]) -> Vec<(Language, usize)> {
    let mut spoken: BTreeMap<Language, usize> = BTreeMap::new();
    for operator in operators {
        let known = operator.competences.iter().filter(|competence| competence.kind == kind::LANGUAGE);
        let tags: BTreeSet<Language> = known.filter_map(|competence| competence.value.parse().ok()).collect();
        for tag in tags.into_iter().filter(|tag| operator.level(tag).is_some_and(|level| level >= USABLE)) {
            *spoken.entry(tag).or_default() += 1;
        }
    }
    let mut spoken: Vec<(Language, usize)> = spoken.into_iter().collect();
    spoken.sort_by_key(|(tag, speakers)| (Reverse(*speakers), tag.clone()));
    spoken
}
