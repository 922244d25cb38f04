//! PURE. The title and the sentences that a busy person reads. Imports `domain` and its neighbours in `report`.

use super::top_lists;
use crate::domain::analysis::{Analysis, Cause, Days, Spike, TopListKind, Trailing};
use crate::report::Report;
use crate::report::markdown::{Document, Inline, fill, joined};
use crate::report::phrases::{change_phrase, counted, date_near, times};

/// GitHub publishes a day one to three days late; a newest day older than this means that something is wrong.
const STALE_DAYS: i64 = 4;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    out.heading(1, &fill("Traffic of {}", &[&report.history.repository.name]));
    out.paragraph(&sentence(report.analysis));
    out.paragraph(&stale(report.analysis));
    out
}

/// The whole story in two or three sentences, as Markdown for the top of a report.
pub(in crate::report) fn sentence(analysis: &Analysis) -> Inline {
    let Some(views) = &analysis.views.last_14 else {
        return nothing(analysis);
    };
    let first = analysis.views.all_time.map(|all| all.days.first);
    let short = first.filter(|first| views.now.days.first < *first);
    let mut sentences = vec![match short {
        Some(first) => fill("{}.", &[&first_days(views, first)]).bold(),
        None => fill("{}.", &[&views_clause(views)]).bold(),
    }];
    if let Some(spike) = latest_spike(&analysis.views.spikes, views.now.days) {
        sentences.push(spike_sentence(spike, views.now.days));
    }
    if let Some(clones) = analysis.clones.last_14.as_ref() {
        sentences.push(clones_sentence(clones));
    }
    joined(&sentences, " ")
}

fn nothing(analysis: &Analysis) -> Inline {
    match analysis.span {
        None => "No day is known yet. GitHub publishes a day one to three days after it has ended; the next runs will \
                 find the first."
            .into(),
        Some(days) => fill("No day of views is known whole yet; what is known covers {}.", &[&days]),
    }
}

/// The sentence while fewer than 14 days lie behind: the days before the first are no days of the ledger.
fn first_days(views: &Trailing, first: crate::domain::Date) -> Inline {
    let days = Days::new(first, views.now.days.last);
    let count = counted(views.now.count.unwrap_or(0), "view", "views");
    if days.length() == 1 {
        return fill("{} on {}, the only day known so far", &[&count, &days]);
    }
    let known = match views.now.known_days {
        known if known == days.length() => Inline::default(),
        known => fill(", {} of them known", &[&known]),
    };
    fill(
        "{} in the first {} days ({}{})",
        &[&count, &days.length(), &days, &known],
    )
}

fn views_clause(views: &Trailing) -> Inline {
    let days = views.now.days;
    let count = views.now.count.unwrap_or(0);
    if count == 0 && views.now.is_whole() {
        return fill("No views in 14 days ({})", &[&days]);
    }
    let by = match views.uniques {
        Some(uniques) if uniques.get() > 0 => fill(
            " by {}",
            &[&counted(uniques.get(), "unique visitor", "unique visitors")],
        ),
        _ => Inline::default(),
    };
    let known = match views.now.known_days {
        known if known == days.length() => Inline::default(),
        known => fill(", {} of them known", &[&known]),
    };
    fill(
        "{}{} in 14 days ({}{}){}",
        &[
            &counted(count, "view", "views"),
            &by,
            &days,
            &known,
            &change_clause(views),
        ],
    )
}

fn change_clause(trailing: &Trailing) -> Inline {
    match trailing.change {
        Some(change) if change.percent() == 0 => ", as many as in the 14 days before".into(),
        Some(change) => fill(", {} on the 14 days before", &[&change_phrase(change)]),
        None if trailing.before.is_whole() && trailing.before.count == Some(0) && trailing.now.is_whole() => {
            ", after none in the 14 days before".into()
        }
        None => Inline::default(),
    }
}

fn clones_sentence(clones: &Trailing) -> Inline {
    let count = clones.now.count.unwrap_or(0);
    if count == 0 {
        return if clones.now.is_whole() {
            "No clones.".into()
        } else {
            Inline::default()
        };
    }
    let by = match clones.uniques {
        Some(uniques) if uniques.get() > 0 => {
            fill(" by {}", &[&counted(uniques.get(), "unique cloner", "unique cloners")])
        }
        _ => Inline::default(),
    };
    let change = match clones.change {
        Some(change) if change.percent() == 0 => ", as often as before".into(),
        Some(change) => fill(", {}", &[&change_phrase(change)]),
        None => Inline::default(),
    };
    fill("Cloned {}{}{}.", &[&times(count), &by, &change])
}

/// The largest spike whose peak lies in these days.
fn latest_spike(spikes: &[Spike], days: Days) -> Option<&Spike> {
    let recent = spikes.iter().filter(|spike| days.contains(spike.peak));
    recent.max_by_key(|spike| spike.excess)
}

fn spike_sentence(spike: &Spike, days: Days) -> Inline {
    let day = date_near(spike.peak, days.last);
    if let Some(reason) = reason(spike) {
        return fill("The spike of {} came with {}.", &[&day, &reason]);
    }
    fill(
        "{} was a spike: {} where {} usual.",
        &[
            &day,
            &counted(spike.count, "view", "views"),
            &counted(spike.usual, "is", "are"),
        ],
    )
}

/// The first thing to name: where people came from, else a release, else where they went.
fn reason(spike: &Spike) -> Option<Inline> {
    let named = |kind: TopListKind| spike.causes.iter().find(|cause: &&Cause| cause.kind == kind);
    let code = |cause: &Cause| top_lists::code(cause.kind, &cause.name, 60);
    if let Some(referrer) = named(TopListKind::Referrer) {
        return Some(code(referrer));
    }
    if let Some(tag) = spike.releases.first() {
        return Some(fill("release {}", &[&Inline::code(tag, 60)]));
    }
    named(TopListKind::Path).map(|page| match page.name.sanitized() {
        "/" => "more visits to the front page".into(),
        _ => fill("the page {}", &[&code(page)]),
    })
}

fn stale(analysis: &Analysis) -> Inline {
    match (analysis.newest, analysis.age) {
        (Some(newest), Some(age)) if age > STALE_DAYS => fill(
            "⚠ The newest day that GitHub had published at the last capture is {}: {} earlier. Usual are one to three.",
            &[&newest, &counted(age.unsigned_abs(), "day", "days")],
        ),
        _ => Inline::default(),
    }
}
