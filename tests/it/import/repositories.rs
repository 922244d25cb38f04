//! Data of several repositories are never mixed: columns, keys, folders and file names tell them apart, and what nothing
//! tells apart is refused.

use std::collections::BTreeMap;

use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::import::{self, Assignment, Format, KnownRepository, RepositoryChoice};

use super::{date, files, found_in, options};

/// The sum of views by repository, and what was left out.
pub(super) fn assigned(
    named: &[(&str, &str)],
    selection: &str,
    known: &[&str],
) -> (BTreeMap<String, u64>, usize, usize) {
    let found = import::read(None, &files(named), &options());
    assert_eq!(found.failed, []);
    let selection: RepositoryChoice = match selection {
        "" => RepositoryChoice::All,
        text => text.parse().expect("a selection"),
    };
    let known: Vec<KnownRepository> = known.iter().map(|name| repository(name)).collect();
    let Assignment {
        assigned,
        others,
        unassigned,
    } = import::assign(found, &selection, &known);
    let views = |assigned: &import::Assigned| {
        let days = assigned.parts.iter().flat_map(|part| part.import.days.values());
        days.filter_map(|day| day.metrics.of(Metric::Views).and_then(|claim| claim.numbers.count))
            .sum()
    };
    let sums = assigned
        .iter()
        .map(|assigned| (assigned.repository.to_string(), views(assigned)));
    (sums.collect(), others.len(), unassigned.len())
}

fn repository(name: &str) -> KnownRepository {
    KnownRepository {
        name: name.parse().expect("a name"),
        former: std::collections::BTreeSet::new(),
        created: None,
    }
}

pub(super) fn sums(named: &[(&str, u64)]) -> BTreeMap<String, u64> {
    named.iter().map(|(name, sum)| ((*name).to_owned(), *sum)).collect()
}

#[test]
fn a_column_of_repositories_is_used() {
    for column in ["repository", "repo", "repository_name", "Repo Name", "full_name"] {
        let csv = format!("date,{column},views\n2026-01-01,octo/a,5\n2026-01-01,octo/b,70\n2026-01-02,OCTO/A,1\n");
        let log = [("log.csv", csv.as_str())];
        assert_eq!(
            assigned(&log, "", &[]),
            (sums(&[("octo/a", 6), ("octo/b", 70)]), 0, 0),
            "{column}"
        );
        assert_eq!(
            assigned(&log, "octo/b", &[]),
            (sums(&[("octo/b", 70)]), 1, 0),
            "{column}"
        );
        assert_eq!(assigned(&log, "octo/c", &["octo/c"]), (sums(&[]), 2, 0), "{column}");
    }
    let csv = "owner,repo,date,views\nocto,a,2026-01-01,5\nother,a,2026-01-01,70\n";
    assert_eq!(
        assigned(&[("log.csv", csv)], "", &[]).0,
        sums(&[("octo/a", 5), ("other/a", 70)])
    );
}

#[test]
fn names_without_owners_need_one() {
    let csv = "date,repository,views\n2026-01-01,a,5\n2026-01-01,b,70\n";
    let log = [("log.csv", csv)];
    assert_eq!(assigned(&log, "octo/*", &[]).0, sums(&[("octo/a", 5), ("octo/b", 70)]));
    assert_eq!(assigned(&log, "octo/b", &[]), (sums(&[("octo/b", 70)]), 1, 0));
    assert_eq!(
        assigned(&log, "", &["octo/a", "octo/c"]),
        (sums(&[("octo/a", 5)]), 0, 1)
    );
    assert_eq!(
        assigned(&log, "", &["octo/a", "other/a"]),
        (sums(&[]), 0, 2),
        "which of the two?"
    );
    assert_eq!(
        assigned(&log, "", &["octo/c"]),
        (sums(&[]), 0, 2),
        "the only one of the ledger is not it"
    );
}

#[test]
fn long_tables_and_keys_are_used() {
    let long = "repository,metric,date,count,uniques\no/a,views,2026-01-01,5,3\no/a,clones,2026-01-01,9,9\no/b,views,2026-01-01,70,7\n";
    assert_eq!(
        assigned(&[("x.csv", long)], "", &[]).0,
        sums(&[("o/a", 5), ("o/b", 70)])
    );
    let rows = |count: u64| format!("[{{\"timestamp\":\"2026-01-01T00:00:00Z\",\"count\":{count},\"uniques\":1}}]");
    let by_key = format!(
        "{{\"o/a\":{{\"views\":{}}},\"o/b\":{{\"views\":{}}}}}",
        rows(5),
        rows(70)
    );
    assert_eq!(
        assigned(&[("x.json", &by_key)], "", &[]).0,
        sums(&[("o/a", 5), ("o/b", 70)])
    );
    let by_member = format!(
        "[{{\"repo\":\"o/a\",\"views\":{}}},{{\"repo\":\"o/b\",\"views\":{}}}]",
        rows(5),
        rows(70)
    );
    assert_eq!(
        assigned(&[("x.json", &by_member)], "", &[]).0,
        sums(&[("o/a", 5), ("o/b", 70)])
    );
    assert_eq!(assigned(&[("x.json", &by_member)], "o/b", &[]).0, sums(&[("o/b", 70)]));
    let by_word = format!(
        "{{\"spike\":{{\"views\":{}}},\"wave\":{{\"views\":{}}}}}",
        rows(5),
        rows(70)
    );
    assert_eq!(
        assigned(&[("x.json", &by_word)], "octo/*", &[]).0,
        sums(&[("octo/spike", 5), ("octo/wave", 70)])
    );
    assert_eq!(assigned(&[("x.json", &by_word)], "", &["octo/only"]), (sums(&[]), 0, 2));
    let records = r#"[{"repo":"o/a","date":"2026-01-01","views":5},{"repo":"o/b","date":"2026-01-01","views":70}]"#;
    assert_eq!(
        assigned(&[("x.json", records)], "", &[]).0,
        sums(&[("o/a", 5), ("o/b", 70)])
    );
}

#[test]
fn files_of_the_same_shape_are_told_apart_by_their_places() {
    let (one, two) = ("date,views\n2026-01-01,5\n", "date,views\n2026-01-01,70\n");
    for (a, b) in [
        ("a.csv", "b.csv"),
        ("a/views.csv", "b/views.csv"),
        ("data/octo/a/traffic.csv", "data/octo/b/traffic.csv"),
        ("a-views.csv", "b_views.csv"),
        ("octo_a.csv", "octo_b.csv"),
    ] {
        let both = [(a, one), (b, two)];
        assert_eq!(
            assigned(&both, "", &["octo/a", "octo/b"]).0,
            sums(&[("octo/a", 5), ("octo/b", 70)]),
            "{a}"
        );
        assert_eq!(assigned(&both, "octo/b", &[]), (sums(&[("octo/b", 70)]), 1, 0), "{a}");
        assert_eq!(assigned(&both, "", &["octo/only"]), (sums(&[]), 0, 2), "{a}");
        // Alone it is what the user says, even under another name.
        assert_eq!(
            assigned(&[(a, one)], "octo/only", &[]).0,
            sums(&[("octo/only", 5)]),
            "{a}"
        );
        assert_eq!(
            assigned(&[(a, one)], "", &["octo/only"]).0,
            sums(&[("octo/only", 5)]),
            "{a}"
        );
    }
    // Files of one repository, which differ by date, year or metric.
    let (views, clones) = ("date,views\n2026-01-01,5\n", "date,clones\n2026-01-01,9\n");
    for named in [
        [("2025.csv", "date,views\n2025-01-01,7\n"), ("2026.csv", views)],
        [("views.csv", views), ("clones.csv", clones)],
        [
            ("log/2026-W14.csv", views),
            ("log/2026-W15.csv", "date,views\n2026-01-08,7\n"),
        ],
    ] {
        let (found, others, unassigned) = assigned(&named, "octo/only", &[]);
        assert_eq!((found.len(), others, unassigned), (1, 0, 0), "{named:?}");
    }
}

#[test]
fn folders_with_names_of_their_own_are_never_joined() {
    let views = ("a/views.csv", "date,views\n2026-01-01,5\n");
    let clones = ("b/clones.csv", "date,clones\n2026-01-01,9\n");
    assert_eq!(assigned(&[views, clones], "", &["octo/only"]), (sums(&[]), 0, 2));
    assert_eq!(
        assigned(&[views, clones], "octo/a", &[]),
        (sums(&[("octo/a", 5)]), 1, 0)
    );
}

#[test]
fn data_without_a_name_beside_named_ones_are_left_out() {
    let named = ("named.csv", "date,repository,views\n2026-01-01,octo/a,5\n");
    let unnamed = ("traffic.csv", "date,views\n2026-01-01,70\n");
    let both = [named, unnamed];
    assert_eq!(assigned(&both, "", &["octo/a"]), (sums(&[("octo/a", 5)]), 0, 1));
    assert_eq!(assigned(&both, "octo/a", &[]), (sums(&[("octo/a", 5)]), 0, 1));
}

#[test]
fn another_repositorys_folder_is_never_read() {
    for format in [
        import::github_repo_stats::FORMAT,
        import::traffic_to_badge::FORMAT,
        import::github_traffic_archive::FORMAT,
        import::openstars::FORMAT,
    ] {
        let nobody = RepositoryChoice::One("octo/unheard-of".parse().expect("a name"));
        let assignment = import::assign(found_in(format.name), &nobody, &[]);
        assert_eq!(
            (assignment.assigned.len(), assignment.unassigned.len()),
            (0, 0),
            "{format}"
        );
        assert_eq!(assignment.others.len(), 2, "{format}");
        let all = import::assign(found_in(format.name), &"octo/*".parse().expect("a selection"), &[]);
        let names: Vec<String> = all
            .assigned
            .iter()
            .map(|assigned| assigned.repository.to_string())
            .collect();
        assert_eq!(names, ["octo/other", "octo/spike"], "{format}");
    }
}

#[test]
fn a_former_name_leads_to_the_ledger_of_the_repository() {
    let csv = "date,repository,views\n2026-01-01,octo/old,5\n";
    let found = || import::read(None, &files(&[("log.csv", csv)]), &options());
    let mut renamed = repository("octo/new");
    renamed.former.insert("octo/old".parse().expect("a name"));
    let name = |selection: &RepositoryChoice, known: &[KnownRepository]| {
        let assignment = import::assign(found(), selection, known);
        assignment
            .assigned
            .first()
            .map(|assigned| assigned.repository.to_string())
    };
    let new = RepositoryChoice::One("octo/new".parse().expect("a name"));
    let known = std::slice::from_ref(&renamed);
    assert_eq!(name(&RepositoryChoice::All, known).as_deref(), Some("octo/new"));
    assert_eq!(name(&new, known).as_deref(), Some("octo/new"));
    assert_eq!(name(&new, &[]), None);
    // Another repository has the name now.
    let both = [renamed, repository("octo/old")];
    assert_eq!(name(&RepositoryChoice::All, &both).as_deref(), Some("octo/old"));
}

#[test]
fn days_before_the_repository_are_rejected() {
    let csv = "date,views\n2026-01-01,5\n2026-01-02,6\n2026-01-03,7\n";
    let found = import::read(None, &files(&[("log.csv", csv)]), &options());
    let mut known = repository("octo/spike");
    known.created = Some(date("2026-01-02"));
    let mut assigned = import::assign(found, &RepositoryChoice::All, &[known]).assigned;
    let part = assigned.remove(0).parts.remove(0);
    assert_eq!(part.import.days.len(), 2);
    assert_eq!(
        part.rejected[0].to_string(),
        "log.csv, line 2: 2026-01-01 is before the repository was created (2026-01-02)"
    );
}

#[test]
fn a_damaged_file_fails_alone() {
    let good = r#"{"views":[{"timestamp":"2026-01-01T00:00:00Z","count":5,"uniques":1}]}"#;
    let named = [
        ("2026-01-02.json", good),
        ("2026-01-03.json", &good[..40]),
        ("notes/package.json", "{\"name\":\"x\"}"),
    ];
    let found = import::read(None, &files(&named), &options());
    assert_eq!(found.parts.len(), 1);
    let failed: Vec<String> = found.failed.iter().map(|failed| failed.file.to_string()).collect();
    assert_eq!(failed, ["2026-01-03.json"]);
    assert_eq!(found.unknown.len(), 1);
    // A table that breaks off within a row loses that row alone.
    let found = import::read(
        None,
        &files(&[("views.csv", "date,views,clones\n2026-01-01,5,1\n2026-01-02,6")]),
        &options(),
    );
    assert_eq!(found.parts[0].import.days.len(), 1);
    assert!(
        found.parts[0]
            .notes
            .iter()
            .any(|note| note.contains("ends within a row, line 3"))
    );
}

#[test]
fn a_folder_of_several_tools_is_read_by_format() {
    let mut all = import::Files::new();
    for format in Format::ALL {
        let read = super::contents(format.name);
        for (name, content) in read.files {
            all.insert(format!("{format}/{}", name.path).into(), content);
        }
    }
    let found = import::read(None, &all, &options());
    for format in Format::ALL {
        assert!(found.parts.iter().any(|part| part.import.tool == *format), "{format}");
    }
}

#[test]
fn files_of_different_names_in_one_folder_are_those_of_different_repositories() {
    // Each has another metric, so no number says that they are of two.
    let two = [
        ("alpha.csv", "date,views\n2026-01-01,5\n"),
        ("beta.csv", "date,clones\n2026-01-01,70\n"),
    ];
    assert_eq!(assigned(&two, "", &["octo/spike"]), (sums(&[]), 0, 2));
    assert_eq!(assigned(&two, "octo/spike", &[]), (sums(&[]), 2, 0));
    assert_eq!(assigned(&two, "octo/alpha", &[]), (sums(&[("octo/alpha", 5)]), 1, 0));
    let four = sums(&[("octo/alpha", 5), ("octo/beta", 0)]);
    assert_eq!(assigned(&two, "octo/*", &[]), (four, 0, 0));
    // One name beside none is that of all.
    let one = [
        ("alpha/views.csv", "date,views\n2026-01-01,5\n"),
        ("alpha/alpha-clones.csv", "date,clones\n2026-01-01,70\n"),
    ];
    assert_eq!(assigned(&one, "octo/spike", &[]), (sums(&[("octo/spike", 5)]), 0, 0));
}
