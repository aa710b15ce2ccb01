//! PostgreSQL: a cluster of its own in a temporary directory. It refuses to run as root, so root becomes the
//! user `postgres` that the package has created.

use std::{fs, net::IpAddr, path::PathBuf};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::process::Command;

use super::{free_address, is_root};
use crate::{
    deadline::{PATIENCE, until},
    process::{Running, guarded},
};

pub const PORT: u16 = 5432;

/// A running PostgreSQL with one empty database.
pub struct Postgres {
    pub address: IpAddr,
    running: Option<Running>,
    dir: TempDir,
}

impl Postgres {
    pub async fn start() -> Postgres {
        let dir = TempDir::new().expect("a temporary directory");
        if is_root() {
            let owned = Command::new("chown").arg("postgres").arg(dir.path()).status().await;
            assert!(owned.is_ok_and(|status| status.success()), "the package has created the user postgres");
        }
        let mut initdb = as_postgres("initdb");
        initdb
            .current_dir(dir.path())
            .args(["--no-sync", "--auth=trust", "--username=refdesk", "--encoding=UTF8", "--locale=C.UTF-8", "-D"])
            .arg(dir.path().join("data"));
        let made = initdb.output().await.expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

        let mut postgres = Postgres { address: free_address(), running: None, dir };
        postgres.run().await;
        postgres
    }

    /// What goes into `store.url`.
    pub fn url(&self) -> String {
        format!("postgres://refdesk@{}:{PORT}/postgres", self.address)
    }

    /// Ends the server as a crash would: nothing is written that was not, and it must read its journal again. Killed by
    /// the kernel it would leave children behind that keep the next start out for a moment.
    pub async fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.signal("QUIT");
            running.ended().await;
        }
    }

    /// Starts a stopped server.
    pub async fn run(&mut self) {
        let mut command = as_postgres("postgres");
        command
            .arg("-D")
            .arg(self.dir.path().join("data"))
            .args(["-p", &PORT.to_string(), "-c", "unix_socket_directories="])
            .args(["-c", &format!("listen_addresses={}", self.address), "-c", "shared_buffers=16MB"]);
        self.running = Some(Running::start(command, self.dir.path(), "out.log"));
        let url = self.url();
        // It listens before it has read its journal, and refuses everybody until then.
        let ready = until(PATIENCE, || async { PgConnection::connect(&url).await.ok() });
        if ready.await.is_none() {
            let log = fs::read_to_string(self.dir.path().join("out.log")).unwrap_or_default();
            panic!("PostgreSQL accepts nobody:\n{log}");
        }
    }
}

impl Drop for Postgres {
    /// Told to quit, it takes its own processes along; killed hard, they would go on writing for a moment.
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            running.signal("QUIT");
            let _ = running.linger();
        }
    }
}

fn as_postgres(program: &str) -> Command {
    let program = installed(program);
    if !is_root() {
        return guarded(program);
    }
    // The guard comes last: the kernel forgets it when the user changes.
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"])
        .args(["setpriv", "--pdeathsig", "KILL", "--"])
        .arg(program);
    command
}

/// The newest version Debian has installed, which it keeps out of the path, else whatever the path has.
fn installed(program: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions
        .map(|version| version.path().join("bin").join(program))
        .filter(|path| path.exists())
        .max()
        .unwrap_or_else(|| PathBuf::from(program))
}
