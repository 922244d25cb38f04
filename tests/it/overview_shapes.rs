//! Organisations of many repositories, for the overview. Made of arithmetic alone: the same on any machine.

use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::{IndexEntry, LedgerIndex};
use traffic_ledger::domain::plus_days;
use traffic_ledger::domain::repository_state::RepositoryState;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::{Built, day};

const KINDS: [&str; 12] = [
    "core",
    "cli",
    "docs",
    "website",
    "sdk-python",
    "sdk-js",
    "operator",
    "charts",
    "examples",
    "actions",
    "proto",
    "infra",
];
const PARTS: [&str; 10] = [
    "", "atlas-", "beacon-", "cargo-", "delta-", "ember-", "flux-", "garnet-", "harbor-", "iris-",
];

/// The name of the repository with this number, the largest first.
fn name(number: u64) -> String {
    let kind = KINDS[usize::try_from(number).unwrap_or(0) % KINDS.len()];
    let round = number / KINDS.len() as u64;
    let part = PARTS[usize::try_from(round).unwrap_or(0) % PARTS.len()];
    match round / PARTS.len() as u64 {
        0 => format!("acme/{part}{kind}"),
        more => format!("acme/{part}{kind}-{more}"),
    }
}

/// A number below `below` that looks random.
fn scatter(seed: u64, below: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 31)) % below.max(1)
}

/// Days of each history; the last is 22 Nov 2026.
const DAYS: u64 = 110;

/// Views of a day, `left` days before the last.
fn views(number: u64, left: u64) -> u64 {
    let date = plus_days(day("2026-11-22"), -i64::try_from(left).unwrap_or(0));
    let weekend = date.weekday().to_monday_zero_offset() >= 5;
    let base = 900 * 10 / (10 + number * 7) + (DAYS - left) / 12;
    let quiet = if weekend { base / 2 } else { base };
    let spike = match (number, left) {
        (1, 5) => 2_600,
        (1, 4) => 900,
        (4, 12) => 700,
        _ => 0,
    };
    quiet + scatter(number * 1_000 + left, base / 3 + 2) + spike
}

/// One repository. Each tenth is a day behind, the fourth has two days that nobody knows.
pub(crate) fn repository(number: u64) -> Built {
    let mut built = Built::of(&name(number)).captured("2026-11-23");
    let newest = u64::from(number % 10 == 9);
    let date = |left: u64| plus_days(day("2026-11-22"), -i64::try_from(left).unwrap_or(0)).to_string();
    for left in (newest..DAYS).rev() {
        if number == 3 && (left == 20 || left == 21) {
            continue;
        }
        let count = views(number, left);
        let clones = count / 9 + scatter(left + number, 3);
        built = built
            .days(Metric::Views, &date(left), &[Some((count, count * 2 / 5))])
            .days(Metric::Clones, &date(left), &[Some((clones, clones / 3))]);
    }
    for end in newest..45 {
        let window: u64 = (end..end + 14).map(|left| views(number, left)).sum();
        built = built.window(Metric::Views, &date(end), window, window * 3 / 10);
    }
    if number == 1 {
        let usual: u64 = (8..22).map(|left| views(number, left)).sum();
        built = built
            .referrers(&date(7), &[("Google", usual / 3, 90), ("github.com", usual / 8, 30)])
            .referrers(
                &date(3),
                &[("news.ycombinator.com", 2_700, 2_100), ("Google", usual / 3, 95)],
            );
    }
    built.stars("2026-11-22", 12_000 / (number + 1) + number % 7)
}

/// The index of an organisation with so many repositories; from the eleventh on some are in other states.
pub(crate) fn organization(repositories: u64) -> LedgerIndex {
    let mut index = LedgerIndex::default();
    for number in 0..repositories {
        let mut built = repository(number);
        let state = match number {
            11 => RepositoryState::Private,
            17 | 23 => RepositoryState::Archived,
            19 => RepositoryState::Gone,
            21 => RepositoryState::Stale,
            25 | 26 => RepositoryState::Waiting,
            _ => RepositoryState::Live,
        };
        let behind = match number {
            19 => 40,
            21 => 12,
            22 => 9,
            25 | 26 => 6,
            _ => 0,
        };
        let last = plus_days(day("2026-11-22"), -behind);
        built.0.days.retain(|date, _| *date <= last);
        built.0.windows.retain(|date, _| *date <= last);
        let mut claims = traffic_ledger::domain::evidence::claims::Claims::new(built.0.repository.clone());
        claims.names.insert(built.0.repository.name.clone());
        let folder = Folder::of(&built.0.repository.name);
        let entry = IndexEntry {
            state,
            ..IndexEntry::new(&claims, &AnalyzedHistory::new(built.0))
        };
        index.0.insert(folder, entry);
    }
    index
}
