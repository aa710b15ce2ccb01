//! An inventory in the making: what has been read so far, where each entry stands, and what is still to be checked.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;

use jid::BareJid;

use crate::desk::inventory::{Competence, Inventory, Operator};
use crate::mistake::Mistakes;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Library,
    Consortium,
    Service,
    Concept,
    Kind,
    Operator,
    Canned,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            What::Library => "library",
            What::Consortium => "consortium",
            What::Service => "service",
            What::Concept => "concept",
            What::Kind => "kind",
            What::Operator => "operator",
            What::Canned => "canned answer",
        })
    }
}

#[derive(Debug, Clone)]
pub struct Place {
    pub file: Rc<PathBuf>,
    pub line: usize,
}

/// Something named that must be there when all is read.
pub enum Reference {
    To(What, String),
    /// A competence's value, which must be a concept if its kind has concepts.
    Competence {
        kind: String,
        value: String,
    },
}

pub struct Draft {
    pub inventory: Inventory,
    pub mistakes: Mistakes,
    pub places: BTreeMap<(What, String), Place>,
    pub references: Vec<(Place, Reference)>,
}

impl Draft {
    pub fn onto(existing: &Inventory) -> Draft {
        Draft {
            inventory: existing.clone(),
            mistakes: Mistakes::default(),
            places: BTreeMap::new(),
            references: Vec::new(),
        }
    }

    pub fn wrong(&mut self, place: &Place, what: impl Into<String>) {
        self.mistakes.add(&place.file, place.line, what);
    }

    /// Notes where an entry stands, whatever else may be wrong with it; false if there was one of that id before.
    pub fn place(&mut self, what: What, id: &str, place: &Place) -> bool {
        if let Some(first) = self.places.get(&(what, id.to_owned())) {
            let first = match first.file == place.file {
                true => format!("line {}", first.line),
                false => format!("{}:{}", first.file.display(), first.line),
            };
            self.wrong(place, format!("{what} {id} is here twice; first at {first}"));
            return false;
        }
        self.places.insert((what, id.to_owned()), place.clone());
        true
    }

    pub fn refer(&mut self, place: &Place, reference: Reference) {
        self.references.push((place.clone(), reference));
    }

    /// The operator of that address as known so far: from this import or from before.
    pub fn operator(&mut self, jid: &BareJid) -> Option<&mut Operator> {
        self.inventory.operators.get_mut(jid)
    }
}

/// Adds a competence, or changes its level.
pub fn add_competence(operator: &mut Operator, competence: Competence) {
    let same = |known: &&mut Competence| known.kind == competence.kind && known.value == competence.value;
    match operator.competences.iter_mut().find(same) {
        Some(known) => *known = competence,
        None => operator.competences.push(competence),
    }
}
