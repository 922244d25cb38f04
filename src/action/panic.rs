//! EDGE. What a panic prints: a fixed short text. Its payload could contain untrusted text, or a token.

use std::io::Write;

use super::command::command;
use super::environment::Environment;

/// The exit code of a panic, as Rust programs have it.
const EXIT_CODE: i32 = 101;

/// From now on a panic prints the fixed text, the place in our source and nothing of its payload, and ends the process
/// at once. It exits, since an abort would not end PID 1 of a container.
#[expect(
    clippy::disallowed_methods,
    reason = "after a panic nothing may continue, and an abort does not end PID 1"
)]
pub fn install(environment: &Environment) {
    let on_actions = environment.on_actions();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, |place| {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!(" ({file}, line {})", place.line())
        });
        let text = text(&place);
        let line = if on_actions {
            command("error", &[("title", "Traffic Ledger broke")], &text)
        } else {
            format!("error: {text}")
        };
        let _ = writeln!(std::io::stderr().lock(), "{line}");
        std::process::exit(EXIT_CODE);
    }));
}

fn text(place: &str) -> String {
    format!(
        "internal error in Traffic Ledger {}{place}. Your set-up is not the cause, and nothing incomplete was committed. \
         Please open an issue with this line.",
        env!("CARGO_PKG_VERSION")
    )
}
