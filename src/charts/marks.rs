//! PURE. What charts mark on their days besides the numbers: the user's events, releases, and days whose numbers need a word. One
//! list for every chart over time, so that a new kind is a variant of [`MarkKind`] and its days in [`Marks::new`].

use crate::domain::Date;
use crate::domain::analysis::days::ranges;
use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::Correction;
use crate::domain::history::History;
use crate::domain::text::Untrusted;
use crate::domain::traffic::{DayCount, Metric, Source};
use crate::format;

/// The room of the first row of flags above a plot, of each further one, and of each row of the rail, in tenths of a pixel.
const FLAGS: i32 = 130;
pub(super) const FLAG_ROW: i32 = 215;
pub(super) const RAIL_ROW: i32 = 130;

/// A kind of mark. Its order is that of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MarkKind {
    /// An event of the user's: a flag with its text.
    Event,
    /// A release: a flag with its tag.
    Release,
    /// Days far above the usual that crawlers brought.
    Crawlers,
    /// Days that GitHub corrected downwards.
    Corrected,
    /// Days that GitHub published late.
    Late,
    /// Days that only imports know, beside others that this ledger saw itself.
    Imported,
}

impl MarkKind {
    /// The kinds that have a row of flags, each with words of its own.
    pub(super) const FLAGS: [Self; 2] = [Self::Event, Self::Release];
    /// The kinds that have a row of the rail.
    pub(super) const ON_RAIL: [Self; 4] = [Self::Crawlers, Self::Corrected, Self::Late, Self::Imported];

    /// Its name beside its row.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Release => "release",
            Self::Crawlers => "crawlers",
            Self::Corrected => "corrected",
            Self::Late => "late",
            Self::Imported => "imported",
        }
    }

    /// How many there are, for the alternative text.
    fn counted(self, marks: u64, days: u64) -> String {
        match self {
            Self::Event => format::counted(marks, "event", "events"),
            Self::Release => format::counted(marks, "release", "releases"),
            Self::Crawlers => format!("crawlers on {}", format::counted(days, "day", "days")),
            Self::Corrected => format!("{} corrected by GitHub", format::counted(days, "day", "days")),
            Self::Late => format!("{} published late", format::counted(days, "day", "days")),
            Self::Imported => format::counted(days, "imported day", "imported days"),
        }
    }
}

/// Something to mark on a day, or on a stretch of days.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub days: Days,
    pub kind: MarkKind,
    /// The words of a flag; empty on the rail.
    pub label: Untrusted,
}

/// The marks of a chart, by kind, each kind oldest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// The marks of a metric within these days.
    pub(super) fn new(history: &History, analysis: &Analysis, metric: Metric, shown: Days) -> Self {
        let on_rail = |kind, days: Vec<Days>| {
            let label = Untrusted::new("");
            days.into_iter().map(move |days| Mark {
                days,
                kind,
                label: label.clone(),
            })
        };
        let late = &analysis.metric(metric).publication.late;
        let Self(mut marks) = Self::of_flags(history, shown);
        marks.extend(on_rail(MarkKind::Crawlers, crawler_days(analysis, metric)));
        marks.extend(on_rail(MarkKind::Corrected, corrected(&history.corrections, metric)));
        marks.extend(on_rail(MarkKind::Late, late.iter().map(|late| late.days).collect()));
        marks.extend(on_rail(MarkKind::Imported, imported(history, metric, shown)));
        let within = marks.into_iter().filter(|mark| mark.days.overlaps(shown));
        let clipped = within.map(|mark| Mark {
            days: Days::new(mark.days.first.max(shown.first), mark.days.last.min(shown.last)),
            ..mark
        });
        Self(clipped.collect())
    }

    /// The events and releases alone, for numbers that are no traffic.
    pub(super) fn of_flags(history: &History, shown: Days) -> Self {
        Self(events(history, shown).chain(releases(history, shown)).collect())
    }

    /// Those of one kind.
    pub(super) fn of(&self, kind: MarkKind) -> impl DoubleEndedIterator<Item = &Mark> {
        self.0.iter().filter(move |mark| mark.kind == kind)
    }

    /// The kinds that have flags here, from the top down.
    pub(super) fn flag_rows(&self) -> impl DoubleEndedIterator<Item = MarkKind> {
        let rows = MarkKind::FLAGS.into_iter();
        rows.filter(|kind| self.of(*kind).next().is_some())
    }

    /// The kinds that have a row of the rail here, from the top down.
    pub(super) fn rows(&self) -> impl Iterator<Item = MarkKind> {
        let rows = MarkKind::ON_RAIL.into_iter();
        rows.filter(|kind| self.of(*kind).next().is_some())
    }

    /// The room above the plot that they take, in tenths of a pixel.
    pub(super) fn height(&self) -> i32 {
        let flags = self
            .flag_rows()
            .zip(std::iter::once(FLAGS).chain(std::iter::repeat(FLAG_ROW)));
        let flags = flags.map(|(_, room)| room).sum();
        self.rows().fold(flags, |height, _| height + RAIL_ROW)
    }

    /// ` Marked: 2 releases, 3 days published late.` Empty where nothing is marked.
    pub(super) fn sentence(&self) -> String {
        let kinds = MarkKind::FLAGS.into_iter().chain(MarkKind::ON_RAIL);
        let counted: Vec<String> = kinds
            .filter_map(|kind| {
                let marks = self.of(kind).count() as u64;
                let days = self.of(kind).map(|mark| u64::from(mark.days.length())).sum();
                (marks > 0).then(|| kind.counted(marks, days))
            })
            .collect();
        match counted.is_empty() {
            true => String::new(),
            false => format!(" Marked: {}.", counted.join(", ")),
        }
    }
}

/// The events of these days.
fn events(history: &History, shown: Days) -> impl Iterator<Item = Mark> {
    let events = history.given.events().filter(move |event| shown.contains(event.date));
    events.map(|event| Mark {
        days: Days::new(event.date, event.date),
        kind: MarkKind::Event,
        label: event.text.clone(),
    })
}

/// The releases of these days; pre-releases only where there is nothing else.
fn releases(history: &History, shown: Days) -> impl Iterator<Item = Mark> {
    let between = |prereleases: bool| {
        let releases = history.releases.iter();
        let mut found: Vec<(Date, Untrusted)> = releases
            .filter(|(_, r)| shown.contains(r.published) && (prereleases || !r.prerelease))
            .map(|(tag, r)| (r.published, tag.clone()))
            .collect();
        found.sort();
        found
    };
    let stable = between(false);
    let found = if stable.is_empty() { between(true) } else { stable };
    found.into_iter().map(|(day, label)| Mark {
        days: Days::new(day, day),
        kind: MarkKind::Release,
        label,
    })
}

/// Only views can be told to be those of crawlers.
fn crawler_days(analysis: &Analysis, metric: Metric) -> Vec<Days> {
    let spikes = analysis.metric(metric).spikes.iter();
    spikes
        .filter(|spike| spike.is_by_crawlers())
        .map(|spike| spike.days)
        .collect()
}

fn corrected(corrections: &[Correction], metric: Metric) -> Vec<Days> {
    let mut days: Vec<Date> = corrections
        .iter()
        .filter(|one| one.metric == metric)
        .map(|one| one.date)
        .collect();
    days.sort();
    days.dedup();
    ranges(days)
}

/// Days that only imports know. Nothing where there are no others: then the report says so once.
fn imported(history: &History, metric: Metric, shown: Days) -> Vec<Days> {
    let reading = |day: Date| {
        history
            .day(day)?
            .reading(metric)
            .filter(|one| one.known_count().is_some())
    };
    let is_imported = |one: &DayCount| matches!(one.source, Source::Imported(_));
    let has_others = shown.each().filter_map(reading).any(|one| !is_imported(one));
    match has_others {
        true => ranges(shown.each().filter(|day| reading(*day).is_some_and(is_imported))),
        false => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample::{LAST, days_before, history};
    use crate::domain::given::Event;
    use crate::domain::plus_days;
    use crate::domain::top_list::Release;

    fn marks(history: &History) -> Marks {
        let shown = Days::new(days_before(29), LAST);
        Marks::new(history, &Analysis::new(history), Metric::Views, shown)
    }

    #[test]
    fn prereleases_are_shown_where_there_is_nothing_else() {
        let mut history = history(&[Some(1); 40]);
        let mut release = |tag: &str, back: usize, prerelease: bool| {
            let release = Release {
                published: days_before(back),
                prerelease,
            };
            history.releases.insert(Untrusted::new(tag), release);
            let marks = marks(&history);
            let releases = marks.of(MarkKind::Release);
            let tags = releases.map(|mark| mark.label.sanitized().to_owned());
            tags.collect::<Vec<_>>()
        };
        assert_eq!(release("v0.9", 35, false), [""; 0], "before the first day");
        assert_eq!(release("v1.0-rc.1", 5, true), ["v1.0-rc.1"]);
        assert_eq!(release("v1.1", 1, false), ["v1.1"]);
        assert_eq!(release("v1.0", 3, false), ["v1.0", "v1.1"], "oldest first");
    }

    #[test]
    fn events_are_marked_above_releases() {
        let mut history = history(&[Some(1); 40]);
        let event = |text: &str, back: i64| Event {
            date: plus_days(LAST, -back),
            text: Untrusted::new(text),
            link: None,
        };
        let events = [
            event("Show HN", 3),
            event("Talk", 9),
            event("Launch", 35),
            event("Fair", -2),
        ];
        history.given.events = Some(events.into());
        let found = marks(&history);
        let texts: Vec<&str> = found.of(MarkKind::Event).map(|mark| mark.label.sanitized()).collect();
        assert_eq!(texts, ["Talk", "Show HN"], "of the shown days alone");
        assert_eq!(
            (found.sentence().as_str(), found.height()),
            (" Marked: 2 events.", FLAGS)
        );
        let release = Release {
            published: days_before(5),
            prerelease: false,
        };
        history.releases.insert(Untrusted::new("v1"), release);
        let both = marks(&history);
        assert_eq!(both.sentence(), " Marked: 2 events, 1 release.");
        assert_eq!(both.flag_rows().collect::<Vec<_>>(), MarkKind::FLAGS);
        assert_eq!(both.height(), FLAGS + FLAG_ROW);
    }

    #[test]
    fn imported_days_are_marked_beside_others_alone() {
        let mut history = history(&[Some(1); 40]);
        let mut import = |backs: std::ops::Range<usize>| {
            for back in backs {
                let day = history.days.get_mut(&days_before(back)).expect("a day");
                day.views.as_mut().expect("views").source = Source::Imported(["ghrs".to_owned()].into());
            }
            marks(&history)
        };
        let some = import(20..40);
        assert_eq!(some.rows().collect::<Vec<_>>(), [MarkKind::Imported]);
        assert_eq!(
            some.sentence(),
            " Marked: 10 imported days.",
            "only those that are shown"
        );
        assert_eq!(some.height(), RAIL_ROW);
        assert_eq!(import(0..40), Marks::default());
    }

    #[test]
    fn corrections_of_neighbouring_days_are_one_mark() {
        let mut history = history(&[Some(1); 40]);
        for back in [4, 5, 9] {
            history.corrections.push(Correction {
                metric: Metric::Views,
                date: days_before(back),
                of_uniques: false,
                from: Some(3),
                to: Some(1),
                on: LAST,
            });
        }
        let marks = marks(&history);
        assert_eq!(marks.of(MarkKind::Corrected).count(), 2);
        assert_eq!(marks.sentence(), " Marked: 3 days corrected by GitHub.");
    }
}
