//! EDGE. The inputs with their meaning: flags over `INPUT_*` over defaults, every mistake told at once. Imports the
//! domain, secrets, the API's address and the flags.

mod reader;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use self::reader::Reader;
use super::environment::Environment;
use super::names;
use crate::cli::{
    ExportFlags, ExportFormat, ImportFlags, LocationFlags, RebuildFlags, RunFlags, VerifyFlags, WriteFlags,
};
use crate::domain::Timestamp;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::export::ExportTable;
use crate::github::ApiUrl;
use crate::import::{Columns, Format, SourceName};
use crate::secret::Secret;

/// Where the ledger is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerLocation {
    /// In a folder of a branch.
    Branch {
        /// Its repository.
        repository: RepositoryName,
        /// The branch; made as an orphan if it is missing.
        branch: BranchName,
        /// The folder in the branch.
        directory: LedgerDirectory,
    },
    /// In a local directory. Where it is a checkout of a branch, the rest says of which: the reports link there.
    Directory {
        /// The directory.
        path: PathBuf,
        /// The repository of the branch; each report's own where it is not given.
        store: Option<RepositoryName>,
        /// The branch.
        branch: BranchName,
        /// The folder in the branch.
        directory: LedgerDirectory,
    },
}

/// Which GitHub, as whom, and with how much patience.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The address of the API.
    pub api_url: ApiUrl,
    /// The address of the pages that people read, without a slash at its end.
    pub server_url: String,
    /// The token for the store. Reading a public store needs none.
    pub token: Option<Secret>,
    /// The longest wait for a rate limit.
    pub max_wait: Duration,
}

/// Where the ledger is and how to get there: what every command needs.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Where the ledger is kept.
    pub location: LedgerLocation,
    /// Which GitHub it is kept on, or the traffic comes from.
    pub connection: Connection,
    /// The instant to take for now (`SOURCE_DATE_EPOCH`); `None` for the machine's clock.
    pub now: Option<Timestamp>,
    /// What is worth a notice, such as a token with a line break at its end.
    pub notices: Vec<String>,
}

/// What `run` needs besides.
#[derive(Debug, Clone)]
pub struct RunInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The token that reads traffic.
    pub traffic_token: Secret,
    /// Whose traffic, each once, in the order given.
    pub repositories: Vec<RepositoryName>,
    /// The age of the newest stored day, in days, beyond which the run is red.
    pub max_age_days: u32,
    /// How the result is written.
    pub write: WriteInputs,
}

/// How a command that writes does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteInputs {
    /// Whether nothing is written.
    pub dry_run: bool,
    /// The commit's message, if somebody wants another one.
    pub commit_message: Option<String>,
}

/// What `rebuild` needs.
#[derive(Debug, Clone)]
pub struct RebuildInputs {
    /// What every command needs.
    pub common: Inputs,
    /// Paths of changed or missing sources to go on without, relative to the ledger's folder.
    pub accept: BTreeSet<String>,
    /// How the result is written.
    pub write: WriteInputs,
}

/// What `import` needs.
#[derive(Debug, Clone)]
pub struct ImportInputs {
    /// What every command needs.
    pub common: Inputs,
    /// Which tool's shape.
    pub format: Format,
    /// The tool's file or folder.
    pub path: PathBuf,
    /// Whose traffic it is.
    pub repository: Option<RepositoryName>,
    /// Which column holds what; by default those of our own `daily.csv`.
    pub columns: Columns,
    /// What the report calls the source; the format's name without it.
    pub source: Option<SourceName>,
    /// How the result is written.
    pub write: WriteInputs,
}

/// What `export` needs.
#[derive(Debug, Clone)]
pub struct ExportInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The form that is printed.
    pub format: ExportFormat,
    /// Which table, for CSV.
    pub table: ExportTable,
    /// Whose traffic.
    pub repository: Option<RepositoryName>,
}

/// Everything that is wrong with the inputs, each with the form that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputErrors(Vec<String>);

impl InputErrors {
    /// One sentence a mistake, each beginning with the input's name.
    #[must_use]
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for InputErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.0.len() == 1 {
            "an input is"
        } else {
            "some inputs are"
        };
        write!(f, "{what} not as wanted:")?;
        self.0.iter().try_for_each(|error| write!(f, "\n- {error}"))
    }
}

impl std::error::Error for InputErrors {}

impl RunInputs {
    /// Reads what `run` needs.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(flags: &RunFlags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = Reader::new(environment);
        let write = write(&mut reader, &flags.write);
        let traffic_token = reader.token(&names::TRAFFIC_TOKEN);
        if traffic_token.is_none() {
            reader.missing_token(&names::TRAFFIC_TOKEN);
        }
        let repositories = reader.repositories(flags.repositories.as_deref());
        let max_age_days = reader.number(&names::MAX_AGE_DAYS, flags.max_age_days.as_deref(), 1..=365);
        let common = common(&mut reader, &flags.location, Writes::unless(&write));
        reader.finish(|| {
            Some(Self {
                common: common?,
                traffic_token: traffic_token?,
                repositories,
                max_age_days: max_age_days?,
                write: write?,
            })
        })
    }
}

impl Inputs {
    /// Reads what `verify` needs.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(flags: &VerifyFlags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = Reader::new(environment);
        let common = common(&mut reader, &flags.location, Writes::No);
        reader.finish(|| common)
    }
}

impl RebuildInputs {
    /// Reads what `rebuild` needs.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(flags: &RebuildFlags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = Reader::new(environment);
        let write = write(&mut reader, &flags.write);
        let common = common(&mut reader, &flags.location, Writes::unless(&write));
        reader.finish(|| {
            Some(Self {
                common: common?,
                accept: flags.accept.iter().cloned().collect(),
                write: write?,
            })
        })
    }
}

impl ImportInputs {
    /// Reads what `import` needs.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(flags: &ImportFlags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = Reader::new(environment);
        let write = write(&mut reader, &flags.write);
        let repository = reader.flag("repository", flags.repository.as_deref());
        let columns = reader.flag("columns", flags.columns.as_deref()).unwrap_or_default();
        let source = reader.flag("source", flags.source.as_deref());
        let common = common(&mut reader, &flags.location, Writes::unless(&write));
        reader.finish(|| {
            Some(Self {
                common: common?,
                format: flags.format,
                path: flags.path.clone(),
                repository,
                columns,
                source,
                write: write?,
            })
        })
    }
}

impl ExportInputs {
    /// Reads what `export` needs.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(flags: &ExportFlags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = Reader::new(environment);
        let repository = reader.flag("repository", flags.repository.as_deref());
        let common = common(&mut reader, &flags.location, Writes::No);
        reader.finish(|| {
            Some(Self {
                common: common?,
                format: flags.format,
                table: flags.table,
                repository,
            })
        })
    }
}

/// Whether the store will be written to, which takes a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writes {
    Yes,
    No,
}

impl Writes {
    fn unless(write: &Option<WriteInputs>) -> Self {
        match write {
            Some(write) if write.dry_run => Self::No,
            _ => Self::Yes,
        }
    }
}

fn write(reader: &mut Reader<'_>, flags: &WriteFlags) -> Option<WriteInputs> {
    let dry_run = reader.bool(&names::DRY_RUN, flags.dry_run.as_deref());
    let commit_message = reader.message(&names::COMMIT_MESSAGE, flags.commit_message.as_deref());
    Some(WriteInputs {
        dry_run: dry_run?,
        commit_message: commit_message?,
    })
}

fn common(reader: &mut Reader<'_>, flags: &LocationFlags, writes: Writes) -> Option<Inputs> {
    let location = match &flags.output {
        Some(path) => checkout(reader, flags, path.clone()),
        None => branch(reader, flags),
    };
    let api_url = reader.api_url(flags.api_url.as_deref());
    let max_wait = reader.duration(&names::MAX_WAIT, flags.max_wait.as_deref());
    let now = reader.source_date_epoch();
    let token = reader.token(&names::TOKEN);
    if token.is_none() && flags.output.is_none() && writes == Writes::Yes {
        reader.missing_token(&names::TOKEN);
    }
    let api_url = api_url?;
    Some(Inputs {
        location: location?,
        connection: Connection {
            server_url: reader.server_url(&api_url),
            api_url,
            token,
            max_wait: max_wait?,
        },
        now: now?,
        notices: reader.notices(),
    })
}

fn branch(reader: &mut Reader<'_>, flags: &LocationFlags) -> Option<LedgerLocation> {
    let repository = reader.repository(&names::STORE, flags.store.as_deref());
    let branch = reader.parsed(&names::BRANCH, flags.branch.as_deref());
    let directory = reader.parsed(&names::DIRECTORY, flags.directory.as_deref());
    Some(LedgerLocation::Branch {
        repository: repository?,
        branch: branch?,
        directory: directory?,
    })
}

fn checkout(reader: &mut Reader<'_>, flags: &LocationFlags, path: PathBuf) -> Option<LedgerLocation> {
    // The flag alone: on Actions the input is always there, and says nothing of a local directory.
    let store = reader.flag(names::STORE.name, flags.store.as_deref());
    let branch = reader.parsed(&names::BRANCH, flags.branch.as_deref());
    let directory = reader.parsed(&names::DIRECTORY, flags.directory.as_deref());
    Some(LedgerLocation::Directory {
        path,
        store,
        branch: branch?,
        directory: directory?,
    })
}
