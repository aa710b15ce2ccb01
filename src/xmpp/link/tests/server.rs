//! A hand-written server for components: says and hears text.

use std::io;
use std::time::Duration;

use jid::Jid;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split};
use tokio::sync::mpsc;
use xmpp_parsers::component::Handshake;

use crate::xmpp::link::wire::{Dial, Dialled, Reading, Writing};
use crate::xmpp::link::{DownReason, Inbox, Incoming, Limits, Link, Outgoing, Settings, Unreadable};

const PIPE_BYTES: usize = 64 * 1024;
pub(super) const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' \
     xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en' from='ref.localhost' id='s1'>";

pub(super) struct Pipes(mpsc::UnboundedSender<DuplexStream>);

impl Dial for Pipes {
    fn dial(&mut self) -> Dialled<'_> {
        let (ours, theirs) = duplex(PIPE_BYTES);
        let sent = self.0.send(theirs);
        Box::pin(async move {
            sent.map_err(|_| io::Error::from(io::ErrorKind::ConnectionRefused))?;
            let (reading, writing) = split(ours);
            Ok((Box::new(reading) as Reading, Box::new(writing) as Writing))
        })
    }
}

pub(super) struct Server {
    connections: mpsc::UnboundedReceiver<DuplexStream>,
}

pub(super) struct Peer {
    pipe: DuplexStream,
    heard: String,
}

pub(super) fn settings() -> Settings {
    Settings {
        host: "127.0.0.1".into(),
        port: 5347,
        domain: "ref.localhost".into(),
        secret: "secret".into(),
        server: Jid::new("localhost").unwrap(),
        limits: Limits::default(),
    }
}

pub(super) fn dice() -> Box<dyn FnMut() -> u64 + Send> {
    let mut state = 7u64;
    Box::new(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

pub(super) fn pipes() -> (Pipes, Server) {
    let (sender, connections) = mpsc::unbounded_channel();
    (Pipes(sender), Server { connections })
}

pub(super) fn start(settings: Settings) -> (Link, Inbox, Server) {
    let (pipes, server) = pipes();
    let (link, inbox) = Link::start_over(Box::new(pipes), settings, dice());
    (link, inbox, server)
}

/// A link that is up.
pub(super) async fn up(settings: Settings) -> (Link, Inbox, Server, Peer) {
    let (link, mut inbox, mut server) = start(settings);
    let peer = server.welcome().await;
    assert!(matches!(inbox.recv().await, Some(Incoming::Up)));
    (link, inbox, server, peer)
}

impl Server {
    pub(super) async fn accept(&mut self) -> Peer {
        Peer { pipe: self.connections.recv().await.unwrap(), heard: String::new() }
    }

    /// Accepts a connection up to the header and the handshake, which is checked.
    pub(super) async fn challenge(&mut self) -> Peer {
        let mut peer = self.accept().await;
        let header = peer.hear_until("version='1.0'>").await;
        assert!(header.contains("to='ref.localhost'") && header.contains("jabber:component:accept"), "{header}");
        peer.say(HEADER).await;
        let handshake = peer.hear_until("</handshake>").await;
        let digest = Handshake::from_stream_id_and_password("s1".into(), "secret").data.unwrap();
        let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(handshake.contains(&expected), "{handshake}");
        peer
    }

    pub(super) async fn welcome(&mut self) -> Peer {
        let mut peer = self.challenge().await;
        peer.say("<handshake/>").await;
        peer
    }
}

impl Peer {
    pub(super) async fn say(&mut self, text: &str) {
        self.pipe.write_all(text.as_bytes()).await.unwrap();
    }

    /// Everything up to and with `end`.
    pub(super) async fn hear_until(&mut self, end: &str) -> String {
        loop {
            if let Some(at) = self.heard.find(end) {
                let rest = self.heard.split_off(at + end.len());
                return std::mem::replace(&mut self.heard, rest);
            }
            let mut bytes = vec![0; PIPE_BYTES];
            let count = tokio::time::timeout(Duration::from_secs(600), self.pipe.read(&mut bytes)).await;
            let count = count.expect("the component says nothing").unwrap();
            assert!(count > 0, "the connection ended; heard so far: {}", self.heard);
            self.heard.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        }
    }

    /// Hears a ping to the server; its id.
    pub(super) async fn hear_ping(&mut self) -> String {
        let ping = self.hear_until("</iq>").await;
        assert!(ping.contains("<ping xmlns='urn:xmpp:ping'/>") && ping.contains("to='localhost'"), "{ping}");
        id_of(&ping)
    }

    pub(super) async fn answer(&mut self, id: &str) {
        self.say(&format!("<iq type='result' from='localhost' to='ref.localhost' id='{id}'/>")).await;
    }

    /// What was heard and not yet asked for.
    pub(super) fn left_over(&self) -> &str {
        &self.heard
    }
}

pub(super) fn id_of(stanza: &str) -> String {
    let after = stanza.split_once(" id=").unwrap().1;
    after[1..].split(&after[..1]).next().unwrap().to_owned()
}

pub(super) fn message(body: &str) -> Outgoing {
    outgoing("ask@ref.localhost", "dora@localhost", body)
}

pub(super) fn outgoing(from: &str, to: &str, body: &str) -> Outgoing {
    Outgoing {
        from: Jid::new(from).unwrap(),
        to: Jid::new(to).unwrap(),
        xml: format!("<message from='{from}' to='{to}' type='chat'><body>{body}</body></message>"),
        sheddable: false,
    }
}

pub(super) async fn next_body(inbox: &mut Inbox) -> String {
    match inbox.recv().await {
        Some(Incoming::Stanza(stanza)) => {
            let message = tokio_xmpp::parsers::message::Message::try_from(*stanza).expect("a message was expected");
            message.bodies.into_values().next().unwrap_or_default()
        }
        _ => panic!("a message was expected"),
    }
}

pub(super) async fn next_unreadable(inbox: &mut Inbox) -> Unreadable {
    match inbox.recv().await {
        Some(Incoming::Unreadable(unreadable)) => unreadable,
        _ => panic!("an unreadable stanza was expected"),
    }
}

pub(super) async fn next_taken(inbox: &mut Inbox) -> u64 {
    match inbox.recv().await {
        Some(Incoming::Taken(number)) => number,
        _ => panic!("a passed barrier was expected"),
    }
}

pub(super) async fn next_down(inbox: &mut Inbox) -> DownReason {
    match inbox.recv().await {
        Some(Incoming::Down(reason)) => reason,
        _ => panic!("the end of the connection was expected"),
    }
}
