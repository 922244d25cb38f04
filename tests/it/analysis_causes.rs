//! What a spike came from, over simulated years in which it is known: every view has its source.

use std::collections::BTreeMap;
use std::sync::Arc;

use traffic_ledger::domain::analysis::{Analysis, TopListKind};
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::text::Untrusted;
use traffic_ledger::domain::top_list::{ListWindow, TopList, TopListRow};
use traffic_ledger::domain::traffic::{Certainty, DayCount, Metric, Source, Uniques};
use traffic_ledger::domain::{Date, plus_days};

use crate::analysis_histories::{Built, day};
use crate::worlds::Dice;

const DAYS: usize = 365;
/// The names that have some views on most days, and those that bring spikes.
const SITES: usize = 24;
const UNTOLD: usize = SITES;

/// A year of one repository: its views by day and source; the last source is visits without a referrer.
struct Year {
    views: Vec<[u64; SITES + 1]>,
    first: Date,
}

impl Year {
    fn new(dice: &mut Dice) -> Self {
        let size = [3, 12, 40, 150, 900][below(dice, 5)];
        let mut views = Vec::new();
        for number in 0..DAYS {
            let weekend = if number % 7 > 4 { 2 } else { 5 };
            let mut row = [0; SITES + 1];
            for (site, count) in row.iter_mut().enumerate() {
                let usual = size * weekend / (5 * (site as u64 % SITES as u64 + 1));
                // Between half and one and a half times the usual.
                *count = usual / 2 + below(dice, usual as usize + 1) as u64;
            }
            views.push(row);
        }
        let mut year = Self {
            views,
            first: day("2026-01-05"),
        };
        for _ in 0..6 + below(dice, 12) {
            year.spike(dice, size);
        }
        year
    }

    /// A few days of one source, sometimes of two or of nobody that a list can name, with a tail.
    fn spike(&mut self, dice: &mut Dice, size: u64) {
        let start = 30 + below(dice, DAYS - 40);
        let sources = match below(dice, 6) {
            0 => vec![UNTOLD],
            1 => vec![below(dice, SITES), below(dice, SITES)],
            _ => vec![below(dice, SITES)],
        };
        let height = (size * 4 + 40) * (1 + below(dice, 8) as u64);
        for source in sources {
            let mut height = height * (50 + below(dice, 100) as u64) / 100;
            for number in start..(start + 1 + below(dice, 4)).min(DAYS) {
                self.views[number][source] += height;
                height = height * (20 + below(dice, 60) as u64) / 100;
            }
        }
    }

    fn day(&self, number: usize) -> Date {
        plus_days(self.first, number as i64)
    }

    fn number(&self, day: Date) -> usize {
        usize::try_from(traffic_ledger::domain::days_between(self.first, day)).expect("a day of the year")
    }

    /// GitHub's list for the fourteen days that end on a day.
    fn list(&self, last: usize) -> Vec<TopListRow> {
        let mut rows: Vec<TopListRow> = (0..SITES)
            .map(|site| {
                let count = self.views[last.saturating_sub(13)..=last]
                    .iter()
                    .map(|row| row[site])
                    .sum();
                TopListRow {
                    name: name(site),
                    count,
                    uniques: Uniques::new(count / 2),
                    title: None,
                }
            })
            .filter(|row| row.count > 0)
            .collect();
        rows.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.name.cmp(&two.name)));
        rows.truncate(10);
        rows
    }

    /// What a ledger knows by the end of a day: runs that fail now and then, and a GitHub that is one to three days late.
    fn history(&self, dice: &mut Dice, end: usize, failing: usize) -> History {
        let mut history = Built::new().0;
        for number in 0..end {
            let count = self.views[number].iter().sum();
            let reading = DayCount {
                count: Some(count),
                uniques: Some(Uniques::new(count / 2)),
                certainty: Certainty::Complete,
                source: Source::Observed,
            };
            *history
                .days
                .entry(self.day(number))
                .or_default()
                .metric_mut(Metric::Views) = Some(reading);
        }
        let mut last = 13;
        for run in 16..=end {
            last = last.max(run - [1, 1, 1, 2, 3][below(dice, 5)]);
            if below(dice, 100) < failing {
                continue;
            }
            let captured = crate::analysis_histories::noon(&self.day(run).to_string());
            let list = TopList {
                is_own: true,
                window: ListWindow::Whole(self.day(last)),
                ..TopList::imported(captured, self.list(last))
            };
            Arc::make_mut(&mut history.referrers).insert(self.day(run), list);
        }
        history
    }

    /// How much more than usual a source brought on the days up to the peak.
    fn rise(&self, site: usize, first: usize, peak: usize) -> i64 {
        let usual = |number: usize| {
            let mut weeks: Vec<u64> = (1..=4).map(|week| self.views[number - 7 * week][site]).collect();
            weeks.sort_unstable();
            u64::midpoint(weeks[1], weeks[2])
        };
        (first..=peak)
            .map(|number| self.views[number][site] as i64 - usual(number) as i64)
            .sum()
    }
}

/// A number below `sides`.
fn below(dice: &mut Dice, sides: usize) -> usize {
    dice.roll(sides as u64) as usize
}

fn name(site: usize) -> Untrusted {
    Untrusted::new(&format!("site{site}.example"))
}

/// The review measured 63% of the named sources right and 10% that had not risen at all.
#[test]
fn a_named_source_brought_the_spike() {
    let (mut right, mut named, mut spikes, mut clear, mut clear_named) = (0, 0, 0, 0, 0);
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let year = Year::new(&mut dice);
        let failing = [0, 0, 10, 40][below(&mut dice, 4)];
        let analysis = Analysis::new(&year.history(&mut dice, DAYS, failing));
        for spike in &analysis.views.spikes {
            let (first, peak) = (year.number(spike.days.first), year.number(spike.peak));
            if first < 60 {
                continue;
            }
            spikes += 1;
            let rises: Vec<(i64, usize)> = (0..SITES).map(|site| (year.rise(site, first, peak), site)).collect();
            let (most, largest) = *rises.iter().max().expect("sites");
            let of_one = most * 5 > rises.iter().map(|(rise, _)| (*rise).max(0)).sum::<i64>() * 4;
            clear += u32::from(of_one);
            clear_named += u32::from(of_one && !spike.causes.is_empty());
            let Some(cause) = spike.causes.first() else { continue };
            assert_eq!(cause.kind, TopListKind::Referrer);
            let (risen, _) = *rises
                .iter()
                .find(|(_, site)| name(*site) == cause.name)
                .expect("a site");
            assert!(risen > 0, "seed {seed}, {}: {:?} had not risen", spike.peak, cause.name);
            named += 1;
            right += u32::from(cause.name == name(largest));
        }
    }
    println!(
        "{spikes} spikes, {named} with a source, {right} right; {clear_named} of {clear} that have one source alone"
    );
    assert!(
        right * 100 >= named * 95,
        "{right} of {named} named sources were the largest riser"
    );
    assert!(
        clear_named * 10 >= clear * 9,
        "only {clear_named} of {clear} clear sources are named"
    );
}

/// A headline that is read again next month says the same.
#[test]
fn a_cause_stays_once_it_is_named() {
    let mut kept = 0;
    for seed in 0..8 {
        let year = Year::new(&mut Dice::new(seed));
        let mut named: BTreeMap<Date, (Date, Untrusted)> = BTreeMap::new();
        for end in (100..DAYS).step_by(5) {
            let analysis = Analysis::new(&year.history(&mut Dice::new(seed + 1_000), end, 10));
            for spike in &analysis.views.spikes {
                // A day that is larger still makes another headline.
                let (Some(cause), true) = (spike.causes.first(), plus_days(spike.days.last, 3) < year.day(end)) else {
                    continue;
                };
                let before = named.insert(spike.days.first, (spike.peak, cause.name.clone()));
                if let Some((_, name)) = before {
                    assert_eq!(name, cause.name, "seed {seed}: the spike of {}", spike.peak);
                    kept += 1;
                }
            }
            for (first, (peak, name)) in &named {
                let spike = analysis.views.spikes.iter().find(|spike| spike.days.first == *first);
                let causes = spike.map(|spike| (spike.peak, spike.causes.first().map(|cause| cause.name.clone())));
                // A spike that turns out to be a new level is no spike any more.
                assert!(
                    spike.is_none() || causes == Some((*peak, Some(name.clone()))),
                    "seed {seed}: the source of {first} changed to {causes:?}"
                );
            }
        }
    }
    assert!(kept > 100, "{kept} headlines were read twice");
}
