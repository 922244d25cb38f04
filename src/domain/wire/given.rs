//! PURE. What the user gave, as records: the list of events, and the values of each series by when they were given.

use std::collections::{BTreeMap, BTreeSet};

use super::shape::{WireEvents, WireSeries};
use crate::domain::Timestamp;
use crate::domain::given::{
    EventList, GivenClaims, GivenValue, SeriesName, WireEvent, WireValue, read_events, read_values,
};
use crate::domain::records::{last_list, list, member};

/// The members that there is something for.
pub(super) fn write_given(out: &mut String, given: &GivenClaims) {
    if let Some(EventList { given, events }) = &given.events {
        out.push_str("\"events\": {\n");
        member(out, "given", given);
        last_list(out, "list", events.iter().map(WireEvent::from));
        out.push_str(",\n");
    }
    if !given.series.is_empty() {
        let records = given.series.iter().flat_map(|(name, values)| {
            let mut moments: BTreeMap<Timestamp, Vec<WireValue>> = BTreeMap::new();
            for (day, GivenValue { given, value }) in values {
                moments.entry(*given).or_default().push((*day, *value));
            }
            let record = |(given, values)| WireSeries(name.as_str().to_owned(), given, values);
            moments.into_iter().map(record).collect::<Vec<_>>()
        });
        list(out, "series", records);
    }
}

/// Reads them, in their order and each day of a series once.
pub(super) fn read_given(events: Option<&WireEvents>, series: &[WireSeries]) -> Result<GivenClaims, String> {
    let list = |wire: &WireEvents| {
        Ok::<_, String>(EventList {
            given: wire.given,
            events: read_events(&wire.list)?,
        })
    };
    let mut claims = GivenClaims {
        events: events.map(list).transpose()?,
        series: BTreeMap::new(),
    };
    let mut seen: BTreeSet<(SeriesName, Timestamp)> = BTreeSet::new();
    for WireSeries(name, given, values) in series {
        let name: SeriesName = name.parse().map_err(|error| format!("{name:?} is {error}"))?;
        let key = (name.clone(), *given);
        if seen.last().is_some_and(|last| *last >= key) {
            return Err(format!(
                "the values of {name} of {given} are out of order or a duplicate"
            ));
        }
        seen.insert(key);
        let own = claims.series.entry(name.clone()).or_default();
        for (day, value) in read_values(values)? {
            let value = GivenValue { given: *given, value };
            if own.insert(day, value).is_some() {
                return Err(format!("{name} has two values for {day}"));
            }
        }
    }
    Ok(claims)
}
