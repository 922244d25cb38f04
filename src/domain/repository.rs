//! PURE. Which repository: its name and what identifies it.

use std::fmt;
use std::str::FromStr;

use super::Date;

/// `owner/name` within GitHub's grammar, so it is safe in paths, URLs and Markdown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepositoryName {
    owner: String,
    name: String,
}

impl RepositoryName {
    /// The user or organisation.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The repository's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in small letters: what all spellings have in common that are the same name for GitHub, which ignores case.
    #[must_use]
    pub fn folded(&self) -> String {
        self.to_string().to_ascii_lowercase()
    }

    /// Whether both are the same name for GitHub, which ignores case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.owner.eq_ignore_ascii_case(&other.owner) && self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// The text is not a repository name; the message shows the form of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a repository name; use owner/name, for example octocat/hello-world")]
pub struct NotARepository(String);

impl FromStr for RepositoryName {
    type Err = NotARepository;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text
            .split_once('/')
            .filter(|(owner, name)| is_owner(owner) && is_name(name));
        match parts {
            Some((owner, name)) => Ok(Self {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            None => Err(NotARepository(crate::encode::excerpt(text, 60))),
        }
    }
}

/// GitHub's rule for accounts: letters, digits and hyphens, at most 39; managed users have one `_` before the short
/// code of their enterprise. Hyphens at the end exist on old accounts.
fn is_owner(owner: &str) -> bool {
    (1..=39).contains(&owner.len())
        && owner
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        && owner.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// GitHub's rule for repositories: letters, digits and `-_.`, at most 100. A name is a folder of the ledger too, so
/// what git or Windows would fold to `.git` is none; GitHub itself refuses names that end in `.git`.
fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && !name.bytes().all(|b| b == b'.')
        && !name.trim_end_matches('.').to_ascii_lowercase().ends_with(".git")
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Who a history belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// GitHub's numeric id: it outlives renames and transfers. Unknown until the repository itself could be read.
    pub id: Option<u64>,
    /// The name at the last capture.
    pub name: RepositoryName,
    /// The UTC day on which it was created; days before are not days.
    pub created: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in [
            "octocat/hello-world",
            "a/b",
            "o/.github",
            "o/a.b_c",
            "mona_acme/x",
            "old-/x",
            "o/git",
            "o/..x",
            "o/-",
        ] {
            assert_eq!(
                good.parse::<RepositoryName>().map(|name| name.to_string()),
                Ok(good.to_owned())
            );
        }
        let (long_owner, long_name) = (format!("{}/b", "a".repeat(40)), format!("a/{}", "b".repeat(101)));
        for bad in [
            "",
            "octocat",
            "/",
            "a/",
            "/b",
            "a/b/c",
            "a//b",
            "-a/b",
            "_a/b",
            "a.b/c",
            "a/.",
            "a/..",
            "a/...",
            "a/.git",
            "a/.GIT",
            "a/b.git",
            "a/.git.",
            "a/x.Git..",
            "a/b c",
            "a/b\n",
            " a/b",
            "a/b?x",
            "a/b#1",
            "a/b@c",
            "a/é",
            "a/b\u{200b}",
            "a\\b",
            "a/%2e",
            "https://github.com/a/b",
            "git@github.com:a/b",
            &long_owner,
            &long_name,
        ] {
            let error = bad.parse::<RepositoryName>().expect_err(bad).to_string();
            assert!(error.contains("owner/name") && error.len() < 300, "{error}");
        }
    }
}
