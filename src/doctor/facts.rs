//! PURE. What is known before anything is judged: of the tokens, the repositories, the store, the schedule and the ledger.

use crate::domain::repository::RepositoryName;
use crate::domain::state::State;
use crate::domain::{Date, Timestamp};
use crate::message::Message;

/// Everything that the checks look at.
#[derive(Debug, Clone)]
pub struct Facts {
    /// GitHub's time, or this machine's where GitHub does not say it.
    pub now: Timestamp,
    /// Whether GitHub has said it.
    pub is_dated: bool,
    /// The time of this machine.
    pub local: Timestamp,
    /// The URL of the web pages, without a slash at its end.
    pub server: String,
    /// The host of the API.
    pub api_host: String,
    /// The tokens, the one that reads traffic first.
    pub tokens: Vec<TokenFacts>,
    /// The repositories that a run would visit.
    pub repositories: Vec<RepositoryFacts>,
    /// What kept the repositories from being listed.
    pub failures: Vec<Message>,
    /// Where the ledger is kept.
    pub store: StoreFacts,
    /// The ledger; or why it cannot be read.
    pub ledger: Result<LedgerFacts, Message>,
    /// The schedule; or why it is not known.
    pub schedule: Result<ScheduleFacts, String>,
    /// Whether the traffic is read, and not only what is public.
    pub reads_traffic: bool,
    /// Whether only counts are published.
    pub counts_only: bool,
    /// Whether private repositories are published.
    pub publishes_private: bool,
    /// The age of the newest day, in days, beyond which a run fails.
    pub max_age_days: u32,
}

/// What a token begins with says what it is.
///
/// Source: <https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `github_pat_`
    FineGrained,
    /// `ghp_`
    Classic,
    /// `ghs_`: of a GitHub App, or `GITHUB_TOKEN`.
    Installation,
    /// `gho_`, `ghu_`
    User,
    /// Another form, such as that of an old server.
    Other,
}

impl TokenKind {
    /// The kind of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        [
            ("github_pat_", Self::FineGrained),
            ("ghp_", Self::Classic),
            ("ghs_", Self::Installation),
            ("gho_", Self::User),
            ("ghu_", Self::User),
        ]
        .into_iter()
        .find(|(begin, _)| token.starts_with(begin))
        .map_or(Self::Other, |(_, kind)| kind)
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FineGrained => "fine-grained token",
            Self::Classic => "classic token",
            Self::Installation => "token of an App's installation or of the workflow",
            Self::User => "token of a signed-in user",
            Self::Other => "token of an unknown kind",
        }
    }
}

/// A token.
#[derive(Debug, Clone)]
pub struct TokenFacts {
    /// The input that it came from.
    pub input: &'static str,
    /// What it is.
    pub kind: TokenKind,
    /// Whether the other input has the same one.
    pub is_shared: bool,
    /// What GitHub says about it, or why it does not.
    pub answer: Result<TokenAnswer, Message>,
}

/// What GitHub says about a token.
#[derive(Debug, Clone)]
pub struct TokenAnswer {
    /// The login of its owner; `None` for installations, or if it is not known.
    pub owner: Option<String>,
    /// When it expires; `None` if it does not, or GitHub does not say.
    pub expires: Option<Timestamp>,
    /// The scopes of a classic token; `None` of other kinds.
    pub scopes: Option<Vec<String>>,
    /// Requests an hour, how many of them are left, and when all are there again; `None` on a server without limits.
    pub limit: Option<(u64, u64, Option<Timestamp>)>,
}

/// A repository that a run would visit.
#[derive(Debug, Clone)]
pub struct RepositoryFacts {
    /// Its name.
    pub name: RepositoryName,
    /// Whether GitHub has said who it is.
    pub is_identified: bool,
    /// Whether it is private.
    pub private: Option<bool>,
    /// Whether it is archived.
    pub archived: Option<bool>,
    /// When its code was pushed to last.
    pub pushed: Option<Timestamp>,
    /// Whether its traffic can be read.
    pub traffic: Result<(), Message>,
    /// Whether the runs of its CI can be read; `None` if they are not asked for.
    pub ci_runs: Option<Result<(), Message>>,
}

/// Where the ledger is kept.
#[derive(Debug, Clone)]
pub enum StoreFacts {
    /// A directory of this machine, and why it cannot be written, if it cannot.
    Directory {
        /// The directory.
        path: String,
        /// Why it cannot be written.
        failure: Option<String>,
    },
    /// A branch.
    Branch(Box<BranchFacts>),
}

/// The branch of a ledger.
#[derive(Debug, Clone)]
pub struct BranchFacts {
    /// Its repository.
    pub repository: RepositoryName,
    /// The branch.
    pub branch: String,
    /// Whether the ledger lies in its root.
    pub is_root: bool,
    /// Whether the root of the default branch is allowed.
    pub allows_default: bool,
    /// What GitHub says of the repository, or why it does not.
    pub about: Result<StoreAbout, Message>,
    /// Whether the branch exists; or why that is not known.
    pub exists: Result<bool, Message>,
    /// The kinds of the rules on it.
    pub rules: Result<Vec<String>, Message>,
    /// Whether a classic protection is on it.
    pub is_protected: Option<bool>,
}

/// What GitHub says of the repository of the ledger.
#[derive(Debug, Clone)]
pub struct StoreAbout {
    /// Whether it is private.
    pub private: Option<bool>,
    /// Whether everybody in an enterprise can read it.
    pub internal: bool,
    /// Whether it is archived.
    pub archived: Option<bool>,
    /// Whether the owner of the token may push, if GitHub says so.
    pub push: Option<bool>,
    /// Its default branch.
    pub default_branch: Option<String>,
}

/// What the ledger says.
#[derive(Debug, Clone, Default)]
pub struct LedgerFacts {
    /// Whether there is none yet.
    pub is_new: bool,
    /// A file of somebody else's that the first run would overwrite.
    pub foreign: Option<String>,
    /// The patterns of files that Git LFS takes.
    pub lfs: Vec<String>,
    /// How it stands with each repository.
    pub repositories: Vec<HistoryFacts>,
    /// Histories that cannot be read.
    pub failures: Vec<Message>,
}

/// A repository of the ledger.
#[derive(Debug, Clone)]
pub struct HistoryFacts {
    /// Its name.
    pub name: String,
    /// Whether GitHub did not find it at the last run.
    pub is_gone: bool,
    /// How it stands with its numbers.
    pub state: State,
    /// The age in days of the newest day of views or of clones, whichever is older, as a run judges it.
    pub age: Option<i64>,
    /// Days of the last 14 that are not known whole in views or clones, so that the next run can still read them.
    pub fetchable: Vec<Date>,
    /// Days before these that are missing for good.
    pub lost: u32,
}

/// The schedule of the workflow.
#[derive(Debug, Clone)]
pub struct ScheduleFacts {
    /// The repository of the workflow.
    pub repository: RepositoryName,
    /// Its file.
    pub file: String,
    /// `active`, or why it is not.
    pub state: String,
    /// When its last scheduled runs were created, newest first, each with its conclusion once there is one.
    pub runs: Vec<(Timestamp, Option<String>)>,
}
