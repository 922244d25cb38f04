//! PURE. What stood out: spikes and what came with them, records, newcomers, months, releases. Imports `domain` and
//! its neighbours in `report`.

use super::top_lists;
use crate::domain::analysis::{Analysis, Days, Spike, TopListKind, Total};
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::domain::{days_between, plus_days};
use crate::report::Report;
use crate::report::markdown::{Document, Inline, ToInline, fill, listed};
use crate::report::phrases::{change_phrase, counted, date_near, month, month_alone};

/// Spikes of the last quarter are news; older ones are in the charts.
const NEWS_DAYS: u32 = 91;
/// At most this many spikes of one metric are told.
const MOST_SPIKES: usize = 4;
/// At most this many names in one list.
const MOST_NAMES: usize = 5;
/// A run of days with views is worth a line from this length on.
const LONG_STREAK: u32 = 28;

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
            ..28 => "Nothing yet: spikes, records and changes need some weeks to be held against.".into(),
            _ => "Nothing unusual: no spikes, no records, no newcomers.".into(),
        });
    }
    out.list(&items);
    out
}

/// The list, most remarkable first.
pub(in crate::report) fn items(history: &History, analysis: &Analysis) -> Vec<Inline> {
    let mut items = spikes(analysis, Metric::Views);
    items.extend(records(analysis));
    items.extend(releases(history, analysis));
    items.extend(newcomers(&analysis.referrers.first_seen));
    items.extend(last_month(analysis));
    items.extend(year(analysis));
    items.extend(spikes(analysis, Metric::Clones));
    items.extend(ci_clones(analysis));
    items.extend(streak(analysis));
    items
}

fn spikes(analysis: &Analysis, metric: Metric) -> Vec<Inline> {
    let one = analysis.metric(metric);
    let Some(newest) = one.newest else {
        return Vec::new();
    };
    let news = Days::ending(newest, NEWS_DAYS);
    let mut recent: Vec<&Spike> = one.spikes.iter().filter(|s| news.contains(s.peak)).collect();
    recent.sort_by_key(|spike| std::cmp::Reverse((spike.excess, spike.peak)));
    recent.truncate(MOST_SPIKES);
    recent.sort_by_key(|spike| std::cmp::Reverse(spike.peak));
    recent.into_iter().map(|spike| told(spike, metric)).collect()
}

fn told(spike: &Spike, metric: Metric) -> Inline {
    let (one, many) = match metric {
        Metric::Views => ("view", "views"),
        Metric::Clones => ("clone", "clones"),
    };
    let on = match spike.days.length() {
        1 => Inline::default(),
        _ => fill(" on {}", &[&date_near(spike.peak, spike.days.last)]),
    };
    let what = fill(
        "{}: {}{} where {} usual",
        &[
            &spike.days.to_inline().bold(),
            &counted(spike.count, one, many),
            &on,
            &counted(spike.usual, "is", "are"),
        ],
    );
    let mut with: Vec<Inline> = spike
        .causes
        .iter()
        .map(|cause| {
            let name = top_lists::code(cause.kind, &cause.name, 60);
            match cause.kind {
                TopListKind::Referrer => fill("{} (+{})", &[&name, &cause.growth]),
                TopListKind::Path if cause.name.sanitized() == "/" => fill("the front page (+{})", &[&cause.growth]),
                TopListKind::Path => fill("the page {} (+{})", &[&name, &cause.growth]),
            }
        })
        .collect();
    let tags = spike.releases.iter().take(2);
    with.extend(tags.map(|tag| fill("release {}", &[&Inline::code(tag, 40)])));
    match with.as_slice() {
        [] => fill("{}.", &[&what]),
        with => fill("{}, with {}.", &[&what, &listed(with)]),
    }
}

/// Records that fell in the last 14 published days, once there is something to hold them against.
fn records(analysis: &Analysis) -> Option<Inline> {
    let (newest, all) = (analysis.views.newest?, analysis.views.all_time?);
    let recent = Days::ending(newest, 14);
    if all.days.length() < 56 {
        return None;
    }
    let records = &analysis.views.records;
    let mut new = Vec::new();
    if let Some((day, count)) = records.day.filter(|(day, _)| recent.contains(*day)) {
        let day = date_near(day, newest);
        new.push(fill("the best day ({}, {})", &[&counted(count, "view", "views"), &day]));
    }
    if let Some((window, people)) = records.window_uniques.filter(|(days, _)| days.last == newest) {
        let reach = counted(people.get(), "unique visitor", "unique visitors");
        new.push(fill("the widest reach in 14 days ({}, {})", &[&reach, &window]));
    }
    (!new.is_empty()).then(|| {
        fill(
            "**New records:** {}, of all that is known since {}.",
            &[&listed(&new), &all.days.first],
        )
    })
}

/// Releases of the last four weeks with the week from their day on against the week before.
fn releases(history: &History, analysis: &Analysis) -> Vec<Inline> {
    let Some(newest) = analysis.views.newest else {
        return Vec::new();
    };
    let recent = Days::ending(newest, 28);
    let mut releases: Vec<_> = history
        .releases
        .iter()
        .filter(|(_, release)| recent.contains(release.published))
        .collect();
    releases.sort_by(|(one_tag, one), (two_tag, two)| (two.published, two_tag).cmp(&(one.published, one_tag)));
    let line = |(tag, published): (&Untrusted, crate::domain::Date)| {
        let released = fill(
            "**Release {}** on {}",
            &[&Inline::code(tag, 40), &date_near(published, newest)],
        );
        let week = Days::ending(plus_days(published, 6), 7);
        let after = Total::new(history, Metric::Views, week);
        let before = Total::new(history, Metric::Views, week.before());
        match (after.count, before.count) {
            (Some(count), Some(earlier)) if after.is_whole() && before.is_whole() => fill(
                "{}: {} in the week from then on, {} in the week before.",
                &[&released, &counted(count, "view", "views"), &earlier],
            ),
            _ => fill("{}.", &[&released]),
        }
    };
    let newest_ones = releases.into_iter().take(3);
    newest_ones
        .map(|(tag, release)| line((tag, release.published)))
        .collect()
}

fn newcomers(first_seen: &[(crate::domain::Date, Untrusted)]) -> Option<Inline> {
    let names: Vec<Inline> = first_seen
        .iter()
        .take(MOST_NAMES)
        .map(|(_, name)| Inline::code(name, 40))
        .collect();
    let more = u64::try_from(first_seen.len().saturating_sub(MOST_NAMES)).unwrap_or(0);
    let rest = match more {
        0 => Inline::default(),
        more => fill(" and {} more", &[&more]),
    };
    let words = if first_seen.len() == 1 { "referrer" } else { "referrers" };
    (!names.is_empty()).then(|| {
        let names = if more == 0 {
            listed(&names)
        } else {
            crate::report::markdown::joined(&names, ", ")
        };
        fill("**New {}** in the last four weeks: {}{}.", &[&words, &names, &rest])
    })
}

/// The newest calendar month that is known whole.
fn last_month(analysis: &Analysis) -> Option<Inline> {
    let newest = analysis.views.newest?;
    let month_of = analysis.months.iter().rev().find(|month| month.days.last <= newest)?;
    let count = month_of
        .views
        .count
        .filter(|count| *count > 0 && month_of.views.is_whole())?;
    // Half a year later it is no news.
    if days_between(month_of.days.last, newest) > 45 {
        return None;
    }
    let first = month_of.days.first;
    let mut against = Vec::new();
    if let Some(change) = month_of.views_change {
        against.push(fill(
            "{} on {}",
            &[&change_phrase(change), &month_alone(plus_days(first, -1))],
        ));
    }
    if let Some(change) = month_of.views_year_change {
        let year_before = plus_days(first, -360);
        against.push(fill(
            "{} on {}",
            &[&change_phrase(change), &month(year_before.first_of_month())],
        ));
    }
    let against = match against.as_slice() {
        [] => Inline::default(),
        against => fill(", {}", &[&listed(against)]),
    };
    Some(fill(
        "**{}** brought {}{}.",
        &[&month(first), &counted(count, "view", "views"), &against],
    ))
}

fn year(analysis: &Analysis) -> Option<Inline> {
    let year = analysis.views.year?;
    let mean = |total: &Total| total.count.map(|n| n / u64::from(total.known_days.max(1)));
    Some(fill(
        "**A year:** {} views a day in the 365 days up to {}, {} in the 365 before: {}.",
        &[
            &mean(&year.now),
            &year.now.days.last,
            &mean(&year.before),
            &change_phrase(year.change),
        ],
    ))
}

fn ci_clones(analysis: &Analysis) -> Option<Inline> {
    let (ci, all) = (analysis.ci_clones?, analysis.clones.last_14?.now);
    Some(fill(
        "**CI** made {} of the {} in the 14 days {}{}.",
        &[
            &ci.count,
            &counted(all.count.unwrap_or(0), "clone", "clones"),
            &all.days,
            &match ci.known_days == all.days.length() {
                true => Inline::default(),
                false => fill(" (counted on {} of them)", &[&ci.known_days]),
            },
        ],
    ))
}

fn streak(analysis: &Analysis) -> Option<Inline> {
    let run = analysis.streaks.current.filter(|run| run.length() >= LONG_STREAK)?;
    Some(fill(
        "**Viewed every day** since {}: {} days in a row.",
        &[&run.first, &run.length()],
    ))
}
