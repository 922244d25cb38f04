//! `traffic-ledger`: arguments in, exit code out. Reads the environment once and reports what is wrong with the inputs.

use std::process::ExitCode;
use std::sync::Arc;

use traffic_ledger::action::console::Console;
use traffic_ledger::action::debug_log;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::action::panic;
use traffic_ledger::cli;
use traffic_ledger::message::Message;
use traffic_ledger::run::command;

fn main() -> ExitCode {
    let environment = Environment::new(std::env::vars_os());
    panic::install(&environment);
    let console = Arc::new(Console::standard(&environment));
    let command = match command::read(std::env::args_os(), &environment, &console) {
        Ok(command) => command,
        Err(code) => return code,
    };
    debug_log::install(&console, command.debug());
    tracing::debug!(version = cli::version(), "started");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(command::execute(command, &environment, &console, None));
            // A thread that still reads from a pipe, after an interruption, must not hold up the end.
            runtime.shutdown_background();
            code
        }
        Err(error) => {
            console.error(
                &Message::new(Message::PROGRAM, "could not start the async runtime").with_cause(error.to_string()),
            );
            ExitCode::FAILURE
        }
    }
}
