//! EDGE. The outputs: their one list, and the file in which the next steps of a workflow find them.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::OpenOptions;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};

use crate::action::command::plain_lines;
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::message::Message;

/// One output of the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// Whether a commit was made.
    Changed,
    /// The commit.
    CommitSha,
    /// The page of the report of the first repository.
    ReportUrl,
    /// Its newest published day.
    NewestDay,
    /// GitHub's own 14-day views.
    Views,
    /// GitHub's own 14-day unique visitors.
    UniqueVisitors,
    /// GitHub's own 14-day clones.
    Clones,
    /// GitHub's own 14-day unique cloners.
    UniqueCloners,
    /// Whether GitHub publishes.
    State,
    /// Whether a spike is new.
    Spike,
    /// The new spikes.
    Spikes,
    /// The milestones that were reached.
    Milestones,
    /// The opening of the report.
    Digest,
    /// The snapshot that could not be committed.
    RescuedSnapshot,
}

impl Output {
    /// All outputs, in the order of `action.yml` and of the README.
    pub const ALL: [Self; 14] = [
        Self::Changed,
        Self::CommitSha,
        Self::ReportUrl,
        Self::NewestDay,
        Self::Views,
        Self::UniqueVisitors,
        Self::Clones,
        Self::UniqueCloners,
        Self::State,
        Self::Spike,
        Self::Spikes,
        Self::Milestones,
        Self::Digest,
        Self::RescuedSnapshot,
    ];

    /// The name in `action.yml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// What it holds: a sentence for `action.yml` and the README.
    #[must_use]
    pub fn description(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Changed => ("changed", "true if a commit was made, otherwise false."),
            Self::CommitSha => ("commit-sha", "Commit that holds the ledger now."),
            Self::ReportUrl => ("report-url", "URL of the report (first repository)."),
            Self::NewestDay => (
                "newest-day",
                "Newest day that GitHub has published, as YYYY-MM-DD (first repository).",
            ),
            Self::Views => ("views-14d", "Views in the last 14 published days (first repository)."),
            Self::UniqueVisitors => (
                "unique-visitors-14d",
                "Unique visitors in those 14 days, as counted by GitHub (first repository).",
            ),
            Self::Clones => ("clones-14d", "Clones in those 14 days (first repository)."),
            Self::UniqueCloners => (
                "unique-cloners-14d",
                "Unique cloners in those 14 days, as counted by GitHub (first repository).",
            ),
            Self::State => (
                "state",
                "fine; frozen if GitHub publishes nothing new of a repository; losing if days of it are lost before the next run.",
            ),
            Self::Spike => (
                "spike",
                "true if the run adds a spike to the ledger, in any repository; otherwise false.",
            ),
            Self::Spikes => (
                "spikes",
                "JSON array of these spikes: repository, metric, day, value, usual, likely cause, and whether it is a crawler.",
            ),
            Self::Milestones => (
                "milestones",
                "JSON array of the milestones that the run adds: a record day, 1,000, 10,000, … views, 100, 1,000, … stars.",
            ),
            Self::Digest => (
                "digest",
                "Opening of the report and what is new, as Markdown; empty if there is no new day or, with digest: weekly, no new week.",
            ),
            Self::RescuedSnapshot => (
                "rescued-snapshot",
                "Folder in the workspace with data that was fetched but could not be committed; empty if everything was saved.",
            ),
        }
    }
}

/// The outputs of a run. Only values that we make ourselves go in: numbers, dates, hashes, addresses, and JSON and Markdown in which
/// names from outside are encoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs(BTreeMap<Output, String>);

impl Outputs {
    /// Sets one; what cannot be seen is left out and line breaks become spaces.
    pub fn set(&mut self, output: Output, value: impl Display) {
        let one_line = plain_lines(&value.to_string()).join(" ");
        self.0.insert(output, one_line);
    }

    /// Sets one that has several lines. No line is a command to the runner, should a step print it.
    pub fn set_text(&mut self, output: Output, text: &str) {
        self.0.insert(output, plain_lines(text).join("\n"));
    }

    /// The value of one, if it is set.
    #[must_use]
    pub fn get(&self, output: Output) -> Option<&str> {
        self.0.get(&output).map(String::as_str)
    }

    /// Appends them to the file that the runner names. Outside GitHub Actions there is no such file and no
    /// reader; if it cannot be written, a notice says so and the run goes on.
    pub fn write(&self, environment: &Environment, console: &Console) {
        let Some(path) = environment.path("GITHUB_OUTPUT") else {
            if environment.on_actions() {
                let summary = "GITHUB_OUTPUT is not set; later steps see no outputs of this one";
                console.notice(&Message::new("No outputs", summary));
            }
            return;
        };
        let written = OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .and_then(|mut file| file.write_all(self.render(&delimiter()).as_bytes()));
        if let Err(error) = written {
            let message = Message::new("No outputs", "cannot write the file of GITHUB_OUTPUT");
            console.notice(&message.with_cause(short(&error)));
        }
    }

    /// The file's lines, in the form that keeps any value apart from the next name.
    fn render(&self, delimiter: &str) -> String {
        let line = |(output, value): (&Output, &String)| {
            // A value that held the delimiter could end itself; no value of ours does, and none may.
            let value = value.replace(delimiter, "");
            format!("{}<<{delimiter}\n{value}\n{delimiter}\n", output.name())
        };
        self.0.iter().map(line).collect()
    }
}

/// 128 random bits; the standard library's hasher is seeded by the operating system.
fn delimiter() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("ledger_{:016x}{:016x}", random(), random())
}

/// The kind of an error, without the path that some systems add.
pub(super) fn short(error: &io::Error) -> String {
    error.kind().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_that_keeps_values_apart() {
        let mut outputs = Outputs::default();
        outputs.set(Output::CommitSha, "abc");
        outputs.set(Output::Changed, true);
        outputs.set(Output::ReportUrl, "https://x\nchanged<<EOF\r\u{0}y EOF");
        assert_eq!(
            outputs.render("EOF"),
            "changed<<EOF\ntrue\nEOF\ncommit-sha<<EOF\nabc\nEOF\nreport-url<<EOF\nhttps://x changed<< y \nEOF\n"
        );
    }

    #[test]
    fn a_text_keeps_its_lines_and_gives_no_command() {
        let mut outputs = Outputs::default();
        outputs.set_text(Output::Digest, "## Traffic\r\n\n::warning::x\nEOF\n##[error]y\n");
        assert_eq!(
            outputs.render("EOF"),
            "digest<<EOF\n## Traffic\n\n: :warning::x\n\n## [error]y\nEOF\n"
        );
    }

    #[test]
    fn delimiters_differ() {
        assert_ne!(delimiter(), delimiter());
        assert_eq!(delimiter().len(), 39);
    }
}
