use super::*;

const LABELS: [(&str, &str, &str); 24] = [
    ("law", "en", "law"),
    ("law", "sv", "juridik"),
    ("law", "fi", "oikeustiede"),
    ("copyright", "fi", "tekijänoikeus"),
    ("copyright", "sv", "upphovsrätt"),
    ("copyright", "en", "copyright"),
    ("family-books", "fi", "sukukirjat"),
    ("family-books", "sv", "släktböcker"),
    ("family-books", "en", "genealogies (books)"),
    ("genealogy", "fi", "sukututkimus"),
    ("genealogy", "sv", "släktforskning"),
    ("genealogy", "en", "genealogy (ancestry)"),
    ("families", "fi", "suvut"),
    ("research", "fi", "tutkimus"),
    ("books", "fi", "kirjat"),
    ("books", "sv", "böcker"),
    ("permits", "fi", "luvat"),
    ("finnish", "fi", "suomen kieli"),
    ("languages", "fi", "kielet"),
    ("church-books", "sv", "kyrkböcker"),
    ("schools", "fi", "koulut (oppilaitokset)"),
    ("women", "fi", "naiset"),
    ("home", "fi", "Koti"),
    ("bullet", "en", "–"),
];

fn subjects() -> Subjects {
    Subjects::of(LABELS)
}

fn recognised(subjects: &Subjects, text: &str, languages: &[&str]) -> Vec<String> {
    subjects.recognise(text, languages, 5).into_iter().map(|recognised| recognised.concept).collect()
}

fn lesson(subjects: &Subjects, text: &str, concept: &str) -> Lesson {
    subjects.lesson(text, &["fi"], [concept.to_owned()], true)
}

#[test]
fn labels_are_found_in_inflected_words_of_each_language() {
    let subjects = subjects();
    for (language, text, concept) in [
        ("fi", "Etsin kirjallisuutta sukututkimuksesta", "genealogy"),
        ("fi", "Onko teillä sukukirjoja?", "family-books"),
        ("fi", "Tarvitaanko lupaa?", "permits"),
        ("fi", "Naisten historiaa", "women"),
        ("fi", "Millaista on koulujen arki?", "schools"),
        ("sv", "Har ni något om släktforskningens metoder?", "genealogy"),
        ("en", "Which laws apply?", "law"),
    ] {
        assert_eq!(recognised(&subjects, text, &[language]).first().map(String::as_str), Some(concept), "{text}");
    }
}

#[test]
fn a_label_is_found_in_whatever_language_the_patron_writes() {
    assert_eq!(recognised(&subjects(), "Mikä on copyright Suomessa?", &["fi"]), ["copyright"]);
    assert_eq!(recognised(&subjects(), "släktforskning", &[]), ["genealogy"]);
}

#[test]
fn ordinary_words_name_no_subject() {
    let subjects = subjects();
    for (language, text) in [
        ("fi", "Hei, onko teillä auki tänään?"),
        ("sv", "Hej, när öppnar ni?"),
        ("en", "Hello, can you help me?"),
        ("fi", ""),
        ("fi", "?!… – 12 –"),
    ] {
        assert!(recognised(&subjects, text, &[language]).is_empty(), "{text}");
    }
}

#[test]
fn a_label_of_several_words_is_found_by_all_of_them_and_before_a_shorter_one() {
    let subjects = subjects();
    assert_eq!(recognised(&subjects, "Suomen kielen sanakirja", &["fi"]).first().unwrap(), "finnish");
    assert!(!recognised(&subjects, "Suomen postin historia", &["fi"]).contains(&"finnish".to_owned()));
}

#[test]
fn the_parts_of_a_compound_are_found_standing_alone() {
    assert!(recognised(&subjects(), "Suvun tutkimista ja tutkimus suvusta", &["fi"]).contains(&"genealogy".to_owned()));
}

#[test]
fn letters_typed_without_their_dots_are_understood() {
    assert_eq!(recognised(&subjects(), "tekijanoikeudesta", &["fi"]), ["copyright"]);
}

#[test]
fn the_patrons_words_are_told() {
    let found = subjects().recognise("Saako sukukirjaan laittaa kuvia?", &["fi"], 1);
    assert_eq!(found.first().unwrap().words, ["sukukirjaan"]);
}

#[test]
fn what_no_label_tells_is_learned_from_answered_questions_and_can_be_taken_back() {
    let mut subjects = subjects();
    let text = "Saako valokuvia julkaista?";
    assert!(recognised(&subjects, text, &["fi"]).is_empty());
    let asked: Vec<Lesson> = (0..400)
        .map(|number| match number % 4 {
            0 => lesson(&subjects, "Saako kuvia julkaista ilman lupaa?", "copyright"),
            1 => lesson(&subjects, "Mistä löytyy kirjoja?", "books"),
            2 => lesson(&subjects, "Etsin tietoa naisista", "women"),
            _ => lesson(&subjects, "Mistä saa sukukirjoja?", "family-books"),
        })
        .collect();
    asked.iter().for_each(|lesson| subjects.learn(lesson));
    assert_eq!(recognised(&subjects, text, &["fi"]).first().map(String::as_str), Some("copyright"));
    asked.iter().for_each(|lesson| subjects.unlearn(lesson));
    assert!(recognised(&subjects, text, &["fi"]).is_empty());
}

#[test]
fn a_word_of_no_label_says_nothing_before_it_was_in_three_questions() {
    let mut subjects = subjects();
    (0..400).for_each(|_| subjects.learn(&lesson(&Subjects::of(LABELS), "Etsin tietoa naisista", "women")));
    let name = lesson(&subjects, "Virtanen", "genealogy");
    for expected in [false, false, true] {
        subjects.learn(&name);
        assert_eq!(recognised(&subjects, "Virtanen", &["fi"]).contains(&"genealogy".to_owned()), expected);
    }
}

#[test]
fn while_running_only_words_of_labels_or_known_ones_are_learned() {
    let mut subjects = subjects();
    let of = |subjects: &Subjects| subjects.lesson("Virtanen ja naiset", &["fi"], ["women".to_owned()], false).stems;
    assert_eq!(of(&subjects).into_iter().collect::<Vec<_>>(), ["fi:", "fi:naise"]);
    subjects.learn(&lesson(&subjects, "Virtanen", "genealogy"));
    assert_eq!(of(&subjects).len(), 3);
}

#[test]
fn concepts_are_added_changed_and_removed_while_running() {
    let mut subjects = subjects();
    subjects.add("maps", [("fi", "kartat"), ("en", "maps")]);
    assert_eq!(recognised(&subjects, "vanhoja karttoja", &["fi"]), ["maps"]);
    subjects.add("maps", [("en", "charts")]);
    assert!(recognised(&subjects, "vanhoja karttoja", &["fi"]).is_empty());
    assert_eq!(recognised(&subjects, "old charts", &["en"]), ["maps"]);
    subjects.remove("maps");
    assert!(recognised(&subjects, "old charts", &["en"]).is_empty());
}

#[test]
fn alternative_labels_of_an_inventorys_subjects_are_found_and_other_kinds_are_not() {
    let language = crate::desk::sample::language;
    let mut inventory = Inventory::default();
    for (id, kind) in [("crime", kind::SUBJECT), ("readers", "audience")] {
        let alternatives = [(language("fi-FI"), "dekkarit".to_owned())].into();
        let concept = Concept { id: id.into(), kind: kind.into(), alternatives, ..Concept::default() };
        inventory.concepts.insert(id.into(), concept);
    }
    let mut subjects = Subjects::of_inventory(&inventory);
    assert_eq!(recognised(&subjects, "Etsin dekkaria", &["fi"]), ["crime"]);
    let crime = Concept { kind: "audience".into(), ..inventory.concepts["crime"].clone() };
    subjects.change(&crime);
    subjects.change(&Concept { kind: kind::SUBJECT.into(), ..inventory.concepts["readers"].clone() });
    assert_eq!(recognised(&subjects, "Etsin dekkaria", &["fi"]), ["readers"]);
}

#[test]
fn the_order_in_which_labels_are_given_changes_nothing() {
    let (one, other) = (Subjects::of(LABELS), Subjects::of(LABELS.into_iter().rev()));
    let text = "Saako sukukirjaan laittaa kuvia ilman lupaa, ja mitä sanoo suomen kieli ja tekijänoikeus?";
    assert_eq!(one.recognise(text, &["fi"], 8), other.recognise(text, &["fi"], 8));
    assert!(!one.recognise(text, &["fi"], 8).is_empty());
}

#[test]
fn a_very_long_text_is_read_from_its_beginning_only() {
    let long = format!("sukututkimus {} copyright", "ja ".repeat(5_000));
    let text: String = long.chars().take(20_000).collect();
    assert!(recognised(&subjects(), &text, &["fi"]).iter().all(|concept| concept != "copyright"));
}
