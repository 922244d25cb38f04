//! PURE. Popular paths and referrers: GitHub's top ten of a trailing 14-day window, without dates.

use super::traffic::Uniques;
use super::{Timestamp, text::Untrusted};

/// One row of a popular list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopListRow {
    /// The referrer, or the path below the repository (`/owner/repo` is dropped, so `/` is its front page).
    pub name: Untrusted,
    /// Views in the 14 days before the capture.
    pub count: u64,
    /// Unique visitors in the 14 days before the capture.
    pub uniques: Uniques,
    /// The page's title; only the newest capture of the paths keeps titles.
    pub title: Option<Untrusted>,
}

/// `/owner/repo/blob/x` becomes `/blob/x` and `/owner/repo` becomes `/`, so that a rename does not split a page.
pub(crate) fn below_repository(path: &str) -> &str {
    let Some(rest) = path.strip_prefix('/') else {
        return path;
    };
    match rest.match_indices('/').nth(1) {
        Some((at, _)) => &rest[at..],
        None if rest.contains('/') => "/",
        None => path,
    }
}

/// One popular list as it was captured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopList {
    /// When; the window is the 14 days that GitHub had published by then.
    pub captured: Timestamp,
    /// At most ten rows by GitHub's rule, largest first.
    pub rows: Vec<TopListRow>,
}

impl TopList {
    /// The later of two captures of one calendar week; of two made in the same second the greater content, so that
    /// the order of merging does not matter.
    #[must_use]
    pub fn later(self, other: Self) -> Self {
        self.max(other)
    }
}

/// What the repository's front page said when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepoCounters {
    /// When it was read.
    pub captured: Timestamp,
    /// Stargazers at that moment.
    pub stars: Option<u64>,
    /// Forks at that moment.
    pub forks: Option<u64>,
    /// Downloads of releases, added up: in a claim, of those that GitHub listed at that moment (the thirty newest); in a
    /// history, also of those that it had listed before.
    pub downloads: Option<u64>,
}

impl RepoCounters {
    /// The same reading with the downloads of every release that was known by then: those that GitHub did not list any
    /// more keep the number that they had last, whether newer ones pushed them out or they were deleted.
    #[must_use]
    pub fn with_unlisted<'r>(self, releases: impl Iterator<Item = &'r Release>) -> Self {
        let unlisted = releases.filter(|release| release.listed < self.captured);
        let add = |listed| unlisted.fold(listed, |sum: u64, release| sum.saturating_add(release.downloads));
        Self {
            downloads: self.downloads.map(add),
            ..self
        }
    }

    /// The fuller of two readings of one calendar week, the later of two equally full ones: a run that could not read
    /// the stars must not take away those that another run of the week has read.
    #[must_use]
    pub fn fuller(self, other: Self) -> Self {
        let rank = |one: &Self| (one.stars.is_some(), one.forks.is_some(), one.downloads.is_some(), *one);
        if rank(&self) >= rank(&other) { self } else { other }
    }
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The UTC day of its publication.
    pub published: super::Date,
    /// Downloads of its assets, the largest number seen.
    pub downloads: u64,
    /// Whether GitHub calls it a pre-release.
    pub prerelease: bool,
    /// When GitHub listed it last.
    pub listed: Timestamp,
}

impl Release {
    /// The join of two readings of one release: the earlier day, the larger number, the later list.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            published: self.published.min(other.published),
            downloads: self.downloads.max(other.downloads),
            prerelease: self.prerelease && other.prerelease,
            listed: self.listed.max(other.listed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_that_is_not_listed_any_more_keeps_its_downloads_from_then_on() {
        let at = |second| Timestamp::from_second(second).expect("in range");
        let release = |downloads, listed| Release {
            published: crate::domain::Date::constant(2026, 1, 1),
            downloads,
            prerelease: false,
            listed: at(listed),
        };
        // At 1 both were listed, at 2 and 3 the second alone.
        let releases = [release(100, 1), release(7, 3)];
        let total = |second, listed| {
            let reading = RepoCounters {
                captured: at(second),
                stars: None,
                forks: None,
                downloads: listed,
            };
            reading.with_unlisted(releases.iter()).downloads
        };
        assert_eq!(
            [total(1, Some(101)), total(2, Some(5)), total(3, Some(7))],
            [Some(101), Some(105), Some(107)]
        );
        assert_eq!(total(3, None), None, "the list was not read");
    }

    #[test]
    fn stars_outlive_a_later_reading_without_them() {
        let at = |second| Timestamp::from_second(second).expect("in range");
        let whole = |second, stars| RepoCounters {
            captured: at(second),
            stars: Some(stars),
            forks: Some(1),
            downloads: Some(9),
        };
        let partial = RepoCounters {
            captured: at(3),
            stars: None,
            forks: None,
            downloads: Some(10),
        };
        assert_eq!(whole(1, 5).fuller(partial), whole(1, 5));
        assert_eq!(partial.fuller(whole(1, 5)), whole(1, 5));
        assert_eq!(
            whole(1, 5).fuller(whole(2, 4)),
            whole(2, 4),
            "the later one of two that are as full"
        );
    }
}
