//! poezio (tried with 0.14). It starts in the roster; its own messages to the user stand in the window below.

use super::{Terminal, terminal::Home};
use crate::server::{CLIENT_PORT, Server};

pub struct Poezio;

impl Poezio {
    /// Logged in with the account of this name.
    pub async fn start(server: &Server, name: &str) -> Terminal {
        let (domain, address) = (server.domain, server.address);
        let home = Home::new();
        let at = home.path().display();
        let settings = format!(
            "[Poezio]\njid = {name}@{domain}/poezio\npassword = {name}\ncustom_host = {address}\n\
             custom_port = {CLIENT_PORT}\nforce_encryption = false\nignore_certificate = true\nuse_log = false\n\
             log_dir = {at}/logs\nsend_os_info = false\n"
        );
        let file = home.write("poezio.cfg", &settings);
        Terminal::start(home, &format!("poezio -f {}", file.display()), "Your JID is").await
    }
}
