//! PURE. The checks, one file each: from facts to findings.

pub(super) mod ci_clones;
pub(super) mod clock;
pub(super) mod days;
pub(super) mod ledger;
pub(super) mod limits;
pub(super) mod publication;
pub(super) mod readers;
pub(super) mod schedule;
pub(super) mod server;
pub(super) mod store;
pub(super) mod tokens;
pub(super) mod traffic;
