//! A hub that lies: a component of its own domain on another server, which follows no rules. What it sends costs nobody
//! anything: no librarian is called for it, and patrons are served as ever.

use tokio::time::Instant;

use super::{Hubs, Person};
use crate::{client::Client, server::Kind};

const MUC_USER: &str = "http://jabber.org/protocol/muc#user";
const QUESTION: &str = "Hej! Hur får man ett lånekort?";
const FLOOD: usize = 2_000;
/// What it writes wherever words may stand.
const BAIT: &str = "Kom genast";

#[tokio::test]
async fn nobody_is_called_by_forged_invitations_and_patrons_are_served_while_thousands_come() {
    for kinds in [[Kind::Prosody, Kind::Ejabberd], [Kind::Ejabberd, Kind::Prosody]] {
        lie(&kinds).await;
    }
}

#[tokio::test]
async fn a_hub_cannot_speak_in_anothers_name() {
    for kinds in [[Kind::Prosody, Kind::Ejabberd, Kind::Prosody], [Kind::Prosody, Kind::Prosody, Kind::Ejabberd]] {
        let hubs = Hubs::start(&kinds).await;
        let ask = hubs[0].at("ask");
        let mut anna = hubs[0].person("anna").await;
        anna.joins(&ask, "Anna").await;

        // Its own server, the third, sees to that: Prosody ends its stream, ejabberd its stanza.
        let liar = hubs[2].liar().await;
        for other in ["ref.hub-dk.test", "ask@ref.hub-dk.test", "dora@hub-dk.test/desk", "anna@hub-se.test/desk"] {
            liar.send(invitation(other, &ask, &anna.client.jid)).await;
            liar.send(format!("<message from='{other}' to='{ask}' type='chat'><body>{BAIT}</body></message>")).await;
        }
        serve(&hubs, &mut anna, "dora").await;
        assert!(!anna.has_come(BAIT), "{kinds:?}\n{}", hubs.logs());
    }
}

async fn lie(kinds: &[Kind]) {
    let hubs = Hubs::start(kinds).await;
    let ask = hubs[0].at("ask");
    let mut anna = hubs[0].person("anna").await;
    anna.joins(&ask, "Anna").await;
    serve(&hubs, &mut anna, "dora").await;

    let mut liar = hubs[1].liar().await;
    let own = liar.jid.clone();
    // From rooms that do not exist, to the service, its staff room's occupants, sessions that never were, the hub.
    let targets = [&ask, &format!("{ask}/Anna"), &hubs[0].at("ask.222222"), &hubs[0].at(""), &hubs[0].at("nobody")];
    let targets = targets.map(|target| target.trim_start_matches('@').to_owned());
    let started = Instant::now();
    for number in 0..FLOOD {
        let room = format!("ask.{number}@{own}");
        liar.send(invitation(&room, &targets[number % targets.len()], "anna@hub-se.test")).await;
    }
    // From invented people, who join as patrons and want to be shown who is there.
    for number in 0..FLOOD / 2 {
        let (from, muc) = (format!("p{number}@{own}"), "<x xmlns='http://jabber.org/protocol/muc'/>");
        liar.send(format!("<presence from='{from}/x' to='{ask}/p{number}'>{muc}</presence>")).await;
        liar.send(format!("<presence from='{from}' to='{ask}' type='subscribe'/>")).await;
    }
    let first = serve(&hubs, &mut anna, "emil").await;
    println!(
        "{kinds:?}: {FLOOD} forged invitations and as much from invented people sent, and a patron's question was with a librarian after {first:?}"
    );
    drain(&mut liar, hubs[0].server.component).await;
    println!("{kinds:?}: all of them were dealt with after {:?}", started.elapsed());
    assert!(!anna.has_come(BAIT) && !anna.has_come(&own), "{}", hubs.logs());
    serve(&hubs, &mut anna, "frida").await;
}

/// A mediated invitation (XEP-0045 §7.8.2) as a room sends it, the direct one (XEP-0249) beside it.
fn invitation(room: &str, to: &str, inviter: &str) -> String {
    format!(
        "<message from='{room}' to='{to}'><x xmlns='{MUC_USER}'><invite from='{inviter}'><reason>{BAIT}</reason>\
         <continue thread='ask.222222'/></invite></x><x xmlns='jabber:x:conference' jid='{room}' reason='{BAIT}'/>\
         </message>"
    )
}

/// A patron of the same hub asks, and Anna answers and closes. How long it took until she was invited.
pub(super) async fn serve(hubs: &Hubs, anna: &mut Person, patron: &str) -> std::time::Duration {
    let ask = hubs[0].at("ask");
    let mut patron = hubs[0].person(patron).await;
    let asked = Instant::now();
    patron.writes(&ask, QUESTION).await;
    let invitation = anna.is_invited().await;
    let waited = asked.elapsed();
    assert!(invitation.reason.contains(QUESTION), "{invitation:?}\n{}", hubs.logs());
    anna.joins(&invitation.room, "Anna").await;
    anna.says(&invitation.room, "Ta med en legitimation.").await;
    patron.hears(&ask, "legitimation").await;
    anna.says(&invitation.room, "!close answered").await;
    anna.sees(&format!("{}/Anna", invitation.room), Some("unavailable")).await;
    waited
}

/// By the answer to a ping everything sent before has been taken.
pub(super) async fn drain(liar: &mut Client, hub: &str) {
    let own = liar.jid.clone();
    let ping = format!("<iq from='{own}' to='{hub}' type='get' id='last'><ping xmlns='urn:xmpp:ping'/></iq>");
    liar.send(ping).await;
    let answer = |stanza: &minidom::Element| (stanza.attr("id") == Some("last")).then_some(());
    liar.expect(answer, crate::deadline::PATIENCE).await.expect("the hub answers a ping from anybody");
}
