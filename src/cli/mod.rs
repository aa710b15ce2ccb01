//! The command line: `refdesk run|check|import|find|report|why|audit|coverage|gaps --config FILE`.

mod audit;
mod check;
mod coverage;
mod find;
mod gaps;
mod import;
mod lifecycle;
mod logging;
mod report;
mod run;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Secrets};
use crate::desk::Surroundings;
use crate::desk::hours::Zone;
use crate::desk::token::Tokens;
use crate::store::Store;
use crate::texts::Texts;
use crate::tongue::Tongue;

#[derive(Parser)]
#[command(name = "refdesk", version, about = "A virtual reference desk for libraries, as one XMPP component")]
struct Arguments {
    /// The configuration; deploy/config.toml is its commented reference.
    #[arg(
        long,
        global = true,
        env = "REFDESK_CONFIG",
        default_value = "/etc/refdesk/config.toml",
        value_name = "FILE"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the desk until it is told to stop.
    Run,
    /// Tests the configuration, the texts, the store, the services and the link, and says what to do.
    Check,
    /// Takes libraries, services, operators and their competences from a TOML or CSV file (docs/inventory.md).
    Import(import::Arguments),
    /// Tells why a session was offered to whom, however long ago.
    Why(why::Arguments),
    /// Finds who has the competences a query names, as operators do with `!find` (docs/query.md).
    Find(find::Arguments),
    /// Prints what has been asked and answered.
    Report(report::Arguments),
    /// Prints what coordinators and administrators did, the newest first.
    Audit(audit::Arguments),
    /// Prints who could have answered, hour by hour of the week.
    Coverage(coverage::Arguments),
    /// Prints what was asked for and not had.
    Gaps(gaps::Arguments),
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("refdesk: the program cannot be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Run => run::run(&arguments.config).await,
            Command::Check => check::check(&arguments.config).await,
            Command::Import(import) => import::import(&arguments.config, &import).await,
            Command::Why(why) => why::why(&arguments.config, &why).await,
            Command::Find(find) => find::find(&arguments.config, &find).await,
            Command::Report(report) => report::report(&arguments.config, &report).await,
            Command::Audit(audit) => audit::audit(&arguments.config, &audit).await,
            Command::Coverage(coverage) => coverage::coverage(&arguments.config, &coverage).await,
            Command::Gaps(gaps) => gaps::gaps(&arguments.config, &gaps).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("refdesk: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A time zone named on the command line.
fn zone(name: &str) -> Result<Zone, String> {
    Zone::named(name).ok_or_else(|| format!("there is no time zone {name}; such as Europe/Stockholm is expected"))
}

/// The store's address, with the password that stands in a file of its own.
fn store_url(config: &Config, secrets: &Secrets) -> anyhow::Result<String> {
    let Some(password) = &secrets.store else { return Ok(config.store.url.clone()) };
    let mut url = url::Url::parse(&config.store.url)?;
    url.set_password(Some(password.reveal()))
        .map_err(|()| anyhow::anyhow!("[store] password_file: this kind of store takes no password"))?;
    Ok(url.into())
}

async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let secrets = config.secrets()?;
    Ok(Store::open(&store_url(config, &secrets)?).await?)
}

/// The desk's, as they are configured.
fn surroundings(config: &Config, texts: &Texts, tokens: Tokens) -> Surroundings {
    let mut languages = texts.languages();
    languages.sort_by_key(|language| *language != config.hub.language);
    Surroundings {
        limits: config.limits.clone(),
        weights: config.routing.clone(),
        own_domains: config.hub.own_domains.clone(),
        appointed: config.hub.appointed(),
        ..Surroundings::new(languages, tokens, Box::new(Tongue::new()))
    }
}

fn load_texts(config: &Config) -> anyhow::Result<Texts> {
    Ok(Texts::load(config.texts.directory.as_deref())?.with_default(config.hub.language.clone()))
}
