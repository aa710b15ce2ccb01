//! `refdesk run`: puts the parts together and keeps them running until a signal ends it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jid::Jid;
use sd_notify::NotifyState;
use tokio::sync::{mpsc, oneshot};

use super::lifecycle::{self, Asked, Signals};
use super::logging;
use crate::clock;
use crate::config::{Config, Secrets};
use crate::desk::coverage::Attendance;
use crate::desk::gaps::Gaps;
use crate::desk::inventory::label;
use crate::desk::session::Session;
use crate::desk::token::Tokens;
use crate::desk::{Restored, vocabulary};
use crate::hub::{Hub, Kept, Settings};
use crate::muc::RoomRecord;
use crate::owner::{Order, Owner};
use crate::store::{self, Store};
use crate::time::Time;
use crate::web::{self, Figures};
use crate::xmpp::link::{self, Link};

/// How often another program's import is looked for.
const LOOK_FOR_IMPORTS: Duration = Duration::from_secs(2);
const PURGE_EVERY: Duration = Duration::from_secs(3600);
/// How far this machine's clock may be behind what was recorded without a word.
const WORTH_A_WARNING: Duration = Duration::from_secs(10);
const STOP_WITHIN: Duration = Duration::from_secs(20);

pub async fn run(file: &Path) -> anyhow::Result<ExitCode> {
    let config = Config::load(file)?;
    let secrets = config.secrets()?;
    let log = logging::start(&config.log)?;
    for warning in &secrets.warnings {
        tracing::warn!("{warning}");
    }
    let mut signals = Signals::catch().context("signals cannot be received")?;
    let texts = Arc::new(super::load_texts(&config)?);
    let store = Arc::new(Store::open(&super::store_url(&config, &secrets)?).await?);
    store.purge(clock::now()).await?;
    let kept = store.load(clock::random_key).await?;
    let revision = kept.revision;
    let behind = clock::not_before(last_moment(&kept));
    if behind >= WORTH_A_WARNING {
        let seconds = behind.as_secs();
        tracing::warn!(seconds, "this machine's clock is behind what was recorded earlier: set it right");
    }
    if kept.inventory.services.is_empty() {
        tracing::warn!("there are no services yet: bring them in with 'refdesk import FILE'");
    }
    let counted = (store.attendance(clock::now()).await?, store.gaps().await?);
    vocabulary::prepare();
    let hub = hub(&config, texts, kept, counted);

    let figures = Figures::new();
    let (stop_web, web_stopped) = oneshot::channel::<()>();
    let web = web::serve(config.web.listen, figures.clone(), async move {
        let _ = web_stopped.await;
    });
    let web = tokio::spawn(web);

    let (link, inbox) = Link::start(link_settings(&config, &secrets), Box::new(clock::random));
    let (orders, ordered) = mpsc::channel(16);
    let domain = config.hub.domain.clone();
    let on_link = move |up: bool| {
        let status = if up { "on duty as" } else { "waiting for the server, to be" };
        tracing::info!(up, "the link to the server");
        lifecycle::status(&format!("{status} {domain}"));
    };
    let owner = Owner::new(hub, Arc::clone(&store), (link, inbox), ordered, figures.clone(), Box::new(on_link));
    let mut owner = tokio::spawn(owner.run());
    let chores = tokio::spawn(chores(Arc::clone(&store), orders.clone(), revision));
    let watchdog = tokio::spawn(watchdog(figures));
    tracing::info!(domain = %config.hub.domain, "started");
    lifecycle::tell(&[NotifyState::Ready]);

    let mut config = config;
    let code = loop {
        tokio::select! {
            ended = &mut owner => {
                match ended {
                    Ok(Ok(())) => tracing::error!("the link to the server ended"),
                    Ok(Err(error)) => tracing::error!(%error, "the store failed for good"),
                    Err(error) => tracing::error!(%error, "the desk failed"),
                }
                break ExitCode::FAILURE;
            }
            asked = signals.next() => match asked {
                Asked::Reload => {
                    lifecycle::tell(&[NotifyState::Reloading]);
                    match reload(file, &config, &orders, &log).await {
                        Ok(fresh) => config = fresh,
                        Err(error) => tracing::error!("nothing was reloaded: {error:#}"),
                    }
                    lifecycle::tell(&[NotifyState::Ready]);
                }
                Asked::Stop => {
                    lifecycle::tell(&[NotifyState::Stopping]);
                    tracing::info!("stopping");
                    let (done, stopped) = oneshot::channel();
                    let _ = orders.send(Order::Stop(done)).await;
                    break match tokio::time::timeout(STOP_WITHIN, stopped).await {
                        Ok(Ok(())) => ExitCode::SUCCESS,
                        _ => ExitCode::FAILURE,
                    };
                }
            }
        }
    };
    chores.abort();
    watchdog.abort();
    let _ = stop_web.send(());
    let _ = tokio::time::timeout(Duration::from_secs(2), web).await;
    Ok(code)
}

/// The last moment that anything recorded tells of.
fn last_moment(kept: &store::Kept) -> Time {
    let sessions = kept.sessions.iter().map(Session::last_moment);
    let duty = kept.duty.iter().map(|client| client.since);
    let assistances = kept.assistances.iter().map(|one| one.inside.values().max().copied().unwrap_or(one.asked));
    let rooms = kept.rooms.iter().filter_map(|record| match record {
        RoomRecord::Line(line) => Some(line.at),
        RoomRecord::Room(row) => row.subject.as_ref().map(|subject| subject.at),
        _ => None,
    });
    sessions.chain(duty).chain(assistances).chain(rooms).max().unwrap_or_default()
}

fn hub(
    config: &Config,
    texts: Arc<crate::texts::Texts>,
    kept: store::Kept,
    (attendance, gaps): (Attendance, Gaps),
) -> Hub {
    let mut token_key = [0; 4];
    for (part, bytes) in token_key.iter_mut().zip(kept.key.chunks_exact(4)) {
        *part = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let settings = Settings {
        domain: config.hub.domain.clone(),
        name: label(&config.hub.name, &config.hub.language).unwrap_or("Refdesk").to_owned(),
        occupant_key: kept.key,
        run: format!("{:08x}", clock::random() as u32),
    };
    let around = super::surroundings(config, &texts, Tokens::new(token_key));
    let desk = Restored {
        sessions: kept.sessions,
        last_session: kept.last_session,
        duty: kept.duty,
        audit: kept.audit,
        decisions: kept.decisions,
        attendance,
        gaps,
        assistances: kept.assistances,
    };
    let contacts = kept.contacts.into_iter().map(|contact| (contact.address, contact.jid)).collect();
    let restored = Kept { desk, rooms: kept.rooms, contacts };
    let mut hub = Hub::new(clock::now(), settings, around, texts, kept.inventory, restored);
    if !kept.experience.is_empty() {
        hub.experience_changed(kept.experience);
    }
    hub
}

pub fn link_settings(config: &Config, secrets: &Secrets) -> link::Settings {
    link::Settings {
        host: config.server.host.clone(),
        port: config.server.port,
        domain: config.hub.domain.to_string(),
        secret: secrets.server.reveal().to_owned(),
        server: Jid::from(config.server.jid.clone()),
        limits: config.server.limits.clone(),
    }
}

/// Reads the configuration and the texts anew and applies what can change while running.
async fn reload(
    file: &Path,
    old: &Config,
    orders: &mpsc::Sender<Order>,
    log: &logging::Reload,
) -> anyhow::Result<Config> {
    let config = Config::load(&PathBuf::from(file))?;
    let texts = Arc::new(super::load_texts(&config)?);
    log.reload(logging::filter(&config.log)?)?;
    for key in old.needs_restart(&config) {
        tracing::warn!(key, "has changed in the configuration and counts from the next start");
    }
    let (limits, weights) = (Box::new(config.limits.clone()), Box::new(config.routing.clone()));
    let order = Order::Reload { limits, weights, texts };
    orders.send(order).await.context("the desk has ended")?;
    tracing::info!("texts, limits and weights are read anew");
    Ok(config)
}

/// What is done now and then: old texts are deleted, imports are noticed.
async fn chores(store: Arc<Store>, orders: mpsc::Sender<Order>, mut revision: i64) {
    let mut look = tokio::time::interval(LOOK_FOR_IMPORTS);
    let mut purge = tokio::time::interval(PURGE_EVERY);
    loop {
        tokio::select! {
            _ = purge.tick() => match store.purge(clock::now()).await {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, "texts past their date were deleted"),
                Err(error) => tracing::error!(%error, "texts past their date could not be deleted"),
            },
            _ = look.tick() => match store.inventory_revision().await {
                Ok(newer) if newer == revision => {}
                Ok(newer) => {
                    revision = newer;
                    tracing::info!(revision, "the inventory has changed");
                    if orders.send(Order::Imported).await.is_err() {
                        return;
                    }
                }
                Err(error) => tracing::error!(%error, "the inventory could not be looked at"),
            },
        }
    }
}

/// Tells systemd that the program lives, as long as the owner's loop turns.
async fn watchdog(figures: Figures) {
    let Some(every) = lifecycle::watchdog() else { return };
    let mut tick = tokio::time::interval(every);
    loop {
        tick.tick().await;
        if figures.turns() {
            lifecycle::tell(&[NotifyState::Watchdog]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::inventory::Inventory;
    use crate::desk::record::DutyClient;
    use crate::stanza::Show;

    #[test]
    fn the_last_moment_recorded_is_the_newest_of_sessions_duty_and_rooms() {
        let client = |since| DutyClient {
            service: "ask".parse().expect("a service's id"),
            client: "anna@localhost/desk".parse().expect("a full JID"),
            show: Show::Available,
            by_command: false,
            off: false,
            since: Time(since),
        };
        let mut kept = store::Kept {
            decisions: Vec::new(),
            experience: Default::default(),
            key: [0; 32],
            inventory: Inventory::default(),
            revision: 0,
            sessions: Vec::new(),
            last_session: 0,
            duty: Vec::new(),
            assistances: Vec::new(),
            audit: Vec::new(),
            rooms: Vec::new(),
            contacts: Vec::new(),
            outbox: Vec::new(),
        };
        assert_eq!(last_moment(&kept), Time(0));
        kept.duty = vec![client(7), client(9), client(8)];
        assert_eq!(last_moment(&kept), Time(9));
    }
}
