//! PURE. Reads GitHub's history of stars: weeks from Sunday on, each with seven days.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Anomaly, AnomalyLog, MAX_COUNT, object};
use crate::domain::stars::{StarWeek, sunday_of};
use crate::domain::{Date, Timestamp, days_between, is_plausible, utc_day};

/// A week as GitHub writes it.
#[derive(Deserialize)]
struct WireWeek<'a> {
    /// Its beginning, in Unix seconds.
    #[serde(borrow)]
    week: Option<&'a RawValue>,
    #[serde(borrow)]
    total: Option<&'a RawValue>,
    #[serde(borrow)]
    days: Option<Vec<&'a RawValue>>,
}

/// Instead of weeks: the HTTP status of the answer that there is no such history.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireAbsent {
    #[serde(rename = "status")]
    _status: String,
}

/// The weeks of a body, without the days that had not begun when it was `answered`. `None` when the body has another form;
/// no week where the server has no such history.
pub(in crate::domain) fn stars(
    body: &RawValue,
    answered: Timestamp,
    log: &mut AnomalyLog<'_>,
) -> Option<BTreeMap<Date, StarWeek>> {
    let mut weeks: BTreeMap<Date, StarWeek> = BTreeMap::new();
    if object::<WireAbsent>(body).is_some() {
        return Some(weeks);
    }
    let Ok(rows) = serde_json::from_str::<Vec<&RawValue>>(body.get()) else {
        log.add(Anomaly::Form);
        return None;
    };
    for raw in rows {
        match week(raw, answered, log) {
            Ok((sunday, week)) => {
                // A week that begins between two pages moves the last row of the one to the other: that is the same row.
                let kept = weeks.entry(sunday).or_insert(week);
                if *kept != week {
                    log.add(Anomaly::Duplicate);
                    *kept = kept.join(week);
                }
            }
            Err(anomaly) => log.add(anomaly),
        }
    }
    Some(weeks)
}

fn week(raw: &RawValue, answered: Timestamp, log: &mut AnomalyLog<'_>) -> Result<(Date, StarWeek), Anomaly> {
    let fields = object::<WireWeek<'_>>(raw).ok_or(Anomaly::Row)?;
    let (Some(begins), Some(total), Some(days)) = (fields.week, fields.total, fields.days) else {
        return Err(Anomaly::Row);
    };
    let begins: i64 = begins.get().parse().map_err(|_| Anomaly::Date)?;
    let begins = Timestamp::from_second(begins).map_err(|_| Anomaly::Date)?;
    let sunday = utc_day(begins);
    let is_midnight = begins.as_second().rem_euclid(86_400) == 0;
    if !is_midnight || sunday != sunday_of(sunday) || !is_plausible(sunday) {
        return Err(Anomaly::Date);
    }
    let today = utc_day(answered);
    if sunday > today {
        return Err(Anomaly::Future);
    }
    let number = |raw: &RawValue| raw.get().parse::<u64>().ok().filter(|number| *number <= MAX_COUNT);
    let mut week = StarWeek::default();
    if days.len() != week.days.len() {
        return Err(Anomaly::Row);
    }
    let counts: Vec<Option<u64>> = days.into_iter().map(number).collect();
    let sum: Option<u64> = counts.iter().copied().sum();
    match (sum, number(total)) {
        (None, _) | (_, None) => log.add(Anomaly::Number),
        (Some(sum), Some(total)) if sum != total => return Err(Anomaly::Week),
        _ => {}
    }
    let begun = usize::try_from(days_between(sunday, today) + 1).unwrap_or(0);
    for (day, count) in week.days.iter_mut().zip(counts).take(begun) {
        *day = count;
    }
    week.over = u8::try_from(begun.saturating_sub(1).min(week.days.len())).unwrap_or(0);
    Ok((sunday, week))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::response::Anomalies;
    use crate::domain::snapshot::Endpoint;

    /// What is read on Tuesday, 24 November 2026, with the anomalies.
    fn read(body: &str) -> (Option<Vec<(String, StarWeek)>>, Vec<Anomaly>) {
        let body = RawValue::from_string(body.to_owned()).expect("JSON");
        let mut anomalies = Anomalies::new();
        let mut log = AnomalyLog {
            endpoint: Endpoint::Stars,
            anomalies: &mut anomalies,
        };
        let weeks = stars(&body, "2026-11-24T14:37:00Z".parse().expect("a time"), &mut log);
        let weeks = weeks.map(|weeks| weeks.into_iter().map(|(day, week)| (day.to_string(), week)).collect());
        (weeks, anomalies.into_keys().map(|(_, anomaly)| anomaly).collect())
    }

    /// Sunday, 22 November 2026.
    const SUNDAY: i64 = 1_795_305_600;

    #[test]
    fn days_to_come_are_not_zeros() {
        let body = format!(r#"[{{"week":{SUNDAY},"total":3,"days":[1,0,2,0,0,0,0]}}]"#);
        let week = StarWeek {
            days: [Some(1), Some(0), Some(2), None, None, None, None],
            over: 2,
        };
        assert_eq!(read(&body), (Some(vec![("2026-11-22".to_owned(), week)]), vec![]));
        let before = SUNDAY - 7 * 86_400;
        let body = format!(r#"[{{"week":{before},"total":0,"days":[0,0,0,0,0,0,0]}}]"#);
        let (weeks, _) = read(&body);
        assert_eq!(weeks.expect("weeks")[0].1.over, 7);
    }

    #[test]
    fn a_bad_row_costs_that_row_alone() {
        let row = |week: &str, total: &str, days: &str| format!(r#"{{"week":{week},"total":{total},"days":{days}}}"#);
        let (sunday, zeros) = (SUNDAY.to_string(), "[0,0,0,0,0,0,0]");
        for (bad, anomaly) in [
            (row(&(SUNDAY + 86_400).to_string(), "0", zeros), Anomaly::Date),
            (row(&(SUNDAY + 1).to_string(), "0", zeros), Anomaly::Date),
            (row("1e400", "0", zeros), Anomaly::Date),
            (row("-7", "0", zeros), Anomaly::Date),
            (row(&(SUNDAY + 7 * 86_400).to_string(), "0", zeros), Anomaly::Future),
            (row(&sunday, "0", "[0]"), Anomaly::Row),
            (row(&sunday, "9", zeros), Anomaly::Week),
            ("[]".to_owned(), Anomaly::Row),
        ] {
            let good = row(&(SUNDAY - 7 * 86_400).to_string(), "1", "[0,0,0,0,0,0,1]");
            let (weeks, anomalies) = read(&format!("[{bad},{good}]"));
            assert_eq!(weeks.map(|weeks| weeks.len()), Some(1), "{bad}");
            assert_eq!(anomalies, [anomaly], "{bad}");
        }
        let (weeks, anomalies) = read(&format!("[{}]", row(&sunday, "0", "[-1,2,0,0,0,0,0]")));
        let days = weeks.expect("weeks")[0].1.days;
        assert_eq!((days[0], days[1], anomalies), (None, Some(2), vec![Anomaly::Number]));
    }

    #[test]
    fn a_server_without_the_history_has_no_week() {
        assert_eq!(read(r#"{"status":"404"}"#), (Some(vec![]), vec![]));
        assert_eq!(read(r#"{"message":"x"}"#), (None, vec![Anomaly::Form]));
    }
}
