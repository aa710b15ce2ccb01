//! Stanza errors (RFC 6120 §8.3) in the words of [`crate::stanza`].

use xmpp_parsers::stanza_error::StanzaError as Wire;

use crate::stanza::{Body, StanzaError};

impl From<&StanzaError> for Wire {
    fn from(error: &StanzaError) -> Self {
        let text = |text: &Body| (text.lang.clone().unwrap_or_default(), text.text.clone());
        Wire {
            type_: error.kind.clone(),
            by: None,
            defined_condition: error.condition.clone(),
            texts: error.text.iter().map(text).collect(),
            other: None,
        }
    }
}

impl From<Wire> for StanzaError {
    /// Of several texts the one in no stated language, else the first.
    fn from(wire: Wire) -> Self {
        StanzaError { kind: wire.type_, condition: wire.defined_condition, text: bodies(wire.texts.into_iter()).next() }
    }
}

/// Texts by language as `xmpp_parsers` keeps them: none stated is the empty tag, and comes first.
pub fn bodies(texts: impl Iterator<Item = (String, String)>) -> impl Iterator<Item = Body> {
    texts.map(|(lang, text)| Body { lang: (!lang.is_empty()).then_some(lang), text })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::stanza::{Condition, ErrorType};
    use crate::xmpp::payload::{element, printed, read};

    #[test]
    fn a_refusal_with_a_text_survives_the_wire() {
        let error = StanzaError::new(ErrorType::Cancel, Condition::Gone { new_address: None })
            .with_text(Body { lang: Some("sv".into()), text: "Frågan togs just av Bo.".into() });
        let text = printed(&Wire::from(&error));
        assert_eq!(
            text,
            "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='sv'>Frågan togs just av Bo.</text></error>"
        );
        let root = text.replace("<error ", "<error xmlns='jabber:component:accept' ");
        assert_eq!(read::<Wire>(&element(&root)).map(StanzaError::from), Ok(error));
    }

    #[test]
    fn of_several_texts_the_one_in_no_stated_language_is_taken() {
        let texts = BTreeMap::from([("sv".to_owned(), "å".to_owned()), (String::new(), "a".to_owned())]);
        let wire = Wire {
            type_: ErrorType::Wait,
            by: None,
            defined_condition: Condition::ResourceConstraint,
            texts,
            other: None,
        };
        assert_eq!(StanzaError::from(wire).text, Some(Body { lang: None, text: "a".into() }));
    }

    #[test]
    fn an_error_without_a_condition_is_malformed() {
        assert!(read::<Wire>(&element("<error xmlns='jabber:component:accept' type='cancel'/>")).is_err());
    }
}
