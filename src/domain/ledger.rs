//! PURE. `history.json`: a history with what ties it to its snapshots, as a sealed file. Imports its neighbours in
//! `domain`, serde and the digest.
//!
//! One day a line, so that a commit changes few lines; the last line seals all lines before it, so that an edit by
//! hand or a botched merge is noticed instead of becoming traffic.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::analysis::AnalyzedHistory;
use super::evidence::claims::Claims;
use super::evidence::judge::judge;
use super::history::History;
pub use super::sources::{SourceDifference, SourceIndex, hex};
use super::wire;
pub use super::wire::SCHEMA;

/// The content of a `history.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Everything that GitHub and imports have claimed.
    pub claims: Claims,
    /// The snapshots and imports that they were read from.
    pub sources: SourceIndex,
}

/// Why a `history.json` is refused. Nothing is ever restarted from nothing: the snapshots hold everything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A newer program wrote it.
    #[error("it has schema {found}, but this program supports {SCHEMA}")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// The seal does not fit: edited by hand, cut off or merged by text.
    #[error("it was changed by something other than Traffic Ledger (its seal does not match)")]
    Seal,
    /// A git merge left its marks.
    #[error("it contains conflict markers of an unfinished git merge")]
    MergeConflict,
    /// Git LFS took the file away.
    #[error("it is a Git LFS pointer, not the file: exclude the ledger from the LFS rules in .gitattributes")]
    LfsPointer,
    /// Not the documented form.
    #[error("malformed history file: {0}")]
    Malformed(String),
    /// Not a file of this program.
    #[error("it is not a history of Traffic Ledger")]
    Foreign,
    /// The file is gone, what it was made of is not.
    #[error("it is missing, although snapshots or imports of the repository exist")]
    Missing,
    /// A link in place of the file, which is not followed: it can lead anywhere.
    #[error("it is a symbolic link, not a file")]
    Link,
    /// Larger than a history can become.
    #[error("it has {0} bytes, more than the limit of {max}", max = Ledger::MAX_BYTES)]
    TooLarge(usize),
}

impl LedgerError {
    /// Whether `rebuild` can make the file again from the snapshots.
    #[must_use]
    pub fn heals_by_rebuild(&self) -> bool {
        !matches!(self, Self::Newer { .. } | Self::Link)
    }
}

impl Ledger {
    /// The largest file that is parsed, in bytes; ten years take less than 1 MB.
    pub const MAX_BYTES: usize = 16 << 20;

    /// A ledger that holds nothing yet.
    #[must_use]
    pub fn new(claims: Claims) -> Self {
        Self {
            claims,
            sources: SourceIndex::default(),
        }
    }

    /// What is known, given all claims. Judges them anew each time it is called.
    #[must_use]
    pub fn history(&self) -> History {
        let mut history = judge(&self.claims);
        history.captures = self.sources.captures();
        history
    }

    /// What is known, and what follows from it.
    #[must_use]
    pub fn analyzed(&self) -> AnalyzedHistory {
        AnalyzedHistory::new(self.history())
    }

    /// The file: JSON, LF, one record a line, sealed. The same ledger gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = wire::write(&self.claims, &self.sources);
        let seal = hex(&Sha256::digest(out.as_bytes()));
        let _ = write!(out, "\"seal\": \"{seal}\"\n}}\n");
        out.into_bytes()
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`LedgerError`] says what is wrong with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LedgerError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(LedgerError::TooLarge(bytes.len()));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| LedgerError::Malformed(error.to_string()))?;
        if text.starts_with("version https://git-lfs") {
            return Err(LedgerError::LfsPointer);
        }
        if text
            .lines()
            .any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "))
        {
            return Err(LedgerError::MergeConflict);
        }
        if !text.contains("\"schema\"") && !text.contains("\"seal\"") {
            return Err(LedgerError::Foreign);
        }
        let found = wire::schema_of(text).map_err(LedgerError::Malformed)?;
        if found > SCHEMA {
            return Err(LedgerError::Newer { found });
        }
        let sealed = text.rfind("\"seal\": ").ok_or(LedgerError::Seal)?;
        let seal = hex(&Sha256::digest(&bytes[..sealed]));
        if text[sealed..] != format!("\"seal\": \"{seal}\"\n}}\n") {
            return Err(LedgerError::Seal);
        }
        let (claims, sources) = wire::read(text).map_err(LedgerError::Malformed)?;
        Ok(Self { claims, sources })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::interpret::interpret;
    use crate::domain::snapshot::{Endpoint, RawSnapshot};

    fn sample() -> Ledger {
        let body = |json: &str| serde_json::value::RawValue::from_string(json.to_owned()).expect("JSON");
        let views = r#"{"count":9,"uniques":4,"views":[{"timestamp":"2026-11-01T00:00:00Z","count":4,"uniques":3},{"timestamp":"2026-11-02T00:00:00Z","count":5,"uniques":2}]}"#;
        let paths = r#"[{"path":"/octo/spike/blob/main/a.md","title":"a | b","count":3,"uniques":2}]"#;
        let snapshot = RawSnapshot {
            captured: "2026-11-15T14:37:00Z".parse().expect("a time"),
            answered: [].into(),
            server: crate::domain::snapshot::Server::default(),
            id: Some(7),
            repository: "octo/spike".parse().expect("a name"),
            publish: crate::domain::privacy::Publish::All,
            ignored_referrers: [].into(),
            given: Default::default(),
            bodies: [(Endpoint::ViewsByDay, body(views)), (Endpoint::Paths, body(paths))].into(),
        };
        let mut ledger = Ledger::new(interpret(&snapshot).claims);
        ledger
            .sources
            .add("snapshots/2026/11/2026-11-15T143700Z.json", &[1; 20]);
        ledger.sources.add("imports/a.json", &[2; 20]);
        ledger
    }

    #[test]
    fn a_file_comes_back_as_it_was_written() {
        let ledger = sample();
        let bytes = ledger.to_bytes();
        println!("{}", String::from_utf8_lossy(&bytes));
        assert_eq!(Ledger::from_bytes(&bytes), Ok(ledger));
    }

    #[test]
    fn an_edit_by_hand_breaks_the_seal() {
        let text = String::from_utf8(sample().to_bytes()).expect("UTF-8");
        let edited = text.replace("[4,3]", "[40,3]");
        assert_ne!(text, edited);
        assert_eq!(Ledger::from_bytes(edited.as_bytes()), Err(LedgerError::Seal));
        assert_eq!(
            Ledger::from_bytes(format!("{text} ").as_bytes()),
            Err(LedgerError::Seal)
        );
    }

    #[test]
    fn what_others_leave_behind_is_told_apart() {
        let text = String::from_utf8(sample().to_bytes()).expect("UTF-8");
        let newer = text.replace("\"schema\": 1", "\"schema\": 2");
        assert_eq!(
            Ledger::from_bytes(newer.as_bytes()),
            Err(LedgerError::Newer { found: 2 })
        );
        let conflict = text.replace("\"days\"", "<<<<<<< HEAD\n\"days\"");
        assert_eq!(Ledger::from_bytes(conflict.as_bytes()), Err(LedgerError::MergeConflict));
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
        assert_eq!(Ledger::from_bytes(pointer), Err(LedgerError::LfsPointer));
    }

    #[test]
    fn each_changed_missing_and_added_source_is_named() {
        let mut index = SourceIndex::default();
        for (path, blob) in [("a", [1; 20]), ("b", [2; 20]), ("c", [3; 20]), ("d", [4; 20])] {
            index.add(path, &blob);
        }
        let there = [("a", [1; 20]), ("b", [3; 20]), ("c", [2; 20]), ("e", [5; 20])];
        let expected = [
            ("b", SourceDifference::Changed),
            ("c", SourceDifference::Changed),
            ("d", SourceDifference::Missing),
            ("e", SourceDifference::Added),
        ];
        let expected: BTreeMap<_, _> = expected.map(|(path, difference)| (path.to_owned(), difference)).into();
        assert_eq!(index.differences(there), expected);
    }

    #[test]
    fn a_day_that_cannot_be_is_refused() {
        let mut ledger = sample();
        let (_, claims) = ledger.claims.days.iter().next().expect("a day");
        let claims = claims.clone();
        ledger
            .claims
            .days
            .insert(crate::domain::Date::constant(1850, 1, 1), claims);
        assert!(matches!(
            Ledger::from_bytes(&ledger.to_bytes()),
            Err(LedgerError::Malformed(_))
        ));
    }

    #[test]
    fn a_file_of_the_largest_size_is_read_and_a_larger_one_is_not() {
        let size = |bytes| Ledger::from_bytes(&vec![b' '; bytes]).expect_err("no history");
        assert_ne!(size(Ledger::MAX_BYTES), LedgerError::TooLarge(Ledger::MAX_BYTES));
        assert_eq!(
            size(Ledger::MAX_BYTES + 1),
            LedgerError::TooLarge(Ledger::MAX_BYTES + 1)
        );
    }
}
