//! Making blobs, trees and commits, and moving refs by compare-and-swap. Imports the git store.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use git2::{ObjectType, Oid, Reference};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::git_read::{commit_fields, reference, tree};
use super::{Call, not_empty, rule_refusal};
use crate::answer::{Answer, Routed};
use crate::clock::Clock;
use crate::git_store::{Edit, Person, exact};
use crate::tokens::{Token, TokenKind};
use crate::world::{Entry, Limits};

/// `POST`, `PATCH` and `DELETE` of `/repos/O/R/git/…`.
pub(super) fn write(
    entry: &mut Entry,
    call: &Call<'_>,
    token: &Token,
    clock: &Clock,
    limits: Limits,
    method: &str,
    what: &[&str],
) -> Routed {
    not_empty(entry)?;
    match (method, what) {
        ("POST", ["blobs"]) => post_blob(entry, call, limits),
        ("POST", ["trees"]) => post_tree(entry, call, limits),
        ("POST", ["commits"]) => post_commit(entry, call, token, clock),
        ("POST", ["refs"]) => post_ref(entry, call, clock),
        ("PATCH", ["refs", name @ ..]) => patch_ref(entry, call, clock, &format!("refs/{}", name.join("/"))),
        ("DELETE", ["refs", name @ ..]) => delete_ref(entry, &format!("refs/{}", name.join("/"))),
        _ => Err(Answer::not_found()),
    }
}

fn post_blob(entry: &Entry, call: &Call<'_>, limits: Limits) -> Routed {
    let body = call.json()?;
    let content = text(&body, "content")?;
    let bytes = match body["encoding"].as_str() {
        Some("base64") => STANDARD
            .decode(content.replace(['\n', '\r'], ""))
            .map_err(|_| Answer::unprocessable("content is not valid Base64"))?,
        _ => content.as_bytes().to_vec(),
    };
    if bytes.len() > limits.blob_bytes {
        return Err(Answer::unprocessable("Sorry, your input was too large to process."));
    }
    let oid = entry.git.blob(&bytes).map_err(internal)?;
    let url = entry.meta.url(&call.base, &format!("/git/blobs/{oid}"));
    Ok(Answer::json(201, &json!({"sha": oid.to_string(), "url": url})).with("location", url))
}

fn post_tree(entry: &Entry, call: &Call<'_>, limits: Limits) -> Routed {
    let body = call.json()?;
    let rows = body["tree"].as_array().ok_or_else(|| missing("tree"))?;
    let inline: usize = rows.iter().filter_map(|r| r["content"].as_str()).map(str::len).sum();
    if rows.len() > limits.tree_entries || inline > limits.tree_inline_bytes {
        return Err(Answer::unprocessable("Sorry, your request was too large to process."));
    }
    let base = match body["base_tree"].as_str() {
        None => None,
        Some(sha) => {
            let tree = exact(sha).and_then(|oid| entry.git.tree_of(oid));
            Some(tree.ok_or_else(|| Answer::unprocessable("base_tree is not a valid tree oid"))?)
        }
    };
    let mut edits: BTreeMap<Vec<u8>, Edit> = BTreeMap::new();
    for row in rows {
        let path = row["path"]
            .as_str()
            .ok_or_else(|| Answer::unprocessable("Must supply tree.path"))?;
        if path.split('/').any(|part| matches!(part, "" | "." | ".." | ".git")) {
            return Err(Answer::unprocessable("tree.path contains a malformed path component"));
        }
        let edit = tree_entry(entry, row)?;
        edits.insert(path.as_bytes().to_vec(), edit);
    }
    let made = entry.git.edit_tree(base.as_ref(), &edits);
    let oid = made.map_err(|_| Answer::unprocessable("GitRPC::BadObjectState"))?;
    let body = tree(entry, call, oid, false).ok_or_else(Answer::not_found)?;
    let url = entry.meta.url(&call.base, &format!("/git/trees/{oid}"));
    Ok(Answer::json(201, &body).with("location", url))
}

fn tree_entry(entry: &Entry, row: &Value) -> Result<Edit, Answer> {
    let mode = row["mode"].as_str().unwrap_or("");
    let kind = match mode {
        "100644" | "100755" | "120000" => ObjectType::Blob,
        "040000" => ObjectType::Tree,
        "160000" => ObjectType::Commit,
        _ => return Err(Answer::unprocessable("Must supply a valid tree.mode")),
    };
    let number = i32::from_str_radix(mode, 8).map_err(|_| Answer::unprocessable("Must supply a valid tree.mode"))?;
    match (row.get("sha"), row["content"].as_str()) {
        (Some(Value::Null), None) => Ok(None),
        (None, Some(content)) if kind == ObjectType::Blob => {
            Ok(Some((number, entry.git.blob(content.as_bytes()).map_err(internal)?)))
        }
        (Some(Value::String(sha)), None) => {
            let is_there =
                |oid: &Oid| kind == ObjectType::Commit || entry.git.repo.find_object(*oid, Some(kind)).is_ok();
            let text = format!("tree.sha {sha} is not a valid {}", kind.str());
            let oid = exact(sha)
                .filter(is_there)
                .ok_or_else(|| Answer::unprocessable(&text))?;
            Ok(Some((number, oid)))
        }
        _ => Err(Answer::unprocessable(
            "Must supply either tree.sha or tree.content, but not both",
        )),
    }
}

fn post_commit(entry: &mut Entry, call: &Call<'_>, token: &Token, clock: &Clock) -> Routed {
    let body = call.json()?;
    let message = text(&body, "message")?;
    let no_tree = || Answer::unprocessable("Tree SHA does not exist");
    let tree = exact(text(&body, "tree")?).ok_or_else(no_tree)?;
    entry.git.repo.find_tree(tree).map_err(|_| no_tree())?;
    let mut parents = Vec::new();
    for parent in body["parents"].as_array().into_iter().flatten() {
        let found = parent
            .as_str()
            .and_then(exact)
            .filter(|oid| entry.git.repo.find_commit(*oid).is_ok());
        let text = "Parent SHA does not exist or is not a commit object";
        parents.push(found.ok_or_else(|| Answer::unprocessable(text))?);
    }
    let (author, committer) = people(&body, token, clock)?;
    let oid = entry
        .git
        .commit(tree, &parents, &author, &committer, message)
        .map_err(internal)?;
    let left_out = body["author"].is_null() && body["committer"].is_null() && body["signature"].is_null();
    if left_out && token.kind() == TokenKind::Installation {
        entry.git.verified.insert(oid);
    }
    let body = commit_fields(entry, call, oid).ok_or_else(Answer::not_found)?;
    let url = body["url"].as_str().unwrap_or("").to_owned();
    Ok(Answer::json(201, &body).with("location", url))
}

/// Author and committer of a body; by default the token's account and the clock's time.
pub(super) fn people(body: &Value, token: &Token, clock: &Clock) -> Result<(Person, Person), Answer> {
    let (name, email) = token.identity();
    let own = Person {
        name,
        email,
        at: clock.seconds(),
    };
    let person = |value: &Value, default: &Person| -> Result<Person, Answer> {
        if value.is_null() {
            return Ok(default.clone());
        }
        let at = match value["date"].as_str() {
            None => default.at,
            Some(date) => {
                let parsed: Result<Timestamp, _> = date.parse();
                parsed
                    .map_err(|_| Answer::unprocessable("Invalid request.\n\ndate is not a date-time"))?
                    .as_second()
            }
        };
        Ok(Person {
            name: text(value, "name")?.to_owned(),
            email: text(value, "email")?.to_owned(),
            at,
        })
    };
    let author = person(&body["author"], &own)?;
    let committer = person(&body["committer"], &author)?;
    Ok((author, committer))
}

fn post_ref(entry: &mut Entry, call: &Call<'_>, clock: &Clock) -> Routed {
    let body = call.json()?;
    let (name, sha) = (text(&body, "ref")?.to_owned(), text(&body, "sha")?.to_owned());
    if !name.starts_with("refs/") || !Reference::is_valid_name(&name) || name.matches('/').count() < 2 {
        return Err(Answer::unprocessable(&format!("{name} is not a valid ref name.")));
    }
    let target = existing(entry, &sha)?;
    if entry.git.target(&name).is_some() {
        return Err(Answer::unprocessable("Reference already exists"));
    }
    move_ref(entry, call, clock, &name, target, true, 201)
}

fn patch_ref(entry: &mut Entry, call: &Call<'_>, clock: &Clock, name: &str) -> Routed {
    let body = call.json()?;
    let sha = text(&body, "sha")?.to_owned();
    let force = body["force"].as_bool().unwrap_or(false);
    let Some(old) = entry.git.target(name) else {
        return Err(Answer::unprocessable("Reference does not exist"));
    };
    let target = existing(entry, &sha)?;
    let forward = old == target || entry.git.repo.graph_descendant_of(target, old).unwrap_or(false);
    if !forward && !force {
        return Err(Answer::unprocessable("Update is not a fast forward"));
    }
    move_ref(entry, call, clock, name, target, false, 200)
}

fn delete_ref(entry: &mut Entry, name: &str) -> Routed {
    if entry.git.target(name).is_none() {
        return Err(Answer::unprocessable("Reference does not exist"));
    }
    if let Some(refused) = name
        .strip_prefix("refs/heads/")
        .and_then(|b| rule_refusal(&entry.meta, b, false))
    {
        return Err(refused);
    }
    entry.git.set_ref(name, None).map_err(internal)?;
    Ok(Answer {
        status: 204,
        headers: Vec::new(),
        body: Vec::new(),
    })
}

fn move_ref(
    entry: &mut Entry,
    call: &Call<'_>,
    clock: &Clock,
    name: &str,
    target: Oid,
    making: bool,
    status: u16,
) -> Routed {
    if let Some(refused) = name
        .strip_prefix("refs/heads/")
        .and_then(|b| rule_refusal(&entry.meta, b, making))
    {
        return Err(refused);
    }
    // It fails when one name would be the folder of another, as `traffic` and `traffic/old`.
    entry
        .git
        .set_ref(name, Some(target))
        .map_err(|_| Answer::unprocessable("Reference update failed"))?;
    entry.meta.pushed_at = clock.rfc3339();
    Ok(Answer::json(status, &reference(entry, call, name, target)))
}

fn existing(entry: &Entry, sha: &str) -> Result<Oid, Answer> {
    let commit = exact(sha).filter(|oid| entry.git.repo.find_commit(*oid).is_ok());
    commit.ok_or_else(|| Answer::unprocessable("Object does not exist"))
}

/// A text that must be in a body.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, Answer> {
    body[name].as_str().ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Answer {
    Answer::unprocessable(&format!("Invalid request.\n\n\"{name}\" wasn't supplied."))
}

/// The disk or the git library failed: not something that a test asked for.
#[allow(clippy::needless_pass_by_value)]
pub(super) fn internal(error: git2::Error) -> Answer {
    Answer::error(500, &format!("Server Error: {error}"))
}
