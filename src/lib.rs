//! Traffic Ledger keeps the repository traffic that GitHub throws away after 14 days.
//!
//! Data runs one way, with a pure function in the middle and the world at the edges:
//!
//! ```text
//! arguments, INPUT_* ─▶ Inputs ─▶ index.json ─▶ who is visited: identities, shard, budget ─▶ groups (plan::scope)
//!                                                                                              │ one after the other
//!           github::traffic::fetch ─▶ RawSnapshot ─┐  side by side with Store::read_history ◀──┘
//!                                                  │                          ▼
//!                                                  │   plan::expected::folder ─▶ KnownLedger, and what else is in the folder;
//!                                                  │                          │  Store::open_folder lists it only if it is not so
//!                                                  ▼                          ▼
//!                                 plan::visit(base, incoming, pages)        pure: no clock, no network, no environment
//!                                   identity    which folder belongs to which repository id
//!                                   interpret   snapshot → claims (what its answers prove)
//!                                   merge       a join of claims: commutative, associative, idempotent
//!                                   judge       claims → history: each day with its certainty
//!                                   Analysis    what follows from the history
//!                                   charts      → Figure
//!                                   report      → Markdown
//!                                   ChangeSet   what will be committed, as a value
//!                                                                        │
//!          Save::add(ChangeSet), sent and forgotten ◀────────────────────┘    … next group
//!                │
//!                ▼
//!          plan::front (index, overview) ─▶ Save::finish: one commit      conflict: open again, repeat what nobody touched
//!                │
//!                ▼
//!          outputs, step summary, annotations, exit code
//! ```
//!
//! # The ideas that hold it up
//! 1. The raw snapshots are the ledger; `history.json` is a fold over them ([`plan::rebuild`]).
//! 2. Evidence, then judgement: `history.json` stores claims, whose merge is a join
//!    ([`domain::evidence::claims::Claims::merge`]): a lost race is "load again, merge again", an import is one more merge.
//!    One pure, versioned function decides what they mean ([`domain::evidence::judge::judge`]).
//! 3. Unknown is not zero: `Option` all the way, gaps in charts and words.
//! 4. Uniques do not add up: [`domain::traffic::Uniques`] has no `Add`.
//! 5. What will be committed is a value ([`plan::change_set::ChangeSet`]).
//! 6. The same input gives the same bytes: the clock is read once, maps are ordered, numbers have one form.
//! 7. A repository is its numeric id, a name is a label ([`plan::identity`]); every problem belongs to one repository.
//! 8. What is known of all repositories is in one small file ([`domain::ledger_index`]), from which the overview is made. A run
//!    costs what it visits: a history names its sources and renders its pages, so git's name of the whole folder follows from
//!    it ([`plan::expected`]); where the names agree, nothing is listed.
//! 9. Nothing is lost silently: what cannot be saved is written to the workspace ([`run::UnsavedSnapshots`]).
//!
//! # Layers
//! | module | kind | modules it may use | crates it may use |
//! |---|---|---|---|
//! | [`code`] | pure | – | – |
//! | [`message`] | pure | code | – |
//! | [`git`] | pure | – | sha1 thiserror |
//! | [`encode`] | pure | – | percent_encoding unicode_segmentation vlq |
//! | [`domain`] | pure | encode | serde serde_json jiff thiserror sha2 |
//! | [`mod@format`] | pure | domain | – |
//! | [`charts`] | pure | domain encode format | plotters plotters_backend jiff unicode_segmentation unicode_width |
//! | [`report`] | pure | domain encode format charts | serde serde_json jiff unicode_segmentation unicode_width |
//! | [`export`] | pure | domain encode | clap csv serde serde_json jiff thiserror |
//! | [`page`] | pure | domain encode charts | base64 plotters serde serde_json sha2 |
//! | [`import`] | pure | domain encode | clap csv serde serde_json jiff thiserror sha2 |
//! | [`user_files`] | pure | domain import | thiserror |
//! | [`folder`] | edge | domain import | anyhow flate2 tar thiserror zip |
//! | [`plan`] | pure | domain charts report export page import git | serde serde_json jiff thiserror anyhow sha2 |
//! | [`verify`] | pure | domain charts report export page import plan | serde serde_json jiff thiserror anyhow sha2 |
//! | [`doctor`] | pure | domain encode format report code message | serde serde_json |
//! | [`secret`] | pure | – | thiserror |
//! | [`clock`] | edge | domain | jiff tokio |
//! | [`github`] | edge | domain encode git code message secret clock | octocrab anyhow jiff serde serde_json sha1 thiserror tokio http http_body_util hyper hyper_util hyper_rustls rustls tower tracing futures_util base64 |
//! | [`store`] | edge | domain plan git github code message secret clock | anyhow flate2 hyper jiff serde serde_json tar tempfile thiserror tokio tracing |
//! | [`action`] | edge | domain encode format secret report code message | anstyle anyhow indicatif jiff serde serde_json thiserror tracing tracing_subscriber |
//! | [`cli`] | edge | domain encode secret github import export plan action code message | anstyle anyhow clap clap_complete clap_mangen jiff thiserror |
//! | [`run`] | edge | all | all |
//!
//! `tests/it/layers.rs` reads this table and holds every file to it. A pure module sees no clock, network, environment,
//! file, thread or standard stream.
//!
//! # Where to add what
//! | you want | you touch |
//! |---|---|
//! | a chart | a file in `src/charts/` and one line in its list `ALL` |
//! | a section of the report | a file in `src/report/sections/` and one line in `SECTIONS` |
//! | a form of a line of `repositories` | [`domain::selection::Line`] |
//! | a known crawler | its entry in [`domain::crawlers`] |
//! | an input | a file in `src/cli/inputs/`, its lines in the list beside it, the command that uses it |
//! | an output | a variant and a row in `src/action/outputs.rs` |
//! | a kind of claim | [`domain::evidence::claims`] and its records in `domain/wire/`, [`domain::interpret`], [`domain::evidence::judge`] |
//! | a part of the page | a file in `assets/page/` and one line in the lists of `src/page/assembly.rs` |
//! | an import format | a file in `src/import/` and one line in [`import::Format::ALL`] |
//! | a path in the store | [`domain::ledger_folder`], [`plan::layout`] |
//! | a check of `doctor` | a file in `src/doctor/checks/` and one line in its list, what it looks at in `facts.rs` and `src/run/doctor.rs` |
//! | a code of messages | its row in [`code::Code::ALL`], its heading in `docs/codes.md` |
//! | a column of the user's files | its file in `src/user_files/`, [`domain::given`] |
//! | an endpoint | its row in [`domain::snapshot::Endpoint`], the shape of its body in `src/github/endpoint_call.rs` |
//! | a refusal of GitHub | its row in `src/github/refusal.rs`, its text in the test below |
//! | a line of the debug trail | `tracing::debug!`, in an edge layer |
//!
//! # Where the design differs from a first sketch
//! - `history.json` is a [`domain::ledger::Ledger`]: the claims, an index of the sources that they were read from, and a
//!   seal over the file, so that a change by hand is not taken for traffic.
//! - Reading an answer ([`domain::response`]) is apart from what it proves ([`domain::evidence::proof`]): the one checks
//!   rows, the other windows, for runs and imports alike.
//! - A snapshot keeps the six traffic bodies as received, but for what must not be kept ([`domain::privacy`]), and of the repository and its releases only extracts: the full
//!   repository answer can hold a `temp_clone_token`, and release notes are long.

pub mod action;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod code;
pub mod doctor;
pub mod domain;
pub mod encode;
pub mod export;
pub mod folder;
pub mod format;
pub mod git;
pub mod github;
pub mod import;
pub mod message;
pub mod page;
pub mod plan;
pub mod report;
pub mod run;
pub mod secret;
pub mod store;
pub mod user_files;
pub mod verify;
