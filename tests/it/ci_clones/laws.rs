//! Claims of clones by CI: the order of answers does not matter, and the file holds them all.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use traffic_ledger::domain::ci_clones::{CiCertainty, CiClones};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::evidence::judge::judge;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::snapshot::Endpoint;

use crate::evidence::snapshot;

/// The claims of a snapshot of these days, captured on 1 June 2026.
fn claims(days: &[(i64, CiCertainty, u64)], second: u32) -> Claims {
    let record = |(back, certainty, clones): &(i64, CiCertainty, u64)| {
        let day = plus_days(date(2026, 5, 31), -back);
        serde_json::json!({"day": day.to_string(), "clones": clones, "certainty": certainty.word()})
    };
    let body = days.iter().map(record).collect::<Vec<_>>().into();
    let at = format!("2026-06-01T14:37:{second:02}Z");
    interpret(&snapshot(&at, &[(Endpoint::CiClones, body)])).claims
}

fn certainties() -> impl Strategy<Value = CiCertainty> {
    prop::sample::select(vec![CiCertainty::AtLeast, CiCertainty::Estimated, CiCertainty::Counted])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// In whatever order and however often answers come, the best known one of each day counts, and the file says it all, also
    /// beside numbers of an import.
    #[test]
    fn the_best_known_number_of_a_day_counts(
        all in prop::collection::vec(prop::collection::vec((0..20_i64, certainties(), 0..50_u64), 0..8), 1..6),
        imported in prop::collection::btree_map(0..20_i64, 0..50_u64, 0..5),
    ) {
        let mut each: Vec<Claims> = (0..).zip(&all).map(|(second, days)| claims(days, second)).collect();
        for (back, clones) in &imported {
            let day = each[0].days.entry(plus_days(date(2026, 5, 31), -back)).or_default();
            day.ci_clones = Some(*clones);
        }
        let fold = |claims: &mut dyn Iterator<Item = &Claims>| {
            let mut all = claims.next().expect("one").clone();
            claims.for_each(|one| all.merge(one.clone()).expect("one repository"));
            all
        };
        let joined = fold(&mut each.iter());
        prop_assert_eq!(&fold(&mut each.iter().rev().chain(&each)), &joined);
        let mut expected: BTreeMap<Date, CiClones> = BTreeMap::new();
        for (back, certainty, clones) in all.concat() {
            let found = CiClones { certainty, clones };
            let kept = expected.entry(plus_days(date(2026, 5, 31), -back)).or_insert(found);
            *kept = found.max(*kept);
        }
        let history = judge(&joined);
        for back in 0..20 {
            let date = plus_days(date(2026, 5, 31), -back);
            let found = history.days.get(&date).map(|day| (day.ci_clones, day.ci_certainty));
            let estimate = expected.get(&date).map(|day| (Some(day.clones), Some(day.certainty)));
            let counted = imported.get(&back).map(|clones| (Some(*clones), None));
            prop_assert_eq!(found, counted.or(estimate), "{}", date);
        }
        let file = Ledger::new(joined.clone()).to_bytes();
        prop_assert_eq!(&Ledger::from_bytes(&file).expect("our own file").claims, &joined);
    }
}
