//! PURE. Recognises this program's own snapshots among files, such as those that a run left in the workspace because they
//! could not be saved.

use super::file::{FileName, Files, split};
use crate::domain::snapshot::{RawSnapshot, SnapshotError};

/// The snapshots among files.
#[derive(Debug, Default)]
pub struct OwnSnapshots<'f> {
    /// Those that can be read, by path, oldest first.
    pub found: Vec<(&'f str, RawSnapshot)>,
    /// Those that cannot.
    pub damaged: Vec<SnapshotFileError>,
}

/// Why a snapshot is not imported.
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

/// The snapshots among the files; there may be none. Files of other kinds are left out: the folder may be a ledger's.
#[must_use]
pub fn own_snapshots(files: &Files) -> OwnSnapshots<'_> {
    let mut snapshots = OwnSnapshots::default();
    let mut beside = Vec::new();
    for (name, content) in files {
        let path = name.path.as_str();
        match RawSnapshot::from_bytes(content) {
            Ok(snapshot) => snapshots.found.push((path, snapshot)),
            Err(error) => {
                let is_certain = is_marked(content, &error);
                let error = SnapshotFileError {
                    file: name.clone(),
                    error,
                };
                if is_certain {
                    snapshots.damaged.push(error);
                } else if lies_among_snapshots(path) {
                    beside.push(error);
                }
            }
        }
    }
    // Other tools have folders of this name, too: only beside a snapshot is it one that is damaged.
    if !snapshots.found.is_empty() {
        snapshots.damaged.append(&mut beside);
    }
    snapshots
        .found
        .sort_by_key(|(path, snapshot)| (snapshot.captured, *path));
    snapshots
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

    /// The paths of the snapshots, and the damaged ones.
    fn found(named: &[(&str, &[u8])]) -> (Vec<String>, Vec<String>) {
        let files = files(named);
        let OwnSnapshots { found, damaged } = own_snapshots(&files);
        let paths = found.into_iter().map(|(path, _)| path.to_owned());
        let damaged = damaged.into_iter().map(|error| error.to_string());
        (paths.collect(), damaged.collect())
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
        assert_eq!(found(ledger), (paths.to_vec(), Vec::new()));
        assert!(!are_own_snapshots(&files(ledger)));
        assert!(are_own_snapshots(&files(&[("a.json", SNAPSHOT)])));
    }

    #[test]
    fn a_damaged_snapshot_is_named_and_the_others_stay() {
        let damaged: &[u8] = br#"{"schema":1,"captured":"2026-03-02T14:37:00Z","bodies":{}}"#;
        let newer: &[u8] = br#"{"schema":9,"bodies":{}}"#;
        for (path, content) in [
            ("snapshots/x.json", b"{" as &[u8]),
            ("x.json", damaged),
            ("x.json", newer),
        ] {
            let (found, damaged) = found(&[("a.json", SNAPSHOT), (path, content)]);
            assert_eq!(found, ["a.json"]);
            assert!(damaged.len() == 1 && damaged[0].starts_with(path), "{damaged:?}");
        }
        assert_eq!(found(&[("x.json", newer)]).1.len(), 1);
        assert_eq!(found(&[("views.json", b"[]")]), Default::default());
        let of_another_tool: &[(&str, &[u8])] = &[("snapshots/views.json", b"{")];
        assert_eq!(found(of_another_tool), Default::default());
    }
}
