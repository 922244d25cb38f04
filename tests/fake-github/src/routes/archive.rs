//! A commit as a gzipped tar, as `git archive` makes it: the API leads to another address, which knows no token but its own.
//! Imports the git store.

use flate2::Compression;
use flate2::write::GzEncoder;
use git2::{ObjectType, Oid};

use super::{Call, not_empty};
use crate::answer::{Answer, Routed};
use crate::git_store::{entries, exact};
use crate::world::{Entry, World};

/// `GET /repos/O/R/tarball/REF`.
pub(super) fn find(entry: &Entry, call: &Call<'_>, name: &str) -> Routed {
    not_empty(entry)?;
    let commit = entry.git.resolve(name, call.stale).ok_or_else(Answer::not_found)?;
    let host = call.base.trim_end_matches("/api/v3");
    let key = match entry.meta.private {
        true => format!("?token={}", key(entry)),
        false => String::new(),
    };
    let location = format!(
        "{host}/_codeload/{}/legacy.tar.gz/{commit}{key}",
        entry.meta.full_name()
    );
    Ok(Answer::raw(302, "text/html; charset=utf-8", Vec::new()).with("location", location))
}

/// `GET /_codeload/O/R/legacy.tar.gz/SHA`, without a token of the API.
pub(super) fn get(world: &World, call: &Call<'_>, path: &[&str]) -> Option<Answer> {
    let ["_codeload", owner, name, "legacy.tar.gz", sha] = path else {
        return None;
    };
    let entry = world.by_name(&format!("{owner}/{name}")).map(|at| &world.entries[at]);
    let archive = entry.and_then(|entry| {
        let is_open = !entry.meta.private || call.query("token") == Some(&key(entry));
        pack(entry, exact(sha)?).filter(|_| is_open)
    });
    Some(match archive {
        Some(bytes) => Answer::raw(200, "application/x-gzip", bytes),
        None => Answer::raw(404, "text/plain; charset=utf-8", b"404: Not Found".to_vec()),
    })
}

/// The key of a private repository's archives.
fn key(entry: &Entry) -> String {
    format!("KEY{}", entry.meta.id)
}

/// What an attribute does to a file in an archive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Ignore,
    Substitute,
}

/// The attributes of the root that matter here, with the name that they are about: those of a plain name, nothing else.
fn attributes(entry: &Entry, commit: Oid) -> Vec<(String, Attribute)> {
    let files = entry.git.files(commit);
    let text = files.get(".gitattributes").map(|bytes| String::from_utf8_lossy(bytes));
    let line = |line: &str| {
        let (name, attribute) = line.split_once(' ')?;
        let attribute = match attribute.trim() {
            "export-ignore" => Attribute::Ignore,
            "export-subst" => Attribute::Substitute,
            _ => return None,
        };
        Some((name.to_owned(), attribute))
    };
    text.iter()
        .flat_map(|text| text.lines().filter_map(line).collect::<Vec<_>>())
        .collect()
}

fn pack(entry: &Entry, commit: Oid) -> Option<Vec<u8>> {
    let mut out = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut comment = tar::Header::new_ustar();
    let record = format!("52 comment={commit}\n");
    comment.set_entry_type(tar::EntryType::XGlobalHeader);
    comment.set_size(record.len() as u64);
    comment.set_mode(0o666);
    out.append_data(&mut comment, "pax_global_header", record.as_bytes())
        .ok()?;
    let (owner, name) = entry
        .meta
        .full_name()
        .split_once('/')
        .map(|(o, n)| (o.to_owned(), n.to_owned()))?;
    let top = format!("{owner}-{name}-{:.7}", commit.to_string());
    let attributes = attributes(entry, commit);
    add(&mut out, entry, &top, commit, &attributes)?;
    out.into_inner().ok()?.finish().ok()
}

fn add(
    out: &mut tar::Builder<impl std::io::Write>,
    entry: &Entry,
    folder: &str,
    of: Oid,
    attributes: &[(String, Attribute)],
) -> Option<()> {
    let header = |kind, mode, size: usize| {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_size(size as u64);
        header
    };
    out.append_data(
        &mut header(tar::EntryType::Directory, 0o775, 0),
        format!("{folder}/"),
        std::io::empty(),
    )
    .ok()?;
    for (name, (mode, kind, oid)) in entries(&entry.git.tree_of(of)?) {
        let path = format!("{folder}/{name}");
        let attribute = attributes
            .iter()
            .find(|(of, _)| *of == name)
            .map(|(_, attribute)| *attribute);
        if attribute == Some(Attribute::Ignore) {
            continue;
        }
        match kind {
            ObjectType::Tree => add(out, entry, &path, oid, attributes)?,
            ObjectType::Blob => {
                let blob = entry.git.repo.find_blob(oid).ok()?;
                let mut content = blob.content().to_vec();
                if mode == 0o120_000 {
                    let target = String::from_utf8_lossy(&content).into_owned();
                    out.append_link(&mut header(tar::EntryType::Symlink, 0o777, 0), path, target)
                        .ok()?;
                    continue;
                }
                if attribute == Some(Attribute::Substitute) {
                    let text = String::from_utf8_lossy(&content).replace("$Format:%H$", &of.to_string());
                    content = text.into_bytes();
                }
                let mode = if mode == 0o100_755 { 0o775 } else { 0o664 };
                out.append_data(
                    &mut header(tar::EntryType::Regular, mode, content.len()),
                    path,
                    content.as_slice(),
                )
                .ok()?;
            }
            // A submodule is an empty folder.
            _ => out
                .append_data(
                    &mut header(tar::EntryType::Directory, 0o775, 0),
                    format!("{path}/"),
                    std::io::empty(),
                )
                .ok()?,
        }
    }
    Some(())
}
