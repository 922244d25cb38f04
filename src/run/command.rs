//! EDGE. From a subcommand to an exit code: reads the inputs, hides the tokens, runs until done or told to stop, and
//! tells the one error. Imports every command.

use std::process::ExitCode;

use super::{Failure, Rescue, World, export_from, import_into, rebuild_all, run, verify};
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::inputs::{ExportInputs, ImportInputs, Inputs, Mistakes, RebuildInputs, RunInputs};
use crate::cli::Command;
use crate::clock::Clock;

/// What the runner shows as the cause of a cancelled step: 128 + SIGTERM.
const INTERRUPTED: u8 = 143;

/// Runs a subcommand. Exit codes: 0 done, 1 red, 2 inputs, 143 told to stop.
pub async fn execute(command: Command, environment: &Environment, console: &Console) -> ExitCode {
    match command {
        Command::Run(flags) => match RunInputs::read(&flags, environment) {
            Err(mistakes) => refuse(console, &mistakes),
            Ok(inputs) => {
                console.mask(&inputs.traffic_token);
                let world = world(&inputs.common, environment, console);
                until_told(&world, run(&inputs, &world)).await
            }
        },
        Command::Verify(flags) => match Inputs::read(&flags, environment) {
            Err(mistakes) => refuse(console, &mistakes),
            Ok(inputs) => {
                let world = world(&inputs, environment, console);
                until_told(&world, verify(&inputs, &world)).await
            }
        },
        Command::Rebuild(flags) => match RebuildInputs::read(&flags, environment) {
            Err(mistakes) => refuse(console, &mistakes),
            Ok(inputs) => {
                let world = world(&inputs.common, environment, console);
                until_told(&world, rebuild_all(&inputs, &world)).await
            }
        },
        Command::Import(flags) => match ImportInputs::read(&flags, environment) {
            Err(mistakes) => refuse(console, &mistakes),
            Ok(inputs) => {
                let world = world(&inputs.common, environment, console);
                until_told(&world, import_into(&inputs, &world)).await
            }
        },
        Command::Export(flags) => match ExportInputs::read(&flags, environment) {
            Err(mistakes) => refuse(console, &mistakes),
            Ok(inputs) => {
                let world = world(&inputs.common, environment, console);
                until_told(&world, export_from(&inputs, &world)).await
            }
        },
    }
}

/// The world of a command whose inputs are read: tokens hidden first, then the notices.
fn world<'a>(inputs: &Inputs, environment: &'a Environment, console: &'a Console) -> World<'a> {
    if let Some(token) = &inputs.connection.token {
        console.mask(token);
    }
    for notice in &inputs.notices {
        console.notice("Inputs", notice);
    }
    let clock = inputs.now.map_or(Clock::System, Clock::Fixed);
    World {
        environment,
        console,
        clock,
        rescue: Rescue::default(),
    }
}

fn refuse(console: &Console, mistakes: &Mistakes) -> ExitCode {
    console.error("Inputs", &mistakes.to_string());
    ExitCode::from(2)
}

/// Waits for the command, or for SIGINT or SIGTERM: as process 1 of a container there is no default action. Every
/// await is a safe point, since the ref moves in one request; what was fetched and not saved is rescued.
async fn until_told(world: &World<'_>, work: impl Future<Output = anyhow::Result<Vec<Failure>>>) -> ExitCode {
    let outcome = tokio::select! {
        outcome = work => outcome,
        () = told_to_stop() => {
            world.console.error("Stopped", "told to stop before the end; the branch is as it was or holds a whole commit");
            world.rescue.keep(world.environment, world.console);
            return ExitCode::from(INTERRUPTED);
        }
    };
    let failures = match outcome {
        Ok(failures) => failures,
        Err(error) => vec![Failure {
            title: "Traffic Ledger".to_owned(),
            text: story(&error),
        }],
    };
    for failure in &failures {
        world.console.error(&failure.title, &failure.text);
    }
    world.rescue.keep(world.environment, world.console);
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The error and its causes, outermost first, none told twice.
fn story(error: &anyhow::Error) -> String {
    let mut story = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if !story.contains(&words) {
            if !story.is_empty() {
                story.push_str(": ");
            }
            story.push_str(&words);
        }
    }
    story
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
