//! PURE. Whose data is it: what columns, keys, folders and file names say of the repository.

use std::fmt;

use crate::domain::repository::RepositoryName;
use crate::encode::excerpt;

/// What is known of the repository that numbers belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataOwner {
    /// Nothing.
    Unnamed,
    /// Its name, as `owner/name`.
    Named(RepositoryName),
    /// Its name without the owner.
    Called(String),
    /// The words in a path or of keys that tell it from other data, such as folders. They may be a repository's name.
    Label(Vec<String>),
}

impl DataOwner {
    /// The owner in a text such as a cell; a URL of the repository is accepted, too.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let text = match text.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => text,
        };
        let text = text.strip_suffix(".git").unwrap_or(text);
        if let Ok(name) = text.parse() {
            return Some(Self::Named(name));
        }
        Self::from_parts(None, text)
    }

    /// The owner of data whose place is named after the repository, as far as the parts are there and valid.
    pub(super) fn from_parts(owner: Option<&str>, name: &str) -> Option<Self> {
        if let Some(owner) = owner {
            return format!("{owner}/{name}").parse().ok().map(Self::Named);
        }
        // A name is valid if it is together with any owner.
        let is_name = format!("o/{name}").parse::<RepositoryName>().is_ok();
        is_name.then(|| Self::Called(name.to_owned()))
    }

    /// The words of a path that may name a repository: those about metrics, dates and storage are left out.
    pub(super) fn from_path(path: &str) -> Self {
        let mut parts: Vec<&str> = path.split('/').collect();
        if let Some(name) = parts.pop() {
            parts.push(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        }
        let words: Vec<String> = parts
            .into_iter()
            .filter_map(distinguishing)
            .map(str::to_owned)
            .collect();
        if words.is_empty() {
            Self::Unnamed
        } else {
            Self::Label(words)
        }
    }

    /// The same with the keys that lead to a value in a document.
    pub(super) fn below(self, keys: &[&str]) -> Self {
        let mut words = match self {
            Self::Label(words) => words,
            Self::Unnamed => Vec::new(),
            named => return named,
        };
        words.extend(keys.iter().filter_map(|key| distinguishing(key)).map(str::to_owned));
        if words.is_empty() {
            Self::Unnamed
        } else {
            Self::Label(words)
        }
    }

    /// Whether the data can be that of a repository: its name is the one given, or a word is its name. Nothing is excluded
    /// where no repository is named.
    #[must_use]
    pub fn may_be(&self, repository: &RepositoryName) -> bool {
        match self {
            Self::Unnamed => true,
            Self::Named(name) => name.is_same(repository),
            Self::Called(name) => name.eq_ignore_ascii_case(repository.name()),
            Self::Label(words) => {
                let (owner, own) = (repository.owner(), repository.name());
                let joined = ["_", "__", "-"].map(|between| format!("{owner}{between}{own}"));
                let is_one = |word: &String| {
                    let mut forms = joined.iter().map(String::as_str).chain([own]);
                    forms.any(|form| word.eq_ignore_ascii_case(form))
                };
                words.iter().any(is_one)
            }
        }
    }

    /// A text by which the same owner is found again; GitHub ignores the case of names.
    pub(super) fn key(&self) -> String {
        let (kind, text) = match self {
            Self::Unnamed => ("0", String::new()),
            Self::Named(name) => ("1", name.to_string()),
            Self::Called(name) => ("2", name.clone()),
            Self::Label(words) => ("3", words.join("/")),
        };
        format!("{kind}{}", text.to_lowercase())
    }
}

impl fmt::Display for DataOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unnamed => f.write_str("unnamed repository"),
            Self::Named(name) => name.fmt(f),
            Self::Called(name) => f.write_str(name),
            Self::Label(words) => {
                let text = format!("{:?}", excerpt(&words.join("/"), 100));
                f.write_str(text.trim_matches('"'))
            }
        }
    }
}

/// Words for metrics and periods, which stand before or after the name of a repository: `spike-views`.
const METRIC_WORDS: &[&str] = &[
    "clone",
    "cloners",
    "clones",
    "count",
    "counts",
    "daily",
    "day",
    "days",
    "forks",
    "paths",
    "referrers",
    "stargazers",
    "stars",
    "traffic",
    "uniq",
    "unique",
    "uniques",
    "view",
    "views",
    "visitors",
    "weekly",
];

/// Words that say what is in a file or folder and not whose it is, if there are no others.
const COMMON_WORDS: &[&str] = &[
    "analytics",
    "api",
    "archive",
    "badge",
    "cloner",
    "csv",
    "data",
    "dev",
    "export",
    "fd",
    "fork",
    "gh",
    "ghrs",
    "ghstats",
    "gghstats",
    "github",
    "history",
    "insights",
    "json",
    "list",
    "log",
    "logs",
    "metrics",
    "month",
    "old",
    "path",
    "popular",
    "raw",
    "ref",
    "referrer",
    "refs",
    "repo",
    "report",
    "reports",
    "repository",
    "response",
    "responses",
    "run",
    "runs",
    "series",
    "snapshot",
    "snapshots",
    "star",
    "stargazer",
    "stat",
    "statistics",
    "stats",
    "stdin",
    "top",
    "total",
    "totals",
    "tsv",
    "visit",
    "visitor",
    "visits",
    "week",
    "year",
];

/// A part of a path without the words for metrics and the dates at its ends; `None` if what is left names nothing.
fn distinguishing(part: &str) -> Option<&str> {
    let is_separator = |c: char| !c.is_alphanumeric();
    let mut rest = part.trim_matches(is_separator);
    loop {
        let first = rest.split(is_separator).next().unwrap_or_default();
        let last = rest.rsplit(is_separator).next().unwrap_or_default();
        if is_metric_or_time(first) {
            rest = rest[first.len()..].trim_start_matches(is_separator);
        } else if is_metric_or_time(last) {
            rest = rest[..rest.len() - last.len()].trim_end_matches(is_separator);
        } else {
            break;
        }
    }
    let is_common = |word: &str| is_metric_or_time(word) || COMMON_WORDS.contains(&word.to_ascii_lowercase().as_str());
    let mut words = rest.split(is_separator).filter(|word| !word.is_empty());
    words.any(|word| !is_common(word)).then_some(rest)
}

fn is_metric_or_time(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    // Digits with a letter or two: 2026, W14, 2026w14, 20260402T101112Z.
    let is_time = lower.bytes().any(|b| b.is_ascii_digit())
        && lower
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'w' | b't' | b'z' | b'q' | b'v'));
    is_time || METRIC_WORDS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(path: &str) -> String {
        match DataOwner::from_path(path) {
            DataOwner::Label(words) => words.join("/"),
            _ => String::new(),
        }
    }

    #[test]
    fn words_about_metrics_and_dates_name_no_repository() {
        for common in [
            "views.csv",
            "traffic/clones.csv",
            "traffic-data/2026-04-07.json",
            "data/2026-W14.json",
            "traffic_views_20260402T101112Z.json",
            "stats-2024.csv",
        ] {
            assert_eq!(label(common), "", "{common}");
        }
        assert_eq!(label("traffic-my.repo/traffic_views.json"), "my.repo");
        assert_eq!(label("data/octo/spike-views.csv"), "octo/spike");
        assert_eq!(label("views_über.csv"), "über");
        assert_eq!(label("my-stats-2026.csv"), "my-stats", "a part of a name");
    }

    #[test]
    fn owners_are_names_or_urls() {
        let named = |text: &str| match DataOwner::from_text(text) {
            Some(DataOwner::Named(name)) => name.to_string(),
            Some(DataOwner::Called(name)) => name,
            _ => String::new(),
        };
        assert_eq!(named(" octo/spike "), "octo/spike");
        assert_eq!(named("https://github.com/octo/spike.git"), "octo/spike");
        assert_eq!(named("spike"), "spike");
        assert_eq!(named("a/b/c"), "");
        assert_eq!(named(""), "");
        assert_eq!(named("=cmd()"), "");
    }

    #[test]
    fn a_label_is_a_repository_only_by_a_whole_word() {
        let spike: RepositoryName = "octo/spike".parse().expect("a name");
        let may_be = |path: &str| DataOwner::from_path(path).may_be(&spike);
        assert!(may_be("views.csv") && may_be("Spike/views.csv") && may_be("octo_spike-views.csv"));
        assert!(!may_be("spike2/views.csv") && !may_be("octo/other/views.csv"));
    }
}
