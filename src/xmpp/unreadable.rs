//! The answer to a stanza that could not be read: `bad-request` to whoever sent it, and nothing to anybody else.

use crate::stanza::{
    Body, Condition, ErrorType, Iq, IqBody, Message, MessageKind, Presence, PresenceKind, Stanza, StanzaError,
};
use crate::xmpp::link::{StanzaKind, Unreadable};

/// Nothing when the stanza itself was an answer (RFC 6120 §8.3.1), or when it does not say who sent it.
pub fn answer(unreadable: &Unreadable) -> Option<Stanza> {
    let kind = unreadable.type_.as_deref();
    if matches!(kind, Some("error")) || (unreadable.kind == StanzaKind::Iq && matches!(kind, Some("result"))) {
        return None;
    }
    let from = unreadable.to.clone()?;
    let to = unreadable.from.clone()?;
    let text = Body { lang: Some("en".into()), text: format!("This cannot be read: {}.", unreadable.why) };
    let error = StanzaError::new(ErrorType::Modify, Condition::BadRequest).with_text(text);
    let id = unreadable.id.clone();
    Some(match unreadable.kind {
        StanzaKind::Message => {
            let mut message = Message::new(MessageKind::Error, from, to);
            message.id = id;
            message.error = Some(error);
            Stanza::Message(Box::new(message))
        }
        StanzaKind::Presence => {
            let mut presence = Presence::new(PresenceKind::Error, from, to);
            presence.id = id;
            presence.error = Some(error);
            Stanza::Presence(Box::new(presence))
        }
        StanzaKind::Iq => Stanza::Iq(Box::new(Iq { from, to, id: id?, body: IqBody::Error(error) })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::link::Why;

    fn unreadable(kind: StanzaKind, type_: Option<&str>) -> Unreadable {
        Unreadable {
            kind,
            from: "dora@localhost/phone".parse().ok(),
            to: "ask@ref.localhost".parse().ok(),
            id: Some("1".into()),
            type_: type_.map(str::to_owned),
            why: Why::TooDeep,
        }
    }

    #[test]
    fn whoever_sent_it_is_told_why() {
        let Some(Stanza::Message(answer)) = answer(&unreadable(StanzaKind::Message, None)) else { panic!("no answer") };
        assert_eq!((answer.to.as_str(), answer.id.as_deref()), ("dora@localhost/phone", Some("1")));
        let text = answer.error.and_then(|error| error.text).map(|body| body.text);
        assert_eq!(text.as_deref(), Some("This cannot be read: its elements nest too deep."));
    }

    #[test]
    fn an_answer_is_not_answered() {
        assert_eq!(answer(&unreadable(StanzaKind::Message, Some("error"))), None);
        assert_eq!(answer(&unreadable(StanzaKind::Iq, Some("result"))), None);
        assert_eq!(answer(&Unreadable { from: None, ..unreadable(StanzaKind::Presence, None) }), None);
    }
}
