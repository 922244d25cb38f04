//! PURE. Where in a repository the ledger is: the branch and the folder in it.

use std::fmt;
use std::str::FromStr;

use crate::encode::excerpt;

/// What a name may be made of. Names are written into commands, tables and URLs, so both kinds take few characters.
struct Alphabet {
    max_bytes: usize,
    too_long: &'static str,
    /// What is allowed beside ASCII letters and digits.
    signs: &'static [u8],
    not_allowed: &'static str,
}

impl Alphabet {
    /// What of it a text breaks.
    fn fault(&self, text: &str) -> Option<&'static str> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || self.signs.contains(&byte);
        if text.len() > self.max_bytes {
            return Some(self.too_long);
        }
        (!text.bytes().all(allowed)).then_some(self.not_allowed)
    }
}

/// A branch's name, stricter than `git check-ref-format --branch`: ASCII letters, digits and `-_./+@#=,` only, so that
/// it needs no quoting in a shell, a table or a log. It still has to be percent-encoded in a URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchName(String);

/// Why a text is not a valid branch name, and which form is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a valid branch name: {1}; use a name such as traffic or data/traffic")]
pub struct NotABranch(String, &'static str);

impl BranchName {
    /// The longest name taken, in bytes: GitHub's own limit for a ref is 255, `refs/heads/` included.
    pub const MAX_BYTES: usize = 244;

    /// The name without `refs/heads/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for BranchName {
    /// `traffic`: the branch of its own that keeps the project's history clean.
    fn default() -> Self {
        Self("traffic".to_owned())
    }
}

impl FromStr for BranchName {
    type Err = NotABranch;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match branch_fault(text) {
            None => Ok(Self(text.to_owned())),
            Some(fault) => Err(NotABranch(excerpt(text, 60), fault)),
        }
    }
}

impl fmt::Display for BranchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const BRANCH: Alphabet = Alphabet {
    max_bytes: BranchName::MAX_BYTES,
    too_long: "it is longer than 244 characters",
    signs: b"-_./+@#=,",
    not_allowed: "only ASCII letters, digits and -_./+@#=, are allowed",
};

/// What of `git check-ref-format` (and GitHub's own rules) a name breaks.
fn branch_fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("it is empty");
    }
    if let Some(fault) = BRANCH.fault(text) {
        return Some(fault);
    }
    if text.starts_with("refs/") {
        return Some("it starts with refs/");
    }
    if text.starts_with('-') {
        return Some("it starts with a hyphen");
    }
    if text == "@" || text.eq_ignore_ascii_case("head") {
        return Some("git reserves this name");
    }
    if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some("GitHub reads 40 hex digits as a commit");
    }
    if text.contains("..") || text.ends_with('.') {
        return Some("git does not allow two dots in a row or a dot at the end");
    }
    let bad_part =
        |part: &str| part.is_empty() || part.starts_with('.') || part.to_ascii_lowercase().ends_with(".lock");
    text.split('/')
        .any(bad_part)
        .then_some("git does not allow empty parts, parts that start with a dot or parts that end in .lock")
}

/// A folder in the branch: relative, with forward slashes; the root when empty.
///
/// Only ASCII letters, digits and `-_.` between slashes, which leaves no way to spell `.git` or `.github` that a file
/// system would fold to them (NTFS short names, alternate streams, HFS+ ignorable code points).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerDirectory(String);

/// Why a text is not a valid directory for the ledger, and which form is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a valid directory: {1}; use a relative path such as docs/traffic, or leave it empty for the root"
)]
pub struct NotADirectory(String, &'static str);

impl LedgerDirectory {
    /// The longest path taken, in bytes; the ledger's own paths below it have some 200, and Windows ends at 260.
    pub const MAX_BYTES: usize = 200;

    /// The path without slashes at its ends; empty for the root.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the root of the branch.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// A path of the ledger as a path of the branch.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        if self.is_root() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.0)
        }
    }

    /// A path of the branch as a path of the ledger; `None` for one that is not in it.
    #[must_use]
    pub fn strip<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.is_root() {
            return Some(path);
        }
        path.strip_prefix(&self.0)?.strip_prefix('/')
    }
}

impl FromStr for LedgerDirectory {
    type Err = NotADirectory;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match directory_fault(text) {
            None => Ok(Self(text.to_owned())),
            Some(fault) => Err(NotADirectory(excerpt(text, 60), fault)),
        }
    }
}

impl fmt::Display for LedgerDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const DIRECTORY: Alphabet = Alphabet {
    max_bytes: LedgerDirectory::MAX_BYTES,
    too_long: "it is longer than 200 characters",
    signs: b"-_./",
    not_allowed: "only ASCII letters, digits and -_. are allowed between slashes",
};

/// What of the rules for a directory a path breaks.
fn directory_fault(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return None;
    }
    if text.contains('\\') {
        return Some("it contains a backslash");
    }
    if let Some(fault) = DIRECTORY.fault(text) {
        return Some(fault);
    }
    if text.starts_with('/') {
        return Some("it starts with a slash");
    }
    for part in text.split('/') {
        let folded = part.trim_end_matches('.').to_ascii_lowercase();
        if part.is_empty() {
            return Some("it has an empty part or ends with a slash");
        }
        if part == "." || part == ".." {
            return Some("it has a . or .. part");
        }
        if folded == ".git" || folded == ".github" {
            return Some(".git and .github are reserved");
        }
        if part.ends_with('.') || is_device_name(&folded) {
            return Some("Windows cannot check out a name that ends in a dot or is a device name");
        }
    }
    None
}

/// Whether Windows keeps the name for a device, with any extension.
pub(crate) fn is_device_name(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    let stem = folded.split('.').next().unwrap_or_default();
    let numbered = |kind: &str| {
        let number = stem.strip_prefix(kind);
        number.is_some_and(|number| matches!(number.as_bytes(), [b'0'..=b'9']))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches() {
        for good in [
            "traffic",
            "data/traffic",
            "a.b",
            "a@b",
            "v1.0+x",
            "fix#1",
            "lock",
            "a/b/c",
            "A-_=,",
            "beef",
            "0123456789012345678901234567890123456x89",
            &"a".repeat(244),
        ] {
            assert_eq!(
                good.parse::<BranchName>().map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        let long = "a".repeat(245);
        for bad in [
            "",
            "a b",
            "a..b",
            ".a",
            "a/.b",
            "a.lock",
            "a.LOCK/b",
            "a/",
            "/a",
            "a//b",
            "a~1",
            "a^",
            "a:b",
            "a?",
            "a*",
            "a[b",
            "a\\b",
            "a@{1}",
            "@",
            "-a",
            "a.",
            "HEAD",
            "head",
            "refs/heads/a",
            "a\nb",
            "a\u{7f}",
            "é",
            "a`b",
            "a|b",
            "<a>",
            "a$b",
            "a%2e",
            "0123456789012345678901234567890123456789",
            &long,
        ] {
            let error = bad.parse::<BranchName>().expect_err(bad).to_string();
            assert!(error.contains("such as traffic") && error.len() < 300, "{error}");
        }
    }

    #[test]
    fn directories() {
        for good in [
            "",
            "traffic",
            "docs/traffic",
            "a.b/c_d-e",
            ".ledger",
            "git",
            "github",
            ".gitx",
            "console",
        ] {
            assert_eq!(
                good.parse::<LedgerDirectory>().map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        let long = "a/".repeat(120);
        for bad in [
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "./a",
            "a/.",
            "..",
            "a/..",
            "../a",
            "...",
            "a\\b",
            "C:",
            "C:/a",
            "~",
            "~/a",
            ".git",
            ".GIT",
            ".Git/x",
            "a/.git",
            ".git.",
            ".git...",
            ".git ",
            "git~1",
            "GIT~2",
            ".git::$INDEX_ALLOCATION",
            ".git\u{200c}",
            ".g\u{200d}it",
            ".gi\u{feff}t",
            ".g\u{131}t",
            "\u{ff0e}git",
            ".github",
            ".GitHub/workflows",
            ".github.",
            ".github ",
            "a/.github/b",
            "githu~1",
            ".git\u{0}",
            "a\nb",
            "a b",
            "a.",
            "con",
            "NUL",
            "aux.txt",
            "com1",
            "a/LPT9.x",
            "é",
            "a|b",
            "a`b",
            &long,
        ] {
            let error = bad.parse::<LedgerDirectory>().expect_err(bad).to_string();
            assert!(error.contains("such as docs/traffic") && error.len() < 400, "{error}");
        }
    }

    #[test]
    fn joining() {
        let directory: LedgerDirectory = "docs/traffic".parse().expect("a folder");
        assert_eq!(directory.join("README.md"), "docs/traffic/README.md");
        assert_eq!(LedgerDirectory::default().join("README.md"), "README.md");
    }
}
