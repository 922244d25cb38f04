//! EDGE. Reads the file or folder to import, within limits.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::import::Files;

/// The most bytes that are read in total; years of daily snapshots take about 20 MB.
pub const MAX_BYTES: u64 = 256 << 20;
/// The largest single file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// The most files that are read: three a day for forty years.
pub const MAX_FILES: usize = 50_000;
/// The maximum depth of folders.
const MAX_DEPTH: u8 = 12;
/// The file extensions that are read in a folder.
const EXTENSIONS: [&str; 5] = ["csv", "tsv", "json", "jsonl", "ndjson"];

/// Reads a single file with any name, or the CSV and JSON files of a folder. Symbolic links inside the folder and names
/// that begin with a dot are skipped.
///
/// # Errors
/// When something cannot be read or a limit is exceeded.
pub fn read(path: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut total = 0;
    if metadata.is_dir() {
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
                bail!("more than {MAX_FILES} files: pass the folder of one repository");
            }
            files.insert(below, file(&path, total)?);
        }
    }
    Ok(())
}

fn is_wanted(path: &Path) -> bool {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    EXTENSIONS.iter().any(|wanted| wanted.eq_ignore_ascii_case(extension))
}

fn file(path: &Path, total: &mut u64) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let context = || format!("cannot read {}", path.display());
    let mut content = Vec::new();
    // Read up to one byte more than allowed instead of asking for the size: a file can grow, and a device has no size.
    let opened = fs::File::open(path).with_context(context)?;
    let read = opened
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut content)
        .with_context(context)?;
    *total += read as u64;
    if read as u64 > MAX_FILE_BYTES {
        bail!("{} is larger than {} MiB", path.display(), MAX_FILE_BYTES >> 20);
    }
    if *total > MAX_BYTES {
        bail!(
            "more than {} MiB in total: pass the folder of one repository",
            MAX_BYTES >> 20
        );
    }
    Ok(content)
}
