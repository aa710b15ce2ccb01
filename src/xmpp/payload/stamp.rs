//! Moments on the wire: the DateTime profile of XEP-0082, to the millisecond, in UTC when we write it.
//!
//! Used by the delay stamps of XEP-0203, which are declared here too, and by `since` of a room's history.

use chrono::{DateTime, SecondsFormat};
use jid::Jid;
use xso::error::Error;
use xso::{AsXml, AsXmlText, FromXml, FromXmlText};

use crate::time::Time;

/// XEP-0203.
#[derive(FromXml, AsXml, Debug, Clone, PartialEq)]
#[xml(namespace = "urn:xmpp:delay", name = "delay", discard(text))]
pub struct Delay {
    /// Who kept the stanza back.
    #[xml(attribute(default))]
    pub from: Option<Jid>,
    /// When it was first sent.
    #[xml(attribute)]
    pub stamp: Stamp,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp(pub Time);

impl FromXmlText for Stamp {
    fn from_xml_text(text: String) -> Result<Self, Error> {
        let moment = DateTime::parse_from_rfc3339(&text).map_err(Error::text_parse_error)?;
        Ok(Stamp(Time(moment.timestamp_millis())))
    }
}

impl AsXmlText for Stamp {
    fn as_xml_text(&self) -> Result<std::borrow::Cow<'_, str>, Error> {
        let precision = if self.0.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        Ok(DateTime::from_timestamp_millis(self.0.0).unwrap_or_default().to_rfc3339_opts(precision, true).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xmpp::payload::{element, printed, read};

    #[test]
    fn a_delay_is_printed_in_utc_and_read_back() {
        let delay = Delay { from: Some(Jid::new("ask@ref").unwrap()), stamp: Stamp(Time(1_031_699_305_000)) };
        let text = "<delay xmlns='urn:xmpp:delay' from='ask@ref' stamp='2002-09-10T23:08:25Z'/>";
        assert_eq!(printed(&delay), text);
        assert_eq!(read::<Delay>(&element(text)), Ok(delay));
    }

    #[test]
    fn milliseconds_survive() {
        let delay = Delay { from: None, stamp: Stamp(Time(1_031_699_305_042)) };
        let text = printed(&delay);
        assert!(text.contains("23:08:25.042Z"), "{text}");
        assert_eq!(read::<Delay>(&element(&text)), Ok(delay));
    }

    #[test]
    fn other_time_zones_and_a_reason_are_understood() {
        let text = "<delay xmlns='urn:xmpp:delay' stamp='2002-09-11T01:08:25+02:00'>Offline</delay>";
        assert_eq!(read::<Delay>(&element(text)).unwrap().stamp, Stamp(Time(1_031_699_305_000)));
    }

    #[test]
    fn a_delay_without_a_readable_stamp_is_malformed() {
        for text in ["<delay xmlns='urn:xmpp:delay'/>", "<delay xmlns='urn:xmpp:delay' stamp='yesterday'/>"] {
            assert!(read::<Delay>(&element(text)).is_err());
        }
    }

    #[test]
    fn a_moment_outside_the_calendar_is_still_printed() {
        assert!(printed(&Delay { from: None, stamp: Stamp(Time(i64::MAX)) }).contains("1970-01-01"));
    }
}
