//! Bad input of every kind through the real binary, as a workflow would run it; what comes out is judged by the
//! runner's own grammar, a GFM parser and an XML parser.

mod bodies;
mod branch;
mod oracle;
mod panics;
mod surroundings;
mod texts;
mod tokens;

use fake_github::{Count, FakeGitHub, Publishing, Repository, Truth};
use jiff::civil::date;

use crate::harness::Run;

/// The repository of all these tests.
const NAME: &str = "octo/spike";

/// A GitHub with one repository that has had the same traffic every day.
fn github() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.traffic(|traffic| traffic.publishing = Publishing::Lag(1));
    let truth = Truth::flat(
        date(2025, 12, 1),
        date(2026, 6, 1),
        Count::new(30, 10),
        Count::new(6, 3),
    );
    fake.add(Repository::new(NAME).with_truth(truth));
    fake
}

/// The program as a workflow with the defaults runs it.
fn program(fake: &FakeGitHub) -> Run {
    Run::new(fake).in_repository(NAME).input("directory", "").on_actions()
}
