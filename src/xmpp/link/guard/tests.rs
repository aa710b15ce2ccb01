use jid::Jid;

use super::*;

pub(super) const HEADER: &str =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='s' id='1'>";

/// Everything the guard does with a stream, whatever pieces it comes in.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub passed: Vec<u8>,
    pub dropped: Vec<Unreadable>,
    pub broken: Option<&'static str>,
}

pub(super) fn limits() -> Limits {
    Limits { stanza_bytes: 400, depth: 5, token_bytes: 60, outgoing_stanza_bytes: 300, ..Limits::default() }
}

pub(super) fn run<'a>(limits: &Limits, pieces: impl IntoIterator<Item = &'a [u8]>) -> Outcome {
    let mut guard = Guard::new(limits);
    let mut outcome = Outcome::default();
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() {
            let (read, fed) = guard.feed(rest);
            outcome.passed.extend_from_slice(guard.ready());
            guard.consume(guard.ready().len());
            assert!(guard.held.len() <= limits.stanza_bytes && guard.names.len() <= limits.depth + 1);
            rest = &rest[read..];
            match fed {
                Fed::All => assert!(rest.is_empty()),
                Fed::Dropped(unreadable) => outcome.dropped.push(unreadable),
                Fed::Broken(why) => {
                    outcome.broken = Some(why);
                    return outcome;
                }
            }
        }
    }
    outcome
}

/// The outcome of these stanzas, in one piece and byte by byte.
fn outcome_of(stanzas: &str) -> (String, Vec<Unreadable>, Option<&'static str>) {
    let stream = format!("{HEADER}{stanzas}");
    let whole = run(&limits(), [stream.as_bytes()]);
    assert_eq!(whole, run(&limits(), stream.as_bytes().chunks(1)));
    let passed = String::from_utf8(whole.passed).unwrap();
    (passed.strip_prefix(HEADER).unwrap().to_owned(), whole.dropped, whole.broken)
}

fn passes(stanzas: &str) {
    assert_eq!(outcome_of(stanzas), (stanzas.to_owned(), vec![], None));
}

/// The one stanza between two others is left out.
fn drops(stanza: &str, expected: Why) -> Unreadable {
    let (passed, mut dropped, broken) = outcome_of(&format!("<iq id='a'/>{stanza}<iq id='b'>x</iq>"));
    assert_eq!((passed.as_str(), broken, dropped.len()), ("<iq id='a'/><iq id='b'>x</iq>", None, 1));
    let unreadable = dropped.remove(0);
    assert_eq!(unreadable.why, expected);
    unreadable
}

fn breaks(stanzas: &str) {
    assert!(outcome_of(stanzas).2.is_some(), "{stanzas}");
}

#[test]
fn a_stream_within_the_limits_passes_byte_by_byte() {
    passes("<message from='a@b'><body>1 &lt; 2 &amp; &#229; &#xE5; > å ]]&gt;</body><x xmlns=\"y\"/></message >");
    passes(" \n<presence\n\tfrom = \"it's\" to='a&gt;\"b>c' /> <iq><a><b><c><d/></c></b></a></iq>\r\n");
    passes("<handshake/><stream:error><x/></stream:error></stream:stream>\n");
}

#[test]
fn a_stanza_that_nests_too_deep_is_dropped() {
    passes("<iq><a><a><a><a/></a></a></a></iq>");
    drops("<iq><a><a><a><a><a/></a></a></a></a></iq>", Why::TooDeep);
    drops(&format!("<iq>{}{}</iq>", "<a>".repeat(1000), "</a>".repeat(1000)), Why::TooDeep);
}

#[test]
fn a_stanza_that_is_too_large_is_dropped() {
    let of_size = |size: usize| format!("<message>{}</message>", "x".repeat(size - "<message></message>".len()));
    passes(&of_size(400));
    drops(&of_size(401), Why::TooLarge);
    drops(&of_size(100_000), Why::TooLarge);
}

#[test]
fn a_stanza_with_too_long_a_token_is_dropped_and_still_known_by_its_addresses() {
    let long = "x".repeat(60);
    passes(&format!("<message id='{long}'><{long} {long}=''/></message>"));
    for stanza in [
        format!("<message id='{long}x' from='a@b/c' to='d@e' type='chat'/>"),
        format!("<message {long}x='' from='a@b/c' to='d@e' type='chat'/>"),
        format!("<message from='a@b/c' to='d@e' type='chat'><{long}x/></message>"),
        format!("<message from='a@b/c' to='d@e' type='chat'><a>1</a><b c='{}'/></message>", "&amp;".repeat(13)),
    ] {
        let unreadable = drops(&stanza, Why::TokenTooLong);
        assert_eq!(unreadable.kind, StanzaKind::Message);
        assert_eq!(unreadable.from, Jid::new("a@b/c").ok());
        assert_eq!(unreadable.to, Jid::new("d@e").ok());
        assert_eq!((unreadable.id, unreadable.type_.as_deref()), (None, Some("chat")));
    }
}

#[test]
fn references_in_a_start_tag_are_resolved() {
    let unreadable = drops("<iq from='a@b/&lt;&#x26;&#39;&gt;&quot;' id=\"'&amp;amp;'\"><!----></iq>", Why::Malformed);
    assert_eq!(unreadable.from, Jid::new("a@b/<&'>\"").ok());
    assert_eq!(unreadable.id.as_deref(), Some("'&amp;'"));
}

#[test]
fn an_address_that_is_none_is_left_out() {
    let unreadable = drops("<iq from='@@' to='' type='error'><?p?></iq>", Why::Malformed);
    assert_eq!((unreadable.from, unreadable.to, unreadable.type_.as_deref()), (None, None, Some("error")));
}

#[test]
fn what_xmpp_forbids_is_dropped_with_its_stanza() {
    for inside in [
        "<!-- </iq> -- > --->",
        "<![CDATA[ </iq> ]] > ]]]>",
        "<?php </iq> ? > ??>",
        "&nbsp;",
        "&;",
        "&#0;",
        "&#xFFFF;",
        "&#xD800;",
        "&#99999999999999999999;",
        "& ",
        "&<a/>",
        "\u{1}",
        "<a b='<'/>",
        "<a b='&no;'/>",
        "<a b='&'/>",
        "<a b='\u{7}'/>",
        "<a></b>",
    ] {
        drops(&format!("<iq>{inside}</iq>"), Why::Malformed);
    }
    drops("<iq></message>", Why::Malformed);
    drops("<message xmlns='jabber:client'/>", Why::Malformed);
    drops("<message xmlns='jabber:client'><a/></message>", Why::Malformed);
}

#[test]
fn what_stands_between_stanzas_and_is_none_is_passed_over() {
    assert_eq!(outcome_of("<iq/><!-- a --><?b?><iq/>"), ("<iq/><iq/>".to_owned(), vec![], None));
    let large = format!("<stream:error>{}</stream:error><iq/>", "x".repeat(1000));
    assert_eq!(outcome_of(&large), ("<iq/>".to_owned(), vec![], None));
}

#[test]
fn what_cannot_be_divided_into_stanzas_breaks_the_stream() {
    for stanzas in ["text", "<iq/>&amp;", "<!DOCTYPE a>", "< iq/>", "<iq", "<iq a/>", "<iq a=b/>", "<iq a='b'c='d'/>"] {
        if stanzas == "<iq" {
            assert_eq!(outcome_of(stanzas), (String::new(), vec![], None));
        } else {
            breaks(stanzas);
        }
    }
    for stanzas in ["<iq / >", "<iq ='a'/>", "<iq><!ENTITY a></iq>", "<iq></ iq></iq>", "<iq><></iq>", "<iq></iq a>"] {
        breaks(stanzas);
    }
    assert!(run(&limits(), [b"<!DOCTYPE a><stream>".as_slice()]).broken.is_some());
    assert!(run(&limits(), [b"<stream/>".as_slice()]).broken.is_some());
    assert!(run(&limits(), [format!("<stream a='{}'>", "x".repeat(100)).as_bytes()]).broken.is_some());
    assert!(run(&limits(), [b"220 mail.example".as_slice()]).broken.is_some());
}

#[test]
fn an_outgoing_text_is_one_whole_stanza() {
    let weigh = |xml: &str| Guard::weigh(&limits(), xml).map(|(kind, head)| (kind, head.to().map(str::to_owned)));
    assert_eq!(weigh("<iq to='a&amp;b'><a/></iq>"), Ok((StanzaKind::Iq, Some("a&b".to_owned()))));
    assert_eq!(weigh(&format!("<iq>{}</iq>", "x".repeat(300))), Err(Why::TooLarge));
    for text in [
        "",
        " <iq/>",
        "<iq/> x",
        "<iq/><iq/>",
        "<iq>",
        "<a/>",
        "<!-- --><iq/>",
        "</stream:stream>",
        "<iq></a>",
        "<iq>\u{ffff}</iq>",
    ] {
        assert_eq!(weigh(text), Err(Why::Malformed), "{text}");
    }
}
