//! The words of every [`Sentence`], by language, in Fluent: <https://projectfluent.org/fluent/guide/>.
//!
//! English and Swedish are built in (`texts/en.ftl`, `texts/sv.ftl`). A directory may hold files of the same form: one
//! named after a built-in language changes some of its messages, any other adds a language. A sentence that a language
//! lacks is said in the next best: exact tag, primary language, the hub's default, English.
//!
//! Fluent cannot choose by an empty text, so an empty text is given as a zero that shows as nothing: a message chooses by
//! it with `[0]`.

mod check;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::desk::language::Language;
use crate::desk::sentence::{Argument, Languages, Sentence};
use crate::mistake::Mistakes;

const BUILT_IN: [(&str, &str); 2] =
    [("en", include_str!("../../texts/en.ftl")), ("sv", include_str!("../../texts/sv.ftl"))];
/// An empty text. It chooses as 0 does; its sign tells it from a count.
const EMPTY: f64 = -0.0;
const MOST_FILES: usize = 200;
const MOST_BYTES: u64 = 1 << 20;
const DEEPEST: usize = 200;

/// All that is wrong with the texts: file, line, message.
pub type TextsError = Mistakes;

pub struct Texts {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
    default: Language,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("languages", &self.languages()).field("default", &self.default).finish()
    }
}

impl Texts {
    /// The built-in texts and over them those of a directory, or everything that is wrong with either.
    pub fn load(directory: Option<&Path>) -> Result<Texts, TextsError> {
        let mut problems = Mistakes::default();
        let mut texts = Texts { bundles: BTreeMap::new(), default: english() };
        for (tag, source) in BUILT_IN {
            texts.add(Path::new(&format!("texts/{tag}.ftl")), tag, source.to_owned(), &mut problems);
        }
        for file in directory.map_or_else(Vec::new, |directory| files(directory, &mut problems)) {
            let tag = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            match read(&file) {
                Ok(source) => texts.add(&file, &tag, source, &mut problems),
                Err(error) => problems.add(&file, 0, format!("cannot be read: {error}")),
            }
        }
        problems.or(texts)
    }

    /// The language spoken where a reader's own has no texts.
    pub fn with_default(mut self, default: Language) -> Texts {
        self.default = default;
        self
    }

    fn add(&mut self, file: &Path, tag: &str, source: String, problems: &mut Mistakes) {
        let (Ok(language), Ok(locale)) = (tag.parse::<Language>(), tag.parse::<LanguageIdentifier>()) else {
            problems.add(file, 0, format!("'{tag}' is not a language: name the file like sv.ftl or pt-BR.ftl"));
            return;
        };
        let resource = check::parse(file, source, problems);
        let bundle = self.bundles.entry(language).or_insert_with(|| {
            let mut bundle = FluentBundle::new_concurrent(vec![locale]);
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(|value, _| is_empty(value).then(String::new)));
            bundle
        });
        bundle.add_resource_overriding(resource);
    }

    /// The languages that have texts.
    pub fn languages(&self) -> Vec<Language> {
        self.bundles.keys().cloned().collect()
    }

    /// The first of the languages that has texts, else the default.
    pub fn best(&self, wanted: &[Language]) -> Language {
        wanted.iter().find_map(|language| self.nearest(language)).unwrap_or(&self.default).clone()
    }

    fn nearest(&self, wanted: &Language) -> Option<&Language> {
        let exact = |tag: &str| self.bundles.keys().find(|known| known.as_str() == tag);
        exact(wanted.as_str())
            .or_else(|| exact(wanted.primary()))
            .or_else(|| self.bundles.keys().find(|known| known.serves(wanted)))
    }

    /// The sentence in the words of a language, or of the next best that has it.
    pub fn render(&self, sentence: &Sentence, language: &Language) -> String {
        let worded = self.worded(sentence, language);
        let english = english();
        let primary = language.primary().parse().ok();
        let nearest = self.nearest(language);
        [Some(language), primary.as_ref(), nearest, Some(&self.default), Some(&english)]
            .into_iter()
            .flatten()
            .filter_map(|language| self.bundles.get(language))
            .find_map(|bundle| render_in(bundle, sentence, &worded))
            .unwrap_or_else(|| sentence.key().to_owned())
    }

    /// What stands in a sentence and has words of its own: spans and languages.
    fn worded(&self, sentence: &Sentence, language: &Language) -> Vec<(&'static str, String)> {
        let word = |(name, argument)| match argument {
            Argument::Span(span) => Some((name, self.render(&span.sentence(), language))),
            Argument::Languages(all) => {
                let names = all.iter().map(|one| self.render(&Languages::sentence(one), language));
                Some((name, names.collect::<Vec<_>>().join(", ")))
            }
            Argument::Said(all) => {
                let said = all.iter().map(|one| self.render(one, language));
                Some((name, said.collect::<Vec<_>>().join(" · ")))
            }
            _ => None,
        };
        sentence.args().into_iter().filter_map(word).collect()
    }
}

fn render_in(
    bundle: &FluentBundle<FluentResource>,
    sentence: &Sentence,
    worded: &[(&'static str, String)],
) -> Option<String> {
    let pattern = bundle.get_message(sentence.key())?.value()?;
    let args: FluentArgs<'_> = sentence
        .args()
        .into_iter()
        .map(|(name, argument)| match argument {
            Argument::Text("") => (name, FluentValue::from(EMPTY)),
            Argument::Text(text) => (name, FluentValue::from(text)),
            Argument::Count(count) => (name, FluentValue::from(count)),
            Argument::Languages([]) | Argument::Said([]) => (name, FluentValue::from(EMPTY)),
            Argument::Span(_) | Argument::Languages(_) | Argument::Said(_) => {
                let words = worded.iter().find(|(known, _)| *known == name);
                (name, FluentValue::from(words.map_or("", |(_, words)| words.as_str())))
            }
        })
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

fn is_empty(value: &FluentValue<'_>) -> bool {
    matches!(value, FluentValue::Number(FluentNumber { value, .. }) if value.to_bits() == EMPTY.to_bits())
}

fn english() -> Language {
    "en".parse().expect("a well-formed tag")
}

/// The `.ftl` files of a directory in the order of their names.
fn files(directory: &Path, problems: &mut Mistakes) -> Vec<PathBuf> {
    let listed = fs::read_dir(directory)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>());
    let mut files = match listed {
        Ok(files) => files,
        Err(error) => {
            problems.add(directory, 0, format!("cannot be read as a directory of texts: {error}"));
            return Vec::new();
        }
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    if files.len() > MOST_FILES {
        problems.add(directory, 0, format!("has more than {MOST_FILES} files of texts"));
        files.clear();
    }
    files
}

fn read(file: &Path) -> io::Result<String> {
    let mut source = String::new();
    fs::File::open(file)?.take(MOST_BYTES + 1).read_to_string(&mut source)?;
    if source.len() as u64 > MOST_BYTES {
        return Err(io::Error::other(format!("larger than {MOST_BYTES} bytes")));
    }
    if depth(&source) > DEEPEST {
        return Err(io::Error::other("braces are opened and not closed"));
    }
    Ok(source)
}

/// How deep braces nest, at most: the parser of Fluent takes stack for each.
fn depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in source.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::command::TABLE;
    use crate::desk::sample::language;
    use crate::desk::session::Resolution;

    fn texts_in(files: &[(&str, &str)]) -> Result<Texts, TextsError> {
        let directory = tempfile::tempdir().expect("a directory");
        for (name, source) in files {
            fs::write(directory.path().join(name), source).expect("a file");
        }
        Texts::load(Some(directory.path()))
    }

    fn wrong(files: &[(&str, &str)]) -> Vec<String> {
        let problems = texts_in(files).expect_err("these texts are wrong").0;
        problems
            .into_iter()
            .map(|mut problem| {
                problem.file = problem.file.file_name().map(PathBuf::from).unwrap_or_default();
                problem.to_string()
            })
            .collect()
    }

    #[test]
    fn every_built_in_language_says_every_sentence_with_all_its_gaps_filled() {
        let texts = Texts::load(None).expect("the built-in texts are right");
        for (tag, _) in BUILT_IN {
            let bundle = &texts.bundles[&language(tag)];
            for sentence in Sentence::examples() {
                let text = render_in(bundle, &sentence, &texts.worded(&sentence, &language(tag)));
                assert!(text.is_some_and(|text| !text.contains(['{', '\u{2068}'])), "{tag}: {sentence:?}");
            }
        }
    }

    #[test]
    fn a_number_chooses_its_plural() {
        let texts = Texts::load(None).expect("texts");
        let says = |ahead, tag, words: &str| {
            let said = texts.render(&Sentence::PatronWaits { ahead }, &language(tag));
            assert!(said.contains(words), "{said}");
        };
        says(0, "en", " You are next. ");
        says(1, "sv", " En person är före dig. ");
        says(12, "sv-FI", " 12 personer är före dig. ");
    }

    #[test]
    fn an_empty_text_is_passed_over_and_a_count_of_none_is_not() {
        let texts = Texts::load(None).expect("texts");
        let say = |sentence: &Sentence| texts.render(sentence, &language("en"));
        let offer = |subjects: &str, question: &str| Sentence::OfferReason {
            service: "Ask".into(),
            language: "sv".into(),
            level: "C2".into(),
            subjects: subjects.into(),
            held: 0,
            limit: 3,
            idle: std::time::Duration::from_secs(12 * 60).into(),
            step: String::new(),
            question: question.into(),
        };
        assert_eq!(
            say(&offer("law", "Vad är stulet gods?")),
            "Ask · sv C2 · law · 0 of 3 · 12 min idle · “Vad är stulet gods?”"
        );
        assert_eq!(say(&offer("", "")), "Ask · sv C2 · 0 of 3 · 12 min idle");
        assert_eq!(say(&offer("0", "0")), "Ask · sv C2 · 0 · 0 of 3 · 12 min idle · “0”");
        let unknown = |nearest: &str| say(&Sentence::UnknownCommand { word: "qeueu".into(), nearest: nearest.into() });
        assert!(unknown("queue").ends_with("Did you mean: !queue"));
        assert!(unknown("").ends_with("All commands: !help"));
    }

    #[test]
    fn every_name_of_the_desk_has_words_of_its_own() {
        let texts = Texts::load(None).expect("texts");
        let resolution = |name: &str| Sentence::ResolutionName { resolution: name.to_owned() };
        let help = |name: &str| Sentence::HelpLine { usage: String::new(), command: name.to_owned() };
        let command = |name: &str| Sentence::CommandName { command: name.to_owned() };
        let argument = |name: &str| Sentence::ArgumentName { argument: name.to_owned() };
        for (tag, _) in BUILT_IN {
            let named = |of: &dyn Fn(&str) -> Sentence, name: &str| {
                let other = texts.render(&of("?"), &language(tag)).replace('?', name);
                let words = texts.render(&of(name), &language(tag));
                assert!(words != other || (tag, name) == ("en", "answered"), "{tag}: {words}");
            };
            Resolution::ALL.iter().for_each(|one| named(&resolution, one.name()));
            for spec in TABLE {
                named(&help, spec.name);
                named(&command, spec.name);
                spec.arguments.iter().for_each(|one| named(&argument, one.name));
            }
        }
    }

    #[test]
    fn every_command_that_a_text_names_is_there() {
        let texts = Texts::load(None).expect("texts");
        for (tag, _) in BUILT_IN {
            for sentence in Sentence::examples() {
                let said = texts.render(&sentence, &language(tag));
                let named = said.split('!').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next());
                for name in named.flatten().filter(|name| !name.is_empty()) {
                    assert!(TABLE.iter().any(|spec| spec.name == name), "{tag}: {said}");
                }
            }
        }
    }

    #[test]
    fn a_sentence_may_stand_in_another_that_has_what_it_needs() {
        let texts = texts_in(&[("fi.ftl", "resolution-name = valmis\nroom-closed = Suljettu: { resolution-name }\n")]);
        let said =
            texts.expect("right texts").render(&Sentence::RoomClosed { resolution: "lost".into() }, &language("fi"));
        assert_eq!(said, "Suljettu: valmis");
        assert_eq!(
            wrong(&[("fi.ftl", "canned-none = { resolution-name } { nothing }\n")]),
            [
                "fi.ftl:1: canned-none: { nothing } is no sentence; for words used in several make a term -nothing",
                "fi.ftl:1: canned-none: { resolution-name } is a sentence that needs what is not given here",
            ]
        );
    }

    #[test]
    fn sentences_that_stand_in_each_other_are_said_in_the_next_best_language() {
        let texts = texts_in(&[("fi.ftl", "queue-empty = { canned-none }\ncanned-none = { queue-empty }\n")]);
        let said = texts.expect("right texts").render(&Sentence::QueueEmpty {}, &language("fi"));
        assert!(said.starts_with("Nobody is waiting."), "{said}");
    }

    #[test]
    fn what_a_person_wrote_is_never_read_as_a_pattern() {
        let texts = Texts::load(None).expect("texts");
        let said = texts.render(&Sentence::RefusedTakenBy { name: "{ $name }\nclosed = no".into() }, &language("en"));
        assert_eq!(said, "This question was just taken by { $name }\nclosed = no.");
    }

    #[test]
    fn a_directory_changes_one_message_and_adds_a_language() {
        let texts = texts_in(&[
            ("sv.ftl", "refused-service-full = Fullt!\n"),
            ("fi.ftl", "refused-service-full = Täynnä.\n"),
            ("notes.txt", ""),
        ])
        .expect("right texts");
        let say = |sentence: &Sentence, tag| texts.render(sentence, &language(tag));
        assert_eq!(say(&Sentence::RefusedServiceFull {}, "sv"), "Fullt!");
        assert_eq!(say(&Sentence::RefusedServiceFull {}, "fi-FI"), "Täynnä.");
        assert!(say(&Sentence::PatronStillThere {}, "sv").starts_with("Är du kvar?"));
        assert!(say(&Sentence::PatronStillThere {}, "fi").starts_with("Are you still there?"));
        let texts = texts.with_default(language("sv"));
        assert!(texts.render(&Sentence::PatronStillThere {}, &language("fi")).starts_with("Är du kvar?"));
        assert_eq!(texts.languages(), ["en", "fi", "sv"].map(language));
    }

    #[test]
    fn the_best_language_is_the_first_wanted_that_has_texts() {
        let texts = texts_in(&[("nn.ftl", "refused-service-full = Fullt.\n")])
            .expect("right texts")
            .with_default(language("sv"));
        let best = |wanted: &[&str]| texts.best(&wanted.iter().map(|tag| language(tag)).collect::<Vec<_>>());
        assert_eq!(best(&["zh", "en-GB", "sv"]), language("en"));
        assert_eq!(best(&["nb"]), language("nn"));
        assert_eq!(best(&["zh"]), language("sv"));
        assert_eq!(best(&[]), language("sv"));
    }

    #[test]
    fn wrong_texts_name_the_file_the_line_and_the_message() {
        let said = wrong(&[(
            "sv.ftl",
            "refused-service-full = Fullt\n\npatron-waits = { $aheda } före\nrefused-service-ful = Fullt\n",
        )]);
        assert_eq!(
            said,
            [
                "sv.ftl:3: patron-waits: { $aheda } is not given here; there is { $ahead }",
                "sv.ftl:4: refused-service-ful: no sentence has this name; did you mean refused-service-full?",
            ]
        );
        let said = wrong(&[(
            "de.ftl",
            "refused-service-full = Voll\nrefused-taken-by = { $name\nrefused-service-full = Voll\n",
        )]);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("de.ftl:2: refused-taken-by: "), "{said:?}");
        assert_eq!(said[1], "de.ftl:3: refused-service-full: stands here twice");
    }

    #[test]
    fn terms_may_be_used_if_they_are_there() {
        let texts = texts_in(&[("sv.ftl", "-us = biblioteket\nrefused-service-full = Fullt på { -us }.\n")])
            .expect("right texts");
        assert_eq!(texts.render(&Sentence::RefusedServiceFull {}, &language("sv")), "Fullt på biblioteket.");
        assert_eq!(
            wrong(&[("sv.ftl", "refused-service-full = Fullt på { -us }.\n")]),
            ["sv.ftl:1: refused-service-full: -us is not in this file"]
        );
        assert_eq!(
            wrong(&[("sv.ftl", "refused-service-full = { NUMBER(3) }\n")]),
            ["sv.ftl:1: refused-service-full: functions are not used here"]
        );
    }

    #[test]
    fn a_file_must_be_named_after_a_language_and_the_directory_must_be_there() {
        assert_eq!(
            wrong(&[("swedish!.ftl", "")]),
            ["swedish!.ftl: 'swedish!' is not a language: name the file like sv.ftl or pt-BR.ftl"]
        );
        assert!(Texts::load(Some(Path::new("/nowhere/at/all"))).is_err());
    }

    #[test]
    fn nesting_without_end_is_refused_and_what_is_allowed_is_borne() {
        let deep = |levels: usize| format!("queue-empty = {}\"x\"{}\n", "{".repeat(levels), "}".repeat(levels));
        assert!(texts_in(&[("sv.ftl", &deep(DEEPEST))]).is_ok());
        assert_eq!(wrong(&[("sv.ftl", &deep(100_000))]), ["sv.ftl: cannot be read: braces are opened and not closed"]);
    }
}
