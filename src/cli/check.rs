//! `refdesk check`: tests the parts one after the other and says of each what is so and what to do.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::run::link_settings;
use crate::config::{Config, Secrets};
use crate::desk::hours;
use crate::desk::inventory::Inventory;
use crate::store::Store;
use crate::xmpp::link::try_login;

const HEALTH_WITHIN: Duration = Duration::from_secs(2);
const HEALTH_BYTES: u64 = 16 * 1024;

struct Findings {
    wrong: usize,
}

impl Findings {
    fn good(&self, text: &str) {
        println!("  ok     {text}");
    }

    fn note(&self, text: &str) {
        println!("  note   {text}");
    }

    fn wrong(&mut self, text: &str) {
        self.wrong += 1;
        println!("  WRONG  {text}");
    }
}

pub async fn check(file: &Path) -> anyhow::Result<ExitCode> {
    let mut found = Findings { wrong: 0 };
    println!("Configuration {}", file.display());
    let config = match Config::load(file) {
        Ok(config) => {
            found.good("every key is known and right");
            config
        }
        Err(mistakes) => {
            found.wrong(&mistakes.to_string());
            return Ok(verdict(&found));
        }
    };
    let secrets = match config.secrets() {
        Ok(secrets) => {
            for warning in &secrets.warnings {
                found.note(warning);
            }
            found.good("the secrets can be read");
            secrets
        }
        Err(mistakes) => {
            found.wrong(&mistakes.to_string());
            return Ok(verdict(&found));
        }
    };
    println!("Texts");
    match super::load_texts(&config) {
        Ok(texts) => {
            let languages = texts.languages().iter().map(ToString::to_string).collect::<Vec<_>>();
            found.good(&format!("complete in {}", languages.join(", ")));
        }
        Err(error) => found.wrong(&format!("{error:#}")),
    }
    check_store(&config, &secrets, &mut found).await;
    check_link(&config, &secrets, &mut found).await;
    Ok(verdict(&found))
}

fn verdict(found: &Findings) -> ExitCode {
    if found.wrong == 0 {
        println!("All is well.");
        return ExitCode::SUCCESS;
    }
    println!("{} to put right.", found.wrong);
    ExitCode::FAILURE
}

async fn check_store(config: &Config, secrets: &Secrets, found: &mut Findings) {
    println!("Store");
    let url = match super::store_url(config, secrets) {
        Ok(url) => url,
        Err(error) => return found.wrong(&format!("{error:#}")),
    };
    let store = match Store::open(&url).await {
        Ok(store) => store,
        Err(error) => return found.wrong(&error.to_string()),
    };
    match store.check().await {
        Ok(state) => {
            found.good(&format!("{} at {}, schema {}", state.engine, state.place, state.schema));
            found.good(&format!("{} sessions, {} of them open", state.sessions, state.open_sessions));
            if let Some(why) = state.not_writable {
                found.wrong(&format!("nothing can be written: {why}"));
            }
        }
        Err(error) => found.wrong(&error.to_string()),
    }
    println!("Services");
    match store.inventory().await {
        Ok((_, inventory)) => {
            check_services(&inventory, found);
            for library in inventory.libraries.values() {
                if let Some(trouble) = hours::trouble(library) {
                    found.note(&format!("library {}: {trouble}", library.id));
                }
            }
        }
        Err(error) => found.wrong(&error.to_string()),
    }
}

fn check_services(inventory: &Inventory, found: &mut Findings) {
    if inventory.services.is_empty() {
        return found.wrong("there are none: bring them in with 'refdesk import FILE' (docs/inventory.md)");
    }
    for service in inventory.services.values() {
        let staff = inventory.operators_of(&service.id).count();
        if staff == 0 {
            found.wrong(&format!("{}: no operator works for it: name it in an operator's 'services'", service.id));
            continue;
        }
        found.good(&format!("{}: {staff} operators", service.id));
        for language in &service.languages {
            let speaks = |level: Option<crate::desk::language::Level>| {
                level.is_some_and(|level| level >= crate::desk::routing::USABLE)
            };
            if !inventory.operators_of(&service.id).any(|operator| speaks(operator.level(language))) {
                found.wrong(&format!("{}: nobody who works for it speaks {language} at B1 or better", service.id));
            }
        }
    }
}

/// A second log-in would disturb a desk that is running (ejabberd shares a component's stanzas out among its
/// connections), so one that answers is asked instead.
async fn check_link(config: &Config, secrets: &Secrets, found: &mut Findings) {
    println!("Link to the server at {}:{}", config.server.host, config.server.port);
    match running(config).await {
        Some(health) if health.contains(" 200 ") => found.good("a desk with this configuration is running and well"),
        Some(_) => found.wrong(&format!(
            "a desk with this configuration is running and not well: see http://{}/health and its log",
            config.web.listen
        )),
        None => match try_login(&link_settings(config, secrets)).await {
            Ok(()) => found.good(&format!("the server accepts {}", config.hub.domain)),
            Err(failure) => found.wrong(&failure.to_string()),
        },
    }
}

/// The first line of what `/health` says, if a desk is running.
async fn running(config: &Config) -> Option<String> {
    let asked = async {
        let mut stream = TcpStream::connect(config.web.listen).await.ok()?;
        let request = format!("GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", config.web.listen);
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.take(HEALTH_BYTES).read_to_string(&mut answer).await.ok()?;
        answer.lines().next().map(str::to_owned)
    };
    tokio::time::timeout(HEALTH_WITHIN, asked).await.ok().flatten()
}
