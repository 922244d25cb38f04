//! PURE. The marks of a plot: rows of flags with a line down to their day, and above the plot a rail with a row for each other kind.

use plotters::prelude::{PathElement, Polygon};
use plotters::style::Color;

use crate::charts::canvas::{INTO_MEMORY, SvgStyle};
use crate::charts::card::{MARGIN, RIGHT, snap_to_pixel};
use crate::charts::columns::Columns;
use crate::charts::marks::{FLAG_ROW, Mark, MarkKind, Marks, RAIL_ROW};
use crate::charts::plot::Plot;
use crate::charts::plot::labels::apart;
use crate::charts::series::days_since;
use crate::charts::text_style::{Anchor, Bounds, TextStyle};
use crate::charts::text_width;
use crate::domain::analysis::Days;
use crate::domain::text::Untrusted;

/// How near to the next one a line without a label may be, in tenths of a pixel: many would become a ground of their own.
const LEADER_DISTANCE: i32 = 140;

/// How far the label of a flag reaches over its own line where it hangs to one side, in tenths of a pixel.
const HANG: i32 = 40;

/// How far above the rail the flags' lines begin on a phone, in tenths of a pixel: a whole number of dots below the labels of wide
/// charts, so that the lines go on without a break.
const BELOW_FLAGS: i32 = 5;

/// From one row of flags to the next on a phone, whose words are larger, in tenths of a pixel.
const NARROW_ROW: i32 = 225;

/// Room on each side of a label, in tenths of a pixel.
const MARGIN_OF_PILL: i32 = 30;

/// The label of a flag and its place: its middle and half its width, and the row's bottom, in tenths of a pixel.
struct Pill {
    kind: MarkKind,
    middle: i32,
    half: i32,
    bottom: i32,
    label: Untrusted,
}

impl Plot<'_> {
    /// Draws the marks. The rail is between the labels of the flags and the plot.
    pub(in crate::charts) fn marks(&self, marks: &Marks) {
        let rows: Vec<MarkKind> = marks.rows().collect();
        let rail = rows.iter().fold(0, |height, _| height + RAIL_ROW);
        self.moving(|| self.flags(marks, self.area.top - rail));
        self.card.canvas.in_each(|columns| {
            let mut y = self.area.top - rail + 30;
            for kind in &rows {
                self.moving(|| marks.of(*kind).for_each(|mark| self.rail_mark(mark, y, columns)));
                y += RAIL_ROW;
            }
            // After the marks of all rows, which the words must not cover.
            y = self.area.top - rail + 30;
            for kind in &rows {
                self.rail_name(*kind, marks, y, columns);
                y += RAIL_ROW;
            }
        });
    }

    /// The name of a row: beside the plot, and on a phone, where there is nothing beside it, next to its marks.
    fn rail_name(&self, kind: MarkKind, marks: &Marks, y: i32, columns: Columns) {
        let canvas = &self.card.canvas;
        let style = TextStyle::new(columns.size(105), self.card.theme.muted);
        if !columns.is_narrow() {
            canvas.text((self.area.right + 100, y + 35), kind.name(), style);
            return;
        }
        let mut marks = marks.of(kind);
        let (Some(first), last) = (marks.next(), marks.next_back()) else {
            return;
        };
        let (left, right) = (self.extent(first.days).0, self.extent(last.unwrap_or(first).days).1);
        for (x, anchor) in [(right + 90, Anchor::Start), (left - 90, Anchor::End)] {
            let style = style.at(anchor);
            let bounds = style.bounds(kind.name(), (x, y + 80));
            if bounds.left >= MARGIN && bounds.right <= RIGHT && canvas.is_free(bounds) {
                canvas.text((x, y + 80), kind.name(), style);
                return;
            }
        }
    }

    /// One mark of the rail; on a phone as large as its row allows.
    fn rail_mark(&self, mark: &Mark, y: i32, columns: Columns) {
        let (card, colour) = (self.card, self.card.theme.muted);
        let size = |wide: i32| if columns.is_narrow() { wide * 8 / 5 } else { wide };
        let (left, right) = self.extent(mark.days);
        card.canvas.reserve(Bounds {
            left: left - 40,
            top: y - 40,
            right: right + 40,
            bottom: y + 40,
        });
        let middle = (left + right) / 2;
        match mark.kind {
            MarkKind::Event | MarkKind::Release | MarkKind::Crawlers => {
                let edges = (left, y - size(25), right.max(left + size(30)), y + size(25));
                card.rounded_rectangle(edges, 0, colour);
            }
            MarkKind::Imported => {
                let y = snap_to_pixel(y);
                card.line((left, y), (right, y), colour, if columns.is_narrow() { 40 } else { 20 });
            }
            MarkKind::Late => {
                let (half, line) = (size(30), size(14));
                let (left, right) = (left.min(middle - half), right.max(middle + half));
                card.rounded_rectangle((left, y - half, right, y + half), half, colour);
                let within = (left + line, y - half + line, right - line, y + half - line);
                card.rounded_rectangle(within, half - line, card.theme.card);
            }
            MarkKind::Corrected => {
                let half = size(35);
                let corners = [
                    (left.min(middle - half), y),
                    (middle, y - half),
                    (right.max(middle + half), y),
                    (middle, y + half),
                ];
                let diamond = Polygon::new(corners.to_vec(), colour.filled());
                card.canvas.area().draw(&diamond).expect(INTO_MEMORY);
            }
        }
    }

    /// The left and right edge of days, in tenths of a pixel.
    fn extent(&self, days: Days) -> (i32, i32) {
        let half = self.day_width() / 2.0;
        let at = |day| f64::from(self.position(days_since(self.first, day), 0.0).0);
        let edge = |x: f64| (x.round() as i32).clamp(self.area.left, self.area.right);
        (edge(at(days.first) - half), edge(at(days.last) + half))
    }

    /// Flags, each with a leader line to the axis; the labels of the lowest row end above `bottom`. The newest come first. Of two that
    /// are near, each label hangs to its own side; of nearer ones the newest says how many more there are. Where there is no room
    /// for another label only its leader is drawn.
    fn flags(&self, marks: &Marks, bottom: i32) {
        let canvas = &self.card.canvas;
        let mut pills = Vec::new();
        let mut leaders: Vec<(i32, i32)> = Vec::new();
        let mut bare = Vec::new();
        canvas.only(Columns::Wide, || {
            let mut bottom = bottom - 155;
            for kind in marks.flag_rows().rev() {
                let mut left: Vec<&Mark> = marks.of(kind).collect();
                while let Some(mark) = left.pop() {
                    let Some((pill, more)) = self.pill(mark, &left, bottom) else {
                        bare.push((self.middle_of(mark), self.area.top - 60));
                        continue;
                    };
                    leaders.push((self.middle_of(mark), bottom));
                    let hidden = left.split_off(left.len() - more);
                    bare.extend(hidden.iter().map(|mark| (self.middle_of(mark), self.area.top - 60)));
                    pills.push(pill);
                }
                bottom -= FLAG_ROW;
            }
        });
        for (x, from) in bare {
            if leaders.iter().all(|(other, _)| (x - other).abs() >= LEADER_DISTANCE) {
                leaders.push((x, from));
            }
        }
        // On a phone, where the labels have no ground, the lines end below them.
        let below = bottom - BELOW_FLAGS;
        canvas.only(Columns::Wide, || {
            let above = leaders.iter().filter(|(_, from)| *from < below);
            self.leaders(above.map(|&(x, from)| (x, from, below)));
        });
        self.leaders(leaders.iter().map(|&(x, from)| (x, from.max(below), self.area.bottom)));
        canvas.only(Columns::Wide, || pills.iter().for_each(|pill| self.draw_pill(pill)));
        canvas.only(Columns::Narrow, || {
            let mut y = bottom - 40;
            for kind in marks.flag_rows().rev() {
                self.narrow_flags(kind, marks, y);
                y -= NARROW_ROW;
            }
        });
    }

    /// Dotted lines down from the flags: across, and from where to where down.
    fn leaders(&self, lines: impl Iterator<Item = (i32, i32, i32)>) {
        let style = SvgStyle {
            dash: Some("2 3"),
            merge_paths: true,
            ..SvgStyle::default()
        };
        let canvas = &self.card.canvas;
        canvas.with(style, || {
            for (x, from, to) in lines {
                let line = PathElement::new([(x, from), (x, to)], self.card.theme.axis.stroke_width(10));
                canvas.area().draw(&line).expect(INTO_MEMORY);
            }
        });
    }

    /// The label of a flag in the row that ends at `bottom`, if it has the room, which it then takes, and for how many of the `older`
    /// ones, the newest of them last, it stands.
    fn pill(&self, mark: &Mark, older: &[&Mark], bottom: i32) -> Option<(Pill, usize)> {
        let x = self.middle_of(mark);
        // Whether a label that hangs to the left of its line would be in the way of one that begins at `left`.
        let reaches = |older: &&&Mark, left: i32| self.middle_of(older) + HANG + 2 * MARGIN_OF_PILL > left;
        let alone = self.pill_at(mark, 0, x, bottom);
        let next = older.last().filter(|next| reaches(next, alone.middle - alone.half));
        let Some(next) = next else {
            // Its own neighbour may have been too near for the middle.
            let aside = self.pill_at(mark, 0, x + HANG - alone.half, bottom);
            return [alone, aside]
                .into_iter()
                .find(|pill| self.takes(pill))
                .map(|pill| (pill, 0));
        };
        if !reaches(&next, x - HANG) {
            let (right, left) = (x - HANG + alone.half, x + HANG - alone.half);
            let hanging = self.pill_at(mark, 0, right, bottom);
            if hanging.middle == right && self.takes(&hanging) {
                return Some((hanging, 0));
            }
            let hanging = self.pill_at(mark, 0, left, bottom);
            if older.len() == 1 && !reaches(&next, hanging.middle - hanging.half) && self.takes(&hanging) {
                return Some((hanging, 0));
            }
        }
        [false, true].into_iter().find_map(|is_aside| {
            let mut more = 0;
            loop {
                let half = self.pill_at(mark, more, x, bottom).half;
                let pill = self.pill_at(mark, more, if is_aside { x + HANG - half } else { x }, bottom);
                let edge = pill.middle - pill.half;
                let hidden = older.iter().rev().take_while(|older| reaches(older, edge)).count();
                if hidden <= more {
                    return self.takes(&pill).then_some((pill, more));
                }
                more = hidden;
            }
        })
    }

    /// The label of a flag around `middle`, or as near to it as the card allows, with how many `more` it stands for.
    fn pill_at(&self, mark: &Mark, more: usize, middle: i32, bottom: i32) -> Pill {
        let style = self.label_style(mark.kind, Columns::Wide);
        // What a user writes is a sentence, a tag is short.
        let room = if mark.kind == MarkKind::Event { 1_500 } else { 800 };
        let shown = label(mark, more, room, style.size);
        let half = style.width(&shown) / 2 + 70;
        Pill {
            kind: mark.kind,
            middle: middle.min((self.area.right + 40) - half).max(MARGIN + half),
            half,
            bottom,
            label: Untrusted::new(&shown),
        }
    }

    /// Takes the room of a label, if it is free.
    fn takes(&self, pill: &Pill) -> bool {
        let bounds = Bounds {
            left: pill.middle - pill.half - MARGIN_OF_PILL,
            top: pill.bottom - 175,
            right: pill.middle + pill.half + MARGIN_OF_PILL,
            bottom: pill.bottom,
        };
        let canvas = &self.card.canvas;
        let is_free = canvas.is_free(bounds);
        if is_free {
            canvas.reserve(bounds);
        }
        is_free
    }

    /// Releases are on a ground, events in a frame.
    fn draw_pill(&self, pill: &Pill) {
        let (card, theme) = (self.card, self.card.theme);
        let Pill {
            middle, half, bottom, ..
        } = *pill;
        let edges = (middle - half, bottom - 175, middle + half, bottom);
        match pill.kind {
            MarkKind::Event => {
                card.rounded_rectangle(edges, 40, theme.card);
                card.outline(edges, 40, theme.axis, 10);
            }
            _ => card.rounded_rectangle(edges, 90, theme.pill),
        }
        let style = self.label_style(pill.kind, Columns::Wide);
        card.canvas.untrusted_text((middle, bottom - 52), &pill.label, style);
    }

    /// The labels of the newest flags of a kind without a ground, above the plot on the base line `y`.
    fn narrow_flags(&self, kind: MarkKind, marks: &Marks, y: i32) {
        let canvas = &self.card.canvas;
        let style = self.label_style(kind, Columns::Narrow);
        let mut left: Vec<&Mark> = marks.of(kind).collect();
        while let Some(mark) = left.pop() {
            let place = |more: usize| {
                let shown = label(mark, more, 1_600, style.size);
                let half = style.width(&shown) / 2;
                let middle = self.middle_of(mark).min(self.area.right - half).max(MARGIN + half);
                (shown, (middle, y), middle - half)
            };
            let mut more = 0;
            loop {
                let (shown, position, edge) = place(more);
                let is_hidden = |older: &&&Mark| self.middle_of(older) + 2 * HANG > edge;
                let hidden = left.iter().rev().take_while(is_hidden).count();
                if hidden > more {
                    more = hidden;
                    continue;
                }
                if canvas.is_free(apart(style.bounds(&shown, position))) {
                    canvas.untrusted_text(position, &Untrusted::new(&shown), style);
                    left.truncate(left.len() - more);
                }
                break;
            }
        }
    }

    /// How the label of a flag looks: an event is what the user wrote.
    fn label_style(&self, kind: MarkKind, columns: Columns) -> TextStyle {
        let theme = self.card.theme;
        let colour = if kind == MarkKind::Event {
            theme.text
        } else {
            theme.muted
        };
        let size = if columns.is_narrow() { columns.size(100) } else { 105 };
        TextStyle::new(size, colour).at(Anchor::Middle)
    }

    /// The middle of a mark's first day.
    fn middle_of(&self, mark: &Mark) -> i32 {
        self.sharp(self.position(days_since(self.first, mark.days.first), 0.0).0)
    }
}

/// The words of a flag within so much room, in tenths of a pixel at this size, and how many `more` there are: `Show HN +1`.
fn label(mark: &Mark, more: usize, room: i32, size: i32) -> String {
    let shown = text_width::shorten_end(mark.label.sanitized(), room, size, false);
    match more {
        0 => shown,
        more => format!("{shown} +{more}"),
    }
}
