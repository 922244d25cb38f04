//! PURE. What the repositories of an overview have together, and what of it is not certain.

use crate::domain::analysis::aligned::Comparison;
use crate::domain::analysis::{Aligned, AlignedRepository};
use crate::domain::traffic::Metric;
use crate::report::markdown::{Inline, fill, joined, listed};
use crate::report::phrases::{change_phrase, counted};

/// Repositories that are not current are named up to this number.
const MOST_NAMES: usize = 5;

/// The views and clones of all current repositories.
pub(super) fn sums(aligned: &Aligned<'_>) -> Inline {
    let (views, clones) = (aligned.sum(Metric::Views), aligned.sum(Metric::Clones));
    let least = match views.missing_days + clones.missing_days {
        0 => Inline::default(),
        _ => "At least".into(),
    };
    let (current, all) = (aligned.current().count() as u64, aligned.repositories.len() as u64);
    let repositories = match current == all {
        true => counted(all, "repository", "repositories"),
        false => fill("{} of {}", &[&current, &counted(all, "repository", "repositories")]),
    };
    let sums = fill(
        "{} and {} in {} in 14 days ({}).",
        &[
            &counted(views.count, "view", "views"),
            &counted(clones.count, "clone", "clones"),
            &repositories,
            &aligned.days,
        ],
    );
    joined(&[least, sums], " ")
}

/// The change from the 14 days before, of the repositories that have both periods whole.
pub(super) fn changes(aligned: &Aligned<'_>) -> Inline {
    let current = aligned.current().count() as u64;
    let change = |metric, name: &'static str| {
        let compared = aligned.change(metric)?;
        Some((fill("{} {}", &[&name, &change_phrase(compared.change)]), compared))
    };
    let views = change(Metric::Views, "Views are");
    let clones = change(Metric::Clones, if views.is_some() { "clones" } else { "Clones are" });
    let both: Vec<(Inline, Comparison)> = [views, clones].into_iter().flatten().collect();
    let Some((_, first)) = both.first() else {
        return Inline::default();
    };
    let fewest = both
        .iter()
        .map(|(_, compared)| compared.repositories)
        .min()
        .unwrap_or(0);
    let sentences: Vec<Inline> = both.iter().map(|(sentence, _)| sentence.clone()).collect();
    let first_days = first.before;
    match fewest == current {
        true => fill("{} from the 14 days before ({}).", &[&listed(&sentences), &first_days]),
        false => fill(
            "{} from the 14 days before ({}), counting the {} with both periods complete.",
            &[
                &listed(&sentences),
                &first_days,
                &counted(fewest, "repository", "repositories"),
            ],
        ),
    }
}

/// Why these days, where the newest days of the repositories differ.
pub(super) fn common_days(aligned: &Aligned<'_>) -> Inline {
    match aligned.spread {
        0 => Inline::default(),
        days => fill(
            "The newest days of these repositories lie up to {} apart; {} are the newest 14 days that all of them have.",
            &[&counted(days, "day", "days"), &aligned.days],
        ),
    }
}

/// Why the sums are lower bounds.
pub(super) fn missing_days(aligned: &Aligned<'_>) -> Inline {
    let all = aligned.current().count() as u64 * u64::from(aligned.days.length());
    let missing = |metric| aligned.sum(metric).missing_days;
    let missing = match (missing(Metric::Views), missing(Metric::Clones)) {
        (0, 0) => return Inline::default(),
        (views, 0) => fill("views are unknown or incomplete on {}", &[&views]),
        (0, clones) => fill("clones are unknown or incomplete on {}", &[&clones]),
        (views, clones) => fill(
            "views are unknown or incomplete on {} and clones on {}",
            &[&views, &clones],
        ),
    };
    fill("Of the {} days of these repositories, {}.", &[&all, &missing])
}

/// The repositories that are in no sum, and why.
pub(super) fn left_out(aligned: &Aligned<'_>) -> Inline {
    let left_out: Vec<&AlignedRepository<'_>> = aligned.repositories.iter().filter(|one| !one.is_current).collect();
    let named = left_out.iter().take(MOST_NAMES).map(|one| {
        let name = &one.recent.repository.name;
        match one.recent.newest_day() {
            Some(newest) => fill("{} (newest day {})", &[name, &newest]),
            None => fill("{} (no complete day yet)", &[name]),
        }
    });
    let named: Vec<Inline> = named.collect();
    let names = match (left_out.len() - named.len()) as u64 {
        0 => listed(&named),
        more => fill("{} and {} more", &[&joined(&named, ", "), &more]),
    };
    match left_out.len() {
        0 => Inline::default(),
        _ => fill("Not included for lack of recent days: {}.", &[&names]),
    }
}
