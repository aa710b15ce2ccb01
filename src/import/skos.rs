//! Vocabularies in SKOS, as Turtle or RDF/XML, read as a stream.
//!
//! Taken over: preferred, alternative and hidden labels, notations, schemes, broader and narrower (kept as broader) and
//! exact matches. Close, broad and narrow matches say less than a search by meaning needs and are left out, as are notes.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxrdfxml::RdfXmlParser;
use oxttl::TurtleParser;

use super::draft::Draft;
use super::vocabulary::{Gathered, Options};
use crate::desk::language::Language;

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

pub(super) fn turtle(path: &Path, draft: &mut Draft, options: &mut Options<'_>) {
    let Some((mut gathered, file)) = open(path, draft, options) else { return };
    for triple in TurtleParser::new().for_reader(BufReader::new(file)) {
        let triple = triple.map_err(|error| match error {
            oxttl::TurtleParseError::Syntax(error) => {
                (error.location().start.line as usize + 1, format!("this is not Turtle: {}", error.message()))
            }
            oxttl::TurtleParseError::Io(error) => (0, format!("cannot be read: {error}")),
        });
        if let Err((line, what)) = triple.and_then(|triple| take(&mut gathered, &triple).map_err(|what| (0, what))) {
            draft.mistakes.add(path, line, what);
            return;
        }
    }
    gathered.lay_over(path, draft);
}

pub(super) fn rdf_xml(path: &Path, draft: &mut Draft, options: &mut Options<'_>) {
    let Some((mut gathered, file)) = open(path, draft, options) else { return };
    let mut parser = RdfXmlParser::new().for_reader(BufReader::new(file));
    while let Some(triple) = parser.next() {
        let done = match triple {
            Ok(triple) => take(&mut gathered, &triple).map_err(|what| (0, what)),
            Err(error) => {
                let line = line_at(path, parser.buffer_position());
                Err((line, format!("this is not RDF/XML: {error}")))
            }
        };
        if let Err((line, what)) = done {
            draft.mistakes.add(path, line, what);
            return;
        }
    }
    gathered.lay_over(path, draft);
}

fn open<'o, 'p>(
    path: &Path,
    draft: &mut Draft,
    options: &'o mut Options<'p>,
) -> Option<(Gathered<'o, 'p>, super::vocabulary::Counted)> {
    Gathered::open(path, options).map_err(|what| draft.mistakes.add(path, 0, what)).ok()
}

/// The line of a byte in a file, from 1.
fn line_at(path: &Path, position: u64) -> usize {
    let Ok(file) = File::open(path) else { return 0 };
    let before = BufReader::new(file).take(position).bytes();
    1 + before.filter(|byte| matches!(byte, Ok(b'\n'))).count()
}

fn take(gathered: &mut Gathered<'_, '_>, triple: &Triple) -> Result<(), String> {
    let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return Ok(()) };
    let id = subject.as_str();
    if triple.predicate.as_str() == TYPE {
        let Term::NamedNode(class) = &triple.object else { return Ok(()) };
        return match class.as_str().strip_prefix(SKOS) {
            Some("Concept") => gathered.is_concept(id),
            Some(_) => gathered.is_other(id),
            None => Ok(()),
        };
    }
    let Some(property) = triple.predicate.as_str().strip_prefix(SKOS) else { return Ok(()) };
    match (property, &triple.object) {
        ("prefLabel" | "altLabel" | "hiddenLabel", Term::Literal(literal)) => {
            let preferred = property == "prefLabel";
            let Some(tag) = literal.language() else {
                return gathered.plain_label(id, literal.value(), preferred);
            };
            let language = tag.parse::<Language>().map_err(|error| format!("{id}: {error}"))?;
            gathered.label(id, language, literal.value(), preferred)
        }
        ("notation", Term::Literal(literal)) => gathered.notation(id, literal.value()),
        ("inScheme", Term::NamedNode(scheme)) => gathered.scheme(id, scheme.as_str()),
        ("broader", Term::NamedNode(other)) => gathered.broader(id, other.as_str()),
        ("narrower", Term::NamedNode(other)) => gathered.broader(other.as_str(), id),
        ("exactMatch", Term::NamedNode(other)) => gathered.exact(id, other.as_str()),
        _ => Ok(()),
    }
}
