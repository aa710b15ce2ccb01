//! The words of a text, the same way for labels and for what patrons write.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// No word of a label is longer, in characters; longer ones are cut.
const LONGEST_WORD: usize = 60;

/// The first `most` words of a text in their order: lower case, composed (NFC), without signs.
pub fn words(text: &str, most: usize) -> Vec<String> {
    let composed: String = text.nfc().collect();
    composed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(most)
        .map(|word| word.chars().take(LONGEST_WORD).flat_map(char::to_lowercase).collect())
        .collect()
}

/// A word without its accents, as it is typed where the keyboard has none: `tyonantaja` of `työnantaja`.
pub fn plain(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).collect()
}

/// A label without its qualifier: `koulut` of `koulut (oppilaitokset)`. A label that is nothing else keeps it.
pub fn unqualified(label: &str) -> String {
    let (mut own, mut depth) = (String::new(), 0_usize);
    for c in label.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => own.push(c),
            _ => {}
        }
    }
    if own.chars().any(char::is_alphanumeric) { own } else { label.to_owned() }
}

/// Words of a language that name no subject whatever stands beside them: `the`, `och`, `onko`.
pub fn stop_words(language: &str) -> HashSet<&'static str> {
    stop_words::lookup(language).unwrap_or_default().iter().copied().collect()
}
