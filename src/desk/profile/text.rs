//! `!profile` typed as a line: `add fi B2`, `remove law`, `confirm`, and `of NAME …` before them.

use jid::BareJid;

use super::form::wrong_line;
use super::line::written;
use super::reading::{Reader, Reading, Unclear};
use super::{Entries, keyed};
use crate::desk::Desk;
use crate::desk::inventory::{Competence, Operator, Role};
use crate::desk::language::Language;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::time::{Date, Time};

/// Words of a name.
const MOST_WORDS: usize = 8;

impl Desk {
    pub(super) fn profile_by_text(
        &mut self,
        now: Time,
        by: &BareJid,
        language: &Language,
        words: &str,
    ) -> Vec<Sentence> {
        let (verb, rest) = first(words);
        if verb != "of" {
            return self.profile_verb(now, by, by, language, &verb, rest);
        }
        if self.role(by).is_none_or(|role| role < Role::Coordinator) {
            return vec![Refusal::NotYourRole { who: Role::Coordinator }.sentence()];
        }
        let (whose, rest) = match self.person_before(rest) {
            Ok(found) => found,
            Err(sentence) => return vec![sentence],
        };
        if rest.is_empty() {
            return self.ask_for_profile(now, by, &whose, language);
        }
        let (verb, rest) = first(&rest);
        self.profile_verb(now, by, &whose, language, &verb, rest)
    }

    /// The person whose name or address a line begins with, and the rest of it.
    fn person_before(&self, words: &str) -> Result<(BareJid, String), Sentence> {
        let all: Vec<&str> = words.split_whitespace().collect();
        let longest = all.len().min(MOST_WORDS);
        let whole = all[..longest].join(" ");
        for count in (1..=longest).rev() {
            match self.person_named(&all[..count].join(" ")) {
                Ok(jid) => return Ok((jid, all[count..].join(" "))),
                Err(Sentence::NobodyOfThatName { .. }) => {}
                Err(several) => return Err(several),
            }
        }
        Err(Sentence::NobodyOfThatName { name: whole.chars().take(80).collect() })
    }

    fn profile_verb(
        &mut self,
        now: Time,
        by: &BareJid,
        whose: &BareJid,
        language: &Language,
        verb: &str,
        rest: &str,
    ) -> Vec<Sentence> {
        let Some(operator) = self.inventory.operators.get(whose) else {
            return vec![Refusal::NotInTheInventory.sentence()];
        };
        let before = if by == whose { String::new() } else { format!("of {whose} ") };
        let changed = match verb {
            "add" => self.added(now, operator, &before, rest, language),
            "remove" => self.removed(operator, rest),
            "confirm" => {
                let today = Some(Date::of(now));
                let all = operator.competences.iter().cloned();
                Ok(keyed(all.map(|entry| Competence { confirmed: today, ..entry })))
            }
            _ => Err(vec![Sentence::ProfileByText {}]),
        };
        match changed {
            Ok(entries) => self.save_profile(now, by, whose, entries, language),
            Err(told) => told,
        }
    }

    /// The kind a line begins with, if it does, and the rest of it.
    fn kind_before<'t>(&self, words: &'t str) -> (Option<String>, &'t str) {
        let (word, rest) = first(words);
        let kind = self.all_kinds().into_iter().find(|kind| *kind == word && !rest.is_empty());
        let rest = if kind.is_some() { rest } else { words };
        (kind, rest)
    }

    fn added(
        &self,
        now: Time,
        operator: &Operator,
        before: &str,
        words: &str,
        language: &Language,
    ) -> Result<Entries, Vec<Sentence>> {
        if words.is_empty() {
            return Err(vec![Sentence::ProfileByText {}]);
        }
        let (kind, line) = self.kind_before(words);
        match Reader::new(self, operator).read(kind.as_deref(), line) {
            Reading::Clear(entry) => {
                let entry = Competence { confirmed: Some(Date::of(now)), ..entry };
                Ok(keyed(operator.competences.iter().cloned().chain([entry])))
            }
            Reading::Wrong(wrong) => Err(vec![wrong_line(line, &wrong)]),
            Reading::Unclear(unclear) => Err(self.suggestions(before, &unclear, language)),
        }
    }

    /// What may be meant, each as the line that says so.
    fn suggestions(&self, before: &str, unclear: &Unclear, language: &Language) -> Vec<Sentence> {
        let mut told = vec![Sentence::ProfileWhich { words: unclear.words.clone() }];
        told.extend(unclear.choices.iter().map(|(kind, value)| Sentence::ProfileSuggestion {
            label: self.described(value, language),
            usage: format!("!profile {before}add {kind} {}", written(value, &unclear.entry)),
        }));
        if let (true, Some((kind, _))) = (unclear.own, unclear.choices.first()) {
            let word = unclear.words.clone();
            let usage = format!("!profile {before}add {kind} {}", written(&format!("\"{word}\""), &unclear.entry));
            told.push(Sentence::ProfileOwnWord { word });
            told.push(Sentence::ProfileSuggestion { label: unclear.words.clone(), usage });
        }
        told
    }

    fn removed(&self, operator: &Operator, words: &str) -> Result<Entries, Vec<Sentence>> {
        let (kind, line) = self.kind_before(words);
        let reader = Reader::new(self, operator);
        let hers = reader.hers(kind.as_deref(), line).cloned();
        let named = hers.or_else(|| match reader.read(kind.as_deref(), line) {
            Reading::Clear(entry) => Some(entry),
            Reading::Unclear(unclear) => {
                let has = |(kind, value): &&(String, String)| operator.has(kind, value);
                let mut hers = unclear.choices.iter().filter(has);
                let only = hers.next().filter(|_| hers.next().is_none());
                only.map(|(kind, value)| unclear.chosen(kind, value))
            }
            Reading::Wrong(_) => None,
        });
        let mut entries = keyed(operator.competences.iter().cloned());
        match named.and_then(|entry| entries.remove(&(entry.kind, entry.value))) {
            Some(_) => Ok(entries),
            None => Err(vec![Sentence::ProfileNotHad { words: line.chars().take(80).collect() }]),
        }
    }
}

/// The first word, in small letters, and the rest.
fn first(words: &str) -> (String, &str) {
    let words = words.trim();
    let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    (first.to_lowercase(), rest.trim())
}
