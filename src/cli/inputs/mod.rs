//! EDGE. The inputs: one file each, with its declaration, how it is read and its test; and the one list of them.

pub(super) mod accept;
pub(super) mod allow_default_branch;
pub(super) mod api_url;
pub(super) mod branch;
pub(super) mod ci_clones;
pub(super) mod columns;
pub(super) mod commit_message;
pub(super) mod concurrency;
pub(super) mod debug;
pub(super) mod digest;
pub(super) mod directory;
pub(super) mod doctor;
pub(super) mod dry_run;
pub(super) mod events;
pub(super) mod format;
pub(super) mod ignore_referrers;
pub(super) mod import_format;
pub(super) mod keep_queries;
pub(super) mod max_age_days;
pub(super) mod max_requests;
pub(super) mod max_wait;
pub(super) mod output;
pub(super) mod page;
pub(super) mod page_in_ledger;
pub(super) mod publish;
pub(super) mod publish_private;
pub(super) mod repositories;
pub(super) mod repository;
pub(super) mod series;
pub(super) mod shard;
pub(super) mod source;
pub(super) mod status_format;
pub(super) mod store;
pub(super) mod table;
pub(super) mod to;
pub(super) mod token;
pub(super) mod traffic;
pub(super) mod traffic_token;
pub(super) mod undo;

use crate::cli::input::Input;

/// All inputs, in the order of `action.yml`, the README and `--help`.
pub const INPUTS: &[&Input] = &[
    &traffic_token::INPUT,
    &traffic::INPUT,
    &token::INPUT,
    &repositories::INPUT,
    &repository::INPUT,
    &import_format::INPUT,
    &columns::INPUT,
    &source::INPUT,
    &undo::INPUT,
    &format::INPUT,
    &status_format::INPUT,
    &table::INPUT,
    &to::INPUT,
    &accept::INPUT,
    &store::INPUT,
    &branch::INPUT,
    &directory::INPUT,
    &allow_default_branch::INPUT,
    &output::INPUT,
    &publish::INPUT,
    &keep_queries::INPUT,
    &publish_private::INPUT,
    &api_url::INPUT,
    &page::INPUT,
    &page_in_ledger::INPUT,
    &dry_run::INPUT,
    &commit_message::INPUT,
    &shard::INPUT,
    &concurrency::INPUT,
    &max_requests::INPUT,
    &max_wait::INPUT,
    &max_age_days::INPUT,
    &ignore_referrers::INPUT,
    &events::INPUT,
    &series::INPUT,
    &digest::INPUT,
    &ci_clones::INPUT,
    &doctor::INPUT,
    &debug::INPUT,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own_and_a_sentence_of_help() {
        // Two commands may call different inputs the same.
        let names = INPUTS
            .iter()
            .flat_map(|input| input.commands.iter().map(|command| (command.name(), input.name)));
        let (names, distinct): (Vec<_>, BTreeSet<_>) = names.map(|name| (name, name)).unzip();
        assert_eq!(names.len(), distinct.len());
        for input in INPUTS {
            assert!(
                input.help.ends_with('.') && !input.help.contains('\n'),
                "{}",
                input.name
            );
            assert!(!input.commands.is_empty(), "{}", input.name);
        }
    }
}
