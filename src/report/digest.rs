//! PURE. The digest of a run for a mail or an issue: the opening of the report, what is new, and a link to the rest.

use super::LinkBase;
use super::markdown::{Document, Inline, fill};
use super::phrases::{counted, date_near};
use super::sections::quality::disagreements::recent_corrections;
use super::sections::{lead, standouts};
use super::state;
use crate::domain::analysis::AnalyzedHistory;
use crate::domain::highlights::{Highlights, Milestone, MilestoneKind};
use crate::domain::ledger_folder::Folder;
use crate::domain::state::State;

/// Lines of what stood out, in the digest of a week.
const MOST_STANDOUTS: usize = 8;

/// One repository's part of a digest as Markdown, a few kB at most. That of a week lists what stood out lately; that of a day, what
/// the run has added.
#[must_use]
pub fn digest(
    folder: &Folder,
    AnalyzedHistory { history, analysis }: &AnalyzedHistory,
    highlights: &Highlights,
    is_of_week: bool,
    links: &LinkBase,
) -> String {
    let mut out = Document::new();
    out.heading(2, &lead::title(history));
    for sentence in state::opening(&State::new(history, analysis)) {
        out.paragraph(&sentence);
    }
    out.paragraph(&lead::sentences(analysis));
    out.paragraph(&recent_corrections(history, analysis));
    let mut items: Vec<Inline> = milestones(highlights).collect();
    if is_of_week {
        items.extend(standouts::items(history, analysis));
        items.truncate(MOST_STANDOUTS);
    } else {
        items.extend(events(highlights));
        let spikes = highlights.spikes.iter();
        items.extend(spikes.map(|(metric, spike)| standouts::spikes::line(spike, *metric)));
    }
    out.list(&items);
    let report = Inline::from("Full report").link(Some(&links.report_url(folder)));
    out.paragraph(&fill("{} with charts and history.", &[&report]));
    out.finish()
}

/// The milestones that a run has reached, in sentences.
pub(super) fn milestones(highlights: &Highlights) -> impl Iterator<Item = Inline> {
    highlights.milestones.iter().map(milestone)
}

/// The events that the user has added, in sentences.
pub(super) fn events(highlights: &Highlights) -> impl Iterator<Item = Inline> {
    highlights.events.iter().map(|event| {
        let name = standouts::events::name(event);
        fill("New event: {} on {}.", &[&name, &date_near(event.date, event.date)])
    })
}

/// A milestone in a sentence.
fn milestone(milestone: &Milestone) -> Inline {
    let Milestone {
        reached, value, before, ..
    } = *milestone;
    let day = date_near(milestone.day, milestone.day);
    let goal = match milestone.kind {
        MilestoneKind::MostViews => {
            return fill(
                "**Most views in a day**: {} on {}; the record was {}.",
                &[&value, &day, &before],
            );
        }
        MilestoneKind::Views => counted(reached, "view", "views"),
        MilestoneKind::Stars => counted(reached, "star", "stars"),
        MilestoneKind::Downloads => counted(reached, "release download", "release downloads"),
    };
    fill("{} reached: {} up to {}.", &[&goal.bold(), &value, &day])
}
