//! Who has what, turned round: from each competence, service, library and name to those who have it. A search costs what
//! it finds, not what the roster holds.
//!
//! Operators stand in the lists as small numbers, given as they come; a number is given again when its operator is gone.

use std::collections::{BTreeMap, HashMap, HashSet};

use jid::BareJid;

use super::pattern::words;
use crate::desk::inventory::{Concept, Inventory, Kind, LibraryId, Operator, ServiceId, kind};
use crate::desk::language::Level;
use crate::time::Date;

/// One operator's having one competence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    pub operator: u32,
    pub level: Option<Level>,
    pub until: Option<Date>,
}

#[derive(Debug, Default)]
pub struct Index {
    operators: Vec<Option<BareJid>>,
    numbers: HashMap<BareJid, u32>,
    free: Vec<u32>,
    /// By kind and value; the operators in the order of their numbers.
    competences: HashMap<String, HashMap<String, Vec<Holder>>>,
    services: BTreeMap<ServiceId, Vec<u32>>,
    libraries: BTreeMap<LibraryId, Vec<u32>>,
    /// By each word of their names, without accents, in small letters.
    names: HashMap<String, Vec<u32>>,
    /// Libraries by each word of their names.
    library_names: HashMap<String, Vec<LibraryId>>,
    /// Kinds by their names in any language, without accents, in small letters.
    kinds: HashMap<String, String>,
}

impl Index {
    pub fn of(inventory: &Inventory) -> Self {
        let mut index = Index::default();
        for kind in [kind::LANGUAGE, kind::SUBJECT, kind::CULTURE, kind::AUDIENCE] {
            index.kinds.insert(kind.to_owned(), kind.to_owned());
        }
        for library in inventory.libraries.values() {
            for word in words(&library.name).into_iter().collect::<HashSet<_>>() {
                index.library_names.entry(word).or_default().push(library.id.clone());
            }
        }
        for kind in inventory.kinds.values() {
            index.add_kind(kind);
        }
        for concept in inventory.concepts.values() {
            index.add_kind_of(concept);
        }
        for operator in inventory.operators.values() {
            index.add(operator);
        }
        index
    }

    pub fn add_kind(&mut self, kind: &Kind) {
        for label in kind.labels.values() {
            self.kinds.entry(words(label).join("-")).or_insert_with(|| kind.id.clone());
        }
        self.kinds.insert(kind.id.clone(), kind.id.clone());
    }

    /// A kind that stands nowhere but in a concept is a key too.
    pub fn add_kind_of(&mut self, concept: &Concept) {
        if !self.kinds.contains_key(&concept.kind) {
            self.kinds.insert(concept.kind.clone(), concept.kind.clone());
        }
    }

    /// Takes up an operator as she is now; [`Index::remove`] what she was first.
    pub fn add(&mut self, operator: &Operator) {
        let number = self.free.pop().unwrap_or(self.operators.len() as u32);
        if number as usize == self.operators.len() {
            self.operators.push(None);
        }
        self.operators[number as usize] = Some(operator.jid.clone());
        self.numbers.insert(operator.jid.clone(), number);
        for competence in &operator.competences {
            let holder = Holder { operator: number, level: competence.level, until: competence.valid_until };
            if !self.kinds.contains_key(&competence.kind) {
                self.kinds.insert(competence.kind.clone(), competence.kind.clone());
            }
            let values = self.competences.entry(competence.kind.clone()).or_default();
            let holders = values.entry(competence.value.clone()).or_default();
            let place = holders.partition_point(|known| known.operator < number);
            holders.insert(place, holder);
        }
        for service in &operator.services {
            insert(self.services.entry(service.clone()).or_default(), number);
        }
        if let Some(library) = &operator.library {
            insert(self.libraries.entry(library.clone()).or_default(), number);
        }
        for word in name_words(operator) {
            insert(self.names.entry(word).or_default(), number);
        }
    }

    /// Forgets an operator, who has to be as she was when she was added.
    pub fn remove(&mut self, operator: &Operator) {
        let Some(number) = self.numbers.remove(&operator.jid) else { return };
        self.operators[number as usize] = None;
        self.free.push(number);
        for competence in &operator.competences {
            let Some(values) = self.competences.get_mut(&competence.kind) else { continue };
            let Some(holders) = values.get_mut(&competence.value) else { continue };
            holders.retain(|holder| holder.operator != number);
            if holders.is_empty() {
                values.remove(&competence.value);
            }
        }
        for service in &operator.services {
            if let Some(list) = self.services.get_mut(service) {
                take_out(list, number);
            }
        }
        if let Some(list) = operator.library.as_ref().and_then(|library| self.libraries.get_mut(library)) {
            take_out(list, number);
        }
        for word in name_words(operator) {
            if let Some(list) = self.names.get_mut(&word) {
                take_out(list, number);
                if list.is_empty() {
                    self.names.remove(&word);
                }
            }
        }
    }

    pub fn end_service(&mut self, service: &ServiceId) {
        self.services.remove(service);
    }

    pub(super) fn number(&self, operator: &BareJid) -> Option<u32> {
        self.numbers.get(operator).copied()
    }

    pub(in crate::desk) fn jid(&self, number: u32) -> Option<&BareJid> {
        self.operators.get(number as usize)?.as_ref()
    }

    /// Numbers are below this.
    pub(super) fn size(&self) -> usize {
        self.operators.len()
    }

    /// Everybody, in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        let known = self.operators.iter().enumerate().filter(|(_, jid)| jid.is_some());
        known.map(|(number, _)| number as u32)
    }

    /// The kind that a key means: its id, or its name in any language.
    pub fn kind(&self, key: &str) -> Option<&str> {
        let known = self.kinds.get(key).or_else(|| self.kinds.get(&words(key).join("-")));
        known.map(String::as_str)
    }

    /// The ids and names of all kinds.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// The competences of a kind that anybody has.
    pub(super) fn values(&self, kind: &str) -> impl Iterator<Item = (&str, &[Holder])> {
        let values = self.competences.get(kind).into_iter().flatten();
        values.map(|(value, holders)| (value.as_str(), holders.as_slice()))
    }

    pub(super) fn holders<'a>(&'a self, kind: &str, value: &str) -> Option<(&'a str, &'a [Holder])> {
        let (value, holders) = self.competences.get(kind)?.get_key_value(value)?;
        Some((value, holders))
    }

    pub(in crate::desk) fn of_service(&self, service: &ServiceId) -> &[u32] {
        self.services.get(service).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_library(&self, library: &str) -> &[u32] {
        self.libraries.get(library).map_or(&[], Vec::as_slice)
    }

    /// Those in whose names all these words stand.
    pub(super) fn named(&self, words: &[String]) -> Vec<u32> {
        let mut lists: Vec<&[u32]> =
            words.iter().map(|word| self.names.get(word).map_or(&[][..], Vec::as_slice)).collect();
        lists.sort_by_key(|list| list.len());
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        let in_all = |number: &&u32| others.iter().all(|list| list.binary_search(number).is_ok());
        first.iter().filter(in_all).copied().collect()
    }

    /// Libraries in whose names all these words stand.
    pub(super) fn libraries_named(&self, words: &[String]) -> Vec<&LibraryId> {
        let lists: Vec<&[LibraryId]> =
            words.iter().map(|word| self.library_names.get(word).map_or(&[][..], Vec::as_slice)).collect();
        let Some((first, others)) = lists.split_first() else { return Vec::new() };
        first.iter().filter(|id| others.iter().all(|list| list.contains(id))).collect()
    }
}

fn name_words(operator: &Operator) -> HashSet<String> {
    let node = operator.jid.node().map_or("", |node| node.as_str());
    words(&operator.name).into_iter().chain(words(node)).collect()
}

fn insert(list: &mut Vec<u32>, number: u32) {
    if let Err(place) = list.binary_search(&number) {
        list.insert(place, number);
    }
}

fn take_out(list: &mut Vec<u32>, number: u32) {
    if let Ok(place) = list.binary_search(&number) {
        list.remove(place);
    }
}
