//! Languages as concepts: their names in many languages and their own, from CLDR.

use std::sync::LazyLock;

use icu_locale::DataLocale;
use icu_locale::provider::Baked;
use icu_locale::provider::names::{
    LocaleNamesLanguageMediumHeavyV1, LocaleNamesLanguageMediumLightV1, LocaleNamesLanguageMediumTinyV1,
};
use icu_provider::prelude::*;
use zerovec::VarZeroCow;

use super::index::Index;
use super::{Closeness, Found};
use crate::desk::inventory::{Concept, kind};
use crate::desk::language::Language;

/// The languages in which languages have names here, those of the texts among them (a test says so). A language's own
/// name is always there.
pub const NAMED_IN: [&str; 18] =
    ["en", "sv", "fi", "da", "no", "nn", "is", "et", "de", "fr", "es", "it", "nl", "pl", "ru", "uk", "ar", "so"];

/// Drawn up when first asked for: the names are the same for every inventory.
static LANGUAGES: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::default();
    codes().into_iter().filter_map(concept).for_each(|concept| index.add(&concept));
    index
});

/// Draws the names up before somebody waits for them.
pub fn prepare() {
    LazyLock::force(&LANGUAGES);
}

pub(super) fn is_one(tag: &str) -> bool {
    LANGUAGES.knows(tag)
}

pub(super) fn find(words: &str) -> Vec<Found> {
    let mut found = LANGUAGES.find(words, None);
    let regional = || words.parse::<Language>().ok().filter(|tag| tag.as_str() != tag.primary());
    if let Some(tag) = regional().filter(|tag| is_one(tag.primary())) {
        let id = tag.to_string();
        let label = name(&id, &tag).unwrap_or(&id).to_owned();
        found.insert(0, Found { id, kind: kind::LANGUAGE.to_owned(), label, closeness: Closeness::Exact });
    }
    found
}

/// What a language is called in another; a regional form has its language's name.
pub(super) fn name(tag: &str, language: &Language) -> Option<&'static str> {
    let primary = match tag.split('-').next()? {
        "nb" => "no",
        primary => primary,
    };
    let language = if language.primary() == "nb" { "no".parse().ok()? } else { language.clone() };
    LANGUAGES.name(primary, &language)
}

/// The codes of all languages that have a name in English.
fn codes() -> Vec<String> {
    let letters = || (b'a'..=b'z').map(char::from);
    let two = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    let three = two.clone().flat_map(|two| letters().map(move |c| format!("{two}{c}")));
    let english = DataLocale::from(icu_locale::langid!("en"));
    two.chain(three).filter(|code| cldr(code, &english).is_some()).collect()
}

fn concept(code: String) -> Option<Concept> {
    let own = [code.as_str()];
    let named = NAMED_IN.iter().chain(&own).filter_map(|in_language| {
        let locale = in_language.parse::<icu_locale::LanguageIdentifier>().ok()?;
        let name = cldr(&code, &DataLocale::from(locale))?;
        Some((in_language.parse::<Language>().ok()?, name))
    });
    let labels = named.collect();
    code.parse::<Language>().ok()?;
    Some(Concept { id: code, kind: kind::LANGUAGE.to_owned(), labels, ..Concept::default() })
}

/// CLDR keeps the commoner names apart from the rarer ones.
fn cldr(code: &str, locale: &DataLocale) -> Option<String> {
    let common = || load::<LocaleNamesLanguageMediumTinyV1>(code, locale);
    let less = || load::<LocaleNamesLanguageMediumLightV1>(code, locale);
    let rare = || load::<LocaleNamesLanguageMediumHeavyV1>(code, locale);
    common().or_else(less).or_else(rare)
}

fn load<M>(code: &str, locale: &DataLocale) -> Option<String>
where
    M: DataMarker<DataStruct = VarZeroCow<'static, str>>,
    Baked: DataProvider<M>,
{
    let attributes = DataMarkerAttributes::try_from_str(code).ok()?;
    let mut metadata = DataRequestMetadata::default();
    metadata.silent = true;
    let id = DataIdentifierBorrowed::for_marker_attributes_and_locale(attributes, locale);
    let response = DataProvider::<M>::load(&Baked, DataRequest { id, metadata }).ok()?;
    Some(response.payload.get().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample;

    #[test]
    fn a_language_is_found_by_its_name_in_any_language_and_by_its_tag() {
        for words in ["suomi", "finska", "Finnish", "FINSKA", "finnois", "fi", "финский"] {
            let found = find(words);
            assert_eq!((found[0].id.as_str(), found[0].closeness), ("fi", Closeness::Exact), "{words}");
            assert_eq!(found[0].kind, kind::LANGUAGE);
        }
        assert_eq!(find("sv-FI")[0].id, "sv-FI");
        assert_eq!(find("Ελληνικά")[0].id, "el", "by its own name");
        assert!(find("juridik").is_empty());
    }

    #[test]
    fn a_language_is_named_in_the_readers_language() {
        let names = |tag| ["en", "sv", "fi", "sv-FI", "nb"].map(|reader| name(tag, &sample::language(reader)));
        let finnish = ["Finnish", "finska", "suomi", "finska", "finsk"].map(Some);
        assert_eq!(names("fi"), finnish);
        assert_eq!(name("sv-FI", &sample::language("en")), Some("Swedish"));
        assert_eq!(name("nb", &sample::language("en")), Some("Norwegian"));
        assert_eq!(name("ykl:33", &sample::language("en")), None);
    }

    #[test]
    fn languages_have_names_in_every_language_of_the_texts() {
        let texts = crate::texts::Texts::load(None).expect("the texts");
        for spoken in texts.languages() {
            assert!(NAMED_IN.contains(&spoken.primary()), "{spoken}");
            assert!(name("fi", &spoken).is_some_and(|name| name != "Finnish" || spoken.primary() == "en"), "{spoken}");
        }
    }

    #[test]
    fn there_are_the_small_languages_too() {
        for tag in ["so", "ti", "se", "sms", "yue", "tlh"] {
            assert!(is_one(tag), "{tag}");
        }
        assert!(!is_one("xx"));
    }
}
