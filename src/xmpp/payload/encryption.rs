//! Signs that a message is encrypted end to end, which the desk cannot read: XEP-0380's own mark, and the payloads of
//! OMEMO (XEP-0384, both namespaces), OpenPGP (XEP-0373 and the older XEP-0027) and OTR.

use minidom::Element;
use xmpp_parsers::ns;

const OMEMO: &str = "urn:xmpp:omemo:2";
const OLD_OPENPGP: &str = "jabber:x:encrypted";
/// COMPAT: OTR (Pidgin, profanity) has no element, it speaks in the body.
const OTR: &str = "?OTR";

pub fn is_mark(payload: &Element) -> bool {
    payload.is("encryption", ns::EME)
        || payload.is("encrypted", ns::LEGACY_OMEMO)
        || payload.is("encrypted", OMEMO)
        || payload.is("openpgp", ns::OX)
        || payload.is("x", OLD_OPENPGP)
}

pub fn is_otr(body: &str) -> bool {
    body.starts_with(OTR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::payload::element;

    #[test]
    fn every_known_mark_is_seen() {
        for text in [
            "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:xmpp:otr:0'/>",
            "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>",
            "<encrypted xmlns='urn:xmpp:omemo:2'/>",
            "<openpgp xmlns='urn:xmpp:openpgp:0'>BASE64</openpgp>",
            "<x xmlns='jabber:x:encrypted'>PGP</x>",
        ] {
            assert!(is_mark(&element(text)), "{text}");
        }
        assert!(is_otr("?OTRv23?"));
    }

    #[test]
    fn plain_words_and_signatures_are_not_encryption() {
        assert!(!is_mark(&element("<x xmlns='jabber:x:signed'>PGP</x>")));
        assert!(!is_mark(&element("<x xmlns='jabber:x:oob'><url>http://x</url></x>")));
        assert!(!is_otr("What is ?OTR"));
    }
}
