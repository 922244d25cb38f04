//! Reading refs, commits, trees and blobs. Imports the git store.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use git2::{ObjectType, Oid};
use serde_json::{Value, json};

use super::{Call, node, not_empty};
use crate::answer::{Answer, Routed};
use crate::clock;
use crate::git_store::{entries, exact, walk};
use crate::world::Entry;

/// `GET /repos/O/R/git/…`.
pub(super) fn get(entry: &Entry, call: &Call<'_>, what: &[&str]) -> Routed {
    not_empty(entry)?;
    match what {
        ["ref", name @ ..] => {
            let name = format!("refs/{}", name.join("/"));
            let target = entry.git.seen(&name, call.stale).ok_or_else(Answer::not_found)?;
            Ok(Answer::ok(&reference(entry, call, &name, target)))
        }
        ["matching-refs", prefix @ ..] => {
            let seen = |(name, _): &(String, Oid)| {
                let target = entry.git.seen(name, call.stale)?;
                Some(reference(entry, call, name, target))
            };
            let refs = entry.git.refs(&format!("refs/{}", prefix.join("/")));
            Ok(Answer::ok(&refs.iter().filter_map(seen).collect()))
        }
        ["commits", sha] => {
            let commit = exact(sha).and_then(|oid| commit_fields(entry, call, oid));
            commit.map(|c| Answer::ok(&c)).ok_or_else(Answer::not_found)
        }
        ["trees", name @ ..] => {
            let name = name.join("/");
            let oid = exact(&name)
                .or_else(|| entry.git.resolve(&name, call.stale))
                .ok_or_else(Answer::not_found)?;
            tree(entry, call, oid, call.query("recursive").is_some())
                .map(|t| Answer::ok(&t))
                .ok_or_else(Answer::not_found)
        }
        ["blobs", sha] => blob(entry, call, sha).ok_or_else(Answer::not_found),
        _ => Err(Answer::not_found()),
    }
}

/// A ref in GitHub's shape.
pub(super) fn reference(entry: &Entry, call: &Call<'_>, name: &str, target: Oid) -> Value {
    json!({
        "ref": name, "node_id": format!("REF_{}_{}", entry.meta.id, name),
        "url": entry.meta.url(&call.base, &format!("/git/{name}")),
        "object": {
            "sha": target.to_string(), "type": "commit",
            "url": entry.meta.url(&call.base, &format!("/git/commits/{target}")),
        },
    })
}

/// A commit as the Git Data API tells it.
pub(super) fn commit_fields(entry: &Entry, call: &Call<'_>, oid: Oid) -> Option<Value> {
    let commit = entry.git.repo.find_commit(oid).ok()?;
    let html = format!("https://github.com/{}/commit", entry.meta.full_name());
    let url = |kind: &str, oid: Oid| entry.meta.url(&call.base, &format!("/git/{kind}/{oid}"));
    let person = |who: &git2::Signature<'_>| {
        json!({
            "name": who.name().unwrap_or(""), "email": who.email().unwrap_or(""),
            "date": clock::rfc3339(who.when().seconds()),
        })
    };
    let parent = |p: Oid| json!({"sha": p.to_string(), "url": url("commits", p), "html_url": format!("{html}/{p}")});
    let verified = entry.git.verified.contains(&oid);
    let verification = if verified {
        let signature = "-----BEGIN PGP SIGNATURE-----\n\nfake\n-----END PGP SIGNATURE-----\n";
        let at = clock::rfc3339(commit.time().seconds());
        let payload = format!("tree {}\n", commit.tree_id());
        json!({"verified": true, "reason": "valid", "signature": signature, "payload": payload, "verified_at": at})
    } else {
        json!({"verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null})
    };
    Some(json!({
        "sha": oid.to_string(), "node_id": node("C", oid), "url": url("commits", oid),
        "html_url": format!("{html}/{oid}"), "author": person(&commit.author()),
        "committer": person(&commit.committer()),
        "tree": {"sha": commit.tree_id().to_string(), "url": url("trees", commit.tree_id())},
        "message": commit.message().unwrap_or(""), "parents": commit.parent_ids().map(parent).collect::<Vec<_>>(),
        "verification": verification,
    }))
}

/// A tree, its own entries or everything below it.
pub(super) fn tree(entry: &Entry, call: &Call<'_>, oid: Oid, recursive: bool) -> Option<Value> {
    let tree = entry.git.tree_of(oid)?;
    let url = |kind: &str, oid: Oid| entry.meta.url(&call.base, &format!("/git/{kind}/{oid}"));
    let mut truncated = false;
    let mut found = if recursive {
        walk(&entry.git.repo, &tree)
    } else {
        entries(&tree)
    };
    if recursive && let Some(limit) = entry.meta.tree_listing_limit {
        truncated = found.len() > limit;
        found.truncate(limit);
    }
    let row = |(path, (mode, kind, oid)): (String, (i32, ObjectType, Oid))| {
        let mut row = json!({"path": path, "mode": format!("{mode:06o}"), "type": kind.str(), "sha": oid.to_string()});
        match kind {
            ObjectType::Tree => row["url"] = json!(url("trees", oid)),
            ObjectType::Blob => {
                row["url"] = json!(url("blobs", oid));
                row["size"] = json!(entry.git.repo.find_blob(oid).map_or(0, |b| b.size()));
            }
            _ => {}
        }
        row
    };
    let rows: Vec<Value> = found.into_iter().map(row).collect();
    // GitHub names the tree by what was asked for when that is a commit.
    Some(json!({"sha": oid.to_string(), "url": url("trees", oid), "tree": rows, "truncated": truncated}))
}

fn blob(entry: &Entry, call: &Call<'_>, sha: &str) -> Option<Answer> {
    let oid = exact(sha)?;
    let blob = entry.git.repo.find_blob(oid).ok()?;
    if call.accept.contains("raw") {
        return Some(Answer::raw(
            200,
            "application/vnd.github.raw+json; charset=utf-8",
            blob.content().to_vec(),
        ));
    }
    Some(Answer::ok(&json!({
        "sha": sha, "node_id": node("B", oid), "size": blob.size(), "encoding": "base64",
        "url": entry.meta.url(&call.base, &format!("/git/blobs/{sha}")), "content": base64_lines(blob.content()),
    })))
}

/// Base64 as GitHub sends it: in lines of 60, each with a line feed.
pub(super) fn base64_lines(bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let mut lines = String::with_capacity(text.len() + text.len() / 60 + 1);
    for (n, letter) in text.chars().enumerate() {
        if n > 0 && n % 60 == 0 {
            lines.push('\n');
        }
        lines.push(letter);
    }
    lines.push('\n');
    lines
}
