//! A raw XMPP client for tests: logs in over plain TCP (SASL PLAIN or ANONYMOUS, or as a component), sends whatever it is told and
//! keeps what it gets until somebody expects it. Pings (XEP-0199) and disco#info (XEP-0030) it answers by itself,
//! as every real client does. `tokio-xmpp` cannot be used here: its default namespace is the component's.

mod framing;

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use minidom::{Element, rxml};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{Mutex, mpsc},
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use xmpp_parsers::component::Handshake;

use self::framing::{Frame, Framing};
use crate::{
    deadline::PATIENCE,
    server::{CLIENT_PORT, COMPONENT_PORT, Server},
};

pub const NS: &str = "jabber:client";
pub const PING: &str = "urn:xmpp:ping";
pub const DISCO_INFO: &str = "http://jabber.org/protocol/disco#info";
const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const COMPONENT: &str = "jabber:component:accept";
const BIND: &str = "urn:ietf:params:xml:ns:xmpp-bind";
const STREAMS: &str = "http://etherx.jabber.org/streams";

/// How many stanzas wait unread before the client stops reading.
const UNREAD: usize = 100_000;

pub struct Client {
    /// The full JID the server has given it.
    pub jid: String,
    inbox: VecDeque<Element>,
    arriving: mpsc::Receiver<Element>,
    writer: Arc<Mutex<OwnedWriteHalf>>,
    silent: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

impl Client {
    /// Logs in with an account and sends initial presence.
    pub async fn connect(server: &Server, jid: &str, password: &str, resource: &str) -> Client {
        let (local, domain) = jid.split_once('@').expect("an account has a name and a domain");
        let secret = BASE64_STANDARD.encode(format!("\0{local}\0{password}"));
        let auth = format!("<auth xmlns='{SASL}' mechanism='PLAIN'>{secret}</auth>");
        log_in(server.address, domain, &auth, Some(resource)).await
    }

    /// Logs in as a component (XEP-0114): the one beside the desk, or in the desk's own place. It plays whom it likes at
    /// its domain, so it answers nothing by itself and states a sender in all that it sends.
    pub async fn component(server: &Server, domain: &str) -> Client {
        let port = if domain == server.beside { server.beside_port() } else { COMPONENT_PORT };
        let stream = TcpStream::connect((server.address, port)).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        let mut opening = Opening { stream, framing: Framing::default(), domain: domain.to_owned() };
        opening.prove(server.secret).await;
        opening.into_client(domain.to_owned(), Manners::Kept)
    }

    /// Logs in at the host for visitors without an account and sends initial presence.
    pub async fn visit(server: &Server) -> Client {
        let auth = format!("<auth xmlns='{SASL}' mechanism='ANONYMOUS'/>");
        log_in(server.address, &format!("guest.{}", server.domain), &auth, None).await
    }

    pub async fn send(&self, stanza: impl Into<Outgoing>) {
        let Outgoing(xml) = stanza.into();
        write(&self.writer, &xml).await;
    }

    /// The first stanza, waiting or arriving before `limit`, of which `pick` makes something. What it does not
    /// pick stays for later expectations.
    pub async fn expect<T>(&mut self, mut pick: impl FnMut(&Element) -> Option<T>, limit: Duration) -> Option<T> {
        for index in 0..self.inbox.len() {
            if let Some(picked) = pick(&self.inbox[index]) {
                self.inbox.remove(index);
                return Some(picked);
            }
        }
        let end = Instant::now() + limit;
        while let Ok(Some(stanza)) = timeout_at(end, self.arriving.recv()).await {
            if let Some(picked) = pick(&stanza) {
                return Some(picked);
            }
            self.inbox.push_back(stanza);
        }
        None
    }

    /// The oldest stanza not yet picked.
    pub async fn next(&mut self, limit: Duration) -> Option<Element> {
        self.expect(|stanza| Some(stanza.clone()), limit).await
    }

    /// The body of the next message from an address (with any resource), for tests that need no more.
    pub async fn hears(&mut self, from: &str) -> Option<String> {
        let pick = |stanza: &Element| {
            let sender = stanza.attr("from")?;
            let known = sender == from || sender.split('/').next() == Some(from);
            let body = stanza.get_child("body", NS)?.text();
            (known && stanza.name() == "message").then_some(body)
        };
        self.expect(pick, PATIENCE).await
    }

    /// Asks `to` for a sign of life (XEP-0199) and waits for it: by then everything this client sent there
    /// before has been taken, and what came of it has been delivered here.
    pub async fn ping(&mut self, to: &str) -> Option<()> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let id = format!("ping-{}", COUNTER.fetch_add(1, Ordering::Relaxed));
        self.send(format!("<iq type='get' id='{id}' to='{to}'><ping xmlns='{PING}'/></iq>")).await;
        let answers = |stanza: &Element| (stanza.name() == "iq" && stanza.attr("id") == Some(&id)).then_some(());
        self.expect(answers, PATIENCE).await
    }

    /// Whether the server still keeps the connection.
    pub fn is_connected(&self) -> bool {
        !self.reader.is_finished()
    }

    /// Drops all that came and was not picked.
    pub fn forget(&mut self) {
        self.unread();
        self.inbox.clear();
    }

    /// Everything that came and was not picked, oldest first.
    pub fn unread(&mut self) -> &VecDeque<Element> {
        while let Ok(stanza) = self.arriving.try_recv() {
            self.inbox.push_back(stanza);
        }
        &self.inbox
    }

    /// From now on answers no ping and no question, though the connection stays.
    pub fn go_silent(&self) {
        self.silent.store(true, Ordering::Relaxed);
    }

    /// Answers again.
    pub fn wake(&self) {
        self.silent.store(false, Ordering::Relaxed);
    }

    /// The connection is cut without a word.
    pub async fn vanish(mut self) {
        self.reader.abort();
        let _ = (&mut self.reader).await;
    }

    /// Ends the stream as a client does that is closed.
    pub async fn leave(mut self) {
        write(&self.writer, "<presence type='unavailable'/></stream:stream>").await;
        let _ = timeout(PATIENCE, async { while self.arriving.recv().await.is_some() {} }).await;
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// A stanza as it goes over the wire.
pub struct Outgoing(String);

impl From<&str> for Outgoing {
    fn from(xml: &str) -> Self {
        Outgoing(xml.to_owned())
    }
}

impl From<String> for Outgoing {
    fn from(xml: String) -> Self {
        Outgoing(xml)
    }
}

impl From<&Element> for Outgoing {
    fn from(stanza: &Element) -> Self {
        Outgoing(xml(stanza))
    }
}

/// The element as text.
pub fn xml(element: &Element) -> String {
    let mut bytes = Vec::new();
    element.write_to(&mut bytes).expect("memory can be written to");
    String::from_utf8(bytes).expect("XML is text")
}

/// Text as an element of the client's stream.
pub fn parse(xml: &str) -> Result<Element, minidom::Error> {
    let mut namespaces = BTreeMap::from([(None, NS.to_owned())]);
    if xml.starts_with("<stream:") {
        namespaces.insert(Some("stream".to_owned()), STREAMS.to_owned());
    }
    Element::from_reader_with_prefixes(xml.as_bytes(), namespaces)
}

/// A stream being opened: one party reads and writes in turn.
struct Opening {
    stream: TcpStream,
    framing: Framing,
    domain: String,
}

async fn log_in(address: IpAddr, domain: &str, auth: &str, resource: Option<&str>) -> Client {
    let stream = TcpStream::connect((address, CLIENT_PORT)).await.expect("the server listens");
    stream.set_nodelay(true).expect("a socket option");
    let mut opening = Opening { stream, framing: Framing::default(), domain: domain.to_owned() };

    opening.header().await;
    let outcome = opening.ask(auth).await;
    assert_eq!(outcome.name(), "success", "log-in at {domain} refused: {}", xml(&outcome));
    opening.header().await;
    let resource = resource.map(|name| format!("<resource>{name}</resource>")).unwrap_or_default();
    let bound = opening.ask(&format!("<iq type='set' id='bind'><bind xmlns='{BIND}'>{resource}</bind></iq>")).await;
    let jid = bound.get_child("bind", BIND).and_then(|bind| bind.get_child("jid", BIND)).map(Element::text);
    let jid = jid.unwrap_or_else(|| panic!("no address at {domain}: {}", xml(&bound)));

    let mut client = opening.into_client(jid, Manners::Answered);
    client.send("<presence/>").await;
    let own = client.jid.clone();
    let reflected = |stanza: &Element| (stanza.name() == "presence" && stanza.attr("from") == Some(&own)).then_some(());
    client.expect(reflected, PATIENCE).await.expect("a server reflects a client's own presence");
    client
}

impl Opening {
    async fn header(&mut self) {
        self.framing.reset();
        let domain = self.domain.clone();
        let header = format!("<stream:stream to='{domain}' version='1.0' xmlns='{NS}' xmlns:stream='{STREAMS}'>");
        let features = self.ask(&header).await;
        assert_eq!(features.name(), "features", "{domain} opens no stream: {}", xml(&features));
    }

    async fn ask(&mut self, xml: &str) -> Element {
        self.write(xml).await;
        loop {
            match self.read().await {
                Frame::Stanza(xml) => return parse(&xml).expect("the server sends XML"),
                Frame::Header(_) => continue,
                Frame::End => panic!("{} ended the stream after {xml}", self.domain),
            }
        }
    }

    async fn write(&mut self, xml: &str) {
        self.stream.write_all(xml.as_bytes()).await.expect("the server reads");
    }

    async fn read(&mut self) -> Frame {
        let frame = timeout(PATIENCE, async {
            let mut bytes = [0; 4096];
            loop {
                if let Some(frame) = self.framing.next() {
                    return frame;
                }
                let count = self.stream.read(&mut bytes).await.expect("the server writes");
                assert!(count > 0, "{} hung up", self.domain);
                self.framing.push(&bytes[..count]);
            }
        });
        frame.await.unwrap_or_else(|_| panic!("{} does not answer", self.domain))
    }

    /// The log-in of components, which have neither mechanisms nor features.
    async fn prove(&mut self, secret: &str) {
        let domain = &self.domain;
        let header = format!("<stream:stream to='{domain}' xmlns='{COMPONENT}' xmlns:stream='{STREAMS}'>");
        self.write(&header).await;
        let Frame::Header(header) = self.read().await else { panic!("{} opens no stream", self.domain) };
        let id = header.split_once(" id=").and_then(|(_, rest)| rest[1..].split(&rest[..1]).next().map(str::to_owned));
        let id = id.unwrap_or_else(|| panic!("a stream without an id: {header}"));
        let proof = Handshake::from_stream_id_and_password(id, secret);
        let proof: String = proof.data.iter().flatten().map(|byte| format!("{byte:02x}")).collect();
        let outcome = self.ask(&format!("<handshake>{proof}</handshake>")).await;
        assert_eq!(outcome.name(), "handshake", "{} is refused: {}", self.domain, xml(&outcome));
    }

    fn into_client(self, jid: String, manners: Manners) -> Client {
        let (from_server, to_server) = self.stream.into_split();
        let (arrived, arriving) = mpsc::channel(UNREAD);
        let writer = Arc::new(Mutex::new(to_server));
        let silent = Arc::new(AtomicBool::new(false));
        let (writes, framing) = (writer.clone(), self.framing);
        let reader = Reader { from_server, framing, arrived, writer: writes, silent: silent.clone(), manners };
        let reader = tokio::spawn(reader.run());
        Client { jid, inbox: VecDeque::new(), arriving, writer, silent, reader }
    }
}

struct Reader {
    from_server: OwnedReadHalf,
    framing: Framing,
    arrived: mpsc::Sender<Element>,
    writer: Arc<Mutex<OwnedWriteHalf>>,
    silent: Arc<AtomicBool>,
    manners: Manners,
}

/// What becomes of questions that every client answers without its owner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manners {
    Answered,
    /// They wait to be expected, like everything else.
    Kept,
}

impl Reader {
    async fn run(mut self) {
        let mut bytes = vec![0; 64 << 10];
        loop {
            while let Some(frame) = self.framing.next() {
                let Frame::Stanza(xml) = frame else { return };
                let stanza = parse(&xml).unwrap_or_else(|error| panic!("{error} in what a server sent: {xml}"));
                if !self.answered(&stanza).await && self.arrived.send(stanza).await.is_err() {
                    return;
                }
            }
            match self.from_server.read(&mut bytes).await {
                Ok(count) if count > 0 => self.framing.push(&bytes[..count]),
                _ => return,
            }
        }
    }

    /// Whether the stanza was a question every client answers without its owner; a silent one swallows it.
    async fn answered(&self, stanza: &Element) -> bool {
        if self.manners == Manners::Kept || stanza.name() != "iq" || stanza.attr("type") != Some("get") {
            return false;
        }
        let answer = if stanza.has_child("ping", PING) {
            String::new()
        } else if stanza.has_child("query", DISCO_INFO) {
            format!(
                "<query xmlns='{DISCO_INFO}'><identity category='client' type='pc'/>\
                 <feature var='{DISCO_INFO}'/><feature var='{PING}'/></query>"
            )
        } else {
            return false;
        };
        if !self.silent.load(Ordering::Relaxed) {
            let mut result = Element::builder("iq", NS).attr(rxml::xml_ncname!("type").into(), "result");
            if let Some(id) = stanza.attr("id") {
                result = result.attr(rxml::xml_ncname!("id").into(), id);
            }
            if let Some(asker) = stanza.attr("from") {
                result = result.attr(rxml::xml_ncname!("to").into(), asker);
            }
            if let Ok(payload) = parse(&answer) {
                result = result.append(payload);
            }
            write(&self.writer, &xml(&result.build())).await;
        }
        true
    }
}

/// A server that has gone is noticed by who waits for its answer, not here.
async fn write(writer: &Mutex<OwnedWriteHalf>, xml: &str) {
    let _ = writer.lock().await.write_all(xml.as_bytes()).await;
}
