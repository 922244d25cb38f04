//! PURE. The records that `history.json` and kept imports share: one JSON value a line.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::repository_state::{RepositoryStatus, StatusClaim};
use super::text::Untrusted;
use super::top_list::{TopList, TopListRow};
use super::traffic::{Totals, Uniques};
use super::{Date, Timestamp};

/// What GitHub said last about a repository, in `history.json` and `index.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireStatus {
    /// When, unless it was at the last capture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered: Option<Timestamp>,
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    found: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    archived: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<bool>,
}

fn yes() -> bool {
    true
}

impl WireStatus {
    pub(super) fn new(answered: Option<Timestamp>, status: RepositoryStatus) -> Self {
        let (found, archived, private) = match status {
            RepositoryStatus::NotFound => (false, None, None),
            RepositoryStatus::Found { archived, private } => (true, archived, private),
        };
        Self {
            answered,
            found,
            archived,
            private,
        }
    }

    pub(super) fn status(&self) -> RepositoryStatus {
        match self.found {
            false => RepositoryStatus::NotFound,
            true => RepositoryStatus::Found {
                archived: self.archived,
                private: self.private,
            },
        }
    }

    pub(super) fn claim(&self, captured: Option<Timestamp>) -> Result<StatusClaim, String> {
        let answered = self.answered.or(captured).ok_or("`status` has no time")?;
        Ok(StatusClaim {
            answered,
            status: self.status(),
        })
    }
}

/// Count and uniques, either of which may be unknown.
pub(crate) type WireNumbers = (Option<u64>, Option<u64>);

/// A popular list of an import.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WireImportedList {
    pub(crate) captured: Timestamp,
    pub(crate) rows: Vec<WireImportedRow>,
}

/// Name, count, uniques and, where it is kept, the title.
#[derive(Serialize, Deserialize)]
pub(crate) struct WireImportedRow(
    String,
    u64,
    u64,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<String>,
);

impl From<&TopList> for WireImportedList {
    fn from(list: &TopList) -> Self {
        let text = |text: &Untrusted| text.sanitized().to_owned();
        let row = |row: &TopListRow| {
            let title = row.title.as_ref().map(text);
            WireImportedRow(text(&row.name), row.count, row.uniques.get(), title)
        };
        Self {
            captured: list.captured,
            rows: list.rows.iter().map(row).collect(),
        }
    }
}

impl From<&WireImportedList> for TopList {
    fn from(wire: &WireImportedList) -> Self {
        let row = |WireImportedRow(name, count, uniques, title): &WireImportedRow| TopListRow {
            name: Untrusted::new(name),
            count: *count,
            uniques: Uniques::new(*uniques),
            title: title.as_deref().map(Untrusted::new),
        };
        Self::imported(wire.captured, wire.rows.iter().map(row).collect())
    }
}

/// Windows of zeros in a row: the first one's first and last day, and the last one's last day.
#[derive(Serialize, Deserialize, Clone, Copy)]
pub(crate) struct WireZeros(pub(crate) Date, pub(crate) Date, pub(crate) Date);

/// Totals whose both numbers are known.
pub(crate) fn totals(count: u64, uniques: u64) -> Result<Totals, String> {
    if uniques > count {
        return Err("more uniques than count".to_owned());
    }
    Ok(Totals {
        count,
        uniques: Uniques::new(uniques),
    })
}

/// One JSON value.
pub(crate) fn json(value: &impl Serialize) -> String {
    // Numbers, strings, lists and maps with string keys: there is nothing in our records that JSON cannot say.
    serde_json::to_string(value).unwrap_or_default()
}

/// A member in a line of its own.
pub(crate) fn member(out: &mut String, key: &str, value: &impl Serialize) {
    let _ = writeln!(out, "\"{key}\": {},", json(value));
}

/// A member that is a list with one record a line, so that a commit changes few lines.
pub(crate) fn list<T: Serialize>(out: &mut String, key: &str, records: impl Iterator<Item = T>) {
    let _ = write!(out, "\"{key}\": [");
    let mut separator = "\n";
    for record in records {
        out.push_str(separator);
        out.push_str(&json(&record));
        separator = ",\n";
    }
    out.push_str(if separator == "\n" { "],\n" } else { "\n],\n" });
}

/// The same as the last member of an object, which it ends.
pub(crate) fn last_list<T: Serialize>(out: &mut String, key: &str, records: impl Iterator<Item = T>) {
    list(out, key, records);
    out.truncate(out.len() - ",\n".len());
    out.push_str("\n}");
}

/// Windows of zeros as runs of windows that end on consecutive days and have one length.
pub(crate) fn write_zeros(windows: &std::collections::BTreeMap<Date, Date>) -> Vec<WireZeros> {
    let mut runs: Vec<WireZeros> = Vec::new();
    for (last, first) in windows {
        match runs.last_mut() {
            Some(WireZeros(from, to, through))
                if super::plus_days(*through, 1) == *last
                    && super::days_between(*from, *to) == super::days_between(*first, *last) =>
            {
                *through = *last;
            }
            _ => runs.push(WireZeros(*first, *last, *last)),
        }
    }
    runs
}

/// The windows of runs; windows longer than GitHub's are refused.
pub(crate) fn read_zeros(runs: &[WireZeros]) -> Result<std::collections::BTreeMap<Date, Date>, String> {
    let mut windows = std::collections::BTreeMap::new();
    for WireZeros(from, to, through) in runs {
        let length = super::days_between(*from, *to);
        let plausible = [from, to, through].into_iter().all(|day| super::is_plausible(*day));
        if !plausible || !(0..super::evidence::proof::MAX_WINDOW_DAYS).contains(&length) || through < to {
            return Err(format!("no window of zeros can be {from} to {to} through {through}"));
        }
        for offset in 0..=super::days_between(*to, *through) {
            let (first, last) = (super::plus_days(*from, offset), super::plus_days(*to, offset));
            if windows.last_key_value().is_some_and(|(previous, _)| *previous >= last) {
                return Err(format!("the window of zeros that ends on {last} is out of order"));
            }
            windows.insert(last, first);
        }
    }
    Ok(windows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn run(first: &str, last: &str, through: &str) -> WireZeros {
        WireZeros(day(first), day(last), day(through))
    }

    #[test]
    fn windows_of_zeros_that_go_on_are_one_run() {
        let windows = [
            ("2026-11-01", "2026-11-14"),
            ("2026-11-02", "2026-11-15"),
            // A day was skipped, then a window is shorter.
            ("2026-11-04", "2026-11-17"),
            ("2026-11-06", "2026-11-18"),
        ];
        let windows = windows.map(|(first, last)| (day(last), day(first))).into();
        let runs = write_zeros(&windows);
        let days: Vec<_> = runs
            .iter()
            .map(|WireZeros(from, to, through)| (*from, *to, *through))
            .collect();
        assert_eq!(
            days,
            [
                (day("2026-11-01"), day("2026-11-14"), day("2026-11-15")),
                (day("2026-11-04"), day("2026-11-17"), day("2026-11-17")),
                (day("2026-11-06"), day("2026-11-18"), day("2026-11-18")),
            ]
        );
        assert_eq!(read_zeros(&runs), Ok(windows));
    }

    #[test]
    fn runs_of_zeros_that_cannot_be_are_refused() {
        for bad in [
            run("0001-01-01", "2026-11-14", "2026-11-14"),
            run("2026-11-01", "2026-11-14", "2026-11-13"),
            run("2026-11-02", "2026-11-01", "2026-11-03"),
            run("2026-11-01", "2026-11-16", "2026-11-16"),
            run("1999-11-01", "1999-11-14", "1999-11-14"),
        ] {
            assert!(read_zeros(&[bad]).is_err(), "{}", json(&bad));
        }
        assert_eq!(
            read_zeros(&[run("2026-11-01", "2026-11-15", "2026-11-15")]).map(|all| all.len()),
            Ok(1)
        );
        let twice = [run("2026-11-01", "2026-11-14", "2026-11-14"); 2];
        assert!(read_zeros(&twice).is_err());
    }

    #[test]
    fn as_many_uniques_as_the_count_can_be() {
        assert!(totals(3, 3).is_ok() && totals(3, 4).is_err());
    }
}
