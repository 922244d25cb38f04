//! Two years of a repository that GitHub does everything to that it has ever done: it stands still, publishes late, in parts or
//! never, shows zeros, corrects itself, counts crawlers; and runs pause. No number that is shown as certain contradicts the truth,
//! and what the report says in each phase was checked by hand (`two_years/expected.txt`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fake_github::{
    Clock, Count, Episode, Metric as Shown, Profile, Publishing, Regime, Repository as Starred, Spike, Subject,
    TrafficSettings, Truth, Whose, Window,
};
use jiff::civil::date;
use serde_json::value::RawValue;
use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::interpret::interpret;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::privacy::Publish;
use traffic_ledger::domain::repository::Repository;
use traffic_ledger::domain::snapshot::{Endpoint, RawSnapshot, Server};
use traffic_ledger::domain::state::State;
use traffic_ledger::domain::traffic::Metric;
use traffic_ledger::domain::{Date, days_between, plus_days};
use traffic_ledger::export::status::{RepositoryStatus, json};
use traffic_ledger::report::{LinkBase, Page, Report};

const PUBLIC: (u64, &str) = (7, "octo/spike");
const PRIVATE: (u64, &str) = (8, "octo/hidden");

/// A repository as it is recorded.
struct Recorded {
    id: u64,
    truth: Truth,
    /// Its stars by day.
    stars: Starred,
    ledger: Ledger,
}

impl Recorded {
    fn new((id, name): (u64, &str), truth: Truth) -> Self {
        let repository = Repository {
            id: Some(id),
            name: name.parse().expect("a name"),
            created: None,
        };
        Self {
            id,
            truth,
            stars: stars(name),
            ledger: Ledger::new(Claims::new(repository)),
        }
    }

    /// A run at the clock's time.
    fn run(&mut self, clock: &Clock, settings: &TrafficSettings) {
        let subject = Subject {
            id: self.id,
            is_private: self.id == PRIVATE.0,
            no_data_yet: false,
        };
        let window = Window::new(&self.truth, subject, clock, settings);
        let body = |text: String| RawValue::from_string(text).expect("JSON");
        let mut snapshot = RawSnapshot {
            captured: clock.rfc3339().parse().expect("a time"),
            answered: BTreeMap::new(),
            server: Server::default(),
            id: Some(self.id),
            repository: self.ledger.claims.repository.name.clone(),
            publish: Publish::All,
            ignored_referrers: [].into(),
            given: Default::default(),
            bodies: [
                (Endpoint::ViewsByDay, body(window.series(Shown::Views, false))),
                (Endpoint::ClonesByDay, body(window.series(Shown::Clones, false))),
                (Endpoint::Referrers, body(window.popular_referrers())),
            ]
            .into(),
        };
        if let Some((endpoint, rows)) = self.star_answer(clock) {
            snapshot.bodies.insert(endpoint, body(rows));
        }
        self.ledger
            .claims
            .merge(interpret(&snapshot).claims)
            .expect("one repository");
        self.ledger.sources.add(snapshot.path(), &[1; 20]);
    }

    /// The whole past at first, then the newest weeks on each Sunday.
    fn star_answer(&self, clock: &Clock) -> Option<(Endpoint, String)> {
        let mut weeks = self.stars.star_weeks(clock);
        let endpoint = match self.ledger.claims.stars.is_past_read {
            false => Endpoint::PastStars,
            true if clock.today().weekday() == jiff::civil::Weekday::Sunday => Endpoint::Stars,
            true => return None,
        };
        if endpoint == Endpoint::Stars {
            weeks.truncate(30);
        }
        Some((endpoint, serde_json::Value::from(weeks).to_string()))
    }

    /// What the first lines of the report say about GitHub, zeros, crawlers and runs.
    fn opening(&self) -> Vec<String> {
        let history = self.ledger.history();
        let analysis = Analysis::new(&history);
        let report = Report {
            folder: &Folder::of(&history.repository.name),
            history: &history,
            analysis: &analysis,
            state: &State::new(&history, &analysis),
            figures: &[],
            successor: None,
            links: &LinkBase::local("https://github.com".to_owned()),
            page: Page::Repository,
        };
        let markdown = report.render();
        let lead = markdown.lines().skip(1).take_while(|line| !line.starts_with('|'));
        let of_state = |line: &&str| line.contains('⚠') || line.contains("crawler") || line.contains("bursts");
        lead.filter(of_state).map(str::to_owned).collect()
    }
}

/// The UTC days from one day to another.
fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    (0..=days_between(first, last)).map(move |offset| plus_days(first, offset))
}

/// What GitHub does to the numbers.
fn episodes() -> Vec<Episode> {
    let of_public = Whose::Public;
    vec![
        // It stands still for nine days, then publishes all of them.
        Episode::stands_still(date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 18)).of(of_public),
        // It stands still for longer than its window: six days never come.
        Episode::stands_still(date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 24)).of(of_public),
        // It goes on in two steps.
        Episode::stands_still(date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 10)).of(of_public),
        Episode::stands_still(date(2026, 7, 6), date(2026, 7, 11), date(2026, 7, 13)).of(of_public),
        // Clones alone stand still.
        Episode::stands_still(date(2026, 8, 3), date(2026, 8, 4), date(2026, 8, 9)).in_metric(Shown::Clones),
        // Clones are zero for three days, and come later.
        Episode::shows(0, date(2026, 9, 8), date(2026, 9, 10), date(2026, 9, 15)).in_metric(Shown::Clones),
        // Clones are zero for three days for ever.
        Episode::shows(0, date(2026, 11, 3), date(2026, 11, 5), date(2029, 1, 1)).in_metric(Shown::Clones),
        // All is zero for four days, and comes later.
        Episode::shows(0, date(2027, 1, 12), date(2027, 1, 15), date(2027, 1, 20)),
        // A day comes in part, another one is corrected down.
        Episode::shows(500, date(2027, 2, 10), date(2027, 2, 10), date(2027, 2, 14)),
        Episode::shows(1500, date(2027, 3, 3), date(2027, 3, 3), date(2027, 3, 8)),
    ]
}

/// Busy days, with a wave of crawlers, a swarm of clones, and at last no clones any more.
fn truth(seed: u64, name: &str) -> Truth {
    let wave = |day, views| Spike::new(day, views, "aocr.org", "");
    let profile = Profile::busy(seed, date(2025, 9, 1), date(2027, 12, 31))
        .spike(wave(date(2027, 5, 4), 6_000))
        .spike(Spike::new(date(2027, 4, 6), 2_500, "news.ycombinator.com", ""));
    let mut truth = profile.generate(name);
    for (day, clones) in [(date(2027, 6, 15), 700), (date(2027, 6, 16), 650)] {
        truth.days.get_mut(&day).expect("a busy day").clones = Count::new(clones, clones - 20);
    }
    for (_, day) in truth.days.range_mut(date(2027, 11, 1)..) {
        day.clones = Count::default();
    }
    truth
}

/// Some stars on some days since 2024.
fn stars(name: &str) -> Starred {
    let mut repository = Starred::new(name);
    let given = days(date(2024, 1, 15), date(2027, 12, 31)).zip(0_u64..);
    repository.star_days = given.map(|(day, number)| (day, number * number % 11 % 4)).collect();
    repository
}

/// Compares every day of stars with the truth.
fn check_stars(history: &History, stars: &Starred, today: Date) {
    assert_eq!(
        history.stars.days.keys().next(),
        Some(&date(2024, 1, 14)),
        "the week of the creation"
    );
    for (date, day) in &history.stars.days {
        let truth = stars.star_days.get(date).copied().unwrap_or(0);
        let is_right = day.count == truth || (!day.is_complete && day.count < truth);
        assert!(
            *date <= today && is_right,
            "{date} has {} stars on {today}, not {truth}",
            day.count
        );
    }
    let complete = history.stars.days.iter().filter(|(_, day)| day.is_complete).count() as i64;
    let behind = days_between(date(2024, 1, 14), today) - complete;
    assert!(behind <= 6 + 16, "{behind} days are missing on {today}");
}

/// Whether no run takes place.
fn pauses(day: Date) -> bool {
    let between = |first, last| first <= day && day <= last;
    between(date(2027, 8, 2), date(2027, 8, 9)) || between(date(2027, 10, 1), date(2027, 10, 16))
}

/// Whether what GitHub states of a day on `today` is wrong, and nobody can know: a correction that has not come, or a single day
/// of zeros so far.
fn cannot_be_known(shown: Date, today: Date, count: u64) -> bool {
    let corrected = [
        (date(2027, 2, 10), date(2027, 2, 14)),
        (date(2027, 3, 3), date(2027, 3, 8)),
    ];
    let first_zeros = [date(2026, 9, 8), date(2026, 11, 3), date(2027, 1, 12)];
    corrected.iter().any(|(day, until)| *day == shown && today < *until)
        || (count == 0 && first_zeros.contains(&shown) && days_between(shown, today) <= 4)
}

/// Compares every certain count with the truth.
fn check_truth(history: &History, truth: &Truth, today: Date) {
    for (date, day) in history.recorded_days() {
        let true_day = truth.day(date);
        for (metric, truth) in [(Metric::Views, true_day.views), (Metric::Clones, true_day.clones)] {
            let known = day.reading(metric).filter(|reading| reading.is_complete());
            let Some(count) = known.and_then(|reading| reading.known_count()) else {
                continue;
            };
            assert!(
                count == truth.count || cannot_be_known(date, today, count),
                "{metric:?} of {date} are {count} on {today}, but there were {}",
                truth.count
            );
        }
    }
}

#[test]
fn each_phase_says_what_is_known() {
    let settings = TrafficSettings {
        regime: Regime::Contiguous,
        publishing: Publishing::Natural,
        episodes: episodes(),
    };
    let mut all = [
        Recorded::new(PUBLIC, truth(11, PUBLIC.1)),
        Recorded::new(PRIVATE, truth(12, PRIVATE.1)),
    ];
    let clock = Clock::at("2026-01-01T14:37:00Z");
    let mut said = String::new();
    for today in days(date(2026, 1, 1), date(2027, 12, 31)) {
        if !pauses(today) {
            for one in &mut all {
                one.run(&clock, &settings);
                let history = one.ledger.history();
                check_truth(&history, &one.truth, today);
                check_stars(&history, &one.stars, today);
                for sentence in one.opening() {
                    let name = &one.ledger.claims.repository.name;
                    let _ = writeln!(said, "{today} {name}: {sentence}");
                }
            }
        }
        clock.advance_days(1);
    }
    let status: Vec<RepositoryStatus> = all
        .iter()
        .map(|one| RepositoryStatus::new(&one.ledger.history(), date(2027, 12, 31)))
        .collect();
    said.push_str(&String::from_utf8(json(&status)).expect("UTF-8"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/two_years/expected.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &said).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(path).expect("a file");
    assert!(
        said == expected,
        "{path} differs: read it line by line, then bless it (BLESS=1)"
    );
}
