//! Tells a patron's language from his words: [`Recognise`] by lingua's models, which are part of the program.
//!
//! Measured on the sentences below (a development build): high accuracy takes 0.25 ms a sentence and 1 ms for the longest
//! text read, and about 85 MB, much of it pages of the program file; the low-accuracy mode takes two thirds of the time,
//! nearly the same memory, and is surely wrong four times as often. So high accuracy it is, where it matters.
//!
//! A sentence of some length in a language unlike its neighbours is certain at a glance, by lingua's low-accuracy mode,
//! which takes a quarter of the time at eighty letters; only where that is not certain a second look is taken.
//!
//! Lingua shares out certainty among all languages it knows, so that a plain English sentence gets 0.5 and twenty others
//! the rest. What is returned here is how far the best is ahead of the second, made smaller for a few letters only;
//! Norwegian's two written forms count as one.

use lingua::{LanguageDetector, LanguageDetectorBuilder};

use crate::desk::language::Language;
use crate::desk::need::Recognise;

/// Lingua's name for a language, and its BCP 47 tag.
const KNOWN: [(lingua::Language, &str); 18] = [
    (lingua::Language::Arabic, "ar"),
    (lingua::Language::Bokmal, "nb"),
    (lingua::Language::Danish, "da"),
    (lingua::Language::English, "en"),
    (lingua::Language::Estonian, "et"),
    (lingua::Language::Finnish, "fi"),
    (lingua::Language::French, "fr"),
    (lingua::Language::German, "de"),
    (lingua::Language::Italian, "it"),
    (lingua::Language::Nynorsk, "nn"),
    (lingua::Language::Persian, "fa"),
    (lingua::Language::Polish, "pl"),
    (lingua::Language::Russian, "ru"),
    (lingua::Language::Somali, "so"),
    (lingua::Language::Spanish, "es"),
    (lingua::Language::Swedish, "sv"),
    (lingua::Language::Turkish, "tr"),
    (lingua::Language::Ukrainian, "uk"),
];

/// Writing used by one language that the models do not know: first and last letter of a block.
const SCRIPTS: [(char, char, &str); 12] = [
    ('\u{3040}', '\u{30ff}', "ja"),
    ('\u{4e00}', '\u{9fff}', "zh"),
    ('\u{3400}', '\u{4dbf}', "zh"),
    ('\u{ac00}', '\u{d7af}', "ko"),
    ('\u{0370}', '\u{03ff}', "el"),
    ('\u{0590}', '\u{05ff}', "he"),
    ('\u{0e00}', '\u{0e7f}', "th"),
    ('\u{0530}', '\u{058f}', "hy"),
    ('\u{10a0}', '\u{10ff}', "ka"),
    ('\u{0b80}', '\u{0bff}', "ta"),
    ('\u{1780}', '\u{17ff}', "km"),
    ('\u{1200}', '\u{137f}', "am"),
];

/// First words too short for statistics that belong to one language all the same (`hej` belongs to three).
const GREETINGS: [(&str, &str); 12] = [
    ("hello", "en"),
    ("hi", "en"),
    ("hey", "en"),
    ("thanks", "en"),
    ("hejsan", "sv"),
    ("moi", "fi"),
    ("terve", "fi"),
    ("bonjour", "fr"),
    ("salut", "fr"),
    ("hola", "es"),
    ("привет", "ru"),
    ("привіт", "uk"),
];

const READ: usize = 500;
/// Letters from which the models' word is taken at its full weight.
const ENOUGH: f64 = 12.0;
/// Letters from which a glance is worth it.
const GLANCED_AT: usize = 24;
/// The share of the certainty from which a glance is believed without a second look.
const AT_A_GLANCE: f64 = 0.999;
/// Below this share of the certainty the best guess is as good as none.
const LEAST_SHARE: f64 = 0.20;
const OF_A_GREETING: f64 = 0.5;
const OF_A_SCRIPT: f64 = 0.95;

pub struct Tongue {
    detector: LanguageDetector,
    /// Looks at groups of three letters alone: a fraction of the work.
    glance: LanguageDetector,
}

impl Default for Tongue {
    fn default() -> Self {
        Tongue::new()
    }
}

impl Tongue {
    /// Models are read when a text first needs them: 4 ms once.
    pub fn new() -> Tongue {
        let known = KNOWN.map(|(name, _)| name);
        Tongue {
            detector: LanguageDetectorBuilder::from_languages(&known).build(),
            glance: LanguageDetectorBuilder::from_languages(&known).with_low_accuracy_mode().build(),
        }
    }

    /// The likeliest language with how far it is ahead of the next, the others with how far they are behind it.
    fn by_models(&self, words: &str, letters: usize) -> Vec<(&'static str, f64)> {
        let mut shares = Vec::new();
        if letters >= GLANCED_AT {
            shares = shares_by(&self.glance, words);
        }
        if shares.first().is_none_or(|(_, share)| *share < AT_A_GLANCE) {
            shares = shares_by(&self.detector, words);
        }
        let share = |place: usize| shares.get(place).map_or(0.0, |(_, share)| *share);
        let (best, second) = (share(0), share(1));
        if best < LEAST_SHARE {
            return Vec::new();
        }
        let weight = (letters as f64 / ENOUGH).min(1.0);
        let rival = |place: usize| if place == 0 { second } else { best };
        let sure =
            |(place, (tag, share)): (usize, &(&'static str, f64))| (*tag, weight * share / (share + rival(place)));
        shares.iter().enumerate().map(sure).collect()
    }
}

/// The languages by their share of the certainty, the likeliest first.
fn shares_by(detector: &LanguageDetector, words: &str) -> Vec<(&'static str, f64)> {
    let shares = detector.compute_language_confidence_values(words).into_iter();
    let known = |name| KNOWN.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag);
    let mut shares = shares.filter_map(|(name, share)| Some((known(name)?, share))).collect();
    count_norwegian_once(&mut shares);
    shares
}

impl Recognise for Tongue {
    fn languages(&self, text: &str) -> Vec<(Language, f64)> {
        let read: String = text.chars().take(READ).collect();
        let words: Vec<&str> = read.split_whitespace().filter(|word| is_speech(word)).collect();
        let words = words.join(" ");
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        let certain = greeting(&words).or_else(|| by_script(&words, letters));
        let found = certain.map_or_else(|| self.by_models(&words, letters), |one| vec![one]);
        found.into_iter().filter_map(|(tag, sure)| Some((tag.parse().ok()?, sure))).collect()
    }
}

/// Addresses, links and numbers are in no language.
fn is_speech(word: &str) -> bool {
    !word.contains("://")
        && !word.contains('@')
        && !word.starts_with("www.")
        && !word.contains(|c: char| c.is_numeric())
}

fn greeting(words: &str) -> Option<(&'static str, f64)> {
    let word = words.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    GREETINGS.iter().find(|(greeting, _)| *greeting == word).map(|(_, tag)| (*tag, OF_A_GREETING))
}

/// Japanese is written with Chinese letters too, so a tenth of its own is enough; the others need half of the letters.
fn by_script(words: &str, letters: usize) -> Option<(&'static str, f64)> {
    let written_in = |tag: &str| {
        let blocks = SCRIPTS.iter().filter(|(_, _, of)| *of == tag);
        let belongs = |c: char| blocks.clone().any(|(first, last, _)| (*first..=*last).contains(&c));
        words.chars().filter(|c| c.is_alphabetic() && belongs(*c)).count()
    };
    SCRIPTS
        .iter()
        .map(|(_, _, tag)| *tag)
        .find(|tag| {
            let own = written_in(tag);
            own > 0 && own * if *tag == "ja" { 10 } else { 2 } >= letters
        })
        .map(|tag| (tag, OF_A_SCRIPT))
}

/// Lingua gives shares in falling order: the second of Norwegian's forms is no rival of the first.
fn count_norwegian_once(shares: &mut Vec<(&'static str, f64)>) {
    let is_norwegian = |tag: &str| matches!(tag, "nb" | "nn");
    let likelier = shares.iter().map(|(tag, _)| *tag).find(|tag| is_norwegian(tag));
    shares.retain(|(tag, _)| !is_norwegian(tag) || Some(*tag) == likelier);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the desk uses them: `SURE` and `LIKELY` of `desk::need`.
    const SURE: f64 = 0.65;
    const LIKELY: f64 = 0.45;

    const SAID: [(&str, &str); 124] = [
        ("sv", "Hej, har ni öppet på lördag?"),
        ("sv", "hej"),
        ("sv", "Jag söker en bok om svensk rättshistoria"),
        ("sv", "kan man låna e-böcker hos er"),
        ("sv", "Tack så mycket!"),
        ("sv", "Hur länge får jag låna en bok?"),
        ("sv", "Var hittar jag statistik om befolkningen i Malmö?"),
        ("sv", "vad heter den där filmen med pippi"),
        ("fi", "Hei, onko kirjasto auki lauantaina?"),
        ("fi", "moi"),
        ("fi", "Etsin kirjaa Suomen oikeushistoriasta"),
        ("fi", "Miten uusin lainani?"),
        ("fi", "Kiitos avusta!"),
        ("fi", "Voinko varata tilan ryhmätyöhön?"),
        ("en", "Hi, are you open on Saturday?"),
        ("en", "hi"),
        ("en", "Hello"),
        ("en", "I am looking for a book about Swedish law"),
        ("en", "how do I renew my loans"),
        ("en", "Thanks a lot!"),
        ("en", "Can I borrow a laptop?"),
        ("en", "Do you have the new Stephen King?"),
        ("nb", "Hei, har dere åpent på lørdag?"),
        ("nb", "Jeg leter etter en bok om norsk historie"),
        ("nb", "Hvordan fornyer jeg lånene mine?"),
        ("nb", "Kan jeg få hjelp til å finne artikler?"),
        ("nb", "Tusen takk for hjelpen!"),
        ("nb", "Hvor lenge kan jeg låne en bok?"),
        ("da", "Hej, har I åbent på lørdag?"),
        ("da", "Jeg leder efter en bog om dansk historie"),
        ("da", "Hvordan fornyer jeg mine lån?"),
        ("da", "Kan I hjælpe mig med at finde artikler?"),
        ("da", "Mange tak for hjælpen!"),
        ("da", "Hvor længe må jeg låne en bog?"),
        ("de", "Hallo, haben Sie am Samstag geöffnet?"),
        ("de", "Ich suche ein Buch über deutsches Recht"),
        ("de", "Wie kann ich meine Ausleihe verlängern?"),
        ("de", "Vielen Dank!"),
        ("de", "Gibt es bei euch einen Drucker?"),
        ("fr", "Bonjour, êtes-vous ouverts samedi ?"),
        ("fr", "Je cherche un livre sur le droit suédois"),
        ("fr", "Comment prolonger mes emprunts ?"),
        ("fr", "merci beaucoup"),
        ("fr", "Où puis-je trouver des articles de journaux ?"),
        ("es", "Hola, ¿abren el sábado?"),
        ("es", "Busco un libro sobre derecho sueco"),
        ("es", "cómo renuevo mis préstamos"),
        ("es", "Muchas gracias"),
        ("es", "¿Tienen libros en español para niños?"),
        ("ru", "Здравствуйте, вы открыты в субботу?"),
        ("ru", "Ищу книгу по истории Швеции"),
        ("ru", "Как продлить книги?"),
        ("ru", "Спасибо!"),
        ("ru", "Есть ли у вас книги на русском языке?"),
        ("uk", "Добрий день, ви відкриті в суботу?"),
        ("uk", "Шукаю книгу українською для дитини"),
        ("uk", "Як продовжити термін?"),
        ("uk", "Дякую за допомогу"),
        ("ar", "مرحبا، هل المكتبة مفتوحة يوم السبت؟"),
        ("ar", "أبحث عن كتاب عن القانون السويدي"),
        ("ar", "كيف أجدد الكتب؟"),
        ("ar", "شكرا"),
        ("so", "Salaan, maktabaddu ma furan tahay Sabtida?"),
        ("so", "Waxaan raadinayaa buug ku saabsan sharciga"),
        ("so", "Sidee ayaan u cusboonaysiin karaa buugaagta?"),
        ("so", "Mahadsanid"),
        ("so", "Ma haysaan buugaag af Soomaali ah?"),
        ("fa", "سلام، کتابخانه شنبه باز است؟"),
        ("pl", "Szukam książki o historii Szwecji"),
        ("tr", "Kütüphane cumartesi günü açık mı?"),
        ("it", "Cerco un libro sul diritto svedese"),
        ("et", "Otsin raamatut Eesti ajaloost"),
        ("sv", "hejsan"),
        ("sv", "Hej! Jag undrar hur jag förnyar mina lån"),
        ("sv", "har ni kurslitteratur i juridik"),
        ("sv", "skrivare"),
        ("sv", "Finns boken inne?"),
        ("sv", "jag behöver hjälp med källor till min uppsats"),
        ("sv", "Öppettider i jul?"),
        ("sv", "var ligger biblioteket"),
        ("sv", "hittar inte boken jag reserverade"),
        ("sv", "Är du en robot?"),
        ("fi", "Hei! Milloin avaatte?"),
        ("fi", "Tarvitsen apua lähteiden etsimisessä"),
        ("fi", "onko teillä suomenkielisiä kirjoja"),
        ("fi", "Mistä löydän lakikirjat?"),
        ("en", "hello there"),
        ("en", "when do you open"),
        ("en", "I need help finding sources for my thesis"),
        ("en", "can i print here?"),
        ("en", "where is the nearest library"),
        ("en", "is the book in?"),
        ("en", "My card does not work"),
        ("en", "Are you a robot?"),
        ("nb", "når åpner dere i morgen"),
        ("nb", "Jeg finner ikke boka jeg reserverte"),
        ("nb", "Har dere pensumbøker i jus?"),
        ("nb", "Takk"),
        ("da", "hvornår åbner I i morgen"),
        ("da", "Jeg kan ikke finde den bog jeg har reserveret"),
        ("da", "Har I pensumbøger i jura?"),
        ("de", "wann öffnen Sie morgen"),
        ("de", "Ich brauche Hilfe bei meiner Hausarbeit"),
        ("de", "Kann ich hier drucken?"),
        ("fr", "à quelle heure ouvrez-vous demain"),
        ("fr", "J'ai besoin d'aide pour ma thèse"),
        ("fr", "Bonjour"),
        ("es", "a qué hora abren mañana"),
        ("es", "Necesito ayuda para encontrar artículos"),
        ("ru", "во сколько вы открываетесь завтра"),
        ("ru", "Мне нужна помощь"),
        ("uk", "о котрій ви відкриваєтесь завтра"),
        ("uk", "Мені потрібна допомога з пошуком"),
        ("ar", "متى تفتحون غدا"),
        ("ar", "أحتاج مساعدة في البحث عن مصادر"),
        ("so", "Goorma ayaad furaysaan berri"),
        ("so", "Waxaan u baahanahay caawimaad"),
        ("et", "Kas raamatukogu on laupäeval avatud?"),
        ("nn", "Eg leitar etter ei bok om norsk historie"),
        ("zh", "你好"),
        ("zh", "图书馆星期六开门吗？"),
        ("ja", "図書館は土曜日に開いていますか"),
        ("ko", "도서관은 토요일에 여나요?"),
        ("el", "Είναι ανοιχτή η βιβλιοθήκη;"),
    ];

    fn told(tongue: &Tongue, text: &str) -> (String, f64) {
        let likeliest = tongue.languages(text).into_iter().next();
        likeliest.map_or((String::new(), 0.0), |(language, sure)| (language.to_string(), sure))
    }

    #[test]
    fn what_patrons_write_is_recognised_and_what_is_not_sure_is_not_said_to_be() {
        let tongue = Tongue::new();
        let (mut surely, mut likely, mut wrong) = (0, 0, Vec::new());
        for (tag, text) in SAID {
            let (told, sure) = told(&tongue, text);
            let right = told.parse::<Language>().is_ok_and(|told| told.serves(&tag.parse().expect("a tag")));
            if !right && sure >= LIKELY {
                wrong.push((text, told, sure));
            } else if right {
                surely += usize::from(sure >= SURE);
                likely += usize::from(sure >= LIKELY);
            }
        }
        assert!(wrong.iter().all(|(_, _, sure)| *sure < SURE), "{wrong:?}");
        assert!(wrong.len() <= 5, "{wrong:?}");
        assert!(surely * 100 >= SAID.len() * 83, "{surely} of {}", SAID.len());
        assert!(likely * 100 >= SAID.len() * 92, "{likely} of {}", SAID.len());
    }

    #[test]
    fn what_is_no_language_is_not_taken_for_one() {
        let tongue = Tongue::new();
        for text in [
            "",
            " ",
            "?",
            "ok",
            "lol",
            "hej",
            "PDF",
            "12345",
            "978-91-0-012345-6",
            "ISBN 978-91-0-012345-6",
            "🙂🙂🙂",
            "https://example.org/en/the-book",
            "anna@example.org",
            "asdf asdf",
            "\u{0}\u{202e}\u{301}",
        ] {
            let (told, sure) = told(&tongue, text);
            assert!(sure < LIKELY, "{text:?}: {told} {sure}");
        }
    }

    #[test]
    fn what_is_believed_at_a_glance_is_right() {
        let tongue = Tongue::new();
        let (mut glanced, mut wrong) = (0, Vec::new());
        for (tag, text) in SAID {
            let told = shares_by(&tongue.glance, text).into_iter().next();
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            if let Some((told, share)) = told.filter(|(_, share)| letters >= GLANCED_AT && *share >= AT_A_GLANCE) {
                glanced += 1;
                if told != tag {
                    wrong.push((text, told, share));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(glanced * 3 >= SAID.len(), "{glanced} of {}", SAID.len());
    }

    #[test]
    fn a_greeting_is_likely_but_not_sure() {
        let (told, sure) = told(&Tongue::new(), " Hello! ");
        assert_eq!(told, "en");
        assert!((LIKELY..SURE).contains(&sure));
    }

    #[test]
    fn no_more_is_read_than_the_beginning() {
        let text = "Jag söker en bok om svensk rättshistoria. ".repeat(12) + &"Ich suche ein Buch. ".repeat(100_000);
        let (told, sure) = told(&Tongue::new(), &text);
        assert_eq!(told, "sv");
        assert!(sure >= SURE);
    }
}
