//! EDGE. What can be learned about tokens, rules and schedules without changing anything: the calls of `doctor`, and of nothing
//! else.

use std::collections::BTreeSet;

use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::call::{Call, JSON, Reply};
use super::client::Client;
use super::endpoint_call;
use super::error::{ErrorKind, GitHubError, TokenInput};
use super::{headers, shape};
use crate::domain::Timestamp;
use crate::domain::repository::RepositoryName;
use crate::domain::snapshot::Endpoint;
use crate::encode::{one_line, url};

/// The longest answer that is read: GitHub's have some kilobytes.
const MAX_ANSWER: usize = 4 << 20;
/// The most rulesets that are looked at.
const MOST_RULESETS: usize = 8;
/// The most characters of a login or a word that GitHub sends.
const MAX_WORD: usize = 60;

/// What GitHub says about a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// When the token expires; `None` if it does not, or GitHub does not say.
    pub expires: Option<Timestamp>,
    /// Requests an hour; `None` on a server without limits.
    pub limit: Option<RateLimit>,
    /// The scopes of a classic token; `None` of other kinds.
    pub scopes: Option<Vec<String>>,
}

/// The requests that a token may send in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// In an hour.
    pub limit: u64,
    /// Left of it.
    pub left: u64,
    /// When all of them are there again.
    pub resets: Option<Timestamp>,
}

#[derive(Deserialize)]
struct WireLimits {
    resources: WireResources,
}

#[derive(Deserialize)]
struct WireResources {
    core: WireLimit,
}

#[derive(Deserialize)]
struct WireLimit {
    limit: u64,
    remaining: u64,
    reset: i64,
}

#[derive(Deserialize)]
struct WireAccount {
    login: String,
}

/// Asks about a token; this takes nothing off its limit. A server without limits answers 404, which is an answer, too.
///
/// Source: <https://docs.github.com/en/rest/rate-limit/rate-limit>
///
/// # Errors
/// When GitHub does not accept the token, or does not answer.
pub async fn token(client: &Client, input: TokenInput) -> Result<TokenAnswer, GitHubError> {
    let operation = format!("check the token in `{}`", input.name());
    match get::<WireLimits>(client, "/rate_limit".to_owned(), operation, input).await {
        Ok((limits, reply)) => Ok(TokenAnswer {
            scopes: headers::scopes(&reply.headers),
            expires: headers::expiry(&reply.headers),
            limit: Some(RateLimit {
                limit: limits.resources.core.limit,
                left: limits.resources.core.remaining,
                resets: Timestamp::from_second(limits.resources.core.reset).ok(),
            }),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(TokenAnswer {
            expires: None,
            limit: None,
            scopes: None,
        }),
        Err(error) => Err(error),
    }
}

/// Who owns a token; `None` for that of an installation, which belongs to no person.
///
/// # Errors
/// When GitHub does not say.
pub async fn owner(client: &Client, input: TokenInput) -> Result<Option<String>, GitHubError> {
    if client.is_installation() {
        return Ok(None);
    }
    let operation = format!("ask for the owner of the token in `{}`", input.name());
    let (account, _) = get::<WireAccount>(client, "/user".to_owned(), operation, input).await?;
    Ok(Some(one_line(&account.login, MAX_WORD)))
}

/// Reads the views of a repository, which takes the permission that all of its traffic takes.
///
/// # Errors
/// Why its traffic cannot be read.
pub async fn traffic(client: &Client, name: &RepositoryName) -> Result<(), GitHubError> {
    let call = endpoint_call::call(Endpoint::ViewsByDay, &format!("/repos/{name}"));
    client.call(&call).await.map(drop)
}

#[derive(Deserialize)]
struct WireRule {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    ruleset_id: Option<u64>,
}

#[derive(Deserialize)]
struct WireRuleset {
    #[serde(default)]
    current_user_can_bypass: Option<String>,
}

#[derive(Deserialize)]
struct WireBranch {
    #[serde(default)]
    protected: bool,
}

/// The kinds of the rules of rulesets that apply to a branch, even if it does not exist yet; without those that the owner of the token
/// may always bypass.
///
/// Source: <https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch>
///
/// # Errors
/// When GitHub does not say.
pub async fn rules(client: &Client, store: &RepositoryName, branch: &str) -> Result<Vec<String>, GitHubError> {
    let path = format!("/repos/{store}/rules/branches/{}", url::path(branch));
    let operation = format!("read the rules of the branch {branch} of {store}");
    let (rules, _) = get::<Vec<WireRule>>(client, path, operation.clone(), TokenInput::Token).await?;
    let mut bypassed = BTreeSet::new();
    let ids: BTreeSet<u64> = rules.iter().filter_map(|rule| rule.ruleset_id).collect();
    for id in ids.into_iter().take(MOST_RULESETS) {
        let path = format!("/repos/{store}/rulesets/{id}?includes_parents=true");
        // What GitHub does not say binds.
        if let Ok((ruleset, _)) = get::<WireRuleset>(client, path, operation.clone(), TokenInput::Token).await
            && ruleset.current_user_can_bypass.as_deref() == Some("always")
        {
            bypassed.insert(id);
        }
    }
    let binds = |rule: &WireRule| rule.ruleset_id.is_none_or(|id| !bypassed.contains(&id));
    let rules = rules.into_iter().filter(binds);
    Ok(rules.map(|rule| one_line(&rule.kind, MAX_WORD)).collect())
}

/// Whether a classic protection applies to a branch; `None` if it does not exist.
///
/// # Errors
/// When GitHub does not say.
pub async fn is_protected(client: &Client, store: &RepositoryName, branch: &str) -> Result<Option<bool>, GitHubError> {
    let path = format!("/repos/{store}/branches/{}", url::path(branch));
    let operation = format!("read the protection of the branch {branch} of {store}");
    match get::<WireBranch>(client, path, operation, TokenInput::Token).await {
        Ok((branch, _)) => Ok(Some(branch.protected)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What GitHub says about a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// `active`, `disabled_inactivity`, `disabled_manually` or `disabled_fork`.
    pub state: String,
    /// When its last scheduled runs were created, newest first, each with its conclusion once there is one.
    pub runs: Vec<(Timestamp, Option<String>)>,
}

#[derive(Deserialize)]
struct WireWorkflow {
    state: String,
}

#[derive(Deserialize)]
struct WireRuns {
    workflow_runs: Vec<WireRun>,
}

#[derive(Deserialize)]
struct WireRun {
    created_at: Timestamp,
    #[serde(default)]
    conclusion: Option<String>,
}

/// Asks about the schedule of a workflow, by the name of its file. In a private repository it takes the permission `actions: read`.
///
/// Source: <https://docs.github.com/en/rest/actions/workflows#get-a-workflow>
///
/// # Errors
/// When GitHub does not say.
pub async fn workflow(client: &Client, repository: &RepositoryName, file: &str) -> Result<Workflow, GitHubError> {
    let path = format!("/repos/{repository}/actions/workflows/{}", url::path(file));
    let operation = format!("read the schedule of {file}");
    let (workflow, _) = get::<WireWorkflow>(client, path.clone(), operation.clone(), TokenInput::Token).await?;
    let runs = format!("{path}/runs?event=schedule&per_page=10");
    let (runs, _) = get::<WireRuns>(client, runs, operation, TokenInput::Token).await?;
    let run = |run: WireRun| (run.created_at, run.conclusion.map(|word| one_line(&word, MAX_WORD)));
    Ok(Workflow {
        state: one_line(&workflow.state, MAX_WORD),
        runs: runs.workflow_runs.into_iter().map(run).collect(),
    })
}

async fn get<T: DeserializeOwned>(
    client: &Client,
    path: String,
    operation: String,
    token: TokenInput,
) -> Result<(T, Reply), GitHubError> {
    let call = Call {
        method: Method::GET,
        path,
        accept: JSON,
        body: None,
        operation,
        token,
        max_bytes: MAX_ANSWER,
        has_expected_shape: shape::is::<T>,
    };
    let reply = client.call(&call).await?;
    let value = serde_json::from_slice(&reply.body);
    let value = value
        .map_err(|error| client.inconsistent_response(call.operation.clone(), &call.path, token, error.to_string()))?;
    Ok((value, reply))
}
