//! PURE. What columns and keys mean, by the spellings that tools and people use.

use crate::domain::traffic::Metric;

/// What a column or key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// The UTC day, or the time of a capture.
    Date,
    /// The repository, as `owner/name` or the name alone.
    Repository,
    /// The owner of the repository.
    Owner,
    /// Which metric the count and the uniques of the row are of.
    Metric,
    /// The count of a metric that something else names.
    Count,
    /// The uniques of a metric that something else names.
    Uniques,
    /// The count of one metric.
    CountOf(Which),
    /// The uniques of one metric.
    UniquesOf(Which),
    /// How certain the numbers of one metric are, as this program exports it.
    StatusOf(Which),
    /// Clones made by the repository's own CI.
    CiClones,
    /// Stargazers.
    Stars,
    /// Forks.
    Forks,
    /// A referrer of a popular list.
    Referrer,
    /// A path of a popular list.
    Path,
    /// The title of a path.
    Title,
}

/// A metric, in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    /// Page views and unique visitors.
    Views,
    /// Git clones and unique cloners.
    Clones,
}

impl Which {
    pub(super) const ALL: [Self; 2] = [Self::Views, Self::Clones];

    pub(super) fn metric(self) -> Metric {
        match self {
            Self::Views => Metric::Views,
            Self::Clones => Metric::Clones,
        }
    }
}

/// Words that change nothing about what a column holds.
const FILLERS: &[&str] = &[
    "count", "counts", "total", "totals", "number", "num", "n", "of", "daily", "page", "git", "github", "repo",
    "traffic", "per", "day",
];

/// The meaning of a name; `None` where it is not certain. Names of other periods than days, such as `views_14d`, have none.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["date" | "day" | "timestamp" | "time" | "datetime"] | ["time", "iso8601"] => return Some(Meaning::Date),
        ["snapshot" | "capture" | "collection" | "utc", "date" | "day"]
        | ["captured" | "collected" | "recorded" | "fetched"] => {
            return Some(Meaning::Date);
        }
        ["captured" | "collected" | "recorded" | "fetched" | "taken", "at" | "on"] => return Some(Meaning::Date),
        ["repository" | "repo"]
        | ["repository" | "repo", "name" | "fullname"]
        | ["repository" | "repo", "full", "name"]
        | ["full", "name"] => {
            return Some(Meaning::Repository);
        }
        ["owner" | "org" | "organization" | "organisation"] | ["repository" | "repo", "owner"] => {
            return Some(Meaning::Owner);
        }
        ["metric"] | ["metric" | "traffic", "type" | "name"] => return Some(Meaning::Metric),
        ["referrer" | "referer"] => return Some(Meaning::Referrer),
        ["path"] | ["url" | "page" | "popular", "path"] => return Some(Meaning::Path),
        ["title"] | ["page", "title"] => return Some(Meaning::Title),
        ["ci", "clones"] => return Some(Meaning::CiClones),
        ["views", "status"] => return Some(Meaning::StatusOf(Which::Views)),
        ["clones", "status"] => return Some(Meaning::StatusOf(Which::Clones)),
        ["count"] | ["counts"] | ["total"] | ["total", "count"] | ["count", "total"] => return Some(Meaning::Count),
        ["uniques"]
        | ["unique"]
        | ["uniq"]
        | ["count" | "total", "unique" | "uniques"]
        | ["unique" | "uniques", "count" | "total"] => {
            return Some(Meaning::Uniques);
        }
        _ => {}
    }
    let is_unique = |word: &&str| matches!(*word, "unique" | "uniques" | "uniq" | "distinct");
    let unique = words.iter().any(is_unique);
    let mut rest: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| !is_unique(word) && !FILLERS.contains(word))
        .collect();
    rest.dedup();
    Some(match rest[..] {
        ["view" | "views"] | ["views", "visitors"] if !unique => Meaning::CountOf(Which::Views),
        ["view" | "views" | "visitor" | "visitors" | "viewer" | "viewers"] => Meaning::UniquesOf(Which::Views),
        ["clone" | "clones"] if !unique => Meaning::CountOf(Which::Clones),
        ["clone" | "clones" | "cloner" | "cloners"] => Meaning::UniquesOf(Which::Clones),
        ["star" | "stars" | "stargazer" | "stargazers"] | ["stars" | "stargazers", "cumulative"] if !unique => {
            Meaning::Stars
        }
        ["stargazers", "cumulative", "snapshot"] => Meaning::Stars,
        ["fork" | "forks"] | ["forks", "cumulative"] if !unique => Meaning::Forks,
        _ => return None,
    })
}

/// The metric that a path or key names, if it names exactly one.
pub(super) fn metric(name: &str) -> Option<Which> {
    let words = words(name);
    let has = |metric: &str| words.iter().any(|word| word.starts_with(metric));
    match (has("view") || has("visit"), has("clone")) {
        (true, false) => Some(Which::Views),
        (false, true) => Some(Which::Clones),
        _ => None,
    }
}

/// Whether a name says that its numbers are those of weeks or longer.
pub(super) fn is_named_weekly(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "week" | "weeks" | "weekly" | "month" | "monthly" | "months"
        )
    })
}

/// Whether a name says that its numbers are those of days.
pub(super) fn is_named_daily(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| matches!(word.as_str(), "day" | "days" | "daily"))
}

/// Whether a name may be that of a column of repositories.
pub(super) fn is_named_like_a_repository(name: &str) -> bool {
    words(name).iter().any(|word| {
        matches!(
            word.as_str(),
            "repo" | "repository" | "repositories" | "project" | "package" | "slug"
        )
    })
}

/// Whether a name says that its numbers are uniques.
pub(super) fn is_named_unique(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| matches!(word.as_str(), "uniq" | "unique" | "uniques" | "visitors" | "cloners"))
}

/// The words of a name in lower case, split at other characters and at capitals: `uniqueViews`, `unique_views`.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before_is_lower = false;
    for c in name.chars().take(200) {
        if !c.is_alphanumeric() || (c.is_uppercase() && before_is_lower) {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before_is_lower = c.is_lowercase();
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_in_the_wild_are_understood() {
        use Meaning::{CountOf, Date, Repository, UniquesOf};
        let spellings: &[(&str, Meaning)] = &[
            ("_date", Date),
            ("Day", Date),
            ("time_iso8601", Date),
            ("snapshot_date", Date),
            ("captured", Date),
            ("repo", Repository),
            ("repository_name", Repository),
            ("views", CountOf(Which::Views)),
            ("total_views", CountOf(Which::Views)),
            ("viewsCount", CountOf(Which::Views)),
            ("views_uniques", UniquesOf(Which::Views)),
            ("unique_views", UniquesOf(Which::Views)),
            ("Unique visitors", UniquesOf(Which::Views)),
            ("unique_visitors/cloners", UniquesOf(Which::Views)),
            ("clones_total", CountOf(Which::Clones)),
            ("unique_clones", UniquesOf(Which::Clones)),
            ("clones_uniques", UniquesOf(Which::Clones)),
            ("unique_cloners", UniquesOf(Which::Clones)),
            ("github_stars", Meaning::Stars),
            ("stargazers_count", Meaning::Stars),
            ("forks_count", Meaning::Forks),
            ("ci_clones", Meaning::CiClones),
        ];
        for (name, wanted) in spellings {
            if *name == "unique_visitors/cloners" {
                assert_eq!(meaning(name), None, "{name}: of which of the two?");
            } else {
                assert_eq!(meaning(name), Some(*wanted), "{name}");
            }
        }
        for unclear in [
            "views_14d",
            "last_views",
            "weekly_views",
            "monday",
            "last_day",
            "week",
            "views_source",
            "cumulative_views",
            "",
            "hits",
        ] {
            assert_eq!(meaning(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn a_path_names_one_metric_or_none() {
        assert_eq!(metric("traffic/views.json"), Some(Which::Views));
        assert_eq!(metric("unique-visitors"), Some(Which::Views));
        assert_eq!(metric("clones_uniq.json"), Some(Which::Clones));
        assert_eq!(metric("views-and-clones.csv"), None);
        assert_eq!(metric("reviews.csv"), None, "a part of a word says nothing");
    }
}
