//! EDGE. A whole branch from one archive, in place of a request for each of its files.
//!
//! An archive can leave files out and change others (`export-ignore`, `export-subst` in `.gitattributes`). Only if git's id of
//! what came is that of the branch, it is taken for the branch; otherwise GitHub lists the files, and each whose content came all
//! the same need not be asked for.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::read::MultiGzDecoder;
use hyper::body::Bytes;
use tokio::sync::mpsc::{Receiver, channel};

use super::branch::{Branch, READ_AT_ONCE};
use super::{StoreError, is_history};
use crate::git::tree::{Node, Tree};
use crate::git::{BlobId, CommitId};
use crate::github::git_data::MAX_FILE;
use crate::plan::change_set::Base;

/// What is downloaded and unpacked: a bomb ends here. GitHub names no size before.
const LIMITS: Limits = Limits {
    packed: 1 << 30,
    stream: 4 << 30,
    kept: 1 << 30,
    file: MAX_FILE as u64,
    entries: 2_000_000,
};
/// Pieces of the download that wait to be unpacked.
const WAITING: usize = 16;

/// The most of an archive that is taken.
#[derive(Clone, Copy)]
struct Limits {
    /// Bytes of the download.
    packed: u64,
    /// Bytes of the unpacked stream.
    stream: u64,
    /// Bytes of contents that are kept.
    kept: usize,
    /// Bytes of one file.
    file: u64,
    /// Entries, folders included.
    entries: usize,
}

/// What was in an archive.
#[derive(Debug, Default)]
struct Unpacked {
    /// Its files and links.
    tree: Tree,
    /// The contents that are wanted.
    contents: BTreeMap<BlobId, Vec<u8>>,
}

/// Where the pieces of a download come in, to be read elsewhere.
struct Pieces {
    pieces: Receiver<Bytes>,
    current: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.current = piece,
                // The download has ended, or broken off: then nobody takes what was unpacked.
                None => return Ok(0),
            }
        }
        let length = self.current.len().min(buffer.len());
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}

impl Branch {
    /// Reads all of the ledger, with the contents of the files whose paths in the ledger are `wanted`, by these. `read` is told
    /// how many files were read so far.
    pub(super) async fn load_whole(
        &self,
        wanted: fn(&str) -> bool,
        read: &dyn Fn(usize),
    ) -> Result<(Base, BTreeMap<String, Vec<u8>>), StoreError> {
        let mut known = BTreeMap::new();
        if let Some(root) = self.look().await? {
            match self.download(wanted, read).await {
                Ok(unpacked) => {
                    known = unpacked.contents;
                    match unpacked.tree.id() == root {
                        true => self.set_tree(unpacked.tree),
                        false => {
                            tracing::debug!("the archive is not all of the branch: its files are listed");
                            self.list_everything(root).await?;
                        }
                    }
                }
                Err(error) => {
                    tracing::debug!(error, "the branch is read without its archive");
                    self.list_everything(root).await?;
                }
            }
        }
        let mut base = self.base("");
        let all = base.files.iter().filter(|(path, _)| wanted(path));
        let mut contents = BTreeMap::new();
        let mut missing = Vec::new();
        for (path, id) in all {
            match known.get(id) {
                Some(content) => drop(contents.insert(path.clone(), content.clone())),
                None => missing.push((path.clone(), *id)),
            }
        }
        drop(known);
        for chunk in missing.chunks(READ_AT_ONCE) {
            contents.extend(self.contents(chunk.to_vec()).await?);
            read(contents.len());
        }
        let histories = contents.iter().filter(|(path, _)| is_history(path));
        base.contents = histories.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        Ok((base, contents))
    }

    /// Downloads the branch and unpacks it on the way; nothing of it is written anywhere.
    async fn download(&self, wanted: fn(&str) -> bool, read: &dyn Fn(usize)) -> Result<Unpacked, String> {
        let commit: CommitId = self.commit().ok_or("there is no commit")?;
        let repository = self.repository();
        let git = self.git(&repository);
        let mut archive = git.archive(commit).await.map_err(|error| error.to_string())?;
        let (sender, pieces) = channel::<Bytes>(WAITING);
        let count = Arc::new(AtomicUsize::new(0));
        let directory = self.directory().clone();
        let unpacking = tokio::task::spawn_blocking({
            let count = Arc::clone(&count);
            move || {
                let stream = Pieces {
                    pieces,
                    current: Bytes::new(),
                };
                let is_wanted = |path: &str| directory.strip(path).is_some_and(wanted);
                unpack(stream, &is_wanted, &count, &LIMITS)
            }
        });
        while let Some(piece) = archive.next().await.map_err(|error| error.to_string())? {
            if sender.send(piece).await.is_err() {
                // It was not worth unpacking to the end.
                break;
            }
            read(count.load(Ordering::Relaxed));
        }
        drop(sender);
        let unpacked = unpacking.await;
        read(count.load(Ordering::Relaxed));
        match unpacked {
            Ok(unpacked) => unpacked,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}

/// Unpacks a gzipped tar with one folder around its files.
fn unpack(
    stream: impl Read,
    is_wanted: &dyn Fn(&str) -> bool,
    count: &AtomicUsize,
    limits: &Limits,
) -> Result<Unpacked, String> {
    let damaged = |error: io::Error| format!("it is damaged: {error}");
    let mut unpacked = Unpacked::default();
    let mut kept = 0;
    let mut archive = tar::Archive::new(MultiGzDecoder::new(stream.take(limits.packed)).take(limits.stream));
    for (index, entry) in archive.entries().map_err(damaged)?.enumerate() {
        if index >= limits.entries {
            return Err(format!("it has more than {} entries", limits.entries));
        }
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        let mode = entry.header().mode().map_err(damaged)?;
        let path = entry.path_bytes().into_owned();
        let path = String::from_utf8(path).map_err(|_| "it has a name that is not UTF-8".to_owned())?;
        let Some((_, path)) = path.split_once('/').filter(|(_, path)| !path.is_empty()) else {
            continue;
        };
        let node = if kind.is_file() {
            let size = entry.size();
            if size > limits.file {
                return Err(format!("{path} has {size} bytes"));
            }
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(damaged)?;
            let id = BlobId::of(&content);
            if is_wanted(path) {
                kept += content.len();
                if kept > limits.kept {
                    return Err(format!("its snapshots have more than {} bytes", limits.kept));
                }
                unpacked.contents.insert(id, content);
            }
            let mode = if mode & 0o100 == 0 { "100644" } else { "100755" };
            Node::File {
                mode: mode.to_owned(),
                id,
            }
        } else if kind.is_symlink() {
            let target = entry.link_name_bytes().unwrap_or_default();
            Node::Symlink(BlobId::of(&target))
        } else {
            // Folders show in the paths of their files; a submodule is an empty one.
            continue;
        };
        unpacked.tree.insert(path, node);
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (path, content) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(content.len() as u64);
            header.set_mode(0o664);
            header.set_cksum();
            builder.append_data(&mut header, path, *content).expect("memory");
        }
        builder.into_inner().expect("memory").finish().expect("memory")
    }

    fn read(packed: &[u8]) -> Result<Unpacked, String> {
        read_within(packed, &LIMITS)
    }

    fn read_within(packed: &[u8], limits: &Limits) -> Result<Unpacked, String> {
        unpack(packed, &|path| path.ends_with(".json"), &AtomicUsize::new(0), limits)
    }

    #[test]
    fn the_tree_of_an_archive_is_that_of_its_files() {
        let unpacked = read(&packed(&[("o-r-1/a/b", b"hello\n"), ("o-r-1/a.json", b"{}")])).expect("an archive");
        let mut tree = Tree::default();
        tree.put("a/b", BlobId::of(b"hello\n")).expect("free");
        tree.put("a.json", BlobId::of(b"{}")).expect("free");
        assert_eq!(unpacked.tree.id(), tree.id());
        let contents: Vec<&[u8]> = unpacked.contents.values().map(Vec::as_slice).collect();
        assert_eq!(contents, [b"{}"]);
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let mut noise = 1_u32;
        let content: Vec<u8> = std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.to_be_bytes()[0]
        })
        .take(5_000)
        .collect();
        let packed = packed(&[("o-r-1/a.json", &content)]);
        assert!(read(&packed).is_ok());
        for length in [10, packed.len() / 2] {
            assert!(read(&packed[..length]).is_err(), "{length} bytes of it");
        }
    }

    #[test]
    fn a_large_file_is_refused_before_it_is_unpacked() {
        let mut header = tar::Header::new_ustar();
        header.set_path("o-r-1/a.json").expect("short");
        header.set_size(MAX_FILE as u64 + 1);
        header.set_mode(0o664);
        header.set_cksum();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(header.as_bytes()).expect("memory");
        let error = read(&encoder.finish().expect("memory")).expect_err("refused");
        assert_eq!(error, "a.json has 33554433 bytes");
    }

    #[test]
    fn what_is_larger_than_a_limit_is_refused() {
        let packed = packed(&[("x/a.json", b"{}"), ("x/b.json", b"[0]"), ("x/c", b"12345")]);
        let limits = Limits {
            packed: packed.len() as u64,
            stream: LIMITS.stream,
            kept: 5,
            file: 5,
            entries: 3,
        };
        assert_eq!(read_within(&packed, &limits).map(|all| all.contents.len()), Ok(2));
        let errors = [
            Limits { kept: 4, ..limits },
            Limits { file: 4, ..limits },
            Limits { entries: 2, ..limits },
            Limits { stream: 700, ..limits },
            Limits {
                packed: limits.packed / 2,
                ..limits
            },
        ];
        let errors = errors.map(|limits| read_within(&packed, &limits).map(drop).expect_err("too large"));
        assert_eq!(
            errors[..3],
            [
                "its snapshots have more than 4 bytes",
                "c has 5 bytes",
                "it has more than 2 entries",
            ]
        );
        assert!(
            errors[3..].iter().all(|error| error.starts_with("it is damaged")),
            "{errors:?}"
        );
    }
}
