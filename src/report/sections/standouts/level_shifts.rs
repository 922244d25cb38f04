//! PURE. The last lasting change of level.

use crate::domain::analysis::{Analysis, Days};
use crate::domain::traffic::Metric;
use crate::report::markdown::{Inline, fill};
use crate::report::phrases::counted_metric;

/// A new level is news for this many days.
const NEWS_DAYS: u32 = 91;

/// The level on which the traffic has been since its last shift, if that is recent and the traffic is still on it.
pub(super) fn line(analysis: &Analysis, metric: Metric) -> Option<Inline> {
    let analysis = analysis.metric(metric);
    let shift = analysis.level_shifts.last().filter(|shift| shift.lasts)?;
    let news = Days::ending(analysis.newest?, NEWS_DAYS);
    news.contains(shift.since).then(|| {
        fill(
            "**New level since {}**: about {} a day instead of {}.",
            &[&shift.since, &counted_metric(metric, shift.after), &shift.before],
        )
    })
}
