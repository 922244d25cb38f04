//! PURE. One record type per line of `history.json`. Imports serde and the numbers of `domain`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::traffic::Metric;
use crate::domain::{Date, Timestamp};

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(super) enum Name {
    Views,
    Clones,
}

impl Name {
    pub(super) const ALL: [(Self, Metric); 2] = [(Self::Views, Metric::Views), (Self::Clones, Metric::Clones)];
}

pub(super) type WireDayCount = (Option<u64>, Option<u64>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireDay {
    pub(super) date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) views: Option<WireDayCount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clones: Option<WireDayCount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ci_clones: Option<u64>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) partial: BTreeSet<Name>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) provisional: BTreeMap<Name, Date>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) imported: BTreeMap<Name, BTreeSet<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WirePeriod {
    pub(super) date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) views: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clones: Option<(u64, u64)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireTopList {
    pub(super) captured: Timestamp,
    pub(super) rows: Vec<WireRow>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireRow(
    pub(super) String,
    pub(super) u64,
    pub(super) u64,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub(super) Option<String>,
);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireCounters {
    pub(super) captured: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stars: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forks: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) downloads: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRelease {
    pub(super) tag: String,
    pub(super) published: Date,
    pub(super) downloads: u64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) prerelease: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireImport {
    pub(super) path: String,
    pub(super) source: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRepository {
    pub(super) id: Option<u64>,
    pub(super) name: String,
    pub(super) created: Option<Date>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireSources {
    pub(super) count: u64,
    pub(super) digest: String,
    pub(super) newest: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireFile {
    #[serde(rename = "schema")]
    _schema: u32,
    pub(super) repository: WireRepository,
    pub(super) captured: Option<Timestamp>,
    pub(super) sources: WireSources,
    pub(super) days: Vec<WireDay>,
    pub(super) windows: Vec<WirePeriod>,
    pub(super) weeks: Vec<WirePeriod>,
    pub(super) referrers: Vec<WireTopList>,
    pub(super) paths: Vec<WireTopList>,
    pub(super) counters: Vec<WireCounters>,
    pub(super) releases: Vec<WireRelease>,
    pub(super) imports: Vec<WireImport>,
    #[serde(rename = "seal")]
    _seal: String,
}
