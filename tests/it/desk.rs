//! The program itself, started as an administrator would: a configuration in a temporary directory, an inventory
//! imported, then `refdesk run`. It can be killed, ended and told to reload, and goes on with the same data.

use std::{net::IpAddr, path::Path};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
};

use crate::{
    deadline::{PATIENCE, until},
    process::{Running, guarded},
    server::{COMPONENT_PORT, Server},
};

const WEB_PORT: u16 = 9700;
const LOG: &str = "refdesk.log";

/// What a test may want to be different.
#[derive(Default)]
pub struct Setting<'a> {
    /// TOML as `refdesk import` takes it; without, nothing is imported.
    pub inventory: &'a str,
    /// `store.url`; without, SQLite in the desk's own directory.
    pub store: Option<String>,
    /// Keys and values of `[limits]`, for example `("offer", "1s")` or `("sessions", "2")`.
    pub limits: &'a [(String, String)],
}

pub struct Desk {
    web: IpAddr,
    running: Option<Running>,
    dir: TempDir,
}

impl Desk {
    /// Configures, imports, starts, and waits until the desk says that it is well.
    pub async fn open(server: &Server, setting: &Setting<'_>) -> Desk {
        let dir = TempDir::new().expect("a temporary directory");
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("a file is written");
        write("secret", server.secret);
        write("refdesk.toml", &configuration(server, dir.path(), setting));
        write("inventory.toml", setting.inventory);
        let mut desk = Desk { web: server.address, running: None, dir };
        if !setting.inventory.is_empty() {
            desk.command(&["import", "inventory.toml"]).await.unwrap_or_else(|said| panic!("import: {said}"));
        }
        desk.run().await;
        desk
    }

    /// Starts a desk that was killed or has left.
    pub async fn run(&mut self) {
        let mut command = guarded(env!("CARGO_BIN_EXE_refdesk"));
        command.args(["run", "--config", "refdesk.toml"]);
        self.running = Some(Running::start(command, self.dir.path(), LOG));
        self.well().await;
    }

    /// Waits until the desk says that it is well; it must not end before.
    pub async fn well(&mut self) {
        let ready = until(PATIENCE, || {
            let lives = self.running.as_mut().is_some_and(Running::lives);
            let web = self.web;
            async move {
                let well = lives && get(web, "/health").await.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"));
                (well || !lives).then_some(well)
            }
        });
        if ready.await != Some(true) {
            panic!("the desk is not well:\n{}", self.log());
        }
    }

    /// Runs another subcommand to its end; what it said, as `Err` if it did not succeed.
    pub async fn command(&self, arguments: &[&str]) -> Result<String, String> {
        let done = Command::new(env!("CARGO_BIN_EXE_refdesk"))
            .args(arguments)
            .args(["--config", "refdesk.toml"])
            .current_dir(self.dir.path())
            .kill_on_drop(true)
            .output()
            .await
            .expect("the program can be started");
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if done.status.success() { Ok(said) } else { Err(said) }
    }

    /// `kill -9`.
    pub async fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill().await;
        }
    }

    pub async fn restart(&mut self) {
        self.kill().await;
        self.run().await;
    }

    /// SIGTERM, and waits until it has left; whether it left cleanly.
    pub async fn leave(&mut self) -> bool {
        let Some(mut running) = self.running.take() else { return false };
        running.signal("TERM");
        running.ended().await.success()
    }

    /// A file beside its configuration.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.dir.path().join(name), text).expect("a file is written");
    }

    /// Adds to its configuration; to be read by [`Desk::reload`].
    pub fn configure(&self, toml: &str) {
        let known = std::fs::read_to_string(self.dir.path().join("refdesk.toml")).expect("the configuration");
        self.write("refdesk.toml", &format!("{known}\n{toml}\n"));
    }

    /// SIGHUP: read texts and configuration again.
    pub fn reload(&self) {
        if let Some(running) = &self.running {
            running.signal("HUP");
        }
    }

    /// A page of its web interface, headers and all.
    pub async fn page(&self, path: &str) -> std::io::Result<String> {
        get(self.web, path).await
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join(LOG)).unwrap_or_default()
    }
}

async fn get(web: IpAddr, path: &str) -> std::io::Result<String> {
    let mut http = TcpStream::connect((web, WEB_PORT)).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {web}\r\nConnection: close\r\n\r\n");
    http.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    http.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn configuration(server: &Server, dir: &Path, setting: &Setting<'_>) -> String {
    let sqlite = || format!("sqlite://{}/refdesk.db", dir.display());
    let store = setting.store.clone().unwrap_or_else(sqlite);
    let (hub, address, domain, dir) = (server.component, server.address, server.domain, dir.display());
    let limits: String = setting.limits.iter().map(|(name, value)| limit(name, value)).collect();
    format!(
        r#"[hub]
domain = "{hub}"
name = "Reference desk"

[server]
host = "{address}"
port = {COMPONENT_PORT}
secret_file = "{dir}/secret"
jid = "{domain}"

[store]
url = "{store}"

[web]
listen = "{address}:{WEB_PORT}"

[limits]
{limits}"#
    )
}

/// Counts are numbers in the configuration, spans of time are texts.
fn limit(name: &str, value: &str) -> String {
    if value.parse::<u32>().is_ok() { format!("{name} = {value}\n") } else { format!("{name} = \"{value}\"\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::prosody::Prosody;

    #[tokio::test]

    async fn a_desk_reloads_survives_a_kill_and_leaves_cleanly() {
        let server = Prosody::start(&[]).await;
        let mut desk = Desk::open(&server, &Setting::default()).await;
        desk.reload();
        desk.restart().await;
        assert!(desk.page("/metrics").await.is_ok_and(|page| page.starts_with("HTTP/1.1 200")));
        assert!(desk.leave().await, "{}", desk.log());
    }
}
