//! `traffic-ledger`: arguments in, exit code out. Reads the environment and the clock once, prints the one error.

use std::process::ExitCode;

use traffic_ledger::action::console::Console;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::action::panic;
use traffic_ledger::cli::Cli;
use traffic_ledger::run::command;

fn main() -> ExitCode {
    let environment = Environment::new(std::env::vars_os());
    panic::install(&environment);
    let console = Console::standard(&environment);
    let cli = match Cli::read(std::env::args_os(), &environment, &console) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(command::execute(cli.into_command(), &environment, &console, None)),
        Err(error) => {
            console.error("Traffic Ledger", &format!("the system gave no event loop: {error}"));
            ExitCode::FAILURE
        }
    }
}
