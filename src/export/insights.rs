//! PURE. What follows from a history, for programs: `insights.json` of a repository, and what a run adds to it as the outputs of
//! a step. Each number comes with the UTC days that it covers; `null` is unknown, never zero.

mod records;

use std::fmt::Write as _;

use super::RepositoryRecord;
use crate::domain::Date;
use crate::domain::analysis::counter_trend::CounterValue;
use crate::domain::analysis::{Analysis, Cause, Change, Days, MetricAnalysis, Spike, TopListKind, Total, Trailing};
use crate::domain::highlights::Milestone;
use crate::domain::history::History;
use crate::domain::records::{json as line, list, member};
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::{Freeze, State};
use crate::domain::traffic::{Metric, Totals};
use records::{
    CauseRecord, CiClonesRecord, CounterRecord, FreezeRecord, LevelShiftRecord, MilestoneRecord, ReadingRecord,
    RecordRecord, RecordsRecord, SpikeRecord, StateRecord, SumRecord, TotalsRecord, TrailingRecord, UniquesRecord,
    WeekRecord, WindowRecord,
};

/// The version of the document's format.
const SCHEMA: u32 = 1;

/// `insights.json`: headline numbers, trailing periods, records, spikes with their causes, and how it stands. One record a line.
#[must_use]
pub fn json(history: &History, analysis: &Analysis, state: &State) -> Vec<u8> {
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n");
    member(&mut out, "repository", &RepositoryRecord::of(&history.repository));
    member(&mut out, "captured", &analysis.captured);
    member(&mut out, "newest_day", &analysis.newest);
    member(&mut out, "state", &state_record(history, state));
    for metric in Metric::ALL {
        add_metric(&mut out, metric, analysis.metric(metric));
    }
    let ci_clones = analysis.ci_share.map(|share| CiClonesRecord {
        ci: sum(&share.ci),
        clones: share.clones,
        estimated: share.is_estimated,
    });
    member(&mut out, "ci_clones", &ci_clones);
    let growth = &analysis.growth;
    member(&mut out, "stars", &growth.stars.map(counter));
    member(&mut out, "forks", &growth.forks.map(counter));
    member(&mut out, "downloads", &growth.downloads.map(counter));
    end(&mut out, "}\n");
    out.into_bytes()
}

/// The spikes that a run adds, as one line of JSON: an array over the repositories, in their order.
#[must_use]
pub fn spikes<'s>(new: impl Iterator<Item = (&'s RepositoryName, Metric, &'s Spike)>) -> String {
    let records = new.map(|(repository, metric, spike)| SpikeRecord {
        repository: Some(repository.to_string()),
        metric: Some(metric.word()),
        ..spike_record(spike)
    });
    line(&records.collect::<Vec<_>>())
}

/// The milestones that a run adds, as one line of JSON.
#[must_use]
pub fn milestones<'s>(new: impl Iterator<Item = (&'s RepositoryName, &'s Milestone)>) -> String {
    let records = new.map(|(repository, milestone)| MilestoneRecord {
        repository: repository.to_string(),
        kind: milestone.kind.word(),
        reached: milestone.reached,
        value: milestone.value,
        before: milestone.before,
        day: milestone.day,
    });
    line(&records.collect::<Vec<_>>())
}

fn state_record(history: &History, state: &State) -> StateRecord {
    let freeze = |freeze: &Freeze| FreezeRecord {
        metric: freeze.metric.map(Metric::word),
        last_day: freeze.last,
        days_left: freeze.days_left,
    };
    StateRecord {
        state: state.standing().word(),
        found: history.status.map(|status| status != RepositoryStatus::NotFound),
        frozen: state.freezes().iter().map(freeze).collect(),
    }
}

fn add_metric(out: &mut String, metric: Metric, analysis: &MetricAnalysis) {
    let _ = writeln!(out, "\"{}\": {{", metric.word());
    member(out, "newest_day", &analysis.newest);
    member(out, "last_7", &analysis.last_7.as_ref().map(trailing));
    member(out, "last_14", &analysis.last_14.as_ref().map(trailing));
    member(out, "last_28", &analysis.last_28.as_ref().map(trailing));
    let week = analysis.last_week.map(|week| WeekRecord {
        first: week.days.first,
        last: week.days.last,
        count: week.totals.count,
        uniques: week.totals.uniques.get(),
        before: week.before.map(|Totals { count, uniques }| TotalsRecord {
            count,
            uniques: uniques.get(),
        }),
    });
    member(out, "last_week", &week);
    member(out, "all_time", &analysis.all_time.as_ref().map(sum));
    let records = &analysis.records;
    let day = |(day, count): (Date, u64)| record(Days::new(day, day), count);
    let days = |(days, count): (Days, u64)| record(days, count);
    let records = RecordsRecord {
        day: records.day.map(day),
        day_uniques: records.day_uniques.map(|(when, uniques)| day((when, uniques.get()))),
        week: records.week.map(days),
        week_uniques: records.week_uniques.map(|(when, uniques)| days((when, uniques.get()))),
        window: records.window.map(days),
        window_uniques: records
            .window_uniques
            .map(|(when, uniques)| days((when, uniques.get()))),
    };
    member(out, "records", &records);
    let shifts = analysis.level_shifts.iter().map(|shift| LevelShiftRecord {
        since: shift.since,
        usual: shift.after,
        usual_before: shift.before,
    });
    list(out, "level_shifts", shifts);
    list(out, "spikes", analysis.spikes.iter().map(spike_record));
    end(out, "},\n");
}

fn record(days: Days, count: u64) -> RecordRecord {
    RecordRecord {
        first: days.first,
        last: days.last,
        count,
    }
}

fn sum(total: &Total) -> SumRecord {
    SumRecord {
        first: total.days.first,
        last: total.days.last,
        count: total.count,
        known_days: total.known_days,
        partial_days: total.partial_days,
    }
}

fn trailing(trailing: &Trailing) -> TrailingRecord {
    let uniques = trailing
        .window
        .zip(trailing.uniques)
        .map(|(days, uniques)| UniquesRecord {
            first: days.first,
            last: days.last,
            count: uniques.get(),
            before: trailing
                .window_before
                .zip(trailing.uniques_before)
                .map(|(days, uniques)| WindowRecord {
                    first: days.first,
                    last: days.last,
                    count: uniques.get(),
                }),
            change: trailing.uniques_change.map(Change::percent),
        });
    TrailingRecord {
        now: sum(&trailing.now),
        before: sum(&trailing.before),
        change: trailing.change.map(Change::percent),
        uniques,
    }
}

fn counter(value: CounterValue) -> CounterRecord {
    CounterRecord {
        count: value.now,
        day: value.read,
        before: value.before.map(|(count, day)| ReadingRecord { count, day }),
    }
}

fn spike_record(spike: &Spike) -> SpikeRecord<'_> {
    let crawlers = spike.crawlers.iter().map(|(name, views)| CauseRecord {
        kind: "crawler",
        name,
        views: Some(*views),
    });
    let listed = |kind: TopListKind| {
        let causes = spike.causes.iter().filter(move |cause: &&Cause| cause.kind == kind);
        causes.map(move |cause| CauseRecord {
            kind: match kind {
                TopListKind::Referrer => "referrer",
                TopListKind::Path => "page",
            },
            name: &cause.name,
            views: Some(cause.growth),
        })
    };
    let releases = spike.releases.iter().map(|name| CauseRecord {
        kind: "release",
        name,
        views: None,
    });
    let events = spike.events.iter().map(|event| CauseRecord {
        kind: "event",
        name: &event.text,
        views: None,
    });
    // The order in which the report names them: what the user says, who came, what happened, where they went.
    let causes: Vec<CauseRecord<'_>> = crawlers
        .chain(events)
        .chain(listed(TopListKind::Referrer))
        .chain(releases)
        .chain(listed(TopListKind::Path))
        .collect();
    SpikeRecord {
        repository: None,
        metric: None,
        day: spike.peak,
        value: spike.count,
        usual: spike.usual,
        first: spike.days.first,
        last: spike.days.last,
        excess: spike.excess,
        cause: causes.first().copied(),
        crawler: spike.is_by_crawlers(),
        causes,
    }
}

/// Ends an object in place of the comma behind its last member.
fn end(out: &mut String, with: &str) {
    out.truncate(out.len() - ",\n".len());
    out.push('\n');
    out.push_str(with);
}
