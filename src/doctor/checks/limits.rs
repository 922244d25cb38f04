//! PURE. Rate limits: what is left, against what a run needs.

use crate::code::Code;
use crate::doctor::facts::{Facts, StoreFacts, TokenFacts};
use crate::doctor::finding::{Finding, Level};
use crate::format::grouped;

/// Requests for traffic of one repository on a day on which everything is asked for (`docs/scale.md`).
const TRAFFIC: u64 = 9;
/// Requests to the store for one repository: its history, and its share of the writes.
const STORE: u64 = 2;
/// Requests to the store of a run.
const RUN: u64 = 12;

pub(in crate::doctor) fn check(facts: &Facts) -> Vec<Finding> {
    let repositories = facts.repositories.len() as u64;
    let needed = |token: &TokenFacts| {
        let is_branch = matches!(facts.store, StoreFacts::Branch(_));
        let traffic = TRAFFIC * repositories;
        let store = if is_branch { RUN + STORE * repositories } else { 0 };
        match (token.input, token.is_shared) {
            (_, true) => traffic + store,
            ("traffic-token", false) => traffic,
            _ => store,
        }
    };
    let of = |token: &TokenFacts| {
        let (limit, left, resets) = token.answer.as_ref().ok()?.limit?;
        let about = format!("`{}`", token.input);
        let needed = needed(token);
        if needed == 0 {
            return None;
        }
        let text = format!(
            "{} of {} requests an hour are left, and a run needs up to {}",
            grouped(left),
            grouped(limit),
            grouped(needed)
        );
        Some(match (needed > limit, needed > left) {
            (true, _) => Finding::new(Level::Warning, about, text)
                .code(Code::RateLimit)
                .fix("A run visits as many repositories as the limit allows, the most urgent first. Share the others out with `shard`, or use the token of a GitHub App."),
            (false, true) => {
                let until = resets.map_or_else(String::new, |at| format!(" after {at}"));
                Finding::new(Level::Warning, about, text)
                    .code(Code::RateLimit)
                    .fix(format!("Run{until}, or use a token of its own."))
            }
            (false, false) => Finding::good(about, text),
        })
    };
    facts.tokens.iter().filter_map(of).collect()
}
