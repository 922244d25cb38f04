//! EDGE. The command line, built from the list of inputs, and the completion scripts and man pages made from it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Color, Style};
use clap::builder::{PossibleValuesParser, Styles, UnknownArgumentValueParser};
use clap::{Arg, ArgMatches, ValueHint, value_parser};
pub use clap_complete::Shell;

use crate::cli::input::{CommandName, Input, ValueKind};
use crate::cli::inputs::{INPUTS, undo};
use crate::cli::reader::Flags;
use crate::cli::version::version;

const PROGRAM: &str = "traffic-ledger";
const COMPLETIONS: &str = "completions";
const MAN: &str = "man";
const DIRECTORY: &str = "man-directory";
const PATH: &str = "import-path";
const SHELL: &str = "shell";

const ABOUT: &str = "Keeps the repository traffic that GitHub deletes after 14 days: history, charts and a report, \
                     committed to a branch.";

const ENVIRONMENT: &str = "\
Tokens are read from the environment only:
  TRAFFIC_TOKEN reads the traffic and never commits,
  GH_TOKEN or GITHUB_TOKEN commits
      outside GitHub Actions; without TRAFFIC_TOKEN the other
      one reads the traffic too
  INPUT_TRAFFIC-TOKEN, INPUT_TOKEN
      as the Actions runner sets them

Inputs of the action can be set as INPUT_<NAME> too,
with hyphens or underscores. A flag takes precedence.";

/// The arguments of one command.
#[derive(Debug)]
pub(in crate::cli) enum Arguments {
    Run(Flags),
    Verify(Flags),
    Rebuild(Flags),
    Import { path: Option<PathBuf>, flags: Flags },
    Export(Flags),
    Status(Flags),
    Doctor(Flags),
    Page(Flags),
    Completions(Shell),
    ManPages(PathBuf),
}

/// The command line: every command with its flags, in clap's terms.
#[must_use]
pub fn definition() -> clap::Command {
    let completions = clap::Command::new(COMPLETIONS)
        .about("Print a completion script for a shell")
        .arg(
            Arg::new(SHELL)
                .value_name("SHELL")
                .help("Shell that will read the script")
                .required(true)
                .value_parser(value_parser!(Shell)),
        )
        .after_help(examples(&["traffic-ledger completions bash > traffic-ledger.bash"]));
    let man = clap::Command::new(MAN)
        .about("Write the man pages into a folder")
        .arg(
            Arg::new(DIRECTORY)
                .value_name("DIRECTORY")
                .help("Folder for the pages; created if it does not exist")
                .required(true)
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
        )
        .after_help(examples(&["traffic-ledger man ~/.local/share/man/man1"]));
    clap::Command::new(PROGRAM)
        .version(version())
        .about(ABOUT)
        .styles(STYLES)
        .max_term_width(100)
        .subcommands(CommandName::ALL.iter().map(|command| subcommand(*command)))
        .subcommands([completions, man])
        .after_help(format!(
            "{ENVIRONMENT}\n\n{}",
            examples(&[
                "traffic-ledger run --repositories owner/name --output ledger",
                "traffic-ledger verify --output ledger",
                "traffic-ledger run --help",
            ])
        ))
}

/// The completion script for a shell.
#[must_use]
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definition(), PROGRAM, &mut script);
    script
}

/// Writes the man page of the program and of each command into a folder.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write_man_pages(directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    clap_mangen::generate_to(definition(), directory)
}

/// The arguments by command; the first one is the name of the program. No command means `run`.
pub(in crate::cli) fn arguments(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Arguments, clap::Error> {
    let matches = definition().try_get_matches_from(arguments)?;
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(Arguments::Run(Flags::default()));
    };
    let Some(command) = CommandName::ALL.iter().copied().find(|command| command.name() == name) else {
        return Ok(match name {
            MAN => Arguments::ManPages(required(matches, DIRECTORY)),
            _ => Arguments::Completions(required(matches, SHELL)),
        });
    };
    let flags = flags(command, matches);
    Ok(match command {
        CommandName::Run => Arguments::Run(flags),
        CommandName::Verify => Arguments::Verify(flags),
        CommandName::Rebuild => Arguments::Rebuild(flags),
        CommandName::Import => Arguments::Import {
            path: matches.get_one::<PathBuf>(PATH).cloned(),
            flags,
        },
        CommandName::Export => Arguments::Export(flags),
        CommandName::Status => Arguments::Status(flags),
        CommandName::Doctor => Arguments::Doctor(flags),
        CommandName::Page => Arguments::Page(flags),
    })
}

fn required<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> T {
    let value = matches.get_one::<T>(id).cloned();
    value.expect("clap rejects a command without its required arguments")
}

fn flags(command: CommandName, matches: &ArgMatches) -> Flags {
    let mut flags = Flags::default();
    for input in INPUTS.iter().filter(|input| input.is_flag_of(command)) {
        let value = match input.value {
            ValueKind::Path(_) => matches.get_one::<OsString>(input.name).cloned(),
            _ => matches.get_one::<String>(input.name).map(OsString::from),
        };
        if let Some(value) = value {
            flags.set(input, value);
        }
    }
    flags
}

fn subcommand(command: CommandName) -> clap::Command {
    let inputs = INPUTS.iter().filter(|input| input.is_flag_of(command));
    let flags = inputs.map(|input| flag(input));
    let arguments: &[Arg] = match command {
        CommandName::Import => &[import_path()],
        _ => &[],
    };
    clap::Command::new(command.name())
        .about(command.about())
        .after_help(format!("{ENVIRONMENT}\n\n{}", examples(examples_of(command))))
        .args(arguments)
        .args(flags)
        .args(["token", "traffic-token"].map(token_flag))
}

/// Command lines that show what a command is for.
fn examples_of(command: CommandName) -> &'static [&'static str] {
    match command {
        CommandName::Run => &[
            "traffic-ledger run --repositories owner/name --output ledger",
            "traffic-ledger run --repositories owner/one,owner/two --store owner/ledger --dry-run",
        ],
        CommandName::Verify => &[
            "traffic-ledger verify --output ledger",
            "traffic-ledger verify --store owner/name",
        ],
        CommandName::Rebuild => &[
            "traffic-ledger rebuild --output ledger",
            "traffic-ledger rebuild --store owner/name --dry-run",
        ],
        CommandName::Import => &[
            "traffic-ledger import traffic-ledger-rescue --store owner/name",
            "traffic-ledger import ghrs-data --repository owner/name --output ledger --dry-run",
            "traffic-ledger import visits.csv --columns date=day,views=hits --repository owner/name --output ledger",
            "traffic-ledger import --undo github-repo-stats --output ledger",
        ],
        CommandName::Export => &[
            "traffic-ledger export --output ledger > days.csv",
            "traffic-ledger export --output ledger --table referrers",
        ],
        CommandName::Status => &[
            "traffic-ledger status --store owner/name",
            "traffic-ledger status --output ledger --format json",
        ],
        CommandName::Doctor => &[
            "traffic-ledger doctor --repositories owner/name --store owner/name",
            "traffic-ledger doctor --repositories 'owner/*' --output ledger --format json",
        ],
        CommandName::Page => &[
            "traffic-ledger page --output ledger --to traffic.html",
            "traffic-ledger page --store owner/name --to traffic.html",
        ],
    }
}

/// A token would be visible in the list of processes, so there is no flag for one; this says what there is.
fn token_flag(name: &'static str) -> Arg {
    let hint = "tokens are read from the environment: set TRAFFIC_TOKEN, GH_TOKEN or GITHUB_TOKEN";
    Arg::new(name)
        .long(name)
        .hide(true)
        .value_name("TOKEN")
        .num_args(0..=1)
        .default_missing_value("")
        .value_parser(UnknownArgumentValueParser::suggest(hint))
}

fn import_path() -> Arg {
    Arg::new(PATH)
        .value_name("PATH")
        .help("File, folder, .zip, .tar.gz or git repository with data of another tool, or with snapshots that a run could not save")
        .required_unless_present(undo::INPUT.name)
        .value_hint(ValueHint::AnyPath)
        .value_parser(value_parser!(PathBuf))
}

fn flag(input: &Input) -> Arg {
    let arg = Arg::new(input.name).long(input.name).help(input.flag_help());
    let arg = match input.heading.title() {
        Some(title) => arg.help_heading(title),
        None => arg,
    };
    match input.value {
        // So that -1 is an invalid value, not an unknown flag.
        ValueKind::Text(placeholder) => arg.value_name(placeholder).allow_negative_numbers(true),
        ValueKind::Path(placeholder) => arg
            .value_name(placeholder)
            .value_hint(ValueHint::AnyPath)
            .value_parser(value_parser!(OsString)),
        ValueKind::Switch => arg
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        ValueKind::Choice(placeholder, values) => arg
            .value_name(placeholder)
            .value_parser(PossibleValuesParser::new(values())),
    }
}

/// The last part of a help text.
fn examples(lines: &[&str]) -> String {
    format!("Examples:\n  {}", lines.join("\n  "))
}

const STYLES: Styles = Styles::styled()
    .header(colour(AnsiColor::Green).bold())
    .usage(colour(AnsiColor::Green).bold())
    .literal(colour(AnsiColor::Cyan).bold())
    .placeholder(colour(AnsiColor::Cyan))
    .error(colour(AnsiColor::Red).bold());

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::environment::Environment;
    use crate::cli::inputs::{branch, dry_run, output, store};
    use crate::cli::reader::InputReader;

    #[test]
    fn clap_accepts_the_definition() {
        definition().debug_assert();
    }

    #[test]
    fn no_arguments_mean_run() {
        let parsed = arguments([PROGRAM]).expect("no arguments");
        assert!(matches!(parsed, Arguments::Run(flags) if flags == Flags::default()));
        let parsed = arguments([PROGRAM, "run", "--dry-run", "--branch", "x", "--output=a b"]).expect("flags");
        let Arguments::Run(flags) = parsed else { panic!("run") };
        let environment = Environment::default();
        let reader = InputReader::new(&flags, &environment);
        let values = [dry_run::INPUT, branch::INPUT, output::INPUT, store::INPUT].map(|input| reader.text(&input));
        assert_eq!(
            values,
            [Some("true".into()), Some("x".into()), Some("a b".into()), None]
        );
    }

    #[test]
    fn every_command_has_a_man_page_with_its_flags() {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = folder.path().join("man/man1");
        write_man_pages(&directory).expect("written");
        let page = |name: &str| std::fs::read_to_string(directory.join(name)).expect(name);
        let program = page("traffic-ledger.1");
        for command in definition().get_subcommands() {
            let name = command.get_name();
            assert!(
                program.contains(&format!("traffic\\-ledger\\-{name}(1)")),
                "{name}: {program}"
            );
            let text = page(&format!("traffic-ledger-{name}.1"));
            for flag in command.get_arguments().filter(|flag| !flag.is_hide_set()) {
                let long = flag
                    .get_long()
                    .map(|long| format!("\\-\\-{}", long.replace('-', "\\-")));
                assert!(
                    long.is_none_or(|long| text.contains(&long)),
                    "{name}: {}",
                    flag.get_id()
                );
            }
        }
    }

    #[test]
    fn completions_name_every_flag_and_command() {
        for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
            let script = String::from_utf8(completions(shell)).expect("UTF-8");
            let commands = definition();
            let flags = commands
                .get_subcommands()
                .flat_map(clap::Command::get_arguments)
                .filter(|flag| !flag.is_hide_set())
                .filter_map(Arg::get_long);
            for word in flags.chain(commands.get_subcommands().map(clap::Command::get_name)) {
                assert!(script.contains(word), "{shell} does not complete {word}");
            }
        }
    }
}
