//! PURE. Clones by CI and by others on the last days, where they were estimated from the jobs of GitHub Actions, folded.

use crate::domain::Date;
use crate::domain::analysis::Days;
use crate::domain::ci_clones::CiCertainty;
use crate::domain::ledger_folder::CI_CLONES_FILE;
use crate::domain::traffic::{Day, DayCount};
use crate::report::Report;
use crate::report::markdown::{Align, Document, Inline, MarkdownTable, ToInline, fill};

/// Days of the table.
const DAYS: u32 = 14;

pub(super) fn section(report: &Report<'_>) -> Document {
    let mut out = Document::new();
    let estimated = report.history.recorded_days();
    let mut estimated = estimated.filter(|(_, day)| day.ci_certainty.is_some());
    let Some((last, _)) = estimated.next_back() else {
        return out;
    };
    let first = estimated.next().map_or(last, |(first, _)| first);
    // Those of the headline: the clones of later ones are not published yet.
    let share = report.analysis.ci_share;
    let days = share.map_or(Days::ending(last, DAYS), |share| share.ci.days);
    let days = Days::new(days.first.max(first).min(days.last), days.last);
    let mut table = MarkdownTable::new(&[
        ("Day", Align::Left),
        ("Clones", Align::Right),
        ("By CI (estimate)", Align::Right),
        ("Others", Align::Right),
        ("Unique cloners other than CI (estimate)", Align::Right),
    ]);
    let mut dates: Vec<Date> = days.each().collect();
    dates.reverse();
    for date in dates {
        let day = report.history.day(date);
        let clones = day.and_then(|day| day.clones.as_ref()).and_then(DayCount::known_count);
        table.row([
            date.to_inline(),
            clones.to_inline(),
            day.map(by_ci).to_inline(),
            day.map(others).to_inline(),
            day.and_then(Day::cloners_beside_ci).to_inline(),
        ]);
    }
    let mut body = Document::new();
    body.table(&table);
    let method = "A checkout in a job of GitHub Actions is one clone, and a build of Pages one more; a step counts as a checkout by \
                  its name. On days with many runs only some are read (~): the others are taken to be like those of the \
                  same workflow. Of a day marked ≥ some runs are unknown. Others are unknown (–) where CI seems to have made more \
                  clones than there were. All jobs with `GITHUB_TOKEN` are one unique cloner a day. CI elsewhere, other \
                  tokens, and a checkout of another repository cannot be told apart.";
    let data = Inline::from("`ci-clones.csv`").link(Some(&report.file(CI_CLONES_FILE)));
    body.paragraph(&fill("{} All days are in {}.", &[&Inline::from(method), &data]).small());
    out.details(&"Clones by CI and by others".into(), body);
    out
}

/// `12`, `~12` if not every run was looked into, `≥ 12` if nothing is known of some.
fn by_ci(day: &Day) -> Inline {
    let mark = match day.ci_certainty {
        Some(CiCertainty::AtLeast) => "≥ ",
        Some(CiCertainty::Estimated) => "~",
        Some(CiCertainty::Counted) | None => "",
    };
    match day.ci_clones {
        Some(clones) => fill("{}{}", &[&mark, &clones]),
        None => None::<u64>.to_inline(),
    }
}

fn others(day: &Day) -> Inline {
    match (day.clones_by_others(), day.ci_certainty) {
        (Some(others), Some(CiCertainty::Estimated)) => fill("~{}", &[&others]),
        (others, _) => others.to_inline(),
    }
}
