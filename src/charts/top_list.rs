//! PURE. Popular referrers and paths: the present top ten as bars, each with its own rise and fall beside it.

use std::collections::BTreeMap;

use plotters::prelude::{PathElement, Rectangle};
use plotters::style::Color;

use super::canvas::INTO_MEMORY;
use super::card::{Card, MARGIN, RIGHT};
use super::text_style::{Anchor, TextStyle};
use super::{ChartInput, Picture, metrics};
use crate::domain::analysis::TopListTrend;
use crate::domain::analysis::top_list_trend::{Before, RankedRow};
use crate::domain::text::Untrusted;
use crate::domain::top_list::TopList;
use crate::domain::{Date, days_between, plus_days};
use crate::format;

/// How many weeks the small lines look back.
const WEEKS: i64 = 26;

struct Words {
    id: &'static str,
    title: &'static str,
    one: &'static str,
    many: &'static str,
    /// Where the bars begin: after the names.
    bars: i32,
}

/// The referrers.
pub(super) fn referrers(input: &ChartInput) -> Option<Picture> {
    let words = Words {
        id: "referrers",
        title: "Where visitors come from",
        one: "referrer",
        many: "referrers",
        bars: 2_150,
    };
    draw(input, &words, &input.analysis.referrers, &input.history.referrers)
}

/// The paths.
pub(super) fn paths(input: &ChartInput) -> Option<Picture> {
    let words = Words {
        id: "paths",
        title: "Popular pages",
        one: "page",
        many: "pages",
        bars: 2_850,
    };
    draw(input, &words, &input.analysis.paths, &input.history.paths)
}

const NAME_SIZE: i32 = 120;
const TITLE_SIZE: i32 = 105;
const TOP: i32 = 1_010;
/// Columns, in tenths of a pixel: names, bars, views, visitors, lines.
const BARS_END: i32 = 4_850;
const VIEWS: i32 = 5_500;
const VISITORS: i32 = 6_250;
const LINES: (i32, i32) = (6_750, RIGHT - 40);

fn draw(
    input: &ChartInput,
    words: &Words,
    popular: &TopListTrend,
    captures: &BTreeMap<Date, TopList>,
) -> Option<Picture> {
    let captured = popular.captured?;
    let rows: &[RankedRow] = &popular.rows[..popular.rows.len().min(10)];
    let most = rows.iter().map(|row| row.count).max()?.max(1);
    let theme = input.theme();
    // GitHub publishes up to the day before the capture.
    let last = plus_days(captured, -1);
    let covers = format::date_range(plus_days(last, -13), last);
    let titled = rows.iter().any(|row| shown_title(input, row).is_some());
    let pitch = if titled { 340 } else { 270 };
    let height = (TOP + pitch * i32::try_from(rows.len()).unwrap_or(10) + 130) / 10;
    let subtitle = format!(
        "Top {} in the 14 days {covers}",
        format::counted(rows.len() as u64, words.one, words.many)
    );
    let card = Card::new(words.id, input.shade, height, words.title, &subtitle);

    let head = TextStyle::new(110, theme.muted);
    let weeks = shown_weeks(captures, captured);
    card.dot((VIEWS - head.width("views") - 70, 832), 38, theme.count);
    card.canvas.text((VIEWS, 870), "views", head.at(Anchor::End));
    card.dot((VISITORS - head.width("visitors") - 70, 832), 38, theme.people);
    card.canvas.text((VISITORS, 870), "visitors", head.at(Anchor::End));
    let lines_head = match weeks.len() {
        0 | 1 => String::new(),
        _ => format!("views, {}", format::counted(span_of(&weeks), "week", "weeks")),
    };
    if !lines_head.is_empty() {
        card.canvas.text((LINES.1, 870), &lines_head, head.at(Anchor::End));
    }
    card.line((MARGIN, 935), (RIGHT, 935), theme.grid, 10);

    let bars = words.bars;
    let width = |count: u64| bar_width(BARS_END - bars, count, most);
    // Column by column, so that elements which look alike stand together in the file.
    let middle = |place: usize| TOP + pitch * i32::try_from(place).unwrap_or(0) + pitch / 2 - 30;
    for (place, row) in rows.iter().enumerate() {
        let y = middle(place);
        card.round((bars, y - 75, bars + width(row.count), y + 75), 25, theme.count_soft);
    }
    for (place, row) in rows.iter().enumerate() {
        let (y, edge) = (middle(place), bars + width(row.count));
        card.line((edge, y - 75), (edge, y + 75), theme.count, 20);
    }
    for (place, row) in rows.iter().enumerate() {
        let y = middle(place);
        card.round(
            (bars, y - 28, bars + width(row.uniques.get().min(row.count)), y + 28),
            15,
            theme.people,
        );
    }
    for (place, row) in rows.iter().enumerate() {
        small_line(&card, row, &weeks, (middle(place) - 95, middle(place) + 80));
    }
    for (place, row) in rows.iter().enumerate() {
        name(input, &card, row, (bars - 120, middle(place)));
    }
    let value = TextStyle::new(120, theme.text).bold().at(Anchor::End);
    for (place, row) in rows.iter().enumerate() {
        card.canvas
            .text((VIEWS, middle(place) + 42), &format::grouped(row.count), value);
    }
    let value = TextStyle::new(120, theme.muted).at(Anchor::End);
    for (place, row) in rows.iter().enumerate() {
        card.canvas.text(
            (VISITORS, middle(place) + 42),
            &format::grouped(row.uniques.get()),
            value,
        );
    }
    let numbers: Vec<String> = rows.iter().take(3).map(|row| format::grouped(row.count)).collect();
    let gone = match popular.gone.len() {
        0 => String::new(),
        gone => format!(
            " No longer listed: {}.",
            format::counted(gone as u64, words.one, words.many)
        ),
    };
    let alt = format!(
        "{subtitle}, by views, with unique visitors and the course of the last weeks. Views of the first: {}.{gone}",
        numbers.join(", "),
    );
    Some(card.finish(alt))
}

fn bar_width(room: i32, count: u64, most: u64) -> i32 {
    let width = i128::from(room) * i128::from(count) / i128::from(most);
    i32::try_from(width).unwrap_or(0).max(20)
}

/// The name, with the page's title below it where there is one, and a mark when it was never listed before.
fn name(input: &ChartInput, card: &Card, row: &RankedRow, (end, y): (i32, i32)) {
    let theme = input.theme();
    let title = shown_title(input, row);
    let line = if title.is_some() { y - 25 } else { y + 42 };
    let text_style = TextStyle::new(NAME_SIZE, theme.text);
    let new = TextStyle::new(100, theme.count).bold();
    let is_new = row.before == Before::FirstSeen;
    let room = end - MARGIN - if is_new { new.width("new") + 60 } else { 0 };
    // Query strings of pages carry search words and tokens of visitors.
    let page = row.name.sanitized().starts_with('/');
    let shown = if page {
        row.name.without_query()
    } else {
        row.name.clone()
    };
    let shown = metrics::shorten_middle(shown.sanitized(), room, NAME_SIZE, false);
    card.canvas.foreign((MARGIN, line), &Untrusted::new(&shown), text_style);
    if is_new {
        card.canvas
            .text((MARGIN + text_style.width(&shown) + 50, line), "new", new);
    }
    if let Some(title) = title {
        let shown = metrics::shorten_end(&title, end - MARGIN, TITLE_SIZE, false);
        let text_style = TextStyle::new(TITLE_SIZE, theme.muted);
        card.canvas
            .foreign((MARGIN, line + 140), &Untrusted::new(&shown), text_style);
    }
}

/// A page's title without the parts that are the same on every page.
fn shown_title(input: &ChartInput, row: &RankedRow) -> Option<String> {
    let title = row.title.as_ref()?.sanitized();
    let name = input.history.repository.name.to_string();
    let title = title.strip_suffix(name.as_str()).unwrap_or(title);
    let title = title.trim_end().trim_end_matches('·').trim();
    let title = title.strip_prefix("GitHub - ").unwrap_or(title);
    (!title.is_empty()).then(|| title.to_owned())
}

/// The captures of the weeks before the newest one, oldest first.
fn shown_weeks(captures: &BTreeMap<Date, TopList>, captured: Date) -> Vec<(Date, &TopList)> {
    captures
        .range(plus_days(captured, -7 * WEEKS)..)
        .map(|(monday, capture)| (*monday, capture))
        .collect()
}

fn span_of(weeks: &[(Date, &TopList)]) -> u64 {
    match (weeks.first(), weeks.last()) {
        (Some(first), Some(last)) => (days_between(first.0, last.0) / 7 + 1).unsigned_abs(),
        _ => 0,
    }
}

/// The views of one name in each capture, on its own scale. A capture of less than ten rows lists everything, so a
/// name that is not on it had no views; on a full one it may have had some: the line breaks.
fn small_line(card: &Card, row: &RankedRow, weeks: &[(Date, &TopList)], (top, bottom): (i32, i32)) {
    if weeks.len() < 2 {
        return;
    }
    let theme = card.theme;
    let count = |capture: &TopList| match capture.rows.iter().find(|r| r.name == row.name) {
        Some(found) => Some(found.count),
        None => (capture.rows.len() < 10).then_some(0),
    };
    let values: Vec<(Date, Option<u64>)> = weeks.iter().map(|(monday, c)| (*monday, count(c))).collect();
    let most = values.iter().filter_map(|(_, v)| *v).max().unwrap_or(0).max(1);
    let first = weeks[0].0;
    let days = weeks.last().map_or(7, |last| days_between(first, last.0).max(7));
    let place = |(day, value): (Date, u64)| {
        let along = i64::from(LINES.1 - LINES.0) * days_between(first, day) / days;
        let up = i128::from(bottom - top) * i128::from(value) / i128::from(most);
        (
            LINES.0 + i32::try_from(along).unwrap_or(0),
            bottom - i32::try_from(up).unwrap_or(0),
        )
    };
    card.line((LINES.0, bottom + 5), (LINES.1, bottom + 5), theme.grid, 10);
    for run in values.chunk_by(|one, two| one.1.is_some() == two.1.is_some() && days_between(one.0, two.0) <= 14) {
        let points: Vec<_> = run.iter().filter_map(|(day, v)| Some(place((*day, (*v)?)))).collect();
        let area = card.canvas.area();
        match points[..] {
            [] => Ok(()),
            [(x, y)] => area.draw(&Rectangle::new(
                [(x - 15, y - 15), (x + 15, y + 15)],
                theme.count.filled(),
            )),
            _ => area.draw(&PathElement::new(points, theme.count.stroke_width(14))),
        }
        .expect(INTO_MEMORY);
    }
    if let Some((day, Some(value))) = values.last() {
        card.dot(place((*day, *value)), 25, theme.count);
    }
}
