//! Reading and writing single files by path. Imports the git store.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use git2::{FileMode, ObjectType, TreeEntry};
use serde_json::{Value, json};

use super::git_read::{base64_lines, commit_fields};
use super::git_write::{internal, people, text};
use super::{Call, rule_refusal};
use crate::answer::{Answer, Routed};
use crate::clock::Clock;
use crate::tokens::{Token, TokenKind};
use crate::world::Entry;

/// Files above this many bytes are told without their content.
const INLINE_LIMIT: usize = 1 << 20;

/// `GET /repos/O/R/contents/{path}?ref=`.
pub(super) fn get(entry: &Entry, call: &Call<'_>, path: &str) -> Routed {
    let name = call.query("ref").unwrap_or(&entry.meta.default_branch);
    if entry.git.is_empty() {
        return Err(Answer::error(404, "This repository is empty."));
    }
    let no_commit = || Answer::error(404, &format!("No commit found for the ref {name}"));
    let commit = entry.git.resolve(name, call.stale).ok_or_else(no_commit)?;
    let tree = entry.git.tree_of(commit).ok_or_else(no_commit)?;
    let path = path.trim_matches('/');
    if path.is_empty() {
        return Ok(Answer::ok(
            &tree.iter().map(|e| file(entry, call, "", &e, name, false)).collect(),
        ));
    }
    let found = tree
        .get_path(std::path::Path::new(path))
        .map_err(|_| Answer::not_found())?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if found.kind() == Some(ObjectType::Tree) {
        let below = entry.git.repo.find_tree(found.id()).map_err(internal)?;
        return Ok(Answer::ok(
            &below.iter().map(|e| file(entry, call, path, &e, name, false)).collect(),
        ));
    }
    if call.accept.contains("raw")
        && let Ok(blob) = entry.git.repo.find_blob(found.id())
    {
        return Ok(Answer::raw(
            200,
            "application/vnd.github.raw+json; charset=utf-8",
            blob.content().to_vec(),
        ));
    }
    Ok(Answer::ok(&file(entry, call, folder, &found, name, true)))
}

/// `PUT /repos/O/R/contents/{path}`: one commit with one file. In an empty repository it makes the first commit.
pub(super) fn put(entry: &mut Entry, call: &Call<'_>, token: &Token, clock: &Clock, path: &str) -> Routed {
    let body = call.json()?;
    let message = text(&body, "message")?;
    let bytes = STANDARD
        .decode(text(&body, "content")?.replace(['\n', '\r'], ""))
        .map_err(|_| Answer::unprocessable("content is not valid Base64"))?;
    let branch = body["branch"].as_str().unwrap_or(&entry.meta.default_branch).to_owned();
    let name = format!("refs/heads/{branch}");
    let head = entry.git.target(&name);
    let first = entry.git.is_empty() && branch == entry.meta.default_branch;
    if head.is_none() && !first {
        return Err(Answer::error(404, &format!("Branch {branch} not found")));
    }
    if let Some(mut refused) = rule_refusal(&entry.meta, &branch, first) {
        refused.status = if refused.status == 422 { 409 } else { refused.status };
        return Err(refused);
    }
    let tree = head.and_then(|h| entry.git.tree_of(h));
    let old = tree
        .as_ref()
        .and_then(|t| t.get_path(std::path::Path::new(path)).ok())
        .map(|e| e.id().to_string());
    match (old.as_deref(), body["sha"].as_str()) {
        (Some(_), None) => return Err(Answer::unprocessable("Invalid request.\n\n\"sha\" wasn't supplied.")),
        (Some(old), Some(sha)) if old != sha => {
            return Err(Answer::error(409, &format!("{path} does not match {sha}")));
        }
        _ => {}
    }
    let blob = entry.git.blob(&bytes).map_err(internal)?;
    let edits = BTreeMap::from([(path.as_bytes().to_vec(), Some((i32::from(FileMode::Blob), blob)))]);
    let made = entry.git.edit_tree(tree.as_ref(), &edits);
    let made = made.map_err(|_| Answer::unprocessable("path contains a malformed path component"))?;
    drop(tree);
    let (author, committer) = people(&body, token, clock)?;
    let commit = entry
        .git
        .commit(made, head.as_slice(), &author, &committer, message)
        .map_err(internal)?;
    if token.kind() == TokenKind::Installation && body["author"].is_null() && body["committer"].is_null() {
        entry.git.verified.insert(commit);
    }
    entry.git.set_ref(&name, Some(commit)).map_err(internal)?;
    entry.meta.pushed_at = clock.rfc3339();
    let tree = entry.git.tree_of(commit).ok_or_else(Answer::not_found)?;
    let found = tree.get_path(std::path::Path::new(path)).map_err(internal)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut content = file(entry, call, folder, &found, &branch, true);
    if let Some(fields) = content.as_object_mut() {
        fields.remove("content");
        fields.remove("encoding");
    }
    let status = if old.is_some() { 200 } else { 201 };
    Ok(Answer::json(
        status,
        &json!({"content": content, "commit": commit_fields(entry, call, commit)}),
    ))
}

/// One file, link, submodule or folder.
fn file(entry: &Entry, call: &Call<'_>, folder: &str, found: &TreeEntry<'_>, name: &str, whole: bool) -> Value {
    let file_name = found.name().unwrap_or("");
    let path = if folder.is_empty() {
        file_name.to_owned()
    } else {
        format!("{folder}/{file_name}")
    };
    let (oid, full) = (found.id(), entry.meta.full_name());
    let blob = entry.git.repo.find_blob(oid).ok();
    let kind = match (found.filemode(), found.kind()) {
        (_, Some(ObjectType::Tree)) => "dir",
        (0o120_000, _) => "symlink",
        (0o160_000, _) => "submodule",
        _ => "file",
    };
    let url = entry.meta.url(&call.base, &format!("/contents/{path}?ref={name}"));
    let git = if kind == "dir" { "trees" } else { "blobs" };
    let git = entry.meta.url(&call.base, &format!("/git/{git}/{oid}"));
    let html = format!("https://github.com/{full}/blob/{name}/{path}");
    let download = format!("https://raw.githubusercontent.com/{full}/{name}/{path}");
    let mut row = json!({
        "type": kind, "name": file_name, "path": path, "sha": oid.to_string(),
        "size": blob.as_ref().map_or(0, git2::Blob::size), "url": url, "git_url": git, "html_url": html,
        "download_url": if kind == "file" { json!(download) } else { Value::Null },
        "_links": {"self": url, "git": git, "html": html},
    });
    if let (true, Some(blob)) = (whole, &blob) {
        match kind {
            "symlink" => row["target"] = json!(String::from_utf8_lossy(blob.content())),
            _ if blob.size() > INLINE_LIMIT => {
                row["encoding"] = json!("none");
                row["content"] = json!("");
            }
            _ => {
                row["encoding"] = json!("base64");
                row["content"] = json!(base64_lines(blob.content()));
            }
        }
    }
    if whole && kind == "submodule" {
        row["submodule_git_url"] = json!("https://github.com/octo/other.git");
    }
    row
}
