//! PURE. Which repositories a run records: the lines of the input `repositories`, and what they mean for the repositories
//! that GitHub lists.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::repository::RepositoryName;

/// The lines of the input, at least one of which names repositories to record.
///
/// Their order does not matter for what is recorded: a repository is recorded if a line names it in full, or if a pattern
/// matches it and no line with `!` does. A name in full wins over all of those, so that `octo/*`, `!octo/demo-*`,
/// `octo/demo-main` means what it says, and an archived repository can be kept beside `!archived`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection(Vec<Line>);

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// `owner/name`: this repository, whatever the lines with `!` say.
    Name(RepositoryName),
    /// `owner/*`, `owner/lib-*`: the repositories of an owner whose names match.
    Matching(Pattern),
    /// `*`: everything that the token can see.
    Everything,
    /// `!owner/pattern`: not these.
    Without(Pattern),
    /// `!fork`: no forks.
    WithoutForks,
    /// `!archived`: no archived repositories.
    WithoutArchived,
    /// `!private`: no private and no internal repositories.
    WithoutPrivate,
}

/// An owner and a pattern for names, in which `*` stands for any number of characters. Case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    owner: String,
    name: String,
}

/// The text is not a line of the input; the message shows what is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a repository; use owner/name, owner/* or * (everything that the token can see), and !owner/pattern, \
     !fork, !archived or !private to leave some out"
)]
pub struct NotALine(String);

/// Why lines select nothing whatever GitHub lists.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSelection {
    /// There are only lines with `!`, or none.
    #[error("no line says what to record; add owner/name, owner/* or *")]
    NothingToRecord,
    /// A name and the same name with `!`.
    #[error("{0} is both listed and left out; remove one of the two lines")]
    Contradiction(RepositoryName),
}

/// What a list of GitHub says about a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRepository {
    /// Its numeric id.
    pub id: u64,
    /// Its name now.
    pub name: RepositoryName,
    /// Whether it is a fork.
    pub fork: bool,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether it is private or internal.
    pub private: bool,
    /// Whether the owner of the token may push to it, as reading traffic takes; `None` if the list does not say.
    pub can_push: Option<bool>,
}

/// What the lines make of a list.
#[derive(Debug)]
pub struct Selected<T> {
    /// What to record, each repository once: in the order of the lines, and by name within a line.
    pub matched: Vec<Match<T>>,
    /// What a pattern matched and is left out all the same, by name.
    pub excluded: Vec<Excluded>,
    /// Patterns that match nothing in the list, with or without `!`: perhaps they have a typo.
    pub unused: Vec<Line>,
}

/// A repository to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<T> {
    /// From the list.
    Listed(T),
    /// Named in full and not in the list.
    Named(RepositoryName),
}

/// A repository that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// Its name.
    pub name: RepositoryName,
    /// Why.
    pub reason: Exclusion,
}

/// Why a repository is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exclusion {
    /// By the first of the lines that does so.
    Line(Line),
    /// The owner of the token may not push to it, so GitHub would refuse its traffic.
    NoAccess,
}

impl Selection {
    /// A selection of these lines, each once.
    ///
    /// # Errors
    /// When they select nothing whatever GitHub lists.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Result<Self, InvalidSelection> {
        let mut own: Vec<Line> = Vec::new();
        for line in lines {
            if !own.iter().any(|other| other.is_same(&line)) {
                own.push(line);
            }
        }
        let selection = Self(own);
        if !selection.0.iter().any(Line::is_positive) {
            return Err(InvalidSelection::NothingToRecord);
        }
        let left_out = |name: &RepositoryName| selection.patterns_without().any(|pattern| pattern.is_exactly(name));
        let contradiction = selection.names().find(|name| left_out(name)).cloned();
        contradiction.map_or(Ok(selection), |name| Err(InvalidSelection::Contradiction(name)))
    }

    /// The names that are given in full, in their order.
    pub fn names(&self) -> impl Iterator<Item = &RepositoryName> {
        self.0.iter().filter_map(|line| match line {
            Line::Name(name) => Some(name),
            _ => None,
        })
    }

    /// The single repository that it is about; `None` if there can be others.
    #[must_use]
    pub fn only(&self) -> Option<&RepositoryName> {
        let mut names = self.names();
        let only = names.next().filter(|_| names.next().is_none());
        only.filter(|_| !self.has_everything() && self.owners().is_empty())
    }

    /// Whether it is about everything that the token can see.
    #[must_use]
    pub fn has_everything(&self) -> bool {
        self.0.contains(&Line::Everything)
    }

    /// The owners whose repositories have to be listed, each once.
    #[must_use]
    pub fn owners(&self) -> Vec<&str> {
        let mut owners: Vec<&str> = Vec::new();
        for line in &self.0 {
            if let Line::Matching(Pattern { owner, .. }) = line
                && !owners.iter().any(|other| other.eq_ignore_ascii_case(owner))
            {
                owners.push(owner);
            }
        }
        owners
    }

    /// Applies the lines to a list, which may hold a repository several times; `about` says what is known of an item.
    #[must_use]
    pub fn select<T>(&self, listed: Vec<T>, about: impl Fn(&T) -> &ListedRepository) -> Selected<T> {
        let mut ids = BTreeSet::new();
        let mut listed: Vec<Option<T>> = listed
            .into_iter()
            .filter(|item| ids.insert(about(item).id))
            .map(Some)
            .collect();
        listed.sort_by_key(|item| item.as_ref().map(|item| sort_key(&about(item).name)));
        // A list that lets its reader push nowhere says nothing about pushing: that of an App, or of a token with few rights.
        let says_access = listed.iter().flatten().any(|item| about(item).can_push == Some(true));
        let mut selected = Selected {
            matched: Vec::new(),
            excluded: Vec::new(),
            unused: Vec::new(),
        };
        let mut used = BTreeSet::new();
        for (index, line) in self.0.iter().enumerate().filter(|(_, line)| line.is_positive()) {
            let before = (selected.matched.len(), selected.excluded.len());
            for slot in &mut listed {
                let Some(repository) = slot.as_ref().map(&about) else {
                    continue;
                };
                if !line.covers(repository) || (!line.is_name() && self.names().any(|n| n.is_same(&repository.name))) {
                    continue;
                }
                match self.exclusion(line, repository, says_access) {
                    None => selected.matched.extend(slot.take().map(Match::Listed)),
                    Some((reason, by)) => {
                        used.extend(by);
                        let name = repository.name.clone();
                        selected.excluded.push(Excluded { name, reason });
                        *slot = None;
                    }
                }
            }
            if before != (selected.matched.len(), selected.excluded.len()) {
                used.insert(index);
            } else if let Line::Name(name) = line {
                selected.matched.push(Match::Named(name.clone()));
            }
        }
        selected.excluded.sort_by_key(|excluded| sort_key(&excluded.name));
        let lines = self.0.iter().enumerate();
        let unused = lines.filter(|(index, line)| line.is_pattern() && !used.contains(index));
        selected.unused = unused.map(|(_, line)| line.clone()).collect();
        selected
    }

    /// Why a repository that `line` matches is left out, with the index of the line that does so.
    fn exclusion(
        &self,
        line: &Line,
        repository: &ListedRepository,
        says_access: bool,
    ) -> Option<(Exclusion, Option<usize>)> {
        if line.is_name() {
            return None;
        }
        let mut lines = self.0.iter().enumerate().filter(|(_, other)| !other.is_positive());
        if let Some((index, by)) = lines.find(|(_, other)| other.covers(repository)) {
            return Some((Exclusion::Line(by.clone()), Some(index)));
        }
        (says_access && repository.can_push == Some(false)).then_some((Exclusion::NoAccess, None))
    }

    /// Whether a pattern is about a name, and none leaves it out: a repository of this name should be in a list.
    #[must_use]
    pub fn expects(&self, name: &RepositoryName) -> bool {
        let is_matched = self.0.iter().any(|line| match line {
            Line::Matching(pattern) => pattern.matches(name),
            Line::Everything => true,
            _ => false,
        });
        is_matched && !self.patterns_without().any(|pattern| pattern.matches(name))
    }

    fn patterns_without(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter().filter_map(|line| match line {
            Line::Without(pattern) => Some(pattern),
            _ => None,
        })
    }
}

/// GitHub ignores case in names, so the order does too.
fn sort_key(name: &RepositoryName) -> (String, RepositoryName) {
    (name.folded(), name.clone())
}

impl Line {
    /// Whether it says what to record; the others say what not to.
    fn is_positive(&self) -> bool {
        matches!(self, Self::Name(_) | Self::Matching(_) | Self::Everything)
    }

    fn is_name(&self) -> bool {
        matches!(self, Self::Name(_))
    }

    /// Whether it should match something; the flags may well match nothing.
    fn is_pattern(&self) -> bool {
        matches!(self, Self::Matching(_) | Self::Everything | Self::Without(_))
    }

    /// Whether both lines mean the same for GitHub, which ignores case.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.to_string().eq_ignore_ascii_case(&other.to_string())
    }

    fn covers(&self, repository: &ListedRepository) -> bool {
        match self {
            Self::Name(name) => name.is_same(&repository.name),
            Self::Matching(pattern) | Self::Without(pattern) => pattern.matches(&repository.name),
            Self::Everything => true,
            Self::WithoutForks => repository.fork,
            Self::WithoutArchived => repository.archived,
            Self::WithoutPrivate => repository.private,
        }
    }
}

impl FromStr for Line {
    type Err = NotALine;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let line = match text.strip_prefix('!') {
            Some("fork") => Some(Self::WithoutForks),
            Some("archived") => Some(Self::WithoutArchived),
            Some("private") => Some(Self::WithoutPrivate),
            Some(pattern) => Pattern::new(pattern).map(Self::Without),
            None if text == "*" => Some(Self::Everything),
            None if text.contains('*') => Pattern::new(text).map(Self::Matching),
            None => text.parse().ok().map(Self::Name),
        };
        line.ok_or_else(|| NotALine(crate::encode::excerpt(text, 60)))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Matching(Pattern { owner, name }) => write!(f, "{owner}/{name}"),
            Self::Everything => f.write_str("*"),
            Self::Without(Pattern { owner, name }) => write!(f, "!{owner}/{name}"),
            Self::WithoutForks => f.write_str("!fork"),
            Self::WithoutArchived => f.write_str("!archived"),
            Self::WithoutPrivate => f.write_str("!private"),
        }
    }
}

impl Pattern {
    /// The owner must be one of GitHub's, and the rest a name with `*` anywhere in it.
    fn new(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let is_owner = format!("{owner}/x").parse::<RepositoryName>().is_ok();
        let is_pattern = (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte));
        (is_owner && is_pattern).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    fn matches(&self, name: &RepositoryName) -> bool {
        self.owner.eq_ignore_ascii_case(name.owner()) && glob(&self.name, name.name())
    }

    /// Whether it is a name in full, and this one.
    fn is_exactly(&self, name: &RepositoryName) -> bool {
        !self.name.contains('*') && self.matches(name)
    }
}

/// Whether a text matches a pattern with `*`. Each part between two `*` is looked for once, from the left, which finds a
/// match if there is one.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(text) = text.strip_prefix(first).and_then(|text| text.strip_suffix(last)) else {
        return false;
    };
    let mut text = text;
    middle.split('*').all(|part| match text.find(part) {
        Some(at) => {
            text = &text[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(lines: &str) -> Selection {
        let lines = lines.split(' ').map(|line| line.parse().expect(line));
        Selection::new(lines).expect("a selection")
    }

    /// A repository; behind its name `+fork`, `+archived`, `+private`, `+push` and `+read` say more.
    fn listed(id: u64, text: &str) -> ListedRepository {
        let mut words = text.split('+');
        let name = words.next().unwrap_or_default().parse().expect(text);
        let words: Vec<&str> = words.collect();
        let has = |word: &str| words.contains(&word);
        ListedRepository {
            id,
            name,
            fork: has("fork"),
            archived: has("archived"),
            private: has("private"),
            can_push: (has("push") || has("read")).then(|| has("push")),
        }
    }

    fn applied(lines: &str, repositories: &str) -> Selected<ListedRepository> {
        let words = repositories.split(' ').filter(|word| !word.is_empty());
        let listed = (1..).zip(words).map(|(id, text)| listed(id, text)).collect();
        selection(lines).select(listed, |item| item)
    }

    /// What is recorded, in its order; `?` behind what is not in the list.
    fn recorded(lines: &str, repositories: &str) -> String {
        let names = applied(lines, repositories)
            .matched
            .into_iter()
            .map(|found| match found {
                Match::Listed(repository) => repository.name.to_string(),
                Match::Named(name) => format!("{name}?"),
            });
        names.collect::<Vec<_>>().join(" ")
    }

    fn excluded(lines: &str, repositories: &str) -> Vec<String> {
        let excluded = applied(lines, repositories).excluded.into_iter();
        let reason = |reason| match reason {
            Exclusion::Line(line) => line.to_string(),
            Exclusion::NoAccess => "no access".to_owned(),
        };
        excluded
            .map(|one| format!("{} {}", one.name, reason(one.reason)))
            .collect()
    }

    #[test]
    fn lines_are_read_and_written_back() {
        for text in [
            "o/r",
            "o/*",
            "*",
            "!o/r",
            "!o/*",
            "!o/a-*.js",
            "o/*-lib",
            "!fork",
            "!archived",
            "!private",
        ] {
            assert_eq!(text.parse().map(|line: Line| line.to_string()), Ok(text.to_owned()));
        }
        for text in [
            "",
            "!",
            "!*",
            "o",
            "o/",
            "/*",
            "*/*",
            "*/r",
            "!!fork",
            "!forks",
            "!Fork",
            "! fork",
            "o/r?",
            "o/a/*",
            "o/[a]",
            "o /*",
            "-o/*",
            "!o",
            "o/é*",
            "https://github.com/o/*",
        ] {
            let error = text.parse::<Line>().expect_err(text).to_string();
            assert!(
                error.starts_with(&format!("{text:?} is not a repository; use owner/name, owner/*")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_pattern_matches_whole_names_without_regard_to_case() {
        for (pattern, name, matches) in [
            ("*", "anything", true),
            ("**", "x", true),
            ("lib-*", "LIB-core", true),
            ("lib-*", "my-lib-core", false),
            ("*-lib", "a-lib-lib", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("a*a", "a", false),
            ("ab*ba", "aba", false),
            ("a*bc*c", "abcc", true),
            ("x", "xx", false),
            ("*.js", "vue.js", true),
        ] {
            assert_eq!(glob(pattern, name), matches, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_recorded_follows_the_lines_and_then_the_names() {
        assert_eq!(recorded("b/* a/*", "a/z b/Y a/b b/x"), "b/x b/Y a/b a/z");
        assert_eq!(recorded("*", "b/x A/y a/x"), "a/x A/y b/x");
        // A second owner in the list is nobody's business.
        assert_eq!(recorded("o/*", "o/a p/a"), "o/a");
        assert_eq!(recorded("o/lib-* o/app", "o/lib-a o/x"), "o/lib-a o/app?");
        // Listed twice, by two lines and by two pages of a list that grew in between.
        assert_eq!(recorded("o/* *", "o/a"), "o/a");
        let twice = vec![listed(7, "o/a"), listed(7, "o/renamed")];
        assert_eq!(selection("*").select(twice, |item| item).matched.len(), 1);
    }

    #[test]
    fn the_first_line_with_an_exclamation_mark_is_the_reason() {
        let list = "o/a o/b+fork o/c+archived+fork o/d+private o/demo-1";
        assert_eq!(
            excluded("o/* !archived !fork !private !o/demo-*", list),
            ["o/b !fork", "o/c !archived", "o/d !private", "o/demo-1 !o/demo-*"]
        );
        assert_eq!(recorded("o/* !archived !fork !private !o/demo-*", list), "o/a");
        assert_eq!(recorded("!O/A *", list), "o/b o/c o/d o/demo-1");
        assert_eq!(recorded("* !o/*", list), "");
        // What no line asks for is not left out either.
        assert!(excluded("p/* !fork", list).is_empty());
    }

    #[test]
    fn a_name_in_full_wins_over_every_exclusion() {
        let list = "o/demo-main+fork+archived+private+read o/demo-2 o/x+push";
        let lines = "o/* !o/demo-* !fork !archived !private o/demo-main";
        assert_eq!(recorded(lines, list), "o/x o/demo-main");
        assert_eq!(excluded(lines, list), ["o/demo-2 !o/demo-*"]);
        assert_eq!(recorded("* O/DEMO-2", list), "o/x o/demo-2");
    }

    #[test]
    fn what_the_token_may_not_push_to_is_left_out_if_the_list_says_so() {
        assert_eq!(excluded("*", "o/a+push o/b+read o/c"), ["o/b no access"]);
        // An installation's list lets nobody push.
        assert_eq!(recorded("*", "o/a+read o/b+read"), "o/a o/b");
    }

    #[test]
    fn patterns_that_match_nothing_are_named() {
        let unused = |lines: &str| {
            let lines = applied(lines, "o/a o/b+fork").unused;
            lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(unused("o/* o/lib-* !o/x-* !o/b !archived o/z"), "o/lib-* !o/x-*");
        // It matches, even if all of it is left out.
        assert_eq!(unused("o/b* o/a* !fork"), "");
        assert_eq!(applied("*", "").unused, [Line::Everything]);
    }

    #[test]
    fn a_selection_says_what_to_record() {
        let make = |lines: &str| Selection::new(lines.split(' ').map(|line| line.parse().expect(line)));
        assert_eq!(make("!fork !o/x"), Err(InvalidSelection::NothingToRecord));
        let error = make("o/a O/B !o/b").expect_err("both").to_string();
        assert_eq!(error, "O/B is both listed and left out; remove one of the two lines");
        assert!(make("o/b !o/*").is_ok());
        let several = selection("o/a P/* p/lib-* o/* O/A *");
        assert_eq!((several.owners(), several.names().count()), (vec!["P", "o"], 1));
        assert!(several.has_everything() && !selection("o/*").has_everything());
    }

    #[test]
    fn each_part_of_a_pattern_begins_behind_the_one_before_it() {
        assert!(glob("*ab*b*", "xabxb") && !glob("*ab*b*", "xab"));
        assert!(glob("a*ab*b", "aabb") && !glob("a*ab*b", "aab"));
    }

    #[test]
    fn a_selection_is_about_one_repository_if_it_names_one_and_no_other_can_be_meant() {
        let only = |lines: &str| selection(lines).only().map(ToString::to_string);
        assert_eq!(only("o/r"), Some("o/r".to_owned()));
        for more in ["o/r o/s", "o/r o/*", "o/r *", "o/*", "*"] {
            assert_eq!(only(more), None, "{more}");
        }
    }
}
