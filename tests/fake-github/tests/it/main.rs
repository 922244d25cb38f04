//! The fake GitHub from outside: over the wire and through plain git.
#![allow(missing_docs, reason = "tests are told by their names")]

mod client;
mod faults;
mod git;
mod listing;
mod repositories;
mod tokens;
