//! PURE. Days that GitHub corrected downwards, and days of which an import says something else than GitHub.

use crate::domain::analysis::{Analysis, Days};
use crate::domain::history::{Correction, History, ImportConflict};
use crate::domain::text::Untrusted;
use crate::domain::traffic::Metric;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill, joined, listed};
use crate::report::phrases::{counted, counted_metric, date_near};

/// Days named in a sentence, the largest differences first.
const MOST_NAMED: usize = 3;
/// Rows of a folded table, the newest days first.
const MOST_ROWS: usize = 100;
/// A correction explains the headline for so many published days.
const RECENT: u32 = 14;

/// What GitHub has corrected in the last 14 published days, for readers who see a number fall.
pub(in crate::report) fn recent_corrections(history: &History, analysis: &Analysis) -> Inline {
    let Some(newest) = analysis.newest else {
        return Inline::default();
    };
    let start = Days::ending(newest, RECENT).first;
    let recent: Vec<&Correction> = history.corrections.iter().filter(|one| one.on >= start).collect();
    let clause = |one: &Correction| {
        let (day, on) = (date_near(one.date, newest), date_near(one.on, newest));
        fill("{} from {} to {} on {}", &[&day, &one.from, &corrected(one), &on])
    };
    match recent.as_slice() {
        [] => Inline::default(),
        [one] => fill("GitHub corrected {}.", &[&clause(one)]),
        [one, two] => fill("GitHub corrected {}, and {}.", &[&clause(one), &clause(two)]),
        several if several.iter().all(|one| one.of_uniques) => {
            let days = counted(several.len() as u64, "day", "days");
            fill("GitHub lowered the uniques of {}.", &[&days])
        }
        several => fill(
            "GitHub lowered its numbers of several days, by {}.",
            &[&removed(several)],
        ),
    }
}

/// How much several corrections took away: `12,340 views on 9 days and 12 clones on 1 day`. Uniques do not add up.
fn removed(corrections: &[&Correction]) -> Inline {
    let of = |metric| {
        let all = corrections.iter().filter(|one| one.metric == metric && !one.of_uniques);
        let drops: Vec<u64> = all.map(|one| drop(one)).collect();
        let sum = drops.iter().copied().fold(0, u64::saturating_add);
        let days = counted(drops.len() as u64, "day", "days");
        (!drops.is_empty()).then(|| fill("{} on {}", &[&amount(metric, Some(sum)), &days]))
    };
    let removed: Vec<Inline> = Metric::ALL.into_iter().filter_map(of).collect();
    listed(&removed)
}

/// Every correction: the largest in a sentence, all of them folded.
pub(super) fn corrections(history: &History) -> Document {
    let mut out = Document::new();
    let mut all: Vec<&Correction> = history.corrections.iter().collect();
    if all.is_empty() {
        return out;
    }
    all.sort_by_key(|one| (std::cmp::Reverse(drop(one)), std::cmp::Reverse(one.date), one.metric));
    let clause = |one: &&Correction| {
        let to = corrected(one);
        fill("{} from {} to {} (on {})", &[&one.date, &one.from, &to, &one.on])
    };
    out.paragraph(&fill(
        "**Corrected by GitHub: {}.** The report uses the corrected values: {}.",
        &[
            &counted(all.len() as u64, "number", "numbers"),
            &first_few(&all, clause),
        ],
    ));
    if all.len() > MOST_NAMED {
        let mut table = MarkdownTable::new(&[
            ("Day", Align::Left),
            ("Number", Align::Left),
            ("First", Align::Right),
            ("Now", Align::Right),
            ("Corrected on", Align::Left),
        ]);
        all.sort_by_key(|one| (std::cmp::Reverse(one.date), one.metric));
        for one in all.iter().take(MOST_ROWS) {
            table.row([
                one.date.to_inline(),
                match one.of_uniques {
                    true => uniques_name(one.metric),
                    false => name(one.metric),
                },
                one.from.to_inline(),
                one.to.to_inline(),
                one.on.to_inline(),
            ]);
        }
        fold(&mut out, "corrections", all.len(), &table);
    }
    out
}

/// Every contradiction between an import and GitHub: the largest in a sentence, all of them folded.
pub(super) fn conflicts(history: &History) -> Document {
    let mut out = Document::new();
    let mut all: Vec<&ImportConflict> = history.conflicts.iter().collect();
    if all.is_empty() {
        return out;
    }
    let difference = |one: &ImportConflict| one.observed.unwrap_or(0).abs_diff(one.imported.unwrap_or(0));
    all.sort_by_key(|one| {
        (
            std::cmp::Reverse(difference(one)),
            std::cmp::Reverse(one.date),
            one.metric,
        )
    });
    let clause = |one: &&ImportConflict| {
        let observed = amount(one.metric, one.observed);
        let parts: [&dyn ToInline; 4] = [&one.date, &observed, &sources(one), &one.imported];
        fill("{}: {}, {} has {}", &parts)
    };
    out.paragraph(&fill(
        "**Contradicted by GitHub: {}.** The report uses GitHub's own values: {}.",
        &[
            &counted(all.len() as u64, "imported number", "imported numbers"),
            &first_few(&all, clause),
        ],
    ));
    if all.len() > MOST_NAMED {
        let mut table = MarkdownTable::new(&[
            ("Day", Align::Left),
            ("Number", Align::Left),
            ("GitHub", Align::Right),
            ("Import", Align::Right),
            ("Source", Align::Left),
        ]);
        all.sort_by_key(|one| (std::cmp::Reverse(one.date), one.metric));
        for one in all.iter().take(MOST_ROWS) {
            table.row([
                one.date.to_inline(),
                name(one.metric),
                one.observed.to_inline(),
                one.imported.to_inline(),
                sources(one),
            ]);
        }
        fold(&mut out, "contradictions", all.len(), &table);
    }
    out
}

/// The first few as a list in a sentence, and how many more there are.
fn first_few<T>(all: &[T], clause: impl Fn(&T) -> Inline) -> Inline {
    let (named, rest) = all.split_at(all.len().min(MOST_NAMED));
    let named: Vec<Inline> = named.iter().map(clause).collect();
    match rest.len() as u64 {
        0 => joined(&named, "; "),
        more => fill("{}; and {} more", &[&joined(&named, "; "), &more]),
    }
}

/// A folded table of all, or of the newest of very many.
fn fold(out: &mut Document, what: &'static str, number: usize, table: &MarkdownTable) {
    let mut body = Document::new();
    body.table(table);
    let number = number as u64;
    let summary = match number > MOST_ROWS as u64 {
        true => fill("The {} newest of {} {}", &[&(MOST_ROWS as u64), &number, &what]),
        false => fill("All {} {}", &[&number, &what]),
    };
    out.details(&summary, body);
}

/// What a correction took away.
fn drop(correction: &Correction) -> u64 {
    let (from, to) = (correction.from.unwrap_or(0), correction.to.unwrap_or(0));
    from.saturating_sub(to)
}

/// `110 views`, `1 clone`; the sign for what cannot be known.
fn amount(metric: Metric, count: Option<u64>) -> Inline {
    count.map(|count| counted_metric(metric, count)).to_inline()
}

/// The number that GitHub states now: `110 views`, `5 unique visitors`.
fn corrected(correction: &Correction) -> Inline {
    let uniques = |number| match correction.metric {
        Metric::Views => counted(number, "unique visitor", "unique visitors"),
        Metric::Clones => counted(number, "unique cloner", "unique cloners"),
    };
    match correction.of_uniques {
        true => correction.to.map(uniques).to_inline(),
        false => amount(correction.metric, correction.to),
    }
}

fn uniques_name(metric: Metric) -> Inline {
    match metric {
        Metric::Views => "Unique visitors".into(),
        Metric::Clones => "Unique cloners".into(),
    }
}

fn name(metric: Metric) -> Inline {
    match metric {
        Metric::Views => "Views".into(),
        Metric::Clones => "Clones".into(),
    }
}

fn sources(conflict: &ImportConflict) -> Inline {
    let names = conflict.sources.iter();
    let names: Vec<Inline> = names.map(|name| Inline::code(&Untrusted::new(name), 40)).collect();
    listed(&names)
}
