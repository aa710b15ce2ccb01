//! Forms to fill in, their submission, and results (XEP-0004); inside disco#info, what a service says of itself
//! (XEP-0128).
//!
//! COMPAT: written anew because the type of xmpp-parsers 0.23 drops `<reported/>` and `<item/>` and fails on a second
//! `<instructions/>`, on a field type it does not know and on a field without `var`.

use xso::{AsXml, FromXml};

use super::{Malformed, words};
use crate::stanza::{Field, FieldKind, FieldOption, Form, FormKind};

pub const NAMESPACE: &str = "jabber:x:data";
const MAX_INSTRUCTIONS: usize = 16;
const MAX_FIELDS: usize = 64;
const MAX_VALUES: usize = 64;
const MAX_OPTIONS: usize = 256;
const MAX_ITEMS: usize = 256;

words!(FormKind {
    FormKind::Form => "form",
    FormKind::Submit => "submit",
    FormKind::Cancel => "cancel",
    FormKind::Result => "result",
});

// XEP-0004 §3.3: a field of an unknown type is to be treated as text-single.
words!(FieldKind {
    FieldKind::Boolean => "boolean",
    FieldKind::Fixed => "fixed",
    FieldKind::Hidden => "hidden",
    FieldKind::JidSingle => "jid-single",
    FieldKind::JidMulti => "jid-multi",
    FieldKind::ListMulti => "list-multi",
    FieldKind::ListSingle => "list-single",
    FieldKind::TextMulti => "text-multi",
    FieldKind::TextPrivate => "text-private",
    FieldKind::TextSingle => "text-single",
} else FieldKind::TextSingle);

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "x")]
pub struct DataForm {
    #[xml(attribute = "type")]
    type_: FormKind,
    #[xml(extract(default, fields(text(type_ = String))))]
    title: Option<String>,
    #[xml(extract(n = .., name = "instructions", fields(text(type_ = String))))]
    instructions: Vec<String>,
    #[xml(child(n = ..))]
    fields: Vec<WireField>,
    /// The columns of a result with rows.
    #[xml(child(default))]
    reported: Option<Reported>,
    /// Its rows.
    #[xml(child(n = ..))]
    items: Vec<Item>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "reported")]
struct Reported {
    #[xml(child(n = ..))]
    fields: Vec<WireField>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "item")]
struct Item {
    #[xml(child(n = ..))]
    fields: Vec<WireField>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "field")]
struct WireField {
    #[xml(attribute(default))]
    var: Option<String>,
    #[xml(attribute(name = "type", default))]
    kind: Option<FieldKind>,
    #[xml(attribute(default))]
    label: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    desc: Option<String>,
    #[xml(flag)]
    required: bool,
    #[xml(extract(n = .., name = "value", fields(text(type_ = String))))]
    values: Vec<String>,
    #[xml(child(n = ..))]
    options: Vec<WireOption>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = NAMESPACE, name = "option")]
struct WireOption {
    #[xml(attribute(default))]
    label: Option<String>,
    #[xml(extract(default, fields(text(type_ = String))))]
    value: Option<String>,
}

impl From<&Form> for DataForm {
    fn from(form: &Form) -> Self {
        let fields = |fields: &Vec<Field>| fields.iter().map(WireField::from).collect::<Vec<_>>();
        DataForm {
            type_: form.kind,
            title: form.title.clone(),
            instructions: form.instructions.clone(),
            fields: fields(&form.fields),
            reported: (!form.reported.is_empty()).then(|| Reported { fields: fields(&form.reported) }),
            items: form.items.iter().map(|row| Item { fields: fields(row) }).collect(),
        }
    }
}

impl From<&Field> for WireField {
    fn from(field: &Field) -> Self {
        let option =
            |option: &FieldOption| WireOption { label: option.label.clone(), value: Some(option.value.clone()) };
        WireField {
            var: field.var.clone(),
            kind: field.kind,
            label: field.label.clone(),
            desc: field.description.clone(),
            required: field.required,
            values: field.values.clone(),
            options: field.options.iter().map(option).collect(),
        }
    }
}

impl TryFrom<DataForm> for Form {
    type Error = Malformed;

    fn try_from(wire: DataForm) -> Result<Self, Malformed> {
        at_most(MAX_INSTRUCTIONS, &wire.instructions, "instructions in a form")?;
        at_most(MAX_ITEMS, &wire.items, "rows in a form")?;
        Ok(Form {
            kind: wire.type_,
            title: wire.title,
            instructions: wire.instructions,
            fields: fields(wire.fields)?,
            reported: wire.reported.map_or(Ok(Vec::new()), |reported| fields(reported.fields))?,
            items: wire.items.into_iter().map(|item| fields(item.fields)).collect::<Result<_, _>>()?,
        })
    }
}

fn fields(wire: Vec<WireField>) -> Result<Vec<Field>, Malformed> {
    at_most(MAX_FIELDS, &wire, "fields in a form")?;
    wire.into_iter().map(Field::try_from).collect()
}

impl TryFrom<WireField> for Field {
    type Error = Malformed;

    fn try_from(wire: WireField) -> Result<Self, Malformed> {
        at_most(MAX_VALUES, &wire.values, "values in a field")?;
        at_most(MAX_OPTIONS, &wire.options, "options in a field")?;
        let option = |option: WireOption| {
            let value = option.value.ok_or_else(|| Malformed::new("<option/> without <value/>"))?;
            Ok(FieldOption { label: option.label, value })
        };
        Ok(Field {
            var: wire.var,
            kind: wire.kind,
            label: wire.label,
            description: wire.desc,
            required: wire.required,
            values: wire.values,
            options: wire.options.into_iter().map(option).collect::<Result<_, _>>()?,
        })
    }
}

fn at_most<T>(limit: usize, things: &[T], what: &str) -> Result<(), Malformed> {
    if things.len() > limit { Err(Malformed::new(format!("more than {limit} {what}"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::payload::{element, printed, read};

    fn form(text: &str) -> Result<Form, Malformed> {
        read::<DataForm>(&element(text))?.try_into()
    }

    fn submission(fields: &str) -> Result<Form, Malformed> {
        form(&format!("<x xmlns='jabber:x:data' type='submit'>{fields}</x>"))
    }

    #[test]
    fn a_form_survives_the_wire_in_the_order_of_the_xep() {
        let asked = Form {
            kind: FormKind::Form,
            title: Some("Close".into()),
            instructions: vec!["One.".into(), "Two.".into()],
            fields: vec![
                Field { kind: Some(FieldKind::Fixed), values: vec!["Session 7k".into()], ..Field::default() },
                Field {
                    var: Some("resolution".into()),
                    kind: Some(FieldKind::ListSingle),
                    label: Some("How did it end?".into()),
                    description: Some("Counted".into()),
                    required: true,
                    values: vec!["answered".into()],
                    options: vec![
                        FieldOption { label: Some("Answered".into()), value: "answered".into() },
                        FieldOption { label: None, value: "lost".into() },
                    ],
                },
            ],
            ..Form::default()
        };
        let text = printed(&DataForm::from(&asked));
        assert_eq!(
            text,
            "<x xmlns='jabber:x:data' type='form'><title>Close</title><instructions>One.</instructions>\
             <instructions>Two.</instructions><field type='fixed'><value>Session 7k</value></field>\
             <field var='resolution' type='list-single' label='How did it end?'><desc>Counted</desc><required/>\
             <value>answered</value><option label='Answered'><value>answered</value></option>\
             <option><value>lost</value></option></field></x>"
        );
        assert_eq!(form(&text), Ok(asked));
    }

    #[test]
    fn a_result_with_rows_survives_the_wire() {
        let column = |var: &str| Field { var: Some(var.into()), label: Some(var.into()), ..Field::default() };
        let cell =
            |var: &str, value: &str| Field { var: Some(var.into()), values: vec![value.into()], ..Field::default() };
        let found = Form {
            kind: FormKind::Result,
            reported: vec![column("name"), column("jid")],
            items: vec![
                vec![cell("name", "Bo"), cell("jid", "bo@lib.se")],
                vec![cell("name", "Anna"), cell("jid", "anna@lib.se")],
            ],
            ..Form::default()
        };
        assert_eq!(form(&printed(&DataForm::from(&found))), Ok(found));
    }

    #[test]
    fn an_unknown_type_is_a_line_of_text_and_a_field_may_lack_var() {
        let read =
            submission("<field type='hologram' label='x'><value>1</value><media xmlns='urn:m'/></field>").unwrap();
        assert_eq!(read.fields[0].kind, Some(FieldKind::TextSingle));
        assert_eq!((read.fields[0].var.as_deref(), read.fields[0].values.len()), (None, 1));
    }

    #[test]
    fn every_type_of_field_has_its_word() {
        for kind in [
            FieldKind::Boolean,
            FieldKind::Fixed,
            FieldKind::Hidden,
            FieldKind::JidSingle,
            FieldKind::JidMulti,
            FieldKind::ListMulti,
            FieldKind::ListSingle,
            FieldKind::TextMulti,
            FieldKind::TextPrivate,
            FieldKind::TextSingle,
        ] {
            let fields = vec![Field { kind: Some(kind), ..Field::default() }];
            let sent = Form { kind: FormKind::Submit, fields, ..Form::default() };
            assert_eq!(form(&printed(&DataForm::from(&sent))), Ok(sent));
        }
    }

    #[test]
    fn wrong_shapes_are_refused() {
        assert!(form("<x xmlns='jabber:x:data'/>").is_err());
        assert!(form("<x xmlns='jabber:x:data' type='poem'/>").is_err());
        let empty = submission("<field var='a'><option/></field>").unwrap_err();
        assert_eq!(empty.text, "<option/> without <value/>");
        assert!(submission("words").is_err());
    }

    #[test]
    fn too_many_fields_or_values_are_refused_with_the_limit() {
        assert_eq!(submission(&"<field/>".repeat(65)).unwrap_err().text, "more than 64 fields in a form");
        let values = "<value/>".repeat(65);
        let crowded = submission(&format!("<field>{values}</field>"));
        assert_eq!(crowded.unwrap_err().text, "more than 64 values in a field");
        assert!(submission(&"<field/>".repeat(64)).is_ok());
    }
}
