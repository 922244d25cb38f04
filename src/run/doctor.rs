//! EDGE. `doctor`: asks GitHub and the store what there is to know before a run, and prints what the checks make of it. Nothing is
//! written.

use std::io::sink;

use super::audience::LogAudience;
use super::destination::Destination;
use super::discover::discover;
use super::doctor_repositories::repositories;
use super::ledger::{OpenError, OpenLedger, open_ledger};
use super::transfer::{folders, read};
use super::{Context, Message, health, open, reading_client, text_table};
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::summary as step_summary;
use crate::cli::{DoctorInputs, LedgerLocation, RunInputs, StatusFormat};
use crate::doctor::facts::{
    BranchFacts, HistoryFacts, LedgerFacts, ScheduleFacts, StoreAbout, StoreFacts, TokenAnswer, TokenFacts, TokenKind,
};
use crate::doctor::finding::{Finding, Level};
use crate::doctor::{Facts, diagnose, render, will_work};
use crate::domain::analysis::Analysis;
use crate::domain::evidence::proof::WINDOW_DAYS;
use crate::domain::history::History;
use crate::domain::ledger_index::LedgerIndex;
use crate::domain::privacy::Publish;
use crate::domain::repository::RepositoryName;
use crate::domain::repository_state::RepositoryStatus;
use crate::domain::state::State;
use crate::domain::traffic::{DayCount, Metric};
use crate::domain::{Date, Timestamp, days_between, plus_days, utc_day};
use crate::github::git_data::{GitData, Head};
use crate::github::{Client, TokenInput, diagnosis};
use crate::secret::Secret;
use crate::store::Store;
use anstyle::{AnsiColor, Style};

/// Prints the findings of all checks.
///
/// # Errors
/// When nothing can be asked, or the findings cannot be printed.
pub async fn doctor_of(inputs: &DoctorInputs, context: &Context<'_>) -> anyhow::Result<Vec<Message>> {
    let findings = hidden(diagnose(&gather(&inputs.run, context).await?), context.console);
    let document = match inputs.format {
        StatusFormat::Table => coloured(&table(&findings), context.console).into_bytes(),
        StatusFormat::Json => render::json(&findings),
    };
    text_table::print(context.console, "Doctor", &document)?;
    step_summary::write(context.environment, context.console, &render::markdown(&findings));
    // The findings are the messages; another one would spoil the document.
    context.has_failed.set(!will_work(&findings));
    Ok(Vec::new())
}

/// The same before a run, into its log and summary. What it finds is no failure of the run, which says itself what fails.
pub(super) async fn before_run(inputs: &RunInputs, context: &Context<'_>) -> anyhow::Result<()> {
    let findings = hidden(diagnose(&gather(inputs, context).await?), context.console);
    context.console.group("Doctor");
    context.console.print(&table(&findings));
    context.console.end_group();
    step_summary::write(context.environment, context.console, &render::markdown(&findings));
    Ok(())
}

/// The findings as they may be shown: what hides a name later would leave its length in the columns.
fn hidden(mut findings: Vec<Finding>, console: &Console) -> Vec<Finding> {
    for finding in &mut findings {
        for text in [&mut finding.about, &mut finding.text] {
            *text = console.without_names(text);
        }
        for text in [&mut finding.fix, &mut finding.link].into_iter().flatten() {
            *text = console.without_names(text);
        }
    }
    findings
}

/// One block a finding: what matters most last would be overlooked, so the order is that of the checks.
fn table(findings: &[Finding]) -> String {
    let mut table = text_table::table(["", "CODE", "ABOUT", "FINDING"]);
    for finding in findings {
        let code = finding.code.map_or_else(String::new, |code| code.to_string());
        let mut text = finding.text.replace('\n', "; ");
        for more in [&finding.fix, &finding.link].into_iter().flatten() {
            text += &format!("\n  {}", more.replace('\n', " "));
        }
        table.add_row([finding.level.word().to_owned(), code, finding.about.clone(), text]);
    }
    text_table::text(&table) + &format!("{}\n", render::verdict(findings))
}

/// The words of the levels in colours, where the console shows them.
fn coloured(table: &str, console: &Console) -> String {
    let colours = [
        (Level::Problem, AnsiColor::Red),
        (Level::Warning, AnsiColor::Yellow),
        (Level::Unknown, AnsiColor::Magenta),
        (Level::Note, AnsiColor::Cyan),
        (Level::Good, AnsiColor::Green),
    ];
    let line = |line: &str| {
        let found = colours.iter().find_map(|(level, colour)| {
            let rest = line.strip_prefix(level.word()).filter(|rest| rest.starts_with(' '))?;
            let style = Style::new().bold().fg_color(Some((*colour).into()));
            Some(format!("{}{rest}\n", console.styled(style, level.word())))
        });
        found.unwrap_or_else(|| format!("{line}\n"))
    };
    table.lines().map(line).collect()
}

/// Asks for everything. What cannot be learned is part of the facts; only what makes asking impossible is an error.
async fn gather(inputs: &RunInputs, context: &Context<'_>) -> anyhow::Result<Facts> {
    let local = context.clock.now();
    let store = open(&inputs.common, &context.clock)?;
    let connection = &inputs.common.connection;
    let traffic = reading_client(inputs, &context.clock)?;
    let tokens = tokens(inputs, &traffic, &store).await;
    let destination = Destination::of(&store).await;
    let ledger = open_ledger(&store).await;
    let index = ledger
        .as_ref()
        .map_or_else(|_| LedgerIndex::default(), |ledger| ledger.index.clone());
    let audience = LogAudience::of(context, inputs, &destination, &traffic, &index).await;
    let accepts = |listed: &_| destination.accepts_listed(listed, inputs.publishing);
    // What is selected and why is a matter of a run's log.
    let silent = Console::new(&Environment::default(), false, Box::new(sink()), Box::new(sink()));
    let discovered = discover(&traffic, &inputs.selection, &accepts, &audience, &silent).await;
    let second = store.client();
    let repositories = repositories(&traffic, second, discovered.listed, discovered.names, inputs).await;
    let place = place(inputs, &store, &destination).await;
    let answered = traffic.answered().max(second.and_then(Client::answered));
    let now = answered.unwrap_or(local);
    Ok(Facts {
        now,
        is_dated: answered.is_some(),
        local,
        server: connection.server_url.clone(),
        api_host: connection.api_url.uri().host().unwrap_or_default().to_owned(),
        tokens,
        repositories,
        failures: [discovered.failures, discovered.warnings].concat(),
        store: place,
        ledger: match ledger {
            Ok(ledger) => Ok(contents(&store, &ledger, now).await),
            Err(OpenError::Store(error)) => Err(super::not_loaded(error)),
            Err(error) => Err(error.into()),
        },
        schedule: schedule(context.environment, &store).await,
        reads_traffic: inputs.reads_traffic(),
        counts_only: inputs.publishing.privacy.publish == Publish::Counts,
        publishes_private: inputs.publishing.private,
        max_age_days: inputs.max_age_days,
    })
}

/// The tokens.
async fn tokens(inputs: &RunInputs, traffic: &Client, store: &Store) -> Vec<TokenFacts> {
    let connection = &inputs.common.connection;
    let expose = |token: &Secret| token.expose().to_owned();
    let reads = inputs.traffic_token.as_ref();
    let is_shared = reads.is_some() && connection.token.as_ref().map(expose) == reads.map(expose);
    let mut tokens = Vec::new();
    if let Some(reads) = reads {
        tokens.push(token(traffic, reads, TokenInput::TrafficToken, is_shared).await);
    }
    if let (Store::Branch(branch), Some(own)) = (store, &connection.token) {
        tokens.push(token(branch.client(), own, TokenInput::Token, is_shared).await);
    }
    tokens
}

async fn token(client: &Client, token: &Secret, input: TokenInput, is_shared: bool) -> TokenFacts {
    let answer = match diagnosis::token(client, input).await {
        Ok(answer) => Ok(TokenAnswer {
            // Not every token may ask who it belongs to.
            owner: diagnosis::owner(client, input).await.ok().flatten(),
            expires: answer.expires,
            scopes: answer.scopes,
            limit: answer.limit.map(|limit| (limit.limit, limit.left, limit.resets)),
        }),
        Err(error) => Err(Message::from(&error)),
    };
    TokenFacts {
        input: input.name(),
        kind: TokenKind::of(token.expose()),
        is_shared,
        answer,
    }
}

/// The place of the ledger.
async fn place(inputs: &RunInputs, store: &Store, destination: &Destination) -> StoreFacts {
    let (open, branch, directory, name, about) = match (store, &inputs.common.location, destination) {
        (
            Store::Branch(open),
            LedgerLocation::Branch { branch, directory, .. },
            Destination::Branch { name, about },
        ) => (open, branch, directory, name, about),
        (Store::Directory(directory), ..) => {
            return StoreFacts::Directory {
                failure: directory.why_not_writable(),
                path: directory.root().display().to_string(),
            };
        }
        (Store::Branch(_), ..) => unreachable!("a branch is where the inputs say"),
    };
    let (client, now) = (open.client(), about.as_ref().map_or(name, |about| &about.name));
    let git = GitData {
        client,
        repository: now,
    };
    let exists = match git.head(branch.as_str()).await {
        Ok((head, _)) => Ok(matches!(head, Head::At(_))),
        Err(error) => Err(Message::from(&error)),
    };
    let rules = diagnosis::rules(client, now, branch.as_str()).await;
    StoreFacts::Branch(Box::new(BranchFacts {
        repository: now.clone(),
        branch: branch.as_str().to_owned(),
        is_root: directory.is_root(),
        allows_default: inputs.write.allow_default_branch,
        about: about.as_ref().map_err(Message::from).map(|about| StoreAbout {
            private: about.private,
            internal: about.internal,
            archived: about.archived,
            // Of installations GitHub says nothing that means something.
            push: about.push.filter(|_| !client.is_installation()),
            default_branch: about.default_branch.clone(),
        }),
        is_protected: diagnosis::is_protected(client, now, branch.as_str())
            .await
            .ok()
            .flatten(),
        exists,
        rules: rules.map_err(|error| Message::from(&error)),
    }))
}

/// What the ledger holds.
async fn contents(store: &Store, ledger: &OpenLedger, now: Timestamp) -> LedgerFacts {
    let mut facts = LedgerFacts {
        is_new: ledger.index.0.is_empty() && ledger.base.contents.is_empty(),
        ..LedgerFacts::default()
    };
    if facts.is_new {
        let there = |path: &&str| ledger.base.files.contains_key(*path) || ledger.base.links.contains(*path);
        facts.foreign = crate::plan::layout::FRONT
            .iter()
            .copied()
            .find(there)
            .map(str::to_owned);
    }
    if let Ok(files) = store.read(&[crate::plan::layout::ATTRIBUTES_FILE]).await {
        let attributes = files
            .values()
            .next()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        facts.lfs = lfs_patterns(&attributes.unwrap_or_default());
    }
    for folder in folders(ledger).iter().filter(|folder| !folder.is_replaced()) {
        match read(store, ledger, folder).await {
            Ok(ledger) => facts.repositories.push(history_facts(&ledger.history(), now)),
            Err(failure) => facts.failures.push(failure),
        }
    }
    facts
}

/// The patterns of `.gitattributes` whose files Git LFS takes.
fn lfs_patterns(attributes: &str) -> Vec<String> {
    let lines = attributes.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let taken = lines.filter(|line| line.split_whitespace().any(|word| word == "filter=lfs"));
    taken
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// How many days are missing: those that GitHub still shows can be fetched, the others cannot.
fn history_facts(history: &History, now: Timestamp) -> HistoryFacts {
    let today = utc_day(now);
    let reading = |day: Date, metric| history.day(day).and_then(|day| day.reading(metric));
    let is_known = |day, metric| reading(day, metric).is_some_and(|reading| reading.known_count().is_some());
    let is_whole = |day: &Date| {
        let is_whole = |metric| is_known(*day, metric) && reading(*day, metric).is_some_and(DayCount::is_complete);
        Metric::ALL.into_iter().all(is_whole)
    };
    let shown = (1..=WINDOW_DAYS).rev().map(|back| plus_days(today, -back));
    let oldest = plus_days(today, -WINDOW_DAYS);
    let lost = Metric::ALL.into_iter().map(|metric| {
        let first = history.span().map_or(oldest, |(first, _)| first);
        let before = (0..days_between(first, oldest)).map(|offset| plus_days(first, offset));
        let first_known = before.clone().find(|day| is_known(*day, metric));
        before
            .filter(|day| first_known.is_some_and(|first| *day > first) && !is_known(*day, metric))
            .count()
    });
    let analysis = Analysis::new(history);
    HistoryFacts {
        name: history.repository.name.to_string(),
        is_gone: history.status == Some(RepositoryStatus::NotFound),
        lost: u32::try_from(lost.max().unwrap_or(0)).unwrap_or(u32::MAX),
        state: State::new(history, &analysis),
        age: health::ages(history, now).into_iter().map(|(_, _, age)| age).max(),
        fetchable: shown.filter(|day| !is_whole(day)).collect(),
    }
}

/// The schedule of the workflow that this is part of.
async fn schedule(environment: &Environment, store: &Store) -> Result<ScheduleFacts, String> {
    // owner/name/.github/workflows/traffic.yml@refs/heads/main
    let workflow = environment
        .given("GITHUB_WORKFLOW_REF")
        .filter(|_| environment.on_actions());
    let path = workflow.and_then(|workflow| workflow.split('@').next());
    let named = path.and_then(|path| {
        let (repository, file) = path.split_once("/.github/workflows/")?;
        Some((repository.parse::<RepositoryName>().ok()?, file.to_owned()))
    });
    let Some((repository, file)) = named else {
        return Err("not known outside of a workflow".to_owned());
    };
    let Store::Branch(branch) = store else {
        return Err("not known without a token for the branch".to_owned());
    };
    match diagnosis::workflow(branch.client(), &repository, &file).await {
        Ok(answer) => Ok(ScheduleFacts {
            repository,
            file,
            state: answer.state,
            runs: answer.runs,
        }),
        Err(error) => Err(format!("not known: {error}")),
    }
}
