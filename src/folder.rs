//! EDGE. Reads the file or folder that is to be imported, within limits.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::import::Files;

/// The most bytes that are read in all: years of daily snapshots come to some 20 MB.
pub const MAX_BYTES: u64 = 256 << 20;
/// The largest single file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// The most files that are read: three a day for forty years.
pub const MAX_FILES: usize = 50_000;
/// How deep folders are entered.
const MAX_DEPTH: u8 = 12;
/// The endings that are read in a folder.
const ENDINGS: [&str; 5] = ["csv", "tsv", "json", "jsonl", "ndjson"];

/// Reads a single file whatever its name, or the tables and JSON files of a folder. Symbolic links inside the folder and
/// names that begin with a dot are left out.
///
/// # Errors
/// When something cannot be read or a limit is passed.
pub fn read(path: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let about = fs::metadata(path).with_context(|| format!("there is no {}", path.display()))?;
    let mut total = 0;
    if about.is_dir() {
        folder(path, "", 0, &mut total, &mut files)?;
    } else {
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        files.insert(name, file(path, &mut total)?);
    }
    Ok(files)
}

fn folder(path: &Path, prefix: &str, depth: u8, total: &mut u64, files: &mut Files) -> anyhow::Result<()> {
    if depth > MAX_DEPTH {
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
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
            folder(&path, &format!("{below}/"), depth + 1, total, files)?;
        } else if kind.is_file() && is_wanted(&path) {
            if files.len() >= MAX_FILES {
                bail!("more than {MAX_FILES} files: give the folder of one repository's data");
            }
            files.insert(below, file(&path, total)?);
        }
    }
    Ok(())
}

fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|wanted| wanted.eq_ignore_ascii_case(ending))
}

fn file(path: &Path, total: &mut u64) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let context = || format!("cannot read {}", path.display());
    let mut content = Vec::new();
    // Read one byte more than allowed instead of asking for the size: a file can grow meanwhile, a device has none.
    let opened = fs::File::open(path).with_context(context)?;
    let read = opened
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut content)
        .with_context(context)?;
    *total += read as u64;
    if read as u64 > MAX_FILE_BYTES {
        bail!("{} has more than {} MiB", path.display(), MAX_FILE_BYTES >> 20);
    }
    if *total > MAX_BYTES {
        bail!(
            "more than {} MiB in all: give the folder of one repository's data",
            MAX_BYTES >> 20
        );
    }
    Ok(content)
}
