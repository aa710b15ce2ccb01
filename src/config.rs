//! The configuration: one TOML file, `deploy/config.toml` being the commented reference of every key.
//!
//! Unknown keys are refused; everything wrong is told at once with file, line, key and what is expected. Secrets stand in
//! files of their own, which [`Config::secrets`] reads. Relative paths start from the configuration file's directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use jid::BareJid;
use tracing_subscriber::EnvFilter;

use crate::desk::inventory::{Labels, Role};
use crate::desk::language::Language;
use crate::desk::limits::Limits;
use crate::desk::routing::Weights;
use crate::document::{Document, Entry, Table, with_defaults};
use crate::mistake::Mistakes;
use crate::xmpp::link;

pub type ConfigError = Mistakes;

const MOST_BYTES: u64 = 1 << 20;
/// In one list.
const MOST_ADDRESSES: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub hub: Hub,
    pub server: Server,
    pub store: Store,
    pub web: Web,
    pub texts: Texts,
    pub limits: Limits,
    /// What each circumstance is worth in routing.
    pub routing: Weights,
    pub log: Log,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hub {
    /// The component's domain.
    pub domain: BareJid,
    pub name: Labels,
    /// Spoken where a reader's own language has no texts.
    pub language: Language,
    pub coordinators: BTreeSet<BareJid>,
    pub administrators: BTreeSet<BareJid>,
    /// Domains to whose patrons no limit per domain applies.
    pub own_domains: BTreeSet<BareJid>,
}

impl Hub {
    /// Whom it names, with what they may do.
    pub fn appointed(&self) -> BTreeMap<BareJid, Role> {
        let coordinators = self.coordinators.iter().map(|jid| (jid.clone(), Role::Coordinator));
        let administrators = self.administrators.iter().map(|jid| (jid.clone(), Role::Administrator));
        coordinators.chain(administrators).collect()
    }
}

/// Where the XMPP server is and how it is spoken to (XEP-0114).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub secret_file: PathBuf,
    /// The server's own domain.
    pub jid: BareJid,
    pub limits: link::Limits,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// `sqlite:` and an absolute path (if the configuration's is), or `postgres://…` without a password.
    pub url: String,
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    pub listen: SocketAddr,
    pub allow_remote: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    pub directory: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub format: LogFormat,
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// Shows itself to nobody who only prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    pub server: Secret,
    pub store: Option<Secret>,
    /// What `check` and the log should say about the files.
    pub warnings: Vec<String>,
}

impl Config {
    pub fn load(file: &Path) -> Result<Config, ConfigError> {
        let text = read(file, MOST_BYTES)
            .map_err(|error| Mistakes::one(file, 0, format!("cannot be read as a configuration: {error}")))?;
        Config::parse(file, &text)
    }

    pub fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
        let config = Document::read(file, text, |table| self::config(table, file.parent().unwrap_or(Path::new(""))))?;
        config.ok_or_else(|| Mistakes::one(file, 0, "is not complete"))
    }

    /// Reads the files of secrets.
    pub fn secrets(&self) -> Result<Secrets, ConfigError> {
        let (mut mistakes, mut warnings) = (Mistakes::default(), Vec::new());
        let mut read = |key: &str, file: &Path| match secret(file) {
            Ok((secret, open)) => {
                if open {
                    let file = file.display();
                    warnings.push(format!("{file} ({key}) can be read by everyone on this machine: chmod o= {file}"));
                }
                Some(secret)
            }
            Err(error) => {
                let expected = "a file with the secret on its only line is expected";
                mistakes.add(file, 0, format!("{key}: {error}; {expected}"));
                None
            }
        };
        let server = read("server.secret_file", &self.server.secret_file);
        let store = self.store.password_file.as_ref().and_then(|file| read("store.password_file", file));
        match (mistakes.or(()), server) {
            (Ok(()), Some(server)) => Ok(Secrets { server, store, warnings }),
            (Ok(()), None) => Err(Mistakes::one(&self.server.secret_file, 0, "has no secret")),
            (Err(mistakes), _) => Err(mistakes),
        }
    }

    /// The sections in which another configuration differs so that only a restart brings it about. The rest (`texts`,
    /// `limits`, `routing`, `log.filter`) is taken over at SIGHUP.
    pub fn needs_restart(&self, other: &Config) -> Vec<&'static str> {
        let differs = [
            ("hub", self.hub != other.hub),
            ("server", self.server != other.server),
            ("store", self.store != other.store),
            ("web", self.web != other.web),
            ("log.format", self.log.format != other.log.format),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(section, _)| section).collect()
    }
}

fn config(table: &Table<'_>, directory: &Path) -> Option<Config> {
    let hub = hub(&table.section("hub"));
    let server = server(&table.section("server"), directory, hub.as_ref().map(|hub| &hub.domain));
    let store = store(&table.section("store"), directory);
    let web = web(&table.section("web"));
    let texts = table.section("texts");
    let limits = with_defaults(table.section("limits").settings::<Limits>());
    let routing = routing(&table.section("routing"));
    let log = log(&table.section("log"));
    let config = Config {
        hub: hub?,
        server: server?,
        store,
        web,
        texts: Texts { directory: path(&texts, "directory", directory) },
        limits,
        routing,
        log,
    };
    texts.refuse_unknown();
    Some(config)
}

fn hub(table: &Table<'_>) -> Option<Hub> {
    let domain = table.require("domain", "the component's domain such as \"ref.example.org\"");
    let domain = domain.and_then(|entry| domain_of(&entry));
    let language = table.get("language").and_then(|entry| entry.parsed());
    let language: Language = language.or_else(|| "en".parse().ok())?;
    let mut name = Labels::new();
    match table.get("name") {
        Some(entry) if entry.is_table() => {
            for (tag, text) in entry.table().iter().flat_map(Table::all) {
                match tag.parse::<Language>() {
                    Ok(tag) => name.extend(text.word().map(|text| (tag, text.to_owned()))),
                    Err(error) => text.wrong(error),
                }
            }
        }
        Some(entry) => name.extend(entry.word().map(|text| (language.clone(), text.to_owned()))),
        None => name.extend(domain.as_ref().map(|domain| (language.clone(), domain.to_string()))),
    }
    let coordinators = people(table, "coordinators");
    let administrators = people(table, "administrators");
    let own_domains = domains(table, "own_domains");
    table.refuse_unknown();
    Some(Hub { domain: domain?, name, language, coordinators, administrators, own_domains })
}

fn domain_of(entry: &Entry<'_>) -> Option<BareJid> {
    let jid = entry.parsed::<BareJid>()?;
    if jid.node().is_some() {
        entry.wrong("a domain without '@' is expected");
        return None;
    }
    Some(jid)
}

fn people(table: &Table<'_>, key: &str) -> BTreeSet<BareJid> {
    let person = |entry: &Entry<'_>| {
        let jid = entry.parsed::<BareJid>()?;
        if jid.node().is_none() {
            entry.wrong("an address such as \"eva@example.org\" is expected");
        }
        Some(jid)
    };
    addresses(table, key, person)
}

fn domains(table: &Table<'_>, key: &str) -> BTreeSet<BareJid> {
    addresses(table, key, domain_of)
}

fn addresses(table: &Table<'_>, key: &str, read: impl Fn(&Entry<'_>) -> Option<BareJid>) -> BTreeSet<BareJid> {
    let list = table.get(key).map(|entry| entry.list()).unwrap_or_default();
    if let Some(entry) = list.get(MOST_ADDRESSES) {
        entry.wrong(format!("no more than {MOST_ADDRESSES} are expected"));
    }
    list.iter().take(MOST_ADDRESSES).filter_map(read).collect()
}

fn server(table: &Table<'_>, directory: &Path, domain: Option<&BareJid>) -> Option<Server> {
    let host = table.get("host").and_then(|entry| entry.word()).unwrap_or("127.0.0.1").to_owned();
    let port = table.get("port").and_then(|entry| entry.count(1, 65_535)).and_then(|port| u16::try_from(port).ok());
    let expected = "a file with the secret that the server knows for this component";
    let secret_file = table.require("secret_file", expected).and_then(|entry| entry.text());
    let jid = match table.get("jid") {
        Some(entry) => domain_of(&entry),
        None => domain.and_then(|domain| {
            let above = domain.as_str().split_once('.').and_then(|(_, above)| above.parse().ok());
            if above.is_none() {
                table.require("jid", "the server's own domain, which hub.domain does not tell,");
            }
            above
        }),
    };
    let limits = server_limits(&table.section("limits"));
    table.refuse_unknown();
    let secret_file = directory.join(secret_file?);
    Some(Server { host, port: port.unwrap_or(5347), secret_file, jid: jid?, limits })
}

fn server_limits(table: &Table<'_>) -> link::Limits {
    let most =
        [("depth", 200), ("token_bytes", 8_000), ("outgoing_stanza_bytes", 512 * 1024), ("stanza_bytes", 16 << 20)];
    for (key, most) in most {
        table.get(key).and_then(|entry| entry.count(1, most));
    }
    with_defaults(table.settings::<link::Limits>())
}

fn store(table: &Table<'_>, directory: &Path) -> Store {
    let entry = table.get("url");
    let url = entry.as_ref().and_then(Entry::word).unwrap_or("sqlite:refdesk.db");
    let wrong = |what: &str| entry.iter().for_each(|entry| entry.wrong(what));
    let password_file = path(table, "password_file", directory);
    let url = match url.strip_prefix("sqlite:") {
        Some(file) => {
            let file = file.strip_prefix("//").unwrap_or(file);
            if file.is_empty() || file.contains(['?', ':']) {
                wrong("sqlite: and the path of a file is expected, such as \"sqlite:refdesk.db\"");
            }
            if password_file.is_some() {
                wrong("SQLite has no password; store.password_file is for PostgreSQL");
            }
            format!("sqlite:{}", directory.join(file).display())
        }
        None => {
            let rest = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"));
            let people = rest.and_then(|rest| rest.split('/').next()?.rsplit_once('@')).map(|(person, _)| person);
            if rest.is_none() {
                wrong("\"sqlite:FILE\" or \"postgres://NAME@HOST/DATABASE\" is expected");
            } else if people.is_some_and(|people| people.contains(':')) || url.contains("password=") {
                wrong("the password is expected in store.password_file, not here");
            }
            url.to_owned()
        }
    };
    table.refuse_unknown();
    Store { url, password_file }
}

fn web(table: &Table<'_>) -> Web {
    let allow_remote = table.get("allow_remote").and_then(|entry| entry.flag()).unwrap_or(false);
    let mut listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 9480));
    if let Some(entry) = table.get("listen") {
        match entry.word().map(str::parse) {
            Some(Ok(address)) => listen = address,
            Some(Err(_)) => entry.wrong("an IP address and a port are expected, such as \"127.0.0.1:9480\""),
            None => {}
        }
        if !listen.ip().is_loopback() && !allow_remote {
            entry.wrong("a loopback address is expected unless web.allow_remote = true");
        }
    }
    table.refuse_unknown();
    Web { listen, allow_remote }
}

fn log(table: &Table<'_>) -> Log {
    let mut format = LogFormat::Text;
    if let Some(entry) = table.get("format") {
        match entry.word() {
            Some("text") => {}
            Some("json") => format = LogFormat::Json,
            Some(_) => entry.wrong("\"text\" or \"json\" is expected"),
            None => {}
        }
    }
    let filter = table.get("filter").and_then(|entry| {
        let filter = entry.word()?;
        if filter.parse::<EnvFilter>().is_err() {
            entry.wrong("a level or levels by part are expected, such as \"info\" or \"info,refdesk::desk=debug\"");
        }
        Some(filter.to_owned())
    });
    table.refuse_unknown();
    Log { format, filter: filter.unwrap_or_else(|| "info".to_owned()) }
}

fn routing(table: &Table<'_>) -> Weights {
    let mut given = toml::Table::new();
    for key in toml::Table::try_from(Weights::default()).unwrap_or_default().keys() {
        let most = if Weights::is_per_cent(key) { Weights::MOST_PER_CENT } else { Weights::MOST };
        let weight = table.get(key).and_then(|entry| entry.count(0, most));
        given.extend(weight.map(|weight| (key.clone(), toml::Value::Integer(weight))));
    }
    table.refuse_unknown();
    with_defaults(given)
}

fn path(table: &Table<'_>, key: &str, directory: &Path) -> Option<PathBuf> {
    table.get(key)?.text().map(|path| directory.join(path))
}

fn read(file: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(file)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        return Err(io::Error::other(format!("larger than {most} bytes")));
    }
    Ok(text)
}

/// A secret, and whether everyone may read its file.
fn secret(file: &Path) -> io::Result<(Secret, bool)> {
    use std::os::unix::fs::PermissionsExt;
    let text = read(file, 4096)?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() || secret.chars().any(char::is_control) {
        return Err(io::Error::other("holds no secret"));
    }
    let open = fs::metadata(file)?.permissions().mode() & 0o004 != 0;
    Ok((Secret(secret.to_owned()), open))
}

#[cfg(test)]
mod tests;
