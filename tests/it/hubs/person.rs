//! A person at a client, and what people do: join, write, say, accept, and read what comes. What does not come within
//! `PATIENCE` fails the test with the name of who waited for it.

use std::time::Duration;

use minidom::Element;

use crate::{
    client::{Client, NS, xml},
    deadline::PATIENCE,
};

const MUC: &str = "http://jabber.org/protocol/muc";
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

pub struct Person {
    pub name: String,
    pub client: Client,
    lines: u32,
}

/// A mediated invitation (XEP-0045 §7.8.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub room: String,
    pub inviter: String,
    pub reason: String,
}

impl Person {
    pub fn new(name: &str, client: Client) -> Person {
        Person { name: name.to_owned(), client, lines: 0 }
    }

    /// Joins a room and waits until she is in; what the room's earlier lines were waits to be heard.
    pub async fn joins(&mut self, room: &str, nick: &str) {
        self.asks_to_join(room, nick).await;
        let own = format!("{room}/{nick}");
        let answer = |stanza: &Element| {
            let from_room = stanza.name() == "presence" && stanza.attr("from") == Some(&own);
            let kind = stanza.attr("type").map(str::to_owned);
            (from_room && kind.as_deref() != Some("unavailable")).then(|| kind.map(|_| xml(stanza)))
        };
        let answer = self.client.expect(answer, PATIENCE).await;
        assert_eq!(answer, Some(None), "{} does not get into {room}", self.name);
    }

    /// Asks to be let in, and waits for nothing.
    pub async fn asks_to_join(&mut self, room: &str, nick: &str) {
        self.client.send(format!("<presence to='{room}/{nick}'><x xmlns='{MUC}'/></presence>")).await;
    }

    pub async fn leaves(&mut self, room: &str, nick: &str) {
        self.client.send(format!("<presence to='{room}/{nick}' type='unavailable'/>")).await;
    }

    /// Writes to an address as to any contact.
    pub async fn writes(&mut self, to: &str, text: &str) {
        self.message(to, "chat", text).await;
    }

    /// Says something in a room.
    pub async fn says(&mut self, room: &str, text: &str) {
        self.message(room, "groupchat", text).await;
    }

    async fn message(&mut self, to: &str, kind: &str, text: &str) {
        self.lines += 1;
        let id = format!("{}-{}", self.name, self.lines);
        self.client.send(format!("<message to='{to}' type='{kind}' id='{id}'><body>{text}</body></message>")).await;
    }

    /// Invites somebody, or another hub's service, into a room.
    pub async fn invites(&mut self, whom: &str, room: &str, reason: &str) {
        let invite = format!("<invite to='{whom}'><reason>{reason}</reason></invite>");
        self.client.send(format!("<message to='{room}'><x xmlns='{MUC_USER}'>{invite}</x></message>")).await;
    }

    /// Declines an invitation.
    pub async fn declines(&mut self, invitation: &Invitation, reason: &str) {
        let Invitation { room, inviter, .. } = invitation;
        let decline = format!("<decline to='{inviter}'><reason>{reason}</reason></decline>");
        self.client.send(format!("<message to='{room}'><x xmlns='{MUC_USER}'>{decline}</x></message>")).await;
    }

    /// The next invitation.
    pub async fn is_invited(&mut self) -> Invitation {
        self.is_invited_within(PATIENCE).await.unwrap_or_else(|| panic!("{} is not invited", self.name))
    }

    /// The next invitation, if one comes in time.
    pub async fn is_invited_within(&mut self, limit: Duration) -> Option<Invitation> {
        let invitation = |stanza: &Element| {
            let invite = stanza.get_child("x", MUC_USER)?.get_child("invite", MUC_USER)?;
            Some(Invitation {
                room: stanza.attr("from")?.to_owned(),
                inviter: invite.attr("from").unwrap_or_default().to_owned(),
                reason: invite.get_child("reason", MUC_USER).map(Element::text).unwrap_or_default(),
            })
        };
        self.client.expect(invitation, limit).await
    }

    /// Somebody declines, with these words.
    pub async fn is_declined(&mut self, by: &str, words: &str) {
        let decline = |stanza: &Element| {
            let decline = stanza.get_child("x", MUC_USER)?.get_child("decline", MUC_USER)?;
            let reason = decline.get_child("reason", MUC_USER).map(Element::text).unwrap_or_default();
            (decline.attr("from") == Some(by) && reason.contains(words)).then_some(())
        };
        let declined = self.client.expect(decline, PATIENCE).await;
        assert!(declined.is_some(), "{} does not hear that {by} declines", self.name);
    }

    /// The next line from an address, or from a room whoever says it there, that holds these words; whole.
    pub async fn hears(&mut self, from: &str, words: &str) -> String {
        let heard = self.hears_within(from, words, PATIENCE).await;
        heard.unwrap_or_else(|| {
            let unread: Vec<_> = self.client.unread().iter().map(xml).collect();
            panic!("{} does not hear {words:?} from {from}, but {unread:#?}", self.name)
        })
    }

    /// The same, if it comes in time.
    pub async fn hears_within(&mut self, from: &str, words: &str, limit: Duration) -> Option<String> {
        let line = |stanza: &Element| {
            let known = stanza.name() == "message" && stanza.attr("from")?.split('/').next() == Some(from);
            let body = stanza.get_child("body", NS)?.text();
            (known && stanza.attr("type") != Some("error") && body.contains(words)).then_some(body)
        };
        self.client.expect(line, limit).await
    }

    /// The next presence of this type (`None`: available) from a full address.
    pub async fn sees(&mut self, from: &str, kind: Option<&str>) {
        let presence = |stanza: &Element| {
            let known = stanza.name() == "presence" && stanza.attr("from") == Some(from);
            (known && stanza.attr("type") == kind).then_some(())
        };
        let seen = self.client.expect(presence, PATIENCE).await;
        assert!(seen.is_some(), "{} does not see {from} as {kind:?}", self.name);
    }

    /// Whether anything that came and was not picked holds these words.
    pub fn has_come(&mut self, words: &str) -> bool {
        self.client.unread().iter().any(|stanza| xml(stanza).contains(words))
    }
}
