//! Medians, percentiles, and one line of print for each figure.

use std::time::Duration;

/// The value below which this share (0 to 1) of the values lies.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

pub fn milliseconds(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

/// A figure, what it is made of, and the aim it has, if it has one.
pub fn print(what: &str, figure: String, aim: &str) {
    let aim = if aim.is_empty() { String::new() } else { format!("   aim: {aim}") };
    println!("  {what:<34} {figure}{aim}");
}
