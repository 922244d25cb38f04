//! PURE. What the user gives beside the traffic: events, and daily numbers from elsewhere. A snapshot keeps what was given to its
//! run, so that the ledger alone gives the same history again.
//!
//! - Events are a list that the user keeps: the one that was given last counts as a whole, so that an event can be corrected or
//!   taken back. A run without a list says nothing about it.
//! - Of a series each day counts by itself, as it was given last. A file may hold a single day: no value goes away because a
//!   later file does not have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::text::Untrusted;
use super::{Date, Timestamp, is_plausible};
use crate::encode::url;

/// The most events of a repository.
pub const MOST_EVENTS: usize = 1_000;
/// The most series of a repository.
pub const MOST_SERIES: usize = 10;
/// The most values of a series that one run takes: eleven years.
pub const MOST_VALUES: usize = 4_000;
/// The largest value: what every JSON reader holds exactly.
pub const MAX_VALUE: u64 = (1 << 53) - 1;
/// The longest text of an event, in characters.
pub const MAX_TEXT: usize = 200;

/// Something that happened on a UTC day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub date: Date,
    /// What happened; never empty.
    pub text: Untrusted,
    /// A page about it.
    pub link: Option<WebLink>,
}

/// The address of a page on the web: `https` or `http`, a host, and nothing that a browser would run or send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebLink(String);

impl WebLink {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 500;

    /// The address, encoded for a link in Markdown or HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", Self::REASON)]
pub struct NotALink;

impl NotALink {
    /// What is wrong, for lists of rows with the same mistake.
    pub const REASON: &str = "the link is not an address like https://example.com/page";
}

impl FromStr for WebLink {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        let (scheme, rest) = text.split_once("://").ok_or(NotALink)?;
        let scheme = scheme.to_ascii_lowercase();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        // Plain names alone: no password, no address in brackets, and no letter that looks like another.
        let is_label =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let is_port = port.parse::<u16>().is_ok_and(|port| port > 0) && port.bytes().all(|byte| byte.is_ascii_digit());
        let is_sound = ["https", "http"].contains(&&*scheme)
            && host.contains('.')
            && host.split('.').all(is_label)
            && is_port
            && !path.contains(|sign: char| sign.is_control() || sign.is_whitespace() || sign == '\\')
            && Untrusted::new(text).sanitized() == text;
        let link = url::link(&format!("{scheme}://{authority}{path}"));
        match is_sound && link.len() <= Self::MAX_BYTES {
            true => Ok(Self(link)),
            false => Err(NotALink),
        }
    }
}

/// The name of a series: small letters, digits and hyphens, at most 40.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesName(String);

impl SeriesName {
    /// The longest name.
    pub const MAX_BYTES: usize = 40;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SeriesName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not the name of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name of a series: small letters, digits and hyphens, at most 40, beginning and ending with no hyphen")]
pub struct NotASeries;

impl FromStr for SeriesName {
    type Err = NotASeries;

    fn from_str(text: &str) -> Result<Self, NotASeries> {
        let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_sound = (1..=Self::MAX_BYTES).contains(&text.len())
            && text.bytes().all(is_sign)
            && !text.starts_with('-')
            && !text.ends_with('-');
        is_sound.then(|| Self(text.to_owned())).ok_or(NotASeries)
    }
}

/// What is given for one repository: what a run got, and, in a history, what counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The list of events; `None` if none was given.
    pub events: Option<BTreeSet<Event>>,
    /// Values by series and UTC day. A day without a value is unknown.
    pub series: BTreeMap<SeriesName, BTreeMap<Date, u64>>,
}

impl Given {
    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_none() && self.series.is_empty()
    }

    /// The events, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().flatten()
    }

    /// What of it is not known yet: a list or value that counts already is not kept twice.
    #[must_use]
    pub fn without(mut self, known: &GivenClaims) -> Self {
        let kept = known.events.as_ref().map(|list| &list.events);
        let nothing = BTreeSet::new();
        if self
            .events
            .as_ref()
            .is_some_and(|given| given == kept.unwrap_or(&nothing))
        {
            self.events = None;
        }
        for (name, values) in &mut self.series {
            let kept = known.series.get(name);
            let count = |day| Some(kept?.get(&day)?.value);
            values.retain(|day, value| count(*day) != Some(*value));
        }
        self.series.retain(|_, values| !values.is_empty());
        self
    }
}

/// A list of events and when it was given: the later one counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventList {
    /// The capture of the snapshot that keeps it.
    pub given: Timestamp,
    /// The events.
    pub events: BTreeSet<Event>,
}

/// A value and when it was given: the later one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GivenValue {
    /// The capture of the snapshot that keeps it.
    pub given: Timestamp,
    /// The value.
    pub value: u64,
}

/// All that the snapshots of a repository have been given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenClaims {
    /// The list that was given last.
    pub events: Option<EventList>,
    /// The value that was given last, by series and UTC day.
    pub series: BTreeMap<SeriesName, BTreeMap<Date, GivenValue>>,
}

impl GivenClaims {
    /// What a snapshot of this moment claims.
    #[must_use]
    pub fn new(given: &Given, at: Timestamp) -> Self {
        let list = |events: &BTreeSet<Event>| EventList {
            given: at,
            events: events.clone(),
        };
        let value = |(day, value): (&Date, &u64)| {
            let value = GivenValue {
                given: at,
                value: *value,
            };
            (*day, value)
        };
        let series = given.series.iter();
        Self {
            events: given.events.as_ref().map(list),
            series: series
                .map(|(name, values)| (name.clone(), values.iter().map(value).collect()))
                .collect(),
        }
    }

    /// Joins other claims into these: commutative, associative and idempotent.
    pub fn merge(&mut self, other: Self) {
        self.events = self.events.take().max(other.events);
        for (name, values) in other.series {
            let own = self.series.entry(name).or_default();
            for (day, value) in values {
                let kept = own.entry(day).or_insert(value);
                *kept = (*kept).max(value);
            }
        }
    }

    /// What counts.
    #[must_use]
    pub fn current(&self) -> Given {
        let series = self.series.iter();
        Given {
            events: self.events.as_ref().map(|list| list.events.clone()),
            series: series
                .map(|(name, values)| {
                    let values = values.iter().map(|(day, value)| (*day, value.value));
                    (name.clone(), values.collect())
                })
                .collect(),
        }
    }
}

/// An event as a record: day, text and, where there is one, the link.
#[derive(Serialize, Deserialize)]
pub(in crate::domain) struct WireEvent(
    Date,
    Untrusted,
    #[serde(default, skip_serializing_if = "Option::is_none")] Option<String>,
);

impl From<&Event> for WireEvent {
    fn from(event: &Event) -> Self {
        let link = event.link.as_ref().map(|link| link.0.clone());
        Self(event.date, event.text.clone(), link)
    }
}

impl WireEvent {
    fn event(&self) -> Result<Event, String> {
        let Self(date, text, link) = self;
        let link = link.as_deref().map(str::parse).transpose();
        if !is_plausible(*date) || text.is_empty() {
            return Err(format!("no event can be on {date} with this text"));
        }
        Ok(Event {
            date: *date,
            text: text.clone(),
            link: link.map_err(|error: NotALink| error.to_string())?,
        })
    }
}

/// Reads events in their order, each once.
pub(in crate::domain) fn read_events(wires: &[WireEvent]) -> Result<BTreeSet<Event>, String> {
    let mut events = BTreeSet::new();
    for wire in wires {
        let event = wire.event()?;
        if events.last().is_some_and(|last| *last >= event) {
            return Err(format!("an event of {} is out of order or a duplicate", event.date));
        }
        events.insert(event);
    }
    match events.len() <= MOST_EVENTS {
        true => Ok(events),
        false => Err(format!("{} events are more than {MOST_EVENTS}", events.len())),
    }
}

/// A UTC day and its value.
pub(super) type WireValue = (Date, u64);

/// Reads the values of a series in their order, each day once.
pub(super) fn read_values(wires: &[WireValue]) -> Result<BTreeMap<Date, u64>, String> {
    let mut values: BTreeMap<Date, u64> = BTreeMap::new();
    for (day, value) in wires {
        if !is_plausible(*day) || *value > MAX_VALUE {
            return Err(format!("no value of a series can be {value} on {day}"));
        }
        if values.last_key_value().is_some_and(|(last, _)| last >= day) {
            return Err(format!("the value of {day} is out of order or a duplicate"));
        }
        values.insert(*day, *value);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Option<String> {
        text.parse::<WebLink>().ok().map(|link| link.0)
    }

    #[test]
    fn a_link_leads_to_a_page_of_the_web_and_nowhere_else() {
        for (text, wanted) in [
            ("https://example.com", "https://example.com"),
            (
                "HTTPS://news.example.com/item?id=1&x=a#top",
                "https://news.example.com/item?id=1&x=a#top",
            ),
            ("http://a-b.example:8080/é)", "http://a-b.example:8080/%C3%A9%29"),
        ] {
            assert_eq!(link(text).as_deref(), Some(wanted), "{text}");
            // What was encoded once stays as it is.
            assert_eq!(link(wanted).as_deref(), Some(wanted));
        }
        for text in [
            "",
            "example.com",
            "javascript:alert(1)",
            "javascript://example.com/%0Aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https:/example.com",
            "https://",
            "https://localhost/x",
            "https://user:secret@example.com/",
            "https://example.com:99999/",
            "https://[::1]/",
            "https://exämple.com/",
            "https://example..com/",
            "https://example.com/a b",
            "https://example.com\\@evil.example/",
            "https://example.com/\u{202e}x",
            "https://example.com/\nx",
        ] {
            assert_eq!(link(text), None, "{text:?}");
        }
        assert_eq!(link(&format!("https://example.com/{}", "x".repeat(600))), None);
    }

    #[test]
    fn names_of_series() {
        for name in ["npm", "docker-hub", "a1", "9"] {
            assert_eq!(name.parse::<SeriesName>().map(|name| name.0), Ok(name.to_owned()));
        }
        for name in ["", "NPM", "a b", "-a", "a-", "../x", "ä", &"a".repeat(41)] {
            assert!(name.parse::<SeriesName>().is_err(), "{name}");
        }
    }

    fn at(hour: u8) -> Timestamp {
        format!("2026-11-23T{hour:02}:00:00Z").parse().expect("a time")
    }

    fn event(day: u8, text: &str) -> Event {
        Event {
            date: jiff::civil::date(2026, 11, i8::try_from(day).expect("a day")),
            text: Untrusted::new(text),
            link: None,
        }
    }

    /// A few claims out of a few events, values and moments.
    fn claims(seed: u64) -> GivenClaims {
        let bit = |index: u64| (seed >> index) & 1 == 1;
        let mut given = Given::default();
        if bit(0) {
            given.events = Some(
                (1..=3)
                    .filter(|day| bit(u64::from(*day)))
                    .map(|day| event(day, "x"))
                    .collect(),
            );
        }
        for (index, name) in [(4, "a"), (5, "b")] {
            if bit(index) {
                let days = (1..=2).map(|day| jiff::civil::date(2026, 11, day));
                let name = name.parse().expect("a name");
                given.series.insert(name, days.zip([seed % 3, seed % 5]).collect());
            }
        }
        GivenClaims::new(&given, at(u8::try_from(seed % 3).expect("small")))
    }

    #[test]
    fn the_join_is_commutative_associative_and_idempotent_and_loses_no_day() {
        let join = |mut one: GivenClaims, two: GivenClaims| {
            one.merge(two);
            one
        };
        let all: Vec<GivenClaims> = (0..64).map(claims).collect();
        for one in &all {
            assert_eq!(join(one.clone(), one.clone()), *one);
            for two in &all {
                let both = join(one.clone(), two.clone());
                assert_eq!(both, join(two.clone(), one.clone()));
                for (name, values) in one.series.iter().chain(&two.series) {
                    assert!(
                        values.keys().all(|day| both.series[name].contains_key(day)),
                        "a day is lost"
                    );
                }
                for three in all.iter().step_by(7) {
                    let left = join(both.clone(), three.clone());
                    assert_eq!(left, join(one.clone(), join(two.clone(), three.clone())));
                }
            }
        }
    }

    #[test]
    fn the_list_given_last_counts_and_of_a_series_each_day() {
        let given = |events: &[Event], values: &[(Date, u64)]| Given {
            events: Some(events.iter().cloned().collect()),
            series: [("npm".parse().expect("a name"), values.iter().copied().collect())].into(),
        };
        let (one, two) = (jiff::civil::date(2026, 11, 1), jiff::civil::date(2026, 11, 2));
        let first = given(&[event(1, "a"), event(2, "b")], &[(one, 5), (two, 7)]);
        let later = given(&[event(2, "b")], &[(two, 6)]);
        let mut all = GivenClaims::new(&later, at(2));
        all.merge(GivenClaims::new(&first, at(1)));
        assert_eq!(all.current(), given(&[event(2, "b")], &[(one, 5), (two, 6)]));
        // What counts already is not kept again; what is other than that is.
        assert!(later.clone().without(&all).is_empty());
        assert_eq!(
            first.clone().without(&all),
            given(&[event(1, "a"), event(2, "b")], &[(two, 7)])
        );
        // An empty list where nothing is known says nothing; it takes events back.
        assert!(given(&[], &[]).without(&GivenClaims::default()).is_empty());
        assert_eq!(given(&[], &[]).without(&all).events, Some(BTreeSet::new()));
    }

    #[test]
    fn an_event_has_a_day_and_a_text() {
        let event = |year, text: &str| WireEvent(Date::constant(year, 3, 1), Untrusted::new(text), None).event();
        assert!(event(2026, "Show HN").is_ok());
        assert!(event(2026, "").is_err(), "without a text");
        assert!(event(1899, "Show HN").is_err(), "on a day that cannot be");
    }

    #[test]
    fn values_of_a_series_are_in_order_and_not_too_large() {
        let day = |number| Date::constant(2026, 3, number);
        assert!(read_values(&[(day(1), MAX_VALUE), (day(2), 0)]).is_ok());
        assert!(read_values(&[(day(1), MAX_VALUE + 1)]).is_err());
        assert!(read_values(&[(day(2), 0), (day(1), 0)]).is_err(), "out of order");
        assert!(read_values(&[(day(1), 0), (day(1), 0)]).is_err(), "twice");
    }

    #[test]
    fn a_link_has_a_port_that_exists() {
        assert_eq!(link("https://example.com:0/"), None);
        assert!(link("https://example.com:65535/").is_some());
        assert_eq!(link("https://example.com:65536/"), None);
    }
}
