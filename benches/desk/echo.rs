//! The bare echo: what is written to `operator1@` its domain is passed on to that operator's client, and nothing
//! else happens. Written to `room.operator1@`, it is passed on in the form that a room has to give it, which costs a
//! server more to read; written to `there=operator1@`, it goes to `operator1@there` first, the echo of another server.
//! The echo has a thread of its own, as Refdesk has a process.

use std::thread::JoinHandle;

use refdesk::xmpp::link::{Incoming, Outgoing, Settings};
use tokio::sync::oneshot;
use tokio_xmpp::Stanza;

use crate::{beside, server::Server};

/// Before the name of an operator who is to get a line as from a room.
pub const ROOM: &str = "room.";

/// Between the name and the domain of somebody who has an account on another server.
pub const AT: &str = "+";

/// Behind the domain of another echo, through which a line is to go.
const THROUGH: &str = "=";

/// What has come meanwhile is passed on in one go, as Refdesk does.
const BATCH: usize = 256;

pub struct Echo {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Echo {
    /// Starts, and waits until it is connected.
    pub async fn start(server: &Server) -> Echo {
        let (stop, stopped) = oneshot::channel();
        let (up, connected) = oneshot::channel();
        let (settings, place) = (beside::settings(server), (server.beside, server.domain));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                tokio::select! {
                    () = pass_on(settings, place, up) => {}
                    _ = stopped => {}
                }
            });
        });
        connected.await.expect("the echo component is connected");
        Echo { stop: Some(stop), thread: Some(thread) }
    }
}

/// The address at the first of these echoes that leads through all of them, in this order, to somebody's client.
pub fn way(echoes: &[&Server], name: &str, at: &Server) -> String {
    let (first, others) = echoes.split_first().expect("there is an echo");
    let through: String = others.iter().map(|echo| format!("{}{THROUGH}", echo.beside)).collect();
    format!("{through}{name}{AT}{}@{}", at.domain, first.beside)
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn pass_on(settings: Settings, place: (&str, &str), up: oneshot::Sender<()>) {
    let (link, mut inbox) = beside::connect(settings).await;
    let _ = up.send(());
    while let Some(incoming) = inbox.recv().await {
        let mut batch: Vec<Outgoing> = echo(incoming, place).into_iter().collect();
        while batch.len() < BATCH
            && let Ok(incoming) = inbox.try_recv()
        {
            batch.extend(echo(incoming, place));
        }
        link.send(batch, None);
    }
}

fn echo(incoming: Incoming, (own, domain): (&str, &str)) -> Option<Outgoing> {
    let Incoming::Stanza(stanza) = incoming else { return None };
    let Stanza::Message(message) = *stanza else { return None };
    let (_, body) = message.bodies.into_iter().next()?;
    let address = message.to?.node()?.to_string();
    let id = message.id.map(|id| id.0).unwrap_or_default();
    let plain = format!("<body>{body}</body>");
    let Some(name) = address.strip_prefix(ROOM) else {
        let from = format!("{address}@{own}");
        let to = match (address.split_once(THROUGH), address.split_once(AT)) {
            (Some((echo, rest)), _) => format!("{rest}@{echo}"),
            (None, Some((name, domain))) => format!("{name}@{domain}/desk"),
            (None, None) => format!("{address}@{domain}/desk"),
        };
        return Some(beside::stanza("message", &from, &to, &format!(" type='chat' id='{id}'"), &plain));
    };
    let room = format!("{address}@{own}");
    let children = format!(
        "{plain}<stanza-id xmlns='urn:xmpp:sid:0' id='{id}' by='{room}'/>\
         <occupant-id xmlns='urn:xmpp:occupant-id:0' id='2de9cc91da6542bcc70b8d8bca62e532'/>"
    );
    let (from, to) = (format!("{room}/Frågeställare"), format!("{name}@{domain}/desk"));
    Some(beside::stanza("message", &from, &to, &format!(" type='groupchat' id='{id}'"), &children))
}
