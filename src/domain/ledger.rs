//! PURE. `history.json`: a history with what ties it to its snapshots, as a sealed file. Imports its neighbours in
//! `domain`, serde and the digest.
//!
//! One day a line, so that a commit changes few lines; the last line seals all lines before it, so that an edit by
//! hand or a botched merge is noticed instead of becoming traffic.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::history::History;
use super::wire;

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// Which snapshots and imports a history was made of: how many, and an order-independent digest of their paths and
/// contents that is extended by one without looking at the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceDigest {
    /// Files under `snapshots/` and `imports/`.
    pub count: u64,
    /// Exclusive or of SHA-256 over each file's path, a zero byte and git's name of its content.
    pub digest: [u8; 32],
}

impl SourceDigest {
    /// Adds one file. Adding the same file again takes it out, so a caller adds each path once.
    pub fn add(&mut self, path: &str, blob: &impl std::fmt::Display) {
        self.count += 1;
        self.toggle(path, blob);
    }

    /// Takes one file out that was added.
    pub fn remove(&mut self, path: &str, blob: &impl std::fmt::Display) {
        self.count = self.count.saturating_sub(1);
        self.toggle(path, blob);
    }

    fn toggle(&mut self, path: &str, blob: &impl std::fmt::Display) {
        let one: [u8; 32] = Sha256::digest(format!("{path}\0{blob}")).into();
        self.digest.iter_mut().zip(one).for_each(|(all, one)| *all ^= one);
    }
}

/// The content of a `history.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The merged history.
    pub history: History,
    /// The snapshots and imports that it was made of.
    pub sources: SourceDigest,
    /// SHA-256 over what the last snapshot said, without the time of its capture: an equal one brings no news.
    pub newest: Option<[u8; 32]>,
}

/// Why a `history.json` is refused. Nothing is ever restarted from nothing: the snapshots hold everything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A newer program wrote it.
    #[error("it has schema {found} and this program knows {SCHEMA}: use a newer Traffic Ledger; nothing was written")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// The seal does not fit: edited by hand, cut off or merged by text.
    #[error("it was changed by something else than Traffic Ledger (its seal does not fit)")]
    Seal,
    /// A git merge left its marks.
    #[error("it holds the marks of an unfinished git merge")]
    MergeConflict,
    /// Git LFS took the file away.
    #[error("it is a Git LFS pointer, not the file: take the ledger's branch out of .gitattributes' LFS rules")]
    LfsPointer,
    /// Not the documented form.
    #[error("it has not the documented form: {0}")]
    Malformed(String),
    /// The file is gone, what it was made of is not.
    #[error("it is missing, though snapshots or imports of the repository are there")]
    Missing,
    /// Larger than a history can become.
    #[error("it has {0} bytes, more than the {max} that are read", max = Ledger::MAX_BYTES)]
    TooLarge(usize),
}

impl LedgerError {
    /// Whether `rebuild` can make the file again from the snapshots.
    #[must_use]
    pub fn heals_by_rebuild(&self) -> bool {
        !matches!(self, Self::Newer { .. })
    }
}

impl Ledger {
    /// The largest file that is parsed, in bytes; ten years take less than 1 MB.
    pub const MAX_BYTES: usize = 16 << 20;

    /// A ledger that holds nothing yet.
    #[must_use]
    pub fn new(history: History) -> Self {
        Self {
            history,
            sources: SourceDigest::default(),
            newest: None,
        }
    }

    /// The file: JSON, LF, one record a line, sealed. The same ledger gives the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = wire::write(self);
        let seal = hex(&Sha256::digest(out.as_bytes()).into());
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
        let found = wire::schema_of(text).map_err(LedgerError::Malformed)?;
        if found > SCHEMA {
            return Err(LedgerError::Newer { found });
        }
        let sealed = text.rfind("\"seal\": ").ok_or(LedgerError::Seal)?;
        let seal = hex(&Sha256::digest(&bytes[..sealed]).into());
        if text[sealed..] != format!("\"seal\": \"{seal}\"\n}}\n") {
            return Err(LedgerError::Seal);
        }
        wire::read(text).map_err(LedgerError::Malformed)
    }
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Reads sixty-four hexadecimal digits.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::interpret::interpret;
    use crate::domain::snapshot::{Endpoint, RawSnapshot};

    fn sample() -> Ledger {
        let body = |json: &str| serde_json::value::RawValue::from_string(json.to_owned()).expect("JSON");
        let views = r#"{"count":9,"uniques":4,"views":[{"timestamp":"2026-11-01T00:00:00Z","count":4,"uniques":3},{"timestamp":"2026-11-02T00:00:00Z","count":5,"uniques":2}]}"#;
        let paths = r#"[{"path":"/octo/spike/blob/main/a.md","title":"a | b","count":3,"uniques":2}]"#;
        let snapshot = RawSnapshot {
            captured: "2026-11-15T14:37:00Z".parse().expect("a time"),
            repository: "octo/spike".parse().expect("a name"),
            bodies: [(Endpoint::ViewsByDay, body(views)), (Endpoint::Paths, body(paths))].into(),
        };
        let mut ledger = Ledger::new(interpret(&snapshot).history);
        ledger.sources.add("snapshots/a.json", &"0123");
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
    fn the_digest_does_not_depend_on_the_order() {
        let (mut one, mut two) = (SourceDigest::default(), SourceDigest::default());
        one.add("a", &"1");
        one.add("b", &"2");
        two.add("b", &"2");
        two.add("a", &"1");
        assert_eq!(one, two);
        two.remove("a", &"1");
        two.add("a", &"3");
        assert_ne!(one, two);
    }
}
