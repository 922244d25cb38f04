//! PURE. What was found in the files: what each repository's data hold, and which files could not be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::file::{FileName, split};
use super::kept::Import;
use super::owner::DataOwner;
use super::rejected::{Position, RejectedRow};
use super::{Format, kept};
use crate::domain::traffic::Metric;
use crate::domain::{Date, days_between, utc_day};

/// What files of one format hold of one repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the files say of the repository.
    pub owner: DataOwner,
    /// The files, in the order of their names.
    pub files: Vec<FileName>,
    /// The numbers.
    pub import: Import,
    /// The rejected rows, in the order of the files.
    pub rejected: Vec<RejectedRow>,
    /// What in the files was not read.
    pub notes: BTreeSet<String>,
    /// Where each day stands first. The days of a file share its name: there are many.
    pub(super) positions: BTreeMap<Date, (Arc<FileName>, Position)>,
}

/// A file of a known format that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedFile {
    /// The file.
    pub file: FileName,
    /// What is wrong with it; text from the file is escaped.
    pub reason: String,
}

/// A file of a known format that holds nothing to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyFile {
    /// The file.
    pub file: FileName,
    /// What in it was not read, if anything.
    pub notes: BTreeSet<String>,
}

/// A file of no known format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFile {
    /// The file.
    pub file: FileName,
    /// The format that comes closest.
    pub nearest: Option<Format>,
    /// What it lacks.
    pub missing: String,
}

/// Everything that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The data, by repository and format.
    pub parts: Vec<Part>,
    /// Files of a known format that could not be read.
    pub failed: Vec<FailedFile>,
    /// Files of no known format.
    pub unknown: Vec<UnknownFile>,
    /// Files of a known format that hold nothing to import.
    pub empty: Vec<EmptyFile>,
}

impl Found {
    /// Adds what one file holds.
    pub(super) fn add(&mut self, part: Part) {
        let same = |kept: &&mut Part| kept.import.tool == part.import.tool && kept.owner.key() == part.owner.key();
        match self.parts.iter_mut().find(same) {
            Some(kept) => kept.join(part),
            None => self.parts.push(part),
        }
    }

    /// Data that nothing but their places tell apart are those of several repositories where two places hold the same kind
    /// of numbers, or have different names, or are in differently named folders; and else those of one.
    pub(super) fn tell_apart(&mut self) {
        let mut places: BTreeMap<String, BTreeSet<Slot>> = BTreeMap::new();
        let is_by_place = |owner: &DataOwner| matches!(owner, DataOwner::Unnamed | DataOwner::Label(_));
        for part in self.parts.iter().filter(|part| is_by_place(&part.owner)) {
            places.entry(part.owner.key()).or_default().extend(part.slots());
        }
        let by_place = self.parts.iter().filter(|part| is_by_place(&part.owner));
        let folder = |name: &FileName| DataOwner::from_path(&format!("{}/", split(&name.path).0)).key();
        let folders: BTreeSet<String> = by_place.flat_map(|part| part.files.iter().map(folder)).collect();
        let mut seen = BTreeSet::new();
        let collide = places.values().flatten().any(|slot| !seen.insert(*slot));
        if collide || folders.len() > 1 || self.has_several_names() {
            return;
        }
        let mut words = BTreeSet::new();
        for part in &self.parts {
            if let DataOwner::Label(own) = &part.owner {
                words.extend(own.iter().cloned());
            }
        }
        let one = match words.is_empty() {
            true => DataOwner::Unnamed,
            false => DataOwner::Label(words.into_iter().collect()),
        };
        for mut part in std::mem::take(&mut self.parts) {
            if is_by_place(&part.owner) {
                part.owner = one.clone();
            }
            self.add(part);
        }
    }

    /// Whether files that nothing but their places tell apart have names that can be those of several repositories: one that
    /// only adds words to another is none.
    fn has_several_names(&self) -> bool {
        let label = |part: &Part| match &part.owner {
            DataOwner::Label(words) => Some(words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>()),
            _ => None,
        };
        let labels: BTreeSet<Vec<String>> = self.parts.iter().filter_map(label).collect();
        // In order: each must begin with the one before.
        labels
            .iter()
            .zip(labels.iter().skip(1))
            .any(|(one, next)| !next.starts_with(one))
    }

    /// The owners that are told apart, each once.
    #[must_use]
    pub fn owners(&self) -> Vec<&DataOwner> {
        let mut keys = BTreeSet::new();
        let owners = self.parts.iter().map(|part| &part.owner);
        owners.filter(|owner| keys.insert(owner.key())).collect()
    }

    /// The number of files that were read.
    #[must_use]
    pub fn files(&self) -> usize {
        self.names().len()
    }

    /// How many of them are versions that git has kept.
    #[must_use]
    pub fn versions(&self) -> usize {
        self.names().iter().filter(|name| name.committed.is_some()).count()
    }

    fn names(&self) -> BTreeSet<&FileName> {
        let parts = self.parts.iter().flat_map(|part| &part.files);
        let failed = self.failed.iter().map(|failed| &failed.file);
        let unknown = self.unknown.iter().map(|unknown| &unknown.file);
        let empty = self.empty.iter().map(|empty| &empty.file);
        parts.chain(failed).chain(unknown).chain(empty).collect()
    }
}

/// A kind of numbers of which a repository has one value at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Views,
    Clones,
    Referrers,
    Paths,
    Stars,
    Forks,
}

impl Part {
    /// Joins the data of other files.
    pub(super) fn join(&mut self, other: Self) {
        let is_after = self.files.last() < other.files.first();
        self.files.extend(other.files);
        if !is_after {
            self.files.sort();
            self.files.dedup();
        }
        self.import.join(other.import);
        self.rejected.extend(other.rejected);
        self.notes.extend(other.notes);
        for (date, place) in other.positions {
            self.positions.entry(date).or_insert(place);
        }
    }

    /// Takes away the days before the repository was created, and rejects them.
    pub(super) fn reject_before(&mut self, created: Date) {
        let later = self.import.days.split_off(&created);
        for date in std::mem::replace(&mut self.import.days, later).into_keys() {
            let reason = format!("{date} is before the repository was created ({created})");
            // A zero between rows has no row of its own.
            if let Some((file, position)) = self.positions.get(&date) {
                self.rejected.push(RejectedRow {
                    file: FileName::clone(file),
                    position: *position,
                    reason,
                    more: 0,
                });
            }
        }
    }

    /// Of how many of the days each metric is known, where it is not known of all.
    fn shares(&self) -> String {
        let known = |metric: Metric| {
            let days = self.import.days.values();
            days.filter(|day| day.metrics.of(metric).is_some()).count()
        };
        let all = self.import.days.len();
        match (known(Metric::Views), known(Metric::Clones)) {
            (views, clones) if views == all && clones == all => String::new(),
            (0, 0) => String::new(),
            (views, 0) if views == all => " of views".to_owned(),
            (0, clones) if clones == all => " of clones".to_owned(),
            (views, clones) => format!(", {views} with views and {clones} with clones"),
        }
    }

    fn slots(&self) -> BTreeSet<Slot> {
        let import = &self.import;
        let has = |metric: Metric| import.days.values().any(|day| day.metrics.of(metric).is_some());
        let zeros = |metric: Metric| !import.zeros.of(metric).is_empty();
        let slots = [
            (Slot::Views, has(Metric::Views) || zeros(Metric::Views)),
            (Slot::Clones, has(Metric::Clones) || zeros(Metric::Clones)),
            (Slot::Referrers, !import.referrers.is_empty()),
            (Slot::Paths, !import.paths.is_empty()),
            (Slot::Stars, !import.stars.is_empty()),
            (Slot::Forks, !import.forks.is_empty()),
        ];
        slots
            .into_iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(slot, _)| slot)
            .collect()
    }
}

/// The most rejected rows that are listed; their number is always shown.
const SHOWN: usize = 50;

impl fmt::Display for Part {
    /// What there is, in one line, then what in it was rejected or not read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept::Import {
            tool,
            days,
            referrers,
            paths,
            stars,
            forks,
            ..
        } = &self.import;
        let files = match &self.files[..] {
            [only] => only.to_string(),
            files => counted(files.len(), "file", "files"),
        };
        write!(f, "{tool}, {files}: ")?;
        let mut parts = Vec::new();
        if let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) {
            let all = usize::try_from(days_between(*first, *last) + 1).unwrap_or(usize::MAX);
            let span = match all.saturating_sub(days.len()) {
                _ if first == last => first.to_string(),
                0 => format!("{first} to {last}"),
                missing => format!("{first} to {last}, {missing} missing"),
            };
            parts.push(format!(
                "{}{} ({span})",
                counted(days.len(), "day", "days"),
                self.shares()
            ));
        }
        let zeros: usize = Metric::ALL
            .into_iter()
            .map(|metric| self.import.zeros.of(metric).len())
            .sum();
        if zeros > 0 {
            parts.push(format!(
                "{} of nothing but zeros, which prove nothing until another one agrees",
                counted(zeros, "window", "windows")
            ));
        }
        let lists = referrers.len() + paths.len();
        if lists > 0 {
            parts.push(match lists {
                1 => "1 list of popular paths or referrers".to_owned(),
                lists => format!("{lists} lists of popular paths and referrers"),
            });
        }
        for (readings, name) in [(stars, "stars"), (forks, "forks")] {
            if let Some((at, newest)) = readings.last_key_value() {
                let times = counted(readings.len(), "reading", "readings");
                parts.push(format!("{times} of {name} (last {newest} on {})", utc_day(*at)));
            }
        }
        writeln!(
            f,
            "{}",
            if parts.is_empty() {
                "nothing".to_owned()
            } else {
                parts.join("; ")
            }
        )?;
        for note in &self.notes {
            writeln!(f, "  {note}")?;
        }
        match self.rejected.iter().map(RejectedRow::rows).sum() {
            0 => {}
            1 => writeln!(f, "  1 row rejected:")?,
            rows => writeln!(f, "  {rows} rows rejected:")?,
        }
        for row in self.rejected.iter().take(SHOWN) {
            writeln!(f, "    {row}")?;
        }
        match self.rejected.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "    and {more} more"),
        }
    }
}

impl fmt::Display for UnknownFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, nearest, missing } = self;
        match nearest {
            Some(nearest) => write!(f, "{file}: not recognised; the nearest format is {nearest}: {missing}"),
            None => write!(f, "{file}: not recognised: {missing}"),
        }
    }
}

impl fmt::Display for EmptyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let notes: Vec<&str> = self.notes.iter().map(String::as_str).collect();
        match notes[..] {
            [] => write!(f, "{}: it holds nothing", self.file),
            _ => write!(f, "{}: {}", self.file, notes.join("; ")),
        }
    }
}

pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
