//! PURE. Clones by a repository's own CI: estimated from the jobs of its runs of GitHub Actions, since GitHub's numbers of clones do
//! not tell who cloned.
//!
//! A checkout is a clone, so nine jobs of a matrix that check out are nine (fact 1). Of days with many runs only some are
//! looked into; those of the same workflow are taken to be like them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Date, Timestamp, plus_days, utc_day};

/// Days before today of which the runs may be asked for: those that GitHub shows the clones of.
pub const DAYS: i64 = 14;

/// How well the clones of a day by CI are known. Later ones are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CiCertainty {
    /// There were runs of which nothing is known.
    AtLeast,
    /// Of some runs the jobs were not read: they are taken to be like the others of their workflow.
    Estimated,
    /// The jobs of every run were read.
    Counted,
}

impl CiCertainty {
    /// The word for it in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::Estimated => "estimated",
            Self::Counted => "counted",
        }
    }

    /// What a word in a file means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::AtLeast, Self::Estimated, Self::Counted];
        all.into_iter().find(|certainty| certainty.word() == word)
    }
}

/// The clones of one UTC day by CI. Of several the better known counts, of equally well known ones the larger: its order is the
/// join of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CiClones {
    /// How well they are known.
    pub certainty: CiCertainty,
    /// How many.
    pub clones: u64,
}

/// The days up to `last` that need not be asked for again: bit 0 is `last`, bit 1 the day before, …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownDays {
    /// The newest of them.
    pub last: Date,
    /// One bit for each day.
    pub bits: u16,
}

impl KnownDays {
    /// What is known well enough of the last days in `days`, oldest first.
    pub fn new(days: impl DoubleEndedIterator<Item = (Date, CiClones)>) -> Option<Self> {
        let known = days.rev().filter(|(_, day)| day.certainty > CiCertainty::AtLeast);
        let mut all: Option<Self> = None;
        for (date, _) in known {
            let known = all.get_or_insert(Self { last: date, bits: 0 });
            match known.bit(date) {
                Some(bit) => known.bits |= bit,
                None => break,
            }
        }
        all
    }

    fn bit(self, date: Date) -> Option<u16> {
        let back = super::days_between(date, self.last);
        1_u16.checked_shl(u32::try_from(back).ok()?)
    }

    /// Whether a day is one of them.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.bit(date).is_some_and(|bit| self.bits & bit != 0)
    }
}

/// The days to ask for on the UTC day `today`, newest first: those of the last fourteen that are not known yet.
#[must_use]
pub fn days_to_ask(known: Option<KnownDays>, today: Date, created: Option<Date>) -> Vec<Date> {
    let days = (1..=DAYS).map(|back| plus_days(today, -back));
    let is_wanted = |day: &Date| {
        let exists = created.is_none_or(|created| created <= *day);
        exists && !known.is_some_and(|known| known.contains(*day))
    };
    days.filter(is_wanted).collect()
}

/// How the jobs of a run are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// They have to be read.
    Jobs,
    /// GitHub's own build of Pages: one checkout that no job of a workflow of the repository makes.
    Pages,
    /// No job of it ran.
    Nothing,
}

/// A run of a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkflowRun {
    /// GitHub's id.
    pub id: u64,
    /// GitHub's id of the workflow.
    pub workflow: u64,
    /// When it was created.
    pub created: Timestamp,
    /// When something of it changed last.
    pub updated: Timestamp,
    /// How its jobs are found.
    pub kind: RunKind,
}

/// The runs that may have jobs on a UTC day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayRuns {
    /// Those created on the day, or in the hours before it.
    pub runs: Vec<WorkflowRun>,
    /// Whether there are more.
    pub is_cut: bool,
}

/// The checkouts of a run by the UTC day on which their job started.
pub type Checkouts = BTreeMap<Date, u64>;

/// Hours before a day in which a run can be created whose jobs start on it: a job runs for six hours at most, and the next one waits
/// for it.
pub const HOURS_BEFORE: i64 = 6;

impl WorkflowRun {
    fn is_of(&self, day: Date) -> bool {
        utc_day(self.created) == day
    }

    /// Whether jobs of it can have started on `day`.
    fn touches(&self, day: Date) -> bool {
        self.is_of(day) || (utc_day(self.created) < day && utc_day(self.updated) >= day)
    }
}

/// The runs whose jobs should be read, the ones that tell most first: one of each workflow, then a second one of each, … newest
/// first.
#[must_use]
pub fn to_read(days: &BTreeMap<Date, DayRuns>) -> Vec<u64> {
    let mut seen = BTreeSet::new();
    let mut by_workflow: BTreeMap<u64, Vec<&WorkflowRun>> = BTreeMap::new();
    for (day, list) in days.iter().rev() {
        let runs = list.runs.iter().filter(|run| run.touches(*day));
        for run in runs.filter(|run| run.kind == RunKind::Jobs) {
            if seen.insert(run.id) {
                by_workflow.entry(run.workflow).or_default().push(run);
            }
        }
    }
    let mut order: Vec<(usize, &WorkflowRun)> = by_workflow
        .into_values()
        .flat_map(|runs| runs.into_iter().enumerate())
        .collect();
    order.sort_by_key(|(place, run)| (*place, std::cmp::Reverse((run.created, run.id))));
    order.into_iter().map(|(_, run)| run.id).collect()
}

/// The clones of each day; `read` has the checkouts of the runs whose jobs were read.
#[must_use]
pub fn count(days: &BTreeMap<Date, DayRuns>, read: &BTreeMap<u64, Checkouts>) -> BTreeMap<Date, CiClones> {
    // By workflow: how many runs were read, and how many checkouts they made.
    let mut usual: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for run in days.values().flat_map(|list| &list.runs) {
        if let Some(checkouts) = read.get(&run.id).filter(|_| seen.insert(run.id)) {
            let (runs, sum) = usual.entry(run.workflow).or_default();
            *runs += 1;
            *sum = checkouts.values().fold(*sum, |sum, more| sum.saturating_add(*more));
        }
    }
    days.iter()
        .map(|(day, list)| (*day, count_day(*day, list, read, &usual)))
        .collect()
}

fn count_day(
    day: Date,
    list: &DayRuns,
    read: &BTreeMap<u64, Checkouts>,
    usual: &BTreeMap<u64, (u64, u64)>,
) -> CiClones {
    let mut certainty = match list.is_cut {
        true => CiCertainty::AtLeast,
        false => CiCertainty::Counted,
    };
    let mut clones = 0_u64;
    let mut unread: BTreeMap<u64, u64> = BTreeMap::new();
    for run in list.runs.iter().filter(|run| run.touches(day)) {
        match (run.kind, read.get(&run.id)) {
            (RunKind::Nothing, _) => {}
            (RunKind::Pages, _) => clones = clones.saturating_add(u64::from(run.is_of(day))),
            (RunKind::Jobs, Some(checkouts)) => {
                clones = clones.saturating_add(checkouts.get(&day).copied().unwrap_or(0));
            }
            (RunKind::Jobs, None) => {
                certainty = certainty.min(CiCertainty::Estimated);
                // Most jobs start on the day of their run.
                *unread.entry(run.workflow).or_default() += u64::from(run.is_of(day));
            }
        }
    }
    for (workflow, runs) in unread.into_iter().filter(|(_, runs)| *runs > 0) {
        match usual.get(&workflow) {
            // To the nearest whole number.
            Some((of, sum)) => clones = clones.saturating_add((2 * runs * sum + of) / (2 * of)),
            None => certainty = CiCertainty::AtLeast,
        }
    }
    CiClones { certainty, clones }
}

/// Whether a step of a job is a checkout, by its name: that of `actions/checkout` without a name of its own, or one with the word in it.
/// The step that cleans up after it is none.
#[must_use]
pub fn is_checkout(step: &str) -> bool {
    let name = step.trim().to_lowercase();
    let is_named = name.contains("checkout") || name.contains("check out");
    is_named && !name.starts_with("post ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn run(id: u64, workflow: u64, created: &str, updated: &str, kind: RunKind) -> WorkflowRun {
        let time = |text: &str| format!("2026-11-{text}:00Z").parse().expect("a time");
        WorkflowRun {
            id,
            workflow,
            created: time(created),
            updated: time(updated),
            kind,
        }
    }

    fn found(days: &BTreeMap<Date, DayRuns>, read: &BTreeMap<u64, Checkouts>) -> Vec<(CiCertainty, u64)> {
        let days = count(days, read);
        days.values().map(|day| (day.certainty, day.clones)).collect()
    }

    /// Two days by hand. The 10th: a matrix of nine with a tenth job without a checkout (run 1: 9), a build of Pages (1), a run that
    /// was skipped (0), and a run begun at 23:50 with two jobs, one of which starts after midnight (run 4: 1). The 11th: the
    /// second job of run 4 (1), and a run of the matrix whose jobs are not read (9, like run 1).
    #[test]
    fn the_clones_of_two_days_by_hand() {
        let (tenth, eleventh) = (day("2026-11-10"), day("2026-11-11"));
        let over_midnight = run(4, 8, "10T23:50", "11T00:10", RunKind::Jobs);
        let first = vec![
            run(1, 7, "10T08:00", "10T08:20", RunKind::Jobs),
            run(2, 9, "10T08:00", "10T08:20", RunKind::Pages),
            run(3, 7, "10T09:00", "10T09:00", RunKind::Nothing),
            over_midnight,
        ];
        let second = vec![
            over_midnight,
            // Over before the day began.
            run(6, 7, "10T20:00", "10T20:10", RunKind::Jobs),
            run(5, 7, "11T08:00", "11T08:20", RunKind::Jobs),
        ];
        let list = |runs| DayRuns { runs, is_cut: false };
        let days: BTreeMap<_, _> = [(tenth, list(first)), (eleventh, list(second))].into();
        assert_eq!(to_read(&days), [5, 4, 1], "one of each workflow first");
        let mut read: BTreeMap<u64, Checkouts> =
            [(1, [(tenth, 9)].into()), (4, [(tenth, 1), (eleventh, 1)].into())].into();
        let (counted, estimated) = (CiCertainty::Counted, CiCertainty::Estimated);
        assert_eq!(found(&days, &read), [(counted, 11), (estimated, 10)]);
        // Read as well, it was three jobs that checked out.
        read.insert(5, [(eleventh, 3)].into());
        assert_eq!(found(&days, &read), [(counted, 11), (counted, 4)]);
    }

    #[test]
    fn runs_of_which_nothing_is_known_make_a_lower_bound() {
        let tenth = day("2026-11-10");
        let runs = vec![
            run(1, 7, "10T08:00", "10T08:20", RunKind::Jobs),
            run(2, 8, "10T08:00", "10T08:20", RunKind::Jobs),
        ];
        let mut days: BTreeMap<_, _> = [(tenth, DayRuns { runs, is_cut: false })].into();
        let mut read: BTreeMap<u64, Checkouts> = [(1, [(tenth, 2)].into())].into();
        assert_eq!(found(&days, &read), [(CiCertainty::AtLeast, 2)]);
        read.insert(2, Checkouts::new());
        assert_eq!(found(&days, &read), [(CiCertainty::Counted, 2)]);
        days.get_mut(&tenth).expect("the day").is_cut = true;
        assert_eq!(found(&days, &read), [(CiCertainty::AtLeast, 2)]);
    }

    /// Of its workflow nothing was read, but it counts for the day before alone.
    #[test]
    fn a_run_from_the_day_before_that_was_not_read_makes_an_estimate() {
        let runs = vec![run(1, 7, "10T23:50", "11T00:10", RunKind::Jobs)];
        let days: BTreeMap<_, _> = [(day("2026-11-11"), DayRuns { runs, is_cut: false })].into();
        assert_eq!(found(&days, &BTreeMap::new()), [(CiCertainty::Estimated, 0)]);
    }

    #[test]
    fn runs_that_were_not_read_are_like_the_others_of_their_workflow() {
        let tenth = day("2026-11-10");
        let runs = (1..=7)
            .map(|id| run(id, 7, "10T08:00", "10T08:20", RunKind::Jobs))
            .collect();
        let days: BTreeMap<_, _> = [(tenth, DayRuns { runs, is_cut: false })].into();
        // 4 and 3 of two runs: 3.5 for each of the five others are 17.5, to the nearest whole number 18.
        let read: BTreeMap<u64, Checkouts> = [(1, [(tenth, 4)].into()), (2, [(tenth, 3)].into())].into();
        assert_eq!(found(&days, &read), [(CiCertainty::Estimated, 25)]);
    }

    #[test]
    fn a_checkout_is_known_by_its_name() {
        for step in [
            "Run actions/checkout@v4",
            "Run actions/checkout@0123456789abcdef",
            "Checkout",
            "Check out the code",
            "Run my/checkout-action@v1",
        ] {
            assert!(is_checkout(step), "{step}");
        }
        for step in [
            "Post Run actions/checkout@v4",
            "Post Checkout",
            "Set up job",
            "Run cargo test",
            "",
        ] {
            assert!(!is_checkout(step), "{step}");
        }
    }

    #[test]
    fn days_that_are_known_are_not_asked_for_again() {
        let today = day("2026-11-20");
        let all = days_to_ask(None, today, None);
        assert_eq!((all[0], all[13], all.len()), (day("2026-11-19"), day("2026-11-06"), 14));
        let of = |certainty| CiClones { certainty, clones: 1 };
        let known = [
            (day("2026-11-01"), of(CiCertainty::Counted)),
            (day("2026-11-15"), of(CiCertainty::Estimated)),
            (day("2026-11-16"), of(CiCertainty::AtLeast)),
            (day("2026-11-17"), of(CiCertainty::Counted)),
        ];
        let known = KnownDays::new(known.into_iter()).expect("some");
        assert_eq!(
            known,
            KnownDays {
                last: day("2026-11-17"),
                bits: 0b101
            }
        );
        let asked = days_to_ask(Some(known), today, Some(day("2026-11-14")));
        let expected = ["2026-11-19", "2026-11-18", "2026-11-16", "2026-11-14"];
        assert_eq!(asked, expected.map(day));
        assert_eq!(KnownDays::new(std::iter::empty()), None);
    }

    #[test]
    fn words_are_read_back() {
        for certainty in [CiCertainty::AtLeast, CiCertainty::Estimated, CiCertainty::Counted] {
            assert_eq!(CiCertainty::from_word(certainty.word()), Some(certainty));
        }
        assert_eq!(CiCertainty::from_word("exact"), None);
    }
}
