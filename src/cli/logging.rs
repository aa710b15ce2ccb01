//! What is logged, and how. No patron's words or addresses are: not by us, and not by the stack, which writes whole
//! stanzas at TRACE and is capped here whatever the filter says.

use anyhow::Context;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Registry, fmt, reload};

use crate::config::{Log, LogFormat};

pub type Reload = reload::Handle<EnvFilter, Registry>;

const CAPPED: [&str; 5] = ["tokio_xmpp=warn", "xso=warn", "rxml=warn", "minidom=warn", "sqlx=warn"];

pub fn filter(log: &Log) -> anyhow::Result<EnvFilter> {
    let mut filter =
        EnvFilter::try_new(&log.filter).with_context(|| format!("[log] filter '{}' cannot be read", log.filter))?;
    for directive in CAPPED {
        filter = filter.add_directive(directive.parse()?);
    }
    Ok(filter)
}

pub fn start(log: &Log) -> anyhow::Result<Reload> {
    let (filter, handle) = reload::Layer::new(filter(log)?);
    let registry = tracing_subscriber::registry().with(filter);
    match log.format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(std::io::stderr)).try_init()?,
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()?,
    }
    Ok(handle)
}
