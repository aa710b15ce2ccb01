//! Names as they are written in a query: words in which accents and case count for nothing, and `*` for what may stand
//! there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text without accents, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    plain(text).split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A name, or part of one with `*` for the rest.
pub(super) struct Pattern(Vec<String>);

impl Pattern {
    pub fn of(text: &str) -> Self {
        Pattern(text.split('*').map(plain).collect())
    }

    pub fn is_plain(&self) -> bool {
        self.0.len() == 1
    }

    pub fn fits(&self, text: &str) -> bool {
        let text = plain(text);
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return false };
        if self.0.len() == 1 {
            return text == *first;
        }
        let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
            return false;
        };
        for part in &self.0[1..self.0.len() - 1] {
            let Some(place) = rest.find(part.as_str()) else { return false };
            rest = &rest[place + part.len()..];
        }
        true
    }
}

fn plain(text: &str) -> String {
    text.nfkd().filter(|sign| !is_combining_mark(*sign)).flat_map(char::to_lowercase).collect()
}
