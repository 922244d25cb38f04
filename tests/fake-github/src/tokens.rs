//! Tokens, what they may do, and GitHub's words when they may not. Imports the answers.

use crate::answer::Answer;
use crate::clock::{self, Clock};
use crate::repository::Repository;

/// A classic personal access token that may do everything; registered from the start.
pub const CLASSIC: &str = "ghp_fakeClassicTokenThatMayDoEverything001";
/// A fine-grained token with *Administration: read* and nothing else; registered from the start.
pub const TRAFFIC: &str = "github_pat_11FAKE0000traffic_onlyAdministrationRead";
/// What a workflow gets as `GITHUB_TOKEN`: *Contents: write*, no traffic; registered from the start.
pub const ACTIONS: &str = "ghs_fakeActionsTokenWithContentsWrite0001";

/// GitHub's kinds of tokens, told by their prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `ghp_`: a classic personal access token.
    Classic,
    /// `github_pat_`: a fine-grained personal access token.
    FineGrained,
    /// `ghs_`: an installation token of an App; `GITHUB_TOKEN` is one.
    Installation,
}

/// Why GitHub refuses everything that a token asks of the repositories it may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 401 `Bad credentials`.
    BadCredentials,
    /// 403: the organisation wants the token authorised for single sign-on.
    Saml,
    /// 403: the organisation allows fine-grained tokens for at most 366 days.
    Lifetime,
    /// 403 `Must have admin rights to Repository.`
    AdminRights,
    /// 404 as if nothing were there.
    NotFound,
}

/// A token and what it may do.
#[derive(Clone, Debug)]
pub struct Token {
    /// The secret itself.
    pub value: String,
    /// The account behind it: author of its commits.
    pub login: String,
    /// May read traffic (*Administration: read*, or push access of a classic token).
    pub reads_traffic: bool,
    /// May write contents and refs.
    pub writes_contents: bool,
    /// May read the runs of GitHub Actions of private repositories (*Actions: read*); those of public ones may be read by all.
    pub reads_actions: bool,
    /// The repositories it may see beyond public reading, as `owner/name`; `None` = all.
    pub repositories: Option<Vec<String>>,
    /// A refusal for everything.
    pub refusal: Option<Refusal>,
    /// When it ends, Unix seconds.
    pub expires_at: Option<i64>,
    /// The primary limit: requests an hour.
    pub limit: u64,
    /// Requests used in the current hour.
    pub used: u64,
    /// When the count starts again, Unix seconds; 0 = at the first request.
    pub resets_at: i64,
}

impl Token {
    /// A token that may do everything; its kind follows from its prefix.
    #[must_use]
    pub fn new(value: &str) -> Self {
        let login = if value.starts_with("ghs_") {
            "github-actions[bot]"
        } else {
            "octocat"
        };
        Self {
            value: value.to_owned(),
            login: login.to_owned(),
            reads_traffic: true,
            writes_contents: true,
            reads_actions: true,
            repositories: None,
            refusal: None,
            expires_at: None,
            limit: if value.starts_with("ghs_") { 1000 } else { 5000 },
            used: 0,
            resets_at: 0,
        }
    }

    /// The same token without the right to read traffic.
    #[must_use]
    pub fn without_traffic(mut self) -> Self {
        self.reads_traffic = false;
        self
    }

    /// The same token without the right to write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.writes_contents = false;
        self
    }

    /// The same token without the right to read the runs of private repositories.
    #[must_use]
    pub fn without_actions(mut self) -> Self {
        self.reads_actions = false;
        self
    }

    /// The same token for these repositories (`owner/name`) only.
    #[must_use]
    pub fn only(mut self, repositories: &[&str]) -> Self {
        self.repositories = Some(repositories.iter().map(ToString::to_string).collect());
        self
    }

    /// The same token, refused everywhere.
    #[must_use]
    pub fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self
    }

    /// The same token with an end, Unix seconds. After it GitHub answers 401.
    #[must_use]
    pub fn expires(mut self, at: i64) -> Self {
        self.expires_at = Some(at);
        self
    }

    /// The kind, from the prefix. An unknown prefix counts as classic.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        match &self.value {
            v if v.starts_with("github_pat_") => TokenKind::FineGrained,
            v if v.starts_with("ghs_") => TokenKind::Installation,
            _ => TokenKind::Classic,
        }
    }

    /// Name and address that GitHub writes into commits of this token.
    pub(crate) fn identity(&self) -> (String, String) {
        let id = if self.kind() == TokenKind::Installation {
            41_898_282
        } else {
            583_231
        };
        (
            self.login.clone(),
            format!("{id}+{}@users.noreply.github.com", self.login),
        )
    }

    /// Whether the token was given rights in the repository.
    pub(crate) fn selects(&self, repository: &Repository) -> bool {
        let full_name = repository.full_name();
        self.repositories
            .as_ref()
            .is_none_or(|names| names.iter().any(|n| n.eq_ignore_ascii_case(&full_name)))
    }

    /// Refusals that hold for every request.
    pub(crate) fn admit(&self, clock: &Clock) -> Result<(), Answer> {
        if self.expires_at.is_some_and(|end| end <= clock.seconds()) {
            return Err(bad_credentials());
        }
        match self.refusal {
            None => Ok(()),
            Some(Refusal::BadCredentials) => Err(bad_credentials()),
            Some(Refusal::AdminRights) => Err(Answer::error(403, "Must have admin rights to Repository.")),
            Some(Refusal::NotFound) => Err(Answer::not_found()),
            Some(Refusal::Saml) => Err(Answer::error(
                403,
                "Resource protected by organization SAML enforcement. You must grant your Personal Access token access \
                 to this organization.",
            )
            .with(
                "x-github-sso",
                "required; url=https://github.com/orgs/octo/sso?authorization_request=A",
            )),
            Some(Refusal::Lifetime) => Err(Answer::error(
                403,
                "The 'octo' organization forbids access via a fine-grained personal access tokens if the token's \
                 lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: \
                 https://github.com/settings/personal-access-tokens/1",
            )),
        }
    }

    /// Whether the token may read the repository's traffic.
    pub(crate) fn may_read_traffic(&self, repository: &Repository) -> Result<(), Answer> {
        if self.reads_traffic && self.selects(repository) {
            if repository.needs_paid_plan {
                let text = "Upgrade to GitHub Pro or make this repository public to enable this feature.";
                return Err(Answer::error(403, text));
            }
            return Ok(());
        }
        Err(self.forbidden("Must have push access to repository", "administration=read"))
    }

    /// Whether the token may write contents and refs.
    pub(crate) fn may_write(&self, repository: &Repository) -> Result<(), Answer> {
        if !(self.writes_contents && self.selects(repository)) {
            return Err(match self.kind() {
                TokenKind::Classic => Answer::not_found(),
                _ => self.forbidden("", "contents=write"),
            });
        }
        if repository.archived {
            return Err(Answer::error(403, "Repository was archived so is read-only."));
        }
        Ok(())
    }

    /// Whether the token may read the runs of GitHub Actions.
    pub(crate) fn may_read_actions(&self, repository: &Repository) -> Result<(), Answer> {
        match !repository.private || self.reads_actions {
            true => Ok(()),
            false => Err(self.forbidden("Resource not accessible", "actions=read")),
        }
    }

    fn forbidden(&self, classic: &str, permission: &str) -> Answer {
        let answer = match self.kind() {
            TokenKind::Classic => return Answer::error(403, classic),
            TokenKind::FineGrained => Answer::error(403, "Resource not accessible by personal access token"),
            TokenKind::Installation => Answer::error(403, "Resource not accessible by integration"),
        };
        answer.with("x-accepted-github-permissions", permission)
    }

    /// Counts a request against the primary limit.
    pub(crate) fn spend(&mut self, clock: &Clock) -> Result<(), Answer> {
        if clock.seconds() >= self.resets_at {
            self.used = 0;
            self.resets_at = clock.seconds() + 3600;
        }
        if self.used >= self.limit {
            return Err(primary_limit(403));
        }
        self.used += 1;
        Ok(())
    }

    /// The headers about limits and the token's end.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = limit_headers(self.limit, self.limit.saturating_sub(self.used), self.resets_at);
        if let Some(end) = self.expires_at {
            headers.push((
                "github-authentication-token-expiration".to_owned(),
                clock::expiration(end),
            ));
        }
        if self.kind() == TokenKind::Classic {
            headers.push(("x-oauth-scopes".to_owned(), "repo".to_owned()));
            headers.push(("x-accepted-oauth-scopes".to_owned(), "repo".to_owned()));
        }
        headers
    }
}

/// 401 as for a token that GitHub does not know; the limit in it is that of a stranger.
pub(crate) fn bad_credentials() -> Answer {
    let mut answer = Answer::error(401, "Bad credentials");
    answer.headers.extend(limit_headers(60, 59, 0));
    answer
}

/// The text of an exhausted primary limit.
pub(crate) fn primary_limit(status: u16) -> Answer {
    Answer::error(
        status,
        "API rate limit exceeded for user ID 583231. If you reach out to GitHub Support for help, please include the \
         request ID.",
    )
}

/// The `x-ratelimit-*` headers; the reset in Unix seconds.
pub(crate) fn limit_headers(limit: u64, remaining: u64, reset: i64) -> Vec<(String, String)> {
    [
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-used", limit.saturating_sub(remaining).to_string()),
        ("x-ratelimit-reset", reset.to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}
