//! PURE. How complete the days are: gaps, unsettled days and days that only imports know. Imports its neighbours in
//! `domain`.

use std::collections::{BTreeMap, BTreeSet};

use super::days::ranges;
use super::{Days, known_span};
use crate::domain::history::History;
use crate::domain::traffic::{Certainty, DayCount, Metric, Source};
use crate::domain::{Date, utc_day};

/// How complete one metric is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// From the first known day to the last that GitHub has answered for, be it with a zero that counts as unknown; `None`
    /// while nothing is known.
    pub days: Option<Days>,
    /// How many of those days are known.
    pub known_days: u32,
    /// The unknown days between them, oldest first.
    pub gaps: Vec<Days>,
    /// Days seen only before they had ended or at a cut edge: lower bounds. The capture's own day is not among them,
    /// since it is simply not over.
    pub partial: Vec<Days>,
    /// Zeros that a single all-zero answer has claimed: unknown until a second answer agrees.
    pub provisional: Vec<Days>,
    /// Zeros that the days before make nearly impossible: they count as unknown.
    pub doubtful: Vec<Days>,
    /// Days that only imports know, by the name of the source; a day from two sources is listed under both.
    pub imported: BTreeMap<String, Vec<Days>>,
}

impl Coverage {
    /// Looks through the days of one metric.
    #[must_use]
    pub fn new(history: &History, metric: Metric) -> Self {
        let readings: Vec<(Date, &DayCount)> = history
            .recorded_days()
            .filter_map(|(date, day)| Some((date, day.reading(metric)?)))
            .collect();
        let which = |test: &dyn Fn(Date, &DayCount) -> bool| {
            ranges(
                readings
                    .iter()
                    .filter(|(date, r)| test(*date, r))
                    .map(|(date, _)| *date),
            )
        };
        let today = history.captured.map(utc_day);
        let partial = |date: Date, r: &DayCount| matches!(r.certainty, Certainty::Partial(_)) && Some(date) != today;
        let sources: BTreeSet<&String> = readings.iter().flat_map(|(_, r)| sources(r)).collect();
        let imported = sources
            .into_iter()
            .map(|source| (source.clone(), which(&|_, r| sources_of(r, source))))
            .collect();
        let unsettled = readings
            .iter()
            .rev()
            .find(|(_, r)| r.is_provisional() || r.is_doubtful());
        let up_to = |days: Days| {
            Days::new(
                days.first,
                unsettled.map_or(days.last, |(date, _)| days.last.max(*date)),
            )
        };
        let known = readings.iter().filter(|(_, r)| r.known_count().is_some()).count();
        Self {
            days: known_span(history, metric).map(up_to),
            known_days: u32::try_from(known).unwrap_or(u32::MAX),
            gaps: history
                .gaps(metric)
                .into_iter()
                .map(|(first, last)| Days::new(first, last))
                .collect(),
            partial: which(&partial),
            provisional: which(&|_, r| r.is_provisional()),
            doubtful: which(&|_, r| r.is_doubtful()),
            imported,
        }
    }

    /// Known days in tenths of a percent of all days from the first known to the last, rounded down, so that only a
    /// history without gaps is 1000. `None` while nothing is known.
    #[must_use]
    pub fn permille(&self) -> Option<u32> {
        let length = u64::from(self.days?.length());
        u32::try_from(u64::from(self.known_days) * 1000 / length).ok()
    }
}

fn sources(reading: &DayCount) -> impl Iterator<Item = &String> {
    let imported = match &reading.source {
        Source::Imported(sources) => Some(sources),
        Source::Observed => None,
    };
    imported.into_iter().flatten()
}

fn sources_of(reading: &DayCount, source: &String) -> bool {
    sources(reading).any(|name| name == source)
}
