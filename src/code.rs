//! PURE. Stable codes of what can go wrong: the same in the messages of a run, in the findings of `doctor` and in
//! `docs/codes.md`. A number is given once and never again to something else.

use std::fmt;

/// One thing that can be wrong, or is worth knowing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// GitHub does not accept the token.
    BadCredentials,
    /// `GITHUB_TOKEN`, or an App without the permission.
    NotAccessibleByIntegration,
    /// A fine-grained token without the permission, the repository or the approval.
    NotAccessibleByPersonalToken,
    /// The owner of a classic token may not push.
    NoPushAccess,
    /// A classic token that is not authorised for single sign-on.
    SingleSignOn,
    /// A fine-grained token with a longer lifetime than the organisation allows.
    TokenLifetime,
    /// The plan has no traffic for private repositories.
    Plan,
    /// The repository is archived.
    Archived,
    /// A rule protects the branch.
    Protected,
    /// GitHub has blocked the repository.
    Blocked,
    /// Another refusal.
    Forbidden,
    /// Not found, or hidden from the token.
    NotFound,
    /// The rate limit does not suffice.
    RateLimit,
    /// The repository of the store has moved.
    Moved,
    /// A redirect leads away.
    Redirect,
    /// No connection.
    Unreachable,
    /// The answer is not that of GitHub's API.
    NotJson,
    /// GitHub or the network fails.
    Trouble,
    /// The token expires soon.
    TokenExpires,
    /// The clock of the machine is wrong.
    Clock,
    /// The schedule may be off.
    Schedule,
    /// GitHub publishes nothing.
    Frozen,
    /// Days are missing.
    MissingDays,
    /// The newest day is too old.
    TooOld,
    /// Files of somebody else's are in the way.
    ForeignFile,
    /// The ledger would fill the root of the default branch.
    DefaultBranch,
    /// Who can read what is published.
    Readers,
    /// A server for which GitHub documents no traffic API.
    Server,
    /// The ledger is damaged, or cannot be read.
    Ledger,
    /// Git LFS would take files of the ledger.
    Lfs,
    /// Zeros that cannot be believed.
    Doubtful,
    /// No token commits.
    TokenMissing,
    /// The organisation's list of addresses forbids this one.
    IpAllowList,
    /// The organisation forbids classic tokens.
    ClassicForbidden,
    /// The token may not read the runs of GitHub Actions.
    ActionsHidden,
}

impl Code {
    /// All codes with their numbers and what they are called in the documents.
    pub const ALL: &[(Self, u16, &str)] = &[
        (Self::BadCredentials, 1, "GitHub does not accept the token"),
        (
            Self::NotAccessibleByIntegration,
            2,
            "The token of a workflow or an App lacks a permission",
        ),
        (
            Self::NotAccessibleByPersonalToken,
            3,
            "The fine-grained token lacks a permission, the repository or an approval",
        ),
        (Self::NoPushAccess, 4, "The owner of the classic token cannot push"),
        (
            Self::SingleSignOn,
            5,
            "The classic token is not authorised for single sign-on",
        ),
        (
            Self::TokenLifetime,
            6,
            "The token lives longer than the organisation allows",
        ),
        (Self::Plan, 7, "The plan has no traffic for private repositories"),
        (Self::Archived, 8, "The repository is archived"),
        (Self::Protected, 9, "A rule protects the branch"),
        (Self::Blocked, 10, "GitHub has blocked the repository"),
        (Self::Forbidden, 11, "GitHub refuses access"),
        (Self::NotFound, 12, "Not found, or hidden from the token"),
        (Self::RateLimit, 13, "The rate limit does not suffice"),
        (Self::Moved, 14, "The repository has moved"),
        (Self::Redirect, 15, "A redirect leads away from the API"),
        (Self::Unreachable, 16, "GitHub cannot be reached"),
        (Self::NotJson, 17, "The answer is not that of GitHub's API"),
        (Self::Trouble, 18, "GitHub or the network fails"),
        (Self::TokenExpires, 19, "The token expires soon"),
        (Self::Clock, 20, "The clock is wrong"),
        (Self::Schedule, 21, "The schedule may be off"),
        (Self::Frozen, 22, "GitHub publishes nothing"),
        (Self::MissingDays, 23, "Days are missing"),
        (Self::TooOld, 24, "The newest day is too old"),
        (Self::ForeignFile, 25, "Files of yours are in the way"),
        (Self::DefaultBranch, 26, "The ledger would fill the default branch"),
        (Self::Readers, 27, "Who can read the ledger"),
        (Self::Server, 28, "The server may have no traffic API"),
        (Self::Ledger, 29, "The ledger cannot be read"),
        (Self::Lfs, 30, "Git LFS takes files of the ledger"),
        (Self::Doubtful, 31, "Zeros cannot be believed"),
        (Self::TokenMissing, 32, "The token that commits is missing"),
        (
            Self::IpAllowList,
            33,
            "The organisation forbids the address of the runner",
        ),
        (Self::ClassicForbidden, 34, "The organisation forbids classic tokens"),
        (Self::ActionsHidden, 35, "The runs of GitHub Actions are hidden"),
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(code, ..)| *code == self)
            .map_or("", |(_, _, title)| title)
    }
}

/// `TL012`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = Self::ALL.iter().find(|(code, ..)| code == self);
        write!(f, "TL{:03}", number.map_or(0, |(_, number, _)| *number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_number_of_its_own() {
        let numbers: Vec<u16> = Code::ALL.iter().map(|(_, number, _)| *number).collect();
        assert!(numbers.is_sorted_by(|one, two| one < two));
        assert_eq!(Code::NotFound.to_string(), "TL012");
        for (code, ..) in Code::ALL {
            assert!(!code.title().is_empty());
        }
        // The last one of the enumeration is in the list, so all are.
        assert_eq!(Code::ALL.len(), Code::ActionsHidden as usize + 1);
    }
}
