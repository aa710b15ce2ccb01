//! Prosody: one configuration file, accounts written into its storage.

use std::{fs, path::Path};

use tokio::process::Command;

use super::{
    CLIENT_PORT, HTTP_PORT, Kind, Server,
    network::{Network, S2S_PORT},
};
use crate::process::guarded;

pub struct Prosody;

impl Prosody {
    pub async fn start(accounts: &[&str]) -> Server {
        Server::start(Kind::Prosody, accounts).await
    }
}

pub(super) fn prepare(server: &Server) {
    let dir = server.dir.path();
    let store = dir.join("data").join(as_prosody_writes(server.domain)).join("accounts");
    fs::create_dir_all(&store).expect("a directory for the accounts");
    for name in &server.accounts {
        let account = format!("return {{ [\"password\"] = \"{name}\"; }};\n");
        fs::write(store.join(format!("{name}.dat")), account).expect("an account is written");
    }
    fs::write(dir.join("refdesk.cfg.lua"), server.deployed("prosody.cfg.lua")).expect("a configuration is written");
    fs::write(dir.join("prosody.cfg.lua"), configuration(server)).expect("a configuration is written");
}

pub(super) fn command(dir: &Path) -> Command {
    let mut command = guarded("prosody");
    command.arg("--config").arg(dir.join("prosody.cfg.lua")).arg("-F");
    command
}

/// A name as Prosody writes it in its storage.
fn as_prosody_writes(name: &str) -> String {
    let letter = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => letter.to_string(),
        _ => letter.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect(),
    };
    name.chars().map(letter).collect()
}

fn configuration(server: &Server) -> String {
    let (dir, address, domain, secret) = (server.dir.path().display(), server.address, server.domain, server.secret);
    let beside = server.beside;
    let (more, others) = match &server.network {
        None => ("", "modules_disabled = { \"s2s\", \"tls\" }\n".to_owned()),
        Some(network) => ("\"s2s\", \"s2s_auth_certs\", \"tls\",", among_others(domain, network)),
    };
    format!(
        r#"run_as_root = true
data_path = "{dir}/data"
pidfile = "{dir}/prosody.pid"
admin_socket = "{dir}/prosody.sock"
log = {{ {{ levels = {{ min = "info" }}, to = "file", filename = "{dir}/server.log" }} }}
interfaces = {{ "{address}" }}
c2s_ports = {{ {CLIENT_PORT} }}
http_interfaces = {{ "{address}" }}
http_ports = {{ {HTTP_PORT} }}
https_ports = {{}}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
consider_bosh_secure = true
authentication = "internal_plain"
storage = "internal"
modules_enabled = {{ {more} "roster", "saslauth", "disco", "ping", "private", "blocklist", "carbons", "pep", "smacks", "csi_simple", "vcard4", "vcard_legacy" }}
{others}VirtualHost "{domain}"
Include "{dir}/refdesk.cfg.lua"
Component "{beside}"
component_secret = "{secret}"
"#
    )
}

/// Servers are let in and out with a certificate only. Clients still log in without encryption.
fn among_others(domain: &str, network: &Network) -> String {
    let [hosts, ca, certificate, key] =
        ["hosts", "ca.crt", &format!("{domain}.crt"), &format!("{domain}.key")].map(|name| network.file(name));
    let [hosts, ca, certificate, key] = [&hosts, &ca, &certificate, &key].map(|file| file.display());
    format!(
        r#"s2s_ports = {{ {S2S_PORT} }}
s2s_require_encryption = true
s2s_secure_auth = true
ssl = {{ certificate = "{certificate}", key = "{key}", cafile = "{ca}" }}
unbound = {{ resolvconf = false, hoststxt = "{hosts}" }}
"#
    )
}
