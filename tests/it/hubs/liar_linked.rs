//! A hub that lies, and with which there is a link: its coordinator was trusted, its program is not. What it says of itself
//! is believed only as far as it can be checked, and nobody comes into a room whom it was not asked for.

use std::time::Duration;

use minidom::Element;
use refdesk::{
    stanza::{DiscoInfo, Field, Form, FormKind, Identity},
    xmpp::payload::caps,
};

use super::{
    Hubs, Person,
    liar::{drain, serve},
};
use crate::{
    client::{Client, xml},
    deadline::PATIENCE,
    server::Kind,
};

const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
const INFO: &str = "http://jabber.org/protocol/disco#info";
const NODE: &str = "https://liar.test/";
const WRONG: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const QUESTION: &str = "Good morning! My aunt has died abroad and left me a house. Where can I read about that?";
const BOTH: [[Kind; 2]; 2] = [[Kind::Prosody, Kind::Ejabberd], [Kind::Ejabberd, Kind::Prosody]];

#[tokio::test]
async fn a_description_that_is_not_what_its_hash_says_is_not_believed_nor_asked_for_again() {
    for kinds in BOTH {
        let hubs = Hubs::start(&kinds).await;
        let home = hubs[0].server.component;
        let mut anna = hubs[0].person("anna").await;
        let mut liar = linked(&hubs, &mut anna).await;
        let own = liar.jid.clone();
        let (lie, truth) = (format!("law@{own}"), format!("books@{own}"));

        liar.send(shown(&lie, home, WRONG)).await;
        describe(&mut liar, &lie).await;
        liar.send(shown(&truth, home, &caps::ver(&description()))).await;
        describe(&mut liar, &truth).await;
        // It says the same again, and then something else each time.
        for number in 0..200 {
            liar.send(shown(&lie, home, WRONG)).await;
            liar.send(shown(&lie, home, &format!("{number:0>27}="))).await;
        }
        drain(&mut liar, home).await;
        let asked = liar.unread().iter().filter(|stanza| is_asked(stanza, &lie).is_some()).count();
        assert!(asked <= 1, "{kinds:?}: it was asked {asked} times more\n{}", hubs.logs());

        anna.writes(home, "!find lang:fi scope:network").await;
        let found = anna.hears(home, &truth).await;
        assert!(!found.contains(&lie), "{found}");
        anna.writes(home, &format!("!link show {own}")).await;
        anna.hears(home, "not what they claimed to be: 1").await;
    }
}

#[tokio::test]
async fn nobody_comes_into_a_room_but_whom_a_linked_hub_was_asked_for_and_nothing_said_twice_counts_twice() {
    for kinds in BOTH {
        forge(&Hubs::start(&kinds).await).await;
    }
}

#[tokio::test]
async fn a_linked_hub_that_asks_for_thousands_is_paused_by_a_word_and_patrons_are_served_at_once() {
    for kinds in BOTH {
        let hubs = Hubs::start(&kinds).await;
        let (home, ask) = (hubs[0].server.component, hubs[0].at("ask"));
        let mut anna = hubs[0].person("anna").await;
        let mut liar = linked(&hubs, &mut anna).await;
        anna.joins(&ask, "Anna").await;
        let own = liar.jid.clone();
        for number in 0..2_000 {
            let invite = format!("<invite from='{own}'><reason>Now!</reason></invite>");
            liar.send(user(&format!("r.{number}@{own}"), &ask, &invite)).await;
        }
        drain(&mut liar, home).await;
        let declined = liar.unread().iter().filter(|stanza| has(stanza, "decline")).count();
        let asked = anna.client.unread().iter().filter(|stanza| xml(stanza).contains(&format!("@{own}"))).count();
        println!("{kinds:?}: of 2000 rooms {declined} were declined at once, and Anna read of {asked}");
        assert!(declined >= 1_900, "no more than agreed are taken at once: {declined}\n{}", hubs.logs());
        assert!(asked <= 12, "{asked}");

        anna.writes(home, &format!("!link pause {own}")).await;
        anna.hears(home, "Nothing passes").await;
        anna.client.forget();
        serve(&hubs, &mut anna, "dora").await;
    }
}

async fn forge(hubs: &Hubs) {
    let (home, ask) = (hubs[0].server.component, hubs[0].at("ask"));
    let mut anna = hubs[0].person("anna").await;
    let (mut freja, mut emil) = (hubs[1].person("freja").await, hubs[1].person("emil").await);
    let mut liar = linked(hubs, &mut anna).await;
    let own = liar.jid.clone();
    let (law, books) = (format!("law@{own}"), format!("books@{own}"));
    anna.joins(&ask, "Anna").await;
    let mut dora = hubs[0].person("dora").await;
    dora.writes(&ask, QUESTION).await;
    let room = anna.is_invited().await.room;
    anna.joins(&room, "Anna").await;
    dora.hears(&ask, "Anna").await;

    let invite = |whom: &str| format!("<invite to='{whom}'><reason>Come</reason></invite>");
    let decline = format!("<decline to='{home}'><reason>Nobody</reason></decline>");
    let out = |whom: &str| format!("<item jid='{whom}' affiliation='none' role='none'/>");
    let forgeries = [
        invite(&freja.client.jid),
        invite(&emil.client.jid),
        decline.clone(),
        out(&anna.client.jid),
        out(&dora.client.jid),
        out(&own),
    ];
    // Nobody has asked it, nor does it say so in its own name only.
    for forged in &forgeries {
        for from in [&law, &books, &own] {
            liar.send(user(from, &room, forged)).await;
        }
    }
    drain(&mut liar, home).await;
    assert!(!freja.has_come(&room) && !emil.has_come(&room), "{}", hubs.logs());

    // It is asked, and names those who are here already, or anybody in another service's name.
    anna.invites(&law, &room, "Would you?").await;
    let asked = |stanza: &Element| (has(stanza, "invite") && stanza.attr("to") == Some(&law)).then_some(());
    liar.expect(asked, PATIENCE).await.expect("it is asked");
    for whom in ["dora@hub-se.test", "anna@hub-se.test", &ask, &format!("ask@{own}")] {
        liar.send(user(&law, &room, &invite(whom))).await;
    }
    for forged in [decline.clone(), invite(&emil.client.jid)] {
        liar.send(user(&books, &room, &forged)).await;
    }
    liar.send(user(&law, &room, &invite(&freja.client.jid))).await;
    let invitation = freja.is_invited().await;
    assert_eq!((&invitation.room, invitation.inviter.as_str()), (&room, home));
    freja.joins(&room, "Freja").await;
    freja.hears(&room, QUESTION).await;
    dora.hears(&ask, "Freja").await;

    // She holds it now, and everything is said again.
    for forged in &forgeries {
        for from in [&law, &books] {
            liar.send(user(from, &room, forged)).await;
        }
    }
    drain(&mut liar, home).await;
    freja.says(&room, "Ved biblioteket.").await;
    dora.hears(&ask, "Ved biblioteket.").await;
    freja.says(&room, "!close answered").await;
    freja.sees(&format!("{room}/Freja"), Some("unavailable")).await;

    // And after its end.
    freja.client.forget();
    for forged in &forgeries {
        liar.send(user(&law, &room, forged)).await;
    }
    drain(&mut liar, home).await;
    assert!(!freja.has_come(&room) && !emil.has_come(&room), "{}", hubs.logs());
    freja.asks_to_join(&room, "Freja").await;
    freja.sees(&format!("{room}/Freja"), Some("error")).await;
    serve(hubs, &mut anna, "emil").await;
}

/// Anna has made a link with it.
async fn linked(hubs: &Hubs, anna: &mut Person) -> Client {
    let mut liar = hubs[1].liar().await;
    let (home, own) = (hubs[0].server.component, liar.jid.clone());
    anna.writes(home, &format!("!link propose {own}")).await;
    let proposed = |stanza: &Element| (stanza.attr("type") == Some("subscribe")).then_some(());
    liar.expect(proposed, PATIENCE).await.expect("it is asked for a link");
    for kind in ["subscribed", "subscribe"] {
        liar.send(format!("<presence from='{own}' to='{home}' type='{kind}'/>")).await;
    }
    anna.hears(home, "accepted").await;
    liar
}

fn user(from: &str, to: &str, payload: &str) -> String {
    format!("<message from='{from}' to='{to}'><x xmlns='{MUC_USER}'>{payload}</x></message>")
}

fn has(stanza: &Element, name: &str) -> bool {
    stanza.get_child("x", MUC_USER).is_some_and(|x| x.get_child(name, MUC_USER).is_some())
}

/// Presence of a service with a hash (XEP-0115).
fn shown(service: &str, to: &str, ver: &str) -> String {
    format!(
        "<presence from='{service}' to='{to}'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{NODE}' \
         ver='{ver}'/></presence>"
    )
}

/// What all its services say of themselves when asked.
fn description() -> DiscoInfo {
    let field = |var: &str, value: &str| Field {
        var: Some(var.to_owned()),
        values: vec![value.to_owned()],
        ..Field::default()
    };
    let fields =
        vec![field("FORM_TYPE", "urn:refdesk:service:0"), field("known-languages", "fi native"), field("open", "1")];
    let identity =
        Identity { category: "account".into(), kind: "bot".into(), lang: None, name: Some("All the books".into()) };
    DiscoInfo {
        identities: vec![identity],
        features: vec![INFO.to_owned()],
        forms: vec![Form { kind: FormKind::Result, fields, ..Form::default() }],
        ..DiscoInfo::default()
    }
}

fn is_asked(stanza: &Element, service: &str) -> Option<(String, String)> {
    let node = stanza.get_child("query", INFO)?.attr("node")?.to_owned();
    let known = stanza.attr("type") == Some("get") && stanza.attr("to") == Some(service);
    known.then(|| Some((stanza.attr("id")?.to_owned(), node)))?
}

/// A service is asked what it is, and says the same whatever it has shown.
async fn describe(liar: &mut Client, service: &str) {
    let asked = liar.expect(|stanza| Some((is_asked(stanza, service)?, stanza.attr("from")?.to_owned())), PATIENCE);
    let ((id, node), from) = asked.await.expect("it is asked");
    let fields: String = description().forms[0]
        .fields
        .iter()
        .map(|field| {
            let var = field.var.clone().unwrap_or_default();
            let kind = if var == "FORM_TYPE" { " type='hidden'" } else { "" };
            format!("<field var='{var}'{kind}><value>{}</value></field>", field.values[0])
        })
        .collect();
    liar.send(format!(
        "<iq from='{service}' to='{from}' type='result' id='{id}'><query xmlns='{INFO}' node='{node}'>\
         <identity category='account' type='bot' name='All the books'/><feature var='{INFO}'/>\
         <x xmlns='jabber:x:data' type='result'>{fields}</x></query></iq>"
    ))
    .await;
    let _ = liar.expect(|_| None::<()>, Duration::ZERO).await;
}
