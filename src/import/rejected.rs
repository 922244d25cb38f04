//! PURE. Rows of imported files that could not be used, and where they are.

use std::fmt;

use super::file::FileName;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// A line, counted from 1.
    Line(u64),
    /// Two lines that contradict each other.
    Lines(u64, u64),
    /// A row of a JSON list or a member of an object, counted from 1.
    Row(u64),
    /// Two rows that contradict each other.
    Rows(u64, u64),
    /// The file as a whole.
    File,
}

impl Position {
    /// The place of two rows of one file.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Line(one), Self::Line(two)) => Self::Lines(one, two),
            (Self::Row(one), Self::Row(two)) => Self::Rows(one, two),
            (_, other) => other,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, ", line {line}"),
            Self::Lines(one, two) => write!(f, ", lines {one} and {two}"),
            Self::Row(row) => write!(f, ", row {row}"),
            Self::Rows(one, two) => write!(f, ", rows {one} and {two}"),
            Self::File => Ok(()),
        }
    }
}

/// A row that was not imported, and why; or the first of several alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RejectedRow {
    /// The file.
    pub file: FileName,
    /// The place in the file.
    pub position: Position,
    /// The reason; text from the file is escaped.
    pub reason: String,
    /// How many rows more there are that were rejected for the same reason.
    pub more: usize,
}

impl RejectedRow {
    /// How many rows it stands for.
    #[must_use]
    pub fn rows(&self) -> usize {
        1 + self.more
    }
}

impl fmt::Display for RejectedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.file, self.position, self.reason)?;
        match self.more {
            0 => Ok(()),
            1 => write!(f, "; so is 1 more row"),
            more => write!(f, "; so are {more} more rows"),
        }
    }
}
