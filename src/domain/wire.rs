//! PURE. `history.json` as text: from claims to lines and back. Its form is documented in `docs/history.md`.
//!
//! What follows from the windows that GitHub showed (`seen`) is left out: a day with one number needs no times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::evidence::claims::{Claims, Day, DayClaims, ImportedNumbers, PerMetric, PeriodClaim, Seen, WindowSeen};
use super::evidence::judge::RULES;
use super::evidence::proof::{Numbers, WINDOW_DAYS};
use super::ledger::{Ledger, ShortId, SourceIndex, hex};
use super::records::{WireNumbers, WireTopList, WireZeros, json, list, read_zeros, totals, write_zeros};
use super::repository::Repository;
use super::text::Untrusted;
use super::top_list::{Release, RepoCounters, TopList};
use super::traffic::{Metric, Uniques};
use super::{Date, Timestamp, is_plausible, monday_of, plus_days, utc_day};

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// The sources of one folder, such as a month of snapshots: the first 12 digits of git's name of each file's content.
/// The part of a file's name that the folder gives and the extension are left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSources {
    folder: String,
    files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRepository {
    id: Option<u64>,
    name: String,
    created: Option<Date>,
}

/// The windows of one UTC day on which GitHub was asked.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireSeen {
    /// The same answer time and last day for both metrics.
    Both(Timestamp, Date),
    Each(WireSeenEach),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSeenEach {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<(Timestamp, Date)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<(Timestamp, Date)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireDay {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<WireDayClaims>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<WireDayClaims>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ci_clones: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WireDayClaims {
    /// The one statement of every window of whole days that covered the day.
    Whole(Option<u64>, Option<u64>),
    All(AllDayClaims),
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AllDayClaims {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    whole: Vec<(Option<u64>, Option<u64>, Date, Timestamp)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hourly: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_least: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    imported: BTreeMap<String, WireNumbers>,
    /// The sources whose numbers are lower bounds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    partial: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WirePeriod {
    date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    views: Option<WirePeriodClaim>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clones: Option<WirePeriodClaim>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WirePeriodClaim {
    /// As the last window that covered the period said.
    Seen(u64, u64),
    At(u64, u64, Option<Timestamp>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCounters {
    captured: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stars: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forks: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    downloads: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireRelease {
    tag: String,
    published: Date,
    downloads: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    prerelease: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireImport {
    path: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFile {
    #[serde(rename = "schema")]
    _schema: u32,
    #[serde(rename = "rules")]
    _rules: u32,
    repository: WireRepository,
    captured: Option<Timestamp>,
    sources: Vec<WireSources>,
    seen: Vec<WireSeen>,
    days: Vec<WireDay>,
    views_zeros: Vec<WireZeros>,
    clones_zeros: Vec<WireZeros>,
    windows: Vec<WirePeriod>,
    weeks: Vec<WirePeriod>,
    referrers: Vec<WireTopList>,
    paths: Vec<WireTopList>,
    counters: Vec<WireCounters>,
    releases: Vec<WireRelease>,
    imports: Vec<WireImport>,
    #[serde(rename = "seal")]
    _seal: String,
}

/// The schema version alone, which even a file of a later form has.
pub(super) fn schema_of(text: &str) -> Result<u32, String> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    let version = serde_json::from_str::<Version>(text);
    version.map(|version| version.schema).map_err(|error| error.to_string())
}

/// All lines but the seal and the closing brace.
pub(super) fn write(ledger: &Ledger) -> String {
    let claims = &ledger.claims;
    let defaults = Defaults::of(&claims.seen);
    let repository = WireRepository {
        id: claims.repository.id,
        name: claims.repository.name.to_string(),
        created: claims.repository.created,
    };
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n\"rules\": {RULES},\n");
    let _ = writeln!(out, "\"repository\": {},", json(&repository));
    let _ = writeln!(out, "\"captured\": {},", json(&claims.captured));
    list(&mut out, "sources", write_sources(&ledger.sources).into_iter());
    list(&mut out, "seen", write_seen(&claims.seen));
    let days = claims.days.iter().map(|(date, day)| write_day(*date, day, &defaults));
    list(&mut out, "days", days);
    list(&mut out, "views_zeros", write_zeros(&claims.zeros.views).into_iter());
    list(&mut out, "clones_zeros", write_zeros(&claims.zeros.clones).into_iter());
    let windows = claims.windows.iter();
    list(
        &mut out,
        "windows",
        windows.map(|(end, claims)| write_period(*end, claims, &defaults.windows)),
    );
    let weeks = claims.weeks.iter();
    list(
        &mut out,
        "weeks",
        weeks.map(|(monday, claims)| write_period(*monday, claims, &defaults.weeks)),
    );
    list(&mut out, "referrers", claims.referrers.values().map(WireTopList::from));
    list(&mut out, "paths", claims.paths.values().map(WireTopList::from));
    list(&mut out, "counters", claims.counters.values().map(write_counters));
    list(&mut out, "releases", claims.releases.iter().map(write_release));
    let imports = claims.imports.iter().map(|(path, source)| WireImport {
        path: path.clone(),
        source: source.clone(),
    });
    list(&mut out, "imports", imports);
    out
}

/// Reads a file whose seal and version have been checked.
pub(super) fn read(text: &str) -> Result<Ledger, String> {
    let file: WireFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let name = file.repository.name.parse();
    let mut claims = Claims::new(Repository {
        id: file.repository.id,
        name: name.map_err(|error: super::repository::NotARepository| error.to_string())?,
        created: file.repository.created,
    });
    claims.captured = file.captured;
    claims.seen = read_seen(&file.seen)?;
    let defaults = Defaults::of(&claims.seen);
    claims.days = ordered("days", &file.days, |day| day.date, |day| read_day(day, &defaults))?;
    claims.zeros.views = read_zeros(&file.views_zeros)?;
    claims.zeros.clones = read_zeros(&file.clones_zeros)?;
    let date = |wire: &WirePeriod| wire.date;
    claims.windows = ordered("windows", &file.windows, date, |wire| {
        read_period(wire, &defaults.windows)
    })?;
    claims.weeks = ordered("weeks", &file.weeks, date, |wire| read_period(wire, &defaults.weeks))?;
    let week = |captured: Timestamp| monday_of(utc_day(captured));
    let top_list = |wire: &WireTopList| Ok(TopList::from(wire));
    claims.referrers = ordered("referrers", &file.referrers, |wire| week(wire.captured), top_list)?;
    claims.paths = ordered("paths", &file.paths, |wire| week(wire.captured), top_list)?;
    claims.counters = ordered("counters", &file.counters, |wire| week(wire.captured), read_counters)?;
    claims.releases = ordered(
        "releases",
        &file.releases,
        |wire| Untrusted::new(&wire.tag),
        read_release,
    )?;
    let source = |wire: &WireImport| Ok(wire.source.clone());
    claims.imports = ordered("imports", &file.imports, |wire| wire.path.clone(), source)?;
    check_days(&claims)?;
    Ok(Ledger {
        claims,
        sources: read_sources(&file.sources)?,
    })
}

fn write_sources(index: &SourceIndex) -> Vec<WireSources> {
    let mut folders: Vec<WireSources> = Vec::new();
    for (path, id) in &index.0 {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if folders.last().is_none_or(|last| last.folder != folder) {
            folders.push(WireSources {
                folder: folder.to_owned(),
                files: BTreeMap::new(),
            });
        }
        if let Some(last) = folders.last_mut() {
            let file = file.strip_prefix(&prefix_of(folder)).unwrap_or(file);
            let file = file.strip_suffix(".json").unwrap_or(file);
            last.files.insert(file.to_owned(), hex(id));
        }
    }
    folders
}

/// `2026-11-` for `snapshots/2026/11`: what the names of a month's snapshots begin with.
fn prefix_of(folder: &str) -> String {
    match folder.strip_prefix("snapshots/") {
        Some(month) => format!("{}-", month.replace('/', "-")),
        None => String::new(),
    }
}

fn read_sources(wires: &[WireSources]) -> Result<SourceIndex, String> {
    let mut index = SourceIndex::default();
    for wire in wires {
        for (file, id) in &wire.files {
            let path = format!("{}/{}{file}.json", wire.folder, prefix_of(&wire.folder));
            let mut short = ShortId::default();
            let digits = id.len() == 2 * short.len() && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            for (index, byte) in short.iter_mut().enumerate() {
                let pair = id.get(2 * index..2 * index + 2).filter(|_| digits);
                *byte = pair
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
                    .ok_or_else(|| format!("the digest of {path} in `sources` is not 12 hexadecimal digits"))?;
            }
            index.0.insert(path, short);
        }
    }
    Ok(index)
}

/// What follows from the windows that GitHub showed: when a number of a day was seen if every window had it, and when a
/// period was stated last.
struct Defaults {
    days: PerMetric<BTreeMap<Date, Seen>>,
    windows: PerMetric<BTreeMap<Date, Timestamp>>,
    weeks: PerMetric<BTreeMap<Date, Timestamp>>,
}

impl Defaults {
    fn of(seen: &PerMetric<BTreeMap<Date, WindowSeen>>) -> Self {
        let mut defaults = Self {
            days: PerMetric::default(),
            windows: PerMetric::default(),
            weeks: PerMetric::default(),
        };
        let latest = |map: &mut BTreeMap<Date, Timestamp>, date, answered: Timestamp| {
            let kept = map.entry(date).or_insert(answered);
            *kept = (*kept).max(answered);
        };
        for metric in Metric::ALL {
            for (asked, window) in seen.of(metric) {
                latest(defaults.windows.of_mut(metric), window.last, window.answered);
                let first = plus_days(window.last, 1 - WINDOW_DAYS);
                for monday in window.days().filter(|day| *day == monday_of(*day)) {
                    if monday >= first && plus_days(monday, 6) <= window.last {
                        latest(defaults.weeks.of_mut(metric), monday, window.answered);
                    }
                }
                for day in window.days() {
                    let kept = defaults.days.of_mut(metric).entry(day).or_insert(Seen {
                        first: *asked,
                        last: window.answered,
                    });
                    kept.first = kept.first.min(*asked);
                    kept.last = kept.last.max(window.answered);
                }
            }
        }
        defaults
    }
}

fn write_seen(seen: &PerMetric<BTreeMap<Date, WindowSeen>>) -> impl Iterator<Item = WireSeen> {
    let asked: BTreeSet<Date> = seen.views.keys().chain(seen.clones.keys()).copied().collect();
    asked.into_iter().map(|day| {
        let of = |metric| seen.of(metric).get(&day).map(|window| (window.answered, window.last));
        match (of(Metric::Views), of(Metric::Clones)) {
            (Some(views), Some(clones)) if views == clones => WireSeen::Both(views.0, views.1),
            (views, clones) => WireSeen::Each(WireSeenEach { views, clones }),
        }
    })
}

fn read_seen(wires: &[WireSeen]) -> Result<PerMetric<BTreeMap<Date, WindowSeen>>, String> {
    let mut seen: PerMetric<BTreeMap<Date, WindowSeen>> = PerMetric::default();
    let mut previous = None;
    for wire in wires {
        let (views, clones) = match wire {
            WireSeen::Both(answered, last) => (Some((*answered, *last)), Some((*answered, *last))),
            WireSeen::Each(each) => (each.views, each.clones),
        };
        let days: BTreeSet<Date> = [views, clones].iter().flatten().map(|(at, _)| utc_day(*at)).collect();
        let (Some(day), true) = (days.first().copied(), days.len() == 1) else {
            return Err("a record of `seen` is not about one day".to_owned());
        };
        if previous.is_some_and(|previous| previous >= day) {
            return Err(format!("the record of {day} in `seen` is out of order or a duplicate"));
        }
        previous = Some(day);
        for (metric, window) in [(Metric::Views, views), (Metric::Clones, clones)] {
            if let Some((answered, last)) = window {
                if !is_plausible(day) || !is_plausible(last) {
                    return Err(format!(
                        "{last} or {day} in `seen` is outside the supported years 2008–2199"
                    ));
                }
                seen.of_mut(metric).insert(day, WindowSeen { answered, last });
            }
        }
    }
    Ok(seen)
}

fn write_day(date: Date, day: &Day, defaults: &Defaults) -> WireDay {
    let of = |metric| write_day_claims(day.metrics.of(metric), defaults.days.of(metric).get(&date));
    WireDay {
        date,
        views: of(Metric::Views),
        clones: of(Metric::Clones),
        ci_clones: day.ci_clones,
    }
}

fn write_day_claims(claims: &DayClaims, default: Option<&Seen>) -> Option<WireDayClaims> {
    if claims.is_empty() {
        return None;
    }
    let wire = |numbers: &Numbers| (numbers.count, numbers.uniques.map(Uniques::get));
    let mut whole = claims.whole.iter();
    let alone = claims.hourly.is_none() && claims.at_least.is_none() && claims.imported.is_empty();
    if let (Some((numbers, seen)), None, true) = (whole.next(), whole.next(), alone)
        && Some(seen) == default
    {
        let (count, uniques) = wire(numbers);
        return Some(WireDayClaims::Whole(count, uniques));
    }
    let imported = claims.imported.iter();
    Some(WireDayClaims::All(AllDayClaims {
        whole: claims
            .whole
            .iter()
            .map(|(numbers, seen)| {
                let (count, uniques) = wire(numbers);
                (count, uniques, seen.first, seen.last)
            })
            .collect(),
        hourly: claims.hourly.as_ref().map(wire),
        at_least: claims.at_least.as_ref().map(wire),
        imported: imported
            .clone()
            .map(|(source, claim)| (source.clone(), wire(&claim.numbers)))
            .collect(),
        partial: imported
            .filter(|(_, claim)| !claim.complete)
            .map(|(source, _)| source.clone())
            .collect(),
    }))
}

fn read_day(wire: &WireDay, defaults: &Defaults) -> Result<Day, String> {
    let claims = |metric, claims: &Option<WireDayClaims>| match claims {
        Some(claims) => read_day_claims(claims, defaults.days.of(metric).get(&wire.date)),
        None => Ok(DayClaims::default()),
    };
    Ok(Day {
        metrics: PerMetric {
            views: claims(Metric::Views, &wire.views)?,
            clones: claims(Metric::Clones, &wire.clones)?,
        },
        ci_clones: wire.ci_clones,
    })
}

fn read_day_claims(wire: &WireDayClaims, default: Option<&Seen>) -> Result<DayClaims, String> {
    let numbers = |(count, uniques): WireNumbers| Numbers {
        count,
        uniques: uniques.map(Uniques::new),
    };
    let all = match wire {
        WireDayClaims::Whole(count, uniques) => {
            let seen = default.ok_or("no window in `seen` covers the day")?;
            return Ok(DayClaims {
                whole: [(numbers((*count, *uniques)), *seen)].into(),
                ..DayClaims::default()
            });
        }
        WireDayClaims::All(all) => all,
    };
    let whole = all.whole.iter().map(|(count, uniques, first, last)| {
        let seen = Seen {
            first: *first,
            last: *last,
        };
        (numbers((*count, *uniques)), seen)
    });
    let imported = all.imported.iter().map(|(source, wire)| {
        let claim = ImportedNumbers {
            numbers: numbers(*wire),
            complete: !all.partial.contains(source),
        };
        (source.clone(), claim)
    });
    Ok(DayClaims {
        whole: whole.collect(),
        hourly: all.hourly.map(numbers),
        at_least: all.at_least.map(numbers),
        imported: imported.collect(),
    })
}

fn write_period(
    date: Date,
    claims: &PerMetric<Option<PeriodClaim>>,
    defaults: &PerMetric<BTreeMap<Date, Timestamp>>,
) -> WirePeriod {
    let of = |metric| {
        claims.of(metric).map(|claim| {
            let (count, uniques) = (claim.totals.count, claim.totals.uniques.get());
            if claim.answered.as_ref() == defaults.of(metric).get(&date) {
                WirePeriodClaim::Seen(count, uniques)
            } else {
                WirePeriodClaim::At(count, uniques, claim.answered)
            }
        })
    };
    WirePeriod {
        date,
        views: of(Metric::Views),
        clones: of(Metric::Clones),
    }
}

fn read_period(
    wire: &WirePeriod,
    defaults: &PerMetric<BTreeMap<Date, Timestamp>>,
) -> Result<PerMetric<Option<PeriodClaim>>, String> {
    let claim = |metric, claim: &Option<WirePeriodClaim>| {
        let (count, uniques, answered) = match claim {
            None => return Ok(None),
            Some(WirePeriodClaim::Seen(count, uniques)) => {
                (*count, *uniques, defaults.of(metric).get(&wire.date).copied())
            }
            Some(WirePeriodClaim::At(count, uniques, answered)) => (*count, *uniques, *answered),
        };
        totals(count, uniques).map(|totals| Some(PeriodClaim { answered, totals }))
    };
    Ok(PerMetric {
        views: claim(Metric::Views, &wire.views)?,
        clones: claim(Metric::Clones, &wire.clones)?,
    })
}

fn write_counters(counters: &RepoCounters) -> WireCounters {
    WireCounters {
        captured: counters.captured,
        stars: counters.stars,
        forks: counters.forks,
        downloads: counters.downloads,
    }
}

fn read_counters(wire: &WireCounters) -> Result<RepoCounters, String> {
    Ok(RepoCounters {
        captured: wire.captured,
        stars: wire.stars,
        forks: wire.forks,
        downloads: wire.downloads,
    })
}

fn write_release((tag, release): (&Untrusted, &Release)) -> WireRelease {
    WireRelease {
        tag: tag.sanitized().to_owned(),
        published: release.published,
        downloads: release.downloads,
        prerelease: release.prerelease,
    }
}

fn read_release(wire: &WireRelease) -> Result<Release, String> {
    Ok(Release {
        published: wire.published,
        downloads: wire.downloads,
        prerelease: wire.prerelease,
    })
}

/// Refuses days that no ledger can hold: everything that walks the days walks from the first to the last.
fn check_days(claims: &Claims) -> Result<(), String> {
    let lists = claims.referrers.values().chain(claims.paths.values());
    let captures = lists
        .map(|list| list.captured)
        .chain(claims.counters.values().map(|read| read.captured));
    let periods = claims.weeks.keys().chain(claims.windows.keys()).copied();
    let mut all = claims
        .days
        .keys()
        .copied()
        .chain(periods)
        .chain(claims.releases.values().map(|release| release.published))
        .chain(claims.repository.created)
        .chain(captures.chain(claims.captured).map(utc_day));
    match all.find(|day| !is_plausible(*day)) {
        Some(day) => Err(format!("{day} is outside the supported years 2008–2199")),
        None => Ok(()),
    }
}

/// Strictly ascending keys: a duplicate or a record out of order was not written by this program.
fn ordered<W, K: Ord, V>(
    list: &str,
    wires: &[W],
    key: impl Fn(&W) -> K,
    value: impl Fn(&W) -> Result<V, String>,
) -> Result<BTreeMap<K, V>, String> {
    let mut map = BTreeMap::new();
    for (index, wire) in wires.iter().enumerate() {
        let key = key(wire);
        if map.last_key_value().is_some_and(|(last, _)| *last >= key) {
            return Err(format!(
                "entry {} of `{list}` is out of order or a duplicate",
                index + 1
            ));
        }
        let value = value(wire).map_err(|error| format!("entry {} of `{list}`: {error}", index + 1))?;
        map.insert(key, value);
    }
    Ok(map)
}
