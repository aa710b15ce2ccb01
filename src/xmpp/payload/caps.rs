//! Entity capabilities in presence, and the verification string behind them (XEP-0115 §5.1).
//!
//! COMPAT: the string is computed here because xmpp-parsers 0.23 leaves a form's fields unsorted, which XEP-0115 does not
//! allow and clients that verify would reject.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use xmpp_parsers::ns;
use xmpp_parsers::sha1::{Digest, Sha1};
use xso::{AsXml, FromXml};

use crate::stanza::{Caps, DiscoInfo, Form, Identity};

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = ns::CAPS, name = "c")]
pub struct Capabilities {
    #[xml(attribute)]
    hash: String,
    #[xml(attribute)]
    node: String,
    #[xml(attribute)]
    ver: String,
}

impl From<&Caps> for Capabilities {
    fn from(caps: &Caps) -> Self {
        Capabilities { hash: "sha-1".to_owned(), node: caps.node.clone(), ver: caps.ver.clone() }
    }
}

impl Capabilities {
    /// Nothing for a hash other than SHA-1, which is all that is ever used.
    pub fn into_caps(self) -> Option<Caps> {
        (self.hash == "sha-1").then_some(Caps { node: self.node, ver: self.ver })
    }
}

/// Base64 of the SHA-1 of what `info` says; its `node` does not count.
pub fn ver(info: &DiscoInfo) -> String {
    STANDARD.encode(Sha1::digest(verification_string(info)))
}

fn verification_string(info: &DiscoInfo) -> String {
    let mut text = String::new();

    let mut identities: Vec<&Identity> = info.identities.iter().collect();
    identities.sort_by_key(|identity| (&identity.category, &identity.kind, &identity.lang, &identity.name));
    for identity in identities {
        let lang = identity.lang.as_deref().unwrap_or_default();
        let name = identity.name.as_deref().unwrap_or_default();
        push(&mut text, &[&identity.category, "/", &identity.kind, "/", lang, "/", name]);
    }

    let mut features: Vec<&String> = info.features.iter().collect();
    features.sort();
    for feature in features {
        push(&mut text, &[feature]);
    }

    // XEP-0115 §5.4: a form without FORM_TYPE is left out.
    let mut forms: Vec<(&str, &Form)> =
        info.forms.iter().filter_map(|form| Some((form.value("FORM_TYPE")?, form))).collect();
    forms.sort_by_key(|(form_type, _)| *form_type);
    for (form_type, form) in forms {
        push(&mut text, &[form_type]);
        let mut fields: Vec<(&str, &[String])> = form
            .fields
            .iter()
            .filter_map(|field| Some((field.var.as_deref()?, field.values.as_slice())))
            .filter(|(var, _)| *var != "FORM_TYPE")
            .collect();
        fields.sort();
        for (var, values) in fields {
            push(&mut text, &[var]);
            let mut values: Vec<&String> = values.iter().collect();
            values.sort();
            for value in values {
                push(&mut text, &[value]);
            }
        }
    }
    text
}

fn push(text: &mut String, parts: &[&str]) {
    text.extend(parts.iter().copied());
    text.push('<');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stanza::{Field, FormKind};
    use crate::xmpp::payload::{element, printed, read};

    fn identity(lang: Option<&str>, name: &str) -> Identity {
        Identity {
            category: "client".into(),
            kind: "pc".into(),
            lang: lang.map(str::to_owned),
            name: Some(name.to_owned()),
        }
    }

    fn features() -> Vec<String> {
        [ns::MUC, ns::DISCO_ITEMS, ns::DISCO_INFO, ns::CAPS].map(str::to_owned).into()
    }

    #[test]
    fn the_simple_example_of_the_xep_gives_its_hash() {
        let info = DiscoInfo {
            identities: vec![identity(None, "Exodus 0.9.1")],
            features: features(),
            ..DiscoInfo::default()
        };
        assert_eq!(ver(&info), "QgayPKawpkPSDYmwT/WM94uAlu0=");
    }

    #[test]
    fn the_complex_example_of_the_xep_gives_its_hash_whatever_the_order() {
        let field = |var: &str, values: &[&str]| Field {
            var: Some(var.into()),
            values: values.iter().map(|&value| value.to_owned()).collect(),
            ..Field::default()
        };
        let mut form = Form {
            kind: FormKind::Result,
            fields: vec![
                field("FORM_TYPE", &["urn:xmpp:dataforms:softwareinfo"]),
                field("ip_version", &["ipv6", "ipv4"]),
                field("os", &["Mac"]),
                field("os_version", &["10.5.1"]),
                field("software", &["Psi"]),
                field("software_version", &["0.11"]),
            ],
            ..Form::default()
        };
        for _ in 0..form.fields.len() {
            form.fields.rotate_left(1);
            let info = DiscoInfo {
                identities: vec![identity(Some("en"), "Psi 0.11"), identity(Some("el"), "Ψ 0.11")],
                features: features(),
                forms: vec![form.clone()],
                node: Some("n".into()),
            };
            assert_eq!(ver(&info), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
        }
    }

    #[test]
    fn capabilities_survive_the_wire() {
        let caps = Caps { node: "https://example.org".into(), ver: "QgayPKawpkPSDYmwT/WM94uAlu0=".into() };
        let text = printed(&Capabilities::from(&caps));
        assert_eq!(
            text,
            "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://example.org' \
             ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>"
        );
        assert_eq!(read::<Capabilities>(&element(&text)).unwrap().into_caps(), Some(caps));
    }

    #[test]
    fn the_older_form_without_a_hash_is_not_understood() {
        let old = element("<c xmlns='http://jabber.org/protocol/caps' node='http://x' ver='0.9'/>");
        assert!(read::<Capabilities>(&old).is_err());
    }
}
