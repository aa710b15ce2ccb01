//! A session handed on, in numbers: from the holder's invitation until the receiver has hers, and until the receiver's first
//! line is with the patron. The floor is the same number of messages, one after the other, between the same clients
//! through the bare echo: what the servers alone take. Once with all on one server, once with the receivers on another,
//! of the other kind. (From hub to hub, with a service of the other hub as the receiver, is to stand here too.)

use std::time::Instant;

use crate::{
    client::Client,
    deadline::PATIENCE,
    desk::{Desk, Setting},
    echo::{AT, Echo},
    server::{Kind, Server, network::Network},
    staff,
    statistics::{milliseconds, percentile, print},
};

/// Sessions handed on, and floors measured between them in turn.
const ROUNDS: usize = 100;
const ACCOUNTS: [&str; 3] = ["anna", "bo", "dora"];
const MUC_USER: &str = "http://jabber.org/protocol/muc#user";

pub async fn measure(kind: Kind) {
    let other = if kind == Kind::Prosody { Kind::Ejabberd } else { Kind::Prosody };
    let alone = Server::start(kind, &ACCOUNTS).await;
    hand_on("on one server", &alone, &alone).await;
    drop(alone);
    let servers = Network::start(&[kind, other], &ACCOUNTS).await;
    if let [here, there] = &servers[..] {
        hand_on("receivers on another", here, there).await;
    }
}

/// One colleague at either server; Anna hands on to Bo, in sessions of one new patron after the other.
async fn hand_on(what: &str, here: &Server, there: &Server) {
    let people = [format!("anna@{}", here.domain), format!("bo@{}", there.domain)];
    let (inventory, limits) = (staff::inventory("ask", people.clone(), 2), staff::limits(&[]));
    let mut desk = Desk::open(here, &Setting { inventory: &inventory, limits: &limits, ..Setting::default() }).await;
    let echo = Echo::start(here).await;
    let service = format!("ask@{}", here.component);
    let mut anna = staff::log_in(here, "anna").await;
    let mut bo = staff::log_in(there, "bo").await;
    let mut dora = staff::log_in(here, "dora").await;
    let to_bo = if here.domain == there.domain { "bo".to_owned() } else { format!("bo{AT}{}", there.domain) };
    let (to_bo, to_dora) = (format!("{to_bo}@{}", here.beside), format!("dora@{}", here.beside));

    let (mut asked, mut heard, mut one, mut three) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        staff::join(&mut anna, &service).await;
        let mut patron = Client::visit(here).await;
        patron.send(staff::line(&service, "Hej! Jag har en fråga om biblioteket i Lund.")).await;
        let room = staff::invited(&mut anna).await;
        staff::join(&mut anna, &room).await;
        staff::join(&mut bo, &service).await;
        for client in [&mut anna, &mut bo, &mut patron] {
            settle(client, &service).await;
        }

        let begun = Instant::now();
        let floor = format!("floor {round}");
        anna.send(staff::line(&to_bo, &floor)).await;
        hear(&mut bo, &floor).await;
        one.push(milliseconds(begun.elapsed()));
        bo.send(staff::line(&to_bo, &floor)).await;
        hear(&mut bo, &floor).await;
        bo.send(staff::line(&to_dora, &floor)).await;
        hear(&mut dora, &floor).await;
        three.push(milliseconds(begun.elapsed()));

        let begun = Instant::now();
        let invite = format!("<invite to='{}'><reason>law</reason></invite>", people[1]);
        anna.send(format!("<message to='{room}'><x xmlns='{MUC_USER}'>{invite}</x></message>")).await;
        assert_eq!(staff::invited(&mut bo).await, room);
        asked.push(milliseconds(begun.elapsed()));
        staff::join(&mut bo, &room).await;
        let answer = format!("Ja, {round}.");
        bo.send(format!("<message to='{room}' type='groupchat'><body>{answer}</body></message>")).await;
        hear(&mut patron, &answer).await;
        heard.push(milliseconds(begun.elapsed()));

        bo.send(format!("<message to='{room}' type='groupchat'><body>!close answered</body></message>")).await;
        staff::put_out(&mut bo, &room).await;
        staff::put_out(&mut anna, &room).await;
        bo.send(format!("<presence to='{service}/Op' type='unavailable'/>")).await;
        staff::put_out(&mut bo, &service).await;
    }
    drop(echo);
    desk.leave().await;

    println!("  {what}, {ROUNDS} times");
    show("floor: one message, ms", &one, &one, &one);
    show("until the receiver is invited, ms", &asked, &one, &one);
    show("floor: three messages, ms", &three, &three, &one);
    show("until her first line is there, ms", &heard, &three, &one);
}

/// A figure beside its floor, and in messages to and through a component.
fn show(what: &str, times: &[f64], floor: &[f64], hop: &[f64]) {
    let (half, most) = (percentile(times, 0.5), percentile(times, 0.99));
    let (of_half, of_most) = (half / percentile(floor, 0.5), most / percentile(floor, 0.99));
    let messages = half / percentile(hop, 0.5);
    let figure =
        format!("p50 {half:6.2} ({of_half:4.2})   p99 {most:6.2} ({of_most:4.2})   in messages {messages:4.1}");
    print(what, figure, "");
}

/// Waits until what went before has been taken in by the desk and the servers; what came is thrown away.
async fn settle(client: &mut Client, service: &str) {
    client.ping(service).await.expect("the desk answers");
    while client.next(std::time::Duration::ZERO).await.is_some() {}
}

async fn hear(client: &mut Client, line: &str) {
    while staff::body(client, PATIENCE).await.expect("a line arrives") != line {}
}
