//! `!need`: what a session needs and where that was read from; what an operator knows better, and a new routing by it.
//!
//! `!need lang:sv,en subject:law culture:"Sápmi" library:lund route`: each key replaces what was there of its kind, one
//! without a value empties it. Without a session's name it is about the one in whose room it is typed.

use std::collections::BTreeSet;

use jid::BareJid;

use super::run::Asker;
use crate::desk::effect::Effect;
use crate::desk::inventory::{Role, kind};
use crate::desk::language::Language;
use crate::desk::need::{Asked, Need, Source, Wanted};
use crate::desk::record::What;
use crate::desk::sentence::Sentence;
use crate::desk::session::{Passed, Session, State};
use crate::desk::{Desk, name};
use crate::nearest::nearest;
use crate::time::Time;

/// Values of one key, and of all together.
const MOST_VALUES: usize = 8;
const MOST_WANTED: usize = 40;
const LIBRARY: &str = "library";

/// A key and its values, as they were typed.
type Terms = Vec<(String, Vec<String>)>;

impl Desk {
    pub(super) fn need(&mut self, now: Time, asker: &Asker, words: &str) -> Vec<Sentence> {
        let (named, terms, route) = parse(words);
        let here = self.session_here(asker).or_else(|| self.her_session(asker));
        if named.is_none() && here.is_none() {
            return vec![Sentence::NoSessionHere {}];
        }
        let session = match self.session_meant(asker, named.as_deref()) {
            Ok(session) => session,
            Err(sentence) => return vec![*sentence],
        };
        let number = session.number;
        let mut need = session.need.clone();
        for (key, values) in &terms {
            if let Err(sentence) = self.correct(&mut need, key, values) {
                return vec![*sentence];
            }
        }
        if route && let Some(refusal) = self.refuses_to_route(now, asker, session, &need) {
            return vec![refusal];
        }
        let token = name(&session.token);
        let mut lines = Vec::new();
        if !terms.is_empty() || route {
            let Some(mut session) = self.take(number) else { return Vec::new() };
            session.need = need;
            let is_open = !matches!(session.state, State::Question { .. });
            if route {
                self.route_anew(now, &mut session);
            }
            let sentence = self.header(now, &session);
            let language = self.session_room_language(&session);
            self.out.push(Effect::SessionSubject { session: number, sentence, language });
            let routed = route && (is_open || !matches!(session.state, State::Question { .. }));
            self.put(session);
            let token = token.clone();
            lines.push(if routed { Sentence::NeedRouted { token } } else { Sentence::NeedChanged { token } });
        } else {
            lines.push(Sentence::NeedHead { token });
        }
        if let Some(session) = self.sessions.get(&number) {
            lines.extend(self.need_lines(now, asker, &session.need));
        }
        lines
    }

    fn need_lines(&self, now: Time, asker: &Asker, need: &Need) -> Vec<Sentence> {
        let teller = self.teller(now, &asker.language);
        let line = |part: &str, name: String, source: Source| {
            let source = source_name(source).to_owned();
            Sentence::NeedLine { part: part.to_owned(), name, source }
        };
        let languages =
            need.languages.iter().map(|one| line(kind::LANGUAGE, teller.concept(one.value.as_str()), one.source));
        let subjects = need.subjects.iter().map(|one| line(kind::SUBJECT, teller.concept(&one.value), one.source));
        let others = need.others.iter().map(|one| line(&one.value.kind, teller.concept(&one.value.value), one.source));
        let library = need.library.iter().map(|one| {
            let known = self.inventory.libraries.get(&one.value).map(|library| library.name.clone());
            line(LIBRARY, known.unwrap_or_else(|| one.value.clone()), one.source)
        });
        languages.chain(subjects).chain(others).chain(library).collect()
    }

    /// Puts an operator's word for a kind in the place of what was read.
    fn correct(&self, need: &mut Need, key: &str, values: &[String]) -> Result<(), Box<Sentence>> {
        let source = Source::Corrected;
        match key {
            kind::LANGUAGE => {
                let languages: Vec<Language> = self.each(key, values, |word| self.language_meant(word))?;
                if languages.is_empty() {
                    let (word, nearest) = (String::new(), String::new());
                    return Err(Box::new(Sentence::NeedUnknownWord { key: key.into(), word, nearest }));
                }
                need.languages = languages.into_iter().map(|value| Wanted { value, source }).collect();
            }
            LIBRARY => {
                let libraries = self.each(key, values, |word| self.library_meant(word))?;
                need.library = libraries.into_iter().next().map(|value| Wanted { value, source });
            }
            kind::SUBJECT => {
                let subjects = self.each(key, values, |word| self.concept_meant(word, key))?;
                need.subjects = subjects.into_iter().map(|value| Wanted { value, source }).collect();
            }
            _ if !self.kinds().contains(key) => {
                let near = nearest(key, self.kinds()).unwrap_or_default().to_owned();
                return Err(Box::new(Sentence::NeedUnknownKey { key: key.chars().take(40).collect(), nearest: near }));
            }
            _ => {
                let others = self.each(key, values, |word| self.concept_meant(word, key))?;
                need.others.retain(|one| one.value.kind != key);
                let kind = || key.to_owned();
                let others = others.into_iter().map(|value| Wanted { value: Asked { kind: kind(), value }, source });
                need.others.extend(others);
                need.others.truncate(MOST_WANTED);
            }
        }
        need.corrected.insert(key.to_owned());
        Ok(())
    }

    /// The values of a key, each once, or the first that means nothing.
    fn each<T: PartialEq>(
        &self,
        key: &str,
        values: &[String],
        meant: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Box<Sentence>> {
        let mut all = Vec::new();
        for word in values.iter().take(MOST_VALUES) {
            let value = meant(word).map_err(|nearest| {
                let word = word.chars().take(40).collect();
                Box::new(Sentence::NeedUnknownWord { key: key.to_owned(), word, nearest })
            })?;
            if !all.contains(&value) {
                all.push(value);
            }
        }
        Ok(all)
    }

    fn language_meant(&self, word: &str) -> Result<Language, String> {
        let known =
            self.vocabulary.find(word, Some(kind::LANGUAGE)).into_iter().find_map(|found| found.id.parse().ok());
        known.or_else(|| word.parse().ok()).ok_or_else(String::new)
    }

    /// The concept of this kind that a word names: by a label in any language, a notation or an id.
    fn concept_meant(&self, word: &str, of: &str) -> Result<String, String> {
        if let Some(found) = self.vocabulary.find(word, Some(of)).into_iter().next() {
            return Ok(found.id);
        }
        let of_kind = || self.inventory.concepts.values().filter(|concept| concept.kind == of);
        if of_kind().next().is_none() {
            return Ok(word.to_owned());
        }
        let labels = of_kind().flat_map(|concept| concept.labels.values()).map(String::as_str);
        Err(nearest(&word.to_lowercase(), labels).unwrap_or_default().to_owned())
    }

    fn library_meant(&self, word: &str) -> Result<String, String> {
        let same = |text: &str| text.to_lowercase() == word.to_lowercase();
        let known = self
            .inventory
            .libraries
            .values()
            .find(|library| same(&library.id) || same(&library.name) || library.isil.as_deref().is_some_and(same));
        let names = self.inventory.libraries.values().map(|library| library.name.as_str());
        known.map(|library| library.id.clone()).ok_or_else(|| nearest(word, names).unwrap_or_default().to_owned())
    }

    /// The kinds of competence there are, by whatever names them.
    fn kinds(&self) -> BTreeSet<&str> {
        let known = [kind::LANGUAGE, kind::SUBJECT, kind::CULTURE, kind::AUDIENCE, LIBRARY];
        let concepts = self.inventory.concepts.values().map(|concept| concept.kind.as_str());
        let hers = self.inventory.operators.values().flat_map(|operator| &operator.competences);
        let hers = hers.map(|competence| competence.kind.as_str());
        known.into_iter().chain(self.inventory.kinds.keys().map(String::as_str)).chain(concepts).chain(hers).collect()
    }

    /// A held session goes to somebody else only if its holder, or a coordinator, wants it and there is somebody.
    fn refuses_to_route(&self, now: Time, asker: &Asker, session: &Session, need: &Need) -> Option<Sentence> {
        let holder = session.held_by()?;
        if holder != &asker.operator && self.role(&asker.operator) < Some(Role::Coordinator) {
            return Some(Sentence::NeedNotYours { name: self.operator_name(holder) });
        }
        let service = self.inventory.services.get(&session.service)?;
        let occupied = |operator: &BareJid| self.occupied(operator);
        let mut asked = session.clone();
        (asked.need, asked.queued, asked.state) = (need.clone(), now, State::Waiting);
        asked.passed.clear();
        asked.passed.insert(holder.clone(), Passed::Declined);
        let choice = self.circumstances(now, &occupied).choose(service, &asked, &self.limits(&service.id));
        choice.able.is_empty().then_some(Sentence::NeedNobodyElse {})
    }

    /// Brings a session back into the queue, to be routed by its corrected need.
    fn route_anew(&mut self, now: Time, session: &mut Session) {
        match session.state.clone() {
            State::Held { by, .. } => {
                session.passed.insert(by.clone(), Passed::Declined);
                self.drop_transfer(session);
                self.holder_gone(session, &by);
                session.state = State::Waiting;
                session.queued = now;
                session.widened = None;
                session.told_nobody_yet = false;
                (session.reminded, session.asked) = (None, None);
                self.chronicle(session, now, What::Requeued, Some(&by), String::new());
                let (service, patron) = (session.service.clone(), session.patron.clone());
                self.out.push(Effect::ShowLibrarian { service, patron, name: None });
                self.tell_patron(session, Sentence::PatronPassedOn {});
                let (shown, token) = (self.operator_name(&by), name(&session.token));
                self.tell_staff(&session.service.clone(), Sentence::StaffPassedOn { name: shown, token });
                let language = self.operator_language(&by);
                let reason = Sentence::RoomPassedOn {};
                self.out.push(Effect::PutOut { session: session.number, operator: by, reason, language });
                self.route(now, session, false);
            }
            State::Question { .. } if session.patron.client.is_some() && self.may_come_back(now, session) => {
                session.passed.clear();
                self.bring_back(now, session);
            }
            State::Waiting | State::Offered { .. } => self.route(now, session, false),
            State::Question { .. } | State::Closed { .. } => {}
        }
    }
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Corrected => "corrected",
        Source::Stated => "stated",
        Source::Words => "words",
        Source::Client => "client",
        Source::Service => "service",
    }
}

/// A session's name if one stands there, the keys with their values, and whether it is to be routed anew. What has no
/// key after a key is a further word of its last value: `subject:tax law`.
fn parse(words: &str) -> (Option<String>, Terms, bool) {
    let (mut named, mut terms, mut route) = (None, Terms::new(), false);
    for piece in pieces(words) {
        match piece.split_once(':') {
            Some((key, values)) if !key.is_empty() && !key.contains(['/', '"']) => {
                let key = match key.to_lowercase().as_str() {
                    "lang" | "språk" => kind::LANGUAGE.to_owned(),
                    other => other.to_owned(),
                };
                terms.push((key, split(values)));
            }
            _ if piece.eq_ignore_ascii_case("route") => route = true,
            _ => match terms.last_mut().and_then(|(_, values)| values.last_mut()) {
                Some(value) => *value = format!("{value} {}", piece.replace('"', "")),
                None => named = Some(piece),
            },
        }
    }
    (named, terms, route)
}

/// The words, where what stands in quotes is not parted.
fn pieces(words: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut quoted) = (Vec::new(), String::new(), false);
    for c in words.chars() {
        if c == '"' {
            quoted = !quoted;
        }
        if c.is_whitespace() && !quoted {
            pieces.extend(Some(std::mem::take(&mut piece)).filter(|piece| !piece.is_empty()));
        } else {
            piece.push(c);
        }
    }
    pieces.extend(Some(piece).filter(|piece| !piece.is_empty()));
    pieces.truncate(MOST_WANTED);
    pieces
}

/// Values parted by commas outside quotes.
fn split(values: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = values.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    let parts = parts.map(|value| value.replace('"', "").trim().to_owned());
    parts.filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &str) -> Vec<(String, Vec<String>)> {
        parse(words).1
    }

    fn term(key: &str, values: &[&str]) -> (String, Vec<String>) {
        (key.to_owned(), values.iter().map(|value| (*value).to_owned()).collect())
    }

    #[test]
    fn keys_values_a_session_and_the_wish_to_route_are_told_apart() {
        let (named, found, route) = parse("7k2m9q lang:sv,EN subject:\"tax law\",ykl:33 route");
        assert_eq!((named.as_deref(), route), (Some("7k2m9q"), true));
        assert_eq!(found, [term("language", &["sv", "EN"]), term("subject", &["tax law", "ykl:33"])]);
        assert_eq!(parse("").0, None);
    }

    #[test]
    fn a_value_may_have_several_words_and_a_key_may_be_emptied() {
        assert_eq!(terms("subject:tax law culture:"), [term("subject", &["tax law"]), term("culture", &[])]);
        assert_eq!(
            terms("subject:http://www.yso.fi/onto/yso/p1"),
            [term("subject", &["http://www.yso.fi/onto/yso/p1"])]
        );
    }
}
