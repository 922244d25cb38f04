//! EDGE. `verify` and `rebuild`: reads the store, asks the pure core, tells. Imports the store, the plan and the console.

use std::collections::BTreeMap;

use anyhow::Context as _;

use super::{Context, Message, open, output, refused, save_planned, site};
use crate::action::inputs::{Inputs, RebuildInputs};
use crate::format::counted;
use crate::plan::change_set::Base;
use crate::plan::rebuild::rebuild;
use crate::store::Store;
use crate::verify;

/// So many files are read between two lines of progress.
const CHUNK: usize = 50;

/// Checks the ledger without writing; every finding comes back as a failure.
///
/// # Errors
/// When the ledger cannot be read at all.
pub async fn verify(inputs: &Inputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(inputs, &context.clock)?;
    let (base, contents) = read(&store, context).await?;
    let verdict = verify::verify(&base, &contents, &site(inputs));
    let (repositories, sources) = (verdict.repositories, verdict.sources);
    if repositories == 0 {
        let text = "there is no ledger here; look at `store`, `branch` and `directory`, or `--output`".to_owned();
        return Ok(vec![Message {
            title: "Verify".to_owned(),
            text,
        }]);
    }
    let read = format!(
        "{} and {}",
        counted(repositories as u64, "repository", "repositories"),
        counted(sources as u64, "source", "sources")
    );
    if verdict.findings.is_empty() {
        context
            .console
            .print(&format!("Sound: {read} read, every page is what its history renders"));
    } else {
        context.console.print(&format!(
            "{read} read, {}",
            counted(verdict.findings.len() as u64, "finding", "findings")
        ));
    }
    let output = |finding: verify::Finding| Message {
        text: format!("{}. To mend it: {}", finding.what, finding.fix),
        title: finding.file,
    };
    Ok(verdict.findings.into_iter().map(output).collect())
}

/// Makes history, charts and reports again from the snapshots and imports.
///
/// # Errors
/// When the ledger cannot be read or written, or one of its sources is damaged.
pub async fn rebuild_all(inputs: &RebuildInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let site = site(&inputs.common);
    let (base, contents) = read(&store, context).await?;
    let mut plan = rebuild(&base, &contents, &site).map_err(refused)?;
    plan.title = Some("Make the ledger again from its snapshots".to_owned());
    if plan.outcomes.is_empty() {
        let text = "there is nothing to rebuild from: no snapshots and no imports are here".to_owned();
        return Ok(vec![Message {
            title: "Rebuild".to_owned(),
            text,
        }]);
    }
    for outcome in &plan.outcomes {
        output::outcome(context.console, outcome);
    }
    let saved = save_planned(&store, &base, &plan, &inputs.write, context.console).await?;
    if plan.changes.is_empty() {
        context
            .console
            .print("Everything was as it should be: nothing to write");
    } else {
        output::saved(context.console, &plan, &saved, &inputs.write);
    }
    Ok(Vec::new())
}

/// The store's list of files and the contents of its histories and sources, with progress on the way.
async fn read(store: &Store, context: &Context<'_>) -> anyhow::Result<(Base, BTreeMap<String, Vec<u8>>)> {
    let base = store.load().await.context("could not read the ledger")?;
    let mut contents = base.contents.clone();
    let paths_to_read: Vec<String> = verify::paths_to_read(&base)
        .into_iter()
        .filter(|path| !contents.contains_key(path))
        .collect();
    for (index, chunk) in paths_to_read.chunks(CHUNK).enumerate() {
        // A directory is read at once; a branch takes a request a file.
        if index > 0 && matches!(store, Store::Branch(_)) {
            context.console.print(&format!(
                "Read {} of {} snapshots and imports",
                index * CHUNK,
                paths_to_read.len()
            ));
        }
        let paths: Vec<&str> = chunk.iter().map(String::as_str).collect();
        contents.extend(store.read(&paths).await.context("could not read the ledger")?);
    }
    Ok((base, contents))
}
