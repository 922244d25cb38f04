//! PURE. A top ten as bars, with the course of each name over the last weeks: what the charts of referrers and paths
//! share.

use std::collections::BTreeMap;

use plotters::prelude::{PathElement, Rectangle};
use plotters::style::Color;

use crate::charts::axis::ValueAxis;
use crate::charts::canvas::INTO_MEMORY;
use crate::charts::card::{Card, MARGIN, RIGHT};
use crate::charts::columns::Columns;
use crate::charts::path::Point;
use crate::charts::text_style::{Anchor, TextStyle};
use crate::charts::{Description, text_width};
use crate::domain::analysis::top_list_trend::{Before, RankedRow};
use crate::domain::analysis::{Days, TopListTrend};
use crate::domain::repository::RepositoryName;
use crate::domain::text::Untrusted;
use crate::domain::top_list::{POPULAR_ROWS, TopList};
use crate::domain::{Date, days_between, monday_of, plus_days};
use crate::format;

/// How many weeks the small lines look back.
const WEEKS: i64 = 26;
/// Font sizes in tenths of a pixel.
const NAME_SIZE: i32 = 120;
const TITLE_SIZE: i32 = 105;
/// The size of names in narrow columns, before it is enlarged for them.
const NARROW_NAME: i32 = 115;
/// The base line of the column heads, the top of the first row, and the ends of the columns, in tenths of a pixel.
const HEAD: i32 = 870;
const TOP: i32 = 1_010;
const BARS_END: i32 = 4_850;
const VIEWS_END: i32 = 5_500;
const VISITORS_END: i32 = 6_250;
const LINES_START: i32 = 6_750;
const LINES_END: i32 = RIGHT - 40;

/// What a list is called.
pub(super) struct Names {
    pub title: &'static str,
    /// One entry, within a sentence.
    pub one: &'static str,
    /// Several entries.
    pub many: &'static str,
}

/// The newest top ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TopListBars {
    /// The days of the list, as far as they are known.
    days: Days,
    /// Most views first; never empty.
    rows: Vec<Row>,
    /// How many names of the compared list are no longer listed.
    gone: u64,
    /// Whether the list is so much smaller than the one before that it is probably incomplete.
    is_incomplete: bool,
}

/// One name of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// The referrer, or the path without its query: queries carry search words and tokens of visitors.
    name: Untrusted,
    /// The title of the page, without what is the same on every page.
    title: Option<String>,
    /// Whether no earlier list had it.
    is_new: bool,
    /// Whether it is a crawler: these come last, in grey, and set no scale.
    is_crawler: bool,
    views: u64,
    uniques: u64,
    /// Views in each capture of the last weeks by Monday, oldest first; `None` where they are unknown.
    course: Vec<(Date, Option<u64>)>,
}

impl TopListBars {
    /// `None` while there is no capture with a name. The title of a page ends with the name of the `repository`, which is
    /// left out.
    pub(super) fn new(
        repository: &RepositoryName,
        trend: &TopListTrend,
        captures: &BTreeMap<Date, TopList>,
    ) -> Option<Self> {
        let (captured, days) = (trend.captured?, trend.days?);
        let captures = last_of_each_week(captures, monday_of(captured));
        let row = |row: &RankedRow| Row {
            name: match row.name.sanitized().starts_with('/') {
                true => row.name.without_query(),
                false => row.name.clone(),
            },
            title: title(repository, row),
            is_new: row.before == Before::FirstSeen && !row.is_crawler,
            is_crawler: row.is_crawler,
            views: row.count,
            uniques: row.uniques.get(),
            course: captures
                .iter()
                .map(|(monday, list)| (*monday, views_in(list, &row.name)))
                .collect(),
        };
        let mut rows: Vec<Row> = trend.rows.iter().take(POPULAR_ROWS).map(row).collect();
        rows.sort_by_key(|row| row.is_crawler);
        (!rows.is_empty()).then_some(Self {
            days,
            rows,
            gone: trend.gone.len() as u64,
            is_incomplete: trend.shrunk.is_some(),
        })
    }

    pub(super) fn describe(&self, names: &Names) -> Description {
        // Windows of hours touch a fifteenth day.
        let window = match self.days.length() {
            ..=14 => format!("in 14 days, {}", format::date_range(self.days.first, self.days.last)),
            _ => format!("in the 14 days up to {}", format::date(self.days.last)),
        };
        // Of fewer than ten there are no others.
        let top = if self.rows.len() < POPULAR_ROWS { "" } else { "Top " };
        let rows = format::counted(self.rows.len() as u64, names.one, names.many);
        let mut subtitle = format!("{top}{rows} {window}");
        if self.is_incomplete {
            subtitle.push_str(" · probably incomplete");
        }
        let views: Vec<String> = self.rows.iter().take(3).map(|row| format::grouped(row.views)).collect();
        let mut alt = format!(
            "{subtitle}, by views, with unique visitors{}. Most views: {}.",
            match self.rows.iter().any(|row| row.course.len() > 1) {
                true => " and the trend of the last weeks",
                false => "",
            },
            views.join(", "),
        );
        let crawlers = self.rows.iter().filter(|row| row.is_crawler).count() as u64;
        if crawlers > 0 {
            alt.push_str(&format!(
                " Apart, in grey: {}.",
                format::counted(crawlers, "crawler", "crawlers")
            ));
        }
        if self.gone > 0 {
            let gone = format::counted(self.gone, names.one, names.many);
            alt.push_str(&format!(" No longer listed: {gone}."));
        }
        Description {
            title: names.title,
            subtitle,
            alt,
        }
    }

    /// The height of the card in pixels.
    pub(super) fn height(&self) -> i32 {
        (self.top(self.rows.len()) + 130) / 10
    }

    /// Draws the list; the bars begin at `bars`, after the names. Column by column, so that the file groups what looks
    /// alike.
    pub(super) fn draw(&self, card: &Card, bars: i32) {
        card.canvas.only(Columns::Wide, || self.draw_wide(card, bars));
        card.canvas.only(Columns::Narrow, || self.draw_narrow(card));
    }

    fn draw_wide(&self, card: &Card, bars: i32) {
        self.draw_heads(card);
        self.draw_bars(card, bars);
        for (place, row) in self.rows.iter().enumerate() {
            let y = self.middle(place);
            row.draw_course(card, (y - 95, y + 80));
        }
        for (place, row) in self.rows.iter().enumerate() {
            row.draw_name(card, (bars - 120, self.middle(place)));
        }
        let style = TextStyle::new(120, card.theme.text).bold().at(Anchor::End);
        for (place, row) in self.rows.iter().enumerate() {
            let position = (VIEWS_END, self.middle(place) + 42);
            let style = match row.is_crawler {
                true => TextStyle::new(120, card.theme.muted).at(Anchor::End),
                false => style,
            };
            card.canvas.text(position, &format::grouped(row.views), style);
        }
        let style = TextStyle::new(120, card.theme.muted).at(Anchor::End);
        for (place, row) in self.rows.iter().enumerate() {
            let position = (VISITORS_END, self.middle(place) + 42);
            card.canvas.text(position, &format::grouped(row.uniques), style);
        }
    }

    /// Names and views alone, the bars behind them.
    fn draw_narrow(&self, card: &Card) {
        let theme = card.theme;
        let head = TextStyle::new(Columns::Narrow.size(NARROW_NAME), theme.muted);
        card.canvas
            .text((RIGHT - 60, HEAD), "views in 14 days", head.at(Anchor::End));
        for (place, row) in self.rows.iter().enumerate() {
            let length = bar_length(RIGHT - MARGIN, row.views.min(self.most()), self.most());
            let (y, colour) = (
                self.middle(place),
                if row.is_crawler { theme.grid } else { theme.count_soft },
            );
            card.rounded_rectangle((MARGIN, y - 120, MARGIN + length, y + 120), 25, colour);
        }
        let style = TextStyle::new(Columns::Narrow.size(NARROW_NAME), theme.text);
        for (place, row) in self.rows.iter().enumerate() {
            let views = format::grouped(row.views);
            let end = style.bold().at(Anchor::End);
            let base = self.middle(place) + 75;
            let room = RIGHT - 60 - end.width(&views) - 200 - MARGIN;
            let shown = text_width::shorten_middle(row.name.sanitized(), room, style.size, false);
            card.canvas
                .untrusted_text((MARGIN + 60, base), &Untrusted::new(&shown), style);
            card.canvas.text((RIGHT - 60, base), &views, end);
        }
    }

    /// The views of a bar of full length: a round number, not below that of a row that is no crawler. Bars stay as they are while
    /// only the largest row changes a little.
    fn most(&self) -> u64 {
        let people = self.rows.iter().filter(|row| !row.is_crawler);
        let most = people.map(|row| row.views).max();
        let most = most.or(self.rows.first().map(|row| row.views)).unwrap_or(0);
        ValueAxis::new(most, 10).top
    }

    /// The top of a row; rows are higher when pages have titles.
    fn top(&self, place: usize) -> i32 {
        let pitch = if self.rows.iter().any(|row| row.title.is_some()) {
            340
        } else {
            300
        };
        TOP + pitch * i32::try_from(place).unwrap_or(0)
    }

    /// The middle of a row's bar.
    fn middle(&self, place: usize) -> i32 {
        let (top, next) = (self.top(place), self.top(place + 1));
        top + (next - top) / 2 - 30
    }

    fn draw_heads(&self, card: &Card) {
        let theme = card.theme;
        let style = TextStyle::new(110, theme.muted);
        for (end, name, colour) in [
            (VIEWS_END, "views", theme.count),
            (VISITORS_END, "visitors", theme.uniques),
        ] {
            card.dot((end - style.width(name) - 70, HEAD - 38), 38, colour);
            card.canvas.text((end, HEAD), name, style.at(Anchor::End));
        }
        if let Some([(first, _), .., (last, _)]) = self.rows.first().map(|row| &row.course[..]) {
            let weeks = (days_between(*first, *last) / 7 + 1).unsigned_abs();
            let name = format!("views, {}", format::counted(weeks, "week", "weeks"));
            card.canvas.text((LINES_END, HEAD), &name, style.at(Anchor::End));
        }
        card.line((MARGIN, 935), (RIGHT, 935), theme.grid, 10);
    }

    /// A pale bar for the views, with a line at its end, and in it a bar for the unique visitors.
    fn draw_bars(&self, card: &Card, left: i32) {
        let theme = card.theme;
        let most = self.most();
        let end = |count: u64| left + bar_length(BARS_END - left, count.min(most), most);
        let all = || {
            let rows = self.rows.iter().enumerate();
            rows.map(|(place, row)| (self.middle(place), row))
        };
        for (y, row) in all().filter(|(_, row)| row.is_crawler) {
            card.rounded_rectangle((left, y - 75, end(row.views), y + 75), 25, theme.grid);
            if row.views > most {
                let x = end(row.views) - 160;
                card.line((x - 25, y + 85), (x + 25, y - 85), theme.card, 35);
            }
        }
        let bars = || all().filter(|(_, row)| !row.is_crawler);
        for (y, row) in bars() {
            card.rounded_rectangle((left, y - 75, end(row.views), y + 75), 25, theme.count_soft);
        }
        for (y, row) in bars() {
            let x = end(row.views);
            card.line((x, y - 75), (x, y + 75), theme.count, 20);
        }
        for (y, row) in bars() {
            let x = end(row.uniques.min(row.views));
            card.rounded_rectangle((left, y - 28, x, y + 28), 15, theme.uniques);
        }
    }
}

impl Row {
    /// The name up to `end`, with the title of the page below it, and marked when it is new or a crawler.
    fn draw_name(&self, card: &Card, (end, y): Point) {
        let theme = card.theme;
        let base = if self.title.is_some() { y - 25 } else { y + 42 };
        let (colour, mark) = match (self.is_crawler, self.is_new) {
            (true, _) => (theme.muted, Some(("crawler", TextStyle::new(100, theme.muted)))),
            (false, true) => (theme.text, Some(("new", TextStyle::new(100, theme.count).bold()))),
            (false, false) => (theme.text, None),
        };
        let style = TextStyle::new(NAME_SIZE, colour);
        let room = end - MARGIN - mark.map_or(0, |(word, style)| style.width(word) + 60);
        let shown = text_width::shorten_middle(self.name.sanitized(), room, NAME_SIZE, false);
        card.canvas
            .untrusted_text((MARGIN, base), &Untrusted::new(&shown), style);
        if let Some((word, mark)) = mark {
            let position = (MARGIN + style.width(&shown) + 50, base);
            card.canvas.text(position, word, mark);
        }
        if let Some(title) = &self.title {
            let shown = text_width::shorten_end(title, end - MARGIN, TITLE_SIZE, false);
            let style = TextStyle::new(TITLE_SIZE, theme.muted);
            card.canvas
                .untrusted_text((MARGIN, base + 140), &Untrusted::new(&shown), style);
        }
    }

    /// The views in each capture as a small line on its own scale, broken where they are unknown.
    fn draw_course(&self, card: &Card, (top, bottom): (i32, i32)) {
        let [(first, _), .., (last, newest)] = self.course[..] else {
            return;
        };
        let theme = card.theme;
        let colour = if self.is_crawler { theme.axis } else { theme.count };
        let most = self.course.iter().filter_map(|(_, v)| *v).max().unwrap_or(0).max(1);
        let days = days_between(first, last).max(7);
        let position = |day: Date, views: u64| -> Point {
            let along = i64::from(LINES_END - LINES_START) * days_between(first, day) / days;
            let up = i128::from(bottom - top) * i128::from(views) / i128::from(most);
            (
                LINES_START + i32::try_from(along).unwrap_or(0),
                bottom - i32::try_from(up).unwrap_or(0),
            )
        };
        card.line((LINES_START, bottom + 5), (LINES_END, bottom + 5), theme.grid, 10);
        for run in self
            .course
            .chunk_by(|one, two| one.1.is_some() == two.1.is_some() && days_between(one.0, two.0) <= 14)
        {
            let points: Vec<Point> = run.iter().filter_map(|(day, v)| Some(position(*day, (*v)?))).collect();
            let area = card.canvas.area();
            match points[..] {
                [] => Ok(()),
                [(x, y)] => area.draw(&Rectangle::new([(x - 15, y - 15), (x + 15, y + 15)], colour.filled())),
                _ => area.draw(&PathElement::new(points, colour.stroke_width(14))),
            }
            .expect(INTO_MEMORY);
        }
        if let Some(views) = newest {
            card.dot(position(last, views), 25, colour);
        }
    }
}

/// The length of a bar out of `room` in whole pixels, never so short that it cannot be seen; all in tenths of a pixel.
fn bar_length(room: i32, count: u64, most: u64) -> i32 {
    let length = i128::from(room) * i128::from(count) / i128::from(most);
    (i32::try_from(length).unwrap_or(0) / 10 * 10).max(20)
}

/// The last list of each of the last weeks, by the week's Monday, oldest first. Daily ones would be a blur.
fn last_of_each_week(captures: &BTreeMap<Date, TopList>, newest: Date) -> BTreeMap<Date, &TopList> {
    let lists = captures.range(plus_days(newest, -7 * (WEEKS - 1))..);
    lists.map(|(day, list)| (monday_of(*day), list)).collect()
}

/// The views of a name in one capture. A list of less than ten names has all of them, so a name that is missing had no
/// views; on a full list it may have had some.
fn views_in(list: &TopList, name: &Untrusted) -> Option<u64> {
    match list.row(name) {
        Some(row) => Some(row.count),
        None => (list.most_unlisted() == 0).then_some(0),
    }
}

/// The title of a page without GitHub's and the repository's name. None where it says nothing else than the path, which is often
/// what GitHub gives as a title.
fn title(repository: &RepositoryName, row: &RankedRow) -> Option<String> {
    let title = row.title.as_ref()?.sanitized();
    let name = repository.to_string();
    let path = row.name.without_query();
    let bare = |text: &str| {
        let text = text.trim().trim_matches('/');
        let own = text.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(&name));
        let rest = own.map_or(text, |own| &text[own.len()..]);
        rest.trim_matches('/').to_lowercase()
    };
    let without_query = Untrusted::new(title).without_query();
    if bare(without_query.sanitized()) == bare(path.sanitized()) {
        return None;
    }
    let title = title.strip_suffix(name.as_str()).unwrap_or(title);
    let title = title.trim_end().trim_end_matches('·').trim();
    let title = title.strip_prefix("GitHub - ").unwrap_or(title);
    (!title.is_empty()).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::charts::sample::{LAST, days_before, history, top_list};
    use crate::domain::analysis::Analysis;
    use crate::domain::history::History;

    fn data(history: &History) -> Option<TopListBars> {
        let trend = &Analysis::new(history).paths;
        TopListBars::new(&history.repository.name, trend, &history.paths)
    }

    #[test]
    fn views_of_a_name_that_is_missing_on_a_full_list_are_unknown() {
        let ten: Vec<(String, u64)> = (0..10).map(|n| (format!("/{n}"), 50 - n)).collect();
        let ten: Vec<(&str, u64)> = ten.iter().map(|(name, views)| (name.as_str(), *views)).collect();
        let name = Untrusted::new("/other");
        assert_eq!(views_in(&top_list(LAST, &ten), &name), None);
        assert_eq!(views_in(&top_list(LAST, &ten[..9]), &name), Some(0));
        assert_eq!(views_in(&top_list(LAST, &[("/other", 7)]), &name), Some(7));
    }

    #[test]
    fn rows_have_their_course_over_the_last_weeks() {
        let mut history = history(&[Some(1)]);
        for (back, views) in [(202, 1), (27, 4), (6, 9)] {
            let day = days_before(back - 6);
            Arc::make_mut(&mut history.paths).insert(day, top_list(day, &[("/docs?token=1", views)]));
        }
        let bars = data(&history).expect("a list");
        assert_eq!(bars.days.last, days_before(1), "the last day that GitHub had published");
        assert_eq!(bars.rows[0].name.sanitized(), "/docs", "queries are cut");
        let course = [(days_before(27), Some(4)), (days_before(6), Some(9))];
        assert_eq!(bars.rows[0].course, course, "26 weeks, oldest first");
    }

    #[test]
    fn titles_lose_what_is_the_same_on_every_page() {
        let mut history = history(&[Some(1)]);
        let mut shown = |title: &str| {
            let mut list = top_list(LAST, &[("/issues", 3)]);
            list.rows[0].title = Some(Untrusted::new(title));
            Arc::make_mut(&mut history.paths).insert(LAST, list);
            data(&history).expect("a list").rows[0].title.clone()
        };
        assert_eq!(shown("Issues · octo/spike").as_deref(), Some("Issues"));
        assert_eq!(
            shown("GitHub - octo/spike: A tool").as_deref(),
            Some("octo/spike: A tool")
        );
        assert_eq!(shown(" · octo/spike"), None);
        for same in [
            "/issues",
            "/octo/spike/issues",
            "Octo/Spike/issues?q=is%3Aopen",
            "issues/",
        ] {
            assert_eq!(shown(same), None, "{same}");
        }
    }

    #[test]
    fn a_list_without_names_gives_no_chart() {
        let mut history = history(&[Some(1)]);
        assert_eq!(data(&history), None);
        Arc::make_mut(&mut history.paths).insert(LAST, top_list(LAST, &[]));
        assert_eq!(data(&history), None);
    }
}
