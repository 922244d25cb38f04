//! PURE. Reads what a snapshot keeps of the clones by CI: a record for each day.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Anomaly, AnomalyLog, MAX_COUNT, object};
use crate::domain::ci_clones::{CiCertainty, CiClones};
use crate::domain::{Date, Timestamp, is_plausible, utc_day};

#[derive(Deserialize)]
struct WireDay<'a> {
    #[serde(borrow)]
    day: Option<&'a RawValue>,
    #[serde(borrow)]
    clones: Option<&'a RawValue>,
    #[serde(borrow)]
    certainty: Option<&'a RawValue>,
}

/// The days of a body that were over when it was `answered`. `None` when the body has another form.
pub(in crate::domain) fn ci_clones(
    body: &RawValue,
    answered: Timestamp,
    log: &mut AnomalyLog<'_>,
) -> Option<BTreeMap<Date, CiClones>> {
    let Ok(rows) = serde_json::from_str::<Vec<&RawValue>>(body.get()) else {
        log.add(Anomaly::Form);
        return None;
    };
    let mut days: BTreeMap<Date, CiClones> = BTreeMap::new();
    for raw in rows {
        match day(raw, answered) {
            Ok((date, clones)) => {
                let kept = days.entry(date).or_insert(clones);
                if *kept != clones {
                    log.add(Anomaly::Duplicate);
                    *kept = clones.max(*kept);
                }
            }
            Err(anomaly) => log.add(anomaly),
        }
    }
    Some(days)
}

fn day(raw: &RawValue, answered: Timestamp) -> Result<(Date, CiClones), Anomaly> {
    let fields = object::<WireDay<'_>>(raw).ok_or(Anomaly::Row)?;
    let (Some(day), Some(clones), Some(certainty)) = (fields.day, fields.clones, fields.certainty) else {
        return Err(Anomaly::Row);
    };
    let date: Date = serde_json::from_str(day.get()).map_err(|_| Anomaly::Date)?;
    if !is_plausible(date) {
        return Err(Anomaly::Date);
    }
    if date >= utc_day(answered) {
        return Err(Anomaly::Future);
    }
    let clones = clones.get().parse::<u64>().ok().filter(|number| *number <= MAX_COUNT);
    let word: Option<String> = serde_json::from_str(certainty.get()).ok();
    let certainty = word
        .and_then(|word| CiCertainty::from_word(&word))
        .ok_or(Anomaly::Row)?;
    let clones = clones.ok_or(Anomaly::Number)?;
    Ok((date, CiClones { certainty, clones }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::response::Anomalies;
    use crate::domain::snapshot::Endpoint;

    /// A day, its clones and how well they are known.
    type Row = (String, u64, &'static str);

    /// What is read on 24 November 2026, with the anomalies.
    fn read(body: &str) -> (Option<Vec<Row>>, Vec<Anomaly>) {
        let body = RawValue::from_string(body.to_owned()).expect("JSON");
        let mut anomalies = Anomalies::new();
        let mut log = AnomalyLog {
            endpoint: Endpoint::CiClones,
            anomalies: &mut anomalies,
        };
        let days = ci_clones(&body, "2026-11-24T14:37:00Z".parse().expect("a time"), &mut log);
        let row = |(day, found): (Date, CiClones)| (day.to_string(), found.clones, found.certainty.word());
        let days = days.map(|days| days.into_iter().map(row).collect());
        (days, anomalies.into_keys().map(|(_, anomaly)| anomaly).collect())
    }

    #[test]
    fn a_bad_row_costs_that_row_alone() {
        let row = |day: &str, clones: &str, certainty: &str| {
            format!(r#"{{"day":{day},"clones":{clones},"certainty":{certainty}}}"#)
        };
        let (day, word) = (r#""2026-11-23""#, r#""counted""#);
        for (bad, anomaly) in [
            (row(r#""2026-11-24""#, "1", word), Anomaly::Future),
            (row(r#""2026-13-24""#, "1", word), Anomaly::Date),
            (row(r#""1999-12-31""#, "1", word), Anomaly::Date),
            (row("7", "1", word), Anomaly::Date),
            (row(day, "-1", word), Anomaly::Number),
            (row(day, "1.5", word), Anomaly::Number),
            (row(day, "1000000000001", word), Anomaly::Number),
            (row(day, "1", r#""exact""#), Anomaly::Row),
            (row(day, "1", "[]"), Anomaly::Row),
            ("[]".to_owned(), Anomaly::Row),
            ("{}".to_owned(), Anomaly::Row),
        ] {
            let good = row(r#""2026-11-22""#, "4", r#""estimated""#);
            let (days, anomalies) = read(&format!("[{bad},{good}]"));
            let expected = vec![("2026-11-22".to_owned(), 4, "estimated")];
            assert_eq!((days, anomalies), (Some(expected), vec![anomaly]), "{bad}");
        }
        assert_eq!(read("{}"), (None, vec![Anomaly::Form]));
        assert_eq!(read("[]"), (Some(vec![]), vec![]));
    }

    #[test]
    fn of_a_day_that_is_there_twice_the_better_known_counts() {
        let body = r#"[{"day":"2026-11-22","clones":9,"certainty":"at least"},
            {"day":"2026-11-22","clones":4,"certainty":"counted"}]"#;
        let expected = vec![("2026-11-22".to_owned(), 4, "counted")];
        assert_eq!(read(body), (Some(expected), vec![Anomaly::Duplicate]));
    }
}
