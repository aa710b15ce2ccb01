//! How well subjects are recognised in real questions, and at what cost.
//!
//! `benches/run subjects QUESTIONS.tsv VOCABULARY… [OPTIONS]` reads questions (`id <TAB> words <TAB>
//! the ids of the concepts librarians gave`) and vocabularies, and reports precision, recall and F1 of the first five
//! subjects, and for how many questions at least one of them is right (or a right one's direct broader or narrower
//! concept), for exact label matching, for labels alone, and for labels with experience.
//!
//! Experience is learned from `--train FILE.tsv` (but for questions of the same ids), and all of QUESTIONS is reported
//! on. Without it, QUESTIONS is divided by id (see [`questions::is_held_out`]): experience and, with `--fit`, the weights
//! come of seven tenths, and the report is on the other three. `--fit` prints the weights of
//! `src/desk/subjects/weights.rs` as they come of the part that is learned from, and measures by them. `--ask fi:TEXT`
//! shows what is recognised in a text, by labels alone and with experience (by the shipped weights).

mod fit;
mod measure;
mod questions;
mod vocabulary;

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use refdesk::desk::subjects::Subjects;
use refdesk::desk::subjects::evidence::FEATURES;
use refdesk::desk::subjects::exact::Exact;
use refdesk::desk::subjects::weights::{self, Weights};

use self::measure::Measure;
use self::questions::Question;
use self::vocabulary::Vocabulary;

const USAGE: &str = "benches/run subjects QUESTIONS.tsv VOCABULARY… [--train FILE.tsv] [--fit] [--ask LANGUAGE:TEXT]…";
/// Subjects of a question that are looked at.
const FIRST: usize = 5;
/// What an operator may be shown.
const MOST_CHARACTERS: usize = 20_000;

#[derive(Default)]
struct Asked {
    files: Vec<String>,
    train: Option<String>,
    fit: bool,
    /// Texts in which to show what is recognised, with the language of each (`sv:När öppnar ni?`).
    ask: Vec<String>,
}

fn main() -> ExitCode {
    let Some(asked) = asked(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match run(&asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn asked(words: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked::default();
    // Cargo adds --bench of its own.
    let mut words = words.filter(|word| word != "--bench");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--train" => asked.train = Some(words.next()?),
            "--fit" => asked.fit = true,
            "--ask" => asked.ask.push(words.next()?),
            other if other.starts_with("--") => return None,
            _ => asked.files.push(word),
        }
    }
    (asked.files.len() >= 2).then_some(asked)
}

fn run(asked: &Asked) -> Result<(), String> {
    let [questions, vocabularies @ ..] = asked.files.as_slice() else { return Err(USAGE.to_owned()) };
    let vocabulary = Vocabulary::read(vocabularies)?;
    let all = questions::read(questions, &vocabulary)?;
    let (train, rest): (Vec<Question>, Vec<Question>) = match &asked.train {
        Some(file) => (questions::read(file, &vocabulary)?, all),
        None => all.into_iter().partition(|question| !questions::is_held_out(&question.id)),
    };
    // What is reported on is not learned from, even where the files overlap.
    let reported: BTreeSet<&str> = rest.iter().map(|question| question.id.as_str()).collect();
    let train: Vec<Question> = train.into_iter().filter(|question| !reported.contains(question.id.as_str())).collect();
    let schemes: BTreeSet<String> =
        train.iter().chain(&rest).flat_map(|q| &q.subjects).map(|s| questions::scheme(s).to_owned()).collect();
    println!("{} concepts, {} labels", vocabulary.concepts(), vocabulary.labels.len());
    println!("{} questions to learn from, {} to report on", train.len(), rest.len());

    let before = resident();
    let began = Instant::now();
    let mut subjects = Subjects::of(vocabulary.triples());
    let built = began.elapsed();
    println!("index: {} ms, {:.0} MB", built.as_millis(), (resident() - before) / 1e6);

    let mut weights = weights::SHIPPED;
    if asked.fit {
        weights.labels = fit::fit(&mut subjects, &train, false);
    }
    let wanted = |concept: &str| schemes.contains(questions::scheme(concept));
    let exact = Exact::of(vocabulary.triples().map(|(concept, _, label)| (concept, label)));
    let by_exact = |q: &Question| -> Vec<String> {
        exact.subjects(&q.text).into_iter().filter(|c| wanted(c)).take(FIRST).map(str::to_owned).collect()
    };
    measure::head(vocabulary.has_hierarchy());
    Measure::of(&rest, &vocabulary, by_exact).print("exact labels");
    Measure::of(&rest, &vocabulary, |q| recognise(&subjects, &weights, q, wanted)).print("labels");

    asked.ask.iter().for_each(|text| ask(&subjects, &vocabulary, text));

    let began = Instant::now();
    let lessons: Vec<_> = train.iter().map(|q| fit::lesson(&subjects, q)).collect();
    lessons.iter().for_each(|lesson| subjects.learn(lesson));
    let learned = began.elapsed();
    if asked.fit {
        weights.experience = fit::fit(&mut subjects, &train, true);
    }
    Measure::of(&rest, &vocabulary, |q| recognise(&subjects, &weights, q, wanted)).print("labels and experience");
    let (_, pairs) = subjects.size();
    println!("experience: {} questions in {} ms, {pairs} pairs", train.len(), learned.as_millis());
    if asked.fit {
        show("labels", &weights.labels);
        show("experience", &weights.experience);
    }
    asked.ask.iter().for_each(|text| ask(&subjects, &vocabulary, text));
    speed(&subjects, &rest);
    Ok(())
}

fn recognise(
    subjects: &Subjects,
    weights: &Weights,
    question: &Question,
    wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let languages = question.language.as_deref();
    let found = subjects.weighed(weights, &question.text, languages.as_slice(), FIRST, wanted);
    found.into_iter().map(|recognised| recognised.concept).collect()
}

/// What is recognised in a text, with how likely (in thousandths) and from which words.
fn ask(subjects: &Subjects, vocabulary: &Vocabulary, asked: &str) {
    let (language, text) = asked.split_once(':').unwrap_or(("", asked));
    let language = Some(language).filter(|language| !language.is_empty());
    println!("  {text}");
    for found in subjects.recognise(text, language.as_slice(), FIRST) {
        println!("    {:>4} {} ({})", found.score, vocabulary.name(&found.concept), found.words.join(", "));
    }
}

fn show(name: &str, weights: &[f64; FEATURES]) {
    let numbers: Vec<String> = weights.iter().map(|weight| format!("{weight:.2}")).collect();
    println!("{name}: [{}]", numbers.join(", "));
}

/// What a line costs, and the longest there may be.
fn speed(subjects: &Subjects, questions: &[Question]) {
    let time = |text: &str, language: Option<&str>| -> Duration {
        let began = Instant::now();
        std::hint::black_box(subjects.recognise(text, language.as_slice(), 8));
        began.elapsed()
    };
    let mut times: Vec<Duration> = questions.iter().map(|q| time(&q.text, q.language.as_deref())).collect();
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).map_or(0, Duration::as_micros);
    println!("a question: p50 {} µs, p99 {} µs", at(50), at(99));
    let mut long: String = questions.iter().map(|q| q.text.as_str()).collect::<Vec<_>>().join(" ");
    long = long.chars().take(MOST_CHARACTERS).collect();
    let language = questions.first().and_then(|q| q.language.as_deref());
    println!("{} characters: {} µs", long.chars().count(), time(&long, language).as_micros());
}

/// Resident memory in bytes.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: Option<f64> = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(f64::NAN) * 1024.0
}
