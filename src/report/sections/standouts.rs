//! PURE. What stood out: spikes and what brought them, new levels, records, releases, new referrers, months and streaks.

pub(in crate::report) mod events;
mod level_shifts;
mod periods;
pub(in crate::report) mod spikes;

use crate::domain::analysis::{Analysis, CiShare, Days, TopListTrend, Total};
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::domain::{Date, plus_days};
use crate::report::Report;
use crate::report::markdown::{Document, Inline, fill, joined, listed};
use crate::report::phrases::{counted, date_near};

/// New referrers in one sentence.
const MOST_NAMES: usize = 5;
/// Releases with a line of their own.
const MOST_RELEASES: usize = 3;
/// A record is news once it can be compared with this many days.
const ENOUGH_DAYS: u32 = 56;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    if report.analysis.newest.is_none() {
        return out;
    }
    out.heading(2, &"What stood out".into());
    let items = items(report.history, report.analysis);
    if items.is_empty() {
        let days = report.analysis.span.map_or(0, Days::length);
        out.paragraph(&match days {
            ..28 => "Nothing yet: spikes, records and changes need a few weeks of data.".into(),
            _ => "Nothing unusual: no spikes, no records, no new referrers.".into(),
        });
    }
    out.list(&items);
    out
}

/// One line for each thing that stood out, the most important first.
pub(in crate::report) fn items(history: &History, analysis: &Analysis) -> Vec<Inline> {
    let mut items = spikes::lines(analysis, Metric::Views);
    items.extend(events::lines(history, analysis));
    items.extend(level_shifts::line(analysis, Metric::Views));
    items.extend(records(analysis));
    items.extend(releases(history, analysis));
    items.extend(new_referrers(&analysis.referrers));
    items.extend(periods::last_month(analysis));
    items.extend(periods::year_over_year(analysis));
    items.extend(spikes::lines(analysis, Metric::Clones));
    items.extend(level_shifts::line(analysis, Metric::Clones));
    items.extend(ci_clones(analysis));
    items.extend(periods::streak(analysis));
    items
}

/// Records of the last 14 published days.
fn records(analysis: &Analysis) -> Option<Inline> {
    let (newest, all) = (analysis.views.newest?, analysis.views.all_time?);
    if all.days.length() < ENOUGH_DAYS {
        return None;
    }
    let recent = Days::ending(newest, 14);
    let records = &analysis.views.records;
    let mut new = Vec::new();
    let by_people = |day: Date| !analysis.views.is_by_crawlers(day);
    if let Some((day, count)) = records.day.filter(|(day, _)| recent.contains(*day) && by_people(*day)) {
        let day = date_near(day, newest);
        new.push(fill("most views in a day ({} on {})", &[&count, &day]));
    }
    if let Some((window, people)) = records
        .window_uniques
        .filter(|(days, _)| days.last == newest && days.each().all(by_people))
    {
        new.push(fill("most unique visitors in 14 days ({}, {})", &[&people, &window]));
    }
    let title = match new.len() {
        0 => return None,
        1 => "New record",
        _ => "New records",
    };
    Some(fill(
        "{}: {}, since records began on {}.",
        &[&Inline::from(title).bold(), &listed(&new), &all.days.first],
    ))
}

/// The newest releases of the last four weeks.
fn releases(history: &History, analysis: &Analysis) -> Vec<Inline> {
    let Some(newest) = analysis.views.newest else {
        return Vec::new();
    };
    let recent = Days::ending(newest, 28);
    let mut releases: Vec<(Date, &Untrusted)> = history
        .releases
        .iter()
        .map(|(tag, release)| (release.published, tag))
        .filter(|(published, _)| recent.contains(*published))
        .collect();
    releases.sort_by(|one, two| two.cmp(one));
    let releases = releases.into_iter().take(MOST_RELEASES);
    releases
        .map(|(published, tag)| release(history, tag, published, newest))
        .collect()
}

/// A release, with the week that begins on its day and the week before, where both are complete.
fn release(history: &History, tag: &Untrusted, published: Date, newest: Date) -> Inline {
    let released = fill(
        "**Release {}** on {}",
        &[&Inline::code(tag, 40), &date_near(published, newest)],
    );
    let week = Days::ending(plus_days(published, 6), 7);
    let after = Total::new(history, Metric::Views, week);
    let before = Total::new(history, Metric::Views, week.before());
    match (after.count, before.count) {
        (Some(count), Some(earlier)) if after.is_whole() && before.is_whole() => fill(
            "{}: {} in the 7 days from its release, {} in the 7 days before.",
            &[&released, &counted(count, "view", "views"), &earlier],
        ),
        _ => fill("{}.", &[&released]),
    }
}

/// Referrers that were first seen in the last four weeks: those that are still listed, and those that are not.
fn new_referrers(referrers: &TopListTrend) -> Option<Inline> {
    let is_listed = |name: &Untrusted| referrers.rows.iter().any(|row| row.name == *name);
    let all = referrers.first_seen.iter().map(|(_, name)| name);
    let (now, gone): (Vec<&Untrusted>, Vec<&Untrusted>) = all.partition(|name| is_listed(name));
    let noun = match referrers.first_seen.len() {
        0 => return None,
        1 => "referrer",
        _ => "referrers",
    };
    let gone = match (now.is_empty(), gone.is_empty()) {
        (_, true) => Inline::default(),
        (true, false) if gone.len() == 1 => fill("{}, which is gone again.", &[&first_names(&gone)]),
        (true, false) => fill("{}, all gone again.", &[&first_names(&gone)]),
        (false, false) => fill("Gone again: {}.", &[&first_names(&gone)]),
    };
    let now = match now.is_empty() {
        true => Inline::default(),
        false => fill("{}.", &[&first_names(&now)]),
    };
    Some(fill(
        "**New {}** in the last four weeks: {}",
        &[&noun, &joined(&[now, gone], " ")],
    ))
}

/// The first few names, and how many more there are.
fn first_names(names: &[&Untrusted]) -> Inline {
    let shown: Vec<Inline> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| Inline::code(name, 40))
        .collect();
    match (names.len() - shown.len()) as u64 {
        0 => listed(&shown),
        more => fill("{} and {} more", &[&joined(&shown, ", "), &more]),
    }
}

/// The share of the repository's own CI in the clones.
fn ci_clones(analysis: &Analysis) -> Option<Inline> {
    let CiShare {
        ci,
        clones,
        is_estimated,
    } = analysis.ci_share?;
    // Without CI nothing stands out.
    ci.count.filter(|count| *count > 0)?;
    let length = ci.days.length();
    let days = match ci.known_days == length {
        true => fill("in {} days ({})", &[&length, &ci.days]),
        false => fill(
            "on the {} of {} days where its clones are known ({})",
            &[&ci.known_days, &length, &ci.days],
        ),
    };
    let about = match (ci.partial_days > 0, is_estimated) {
        (true, _) => "at least ",
        (false, true) => "about ",
        (false, false) => "",
    };
    Some(fill(
        "**CI** made {}{} of the {} {}.",
        &[&about, &ci.count, &counted(clones, "clone", "clones"), &days],
    ))
}
