//! A stateful GitHub on loopback: traffic, repositories and real git objects, with failure switches.
//!
//! Dev-only: the tests, the demo and the benches of Traffic Ledger share it. It models state, not canned answers:
//! what a write did is there afterwards even if its answer was lost.
//!
//! ```
//! use fake_github::{Count, Fault, FakeGitHub, On, Profile, Repository, TRAFFIC};
//! use jiff::civil::date;
//!
//! let fake = FakeGitHub::start(); // 2026-03-02T14:17:00Z, its own thread, any free port
//! let truth = Profile::busy(1, date(2025, 1, 1), date(2026, 3, 31)).generate("octo/ledger");
//! fake.add(Repository::new("octo/ledger").with_truth(truth));
//! fake.fail(On::nth(2).method("GET").path("/traffic/views"), Fault::Html(502));
//! let url = fake.api_url(); // hand it with the token `TRAFFIC` to the program under test, and its clock:
//! let counter = fake.clock().counter(); // Arc<AtomicI64> of Unix milliseconds
//! fake.clock().advance_days(1);
//! assert!(fake.log().is_empty()); // every request, its headers, the answer's status, the fault
//! ```
//!
//! # What is where
//! | you want | you use |
//! |---|---|
//! | start, URL, stop | [`FakeGitHub::start`], [`start_at`](FakeGitHub::start_at), [`start_with`](FakeGitHub::start_with) ([`Options`]); [`GitHub::api_url`], [`GitHub::enterprise_api_url`]; drop it |
//! | the time | [`Clock`] (`set`, `set_hour`, `advance_days`, `counter`), [`GitHub::clock`] |
//! | repositories | [`Repository`], [`Release`], [`Schedule`], [`CiRun`], [`GitHub::add`], [`edit`](GitHub::edit), [`rename`](GitHub::rename), [`delete`](GitHub::delete), [`repository`](GitHub::repository) |
//! | organisations | [`GitHub::add_organization`]; the lists of repositories follow from owners, tokens and these |
//! | traffic | [`Truth`], [`Day`], [`Count`], [`Profile`] (generator), [`Spike`], [`GitHub::truth`], [`GitHub::traffic`] with [`TrafficSettings`] ([`Regime`], [`Publishing`], episodes in which GitHub stands still or shows zeros: [`Episode`]), `Repository::no_data_yet`; [`Window`] says what the endpoints show |
//! | git | [`GitHub::git_dir`], [`commit`](GitHub::commit) with [`Planted`], [`head`](GitHub::head), [`set_head`](GitHub::set_head), [`commits`](GitHub::commits), [`files`](GitHub::files), [`files_at`](GitHub::files_at), [`Limits`], [`Rule`] |
//! | tokens | [`CLASSIC`], [`TRAFFIC`], [`ACTIONS`] are registered; [`Token`], [`Refusal`], [`GitHub::add_token`], [`revoke`](GitHub::revoke), [`token`](GitHub::token) |
//! | faults | [`GitHub::fail`] with [`On`] and [`Fault`] ([`Fault::all`] for loops), [`before`](GitHub::before) (a second writer), [`hold`](GitHub::hold), [`clear_faults`](GitHub::clear_faults) |
//! | the log | [`GitHub::log`] of [`Logged`], [`clear_log`](GitHub::clear_log), [`too_early`](GitHub::too_early) with [`Scope`], [`peak_in_flight`](GitHub::peak_in_flight) |
//!
//! By default days are published as on GitHub ([`Publishing::Natural`]: mostly yesterday by the afternoon, sometimes
//! later). For checks by hand set `Publishing::Lag(1)` and use [`Truth::flat`].
//!
//! A repository begins with no commit: git endpoints answer 409 until `PUT contents/…` or [`GitHub::commit`].

mod answer;
mod body;
mod ci;
mod clock;
mod episodes;
mod faults;
mod generate;
mod git_store;
mod github;
mod handle;
mod log;
mod repository;
mod routes;
mod server;
mod tokens;
mod truth;
mod window;
mod world;

pub use ci::{CHECKOUT, CiJob, CiRun};
pub use clock::Clock;
pub use episodes::{Effect, Episode, Whose};
pub use faults::{Fault, On, REFUSALS, RedirectTo};
pub use generate::{Profile, Spike};
pub use git_store::Planted;
pub use github::GitHub;
pub use log::{Logged, Scope, TooEarly, too_early};
pub use repository::{Release, Repository, Rule, Schedule};
pub use server::{FakeGitHub, Options};
pub use tokens::{ACTIONS, CLASSIC, Refusal, TRAFFIC, Token, TokenKind};
pub use truth::{Count, Day, Truth};
pub use window::{Metric, Publishing, Regime, Subject, TrafficSettings, Window};
pub use world::Limits;
