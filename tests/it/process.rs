//! A program started by a test: gone, and waited for, when its handle is; killed by the kernel should the test
//! itself be killed.

use std::{
    ffi::OsStr,
    fs::File,
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    time::timeout,
};

use crate::deadline::PATIENCE;

const LAST_BREATH: Duration = Duration::from_secs(5);

pub struct Running {
    child: Child,
}

/// A command that does not survive the thread that starts it.
pub fn guarded(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

impl Running {
    /// Starts the command in `dir` with its output appended to `log` there.
    pub fn start(mut command: Command, dir: &Path, log: &str) -> Running {
        let out = File::options().create(true).append(true).open(dir.join(log)).expect("a file for the output");
        let child = command
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(out.try_clone().expect("a second handle of the file"))
            .stderr(out)
            .kill_on_drop(true)
            .spawn()
            .expect("the program and setpriv are installed");
        Running { child }
    }

    /// Sends a signal by its name, as `kill` does.
    pub fn signal(&self, name: &str) {
        if let Some(process) = self.child.id() {
            let _ = std::process::Command::new("kill").args(["-s", name, &process.to_string()]).status();
        }
    }

    pub async fn kill(mut self) {
        self.child.kill().await.expect("a process of ours can be killed");
    }

    /// Waits until the program has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.expect("a process of ours can be waited for"),
            Err(_) => panic!("the program does not end"),
        }
    }

    /// Whether it is still there.
    pub fn lives(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Gives a program that has been signalled a moment to end, for use where nothing can be awaited.
    pub fn linger(&mut self) -> io::Result<bool> {
        let end = Instant::now() + LAST_BREATH;
        while Instant::now() < end {
            if self.child.try_wait()?.is_some() {
                return Ok(true);
            }
            sleep(Duration::from_millis(2));
        }
        Ok(false)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its directory is removed next: it must have stopped writing there.
        let _ = self.child.start_kill();
        let _ = self.linger();
    }
}
