//! PURE. `history.json` as text: from claims to lines and back. Its form is documented in `docs/history.md`.

mod assets;
mod claims;
mod given;
mod shape;
mod sources;
mod stars;
mod top_lists;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Deserialize;

use self::claims::{Defaults, read_day, read_period, read_seen, write_day, write_period, write_seen};
use self::given::{read_given, write_given};
use self::shape::{
    WireCounters, WireFile, WireImport, WirePeriod, WireReading, WireRelease, WireRepository, WireTopLists,
};
use self::sources::{read_sources, write_sources};
use super::evidence::claims::Claims;
use super::evidence::judge::RULES;
use super::records::{WireStatus, last_list, list, member, read_zeros, write_zeros};
use super::repository::{NotARepository, Repository};
use super::sources::SourceIndex;
use super::text::Untrusted;
use super::top_list::{CounterClaims, Reading, Release};
use super::{Timestamp, is_plausible, monday_of, utc_day};

/// The schema version that this program writes, and the newest that it reads.
pub const SCHEMA: u32 = 1;

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
pub(super) fn write(claims: &Claims, sources: &SourceIndex) -> String {
    let defaults = Defaults::of(&claims.seen);
    let repository = WireRepository {
        id: claims.repository.id,
        name: claims.repository.name.to_string(),
        names: claims.names.iter().map(ToString::to_string).collect(),
        created: claims.repository.created,
    };
    let mut out = format!("{{\n\"schema\": {SCHEMA},\n\"rules\": {RULES},\n");
    member(&mut out, "repository", &repository);
    member(&mut out, "captured", &claims.captured);
    if let Some(claim) = &claims.status {
        let answered = Some(claim.answered).filter(|answered| claims.captured != Some(*answered));
        member(&mut out, "status", &WireStatus::new(answered, claim.status));
    }
    if let Some(counts_only) = &claims.counts_only {
        member(&mut out, "counts_only", counts_only);
    }
    if let Some(without_traffic) = &claims.without_traffic {
        member(&mut out, "without_traffic", without_traffic);
    }
    if !claims.ignored_referrers.is_empty() {
        member(&mut out, "ignored_referrers", &claims.ignored_referrers);
    }
    write_given(&mut out, &claims.given);
    list(&mut out, "sources", write_sources(sources).into_iter());
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
    for (key, lists) in [("referrers", &claims.referrers), ("paths", &claims.paths)] {
        write_top_lists(&mut out, key, &top_lists::write(lists, &claims.seen.views));
    }
    list(&mut out, "counters", claims.counters.values().map(write_counters));
    let releases = claims.releases.iter().map(write_release);
    list(&mut out, "releases", releases);
    if !claims.assets.is_empty() {
        list(&mut out, "assets", claims.assets.iter().filter_map(assets::write));
    }
    if !claims.stars.is_empty() {
        stars::write(&mut out, &claims.stars);
    }
    let imports = claims.imports.iter().map(|(path, source)| WireImport {
        path: path.clone(),
        source: source.clone(),
    });
    list(&mut out, "imports", imports);
    out
}

/// Reads a file whose seal and version have been checked.
pub(super) fn read(text: &str) -> Result<(Claims, SourceIndex), String> {
    let file: WireFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let name = |text: &String| text.parse().map_err(|error: NotARepository| error.to_string());
    let mut claims = Claims::new(Repository {
        id: file.repository.id,
        name: name(&file.repository.name)?,
        created: file.repository.created,
    });
    claims.names = file.repository.names.iter().map(name).collect::<Result<_, _>>()?;
    claims.captured = file.captured;
    claims.status = file.status.map(|wire| wire.claim(file.captured)).transpose()?;
    claims.counts_only = file.counts_only;
    claims.without_traffic = file.without_traffic;
    claims.ignored_referrers = file.ignored_referrers;
    claims.given = read_given(file.events.as_ref(), &file.series)?;
    claims.seen = read_seen(&file.seen)?;
    let defaults = Defaults::of(&claims.seen);
    claims.days = ordered("days", &file.days, |day| day.0, |day| read_day(day, &defaults))?;
    claims.zeros.views = read_zeros(&file.views_zeros)?;
    claims.zeros.clones = read_zeros(&file.clones_zeros)?;
    let date = |wire: &WirePeriod| wire.0;
    claims.windows = ordered("windows", &file.windows, date, |wire| {
        read_period(wire, &defaults.windows)
    })?;
    claims.weeks = ordered("weeks", &file.weeks, date, |wire| read_period(wire, &defaults.weeks))?;
    let week = |captured: Timestamp| monday_of(utc_day(captured));
    claims.referrers = Arc::new(top_lists::read(&file.referrers, &claims.seen.views).map_err(in_member("referrers"))?);
    claims.paths = Arc::new(top_lists::read(&file.paths, &claims.seen.views).map_err(in_member("paths"))?);
    claims.counters = ordered("counters", &file.counters, |wire| week(wire.captured), read_counters)?;
    let tag = |wire: &WireRelease| Untrusted::new(&wire.tag);
    claims.releases = ordered("releases", &file.releases, tag, read_release)?;
    claims.assets = ordered("assets", &file.assets, |wire| wire.0, assets::read)?;
    claims.stars = file
        .stars
        .as_ref()
        .map(stars::read)
        .transpose()
        .map_err(in_member("stars"))?
        .unwrap_or_default();
    let source = |wire: &WireImport| Ok(wire.source.clone());
    claims.imports = ordered("imports", &file.imports, |wire| wire.path.clone(), source)?;
    check_days(&claims)?;
    Ok((claims, read_sources(&file.sources)?))
}

/// A member that is an object of lists, each with one record a line.
fn write_top_lists(out: &mut String, key: &str, lists: &WireTopLists) {
    let _ = writeln!(out, "\"{key}\": {{");
    list(out, "names", lists.names.iter());
    if !lists.titles.is_empty() {
        member(out, "titles", &lists.titles);
    }
    last_list(out, "lists", lists.lists.iter());
    out.push_str(",\n");
}

fn in_member(key: &str) -> impl Fn(String) -> String {
    move |error| format!("`{key}`: {error}")
}

fn write_counters(counters: &CounterClaims) -> WireCounters {
    let captured = counters.captured().unwrap_or_default();
    let write = |(at, number): Reading| match at == captured {
        true => WireReading::Latest(number),
        false => WireReading::Earlier(at, number),
    };
    WireCounters {
        captured,
        stars: counters.stars.map(write),
        forks: counters.forks.map(write),
        downloads: counters.downloads.map(write),
    }
}

fn read_counters(wire: &WireCounters) -> Result<CounterClaims, String> {
    let read = |reading: &WireReading| match *reading {
        WireReading::Latest(number) => (wire.captured, number),
        WireReading::Earlier(at, number) => (at, number),
    };
    let counters = CounterClaims {
        stars: wire.stars.as_ref().map(read),
        forks: wire.forks.as_ref().map(read),
        downloads: wire.downloads.as_ref().map(read),
    };
    if counters.captured() != Some(wire.captured) {
        return Err(format!("no number was read at {}", wire.captured));
    }
    Ok(counters)
}

fn write_release((tag, release): (&Untrusted, &Release)) -> WireRelease {
    WireRelease {
        tag: tag.sanitized().to_owned(),
        published: release.published,
        prerelease: release.prerelease,
    }
}

fn read_release(wire: &WireRelease) -> Result<Release, String> {
    Ok(Release {
        published: wire.published,
        prerelease: wire.prerelease,
    })
}

/// Refuses days that no ledger can hold: everything that walks the days walks from the first to the last.
fn check_days(claims: &Claims) -> Result<(), String> {
    let lists = claims.referrers.values().chain(claims.paths.values());
    let ends = lists.clone().map(|list| list.touched().1);
    let captures = lists
        .map(|list| list.captured)
        .chain(claims.counters.values().filter_map(CounterClaims::captured));
    let periods = claims.weeks.keys().chain(claims.windows.keys()).copied();
    let answered = claims.status.map(|claim| claim.answered);
    let given = claims.given.events.iter().map(|list| list.given);
    let given = given.chain(
        claims
            .given
            .series
            .values()
            .flat_map(|values| values.values().map(|value| value.given)),
    );
    let mut all = claims
        .days
        .keys()
        .copied()
        .chain(periods)
        .chain(claims.releases.values().map(|release| release.published))
        .chain(claims.repository.created)
        .chain(
            captures
                .chain(claims.captured)
                .chain(claims.counts_only)
                .chain(claims.without_traffic)
                .chain(answered)
                .chain(given)
                .map(utc_day),
        )
        .chain(ends);
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
