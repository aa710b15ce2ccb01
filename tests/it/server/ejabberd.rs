//! ejabberd: run by `erl` itself without a node name, so that neither epmd nor ejabberdctl is needed;
//! accounts by its HTTP interface.

use std::fs;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
};

use super::{
    BESIDE_PORT, CLIENT_PORT, HTTP_PORT, Kind, Server,
    network::{Network, S2S_PORT},
};
use crate::{
    deadline::{PATIENCE, until},
    process::guarded,
};

pub struct Ejabberd;

impl Ejabberd {
    pub async fn start(accounts: &[&str]) -> Server {
        Server::start(Kind::Ejabberd, accounts).await
    }
}

pub(super) fn prepare(server: &Server) {
    let dir = server.dir.path();
    fs::create_dir_all(dir.join("mnesia")).expect("a directory for the data");
    fs::write(dir.join("refdesk.yml"), server.deployed("ejabberd.yml")).expect("a configuration is written");
    fs::write(dir.join("ejabberd.yml"), configuration(server)).expect("a configuration is written");
}

pub(super) fn command(server: &Server) -> Command {
    let dir = server.dir.path();
    let mut command = guarded("erl");
    if let Some(network) = &server.network {
        // Addresses are looked up with the system's functions, whatever Erlang is told; of services it must ask nobody.
        command.env("LD_PRELOAD", "libnss_wrapper.so").env("NSS_WRAPPER_HOSTS", network.file("hosts"));
        command.env("ERL_INETRC", network.file("inetrc"));
        // COMPAT: ejabberd 23.01 crashes now and then when several TLS connections begin at once on several schedulers.
        command.args(["+S", "1:1"]);
    }
    command
        .env("EJABBERD_CONFIG_PATH", dir.join("ejabberd.yml"))
        .env("EJABBERD_LOG_PATH", dir.join("server.log"))
        .env("HOME", dir)
        .args(["-noinput", "-mnesia", "dir"])
        .arg(format!("\"{}\"", dir.join("mnesia").display()));
    // Debian keeps ejabberd outside the directories Erlang looks into by itself.
    for library in ["/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"] {
        for entry in fs::read_dir(library).into_iter().flatten().flatten() {
            let code = entry.path().join("ebin");
            if entry.file_name().to_string_lossy().starts_with("ejabberd-") && code.is_dir() {
                command.arg("-pa").arg(code);
            }
        }
    }
    command.args(["-s", "ejabberd"]);
    command
}

/// Creates the accounts that are not there yet.
pub(super) async fn register(server: &Server) {
    for name in &server.accounts {
        let body = format!(r#"{{"user":"{name}","host":"{}","password":"{name}"}}"#, server.domain);
        let answer = until(PATIENCE, || async {
            let answer = post(server, "register", &body).await.ok()?;
            let registered = answer.starts_with("HTTP/1.1 200");
            // 10090: the account exists, as it does after a restart.
            (registered || answer.contains("10090")).then_some(())
        });
        if answer.await.is_none() {
            panic!("{name} cannot be registered:\n{}", server.log());
        }
    }
}

async fn post(server: &Server, command: &str, body: &str) -> std::io::Result<String> {
    let mut http = TcpStream::connect((server.address, HTTP_PORT)).await?;
    let (address, length) = (server.address, body.len());
    let request = format!(
        "POST /api/{command} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    http.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    http.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn configuration(server: &Server) -> String {
    let (dir, address, domain, secret) = (server.dir.path().display(), server.address, server.domain, server.secret);
    let beside = server.beside;
    let (others, listener) = match &server.network {
        None => ("certfiles: []".to_owned(), String::new()),
        Some(network) => among_others(server, network),
    };
    format!(
        r#"hosts: [{domain}]
loglevel: info
include_config_file: ["{dir}/refdesk.yml"]
{others}
acme: {{auto: false}}
auth_method: internal
auth_password_format: plain
api_permissions:
  tests: {{from: [mod_http_api], who: all, what: [register]}}
listen:
{listener}  - {{port: {CLIENT_PORT}, ip: "{address}", module: ejabberd_c2s, access: all, shaper: none}}
  - port: {BESIDE_PORT}
    ip: "{address}"
    module: ejabberd_service
    access: all
    global_routes: false
    hosts: {{{beside}: {{password: {secret}}}}}
  - port: {HTTP_PORT}
    ip: "{address}"
    module: ejabberd_http
    request_handlers: {{/api: mod_http_api, /ws: ejabberd_http_ws, /bosh: mod_bosh}}
modules:
  mod_blocking: {{}}
  mod_bosh: {{}}
  mod_caps: {{}}
  mod_carboncopy: {{}}
  mod_disco: {{}}
  mod_http_api: {{}}
  mod_last: {{}}
  mod_ping: {{}}
  mod_privacy: {{}}
  mod_private: {{}}
  mod_pubsub: {{plugins: [flat, pep]}}
  mod_roster: {{}}
  mod_stream_mgmt: {{}}
  mod_vcard: {{}}
"#
    )
}

/// Servers are let in and out with a certificate only; what could not be reached is tried again at once.
fn among_others(server: &Server, network: &Network) -> (String, String) {
    let [ca, both] = ["ca.crt", &format!("{}.pem", server.domain)].map(|name| network.file(name));
    let settings = format!(
        r#"certfiles: ["{both}"]
ca_file: "{ca}"
s2s_use_starttls: required
s2s_max_retry_delay: 1
outgoing_s2s_families: [ipv4]"#,
        both = both.display(),
        ca = ca.display()
    );
    let address = server.address;
    let listener = format!("  - {{port: {S2S_PORT}, ip: \"{address}\", module: ejabberd_s2s_in, shaper: none}}\n");
    (settings, listener)
}
