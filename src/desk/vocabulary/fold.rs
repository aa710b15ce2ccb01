//! The form in which words are compared: case and accents fall away on both sides, and whatever is not a letter or a
//! digit only parts words.

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Characters of a label or of what is looked for that are compared.
const LONGEST: usize = 200;

/// Lower case, without accents, words parted by one space: `sukututkimus opas` of `Sukututkimus: Öpas`.
pub fn fold(text: &str) -> String {
    joined(text, |c, folded| {
        for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            match plain(c) {
                Some(plain) => folded.push_str(plain),
                None => folded.push(c),
            }
        }
    })
}

/// Lower case and composed, accents kept: which of two labels that fold alike was meant.
pub fn lower(text: &str) -> String {
    joined(text, |c, lower| lower.extend(c.to_lowercase()))
}

fn joined(text: &str, push: impl FnMut(char, &mut String)) -> String {
    // Nearly all that is written is composed.
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => joined_of(text.chars().take(LONGEST), text.len(), push),
        _ => joined_of(text.nfc().take(LONGEST), text.len(), push),
    }
}

fn joined_of(composed: impl Iterator<Item = char>, length: usize, mut push: impl FnMut(char, &mut String)) -> String {
    let mut joined = String::with_capacity(length);
    let mut parted = false;
    for c in composed {
        if c.is_alphanumeric() {
            if parted && !joined.is_empty() {
                joined.push(' ');
            }
            parted = false;
            // Letters of ASCII have no accents and no more than one small letter.
            if c.is_ascii() { joined.push(c.to_ascii_lowercase()) } else { push(c, &mut joined) }
        } else if c.is_ascii() || !is_combining_mark(c) {
            parted = true;
        }
    }
    joined
}

/// Letters that Unicode takes for letters of their own and a keyboard without them writes thus.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'þ' => "th",
        'ŧ' => "t",
        'ŋ' => "n",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_signs_fall_away() {
        assert_eq!(fold("  Tekijän-oikeus (Laki) "), "tekijan oikeus laki");
        assert_eq!(fold("Blåbærsyltetøj, Straße & Łódź"), "blabaersyltetoj strasse lodz");
        assert_eq!(fold("ykl:33.1"), "ykl 33 1");
        assert_eq!(fold("a\u{308}iti"), fold("äiti"));
        assert_eq!(fold("—"), "");
    }

    #[test]
    fn accents_stay_where_they_tell_two_words_apart() {
        assert_eq!(lower("Säde"), "säde");
        assert_ne!(lower("Säde"), lower("sade"));
        assert_eq!(lower("a\u{308}iti"), "äiti");
    }
}
