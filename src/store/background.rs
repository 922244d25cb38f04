//! EDGE. Work of the pure core that takes a while, beside the requests.

/// Does the work on another thread: with several processors several repositories are drawn at once, and requests go on meanwhile.
pub(crate) async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // It only ends so if it panics, and then so should we.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
