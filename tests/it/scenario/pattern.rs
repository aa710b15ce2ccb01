//! What a scenario expects of a stanza, and whether a stanza is that. A pattern is an element of which all that
//! is written must be there; what is not written may be anything. Values are exact but for `…` (anything, also
//! nothing) and `{name}` (something, the same wherever the name stands). `<without>` holds what must not be there.

use std::collections::BTreeMap;

use minidom::Element;

use crate::client::{parse, xml};

/// What the names of a scenario stand for so far.
pub type Bindings = BTreeMap<String, String>;

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Exactly(&'a str),
    Anything,
    Named(&'a str),
}

/// Whether the stanza fits; with the bindings it adds.
pub fn fits(pattern: &Element, stanza: &Element, bindings: &Bindings) -> Option<Bindings> {
    if !stanza.is(pattern.name(), pattern.ns().as_str()) {
        return None;
    }
    let mut bindings = bindings.clone();
    for ((namespace, name), value) in pattern.attrs().iter() {
        let given = stanza.attrs().get(namespace, name)?;
        bindings = value_fits(&pieces(value), given, Some('/'), &bindings)?;
    }
    let text = pattern.text();
    if !text.trim().is_empty() {
        bindings = value_fits(&pieces(text.trim()), stanza.text().trim(), None, &bindings)?;
    }
    let (unwanted, wanted): (Vec<_>, Vec<_>) = pattern.children().partition(|child| child.name() == "without");
    let bindings = children_fit(&wanted, &stanza.children().collect::<Vec<_>>(), &bindings)?;
    let refused = |absent: &Element| stanza.children().any(|child| fits(absent, child, &bindings).is_some());
    let spoilt = unwanted.iter().flat_map(|without| without.children()).any(refused);
    (!spoilt).then_some(bindings)
}

/// Each wanted child has one of its own among those given, in any order.
fn children_fit(wanted: &[&Element], given: &[&Element], bindings: &Bindings) -> Option<Bindings> {
    let Some((first, rest)) = wanted.split_first() else { return Some(bindings.clone()) };
    given.iter().enumerate().find_map(|(index, child)| {
        let bindings = fits(first, child, bindings)?;
        let others = [&given[..index], &given[index + 1..]].concat();
        children_fit(rest, &others, &bindings)
    })
}

/// The template with all names replaced by what they stand for; the name that stands for nothing, if there is one.
pub fn fill(template: &Element, bindings: &Bindings) -> Result<Element, String> {
    let mut filled = String::new();
    for piece in pieces(&xml(template)) {
        match piece {
            Piece::Exactly(text) => filled.push_str(text),
            Piece::Anything => filled.push('…'),
            Piece::Named(name) => filled.push_str(&escape(bindings.get(name).ok_or(name)?)),
        }
    }
    parse(&filled).map_err(|error| error.to_string())
}

pub fn escape(text: &str) -> String {
    let mut escaped = text.replace('&', "&amp;");
    for (plain, entity) in [("<", "&lt;"), (">", "&gt;"), ("'", "&apos;"), ("\"", "&quot;")] {
        escaped = escaped.replace(plain, entity);
    }
    escaped
}

fn pieces(value: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut rest, mut exact) = (value, 0);
    while let Some(character) = rest[exact..].chars().next() {
        let special = match character {
            '…' => Some((Piece::Anything, character.len_utf8())),
            '{' => name(&rest[exact + 1..]).map(|name| (Piece::Named(name), name.len() + 2)),
            _ => None,
        };
        let Some((piece, length)) = special else {
            exact += character.len_utf8();
            continue;
        };
        if exact > 0 {
            pieces.push(Piece::Exactly(&rest[..exact]));
        }
        pieces.push(piece);
        (rest, exact) = (&rest[exact + length..], 0);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Exactly(rest));
    }
    pieces
}

/// The name before the next `}`; other braces are only braces.
fn name(text: &str) -> Option<&str> {
    let name = &text[..text.find('}')?];
    let plain = |character: char| character.is_alphanumeric() || "._-".contains(character);
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// A new name takes at least one character, and never `border`, so that `{room}/{nick}` means what it says.
fn value_fits(pieces: &[Piece<'_>], value: &str, border: Option<char>, bindings: &Bindings) -> Option<Bindings> {
    let Some((first, rest)) = pieces.split_first() else {
        return value.is_empty().then(|| bindings.clone());
    };
    let ends = || value.char_indices().map(|(index, _)| index).chain([value.len()]);
    match first {
        Piece::Exactly(text) => value_fits(rest, value.strip_prefix(text)?, border, bindings),
        Piece::Anything => ends().find_map(|end| value_fits(rest, &value[end..], border, bindings)),
        Piece::Named(name) => match bindings.get(*name) {
            Some(known) => value_fits(rest, value.strip_prefix(known.as_str())?, border, bindings),
            None => ends()
                .skip(1)
                .take_while(|end| border.is_none_or(|border| !value[..*end].contains(border)))
                .find_map(|end| {
                    let mut bindings = bindings.clone();
                    bindings.insert((*name).to_owned(), value[..end].to_owned());
                    value_fits(rest, &value[end..], border, &bindings)
                }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitting(pattern: &str, stanza: &str) -> Option<Bindings> {
        fits(&parse(pattern).expect("XML"), &parse(stanza).expect("XML"), &Bindings::new())
    }

    const LINE: &str = "<message from='ask.7k@ref.localhost/Anna' id='1' type='groupchat' xml:lang='sv'>\
        <body>Hej Dora, tåget går 10:15.</body><x xmlns='a'><status code='110'/><status code='100'/></x></message>";

    #[test]
    fn what_is_not_written_may_be_anything() {
        assert!(fitting("<message/>", LINE).is_some());
        assert!(fitting("<message id='1'><body/></message>", LINE).is_some());
        assert!(fitting("<message xml:lang='sv'><x xmlns='a'><status code='100'/></x></message>", LINE).is_some());
    }

    #[test]
    fn what_is_written_must_be_there() {
        for wrong in [
            "<presence/>",
            "<message id='2'/>",
            "<message to='anna'/>",
            "<message><x xmlns='b'/></message>",
            "<message><subject/></message>",
            "<message><body>Hej</body></message>",
            "<message><x xmlns='a'><status code='110'/><status code='110'/></x></message>",
        ] {
            assert!(fitting(wrong, LINE).is_none(), "{wrong}");
        }
    }

    #[test]
    fn dots_stand_for_anything() {
        assert!(fitting("<message from='ask.…@ref.localhost/…'><body>Hej…10:15.…</body></message>", LINE).is_some());
        assert!(fitting("<message><body>…10:16…</body></message>", LINE).is_none());
    }

    #[test]
    fn a_name_takes_what_it_meets_and_keeps_it() {
        let pattern = "<message from='{room}/{nick}'><body>Hej {who}, {what}.</body></message>";
        let bindings = fitting(pattern, LINE).expect("it fits");
        let bound: Vec<_> = ["room", "nick", "who", "what"].map(|name| bindings[name].as_str()).into();
        assert_eq!(bound, ["ask.7k@ref.localhost", "Anna", "Dora", "tåget går 10:15"]);

        let again = parse("<message from='{room}/{nick}'/>").expect("XML");
        let other = parse("<message from='ask.8m@ref.localhost/Anna'/>").expect("XML");
        assert!(fits(&again, &other, &bindings).is_none());
    }

    #[test]
    fn a_name_looks_further_when_its_first_find_does_not_lead_on() {
        let pattern = "<p><i jid='{who}'/><i jid='{who}' role='none'/></p>";
        assert!(fitting(pattern, "<p><i jid='a'/><i jid='b'/><i jid='b' role='none'/></p>").is_some());
        assert!(fitting(pattern, "<p><i jid='a'/><i jid='b' role='none'/></p>").is_none());
    }

    #[test]
    fn without_means_it_must_not_be_there() {
        assert!(fitting("<message><without><subject/></without></message>", LINE).is_some());
        assert!(fitting("<message><without><subject/><body>…tåget…</body></without></message>", LINE).is_none());
    }

    #[test]
    fn names_are_filled_in_and_their_absence_is_told() {
        let template = parse("<message to='{room}'><body>{a {word} {b}</body></message>").expect("XML");
        let bindings = Bindings::from([("room".into(), "r@h".into()), ("word".into(), "<&'>".into())]);
        assert_eq!(fill(&template, &bindings), Err("b".into()));
        let bindings = bindings.into_iter().chain([("b".into(), "!".into())]).collect();
        let filled = fill(&template, &bindings).expect("all names are known");
        assert_eq!(filled.attr("to"), Some("r@h"));
        assert_eq!(filled.text() + &filled.get_child("body", crate::client::NS).expect("it").text(), "{a <&'> !");
    }
}
