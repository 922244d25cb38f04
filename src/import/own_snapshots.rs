//! PURE. Recognises this program's own snapshots among files, such as those that a run left in the workspace because they
//! could not be saved.

use super::builder::malformed;
use super::repository_folder::split;
use super::{Files, ImportError};
use crate::domain::snapshot::{RawSnapshot, SnapshotError};

/// A member that every snapshot has and no file of another tool.
const MARK: &[u8] = b"\"bodies\"";

/// The snapshots among the files by path, oldest first. Files of other kinds are left out: the folder may be a ledger's.
///
/// # Errors
/// When there is no snapshot, or one of them is damaged: then none is imported.
pub fn own_snapshots(files: &Files) -> Result<Vec<(&str, RawSnapshot)>, ImportError> {
    let mut snapshots = Vec::new();
    for (path, content) in files {
        match RawSnapshot::from_bytes(content) {
            Ok(snapshot) => snapshots.push((path.as_str(), snapshot)),
            Err(error) if claims_to_be_one(path, content, &error) => return Err(unreadable(path, &error)),
            Err(_) => {}
        }
    }
    if snapshots.is_empty() {
        return Err(ImportError::NoSnapshots);
    }
    snapshots.sort_by_key(|(path, snapshot)| (snapshot.captured, *path));
    Ok(snapshots)
}

fn unreadable(path: &str, error: &SnapshotError) -> ImportError {
    match (malformed(path, error), error) {
        (ImportError::Malformed { file, reason }, SnapshotError::Newer { .. }) => ImportError::Newer { file, reason },
        (malformed, _) => malformed,
    }
}

/// Whether all of the JSON files are snapshots, so that they are imported as such whatever their format is called.
#[must_use]
pub fn are_own_snapshots(files: &Files) -> bool {
    let mut json = files
        .iter()
        .filter(|(path, _)| path.to_ascii_lowercase().ends_with(".json"))
        .peekable();
    json.peek().is_some() && json.all(|(_, content)| RawSnapshot::from_bytes(content).is_ok())
}

/// Whether a file that cannot be read is a snapshot nevertheless: it lies where snapshots are kept, is too new, or has
/// their form in part.
fn claims_to_be_one(path: &str, content: &[u8], error: &SnapshotError) -> bool {
    let (folder, name) = split(path);
    let kept = format!("/{folder}/").contains("/snapshots/") && name.ends_with(".json");
    let marked = content.windows(MARK.len()).any(|window| window == MARK);
    kept || (matches!(error, SnapshotError::Newer { .. } | SnapshotError::Malformed(_)) && marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &[u8] =
        br#"{"schema":1,"captured":"2026-03-02T14:37:00Z","id":7,"repository":"octo/spike","bodies":{}}"#;

    fn files(named: &[(&str, &[u8])]) -> Files {
        named
            .iter()
            .map(|(path, content)| ((*path).to_owned(), content.to_vec()))
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
        assert!(found(&[("views.json", b"[]")]).is_err_and(|error| error.starts_with("no snapshot")));
    }
}
