//! PURE. The title and the two or three sentences that a busy person reads.

use super::quality::disagreements::recent_corrections;
use super::{standouts, top_lists};
use crate::domain::analysis::{Analysis, Cause, Days, MetricAnalysis, Newest, Spike, TopListKind, Total, Trailing};
use crate::domain::history::History;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::{Standing, State};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, utc_day};
use crate::report::markdown::{Document, Inline, Target, ToInline, fill, joined, listed};
use crate::report::phrases::{change_phrase, counted, date_near, repository_id, times};
use crate::report::{Report, state};

/// GitHub publishes a day one to three days late; a newest day older than this means that something is wrong.
const STALE_DAYS: i64 = 4;

/// What is here without a token that reads traffic, and what it would add.
const WITHOUT_TRAFFIC: &str = "**The traffic is not recorded** (`traffic: false`): here are the stars, forks, releases and \
                               downloads, which are public. With a token for the input `traffic-token` (*Administration: read*) \
                               views, unique visitors, clones, referrers and pages of every day are added. GitHub keeps them for \
                               14 days only, and nobody can get older days back. Days that were recorded before stay.";

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(1, &title(report.history));
    out.paragraph(&ended(report));
    out.paragraph(&not_found(report.history));
    if report.history.without_traffic {
        out.paragraph(&WITHOUT_TRAFFIC.into());
        return out;
    }
    for sentence in state::opening(report.state) {
        out.paragraph(&sentence);
    }
    out.paragraph(&sentences(report.analysis));
    out.paragraph(&recent_corrections(report.history, report.analysis));
    for metric in Metric::ALL {
        out.paragraph(&not_read(report.state, metric));
    }
    out.paragraph(&stale_warning(report.state, report.history, report.analysis));
    out
}

/// That GitHub does not find the repository any more.
fn not_found(history: &History) -> Inline {
    if history.status != Some(RepositoryStatus::NotFound) {
        return Inline::default();
    }
    let what = "GitHub did not find this repository: it was deleted or renamed away, or the token lost access.";
    fill("{} What was recorded stays.", &[&Inline::from(what).bold()])
}

/// That nothing is added any more to the history of a repository that lost its name to another one.
fn ended(report: &Report<'_>) -> Inline {
    let Some(id) = report.folder.replaced_id() else {
        return Inline::default();
    };
    let successor = report.successor.map_or_else(Inline::default, |successor| {
        let target = Target::new(&report.page.path_to_report(successor.folder));
        let link = Inline::from("its report").link(Some(&target));
        match successor.id {
            Some(id) => fill(" (id {}, {})", &[&repository_id(id), &link]),
            None => fill(" ({})", &[&link]),
        }
    });
    let name = &report.history.repository.name;
    let ended = fill(
        "This history has ended: the name {} now belongs to another repository",
        &[name],
    );
    fill(
        "{}{}. This report is about the repository with id {}, which had the name before. If it still exists under \
         another name, add that to `repositories`, and its history continues.",
        &[&ended.bold(), &successor, &repository_id(id)],
    )
}

/// The title of a repository's report and of its part of a step summary.
pub(in crate::report) fn title(history: &History) -> Inline {
    fill("Traffic for {}", &[&history.repository.name])
}

/// Views, the largest recent spike and clones of the last 14 days, in two or three sentences.
pub(in crate::report) fn sentences(analysis: &Analysis) -> Inline {
    let Some(views) = &analysis.views.last_14 else {
        let clones = analysis
            .clones
            .last_14
            .as_ref()
            .filter(|clones| clones.now.count.is_some());
        let clones = clones.map_or_else(Inline::default, |clones| clones_alone(clones).bold());
        return joined(&[clones, no_views(analysis)], " ");
    };
    let first = analysis.views.all_time.map(|all| all.days.first);
    let views_clause = match first.filter(|first| views.now.days.first < *first) {
        Some(first) => first_days_clause(views, first),
        None => views_clause(views),
    };
    let spike = largest_spike(&analysis.views.spikes, views);
    joined(
        &[
            fill("{}.", &[&views_clause]).bold(),
            spike.map_or_else(Inline::default, |spike| spike_sentence(spike, views.now.days)),
            analysis.clones.last_14.as_ref().map_or_else(Inline::default, |clones| {
                let first = analysis.clones.all_time.map(|all| all.days.first);
                clones_sentence(clones, views.now.days, first)
            }),
        ],
        " ",
    )
}

/// The clones where no views are known.
fn clones_alone(clones: &Trailing) -> Inline {
    let count = counted(clones.now.count.unwrap_or(0), "clone", "clones");
    let known = known_days(&clones.now, clones.now.days);
    fill("{} in 14 days ({}{}).", &[&count, &clones.now.days, &known])
}

fn no_views(analysis: &Analysis) -> Inline {
    let unconfirmed = &analysis.views.coverage.provisional;
    match analysis.span {
        None if !unconfirmed.is_empty() => fill(
            "No data yet. GitHub's response was nothing but zeros, which may be an outage; they count once a second response \
             agrees ({}).",
            &[&listed(
                &unconfirmed.iter().map(ToInline::to_inline).collect::<Vec<_>>(),
            )],
        ),
        None => {
            "No data yet. GitHub publishes a day one to three days after it ends; one of the next runs will record \
                 the first."
                .into()
        }
        Some(days) => fill("No complete day of views yet; the known data covers {}.", &[&days]),
    }
}

/// The views while the ledger has fewer than 14 days: the days before its first are not part of it.
fn first_days_clause(views: &Trailing, first: Date) -> Inline {
    let days = Days::new(first, views.now.days.last);
    let count = counted(views.now.count.unwrap_or(0), "view", "views");
    if days.length() == 1 {
        return fill("{} on {}, the only day known so far", &[&count, &days]);
    }
    fill(
        "{} in the first {} days ({}{})",
        &[&count, &days.length(), &days, &known_days(&views.now, days)],
    )
}

fn views_clause(views: &Trailing) -> Inline {
    let days = views.now.days;
    let count = views.now.count.unwrap_or(0);
    if count == 0 && views.now.is_whole() {
        return fill("No views in 14 days ({})", &[&days]);
    }
    let visitors = views.uniques.map_or(0, |uniques| uniques.get());
    let by = match visitors {
        0 => Inline::default(),
        _ => fill(" by {}", &[&counted(visitors, "unique visitor", "unique visitors")]),
    };
    fill(
        "{}{}{} in 14 days ({}{}){}",
        &[
            &match views.now.is_whole() {
                true => Inline::default(),
                false => "At least ".into(),
            },
            &counted(count, "view", "views"),
            &by,
            &days,
            &known_days(&views.now, days),
            &change_clause(views),
        ],
    )
}

/// How many of `days` are known, where some are not.
fn known_days(total: &Total, days: Days) -> Inline {
    if total.known_days == days.length() {
        return Inline::default();
    }
    fill("; {} known", &[&counted(u64::from(total.known_days), "day", "days")])
}

fn change_clause(trailing: &Trailing) -> Inline {
    match trailing.change {
        Some(change) => fill(", {} from the previous 14 days", &[&change_phrase(change)]),
        None if trailing.before.is_whole() && trailing.before.count == Some(0) && trailing.now.is_whole() => {
            ", after none in the previous 14 days".into()
        }
        None => Inline::default(),
    }
}

/// The clones, after a sentence about the views of `views`: days of their own are named, and clones that ended long before
/// are none of the present. The days before the `first` one of clones are not part of the ledger.
fn clones_sentence(clones: &Trailing, views: Days, first: Option<Date>) -> Inline {
    let days = clones.now.days;
    if days_between(days.last, views.last) > STALE_DAYS {
        return fill("Clones are known only up to {}.", &[&days.last]);
    }
    let is_same = days == views;
    let count = clones.now.count.unwrap_or(0);
    if count == 0 {
        return match clones.now.is_whole() {
            true if is_same => "No clones.".into(),
            true => fill("No clones in 14 days ({}).", &[&days]),
            false => Inline::default(),
        };
    }
    let cloners = clones.uniques.map_or(0, |uniques| uniques.get());
    let by = match cloners {
        0 => Inline::default(),
        _ => fill(" by {}", &[&counted(cloners, "unique cloner", "unique cloners")]),
    };
    let known = clones.now.known_days;
    let recorded = Days::new(first.map_or(days.first, |first| first.max(days.first)), days.last);
    let is_known = known == recorded.length();
    let on = match (is_same, is_known) {
        (true, true) => Inline::default(),
        (false, true) => fill(" ({})", &[&recorded]),
        (true, false) => fill(" ({} of {} days known)", &[&known, &days.length()]),
        (false, false) => fill(" ({}{})", &[&days, &known_days(&clones.now, days)]),
    };
    let change = match clones.change {
        Some(change) => fill(", {}", &[&change_phrase(change)]),
        None => Inline::default(),
    };
    let least = match is_known && clones.now.partial_days == 0 {
        true => Inline::default(),
        false => "at least ".into(),
    };
    fill("Cloned {}{}{}{}{}.", &[&least, &times(count), &by, &on, &change])
}

/// The largest spike of the period, if its peak is the busiest day: one of a quiet weekday may be lower than what is usual on others.
fn largest_spike<'s>(spikes: &'s [Spike], period: &Trailing) -> Option<&'s Spike> {
    let recent = spikes.iter().filter(|spike| period.now.days.contains(spike.peak));
    // Crawlers have a sentence of their own.
    let by_people = recent.filter(|spike| !spike.is_by_crawlers());
    by_people
        .max_by_key(|spike| spike.excess)
        .filter(|spike| period.highest.is_some_and(|(_, most)| spike.count == most))
}

fn spike_sentence(spike: &Spike, days: Days) -> Inline {
    let day = date_near(spike.peak, days.last);
    if let Some(reason) = reason(spike) {
        return fill("The spike on {} coincided with {}.", &[&day, &reason]);
    }
    fill(
        "{} was a spike: {} instead of the usual {}.",
        &[&day, &counted(spike.count, "view", "views"), &spike.usual],
    )
}

/// What to name first: what the user says, the site that people came from, else a release, else the page that they looked at.
fn reason(spike: &Spike) -> Option<Inline> {
    if let Some(event) = spike.events.first() {
        return Some(fill("the event {}", &[&standouts::events::name(event)]));
    }
    let first = |kind: TopListKind| spike.causes.iter().find(|cause: &&Cause| cause.kind == kind);
    let code = |cause: &Cause| top_lists::code(cause.kind, &cause.name, 60);
    if let Some(referrer) = first(TopListKind::Referrer) {
        return Some(fill("visits from {}", &[&code(referrer)]));
    }
    if let Some(tag) = spike.releases.first() {
        return Some(fill("release {}", &[&Inline::code(tag, 60)]));
    }
    first(TopListKind::Path).map(|page| match page.name.sanitized() {
        "/" => "visits to the front page".into(),
        _ => fill("visits to {}", &[&code(page)]),
    })
}

/// That the last runs did not read a metric, or not as whole days.
fn not_read(state: &State, metric: Metric) -> Inline {
    let newest = state.publication.of(metric).newest.filter(|newest| !newest.is_current);
    let Some((Newest { asked, .. }, captured)) = newest.zip(state.captured_day()) else {
        return Inline::default();
    };
    let what = match metric {
        Metric::Views => "Views",
        Metric::Clones => "Clones",
    };
    let ago = counted(days_between(asked, captured).unsigned_abs(), "day", "days");
    fill(
        "⚠ {} were last read as 14 whole days on {}, {} before the last snapshot.",
        &[&what, &asked, &ago],
    )
}

/// A warning of days that are missing at the end although GitHub does not stand still, of each metric by itself: the other one
/// must not hide it. Where GitHub leaves out days without traffic, a metric may just have had none, so the newest day of either
/// counts.
fn stale_warning(state: &State, history: &History, analysis: &Analysis) -> Inline {
    let Some(captured) = analysis
        .captured
        .map(utc_day)
        .filter(|_| state.standing() == Standing::Fine)
    else {
        return Inline::default();
    };
    let old = |newest: Option<Date>| newest.filter(|newest| days_between(*newest, captured) > STALE_DAYS);
    let read = |metric| {
        state
            .publication
            .of(metric)
            .newest
            .is_none_or(|newest| newest.is_current)
    };
    let age = |newest: Date| counted(days_between(newest, captured).unsigned_abs(), "day", "days");
    let (views, clones) = match history.lists_every_day {
        true => (
            old(analysis.views.newest_answer()).filter(|_| read(Metric::Views)),
            old(analysis.clones.newest_answer()).filter(|_| read(Metric::Clones)),
        ),
        false => (old(analysis.newest), old(analysis.newest)),
    };
    let old_days = match (views, clones) {
        (None, None) => return Inline::default(),
        (Some(views), Some(clones)) if views == clones => newest_day("", views, age(views)),
        (Some(views), None) => newest_day(" of views", views, age(views)),
        (None, Some(clones)) => newest_day(" of clones", clones, age(clones)),
        (Some(views), Some(clones)) => fill(
            "{}, and that of clones is {}, {} earlier",
            &[&newest_day(" of views", views, age(views)), &clones, &age(clones)],
        ),
    };
    let is_partly_known = |metric: &MetricAnalysis, old: Option<Date>| {
        old.is_some_and(|old| metric.coverage.days.is_some_and(|known| known.last > old))
    };
    let warning = fill("⚠ {}; one to three days are normal.", &[&old_days]);
    match is_partly_known(&analysis.views, views) || is_partly_known(&analysis.clones, clones) {
        true => fill("{} Later days are known only in part.", &[&warning]),
        false => warning,
    }
}

fn newest_day(of: &'static str, newest: Date, age: Inline) -> Inline {
    fill(
        "The newest day{} that GitHub had published whole at the last snapshot is {}, {} earlier",
        &[&of, &newest, &age],
    )
}
