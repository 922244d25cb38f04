//! The overview of several repositories, made from the index alone: sums over common days, what stood out, the states and
//! the pages of a long table.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use traffic_ledger::charts::Figure;
use traffic_ledger::domain::analysis::{Aligned, Change};
use traffic_ledger::domain::day_map::DayMap;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::LedgerIndex;
use traffic_ledger::domain::recent::Recent;
use traffic_ledger::domain::repository_state::RepositoryState;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::domain::traffic::PerMetric;
use traffic_ledger::domain::{Date, plus_days};
use traffic_ledger::report::{self, Overview, OverviewRow, is_of_overview};

use crate::analysis_histories::day;
use crate::overview_shapes::organization;

fn overview(index: &LedgerIndex) -> Overview {
    let rows = index.0.iter().map(|(folder, entry)| OverviewRow::new(folder, entry));
    report::overview(&rows.collect::<Vec<_>>())
}

/// Forgets the other days.
fn retain_days(recent: &mut Recent, is_kept: impl Fn(Date) -> bool) {
    let days = recent.days.clone();
    recent.days = PerMetric::of_each(|metric| DayMap::new(days.of(metric).iter().filter(|(date, _)| is_kept(*date))));
}

/// The charts of organisations of these sizes, for the checks of every picture.
pub(crate) fn figures() -> Vec<(String, Figure)> {
    let figure = |size: u64| Some((format!("overview of {size}"), overview(&organization(size)).figure?));
    let mut figures: Vec<_> = [2, 9, 10, 30].into_iter().filter_map(figure).collect();
    // Long names of several owners, one of them with a hundred characters.
    let mut long = organization(9);
    let entries = std::mem::take(&mut long.0);
    for (number, (_, mut entry)) in entries.into_iter().enumerate() {
        let name = format!("{}{number}/{}", "a".repeat(38), "Long_name".repeat(11));
        let recent = Arc::make_mut(&mut entry.recent);
        recent.repository.name = name.parse().expect("a name");
        retain_days(recent, |date| date > day("2026-11-18"));
        long.0.insert(Folder::of(&entry.recent.repository.name), entry);
    }
    figures.extend(
        overview(&long)
            .figure
            .map(|figure| ("overview of long names".to_owned(), figure)),
    );
    figures
}

/// The lines of a part of the first page, by the name of the repository.
fn part<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let after = page.split(&format!("## {heading}\n")).nth(1).unwrap_or_default();
    let part = after.split("\n## ").next().unwrap_or_default();
    let rows = part.lines().filter(|line| line.starts_with("| ["));
    rows.filter_map(|line| line.split(['[', ']']).nth(1)).collect()
}

#[test]
fn the_golden_overview() {
    let index = organization(30);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/overview-30");
    for (path, made) in overview(&index).files() {
        let path = folder.join(path);
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
            std::fs::write(&path, &made).expect("a writable folder");
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(
            kept == made,
            "{} differs: look at it, then bless it (BLESS=1)",
            path.display()
        );
    }
    assert_eq!(overview(&index), overview(&index));
}

#[test]
fn sums_and_changes_are_those_of_the_same_days() {
    let index = organization(5);
    let page = &overview(&index).pages[0];
    let views = |first: &str, length: i64| -> u64 {
        let days = (0..length).map(|offset| plus_days(day(first), offset));
        let count = |date| {
            let entries = index.0.values();
            entries.filter_map(move |entry| entry.recent.count(Metric::Views, date))
        };
        days.flat_map(count).map(|day| day.count).sum()
    };
    let text = |number: u64| traffic_ledger::format::grouped(number);
    assert!(
        page.starts_with(&format!(
            "# Traffic of acme\n\n**{} views and ",
            text(views("2026-11-09", 14))
        )),
        "{page}"
    );
    // The fourth repository has two unknown days in the period before: it is in the sum and not in the change.
    let fourth = "acme/website".parse().expect("a name");
    let [before, now] = ["2026-10-26", "2026-11-09"].map(|first| {
        let of_fourth = (0..14).filter_map(|offset| {
            let date = plus_days(day(first), offset);
            let count = index.0[&Folder::of(&fourth)].recent.count(Metric::Views, date)?;
            Some(count.count)
        });
        views(first, 14) - of_fourth.sum::<u64>()
    });
    let percent = Change::new(before, now).expect("a base").percent();
    assert!(
        page.contains(&format!("\n\nViews are up {percent}%")),
        "{percent}: {page}"
    );
    assert!(
        page.contains(" (26 Oct – 8 Nov 2026), counting the 4 repositories with both periods complete."),
        "{page}"
    );
    assert!(!page.contains("newest days"), "all end on one day: {page}");
}

#[test]
fn one_that_waits_moves_the_common_days_and_the_page_says_so() {
    let mut index = organization(4);
    let cut = |index: &mut LedgerIndex, name: &str, behind: i64, state| {
        let folder = Folder::of(&name.parse().expect("a name"));
        let entry = index.0.get_mut(&folder).expect("an entry");
        let last = plus_days(day("2026-11-22"), -behind);
        retain_days(Arc::make_mut(&mut entry.recent), |date| date <= last);
        entry.state = state;
    };
    cut(&mut index, "acme/docs", 13, RepositoryState::Waiting);
    let page = &overview(&index).pages[0];
    assert!(
        page.contains(" in 4 repositories in 14 days (27 Oct – 9 Nov 2026).**"),
        "{page}"
    );
    let sentence = "The newest days of these repositories lie up to 13 days apart; 27 Oct – 9 Nov 2026 are the newest 14 \
                    days that all of them have.";
    assert!(page.contains(sentence), "{page}");
    assert_eq!(
        (part(page, "Repositories"), part(page, "Waiting for their turn")),
        (vec!["core", "cli", "website"], vec!["docs"])
    );
    // What stood out since then is not hidden by it.
    assert!(page.contains("**17–18 Nov 2026**: 3,243 views on 17 Nov"), "{page}");
    // The same without an excuse is in no sum.
    cut(&mut index, "acme/docs", 13, RepositoryState::Live);
    let page = &overview(&index).pages[0];
    assert!(
        page.contains(" in 3 of 4 repositories in 14 days (9–22 Nov 2026).**"),
        "{page}"
    );
    assert_eq!(part(page, "Without recent days"), ["docs"]);
}

#[test]
fn each_state_has_a_part_of_its_own() {
    let page = &overview(&organization(30)).pages[0];
    for (heading, names) in [
        ("Waiting for their turn", vec!["beacon-cli", "beacon-docs"]),
        ("Without recent days", vec!["atlas-proto"]),
        ("Archived", vec!["atlas-sdk-js", "atlas-infra"]),
        ("No longer followed", vec!["atlas-actions"]),
        ("Gone", vec!["atlas-charts"]),
    ] {
        assert_eq!(part(page, heading), names, "{heading}");
    }
    let live = part(page, "Repositories");
    assert_eq!((live.len(), live[..3].join(" ").as_str()), (23, "core cli docs"));
    assert!(page.contains("[infra](acme/infra/README.md) (private) |"), "{page}");
}

#[test]
fn what_stood_out_names_its_cause_from_the_index_alone() {
    let index = LedgerIndex::from_bytes(&organization(3).to_bytes("https://github.com"))
        .expect("its own file")
        .0;
    let page = &overview(&index).pages[0];
    let line = "- [cli](acme/cli/README.md), **17–18 Nov 2026**: 3,243 views on 17 Nov instead of the usual 618, along with \
                `news.ycombinator.com` (+2,700).\n";
    assert!(page.contains(line), "{page}");
    let mut quiet = index.clone();
    quiet.0.values_mut().for_each(|entry| entry.spikes.clear());
    assert!(overview(&quiet).pages[0].contains("Nothing unusual in the last four weeks."));
}

#[test]
fn unique_visitors_are_never_added_up() {
    let index = organization(30);
    let page = &overview(&index).pages[0];
    let (front, _) = page.split_once("## Repositories").expect("a table");
    assert!(!front.contains("unique") && !front.contains("visitors"), "{front}");
}

#[test]
fn the_chart_shows_the_largest_and_the_others_and_adds_up() {
    let index = organization(30);
    let figure = overview(&index).figure.expect("views");
    let listed = figure
        .caption
        .alt
        .split(": ")
        .last()
        .expect("a list")
        .trim_end_matches('.');
    let number = |text: &str| text.replace(',', "").parse::<u64>().expect("a number");
    let parts: Vec<(&str, u64)> = listed
        .split(", ")
        .filter_map(|part| part.rsplit_once(' '))
        .map(|(name, count)| (name, number(count)))
        .collect();
    assert_eq!((parts.len(), parts[0].0, parts[8].0), (9, "core", "19 others"));
    let total: u64 = parts.iter().map(|(_, count)| count).sum();
    let said = figure
        .caption
        .alt
        .split(") ")
        .nth(1)
        .and_then(|rest| rest.split(" views").next());
    assert_eq!(
        said.map(|said| number(said.trim_start_matches("at least "))),
        Some(total)
    );
    // Nine are named rather than eight and one other.
    let nine = overview(&organization(9)).figure.expect("views");
    assert!(
        nine.caption.alt.contains("examples ") && !nine.caption.alt.contains("others"),
        "{}",
        nine.caption.alt
    );
    // Without a view there is no chart, and without a day no sum.
    let mut quiet = organization(2);
    for entry in quiet.0.values_mut() {
        Arc::make_mut(&mut entry.recent).days.views = DayMap::default();
    }
    assert_eq!(overview(&quiet).figure, None);
}

#[test]
fn long_tables_have_pages_below_what_github_shows() {
    let mut index = organization(1_000);
    // The longest names that GitHub allows.
    let entries = std::mem::take(&mut index.0);
    for (number, (_, mut entry)) in entries.into_iter().enumerate() {
        let name = format!("{}{}/{}{number:04}", "o".repeat(38), number % 2, "n_".repeat(48));
        Arc::make_mut(&mut entry.recent).repository.name = name.parse().expect("a name");
        index.0.insert(Folder::of(&entry.recent.repository.name), entry);
    }
    let folders: BTreeSet<String> = index.0.keys().map(Folder::report).collect();
    let files = overview(&index).files();
    let pages: Vec<&String> = files.keys().filter(|path| path.ends_with(".md")).collect();
    assert_eq!(
        pages,
        ["README.md", "overview.d/2.md", "overview.d/3.md", "overview.d/4.md"]
    );
    let mut seen = Vec::new();
    for path in pages {
        let page = String::from_utf8_lossy(&files[path]);
        assert!(page.len() < 512_000, "{path}: {} bytes", page.len());
        let up = if path == "README.md" { "" } else { "../" };
        let rows = page.lines().filter(|line| line.starts_with("| ["));
        for row in rows {
            let target = row
                .split("](")
                .nth(1)
                .and_then(|rest| rest.split(')').next())
                .expect("a link");
            seen.push(target.strip_prefix(up).expect("a link from this page").to_owned());
            assert!(row.contains(&format!("srcset=\"{up}ooo")), "{row}");
        }
        // Every page leads to every other one.
        let links: Vec<&str> = page
            .rsplit("Pages: ")
            .next()
            .into_iter()
            .flat_map(|line| line.split("](").skip(1))
            .collect();
        assert_eq!(links.len(), 3, "{path}");
        for link in links {
            let target = link.split(')').next().unwrap_or_default();
            let target = target.strip_prefix(up).expect("a link from this page");
            assert!(files.contains_key(target), "{path}: {target}");
        }
    }
    assert_eq!(seen.len(), 1_000);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), folders);
}

#[test]
fn its_files_have_names_that_no_repository_can_have() {
    let files = overview(&organization(301)).files();
    for path in files.keys().filter(|path| *path != "README.md") {
        assert!(is_of_overview(path), "{path}");
        assert!(Folder::split(&format!("{path}/x")).is_none(), "{path}");
    }
    for path in [
        "overview.d/1.md",
        "overview.d/02.md",
        "overview.d/+2.md",
        "overview.d/x.md",
        "overview.d/views-light.png",
        "overview.d/a/2.md",
        "README.md",
        "views-light.svg",
    ] {
        assert!(!is_of_overview(path), "{path} is not ours");
    }
}

#[test]
fn a_change_of_less_than_half_of_the_repositories_is_none() {
    let index = organization(3);
    let compared = |unknown: usize| {
        let mut index = index.clone();
        for entry in index.0.values_mut().take(unknown) {
            retain_days(Arc::make_mut(&mut entry.recent), |date| date != day("2026-11-01"));
        }
        let rows: Vec<_> = index
            .0
            .values()
            .map(|entry| (&*entry.recent, Aligned::MOST_BEHIND))
            .collect();
        let change = Aligned::new(&rows).and_then(|aligned| aligned.change(Metric::Views));
        change.map(|compared| compared.repositories)
    };
    assert_eq!([0, 1, 2, 3].map(compared), [Some(3), Some(2), None, None]);
}

#[test]
fn the_index_is_enough_for_all_days_of_an_overview() {
    // The furthest behind that one may be, and still both periods are known.
    let mut index = organization(2);
    let folder = Folder::of(&"acme/cli".parse().expect("a name"));
    let entry = index.0.get_mut(&folder).expect("an entry");
    let last = plus_days(day("2026-11-22"), -Aligned::MOST_BEHIND_WHILE_WAITING);
    retain_days(Arc::make_mut(&mut entry.recent), |date| date <= last);
    entry.state = RepositoryState::Waiting;
    let rows: Vec<_> = index
        .0
        .values()
        .map(|entry| (&*entry.recent, Aligned::MOST_BEHIND_WHILE_WAITING))
        .collect();
    let aligned = Aligned::new(&rows).expect("days");
    assert_eq!((aligned.spread, aligned.recent.length()), (14, 28));
    assert_eq!(
        aligned.change(Metric::Views).map(|compared| compared.repositories),
        Some(2)
    );
}
