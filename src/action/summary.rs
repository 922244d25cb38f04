//! EDGE. The step summary that the runner shows on the run's page. Imports the console for its notice.

use std::fs::OpenOptions;
use std::io::Write;

use super::console::Console;
use super::environment::Environment;
use super::outputs::short;
use crate::message::Message;

/// The runner drops a summary whole above 1 MiB; some room is left for other writers of the same step.
const MAX_BYTES: usize = 1_000_000;

const CUT: &str = "\n\n… The rest is in the report: a summary holds 1 MiB.\n";

/// Appends `markdown` to the summary. Without the runner's file (off Actions) nothing happens; when it cannot be
/// written, a notice says so and the run goes on.
pub fn write(environment: &Environment, console: &Console, markdown: &str) {
    let Some(path) = environment.path("GITHUB_STEP_SUMMARY") else {
        return;
    };
    let markdown = &console.without_names(markdown);
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| {
            let held = file.metadata().map_or(0, |data| data.len());
            let room = MAX_BYTES.saturating_sub(usize::try_from(held).unwrap_or(usize::MAX));
            file.write_all(capped(markdown, room).as_bytes())
        });
    if let Err(error) = written {
        let message = Message::new("No summary", "cannot write the file of GITHUB_STEP_SUMMARY");
        console.notice(&message.with_cause(short(&error)));
    }
}

/// Whole lines of `markdown` that fit into `room` bytes.
fn capped(markdown: &str, room: usize) -> String {
    if markdown.len() <= room {
        return markdown.to_owned();
    }
    let Some(room) = room.checked_sub(CUT.len()) else {
        return String::new();
    };
    let mut end = 0;
    for line in markdown.split_inclusive('\n') {
        if end + line.len() > room {
            break;
        }
        end += line.len();
    }
    format!("{}{CUT}", &markdown[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_at_a_line() {
        assert_eq!(capped("a\nb\n", 4), "a\nb\n");
        let text = "é".repeat(10) + "\n";
        let cut = capped(&text.repeat(100), 500);
        assert!(cut.len() <= 500 && cut.ends_with(CUT), "{cut}");
        assert_eq!((cut.len() - CUT.len()) % text.len(), 0);
        assert_eq!(capped(&text, 3), "");
    }
}
