//! PURE. Rows that cannot be used, with the line and the reason, and files that cannot.

use std::collections::BTreeMap;
use std::fmt;

use crate::import::Position;

/// Why a file cannot be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Longer than anybody writes.
    #[error("it is larger than 1 MB")]
    TooLarge,
    /// Not readable as CSV.
    #[error("it is not a CSV table in UTF-8")]
    NotATable,
    /// A column is missing.
    #[error("its first line names no column `{0}`")]
    NoColumn(&'static str),
    /// More series than are kept.
    #[error("there are 10 series already")]
    TooManySeries,
}

/// The rows that were rejected for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line of the first, counted from 1.
    pub line: u64,
    /// How many more there are.
    pub more: usize,
    /// The reason, which repeats nothing of the file.
    pub reason: &'static str,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.more {
            0 => write!(f, "line {}: {}", self.line, self.reason),
            more => write!(f, "line {} and {more} more: {}", self.line, self.reason),
        }
    }
}

/// Collects rejected rows by their reasons.
#[derive(Debug, Default)]
pub(super) struct Rejections(BTreeMap<&'static str, (u64, usize)>);

impl Rejections {
    pub(super) fn add(&mut self, line: u64, reason: &'static str) {
        let (first, rows) = self.0.entry(reason).or_insert((line, 0));
        *first = (*first).min(line);
        *rows += 1;
    }

    pub(super) fn add_at(&mut self, position: Position, reason: &'static str) {
        if let Position::Line(line) = position {
            self.add(line, reason);
        }
    }

    /// By the line of the first row of each reason.
    pub(super) fn finish(self) -> Vec<Rejected> {
        let rejected = self.0.into_iter().map(|(reason, (line, rows))| Rejected {
            line,
            more: rows - 1,
            reason,
        });
        let mut rejected: Vec<Rejected> = rejected.collect();
        rejected.sort_by_key(|one| (one.line, one.reason));
        rejected
    }
}
