//! Joining a room: `<x xmlns='http://jabber.org/protocol/muc'/>` in presence (XEP-0045 §7.2).
//!
//! How much history is wanted is a wish: a number that cannot be read counts as not stated, and the join stands.
//! Passwords are never used (Gajim prompts for one that nobody was shown) and are not read.

use minidom::Element;
use xso::{AsXml, FromXmlText};

use super::stamp::Stamp;
use crate::stanza::HistoryWanted;

/// A room's configuration (XEP-0045 §10), which is not ours to have changed over the wire.
pub const OWNER: &str = "http://jabber.org/protocol/muc#owner";

/// Written only by those who join, which here are the simulated clients of the tests.
#[derive(AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC, name = "x")]
pub struct Join {
    #[xml(child)]
    history: Option<History>,
}

#[derive(AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = xmpp_parsers::ns::MUC, name = "history")]
struct History {
    #[xml(attribute)]
    maxchars: Option<u32>,
    #[xml(attribute)]
    maxstanzas: Option<u32>,
    #[xml(attribute)]
    seconds: Option<u32>,
    #[xml(attribute)]
    since: Option<Stamp>,
}

impl From<&HistoryWanted> for Join {
    fn from(wanted: &HistoryWanted) -> Self {
        let history = (*wanted != HistoryWanted::default()).then_some(History {
            maxchars: wanted.max_chars,
            maxstanzas: wanted.max_stanzas,
            seconds: wanted.seconds,
            since: wanted.since.map(Stamp),
        });
        Join { history }
    }
}

pub fn read(join: &Element) -> HistoryWanted {
    let Some(history) = join.get_child("history", xmpp_parsers::ns::MUC) else { return HistoryWanted::default() };
    let number = |name| history.attr(name)?.trim().parse().ok();
    HistoryWanted {
        max_chars: number("maxchars"),
        max_stanzas: number("maxstanzas"),
        seconds: number("seconds"),
        since: history.attr("since").and_then(|text| Stamp::from_xml_text(text.to_owned()).ok()).map(|stamp| stamp.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;
    use crate::xmpp::payload::{element, printed};

    #[test]
    fn a_plain_join_wants_what_the_room_gives() {
        assert_eq!(printed(&Join::from(&HistoryWanted::default())), "<x xmlns='http://jabber.org/protocol/muc'/>");
        assert_eq!(read(&element("<x xmlns='http://jabber.org/protocol/muc'/>")), HistoryWanted::default());
    }

    #[test]
    fn history_limits_survive_the_wire() {
        let wanted = HistoryWanted {
            max_chars: Some(0),
            max_stanzas: Some(20),
            seconds: Some(180),
            since: Some(Time(1_031_699_305_000)),
        };
        assert_eq!(read(&element(&printed(&Join::from(&wanted)))), wanted);
    }

    #[test]
    fn a_limit_that_cannot_be_read_counts_as_not_stated() {
        let join = element(
            "<x xmlns='http://jabber.org/protocol/muc'><password>x</password>\
             <history maxchars='-1' maxstanzas='many' seconds='99999999999' since='now'/></x>",
        );
        assert_eq!(read(&join), HistoryWanted::default());
    }
}
