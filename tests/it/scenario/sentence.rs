//! The sentences of a scenario that stand for stanzas, so that it reads as a play: each becomes XML, with names
//! in braces left for the play to fill in or to learn.

use std::collections::BTreeMap;

use super::{pattern::escape, script::HUB};

const MUC: &str = "http://jabber.org/protocol/muc";
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

/// What one role sends, in words.
pub struct Speech<'a> {
    pub id: String,
    pub who: &'a str,
    pub nicks: &'a mut BTreeMap<(String, String), String>,
}

impl Speech<'_> {
    /// What is sent, and what must come back before the play goes on.
    pub fn read(mut self, sentence: &str) -> Result<(String, Option<String>), String> {
        let (head, text) = match sentence.split_once(':') {
            Some((head, text)) => (head.trim(), Some(escape(text.trim()))),
            None => (sentence, None),
        };
        let words: Vec<&str> = head.split_whitespace().collect();
        let id = self.id.clone();
        let said = text.clone().unwrap_or_default();
        let stanza = match words[..] {
            ["joins", room, "as", nick] => {
                let own = format!("{}/{nick}", address(room));
                let admitted =
                    format!("<presence from='{own}'><x xmlns='{MUC_USER}'><status code='110'/></x></presence>");
                return Ok((self.join(room, nick), Some(admitted)));
            }
            ["asks", "to", "join", room, "as", nick] => self.join(room, nick),
            ["leaves", room] => format!("<presence to='{}' type='unavailable'/>", self.occupant(room)?),
            ["is", "available", "in", room] => format!("<presence to='{}'/>", self.occupant(room)?),
            ["is", show @ ("away" | "chat" | "dnd" | "xa"), "in", room] => {
                format!("<presence to='{}'><show>{show}</show></presence>", self.occupant(room)?)
            }
            ["writes", "to", to] => {
                format!("<message to='{}' type='chat' id='{id}'><body>{said}</body></message>", address(to))
            }
            ["says", "in", room] => {
                format!("<message to='{}' type='groupchat' id='{id}'><body>{said}</body></message>", address(room))
            }
            ["whispers", "to", nick, "in", room] => format!(
                "<message to='{}/{nick}' type='chat' id='{id}'><body>{said}</body><x xmlns='{MUC_USER}'/></message>",
                address(room)
            ),
            ["declines", room] => format!(
                "<message to='{}' id='{id}'><x xmlns='{MUC_USER}'><decline to='{HUB}'>{}</decline></x></message>",
                address(room),
                reason(text)
            ),
            ["invites", whom, "to", room] => format!(
                "<message to='{}' id='{id}'><x xmlns='{MUC_USER}'><invite to='{}'>{}</invite></x></message>",
                address(room),
                address(whom),
                reason(text)
            ),
            _ => return Err(format!("nobody understands: {} {sentence}", self.who)),
        };
        Ok((stanza, None))
    }

    fn join(&mut self, room: &str, nick: &str) -> String {
        self.nicks.insert((self.who.to_owned(), room.to_owned()), nick.to_owned());
        format!("<presence to='{}/{nick}'><x xmlns='{MUC}'/></presence>", address(room))
    }

    fn occupant(&self, room: &str) -> Result<String, String> {
        let nick = self.nicks.get(&(self.who.to_owned(), room.to_owned()));
        let nick = nick.ok_or_else(|| format!("{} has not joined {room}", self.who))?;
        Ok(format!("{}/{nick}", address(room)))
    }
}

/// What is expected, in words; `None` if the sentence expects nothing.
pub fn expectation(sentence: &str) -> Option<Result<String, String>> {
    let (head, text) = match sentence.split_once(':') {
        Some((head, text)) => (head.trim(), Some(escape(text.trim()))),
        None => (sentence, None),
    };
    let body =
        text.as_ref().map(|text| format!("<body>{text}</body>")).ok_or("what? Text follows after a colon".into());
    let words: Vec<&str> = head.split_whitespace().collect();
    let message = |from: String, kind: &str| {
        body.clone().map(|body| format!("<message from='{from}' type='{kind}'>{body}</message>"))
    };
    let xml = match words[..] {
        // From the bare address or any of its resources.
        ["receives", "from", from] => message(format!("{}…", address(from)), "chat"),
        ["hears", "in", room] => message(format!("{}/…", address(room)), "groupchat"),
        ["hears", ref nick @ .., "in", room] => message(format!("{}/{}", address(room), nick.join(" ")), "groupchat"),
        ["is", "invited", "to", room] => {
            let (room, reason) = (address(room), reason(text));
            Ok(format!("<message from='{room}'><x xmlns='{MUC_USER}'><invite>{reason}</invite></x></message>"))
        }
        ["is", "refused", "by", room] => {
            let reason = text.map(|text| format!("<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>{text}</text>"));
            let (room, reason) = (address(room), reason.unwrap_or_default());
            Ok(format!("<presence from='{room}…' type='error'><error>{reason}</error></presence>"))
        }
        _ => return None,
    };
    Some(xml)
}

fn reason(text: Option<String>) -> String {
    text.map(|text| format!("<reason>{text}</reason>")).unwrap_or_default()
}

/// `ask` is short for the service of that name; a name in braces or a JID is itself.
fn address(word: &str) -> String {
    let word = escape(word);
    if word.contains(['@', '{', '.']) { word } else { format!("{word}@{HUB}") }
}
