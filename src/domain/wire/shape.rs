//! PURE. The records of `history.json`, one a line.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::assets::WireAsset;
use crate::domain::given::{WireEvent, WireValue};
use crate::domain::records::{WireNumbers, WireStatus, WireZeros};
use crate::domain::text::Untrusted;
use crate::domain::{Date, Timestamp};

/// The sources of one folder, such as a month of snapshots: git's name of each file's content.
/// The part of a file's name that the folder gives and the extension are left out.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireSources {
    pub(super) folder: String,
    /// Git's name of the folder, if the month is over: then the files have the first 8 digits of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tree: Option<String>,
    pub(super) files: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRepository {
    pub(super) id: Option<u64>,
    pub(super) name: String,
    pub(super) names: Vec<String>,
    pub(super) created: Option<Date>,
}

/// The windows of one UTC day on which GitHub was asked.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireSeen {
    /// The same for both metrics: when GitHub answered, and how many days before that UTC day the window ended.
    Both(Timestamp, i64),
    Each(WireSeenEach),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireSeenEach {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) views: Option<(Timestamp, i64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clones: Option<(Timestamp, i64)>,
}

/// Date, views, clones, clones by CI.
#[derive(Serialize, Deserialize)]
pub(super) struct WireDay(
    pub(super) Date,
    pub(super) Option<WireMetricClaims>,
    pub(super) Option<WireMetricClaims>,
    #[serde(default, skip_serializing_if = "Option::is_none")] pub(super) Option<WireCiClones>,
);

/// Clones by CI.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireCiClones {
    /// As an import has counted them.
    Imported(u64),
    /// As the jobs of every run have counted them.
    Counted([u64; 1]),
    /// Estimated, with the word for how well they are known.
    Estimated(u64, String),
    /// An estimate with its word, and the number of an import.
    Both(u64, String, u64),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireMetricClaims {
    /// The one statement of every window of whole days that covered the day.
    Whole(Option<u64>, Option<u64>),
    All(AllMetricClaims),
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct AllMetricClaims {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) whole: Vec<(Option<u64>, Option<u64>, Date, Timestamp)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hourly: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at_least: Option<WireNumbers>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) imported: BTreeMap<String, WireNumbers>,
    /// The sources whose numbers are lower bounds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) partial: BTreeSet<String>,
}

/// Date, views, clones.
#[derive(Serialize, Deserialize)]
pub(super) struct WirePeriod(
    pub(super) Date,
    pub(super) Option<WirePeriodClaim>,
    pub(super) Option<WirePeriodClaim>,
);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WirePeriodClaim {
    /// As the last window that covered the period said.
    Seen(u64, u64),
    At(u64, u64, Option<Timestamp>),
}

/// Popular lists: all names in the order of their first appearance, the titles of those on the newest list, the lists.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct WireTopLists {
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) titles: BTreeMap<String, String>,
    pub(super) lists: Vec<WireTopList>,
}

/// The list of one UTC day: what changed since the one before.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireTopList {
    /// Of the window of the views in `seen` of this day.
    Seen(Date, String),
    At(Date, String, WireListTime),
}

/// When a list was captured, and which days it is of.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireListTime {
    Own(Timestamp, WireListWindow),
    Imported(Timestamp, WireListWindow, WireImported),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum WireImported {
    Imported,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireListWindow {
    /// Fourteen whole days that ended so many days before the day of the capture.
    Whole(i64),
    Kind(WireWindowKind),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum WireWindowKind {
    Hourly,
    Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireCounters {
    pub(super) captured: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stars: Option<WireReading>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) forks: Option<WireReading>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) downloads: Option<WireReading>,
}

/// A number that was read at the time of its record, or earlier.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum WireReading {
    Latest(u64),
    Earlier(Timestamp, u64),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireRelease {
    pub(super) tag: String,
    pub(super) published: Date,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) prerelease: bool,
}

/// Stars by day.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireStars {
    /// When GitHub was asked last, and how many stars the repository showed then.
    #[serde(default)]
    pub(super) read: Option<(Timestamp, Option<u64>)>,
    /// Whether an answer went back to the beginning of the repository.
    pub(super) past: bool,
    pub(super) weeks: Vec<WireStarWeeks>,
}

/// Weeks in a row that begin in one calendar year: the Sunday on which the first one begins, and the numbers of all of them.
#[derive(Serialize, Deserialize)]
pub(super) struct WireStarWeeks(pub(super) Date, pub(super) String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireImport {
    pub(super) path: String,
    pub(super) source: String,
}

/// The events of the user, as they were given last.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireEvents {
    pub(super) given: Timestamp,
    pub(super) list: Vec<WireEvent>,
}

/// The values of a series that count and were given at one moment.
#[derive(Serialize, Deserialize)]
pub(super) struct WireSeries(pub(super) String, pub(super) Timestamp, pub(super) Vec<WireValue>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireFile {
    #[serde(rename = "schema")]
    pub(super) _schema: u32,
    #[serde(rename = "rules")]
    pub(super) _rules: u32,
    pub(super) repository: WireRepository,
    pub(super) captured: Option<Timestamp>,
    #[serde(default)]
    pub(super) status: Option<WireStatus>,
    #[serde(default)]
    pub(super) counts_only: Option<Timestamp>,
    #[serde(default)]
    pub(super) without_traffic: Option<Timestamp>,
    #[serde(default)]
    pub(super) ignored_referrers: BTreeSet<Untrusted>,
    #[serde(default)]
    pub(super) events: Option<WireEvents>,
    #[serde(default)]
    pub(super) series: Vec<WireSeries>,
    pub(super) sources: Vec<WireSources>,
    pub(super) seen: Vec<WireSeen>,
    pub(super) days: Vec<WireDay>,
    pub(super) views_zeros: Vec<WireZeros>,
    pub(super) clones_zeros: Vec<WireZeros>,
    pub(super) windows: Vec<WirePeriod>,
    pub(super) weeks: Vec<WirePeriod>,
    pub(super) referrers: WireTopLists,
    pub(super) paths: WireTopLists,
    pub(super) counters: Vec<WireCounters>,
    pub(super) releases: Vec<WireRelease>,
    #[serde(default)]
    pub(super) assets: Vec<WireAsset>,
    #[serde(default)]
    pub(super) stars: Option<WireStars>,
    pub(super) imports: Vec<WireImport>,
    #[serde(rename = "seal")]
    pub(super) _seal: String,
}
