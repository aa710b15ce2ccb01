//! Languages as BCP 47 tags, and how well somebody knows one (CEFR).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A well-formed BCP 47 tag in canonical case. `sv` serves `sv-FI` and the other way round: [`Language::serves`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a BCP 47 language tag such as sv, fi or sv-FI")]
pub struct NotALanguage(pub String);

impl Language {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag without script, region and variants: `sv` of `sv-FI`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether somebody who speaks this language can answer a person who asked for `wanted`: the primary subtags agree,
    /// and Norwegian's two written forms and their macrolanguage count as one.
    pub fn serves(&self, wanted: &Language) -> bool {
        macrolanguage(self.primary()) == macrolanguage(wanted.primary())
    }
}

/// Whether a tag as it stands in a competence serves a wanted language; without reading the whole of it anew.
pub(super) fn tag_serves(tag: &str, wanted: &Language) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    macrolanguage(primary).eq_ignore_ascii_case(macrolanguage(wanted.primary()))
}

pub(super) fn macrolanguage(primary: &str) -> &str {
    match primary {
        "nb" | "nn" => "no",
        other => other,
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let refused = || NotALanguage(text.chars().take(40).collect());
        let tag = text.trim().parse::<LanguageIdentifier>().map_err(|_| refused())?;
        if tag.language.is_empty() { Err(refused()) } else { Ok(Language(tag.to_string())) }
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;

    fn try_from(text: String) -> Result<Self, NotALanguage> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The Common European Framework of Reference for Languages, and above it a native speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    A1,
    A2,
    B1,
    B2,
    C1,
    C2,
    #[serde(rename = "native")]
    Native,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a level: A1, A2, B1, B2, C1, C2 or native")]
pub struct NotALevel(pub String);

impl FromStr for Level {
    type Err = NotALevel;

    fn from_str(text: &str) -> Result<Self, NotALevel> {
        Ok(match text.trim().to_ascii_uppercase().as_str() {
            "A1" => Level::A1,
            "A2" => Level::A2,
            "B1" => Level::B1,
            "B2" => Level::B2,
            "C1" => Level::C1,
            "C2" => Level::C2,
            "NATIVE" => Level::Native,
            _ => return Err(NotALevel(text.chars().take(40).collect())),
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::A1 => "A1",
            Level::A2 => "A2",
            Level::B1 => "B1",
            Level::B2 => "B2",
            Level::C1 => "C1",
            Level::C2 => "C2",
            Level::Native => "native",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> Language {
        tag.parse().expect("a language")
    }

    #[test]
    fn a_tag_is_kept_in_canonical_case() {
        assert_eq!(language("SV-fi").as_str(), "sv-FI");
        assert_eq!(language(" en ").as_str(), "en");
    }

    #[test]
    fn what_is_not_a_tag_is_refused_with_the_text_given() {
        assert_eq!("swedish!".parse::<Language>(), Err(NotALanguage("swedish!".into())));
        assert!("".parse::<Language>().is_err());
        assert!("und".parse::<Language>().is_err());
    }

    #[test]
    fn a_language_serves_its_regional_forms_and_norwegian_is_one() {
        assert!(language("sv").serves(&language("sv-FI")));
        assert!(language("nb").serves(&language("nn")));
        assert!(!language("sv").serves(&language("da")));
    }

    #[test]
    fn levels_are_ordered_and_read_whatever_their_case() {
        assert!("b2".parse::<Level>().expect("a level") < Level::Native);
        assert!("B3".parse::<Level>().is_err());
    }
}
