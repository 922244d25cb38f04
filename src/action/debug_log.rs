//! EDGE. The debug trail: what the program logs through `tracing`, printed by the console.

use std::io::{self, Write};
use std::sync::Arc;

use tracing::{Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

use super::console::Console;

/// Prints the debug trail for the rest of the process if `enabled`; otherwise nothing is even formatted.
pub fn install(console: &Arc<Console>, enabled: bool) {
    if enabled {
        // It fails only if a trail is installed already, which then goes on.
        let _ = tracing::subscriber::set_global_default(subscriber(console));
    }
}

/// Prints what this crate logs, and nothing of other crates: their lines could contain headers.
pub fn subscriber(console: &Arc<Console>) -> impl Subscriber + Send + Sync + use<> {
    let lines = fmt::layer()
        .without_time()
        .with_level(false)
        .with_target(false)
        .with_ansi(false)
        .with_writer(ToConsole(Arc::clone(console)));
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), Level::DEBUG);
    registry().with(lines.with_filter(ours))
}

/// Makes a writer for each event.
struct ToConsole(Arc<Console>);

/// Writes one event; the formatter hands it over in one piece.
struct Line<'a>(&'a Console);

impl<'a> MakeWriter<'a> for ToConsole {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(&self.0)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.debug(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
