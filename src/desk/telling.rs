//! What is said to whom, in which language, and how those who are spoken of are called.

use jid::BareJid;

use super::Desk;
use super::effect::{Effect, Hearer};
use super::inventory::{ServiceId, label};
use super::language::Language;
use super::refusal::Refusal;
use super::sentence::Sentence;
use super::session::Session;
use super::token::Token;

impl Desk {
    pub(super) fn tell_patron(&mut self, session: &Session, sentence: Sentence) {
        let to = Hearer::Patron { service: session.service.clone(), patron: session.patron.clone() };
        self.out.push(Effect::Tell { to, sentence, language: session.patron.language.clone() });
    }

    pub(super) fn tell_staff(&mut self, service: &ServiceId, sentence: Sentence) {
        let language = self.staff_language(service);
        self.out.push(Effect::Tell { to: Hearer::Staff(service.clone()), sentence, language });
    }

    pub(super) fn tell_session_room(&mut self, session: &Session, sentence: Sentence) {
        let language = self.session_room_language(session);
        let to = Hearer::SessionRoom { service: session.service.clone(), session: session.number };
        self.out.push(Effect::Tell { to, sentence, language });
    }

    pub(super) fn session_room_language(&self, session: &Session) -> Language {
        match session.held_by() {
            Some(holder) => self.language_in(session, holder),
            None => self.staff_language(&session.service),
        }
    }

    pub(super) fn refuse(&mut self, refusal: Refusal, language: Language) {
        self.out.push(Effect::Refuse { refusal, language });
    }

    /// The name of a service in a language.
    pub fn service_name(&self, service: &ServiceId, language: &Language) -> String {
        let known = self.inventory.services.get(service).and_then(|service| label(&service.names, language));
        known.unwrap_or(service.as_str()).to_owned()
    }

    /// An operator as patrons and colleagues see her: name and library.
    pub fn operator_name(&self, operator: &BareJid) -> String {
        let name = self.inventory.operators.get(operator).map(|operator| operator.name.as_str());
        let name = name.or(operator.node().map(|node| node.as_str())).unwrap_or("?").to_owned();
        match self.inventory.library_name(operator) {
            Some(library) => format!("{name} ({library})"),
            None => name,
        }
    }

    /// The language of the texts that fits best.
    pub fn spoken(&self, wanted: &[Language]) -> Language {
        let spoken = &self.around.languages;
        let fits = wanted.iter().find_map(|language| spoken.iter().find(|text| text.serves(language)));
        fits.or(spoken.first()).or(wanted.first()).cloned().unwrap_or_else(english)
    }

    /// The language the desk speaks to an operator in.
    pub fn operator_language(&self, operator: &BareJid) -> Language {
        let known = self.inventory.operators.get(operator).and_then(|operator| operator.language.clone());
        self.spoken(known.as_slice())
    }

    /// The language of a service's staff room.
    pub fn staff_language(&self, service: &ServiceId) -> Language {
        let known = self.inventory.services.get(service).map(|service| service.languages.as_slice());
        self.spoken(known.unwrap_or_default())
    }
}

pub(super) fn english() -> Language {
    "en".parse().unwrap_or_else(|_| unreachable!("'en' is a tag"))
}

/// A session's name in sentences.
pub(super) fn name(token: &Token) -> String {
    token.as_str().to_owned()
}
