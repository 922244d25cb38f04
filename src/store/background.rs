//! EDGE. Work of the pure core that takes a while, beside the requests.

use std::num::NonZero;
use std::sync::OnceLock;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

/// One permit for each processor: more at once would be no faster, and take more memory.
static PROCESSORS: OnceLock<Semaphore> = OnceLock::new();

/// How many processors there are to work on.
pub(crate) fn processors() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Does the work on another thread: with several processors several repositories are drawn at once, and requests go on meanwhile.
pub(crate) async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    // A task of its own: who waits for a permit must be polled once it comes, and a full stream polls nobody.
    let task = tokio::spawn(async {
        // It is never closed.
        let _permit = PROCESSORS.get_or_init(|| Semaphore::new(processors())).acquire().await;
        tokio::task::spawn_blocking(work).await
    });
    match task.await {
        Ok(Ok(done)) => done,
        // It only ends so if it panics, and then so should we.
        Ok(Err(error)) | Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
