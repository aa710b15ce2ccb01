//! Logging in (XEP-0114 §3), and saying honestly why it failed.
//!
//! The server's words are in a stream error, which may come in place of the handshake's answer, after the header or
//! at once; each case gets a sentence that says what to do.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_xmpp::xmlstream::{
    FallibleStreamElement, ReadError, StreamHeader, Timeouts, XmlStream, XmppStream, XmppStreamElement, initiate_stream,
};
use xmpp_parsers::component::Handshake;
use xmpp_parsers::ns;
use xmpp_parsers::stream_error::{DefinedCondition, StreamError};

use super::Settings;
use super::backoff::Pace;
use super::wire::{Dial, Tcp, Wire, Writing};

/// Why we are not in. `Display` says what to do.
#[derive(Debug, thiserror::Error)]
pub enum LoginFailure {
    #[error(
        "cannot connect to {host}:{port} ({error}): is the server running, and does it listen for components there \
         (Prosody: `component_ports` and `component_interfaces`; ejabberd: a listener with `ejabberd_service`)?"
    )]
    Unreachable { host: String, port: u16, error: io::Error },
    #[error("{host}:{port} did not answer in time: is it the server's port for components (usually 5347)?")]
    TimedOut { host: String, port: u16 },
    /// COMPAT: ejabberd 23.01 says the same of a domain it does not know.
    #[error(
        "the server refused the secret: compare `secret_file` with the component's secret in the server's \
         configuration (ejabberd says the same when `hosts` of `ejabberd_service` lacks the domain)"
    )]
    WrongSecret,
    #[error(
        "the server knows no component {domain}: compare `domain` with the server's configuration \
         (Prosody: `Component \"{domain}\"`; ejabberd: `hosts` of `ejabberd_service`), and `port` with its port for \
         components"
    )]
    UnknownHost { domain: String },
    #[error(
        "another program is connected as {domain}, or the server keeps that domain for itself: let only one run, and \
         compare `domain` with the server's configuration"
    )]
    Conflict { domain: String },
    #[error("{host}:{port} does not speak the component protocol: use the server's port for components (usually 5347)")]
    NotForComponents { host: String, port: u16 },
    #[error("the server refused the log-in with `{0}`: its log says why")]
    Refused(String),
    #[error("the server closed the connection during the log-in without saying why: its log may tell")]
    Closed,
}

impl LoginFailure {
    pub(super) fn pace(&self) -> Pace {
        match self {
            Self::WrongSecret | Self::UnknownHost { .. } | Self::NotForComponents { .. } => Pace::NeedsSomebody,
            _ => Pace::Passing,
        }
    }

    fn told(error: &StreamError, settings: &Settings) -> LoginFailure {
        let domain = settings.domain.clone();
        match &error.condition {
            DefinedCondition::NotAuthorized => Self::WrongSecret,
            DefinedCondition::HostUnknown | DefinedCondition::HostGone => Self::UnknownHost { domain },
            DefinedCondition::Conflict => Self::Conflict { domain },
            DefinedCondition::InvalidNamespace => {
                Self::NotForComponents { host: settings.host.clone(), port: settings.port }
            }
            other => Self::Refused(other.to_string()),
        }
    }
}

/// Logs in once and leaves again: for a check of the configuration.
pub async fn try_login(settings: &Settings) -> Result<(), LoginFailure> {
    let mut tcp = Tcp { host: settings.host.clone(), port: settings.port };
    let (_stream, mut writing) = connect(&mut tcp, settings).await?;
    let farewell = async {
        writing.write_all(b"</stream:stream>").await?;
        writing.shutdown().await
    };
    // We were in; how the farewell went is of no interest.
    let _ = timeout(settings.limits.login, farewell).await;
    Ok(())
}

/// A connection on which the server has let us in, and its writing half.
pub(super) async fn connect(
    dial: &mut dyn Dial,
    settings: &Settings,
) -> Result<(XmppStream<Wire>, Writing), LoginFailure> {
    let (host, port) = (settings.host.clone(), settings.port);
    let late = || LoginFailure::TimedOut { host: host.clone(), port };
    let halves = timeout(settings.limits.connect, dial.dial())
        .await
        .map_err(|_| late())?
        .map_err(|error| LoginFailure::Unreachable { host: host.clone(), port, error })?;
    let wire = Wire::new(halves, &settings.limits);
    timeout(settings.limits.login, log_in(wire, settings)).await.map_err(|_| late())?
}

async fn log_in(wire: Wire, settings: &Settings) -> Result<(XmppStream<Wire>, Writing), LoginFailure> {
    let header = StreamHeader { to: Some(settings.domain.as_str().into()), ..StreamHeader::default() };
    let timeouts = Timeouts { read_timeout: settings.limits.silence, response_timeout: settings.limits.dead_after };
    let ended = wire.ended();
    let mut pending = initiate_stream(wire, ns::COMPONENT, header, timeouts)
        .await
        .map_err(|error| failed(&error, &ended, settings))?;
    let id = pending.take_header().id;
    let mut stream: XmppStream<Wire> = pending.skip_features();
    if let Some(id) = id {
        let handshake = Handshake::from_stream_id_and_password(id.into_owned(), &settings.secret);
        // A server that has refused already may not read this; its reason is still there to be read.
        let _ = stream.send(&XmppStreamElement::ComponentHandshake(handshake)).await;
    }
    welcome(&mut stream, settings).await?;
    let writing = stream.get_stream().take_writing();
    writing.map(|writing| (stream, writing)).ok_or(LoginFailure::Closed)
}

async fn welcome(stream: &mut XmlStream<Wire, FallibleStreamElement>, settings: &Settings) -> Result<(), LoginFailure> {
    loop {
        match stream.next().await {
            Some(Ok(FallibleStreamElement::Ok(XmppStreamElement::ComponentHandshake(_)))) => return Ok(()),
            Some(Ok(FallibleStreamElement::Ok(XmppStreamElement::StreamError(error)))) => {
                return Err(LoginFailure::told(&error.0, settings));
            }
            Some(Ok(_)) => return Err(LoginFailure::Refused("an unexpected element".to_owned())),
            Some(Err(ReadError::SoftTimeout | ReadError::ParseError(_))) => {}
            Some(Err(ReadError::HardError(error))) => {
                return Err(failed(&error, &stream.get_stream().ended(), settings));
            }
            Some(Err(ReadError::StreamFooterReceived)) | None => {
                return Err(LoginFailure::Closed);
            }
        }
    }
}

fn failed(error: &io::Error, ended: &AtomicBool, settings: &Settings) -> LoginFailure {
    if error.kind() == io::ErrorKind::InvalidData && !ended.load(Ordering::Relaxed) {
        LoginFailure::NotForComponents { host: settings.host.clone(), port: settings.port }
    } else {
        LoginFailure::Closed
    }
}
