//! PURE. Views and unique visitors, clones and unique cloners: a metric by day or, over all time, by week or month.

use plotters::prelude::RGBColor;

use super::axis::Values;
use super::card::{Card, Headline, MARGIN, RIGHT};
use super::plot::{Area, Plot};
use super::series::{ChartSeries, DataPoint, Resolution, float, whole};
use super::{ChartInput, Picture};
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between};
use crate::format;

/// Words for the two numbers of a metric: (count, uniques at the line's end, uniques in full).
fn words(metric: Metric) -> (&'static str, &'static str, &'static str) {
    match metric {
        Metric::Views => ("Views", "Visitors", "unique visitors"),
        Metric::Clones => ("Clones", "Cloners", "unique cloners"),
    }
}

/// The last 90 days of views.
pub(super) fn views(input: &ChartInput) -> Option<Picture> {
    daily(input, "views", "Views and unique visitors", Metric::Views)
}

/// The last 90 days of clones.
pub(super) fn clones(input: &ChartInput) -> Option<Picture> {
    daily(input, "clones", "Clones and unique cloners", Metric::Clones)
}

/// All days of views, once there are more than the daily chart shows.
pub(super) fn all_time(input: &ChartInput) -> Option<Picture> {
    let days = ChartSeries::by_day(input.history, Metric::Views, None)?;
    if days.length() <= 182 {
        return None;
    }
    let (resolution, by) = match days.length() {
        ..=1_900 => (Resolution::Week, "week"),
        _ => (Resolution::Month, "month"),
    };
    let series = days.averaged(resolution);
    let subtitle = format!("Average day, by {by} · {}", format::date_range(days.first, days.last));
    let total: f64 = days.points.iter().filter_map(|p| p.count).sum();
    let record = best(&days.points, |p| p.uniques);
    let mut figures = vec![Headline {
        value: format::grouped(whole(total)),
        change: String::new(),
        label: "views in all".to_owned(),
        colour: Some(input.theme().count),
    }];
    if let Some((day, most)) = record {
        figures.push(Headline {
            value: format::grouped(most),
            change: format::date(day),
            label: "most unique visitors in a day".to_owned(),
            colour: Some(input.theme().people),
        });
    }
    let unknown = days.points.iter().filter(|p| p.count.is_none()).count();
    let mut alt = format!(
        "Views and unique visitors of the average day, by {by}, {}: {} views in all.",
        format::date_range(days.first, days.last),
        format::grouped(whole(total)),
    );
    if let Some((day, most)) = record {
        alt.push_str(&format!(
            " Most unique visitors in a day: {} on {}.",
            format::grouped(most),
            format::date(day)
        ));
    }
    alt.push_str(&unknown_words(unknown));
    let card = Card::new("all-time", input.shade, 290, "All time", &subtitle);
    card.headlines("", &figures);
    draw(input, &card, &series, Metric::Views, resolution, 2_400);
    Some(card.finish(alt))
}

fn daily(input: &ChartInput, id: &str, title: &str, metric: Metric) -> Option<Picture> {
    let Some(series) = ChartSeries::by_day(input.history, metric, Some(90)) else {
        return (metric == Metric::Views).then(|| nothing(input, id, title));
    };
    let (_, _, people) = words(metric);
    let top = Values::new(axis_top(&series).0, 4).top;
    let cut = series.max() > float(top);
    let mut subtitle = format!("Per day, {}", format::date_range(series.first, series.last));
    if series.points.last().is_some_and(|p| p.partial) {
        subtitle.push_str(" · newest day so far");
    }
    if cut {
        subtitle.push_str(&format!(" · axis cut at {}", format::compact(top)));
    }
    let card = Card::new(id, input.shade, 320, title, &subtitle);
    let period = input.analysis.metric(metric).last_14.as_ref();
    let shown = |value: Option<u64>| value.map_or("–".to_owned(), format::grouped);
    let change = |change: Option<crate::domain::analysis::Change>| {
        change.map_or(String::new(), |c| format::percent_change(c.percent()))
    };
    let count = words(metric).0.to_lowercase();
    let mut figures = vec![
        Headline {
            value: shown(period.and_then(|p| p.now.count)),
            change: change(period.and_then(|p| p.change)),
            label: count.clone(),
            colour: Some(input.theme().count),
        },
        Headline {
            value: shown(period.and_then(|p| p.uniques).map(|u| u.get())),
            change: change(period.and_then(|p| p.uniques_change)),
            label: people.to_owned(),
            colour: Some(input.theme().people),
        },
    ];
    if let Some(ci) = input
        .analysis
        .ci_clones
        .and_then(|ci| ci.count)
        .filter(|_| metric == Metric::Clones)
    {
        figures.push(Headline {
            value: format::grouped(ci),
            change: String::new(),
            label: "by own CI".to_owned(),
            colour: Some(input.theme().muted),
        });
    }
    let covers = period.map_or(String::new(), |p| {
        let days = format!("14 days to {}", format::short_date(p.now.days.last));
        match p.now.known_days {
            14 => days,
            known => format!("{days}, {known} known"),
        }
    });
    card.headlines(&covers, &figures);
    draw(input, &card, &series, metric, Resolution::Day, 2_700);

    let mut alt = format!("{title} per day, {}.", format::date_range(series.first, series.last));
    if let Some(period) = period
        && let Some(total) = period.now.count
    {
        alt.push_str(&format!(" {}: {} {count}", covers, format::grouped(total)));
        if let Some(change) = period.change {
            alt.push_str(&format!(" ({})", format::percent_change(change.percent())));
        }
        if let Some(uniques) = period.uniques {
            alt.push_str(&format!(" by {} {people}", format::grouped(uniques.get())));
        }
        alt.push('.');
    }
    if let Some((day, most)) = best(&series.points, |p| p.count) {
        alt.push_str(&format!(
            " Busiest day: {} with {} {count}.",
            format::date(day),
            format::grouped(most)
        ));
    }
    let unknown = series
        .points
        .iter()
        .filter(|p| p.count.is_none() && p.day <= series.newest);
    alt.push_str(&unknown_words(unknown.count()));
    Some(card.finish(alt))
}

/// The card of a repository of which nothing is known yet.
fn nothing(input: &ChartInput, id: &str, title: &str) -> Picture {
    let card = Card::new(id, input.shade, 160, title, "No day is known yet");
    card.notice(1_080, "The first numbers come with the next run that GitHub answers.");
    card.finish(format!("{title}: no day is known yet."))
}

fn best(points: &[DataPoint], value: impl Fn(&DataPoint) -> Option<f64>) -> Option<(Date, u64)> {
    points
        .iter()
        .filter_map(|p| Some((p.day, value(p).filter(|v| *v > 0.0)?)))
        .fold(None, |best: Option<(Date, f64)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        })
        .map(|(day, value)| (day, whole(value)))
}

fn unknown_words(days: usize) -> String {
    match days {
        0 => String::new(),
        days => format!(" Unknown: {}.", format::counted(days as u64, "day", "days")),
    }
}

/// Up to which value the axis must reach, and whether a few days go far beyond it. One huge day must not press all
/// others flat: when the largest value is more than eight times that of the busiest tenth, the axis ends above those.
fn axis_top(series: &ChartSeries) -> (u64, bool) {
    let mut values: Vec<f64> = series.points.iter().filter_map(|p| p.count.or(p.uniques)).collect();
    values.sort_by(f64::total_cmp);
    let max = series.max();
    let busy = values.get(values.len() * 9 / 10).copied().unwrap_or(0.0);
    if values.len() >= 14 && busy > 0.0 && max > 8.0 * busy {
        (whole(busy * 2.5), true)
    } else {
        (whole(max), false)
    }
}

fn draw(input: &ChartInput, card: &Card, series: &ChartSeries, metric: Metric, resolution: Resolution, bottom: i32) {
    let theme = input.theme();
    let values = Values::new(axis_top(series).0, 4);
    let releases = releases(input, series.first, series.last);
    // Pills want a row of their own.
    let top = if releases.is_empty() { 1_000 } else { 1_130 };
    let area = Area {
        left: MARGIN + values.room(),
        top,
        right: RIGHT - 760,
        bottom,
    };
    let plot = Plot::new(card, area, (series.first, series.last), (0.0, float(values.top)));
    plot.value_axis(values);
    plot.hatch(&series.unknown(), |days| match days {
        1 => "no data".to_owned(),
        days => format!("no data for {days} days"),
    });
    if series.newest < series.last {
        let from = float(days_between(series.first, series.newest).unsigned_abs());
        let to = float(days_between(series.first, series.last).unsigned_abs());
        plot.hatch(&[(from, to, 0)], |_| "not yet published".to_owned());
    }
    plot.releases(&releases);

    // The newest day may have been seen only in part: it stands apart, hollow, at the end of a dotted line.
    let edge = series
        .points
        .last()
        .filter(|p| p.partial && series.points.len() > 1)
        .copied();
    let whole_day = |p: &DataPoint| edge.is_none_or(|edge| edge.at != p.at);
    let counts = series.runs(|p| p.count.filter(|_| whole_day(p)));
    let uniques = series.runs(|p| p.uniques.filter(|_| whole_day(p)));
    let between = series.runs(|p| Some((p.uniques?, p.count?)).filter(|_| whole_day(p)));
    plot.band(&between, theme.count, theme.band);
    let below = series.runs(|p| Some((0.0, p.uniques?)).filter(|_| whole_day(p)));
    plot.band(&below, theme.people, theme.band);
    let ci = series.runs(|p| p.ci);
    let ci_area: Vec<_> = ci
        .iter()
        .map(|run| run.iter().map(|(at, v)| (*at, (0.0, *v))).collect())
        .collect();
    if !ci.is_empty() {
        plot.band(&ci_area, theme.axis, (45, 35));
        plot.line(&ci, theme.axis, 12);
    }
    plot.line(&uniques, theme.people, 16);
    plot.line(&counts, theme.count, 18);
    plot.time_axis();

    let known: Vec<(f64, f64, Date)> = series
        .points
        .iter()
        .filter_map(|p| Some((p.at, p.count?, p.day)))
        .collect();
    if known.iter().all(|p| p.1 == 0.0) {
        let (count, ..) = words(metric);
        card.notice(
            (top + bottom) / 2,
            &format!("No {} in these days", count.to_lowercase()),
        );
    }
    let mut names: Vec<(&str, f64, RGBColor)> = Vec::new();
    let (count, people, _) = words(metric);
    for (name, runs, colour) in [
        (count, &counts, theme.count),
        (people, &uniques, theme.people),
        ("Own CI", &ci, theme.muted),
    ] {
        let Some((at, value)) = runs.last().and_then(|run| run.last()).copied() else {
            continue;
        };
        let part = edge.and_then(|edge| Some((edge.at, if name == count { edge.count } else { edge.uniques }?)));
        let (at, value) = match part.filter(|_| name != "Own CI") {
            Some(part) => {
                plot.dotted_line((at, value), part, colour);
                part
            }
            None => (at, value),
        };
        names.push((name, value, colour));
        plot.mark(at, value, colour, part.is_some());
    }
    plot.names(&names);
    plot.peaks(&known, theme.count, resolution == Resolution::Day);
    plot.truncation_marks(&known);
}

/// The releases between two days; pre-releases only while there is nothing else.
fn releases(input: &ChartInput, first: Date, last: Date) -> Vec<(Date, Untrusted)> {
    let between = |stable: bool| {
        let mut found: Vec<(Date, Untrusted)> = input
            .history
            .releases
            .iter()
            .filter(|(_, r)| r.published >= first && r.published <= last && (!stable || !r.prerelease))
            .map(|(tag, r)| (r.published, tag.clone()))
            .collect();
        found.sort();
        found
    };
    match between(true) {
        none if none.is_empty() => between(false),
        found => found,
    }
}
