//! PURE. Finds traffic in JSON documents of any shape: responses, days, popular lists, stars and forks, each with the keys
//! that lead to it.

use std::borrow::Cow;

use serde_json::Value;

use super::file::{Content, SourceFile};
use super::json;
use super::owner::DataOwner;
use super::rejected::Position;
use super::spelling::{self, Meaning};
use super::top_list::ListKind;
use super::value::{self, Captured};
use crate::domain::traffic::{Totals, Uniques};

/// The maximum nesting at which documents are searched; real logs are flatter.
const MAX_DEPTH: u8 = 8;

/// Traffic in a document.
pub(super) enum Item<'v> {
    /// Rows of one metric, each with its day and its count.
    Rows {
        /// The rows.
        rows: &'v [Value],
        /// The totals beside them, as in a response of the API.
        total: Option<Totals>,
    },
    /// Rows of several metrics, each with its day.
    Records(&'v [Value]),
    /// Numbers by day.
    Days(Vec<(&'v str, &'v Value)>),
    /// Counts and uniques by day that may be those of the day or the totals of 14 days.
    Totals,
    /// A popular list.
    List(ListKind, &'v [Value]),
    /// Stars and forks at a time.
    Counters {
        /// Stargazers.
        stars: Option<&'v Value>,
        /// Forks.
        forks: Option<&'v Value>,
    },
}

/// Where in a document something is.
#[derive(Clone)]
pub(super) struct Place<'v> {
    /// The keys that lead to it, outermost first.
    pub(super) keys: Vec<&'v str>,
    /// The repository that is named on the way.
    pub(super) owner: Option<DataOwner>,
    /// The time of the capture that is named on the way.
    pub(super) captured: Option<Captured>,
    /// Its line, in JSON lines.
    pub(super) position: Position,
}

/// What is found.
pub(super) type Items<'v> = Vec<(Place<'v>, Item<'v>)>;

/// The documents of a file, each with its place: one, or one a line. Lines that are days are rows of one document.
pub(super) fn documents<'f>(file: &'f SourceFile<'_>) -> Vec<(Position, Cow<'f, Value>)> {
    match &file.content {
        Content::Json(document) => vec![(Position::File, Cow::Borrowed(document))],
        Content::Lines(lines) => {
            let values = || lines.iter().filter_map(|(_, line)| line.as_ref().ok());
            if values().all(|line| is_record(line) || is_row(line)) {
                return vec![(Position::File, Cow::Owned(Value::Array(values().cloned().collect())))];
            }
            let lines = lines
                .iter()
                .filter_map(|(number, line)| Some((number, line.as_ref().ok()?)));
            lines
                .map(|(number, line)| (Position::Line(*number), Cow::Borrowed(line)))
                .collect()
        }
        Content::Table(_) | Content::Unreadable(_) => Vec::new(),
    }
}

/// The traffic in a document of a file.
pub(super) fn walk<'v>(file: &SourceFile<'_>, position: Position, document: &'v Value) -> Items<'v> {
    let committed = file.name.committed.map(|at| Captured { at, is_exact: false });
    let place = Place {
        keys: Vec::new(),
        owner: None,
        captured: value::captured_in_name(&file.name.path).or(committed),
        position,
    };
    let mut items = Vec::new();
    value_at(document, &place, 0, &mut items);
    items
}

fn value_at<'v>(value: &'v Value, place: &Place<'v>, depth: u8, items: &mut Items<'v>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Object(members) => object(value, members, place, depth, items),
        Value::Array(rows) => array(rows, place, None, depth, items),
        _ => {}
    }
}

fn object<'v>(
    value: &'v Value,
    members: &'v serde_json::Map<String, Value>,
    place: &Place<'v>,
    depth: u8,
    items: &mut Items<'v>,
) {
    let mut here = place.clone();
    if let Some(owner) = owner(members) {
        here.owner = Some(owner);
    }
    let own_time = members.iter().find_map(|(key, time)| match spelling::meaning(key) {
        Some(Meaning::Date) => time.as_str().and_then(value::captured),
        _ => None,
    });
    here.captured = own_time.or(here.captured);
    let is_by_day = !members.is_empty() && members.keys().all(|key| is_date(key));
    if is_by_day && members.values().all(is_number_of_a_day) {
        let days = members.iter().map(|(day, value)| (day.as_str(), value)).collect();
        return items.push((here, Item::Days(days)));
    }
    if is_by_day && members.values().any(has_totals) {
        items.push((here.clone(), Item::Totals));
    }
    let counter = |keys: [&str; 3]| {
        keys.iter()
            .find_map(|key| members.get(*key))
            .filter(|value| value.is_u64())
    };
    let stars = counter(["stargazers_count", "stars", "github_stars"]);
    let forks = counter(["forks_count", "forks", "github_forks"]);
    if stars.is_some() || forks.is_some() {
        items.push((here.clone(), Item::Counters { stars, forks }));
    }
    let total = total(value);
    for (key, member) in members {
        let mut inner = here.clone();
        match (is_date(key).then(|| value::captured(key)).flatten(), key.parse()) {
            (Some(captured), _) => inner.captured = Some(captured),
            (None, Ok(name)) => inner.owner = Some(DataOwner::Named(name)),
            (None, Err(_)) => inner.keys.push(key),
        }
        match member {
            Value::Array(rows) => array(rows, &inner, total, depth + 1, items),
            member => value_at(member, &inner, depth + 1, items),
        }
    }
}

fn array<'v>(rows: &'v [Value], place: &Place<'v>, total: Option<Totals>, depth: u8, items: &mut Items<'v>) {
    let Some(first) = rows.first() else { return };
    let has = |key: &str| first.get(key).is_some();
    let item = if has("count") && has("referrer") {
        Item::List(ListKind::Referrers, rows)
    } else if has("count") && has("path") {
        Item::List(ListKind::Paths, rows)
    } else if is_row(first) {
        Item::Rows { rows, total }
    } else if is_record(first) {
        Item::Records(rows)
    } else {
        if has_day(first) && has_totals(first) {
            items.push((place.clone(), Item::Totals));
        }
        for row in rows {
            value_at(row, place, depth + 1, items);
        }
        return;
    };
    items.push((place.clone(), item));
}

/// The repository that an object names: by a member of its own, or by an object about the repository, as GitHub's answers have
/// one. A plain `name` may be that of anything, unless it is written as `owner/name` or stands beside an owner.
pub(super) fn owner(members: &serde_json::Map<String, Value>) -> Option<DataOwner> {
    let text = |key: &str| members.get(key)?.as_str();
    let own = ["owner", "org", "organization"]
        .into_iter()
        .find_map(|key| match members.get(key)? {
            Value::String(name) => Some(name.as_str()),
            Value::Object(account) => ["login", "name"].into_iter().find_map(|key| account.get(key)?.as_str()),
            _ => None,
        });
    if let Some(name) = ["full_name", "fullName", "nameWithOwner", "name_with_owner"]
        .into_iter()
        .find_map(text)
    {
        return DataOwner::from_text(name);
    }
    let of = |name: &str| match own.filter(|_| !name.contains('/')) {
        Some(owner) => DataOwner::from_parts(Some(owner), name),
        None => DataOwner::from_text(name),
    };
    if let Some(name) = ["repository", "repo", "repository_name", "repo_name"]
        .into_iter()
        .find_map(text)
    {
        return of(name);
    }
    if let Some(name) = ["name", "slug", "project"].into_iter().find_map(text)
        && (own.is_some() || name.split('/').count() == 2)
    {
        return of(name);
    }
    let about = ["repository", "repo"]
        .into_iter()
        .find_map(|key| members.get(key)?.as_object());
    about.and_then(owner)
}

/// Whether a key is a day or a time stamp.
fn is_date(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_digit()) && value::day(key).is_ok()
}

/// Whether an object names a day.
fn has_day(row: &Value) -> bool {
    ["timestamp", "date", "day"].iter().any(|key| row.get(key).is_some())
}

/// Whether an object is a row of one metric.
fn is_row(row: &Value) -> bool {
    has_day(row)
        && row
            .get("count")
            .is_some_and(|count| !count.is_object() && !count.is_array())
}

/// Whether an object is a day with numbers of metrics that it names.
fn is_record(row: &Value) -> bool {
    let has_day = ["timestamp", "date", "day"]
        .iter()
        .any(|key| row.get(key).is_some_and(Value::is_string));
    has_day && has_numbers(row)
}

/// Whether a value is what a map by day holds for a day.
fn is_number_of_a_day(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Null => true,
        Value::Object(members) => {
            members.values().all(|member| !member.is_array() && !member.is_object()) && has_numbers(value)
        }
        _ => false,
    }
}

/// Whether the value of a day holds counts in members of their own, such as `{"views": {"count": 4, "uniques": 2}}`, and no rows.
fn has_totals(value: &Value) -> bool {
    let is_total = |(key, member): (&String, &Value)| {
        let plain = |member: &Value| member.get("count").is_some_and(Value::is_u64) && has_no_rows(member);
        spelling::metric(key).is_some() && plain(member)
    };
    value.as_object().is_some_and(|members| members.iter().any(is_total))
}

fn has_no_rows(value: &Value) -> bool {
    value
        .as_object()
        .is_some_and(|members| !members.values().any(|member| member.is_array() || member.is_object()))
}

fn has_numbers(row: &Value) -> bool {
    let Some(members) = row.as_object() else { return false };
    members.iter().any(|(key, value)| {
        let is_number = value.is_number() || value.is_null();
        is_number
            && matches!(
                spelling::meaning(key),
                Some(Meaning::Count | Meaning::Uniques | Meaning::CountOf(_) | Meaning::UniquesOf(_))
            )
    })
}

/// The totals of the window, which are beside the list.
fn total(answer: &Value) -> Option<Totals> {
    Some(Totals {
        count: answer.get("count")?.as_u64()?,
        uniques: Uniques::new(answer.get("uniques")?.as_u64()?),
    })
}

/// The text of a member by one of its names.
pub(super) fn text_of(row: &Value, keys: &[&str]) -> String {
    let texts = keys.iter().map(|key| json::text(row, key));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}
