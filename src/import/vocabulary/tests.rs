//! Vocabularies read from small files of each format, over one another and again.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::desk::inventory::Inventory;
use crate::desk::sample::language;
use crate::import::read_with;

const TURTLE: &str = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix c: <http://example.org/c/> .
c: a skos:ConceptScheme ; skos:prefLabel "Classes"@en .
c:33 a skos:Concept ; skos:inScheme c: ; skos:notation "33" ;
    skos:prefLabel "law"@en, "oikeus"@fi ;
    skos:altLabel "Legal science (33+)"@en, "Laki"@fi ; skos:hiddenLabel "lwa"@en ;
    skos:narrower c:33.7 ; skos:exactMatch <http://example.org/d/law> ; skos:closeMatch <http://example.org/d/right> .
c:33.7 a skos:Concept ; skos:prefLabel "copyright (33.7)"@en, "tekijänoikeus (33.7)"@fi .
[] skos:prefLabel "nameless"@en .
c:loose skos:altLabel "not a concept"@en .
"#;

const RDF_XML: &str = r#"<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
  <skos:Concept rdf:about="http://example.org/c/33.7">
    <skos:prefLabel xml:lang="sv">upphovsrätt</skos:prefLabel>
    <skos:broader rdf:resource="http://example.org/c/33"/>
  </skos:Concept>
</rdf:RDF>
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    }
}

fn read(path: &Path, existing: &Inventory) -> Result<Inventory, String> {
    read_with(path, existing, &mut Options::default()).map_err(|mistakes| mistakes.to_string())
}

fn labels(concept: &Concept) -> Vec<(&str, &str)> {
    concept.labels.iter().map(|(language, text)| (language.as_str(), text.as_str())).collect()
}

fn alternatives(concept: &Concept) -> Vec<(&str, &str)> {
    concept.alternatives.iter().map(|(language, text)| (language.as_str(), text.as_str())).collect()
}

#[test]
fn skos_in_turtle_gives_labels_notation_scheme_and_relations() {
    let folder = Folder::new();
    let inventory = read(&folder.file("c.ttl", TURTLE), &Inventory::default()).expect("no mistakes");
    let ids: Vec<&str> = inventory.concepts.keys().map(String::as_str).collect();
    assert_eq!(ids, ["http://example.org/c/33", "http://example.org/c/33.7"]);
    let law = &inventory.concepts["http://example.org/c/33"];
    assert_eq!(labels(law), [("en", "law"), ("fi", "oikeus")]);
    assert_eq!(alternatives(law), [("en", "Legal science"), ("en", "lwa"), ("fi", "Laki")]);
    assert_eq!((law.kind.as_str(), law.notation.as_deref()), ("subject", Some("33")));
    assert_eq!(law.scheme.as_deref(), Some("http://example.org/c/"));
    assert_eq!(law.exact.iter().collect::<Vec<_>>(), ["http://example.org/d/law"]);
    let copyright = &inventory.concepts["http://example.org/c/33.7"];
    assert_eq!(copyright.broader.iter().collect::<Vec<_>>(), ["http://example.org/c/33"]);
    assert_eq!(copyright.notation.as_deref(), Some("33.7"), "all its labels carry it");
    assert_eq!(labels(copyright), [("en", "copyright"), ("fi", "tekijänoikeus")]);
}

#[test]
fn another_file_adds_its_language_and_the_same_file_changes_nothing() {
    let folder = Folder::new();
    let (turtle, xml) = (folder.file("c.ttl", TURTLE), folder.file("c.rdf", RDF_XML));
    let first = read(&turtle, &Inventory::default()).expect("no mistakes");
    let both = read(&xml, &first).expect("no mistakes");
    let copyright = &both.concepts["http://example.org/c/33.7"];
    assert_eq!(labels(copyright), [("en", "copyright"), ("fi", "tekijänoikeus"), ("sv", "upphovsrätt")]);
    assert_eq!(both.concepts["http://example.org/c/33"], first.concepts["http://example.org/c/33"]);
    for again in [&turtle, &xml] {
        assert_eq!(read(again, &both).expect("no mistakes"), both);
    }
}

#[test]
fn a_newer_file_replaces_labels_in_its_own_languages_alone() {
    let folder = Folder::new();
    let first = read(&folder.file("c.ttl", TURTLE), &Inventory::default()).expect("no mistakes");
    let newer = folder.file("law-en.tsv", "<http://example.org/c/33>\tjurisprudence\n");
    let law = read(&newer, &first).expect("no mistakes").concepts["http://example.org/c/33"].clone();
    assert_eq!(labels(&law), [("en", "jurisprudence"), ("fi", "oikeus")]);
    assert_eq!(alternatives(&law), [("en", "Legal science"), ("en", "lwa"), ("fi", "Laki")]);
    let others = folder.file("others-en.tsv", "id\tlabel\talternatives\nhttp://example.org/c/33\tlaw\tjustice\n");
    let law = read(&others, &first).expect("no mistakes").concepts["http://example.org/c/33"].clone();
    assert_eq!(alternatives(&law), [("en", "justice"), ("fi", "Laki")]);
    assert_eq!(law.notation.as_deref(), Some("33"));
    assert_eq!(law.exact, first.concepts["http://example.org/c/33"].exact);
}

#[test]
fn further_names_are_added_to_those_known_and_stay_when_the_vocabulary_is_imported_again() {
    let folder = Folder::new();
    let names = folder.file("vocabulary-fi.tsv", "<http://e.org/1>\ttekijänoikeus\n");
    let further = "id\talternatives\n<http://e.org/1>\tkuvaluvat\n<http://e.org/1>\ttekijänoikeus\n";
    let further = folder.file("everyday-fi.tsv", &format!("{further}<http://e.org/2>\tdekkarit\n"));
    let first = read(&names, &Inventory::default()).expect("no mistakes");
    let mut options = Options::default();
    let both = read_with(&further, &first, &mut options).expect("no mistakes");
    let copyright = &both.concepts["http://e.org/1"];
    assert_eq!(labels(copyright), [("fi", "tekijänoikeus")]);
    assert_eq!(alternatives(copyright), [("fi", "kuvaluvat")]);
    assert_eq!((both.concepts.len(), options.unknown), (1, 1));
    for again in [&names, &further] {
        assert_eq!(read(again, &both).expect("no mistakes"), both);
    }
    let empty = folder.file("empty-fi.tsv", "id\talternatives\n<http://e.org/1>\t\n");
    assert!(read(&empty, &both).expect_err("no name").contains("empty-fi.tsv:2: a name is expected"));
}

#[test]
fn lines_with_tabs_have_the_language_of_the_files_name_or_the_one_given() {
    let folder = Folder::new();
    let text = "<http://example.org/1>\tlaki\r\n\n<http://example.org/2>\tmusiikki\n";
    let named = read(&folder.file("sanat-fi.tsv", text), &Inventory::default()).expect("no mistakes");
    assert_eq!(labels(&named.concepts["http://example.org/1"]), [("fi", "laki")]);
    let unnamed = folder.file("sanat.tsv", text);
    let wrong = read(&unnamed, &Inventory::default()).expect_err("no language");
    assert!(wrong.contains("--language"), "{wrong}");
    let mut options = Options {
        language: Some(language("sv")),
        scheme: Some("ord".into()),
        kind: Some("culture".into()),
        ..Options::default()
    };
    let given = read_with(&unnamed, &Inventory::default(), &mut options).expect("no mistakes");
    let concept = &given.concepts["http://example.org/2"];
    assert_eq!((labels(concept), concept.kind.as_str()), (vec![("sv", "musiikki")], "culture"));
    assert_eq!(concept.scheme.as_deref(), Some("ord"));
}

#[test]
fn a_first_line_names_further_columns() {
    let folder = Folder::new();
    let text = "id\tlabel\tnotation\talternatives\tbroader\nx:1\tlaw\t33\tjura; right\t\nx:2\tcopyright\t\t\tx:1\n";
    let inventory = read(&folder.file("x-en.tsv", text), &Inventory::default()).expect("no mistakes");
    assert_eq!(alternatives(&inventory.concepts["x:1"]), [("en", "jura"), ("en", "right")]);
    assert_eq!(inventory.concepts["x:1"].notation.as_deref(), Some("33"));
    assert!(inventory.concepts["x:2"].broader.contains("x:1"));
    let wrong = read(&folder.file("y-en.tsv", "id\tlable\n"), &Inventory::default()).expect_err("no such column");
    assert!(wrong.contains("'lable'"), "{wrong}");
}

#[test]
fn mistakes_are_told_by_file_and_line_and_nothing_is_taken_over() {
    let folder = Folder::new();
    let cases = [
        ("a.ttl", TURTLE.replace("\"33\" ;", "\"33\" :;"), "a.ttl:4: this is not Turtle"),
        ("b.rdf", RDF_XML.replace("</skos:prefLabel>", "</skos:label>"), "b.rdf:4: this is not RDF/XML"),
        ("c-fi.tsv", "<http://e.org/1>\tyksi\n<http://e.org/2> kaksi\n".to_owned(), "c-fi.tsv:2: 2 cells"),
        ("d-fi.tsv", "<http://e.org/1>\t\n".to_owned(), "d-fi.tsv:1: a label is expected"),
        ("e.ttl", TURTLE.replace("@en", "").replace("@fi", ""), "--language"),
    ];
    for (name, text, expected) in cases {
        let wrong = read(&folder.file(name, &text), &Inventory::default()).expect_err(name);
        assert!(wrong.contains(expected), "{wrong}");
    }
    let long = format!("<http://e.org/1>\t{}\n", "a".repeat(LONGEST_LABEL + 1));
    let wrong = read(&folder.file("f-fi.tsv", &long), &Inventory::default()).expect_err("too long");
    assert!(wrong.contains("f-fi.tsv:1: http://e.org/1: a label of more than 1000 characters"), "{wrong}");
}

#[test]
fn a_label_without_a_language_is_left_out_and_counted_or_has_the_one_given() {
    let folder = Folder::new();
    let file = folder.file("c.ttl", &TURTLE.replace("\"law\"@en", "\"law\""));
    let read = |language| {
        let mut options = Options { language, ..Options::default() };
        let inventory = read_with(&file, &Inventory::default(), &mut options).expect("no mistakes");
        let law = inventory.concepts["http://example.org/c/33"].labels.clone();
        (law.into_values().collect::<Vec<_>>(), options.unspoken)
    };
    assert_eq!(read(None), (vec!["oikeus".to_owned()], 1));
    assert_eq!(read(Some(language("sv"))), (vec!["oikeus".to_owned(), "law".to_owned()], 0));
}

#[test]
fn progress_is_told_from_the_beginning_to_the_whole_file() {
    let folder = Folder::new();
    let text: String = (0..5_000).map(|n| format!("<http://example.org/{n}>\tsana {n}\n")).collect();
    let mut told = Vec::new();
    let mut tell = |progress: Progress| told.push(progress);
    let mut options = Options { progress: Some(&mut tell), ..Options::default() };
    let inventory = read_with(&folder.file("n-fi.tsv", &text), &Inventory::default(), &mut options);
    assert_eq!(inventory.expect("no mistakes").concepts.len(), 5_000);
    assert!(told.len() >= 5);
    assert!(told.windows(2).all(|two| two[0].bytes <= two[1].bytes && two[0].concepts <= two[1].concepts));
    let last = told.last().expect("told");
    assert_eq!((last.bytes, last.of, last.concepts), (text.len() as u64, text.len() as u64, 5_000));
}

/// `VOCABULARIES='a.ttl b-fi.tsv' cargo nextest run --lib --run-ignored only real_vocabularies`
#[test]
#[ignore = "reads the files that VOCABULARIES names"]
fn real_vocabularies_are_read_and_change_nothing_when_read_again() {
    let files = std::env::var("VOCABULARIES").expect("files, with spaces between");
    let mut inventory = Inventory::default();
    for file in files.split_whitespace() {
        let begun = std::time::Instant::now();
        inventory = read(Path::new(file), &inventory).expect("no mistakes");
        println!("{file}: {} concepts, {:?}", inventory.concepts.len(), begun.elapsed());
    }
    for file in files.split_whitespace() {
        assert!(read(Path::new(file), &inventory).expect("no mistakes") == inventory, "{file} again");
    }
    let begun = std::time::Instant::now();
    let vocabulary = crate::desk::vocabulary::Vocabulary::of(&inventory);
    println!("vocabulary drawn up: {:?}", begun.elapsed());
    let begun = std::time::Instant::now();
    let words = ["suomi", "tekijänoikeus", "sukututkimus", "copyright", "musik", "oikeuden", "a", "historia"];
    let found: usize = words.iter().map(|words| vocabulary.find(words, None).len()).sum();
    println!("{} searches, {found} found: {:?}", words.len(), begun.elapsed());
}
