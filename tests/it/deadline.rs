//! Waiting for something outside with a limit: it is asked again and again until it answers or time is up.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// How long a server, a client or the desk is given before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(20);

/// Repeats `attempt` until it yields something; `None` when `limit` has passed without.
pub async fn until<T, F>(limit: Duration, mut attempt: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if let Ok(Some(answer)) = timeout(end - Instant::now(), attempt()).await {
            return Some(answer);
        }
        sleep(BETWEEN_ATTEMPTS).await;
    }
    None
}
