//! Servers that talk with each other, as those of several libraries do: each on a loopback address of its own, all with
//! the same port for other servers, over TLS, each proving who it is by a certificate (SASL EXTERNAL, RFC 6120 §6).
//!
//! Nothing in it leaves the machine. The names end in `.test`, which no resolver knows (RFC 6761): both kinds are given a
//! file of addresses instead, Prosody by its resolver's `hoststxt` (it must have libunbound: Debian's `lua-unbound`),
//! ejabberd by nss_wrapper, as it looks addresses up with the system's functions (Debian's `libnss-wrapper`). The
//! certificates are signed by an authority made for the one test, which the servers are told to trust, and nobody else.

use std::{
    fmt::Write as _,
    fs,
    net::IpAddr,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use futures::future::join_all;
use tempfile::TempDir;

use super::{Kind, Place, Server, free_address, place};

/// Where a server listens for others.
pub const S2S_PORT: u16 = 5269;

/// The domains of the network, in the order in which they are given to servers.
pub const PLACES: [Place; 5] =
    [place!("hub-se.test"), place!("hub-dk.test"), place!("hub-fi.test"), place!("hub-no.test"), place!("hub-de.test")];

/// What the servers of a network have in common: names, addresses and whom to trust.
pub struct Network {
    dir: TempDir,
}

impl Network {
    /// Starts a server of each kind, with the domains of `PLACES` and these accounts each.
    ///
    /// # Panics
    /// With more servers than there are places, and where a server does not start.
    pub async fn start(kinds: &[Kind], accounts: &[&str]) -> Vec<Server> {
        assert!(kinds.len() <= PLACES.len(), "there are {} places", PLACES.len());
        let members: Vec<_> = PLACES.iter().take(kinds.len()).map(|place| (place, free_address())).collect();
        let network = Arc::new(Network::found(&members));
        let starting = members
            .iter()
            .zip(kinds)
            .map(|((place, address), kind)| Server::start_at(place, *address, *kind, accounts, Some(network.clone())));
        join_all(starting).await
    }

    fn found(members: &[(&Place, IpAddr)]) -> Network {
        let dir = TempDir::new().expect("a temporary directory");
        let mut hosts = String::new();
        for (place, address) in members {
            writeln!(hosts, "{address} {}", place.names().join(" ")).expect("a text grows");
        }
        fs::write(dir.path().join("hosts"), hosts).expect("a file is written");
        fs::write(dir.path().join("inetrc"), "{lookup, [file]}.\n").expect("a file is written");

        openssl(dir.path(), &["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=a test"]);
        for (place, _) in members {
            let domain = place.domain;
            let names = format!("subjectAltName={}", place.names().map(|name| format!("DNS:{name}")).join(","));
            openssl(
                dir.path(),
                &[
                    &["-keyout", &format!("{domain}.key"), "-out", &format!("{domain}.crt")][..],
                    &["-subj", &format!("/CN={domain}"), "-CA", "ca.crt", "-CAkey", "ca.key"],
                    &["-addext", &names, "-addext", "basicConstraints=critical,CA:FALSE"],
                ]
                .concat(),
            );
            let read =
                |end: &str| fs::read(dir.path().join(format!("{domain}.{end}"))).expect("openssl has written it");
            fs::write(dir.path().join(format!("{domain}.pem")), [read("crt"), read("key")].concat())
                .expect("a file is written");
        }
        Network { dir }
    }

    /// A file that the servers share: `hosts`, `inetrc`, `ca.crt`, and of each domain `.crt`, `.key` and both in `.pem`.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// Makes a key and its certificate.
fn openssl(dir: &Path, arguments: &[&str]) {
    let made = Command::new("openssl")
        .current_dir(dir)
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(arguments)
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
