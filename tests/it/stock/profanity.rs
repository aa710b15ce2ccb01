//! profanity (tried with 0.13.1).

use super::{Terminal, terminal::Home};
use crate::server::{CLIENT_PORT, Server};

pub struct Profanity;

impl Profanity {
    /// Logged in with the account of this name.
    pub async fn start(server: &Server, name: &str) -> Terminal {
        let (domain, address) = (server.domain, server.address);
        let home = Home::new();
        home.write(
            "data/profanity/accounts",
            &format!(
                "[{name}]\nenabled=true\njid={name}@{domain}\nresource=profanity\nserver={address}\n\
                 port={CLIENT_PORT}\npassword={name}\ntls.policy=disable\n"
            ),
        );
        home.write("config/profanity/profrc", &format!("[ui]\nsplash=false\n[connection]\naccount={name}\n"));
        Terminal::start(home, "profanity", "logged in successfully").await
    }
}
