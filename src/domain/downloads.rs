//! PURE. Downloads of the files of releases: the readings of each file, and what was downloaded between two of them.
//!
//! GitHub counts the downloads of a file by its numeric id, from zero on and never back. A file that is renamed keeps its id; one that
//! is replaced by another of the same name gets a new one, whose count begins at zero. So everything here goes by the id, and no
//! difference is below zero.

use std::collections::BTreeMap;

use super::text::Untrusted;
use super::traffic::join_options;
use super::{Date, monday_of, plus_days};

/// How many days before its newest reading a file keeps one reading a day; before that it keeps the last one of each week.
const DAILY: i64 = 28;

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The tag of its release, when it was read last.
    pub tag: Untrusted,
    /// Its name, when it was read last.
    pub name: Untrusted,
    /// The UTC day on which it was uploaded, if GitHub says so.
    pub created: Option<Date>,
    /// All downloads so far, by the UTC day of the reading. GitHub listed the file on these days; the number is the largest of
    /// the day. Of the old ones there is one a week: see [`Asset::thinned`].
    pub readings: BTreeMap<Date, u64>,
}

/// What was downloaded in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Downloads {
    /// How many times.
    pub count: u64,
    /// Whether there may have been more: a file was not read at the begin or at the end of the period.
    pub is_at_least: bool,
}

impl Downloads {
    /// Of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            is_at_least: self.is_at_least || other.is_at_least,
        }
    }
}

impl Asset {
    /// The join of two sets of readings of one file. Tag and name are those of the later last reading; of two on one day the
    /// greater, so that the order does not matter.
    #[must_use]
    pub fn join(mut self, mut other: Self) -> Self {
        if (other.last_read(), &other.tag, &other.name) > (self.last_read(), &self.tag, &self.name) {
            (self.tag, self.name) = (other.tag, other.name);
        }
        self.created = join_options(self.created, other.created, Date::min);
        // A fold joins one reading with those of years.
        if self.readings.len() < other.readings.len() {
            std::mem::swap(&mut self.readings, &mut other.readings);
        }
        let (Some(thin), Some(first)) = (self.old_before(), other.readings.keys().next().copied()) else {
            return self;
        };
        for (day, count) in other.readings {
            let kept = self.readings.entry(day).or_insert(count);
            *kept = (*kept).max(count);
        }
        // Weeks that were old before and got no reading are thinned out already.
        self.thin_out(thin.min(monday_of(first)));
        self
    }

    /// The same file with one reading a week of those that are old, the last one: from four weeks before the newest on there is one
    /// a day. What is left of a union is what is left of the union of what is left, so the order of joins does not matter.
    #[must_use]
    pub fn thinned(mut self) -> Self {
        if let Some((first, _)) = self.readings.first_key_value() {
            self.thin_out(monday_of(*first));
        }
        self
    }

    /// Thins out the old readings from the Monday `begin` on.
    fn thin_out(&mut self, begin: Date) {
        let end = self.old_before().unwrap_or(begin).max(begin);
        let old: Vec<Date> = self.readings.range(begin..end).map(|(day, _)| *day).collect();
        for pair in old.windows(2) {
            if monday_of(pair[0]) == monday_of(pair[1]) {
                self.readings.remove(&pair[0]);
            }
        }
    }

    /// The Monday before which readings are old; `None` without one.
    fn old_before(&self) -> Option<Date> {
        self.last_read().map(|last| monday_of(plus_days(last, -DAILY)))
    }

    /// The last day on which GitHub listed it.
    #[must_use]
    pub fn last_read(&self) -> Option<Date> {
        self.readings.last_key_value().map(|(day, _)| *day)
    }

    /// Everything that was downloaded of it up to the end of a day, as far as it was read.
    #[must_use]
    pub fn total(&self, until: Date) -> u64 {
        self.readings
            .range(..=until)
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(0)
    }

    /// What was downloaded between the readings of two UTC days. `None` if nothing is known of that period: the file was neither
    /// listed in it, nor new.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> Option<Downloads> {
        let last = self.readings.range(..=to).next_back().map(|(day, _)| *day);
        let last = last.filter(|last| *last > from)?;
        let is_new = self.created.is_some_and(|created| created > from);
        let (base, has_base) = match (self.readings.contains_key(&from), is_new) {
            (true, _) => (self.total(from), true),
            (false, true) => (0, true),
            (false, false) => {
                let first = self.readings.range(plus_days(from, 1)..).next().map(|(day, _)| *day);
                (self.total(first?), false)
            }
        };
        Some(Downloads {
            count: self.total(last).saturating_sub(base),
            is_at_least: !has_base || last != to,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i8) -> Date {
        Date::constant(2026, 11, number)
    }

    fn asset(created: Option<i8>, readings: &[(i8, u64)]) -> Asset {
        Asset {
            tag: Untrusted::new("v1"),
            name: Untrusted::new("a.tgz"),
            created: created.map(day),
            readings: readings.iter().map(|(number, count)| (day(*number), *count)).collect(),
        }
    }

    fn between(asset: &Asset, from: i8, to: i8) -> Option<(u64, bool)> {
        let found = asset.between(day(from), day(to))?;
        Some((found.count, found.is_at_least))
    }

    #[test]
    fn differences_are_exact_only_between_two_readings_or_from_the_upload_on() {
        let old = asset(None, &[(3, 100), (5, 110), (6, 130)]);
        assert_eq!(between(&old, 5, 6), Some((20, false)));
        assert_eq!(between(&old, 3, 6), Some((30, false)));
        assert_eq!(between(&old, 4, 6), Some((20, true)), "the 4th was not read");
        assert_eq!(between(&old, 5, 7), Some((20, true)), "it is not listed any more");
        assert_eq!(between(&old, 6, 7), None);
        let new = asset(Some(5), &[(6, 7)]);
        assert_eq!(between(&new, 4, 6), Some((7, false)));
        assert_eq!(
            between(&new, 5, 6),
            Some((0, true)),
            "it may have been there at the reading of the 5th"
        );
    }

    #[test]
    fn a_count_that_falls_makes_no_difference_below_zero() {
        let odd = asset(None, &[(3, 100), (4, 90), (5, 95), (6, 101)]);
        assert_eq!(between(&odd, 3, 4), Some((0, false)));
        assert_eq!(between(&odd, 4, 5), Some((0, false)));
        assert_eq!(between(&odd, 5, 6), Some((1, false)));
        assert_eq!(odd.total(day(5)), 100);
    }

    #[test]
    fn old_readings_are_thinned_out_whatever_the_order() {
        let begin = Date::constant(2026, 1, 5);
        let readings: Vec<Asset> = (0..90)
            .map(|offset| Asset {
                readings: [(plus_days(begin, offset), offset.unsigned_abs())].into(),
                ..asset(None, &[])
            })
            .collect();
        let fold = |all: &mut dyn Iterator<Item = &Asset>| {
            let mut all = all.cloned();
            let first = all.next().expect("one");
            all.fold(first, Asset::join)
        };
        let joined = fold(&mut readings.iter());
        assert_eq!(fold(&mut readings.iter().rev()), joined);
        let (one, two) = readings.split_at(41);
        assert_eq!(fold(&mut two.iter()).join(fold(&mut one.iter())), joined);
        assert_eq!(joined.clone().join(joined.clone()), joined);
        // Sundays up to the week of 28 days before the last one, 4 April; each day since.
        assert_eq!(joined.readings.len(), 8 + 34);
        assert_eq!(joined.total(plus_days(begin, 7)), 6, "of the Sunday before");
        let all = readings.iter().map(|asset| asset.readings.clone());
        let all = Asset {
            readings: all.flatten().collect(),
            ..asset(None, &[])
        };
        assert_eq!(all.thinned(), joined);
    }
}
