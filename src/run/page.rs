//! EDGE. The page to explore: as a command, and in the workspace at the end of a run.

use super::audience::LogAudience;
use super::destination::Destination;
use super::ledger::open_ledger;
use super::ledger_page::LedgerPage;
use super::transfer::{folders, read_each};
use super::{Context, Message, not_loaded, open};
use crate::cli::{PageInputs, RunInputs};
use crate::domain::ledger_folder::Folder;
use crate::format::counted;
use crate::import::RepositoryChoice;
use crate::page::PageData;
use crate::store::{Directory, Store, replace_file};

const TITLE: &str = "Page";

/// Writes the page of a ledger to a file. Repositories that cannot be read are left out of it and reported.
///
/// # Errors
/// When the ledger cannot be read or does not hold the repositories, or the file cannot be written.
pub async fn write_page_file(inputs: &PageInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let store = open(&inputs.common, &context.clock)?;
    let (data, failures) = chosen(&store, &|folder| is_chosen(&inputs.selection, folder)).await?;
    if data.is_empty() && failures.is_empty() {
        let missing = match &inputs.selection {
            RepositoryChoice::All => "no ledger was found".to_owned(),
            RepositoryChoice::One(name) => format!("the ledger does not contain {name}"),
            RepositoryChoice::AllOf(owner) => format!("the ledger contains no repository of {owner}"),
        };
        let help = "Check `store`, `branch` and `directory`, or `--output`, and `--repository`.";
        return Err(Message::new(TITLE, missing).with_help(help).into());
    }
    let page = data.render();
    let written = replace_file(&inputs.to, page.as_bytes());
    written.map_err(|error| {
        Message::new(TITLE, format!("could not write {}", inputs.to.display())).with_cause(error.to_string())
    })?;
    report(context, &inputs.to.display().to_string(), data.len(), page.len());
    Ok(failures)
}

/// Writes the page of the whole ledger to the workspace, if the inputs want one. Later steps upload from there, so it shows what a
/// summary may show, and no repository that readers of the log must not see.
///
/// # Errors
/// When the ledger cannot be read, or the file cannot be written.
pub(super) async fn after_run(
    inputs: &RunInputs,
    store: &Store,
    page: &LedgerPage,
    destination: &Destination,
    audience: &LogAudience<'_>,
    context: &Context<'_>,
) -> Result<(), Message> {
    let Some(path) = &inputs.page.workspace else {
        return Ok(());
    };
    if inputs.write.dry_run {
        context.console.print("Dry run: no page was written");
        return Ok(());
    }
    if !inputs.publishing.private && !destination.may_be_shown(context) {
        let summary = "no page was written, since others than those of the private store may be able to download it";
        let help = "Run the workflow in the repository of the store, or set `publish-private: true`.";
        context.console.warning(&Message::new(TITLE, summary).with_help(help));
        return Ok(());
    }
    let ledger = open_ledger(store).await.map_err(Message::from)?;
    let (mut data, failures) = page.whole(store, &ledger).await.map_err(not_loaded)?;
    // The run has reported what it could not read; the rest of the ledger is on the page.
    for failure in failures {
        context.console.warning(&failure);
    }
    let all = data.len();
    data.retain(|name| audience.may_see(name));
    if data.len() < all {
        let summary = "the page was written without private repositories, since everybody could download it";
        let help = "Run the workflow in a private repository, or set `publish-private: true`.";
        context.console.notice(&Message::new(TITLE, summary).with_help(help));
    }
    let page = data.render();
    Directory::new(context.environment.workspace())
        .write(path, page.as_bytes())
        .map_err(|error| Message::from(error).with_title(TITLE))?;
    report(context, path, data.len(), page.len());
    Ok(())
}

/// The data of the chosen repositories of a ledger, and why some of them cannot be read.
async fn chosen(store: &Store, is_chosen: &dyn Fn(&Folder) -> bool) -> Result<(PageData, Vec<Message>), Message> {
    let ledger = open_ledger(store).await.map_err(Message::from)?;
    let (mut data, mut failures) = (PageData::default(), Vec::new());
    let all = folders(&ledger);
    let chosen: Vec<&Folder> = all.iter().filter(|folder| is_chosen(folder)).collect();
    read_each(store, &ledger, &chosen, |place, read| match read {
        Ok(read) => data.insert(chosen[place], &read.history()),
        Err(failure) => failures.push(failure),
    })
    .await;
    Ok((data, failures))
}

fn is_chosen(selection: &RepositoryChoice, folder: &Folder) -> bool {
    match selection {
        RepositoryChoice::All => true,
        RepositoryChoice::One(name) => folder.is_same_name(&Folder::of(name)),
        RepositoryChoice::AllOf(owner) => folder
            .as_str()
            .split_once('/')
            .is_some_and(|(own, _)| own.eq_ignore_ascii_case(owner)),
    }
}

fn report(context: &Context<'_>, path: &str, repositories: usize, bytes: usize) {
    let repositories = counted(repositories as u64, "repository", "repositories");
    let kilobytes = bytes.div_ceil(1000);
    context
        .console
        .print(&format!("Wrote the page of {repositories} to {path} ({kilobytes} kB)"));
}
