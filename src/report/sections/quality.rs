//! PURE. How complete the data is: coverage, gaps, unconfirmed and imported days, and what contradicts it.

pub(in crate::report) mod disagreements;

use std::collections::BTreeSet;

use crate::domain::analysis::{Analysis, Coverage, Days, Newest, Publication};
use crate::domain::state::{Runs, State};
use crate::domain::text::Untrusted;
use crate::domain::utc_day;
use crate::format::UNKNOWN;
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined};
use crate::report::phrases::{counted, permille};

/// Ranges of days listed in a cell; older ones are only counted.
const MOST_RANGES: usize = 12;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(2, &"Data quality".into());
    out.paragraph(&last_snapshot(report));
    let mut body = Document::new();
    body.table(&table(report));
    body.paragraph(&partial_days(report.analysis).small());
    body.paragraph(&freezes(report.state).small());
    body.paragraph(&crawlers(report.state));
    body.paragraph(&runs(&report.state.runs));
    body.append(disagreements::corrections(report.history));
    body.append(disagreements::conflicts(report.history));
    out.details(&"Known days, gaps, corrections and sources".into(), body);
    out
}

/// Rows that are empty in a ledger without such days are left out.
fn table(report: &Report<'_>) -> MarkdownTable {
    let (views, clones) = (&report.analysis.views.coverage, &report.analysis.clones.coverage);
    let mut table = MarkdownTable::new(&[("Days", Align::Left), ("Views", Align::Left), ("Clones", Align::Left)]);
    published(report.state, &mut table);
    let mut row = |name: Inline, cell: &dyn Fn(&Coverage) -> Inline| table.row([name, cell(views), cell(clones)]);
    row("First and last known day".into(), &|c| c.days.to_inline());
    row("Known days".into(), &known);
    row("Gaps".into(), &gaps);
    if !views.partial.is_empty() || !clones.partial.is_empty() {
        row("Partial days (lower bounds)".into(), &|c| ranges(&c.partial));
    }
    if !views.provisional.is_empty() || !clones.provisional.is_empty() {
        row("Zeros not confirmed by a second response yet".into(), &|c| {
            ranges(&c.provisional)
        });
    }
    if !views.doubtful.is_empty() || !clones.doubtful.is_empty() {
        row("Doubtful zeros (unknown)".into(), &|c| ranges(&c.doubtful));
    }
    let sources: BTreeSet<&String> = views.imported.keys().chain(clones.imported.keys()).collect();
    for source in sources {
        let name = fill("Imported from {}", &[&Inline::code(&Untrusted::new(source), 40)]);
        row(name, &|c| {
            c.imported
                .get(source)
                .map_or_else(|| "none".into(), |days| ranges(days))
        });
    }
    table
}

/// What GitHub has published, as far as its windows tell: the newest day, how late days come, and days that came late or never.
fn published(state: &State, table: &mut MarkdownTable) {
    let (views, clones) = (&state.publication.views, &state.publication.clones);
    let mut row = |name: &'static str, cell: &dyn Fn(&Publication) -> Inline| {
        table.row([name.into(), cell(views), cell(clones)]);
    };
    let any = |of: &dyn Fn(&Publication) -> bool| of(views) || of(clones);
    if !any(&|one| one.newest.is_some()) {
        return;
    }
    row("Newest day that GitHub has published", &|one| {
        one.newest.map(|newest| newest.last).to_inline()
    });
    row("Its age at the last answer", &age);
    if any(&|one| !one.late.is_empty()) {
        row("Published late", &|one| {
            ranges(&one.late.iter().map(|late| late.days).collect::<Vec<_>>())
        });
    }
    if any(&|one| !one.never.is_empty()) {
        row("Never published by GitHub", &|one| ranges(&one.never));
    }
    if any(&|one| !one.missed.is_empty()) {
        row("Missing, since nothing was recorded in time", &|one| {
            ranges(&one.missed)
        });
    }
    if any(&|one| !one.unclear.is_empty()) {
        row("Missing: GitHub was late, and then nothing was recorded", &|one| {
            ranges(&one.unclear)
        });
    }
}

/// `1 day (usually 1)`.
fn age(publication: &Publication) -> Inline {
    match (publication.newest.map(Newest::lag), publication.usual_lag) {
        (Some(lag), Some(usual)) => fill(
            "{} (usually {})",
            &[&counted(lag.unsigned_abs(), "day", "days"), &usual.unsigned_abs()],
        ),
        (Some(lag), None) => counted(lag.unsigned_abs(), "day", "days"),
        _ => UNKNOWN.into(),
    }
}

/// What days that came late or never are, where there are some.
fn freezes(state: &State) -> Inline {
    let publications = [&state.publication.views, &state.publication.clones];
    let any = |of: &dyn Fn(&Publication) -> bool| publications.iter().any(|one| of(one));
    let late = any(&|one| !one.late.is_empty())
        .then_some("A day was published late if an answer from four days after it, or later, did not have it yet.");
    let never = any(&|one| !one.never.is_empty()).then_some(
        "A day was never published if GitHub did not have it in any answer, up to the last days on which its window could hold it.",
    );
    let sentences: Vec<Inline> = late.into_iter().chain(never).map(Inline::from).collect();
    joined(&sentences, " ")
}

/// The share of crawlers, with what is known of it.
fn crawlers(state: &State) -> Inline {
    let Some(share) = &state.crawlers else {
        return Inline::default();
    };
    let percent = share.percent().filter(|percent| *percent > 0);
    let percent = percent.map_or_else(Inline::default, |percent| fill(", {}% of all", &[&percent]));
    fill(
        "**Crawlers: at least {}{}.** GitHub counts them as visitors and names them only among the referrers of 14 days, so no \
         number of a day is without them.",
        &[&counted(share.views, "view", "views"), &percent],
    )
}

/// How regularly runs came.
fn runs(runs: &Runs) -> Inline {
    let Some(first) = runs.first else {
        return Inline::default();
    };
    let all = fill(
        "**Runs: {}** since {}",
        &[&counted(runs.snapshots, "snapshot", "snapshots"), &first],
    );
    let Some(longest) = runs.longest else {
        return fill("{}.", &[&all]);
    };
    let days = counted(longest.days().unsigned_abs(), "day", "days");

    fill(
        "{}. The longest time without one was {}, from {} to {}; up to 11 days nothing is lost.",
        &[&all, &days, &longest.from, &longest.to],
    )
}

/// Why days are partial or not confirmed, where there are such days.
fn partial_days(analysis: &Analysis) -> Inline {
    let any = |of: fn(&Coverage) -> &Vec<Days>| {
        [&analysis.views, &analysis.clones]
            .iter()
            .any(|m| !of(&m.coverage).is_empty())
    };
    let partial = any(|coverage| &coverage.partial).then_some(
        "A partial day was read before it ended, at the cut edge of GitHub's window, or in a response that was not 14 whole \
         days in a row. The day of the last snapshot, which was not over, is not listed.",
    );
    let provisional = any(|coverage| &coverage.provisional).then_some(
        "A response of nothing but zeros may be an outage, so its days are unknown until a second response agrees.",
    );
    let doubtful = any(|coverage| &coverage.doubtful).then_some(
        "A zero is doubtful where the same weekdays before make it nearly impossible (below 1 in 10,000 for the days together) \
         while the other metric goes on, is not published, or vanishes just as impossibly.",
    );
    let reasons = partial.into_iter().chain(provisional).chain(doubtful);
    let sentences: Vec<Inline> = reasons.map(Inline::from).collect();
    joined(&sentences, " ")
}

fn known(coverage: &Coverage) -> Inline {
    match (coverage.days, coverage.permille()) {
        (Some(days), Some(share)) => fill(
            "{} of {} ({})",
            &[&coverage.known_days, &days.length(), &permille(share)],
        ),
        _ => UNKNOWN.into(),
    }
}

fn gaps(coverage: &Coverage) -> Inline {
    match coverage.days {
        None => UNKNOWN.into(),
        Some(_) => ranges(&coverage.gaps),
    }
}

/// Ranges of days, newest last; of many, the oldest are only counted.
fn ranges(days: &[Days]) -> Inline {
    if days.is_empty() {
        return "none".into();
    }
    let (older, newest) = days.split_at(days.len().saturating_sub(MOST_RANGES));
    let newest: Vec<Inline> = newest.iter().map(ToInline::to_inline).collect();
    let newest = joined(&newest, "; ");
    match older.len() as u64 {
        0 => newest,
        more => fill("{}; {}", &[&counted(more, "earlier range", "earlier ranges"), &newest]),
    }
}

fn last_snapshot(report: &Report<'_>) -> Inline {
    let analysis = report.analysis;
    let Some(captured) = analysis.captured else {
        return match analysis.span {
            Some(_) => "No snapshot from GitHub yet: all days are imported.".into(),
            None => "No snapshot from GitHub yet.".into(),
        };
    };
    let time = jiff::tz::Offset::UTC.to_datetime(captured).time();
    let time = Inline::formatted(format!("{:02}:{:02}", time.hour(), time.minute()));
    let last = fill("Last snapshot: {}, {} UTC.", &[&utc_day(captured), &time]);
    match (analysis.newest, analysis.age) {
        (Some(newest), Some(age)) => fill(
            "{} The newest complete day by then was {}, {} earlier.",
            &[&last, &newest, &counted(age.unsigned_abs(), "day", "days")],
        ),
        // It had published zeros, which are not confirmed.
        _ if !analysis.views.coverage.provisional.is_empty() => last,
        _ => fill("{} GitHub had not published a complete day by then.", &[&last]),
    }
}
