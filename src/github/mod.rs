//! EDGE. GitHub through octocrab, and nowhere else.
//!
//! One call: [`client`] sends it over the stack of `transport`, `policy` decides what follows, `refusal` knows what a
//! response means and what to do about it, [`error`] is the result. What is asked for: [`listing`],
//! [`identify`], [`traffic`], [`git_data`] and [`archive`]; and for `doctor` alone, [`diagnosis`].

mod address;
pub mod api_url;
pub mod archive;
mod attempt;
mod attempt_log;
mod body;
mod call;
pub mod ci_clones;
pub mod client;
pub mod diagnosis;
mod endpoint_call;
pub mod error;
mod extracts;
mod failure;
pub mod git_data;
mod headers;
pub mod identify;
mod kept;
mod limits;
pub mod listing;

mod not_found;
mod pace;
mod pages;
mod policy;
mod proxy;
mod refusal;
mod shape;
pub mod traffic;
mod transport;
pub(crate) mod visibility;

pub use api_url::ApiUrl;
pub use client::{Client, ClientError};
pub use error::{ErrorKind, GitHubError, TokenInput};
pub use limits::Limits;
pub use proxy::{InvalidProxy, Proxies};
