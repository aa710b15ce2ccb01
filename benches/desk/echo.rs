//! The bare echo: what is written to `operator1@` its domain is passed on to that operator's client, and nothing
//! else happens. It has a thread of its own, as Refdesk has a process.

use std::thread::JoinHandle;

use refdesk::xmpp::link::{Incoming, Outgoing, Settings};
use tokio::sync::oneshot;
use tokio_xmpp::Stanza;

use crate::{
    beside,
    server::{BESIDE, Server},
};

/// What has come meanwhile is passed on in one go, as Refdesk does.
const BATCH: usize = 256;

pub struct Echo {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Echo {
    /// Starts, and waits until it is connected.
    pub async fn start(server: &Server) -> Echo {
        let (stop, stopped) = oneshot::channel();
        let (up, connected) = oneshot::channel();
        let (settings, domain) = (beside::settings(server), server.domain);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                tokio::select! {
                    () = pass_on(settings, domain, up) => {}
                    _ = stopped => {}
                }
            });
        });
        connected.await.expect("the echo component is connected");
        Echo { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn pass_on(settings: Settings, domain: &str, up: oneshot::Sender<()>) {
    let (link, mut inbox) = beside::connect(settings).await;
    let _ = up.send(());
    while let Some(incoming) = inbox.recv().await {
        let mut batch: Vec<Outgoing> = echo(incoming, domain).into_iter().collect();
        while batch.len() < BATCH
            && let Ok(incoming) = inbox.try_recv()
        {
            batch.extend(echo(incoming, domain));
        }
        link.send(batch, None);
    }
}

fn echo(incoming: Incoming, domain: &str) -> Option<Outgoing> {
    let Incoming::Stanza(stanza) = incoming else { return None };
    let Stanza::Message(message) = *stanza else { return None };
    let (_, body) = message.bodies.into_iter().next()?;
    let name = message.to?.node()?.to_string();
    let to = format!("{name}@{domain}/desk");
    let id = message.id.map(|id| format!(" id='{}'", id.0)).unwrap_or_default();
    let attributes = format!(" type='chat'{id}");
    Some(beside::stanza("message", &format!("{name}@{BESIDE}"), &to, &attributes, &format!("<body>{body}</body>")))
}
