//! The state behind the fake: repositories, tokens, switches, log and armed faults. Imports the parts, not the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::clock::Clock;
use crate::faults::{Fault, On};
use crate::git_store::GitStore;
use crate::github::GitHub;
use crate::log::Logged;
use crate::repository::Repository;
use crate::tokens::{self, Token};
use crate::window::TrafficSettings;

/// Sizes at which the Git Data API refuses.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Entries in one `POST git/trees`.
    pub tree_entries: usize,
    /// Bytes of inline content in one `POST git/trees`.
    pub tree_inline_bytes: usize,
    /// Bytes of one blob.
    pub blob_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tree_entries: 1000,
            tree_inline_bytes: 1 << 20,
            blob_bytes: 40 << 20,
        }
    }
}

/// A closure to run before a request is handled.
pub(crate) type Hook = Box<dyn FnOnce(&GitHub) + Send>;

/// Something that waits for its request.
pub(crate) struct Armed<T> {
    on: On,
    seen: usize,
    what: T,
}

/// A repository with its git objects.
pub(crate) struct Entry {
    pub(crate) meta: Repository,
    pub(crate) git: GitStore,
}

/// Requests that wait for each other.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) together: std::sync::Arc<tokio::sync::Barrier>,
}

/// Everything.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) root: PathBuf,
    /// Whether git objects are in memory.
    in_memory: bool,
    pub(crate) entries: Vec<Entry>,
    /// Names that a repository had before (lower case) and its id.
    pub(crate) former: BTreeMap<String, u64>,
    /// Accounts that are organisations.
    pub(crate) organizations: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) traffic: TrafficSettings,
    pub(crate) limits: Limits,
    /// Whether no token has a limit, and no answer tells of one.
    pub(crate) is_unlimited: bool,
    /// How long every request waits before it is handled.
    pub(crate) latency: std::time::Duration,
    pub(crate) log: Vec<Logged>,
    /// Counts `clear_log`, so that an answer finds only a request of its own log.
    pub(crate) log_generation: usize,
    pub(crate) answers: usize,
    pub(crate) requests_ever: u64,
    pub(crate) in_flight: usize,
    pub(crate) peak_in_flight: usize,
    pub(crate) faults: Vec<Armed<Fault>>,
    pub(crate) hooks: Vec<Armed<Option<Hook>>>,
    pub(crate) gates: Vec<Armed<Gate>>,
    /// Targets that redirect to themselves for good.
    pub(crate) loops: Vec<(String, u16)>,
    next_id: u64,
}

impl World {
    pub(crate) fn new(clock: Clock, root: PathBuf, in_memory: bool) -> Self {
        let tokens = vec![
            Token::new(tokens::CLASSIC),
            Token::new(tokens::TRAFFIC).read_only().without_actions(),
            Token::new(tokens::ACTIONS).without_traffic().without_actions(),
        ];
        Self {
            clock,
            root,
            in_memory,
            entries: Vec::new(),
            former: BTreeMap::new(),
            organizations: Vec::new(),
            tokens,
            traffic: TrafficSettings::default(),
            limits: Limits::default(),
            is_unlimited: false,
            latency: std::time::Duration::ZERO,
            log: Vec::new(),
            log_generation: 0,
            answers: 0,
            requests_ever: 0,
            in_flight: 0,
            peak_in_flight: 0,
            faults: Vec::new(),
            hooks: Vec::new(),
            gates: Vec::new(),
            loops: Vec::new(),
            next_id: 500_000_001,
        }
    }

    /// The place of a repository by its present name, without regard to case.
    pub(crate) fn by_name(&self, full_name: &str) -> Option<usize> {
        self.entries
            .iter()
            .position(|e| e.meta.full_name().eq_ignore_ascii_case(full_name))
    }

    /// The place of a repository by its id.
    pub(crate) fn by_id(&self, id: u64) -> Option<usize> {
        self.entries.iter().position(|e| e.meta.id == id)
    }

    /// All repositories, in the order of their ids.
    pub(crate) fn repositories(&self) -> impl Iterator<Item = &Repository> {
        let mut all: Vec<&Repository> = self.entries.iter().map(|entry| &entry.meta).collect();
        all.sort_by_key(|repository| repository.id);
        all.into_iter()
    }

    /// Whether an account is an organisation.
    pub(crate) fn is_organization(&self, login: &str) -> bool {
        self.organizations.iter().any(|name| name.eq_ignore_ascii_case(login))
    }

    /// Every account: owners of repositories, organisations, and who is behind a token.
    pub(crate) fn accounts(&self) -> BTreeSet<String> {
        let owners = self.entries.iter().map(|entry| entry.meta.owner.clone());
        let people = self.tokens.iter().map(|token| token.login.clone());
        owners.chain(people).chain(self.organizations.iter().cloned()).collect()
    }

    /// The repository with this present name.
    ///
    /// # Panics
    /// If there is none: a mistake in the test.
    pub(crate) fn entry(&mut self, full_name: &str) -> &mut Entry {
        let at = self.by_name(full_name);
        let at = at.unwrap_or_else(|| panic!("the fake has no repository {full_name}"));
        &mut self.entries[at]
    }

    /// The folder of a repository's git store, whatever its name is.
    pub(crate) fn git_dir(&self, id: u64) -> PathBuf {
        self.root.join(format!("{id}.git"))
    }

    /// Adds a repository with an empty git store and gives its id.
    ///
    /// # Panics
    /// If the name is taken or the folder cannot be made.
    pub(crate) fn add(&mut self, mut meta: Repository) -> u64 {
        let full_name = meta.full_name();
        assert!(
            self.by_name(&full_name).is_none(),
            "the fake has a repository {full_name} already"
        );
        if meta.id == 0 {
            meta.id = self.next_id;
            self.next_id += 1;
        }
        self.former.remove(&full_name.to_lowercase());
        let git = GitStore::create(&self.git_dir(meta.id), &meta.default_branch, self.in_memory);
        let git = git.unwrap_or_else(|e| panic!("the folder of {full_name} can be made: {e}"));
        let id = meta.id;
        self.entries.push(Entry { meta, git });
        id
    }

    /// Gives a repository another owner or name; the old path redirects from now on.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        assert!(self.by_name(to).is_none(), "the fake has a repository {to} already");
        let today = self.clock.today();
        let entry = self.entry(from);
        entry.meta.truth.rename(today, from, to);
        let renamed = Repository::new(to);
        (entry.meta.owner, entry.meta.name) = (renamed.owner, renamed.name);
        let id = entry.meta.id;
        self.former.remove(&to.to_lowercase());
        self.former.insert(from.to_lowercase(), id);
    }

    /// Deletes a repository; the folder of its git store stays.
    pub(crate) fn delete(&mut self, full_name: &str) {
        let id = self.entry(full_name).meta.id;
        self.entries.retain(|e| e.meta.id != id);
        self.former.retain(|_, former| *former != id);
    }

    pub(crate) fn arm_fault(&mut self, on: On, fault: Fault) {
        self.faults.push(Armed {
            on,
            seen: 0,
            what: fault,
        });
    }

    pub(crate) fn arm_hook(&mut self, on: On, hook: Hook) {
        self.hooks.push(Armed {
            on,
            seen: 0,
            what: Some(hook),
        });
    }

    pub(crate) fn arm_gate(&mut self, on: On, gate: Gate) {
        self.gates.push(Armed {
            on,
            seen: 0,
            what: gate,
        });
    }

    /// The fault for this request, if any; counts it for all.
    pub(crate) fn due_fault(&mut self, method: &str, target: &str) -> Option<Fault> {
        let mut due = None;
        for armed in &mut self.faults {
            if count(armed, method, target) {
                due = due.or(Some(armed.what.clone()));
            }
        }
        due
    }

    /// The hooks for this request; each is given once.
    pub(crate) fn due_hooks(&mut self, method: &str, target: &str) -> Vec<Hook> {
        self.hooks
            .iter_mut()
            .filter_map(|a| if count(a, method, target) { a.what.take() } else { None })
            .collect()
    }

    /// The gate for this request.
    pub(crate) fn due_gate(&mut self, method: &str, target: &str) -> Option<Gate> {
        let mut due = None;
        for armed in &mut self.gates {
            if count(armed, method, target) {
                due = Some(armed.what.clone());
            }
        }
        due
    }
}

fn count<T>(armed: &mut Armed<T>, method: &str, target: &str) -> bool {
    if !armed.on.matches(method, target) {
        return false;
    }
    armed.seen += 1;
    armed.on.hits(armed.seen)
}
