//! The handle of tests and hooks: add and change repositories, arm faults, read the log. Imports the world.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::clock::Clock;
use crate::faults::{Fault, On};
use crate::git_store::{Person, Planted, exact};
use crate::log::{self, Logged, Scope, TooEarly};
use crate::repository::Repository;
use crate::tokens::Token;
use crate::truth::Truth;
use crate::window::TrafficSettings;
use crate::world::{Gate, Limits, World};

/// A handle to a running fake. Clones mean the same fake; it stops when its [`crate::FakeGitHub`] is dropped.
///
/// Methods that name a repository take its present `owner/name` and panic if there is none: a mistake in the test.
#[derive(Clone)]
pub struct GitHub {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) address: SocketAddr,
}

impl GitHub {
    /// The root of the API, such as `http://127.0.0.1:40123`, without a slash at the end.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same API below `/api/v3`, as on a GitHub Enterprise Server.
    #[must_use]
    pub fn enterprise_api_url(&self) -> String {
        format!("http://{}/api/v3", self.address)
    }

    /// The clock that decides what the fake shows.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.world().clock.clone()
    }

    /// Adds a repository; gives its id.
    pub fn add(&self, repository: Repository) -> u64 {
        self.world().add(repository)
    }

    /// Makes an account an organisation; without it every account is a person.
    pub fn add_organization(&self, login: &str) {
        self.world().organizations.push(login.to_owned());
    }

    /// Changes a repository in place. For another name use [`GitHub::rename`].
    pub fn edit(&self, full_name: &str, change: impl FnOnce(&mut Repository)) {
        change(&mut self.world().entry(full_name).meta);
    }

    /// A copy of a repository's data.
    #[must_use]
    pub fn repository(&self, full_name: &str) -> Repository {
        self.world().entry(full_name).meta.clone()
    }

    /// The traffic that really was.
    #[must_use]
    pub fn truth(&self, full_name: &str) -> Truth {
        self.world().entry(full_name).meta.truth.clone()
    }

    /// Renames (`o/a` to `o/b`) or transfers (`o/a` to `p/a`): the id stays, the old path redirects, visitors' paths
    /// carry the new name from today on.
    pub fn rename(&self, from: &str, to: &str) {
        self.world().rename(from, to);
    }

    /// Deletes a repository. One added later under the same name has another id.
    pub fn delete(&self, full_name: &str) {
        self.world().delete(full_name);
    }

    /// The bare git repository on disk, with everything that its refs lead to now.
    ///
    /// # Panics
    /// If objects that are in memory cannot be written there.
    #[must_use]
    pub fn git_dir(&self, full_name: &str) -> PathBuf {
        let mut world = self.world();
        let entry = world.entry(full_name);
        let (id, saved) = (entry.meta.id, entry.git.save());
        saved.unwrap_or_else(|e| panic!("the objects of {full_name} can be written: {e}"));
        world.git_dir(id)
    }

    /// Registers a token, or replaces the one with the same value.
    pub fn add_token(&self, token: Token) {
        let mut world = self.world();
        world.tokens.retain(|t| t.value != token.value);
        world.tokens.push(token);
    }

    /// Takes a token away: GitHub answers 401 from now on.
    pub fn revoke(&self, value: &str) {
        self.world().tokens.retain(|t| t.value != value);
    }

    /// A copy of a registered token, with its used-up limit.
    #[must_use]
    pub fn token(&self, value: &str) -> Option<Token> {
        self.world().tokens.iter().find(|t| t.value == value).cloned()
    }

    /// Changes the switches of the traffic endpoints.
    pub fn traffic(&self, change: impl FnOnce(&mut TrafficSettings)) {
        change(&mut self.world().traffic);
    }

    /// Changes the sizes at which the Git Data API refuses.
    pub fn limits(&self, change: impl FnOnce(&mut Limits)) {
        change(&mut self.world().limits);
    }

    /// Takes the limits on requests away, as on a GitHub Enterprise Server that has none: no answer tells of one either.
    pub fn without_limits(&self) {
        self.world().is_unlimited = true;
    }

    /// Lets every request wait so long, in real time, before it is handled: what the way to GitHub and back takes.
    pub fn latency(&self, latency: std::time::Duration) {
        self.world().latency = latency;
    }

    /// Lets a request fail. Several may be armed; for one request the first armed wins.
    pub fn fail(&self, on: On, fault: Fault) {
        self.world().arm_fault(on, fault);
    }

    /// Runs a closure once, just before the request is handled (and before its fault, if it has one). It may use the
    /// handle, and even run the program under test. The log then already holds the request.
    pub fn before(&self, on: On, hook: impl FnOnce(&GitHub) + Send + 'static) {
        self.world().arm_hook(on, Box::new(hook));
    }

    /// Holds matching requests until `together` of them are there, or a second has passed: with
    /// [`GitHub::peak_in_flight`] it shows whether a program sends side by side.
    pub fn hold(&self, on: On, together: usize) {
        let together = Arc::new(tokio::sync::Barrier::new(together));
        self.world().arm_gate(on, Gate { together });
    }

    /// The most requests that were in work at once since the log was cleared.
    #[must_use]
    pub fn peak_in_flight(&self) -> usize {
        self.world().peak_in_flight
    }

    /// Takes all armed faults, hooks, gates and redirect loops away.
    pub fn clear_faults(&self) {
        let mut world = self.world();
        world.faults.clear();
        world.hooks.clear();
        world.gates.clear();
        world.loops.clear();
    }

    /// The log so far.
    #[must_use]
    pub fn log(&self) -> Vec<Logged> {
        self.world().log.clone()
    }

    /// Empties the log; numbers begin with 1 again. Armed faults keep their own counts.
    pub fn clear_log(&self) {
        let mut world = self.world();
        world.log.clear();
        world.log_generation += 1;
        world.answers = 0;
        world.peak_in_flight = 0;
    }

    /// Requests that came before the time that a limit had told.
    #[must_use]
    pub fn too_early(&self, scope: Scope) -> Vec<TooEarly> {
        log::too_early(&self.world().log, scope)
    }

    /// Commits as another writer, on top of the branch or as its first commit, and moves the branch; gives the
    /// commit's name. It takes no part in requests, log or rules.
    pub fn commit(&self, full_name: &str, branch: &str, things: &[(&str, Planted)], message: &str) -> String {
        let mut world = self.world();
        let at = world.clock.seconds();
        let person = Person {
            name: "Another Writer".to_owned(),
            email: "writer@example.org".to_owned(),
            at,
        };
        let things: Vec<_> = things
            .iter()
            .map(|(path, thing)| ((*path).to_owned(), thing.clone()))
            .collect();
        let commit = world.entry(full_name).git.plant(branch, &things, message, &person);
        commit
            .unwrap_or_else(|e| panic!("a commit to {branch} of {full_name} can be made: {e}"))
            .to_string()
    }

    /// The commit of a branch.
    #[must_use]
    pub fn head(&self, full_name: &str, branch: &str) -> Option<String> {
        self.world()
            .entry(full_name)
            .git
            .target(&format!("refs/heads/{branch}"))
            .map(|oid| oid.to_string())
    }

    /// Sets a branch to a commit that exists, or deletes it: back to an earlier state, without any check.
    pub fn set_head(&self, full_name: &str, branch: &str, commit: Option<&str>) {
        let commit = commit.map(|c| exact(c).unwrap_or_else(|| panic!("{c} is a commit's full name")));
        let moved = self
            .world()
            .entry(full_name)
            .git
            .set_ref(&format!("refs/heads/{branch}"), commit);
        moved.unwrap_or_else(|e| panic!("{branch} of {full_name} can be set: {e}"));
    }

    /// The commits of a branch, newest first, along first parents.
    #[must_use]
    pub fn commits(&self, full_name: &str, branch: &str) -> Vec<String> {
        let mut world = self.world();
        let git = &world.entry(full_name).git;
        git.commits(git.target(&format!("refs/heads/{branch}")))
            .into_iter()
            .map(|oid| oid.to_string())
            .collect()
    }

    /// All files of a branch's head; empty if there is no such branch.
    #[must_use]
    pub fn files(&self, full_name: &str, branch: &str) -> BTreeMap<String, Vec<u8>> {
        self.head(full_name, branch)
            .map(|head| self.files_at(full_name, &head))
            .unwrap_or_default()
    }

    /// All files of a commit: path → bytes. Links as their target, submodules left out.
    #[must_use]
    pub fn files_at(&self, full_name: &str, commit: &str) -> BTreeMap<String, Vec<u8>> {
        let commit = exact(commit).unwrap_or_else(|| panic!("{commit} is a commit's full name"));
        self.world().entry(full_name).git.files(commit)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
