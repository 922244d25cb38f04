//! PURE. Reads the traffic that other tools recorded.
//!
//! Each format is one file that declares a [`Format`], listed in [`Format::ALL`]: how its files are recognised, what is
//! taken and what is not, and what a zero means. The command line, the messages and the tables in `README.md` and
//! `docs/importing.md` are made from these declarations.
//!
//! ```text
//! Files ─▶ recognition   the format of each file
//!       ─▶ reader        each file by itself, into the import of each repository that it names (builder, series)
//!       ─▶ Found         joined by repository and format; unknown and damaged files by name
//!       ─▶ assign        each part to the ledger of its repository, or left out with the reason
//! ```
//!
//! A format only parses its files. The rules that all formats share (which days are valid, what an API window proves,
//! what a repeated day means) are in `builder` and `series`.

pub mod api_json;
mod assignment;
mod builder;
mod columns;
pub mod csv;
pub(crate) mod csv_table;
mod file;
mod found;
pub mod gghstats;
pub mod github_repo_stats;
pub mod github_traffic_archive;
pub mod github_traffic_badge;
mod json;
mod json_data;
pub mod json_days;
mod json_walk;
mod kept;
pub mod openstars;
mod own_snapshots;
mod owner;
mod privacy;
mod reader;
mod recognition;
mod rejected;
pub mod repository_traffic_action;
mod series;
mod source_name;
mod spelling;
mod summary;
mod top_list;
pub mod traffic_to_badge;
mod value;

use std::fmt;

use clap::builder::PossibleValue;

pub use assignment::{Assigned, Assignment, KnownRepository, RepositoryChoice, assign};
pub use columns::{Columns, InvalidColumns};
pub use file::{FileName, Files};
pub use found::{EmptyFile, FailedFile, Found, Part, UnknownFile};
pub use kept::{Import, ImportedDay, KeptError};
pub use own_snapshots::{OwnSnapshots, SnapshotFileError, are_own_snapshots, own_snapshots};
pub use owner::DataOwner;
pub use rejected::{Position, RejectedRow};
pub use source_name::{InvalidSourceName, SourceName};
pub use summary::{Before, Summary};

use file::SourceFile;
use reader::{RawFile, Reader};
use recognition::Recognition;

use crate::domain::Date;

/// A format that can be imported. All texts but `name` are Markdown for the documents and the help.
#[derive(Clone, Copy)]
pub struct Format {
    /// The name on the command line and in the ledger, and the default name of the source.
    pub name: &'static str,
    /// The tool or kind of file, as readers look for their own data.
    pub description: &'static str,
    /// What to pass as `PATH`.
    pub path: &'static str,
    /// The files to look for, named when none is found.
    pub files: &'static str,
    /// What is imported.
    pub takes: &'static str,
    /// What is in the files and cannot be imported.
    pub leaves: &'static str,
    /// What a zero in the data means.
    pub zeros: &'static str,
    /// Whether a file is of the format.
    recognize: fn(&SourceFile<'_>, &Options) -> Recognition,
    /// Reads the files of the format.
    read: fn(&[RawFile<'_>], &mut Reader<'_>),
}

impl Format {
    /// All formats, in the order of the help and the documents. A file is of the first one that recognises it, so those with
    /// files of their own come before those of any table or document.
    pub const ALL: &'static [Self] = &[
        github_repo_stats::FORMAT,
        repository_traffic_action::FORMAT,
        traffic_to_badge::FORMAT,
        github_traffic_badge::FORMAT,
        github_traffic_archive::FORMAT,
        openstars::FORMAT,
        gghstats::FORMAT,
        api_json::FORMAT,
        json_days::FORMAT,
        csv::FORMAT,
    ];
}

/// Formats are equal when their names are; a test keeps the names distinct.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Format({})", self.name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name).help(format!("{}; PATH is {}", self.description, self.path)))
    }
}

/// What an import needs besides the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The UTC day of the import; later days are rejected.
    pub today: Date,
    /// The meaning of the columns of a CSV file; `None` for what their names say.
    pub columns: Option<Columns>,
    /// The name of the source in the report; by default the name of the format.
    pub source: Option<SourceName>,
}

/// Reads files of any format, or those of one.
#[must_use]
pub fn read(format: Option<Format>, files: &Files, options: &Options) -> Found {
    recognition::read(format, files, options)
}
