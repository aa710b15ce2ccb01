//! An operator's profile, kept by herself: `!profile` and its form. What she can is shown, filled in, corrected and
//! confirmed; a coordinator may do it for somebody, which the audit list tells.
//!
//! Words are looked up in the vocabulary, whatever their language. What is clear is taken; what is not comes back with what
//! may be meant, and nothing that was written is lost meanwhile.

mod form;
mod line;
mod reading;
mod stale;
mod table;
mod text;

use std::collections::BTreeMap;

use jid::BareJid;

use self::reading::Reader;
use super::Desk;
use super::effect::Effect;
use super::form::Given;
use super::inventory::{Change, Competence, MOST_COMPETENCES, Role};
use super::language::Language;
use super::refusal::Refusal;
use super::sentence::Sentence;
use crate::time::{Date, Time};

/// Entries named in one sentence.
const MOST_NAMED: usize = 30;

/// What an operator has of a kind and value.
type Entries = BTreeMap<(String, String), Competence>;

impl Desk {
    /// `!profile`, typed or as a form.
    pub(super) fn profile(&mut self, now: Time, by: &BareJid, language: &Language, given: &Given) -> Vec<Sentence> {
        if given.by_form {
            return self.profile_submitted(now, by, language, given);
        }
        match given.one("entry") {
            Some(words) => self.profile_by_text(now, by, language, &words),
            None => self.ask_for_profile(now, by, by, language),
        }
    }

    fn ask_for_profile(&mut self, now: Time, by: &BareJid, whose: &BareJid, language: &Language) -> Vec<Sentence> {
        let Some(operator) = self.inventory.operators.get(whose) else {
            return vec![Refusal::NotInTheInventory.sentence()];
        };
        let form = self.profile_form(now, self.role(by).unwrap_or_default(), operator, language);
        self.out.push(Effect::Ask { form, language: language.clone() });
        Vec::new()
    }

    fn profile_submitted(&mut self, now: Time, by: &BareJid, language: &Language, given: &Given) -> Vec<Sentence> {
        if given.is_cut() {
            return vec![Sentence::ProfileTooMuch {}];
        }
        let Some((who, whose)) = self.whose(by, given) else {
            return vec![Refusal::NotYourRole { who: Role::Coordinator }.sentence()];
        };
        let whose = match whose {
            Ok(whose) => whose,
            Err(sentence) => return vec![sentence],
        };
        if who != whose {
            return self.ask_for_profile(now, by, &whose, language);
        }
        let Some(operator) = self.inventory.operators.get(&who) else {
            return vec![Refusal::NotInTheInventory.sentence()];
        };
        let submitted = self.read_profile(&Reader::new(self, operator), given);
        if form::is_outdated(given, operator) {
            let form = self.both(now, self.role(by).unwrap_or_default(), operator, &submitted, language);
            self.out.push(Effect::Ask { form, language: language.clone() });
            return Vec::new();
        }
        if !submitted.open.is_empty() {
            return match self.open_form(operator, &submitted, language) {
                Some(form) => {
                    self.out.push(Effect::Ask { form, language: language.clone() });
                    Vec::new()
                }
                None => vec![Sentence::ProfileTooMuch {}],
            };
        }
        if submitted.kinds.is_empty() {
            return self.ask_for_profile(now, by, &who, language);
        }
        let untouched = operator.competences.iter().filter(|entry| !submitted.kinds.contains(&entry.kind)).cloned();
        let today = Date::of(now);
        let gone_through =
            submitted.entries.iter().cloned().map(|entry| Competence { confirmed: Some(today), ..entry });
        let entries = keyed(untouched.chain(gone_through));
        self.save_profile(now, by, &who, entries, language)
    }

    /// Whose profile a form holds, and whose is wanted; nothing if she may not.
    fn whose(&self, by: &BareJid, given: &Given) -> Option<(BareJid, Result<BareJid, Sentence>)> {
        let may = self.role(by).is_some_and(|role| role >= Role::Coordinator);
        let who = given.one(form::WHO).and_then(|who| who.parse::<BareJid>().ok()).unwrap_or_else(|| by.clone());
        let whose = match given.one(form::WHOSE) {
            Some(words) if may => self.person_named(&words),
            _ => Ok(who.clone()),
        };
        (may || who == *by).then_some((who, whose))
    }

    /// The operator of that address or name.
    pub(super) fn person_named(&self, words: &str) -> Result<BareJid, Sentence> {
        if let Some(jid) = words.parse::<BareJid>().ok().filter(|jid| self.inventory.operators.contains_key(jid)) {
            return Ok(jid);
        }
        let wanted = words.to_lowercase();
        let of_name = self.inventory.operators.values().filter(|operator| operator.name.to_lowercase() == wanted);
        let of_name: Vec<&BareJid> = of_name.map(|operator| &operator.jid).take(MOST_NAMED).collect();
        let name = words.chars().take(80).collect();
        match of_name.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(Sentence::NobodyOfThatName { name }),
            several => {
                let addresses = several.iter().map(|jid| jid.to_string()).collect::<Vec<_>>().join(", ");
                Err(Sentence::SeveralOfThatName { name, addresses })
            }
        }
    }

    /// Puts these entries in the place of what somebody had, and tells what is different now.
    fn save_profile(
        &mut self,
        now: Time,
        by: &BareJid,
        whose: &BareJid,
        entries: Entries,
        language: &Language,
    ) -> Vec<Sentence> {
        let Some(operator) = self.inventory.operators.get(whose) else {
            return vec![Refusal::NotInTheInventory.sentence()];
        };
        if entries.len() > MOST_COMPETENCES {
            return vec![Sentence::ProfileTooMany { most: MOST_COMPETENCES as i64 }];
        }
        let before = keyed(operator.competences.iter().cloned());
        let said = |entry: &Competence| Competence { confirmed: None, ..entry.clone() };
        let (mut added, mut changed, mut same) = (Vec::new(), Vec::new(), 0);
        for (key, entry) in &entries {
            match before.get(key) {
                None => added.push(entry),
                Some(known) if said(known) != said(entry) => changed.push(entry),
                Some(_) => same += 1,
            }
        }
        let removed: Vec<_> = before.iter().filter(|(key, _)| !entries.contains_key(*key)).collect();
        let removed: Vec<&Competence> = removed.into_iter().map(|(_, entry)| entry).collect();
        let (added, changed) = (self.named(&added, language), self.named(&changed, language));
        let removed = self.named(&removed, language);
        let name = if by == whose { String::new() } else { operator.name.clone() };
        let mut operator = operator.clone();
        operator.competences = entries.into_values().collect();
        operator.competences.sort();
        let done = [("+", &added), ("~", &changed), ("-", &removed)].into_iter().filter(|(_, what)| !what.is_empty());
        let done = done.map(|(sign, what)| format!(" {sign} {what}")).collect::<Vec<_>>().join(";");
        let detail = format!("{whose}:{}", if done.is_empty() { format!(" = {same}") } else { done });
        if before != keyed(operator.competences.iter().cloned()) {
            self.change(now, Change::Operator(Box::new(operator.clone())));
        }
        if by != whose {
            self.audit(now, by, "profile", detail);
        }
        self.profile_returned(now, whose);
        let mut told = vec![Sentence::ProfileSaved { name, added, changed, removed, same }];
        told.extend(self.profile_state(now, &operator, language));
        told
    }

    /// The names of entries with their levels, the first of them.
    fn named(&self, entries: &[&Competence], language: &Language) -> String {
        let name = |entry: &&Competence| {
            let name = self.vocabulary.name(&entry.value, language).to_string();
            entry.level.map_or_else(|| name.clone(), |level| format!("{name} {level}"))
        };
        let mut names: Vec<String> = entries.iter().take(MOST_NAMED).map(name).collect();
        if entries.len() > MOST_NAMED {
            names.push("…".to_owned());
        }
        names.join(", ")
    }
}

fn keyed(entries: impl IntoIterator<Item = Competence>) -> Entries {
    entries.into_iter().map(|entry| ((entry.kind.clone(), entry.value.clone()), entry)).collect()
}
