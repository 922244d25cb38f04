//! EDGE. `verify` and `rebuild`: reads the store, asks the pure core and reports.

use std::collections::BTreeMap;

use super::destination::Destination;
use super::{Context, Message, not_loaded, open, output, save_planned, server, site};
use crate::action::progress::Counter;
use crate::cli::{Inputs, RebuildInputs};
use crate::domain::ledger_index::INDEX_FILE;
use crate::format::counted;
use crate::plan::change_set::Base;
use crate::plan::rebuild::{RebuildError, SourceError, rebuild};
use crate::store::Store;
use crate::verify;

/// Checks the ledger without writing; every finding comes back as a failure.
///
/// # Errors
/// When the ledger cannot be read at all.
pub async fn verify(inputs: &Inputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(inputs, &context.clock)?;
    let (base, contents) = read(&store, context).await?;
    let site = server::recorded_site(&store, &base, &contents, inputs).await?;
    let verdict = verify::verify(&base, &contents, &site);
    let (repositories, sources) = (verdict.repositories, verdict.sources);
    if repositories == 0 {
        let message = Message::new("Verify", "no ledger was found")
            .with_help("Check `store`, `branch` and `directory`, or `--output`.");
        return Ok(vec![message]);
    }
    let read = format!(
        "{} and {}",
        counted(repositories as u64, "repository", "repositories"),
        counted(sources as u64, "source", "sources")
    );
    if verdict.findings.is_empty() {
        context
            .console
            .print(&format!("OK: {read} read, every generated file matches its history"));
    } else {
        context.console.print(&format!(
            "{read} read, {}",
            counted(verdict.findings.len() as u64, "finding", "findings")
        ));
    }
    let message = |finding: verify::Finding| Message::new(finding.file, finding.what).with_help(finding.fix);
    Ok(verdict.findings.into_iter().map(message).collect())
}

/// Makes history, charts and reports again from the snapshots and imports.
///
/// # Errors
/// When the ledger cannot be read or written, or one of its sources is damaged.
pub async fn rebuild_all(inputs: &RebuildInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let (base, contents) = read(&store, context).await?;
    let site = match inputs.accept.contains(INDEX_FILE) {
        true => site(&inputs.common),
        false => server::recorded_site(&store, &base, &contents, &inputs.common).await?,
    };
    let destination = Destination::of(&store).await;
    destination.check_branch(&inputs.common, &inputs.write)?;
    let mut plan = match rebuild(&base, &contents, &inputs.accept, &site) {
        Ok(plan) => plan,
        Err(RebuildError(errors)) => return Ok(errors.into_iter().map(refusal).collect()),
    };
    plan.title = Some("Rebuild the ledger from its snapshots".to_owned());
    if plan.outcomes.is_empty() {
        let message = Message::new("Rebuild", "there are no snapshots and no imports to rebuild from")
            .with_help("Check `store`, `branch` and `directory`, or `--output`.");
        return Ok(vec![message]);
    }
    for outcome in &plan.outcomes {
        output::outcome(context.console, outcome);
    }
    let saved = save_planned(&store, &base, &plan, &inputs.write, context.console).await?;
    if plan.changes.is_empty() {
        context.console.print("Everything is as it should be; nothing to write");
    } else {
        output::saved(context.console, plan.changes.changes().len(), &saved, &inputs.write);
    }
    Ok(Vec::new())
}

/// Why a rebuild writes nothing: one message for each source that prevents it.
pub(super) fn refusal((path, error): (String, SourceError)) -> Message {
    let help = error.help(&path);
    Message::new(path, "nothing was written")
        .with_cause(error.to_string())
        .with_help(help)
}

/// The store's list of files and the contents of its histories and sources.
pub(super) async fn read(store: &Store, context: &Context<'_>) -> Result<(Base, BTreeMap<String, Vec<u8>>), Message> {
    let counter = Counter::new(context.console, "Read", "files");
    let read = store.load_whole(verify::is_read, &|files| counter.at(files)).await;
    counter.clear();
    read.map_err(not_loaded)
}
