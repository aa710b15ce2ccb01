//! Real servers, each in a temporary directory and on a loopback address of its own, so that tests run side
//! by side with the standard ports and without root, names or certificates. XMPP accounts have their name as
//! password; the component's lines are those of `deploy/`, with only domain, secret and address replaced.
//! A server dies with its handle, and with the test process should that be killed.

pub mod ejabberd;
pub mod network;
pub mod postgres;
pub mod prosody;

use std::{
    net::{IpAddr, Ipv4Addr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tempfile::TempDir;
use tokio::net::TcpStream;

use self::network::Network;
use crate::{
    deadline::{PATIENCE, until},
    process::Running,
};

pub const CLIENT_PORT: u16 = 5222;
pub const COMPONENT_PORT: u16 = 5347;
pub const HTTP_PORT: u16 = 5280;

/// Where on ejabberd the second component logs in, with the same secret, that stands beside the desk.
const BESIDE_PORT: u16 = 5348;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Prosody,
    Ejabberd,
}

/// The domains of one server.
#[derive(Debug)]
pub struct Place {
    /// Of the accounts.
    pub domain: &'static str,
    /// Of visitors without an account.
    pub guests: &'static str,
    /// Of the desk.
    pub component: &'static str,
    /// Of what stands beside the desk.
    pub beside: &'static str,
}

impl Place {
    const fn names(&self) -> [&'static str; 4] {
        [self.domain, self.guests, self.component, self.beside]
    }
}

macro_rules! place {
    ($domain:literal) => {
        $crate::server::Place {
            domain: $domain,
            guests: concat!("guest.", $domain),
            component: concat!("ref.", $domain),
            beside: concat!("beside.", $domain),
        }
    };
}
use place;

/// Where a server that knows no others stands.
const ALONE: Place = place!("localhost");

/// A running XMPP server with accounts at `domain`, anonymous visitors at `guest.` and room for two components.
pub struct Server {
    pub address: IpAddr,
    pub domain: &'static str,
    pub component: &'static str,
    pub beside: &'static str,
    pub secret: &'static str,
    pub kind: Kind,
    /// The other servers it talks with.
    network: Option<Arc<Network>>,
    accounts: Vec<String>,
    running: Option<Running>,
    dir: TempDir,
}

impl Server {
    /// A fresh server of this kind, ready to take connections, that knows no other.
    pub async fn start(kind: Kind, accounts: &[&str]) -> Server {
        Server::start_at(&ALONE, free_address(), kind, accounts, None).await
    }

    async fn start_at(
        place: &Place,
        address: IpAddr,
        kind: Kind,
        accounts: &[&str],
        network: Option<Arc<Network>>,
    ) -> Server {
        let mut server = Server {
            address,
            domain: place.domain,
            component: place.component,
            beside: place.beside,
            secret: "open-sesame",
            kind,
            network,
            accounts: accounts.iter().map(|name| (*name).to_owned()).collect(),
            running: None,
            dir: TempDir::new().expect("a temporary directory"),
        };
        match kind {
            Kind::Prosody => prosody::prepare(&server),
            Kind::Ejabberd => ejabberd::prepare(&server),
        }
        server.run().await;
        server
    }

    /// Kills the server hard and starts it again with its data, at the same address.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.run().await;
    }

    /// Kills the server hard.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill().await;
        }
    }

    /// Starts a stopped server.
    pub async fn run(&mut self) {
        let command = match self.kind {
            Kind::Prosody => prosody::command(self.dir.path()),
            Kind::Ejabberd => ejabberd::command(self),
        };
        self.running = Some(Running::start(command, self.dir.path(), "out.log"));
        let others = self.network.is_some().then_some(network::S2S_PORT);
        for port in [CLIENT_PORT, COMPONENT_PORT, HTTP_PORT].into_iter().chain(others) {
            if !listens(self.address, port, self.running.as_mut()).await {
                panic!("{:?} does not listen on {port}:\n{}", self.kind, self.log());
            }
        }
        if self.kind == Kind::Ejabberd {
            ejabberd::register(self).await;
        }
    }

    /// What the server has written so far, for the report of a failed test.
    pub fn log(&self) -> String {
        let read = |name| std::fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        format!("{}{}", read("out.log"), read("server.log"))
    }

    /// Where what stands beside the desk logs in.
    pub fn beside_port(&self) -> u16 {
        if self.kind == Kind::Prosody { COMPONENT_PORT } else { BESIDE_PORT }
    }

    /// A file of `deploy/` as this server gets it.
    fn deployed(&self, file: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(file);
        std::fs::read_to_string(&path)
            .expect("the lines for administrators are in deploy/")
            .replace("example.org", self.domain)
            .replace("change-this-secret", self.secret)
            .replace("127.0.0.1", &self.address.to_string())
    }
}

/// A loopback address nobody listens on: from the process id and a counter, so that tests running at the same
/// time look in different places.
fn free_address() -> IpAddr {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    loop {
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let spread = (std::process::id() ^ (count << 16)).wrapping_mul(0x9e37_79b1);
        let [second, third, fourth, _] = spread.to_be_bytes();
        // 127.0.0.0/16 is left to what else runs on the machine.
        let address = Ipv4Addr::new(127, second.clamp(1, 254), third, fourth.clamp(1, 254));
        let free = [CLIENT_PORT, COMPONENT_PORT, HTTP_PORT, network::S2S_PORT, postgres::PORT]
            .iter()
            .all(|port| TcpListener::bind((address, *port)).is_ok());
        if free {
            return address.into();
        }
    }
}

/// Whether a server that has been started comes to listen; not, if it ends before.
async fn listens(address: IpAddr, port: u16, mut server: Option<&mut Running>) -> bool {
    let connected = until(PATIENCE, || {
        let lives = server.as_mut().is_some_and(|running| running.lives());
        async move { (!lives || TcpStream::connect((address, port)).await.is_ok()).then_some(lives) }
    });
    connected.await.unwrap_or(false)
}

pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
