//! The two halves of a connection as the stack's XML stream wants to see them.
//!
//! The stream reads through the guard for as long as it lives. It writes only while logging in; then the link takes
//! the writing half away and writes texts itself. A stanza the guard left out is kept here for the reader, and
//! nothing behind it is read before it has been taken, so that all comes in order.

use std::cell::Cell;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::guard::{Fed, Guard};
use super::{Limits, Unreadable};

pub(super) type Reading = Box<dyn AsyncRead + Send + Unpin>;
pub(super) type Writing = Box<dyn AsyncWrite + Send + Unpin>;

pub(super) type Dialled<'a> = Pin<Box<dyn Future<Output = io::Result<(Reading, Writing)>> + Send + 'a>>;

const CHUNK_BYTES: usize = 16 * 1024;

/// Where connections come from: a socket, or a test's pipe.
pub(super) trait Dial: Send + Sync + 'static {
    fn dial(&mut self) -> Dialled<'_>;
}

pub(super) struct Tcp {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Dial for Tcp {
    fn dial(&mut self) -> Dialled<'_> {
        Box::pin(async {
            let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            stream.set_nodelay(true)?;
            let (reading, writing) = stream.into_split();
            Ok((Box::new(reading) as Reading, Box::new(writing) as Writing))
        })
    }
}

pub(super) struct Wire {
    reading: Reading,
    writing: Cell<Option<Writing>>,
    guard: Guard,
    chunk: Box<[u8]>,
    unread: std::ops::Range<usize>,
    dropped: Cell<Option<Unreadable>>,
    ended: Arc<AtomicBool>,
}

impl Wire {
    pub(super) fn new((reading, writing): (Reading, Writing), limits: &Limits) -> Wire {
        Wire {
            reading,
            writing: Cell::new(Some(writing)),
            guard: Guard::new(limits),
            chunk: vec![0; CHUNK_BYTES].into(),
            unread: 0..0,
            dropped: Cell::new(None),
            ended: Arc::default(),
        }
    }

    /// The writing half, once; from then on the XML stream cannot write.
    pub(super) fn take_writing(&self) -> Option<Writing> {
        self.writing.take()
    }

    /// The stanza the guard left out at this place of the stream. The stream goes on when it is polled again.
    pub(super) fn take_dropped(&self) -> Option<Unreadable> {
        self.dropped.take()
    }

    /// Whether the connection has ended, also for when the parser has swallowed the wire: what the parser says then is
    /// about XML.
    pub(super) fn ended(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ended)
    }

    fn poll_feed(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.guard.ready().is_empty() {
            if self.dropped.get_mut().is_some() {
                return Poll::Pending;
            }
            if self.unread.is_empty() {
                let mut buffer = ReadBuf::new(&mut self.chunk);
                ready!(Pin::new(&mut self.reading).poll_read(cx, &mut buffer))?;
                self.unread = 0..buffer.filled().len();
                if self.unread.is_empty() {
                    self.ended.store(true, Ordering::Relaxed);
                    break;
                }
            }
            let (read, fed) = self.guard.feed(&self.chunk[self.unread.clone()]);
            self.unread.start += read;
            match fed {
                Fed::All => {}
                Fed::Dropped(unreadable) => self.dropped.set(Some(unreadable)),
                Fed::Broken(why) => return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, why))),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncBufRead for Wire {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let wire = self.get_mut();
        ready!(wire.poll_feed(cx))?;
        Poll::Ready(Ok(wire.guard.ready()))
    }

    fn consume(self: Pin<&mut Self>, count: usize) {
        self.get_mut().guard.consume(count);
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let ready = ready!(self.as_mut().poll_fill_buf(cx))?;
        let count = ready.len().min(into.remaining());
        into.put_slice(&ready[..count]);
        self.consume(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.writing.get_mut() {
            Some(writing) => Pin::new(writing).poll_write(cx, bytes),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.writing.get_mut() {
            Some(writing) => Pin::new(writing).poll_flush(cx),
            None => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.writing.get_mut() {
            Some(writing) => Pin::new(writing).poll_shutdown(cx),
            None => Poll::Ready(Ok(())),
        }
    }
}
