//! Random files: each is recognised or not, never a panic, and numbers of two repositories never become one.

use proptest::prelude::*;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::import::{self, Files, Found, RepositoryChoice};

use super::options;

/// Names of files and folders that formats look for, and others.
fn path() -> impl Strategy<Value = String> {
    let folder = prop::sample::select(vec![
        "",
        "traffic/",
        "octo/a/ghrs-data/",
        "octo/b/ghrs-data/snapshots/",
        "traffic-a/",
        "octo__a/",
        "data/octo/b/",
        "x y/",
    ]);
    let name = prop::sample::select(vec![
        "views.csv",
        "clones.csv",
        "a.csv",
        "b_views.csv",
        "views.json",
        "traffic_views.json",
        "traffic_paths.json",
        "totals.json",
        "traffic.csv",
        "traffic.json",
        "2026-01-02.json",
        "2026-W05.json",
        "runs.jsonl",
        "views_clones_aggregate.csv",
        "2026-01-02_030405_top_referrers_snapshot.csv",
        "stargazers.csv",
        "referrers.json",
    ]);
    (folder, name).prop_map(|(folder, name)| format!("{folder}{name}"))
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..40_u8).prop_map(|day| traffic_ledger::domain::plus_days(jiff::civil::date(2025, 12, 10), day.into()).to_string()),
        4 => (0..2000_u64).prop_map(|count| count.to_string()),
        1 => prop::sample::select(vec!["", "4.0", "1.000", "-1", "NaN", "octo/a", "octo/b", "a", "views", "complete", "# Views", "\"", "99999999999999999999", "2026-01-05T04:19:11Z"]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

fn table() -> impl Strategy<Value = String> {
    let columns = vec![
        "date",
        "_date",
        "timestamp",
        "time_iso8601",
        "snapshot_date",
        "views",
        "total_views",
        "views_total",
        "unique_views",
        "views_uniques",
        "views_unique",
        "clones",
        "clones_total",
        "clones_unique",
        "unique_cloners",
        "count",
        "uniques",
        "repository",
        "repo",
        "metric",
        "stars",
        "forks",
        "referrer",
        "path",
        "url_path",
        "title",
        "views_status",
        "mood",
        "stars_cumulative",
    ];
    let header = prop::sample::subsequence(columns, 1..8);
    let separator = prop::sample::select(vec![",", ";", "\t"]);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    let rows = prop::collection::vec(prop::collection::vec(cell(), 1..9), 0..12);
    let mark = prop::sample::select(vec!["", "\u{feff}"]);
    (mark, header, separator, end, rows).prop_map(|(mark, header, separator, end, rows)| {
        let mut text = format!("{mark}{}{end}", header.join(separator));
        rows.iter()
            .for_each(|row| text += &format!("{}{end}", row.join(separator)));
        text
    })
}

fn json() -> impl Strategy<Value = String> {
    let leaf = cell().prop_map(|text| match text.parse::<u64>() {
        Ok(number) => number.to_string(),
        Err(_) => serde_json::to_string(&text).expect("a text"),
    });
    let key = prop_oneof![
        6 => prop::sample::select(vec![
            "timestamp", "date", "count", "uniques", "views", "clones", "referrers", "paths", "referrer", "path", "captured", "repo",
            "daily", "total", "stars", "forks", "schema", "generator", "rows", "taken_on", "octo/a", "octo/b", "weekly",
        ]).prop_map(str::to_owned),
        3 => cell(),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|rows| format!("[{}]", rows.join(","))),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|members| {
                let members = members
                    .iter()
                    .map(|(key, value)| format!("{}:{value}", serde_json::to_string(key).expect("a text")));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![
        4 => table().prop_map(String::into_bytes),
        4 => json().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..60),
    ];
    // Some are cut off.
    (bytes, prop::option::weighted(0.2, 0..200_usize)).prop_map(|(mut bytes, cut)| {
        bytes.truncate(cut.unwrap_or(usize::MAX));
        bytes
    })
}

fn read(files: &Files) -> Found {
    import::read(None, files, &options())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_file_is_recognised_damaged_or_unknown(named in prop::collection::btree_map(path(), content(), 1..5)) {
        let files: Files = named.iter().map(|(path, content)| (path.as_str().into(), content.clone())).collect();
        let found = read(&files);
        prop_assert_eq!(found.files(), files.len());
        for selection in [RepositoryChoice::All, "octo/*".parse().expect("an owner"), "octo/a".parse().expect("a name")] {
            let parts = found.parts.len();
            let assignment = import::assign(found.clone(), &selection, &[]);
            let kept: usize = assignment.assigned.iter().flat_map(|assigned| &assigned.parts).map(|part| part.files.len()).sum();
            let left = assignment.others.iter().chain(assignment.unassigned.iter().map(|(part, _)| part)).count();
            prop_assert!(parts == 0 || kept + left > 0);
        }
    }

    /// Two repositories, one with small and one with large numbers, in files of the same kind.
    #[test]
    fn numbers_of_two_repositories_never_become_one(
        shape in 0..6_usize,
        days in prop::collection::btree_set(0..14_i64, 1..10),
        selection in prop::sample::select(vec!["", "octo/*", "octo/a"]),
    ) {
        let day = |offset: &i64| traffic_ledger::domain::plus_days(jiff::civil::date(2026, 1, 5), *offset);
        let rows = |from: u64, row: &dyn Fn(String, u64) -> String| {
            days.iter().map(|offset| row(day(offset).to_string(), from + *offset as u64 % 5)).collect::<Vec<_>>()
        };
        let json = |from: u64| rows(from, &|day, count| format!("{{\"timestamp\":\"{day}T00:00:00Z\",\"count\":{count},\"uniques\":1}}")).join(",");
        let csv = |from: u64| format!("date,views\n{}", rows(from, &|day, count| format!("{day},{count}\n")).concat());
        let column = |from: u64, name: &str| rows(from, &|day, count| format!("{day},{name},{count}\n")).concat();
        let (small, large) = (1, 1000);
        let named = match shape {
            0 => vec![("x.csv", format!("date,repo,views\n{}{}", column(small, "octo/a"), column(large, "octo/b")))],
            1 => vec![("x.csv", format!("date,repo,views\n{}{}", column(small, "a"), column(large, "b")))],
            2 => vec![("a.csv", csv(small)), ("b.csv", csv(large))],
            3 => vec![("octo/a/views.csv", csv(small)), ("octo/b/views.csv", csv(large))],
            4 => vec![("x.json", format!("{{\"octo/a\":{{\"daily_views\":[{}]}},\"octo/b\":{{\"daily_views\":[{}]}}}}", json(small), json(large)))],
            _ => vec![("octo__a/views.json", format!("[{}]", json(small))), ("octo__b/views.json", format!("[{}]", json(large)))],
        };
        let files: Files = named.into_iter().map(|(path, text)| (path.into(), text.into_bytes())).collect();
        let selection = match selection {
            "" => RepositoryChoice::All,
            text => text.parse().expect("a selection"),
        };
        for assigned in import::assign(read(&files), &selection, &[]).assigned {
            let counts: Vec<u64> = assigned.parts.iter().flat_map(|part| part.import.days.values())
                .filter_map(|day| day.metrics.of(Metric::Views).and_then(|claim| claim.numbers.count))
                .filter(|count| *count > 0)
                .collect();
            let wanted = if assigned.repository.name() == "a" { 1..10 } else { 1000..1010 };
            prop_assert!(counts.iter().all(|count| wanted.contains(count)), "{}: {counts:?}", assigned.repository);
        }
    }
}
