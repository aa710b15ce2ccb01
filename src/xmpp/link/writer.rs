//! The one writer: takes what waits, writes it in one piece, flushes once, and never waits for the reader.

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::DownReason;
use super::shared::Shared;
use super::wire::Writing;

const BATCH_BYTES: usize = 256 * 1024;

/// Writes until the link is closed, then takes leave. Every error ends the connection.
pub(super) async fn write(writing: &mut Writing, shared: &Shared) -> Result<(), DownReason> {
    let mut closing = shared.closing.subscribe();
    let mut buffer = Vec::new();
    loop {
        shared.drain_into(&mut buffer, BATCH_BYTES);
        if !buffer.is_empty() {
            deliver(writing, &buffer, shared).await?;
            buffer.clear();
            buffer.shrink_to(BATCH_BYTES);
        } else if *closing.borrow() {
            deliver(writing, b"</stream:stream>", shared).await?;
            return Ok(());
        } else {
            tokio::select! {
                () = shared.written.notified() => {}
                _ = closing.changed() => {}
            }
        }
    }
}

async fn deliver(writing: &mut (impl AsyncWrite + Unpin), mut bytes: &[u8], shared: &Shared) -> Result<(), DownReason> {
    let late = |_| DownReason::Stuck;
    while !bytes.is_empty() {
        let count = timeout(shared.limits.dead_after, writing.write(bytes)).await.map_err(late)??;
        if count == 0 {
            return Err(io::Error::from(io::ErrorKind::WriteZero).into());
        }
        bytes = &bytes[count..];
    }
    Ok(timeout(shared.limits.dead_after, writing.flush()).await.map_err(late)??)
}
