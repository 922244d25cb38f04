//! EDGE. From a subcommand to an exit code: reads the inputs, hides the tokens, runs until done or told to stop, and
//! tells the one error. Imports every command.

use std::process::ExitCode;

use super::{Context, Message, UnsavedSnapshots, export_from, import_into, rebuild_all, run, verify};
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::inputs::{ExportInputs, ImportInputs, InputErrors, Inputs, RebuildInputs, RunInputs};
use crate::cli::Command;
use crate::clock::Clock;

/// What the runner shows as the cause of a cancelled step: 128 + SIGTERM.
const INTERRUPTED: u8 = 143;

/// Runs a subcommand. Exit codes: 0 done, 1 red, 2 inputs, 143 interrupted. `clock` replaces the machine's clock and
/// `SOURCE_DATE_EPOCH`: a test hands in one that it moves.
pub async fn execute(command: Command, environment: &Environment, console: &Console, clock: Option<Clock>) -> ExitCode {
    match command {
        Command::Run(flags) => match RunInputs::read(&flags, environment) {
            Err(errors) => report_invalid_inputs(console, &errors),
            Ok(inputs) => {
                console.mask(&inputs.traffic_token);
                let context = context(&inputs.common, environment, console, clock);
                run_until_shutdown(&context, run(&inputs, &context)).await
            }
        },
        Command::Verify(flags) => match Inputs::read(&flags, environment) {
            Err(errors) => report_invalid_inputs(console, &errors),
            Ok(inputs) => {
                let context = context(&inputs, environment, console, clock);
                run_until_shutdown(&context, verify(&inputs, &context)).await
            }
        },
        Command::Rebuild(flags) => match RebuildInputs::read(&flags, environment) {
            Err(errors) => report_invalid_inputs(console, &errors),
            Ok(inputs) => {
                let context = context(&inputs.common, environment, console, clock);
                run_until_shutdown(&context, rebuild_all(&inputs, &context)).await
            }
        },
        Command::Import(flags) => match ImportInputs::read(&flags, environment) {
            Err(errors) => report_invalid_inputs(console, &errors),
            Ok(inputs) => {
                let context = context(&inputs.common, environment, console, clock);
                run_until_shutdown(&context, import_into(&inputs, &context)).await
            }
        },
        Command::Export(flags) => match ExportInputs::read(&flags, environment) {
            Err(errors) => report_invalid_inputs(console, &errors),
            Ok(inputs) => {
                let context = context(&inputs.common, environment, console, clock);
                run_until_shutdown(&context, export_from(&inputs, &context)).await
            }
        },
    }
}

/// The world of a command whose inputs are read: tokens hidden first, then the notices.
fn context<'a>(
    inputs: &Inputs,
    environment: &'a Environment,
    console: &'a Console,
    clock: Option<Clock>,
) -> Context<'a> {
    if let Some(token) = &inputs.connection.token {
        console.mask(token);
    }
    for notice in &inputs.notices {
        console.notice("Inputs", notice);
    }
    let own = || inputs.now.map_or(Clock::System, Clock::Fixed);
    Context {
        environment,
        console,
        clock: clock.unwrap_or_else(own),
        unsaved: UnsavedSnapshots::default(),
    }
}

fn report_invalid_inputs(console: &Console, errors: &InputErrors) -> ExitCode {
    console.error("Inputs", &errors.to_string());
    ExitCode::from(2)
}

/// Waits for the command, or for SIGINT or SIGTERM: as process 1 of a container there is no default action. Every
/// await is a safe point, since the ref moves in one request; what was fetched and not saved is rescued.
async fn run_until_shutdown(
    context: &Context<'_>,
    work: impl Future<Output = anyhow::Result<Vec<Message>>>,
) -> ExitCode {
    let outcome = tokio::select! {
        outcome = work => outcome,
        () = shutdown_signal() => {
            context.console.error("Stopped", "told to stop before the end; the branch is as it was or holds a whole commit");
            context.unsaved.write_to_workspace(context.environment, context.console);
            return ExitCode::from(INTERRUPTED);
        }
    };
    let failures = match outcome {
        Ok(failures) => failures,
        Err(error) => vec![Message {
            title: "Traffic Ledger".to_owned(),
            text: describe_chain(&error),
        }],
    };
    for failure in &failures {
        context.console.error(&failure.title, &failure.text);
    }
    context.unsaved.write_to_workspace(context.environment, context.console);
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The error and its causes, outermost first, none told twice.
fn describe_chain(error: &anyhow::Error) -> String {
    let mut describe_chain = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if !describe_chain.contains(&words) {
            if !describe_chain.is_empty() {
                describe_chain.push_str(": ");
            }
            describe_chain.push_str(&words);
        }
    }
    describe_chain
}

#[cfg(unix)]
async fn shutdown_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
}

#[cfg(not(unix))]
async fn shutdown_signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
