//! What the kernel tells of the program under measurement: its memory and the time it has computed.

use std::{
    fs,
    io::{Seek, Write},
    time::Instant,
};

use crate::statistics::{median, milliseconds};

/// In Linux this many to a second, whatever the kernel's own clock (`USER_HZ`).
const TICKS: f64 = 100.0;

/// The process of this name that this one has started.
pub fn child(name: &str) -> Option<u32> {
    let own = std::process::id().to_string();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(|process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let Some((head, tail)) = stat.rsplit_once(')') else { return false };
        let parent = tail.split_whitespace().nth(1);
        head.ends_with(&format!("({name}")) && parent == Some(&own)
    })
}

/// Resident memory in bytes.
pub fn memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(f64::NAN) * 1024.0
}

/// Seconds of computing so far, its own and the kernel's for it.
pub fn computed(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map(|(_, tail)| tail.split_whitespace().collect::<Vec<_>>()).unwrap_or_default();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(11) + ticks(12)) / TICKS
}

/// Bytes it has given the kernel to write to disk so far.
pub fn written(process: u32) -> f64 {
    let io = fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let bytes = io.lines().find_map(|line| line.strip_prefix("write_bytes:")?.trim().parse().ok());
    bytes.unwrap_or(f64::NAN)
}

/// How long this machine's disk takes to keep a page for good, in milliseconds: what no commit can go below.
pub fn sync_time() -> f64 {
    let Ok(mut file) = tempfile::tempfile() else { return f64::NAN };
    let mut sync = || {
        let began = Instant::now();
        file.rewind().and_then(|()| file.write_all(&[1; 4096])).and_then(|()| file.sync_data()).ok()?;
        Some(milliseconds(began.elapsed()))
    };
    let times: Vec<f64> = (0..100).map_while(|_| sync()).collect();
    median(&times)
}
