//! PURE. Recognises this program's own snapshots among files, such as those that a run left in the workspace because they
//! could not be saved.

use super::file::{FileName, Files, split};
use crate::domain::snapshot::{RawSnapshot, SnapshotError};

/// Why no snapshot is imported.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {error}")]
pub struct SnapshotFileError {
    /// The damaged snapshot.
    pub file: FileName,
    /// What is wrong with it.
    pub error: SnapshotError,
}

impl SnapshotFileError {
    /// Whether a newer program wrote it.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        matches!(self.error, SnapshotError::Newer { .. })
    }
}

/// A member that every snapshot has and no file of another tool.
const MARK: &[u8] = b"\"bodies\"";

/// The snapshots among the files by path, oldest first; there may be none. Files of other kinds are left out: the folder may
/// be a ledger's.
///
/// # Errors
/// When one of them is damaged: then none is imported.
pub fn own_snapshots(files: &Files) -> Result<Vec<(&str, RawSnapshot)>, SnapshotFileError> {
    let mut snapshots = Vec::new();
    let mut beside = None;
    for (name, content) in files {
        let path = name.path.as_str();
        match RawSnapshot::from_bytes(content) {
            Ok(snapshot) => snapshots.push((path, snapshot)),
            Err(error) => {
                let is_certain = is_marked(content, &error);
                let error = SnapshotFileError {
                    file: name.clone(),
                    error,
                };
                if is_certain {
                    return Err(error);
                }
                if lies_among_snapshots(path) {
                    beside.get_or_insert(error);
                }
            }
        }
    }
    // Other tools have folders of this name, too: only beside a snapshot is it one that is damaged.
    match beside {
        Some(error) if !snapshots.is_empty() => return Err(error),
        _ => {}
    }
    snapshots.sort_by_key(|(path, snapshot)| (snapshot.captured, *path));
    Ok(snapshots)
}

/// Whether all of the JSON files are snapshots, so that they are imported as such whatever their format is called.
#[must_use]
pub fn are_own_snapshots(files: &Files) -> bool {
    let mut json = files
        .iter()
        .filter(|(name, _)| name.path.to_ascii_lowercase().ends_with(".json"))
        .peekable();
    json.peek().is_some() && json.all(|(_, content)| RawSnapshot::from_bytes(content).is_ok())
}

/// Whether a file that cannot be read has the form of a snapshot in part, or is one that is too new.
fn is_marked(content: &[u8], error: &SnapshotError) -> bool {
    let marked = content.windows(MARK.len()).any(|window| window == MARK);
    marked && matches!(error, SnapshotError::Newer { .. } | SnapshotError::Malformed(_))
}

/// Whether a path is one at which snapshots are kept.
fn lies_among_snapshots(path: &str) -> bool {
    let (folder, name) = split(path);
    format!("/{folder}/").contains("/snapshots/") && name.ends_with(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &[u8] =
        br#"{"schema":1,"captured":"2026-03-02T14:37:00Z","id":7,"repository":"octo/spike","bodies":{}}"#;

    fn files(named: &[(&str, &[u8])]) -> Files {
        named
            .iter()
            .map(|(path, content)| ((*path).into(), content.to_vec()))
            .collect()
    }

    fn found(named: &[(&str, &[u8])]) -> Result<Vec<String>, String> {
        own_snapshots(&files(named))
            .map(|found| found.into_iter().map(|(path, _)| path.to_owned()).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn snapshots_are_found_by_their_content_and_other_files_left_out() {
        let earlier = br#"{"schema":1,"captured":"2026-03-01T14:37:00Z","id":7,"repository":"octo/spike","bodies":{}}"#;
        let ledger: &[(&str, &[u8])] = &[
            ("a.json", SNAPSHOT),
            ("octo/spike/badges/views.json", b"{}"),
            ("octo/spike/daily.csv", b"date\n"),
            ("octo/spike/snapshots/2026/03/x.json", earlier),
        ];
        let paths = ["octo/spike/snapshots/2026/03/x.json", "a.json"].map(str::to_owned);
        assert_eq!(found(ledger), Ok(paths.to_vec()));
        assert!(!are_own_snapshots(&files(ledger)));
        assert!(are_own_snapshots(&files(&[("a.json", SNAPSHOT)])));
    }

    #[test]
    fn a_damaged_snapshot_is_named_and_nothing_is_imported() {
        let damaged: &[u8] = br#"{"schema":1,"captured":"2026-03-02T14:37:00Z","bodies":{}}"#;
        let newer: &[u8] = br#"{"schema":9,"bodies":{}}"#;
        for (path, content) in [
            ("snapshots/x.json", b"{" as &[u8]),
            ("x.json", damaged),
            ("x.json", newer),
        ] {
            let error = found(&[("a.json", SNAPSHOT), (path, content)]).expect_err("damaged");
            assert!(error.starts_with(path), "{error}");
        }
        assert_eq!(found(&[("views.json", b"[]")]), Ok(Vec::new()));
        assert_eq!(
            found(&[("snapshots/views.json", b"{")]),
            Ok(Vec::new()),
            "another tool's folder"
        );
    }
}
