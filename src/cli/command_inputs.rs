//! EDGE. The inputs of each command, typed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use crate::action::environment::Environment;
use crate::cli::input::CommandName;
use crate::cli::inputs;
use crate::cli::inputs::digest::DigestPeriod;
use crate::cli::ledger_location::{LedgerLocation, location};
use crate::cli::page_targets::PageTargets;
use crate::cli::publish_inputs::PublishInputs;
use crate::cli::reader::{Flags, InputErrors, InputReader};
use crate::cli::reading_token;
use crate::cli::shell::quoted;
use crate::cli::source_date_epoch;
use crate::cli::user_files_inputs::UserFilesInputs;
use crate::domain::Timestamp;
use crate::domain::selection::Selection;
use crate::domain::shard::Shard;
use crate::domain::text::Untrusted;
use crate::github::{ApiUrl, Proxies};
use crate::import::{Columns, Format, RepositoryChoice, SourceName};
use crate::secret::Secret;

/// How GitHub is reached.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The URL of the API.
    pub api_url: ApiUrl,
    /// The proxies on the way there.
    pub proxies: Proxies,
    /// The URL of the web pages, without a slash at its end.
    pub server_url: String,
    /// The token for the store; not needed to read a public one.
    pub token: Option<Secret>,
    /// The longest wait for a rate limit.
    pub max_wait: Duration,
}

/// What every command needs.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Where the ledger is kept.
    pub location: LedgerLocation,
    /// The GitHub that holds the ledger and the traffic.
    pub connection: Connection,
    /// The fixed time (`SOURCE_DATE_EPOCH`); `None` for the clock of the machine.
    pub now: Option<Timestamp>,
    /// Whether details of each step are printed.
    pub debug: bool,
    /// What is worth a notice, such as a line break at the end of a token.
    pub notices: Vec<String>,
}

/// What `run` needs.
#[derive(Debug, Clone)]
pub struct RunInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The token that reads traffic; `None` if only what is public is read.
    pub traffic_token: Option<Secret>,
    /// Which repositories to record.
    pub selection: Selection,
    /// The share of the repositories to visit.
    pub shard: Shard,
    /// How many repositories are read at the same time.
    pub concurrency: usize,
    /// The most requests for traffic; `None` for what GitHub's rate limit leaves.
    pub max_requests: Option<u64>,
    /// The age of the newest stored day, in days, beyond which the run fails.
    pub max_age_days: u32,
    /// Referrers that are crawlers, besides the known ones.
    pub ignored_referrers: BTreeSet<Untrusted>,
    /// Files of the user that are read beside the traffic.
    pub user_files: UserFilesInputs,
    /// When there is a digest.
    pub digest: DigestPeriod,
    /// What is published.
    pub publishing: PublishInputs,
    /// Where the page goes.
    pub page: PageTargets,
    /// How the result is written.
    pub write: WriteInputs,
    /// Whether the clones by CI are estimated.
    pub ci_clones: bool,
    /// Whether `doctor` runs first.
    pub doctor: bool,
}

/// How a command that writes does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteInputs {
    /// Whether nothing is written.
    pub dry_run: bool,
    /// The message of the commit; `None` for the one that the program writes.
    pub commit_message: Option<String>,
    /// Whether the ledger may be in the root of the default branch.
    pub allow_default_branch: bool,
}

/// What `verify` needs.
#[derive(Debug, Clone)]
pub struct VerifyInputs {
    /// What every command needs.
    pub common: Inputs,
}

/// What `rebuild` needs.
#[derive(Debug, Clone)]
pub struct RebuildInputs {
    /// What every command needs.
    pub common: Inputs,
    /// Sources to go on without although they were changed or removed: paths relative to the ledger's folder.
    pub accept: BTreeSet<String>,
    /// How the result is written.
    pub write: WriteInputs,
}

/// What `import` needs.
#[derive(Debug, Clone)]
pub struct ImportInputs {
    /// What every command needs.
    pub common: Inputs,
    /// What is imported, or taken back.
    pub action: ImportAction,
    /// The format of the files; `None` for what is recognised.
    pub format: Option<Format>,
    /// The repositories that are imported.
    pub selection: RepositoryChoice,
    /// The columns of a CSV; `None` for what their names say.
    pub columns: Option<Columns>,
    /// The name of the source in the report; `None` for the name of the format.
    pub source: Option<SourceName>,
    /// What is published.
    pub publishing: PublishInputs,
    /// How the result is written.
    pub write: WriteInputs,
}

/// What `import` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportAction {
    /// Imports a file, folder, archive or git repository.
    Import(PathBuf),
    /// Takes back the imports of a source.
    Undo(SourceName),
}

impl RunInputs {
    /// Reads what `run` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let run = Self::read_with(&mut reader, CommandName::Run);
        let page = PageTargets::read(&mut reader);
        let digest = inputs::digest::read(&mut reader);
        let user_files = UserFilesInputs::read(&mut reader);
        let doctor = inputs::doctor::read(&mut reader);
        reader.finish(|| {
            Some(Self {
                page: page?,
                digest: digest?,
                user_files: user_files?,
                doctor: doctor?,
                ..run?
            })
        })
    }

    /// Reads what `run` and `doctor` need.
    pub(in crate::cli) fn read_with(reader: &mut InputReader<'_>, command: CommandName) -> Option<Self> {
        // `doctor` writes nothing.
        let (write, access) = match command {
            CommandName::Doctor => (nothing_written(reader), Access::Read),
            _ => {
                let write = write(reader);
                let access = Access::of(&write);
                (write, access)
            }
        };
        let traffic_token = reading_token::read(reader);
        let selection = inputs::repositories::read(reader);
        let shard = inputs::shard::read(reader);
        let concurrency = inputs::concurrency::read(reader);
        let max_requests = inputs::max_requests::read(reader);
        let max_age_days = inputs::max_age_days::read(reader);
        let ignored_referrers = inputs::ignore_referrers::read(reader);
        let ci_clones = inputs::ci_clones::read(reader);
        let publishing = PublishInputs::read(reader);
        reading_token::check(reader, traffic_token.as_ref(), publishing.as_ref());
        let common = common(reader, command, access);
        Some(Self {
            common: common?,
            traffic_token: traffic_token?,
            selection: selection?,
            shard: shard?,
            concurrency: concurrency?,
            max_requests: max_requests?,
            max_age_days: max_age_days?,
            ignored_referrers: ignored_referrers?,
            publishing: publishing?,
            digest: DigestPeriod::default(),
            user_files: UserFilesInputs::default(),
            page: PageTargets::default(),
            write: write?,
            ci_clones: ci_clones?,
            doctor: false,
        })
    }
}

impl VerifyInputs {
    /// Reads what `verify` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let common = common(&mut reader, CommandName::Verify, Access::Read);
        reader.finish(|| Some(Self { common: common? }))
    }
}

impl RebuildInputs {
    /// Reads what `rebuild` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let write = write(&mut reader);
        let accept = inputs::accept::read(&mut reader);
        let common = common(&mut reader, CommandName::Rebuild, Access::of(&write));
        reader.finish(|| {
            Some(Self {
                common: common?,
                accept: accept?,
                write: write?,
            })
        })
    }
}

impl ImportInputs {
    /// Reads what `import` needs beside its argument.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(path: Option<PathBuf>, flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let write = write(&mut reader);
        let selection = inputs::repository::read_selection(&mut reader);
        let format = inputs::import_format::read(&mut reader);
        let columns = inputs::columns::read(&mut reader);
        let source = inputs::source::read(&mut reader);
        let publishing = PublishInputs::read(&mut reader);
        let undo = inputs::undo::read(&mut reader);
        if let (Some(Some(_)), Some(path)) = (&undo, &path) {
            let error = format!("takes no PATH, but got {}", quoted(&path.to_string_lossy()));
            reader.error(inputs::undo::INPUT.name, error);
        }
        let common = common(&mut reader, CommandName::Import, Access::of(&write));
        reader.finish(|| {
            Some(Self {
                common: common?,
                action: match undo? {
                    Some(source) => ImportAction::Undo(source),
                    // clap asks for one of the two.
                    None => ImportAction::Import(path.unwrap_or_default()),
                },
                format: format?,
                selection: selection?,
                columns: columns?,
                source: source?,
                publishing: publishing?,
                write: write?,
            })
        })
    }
}

/// What the ledger is opened for; writing to a branch takes a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Access {
    /// To read.
    Read,
    /// To read and write.
    Write,
}

impl Access {
    fn of(write: &Option<WriteInputs>) -> Self {
        match write {
            Some(write) if write.dry_run => Self::Read,
            _ => Self::Write,
        }
    }
}

fn write(reader: &mut InputReader<'_>) -> Option<WriteInputs> {
    let dry_run = inputs::dry_run::read(reader);
    let commit_message = inputs::commit_message::read(reader);
    let allow_default_branch = inputs::allow_default_branch::read(reader);
    Some(WriteInputs {
        dry_run: dry_run?,
        commit_message: commit_message?,
        allow_default_branch: allow_default_branch?,
    })
}

/// How nothing is written, and where a run would be allowed to.
fn nothing_written(reader: &mut InputReader<'_>) -> Option<WriteInputs> {
    Some(WriteInputs {
        dry_run: true,
        commit_message: None,
        allow_default_branch: inputs::allow_default_branch::read(reader)?,
    })
}

pub(in crate::cli) fn common(reader: &mut InputReader<'_>, command: CommandName, access: Access) -> Option<Inputs> {
    reader.refuse_tokens(command);
    reader.refuse_conflicting_variables(command);
    let path = inputs::output::read(reader);
    let token_required = access == Access::Write && path.is_none();
    let location = location(reader, path);
    let api_url = inputs::api_url::read(reader);
    let max_wait = inputs::max_wait::read(reader);
    let now = source_date_epoch::read(reader);
    let debug = inputs::debug::read(reader);
    let token = inputs::token::read(reader, token_required);
    let api_url = api_url?;
    // A command on a directory needs no network, so its variables do not matter.
    let is_online = CommandName::VISITING.contains(&command) || matches!(location, Some(LedgerLocation::Branch { .. }));
    let proxies = if is_online {
        reader.proxies(&api_url)
    } else {
        Some(Proxies::default())
    };
    Some(Inputs {
        location: location?,
        connection: Connection {
            server_url: inputs::api_url::server_url(reader, &api_url),
            api_url,
            proxies: proxies?,
            token: token?,
            max_wait: max_wait?,
        },
        now: now?,
        debug: debug?,
        notices: reader.notices(),
    })
}
