//! What is typed behind `!transfer` and `!consult`: to whom, and the note.
//!
//! `Bo`, `ask-law`, `bo@lib.se`, `lang:fi subject:law` or plain words, then the note; where it is not clear where the note
//! begins, a semicolon parts them. A coordinator names the session first: `7k2m9q to Bo`.

use jid::BareJid;

use crate::desk::inventory::{Operator, ServiceId};
use crate::desk::query;
use crate::desk::refusal::Refusal;
use crate::desk::sentence::Sentence;
use crate::desk::session::Recipient;
use crate::desk::{Desk, MOST_LISTED};
use crate::nearest::nearest;
use crate::time::Time;

/// A name has at most so many words.
const MOST_WORDS: usize = 5;
/// Of several who bear a name, so many are named.
const MOST_NAMED: usize = 5;
/// Characters of unknown words that are repeated.
const MOST_SHOWN: usize = 60;

/// What the words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Cancel,
    To { to: Recipient, note: String },
}

/// Takes a session's name from the front: `7k2m9q to Bo`.
pub fn session_named(words: &str) -> (Option<&str>, &str) {
    let words = words.trim();
    let without = |words: &'_ str| -> Option<usize> {
        let (to, rest) = words.split_once(char::is_whitespace)?;
        matches!(to.to_lowercase().as_str(), "to" | "till").then_some(words.len() - rest.len())
    };
    if let Some(at) = without(words) {
        return (None, words[at..].trim_start());
    }
    if let Some((session, rest)) = words.split_once(char::is_whitespace)
        && let Some(at) = without(rest.trim_start())
    {
        return (Some(session), rest.trim_start()[at..].trim_start());
    }
    (None, words)
}

impl Desk {
    /// # Errors
    /// Nobody is called so, or several are: what comes near. `names`: our people may be named in that.
    pub(in crate::desk) fn handing_meant(&self, now: Time, words: &str, names: bool) -> Result<Wanted, Box<Sentence>> {
        let words = words.trim();
        if matches!(words.to_lowercase().as_str(), "cancel" | "avbryt") {
            return Ok(Wanted::Cancel);
        }
        let (whom, note) = match words.split_once(';') {
            Some((whom, note)) => (whom.trim(), Some(note.trim().to_owned())),
            None => (words, None),
        };
        let (to, rest) = self.recipient_meant(now, whom, note.is_some(), names)?;
        Ok(Wanted::To { to, note: note.unwrap_or(rest) })
    }

    /// Whom the words name, and what stands behind that. `whole`: nothing may stand there.
    fn recipient_meant(
        &self,
        now: Time,
        words: &str,
        whole: bool,
        names: bool,
    ) -> Result<(Recipient, String), Box<Sentence>> {
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let rest = rest.trim_start();
        if first.contains('@') {
            let address = first.strip_prefix("xmpp:").unwrap_or(first);
            let address: BareJid = address.parse().map_err(|_| self.nobody_called(first, names))?;
            return Ok((self.recipient_at(address), rest.to_owned()));
        }
        if let Some(service) = first.to_lowercase().parse().ok().filter(|id| self.inventory.services.contains_key(id)) {
            return Ok((Recipient::Service(service), rest.to_owned()));
        }
        if first.contains(':') {
            let (asked, rest) = if whole { (words.to_owned(), String::new()) } else { keyed(words) };
            return match self.query(&asked) {
                Ok(_) => Ok((Recipient::Query(asked), rest)),
                Err(mistake) => Err(Box::new(Refusal::NotAQuery(mistake).sentence())),
            };
        }
        let all: Vec<&str> = words.split_whitespace().collect();
        let mut several = None;
        for many in (1..=all.len().min(MOST_WORDS)).rev().filter(|many| !whole || *many == all.len()) {
            let name = all[..many].join(" ");
            let behind = all[many..].join(" ");
            if let Some(service) = self.service_called(&name) {
                return Ok((Recipient::Service(service), behind));
            }
            match self.operators_called(&name).as_slice() {
                [] => {}
                [one] => return Ok((Recipient::Person(one.jid.clone()), behind)),
                found => {
                    let nearest = found.iter().take(if names { MOST_NAMED } else { 0 }).map(|one| one.jid.to_string());
                    let nearest = nearest.collect::<Vec<_>>().join(", ");
                    several.get_or_insert(Sentence::TransferWhom { words: name, nearest, several: found.len() as i64 });
                }
            }
        }
        if let Some(several) = several {
            return Err(Box::new(several));
        }
        if let Ok(query) = self.query(words) {
            let found = self.search(now, &query, 1);
            if found.total > 0 && found.unknown.is_empty() {
                return Ok((Recipient::Query(words.to_owned()), String::new()));
            }
        }
        Err(self.nobody_called(first, names))
    }

    /// Whoever is at an address: a service of a linked hub, or a person.
    pub fn recipient_at(&self, address: BareJid) -> Recipient {
        match self.inventory.link_of(&address) {
            Some(_) => Recipient::Elsewhere(address),
            None => Recipient::Person(address),
        }
    }

    fn service_called(&self, name: &str) -> Option<ServiceId> {
        let wanted = name.to_lowercase();
        let mut services = self.inventory.services.values();
        let called = services.find(|service| service.names.values().any(|name| name.to_lowercase() == wanted));
        called.map(|service| service.id.clone())
    }

    /// Those of this name, or whose first name or address begins so where nobody bears it in full.
    fn operators_called(&self, name: &str) -> Vec<&Operator> {
        let wanted = name.to_lowercase();
        let all = || self.inventory.operators.values();
        let full: Vec<&Operator> = all().filter(|one| one.name.to_lowercase() == wanted).take(MOST_LISTED).collect();
        if !full.is_empty() {
            return full;
        }
        let is_called = |one: &&Operator| {
            one.jid.node().is_some_and(|node| node.as_str() == wanted)
                || one.name.to_lowercase().split_whitespace().next() == Some(wanted.as_str())
        };
        all().filter(is_called).take(MOST_LISTED).collect()
    }

    fn nobody_called(&self, words: &str, names: bool) -> Box<Sentence> {
        let names = self.inventory.operators.values().filter(|_| names).map(|operator| operator.name.as_str());
        let services = self.inventory.services.keys().map(ServiceId::as_str);
        let nearest = nearest(words, names.chain(services)).unwrap_or_default().to_owned();
        let words = words.chars().take(MOST_SHOWN).collect();
        Box::new(Sentence::TransferWhom { words, nearest, several: 0 })
    }
}

/// The terms with a key at the front, and what stands behind them.
fn keyed(words: &str) -> (String, String) {
    let (mut end, mut start, mut quoted, mut has_key) = (0, 0, false, false);
    for (at, sign) in words.char_indices().chain([(words.len(), ' ')]) {
        if query::QUOTES.contains(&sign) {
            quoted = !quoted;
        }
        has_key |= sign == ':';
        if sign.is_whitespace() && !quoted {
            if at > start && !has_key {
                break;
            }
            end = at;
            (start, has_key) = (at + sign.len_utf8(), false);
        }
    }
    let (terms, rest) = words.split_at(end.min(words.len()));
    (terms.trim().to_owned(), rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_with_a_key_are_the_query_and_the_rest_is_the_note() {
        let parted = |words| {
            let (asked, note) = keyed(words);
            format!("{asked}|{note}")
        };
        assert_eq!(parted("lang:fi"), "lang:fi|");
        assert_eq!(parted("lang:fi>=B2 subject:law he has a deed"), "lang:fi>=B2 subject:law|he has a deed");
        assert_eq!(parted("subject:\"tax law\" urgent"), "subject:\"tax law\"|urgent");
    }

    #[test]
    fn a_session_may_be_named_first() {
        assert_eq!(session_named("7k2m9q to Bo"), (Some("7k2m9q"), "Bo"));
        assert_eq!(session_named("till Bo nu"), (None, "Bo nu"));
        assert_eq!(session_named("Bo please answer to him"), (None, "Bo please answer to him"));
        assert_eq!(session_named("Bo to hear"), (Some("Bo"), "hear"));
    }
}
