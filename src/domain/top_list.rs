//! PURE. Popular paths and referrers: GitHub's top ten of a trailing 14-day window, without dates.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::evidence::proof::{FIRST_WHOLE_DAY, WINDOW_DAYS};
use super::query_strings::page;
use super::traffic::Uniques;
use super::{Date, Timestamp, plus_days, text::Untrusted, utc_day};

/// GitHub's popular lists hold ten rows at most (traffic API reference): who is missing from a list as long may still have
/// had some views.
pub const POPULAR_ROWS: usize = 10;
/// The most days between the last published day and the answer (measured on archived answers).
const LONGEST_LAG: i64 = 3;

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

/// Sorts rows as a list has them: largest count first, of equal ones by name.
pub(crate) fn sort_rows(rows: &mut [TopListRow]) {
    rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
}

/// Which days a popular list is the total of. GitHub does not say: it follows from the series of the same run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListWindow {
    /// Not known: the fourteen days that GitHub had published, one to three days late (measured on archived answers).
    Unknown,
    /// The 336 hours before the answer, which cut the oldest day and today (github.com until 2025-12-29, GitHub Enterprise
    /// Server).
    Hourly,
    /// The fourteen whole days that end on this one.
    Whole(Date),
}

/// One popular list as it was captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopList {
    /// Whether it is an answer to this ledger itself, and not from an import.
    pub is_own: bool,
    /// When GitHub generated the answer that dates the list.
    pub captured: Timestamp,
    /// The days that its numbers are the totals of.
    pub window: ListWindow,
    /// At most ten rows by GitHub's rule, largest first.
    pub rows: Vec<TopListRow>,
    /// Whether GitHub may have left names out: it sent ten rows, even if fewer are left (two names of one page are one
    /// row).
    pub is_cut: bool,
}

impl TopList {
    /// A list that an import knows by its capture alone.
    #[must_use]
    pub fn imported(captured: Timestamp, rows: Vec<TopListRow>) -> Self {
        let window = match utc_day(captured) < FIRST_WHOLE_DAY {
            true => ListWindow::Hourly,
            false => ListWindow::Unknown,
        };
        Self {
            is_own: false,
            captured,
            window,
            is_cut: rows.len() >= POPULAR_ROWS,
            rows,
        }
    }

    /// The same list with one row for each page of which the query strings were removed. Their counts add up; their uniques
    /// may be the same people, so the larger number is kept as a lower bound.
    #[must_use]
    pub fn with_joined_pages(mut self) -> Self {
        let mut rows: BTreeMap<Untrusted, TopListRow> = BTreeMap::new();
        for row in self.rows {
            let name = Untrusted::new(page(row.name.sanitized()));
            match rows.get_mut(&name) {
                Some(kept) => {
                    kept.count = kept.count.saturating_add(row.count);
                    kept.uniques = kept.uniques.max(row.uniques);
                    kept.title = kept.title.take().or(row.title);
                }
                None => drop(rows.insert(name.clone(), TopListRow { name, ..row })),
            }
        }
        self.rows = rows.into_values().collect();
        sort_rows(&mut self.rows);
        self
    }

    /// The better of two captures of one UTC day: an own one before an imported one, then the later one. Of two made in the
    /// same second the greater content, so that the order of merging does not matter; titles are left out of this, since
    /// only the newest list of a ledger keeps them.
    #[must_use]
    pub fn better(mut self, other: Self) -> Self {
        match self.content().cmp(&other.content()) {
            Ordering::Less => other,
            Ordering::Greater => self,
            Ordering::Equal => {
                for (row, same) in self.rows.iter_mut().zip(other.rows) {
                    row.title = row.title.take().max(same.title);
                }
                self
            }
        }
    }

    fn content(&self) -> impl Ord + use<> {
        let rows = self.rows.iter();
        let rows: Vec<_> = rows.map(|row| (row.name.clone(), row.count, row.uniques)).collect();
        (self.is_own, self.captured, self.window, self.is_cut, rows)
    }

    /// The first and the last day of which the list can hold any view.
    #[must_use]
    pub fn touched(&self) -> (Date, Date) {
        let day = utc_day(self.captured);
        match self.window {
            ListWindow::Whole(last) => (plus_days(last, 1 - WINDOW_DAYS), last),
            ListWindow::Hourly => (plus_days(day, -WINDOW_DAYS), day),
            ListWindow::Unknown => (plus_days(day, 1 - WINDOW_DAYS - LONGEST_LAG), plus_days(day, -1)),
        }
    }

    /// The first and the last day of which the list surely holds all views, apart from names that it is too short for.
    #[must_use]
    pub fn covered(&self) -> (Date, Date) {
        let day = utc_day(self.captured);
        match self.window {
            ListWindow::Whole(last) => (plus_days(last, 1 - WINDOW_DAYS), last),
            ListWindow::Hourly => (plus_days(day, 1 - WINDOW_DAYS), plus_days(day, -1)),
            ListWindow::Unknown => (plus_days(day, -WINDOW_DAYS), plus_days(day, -LONGEST_LAG)),
        }
    }

    /// Whether no view can be in both lists, of which this one is the later.
    #[must_use]
    pub fn is_apart_from(&self, earlier: &Self) -> bool {
        self.touched().0 > earlier.touched().1
    }

    /// The row of a name.
    #[must_use]
    pub fn row(&self, name: &Untrusted) -> Option<&TopListRow> {
        self.rows.iter().find(|row| row.name == *name)
    }

    /// The most views that a name can have had which is not on the list: none, unless the list is cut.
    #[must_use]
    pub fn most_unlisted(&self) -> u64 {
        let last = self.rows.iter().map(|row| row.count).min();
        last.filter(|_| self.is_cut).unwrap_or(0)
    }
}

/// A number and when it was read; the later of two is the one that counts.
pub type Reading = (Timestamp, u64);

/// The last reading of each number in one calendar week: a run that did not ask for one of them takes none away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CounterClaims {
    /// Stargazers.
    pub stars: Option<Reading>,
    /// Forks.
    pub forks: Option<Reading>,
    /// Downloads of the files that GitHub listed, added up.
    pub downloads: Option<Reading>,
}

impl CounterClaims {
    /// The join of two: the later reading of each number.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            stars: self.stars.max(other.stars),
            forks: self.forks.max(other.forks),
            downloads: self.downloads.max(other.downloads),
        }
    }

    /// The time of the latest reading; `None` without any.
    #[must_use]
    pub fn captured(&self) -> Option<Timestamp> {
        [self.stars, self.forks, self.downloads]
            .into_iter()
            .flatten()
            .map(|(at, _)| at)
            .max()
    }

    /// The numbers, under the time of the latest.
    #[must_use]
    pub fn counters(&self) -> Option<RepoCounters> {
        let number = |reading: Option<Reading>| reading.map(|(_, number)| number);
        Some(RepoCounters {
            captured: self.captured()?,
            stars: number(self.stars),
            forks: number(self.forks),
            downloads: number(self.downloads),
        })
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
    /// Downloads of release files, added up, also of those that GitHub did not list then, but before.
    pub downloads: Option<u64>,
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The UTC day of its publication.
    pub published: Date,
    /// Whether GitHub calls it a pre-release.
    pub prerelease: bool,
}

impl Release {
    /// The join of two readings of one release: the earlier day.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            published: self.published.min(other.published),
            prerelease: self.prerelease && other.prerelease,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_are_apart_only_if_no_day_can_be_in_both() {
        let day = |text: &str| -> Date { text.parse().expect("a day") };
        let list = |captured: &str, window| TopList {
            window,
            ..TopList::imported(captured.parse().expect("a time"), Vec::new())
        };
        // A lag of three days, then of one: the captures are 14 days apart, the windows share two days less than that.
        let late = list("2026-03-15T14:00:00Z", ListWindow::Whole(day("2026-03-12")));
        let fresh = |captured: &str, last: &str| list(captured, ListWindow::Whole(day(last)));
        assert!(fresh("2026-03-27T14:00:00Z", "2026-03-26").is_apart_from(&late));
        assert!(!fresh("2026-03-27T14:00:00Z", "2026-03-25").is_apart_from(&late));
        // Without a known window the worst is assumed of both.
        let unknown = |captured: &str| list(captured, ListWindow::Unknown);
        assert!(!unknown("2026-03-29T14:00:00Z").is_apart_from(&unknown("2026-03-14T14:00:00Z")));
        assert!(unknown("2026-03-30T14:00:00Z").is_apart_from(&unknown("2026-03-14T14:00:00Z")));
        // 336 hours touch fifteen days.
        let hourly = |captured: &str| list(captured, ListWindow::Hourly);
        assert!(!hourly("2024-03-15T01:00:00Z").is_apart_from(&hourly("2024-03-01T23:00:00Z")));
        assert!(hourly("2024-03-16T01:00:00Z").is_apart_from(&hourly("2024-03-01T23:00:00Z")));
    }

    #[test]
    fn of_each_number_the_last_reading_of_a_week_counts() {
        let at = |second: i64| Timestamp::from_second(second).expect("a time");
        let both = CounterClaims {
            stars: Some((at(1), 5)),
            forks: Some((at(1), 2)),
            downloads: Some((at(1), 9)),
        };
        let later = CounterClaims {
            stars: Some((at(2), 4)),
            ..CounterClaims::default()
        };
        let joined = CounterClaims {
            stars: Some((at(2), 4)),
            ..both
        };
        assert_eq!((both.join(later), later.join(both)), (joined, joined));
        assert_eq!(joined.captured(), Some(at(2)));
        assert_eq!(CounterClaims::default().counters(), None);
    }

    #[test]
    fn a_path_that_is_below_no_repository_stays() {
        for (path, below) in [
            ("/octo/spike", "/"),
            ("/octo/spike/blob/main/a.md", "/blob/main/a.md"),
            ("/single", "/single"),
            ("single", "single"),
        ] {
            assert_eq!(below_repository(path), below, "{path}");
        }
    }

    #[test]
    fn the_days_of_a_list_follow_from_its_window() {
        let noon = |day: Date| format!("{day}T12:00:00Z").parse().expect("a time");
        let list = |day: Date| TopList::imported(noon(day), Vec::new());
        assert_eq!(list(plus_days(FIRST_WHOLE_DAY, -1)).window, ListWindow::Hourly);
        for day in [FIRST_WHOLE_DAY, plus_days(FIRST_WHOLE_DAY, 1)] {
            assert_eq!(list(day).window, ListWindow::Unknown, "{day}");
        }
        let mut list = list(Date::constant(2026, 11, 23));
        let day = |month, day| Date::constant(2026, month, day);
        for (window, touched, covered) in [
            (
                ListWindow::Whole(day(11, 22)),
                (day(11, 9), day(11, 22)),
                (day(11, 9), day(11, 22)),
            ),
            (
                ListWindow::Hourly,
                (day(11, 9), day(11, 23)),
                (day(11, 10), day(11, 22)),
            ),
            (
                ListWindow::Unknown,
                (day(11, 7), day(11, 22)),
                (day(11, 9), day(11, 20)),
            ),
        ] {
            list.window = window;
            assert_eq!((list.touched(), list.covered()), (touched, covered), "{window:?}");
        }
    }

    #[test]
    fn a_release_that_was_once_final_is_no_pre_release() {
        let release = |day: &str, prerelease| Release {
            published: day.parse().expect("a day"),
            prerelease,
        };
        let (before, after) = (release("2026-11-01", true), release("2026-11-02", false));
        for (one, other) in [(&before, &after), (&after, &before)] {
            assert_eq!(one.clone().join(other.clone()), release("2026-11-01", false));
        }
        assert_eq!(before.clone().join(before.clone()), before);
    }
}
