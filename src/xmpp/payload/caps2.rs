//! Entity capabilities with several hashes (XEP-0390); only SHA-256 is sent and looked at.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use xso::{AsXml, FromXml};

use crate::stanza::{DiscoInfo, Form};

pub const NAMESPACE: &str = "urn:xmpp:caps";
/// In front of the hash in the node that is asked for (XEP-0390 §4.3).
pub const NODE: &str = "urn:xmpp:caps#sha-256.";
const HASHES: &str = "urn:xmpp:hashes:2";
const SHA_256: &str = "sha-256";

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = "urn:xmpp:caps", name = "c")]
pub struct Capabilities {
    #[xml(child(n = ..))]
    hashes: Vec<Hash>,
}

#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = HASHES, name = "hash")]
struct Hash {
    #[xml(attribute)]
    algo: String,
    #[xml(text)]
    value: String,
}

impl Capabilities {
    pub fn new(hash: &str) -> Self {
        Capabilities { hashes: vec![Hash { algo: SHA_256.to_owned(), value: hash.to_owned() }] }
    }

    /// Base64 of the SHA-256, if there is one.
    pub fn into_hash(self) -> Option<String> {
        let hash = self.hashes.into_iter().find(|hash| hash.algo == SHA_256)?;
        Some(hash.value.trim().to_owned())
    }
}

/// Base64 of the SHA-256 of what `info` says (XEP-0390 §4.1); its `node` does not count. `None` for what has no hash: a
/// form with rows, or without a FORM_TYPE.
pub fn hash(info: &DiscoInfo) -> Option<String> {
    Some(STANDARD.encode(Sha256::digest(input(info)?)))
}

/// What ends a value, an identity or field, a form, and a section.
const VALUE: u8 = 0x1f;
const PART: u8 = 0x1e;
const FORM: u8 = 0x1d;
const SECTION: u8 = 0x1c;

fn input(info: &DiscoInfo) -> Option<Vec<u8>> {
    let features = info.features.iter().map(|feature| ended(feature.as_bytes(), VALUE)).collect();
    let identities = info.identities.iter().map(|identity| {
        let lang = identity.lang.as_deref().unwrap_or_default();
        let name = identity.name.as_deref().unwrap_or_default();
        let parts = [&*identity.category, &*identity.kind, lang, name];
        ended(&parts.map(|part| ended(part.as_bytes(), VALUE)).concat(), PART)
    });
    let forms = info.forms.iter().map(form).collect::<Option<Vec<_>>>()?;
    let sections = [features, identities.collect(), forms];
    Some(sections.map(|section| ended(&sorted(section), SECTION)).concat())
}

fn form(form: &Form) -> Option<Vec<u8>> {
    if form.value("FORM_TYPE").is_none() || !form.reported.is_empty() || !form.items.is_empty() {
        return None;
    }
    let fields = form.fields.iter().map(|field| {
        let values = field.values.iter().map(|value| ended(value.as_bytes(), VALUE)).collect();
        let var = ended(field.var.as_deref().unwrap_or_default().as_bytes(), VALUE);
        ended(&[var, sorted(values)].concat(), PART)
    });
    Some(ended(&sorted(fields.collect()), FORM))
}

fn ended(bytes: &[u8], by: u8) -> Vec<u8> {
    [bytes, &[by]].concat()
}

fn sorted(mut all: Vec<Vec<u8>>) -> Vec<u8> {
    all.sort();
    all.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::payload::{disco, element, printed, read};

    fn info(text: &str) -> DiscoInfo {
        let query = format!("<query xmlns='http://jabber.org/protocol/disco#info'>{text}</query>");
        read::<disco::Info>(&element(&query)).expect("info").try_into().expect("sound info")
    }

    fn features(all: &[&str]) -> String {
        all.iter().map(|var| format!("<feature var='{var}'/>")).collect()
    }

    /// XEP-0390 §4.6.1.
    #[test]
    fn the_simple_example_of_the_xep_gives_its_hash() {
        let features = features(&[
            "http://jabber.org/protocol/si",
            "http://jabber.org/protocol/bytestreams",
            "http://jabber.org/protocol/chatstates",
            "http://jabber.org/protocol/disco#info",
            "http://jabber.org/protocol/disco#items",
            "urn:xmpp:ping",
            "jabber:iq:time",
            "jabber:iq:privacy",
            "jabber:iq:version",
            "http://jabber.org/protocol/rosterx",
            "urn:xmpp:time",
            "jabber:x:oob",
            "http://jabber.org/protocol/ibb",
            "http://jabber.org/protocol/si/profile/file-transfer",
            "urn:xmpp:receipts",
            "jabber:iq:roster",
            "jabber:iq:last",
        ]);
        let info = info(&format!("<identity category='client' name='BombusMod' type='mobile'/>{features}"));
        assert_eq!(hash(&info).as_deref(), Some("kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8="));
    }

    fn complex() -> DiscoInfo {
        let features = features(&[
            "games:board",
            "http://jabber.org/protocol/activity",
            "http://jabber.org/protocol/activity+notify",
            "http://jabber.org/protocol/bytestreams",
            "http://jabber.org/protocol/chatstates",
            "http://jabber.org/protocol/commands",
            "http://jabber.org/protocol/disco#info",
            "http://jabber.org/protocol/disco#items",
            "http://jabber.org/protocol/evil",
            "http://jabber.org/protocol/feature-neg",
            "http://jabber.org/protocol/geoloc",
            "http://jabber.org/protocol/geoloc+notify",
            "http://jabber.org/protocol/ibb",
            "http://jabber.org/protocol/iqibb",
            "http://jabber.org/protocol/mood",
            "http://jabber.org/protocol/mood+notify",
            "http://jabber.org/protocol/rosterx",
            "http://jabber.org/protocol/si",
            "http://jabber.org/protocol/si/profile/file-transfer",
            "http://jabber.org/protocol/tune",
            "http://www.facebook.com/xmpp/messages",
            "http://www.xmpp.org/extensions/xep-0084.html#ns-metadata+notify",
            "jabber:iq:avatar",
            "jabber:iq:browse",
            "jabber:iq:dtcp",
            "jabber:iq:filexfer",
            "jabber:iq:ibb",
            "jabber:iq:inband",
            "jabber:iq:jidlink",
            "jabber:iq:last",
            "jabber:iq:oob",
            "jabber:iq:privacy",
            "jabber:iq:roster",
            "jabber:iq:time",
            "jabber:iq:version",
            "jabber:x:data",
            "jabber:x:event",
            "jabber:x:oob",
            "urn:xmpp:avatar:metadata+notify",
            "urn:xmpp:ping",
            "urn:xmpp:receipts",
            "urn:xmpp:time",
        ]);
        let form = "<x xmlns='jabber:x:data' type='result'>\
             <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:dataforms:softwareinfo</value></field>\
             <field var='software'><value>Tkabber</value></field>\
             <field var='software_version'><value>0.11.1-svn-20111216-mod (Tcl/Tk 8.6b2)</value></field>\
             <field var='os'><value>Windows</value></field><field var='os_version'><value>XP</value></field></x>";
        let identities = "<identity category='client' name='Tkabber' type='pc' xml:lang='en'/>\
             <identity category='client' name='Ткаббер' type='pc' xml:lang='ru'/>";
        info(&format!("{identities}{features}{form}"))
    }

    /// XEP-0390 §4.6.2.
    #[test]
    fn the_complex_example_of_the_xep_gives_its_hash_whatever_the_order() {
        let mut info = complex();
        for _ in 0..5 {
            assert_eq!(hash(&info).as_deref(), Some("u79ZroNJbdSWhdSp311mddz44oHHPsEBntQ5b1jqBSY="));
            info.features.rotate_left(7);
            info.identities.reverse();
            info.forms[0].fields.rotate_left(1);
        }
    }

    #[test]
    fn what_the_xep_says_has_no_hash_has_none() {
        let mut rows = complex();
        rows.forms[0].items.push(Vec::new());
        let mut untyped = complex();
        untyped.forms[0].fields.remove(0);
        assert_eq!((hash(&rows), hash(&untyped)), (None, None));
    }

    #[test]
    fn the_hash_survives_the_wire_among_others() {
        let text = printed(&Capabilities::new("kzBZ="));
        assert_eq!(text, "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>kzBZ=</hash></c>");
        let two = text.replace("<hash", "<hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>79md=</hash><hash");
        let read = |text: &str| read::<Capabilities>(&element(text)).expect("capabilities").into_hash();
        assert_eq!((read(&text).as_deref(), read(&two).as_deref()), (Some("kzBZ="), Some("kzBZ=")));
        assert_eq!(read(&text.replace("sha-256", "md5")), None);
    }
}
