//! PURE. The records of `insights.json`, one a line. Days are UTC days; `None` is unknown.

use serde::Serialize;

use crate::domain::Date;
use crate::domain::text::Untrusted;

/// How it stands with the numbers, as of the last snapshot.
#[derive(Serialize)]
pub(super) struct StateRecord {
    pub(super) state: &'static str,
    /// Whether GitHub found the repository; `null` where it was not asked.
    pub(super) found: Option<bool>,
    pub(super) frozen: Vec<FreezeRecord>,
}

#[derive(Serialize)]
pub(super) struct FreezeRecord {
    /// `null` for both.
    pub(super) metric: Option<&'static str>,
    pub(super) last_day: Date,
    /// Days after the snapshot on which nothing is lost yet; negative if something may be.
    pub(super) days_left: i64,
}

/// A sum over days.
#[derive(Serialize)]
pub(super) struct SumRecord {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: Option<u64>,
    pub(super) known_days: u32,
    /// How many of the known days were seen only in part.
    pub(super) partial_days: u32,
}

/// Clones by CI in the last 14 days that are published.
#[derive(Serialize)]
pub(super) struct CiClonesRecord {
    /// Known days are those of which all clones are known, too; partial ones those of which only some runs are known.
    #[serde(flatten)]
    pub(super) ci: SumRecord,
    /// All clones of the known days.
    pub(super) clones: u64,
    /// Whether they were estimated from jobs, and not counted by an import.
    pub(super) estimated: bool,
}

/// A trailing period and the one before it.
#[derive(Serialize)]
pub(super) struct TrailingRecord {
    #[serde(flatten)]
    pub(super) now: SumRecord,
    pub(super) before: SumRecord,
    /// From the one to the other, in whole percent, where all days of both are known.
    pub(super) change: Option<i64>,
    /// GitHub's own number, of 14 days alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uniques: Option<UniquesRecord>,
}

/// GitHub's own count of people in a window.
#[derive(Serialize)]
pub(super) struct UniquesRecord {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: u64,
    pub(super) before: Option<WindowRecord>,
    pub(super) change: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct WindowRecord {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: u64,
}

/// GitHub's own numbers of a whole week.
#[derive(Serialize)]
pub(super) struct WeekRecord {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: u64,
    pub(super) uniques: u64,
    pub(super) before: Option<TotalsRecord>,
}

#[derive(Serialize)]
pub(super) struct TotalsRecord {
    pub(super) count: u64,
    pub(super) uniques: u64,
}

/// A largest number and its days.
#[derive(Serialize)]
pub(super) struct RecordRecord {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) count: u64,
}

#[derive(Serialize)]
pub(super) struct RecordsRecord {
    pub(super) day: Option<RecordRecord>,
    pub(super) day_uniques: Option<RecordRecord>,
    pub(super) week: Option<RecordRecord>,
    pub(super) week_uniques: Option<RecordRecord>,
    pub(super) window: Option<RecordRecord>,
    pub(super) window_uniques: Option<RecordRecord>,
}

#[derive(Serialize)]
pub(super) struct LevelShiftRecord {
    pub(super) since: Date,
    pub(super) usual: u64,
    pub(super) usual_before: u64,
}

/// A number of the repository's front page.
#[derive(Serialize)]
pub(super) struct CounterRecord {
    pub(super) count: u64,
    pub(super) day: Date,
    pub(super) before: Option<ReadingRecord>,
}

#[derive(Serialize)]
pub(super) struct ReadingRecord {
    pub(super) count: u64,
    pub(super) day: Date,
}

/// Days far above the usual.
#[derive(Serialize)]
pub(super) struct SpikeRecord<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metric: Option<&'static str>,
    /// The largest of its days.
    pub(super) day: Date,
    pub(super) value: u64,
    pub(super) usual: u64,
    pub(super) first: Date,
    pub(super) last: Date,
    /// Of all its days, above the usual.
    pub(super) excess: u64,
    /// What brought it most likely: a crawler, referrer, release or page.
    pub(super) cause: Option<CauseRecord<'s>>,
    pub(super) crawler: bool,
    pub(super) causes: Vec<CauseRecord<'s>>,
}

#[derive(Serialize, Clone, Copy)]
pub(super) struct CauseRecord<'s> {
    pub(super) kind: &'static str,
    pub(super) name: &'s Untrusted,
    /// At least so many views; `null` where nothing is counted.
    pub(super) views: Option<u64>,
}

#[derive(Serialize)]
pub(super) struct MilestoneRecord {
    pub(super) repository: String,
    pub(super) kind: &'static str,
    pub(super) reached: u64,
    pub(super) value: u64,
    pub(super) before: u64,
    pub(super) day: Date,
}
