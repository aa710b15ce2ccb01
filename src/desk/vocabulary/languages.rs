//! Languages as concepts: their names in many languages and their own, from CLDR.
//!
//! A name is read from CLDR when it is asked for. Only finding a language by its name needs all names at once.

use std::sync::LazyLock;

use icu_locale::provider::Baked;
use icu_locale::provider::names::{
    LocaleNamesLanguageMediumHeavyV1, LocaleNamesLanguageMediumLightV1, LocaleNamesLanguageMediumTinyV1,
};
use icu_locale::{DataLocale, LanguageIdentifier, langid};
use icu_provider::prelude::*;
use zerovec::VarZeroCow;

use super::index::Index;
use super::{Closeness, Found};
use crate::desk::inventory::{Concept, kind};
use crate::desk::language::Language;

/// The languages in which languages are found by their names here, those of the texts among them (a test says so). By its
/// own name a language is always found.
pub const NAMED_IN: [&str; 18] =
    ["en", "sv", "fi", "da", "no", "nn", "is", "et", "de", "fr", "es", "it", "nl", "pl", "ru", "uk", "ar", "so"];

/// All names, by their words; drawn up when first looked through, as they are the same for every inventory.
static NAMES: LazyLock<Index> = LazyLock::new(|| {
    let named_in: Vec<(Language, DataLocale)> = NAMED_IN.into_iter().filter_map(read).collect();
    let concepts: Vec<Concept> = codes().map(|code| concept(code, &named_in)).collect();
    let mut index = Index::default();
    index.add_all(concepts.iter());
    index
});

/// Draws the names up before somebody waits for them.
pub fn prepare() {
    LazyLock::force(&NAMES);
}

pub(super) fn is_one(tag: &str) -> bool {
    is_code(tag) && cldr(tag, &langid!("en").into()).is_some()
}

/// Whether a language has this name or tag.
pub(super) fn has(words: &str) -> bool {
    NAMES.has(words) || regional(words).is_some()
}

pub(super) fn find(words: &str, beginnings: bool) -> Vec<Found> {
    let mut found = NAMES.find(words, None, beginnings);
    if let Some(tag) = regional(words) {
        let id = tag.to_string();
        let label = name(&id, &tag).unwrap_or_else(|| id.clone());
        found.insert(0, Found { id, kind: kind::LANGUAGE.to_owned(), label, closeness: Closeness::Exact });
    }
    found
}

/// A language's tag that says more than which language it is: `sv-FI`.
fn regional(words: &str) -> Option<Language> {
    words.parse::<Language>().ok().filter(|tag| tag.as_str() != tag.primary() && is_one(tag.primary()))
}

/// What a language is called in another, else in English; a regional form has its language's name.
pub(super) fn name(tag: &str, language: &Language) -> Option<String> {
    let primary = match tag.split('-').next()? {
        "nb" => "no",
        primary => primary,
    };
    if !is_code(primary) {
        return None;
    }
    let in_language = |tag: &str| cldr(primary, &tag.parse::<LanguageIdentifier>().ok()?.into());
    let own = match language.primary() {
        "nb" => in_language("no"),
        "nn" => in_language("nn").or_else(|| in_language("no")),
        primary => in_language(language.as_str()).or_else(|| in_language(primary)),
    };
    own.or_else(|| in_language("en"))
}

/// The codes of all languages that have a name in English.
fn codes() -> impl Iterator<Item = String> {
    let letters = || (b'a'..=b'z').map(char::from);
    let two = letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}")));
    let three = two.clone().flat_map(move |two| letters().map(move |c| format!("{two}{c}")));
    two.chain(three).filter(|code| is_one(code))
}

/// `und` stands for a language that is not known.
fn is_code(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.bytes().all(|letter| letter.is_ascii_lowercase()) && tag != "und"
}

fn concept(code: String, named_in: &[(Language, DataLocale)]) -> Concept {
    let own = read(&code);
    let named = named_in.iter().chain(&own);
    let labels = named.filter_map(|(tag, locale)| Some((tag.clone(), cldr(&code, locale)?))).collect();
    Concept { id: code, kind: kind::LANGUAGE.to_owned(), labels, ..Concept::default() }
}

fn read(tag: &str) -> Option<(Language, DataLocale)> {
    Some((tag.parse().ok()?, tag.parse::<LanguageIdentifier>().ok()?.into()))
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

    fn find(words: &str) -> Vec<Found> {
        super::find(words, true)
    }

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
        assert!(["FINSKA", "fi", "sv-FI"].into_iter().all(has) && !["juridik", "fin", ""].into_iter().any(has));
    }

    #[test]
    fn a_language_is_named_in_the_readers_language() {
        let named = |tag, reader| name(tag, &sample::language(reader));
        let finnish = |reader| named("fi", reader);
        let names = ["en", "sv", "fi", "sv-FI", "nb"].map(finnish);
        assert_eq!(names.each_ref().map(Option::as_deref), ["Finnish", "finska", "suomi", "finska", "finsk"].map(Some));
        assert_eq!(named("sv-FI", "en").as_deref(), Some("Swedish"));
        assert_eq!(named("nb", "en").as_deref(), Some("Norwegian"));
        assert_eq!(finnish("tlh").as_deref(), Some("Finnish"), "in English where nothing else is known");
        assert_eq!(named("ykl:33", "en"), None);
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
        assert!(!is_one("und") && !is_one("en-US"));
    }
}
