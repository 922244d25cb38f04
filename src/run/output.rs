//! EDGE. What a run says when it is done: lines, outputs, the step summary. Imports the plan's outcome, the report's
//! summary and the console.

use super::Context;
use super::audience::LogAudience;
use super::destination::Destination;
use super::details::Details;
use crate::action::console::Console;
use crate::action::outputs::{Output, Outputs};
use crate::action::summary as step_summary;
use crate::cli::WriteInputs;
use crate::domain::analysis::AnalyzedHistory;
use crate::domain::ledger_folder::Folder;
use crate::domain::repository_state::RepositoryState;
use crate::domain::response::Anomalies;
use crate::format::counted;
use crate::message::Message;
use crate::plan::RepositoryOutcome;
use crate::plan::change_set::ChangeSet;
use crate::report;
use crate::report::{LinkBase, OverviewRow, ProblemRow};
use crate::store::Saved;

/// A ledger whose name belongs to another repository now.
pub(super) fn replaced(console: &Console, from: &Folder, to: &Folder) {
    let summary = format!("this name belongs to another repository now; the ledger of the earlier one is kept in {to}");
    let help = "If the earlier one was renamed, add its new name to `repositories` and its ledger continues there.";
    console.notice(&Message::new(from.to_string(), summary).with_help(help));
}

/// What became of one repository.
pub(super) fn outcome(console: &Console, outcome: &RepositoryOutcome) {
    outcome_for(console, outcome, true);
}

/// The same; without numbers unless they may be seen.
pub(super) fn outcome_for(console: &Console, outcome: &RepositoryOutcome, with_numbers: bool) {
    let name = &outcome.name;
    for former in &outcome.moved_from {
        console.notice(&Message::new(
            name.to_string(),
            format!("was renamed from {former}; the ledger continues under the new name"),
        ));
    }
    if !outcome.anomalies.is_empty() {
        console.warning(&Message::new(name.to_string(), odd(&outcome.anomalies)));
    }
    let newest_views = outcome.newest.views;
    let newest = match newest_views {
        Some(day) => format!("up to {day}"),
        None => "no whole day known yet".to_owned(),
    };
    // Fresh clones must not hide that the views are old, nor the other way round.
    let newest_clones = match outcome.newest.clones {
        same if same == newest_views => String::new(),
        Some(day) => format!("; clones up to {day}"),
        None => "; no whole day of clones known yet".to_owned(),
    };
    let news = match outcome.is_missing() {
        true => ", not found any more",
        false if outcome.news => "",
        false => ", nothing new",
    };
    if !with_numbers {
        console.print(&format!("{name}: recorded{news}"));
        return;
    }
    if outcome.without_traffic {
        console.print(&format!("{name}: recorded without its traffic{news}"));
        return;
    }
    let days = counted(outcome.known_days.into(), "day", "days");
    console.print(&format!("{name}: {days} of views, {newest}{newest_clones}{news}"));
}

/// Each kind once, with how often.
fn odd(anomalies: &Anomalies) -> String {
    let one = |((endpoint, anomaly), count): (&(_, _), &u32)| {
        let (endpoint, anomaly): &(crate::domain::snapshot::Endpoint, crate::domain::response::Anomaly) =
            &(*endpoint, *anomaly);
        let times = if *count > 1 {
            format!(" ({count} times)")
        } else {
            String::new()
        };
        format!("{}: {}{times}", endpoint.key(), anomaly.describe())
    };
    let list: Vec<_> = anomalies.iter().map(one).collect();
    format!(
        "Parts of GitHub's response were invalid and skipped; the rest was recorded. {}",
        list.join("; ")
    )
}

/// The changes of a commit: how many, and for a dry run which.
#[derive(Debug, Clone, Default)]
pub(super) struct Listing {
    pub(super) files: usize,
    lines: String,
}

impl Listing {
    pub(super) fn of(changes: &ChangeSet) -> Self {
        let mut listing = Self::default();
        listing.add(changes, true);
        listing
    }

    /// Counts changes, and lists them if somebody wants to see it.
    pub(super) fn add(&mut self, changes: &ChangeSet, is_shown: bool) {
        self.files += changes.changes().len();
        if is_shown {
            self.lines.push_str(&changes.listing());
        }
    }
}

/// What a dry run would commit.
pub(super) fn dry_run(console: &Console, listing: &Listing, message: &str) {
    if listing.files == 0 {
        console.print("Dry run: nothing would be committed");
        return;
    }
    let files = counted(listing.files as u64, "file", "files");
    console.group(&format!("Dry run: {files} would change"));
    console.print(listing.lines.trim_end());
    console.end_group();
    console.print(&format!("The message would be: {message}"));
}

/// What was written.
pub(super) fn saved(console: &Console, files: usize, saved: &Saved, write: &WriteInputs) {
    match (&saved.commit, saved.changed) {
        (Some(commit), _) => {
            let signed = if saved.verified == Some(true) {
                ", signed by GitHub"
            } else {
                ""
            };
            console.print(&format!(
                "Committed {} as {commit}{signed}",
                counted(files as u64, "file", "files")
            ));
        }
        (None, true) => console.print(&format!("Wrote {}", counted(files as u64, "file", "files"))),
        (None, false) if write.dry_run => {}
        (None, false) => console.print("Nothing new, so no commit"),
    }
}

/// The outputs; with several repositories the numbers are those of the first.
pub(super) fn outputs(outputs: &mut Outputs, first: Option<&RepositoryOutcome>, saved: &Saved, site: &LinkBase) {
    outputs.set(Output::Changed, saved.changed);
    if let Some(commit) = &saved.commit {
        outputs.set(Output::CommitSha, commit);
    }
    let Some(first) = first else { return };
    if let Some(url) = site.published_report_url(&first.folder) {
        outputs.set(Output::ReportUrl, url);
    }
    if let Some(newest) = first.published {
        outputs.set(Output::NewestDay, newest);
    }
    let Some(AnalyzedHistory { analysis, .. }) = first.whole.as_deref() else {
        return;
    };
    let pairs = [
        (&analysis.views, Output::Views, Output::UniqueVisitors),
        (&analysis.clones, Output::Clones, Output::UniqueCloners),
    ];
    for (metric, count, uniques) in pairs {
        let Some(last) = metric.last_14 else { continue };
        if let Some(number) = last.now.count {
            outputs.set(count, number);
        }
        if let Some(number) = last.uniques {
            outputs.set(uniques, number.get());
        }
    }
}

/// The step summary: the report in short.
pub(super) fn summary(
    context: &Context<'_>,
    destination: &Destination,
    audience: &LogAudience<'_>,
    outcomes: &[RepositoryOutcome],
    details: &Details<'_>,
    failures: &[Message],
    site: &LinkBase,
) {
    if !destination.may_be_summarized(context) {
        return;
    }
    let visible: Vec<_> = outcomes
        .iter()
        .filter(|outcome| audience.may_see(&outcome.name))
        .collect();
    let rows = visible.iter().map(|outcome| OverviewRow {
        folder: &outcome.folder,
        recent: &outcome.recent,
        spikes: &[],
        frozen: outcome.frozen,
        state: RepositoryState::Live,
    });
    let rows: Vec<_> = rows.collect();
    let problem = |message: &Message| ProblemRow {
        about: message.title.clone(),
        reason: message.statement(),
        fix: message.help.clone().unwrap_or_default(),
    };
    let problems: Vec<_> = failures.iter().map(problem).collect();
    if !rows.is_empty() || !problems.is_empty() {
        let details = details.shown(&|name| audience.may_see(name));
        let page = report::summary(&problems, &rows, &details, site);
        step_summary::write(context.environment, context.console, &page);
    }
}
