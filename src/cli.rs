//! EDGE. The command line: subcommands and flags as they were typed, and nothing of their meaning, so that all mistakes
//! can be told at once by `action::inputs`. Imports clap, the names of the inputs and of the
//! tables.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::names;
use crate::export::ExportTable;
use crate::import::Format;
use crate::message::Message;

const ABOUT: &str = "Keeps the repository traffic that GitHub throws away after 14 days: history, charts and a report, \
                     committed to a branch.";

const TOKENS: &str = "\
Tokens come by environment only:
  TRAFFIC_TOKEN, GH_TOKEN or GITHUB_TOKEN   locally, the first that is set
  INPUT_TRAFFIC-TOKEN and INPUT_TOKEN       as the Actions runner sets them
Every other flag can be given as INPUT_NAME too; the flag wins.";

/// `traffic-ledger`, as typed.
#[derive(Debug, Parser)]
#[command(name = "traffic-ledger", version, about = ABOUT, after_help = TOKENS, styles = STYLES, max_term_width = 100)]
pub struct Cli {
    /// What to do; `run` when nothing is given, as in the container.
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// Reads what was typed. Help and version are printed, mistakes told; then there is nothing to do and the exit code
    /// comes back.
    ///
    /// # Errors
    /// The exit code, when there is nothing to do.
    pub fn read(
        arguments: impl IntoIterator<Item = OsString>,
        environment: &Environment,
        console: &Console,
    ) -> Result<Self, ExitCode> {
        Self::try_parse_from(arguments).map_err(|error| {
            if error.use_stderr() && environment.on_actions() {
                console.error(&Message::new("Arguments", error.to_string()));
            } else {
                // A closed stream is nobody's mistake.
                let _ = error.print();
            }
            if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            }
        })
    }

    /// What to do.
    #[must_use]
    pub fn into_command(self) -> Command {
        self.command.unwrap_or_else(|| Command::Run(RunFlags::default()))
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read the traffic, merge it into the ledger, draw, report and commit (what happens without a command)
    #[command(after_help = TOKENS)]
    Run(RunFlags),
    /// Check a ledger without writing: exit code 0 when it is sound, 1 when it is not
    Verify(VerifyFlags),
    /// Make history, charts and reports again from the snapshots and imports
    Rebuild(RebuildFlags),
    /// Merge what another tool has kept into the ledger
    Import(ImportFlags),
    /// Print the ledger's numbers
    Export(ExportFlags),
}

/// Where the ledger is and how to get there.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Where the ledger is")]
pub struct LocationFlags {
    #[arg(long = names::STORE.name, value_name = "OWNER/NAME", help = names::STORE.help())]
    pub(crate) store: Option<String>,
    #[arg(long = names::BRANCH.name, value_name = "BRANCH", help = names::BRANCH.help())]
    pub(crate) branch: Option<String>,
    #[arg(long = names::DIRECTORY.name, value_name = "FOLDER", help = names::DIRECTORY.help())]
    pub(crate) directory: Option<String>,
    /// Keep the ledger in a local directory instead of a branch
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long = names::API_URL.name, value_name = "URL", help = names::API_URL.help())]
    pub(crate) api_url: Option<String>,
    #[arg(long = names::MAX_WAIT.name, value_name = "TIME", help = names::MAX_WAIT.help())]
    pub(crate) max_wait: Option<String>,
}

/// Flags of those that write.
#[derive(Debug, Clone, Default, Args)]
pub struct WriteFlags {
    #[arg(long = names::DRY_RUN.name, value_name = "true|false", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", help = "Show what would be committed, write nothing")]
    pub(crate) dry_run: Option<String>,
    #[arg(long = names::COMMIT_MESSAGE.name, value_name = "TEXT", help = names::COMMIT_MESSAGE.help())]
    pub(crate) commit_message: Option<String>,
}

/// Flags of `run`.
#[derive(Debug, Clone, Default, Args)]
pub struct RunFlags {
    #[arg(long = names::REPOSITORIES.name, value_name = "OWNER/NAME,…", help = names::REPOSITORIES.help())]
    pub(crate) repositories: Option<String>,
    #[arg(long = names::MAX_AGE_DAYS.name, value_name = "DAYS", help = names::MAX_AGE_DAYS.help())]
    pub(crate) max_age_days: Option<String>,
    #[command(flatten)]
    pub(crate) write: WriteFlags,
    #[command(flatten)]
    pub(crate) location: LocationFlags,
}

/// Flags of `verify`.
#[derive(Debug, Clone, Default, Args)]
pub struct VerifyFlags {
    #[command(flatten)]
    pub(crate) location: LocationFlags,
}

/// Flags of `rebuild`.
#[derive(Debug, Clone, Default, Args)]
pub struct RebuildFlags {
    #[command(flatten)]
    pub(crate) write: WriteFlags,
    #[command(flatten)]
    pub(crate) location: LocationFlags,
}

/// Flags of `import`.
#[derive(Debug, Clone, Args)]
pub struct ImportFlags {
    /// Which tool's shape
    #[arg(value_name = "FORMAT", value_enum)]
    pub(crate) format: Format,
    /// The tool's file or folder
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,
    /// Whose traffic it is, where the files do not say
    #[arg(long, value_name = "OWNER/NAME")]
    pub(crate) repository: Option<String>,
    /// Which column holds what, for csv: date=…,views=…,unique-visitors=…,clones=…,unique-cloners=…
    #[arg(long, value_name = "NAME=COLUMN,…")]
    pub(crate) columns: Option<String>,
    /// What the report shall call the source; the format's name where it is not given
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    #[command(flatten)]
    pub(crate) write: WriteFlags,
    #[command(flatten)]
    pub(crate) location: LocationFlags,
}

/// Flags of `export`.
#[derive(Debug, Clone, Args)]
pub struct ExportFlags {
    /// The form that is printed
    #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
    pub(crate) format: ExportFormat,
    /// Which table, for csv
    #[arg(long, value_enum, default_value_t = ExportTable::Days)]
    pub(crate) table: ExportTable,
    /// Whose traffic, where the ledger holds several repositories
    #[arg(long, value_name = "OWNER/NAME")]
    pub(crate) repository: Option<String>,
    #[command(flatten)]
    pub(crate) location: LocationFlags,
}

/// The forms of `export`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The days, one a line, for a spreadsheet
    Csv,
    /// Days, popular captures and windows
    Json,
}

const STYLES: Styles = Styles::styled()
    .header(
        Style::new()
            .bold()
            .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
    )
    .usage(
        Style::new()
            .bold()
            .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green))),
    )
    .literal(
        Style::new()
            .bold()
            .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
    )
    .placeholder(Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))))
    .error(Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))));

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn clap_finds_no_fault() {
        Cli::command().debug_assert();
    }

    #[test]
    fn nothing_is_run() {
        let cli = Cli::try_parse_from(["traffic-ledger"]).expect("no arguments");
        assert!(matches!(cli.into_command(), Command::Run(flags) if flags.write.dry_run.is_none()));
        let cli = Cli::try_parse_from(["traffic-ledger", "run", "--dry-run", "--branch", "x"]).expect("flags");
        let Command::Run(flags) = cli.into_command() else {
            panic!("run")
        };
        assert_eq!(
            (flags.write.dry_run.as_deref(), flags.location.branch.as_deref()),
            (Some("true"), Some("x"))
        );
    }

    #[test]
    fn a_token_is_no_flag() {
        for name in ["--token", "--traffic-token"] {
            assert!(Cli::try_parse_from(["traffic-ledger", "run", name, "x"]).is_err());
        }
    }
}
