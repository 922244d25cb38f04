//! PURE. Reads the traffic that was found in JSON documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::builder::Counter;
use super::csv::check;
use super::file::{Content, SourceFile};
use super::json_walk::{Item, Items, Place, documents, text_of, walk};
use super::owner::DataOwner;
use super::reader::{FileReader, RawFile, Reader};
use super::rejected::Position;
use super::series::{Provenance, SeriesRows};
use super::spelling::{self, Meaning, Which};
use super::{json, json_walk, value};
use crate::domain::evidence::proof::MAX_WINDOW_DAYS;
use crate::domain::{Date, days_between, monday_of};

/// Places whose rows are days, as other rows at the same place show.
type DailyPlaces = BTreeSet<String>;

/// Members that name the repository of a row.
const NAMES: [&str; 5] = ["name", "slug", "project", "nameWithOwner", "id"];

/// Days as they are written, each with what a document holds for it.
type DayValues<'v> = Vec<(String, &'v Value)>;

/// What a file holds, as far as it matters for its format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Contents {
    /// Whether there is a response of the API as it was received.
    pub(super) responses: bool,
    /// Whether there are days that were collected over more than a response.
    pub(super) days: bool,
}

/// What a file holds.
pub(super) fn contents(file: &SourceFile<'_>) -> Contents {
    let mut contents = Contents::default();
    for (position, document) in documents(file) {
        for (place, item) in walk(file, position, &document) {
            match item {
                Item::Rows { rows, .. } if is_response(rows) => contents.responses |= metric(file, &place).is_some(),
                Item::Rows { .. } => contents.days |= metric(file, &place).is_some(),
                Item::List(..) | Item::Counters { .. } => contents.responses = true,
                Item::Totals => contents.days = true,
                Item::Days(days) => {
                    contents.days |= days.iter().any(|(_, value)| has_metric(value, metric(file, &place)))
                }
                Item::Records(rows) => contents.days |= rows.iter().any(|row| has_metric(row, metric(file, &place))),
            }
        }
    }
    contents
}

/// Whether the metric of a row or value is known.
fn has_metric(value: &Value, metric: Option<Which>) -> bool {
    let own = |key: &String| {
        matches!(
            spelling::meaning(key),
            Some(Meaning::CountOf(_) | Meaning::UniquesOf(_))
        )
    };
    metric.is_some() || value.as_object().is_some_and(|members| members.keys().any(own))
}

/// Reads the traffic in files.
pub(super) fn read(files: &[RawFile<'_>], reader: &mut Reader<'_>) {
    let mut daily = DailyPlaces::new();
    for (name, bytes) in files {
        let file = SourceFile::parse(name, bytes);
        for (position, document) in documents(&file) {
            for (place, item) in walk(&file, position, &document) {
                if let Item::Rows { rows, .. } = item
                    && !may_be_weekly(rows)
                {
                    daily.insert(slot(&file, &place));
                }
            }
        }
    }
    reader.each(files, |file, reader| {
        match &file.content {
            Content::Unreadable(reason) => return Err(reason.clone()),
            Content::Lines(lines) => {
                let by_path = reader.by_path();
                for (number, line) in lines {
                    if let Err(reason) = line {
                        reader.of(&by_path).reject(Position::Line(*number), reason.clone());
                    }
                }
            }
            Content::Json(_) | Content::Table(_) => {}
        }
        let mut windows = Windows::default();
        for (position, document) in documents(file) {
            let items: Items<'_> = walk(file, position, &document);
            for (place, item) in items {
                if let Item::Rows { rows, .. } = &item
                    && is_response(rows)
                {
                    windows.add(file, &place, rows)?;
                }
                take(file, &place, &item, &daily, reader);
            }
        }
        Ok(())
    });
}

/// The counts of the days in the responses of a file, by what is known of their repository, by metric, and by their days.
#[derive(Default)]
struct Windows(BTreeMap<(String, Option<Which>, Vec<Date>), Vec<String>>);

impl Windows {
    /// Adds a response. GitHub corrects a number once in a while, but not those of one window again and again.
    ///
    /// # Errors
    /// When another response has the same days with other numbers: they are those of another repository.
    fn add(&mut self, file: &SourceFile<'_>, place: &Place<'_>, rows: &[Value]) -> Result<(), String> {
        const MOST_CORRECTED: usize = 2;
        let owner = place
            .owner
            .clone()
            .unwrap_or_else(|| DataOwner::Unnamed.below(&place.keys));
        let days = days_of(rows);
        let counts: Vec<String> = rows.iter().map(|row| json::text(row, "count")).collect();
        let inner = |counts: &[String]| {
            counts
                .get(1..counts.len().saturating_sub(1))
                .unwrap_or_default()
                .to_vec()
        };
        let key = (owner.key(), metric(file, place), days);
        let Some(before) = self.0.insert(key, counts.clone()) else {
            return Ok(());
        };
        let pairs = inner(&before).into_iter().zip(inner(&counts));
        match pairs.filter(|(one, two)| one != two).count() {
            ..=MOST_CORRECTED => Ok(()),
            differing => Err(format!(
                "two responses{} have the same days and other numbers for {differing} of them, so they may be of several \
                 repositories; give each a member \"full_name\", or a file of its own",
                place.position
            )),
        }
    }
}

fn take(file: &SourceFile<'_>, place: &Place<'_>, item: &Item<'_>, daily: &DailyPlaces, reader: &mut FileReader<'_>) {
    let owner = match &place.owner {
        Some(owner) => owner.clone(),
        None => reader.by_path().below(&place.keys),
    };
    // Each row can name its repository.
    if let Item::Records(records) = item {
        return self::records(file, place, records, &owner, reader);
    }
    let builder = reader.of(&owner);
    match item {
        Item::Records(_) => {}
        Item::Rows { rows, total } => {
            let names = [place.keys.last().copied().unwrap_or_default(), file.file_name()];
            if names.iter().any(|name| spelling::is_named_weekly(name)) {
                return reader.note("weekly numbers, which were not read");
            }
            let is_daily =
                names.iter().any(|name| spelling::is_named_daily(name)) || daily.contains(&slot(file, place));
            if may_be_weekly(rows) && !is_daily {
                return builder.reject(
                    place.position,
                    "the rows are whole weeks apart, so they may be weeks; if they are days, put \"day\" as a word into the name \
                     of the file or member",
                );
            }
            let Some(which) = metric(file, place) else {
                return builder.reject(
                    place.position,
                    "the rows may be views or clones; put \"views\" or \"clones\" into the name of the file or member",
                );
            };
            let series = json::series(rows, builder);
            let captured = place.captured;
            if is_response(rows) {
                return builder.interpret(
                    which.metric(),
                    series,
                    Provenance::Response {
                        total: *total,
                        captured,
                    },
                );
            }
            match check(&series) {
                Ok(()) => builder.interpret(which.metric(), series, Provenance::Accumulated),
                Err(reason) => builder.reject(place.position, reason),
            }
        }
        Item::Totals => builder.reject(
            place.position,
            "the numbers of a day are in members with `count` and `uniques`, so they may be totals of 14 days; if they are those \
             of the day, write them as {\"views\": 4, \"unique_visitors\": 2, \"clones\": 1, \"unique_cloners\": 1}",
        ),
        Item::Days(days) => {
            let rows = days.iter().map(|(day, value)| ((*day).to_owned(), *value));
            by_day(file, place, rows.collect(), &owner, reader);
        }
        Item::List(kind, rows) => match place.captured {
            Some(captured) => {
                let rows = json::top_list(rows, *kind, builder);
                builder.add_top_list(*kind, captured.at, rows);
            }
            None => builder.reject(
                place.position,
                "the top list has no capture time; put the time into the file name or a member \"captured\"",
            ),
        },
        Item::Counters { stars, forks } => {
            // Without a time they are not worth a complaint: the file may be about something else.
            let Some(captured) = place.captured else { return };
            for (counter, number) in [(Counter::Stars, stars), (Counter::Forks, forks)] {
                let number = number.map(|number| value::count(&json::plain(number)));
                if let Some(Ok(Some(number))) = number {
                    builder.add_counter(counter, captured.at, number);
                }
            }
        }
    }
}

/// Reads rows of days, each of which can name its repository.
fn records(
    file: &SourceFile<'_>,
    place: &Place<'_>,
    records: &[Value],
    owner: &DataOwner,
    reader: &mut FileReader<'_>,
) {
    let mut by_owner: BTreeMap<String, (DataOwner, DayValues<'_>)> = BTreeMap::new();
    for row in records {
        let own = row.as_object().and_then(json_walk::owner);
        let owner = own.unwrap_or_else(|| owner.clone());
        let day = text_of(row, &["date", "day", "timestamp"]);
        by_owner
            .entry(owner.key())
            .or_insert((owner, Vec::new()))
            .1
            .push((day, row));
    }
    for (owner, rows) in by_owner.into_values() {
        by_day(file, place, rows, &owner, reader);
    }
}

/// Reads numbers by day.
fn by_day(
    file: &SourceFile<'_>,
    place: &Place<'_>,
    rows: DayValues<'_>,
    owner: &DataOwner,
    reader: &mut FileReader<'_>,
) {
    let named = metric(file, place);
    let names = || place.keys.iter().copied().chain([file.file_name()]);
    if names().any(spelling::is_named_weekly) {
        return reader.note("weekly or monthly numbers, which were not read");
    }
    let is_unique = names().any(spelling::is_named_unique);
    let members = rows.iter().filter_map(|(_, value)| value.as_object());
    let is_unread = |key: &&String| spelling::meaning(key).is_none() && !NAMES.contains(&key.as_str());
    let unread: BTreeSet<&String> = members.flat_map(|members| members.keys()).filter(is_unread).collect();
    if !unread.is_empty() {
        let names: Vec<String> = unread.into_iter().take(20).map(|name| value::quoted(name)).collect();
        reader.note(format!("members not read: {}", names.join(", ")));
    }
    let builder = reader.of(owner);
    let mut series: BTreeMap<Which, SeriesRows> = BTreeMap::new();
    for ((day, value), number) in rows.iter().zip(1..) {
        let at = Position::Row(number);
        let Some(date) = builder.day(at, day) else { continue };
        if !value::is_day(day) {
            builder.reject(at, format!("{} is a moment, not a day", value::quoted(day)));
            continue;
        }
        for (which, (count, uniques)) in numbers(value, named, is_unique) {
            if let Some((count, uniques)) = builder.counts(at, &count, &uniques) {
                builder.add_row(series.entry(which).or_default(), at, date, count, uniques);
            }
        }
        for (counter, keys) in [
            (Counter::Stars, ["stars", "stargazers_count"]),
            (Counter::Forks, ["forks", "forks_count"]),
        ] {
            if let (Ok(Some(number)), Some(time)) = (value::count(&text_of(value, &keys)), value::timestamp(day)) {
                builder.add_counter(counter, time, number);
            }
        }
    }
    if series.is_empty() && !rows.is_empty() && builder.rejected.is_empty() {
        builder.reject(place.position, "nothing says whether the numbers are views or clones");
    }
    for (which, rows) in series {
        match check(&rows) {
            Ok(()) => builder.interpret(which.metric(), rows, Provenance::Accumulated),
            Err(reason) => builder.reject(place.position, reason),
        }
    }
}

/// The count and uniques of each metric in the value of a day, as texts.
fn numbers(value: &Value, named: Option<Which>, is_unique: bool) -> BTreeMap<Which, (String, String)> {
    let mut numbers: BTreeMap<Which, (String, String)> = BTreeMap::new();
    let Some(members) = value.as_object() else {
        if let Some(which) = named {
            let slot = numbers.entry(which).or_default();
            *(if is_unique { &mut slot.1 } else { &mut slot.0 }) = json::plain(value);
        }
        return numbers;
    };
    // `{"date", "views", "uniques"}`: the uniques are those of the only metric.
    let counted = members.keys().filter_map(|key| match spelling::meaning(key) {
        Some(Meaning::CountOf(which)) => Some(which),
        _ => None,
    });
    let counted: BTreeSet<Which> = counted.collect();
    let named = match counted.len() {
        1 => counted.first().copied(),
        0 => named,
        _ => None,
    };
    for (key, member) in members {
        let text = json::plain(member);
        match (spelling::meaning(key), named) {
            (Some(Meaning::CountOf(which)), _) | (Some(Meaning::Count), Some(which)) => {
                numbers.entry(which).or_default().0 = text
            }
            (Some(Meaning::UniquesOf(which)), _) | (Some(Meaning::Uniques), Some(which)) => {
                numbers.entry(which).or_default().1 = text;
            }
            _ => {}
        }
    }
    numbers
}

/// The metric of a place: the innermost key that names one, or else the file.
fn metric(file: &SourceFile<'_>, place: &Place<'_>) -> Option<Which> {
    let by_key = place.keys.iter().rev().find_map(|key| spelling::metric(key));
    by_key
        .or_else(|| spelling::metric(file.file_name()))
        .or_else(|| spelling::metric(file.folder()))
}

/// A place in all files of a kind: what is there in one run is the same in another.
fn slot(file: &SourceFile<'_>, place: &Place<'_>) -> String {
    DataOwner::from_path(&file.name.path).below(&place.keys).key()
}

/// Whether rows fit into one response of the API.
fn is_response(rows: &[Value]) -> bool {
    let is_raw = rows.iter().all(|row| row.get("timestamp").is_some());
    let days = days_of(rows);
    let span = days
        .iter()
        .min()
        .zip(days.iter().max())
        .map_or(0, |(first, last)| days_between(*first, *last));
    is_raw && span < MAX_WINDOW_DAYS
}

fn days_of(rows: &[Value]) -> Vec<Date> {
    let stamps = rows.iter().map(|row| text_of(row, &["timestamp", "date", "day"]));
    stamps.filter_map(|stamp| value::day(&stamp).ok()).collect()
}

/// Whether the rows can be those of a weekly response, whose numbers must never be taken for those of days: all Mondays,
/// or whole weeks apart, since a time zone can move a Monday to another day.
fn may_be_weekly(rows: &[Value]) -> bool {
    let days = days_of(rows);
    if days.len() < rows.len() {
        return false;
    }
    let apart = |pair: &[Date]| days_between(pair[0], pair[1]) % 7 == 0 && pair[0] != pair[1];
    days.iter().all(|day| *day == monday_of(*day)) || (days.len() > 1 && days.windows(2).all(apart))
}
