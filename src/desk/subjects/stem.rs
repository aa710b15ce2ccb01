//! Stems of words: Snowball's algorithms, and what they leave undone in Finnish.

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::finnish;

/// The algorithm for a language's primary subtag; without one, words are their own stems.
pub fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

/// The stem of a word in lower case.
pub fn stem(word: &str, language: &str, algorithm: Option<Algorithm>) -> String {
    let Some(algorithm) = algorithm else { return word.to_owned() };
    let stem = Stemmer::create(algorithm).stem(word);
    if language == "fi" { finnish::key(&stem) } else { stem.into_owned() }
}

/// Whether a language writes compounds as one word.
pub fn has_compounds(language: &str) -> bool {
    matches!(language, "da" | "de" | "et" | "fi" | "hu" | "nb" | "nl" | "nn" | "no" | "sv")
}
