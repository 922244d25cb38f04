//! PURE. Values by UTC day in one block of memory: small where thousands of repositories are kept, and quick where every day is
//! looked up many times.

use super::{Date, days_between, plus_days};

/// A value for some of the UTC days between a first and a last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayMap<T> {
    /// The first day; of nothing there is none.
    first: Option<Date>,
    /// One for each day from the first on; the first and the last are known.
    values: Vec<Option<T>>,
}

impl<T> Default for DayMap<T> {
    fn default() -> Self {
        Self {
            first: None,
            values: Vec::new(),
        }
    }
}

impl<T: Copy> DayMap<T> {
    /// What is known of these days, oldest first.
    pub fn new(known: impl IntoIterator<Item = (Date, T)>) -> Self {
        let mut first = None;
        let mut values = Vec::new();
        for (date, value) in known {
            let first = *first.get_or_insert(date);
            let place = usize::try_from(days_between(first, date)).unwrap_or_default();
            if place >= values.len() {
                values.resize(place + 1, None);
            }
            values[place] = Some(value);
        }
        values.shrink_to_fit();
        Self { first, values }
    }

    /// Gives each day from `first` to `last` the value that `value` makes of what it has. Quick while each call begins where earlier
    /// ones did or later.
    pub fn update(&mut self, first: Date, last: Date, value: impl Fn(Option<T>) -> T) {
        let length = |from: Date, to: Date| usize::try_from(days_between(from, to) + 1).unwrap_or_default();
        let begin = *self.first.get_or_insert(first);
        let missing = length(first, begin).saturating_sub(1);
        if missing > 0 {
            self.first = Some(first);
            self.values.splice(0..0, std::iter::repeat_n(None, missing));
        }
        let begin = self.first.unwrap_or(first);
        let places = length(begin, first).saturating_sub(1)..length(begin, last);
        if places.end > self.values.len() {
            self.values.resize(places.end, None);
        }
        for kept in &mut self.values[places] {
            *kept = Some(value(*kept));
        }
    }

    /// What is known of a day.
    #[must_use]
    pub fn get(&self, date: Date) -> Option<T> {
        let place = usize::try_from(days_between(self.first?, date)).ok()?;
        *self.values.get(place)?
    }

    /// The days of which something is known, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Date, T)> {
        let first = self.first.unwrap_or(Date::MAX);
        let values = self.values.iter().enumerate();
        values.filter_map(move |(place, value)| Some((plus_days(first, i64::try_from(place).ok()?), (*value)?)))
    }

    /// The last day of which something is known.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        self.iter().next_back().map(|(date, _)| date)
    }

    /// Every day from the first to the last.
    pub fn values(&self) -> impl Iterator<Item = Option<T>> {
        self.values.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn unknown_days_stay_unknown() {
        let days = DayMap::new([(day("2026-11-01"), 4), (day("2026-11-04"), 0)]);
        assert_eq!(days.values().collect::<Vec<_>>(), [Some(4), None, None, Some(0)]);
        assert_eq!(days.get(day("2026-11-01")), Some(4));
        for unknown in ["2026-10-31", "2026-11-02", "2026-11-05"] {
            assert_eq!(days.get(day(unknown)), None, "{unknown}");
        }
        assert_eq!(days.last(), Some(day("2026-11-04")));
        assert_eq!(days.iter().count(), 2);
    }

    #[test]
    fn of_nothing_there_is_no_day() {
        let nothing = DayMap::<u64>::new([]);
        assert_eq!(nothing, DayMap::default());
        assert_eq!((nothing.get(day("2026-11-01")), nothing.last()), (None, None));
        assert_eq!(nothing.values().count(), 0);
    }

    #[test]
    fn an_earlier_day_moves_what_is_there() {
        let mut days = DayMap::<u64>::default();
        days.update(day("2026-11-04"), day("2026-11-05"), |_| 1);
        days.update(day("2026-11-01"), day("2026-11-02"), |before| before.unwrap_or(0) + 2);
        days.update(day("2026-11-05"), day("2026-11-06"), |before| before.unwrap_or(0) + 4);
        let all = [Some(2), Some(2), None, Some(1), Some(5), Some(4)];
        assert_eq!(days.values().collect::<Vec<_>>(), all);
        assert_eq!(days.get(day("2026-11-01")), Some(2));
    }
}
