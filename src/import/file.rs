//! PURE. A file to import: its name, where it comes from, and what is in it.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::csv_table::CsvTable;
use super::json;
use crate::domain::Timestamp;

/// The contents of the imported files.
pub type Files = BTreeMap<FileName, Vec<u8>>;

/// The name of an imported file, of which git may know several versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName {
    /// The path relative to the given folder, with `/` as the separator.
    pub path: String,
    /// When git recorded this version; `None` for a file as it is.
    pub committed: Option<Timestamp>,
    /// Git's name of the version's content: two commits can be of the same second.
    pub blob: Option<String>,
}

impl From<&str> for FileName {
    fn from(path: &str) -> Self {
        path.to_owned().into()
    }
}

impl From<String> for FileName {
    fn from(path: String) -> Self {
        Self {
            path,
            committed: None,
            blob: None,
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path is untrusted: escaped, without the quotes.
        let path = format!("{:?}", crate::encode::cut_middle(&self.path, 200));
        f.write_str(path.trim_matches('"'))?;
        match self.committed {
            Some(at) => write!(f, " (version of {at})"),
            None => Ok(()),
        }
    }
}

/// What a file holds.
pub(super) enum Content {
    /// A table with a header.
    Table(CsvTable),
    /// A JSON document.
    Json(Value),
    /// JSON lines: each line that is not blank by its number, or why it cannot be read.
    Lines(Vec<(u64, Result<Value, String>)>),
    /// Nothing that could be imported, and why.
    Unreadable(String),
}

/// A file, parsed.
pub(super) struct SourceFile<'f> {
    pub(super) name: &'f FileName,
    pub(super) content: Content,
}

impl<'f> SourceFile<'f> {
    /// Parses a file by its extension and, without a known one, by its first bytes.
    pub(super) fn parse(name: &'f FileName, bytes: &[u8]) -> Self {
        let content = parse(&name.path, bytes);
        Self { name, content }
    }

    /// The folder of the file.
    pub(super) fn folder(&self) -> &'f str {
        split(&self.name.path).0
    }

    /// The name of the file in its folder.
    pub(super) fn file_name(&self) -> &'f str {
        split(&self.name.path).1
    }

    /// The table in the file.
    ///
    /// # Errors
    /// What the file is instead.
    pub(super) fn table(&self) -> Result<&CsvTable, String> {
        match &self.content {
            Content::Table(table) => Ok(table),
            Content::Unreadable(reason) => Err(reason.clone()),
            Content::Json(_) | Content::Lines(_) => Err("it is JSON, not a table".to_owned()),
        }
    }

    /// The JSON document in the file.
    ///
    /// # Errors
    /// What the file is instead.
    pub(super) fn json(&self) -> Result<&Value, String> {
        match &self.content {
            Content::Json(document) => Ok(document),
            Content::Unreadable(reason) => Err(reason.clone()),
            Content::Lines(_) => Err("it holds JSON lines, not one document".to_owned()),
            Content::Table(_) => Err("it is not JSON".to_owned()),
        }
    }
}

/// Splits a path into its folder and its file name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// What files begin with that hold data in another form, and what to do with them.
const BINARY: &[(&[u8], &str)] = &[
    (
        b"SQLite format 3\0",
        "it is an SQLite database: make a CSV of it with a query of `docs/importing.md`",
    ),
    (b"\xfd7zXZ\0", "it is packed with xz: unpack it first"),
    (b"BZh", "it is packed with bzip2: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "it is packed with zstd: unpack it first"),
    (b"PK\x03\x04", "it is a zip: pass it by itself"),
    (b"\x1f\x8b", "it is packed with gzip: pass it by itself"),
];

fn parse(path: &str, bytes: &[u8]) -> Content {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"version https://git-lfs") {
        return Content::Unreadable("it is a Git LFS pointer, not the file: run `git lfs pull` first".to_owned());
    }
    if let Some((_, what)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Content::Unreadable((*what).to_owned());
    }
    let lower = path.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    if ends(&[".jsonl", ".ndjson"]) {
        return lines(bytes);
    }
    let looks_like_json = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    if !ends(&[".json"]) && (ends(&[".csv", ".tsv"]) || !looks_like_json) {
        return CsvTable::parse(bytes).map_or_else(Content::Unreadable, Content::Table);
    }
    match json::parse(bytes) {
        Ok(document) => Content::Json(document),
        // JSON lines are often stored as `.json`, too.
        Err(reason) => match lines(bytes) {
            Content::Lines(lines) if lines.len() > 1 && lines.iter().any(|(_, line)| line.is_ok()) => {
                Content::Lines(lines)
            }
            _ => match json::parse_all(bytes) {
                Some(documents) => Content::Lines(documents),
                None => Content::Unreadable(reason),
            },
        },
    }
}

fn lines(bytes: &[u8]) -> Content {
    let lines = bytes.split(|b| *b == b'\n').zip(1..);
    let lines: Vec<_> = lines
        .filter(|(line, _)| !line.trim_ascii().is_empty())
        .map(|(line, number)| (number, json::parse(line)))
        .collect();
    match lines.iter().find_map(|(_, line)| line.as_ref().err()) {
        Some(reason) if lines.iter().all(|(_, line)| line.is_err()) => Content::Unreadable(reason.clone()),
        _ => Content::Lines(lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str, bytes: &str) -> &'static str {
        match parse(path, bytes.as_bytes()) {
            Content::Table(_) => "table",
            Content::Json(_) => "json",
            Content::Lines(_) => "lines",
            Content::Unreadable(_) => "unreadable",
        }
    }

    #[test]
    fn files_are_parsed_by_their_names_and_first_bytes() {
        assert_eq!(kind("a.csv", "date,views\n"), "table");
        assert_eq!(kind("a.json", "\u{feff}{}"), "json");
        assert_eq!(kind("stdin", " [1]"), "json");
        assert_eq!(kind("stdin", "date;views\n"), "table");
        assert_eq!(kind("a.jsonl", "{}\n\n{}\n"), "lines");
        assert_eq!(kind("a.json", "{}\n{}\n"), "lines");
        assert_eq!(kind("a.json", "{\n}{\n} [1]"), "lines", "documents one after another");
        assert_eq!(kind("a.json", "{}{"), "unreadable");
        assert_eq!(kind("stats.db", "SQLite format 3\0…"), "unreadable");
        assert_eq!(kind("a.jsonl", "no\n"), "unreadable");
        assert_eq!(kind("a.json", "{"), "unreadable");
        assert_eq!(
            kind("a.csv", "version https://git-lfs.github.com/spec/v1\n"),
            "unreadable"
        );
    }
}
