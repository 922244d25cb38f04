//! Traffic Ledger keeps the repository traffic that GitHub throws away after 14 days.
//!
//! Data runs one way, with a pure function in the middle and the world at the edges:
//!
//! ```text
//! arguments, INPUT_* ─▶ Inputs ─▶ github::traffic::fetch ─▶ RawSnapshot ─┐
//!                                                                        ▼
//!          Store::load ─▶ Base ─▶ plan::plan(base, incoming, site)          pure: no clock, no network, no environment
//!                                   observe     snapshot → history of its own
//!                                   merge       a join: commutative, associative, idempotent
//!                                   Analysis    what the history says
//!                                   charts      → Figure
//!                                   report      → Markdown
//!                                   ChangeSet   what will be committed, as a value
//!                                                                        │
//!          Store::save(ChangeSet) ◀──────────────────────────────────────┘    conflict: load again, plan again
//!                │
//!                ▼
//!          outputs, step summary, annotations, exit code
//! ```
//!
//! # The ideas that hold it up
//! 1. The raw snapshots are the ledger; the history is a fold over them ([`plan::rebuild`]).
//! 2. Merge is a join ([`domain::history::History::merge`]): a lost race is "load again, merge again", an import is
//!    one more merge.
//! 3. Unknown is not zero: `Option` all the way, gaps in charts and words.
//! 4. Uniques do not add up: [`domain::traffic::Uniques`] has no `Add`.
//! 5. What will be committed is a value ([`plan::change_set::ChangeSet`]).
//! 6. The same input gives the same bytes: the clock is read once, maps are ordered, numbers have one form.
//! 7. Nothing is lost silently: what cannot be saved is written to the workspace ([`run::UnsavedSnapshots`]).
//!
//! # Layers
//! | layer | modules | may import |
//! |---|---|---|
//! | pure | [`encode`] | `std`, percent-encoding, text tables |
//! | pure | [`git`], [`message`] | `std`; git also SHA-1 |
//! | pure | [`domain`] | `encode`, serde, the date library, digests |
//! | pure | [`mod@format`] | `domain` |
//! | pure | [`charts`] | `domain`, `encode`, `format`, plotters (nowhere else) |
//! | pure | [`report`], [`export`], [`import`] | `domain`, `encode`; the report also `format` and the figures of `charts` |
//! | pure | [`plan`], [`verify`] | all pure layers |
//! | edge | [`github`] | octocrab (nowhere else), the domain |
//! | edge | [`store`], [`action`], [`cli`], [`clock`], [`folder`] | the world |
//! | edge | [`run`] | every layer; nothing imports it but `main` |
//!
//! A test holds the imports to this table.
//!
//! # Where to add what
//! | you want | you touch |
//! |---|---|
//! | a chart | a file in `src/charts/` and one line in its list `ALL` |
//! | a section of the report | a file in `src/report/sections/` and one line in `SECTIONS` |
//! | an input | a file in `src/cli/inputs/`, its lines in the list beside it, the command that uses it |
//! | an output | a variant and a row in `src/action/outputs.rs` |
//! | a metric | [`domain::snapshot::Endpoint`], [`domain::response`], [`domain::interpret`], [`domain::history`], `wire` |
//! | an import format | a file in `src/import/` and one line in [`import::Format::ALL`] |
//! | a path in the store | [`plan::layout`] |
//! | an endpoint | its row in [`domain::snapshot::Endpoint`], the shape of its body in [`github::traffic`] |
//! | a refusal of GitHub | its row in `src/github/refusal.rs`, its text in the test below |
//! | a line of the debug trail | `tracing::debug!`, in an edge layer |
//!
//! # Where the design differs from a first sketch
//! - `history.json` is a [`domain::ledger::Ledger`]: the history, a digest over its sources and a seal over the file, so
//!   that a change by hand is told from traffic.
//! - Reading an answer (`response`) is apart from what it proves (`interpret`): the one judges rows, the other windows.
//! - A snapshot keeps the six traffic bodies as received, but of the repository and its releases only extracts: the full
//!   repository answer can hold a `temp_clone_token`, and release notes are long.

pub mod action;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod domain;
pub mod encode;
pub mod export;
pub mod folder;
pub mod format;
pub mod git;
pub mod github;
pub mod import;
pub mod message;
pub mod plan;
pub mod report;
pub mod run;
pub mod secret;
pub mod store;
pub mod verify;
