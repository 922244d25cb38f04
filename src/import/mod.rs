//! PURE. Other tools' data, read into what a history can merge.
//! Imports `domain`, the CSV and JSON libraries and clap's derive for the names.
//!
//! One file a format, one arm of [`Format`] each. A format's `read` gets the files as values and says what they hold
//! through `gather::Gathered`, where the rules that all formats share stand once.

mod api_json;
mod field;
mod folder;
mod gather;
mod github_repo_stats;
mod github_traffic_archive;
mod github_traffic_badge;
mod json;
mod kept;
mod named_columns;
mod repository_traffic_action;
mod summary;
mod table;
mod traffic_to_badge;

use std::collections::BTreeMap;
use std::fmt;

pub use field::NotASource;
pub use field::SourceName;
pub use gather::{Position, Refused};
pub use kept::{Import, ImportedDay, KeptError};
pub use named_columns::{Columns, NotColumns};
pub use summary::Summary;

use crate::domain::Date;
use crate::domain::repository::RepositoryName;

/// The contents of an import by path, relative to the folder that was given, with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The formats that can be imported; the names are those of the tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Format {
    /// `ghrs-data` of github-repo-stats: days, popular pages and referrers, stars and forks
    GithubRepoStats,
    /// `traffic/views.csv` and `clones.csv` of repository-traffic-action and repository-traffic-action-plus
    RepositoryTrafficAction,
    /// `traffic-<repo>/traffic_views.json` and `traffic_clones.json` of traffic-to-badge
    TrafficToBadge,
    /// `totals.json` of github-traffic-badge
    GithubTrafficBadge,
    /// `traffic/<owner>__<repo>` of github-traffic-archive
    GithubTrafficArchive,
    /// Answers of GitHub's traffic API, one file a run or JSON lines
    ApiJson,
    /// A table with a day a line and named columns
    Csv,
}

impl Format {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 7] = [
        Self::GithubRepoStats,
        Self::RepositoryTrafficAction,
        Self::TrafficToBadge,
        Self::GithubTrafficBadge,
        Self::GithubTrafficArchive,
        Self::ApiJson,
        Self::Csv,
    ];

    /// The name on the command line, in kept files and, if no other was given, in the report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GithubRepoStats => "github-repo-stats",
            Self::RepositoryTrafficAction => "repository-traffic-action",
            Self::TrafficToBadge => "traffic-to-badge",
            Self::GithubTrafficBadge => "github-traffic-badge",
            Self::GithubTrafficArchive => "github-traffic-archive",
            Self::ApiJson => "api-json",
            Self::Csv => "csv",
        }
    }

    /// Which files the format is looked for in, for messages.
    #[must_use]
    pub fn files(self) -> &'static str {
        match self {
            Self::GithubRepoStats => "views_clones_aggregate.csv or snapshots/*_views_clones_series_fragment.csv",
            Self::RepositoryTrafficAction => "views.csv or clones.csv",
            Self::TrafficToBadge => "traffic_views.json or traffic_clones.json",
            Self::GithubTrafficBadge => "totals.json",
            Self::GithubTrafficArchive => "views.json or clones.json",
            Self::ApiJson => ".json, .jsonl or .ndjson files",
            Self::Csv => ".csv or .tsv files",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What an import must know beside the files.
#[derive(Debug, Clone)]
pub struct Options {
    /// The repository that the numbers are of; folders that name another one are not read.
    pub repository: RepositoryName,
    /// The UTC day of the import; later days are refused.
    pub today: Date,
    /// The UTC day on which the repository was created, where it is known; earlier days are refused.
    pub created: Option<Date>,
    /// Which column of a CSV is what.
    pub columns: Columns,
    /// What the report calls the source; the format's name without it.
    pub source: Option<SourceName>,
}

/// What came out of reading: the numbers, and what was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The numbers.
    pub import: Import,
    /// Lines and rows that were not taken, in the order of the files.
    pub refused: Vec<Refused>,
}

/// Why nothing at all could be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No file of the format is there.
    #[error("no {format} data: looked for {}", .format.files())]
    NoFiles {
        /// The format that was asked for.
        format: Format,
    },
    /// Files of several repositories, or of another one.
    #[error(
        "the folder holds data of {found:?} and none named like {repository}: give the folder that is meant itself"
    )]
    WhichRepository {
        /// The repository that was asked for.
        repository: RepositoryName,
        /// The folders that were found.
        found: Vec<String>,
    },
    /// A file that is not in the format at all.
    #[error("{file}: {reason}")]
    Malformed {
        /// Its path.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The files were read and nothing in them could be taken.
    #[error("nothing to import: {refused} rows refused, none taken{}", first_reason(.first))]
    NothingTaken {
        /// How many rows were refused.
        refused: usize,
        /// The first of them.
        first: Option<Refused>,
    },
}

fn first_reason(first: &Option<Refused>) -> String {
    first
        .as_ref()
        .map_or_else(String::new, |refused| format!("; the first: {refused}"))
}

/// Reads the files of one format.
///
/// # Errors
/// When there are no files of the format, they are another repository's or not of the format, or no row can be taken.
pub fn read(format: Format, files: &Files, options: &Options) -> Result<Read, ImportError> {
    let mut gathered = gather::Gathered::new(format, options);
    match format {
        Format::GithubRepoStats => github_repo_stats::read(files, &mut gathered),
        Format::RepositoryTrafficAction => repository_traffic_action::read(files, &mut gathered),
        Format::TrafficToBadge => traffic_to_badge::read(files, &mut gathered),
        Format::GithubTrafficBadge => github_traffic_badge::read(files, &mut gathered),
        Format::GithubTrafficArchive => github_traffic_archive::read(files, &mut gathered),
        Format::ApiJson => api_json::read(files, &mut gathered),
        Format::Csv => named_columns::read(files, &mut gathered),
    }?;
    gathered.finish()
}
