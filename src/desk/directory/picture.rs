//! What a service shows linked hubs of itself: what can be had there and whether it is open, no numbers that change with
//! every session, and names of people only where the agreement says so.

use std::collections::BTreeMap;

use crate::desk::Desk;
use crate::desk::inventory::{Competence, Operator, ServiceId, kind, label};
use crate::desk::language::{Language, Level};
use crate::stanza::Show;
use crate::time::{Date, Time};

/// Languages, subjects and things of other kinds that are told, each; those that most have come first.
pub const MOST_TERMS: usize = 100;

/// People that are named, by name.
pub const MOST_NAMES: usize = 20;

/// How much a service has to do, coarsely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Load {
    /// Those on duty have more than half of their hands free.
    #[default]
    Free,
    Busy,
    /// Nobody on duty can take another session.
    Full,
}

impl Load {
    pub const ALL: [Load; 3] = [Load::Free, Load::Busy, Load::Full];

    pub fn name(self) -> &'static str {
        match self {
            Load::Free => "free",
            Load::Busy => "busy",
            Load::Full => "full",
        }
    }

    pub fn named(name: &str) -> Option<Load> {
        Load::ALL.into_iter().find(|load| load.name() == name)
    }
}

/// A language that can be spoken with a service, and the best level among all who work there and among those on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    pub language: Language,
    pub known: Option<Level>,
    pub on_duty: Option<Level>,
}

/// A concept that somebody of a service has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    pub kind: String,
    /// A URI, or a short form such as `ykl:33`; a word where the kind has no concepts.
    pub id: String,
    pub label: String,
}

/// What is shown of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// As the other hub calls it; data of a stranger.
    pub name: String,
    /// What can be spoken with it; the first is its own.
    pub languages: Vec<Spoken>,
    pub subjects: Vec<Term>,
    /// Competences of other kinds.
    pub others: Vec<Term>,
    /// Its opening hours as its library writes them, and the time zone they are in.
    pub hours: Option<String>,
    pub zone: Option<String>,
    /// Whether somebody is on duty there; `None` when it has not said.
    pub open: Option<bool>,
    pub load: Load,
    /// Who is on duty, where that is agreed.
    pub names: Vec<String>,
}

impl Desk {
    /// What one of our services shows linked hubs; `names`: those on duty, too.
    pub fn picture(&self, now: Time, service: &ServiceId, names: bool) -> Picture {
        let shown = self.staff_language(service);
        let known = self.inventory.services.get(service);
        let library = known.and_then(|known| self.inventory.libraries.get(known.library.as_ref()?));
        let opening = self.opening(service);
        let told = |text: &Option<String>| text.as_ref().map(|text| text.chars().take(200).collect());
        Picture {
            name: known.and_then(|known| label(&known.names, &shown)).unwrap_or(service.as_str()).to_owned(),
            languages: self.spoken_in(service),
            subjects: self.had_in(now, service, &shown, |wanted| wanted == kind::SUBJECT),
            others: self.had_in(now, service, &shown, |wanted| wanted != kind::SUBJECT && wanted != kind::LANGUAGE),
            hours: library.and_then(|library| told(&library.hours)),
            zone: library.and_then(|library| told(&library.time_zone)),
            open: Some(opening.open),
            load: self.load(service, opening.waiting),
            names: if names { self.names_on_duty(service) } else { Vec::new() },
        }
    }

    fn staff<'a>(&'a self, service: &ServiceId) -> impl Iterator<Item = &'a Operator> {
        let numbers = self.competence.of_service(service).iter();
        numbers.filter_map(|number| self.inventory.operators.get(self.competence.jid(*number)?))
    }

    fn names_on_duty(&self, service: &ServiceId) -> Vec<String> {
        let on = self.duty.on(service).filter(|(_, show)| *show != Show::Dnd);
        let mut names: Vec<String> = on.map(|(operator, _)| self.operator_name(operator)).collect();
        names.sort();
        names.truncate(MOST_NAMES);
        names
    }

    /// The service's own languages first, then what else its staff speaks, the best known first.
    fn spoken_in(&self, service: &ServiceId) -> Vec<Spoken> {
        let own = self.inventory.services.get(service).map_or(&[][..], |known| &known.languages);
        let mut all: Vec<Spoken> =
            own.iter().map(|tag| Spoken { language: tag.clone(), known: None, on_duty: None }).collect();
        let mut more: BTreeMap<Language, Spoken> = BTreeMap::new();
        for operator in self.staff(service) {
            let on_duty = self.duty.show(service, &operator.jid).is_some_and(|show| show != Show::Dnd);
            for one in operator.competences.iter().filter(|one| one.kind == kind::LANGUAGE) {
                let Ok(language) = one.value.parse::<Language>() else { continue };
                let level = Some(one.level.unwrap_or(Level::B2));
                let fresh = || Spoken { language: language.clone(), known: None, on_duty: None };
                let spoken = match all.iter_mut().find(|spoken| spoken.language == language) {
                    Some(spoken) => spoken,
                    None => more.entry(language.clone()).or_insert_with(fresh),
                };
                spoken.known = spoken.known.max(level);
                spoken.on_duty = if on_duty { spoken.on_duty.max(level) } else { spoken.on_duty };
            }
        }
        let mut more: Vec<Spoken> = more.into_values().collect();
        more.sort_by_key(|spoken| std::cmp::Reverse(spoken.known));
        all.extend(more);
        all.truncate(MOST_TERMS);
        all
    }

    fn had_in(&self, now: Time, service: &ServiceId, shown: &Language, wanted: impl Fn(&str) -> bool) -> Vec<Term> {
        let today = Date::of(now);
        let mut holders: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let had = self.staff(service).flat_map(|operator| &operator.competences);
        for Competence { kind, value, .. } in had.filter(|one| wanted(&one.kind) && !one.is_expired(today)) {
            *holders.entry((kind, value)).or_default() += 1;
        }
        let mut all: Vec<_> = holders.into_iter().collect();
        all.sort_by_key(|((kind, value), holders)| (std::cmp::Reverse(*holders), *kind, *value));
        all.truncate(MOST_TERMS);
        let mut terms: Vec<Term> = all
            .into_iter()
            .map(|((kind, value), _)| Term {
                kind: kind.to_owned(),
                id: value.to_owned(),
                label: self.vocabulary.name(value, shown).chars().take(80).collect(),
            })
            .collect();
        terms.sort();
        terms
    }

    fn load(&self, service: &ServiceId, waiting: usize) -> Load {
        let on = self.duty.on(service).filter(|(_, show)| *show != Show::Dnd);
        let (mut hands, mut free) = (0, 0);
        for (operator, _) in on {
            let limit = self.inventory.operators.get(operator).map_or(0, |known| known.sessions);
            hands += limit;
            free += limit.saturating_sub(self.occupied(operator));
        }
        match (free, waiting) {
            (0, _) if hands > 0 || waiting > 0 => Load::Full,
            (free, 0) if free * 2 > hands || hands == 0 => Load::Free,
            _ => Load::Busy,
        }
    }
}
