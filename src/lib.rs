//! Traffic Ledger keeps the repository traffic that GitHub throws away after 14 days.

pub mod action;
pub mod charts;
pub mod cli;
pub mod clock;
pub mod domain;
pub mod export;
pub mod folder;
pub mod github;
pub mod import;
pub mod plan;
pub mod report;
pub mod run;
pub mod secret;
pub mod store;
pub mod verify;
