//! What a coordinator agrees to: `ours=ask,ask-law theirs=… hours="Mo-Fr 09:00-17:00" data=question order=1 adjoining=yes`.

use std::collections::BTreeSet;

use crate::desk::Desk;
use crate::desk::form::Given;
use crate::desk::hours::Hours;
use crate::desk::inventory::{Datum, Link, ServiceId};
use crate::desk::sentence::Sentence;
use crate::nearest::nearest;

pub(super) const KEYS: [&str; 6] = ["ours", "theirs", "hours", "data", "order", "adjoining"];
/// Services named in one agreement.
const MOST_SERVICES: usize = 200;

pub(super) fn wrong(problem: &str, what: &str) -> Sentence {
    Sentence::LinkWrong { problem: problem.to_owned(), what: what.chars().take(80).collect() }
}

/// The fields of a typed agreement.
pub(super) fn typed(text: &str) -> Result<Given, Sentence> {
    let mut given = Given::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let word = rest.split_whitespace().next().unwrap_or(rest);
        let Some((key, after)) = rest.split_once('=').filter(|(key, _)| KEYS.contains(&key.trim())) else {
            let key = word.split('=').next().unwrap_or(word);
            return Err(wrong("key", nearest(key, KEYS).map_or(key, |meant| meant)));
        };
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix(['"', '“', '”']) {
            Some(quoted) => quoted.split_once(['"', '“', '”']).ok_or_else(|| wrong("quote", after))?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        given.add(key.trim(), value);
        rest = after.trim_start();
    }
    Ok(given)
}

/// An agreement as it is typed.
pub(super) fn written(link: &Link) -> String {
    let list = |all: Vec<&str>, none: &str| if all.is_empty() { none.to_owned() } else { all.join(",") };
    let ours = list(link.ours.iter().map(ServiceId::as_str).collect(), "all");
    let theirs = list(link.theirs.iter().map(String::as_str).collect(), "all");
    let data = list(link.data.iter().map(|datum| datum.name()).collect(), "none");
    let hours = link.hours.as_ref().map_or_else(|| "always".to_owned(), |hours| format!("\"{hours}\""));
    let adjoining = if link.adjoining { "yes" } else { "no" };
    format!("ours={ours} theirs={theirs} hours={hours} data={data} order={} adjoining={adjoining}", link.order)
}

fn words(given: &Given, key: &str, none: &str) -> Vec<String> {
    let all = given.all(key).join(",").to_lowercase();
    let all = all.split(|sign: char| sign == ',' || sign == ';' || sign.is_whitespace());
    all.filter(|word| !word.is_empty() && *word != none).map(str::to_owned).collect()
}

impl Desk {
    /// Changes of an agreement what was given; of a form all that it asks.
    pub(super) fn agree(&self, link: &mut Link, given: &Given) -> Result<(), Sentence> {
        let has = |key: &str| given.by_form || given.has(key);
        if has("ours") {
            link.ours = self.services_agreed(&words(given, "ours", "all"))?;
        }
        if has("theirs") {
            let all = words(given, "theirs", "all");
            // `ask-law@ref.b` is `ask-law`.
            let local = |word: &String| word.split('@').next().unwrap_or_default().to_owned();
            let theirs: BTreeSet<String> = all.iter().map(local).collect();
            if let Some(not) = theirs.iter().find(|local| local.is_empty() || local.len() > 64) {
                return Err(wrong("theirs", not));
            }
            link.theirs = theirs;
        }
        if link.ours.len() > MOST_SERVICES || link.theirs.len() > MOST_SERVICES {
            return Err(wrong("many", &MOST_SERVICES.to_string()));
        }
        if has("hours") {
            let hours = given.one("hours").filter(|hours| !hours.eq_ignore_ascii_case("always"));
            if let Some(Err(not)) = hours.as_deref().map(Hours::read) {
                return Err(wrong("hours", &not.piece));
            }
            link.hours = hours;
        }
        if has("data") {
            let data = words(given, "data", "none");
            let read = |word: &String| Datum::named(word).ok_or_else(|| wrong("data", word));
            link.data = data.iter().map(read).collect::<Result<_, _>>()?;
        }
        if let Some(order) = given.one("order") {
            link.order = order.parse().ok().filter(|order| *order <= 10_000).ok_or_else(|| wrong("order", &order))?;
        }
        if has("adjoining") {
            let said = given.one("adjoining").unwrap_or_default().to_lowercase();
            link.adjoining = match said.as_str() {
                "yes" | "true" | "1" | "ja" => true,
                "no" | "false" | "0" | "nej" | "" => false,
                other => return Err(wrong("adjoining", other)),
            };
        }
        Ok(())
    }

    fn services_agreed(&self, named: &[String]) -> Result<BTreeSet<ServiceId>, Sentence> {
        let known = |word: &String| {
            let id = word.split('@').next().unwrap_or_default().parse::<ServiceId>().ok();
            let id = id.filter(|id| self.inventory.services.contains_key(id));
            id.ok_or_else(|| {
                let nearest = nearest(word, self.inventory.services.keys().map(ServiceId::as_str));
                let nearest = nearest.unwrap_or_default().to_owned();
                Sentence::NoSuchServiceHere { id: word.chars().take(64).collect(), nearest }
            })
        };
        named.iter().map(known).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_is_typed_as_it_is_written() {
        let given = typed("ours=ask,ask-law hours=\"Mo-Fr 09:00-17:00\" data=question order=1 adjoining=yes");
        let given = given.expect("an agreement");
        assert_eq!(given.one("hours").as_deref(), Some("Mo-Fr 09:00-17:00"));
        assert_eq!(words(&given, "ours", "all"), ["ask", "ask-law"]);
        assert_eq!(typed("").expect("nothing").names().count(), 0);
    }

    #[test]
    fn what_is_not_a_field_of_an_agreement_is_named() {
        let problem = |text: &str| match typed(text) {
            Err(Sentence::LinkWrong { problem, what }) => (problem, what),
            other => panic!("{other:?}"),
        };
        assert_eq!(problem("hour=9-17"), ("key".to_owned(), "hours".to_owned()));
        assert_eq!(problem("ask and ask-law"), ("key".to_owned(), "ask".to_owned()));
        assert_eq!(problem("hours=\"Mo-Fr").0, "quote");
    }
}
