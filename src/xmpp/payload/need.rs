//! What a session needs, as one hub tells another beside an invitation: a data form of its own type
//! (`docs/decisions/0010-transfer.md`).

use super::Malformed;
use crate::stanza::{Field, FieldKind, Form, FormKind, NeedForm};

pub const FORM_TYPE: &str = "urn:refdesk:need:0";

const MAX_LANGUAGES: usize = 5;
const MAX_SUBJECTS: usize = 8;
/// Bytes of a language's tag.
const MAX_TAG: usize = 35;
/// Bytes of a subject: an address and a label.
const MAX_SUBJECT: usize = 500;
/// Bytes of each text.
const MAX_TEXT: usize = 4_000;

/// Nothing where the form is of another type.
pub fn read(form: &Form) -> Option<Result<NeedForm, Malformed>> {
    (form.value("FORM_TYPE") == Some(FORM_TYPE)).then(|| of(form))
}

fn of(form: &Form) -> Result<NeedForm, Malformed> {
    let text = |var: &str| match form.value(var) {
        Some(text) if text.len() > MAX_TEXT => Err(too_much(var, &format!("at most {MAX_TEXT} bytes"))),
        text => Ok(text.map(str::to_owned).filter(|text| !text.trim().is_empty())),
    };
    Ok(NeedForm {
        languages: several(form, "languages", MAX_LANGUAGES, MAX_TAG)?,
        subjects: several(form, "subjects", MAX_SUBJECTS, MAX_SUBJECT)?,
        question: text("question")?,
        note: text("note")?,
        sender: text("sender")?,
    })
}

fn several(form: &Form, var: &str, most: usize, bytes: usize) -> Result<Vec<String>, Malformed> {
    let field = form.fields.iter().find(|field| field.var.as_deref() == Some(var));
    let values = field.map(|field| field.values.as_slice()).unwrap_or_default();
    if values.len() > most || values.iter().any(|value| value.len() > bytes) {
        return Err(too_much(var, &format!("at most {most} values of {bytes} bytes each")));
    }
    Ok(values.iter().filter(|value| !value.trim().is_empty()).cloned().collect())
}

fn too_much(var: &str, most: &str) -> Malformed {
    Malformed::new(format!("field '{var}' of a form {FORM_TYPE}: {most}"))
}

impl From<&NeedForm> for Form {
    fn from(need: &NeedForm) -> Self {
        let field = |var: &str, kind, values: Vec<String>| Field {
            var: Some(var.to_owned()),
            kind: Some(kind),
            values,
            ..Field::default()
        };
        let several = |var, values: &Vec<String>| field(var, FieldKind::TextMulti, values.clone());
        let one = |var, text: &Option<String>| field(var, FieldKind::TextSingle, text.iter().cloned().collect());
        let fields = [
            several("languages", &need.languages),
            several("subjects", &need.subjects),
            one("question", &need.question),
            one("note", &need.note),
            one("sender", &need.sender),
        ];
        let named = field("FORM_TYPE", FieldKind::Hidden, vec![FORM_TYPE.to_owned()]);
        let said = fields.into_iter().filter(|field| !field.values.is_empty());
        Form { kind: FormKind::Submit, fields: std::iter::once(named).chain(said).collect(), ..Form::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need() -> NeedForm {
        NeedForm {
            languages: vec!["fi".into(), "sv".into()],
            subjects: vec!["ykl:33 law".into()],
            question: Some("Kuka perii?".into()),
            note: None,
            sender: Some("Anna (Lund)".into()),
        }
    }

    #[test]
    fn a_need_survives_the_form_and_another_form_is_none() {
        assert_eq!(read(&Form::from(&need())), Some(Ok(need())));
        assert_eq!(read(&Form::default()), None);
    }

    #[test]
    fn what_was_not_said_has_no_field() {
        let form = Form::from(&NeedForm { languages: vec!["fi".into()], ..NeedForm::default() });
        let fields: Vec<_> = form.fields.iter().filter_map(|field| field.var.as_deref()).collect();
        assert_eq!((form.kind, fields), (FormKind::Submit, vec!["FORM_TYPE", "languages"]));
    }

    #[test]
    fn more_than_a_need_may_hold_is_malformed() {
        let many = NeedForm { languages: vec!["fi".into(); MAX_LANGUAGES + 1], ..NeedForm::default() };
        let long = NeedForm { note: Some("x".repeat(MAX_TEXT + 1)), ..NeedForm::default() };
        let wide = NeedForm { subjects: vec!["x".repeat(MAX_SUBJECT + 1)], ..NeedForm::default() };
        for wrong in [many, long, wide] {
            assert!(matches!(read(&Form::from(&wrong)), Some(Err(_))));
        }
    }
}
