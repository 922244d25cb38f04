//! What GitHub has done to its own numbers for a time: stood still, shown zeros, shown a part. Imports the clock's dates.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::window::Metric;

/// A time in which the traffic endpoints do not show the truth as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The UTC days on which answers are affected.
    pub answered: RangeInclusive<Date>,
    /// The repositories that it is about.
    pub whose: Whose,
    /// The metric; `None` for both.
    pub metric: Option<Metric>,
    /// What is shown.
    pub effect: Effect,
}

/// Repositories of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All.
    All,
    /// Those that everybody can see.
    Public,
    /// The others.
    Private,
    /// The one with this id.
    Only(u64),
}

/// What an episode does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing after this day is published.
    StandsStill(Date),
    /// So many thousandths of these days are shown: 0 for zeros, more than 1000 for a number that is corrected down later.
    Shows(RangeInclusive<Date>, u64),
}

impl Episode {
    /// Nothing after `newest` is published to anybody who asks from `first` to `last`.
    #[must_use]
    pub fn stands_still(newest: Date, first: Date, last: Date) -> Self {
        Self {
            answered: first..=last,
            whose: Whose::All,
            metric: None,
            effect: Effect::StandsStill(newest),
        }
    }

    /// So many thousandths of the days from `first` to `last` are shown to whoever asks before `until`.
    #[must_use]
    pub fn shows(permille: u64, first: Date, last: Date, until: Date) -> Self {
        Self {
            answered: Date::MIN..=until.yesterday().unwrap_or(until),
            whose: Whose::All,
            metric: None,
            effect: Effect::Shows(first..=last, permille),
        }
    }

    /// For some repositories alone.
    #[must_use]
    pub fn of(self, whose: Whose) -> Self {
        Self { whose, ..self }
    }

    /// For one metric alone.
    #[must_use]
    pub fn in_metric(self, metric: Metric) -> Self {
        Self {
            metric: Some(metric),
            ..self
        }
    }

    /// Whether it affects what a repository's answer on a day says of a metric.
    pub(crate) fn affects(&self, id: u64, is_private: bool, today: Date, metric: Metric) -> bool {
        let is_its = match self.whose {
            Whose::All => true,
            Whose::Public => !is_private,
            Whose::Private => is_private,
            Whose::Only(only) => only == id,
        };
        is_its && self.answered.contains(&today) && self.metric.is_none_or(|one| one == metric)
    }
}
