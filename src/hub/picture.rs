//! What a service shows linked hubs, as a form of its disco#info (XEP-0128), and such a form as it is read.
//!
//! The form is `urn:refdesk:service:0`: `languages` (the service's own, in order), `known-languages` and `duty-languages`
//! (tag, space, level), `subjects` (id, space, label), `competences` (kind, space, id, space, label), `hours`, `time-zone`,
//! `open`, `load`, `names` (of those on duty, where that is agreed). Fields of no name here are passed over.

use super::disco::{SERVICE_FORM, field};
use crate::desk::directory::{Load, MOST_NAMES, MOST_TERMS, Picture, Spoken, Term};
use crate::desk::inventory::kind;
use crate::desk::language::{Language, Level};
use crate::stanza::{DiscoInfo, FieldKind, Form, FormKind};

/// Characters of an id and of a label, of a name, and of opening hours.
const LONGEST_ID: usize = 200;
const LONGEST_NAME: usize = 80;
const LONGEST_HOURS: usize = 200;

pub(super) fn form(picture: &Picture) -> Form {
    let tags = picture.languages.iter().map(|spoken| spoken.language.to_string()).collect();
    let levels = |level: fn(&Spoken) -> Option<Level>| {
        let told = picture.languages.iter().filter_map(|one| Some(format!("{} {}", one.language, level(one)?)));
        told.collect::<Vec<_>>()
    };
    let subject = |term: &Term| format!("{} {}", term.id, term.label);
    let other = |term: &Term| format!("{} {} {}", term.kind, term.id, term.label);
    let mut fields = vec![
        field("FORM_TYPE", FieldKind::Hidden, vec![SERVICE_FORM.to_owned()]),
        field("languages", FieldKind::TextMulti, tags),
        field("known-languages", FieldKind::TextMulti, levels(|spoken| spoken.known)),
        field("duty-languages", FieldKind::TextMulti, levels(|spoken| spoken.on_duty)),
        field("subjects", FieldKind::TextMulti, picture.subjects.iter().map(subject).collect()),
        field("competences", FieldKind::TextMulti, picture.others.iter().map(other).collect()),
        field("load", FieldKind::TextSingle, vec![picture.load.name().to_owned()]),
    ];
    if !picture.names.is_empty() {
        fields.push(field("names", FieldKind::TextMulti, picture.names.clone()));
    }
    let open = picture.open.map(|open| if open { "1" } else { "0" }.to_owned());
    fields.extend(open.map(|open| field("open", FieldKind::Boolean, vec![open])));
    fields.extend(picture.hours.clone().map(|hours| field("hours", FieldKind::TextSingle, vec![hours])));
    fields.extend(picture.zone.clone().map(|zone| field("time-zone", FieldKind::TextSingle, vec![zone])));
    Form { kind: FormKind::Result, fields, ..Form::default() }
}

/// The picture that another hub gives of a service; `None` where it gives none. All of it is a stranger's, and cut.
pub(super) fn read(info: &DiscoInfo) -> Option<Picture> {
    let form = info.forms.iter().find(|form| form.value("FORM_TYPE") == Some(SERVICE_FORM))?;
    let all = |var: &'static str| {
        let fields = form.fields.iter().filter(move |field| field.var.as_deref() == Some(var));
        fields.flat_map(|field| &field.values).take(MOST_TERMS).map(|value| value.trim())
    };
    let mut languages: Vec<Spoken> = Vec::new();
    let mut spoken = |language: Language, known: Option<Level>, on_duty: Option<Level>| {
        let is_full = languages.len() >= MOST_TERMS;
        match languages.iter_mut().find(|one| one.language == language) {
            Some(one) => (one.known, one.on_duty) = (one.known.max(known), one.on_duty.max(on_duty)),
            None if is_full => {}
            None => languages.push(Spoken { language, known, on_duty }),
        }
    };
    all("languages").filter_map(|tag| tag.parse().ok()).for_each(|tag| spoken(tag, None, None));
    all("known-languages").filter_map(levelled).for_each(|(tag, level)| spoken(tag, Some(level), None));
    all("duty-languages").filter_map(levelled).for_each(|(tag, level)| spoken(tag, None, Some(level)));
    let subjects = all("subjects").filter_map(|value| term(kind::SUBJECT, value)).collect();
    let others = all("competences").filter_map(|value| {
        let (kind, rest) = value.split_once(' ')?;
        kind::is_id(kind).then(|| term(kind, rest))?
    });
    let names = all("names").map(|name| cut(name, LONGEST_NAME)).filter(|name| !name.is_empty());
    let one = |var: &str, most| form.value(var).map(|value| cut(value, most)).filter(|value| !value.is_empty());
    let named = info.identities.iter().find_map(|identity| identity.name.as_deref());
    Some(Picture {
        name: cut(named.unwrap_or_default(), LONGEST_NAME),
        subjects,
        others: others.collect(),
        names: names.take(MOST_NAMES).collect(),
        hours: one("hours", LONGEST_HOURS),
        zone: one("time-zone", LONGEST_NAME),
        open: form.value("open").map(|open| matches!(open, "1" | "true")),
        load: form.value("load").and_then(Load::named).unwrap_or_default(),
        languages,
    })
}

fn levelled(value: &str) -> Option<(Language, Level)> {
    let (tag, level) = value.split_once(' ')?;
    Some((tag.parse().ok()?, level.parse().ok()?))
}

fn term(kind: &str, value: &str) -> Option<Term> {
    let (id, label) = value.split_once(' ').unwrap_or((value, value));
    let fits = !id.is_empty() && id.chars().count() <= LONGEST_ID;
    fits.then(|| Term { kind: kind.to_owned(), id: id.to_owned(), label: cut(label, LONGEST_NAME) })
}

/// Without control characters, and not longer than is shown.
fn cut(text: &str, most: usize) -> String {
    text.trim().chars().filter(|sign| !sign.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::sample::language;
    use crate::stanza::Identity;

    fn picture() -> Picture {
        let spoken = |tag: &str, known, on_duty| Spoken { language: language(tag), known, on_duty };
        let term = |kind: &str, id: &str, label: &str| Term { kind: kind.into(), id: id.into(), label: label.into() };
        Picture {
            name: "Kysy".into(),
            languages: vec![spoken("fi", Some(Level::Native), Some(Level::C1)), spoken("sv", None, None)],
            subjects: vec![term("subject", "http://example.org/law", "family law")],
            others: vec![term("culture", "c:fi", "Finland")],
            hours: Some("Mo-Fr 9-17".into()),
            zone: Some("Europe/Helsinki".into()),
            open: Some(true),
            load: Load::Busy,
            names: vec!["Aino (Helsinki)".into()],
        }
    }

    fn info(form: Form) -> DiscoInfo {
        let identity =
            Identity { category: "account".into(), kind: "bot".into(), lang: None, name: Some("Kysy".into()) };
        DiscoInfo { identities: vec![identity], forms: vec![form], ..DiscoInfo::default() }
    }

    #[test]
    fn a_picture_survives_its_form() {
        assert_eq!(read(&info(form(&picture()))), Some(picture()));
    }

    #[test]
    fn what_a_stranger_says_is_cut_and_what_cannot_be_read_is_passed_over() {
        let mut form = form(&picture());
        let add = |form: &mut Form, var: &str, values: Vec<String>| {
            form.fields.iter_mut().filter(|field| field.var.as_deref() == Some(var)).for_each(|field| {
                field.values.extend(values.iter().cloned());
            });
        };
        add(&mut form, "subjects", (0..1_000).map(|n| format!("x:{n} {}", "å".repeat(500))).collect());
        add(&mut form, "known-languages", vec!["no tag".into(), "en Z9".into(), "en".into()]);
        add(&mut form, "competences", vec!["NOT A KIND".into(), String::new(), "kind-alone".into()]);
        let read = read(&info(form)).expect("a picture");
        assert_eq!(read.subjects.len(), MOST_TERMS);
        assert!(read.subjects.iter().all(|term| term.label.chars().count() <= LONGEST_NAME));
        assert_eq!((read.languages, read.others), (picture().languages, picture().others));
    }

    #[test]
    fn info_without_the_form_is_no_picture() {
        assert_eq!(read(&info(Form::default())), None);
    }
}
