//! `action.yml`, the flags and the README's tables say what the program reads and writes: the table in
//! `src/action/names.rs` is the one source, and each of them is held to it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::CommandFactory;
use traffic_ledger::action::names::{INPUTS, Output};
use traffic_ledger::cli::Cli;

fn file(name: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The block of `action.yml` under a top-level key.
fn block<'a>(yaml: &'a str, key: &str) -> &'a str {
    let start = yaml
        .find(&format!("\n{key}:\n"))
        .map(|at| at + key.len() + 3)
        .expect(key);
    let end = yaml[start..]
        .match_indices('\n')
        .map(|(at, _)| start + at + 1)
        .find(|&at| !yaml[at..].starts_with([' ', '\n']))
        .unwrap_or(yaml.len());
    yaml[start..end].trim_end()
}

/// Single quotes hold anything but themselves.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[test]
fn action_yml_has_the_inputs_of_the_table() {
    let mut wanted = String::new();
    for input in INPUTS {
        let _ = write!(wanted, "  {}:\n    description: {}\n", input.name, quoted(input.about));
        let _ = match input.default {
            Some(default) => writeln!(wanted, "    required: false\n    default: {}", quoted(default)),
            None => writeln!(wanted, "    required: true"),
        };
    }
    assert_eq!(
        block(&file("action.yml"), "inputs"),
        wanted.trim_end(),
        "paste this into action.yml:\n{wanted}"
    );
}

#[test]
fn action_yml_has_the_outputs_of_the_table() {
    let mut wanted = String::new();
    for output in Output::ALL {
        let _ = write!(
            wanted,
            "  {}:\n    description: {}\n",
            output.name(),
            quoted(output.about())
        );
    }
    assert_eq!(
        block(&file("action.yml"), "outputs"),
        wanted.trim_end(),
        "paste this into action.yml:\n{wanted}"
    );
}

#[test]
fn the_container_is_run_without_arguments_and_as_root() {
    // A shell form or `args` would drop variables whose names have a hyphen.
    let runs = file("action.yml");
    let runs = block(&runs, "runs");
    assert!(runs.contains("using: docker"), "{runs}");
    assert!(!runs.contains("args") && !runs.contains("entrypoint"), "{runs}");
}

#[test]
fn every_input_but_the_tokens_is_a_flag() {
    let program = Cli::command();
    let run = program.find_subcommand("run").expect("a subcommand");
    let flags: BTreeSet<&str> = run.get_arguments().filter_map(|flag| flag.get_long()).collect();
    let wanted: BTreeSet<&str> = INPUTS
        .iter()
        .map(|input| input.name)
        .filter(|name| !name.ends_with("token"))
        .chain(["output"])
        .collect();
    assert_eq!(flags, wanted);
}

#[test]
fn no_name_stands_twice_and_variables_keep_their_hyphens() {
    let names: BTreeSet<&str> = INPUTS.iter().map(|input| input.name).collect();
    assert_eq!(names.len(), INPUTS.len());
    assert_eq!(INPUTS[0].variable(), "INPUT_TRAFFIC-TOKEN");
    let names: BTreeSet<&str> = Output::ALL.iter().map(|output| output.name()).collect();
    assert_eq!(names.len(), Output::ALL.len());
}

#[test]
fn the_readme_has_the_tables() {
    let mut inputs = "| input | default | meaning |\n|---|---|---|\n".to_owned();
    for input in INPUTS {
        let default = match input.default {
            None => "required".to_owned(),
            Some("") => "empty".to_owned(),
            Some(default) => format!("`{default}`"),
        };
        let _ = writeln!(inputs, "| `{}` | {default} | {} |", input.name, input.about);
    }
    let mut outputs = "| output | meaning |\n|---|---|\n".to_owned();
    for output in Output::ALL {
        let _ = writeln!(outputs, "| `{}` | {} |", output.name(), output.about());
    }
    let readme = file("README.md");
    for table in [inputs, outputs] {
        assert!(
            readme.contains(&format!("\n{table}\n")),
            "paste this into README.md:\n{table}"
        );
    }
}
