//! PURE. What one answer of `traffic/views` or `traffic/clones` proves of the days in its window.
//!
//! GitHub's series changed on 2025-12-30 (measured on archived answers). Before: a rolling window of 336 hours, today's
//! row partial, the oldest row cut, days of zero left out. Since: fourteen whole days with zeros written out, one to
//! three days late. GitHub Enterprise Server may go on with the old one, so the server decides as well.

use std::collections::BTreeMap;

use crate::domain::traffic::{Totals, Uniques};
use crate::domain::{Date, Timestamp, days_between, monday_of, plus_days, utc_day};

/// The first UTC day on which github.com answered with whole days.
pub const FIRST_WHOLE_DAY: Date = Date::constant(2025, 12, 30);
/// The most rows of a window: an hourly one touches fifteen UTC days.
pub const MAX_WINDOW_DAYS: i64 = 15;
/// The days in GitHub's window.
pub const WINDOW_DAYS: i64 = 14;
/// The length of an hourly window: fourteen times 24 hours, in seconds.
const HOURLY_WINDOW: i64 = WINDOW_DAYS * 86_400;

/// Count and uniques of one UTC day, as one answer gave them; a field that was missing or invalid is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numbers {
    /// Views or clones.
    pub count: Option<u64>,
    /// Unique visitors or cloners.
    pub uniques: Option<Uniques>,
}

impl Numbers {
    /// A day without traffic.
    pub const ZERO: Self = Self {
        count: Some(0),
        uniques: Some(Uniques::ZERO),
    };

    /// Whether nothing is known.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::default()
    }

    /// The field-wise larger of two.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            count: self.count.max(other.count),
            uniques: self.uniques.max(other.uniques),
        }
    }
}

/// An answer by day, read but not yet judged.
#[derive(Debug, Clone, Default)]
pub struct SeriesAnswer {
    /// GitHub's own totals of the window.
    pub total: Option<Totals>,
    /// The rows by UTC day. A row whose numbers were invalid is here with nothing in it.
    pub rows: BTreeMap<Date, Numbers>,
    /// Whether any row was dropped (no readable date, or a date that cannot be): then nothing follows from a day being
    /// absent, and the totals cannot be checked.
    pub dropped: bool,
    /// When GitHub generated the answer; `None` for an imported answer that does not say.
    pub answered: Option<Timestamp>,
    /// Whether github.com answered, and not GitHub Enterprise Server.
    pub github_com: bool,
}

/// How much a row proves of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A lower bound: read before the day had ended, at a cut edge, or in a window that breaks GitHub's rules.
    AtLeast,
    /// A whole day of an hourly window. Such windows flicker at their edges, so the larger of two claims is right.
    Hourly,
    /// A row of fourteen whole days: GitHub's current statement, which a later one replaces.
    WholeDay,
}

/// Why an answer breaks GitHub's own rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// `count` is not the sum of the rows.
    Sum,
    /// github.com answered with something else than fourteen whole days in a row.
    Window,
    /// A week inside the window is not the sum of its days.
    Week,
}

/// What an answer proves.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The days it says something about.
    pub days: BTreeMap<Date, (Numbers, Strength)>,
    /// GitHub's own totals of the window, by its last day; not of a window of zeros.
    pub total: Option<(Date, Totals)>,
    /// First and last day of a window that holds nothing but zeros. It proves nothing alone.
    pub zeros: Option<(Date, Date)>,
    /// Whether the numbers of all rows are known, so that sums of them can be compared.
    pub is_whole: bool,
    /// Whether the rows are whole-day statements, so that a later answer replaces this one.
    pub whole_days: bool,
    /// The window: first and last day that it covers whole.
    pub whole: Option<(Date, Date)>,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
}

/// Whether a server answers with hourly windows at this time. See the module for the two kinds of windows.
#[must_use]
pub fn is_hourly(github_com: bool, answered: Timestamp) -> bool {
    !github_com || utc_day(answered) < FIRST_WHOLE_DAY
}

/// What an answer proves. See the module for the two kinds of windows.
#[must_use]
pub fn prove(answer: &SeriesAnswer) -> Proof {
    let mut proof = Proof::default();
    let (Some((&first, _)), Some((&last, _))) = (answer.rows.first_key_value(), answer.rows.last_key_value()) else {
        return proof;
    };
    let kind = Kind::of(answer, first, last);
    if !answer.dropped && answer.rows.values().all(|row| row.count == Some(0)) {
        if answer.total.is_some_and(|total| total.count > 0) {
            proof.violations.push(Violation::Sum);
        }
        // A row that is missing between two zeros is unknown.
        let is_whole = kind == Kind::Hourly || is_fourteen_days(answer, first, last);
        if !is_whole {
            proof.violations.push(Violation::Window);
        }
        if !proof.violations.is_empty() {
            return proof;
        }
        if kind == Kind::WholeDays {
            (proof.whole_days, proof.whole) = (true, Some((first, last)));
        }
        // Whether the answer came before the last day's end matters: a day that is not over may still get traffic.
        let last = answer.answered.map_or(last, |at| last.min(plus_days(utc_day(at), -1)));
        let possible = first <= last && days_between(first, last) < MAX_WINDOW_DAYS;
        proof.zeros = possible.then_some((first, last));
        return proof;
    }
    proof.is_whole = sum(answer).is_some();
    match kind {
        Kind::WholeDays => {
            proof.whole_days = true;
            proof.whole = Some((first, last));
            proof.days = rows(answer, |_| Strength::WholeDay);
        }
        Kind::Hourly => {
            proof.whole = whole_days(answer.answered, first, last);
            let whole = |day: Date| proof.whole.is_some_and(|(first, last)| (first..=last).contains(&day));
            let strength = |day: Date| {
                if whole(day) {
                    Strength::Hourly
                } else {
                    Strength::AtLeast
                }
            };
            let mut days = rows(answer, strength);
            if !answer.dropped {
                // Days left out are zeros: between the rows, and before the first where the window covered them.
                let from = proof.whole.map_or(first, |(whole, _)| whole.min(first));
                for day in days_from(from, last).filter(|day| !answer.rows.contains_key(day)) {
                    days.insert(day, (Numbers::ZERO, strength(day)));
                }
            }
            proof.days = days;
        }
        Kind::Irregular => {
            proof.violations.push(Violation::Window);
            proof.days = rows(answer, |_| Strength::AtLeast);
        }
    }
    if let (Some(total), Some(sum)) = (answer.total, sum(answer)) {
        if sum == total.count {
            let end = match (kind, answer.answered) {
                (Kind::WholeDays, _) => Some(last),
                (Kind::Hourly, Some(at)) => Some(utc_day(at)),
                (Kind::Hourly, None) | (Kind::Irregular, _) => None,
            };
            proof.total = end.map(|end| (end, total));
        } else {
            proof.violations.push(Violation::Sum);
        }
    }
    proof
}

impl Proof {
    /// Whether a week's numbers can be trusted: it lies wholly inside the window and equals the sum of its days. `Err`
    /// when it lies inside and does not equal the sum; `Ok(false)` when it is cut or a day of it is unknown.
    ///
    /// # Errors
    /// [`Violation::Week`].
    pub fn holds_week(&self, monday: Date, count: u64) -> Result<bool, Violation> {
        let sunday = plus_days(monday, 6);
        let inside = self
            .whole
            .is_some_and(|(first, last)| first <= monday && sunday <= last);
        if monday != monday_of(monday) || !inside || !self.is_whole {
            return Ok(false);
        }
        // A day that no row is about lies behind the last row of an hourly window: it adds nothing to GitHub's sum either.
        let of = |day| self.days.get(&day).and_then(|(numbers, _)| numbers.count).unwrap_or(0);
        if days_from(monday, sunday).map(of).sum::<u64>() == count {
            Ok(true)
        } else {
            Err(Violation::Week)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    WholeDays,
    Hourly,
    Irregular,
}

impl Kind {
    fn of(answer: &SeriesAnswer, first: Date, last: Date) -> Self {
        // An imported answer without a time was made on or after its last day.
        let answered = answer.answered.map_or(last, utc_day);
        if !answer.github_com || answered < FIRST_WHOLE_DAY {
            return Self::Hourly;
        }
        let over = answer.answered.is_none_or(|at| last < utc_day(at));
        if is_fourteen_days(answer, first, last) && over && !answer.dropped {
            Self::WholeDays
        } else {
            Self::Irregular
        }
    }
}

/// Whether the rows are fourteen days without a gap.
fn is_fourteen_days(answer: &SeriesAnswer, first: Date, last: Date) -> bool {
    days_between(first, last) + 1 == WINDOW_DAYS && answer.rows.len() as i64 == WINDOW_DAYS
}

/// First and last day that an hourly window covers from midnight to midnight.
fn whole_days(answered: Option<Timestamp>, first: Date, last: Date) -> Option<(Date, Date)> {
    let (from, to) = match answered {
        Some(at) => (whole_day_after(at), plus_days(utc_day(at), -1)),
        // The hour of the request is not known: the oldest row may be cut and the newest may have been read too early.
        None => (plus_days(first, 1), plus_days(last, -1)),
    };
    (from <= to).then_some((from, to))
}

/// The first day that an hourly window covers from its midnight on.
fn whole_day_after(answered: Timestamp) -> Date {
    let start = answered.as_second() - HOURLY_WINDOW;
    let days = start.div_euclid(86_400) + i64::from(start.rem_euclid(86_400) > 0);
    plus_days(Date::constant(1970, 1, 1), days)
}

fn rows(answer: &SeriesAnswer, strength: impl Fn(Date) -> Strength) -> BTreeMap<Date, (Numbers, Strength)> {
    let known = answer.rows.iter().filter(|(_, numbers)| !numbers.is_unknown());
    known.map(|(day, numbers)| (*day, (*numbers, strength(*day)))).collect()
}

/// The sum of the rows; `None` when one of them is unknown or was dropped.
fn sum(answer: &SeriesAnswer) -> Option<u64> {
    if answer.dropped {
        return None;
    }
    answer.rows.values().map(|row| row.count).sum()
}

fn days_from(first: Date, last: Date) -> impl Iterator<Item = Date> {
    (0..=days_between(first, last)).map(move |offset| plus_days(first, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(first: &str, counts: &[Option<u64>], answered: &str) -> SeriesAnswer {
        let first: Date = first.parse().expect("a day");
        let row = |count: Option<u64>| Numbers {
            count,
            uniques: count.map(Uniques::new),
        };
        let rows: BTreeMap<Date, Numbers> = (0..)
            .zip(counts)
            .map(|(offset, count)| (plus_days(first, offset), row(*count)))
            .collect();
        let count = counts.iter().flatten().sum();
        SeriesAnswer {
            total: Some(Totals {
                count,
                uniques: Uniques::new(count),
            }),
            rows,
            dropped: false,
            answered: answered.parse().ok(),
            github_com: true,
        }
    }

    fn date(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn fourteen_whole_days_are_whole() {
        let proof = prove(&answer("2026-03-01", &[Some(5); 14], "2026-03-15T14:00:00Z"));
        assert_eq!(proof.violations, []);
        assert_eq!(proof.days.len(), 14);
        assert!(proof.days.values().all(|(_, strength)| *strength == Strength::WholeDay));
        assert_eq!(
            proof.total.map(|(end, total)| (end, total.count)),
            Some((date("2026-03-14"), 70))
        );
        assert_eq!(proof.holds_week(date("2026-03-02"), 35), Ok(true));
        assert_eq!(proof.holds_week(date("2026-03-02"), 600), Err(Violation::Week));
        assert_eq!(proof.holds_week(date("2026-02-23"), 35), Ok(false));
    }

    #[test]
    fn thirteen_rows_or_a_last_row_of_today_are_lower_bounds() {
        for (rows, answered) in [
            (13, "2026-03-15T14:00:00Z"),
            (14, "2026-03-14T23:59:50Z"),
            (15, "2026-03-16T14:00:00Z"),
        ] {
            let proof = prove(&answer("2026-03-01", &vec![Some(5); rows], answered));
            assert_eq!(proof.violations, [Violation::Window], "{rows}");
            assert!(proof.days.values().all(|(_, strength)| *strength == Strength::AtLeast));
            assert_eq!(proof.total, None);
        }
    }

    #[test]
    fn a_missing_row_is_unknown_and_not_zero() {
        let mut cut = answer("2026-03-01", &[Some(5); 14], "2026-03-15T14:00:00Z");
        cut.rows.remove(&date("2026-03-07"));
        let proof = prove(&cut);
        assert_eq!(proof.days.get(&date("2026-03-07")), None);
        assert_eq!(proof.violations, [Violation::Window, Violation::Sum]);
    }

    #[test]
    fn an_invalid_row_is_unknown_and_the_total_is_not_used() {
        let mut counts = [Some(5); 14];
        counts[6] = None;
        let proof = prove(&answer("2026-03-01", &counts, "2026-03-15T14:00:00Z"));
        assert_eq!(proof.days.len(), 13);
        assert_eq!(proof.total, None);
        assert_eq!(proof.holds_week(date("2026-03-02"), 30), Ok(false));
    }

    #[test]
    fn a_total_that_is_not_the_sum_is_a_violation() {
        let mut odd = answer("2026-03-01", &[Some(5); 14], "2026-03-15T14:00:00Z");
        odd.total = Some(Totals {
            count: 6_300,
            uniques: Uniques::new(1),
        });
        let proof = prove(&odd);
        assert_eq!((proof.total, proof.violations), (None, vec![Violation::Sum]));
        assert_eq!(proof.days.len(), 14);
    }

    #[test]
    fn zeros_prove_nothing_alone() {
        let proof = prove(&answer("2026-03-01", &[Some(0); 14], "2026-03-15T14:00:00Z"));
        assert_eq!(proof.zeros, Some((date("2026-03-01"), date("2026-03-14"))));
        assert!(proof.days.is_empty() && proof.total.is_none());
        let today = prove(&answer("2026-03-02", &[Some(0); 14], "2026-03-15T14:00:00Z"));
        assert_eq!(
            today.zeros,
            Some((date("2026-03-02"), date("2026-03-14"))),
            "today is not over"
        );
    }

    #[test]
    fn an_hourly_window_leaves_zeros_out_and_is_cut_at_both_ends() {
        // Asked at noon on 15 March 2024: the window began at noon on 1 March.
        let mut hourly = answer("2024-03-01", &[Some(5); 15], "2024-03-15T12:00:00Z");
        hourly.rows.remove(&date("2024-03-07"));
        hourly.total = Some(Totals {
            count: 70,
            uniques: Uniques::new(9),
        });
        let proof = prove(&hourly);
        assert_eq!(proof.whole, Some((date("2024-03-02"), date("2024-03-14"))));
        assert_eq!(proof.days[&date("2024-03-01")].1, Strength::AtLeast);
        assert_eq!(proof.days[&date("2024-03-15")].1, Strength::AtLeast);
        assert_eq!(proof.days[&date("2024-03-07")], (Numbers::ZERO, Strength::Hourly));
        assert_eq!(proof.total.map(|(end, _)| end), Some(date("2024-03-15")));
    }

    #[test]
    fn the_quiet_days_before_the_first_row_of_an_hourly_window_are_zeros() {
        let proof = prove(&answer("2024-03-10", &[Some(5)], "2024-03-15T12:00:00Z"));
        assert_eq!(proof.days[&date("2024-03-02")], (Numbers::ZERO, Strength::Hourly));
        assert_eq!(proof.days.get(&date("2024-03-11")), None, "perhaps not published yet");
    }

    #[test]
    fn another_server_is_hourly_whatever_its_rows_look_like() {
        let mut enterprise = answer("2026-03-01", &[Some(5); 14], "2026-03-15T14:00:00Z");
        enterprise.github_com = false;
        let proof = prove(&enterprise);
        assert!(proof.days.values().all(|(_, strength)| *strength != Strength::WholeDay));
    }

    #[test]
    fn zeros_are_proved_of_days_that_are_over_and_of_no_longer_window_than_githubs() {
        let zeros = |first: &str, days: usize, answered: &str| {
            let mut zeros = answer(first, &vec![Some(0); days], answered);
            zeros.github_com = false;
            prove(&zeros).zeros.map(|(first, last)| days_between(first, last) + 1)
        };
        assert_eq!(zeros("2026-03-01", 14, "2026-03-15T14:00:00Z"), Some(14));
        assert_eq!(
            zeros("2026-03-01", 15, "2026-03-15T14:00:00Z"),
            Some(14),
            "the last day is not over"
        );
        assert_eq!(zeros("2026-03-01", 15, "2026-03-16T00:00:00Z"), Some(15));
        assert_eq!(zeros("2026-03-01", 16, "2026-03-17T00:00:00Z"), None);
        assert_eq!(
            zeros("2026-03-15", 1, "2026-03-15T14:00:00Z"),
            None,
            "nothing of it is over"
        );
        assert_eq!(zeros("2026-03-15", 1, "2026-03-16T00:00:00Z"), Some(1));
    }

    #[test]
    fn the_windows_changed_on_a_day() {
        let is_whole = |first: &str, answered: &str| prove(&answer(first, &[Some(5); 14], answered)).whole_days;
        assert!(!is_whole("2025-12-15", "2025-12-29T14:00:00Z"));
        assert!(is_whole("2025-12-16", "2025-12-30T14:00:00Z"));
    }

    #[test]
    fn an_hourly_window_that_begins_at_midnight_covers_that_day() {
        let first = |answered: &str| whole_day_after(answered.parse().expect("a time"));
        assert_eq!(first("2026-01-15T00:00:00Z"), date("2026-01-01"));
        assert_eq!(first("2026-01-15T00:00:01Z"), date("2026-01-02"));
        assert_eq!(first("2026-01-15T23:59:59Z"), date("2026-01-02"));
    }
}
