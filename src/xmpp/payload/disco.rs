//! What an address is and what is found there (XEP-0030, with the forms of XEP-0128).
//!
//! COMPAT: the info result is written anew because that of xmpp-parsers 0.23 reads its forms with a type of its own that
//! fails on many; see `data_form`. A query is read by its node alone.

use jid::Jid;
use xmpp_parsers::ns;
use xso::{AsXml, FromXml};

use super::Malformed;
use super::data_form::DataForm;
use crate::stanza::{DiscoInfo, DiscoItem, Form, Identity};

const MAX_IDENTITIES: usize = 64;
const MAX_FEATURES: usize = 512;
const MAX_FORMS: usize = 16;
const MAX_ITEMS: usize = 1024;

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::DISCO_INFO, name = "query")]
pub struct Info {
    #[xml(attribute(default))]
    node: Option<String>,
    #[xml(child(n = ..))]
    identities: Vec<WireIdentity>,
    #[xml(child(n = ..))]
    features: Vec<Feature>,
    #[xml(child(n = ..))]
    forms: Vec<DataForm>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::DISCO_INFO, name = "identity")]
struct WireIdentity {
    #[xml(attribute)]
    category: String,
    #[xml(attribute = "type")]
    type_: String,
    #[xml(attribute(name = "xml:lang", default))]
    lang: Option<String>,
    #[xml(attribute(default))]
    name: Option<String>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::DISCO_INFO, name = "feature")]
struct Feature {
    #[xml(attribute)]
    var: String,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::DISCO_ITEMS, name = "query")]
pub struct Items {
    #[xml(attribute(default))]
    node: Option<String>,
    #[xml(child(n = ..))]
    items: Vec<Item>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::DISCO_ITEMS, name = "item")]
struct Item {
    #[xml(attribute)]
    jid: Jid,
    #[xml(attribute(default))]
    node: Option<String>,
    #[xml(attribute(default))]
    name: Option<String>,
}

impl Items {
    pub fn new(node: Option<&str>, items: &[DiscoItem]) -> Self {
        let item = |item: &DiscoItem| Item { jid: item.jid.clone(), node: item.node.clone(), name: item.name.clone() };
        Items { node: node.map(str::to_owned), items: items.iter().map(item).collect() }
    }

    pub fn into_parts(self) -> Result<(Option<String>, Vec<DiscoItem>), Malformed> {
        at_most(MAX_ITEMS, &self.items, "items")?;
        let item = |item: Item| DiscoItem { jid: item.jid, node: item.node, name: item.name };
        Ok((self.node, self.items.into_iter().map(item).collect()))
    }
}

impl From<&DiscoInfo> for Info {
    fn from(info: &DiscoInfo) -> Self {
        let identity = |identity: &Identity| WireIdentity {
            category: identity.category.clone(),
            type_: identity.kind.clone(),
            lang: identity.lang.clone(),
            name: identity.name.clone(),
        };
        Info {
            node: info.node.clone(),
            identities: info.identities.iter().map(identity).collect(),
            features: info.features.iter().map(|var| Feature { var: var.clone() }).collect(),
            forms: info.forms.iter().map(DataForm::from).collect(),
        }
    }
}

impl TryFrom<Info> for DiscoInfo {
    type Error = Malformed;

    fn try_from(wire: Info) -> Result<Self, Malformed> {
        at_most(MAX_IDENTITIES, &wire.identities, "identities")?;
        at_most(MAX_FEATURES, &wire.features, "features")?;
        at_most(MAX_FORMS, &wire.forms, "forms")?;
        let identity = |identity: WireIdentity| Identity {
            category: identity.category,
            kind: identity.type_,
            lang: identity.lang,
            name: identity.name,
        };
        Ok(DiscoInfo {
            node: wire.node,
            identities: wire.identities.into_iter().map(identity).collect(),
            features: wire.features.into_iter().map(|feature| feature.var).collect(),
            forms: wire.forms.into_iter().map(Form::try_from).collect::<Result<_, _>>()?,
        })
    }
}

fn at_most<T>(limit: usize, things: &[T], what: &str) -> Result<(), Malformed> {
    if things.len() > limit { Err(Malformed::new(format!("more than {limit} {what}"))) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::{Field, FieldKind, FormKind};
    use crate::xmpp::payload::{element, printed, read};

    fn service() -> DiscoInfo {
        DiscoInfo {
            node: Some("n#v".into()),
            identities: vec![
                Identity {
                    category: "conference".into(),
                    kind: "text".into(),
                    lang: Some("sv".into()),
                    name: Some("Fråga".into()),
                },
                Identity { category: "collaboration".into(), kind: "workgroup".into(), lang: None, name: None },
            ],
            features: vec![ns::MUC.into(), ns::DISCO_INFO.into()],
            forms: vec![Form {
                kind: FormKind::Result,
                fields: vec![Field {
                    var: Some("FORM_TYPE".into()),
                    kind: Some(FieldKind::Hidden),
                    values: vec!["http://jabber.org/protocol/muc#roominfo".into()],
                    ..Field::default()
                }],
                ..Form::default()
            }],
        }
    }

    #[test]
    fn what_a_service_says_of_itself_survives_the_wire() {
        let text = printed(&Info::from(&service()));
        assert_eq!(
            text,
            "<query xmlns='http://jabber.org/protocol/disco#info' node='n#v'>\
             <identity category='conference' type='text' xml:lang='sv' name='Fråga'/>\
             <identity category='collaboration' type='workgroup'/>\
             <feature var='http://jabber.org/protocol/muc'/><feature var='http://jabber.org/protocol/disco#info'/>\
             <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>\
             <value>http://jabber.org/protocol/muc#roominfo</value></field></x></query>"
        );
        assert_eq!(DiscoInfo::try_from(read::<Info>(&element(&text)).unwrap()), Ok(service()));
    }

    #[test]
    fn a_list_of_services_survives_the_wire() {
        let items = vec![
            DiscoItem { jid: Jid::new("ask@ref").unwrap(), node: None, name: Some("Ask".into()) },
            DiscoItem { jid: Jid::new("ref").unwrap(), node: Some("queue".into()), name: None },
        ];
        let text = printed(&Items::new(Some("n"), &items));
        assert_eq!(read::<Items>(&element(&text)).unwrap().into_parts(), Ok((Some("n".into()), items)));
    }

    #[test]
    fn answers_that_lack_what_they_must_have_are_malformed() {
        for child in ["<identity category='client'/>", "<feature/>", "<x xmlns='jabber:x:data'/>"] {
            let text = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{child}</query>");
            assert!(read::<Info>(&element(&text)).is_err(), "{child}");
        }
        assert!(
            read::<Items>(&element("<query xmlns='http://jabber.org/protocol/disco#items'><item/></query>")).is_err()
        );
    }

    #[test]
    fn an_answer_without_end_is_refused() {
        let features = "<feature var='x'/>".repeat(MAX_FEATURES + 1);
        let text = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{features}</query>");
        assert!(DiscoInfo::try_from(read::<Info>(&element(&text)).unwrap()).is_err());
    }
}
