//! PURE. Rows of imported files that could not be used, and where they are.

use std::fmt;

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// A line, counted from 1.
    Line(u64),
    /// A row of a JSON list or a member of an object, counted from 1.
    Row(u64),
    /// The file as a whole.
    File,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, ", line {line}"),
            Self::Row(row) => write!(f, ", row {row}"),
            Self::File => Ok(()),
        }
    }
}

/// A row that was not imported, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RejectedRow {
    /// The path of the file.
    pub file: String,
    /// The place in the file.
    pub position: Position,
    /// The reason; text from the file is escaped.
    pub reason: String,
}

impl fmt::Display for RejectedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path is untrusted, too: escaped, without the quotes.
        let file = format!("{:?}", self.file);
        write!(f, "{}{}: {}", file.trim_matches('"'), self.position, self.reason)
    }
}
