//! Which request goes where: paths, tokens, renamed repositories. Imports the world and the answers.

mod actions;
mod archive;
mod branches;
mod contents;
mod git_read;
mod git_write;
mod listing;
mod paging;
mod repository;
mod traffic;

use std::collections::BTreeMap;

use git2::Oid;
use serde_json::{Value, json};

use crate::answer::{Answer, Routed};
use crate::handle::moved;
use crate::repository::{Repository, Rule};
use crate::tokens::Token;
use crate::world::{Entry, World};

/// A request, taken apart.
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    target: &'a str,
    /// The decoded parts of the path, without `/api/v3`.
    path: Vec<String>,
    query: BTreeMap<String, String>,
    /// The API's root as the client named it.
    pub(crate) base: String,
    /// Media type that was asked for.
    pub(crate) accept: &'a str,
    body: &'a [u8],
    /// Refs are read as they were before their last update.
    pub(crate) stale: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        method: &'a str,
        target: &'a str,
        host: String,
        accept: &'a str,
        body: &'a [u8],
        stale: bool,
    ) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (path, base) = match path.strip_prefix("/api/v3/") {
            Some(rest) => (rest, format!("{host}/api/v3")),
            None => (path.trim_start_matches('/'), host),
        };
        let pair = |part: &str| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(&value.replace('+', " ")))
        };
        Self {
            method,
            target,
            path: path.split('/').map(decode).collect(),
            query: query.split('&').filter(|p| !p.is_empty()).map(pair).collect(),
            base,
            accept,
            body,
            stale,
        }
    }

    /// A parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// All parameters of the query.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body as JSON, or GitHub's complaint.
    pub(crate) fn json(&self) -> Result<Value, Answer> {
        serde_json::from_slice(self.body).map_err(|_| Answer::error(400, "Problems parsing JSON"))
    }
}

/// Answers a request by what is so in the world.
pub(crate) fn route(world: &mut World, call: &Call<'_>, token: Option<&Token>) -> Answer {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    if let Some(archive) = archive::get(world, call, &path) {
        return archive;
    }
    if let Some(listed) = listing::get(world, call, token, &path) {
        return listed.unwrap_or_else(|refused| refused);
    }
    let (at, rest) = match path.as_slice() {
        ["rate_limit"] => return rate_limit(token),
        ["repos", owner, name, rest @ ..] => match world.by_name(&format!("{owner}/{name}")) {
            Some(at) => (at, rest),
            None => return former(world, call, owner, name, rest),
        },
        ["repositories", id, rest @ ..] => match id.parse().ok().and_then(|id| world.by_id(id)) {
            Some(at) => (at, rest),
            None => return Answer::not_found(),
        },
        _ => return Answer::not_found(),
    };
    let meta = &world.entries[at].meta;
    if meta.private && !token.is_some_and(|t| t.selects(meta)) {
        return Answer::not_found();
    }
    if call.method != "GET" && call.method != "HEAD" {
        let Some(token) = token else {
            return Answer::error(401, "Requires authentication");
        };
        return match token.may_write(meta) {
            Ok(()) => written(write(world, at, call, token, rest)),
            Err(refused) => refused,
        };
    }
    read(world, at, call, token, rest).unwrap_or_else(|refused| refused)
}

fn read(world: &mut World, at: usize, call: &Call<'_>, token: Option<&Token>, rest: &[&str]) -> Routed {
    let (clock, settings) = (world.clock.clone(), world.traffic.clone());
    let entry = &world.entries[at];
    match rest {
        [] => Ok(repository::get(entry, call, token)),
        ["releases"] => Ok(repository::releases(entry, call, token)),
        ["stargazers", "history"] => repository::star_history(entry, call, &clock),
        ["traffic", what @ ..] => traffic::get(entry, call, token, &clock, &settings, what),
        ["git", what @ ..] => git_read::get(entry, call, what),
        ["contents", path @ ..] => contents::get(entry, call, &path.join("/")),
        ["tarball", name @ ..] => archive::find(entry, call, &name.join("/")),
        ["actions", what @ ..] => actions::get(entry, call, token, &clock, what),
        ["rules", "branches", branch @ ..] => Ok(branches::rules(entry, &branch.join("/"))),
        ["branches", branch @ ..] if !branch.is_empty() => branches::get(entry, call, &branch.join("/")),
        _ => Err(Answer::not_found()),
    }
}

fn write(world: &mut World, at: usize, call: &Call<'_>, token: &Token, rest: &[&str]) -> Routed {
    let (clock, limits) = (world.clock.clone(), world.limits);
    let entry = &mut world.entries[at];
    match (call.method, rest) {
        ("PUT", ["contents", path @ ..]) => contents::put(entry, call, token, &clock, &path.join("/")),
        (method, ["git", what @ ..]) => git_write::write(entry, call, token, &clock, limits, method, what),
        _ => Err(Answer::not_found()),
    }
}

/// Headers of answers to writes are the same as of reads; both sides of the result are answers.
fn written(routed: Routed) -> Answer {
    routed.unwrap_or_else(|refused| refused)
}

/// A name that a repository had before redirects to its id.
fn former(world: &World, call: &Call<'_>, owner: &str, name: &str, rest: &[&str]) -> Answer {
    let old = format!("{owner}/{name}").to_lowercase();
    let Some(id) = world.former.get(&old) else {
        return Answer::not_found();
    };
    let tail = below(call.target, "repos", 2).unwrap_or_else(|| rest.join("/"));
    moved(call.method, &format!("{}/repositories/{id}{tail}", call.base))
}

/// The same target by the repository's id: `/repos/o/r/x?y` becomes `/repositories/ID/x?y`.
pub(crate) fn by_id(world: &World, target: &str) -> Option<String> {
    let path = target.split('?').next().unwrap_or("");
    let mut parts = path.split('/').skip_while(|p| *p != "repos").skip(1);
    let full_name = format!("{}/{}", parts.next()?, parts.next()?);
    let id = world.entries[world.by_name(&full_name)?].meta.id;
    let prefix = &target[..target.find("/repos/")?];
    Some(format!("{prefix}/repositories/{id}{}", below(target, "repos", 2)?))
}

/// What follows after `/marker` and so many more parts of a target, as it was sent, query included.
fn below(target: &str, marker: &str, parts: usize) -> Option<String> {
    let start = target.find(&format!("/{marker}/"))? + marker.len() + 2;
    let mut rest = &target[start..];
    for _ in 0..parts {
        rest = rest.find(['/', '?']).map_or("", |end| &rest[end..]);
        rest = rest.strip_prefix('/').unwrap_or(rest);
    }
    Some(match rest {
        "" => String::new(),
        query if query.starts_with('?') => query.to_owned(),
        path => format!("/{path}"),
    })
}

fn rate_limit(token: Option<&Token>) -> Answer {
    let (limit, used, reset) = token.map_or((60, 1, 0), |t| (t.limit, t.used, t.resets_at));
    let core = json!({"limit": limit, "used": used, "remaining": limit.saturating_sub(used), "reset": reset});
    Answer::ok(&json!({"resources": {"core": core, "search": core}, "rate": core}))
}

/// The refusal of a rule, for making or moving a branch.
fn rule_refusal(repository: &Repository, branch: &str, making: bool) -> Option<Answer> {
    let violation = |text: &str| Answer::unprocessable(&format!("Repository rule violations found\n\n{text}\n\n"));
    Some(match repository.rule(branch)? {
        Rule::PullRequest => violation("Changes must be made through a pull request."),
        Rule::RestrictCreations if making => violation("Cannot create ref due to creations being restricted."),
        Rule::RestrictCreations => return None,
        Rule::ProtectedPullRequest => Answer::unprocessable("Changes must be made through a pull request."),
        Rule::ProtectedPush => Answer::error(
            403,
            "You're not authorized to push to this branch. Visit https://docs.github.com/repositories/\
             configuring-branches-and-merges-in-your-repository/managing-protected-branches/\
             about-protected-branches for more information.",
        ),
    })
}

/// 409 while the repository has no commit.
fn not_empty(entry: &Entry) -> Result<(), Answer> {
    if entry.git.is_empty() {
        Err(Answer::error(409, "Git Repository is empty."))
    } else {
        Ok(())
    }
}

/// A `node_id` in GitHub's manner.
fn node(kind: &str, oid: Oid) -> String {
    format!("{kind}_kwDO{oid}")
}

/// Percent-decoding; a broken escape stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (bytes[at], hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_below_a_repository_stays_as_it_was_sent() {
        assert_eq!(
            below("/repos/o/r/git/ref/heads/a%2Fb?x=1", "repos", 2).as_deref(),
            Some("/git/ref/heads/a%2Fb?x=1")
        );
        assert_eq!(below("/repos/o/r", "repos", 2).as_deref(), Some(""));
        assert_eq!(below("/api/v3/repos/o/r?x=1", "repos", 2).as_deref(), Some("?x=1"));
        assert_eq!(decode("a%2Fb%zz%C3%A9"), "a/b%zzé");
    }
}
