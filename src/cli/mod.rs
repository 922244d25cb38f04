//! EDGE. The command line and the inputs: from arguments and environment to the typed inputs of one command.
//!
//! An input is declared once, in `inputs/<name>.rs`, and listed in [`INPUTS`]. The flags, the `INPUT_*` variables, the
//! help, the shell completions, `action.yml` and the README's table all come from that list or are compared with it.

mod command_inputs;
mod command_line;
mod flags;
mod input;
mod inputs;
mod known_tokens;
mod ledger_location;
mod page_targets;
mod print_inputs;
mod publish_inputs;
mod reader;
mod reading_token;
mod shell;
mod source_date_epoch;
mod user_files_inputs;
mod version;
mod workspace_file;

use std::ffi::OsString;
use std::path::PathBuf;

use crate::action::environment::Environment;

pub use command_inputs::{
    Connection, ImportAction, ImportInputs, Inputs, RebuildInputs, RunInputs, VerifyInputs, WriteInputs,
};
pub use command_line::{Shell, completions, definition, write_man_pages};
pub use input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
pub use inputs::INPUTS;
pub use inputs::digest::DigestPeriod;
pub use inputs::format::ExportFormat;
pub use inputs::status_format::StatusFormat;
pub use known_tokens::tokens;
pub use ledger_location::LedgerLocation;
pub use page_targets::PageTargets;
pub use print_inputs::{DoctorInputs, ExportInputs, PageInputs, StatusInputs};
pub use publish_inputs::PublishInputs;
pub use reader::{Flags, InputErrors};
pub use user_files_inputs::UserFilesInputs;
pub use version::version;

/// One command with everything it needs.
#[derive(Debug, Clone)]
pub enum Command {
    /// Record the traffic.
    Run(RunInputs),
    /// Check a ledger.
    Verify(VerifyInputs),
    /// Recreate what is derived from the snapshots.
    Rebuild(RebuildInputs),
    /// Merge another tool's data, or snapshots that could not be saved.
    Import(Box<ImportInputs>),
    /// Print a ledger's numbers.
    Export(ExportInputs),
    /// Say how it stands with the numbers.
    Status(StatusInputs),
    /// Say what would keep a run from working.
    Doctor(DoctorInputs),
    /// Write the page to explore.
    Page(PageInputs),
    /// Print a completion script for a shell.
    Completions(Shell),
    /// Write the man pages into a folder.
    ManPages(PathBuf),
}

impl Command {
    /// Whether details of each step should be printed (`--debug`, or `RUNNER_DEBUG=1`).
    #[must_use]
    pub fn debug(&self) -> bool {
        match self {
            Self::Run(inputs) => inputs.common.debug,
            Self::Verify(inputs) => inputs.common.debug,
            Self::Rebuild(inputs) => inputs.common.debug,
            Self::Import(inputs) => inputs.common.debug,
            Self::Export(inputs) => inputs.common.debug,
            Self::Status(inputs) => inputs.common.debug,
            Self::Doctor(inputs) => inputs.run.common.debug,
            Self::Page(inputs) => inputs.common.debug,
            Self::Completions(_) | Self::ManPages(_) => false,
        }
    }
}

/// Why there is no command to run.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// The arguments do not have the shape of a command. Requests for help or the version arrive here too; they are no
    /// failures ([`clap::Error::use_stderr`]).
    #[error(transparent)]
    CommandLine(#[from] clap::Error),
    /// Some of the inputs are invalid.
    #[error(transparent)]
    Inputs(#[from] InputErrors),
}

/// Reads a command and its inputs. The first argument is the name of the program; without any other the command is
/// `run`, as in the container.
///
/// # Errors
/// When the arguments are malformed, or help was requested; otherwise with all invalid inputs at once.
pub fn parse(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    environment: &Environment,
) -> Result<Command, ParseError> {
    use command_line::Arguments;
    Ok(match command_line::arguments(arguments)? {
        Arguments::Run(flags) => Command::Run(RunInputs::read(&flags, environment)?),
        Arguments::Verify(flags) => Command::Verify(VerifyInputs::read(&flags, environment)?),
        Arguments::Rebuild(flags) => Command::Rebuild(RebuildInputs::read(&flags, environment)?),
        Arguments::Import { path, flags } => Command::Import(Box::new(ImportInputs::read(path, &flags, environment)?)),
        Arguments::Export(flags) => Command::Export(ExportInputs::read(&flags, environment)?),
        Arguments::Status(flags) => Command::Status(StatusInputs::read(&flags, environment)?),
        Arguments::Doctor(flags) => Command::Doctor(DoctorInputs::read(&flags, environment)?),
        Arguments::Page(flags) => Command::Page(PageInputs::read(&flags, environment)?),
        Arguments::Completions(shell) => Command::Completions(shell),
        Arguments::ManPages(directory) => Command::ManPages(directory),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_no_flag() {
        for name in ["--token", "--traffic-token"] {
            let error = parse(["traffic-ledger", "run", name, "x"], &Environment::default());
            assert!(matches!(error, Err(ParseError::CommandLine(_))), "{name}");
        }
    }
}
