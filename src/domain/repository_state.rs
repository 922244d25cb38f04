//! PURE. What GitHub said last about a repository itself, and how it stands with GitHub and with the runs.

use serde::{Deserialize, Serialize};

use super::{SURELY_SHOWN, Timestamp};

/// What GitHub said about a repository, and when: a later answer replaces an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatusClaim {
    /// When GitHub generated the answer.
    pub answered: Timestamp,
    /// What it said.
    pub status: RepositoryStatus,
}

/// What GitHub says about a repository. Of two answers of one second the one that found it is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RepositoryStatus {
    /// Not found, neither by its name nor by its id: deleted, renamed away, or the token lost access. GitHub does not tell these
    /// apart.
    NotFound,
    /// Found.
    Found {
        /// Whether it is archived; `None` if that is not known.
        archived: Option<bool>,
        /// Whether it is private or internal; `None` if that is not known.
        private: Option<bool>,
    },
}

impl RepositoryStatus {
    /// Whether it is known to be public.
    #[must_use]
    pub fn is_public(self) -> bool {
        matches!(
            self,
            Self::Found {
                private: Some(false),
                ..
            }
        )
    }

    /// Whether it is known to be private or internal.
    #[must_use]
    pub fn is_private(self) -> bool {
        matches!(
            self,
            Self::Found {
                private: Some(true),
                ..
            }
        )
    }
}

/// How a repository stands. Whatever the state, what is recorded stays. It follows from the histories alone: no run sets it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepositoryState {
    /// It is recorded.
    #[default]
    Live,
    /// It is recorded, and GitHub shows it to few.
    Private,
    /// Nothing was read of it for more than a day while others were read; nothing of it is lost yet.
    Waiting,
    /// Nothing was read of it for so long that days may be missing: it is no longer followed, or runs fail to read it.
    Stale,
    /// It is archived, so it is read-only.
    Archived,
    /// GitHub does not find it any more.
    Gone,
}

/// A repository is live while its last capture is at most so many days behind that of the others: a run may take it in turns.
const MOST_BEHIND: i64 = 1;

impl RepositoryState {
    /// The state of a repository of which GitHub said `status` last and whose last capture is `behind` days before the newest
    /// one in its ledger; `None` if it was never captured and others were.
    #[must_use]
    pub fn of(status: Option<RepositoryStatus>, behind: Option<i64>) -> Self {
        match (status, behind) {
            (Some(RepositoryStatus::NotFound), _) => Self::Gone,
            (
                Some(RepositoryStatus::Found {
                    archived: Some(true), ..
                }),
                _,
            ) => Self::Archived,
            (Some(status), Some(..=MOST_BEHIND)) if status.is_private() => Self::Private,
            (_, Some(..=MOST_BEHIND)) => Self::Live,
            (_, Some(..=SURELY_SHOWN)) => Self::Waiting,
            (_, _) => Self::Stale,
        }
    }

    /// Whether this is the state that goes without saying.
    #[must_use]
    pub fn is_live(&self) -> bool {
        *self == Self::Live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_follows_from_the_last_answer_and_from_how_far_the_capture_is_behind() {
        let found = |archived, private| Some(RepositoryStatus::Found { archived, private });
        let gone = Some(RepositoryStatus::NotFound);
        let public = found(Some(false), Some(false));
        for (status, behind, state) in [
            (public, Some(0), RepositoryState::Live),
            (public, Some(1), RepositoryState::Live),
            (None, Some(1), RepositoryState::Live),
            (found(None, None), Some(0), RepositoryState::Live),
            (found(Some(false), Some(true)), Some(1), RepositoryState::Private),
            (found(Some(false), Some(true)), Some(2), RepositoryState::Waiting),
            (public, Some(2), RepositoryState::Waiting),
            (public, Some(SURELY_SHOWN), RepositoryState::Waiting),
            (public, Some(SURELY_SHOWN + 1), RepositoryState::Stale),
            (None, None, RepositoryState::Stale),
            (found(Some(true), Some(true)), Some(0), RepositoryState::Archived),
            (found(Some(true), None), Some(99), RepositoryState::Archived),
            (gone, Some(0), RepositoryState::Gone),
            (gone, None, RepositoryState::Gone),
        ] {
            assert_eq!(RepositoryState::of(status, behind), state, "{status:?} {behind:?}");
        }
    }
}
