//! PURE. Evidence and judgement: what GitHub and imports have claimed, and what follows from all claims together.
//!
//! - [`proof`]: what one answer by day proves of the days in its window. The rule exists here alone, for runs and imports.
//! - [`claims`]: every claim, as a join: commutative, associative, idempotent. `history.json` stores these.
//! - [`doubt`]: zeros that the days before make nearly impossible.
//! - [`judge`]: one pure function from claims to a [`crate::domain::history::History`], the only thing that charts,
//!   report and exports look at. A better rule changes this function and no file.

pub mod claims;
pub mod doubt;
pub mod judge;
pub mod proof;
