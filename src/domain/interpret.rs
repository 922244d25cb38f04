//! PURE. From a snapshot to the claims that it makes; the join of these is the whole ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::downloads::Asset;
use super::evidence::claims::{Claims, PeriodClaim};
use super::evidence::proof::{Proof, SeriesAnswer, is_hourly, prove};
use super::given::GivenClaims;
use super::query_strings::{is_removed, page};
use super::repository::Repository;
use super::repository_state::{RepositoryStatus, StatusClaim};
use super::response::{self, Anomalies, Anomaly, AnomalyLog, SeriesBody, TopListEntry};
use super::snapshot::{Endpoint, Publish, RawSnapshot};
use super::stars::StarClaims;
use super::text::Untrusted;
use super::top_list::{
    CounterClaims, ListWindow, POPULAR_ROWS, Release, TopList, TopListRow, below_repository, sort_rows,
};
use super::traffic::{Metric, Totals};
use super::{Date, Timestamp, is_plausible, monday_of, utc_day};

/// What a snapshot claims, and what was wrong with it.
#[derive(Debug)]
pub struct Interpretation {
    /// The claims of this snapshot alone.
    pub claims: Claims,
    /// What could not be used as it came.
    pub anomalies: Anomalies,
}

/// Reads a snapshot. Never fails: what cannot be read stays unknown and is listed in the anomalies.
#[must_use]
pub fn interpret(snapshot: &RawSnapshot) -> Interpretation {
    let mut claims = Claims::new(Repository {
        id: snapshot.id,
        name: snapshot.repository.clone(),
        created: None,
    });
    claims.captured = Some(snapshot.captured);
    claims.names.insert(snapshot.repository.clone());
    claims.counts_only = (snapshot.publish == Publish::Counts).then_some(snapshot.captured);
    claims.ignored_referrers.clone_from(&snapshot.ignored_referrers);
    claims.given = GivenClaims::new(&snapshot.given, snapshot.captured);
    let mut reader = Interpreter {
        snapshot,
        claims,
        anomalies: Anomalies::new(),
    };
    let views = reader.record_series(Metric::Views, Endpoint::ViewsByDay, Endpoint::ViewsByWeek);
    reader.record_series(Metric::Clones, Endpoint::ClonesByDay, Endpoint::ClonesByWeek);
    let dated = reader.list_window(views.as_ref());
    let referrers = reader.top_list(Endpoint::Referrers, dated, |name| name);
    Arc::make_mut(&mut reader.claims.referrers).extend(referrers);
    let paths = reader.top_list(Endpoint::Paths, dated, |path| below_repository(page(path)));
    Arc::make_mut(&mut reader.claims.paths).extend(paths);
    reader.record_repository();
    reader.record_stars();
    reader.record_ci_clones();
    let has_traffic = snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic());
    // What is not found captures nothing.
    reader.claims.without_traffic = reader.claims.captured.filter(|_| !has_traffic);
    Interpretation {
        claims: reader.claims,
        anomalies: reader.anomalies,
    }
}

/// A snapshot while it is read.
struct Interpreter<'s> {
    snapshot: &'s RawSnapshot,
    claims: Claims,
    anomalies: Anomalies,
}

impl<'s> Interpreter<'s> {
    /// The body of an endpoint, if it answered, and where its anomalies go.
    fn body(&mut self, endpoint: Endpoint) -> Option<(&'s serde_json::value::RawValue, AnomalyLog<'_>)> {
        let body = self.snapshot.bodies.get(&endpoint)?;
        let log = AnomalyLog {
            endpoint,
            anomalies: &mut self.anomalies,
        };
        Some((body, log))
    }

    fn series(&mut self, endpoint: Endpoint) -> Option<SeriesBody> {
        let answered = self.snapshot.answered(endpoint);
        let (body, mut log) = self.body(endpoint)?;
        response::series(body, answered, &mut log)
    }

    fn record_series(&mut self, metric: Metric, by_day: Endpoint, by_week: Endpoint) -> Option<Proof> {
        let proof = self.record_days(metric, by_day)?;
        self.record_weeks(metric, by_week, &proof);
        Some(proof)
    }

    fn record_days(&mut self, metric: Metric, endpoint: Endpoint) -> Option<Proof> {
        let series = self.series(endpoint)?;
        let answered = self.snapshot.answered(endpoint);
        let proof = prove(&SeriesAnswer {
            total: series.total,
            rows: series.rows,
            dropped: series.dropped,
            answered: Some(answered),
            github_com: self.snapshot.server.is_github_com(),
        });
        for violation in &proof.violations {
            self.log(endpoint, (*violation).into());
        }
        self.claims.observe(metric, &proof, answered);
        Some(proof)
    }

    /// Only a week that lies wholly inside the window has a true number of uniques; the others are cut.
    fn record_weeks(&mut self, metric: Metric, endpoint: Endpoint, proof: &Proof) {
        let Some(weeks) = self.series(endpoint) else { return };
        let answered = proof.whole_days.then(|| self.snapshot.answered(endpoint));
        for (monday, row) in &weeks.rows {
            if *monday != monday_of(*monday) {
                self.log(endpoint, Anomaly::Date);
                continue;
            }
            let (Some(count), Some(uniques)) = (row.count, row.uniques) else {
                continue;
            };
            match proof.holds_week(*monday, count) {
                Ok(true) => {
                    let totals = Totals { count, uniques };
                    let week = self.claims.weeks.entry(*monday).or_default();
                    *week.of_mut(metric) = Some(PeriodClaim { answered, totals });
                }
                Ok(false) => {}
                Err(violation) => self.log(endpoint, violation.into()),
            }
        }
    }

    /// The window of the popular lists of this run: that of the views, whose answer then dates the lists, too. `None` for
    /// the time where only the lists' own answers give one.
    fn list_window(&self, views: Option<&Proof>) -> (Option<Timestamp>, ListWindow) {
        let answered = self.snapshot.answered(Endpoint::ViewsByDay);
        match views {
            Some(Proof {
                whole_days: true,
                whole: Some((_, last)),
                ..
            }) => (Some(answered), ListWindow::Whole(*last)),
            _ if is_hourly(self.snapshot.server.is_github_com(), answered) => (None, ListWindow::Hourly),
            _ => (None, ListWindow::Unknown),
        }
    }

    /// A popular list under its UTC day. An empty one proves nothing and must not replace a better one.
    fn top_list(
        &mut self,
        endpoint: Endpoint,
        (answered, window): (Option<Timestamp>, ListWindow),
        name_of: impl Fn(&str) -> &str,
    ) -> Option<(Date, TopList)> {
        let captured = answered.unwrap_or_else(|| self.snapshot.answered(endpoint));
        let (body, mut log) = self.body(endpoint)?;
        let popular = response::popular(body, &mut log)?;
        let is_cut = popular.rows_sent >= POPULAR_ROWS;
        let mut rows = rank(popular.entries, name_of, &mut log);
        if endpoint == Endpoint::Referrers {
            // Only pages have titles, whatever an answer holds.
            rows.iter_mut().for_each(|row| row.title = None);
        }
        let list = TopList {
            is_own: true,
            captured,
            window,
            rows,
            is_cut,
        };
        (!list.rows.is_empty()).then(|| (utc_day(captured), list))
    }

    fn record_repository(&mut self) {
        let captured = self.snapshot.captured;
        let reading = |number| (captured, number);
        let mut counters = CounterClaims::default();
        let extract = self
            .body(Endpoint::Repository)
            .and_then(|(body, mut log)| response::extract::<response::RepositoryExtract>(body, &mut log));
        if let Some(extract) = extract {
            self.record_status(extract.status());
            self.claims.repository.id = self.snapshot.id.or(extract.id);
            self.claims.repository.created = extract.created_at.map(utc_day).filter(|day| is_plausible(*day));
            counters.stars = extract.stargazers_count.map(reading);
            counters.forks = extract.forks_count.map(reading);
        }
        let releases = self
            .body(Endpoint::Releases)
            .and_then(|(body, mut log)| response::extract::<Vec<response::ReleaseExtract>>(body, &mut log));
        if let Some(releases) = releases {
            let read = utc_day(captured);
            let assets = releases.iter().flat_map(|release| {
                let tag = &release.tag_name;
                release.assets.iter().map(move |file| asset(tag, file, read))
            });
            // A release that is published between two pages moves the last one of a page to the next: it is the same.
            for (id, asset) in assets {
                let joined = match self.claims.assets.remove(&id) {
                    Some(kept) => kept.join(asset),
                    None => asset,
                };
                self.claims.assets.insert(id, joined);
            }
            let downloads = self.claims.assets.values().map(|asset| asset.total(read));
            counters.downloads = Some(reading(downloads.fold(0, u64::saturating_add)));
            self.claims.releases.extend(releases.iter().filter_map(release));
        }
        if counters.captured().is_some() {
            self.claims.counters.insert(monday_of(utc_day(captured)), counters);
        }
    }

    /// The stars by day, beside those that the repository showed in the same run.
    fn record_stars(&mut self) {
        for endpoint in [Endpoint::Stars, Endpoint::PastStars] {
            let answered = self.snapshot.answered(endpoint);
            let weeks = self
                .body(endpoint)
                .and_then(|(body, mut log)| response::stars(body, answered, &mut log));
            let Some(weeks) = weeks else { continue };
            let counters = self.claims.counters.values().next();
            let count = counters.and_then(|counters| Some(counters.stars?.1));
            self.claims.stars.merge(StarClaims {
                is_past_read: endpoint == Endpoint::PastStars && !weeks.is_empty(),
                weeks,
                read: Some((answered, count)),
            });
        }
    }

    fn record_ci_clones(&mut self) {
        let answered = self.snapshot.answered(Endpoint::CiClones);
        let days = self
            .body(Endpoint::CiClones)
            .and_then(|(body, mut log)| response::ci_clones(body, answered, &mut log));
        for (date, clones) in days.into_iter().flatten() {
            self.claims.days.entry(date).or_default().ci_estimate = Some(clones);
        }
    }

    fn record_status(&mut self, status: RepositoryStatus) {
        let answered = self.snapshot.answered(Endpoint::Repository);
        self.claims.status = Some(StatusClaim { answered, status });
        let has_traffic = self.snapshot.bodies.keys().any(|endpoint| endpoint.is_traffic());
        if status == RepositoryStatus::NotFound && !has_traffic {
            // What captures no traffic must not count as a capture: days may be lost since the last one.
            self.claims.captured = None;
            self.claims.counts_only = None;
            self.claims.ignored_referrers.clear();
        }
    }

    fn log(&mut self, endpoint: Endpoint, anomaly: Anomaly) {
        *self.anomalies.entry((endpoint, anomaly)).or_default() += 1;
    }
}

/// A file of a release by its id.
fn asset(tag: &str, file: &response::AssetExtract, read: Date) -> (u64, Asset) {
    let asset = Asset {
        tag: Untrusted::new(tag),
        name: Untrusted::new(&file.name),
        created: file.created_at.map(utc_day).filter(|day| is_plausible(*day)),
        readings: [(read, file.download_count.min(response::MAX_COUNT))].into(),
    };
    (file.id, asset)
}

/// A release by its tag, unless it has no day or one that cannot be.
fn release(extract: &response::ReleaseExtract) -> Option<(Untrusted, Release)> {
    let published = utc_day(extract.published_at?);
    let release = Release {
        published,
        prerelease: extract.prerelease,
    };
    is_plausible(published).then(|| (Untrusted::new(&extract.tag_name), release))
}

/// Largest first. Entries of one name (a page listed under the old and the new name of a renamed repository) become
/// one, and so do several whose query strings were removed: their counts add up; their uniques may be the same people, so
/// the larger number is kept as a lower bound.
fn rank(entries: Vec<TopListEntry>, name_of: impl Fn(&str) -> &str, log: &mut AnomalyLog<'_>) -> Vec<TopListRow> {
    let mut rows: BTreeMap<Untrusted, TopListRow> = BTreeMap::new();
    let mut whole_names = std::collections::BTreeSet::new();
    for entry in entries {
        let (name, Totals { count, uniques }) = (Untrusted::new(name_of(&entry.name)), entry.totals);
        let twice = !whole_names.insert(entry.name.clone()) && !is_removed(&entry.name);
        let title = entry.title.as_deref().map(Untrusted::new);
        rows.entry(name.clone())
            .and_modify(|row| {
                if twice {
                    log.add(Anomaly::Duplicate);
                    row.count = row.count.max(count);
                } else {
                    row.count = row.count.saturating_add(count);
                }
                row.uniques = row.uniques.max(uniques);
                row.title = row.title.take().or_else(|| title.clone());
            })
            .or_insert(TopListRow {
                name,
                count,
                uniques,
                title,
            });
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    sort_rows(&mut rows);
    rows.truncate(POPULAR_ROWS);
    rows
}
