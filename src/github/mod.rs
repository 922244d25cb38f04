//! EDGE. GitHub through octocrab, and nowhere else. May import the domain, the clock and the secret; never the store,
//! the plan or the report.
//!
//! One call: [`client`] sends it over the stack of `transport`, `policy` decides what follows, [`error`] and
//! `advice` tell what went wrong. What is asked for: [`traffic`] and [`git_data`].

mod advice;
pub mod api_url;
mod attempt;
pub mod client;
pub mod error;
pub mod git_data;
pub mod git_tree;
mod policy;
pub mod traffic;
mod transport;

pub use api_url::ApiUrl;
pub use client::{Client, ClientError, Limits};
pub use error::{ErrorKind, GitHubError, TokenInput};
