//! Finnish inflection, which changes stems themselves and not only what follows them: `lupa`, `luvat`; `nainen`,
//! `naisten`; `kirjallisuus`, `kirjallisuutta`.
//!
//! Snowball's algorithm takes endings off but leaves those changes, so that a label in the plural and a patron's
//! partitive seldom meet. Here a word is brought back to every *base* it may be a form of: the stem to which the
//! plural's `-t` is added (`kirja-t`, `luva-t`, `naise-t`), the form of labels in Finnish vocabularies. Most bases of a
//! word are no words at all; those that are some label's are, nearly always, the right ones.

use std::collections::BTreeSet;

fn vowel(c: char) -> bool {
    "aeiouyåäö".contains(c)
}

fn longer_than(text: &str, characters: usize) -> bool {
    text.chars().nth(characters).is_some()
}

fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

/// Particles and possessives at the very end of a word.
const TAILS: [&str; 17] = [
    "ko", "kö", "kin", "kaan", "kään", "han", "hän", "pa", "pä", "ni", "si", "nsa", "nsä", "mme", "nne", "kohan",
    "köhän",
];

/// Endings after the base itself.
const SINGULAR: [&str; 23] = [
    "n", "t", "a", "ä", "ta", "tä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "na", "nä", "ksi",
    "tta", "ttä", "seen", "den", "ne",
];

/// Endings after the plural's vowel.
const PLURAL: [&str; 24] = [
    "issa", "issä", "ista", "istä", "illa", "illä", "ilta", "iltä", "ille", "ina", "inä", "iksi", "ia", "iä", "ita",
    "itä", "ien", "iin", "ihin", "isiin", "iden", "itten", "in", "itta",
];

/// The base of a label's word, in the plural or the singular.
pub fn base(word: &str) -> String {
    if let Some(base) = word.strip_suffix('t')
        && base.ends_with(vowel)
        && longer_than(base, 1)
    {
        return base.to_owned();
    }
    let mut bases = BTreeSet::new();
    nominative(word, &mut bases);
    // The first is what the word's end tells best.
    bases.into_iter().min().map(|(_, base)| base).unwrap_or_else(|| word.to_owned())
}

/// All bases a word may be a form of.
pub fn bases(word: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut forms = vec![word.to_owned()];
    for tail in TAILS {
        if let Some(form) = word.strip_suffix(tail).filter(|form| longer_than(form, 3)) {
            forms.push(form.to_owned());
        }
    }
    // kirjassaan, kirjoistaan.
    if let Some(form) = word.strip_suffix('n')
        && let (Some(c), Some(kept)) = (last(form), form.char_indices().next_back().map(|(at, _)| &form[..at]))
        && vowel(c)
        && kept.ends_with(c)
        && longer_than(kept, 4)
    {
        forms.push(kept.to_owned());
    }
    for form in &forms {
        let mut raw = BTreeSet::new();
        nominative(form, &mut raw);
        found.extend(raw.into_iter().map(|(_, base)| base));
        inflected(form, &mut found);
    }
    // kieli is kiele-t in the plural; a label in the singular does not show it.
    let singular = |base: &String| {
        let kept = base.strip_suffix('e').filter(|kept| !kept.ends_with(vowel))?;
        Some(format!("{kept}i"))
    };
    let singular: Vec<String> = found.iter().filter_map(singular).collect();
    found.extend(singular);
    found.retain(|base| longer_than(base, 1));
    found
}

/// Bases of a word in the nominative singular, with how far they are to be believed (0 most).
fn nominative(word: &str, into: &mut BTreeSet<(u8, String)>) {
    let mut put = |order: u8, base: String| {
        into.insert((order, base));
    };
    let cut = |end: &str| word.strip_suffix(end);
    if let Some(kept) = cut("nen") {
        put(0, format!("{kept}se"));
    } else if let Some(kept) = cut("uus").or_else(|| cut("yys")) {
        let v = if word.ends_with("uus") { "uu" } else { "yy" };
        put(0, format!("{kept}{v}de"));
    } else if let Some(kept) = word.strip_suffix('s') {
        let c = last(kept).unwrap_or('a');
        match c {
            'u' | 'y' => {
                // rakkaus, rakkaude-t; tutkimus, tutkimukse-t.
                let open = ["au", "eu", "ey"].iter().any(|end| kept.ends_with(end));
                put(u8::from(open), format!("{kept}kse"));
                put(u8::from(!open), format!("{kept}de"));
            }
            'a' | 'ä' => {
                let long = format!("{kept}{c}");
                strong(&long, &mut |base| put(1, base));
                put(0, long);
                put(1, format!("{kept}kse"));
            }
            'i' => {
                put(0, format!("{kept}kse"));
                put(1, format!("{kept}i"));
            }
            _ if kept.ends_with("mie") => put(0, format!("{kept}he")),
            _ => put(0, format!("{kept}kse")),
        }
        put(2, format!("{word}i"));
    } else if let Some(kept) = cut("in") {
        put(0, format!("{kept}ime"));
        strong(&format!("{kept}ime"), &mut |base| put(1, base));
        put(1, format!("{word}i"));
    } else if let Some(kept) = cut("ton").or_else(|| cut("tön")) {
        put(0, format!("{kept}{}", if word.ends_with("ton") { "ttoma" } else { "ttömä" }));
    } else if word.ends_with('e') {
        // tiede, tietee-t: with the strong grade, where there is one.
        strong(&format!("{word}e"), &mut |base| put(0, base));
        put(1, format!("{word}e"));
        put(2, word.to_owned());
    } else if let Some(kept) = word.strip_suffix('i') {
        put(0, weak(word));
        put(1, word.to_owned());
        put(2, format!("{kept}e"));
        put(2, weak(&format!("{kept}e")));
        if let Some(kept) = kept.strip_suffix('s') {
            put(2, format!("{kept}de"));
        }
    } else if let Some(kept) = cut("ut").or_else(|| cut("yt")) {
        put(0, format!("{kept}ee"));
        put(1, format!("{word}i"));
    } else if word.ends_with(vowel) {
        put(0, weak(word));
        put(1, word.to_owned());
    } else {
        put(0, format!("{word}i"));
    }
}

fn inflected(word: &str, into: &mut BTreeSet<String>) {
    let mut put = |base: &str| {
        if base.ends_with(vowel) && longer_than(base, 1) {
            into.insert(weak(base));
            // Internetissä: the t is not the plural's, but the label ends in it all the same.
            if let Some(loan) = base.strip_suffix("ti").filter(|loan| loan.ends_with('e')) {
                into.insert(loan.to_owned());
            }
            into.insert(base.to_owned());
        }
    };
    for ending in SINGULAR {
        // Short stems seldom have the rare essive, and long ones that look like it are many: laina.
        let least = if matches!(ending, "na" | "nä") { 3 } else { 1 };
        if let Some(kept) = word.strip_suffix(ending).filter(|kept| longer_than(kept, least)) {
            put(kept);
            // Stems in a consonant: kirjallisuut-ta, tutkimus-ta, nais-ta, nuor-ta, puhelin-ta, vet-tä.
            if matches!(ending, "ta" | "tä" | "na" | "nä") {
                consonant(kept, &mut put);
            }
            if matches!(ending, "tta" | "ttä") && kept.ends_with('e') {
                let long = format!("{kept}e");
                strong(&long, &mut |base| put(&base));
                put(&long);
            }
        }
    }
    // Into: the last vowel again, or between h.
    if let Some(kept) = word.strip_suffix('n')
        && let Some((at, c)) = kept.char_indices().next_back()
        && vowel(c)
    {
        let before = &kept[..at];
        if before.ends_with(c) {
            put(before);
        }
        if let Some(before) = before.strip_suffix('h').filter(|before| before.ends_with(c)) {
            put(before);
        }
    }
    // Genitive plural from a consonant stem: nais-ten, nuor-ten, tutkimus-ten.
    if let Some(kept) = word.strip_suffix("ten") {
        consonant(kept, &mut put);
    }
    for ending in PLURAL {
        let Some(kept) = word.strip_suffix(ending) else { continue };
        plural(kept, &mut put);
    }
    // Partitive and genitive plural in j: kirjo-ja, kirjo-jen, muote-ja.
    for ending in ["ja", "jä", "jen"] {
        if let Some(kept) = word.strip_suffix(ending) {
            plural(kept, &mut put);
        }
    }
}

/// Bases of a stem in a consonant.
fn consonant(stem: &str, put: &mut dyn FnMut(&str)) {
    for (end, base) in [
        ("uut", "uude"),
        ("yyt", "yyde"),
        ("ut", "ude"),
        ("yt", "yde"),
        ("et", "ede"),
        ("us", "ukse"),
        ("ys", "ykse"),
        ("os", "okse"),
        ("ös", "ökse"),
        ("is", "ise"),
        ("is", "ikse"),
        ("as", "aa"),
        ("as", "akse"),
        ("as", "apse"),
        ("as", "ase"),
        ("äs", "ää"),
        ("ies", "iehe"),
        ("in", "ime"),
        ("ton", "ttoma"),
        ("tön", "ttömä"),
        ("r", "re"),
        ("l", "le"),
        ("n", "ne"),
    ] {
        if let Some(kept) = stem.strip_suffix(end) {
            put(&format!("{kept}{base}"));
        }
    }
}

/// Bases of what stands before the plural's i.
fn plural(stem: &str, put: &mut dyn FnMut(&str)) {
    if !longer_than(stem, 1) {
        return;
    }
    let front = stem.chars().any(|c| "yäö".contains(c)) && !stem.chars().any(|c| "aou".contains(c));
    if stem.ends_with(vowel) {
        put(stem);
        if let Some(kept) = stem.strip_suffix('o') {
            put(&format!("{kept}a"));
        }
        if let Some(kept) = stem.strip_suffix('ö') {
            put(&format!("{kept}ä"));
        }
        if let Some(kept) = stem.strip_suffix('e') {
            put(&format!("{kept}i"));
        }
        // huone-issa of huonee-t, ma-issa of maa-t.
        if let Some(c) = last(stem) {
            put(&format!("{stem}{c}"));
        }
    } else {
        put(&format!("{stem}e"));
        put(&format!("{stem}{}", if front { 'ä' } else { 'a' }));
        // After j and v a mixed word may have either: kynttilöitä, päiviä; sydämiä.
        put(&format!("{stem}{}", if front { 'a' } else { 'ä' }));
        put(&format!("{stem}i"));
        // vuosi-a of vuode-t, parsi-a of parre-t; kirjallisuuksi-en, oikeuksi-a.
        for (end, base) in [("rs", "rre"), ("ns", "nne"), ("ls", "lle"), ("s", "de")] {
            if let Some(kept) = stem.strip_suffix(end) {
                put(&format!("{kept}{base}"));
                break;
            }
        }
        for (end, base) in [("uuks", "uude"), ("yyks", "yyde"), ("uks", "ude"), ("yks", "yde")] {
            if let Some(kept) = stem.strip_suffix(end) {
                put(&format!("{kept}{base}"));
            }
        }
    }
}

/// The base in its weak grade, which closes the syllable before the plural's -t: `luva` of `lupa`.
fn weak(base: &str) -> String {
    let Some((stem, end)) = before_last_vowel(base) else { return base.to_owned() };
    for (strong, weak) in
        [("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("mp", "mm"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr")]
    {
        if let Some(kept) = stem.strip_suffix(strong) {
            return format!("{kept}{weak}{end}");
        }
    }
    if stem.ends_with("st") || stem.ends_with("sk") || stem.ends_with("tk") || stem.ends_with("sp") {
        return base.to_owned();
    }
    if let Some(kept) = stem.strip_suffix('k').filter(|kept| longer_than(kept, 1)) {
        let between = (kept.ends_with('u') && end == "u") || (kept.ends_with('y') && end == "y");
        if kept.ends_with(vowel) {
            return if between { format!("{kept}v{end}") } else { format!("{kept}{end}") };
        }
        if (kept.ends_with('l') || kept.ends_with('r') || kept.ends_with('h')) && end == "e" {
            return format!("{kept}j{end}");
        }
        if kept.ends_with('l') || kept.ends_with('r') {
            return format!("{kept}{end}");
        }
    }
    for (strong, weak) in [('p', 'v'), ('t', 'd')] {
        if let Some(kept) = stem.strip_suffix(strong)
            && kept.ends_with(|c: char| vowel(c) || "lrh".contains(c))
        {
            return format!("{kept}{weak}{end}");
        }
    }
    base.to_owned()
}

/// The base in its strong grade, for words whose plural has it: `osoittee-t` of `osoite`.
fn strong(base: &str, put: &mut dyn FnMut(String)) {
    let stem = base.strip_suffix("ime").unwrap_or(base).trim_end_matches(vowel);
    let end = &base[stem.len()..];
    for (weak, strong) in [
        ("ng", "nk"),
        ("mm", "mp"),
        ("nn", "nt"),
        ("ll", "lt"),
        ("rr", "rt"),
        ("k", "kk"),
        ("p", "pp"),
        ("t", "tt"),
        ("v", "p"),
        ("d", "t"),
    ] {
        if let Some(kept) = stem.strip_suffix(weak).filter(|kept| longer_than(kept, 0)) {
            put(format!("{kept}{strong}{end}"));
        }
    }
}

fn before_last_vowel(base: &str) -> Option<(&str, &str)> {
    let (at, c) = base.char_indices().next_back()?;
    (vowel(c) && at > 0).then(|| base.split_at(at))
}

/// A Snowball stem brought to one form for most cases and numbers; coarser than [`bases`].
pub fn key(stem: &str) -> String {
    let mut key = String::with_capacity(stem.len());
    for c in stem.chars() {
        if vowel(c) || !key.ends_with(c) {
            key.push(c);
        }
    }
    // -us, -uden, -utta, -uksen; -ös, -öksen; -inen, -isen; the plural's -ja.
    let endings: [(&str, &[&str]); 3] =
        [("uyö", &["ks", "s", "d", "t"]), ("i", &["st", "n", "s"]), ("aeiouyäö", &["j"])];
    let kept = endings.iter().find_map(|(before, endings)| {
        let kept = endings.iter().find_map(|ending| key.strip_suffix(ending))?;
        (longer_than(kept, 3) && kept.ends_with(|c| before.contains(c))).then_some(kept.len())
    });
    key.truncate(kept.unwrap_or(key.len()));
    let short = key.trim_end_matches(vowel);
    if longer_than(short, 2) {
        key.truncate(short.len());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_the_base_of_its_plural() {
        for (label, forms) in [
            ("kirjat", "kirja kirjan kirjaa kirjaan kirjassa kirjoja kirjojen kirjoista kirjoihin kirjani kirjassaan"),
            ("luvat", "lupa luvan lupaa lupia luvista lupaan luvitta"),
            ("kuvat", "kuva kuvia kuvien kuvissa"),
            ("kirjallisuus", "kirjallisuuden kirjallisuutta kirjallisuudesta kirjallisuuteen"),
            ("tutkimus", "tutkimuksen tutkimusta tutkimuksia tutkimuksista tutkimusten"),
            ("naiset", "nainen naisen naista naisten naisia naisille"),
            ("nuoret", "nuori nuoren nuorta nuorten nuoria"),
            ("lapset", "lapsi lapsen lasta lapsia lapsille lapsien lasten"),
            ("lait", "laki lain lakia laista laissa lakien laeista"),
            ("osoitteet", "osoite osoitetta osoitteen osoitteita osoitteista"),
            ("historia", "historian historiaa historiasta"),
            ("muoti", "muodin muotia muodista"),
            ("Internet", "internetissä internetistä"),
            ("puhelimet", "puhelin puhelinta puhelimia puhelimen"),
            ("miehet", "mies miehen miesten miehiä"),
            ("ruoat", "ruoka ruokaa ruoan ruokia"),
            ("jälkihuolto", "jälkihuollosta jälkihuoltoa"),
            ("sodat", "sota sotaa sotien sodissa"),
            ("suvut", "suku suvun sukua sukuja"),
            ("kielet", "kieli kieltä kielten kielen"),
            ("kieli", "kieli kieltä kielten kielen"),
            ("rakkaus", "rakkauden rakkautta rakkaudesta"),
            ("oikeudet", "oikeus oikeuksia oikeuden"),
            ("lääketiede", "lääketieteen lääketiedettä lääketieteeseen"),
            ("sortovuodet", "sortovuosista sortovuosi sortovuoden"),
        ] {
            let base = base(&label.to_lowercase());
            let missed: Vec<_> = forms.split(' ').filter(|form| !bases(form).contains(&base)).collect();
            assert!(missed.is_empty(), "{label} ({base}): {missed:?}");
        }
    }
}
