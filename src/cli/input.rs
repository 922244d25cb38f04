//! EDGE. What the declaration of an input consists of.

use clap::ValueEnum;
use clap::builder::PossibleValue;

/// One input: a key of `action.yml` with its `INPUT_*` variable, a flag, or both.
#[derive(Debug)]
pub struct Input {
    /// The key in `action.yml`, the flag without `--`, and the prefix of every error about it.
    pub name: &'static str,
    /// The form of its value.
    pub value: ValueKind,
    /// What applies when it is not set.
    pub default: DefaultValue,
    /// What it is for: a sentence with a full stop. Used in `action.yml`, the README and `--help`.
    pub help: &'static str,
    /// The commands that take it.
    pub commands: &'static [CommandName],
    /// Where it can be set.
    pub availability: Availability,
    /// The heading above it in `--help`.
    pub heading: Heading,
}

/// The form of a value; text carries the placeholder that `--help` shows.
#[derive(Debug, Clone, Copy)]
pub enum ValueKind {
    /// Text with a grammar of its own.
    Text(&'static str),
    /// A local path; need not be UTF-8.
    Path(&'static str),
    /// `true` or `false`; the bare flag means `true`.
    Switch,
    /// One of a few names.
    Choice(&'static str, fn() -> Vec<PossibleValue>),
}

/// What applies when an input is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// Nothing: the input is required.
    Required,
    /// A fixed text; empty for none.
    Text(&'static str),
    /// The context of the workflow: an expression in `action.yml`; elsewhere the variable with the same value.
    Context {
        /// The expression, such as `${{ github.repository }}`.
        expression: &'static str,
        /// The variable, such as `GITHUB_REPOSITORY`.
        variable: &'static str,
    },
}

/// Where an input can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// In a workflow and as a flag.
    ActionAndFlag,
    /// In a workflow or by the environment only: other users of a machine can read the arguments of a process.
    ActionOnly,
    /// As a flag only: it makes no sense in a workflow.
    FlagOnly,
}

/// The headings of `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    /// Clap's own: `Options`.
    Options,
    /// Where the ledger is.
    Ledger,
    /// What is published.
    Privacy,
    /// How the result is written.
    Writing,
    /// How GitHub is reached.
    GitHub,
}

/// The commands that have inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandName {
    /// `run`
    Run,
    /// `verify`
    Verify,
    /// `rebuild`
    Rebuild,
    /// `import`
    Import,
    /// `export`
    Export,
    /// `status`
    Status,
    /// `doctor`
    Doctor,
    /// `page`
    Page,
}

impl Input {
    /// Whether it is a key of `action.yml`.
    #[must_use]
    pub fn is_action_input(&self) -> bool {
        self.availability != Availability::FlagOnly
    }

    /// Whether it is a flag of the command.
    #[must_use]
    pub fn is_flag_of(&self, command: CommandName) -> bool {
        self.availability != Availability::ActionOnly && self.commands.contains(&command)
    }

    /// The variables that set it, the first one first. The runner keeps hyphens (`INPUT_MAX-WAIT`); a shell cannot set
    /// such a name, so `INPUT_MAX_WAIT` does too.
    ///
    /// Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs>
    #[must_use]
    pub fn variables(&self) -> [String; 2] {
        let hyphens = format!("INPUT_{}", self.name.to_uppercase());
        let underscores = hyphens.replace('-', "_");
        [hyphens, underscores]
    }

    /// The line of `--help`: the help without its full stop, and the default.
    #[must_use]
    pub fn flag_help(&self) -> String {
        let help = self.help.trim_end_matches('.');
        match self.default {
            DefaultValue::Required | DefaultValue::Text("") => help.to_owned(),
            DefaultValue::Context { variable, .. } => format!("{help} [default: ${variable}]"),
            DefaultValue::Text(default) => format!("{help} [default: {default}]"),
        }
    }
}

/// The names and descriptions of an enum, for [`ValueKind::Choice`].
pub(in crate::cli) fn choices<T: ValueEnum>() -> Vec<PossibleValue> {
    T::value_variants().iter().filter_map(T::to_possible_value).collect()
}

impl Heading {
    /// The heading's text; `None` for clap's own.
    #[must_use]
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Options => None,
            Self::Ledger => Some("Location of the ledger"),
            Self::Privacy => Some("Privacy"),
            Self::Writing => Some("Writing"),
            Self::GitHub => Some("GitHub"),
        }
    }
}

impl CommandName {
    /// All of them, in the order of `--help`.
    pub const ALL: &'static [Self] = &[
        Self::Run,
        Self::Verify,
        Self::Rebuild,
        Self::Import,
        Self::Export,
        Self::Status,
        Self::Doctor,
        Self::Page,
    ];

    /// Those that have to do with repositories at GitHub.
    pub const VISITING: &'static [Self] = &[Self::Run, Self::Doctor];

    /// Those that change the ledger.
    pub const WRITING: &'static [Self] = &[Self::Run, Self::Rebuild, Self::Import];

    /// The word on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Verify => "verify",
            Self::Rebuild => "rebuild",
            Self::Import => "import",
            Self::Export => "export",
            Self::Status => "status",
            Self::Doctor => "doctor",
            Self::Page => "page",
        }
    }

    /// What it does: one line of `--help`.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Run => "Record the traffic, then commit history, charts and report (the default command)",
            Self::Verify => "Check a ledger without changing it; exit code 1 if something is wrong",
            Self::Rebuild => "Recreate history, charts and reports from the snapshots and imports",
            Self::Import => "Merge data of another tool, or snapshots that a run could not save, into the ledger",
            Self::Export => "Print the numbers of a ledger as CSV or JSON",
            Self::Status => "Say how complete the numbers are, and whether GitHub or the runs are behind",
            Self::Doctor => {
                "Check tokens, repositories and the ledger's place, and change nothing; exit code 1 if a run would fail"
            }
            Self::Page => "Write the ledger as one HTML file to explore in a browser, also offline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_variable_comes_first() {
        let input = crate::cli::inputs::max_wait::INPUT;
        assert_eq!(input.variables(), ["INPUT_MAX-WAIT", "INPUT_MAX_WAIT"]);
    }

    #[test]
    fn the_help_of_a_flag_ends_with_its_default() {
        let mut input = crate::cli::inputs::max_wait::INPUT;
        input.help = "Wait.";
        assert_eq!(input.flag_help(), "Wait [default: 5m]");
        input.default = DefaultValue::Text("");
        assert_eq!(input.flag_help(), "Wait");
        input.default = crate::cli::inputs::store::INPUT.default;
        assert_eq!(input.flag_help(), "Wait [default: $GITHUB_REPOSITORY]");
    }
}
