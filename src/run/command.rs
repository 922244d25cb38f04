//! EDGE. From arguments to an exit code: masks the tokens, runs until the end or an interruption, prints the failures.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::process::ExitCode;

use super::{
    Context, Message, UnsavedSnapshots, doctor_of, export_from, import_into, rebuild_all, run, status_of, text_table,
    verify, write_page_file,
};
use crate::action::console::Console;
use crate::action::environment::Environment;
use crate::action::outputs::Outputs;
use crate::cli::{self, Command, Inputs, ParseError};
use crate::clock::Clock;

/// The exit code of an interrupted run: 128 + SIGTERM.
const INTERRUPTED: u8 = 143;
/// The exit code for invalid arguments and inputs.
const INVALID: u8 = 2;

/// Reads a command and its inputs. The tokens are masked before anything can be printed, also those that are rejected.
///
/// # Errors
/// The exit code, when there is no command to run; why was printed.
pub fn read(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    environment: &Environment,
    console: &Console,
) -> Result<Command, ExitCode> {
    let parsed = cli::parse(arguments, environment);
    let prints_result = match &parsed {
        Ok(Command::Export(_) | Command::Status(_) | Command::Doctor(_) | Command::Completions(_)) => true,
        // The help or the version.
        Err(ParseError::CommandLine(error)) => !error.use_stderr(),
        _ => false,
    };
    for token in cli::tokens(environment) {
        console.mask(token, prints_result);
    }
    parsed.map_err(|error| report_invalid(&error, environment, console))
}

/// Runs a command. Exit codes: 0 done, 1 failed, 143 interrupted. `clock` replaces the machine's clock and
/// `SOURCE_DATE_EPOCH`: a test hands in one that it moves.
pub async fn execute(command: Command, environment: &Environment, console: &Console, clock: Option<Clock>) -> ExitCode {
    match command {
        Command::Run(inputs) => {
            let context = context(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, run(&inputs, &context)).await
        }
        Command::Verify(inputs) => {
            let context = context(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, verify(&inputs.common, &context)).await
        }
        Command::Rebuild(inputs) => {
            let context = context(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, rebuild_all(&inputs, &context)).await
        }
        Command::Import(inputs) => {
            let context = context(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, import_into(&inputs, &context)).await
        }
        Command::Export(inputs) => {
            let context = context_of_result(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, export_from(&inputs, &context)).await
        }
        Command::Status(inputs) => {
            let context = context_of_result(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, status_of(&inputs, &context)).await
        }
        Command::Doctor(inputs) => {
            let context = context_of_result(&inputs.run.common, environment, console, clock);
            run_until_shutdown(&context, doctor_of(&inputs, &context)).await
        }
        Command::Page(inputs) => {
            let context = context(&inputs.common, environment, console, clock);
            run_until_shutdown(&context, write_page_file(&inputs, &context)).await
        }
        Command::Completions(shell) => {
            let Err(message) = text_table::print(console, Message::PROGRAM, &cli::completions(shell)) else {
                return ExitCode::SUCCESS;
            };
            console.error(&message);
            ExitCode::FAILURE
        }
        Command::ManPages(directory) => {
            let Err(error) = cli::write_man_pages(&directory) else {
                return ExitCode::SUCCESS;
            };
            let text = format!("could not write the man pages to {}", directory.display());
            console.error(&Message::new(Message::PROGRAM, text).with_cause(error.to_string()));
            ExitCode::FAILURE
        }
    }
}

/// The context of a command whose inputs are valid; prints the notices about them.
fn context<'a>(
    inputs: &Inputs,
    environment: &'a Environment,
    console: &'a Console,
    clock: Option<Clock>,
) -> Context<'a> {
    for notice in &inputs.notices {
        console.notice(&Message::new("Inputs", notice));
    }
    quiet_context(inputs, environment, console, clock)
}

/// The same for a command whose result is on standard output: on Actions a notice would be part of it.
fn context_of_result<'a>(
    inputs: &Inputs,
    environment: &'a Environment,
    console: &'a Console,
    clock: Option<Clock>,
) -> Context<'a> {
    match environment.on_actions() {
        true => quiet_context(inputs, environment, console, clock),
        false => context(inputs, environment, console, clock),
    }
}

fn quiet_context<'a>(
    inputs: &Inputs,
    environment: &'a Environment,
    console: &'a Console,
    clock: Option<Clock>,
) -> Context<'a> {
    let own = || inputs.now.map_or(Clock::System, Clock::Fixed);
    Context {
        environment,
        console,
        clock: clock.unwrap_or_else(own),
        unsaved: UnsavedSnapshots::default(),
        outputs: RefCell::default(),
        has_failed: Cell::default(),
    }
}

/// Prints why there is no command to run, and gives exit code 2; asking for help or the version is not a failure.
fn report_invalid(error: &ParseError, environment: &Environment, console: &Console) -> ExitCode {
    match error {
        // clap prints in colours, but past the console, which masks the tokens.
        ParseError::CommandLine(error)
            if error.use_stderr() && (environment.on_actions() || console.masks(&error.to_string())) =>
        {
            console.error(&Message::new("Command line", error.to_string()));
        }
        ParseError::CommandLine(error) => {
            // A closed stream is ignored: there is no other place for the message.
            let _ = error.print();
            if !error.use_stderr() {
                return ExitCode::SUCCESS;
            }
        }
        ParseError::Inputs(errors) => console.error(&Message::new(Message::PROGRAM, errors.to_string())),
    }
    ExitCode::from(INVALID)
}

/// Waits for the command, or for SIGINT or SIGTERM: PID 1 of a container has no default action for them. Every await
/// is a safe point, since the branch moves in one request; unsaved snapshots are written to the workspace.
async fn run_until_shutdown(
    context: &Context<'_>,
    work: impl Future<Output = anyhow::Result<Vec<Message>>>,
) -> ExitCode {
    let outcome = tokio::select! {
        // In this order, so that signals are listened for before the work begins.
        biased;
        () = shutdown_signal() => {
            let message = Message::new("Interrupted", "the branch is unchanged or holds a complete commit");
            context.console.error(&message);
            finish(context);
            return ExitCode::from(INTERRUPTED);
        }
        outcome = work => outcome,
    };
    let failures = match outcome {
        Ok(failures) => failures,
        Err(error) => vec![message_of(error)],
    };
    for failure in &failures {
        context.console.error(failure);
    }
    finish(context);
    if failures.is_empty() && !context.has_failed.get() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Keeps what was not saved, and writes the outputs of the step.
fn finish(context: &Context<'_>) {
    let mut outputs = context.outputs.borrow_mut();
    context
        .unsaved
        .write_to_workspace(context.environment, context.console, &mut outputs);
    if *outputs != Outputs::default() {
        outputs.write(context.environment, context.console);
    }
}

/// A message as it is; another error with its causes, outermost first.
fn message_of(error: anyhow::Error) -> Message {
    let error = match error.downcast::<Message>() {
        Ok(message) => return message,
        Err(error) => error,
    };
    let message = Message::new(Message::PROGRAM, error.to_string());
    let causes: Vec<String> = error.chain().skip(1).map(ToString::to_string).collect();
    if causes.is_empty() {
        return message;
    }
    message.with_cause(causes.join(": "))
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
