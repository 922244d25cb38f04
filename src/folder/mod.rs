//! EDGE. Reads the files to import from a local file, folder, archive or git repository. A file may be a pipe, and none is
//! larger than a limit.

mod archive;
mod versions;

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::import::{FileName, Files};

/// The most bytes of all files together.
pub const MAX_BYTES: u64 = 256 << 20;
/// The largest single file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// The most files that are read: three a day for forty years.
pub const MAX_FILES: usize = 50_000;
/// The maximum depth of folders.
const MAX_DEPTH: u8 = 12;
/// The file extensions that are read in a folder.
const EXTENSIONS: [&str; 5] = ["csv", "tsv", "json", "jsonl", "ndjson"];

/// What was read.
#[derive(Debug, Default)]
pub struct Contents {
    /// The files.
    pub files: Files,
    /// What was not read, and why.
    pub notices: Vec<String>,
    /// What could not be read although it is wanted, with the reason.
    pub unreadable: Vec<(String, String)>,
}

/// Reads a single file with any name, or the CSV and JSON files of a folder or of an archive (`.zip`, `.tar`, `.tar.gz`). Of
/// what lies in a git repository, the versions that its history holds are read, too. Symbolic links inside a folder and names that begin with a
/// dot are skipped.
///
/// # Errors
/// When something cannot be read or a limit is exceeded.
pub fn read(path: &Path) -> anyhow::Result<Contents> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut collected = Collected::default();
    if metadata.is_dir() {
        if !versions::is_bare(path) {
            folder(path, "", 0, &mut collected)?;
        }
        versions::read(path, &mut collected)?;
    } else {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let content = file(path, &mut collected)?;
        match archive::Kind::of(&content) {
            Some(kind) => {
                // Only what is in it counts.
                collected.bytes = 0;
                archive::read(kind, &name, &content, &mut collected)
                    .with_context(|| format!("cannot read the archive {}", path.display()))?;
            }
            None => {
                collected.add(name.into(), content)?;
                versions::read(path, &mut collected)?;
            }
        }
    }
    Ok(collected.contents)
}

/// The files so far, within the limits.
#[derive(Default)]
struct Collected {
    contents: Contents,
    bytes: u64,
}

impl Collected {
    /// Reads at most one byte more than allowed instead of asking for the size: a file can grow, a device has none, and an
    /// archive can lie.
    fn read(&mut self, name: &str, source: impl Read) -> anyhow::Result<Vec<u8>> {
        let mut content = Vec::new();
        let read = source
            .take(MAX_FILE_BYTES + 1)
            .read_to_end(&mut content)
            .with_context(|| format!("cannot read {name}"))?;
        if read as u64 > MAX_FILE_BYTES {
            bail!(LimitExceeded(format!(
                "{name} is larger than {} MiB",
                MAX_FILE_BYTES >> 20
            )));
        }
        self.bytes += read as u64;
        if self.bytes > MAX_BYTES {
            bail!(LimitExceeded(format!(
                "more than {} MiB in total: pass the folder of one repository",
                MAX_BYTES >> 20
            )));
        }
        Ok(content)
    }

    fn add(&mut self, name: FileName, content: Vec<u8>) -> anyhow::Result<()> {
        if self.contents.files.len() >= MAX_FILES {
            bail!("more than {MAX_FILES} files: pass the folder of one repository");
        }
        let shown = name.to_string();
        if self.contents.files.insert(name, content).is_some() {
            let notice = format!("{shown} is there twice; the last one was read");
            self.contents.notices.push(notice);
        }
        Ok(())
    }

    /// Adds a file among others, or notes why it cannot be read: it fails alone, unless a limit of all is exceeded.
    fn add_or_note(&mut self, name: String, content: anyhow::Result<Vec<u8>>) -> anyhow::Result<()> {
        match content {
            Ok(content) => self.add(name.into(), content),
            Err(error) if error.downcast_ref::<LimitExceeded>().is_some() => Err(error),
            Err(error) => {
                self.contents
                    .unreadable
                    .push((name, format!("{:#}", error.root_cause())));
                Ok(())
            }
        }
    }
}

/// More than an import may hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct LimitExceeded(String);

fn folder(path: &Path, prefix: &str, depth: u8, collected: &mut Collected) -> anyhow::Result<()> {
    if depth > MAX_DEPTH {
        let notice = format!("{prefix}: folders below {MAX_DEPTH} levels were not read");
        collected.contents.notices.push(notice);
        return Ok(());
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        // The folder itself must be there; of those in it, one that may not be seen fails alone.
        Err(error) if depth > 0 => {
            let name = prefix.trim_end_matches('/').to_owned();
            collected.contents.unreadable.push((name, error.to_string()));
            return Ok(());
        }
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", path.display())),
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", path.display()))?;
        let (kind, path) = (entry.file_type()?, entry.path());
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let below = format!("{prefix}{name}");
        if kind.is_dir() {
            folder(&path, &format!("{below}/"), depth + 1, collected)?;
        } else if kind.is_file() && is_wanted(&below) {
            let content = file(&path, collected);
            collected.add_or_note(below, content)?;
        } else if kind.is_file() && is_packed(&below) {
            let notice = format!("{below} was not read, since it is packed or a database; pass it by itself");
            collected.contents.notices.push(notice);
        }
    }
    Ok(())
}

/// Whether a file in a folder, an archive or a repository is read: by its extension, and no part of its path begins with a
/// dot.
fn is_wanted(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.iter().any(|wanted| wanted.eq_ignore_ascii_case(extension))
        && path.split('/').all(|part| !part.starts_with('.') || part == ".")
}

/// Whether a file that is skipped may hold traffic all the same.
fn is_packed(path: &str) -> bool {
    const EXTENSIONS: [&str; 7] = ["zip", "gz", "tgz", "tar", "db", "sqlite", "sqlite3"];
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    EXTENSIONS.iter().any(|packed| packed.eq_ignore_ascii_case(extension))
}

fn file(path: &Path, collected: &mut Collected) -> anyhow::Result<Vec<u8>> {
    let name = path.display().to_string();
    let opened = fs::File::open(path).with_context(|| format!("cannot read {name}"))?;
    collected.read(&name, opened)
}
