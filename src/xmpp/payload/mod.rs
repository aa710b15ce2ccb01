//! The extensions the desk speaks, one file an XEP: each declares what is on the wire and turns it into the words of
//! [`crate::stanza`] and back.
//!
//! Where `xmpp_parsers` reads and writes an extension as stock clients do, `inbound` and `outbound` use it directly and
//! there is no file here. Reading is tolerant of what the desk does not need (unknown attributes and children are
//! passed over) and strict about what it does: [`Malformed`] says what is wrong.

pub mod caps;
pub mod caps2;
pub mod command;
pub mod data_form;
pub mod direct_invite;
pub mod disco;
pub mod encryption;
pub mod muc;
pub mod muc_admin;
pub mod muc_user;
pub mod need;
pub mod search;
pub mod stamp;
pub mod stanza_error;

use minidom::Element;
use xso::FromXml;
use xso::error::Error;

use crate::stanza::Condition;

/// Why a payload cannot be read; the sender is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Malformed {
    pub condition: Condition,
    pub text: String,
}

impl Malformed {
    pub fn new(text: impl Into<String>) -> Self {
        Malformed { condition: Condition::BadRequest, text: text.into() }
    }
}

/// Reads `element` as a `T`, whose name and namespace the caller has seen to fit.
pub fn read<T: FromXml>(element: &Element) -> Result<T, Malformed> {
    xso::transform(element).map_err(|error| {
        let condition = match &error {
            Error::TextParseError(cause) if cause.is::<jid::Error>() => Condition::JidMalformed,
            _ => Condition::BadRequest,
        };
        Malformed { condition, text: format!("<{}/>: {error}", element.name()) }
    })
}

/// The words that stand for an enum's variants in attributes.
macro_rules! words {
    ($name:ty { $($variant:path => $word:literal),+ $(,)? } $(else $other:path)?) => {
        impl xso::FromXmlText for $name {
            fn from_xml_text(text: String) -> Result<Self, xso::error::Error> {
                match text.as_str() {
                    $($word => Ok($variant),)+
                    $(_ => Ok($other),)?
                    #[allow(unreachable_patterns)]
                    _ => Err(xso::error::Error::Other(concat!("a word other than" $(, " ", $word)+))),
                }
            }
        }

        impl xso::AsXmlText for $name {
            fn as_xml_text(&self) -> Result<std::borrow::Cow<'_, str>, xso::error::Error> {
                Ok(std::borrow::Cow::Borrowed(match self {
                    $($variant => $word,)+
                }))
            }
        }
    };
}
pub(crate) use words;

#[cfg(test)]
pub(crate) fn element(text: &str) -> Element {
    text.parse().unwrap()
}

/// What `payload` looks like as the only child of a stanza.
#[cfg(test)]
pub(crate) fn printed(payload: &impl xso::AsXml) -> String {
    let address = jid::Jid::new("x").unwrap();
    let mut printer = super::print::Printer::stanza("m", &address, &address, None, None);
    printer.payload(payload);
    let text = printer.finish();
    text[text.find('>').unwrap() + 1..text.rfind('<').unwrap()].to_owned()
}
