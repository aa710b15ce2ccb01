//! A terminal with one program in it, by a tmux server of its own that ends with the test.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    deadline::{PATIENCE, until},
    process::{Running, guarded},
    server::is_root,
};

const SOCKET: &str = "tmux.sock";

pub struct Terminal {
    // Ends before its directory goes.
    _tmux: Running,
    home: Home,
}

/// Where a program keeps everything, and on whose behalf it runs.
pub struct Home {
    dir: TempDir,
}

impl Home {
    pub fn new() -> Home {
        Home { dir: TempDir::new().expect("a temporary directory") }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file is somewhere")).expect("a directory is made");
        std::fs::write(&path, text).expect("a file is written");
        path
    }
}

impl Terminal {
    /// Runs a program that finds its home in the usual variables, and waits until it shows `ready`.
    pub async fn start(home: Home, program: &str, ready: &str) -> Terminal {
        // Before tmux starts: its lock comes and goes in the same directory.
        if is_root() {
            let owned = Command::new("chown").args(["-R", "nobody:nogroup"]).arg(home.path()).status().await;
            assert!(owned.is_ok_and(|status| status.success()), "there is a user nobody");
        }
        let mut tmux = guarded("tmux");
        tmux.arg("-S").arg(home.path().join(SOCKET)).args(["-f", "/dev/null", "-D"]);
        let terminal = Terminal { _tmux: Running::start(tmux, home.path(), "tmux.log"), home };

        let at = terminal.home.path().display();
        let mut command = format!(
            "env HOME={at} XDG_CONFIG_HOME={at}/config XDG_DATA_HOME={at}/data XDG_CACHE_HOME={at}/cache \
             LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=screen-256color {program}"
        );
        // COMPAT: poezio 0.14 does not run as root.
        let user = if is_root() { "--reuid=nobody --regid=nogroup --clear-groups" } else { "" };
        // COMPAT: poezio 0.14 whose terminal is gone now and then runs on, at full speed: it ends with tmux.
        command = format!("setpriv {user} --pdeathsig KILL {command}");
        // `-N`: were the server not up yet, it would start another one that outlives the test.
        let open = ["-N", "new-session", "-d", "-x", "140", "-y", "40", &command];
        let opened = until(PATIENCE, || terminal.tmux(&open)).await;
        assert!(opened.is_some(), "tmux does not start");
        terminal.shows(ready).await;
        terminal
    }

    /// Types a line as a person does: the first letter by itself, so that no client takes it for pasted, and
    /// Enter only when all of it stands in the input line.
    pub async fn type_line(&self, line: &str) {
        let first = line.chars().next().expect("a line has letters").len_utf8();
        let (first, rest) = line.split_at(first);
        self.key(&["-l", first]).await;
        self.input_ends_with(first).await;
        self.key(&["-l", rest]).await;
        self.input_ends_with(line).await;
        self.key(&["Enter"]).await;
    }

    /// Presses a key by its tmux name: `Enter`, `Escape`, `C-n`, `M-2`.
    pub async fn press(&self, key: &str) {
        self.key(&[key]).await;
    }

    /// Waits until the text is on the screen. Clients wrap: short texts are found more easily.
    pub async fn shows(&self, text: &str) {
        let seen = until(PATIENCE, || async { self.screen().await.contains(text).then_some(()) }).await;
        assert!(seen.is_some(), "no {text:?} on\n{}", self.screen().await);
    }

    /// The first word on the screen that begins and ends like this, waited for.
    pub async fn finds(&self, begin: &str, end: &str) -> String {
        let found = until(PATIENCE, || async {
            let screen = self.screen().await;
            let word = screen.split_whitespace().find(|word| word.starts_with(begin) && word.ends_with(end));
            word.map(str::to_owned)
        });
        match found.await {
            Some(word) => word,
            None => panic!("no {begin}…{end} on\n{}", self.screen().await),
        }
    }

    /// Waits until nobody of this name is in a room's list of people, which both clients have at the right.
    pub async fn lists_no(&self, nick: &str) {
        let gone = until(PATIENCE, || async {
            let screen = self.screen().await;
            (!screen.lines().any(|line| line.trim_end().ends_with(nick))).then_some(())
        });
        assert!(gone.await.is_some(), "{nick} is still in\n{}", self.screen().await);
    }

    /// What is on the screen now.
    pub async fn screen(&self) -> String {
        self.captured().await.unwrap_or_else(|| "(the client has ended)".into())
    }

    /// Whether the client is still there.
    pub async fn lives(&self) -> bool {
        self.captured().await.is_some()
    }

    async fn captured(&self) -> Option<String> {
        self.tmux(&["capture-pane", "-p"]).await
    }

    /// Long input scrolls sideways: its end is what can be seen.
    async fn input_ends_with(&self, typed: &str) {
        let skipped = typed.chars().count().saturating_sub(40);
        let end: String = typed.chars().skip(skipped).collect();
        let seen = until(PATIENCE, || async {
            let screen = self.screen().await;
            screen.lines().last().is_some_and(|line| line.trim_end().ends_with(end.trim_end())).then_some(())
        });
        assert!(seen.await.is_some(), "{typed:?} cannot be typed on\n{}", self.screen().await);
    }

    async fn key(&self, keys: &[&str]) {
        let sent = self.tmux(&[&["send-keys"], keys].concat()).await;
        assert!(sent.is_some(), "the client has ended");
    }

    async fn tmux(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.home.path().join(SOCKET)).args(arguments).kill_on_drop(true);
        let done = command.output().await.ok()?;
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
    }
}
