//! EDGE. The names of inputs and outputs, written once; `action.yml`, the flags and the README are held to this table
//! by a test. Imports nothing.

/// One input: a key of `action.yml`, an `INPUT_*` variable and, but for the tokens, a flag.
#[derive(Debug)]
pub struct Input {
    /// The name in `action.yml` and of the flag.
    pub name: &'static str,
    /// The default in `action.yml`; `None` when it is required.
    pub default: Option<&'static str>,
    /// What it is for, in one sentence.
    pub about: &'static str,
}

impl Input {
    /// The variable that the runner makes of it: upper case, spaces to `_`, hyphens kept.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("INPUT_{}", self.name.to_uppercase().replace(' ', "_"))
    }

    /// The flag's line in the help: what it is for, and the default where it does not depend on the workflow.
    #[must_use]
    pub fn help(&self) -> String {
        let about = self.about.trim_end_matches('.');
        match self.default {
            Some(default) if !default.is_empty() && !default.starts_with("${{") => {
                format!("{about} [default: {default}]")
            }
            _ => about.to_owned(),
        }
    }
}

/// The token that reads traffic.
pub const TRAFFIC_TOKEN: Input = Input {
    name: "traffic-token",
    default: None,
    about: "Token that reads traffic: fine-grained or App with Administration: read, or classic with repo. github.token cannot.",
};

/// The token that commits.
pub const TOKEN: Input = Input {
    name: "token",
    default: Some("${{ github.token }}"),
    about: "Token that commits the ledger: contents: write on the store.",
};

/// The repositories whose traffic is read.
pub const REPOSITORIES: Input = Input {
    name: "repositories",
    default: Some("${{ github.repository }}"),
    about: "Repositories whose traffic is kept: owner/name, by lines or commas.",
};

/// The repository that keeps the ledger.
pub const STORE: Input = Input {
    name: "store",
    default: Some("${{ github.repository }}"),
    about: "Repository that keeps the ledger.",
};

/// The branch that keeps the ledger.
pub const BRANCH: Input = Input {
    name: "branch",
    default: Some("traffic"),
    about: "Branch that keeps the ledger; made as an orphan if it is missing.",
};

/// The folder in the branch.
pub const DIRECTORY: Input = Input {
    name: "directory",
    default: Some(""),
    about: "Folder in that branch; empty for its root.",
};

/// The address of the API.
pub const API_URL: Input = Input {
    name: "api-url",
    default: Some("${{ github.api_url }}"),
    about: "Address of GitHub's API; https://HOST/api/v3 for GitHub Enterprise Server.",
};

/// Whether nothing is written.
pub const DRY_RUN: Input = Input {
    name: "dry-run",
    default: Some("false"),
    about: "true: fetch, merge and render, show what would be committed, write nothing.",
};

/// The commit's message.
pub const COMMIT_MESSAGE: Input = Input {
    name: "commit-message",
    default: Some(""),
    about: "Message of the commit; empty for one that names the newest day.",
};

/// The longest wait for a rate limit.
pub const MAX_WAIT: Input = Input {
    name: "max-wait",
    default: Some("5m"),
    about: "Longest wait for a rate limit, such as 90s or 5m.",
};

/// The age of the newest day that turns a run red.
pub const MAX_AGE_DAYS: Input = Input {
    name: "max-age-days",
    default: Some("5"),
    about: "The run fails when the newest stored day is older than this many days.",
};

/// All inputs, in the order of `action.yml` and of the README.
pub const INPUTS: [&Input; 11] = [
    &TRAFFIC_TOKEN,
    &TOKEN,
    &REPOSITORIES,
    &STORE,
    &BRANCH,
    &DIRECTORY,
    &API_URL,
    &DRY_RUN,
    &COMMIT_MESSAGE,
    &MAX_WAIT,
    &MAX_AGE_DAYS,
];

/// One output of the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// Whether a commit was made.
    Changed,
    /// The commit.
    CommitSha,
    /// The report's page.
    ReportUrl,
    /// The newest published day.
    NewestDay,
    /// GitHub's own 14-day views.
    Views,
    /// GitHub's own 14-day unique visitors.
    UniqueVisitors,
    /// GitHub's own 14-day clones.
    Clones,
    /// GitHub's own 14-day unique cloners.
    UniqueCloners,
    /// The snapshot that could not be committed.
    RescuedSnapshot,
}

impl Output {
    /// All outputs, in the order of `action.yml` and of the README.
    pub const ALL: [Self; 9] = [
        Self::Changed,
        Self::CommitSha,
        Self::ReportUrl,
        Self::NewestDay,
        Self::Views,
        Self::UniqueVisitors,
        Self::Clones,
        Self::UniqueCloners,
        Self::RescuedSnapshot,
    ];

    /// The name in `action.yml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::CommitSha => "commit-sha",
            Self::ReportUrl => "report-url",
            Self::NewestDay => "newest-day",
            Self::Views => "views-14d",
            Self::UniqueVisitors => "unique-visitors-14d",
            Self::Clones => "clones-14d",
            Self::UniqueCloners => "unique-cloners-14d",
            Self::RescuedSnapshot => "rescued-snapshot",
        }
    }

    /// What it holds, in one sentence.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Changed => "true when a commit was made, else false.",
            Self::CommitSha => "The commit that holds the ledger now.",
            Self::ReportUrl => "Address of the report.",
            Self::NewestDay => "Newest day that GitHub has published, as YYYY-MM-DD.",
            Self::Views => "Views of the last 14 published days (first repository).",
            Self::UniqueVisitors => "Unique visitors of these 14 days, GitHub's own number (first repository).",
            Self::Clones => "Clones of these 14 days (first repository).",
            Self::UniqueCloners => "Unique cloners of these 14 days, GitHub's own number (first repository).",
            Self::RescuedSnapshot => "Path of what was fetched but could not be committed; empty when all is safe.",
        }
    }
}
