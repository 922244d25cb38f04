//! PURE. One repository's ledger with what came in for it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::change_set::{Base, BlobId};
use super::expected::close_months;
use super::files::{everything_below, is_made};
use super::identity::Visited;
use super::known_ledger::KnownLedger;
use super::layout;
use super::{Incoming, RepositoryOutcome, news};
use crate::domain::Date;
use crate::domain::analysis::days::ranges;
use crate::domain::analysis::{AnalyzedHistory, Days};
use crate::domain::evidence::claims::Claims;
use crate::domain::given::Given;
use crate::domain::highlights::Highlights;
use crate::domain::history::History;
use crate::domain::interpret::{Interpretation, interpret};
use crate::domain::ledger::Ledger;
use crate::domain::ledger_folder::Folder;
use crate::domain::ledger_index::IndexEntry;
use crate::domain::recent::Recent;
use crate::domain::repository::Repository;
use crate::domain::response::Anomalies;
use crate::domain::snapshot::RawSnapshot;
use crate::domain::traffic::Metric;
use crate::import::Import;

/// A repository's ledger after the merge, and what that takes in files.
pub(super) struct Merged {
    pub(super) folder: Folder,
    pub(super) ledger: Ledger,
    /// What the ledger means, and what follows from it.
    pub(super) whole: Arc<AnalyzedHistory>,
    pub(super) anomalies: Anomalies,
    pub(super) news: bool,
    /// Zeros that are doubtful now and were not before.
    doubts: Vec<(Metric, Days)>,
    /// What is new that a person may want to hear of.
    highlights: Highlights,
    /// Whether the files that the folder holds already are of this repository, and not of one that moves away.
    was_here: bool,
    /// Folders that are left, wholly or for files of the same name.
    pub(super) left: Vec<Folder>,
    /// Files that change their folder: from, to.
    pub(super) moves: Vec<(String, String)>,
    /// New sources by their path.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Merged {
    /// Joins the ledgers of `from`, then what came in. `folder` holds all of it afterwards.
    pub(super) fn new<'i>(
        base: &Base,
        from: Vec<(Folder, KnownLedger)>,
        folder: Folder,
        visited: &Visited,
        items: impl Iterator<Item = &'i Incoming>,
    ) -> Self {
        let joined = join(&from, visited);
        let mut merged = Self::begin(base, from, &joined, folder);
        let mut is_import = false;
        for item in items {
            is_import |= matches!(item, Incoming::Import(..));
            merged.add(base, item);
        }
        let mut sources = std::mem::take(&mut merged.ledger.sources);
        close_months(&mut sources, |below| merged.kept(base, below));
        merged.ledger.sources = sources;
        let (before, after) = (&merged.whole.history, merged.ledger.history());
        let moved = !merged.left.is_empty();
        merged.news = moved || (is_import && !merged.files.is_empty()) || news::is_news(before, &after);
        merged.doubts = new_doubts(before, &after);
        if merged.news {
            let after = AnalyzedHistory::new(after);
            merged.highlights = Highlights::between(&merged.whole, &after);
            merged.whole = Arc::new(after);
        } else {
            // Nothing of it is saved, so no page may show it.
            merged.ledger = Ledger::clone(&joined);
        }
        merged
    }

    /// The ledgers `joined` of all folders, with their files moved into the one folder.
    fn begin(base: &Base, from: Vec<(Folder, KnownLedger)>, joined: &KnownLedger, folder: Folder) -> Self {
        let was_here = from.iter().any(|(old, _)| *old == folder);
        let (mut left, mut moves) = (Vec::new(), Vec::new());
        for (old, _) in from {
            if old != folder {
                let files = everything_below(base, &old).filter(|(_, below)| !is_made(below));
                moves.extend(files.map(|(path, below)| (path.clone(), folder.join(below))));
                left.push(old);
            }
        }
        Self {
            whole: joined.whole().clone(),
            ledger: Ledger::clone(joined),
            was_here,
            folder,
            anomalies: Anomalies::new(),
            news: false,
            doubts: Vec::new(),
            highlights: Highlights::default(),
            left,
            moves,
            files: Vec::new(),
        }
    }

    /// Merges one item and keeps its file, unless the ledger has it already.
    fn add(&mut self, base: &Base, item: &Incoming) {
        let item = self.news_of(base, item);
        let (interpretation, path, content) = read(&item);
        for (key, count) in interpretation.anomalies {
            *self.anomalies.entry(key).or_default() += count;
        }
        if self.ledger.claims.merge(interpretation.claims).is_err() {
            return;
        }
        let blob = BlobId::of(&content);
        // Another run in the same second got a different response; keep both.
        let taken = self.kept(base, &path).is_some_and(|kept| kept != blob);
        let path = if taken {
            layout::collision_path(&path, &blob)
        } else {
            path
        };
        if self.kept(base, &path) != Some(blob) {
            self.ledger.sources.add(path.clone(), blob.as_bytes());
            self.files.push((self.folder.join(&path), content));
        }
    }

    /// A snapshot without what the user gave and what counts already, so that each run keeps no more than what is new. One that is
    /// kept already stays as it is.
    fn news_of<'i>(&self, base: &Base, item: &'i Incoming) -> Cow<'i, Incoming> {
        let Incoming::Snapshot(snapshot) = item else {
            return Cow::Borrowed(item);
        };
        let is_kept = || self.kept(base, &snapshot.path()) == Some(BlobId::of(&snapshot.to_bytes()));
        if snapshot.given.is_empty() || is_kept() {
            return Cow::Borrowed(item);
        }
        let given = Box::new(Given::clone(&snapshot.given).without(&self.ledger.claims.given));
        Cow::Owned(Incoming::from(RawSnapshot {
            given,
            ..RawSnapshot::clone(snapshot)
        }))
    }

    /// The content of a source that the ledger has or will have.
    fn kept(&self, base: &Base, below: &str) -> Option<BlobId> {
        let path = self.folder.join(below);
        let new = self.files.iter().find(|(new, _)| *new == path);
        let moved = self.moves.iter().find(|(_, to)| *to == path).map(|(from, _)| from);
        match new {
            Some((_, content)) => Some(BlobId::of(content)),
            None if self.was_here || moved.is_some() => base.files.get(moved.unwrap_or(&path)).copied(),
            None => None,
        }
    }

    /// What became of it; `entry` is its new one in the index, if there is one.
    pub(super) fn into_outcome(self, entry: Option<&IndexEntry>) -> RepositoryOutcome {
        let recent = entry.map_or_else(
            || Arc::new(Recent::new(&self.whole.history)),
            |entry| entry.recent.clone(),
        );
        RepositoryOutcome {
            moved_from: self.left,
            anomalies: self.anomalies,
            doubts: self.doubts,
            highlights: self.highlights,
            news: self.news,
            ..RepositoryOutcome::new(self.folder, self.whole, recent)
        }
    }
}

/// The ledgers of all folders in one; a new one where there is none.
fn join(from: &[(Folder, KnownLedger)], visited: &Visited) -> KnownLedger {
    let Some(((_, first), others)) = from.split_first() else {
        let repository = Repository {
            id: visited.id,
            name: visited.name.clone(),
            created: None,
        };
        return Ledger::new(Claims::new(repository)).into();
    };
    if others.is_empty() {
        return first.clone();
    }
    let mut ledger = Ledger::clone(first);
    for (_, other) in others {
        if ledger.claims.merge(other.claims.clone()).is_ok() {
            ledger.sources.extend(other.sources.clone());
        }
    }
    ledger.into()
}

/// Runs of doubtful zeros none of whose days was doubtful before.
fn new_doubts(before: &History, after: &History) -> Vec<(Metric, Days)> {
    let mut new = Vec::new();
    for metric in Metric::ALL {
        let before: BTreeSet<Date> = before.doubtful_days(metric).collect();
        let runs = ranges(after.doubtful_days(metric)).into_iter();
        let is_new = |run: &Days| before.range(run.first..=run.last).next().is_none();
        new.extend(runs.filter(is_new).map(|run| (metric, run)));
    }
    new
}

/// What one item claims, and the file that keeps it: its path below the repository's folder and its content.
fn read(item: &Incoming) -> (Interpretation, String, Vec<u8>) {
    match item {
        Incoming::Snapshot(snapshot) => (interpret(snapshot), snapshot.path(), snapshot.to_bytes()),
        Incoming::Import(name, import) => {
            let (path, content) = (import.path(), import.to_bytes());
            let repository = Repository {
                id: None,
                name: name.clone(),
                created: None,
            };
            let interpretation = Interpretation {
                claims: Import::clone(import).into_claims(repository, path.clone()),
                anomalies: Anomalies::new(),
            };
            (interpretation, path, content)
        }
    }
}
