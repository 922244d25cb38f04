//! The folders of a ledger: every link of every page leads into them, also where a folder is not named like its
//! repository; a history that has ended says so; and files of the user in them are left alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use serde_json::value::RawValue;
use traffic_ledger::charts;
use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::IndexEntry;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot};
use traffic_ledger::plan::rebuild::rebuild;
use traffic_ledger::plan::{Incoming, Plan, plan};
use traffic_ledger::report::{self, LinkBase, OverviewRow};
use traffic_ledger::verify::verify;

use crate::plan::{DAY, Shelf, look};
use crate::truth::Truth;

const START: i64 = 1_790_000_000;

fn links() -> LinkBase {
    LinkBase {
        server: "https://github.com".to_owned(),
        store: Some("o/ledger".parse().expect("a name")),
        branch: "data/traffic#1".parse().expect("a branch"),
        directory: "kept/here".parse().expect("a folder"),
    }
}

fn snapshot(id: u64, name: &str, day: i64) -> RawSnapshot {
    let mut snapshot = Truth { seed: id, quiet: 0 }.snapshot(&look(START + day * DAY));
    let body = |value: serde_json::Value| RawValue::from_string(value.to_string()).expect("JSON");
    let about = json!({"id": id, "full_name": name, "stargazers_count": 5, "forks_count": 9});
    snapshot.bodies.insert(Endpoint::Repository, body(about));
    let path = format!("/{name}/issues");
    let paths = json!([{"path": path, "title": "Issues", "count": 50, "uniques": 20}]);
    snapshot.bodies.insert(Endpoint::Paths, body(paths));
    (snapshot.id, snapshot.repository) = (Some(id), name.parse().expect("a name"));
    snapshot
}

/// A run that reads these repositories on a day.
fn run(shelf: &mut Shelf, day: i64, repositories: &[(u64, &str)]) -> Plan {
    let incoming = repositories
        .iter()
        .map(|(id, name)| Incoming::from(snapshot(*id, name, day)));
    let plan = plan(&shelf.base(), &incoming.collect::<Vec<_>>(), &links());
    assert_eq!(plan.problems, []);
    shelf.apply(plan.changes.changes());
    assert_sound(shelf);
    plan
}

/// The ledger is what its sources make of it.
fn assert_sound(shelf: &Shelf) {
    let verdict = verify(&shelf.base(), &shelf.0, &links());
    assert!(verdict.findings.is_empty(), "{:#?}", verdict.findings);
    let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &links()).expect("sound sources");
    assert!(again.changes.is_empty(), "{}", again.changes.listing());
}

fn text(shelf: &Shelf, path: &str) -> String {
    let content = shelf.0.get(path).unwrap_or_else(|| panic!("no file {path}"));
    String::from_utf8(content.clone()).expect("UTF-8")
}

/// The targets of all links and pictures of a page, those in lines to copy included.
fn targets(markdown: &str) -> Vec<String> {
    let ends = [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')];
    let found = ends.iter().flat_map(|(begin, end)| {
        let parts = markdown.split(begin).skip(1);
        parts.map(|part| part.split(*end).next().unwrap_or_default().to_owned())
    });
    // Anchors lead to sections of the same page; those of other pages to the page.
    found
        .filter(|target| !target.starts_with('#'))
        .map(|target| match target.split_once(".md#") {
            Some((page, _)) => format!("{page}.md"),
            None => target,
        })
        .collect()
}

fn decoded(url: &str) -> String {
    percent_encoding::percent_decode_str(url)
        .decode_utf8_lossy()
        .into_owned()
}

/// The path in the ledger that a link of the page at `page` leads to; `None` for a page of a repository itself.
fn destination(page: &str, target: &str) -> Option<String> {
    if let Some(url) = target.strip_prefix("https://img.shields.io/endpoint?url=") {
        return destination(page, &decoded(url));
    }
    if target.starts_with("https://") {
        let file = [
            "https://github.com/o/ledger/blob/data/traffic%231/kept/here/",
            "https://raw.githubusercontent.com/o/ledger/data/traffic%231/kept/here/",
        ];
        return match file.iter().find_map(|prefix| target.strip_prefix(prefix)) {
            Some(path) => Some(decoded(path)),
            None => {
                assert!(target.starts_with("https://github.com/octo/"), "{page}: {target}");
                assert!(target.ends_with("/issues"), "{page}: {target}");
                None
            }
        };
    }
    let mut parts: Vec<String> = page.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in decoded(target).split('/') {
        match part {
            ".." => drop(parts.pop().expect("a folder above")),
            _ => parts.push(part.to_owned()),
        }
    }
    Some(parts.join("/"))
}

/// The files that the pages of a ledger lead to. Each of them must be there.
fn linked(pages: &BTreeMap<String, String>, shelf: &Shelf) -> BTreeSet<String> {
    let mut linked = BTreeSet::new();
    for (page, markdown) in pages {
        for target in targets(markdown) {
            let Some(path) = destination(page, &target) else {
                continue;
            };
            let below = format!("{path}/");
            assert!(
                shelf.0.keys().any(|file| *file == path || file.starts_with(&below)),
                "{page}: {target} leads to {path}, which is not in the ledger"
            );
            linked.insert(path);
        }
    }
    linked
}

fn pages(shelf: &Shelf) -> BTreeMap<String, String> {
    let pages = shelf.0.keys().filter(|path| path.ends_with("README.md"));
    pages.map(|path| (path.clone(), text(shelf, path))).collect()
}

/// A ledger with a repository that lost its name, its successor, a name that Windows cannot hold and one more.
fn ledger_with_an_ended_history() -> Shelf {
    let mut shelf = Shelf::default();
    run(&mut shelf, 0, &[(1, "octo/spike"), (2, "octo/con"), (3, "octo/quiet")]);
    run(&mut shelf, 1, &[(9, "octo/spike"), (2, "octo/con"), (3, "octo/quiet")]);
    shelf
}

#[test]
fn every_link_of_every_page_leads_to_a_file_of_the_ledger() {
    let shelf = ledger_with_an_ended_history();
    let linked = linked(&pages(&shelf), &shelf);
    for folder in ["octo/spike~1", "octo/spike", "octo/con~", "octo/quiet"] {
        for file in [
            "README.md",
            "daily.csv",
            "history.json",
            "snapshots",
            "badges/views-14d.svg",
            "badges/views-14d.json",
            "charts/light-theme/views.svg",
            "charts/dark-theme/views.svg",
        ] {
            assert!(linked.contains(&format!("{folder}/{file}")), "{folder}/{file}");
        }
        let in_overview = folder != "octo/spike~1";
        let sparkline = format!("{folder}/{}", charts::file_path(charts::SPARKLINE, charts::Shade::Dark));
        assert_eq!(linked.contains(&sparkline), in_overview, "{sparkline}");
    }
}

#[test]
fn the_page_in_front_of_a_single_repository_leads_into_its_folder() {
    for (name, folder) in [("octo/con", "octo/con~"), ("octo/spike", "octo/spike")] {
        let mut shelf = Shelf::default();
        run(&mut shelf, 0, &[(2, name)]);
        let front = [("README.md".to_owned(), text(&shelf, "README.md"))].into();
        let linked = linked(&front, &shelf);
        assert!(linked.contains(&format!("{folder}/README.md")), "{linked:?}");
        assert!(
            linked.contains(&format!("{folder}/charts/dark-theme/views.svg")),
            "{linked:?}"
        );
    }
}

#[test]
fn the_step_summary_and_the_output_lead_to_the_reports() {
    let mut shelf = ledger_with_an_ended_history();
    let plan = run(&mut shelf, 2, &[(9, "octo/spike"), (2, "octo/con")]);
    let whole = plan
        .outcomes
        .iter()
        .map(|outcome| (&outcome.folder, outcome.whole.as_deref(), &outcome.highlights));
    let details: Vec<String> = whole
        .map(|(folder, whole, highlights)| {
            let whole = whole.expect("a whole history");
            report::summary_details(folder, whole, highlights, &links())
        })
        .collect();
    let entries = plan
        .index
        .iter()
        .filter_map(|(folder, entry)| Some((folder, entry.as_ref()?)));
    let rows: Vec<_> = entries.map(|(folder, entry)| OverviewRow::new(folder, entry)).collect();
    let summary = report::summary(&[], &rows, &details, &links());
    let linked = linked(&[("summary".to_owned(), summary)].into(), &shelf);
    assert_eq!(
        linked,
        ["octo/con~/README.md".to_owned(), "octo/spike/README.md".to_owned()].into()
    );
    let url = links().published_report_url(&plan.outcomes[0].folder);
    let url = url.expect("a ledger that is published");
    assert_eq!(destination("", &url).as_deref(), Some("octo/con~/README.md"));
}

#[test]
fn a_history_that_has_ended_says_so_and_leads_to_its_successor() {
    let mut shelf = ledger_with_an_ended_history();
    let ended = text(&shelf, "octo/spike~1/README.md");
    let mut blocks = ended.split("\n\n");
    assert_eq!(blocks.next(), Some("# Traffic for octo/spike"));
    assert_eq!(
        blocks.next(),
        Some(
            "**This history has ended: the name octo/spike now belongs to another repository** (id 9, [its \
             report](../../octo/spike/README.md)). This report is about the repository with id 1, which had the name \
             before. If it still exists under another name, add that to `repositories`, and its history continues."
        )
    );
    // Its pages are not where the name leads now.
    let page = "](https://github.com/octo/spike/issues)";
    assert!(ended.contains("`/issues`") && !ended.contains(page), "{ended}");
    assert!(text(&shelf, "octo/spike/README.md").contains(page));
    for path in shelf.0.keys().filter(|path| path.ends_with("README.md")) {
        assert_eq!(
            text(&shelf, path).contains("This history"),
            path == "octo/spike~1/README.md"
        );
    }

    // The successor goes on under another name, and a third repository takes the old one.
    run(&mut shelf, 2, &[(9, "octo/moved"), (3, "octo/quiet")]);
    let alone = text(&shelf, "octo/spike~1/README.md");
    assert!(
        alone.contains("now belongs to another repository**. This report"),
        "{alone}"
    );
    run(&mut shelf, 3, &[(10, "octo/Spike")]);
    let again = text(&shelf, "octo/spike~1/README.md");
    assert!(
        again.contains("** (id 10, [its report](../../octo/Spike/README.md))"),
        "{again}"
    );
    linked(&pages(&shelf), &shelf);

    // Found under another name, it has not ended.
    run(&mut shelf, 4, &[(1, "octo/found")]);
    assert!(shelf.0.keys().all(|path| !path.contains("~1/")));
    assert!(!text(&shelf, "octo/found/README.md").contains("ended"));
}

#[test]
fn the_overview_lists_what_has_ended_apart() {
    let mut shelf = ledger_with_an_ended_history();
    for day in 2..9 {
        run(&mut shelf, day, &[(9, "octo/spike"), (2, "octo/con")]);
    }
    let overview = text(&shelf, "README.md");
    assert!(
        overview.contains(
            "\n\nEnded, because another repository has the name now:\n\n- \
             [octo/spike](octo/spike~1/README.md) (id 1, newest day 20 Sep 2026)\n"
        ),
        "{overview}"
    );
    let (_, waiting) = overview
        .split_once("## Waiting for their turn")
        .expect("a part of its own");
    let row = waiting.lines().find(|line| line.contains("octo/quiet")).expect("a row");
    assert!(row.ends_with("| 21\u{a0}Sep |"), "{row}");
    assert_eq!(overview.matches("octo/spike~1").count(), 1);

    // Nothing but what has ended: no sums of no repositories.
    let history = traffic_ledger::domain::ledger::Ledger::from_bytes(&shelf.0["octo/spike~1/history.json"])
        .expect("a ledger")
        .history();
    let entry = IndexEntry::new(
        &Claims::new(history.repository.clone()),
        &AnalyzedHistory::new(history.clone()),
    );
    let folders = [1, 2].map(|id| Folder::replaced(&history.repository.name, id));
    let rows = folders.each_ref().map(|folder| OverviewRow::new(folder, &entry));
    let ended = report::overview(&rows).pages.remove(0);
    assert!(ended.starts_with("# Traffic\n\nEnded, because"), "{ended}");
}

/// Files that look much like those of the program.
const OWN: [&str; 6] = [
    "charts/own.svg",
    "charts/light-theme/views.png",
    "badges/own.json",
    "badges/views-14d-old.svg",
    "notes.md",
    "daily.csv.bak",
];

fn add_own(shelf: &mut Shelf, folder: &str) {
    for file in OWN {
        let content = format!("{file} of {folder}").into_bytes();
        shelf.0.insert(format!("{folder}/{file}"), content);
    }
}

/// The folder whose own files are in another one now.
fn assert_own(shelf: &Shelf, folder: &str, of: &str) {
    for file in OWN {
        assert_eq!(text(shelf, &format!("{folder}/{file}")), format!("{file} of {of}"));
    }
}

#[test]
fn files_of_the_user_survive_runs_and_rebuilds_and_go_along_with_their_repository() {
    let mut shelf = Shelf::default();
    run(&mut shelf, 0, &[(1, "octo/spike"), (2, "octo/other")]);
    add_own(&mut shelf, "octo/spike");
    let beside = ["own.svg", "octo/own.svg", "octo/unknown/charts/own.svg"];
    for path in beside {
        shelf.0.insert(path.to_owned(), path.as_bytes().to_vec());
    }
    // A chart of ours without data, as an earlier state may have left it, is removed by a run and by a rebuild.
    let mut ours = charts::file_paths().map(|path| format!("octo/spike/{path}"));
    let no_data = ours.find(|path| !shelf.0.contains_key(path));
    let no_data = no_data.expect("a chart without data");
    shelf.0.insert(no_data.clone(), b"<svg/>".to_vec());
    let again = rebuild(&shelf.base(), &shelf.0, &BTreeSet::new(), &links()).expect("sound sources");
    assert_eq!(again.changes.listing(), format!("- {no_data}\n"));
    run(&mut shelf, 1, &[(1, "octo/spike"), (2, "octo/other")]);
    assert!(!shelf.0.contains_key(&no_data));
    assert_own(&shelf, "octo/spike", "octo/spike");

    // Renamed: they go along.
    run(&mut shelf, 2, &[(1, "octo/renamed")]);
    assert_own(&shelf, "octo/renamed", "octo/spike");
    assert!(shelf.0.keys().all(|path| !path.starts_with("octo/spike/")));

    // Its name was taken: they go along to where its history is kept.
    run(&mut shelf, 3, &[(9, "octo/renamed")]);
    assert_own(&shelf, "octo/renamed~1", "octo/spike");
    for path in beside {
        assert_eq!(text(&shelf, path), path);
    }
}

#[test]
fn files_of_the_user_stay_where_they_are_if_others_have_their_names_in_the_new_folder() {
    let mut shelf = Shelf::default();
    run(&mut shelf, 0, &[(1, "octo/spike")]);
    add_own(&mut shelf, "octo/spike");
    add_own(&mut shelf, "octo/renamed");
    run(&mut shelf, 1, &[(1, "octo/renamed")]);
    assert_own(&shelf, "octo/spike", "octo/spike");
    assert_own(&shelf, "octo/renamed", "octo/renamed");
    assert!(shelf.0.contains_key("octo/renamed/history.json") && !shelf.0.contains_key("octo/spike/history.json"));
}

#[test]
fn where_no_ledger_is_a_rebuild_makes_none() {
    let nothing = Shelf::default();
    let plan = rebuild(&nothing.base(), &nothing.0, &BTreeSet::new(), &links()).expect("nothing to be wrong");
    assert!(plan.changes.is_empty(), "{}", plan.changes.listing());
}
