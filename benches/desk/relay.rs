//! A patron's line on its way to his operator's client: how many pass in a second when the road is kept full, and how
//! long one takes when it is not. Refdesk, with its commit to disk for each batch, and the bare echo take turns.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use futures::future::{join, try_join_all};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{
    beside::BESIDE,
    client::Client,
    deadline::PATIENCE,
    desk::Desk,
    echo::{Echo, ROOM},
    machine,
    server::{Kind, Server},
    staff::{self, Pair, SERVICE},
    statistics::{median, milliseconds, percentile, print},
};

const ROUNDS: usize = 6;
const FULL: Duration = Duration::from_secs(2);
/// Lines on their way at a time from each patron.
const WINDOW: usize = 128;
const LIGHT: Duration = Duration::from_secs(3);
/// Between two lines, of all patrons together, on the light road.
const GAP: Duration = Duration::from_millis(5);

/// What of a line does not differ: about as much as people write.
const WORDS: &str = "Jag undrar om det finns något om ångbåtstrafiken på Öresund.";

#[derive(Clone, Copy)]
enum Road {
    Echo,
    /// The echo, in the form of a line in a room.
    RoomEcho,
    Refdesk,
}

/// One road's figures, a value a round.
#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    medians: Vec<f64>,
    slowest: Vec<f64>,
}

/// What Refdesk tells of its work, and the kernel of it.
struct Work {
    /// Seconds.
    computed: f64,
    /// Seconds.
    committing: f64,
    commits: f64,
    /// Sent after these commits.
    stanzas: f64,
    /// Bytes written to disk.
    written: f64,
    /// Lines that came through meanwhile.
    lines: f64,
}

impl Work {
    async fn so_far(desk: &Desk) -> Work {
        let page = desk.page("/metrics").await.unwrap_or_default();
        let read = |name: &str| {
            let value = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
            value.unwrap_or(f64::NAN)
        };
        Work {
            computed: machine::child("refdesk").map_or(f64::NAN, machine::computed),
            committing: read("refdesk_commit_seconds_sum "),
            commits: read("refdesk_commit_seconds_count "),
            stanzas: read("refdesk_commit_stanzas_sum "),
            written: machine::child("refdesk").map_or(f64::NAN, machine::written),
            lines: 0.0,
        }
    }

    fn since(&self, before: &Work, lines: f64) -> Work {
        Work {
            computed: self.computed - before.computed,
            committing: self.committing - before.committing,
            commits: self.commits - before.commits,
            stanzas: self.stanzas - before.stanzas,
            written: self.written - before.written,
            lines,
        }
    }
}

/// Fails if a line is lost.
pub async fn measure(server: &Server, refdesk: &Desk, pairs: &mut [Pair]) -> Result<(), String> {
    let echo = Echo::start(server).await;
    let (mut bare, mut room, mut desk) = (Measured::default(), Measured::default(), Measured::default());
    let mut work = Vec::new();
    for round in 0..ROUNDS {
        // None is always the first.
        let mut roads = [Road::Echo, Road::RoomEcho, Road::Refdesk];
        roads.rotate_left(round % 3);
        for road in roads {
            let before = Work::so_far(refdesk).await;
            let rate = fill(pairs, road, round).await?;
            let after = Work::so_far(refdesk).await;
            let times = stroll(pairs, road, round).await?;
            let measured = match road {
                Road::Echo => &mut bare,
                Road::RoomEcho => &mut room,
                Road::Refdesk => {
                    let begun = (pairs.len() * WINDOW) as f64;
                    work.push(after.since(&before, rate * FULL.as_secs_f64() + begun));
                    &mut desk
                }
            };
            measured.rates.push(rate);
            measured.medians.push(percentile(&times, 0.5));
            measured.slowest.push(percentile(&times, 0.99));
        }
    }
    drop(echo);

    print("a page written for good, ms", format!("{:.2}", machine::sync_time()), "");
    let by_round = |of: fn(&Measured) -> &Vec<f64>, other: &Measured, compare: fn(f64, f64) -> f64| {
        let rounds: Vec<f64> = of(&desk).iter().zip(of(other)).map(|(desk, other)| compare(*desk, *other)).collect();
        median(&rounds)
    };
    let rates = |measured: &Measured| median(&measured.rates);
    let ratio = by_round(|measured| &measured.rates, &bare, |desk, bare| desk / bare);
    let ratio_in_kind = by_round(|measured| &measured.rates, &room, |desk, room| desk / room);
    let added = by_round(|measured| &measured.medians, &bare, |desk, bare| desk - bare);
    let added_slowest = by_round(|measured| &measured.slowest, &bare, |desk, bare| desk - bare);
    let share = if server.kind == Kind::Prosody { "at least 0.90" } else { "at least 0.80" };
    print(
        "lines in a second, road full",
        format!("echo {:6.0}   refdesk {:6.0}   ratio {ratio:5.2}", rates(&bare), rates(&desk)),
        share,
    );
    print(
        "beside an echo in a room's form",
        format!("echo {:6.0}   refdesk {:6.0}   ratio {ratio_in_kind:5.2}", rates(&room), rates(&desk)),
        "",
    );
    let of = |part: fn(&Work) -> f64| median(&work.iter().map(part).collect::<Vec<_>>());
    print(
        "refdesk meanwhile",
        format!(
            "{:.0} % of a core; {:.0} stanzas and {:.2} ms a commit, in it {:.0} % of the time",
            of(|work| work.computed) / FULL.as_secs_f64() * 100.0,
            of(|work| work.stanzas / work.commits),
            of(|work| work.committing / work.commits) * 1000.0,
            of(|work| work.committing) / FULL.as_secs_f64() * 100.0,
        ),
        "",
    );
    print(
        "for each line",
        format!(
            "{:.0} µs of computing, {:.2} kB written",
            of(|work| work.computed / work.lines) * 1e6,
            of(|work| work.written / work.lines) / 1000.0,
        ),
        "",
    );
    print(
        &format!("p50 in ms, {} lines a second", 1000 / GAP.as_millis()),
        format!("echo {:6.2}   refdesk {:6.2}   added {added:5.2}", median(&bare.medians), median(&desk.medians)),
        "under 1.5 added",
    );
    print(
        "p99 in ms",
        format!(
            "echo {:6.2}   refdesk {:6.2}   added {added_slowest:5.2}",
            median(&bare.slowest),
            median(&desk.slowest)
        ),
        "",
    );
    Ok(())
}

fn to(road: Road, pair: usize) -> String {
    match road {
        Road::Echo => format!("{}@{BESIDE}", staff::operator(pair)),
        Road::RoomEcho => format!("{ROOM}{}@{BESIDE}", staff::operator(pair)),
        Road::Refdesk => SERVICE.to_owned(),
    }
}

fn mark(kind: &str, road: Road, round: usize) -> String {
    format!("{kind}{}-{round}-", road as usize)
}

async fn write(patron: &Client, to: &str, mark: &str, number: usize) {
    let id = format!("{mark}{number}");
    patron.send(format!("<message to='{to}' type='chat' id='{id}'><body>{id} {WORDS}</body></message>")).await;
}

/// The number of the next line that carries this mark.
async fn hear(operator: &mut Client, mark: &str) -> Result<usize, String> {
    loop {
        let body = staff::body(operator, PATIENCE).await.ok_or_else(|| format!("a line {mark}… is lost"))?;
        let number = body.strip_prefix(mark).and_then(|rest| rest.split(' ').next()?.parse().ok());
        if let Some(number) = number {
            return Ok(number);
        }
    }
}

/// Keeps a window of lines under way for each pair; lines arrived in a second.
async fn fill(pairs: &mut [Pair], road: Road, round: usize) -> Result<f64, String> {
    let mark = mark("f", road, round);
    let end = Instant::now() + FULL;
    let filling = pairs.iter_mut().enumerate().map(|(number, pair)| keep_full(pair, to(road, number), &mark, end));
    let arrived: Vec<usize> = try_join_all(filling).await?;
    Ok(arrived.iter().sum::<usize>() as f64 / FULL.as_secs_f64())
}

/// How many lines had arrived by `end`; those on their way then are waited for.
async fn keep_full(pair: &mut Pair, to: String, mark: &str, end: Instant) -> Result<usize, String> {
    let Pair { patron, operator } = pair;
    for line in 0..WINDOW {
        write(patron, &to, mark, line).await;
    }
    let mut sent = WINDOW;
    for arrived in 1.. {
        let number = hear(operator, mark).await.map_err(|lost| format!("{lost} (of {sent}, {arrived} awaited)"))?;
        if number + 1 != arrived {
            return Err(format!("line {number} {mark} came as number {arrived}"));
        }
        if Instant::now() < end {
            write(patron, &to, mark, sent).await;
            sent += 1;
        } else if arrived == sent {
            break;
        }
    }
    Ok(sent - WINDOW)
}

/// A line now and then; how long each took, in milliseconds.
async fn stroll(pairs: &mut [Pair], road: Road, round: usize) -> Result<Vec<f64>, String> {
    let mark = mark("s", road, round);
    let lines = (LIGHT.as_millis() / GAP.as_millis()) as usize;
    let sent: Vec<Cell<Option<Instant>>> = vec![Cell::new(None); lines];
    let times = RefCell::new(Vec::with_capacity(lines));
    let (patrons, operators): (Vec<&Client>, Vec<&mut Client>) =
        pairs.iter_mut().map(|pair| (&pair.patron, &mut pair.operator)).unzip();
    let (mark, sent, times_ref, count) = (&mark, &sent, &times, patrons.len());
    let writing = async {
        let mut tick = interval(GAP);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for (line, sent) in sent.iter().enumerate() {
            tick.tick().await;
            let pair = line % count;
            sent.set(Some(Instant::now()));
            write(patrons[pair], &to(road, pair), mark, line).await;
        }
    };
    let hearing = operators.into_iter().enumerate().map(|(number, operator)| async move {
        for _ in (number..lines).step_by(count) {
            let line = hear(operator, mark).await?;
            if let Some(sent) = sent.get(line).and_then(Cell::get) {
                times_ref.borrow_mut().push(milliseconds(sent.elapsed()));
            }
        }
        Ok::<(), String>(())
    });
    let ((), heard) = join(writing, try_join_all(hearing)).await;
    heard?;
    Ok(times.into_inner())
}
