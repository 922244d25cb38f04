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
}

/// Why a text is not a repository's name; says the form that was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a repository: write owner/name, for example octocat/hello-world")]
pub struct NotARepository(pub String);

impl FromStr for RepositoryName {
    type Err = NotARepository;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotARepository(text.to_owned());
        let (owner, name) = text.split_once('/').ok_or_else(refuse)?;
        let owner_ok = (1..=39).contains(&owner.len())
            && owner
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !owner.starts_with('-');
        let name_ok = (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
            && name != "."
            && name != ".."
            && !name.eq_ignore_ascii_case(".git");
        if owner_ok && name_ok {
            Ok(Self {
                owner: owner.to_owned(),
                name: name.to_owned(),
            })
        } else {
            Err(refuse())
        }
    }
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
