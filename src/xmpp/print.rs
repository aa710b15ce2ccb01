//! Prints one stanza as text: the root and its plain children directly, extensions from their `AsXml`.
//!
//! Printing cannot fail. A character that XML 1.0 forbids is left out, so that nothing a person wrote and nothing the
//! store returns can break the stream to the server. What a stanza consists of, and in which order, is `outbound`'s.

use jid::Jid;
use xmpp_parsers::ns;
use xso::exports::rxml::Namespace;
use xso::{AsXml, Item};

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

pub struct Printer {
    text: String,
    root: &'static str,
    in_head: bool,
}

impl Printer {
    pub fn stanza(root: &'static str, from: &Jid, to: &Jid, kind: Option<&str>, id: Option<&str>) -> Self {
        let mut printer = Printer { text: String::with_capacity(512), root, in_head: true };
        printer.text.push('<');
        printer.text.push_str(root);
        printer.attribute("xmlns", ns::COMPONENT);
        printer.attribute("from", from.as_str());
        printer.attribute("to", to.as_str());
        if let Some(kind) = kind {
            printer.attribute("type", kind);
        }
        if let Some(id) = id {
            printer.attribute("id", id);
        }
        printer
    }

    /// The language of all that says no other; only before the first child.
    pub fn lang(&mut self, lang: &str) {
        self.attribute("xml:lang", lang);
    }

    /// A child in the stanza's own namespace that holds only text.
    pub fn child(&mut self, name: &str, lang: Option<&str>, text: &str) {
        self.end_head();
        self.text.push('<');
        self.text.push_str(name);
        if let Some(lang) = lang {
            self.attribute("xml:lang", lang);
        }
        self.in_head = true;
        if !text.is_empty() {
            self.end_head();
            self.escaped(text);
        }
        self.close(name);
    }

    pub fn payload(&mut self, payload: &impl AsXml) {
        let Ok(items) = payload.as_xml_iter() else { return };
        let mut open = Vec::with_capacity(4);
        for item in items {
            match item {
                Ok(Item::ElementHeadStart(namespace, name)) => {
                    self.end_head();
                    self.text.push('<');
                    self.text.push_str(&name);
                    if namespace != *open.last().map_or(ns::COMPONENT, |(outer, _): &(Namespace, _)| outer) {
                        self.attribute("xmlns", &namespace);
                    }
                    self.in_head = true;
                    open.push((namespace, name));
                }
                Ok(Item::Attribute(namespace, name, value)) => {
                    if *namespace == *XML_NAMESPACE {
                        self.attribute(&format!("xml:{}", &**name), &value);
                    } else if namespace.is_empty() {
                        self.attribute(&name, &value);
                    }
                }
                Ok(Item::Text(text)) if !text.is_empty() => {
                    self.end_head();
                    self.escaped(&text);
                }
                Ok(Item::ElementFoot) => {
                    if let Some((_, name)) = open.pop() {
                        self.close(&name);
                    }
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        while let Some((_, name)) = open.pop() {
            self.close(&name);
        }
    }

    pub fn finish(mut self) -> String {
        self.close(self.root);
        self.text
    }

    fn end_head(&mut self) {
        if std::mem::take(&mut self.in_head) {
            self.text.push('>');
        }
    }

    fn close(&mut self, name: &str) {
        if std::mem::take(&mut self.in_head) {
            self.text.push_str("/>");
        } else {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("='");
        self.escape(value, true);
        self.text.push('\'');
    }

    fn escaped(&mut self, text: &str) {
        self.escape(text, false);
    }

    fn escape(&mut self, text: &str, in_attribute: bool) {
        let mut plain = 0;
        for (at, character) in text.char_indices() {
            let instead = match character {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\r' => "&#xd;",
                '\'' if in_attribute => "&apos;",
                '\n' if in_attribute => "&#xa;",
                '\t' if in_attribute => "&#x9;",
                '\n' | '\t' => continue,
                '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => "",
                _ => continue,
            };
            self.text.push_str(&text[plain..at]);
            self.text.push_str(instead);
            plain = at + character.len_utf8();
        }
        self.text.push_str(&text[plain..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jid(text: &str) -> Jid {
        Jid::new(text).unwrap()
    }

    #[test]
    fn a_stanza_without_children_is_one_tag() {
        let printer = Printer::stanza("message", &jid("a@x"), &jid("b@y"), Some("chat"), None);
        assert_eq!(printer.finish(), "<message xmlns='jabber:component:accept' from='a@x' to='b@y' type='chat'/>");
    }

    #[test]
    fn characters_that_mean_something_to_xml_are_escaped_and_forbidden_ones_left_out() {
        let mut printer = Printer::stanza("message", &jid("a@x"), &jid("b@y"), None, Some("i'\n\t<\u{1}"));
        printer.child("body", Some("sv"), "a<b> & \u{0}c\u{b}\r\n'å'\u{ffff}");
        assert_eq!(
            printer.finish(),
            "<message xmlns='jabber:component:accept' from='a@x' to='b@y' id='i&apos;&#xa;&#x9;&lt;'>\
             <body xml:lang='sv'>a&lt;b&gt; &amp; c&#xd;\n'å'</body></message>"
        );
    }

    #[test]
    fn an_empty_text_is_an_empty_tag() {
        let mut printer = Printer::stanza("message", &jid("a@x"), &jid("b@y"), None, None);
        printer.child("subject", None, "");
        assert!(printer.finish().ends_with("><subject/></message>"));
    }
}
