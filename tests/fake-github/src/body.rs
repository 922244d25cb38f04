//! Bodies on the wire: whole, in slow pieces, stalled, or cut off. Imports hyper and tokio.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Properly.
    Whole,
    /// Never.
    Stalled,
    /// With the connection.
    Cut,
}

/// A body that may misbehave.
pub(crate) struct WireBody {
    pieces: VecDeque<Bytes>,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    end: End,
}

impl WireBody {
    /// All bytes at once.
    pub(crate) fn whole(bytes: Vec<u8>) -> Self {
        let pieces = if bytes.is_empty() {
            VecDeque::new()
        } else {
            VecDeque::from([Bytes::from(bytes)])
        };
        Self {
            pieces,
            pause: Duration::ZERO,
            waiting: None,
            end: End::Whole,
        }
    }

    /// Up to ten pieces with a pause before each.
    pub(crate) fn slow(bytes: &[u8], pause: Duration) -> Self {
        let size = bytes.len().div_ceil(10).max(1);
        let pieces = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        Self {
            pieces,
            pause,
            waiting: None,
            end: End::Whole,
        }
    }

    /// The first half, then nothing.
    pub(crate) fn stalled(bytes: &[u8]) -> Self {
        Self {
            end: End::Stalled,
            ..Self::half(bytes)
        }
    }

    /// The first half, then the connection's end.
    pub(crate) fn cut(bytes: &[u8]) -> Self {
        Self {
            end: End::Cut,
            ..Self::half(bytes)
        }
    }

    fn half(bytes: &[u8]) -> Self {
        let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
        // The pause lets hyper flush the half before the end.
        Self {
            pieces: VecDeque::from([half]),
            pause: Duration::from_millis(2),
            waiting: None,
            end: End::Whole,
        }
    }
}

impl Body for WireBody {
    type Data = Bytes;
    type Error = io::Error;

    #[expect(
        clippy::disallowed_methods,
        reason = "a slow body is slow on the wire, in milliseconds"
    )]
    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.pause.is_zero() && (self.end != End::Whole || !self.pieces.is_empty()) {
            let pause = self.pause;
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(pause)));
            if waiting.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.waiting = None;
        }
        match (self.pieces.pop_front(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::Stalled) => Poll::Pending,
            (None, End::Cut) => Poll::Ready(Some(Err(io::Error::other("cut by a fault")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.end == End::Whole && self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if self.end != End::Whole {
            return SizeHint::default();
        }
        SizeHint::with_exact(self.pieces.iter().map(|p| p.len() as u64).sum())
    }
}
