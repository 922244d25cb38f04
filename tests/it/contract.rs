//! Both action files and `docs/reference.md` describe the inputs and outputs that the program has: their blocks and tables are made
//! from [`INPUTS`] and [`Output::ALL`]. `BLESS=1` writes them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

use traffic_ledger::action::outputs::Output;
use traffic_ledger::cli::{
    self, Availability, Command, CommandName, DefaultValue, INPUTS, Input, InputErrors, ValueKind,
};

use crate::inputs::{minimal, parse};
use crate::source;

fn action_inputs() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter().copied().filter(|input| input.is_action_input())
}

/// The default as the text of `action.yml`; `None` when the input is required.
fn default_text(input: &Input) -> Option<&'static str> {
    match input.default {
        DefaultValue::Required => None,
        DefaultValue::Text(text) => Some(text),
        DefaultValue::Context { expression, .. } => Some(expression),
    }
}

/// Compares the part of a file with what it should be; with `BLESS=1` the part is replaced first.
fn compare(path: &str, part: impl Fn(&str) -> Range<usize>, wanted: &str) {
    let mut text = source::read(path);
    if std::env::var_os("BLESS").is_some() {
        text.replace_range(part(&text), wanted);
        fs::write(path, &text).expect(path);
    }
    assert_eq!(&text[part(&text)], wanted, "{path} (BLESS=1 writes it)");
}

/// The lines of an action file below a key, which is given with its indentation.
fn block(yaml: &str, key: &str) -> Range<usize> {
    let head = format!("\n{key}:\n");
    let start = yaml.find(&head).expect(key) + head.len();
    let indentation = " ".repeat(key.len() - key.trim_start().len() + 1);
    let lines = yaml[start..].split_inclusive('\n');
    let length: usize = lines
        .take_while(|line| line.starts_with(&indentation))
        .map(str::len)
        .sum();
    start..start + length
}

/// A table of a document, by its first line.
fn table(markdown: &str, head: &str) -> Range<usize> {
    let start = markdown.find(&format!("\n{head}\n")).expect(head) + 1;
    let lines = markdown[start..].split_inclusive('\n');
    let length: usize = lines.take_while(|line| line.starts_with('|')).map(str::len).sum();
    start..start + length
}

/// Single quotes hold anything but themselves.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

const ACTION: &str = "action.yml";
const WITHOUT_DOCKER: &str = "nodocker/action.yml";

#[test]
fn both_action_files_have_the_inputs_and_outputs() {
    let mut inputs = String::new();
    for input in action_inputs() {
        let _ = write!(inputs, "  {}:\n    description: {}\n", input.name, quoted(input.help));
        let _ = match default_text(input) {
            Some(default) => writeln!(inputs, "    required: false\n    default: {}", quoted(default)),
            None => writeln!(inputs, "    required: true"),
        };
    }
    let (mut outputs, mut handed_on) = (String::new(), String::new());
    for output in Output::ALL {
        let name = output.name();
        let lines = format!("  {name}:\n    description: {}\n", quoted(output.description()));
        outputs.push_str(&lines);
        handed_on.push_str(&lines);
        let _ = writeln!(handed_on, "    value: ${{{{ steps.ledger.outputs.{name} }}}}");
    }
    for (path, outputs) in [(ACTION, outputs), (WITHOUT_DOCKER, handed_on)] {
        compare(path, |yaml| block(yaml, "inputs"), &inputs);
        compare(path, |yaml| block(yaml, "outputs"), &outputs);
    }
}

#[test]
fn without_docker_every_input_is_a_variable_and_no_script_holds_an_expression() {
    let mut variables = String::new();
    for input in action_inputs() {
        let [_, variable] = input.variables();
        let _ = writeln!(variables, "        {variable}: ${{{{ inputs.{} }}}}", input.name);
    }
    compare(WITHOUT_DOCKER, |yaml| block(yaml, "      env"), &variables);
    let yaml = source::read(WITHOUT_DOCKER);
    let steps = &yaml[block(&yaml, "runs")];
    assert_eq!(steps.matches("${{").count(), action_inputs().count(), "{steps}");
}

#[test]
fn the_reference_has_the_inputs_and_outputs() {
    let head = "| input | default | meaning |";
    let mut inputs = format!("{head}\n|---|---|---|\n");
    for input in action_inputs() {
        let default = match default_text(input) {
            None => "required".to_owned(),
            Some("") => "empty".to_owned(),
            Some(default) => format!("`{default}`"),
        };
        let _ = writeln!(inputs, "| `{}` | {default} | {} |", input.name, input.help);
    }
    compare("docs/reference.md", |reference| table(reference, head), &inputs);

    let head = "| output | meaning |";
    let mut outputs = format!("{head}\n|---|---|\n");
    for output in Output::ALL {
        let _ = writeln!(outputs, "| `{}` | {} |", output.name(), output.description());
    }
    compare("docs/reference.md", |reference| table(reference, head), &outputs);
}

#[test]
fn the_container_is_run_without_arguments_and_as_root() {
    // A shell form or `args` would drop variables whose names have a hyphen.
    let yaml = source::read("action.yml");
    let runs = &yaml[block(&yaml, "runs")];
    assert!(runs.contains("using: docker"), "{runs}");
    assert!(!runs.contains("args") && !runs.contains("entrypoint"), "{runs}");
}

#[test]
fn every_input_but_the_tokens_is_a_flag_of_its_commands() {
    let program = cli::definition();
    for command in CommandName::ALL {
        let definition = program.find_subcommand(command.name()).expect("a subcommand");
        let flags: BTreeSet<&str> = definition
            .get_arguments()
            .filter(|flag| !flag.is_hide_set())
            .filter_map(|flag| flag.get_long())
            .collect();
        let wanted: BTreeSet<&str> = INPUTS
            .iter()
            .filter(|input| input.commands.contains(command) && !input.name.ends_with("token"))
            .map(|input| input.name)
            .collect();
        assert_eq!(flags, wanted, "{}", command.name());
    }
}

#[test]
fn names_are_unique_and_variables_keep_their_hyphens() {
    // Two commands may call different flags the same.
    let names: Vec<_> = INPUTS
        .iter()
        .flat_map(|input| input.commands.iter().map(|command| (command.name(), input.name)))
        .collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let names: Vec<&str> = action_inputs().map(|input| input.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert_eq!(INPUTS[0].variables(), ["INPUT_TRAFFIC-TOKEN", "INPUT_TRAFFIC_TOKEN"]);
    let names: BTreeSet<&str> = Output::ALL.iter().map(|output| output.name()).collect();
    assert_eq!(names.len(), Output::ALL.len());
}

#[test]
fn a_default_of_the_table_is_accepted() {
    for input in INPUTS {
        if let (DefaultValue::Text(default), ValueKind::Choice(_, values)) = (input.default, input.value) {
            assert!(
                default.is_empty() || values().iter().any(|value| value.get_name() == default),
                "{}",
                input.name
            );
        }
    }
}

/// No input takes this text.
const INVALID: &str = "\u{1} x";

/// Sets an input to [`INVALID`]: by its flag or, without one, by its variable.
fn set_invalid(command: CommandName, input: &Input) -> Result<Command, InputErrors> {
    let mut arguments = minimal(command);
    let (flag, variable) = (format!("--{}={INVALID}", input.name), &input.variables()[0]);
    let mut variables = vec![("GITHUB_REPOSITORY", "o/r"), ("GH_TOKEN", "ghp_reads_and_commits")];
    if input.is_flag_of(command) {
        arguments.push(&flag);
    } else {
        variables.push((variable, INVALID));
    }
    parse(&arguments, &variables)
}

#[test]
fn a_command_reads_exactly_the_inputs_that_the_table_gives_it() {
    for command in CommandName::ALL {
        for input in INPUTS {
            // Any path is valid, and clap itself checks a choice.
            if matches!(input.value, ValueKind::Path(_) | ValueKind::Choice(..)) {
                continue;
            }
            // A flag of another command is an error of clap's.
            if !input.commands.contains(command) && input.availability == Availability::FlagOnly {
                continue;
            }
            let names: Vec<String> = match set_invalid(*command, input) {
                Ok(_) => Vec::new(),
                Err(errors) => {
                    let name = |error: &String| error.split(':').next().unwrap_or_default().to_owned();
                    errors.all().iter().map(name).collect()
                }
            };
            let wanted: &[&str] = if input.commands.contains(command) {
                &[input.name]
            } else {
                &[]
            };
            assert_eq!(names, wanted, "{} of {}", input.name, command.name());
        }
    }
}
