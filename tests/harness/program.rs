//! The only file of the harness that knows the program's API: from arguments and variables to an exit code and output.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError};

use traffic_ledger::action::console::Console;
use traffic_ledger::action::environment::Environment;
use traffic_ledger::cli::{Flags, RunInputs};
use traffic_ledger::clock::Clock;
use traffic_ledger::domain::ledger::Ledger;
use traffic_ledger::report::LinkBase;
use traffic_ledger::run;

/// Runs the program as `main` does, on streams that are kept. `clock` is in Unix milliseconds; without one the time is
/// that of `SOURCE_DATE_EPOCH` or of the machine. Gives the exit code, standard output and standard error.
pub(super) async fn run(
    arguments: &[OsString],
    variables: &BTreeMap<String, OsString>,
    terminal: bool,
    clock: Option<Arc<AtomicI64>>,
) -> (i32, Vec<u8>, Vec<u8>) {
    let environment = environment(variables);
    let (stdout, stderr) = (Stream::default(), Stream::default());
    let console = Console::new(
        &environment,
        terminal,
        Box::new(stdout.clone()),
        Box::new(stderr.clone()),
    );
    let arguments = std::iter::once(OsString::from("traffic-ledger")).chain(arguments.iter().cloned());
    let code = match run::command::read(arguments, &environment, &console) {
        Ok(command) => run::command::execute(command, &environment, &console, clock.map(Clock::Virtual)).await,
        Err(code) => code,
    };
    (number(code), stdout.take(), stderr.take())
}

/// Where the pages of the ledger link to.
pub(super) fn links(variables: &BTreeMap<String, OsString>) -> LinkBase {
    let inputs = RunInputs::read(&Flags::default(), &environment(variables)).expect("valid inputs");
    run::site(&inputs.common)
}

/// Reads a `history.json`.
///
/// # Panics
/// When it is malformed.
pub(crate) fn read_ledger(bytes: &[u8]) -> Ledger {
    Ledger::from_bytes(bytes).unwrap_or_else(|error| panic!("a history is malformed: {error}"))
}

fn environment(variables: &BTreeMap<String, OsString>) -> Environment {
    Environment::new(
        variables
            .iter()
            .map(|(name, value)| (OsString::from(name), value.clone())),
    )
}

/// The standard library hides the number of an exit code.
fn number(code: ExitCode) -> i32 {
    let known = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code);
    known.map_or(-1, i32::from)
}

/// A stream that is kept.
#[derive(Clone, Default)]
struct Stream(Arc<Mutex<Vec<u8>>>);

impl Stream {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
