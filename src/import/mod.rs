//! PURE. Reads the traffic that other tools recorded.
//!
//! Each format is one file that declares a [`Format`], listed in [`Format::ALL`]. The command line, the error messages
//! and the tables in `README.md` and `docs/importing.md` are made from these declarations.
//!
//! A format only parses its files. The rules that all formats share (which days are valid, what an API window proves,
//! how duplicates are merged) are in `builder`.

pub mod api_json;
mod builder;
mod columns;
pub mod csv;
mod csv_table;
pub mod github_repo_stats;
pub mod github_traffic_archive;
pub mod github_traffic_badge;
mod json;
mod kept;
mod own_snapshots;
mod privacy;
mod rejected;
mod repository_folder;
pub mod repository_traffic_action;
mod source_name;
mod summary;
mod top_list;
pub mod traffic_to_badge;
mod value;

use std::collections::BTreeMap;
use std::fmt;

use clap::builder::PossibleValue;

pub use columns::{Columns, InvalidColumns};
pub use kept::{Import, ImportedDay, KeptError};
pub use own_snapshots::{are_own_snapshots, own_snapshots};
pub use rejected::{Position, RejectedRow};
pub use source_name::{InvalidSourceName, SourceName};
pub use summary::Summary;

use builder::ImportBuilder;

use crate::domain::Date;
use crate::domain::repository::RepositoryName;

/// The contents of the imported files by path, relative to the given folder, with `/` as the separator.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A format that can be imported. All texts but `name` are Markdown for the documents and the help.
#[derive(Clone, Copy)]
pub struct Format {
    /// The name on the command line and in the ledger, and the default name of the source.
    pub name: &'static str,
    /// The tool or kind of file, as readers look for their own data.
    pub description: &'static str,
    /// What to pass as `PATH`.
    pub path: &'static str,
    /// The file names to look for, named when none is found.
    pub files: &'static str,
    /// What is imported.
    pub takes: &'static str,
    /// What a zero in the data means.
    pub zeros: &'static str,
    read: FormatReader,
}

/// Parses the files of a format into the builder.
type FormatReader = fn(&Files, &mut ImportBuilder<'_>) -> Result<(), ImportError>;

impl Format {
    /// All formats, in the order of the help and the documents.
    pub const ALL: &'static [Self] = &[
        github_repo_stats::FORMAT,
        repository_traffic_action::FORMAT,
        traffic_to_badge::FORMAT,
        github_traffic_badge::FORMAT,
        github_traffic_archive::FORMAT,
        api_json::FORMAT,
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
    /// The repository that the numbers belong to; folders named after another repository are skipped.
    pub repository: RepositoryName,
    /// The UTC day of the import; later days are rejected.
    pub today: Date,
    /// The UTC day on which the repository was created, if known; earlier days are rejected.
    pub created: Option<Date>,
    /// The meaning of the columns of a CSV file.
    pub columns: Columns,
    /// The name of the source in the report; by default the name of the format.
    pub source: Option<SourceName>,
}

/// The result of reading: the numbers, and the rows that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The numbers.
    pub import: Import,
    /// The rejected rows, in the order of the files.
    pub rejected: Vec<RejectedRow>,
}

/// Why nothing could be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no file of the format.
    #[error("no {format} data found: expected {}", .format.files)]
    NoFiles {
        /// The requested format.
        format: Format,
    },
    /// There is no snapshot of this program's, and no format was named.
    #[error("no snapshot of Traffic Ledger found; to import another tool's data, name its format: import FORMAT PATH")]
    NoSnapshots,
    /// The files belong to several repositories, or only to other ones.
    #[error(
        "no single folder holds the data of {repository}; found {}. \
         Pass the folder of this repository as PATH", quoted_list(.found)
    )]
    WhichRepository {
        /// The requested repository.
        repository: RepositoryName,
        /// The folders that were found.
        found: Vec<String>,
    },
    /// A file is not in the format at all.
    #[error("{file}: {reason}")]
    Malformed {
        /// Its path, escaped.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A newer program wrote a snapshot.
    #[error("{file}: {reason}")]
    Newer {
        /// Its path, escaped.
        file: String,
        /// Which schema it has and which one is supported.
        reason: String,
    },
    /// The files were read, but no row in them could be used.
    #[error("nothing to import: {}", no_usable_row(*.rejected, .first.as_ref()))]
    NothingTaken {
        /// The number of rejected rows.
        rejected: usize,
        /// The first rejected row.
        first: Option<RejectedRow>,
    },
}

fn quoted_list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    names.join(", ")
}

fn no_usable_row(rejected: usize, first: Option<&RejectedRow>) -> String {
    match first {
        None => "the files hold no usable rows".to_owned(),
        Some(first) => format!("all rows were rejected ({rejected}); the first: {first}"),
    }
}

/// Reads the files of one format.
///
/// # Errors
/// When there are no files of the format, a file is malformed, the files belong to another repository, or no row can be
/// used.
pub fn read(format: Format, files: &Files, options: &Options) -> Result<Read, ImportError> {
    let mut builder = ImportBuilder::new(format, options);
    (format.read)(files, &mut builder)?;
    builder.finish()
}
