//! EDGE. Reads one input after the other and collects everything that is invalid: flags over `INPUT_*` over defaults.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::ValueEnum;

use crate::action::environment::Environment;
use crate::cli::input::{CommandName, DefaultValue, Input, choices};
use crate::cli::inputs::{INPUTS, token, traffic_token};
use crate::cli::known_tokens::tokens;
use crate::encode::excerpt;
use crate::github::{ApiUrl, Proxies};
use crate::secret::{Secret, without_tokens};

/// The flags of one command as typed, by the name of their input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags(BTreeMap<&'static str, OsString>);

impl Flags {
    /// Sets the flag of an input.
    pub fn set(&mut self, input: &Input, value: impl Into<OsString>) {
        self.0.insert(input.name, value.into());
    }

    fn get(&self, input: &Input) -> Option<&OsStr> {
        self.0.get(input.name).map(OsString::as_os_str)
    }
}

/// Everything that is invalid in the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputErrors(Vec<String>);

impl InputErrors {
    /// One line per error: `name: what is wrong; how to fix it`.
    #[must_use]
    pub fn all(&self) -> &[String] {
        &self.0
    }
}

impl Display for InputErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid inputs:")?;
        self.0.iter().try_for_each(|error| write!(f, "\n{error}"))
    }
}

impl std::error::Error for InputErrors {}

/// The flags and the environment, and what was found wrong in them so far. The methods that return an `Option` return
/// `None` when the value is invalid; the error is recorded then.
pub(in crate::cli) struct InputReader<'a> {
    flags: &'a Flags,
    environment: &'a Environment,
    errors: Vec<String>,
    notices: Vec<String>,
}

impl<'a> InputReader<'a> {
    pub(in crate::cli) fn new(flags: &'a Flags, environment: &'a Environment) -> Self {
        Self {
            flags,
            environment,
            errors: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// The value that `make` puts together, or everything that is invalid.
    pub(in crate::cli) fn finish<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, InputErrors> {
        if self.errors.is_empty() {
            // `None` implies an error.
            make().ok_or(InputErrors(self.errors))
        } else {
            Err(InputErrors(self.errors))
        }
    }

    /// What is worth a notice, so far.
    pub(in crate::cli) fn notices(&self) -> Vec<String> {
        self.notices.clone()
    }

    pub(in crate::cli) fn notice(&mut self, name: &str, notice: impl Display) {
        self.notices.push(format!("{name}: {notice}"));
    }

    /// Records `what is wrong; how to fix it`. The two tokens can come from one variable, whose error counts once.
    pub(in crate::cli) fn error(&mut self, name: &str, error: impl Display) {
        let error = format!("{name}: {error}");
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// Refuses a token in an input that is not one of the tokens: names, branches and messages are published. The value is
    /// not repeated.
    pub(in crate::cli) fn refuse_tokens(&mut self, command: CommandName) {
        let is_own = |input: &&&Input| input.name == token::INPUT.name || input.name == traffic_token::INPUT.name;
        let inputs = INPUTS
            .iter()
            .filter(|input| input.commands.contains(&command) && !is_own(input));
        for input in inputs {
            let text = self.text(input).unwrap_or_default();
            let holds_known = tokens(self.environment).any(|token| text.contains(token));
            if holds_known || without_tokens(&text) != text {
                self.error(
                    input.name,
                    "contains a token, which could be published; remove it, and revoke the token if others have seen it",
                );
            }
        }
    }

    /// Refuses two spellings of one variable with different values: either of them could be the one that was meant. The
    /// values are not repeated, since they can be tokens.
    pub(in crate::cli) fn refuse_conflicting_variables(&mut self, command: CommandName) {
        let inputs = INPUTS.iter().filter(|input| input.commands.contains(&command));
        for input in inputs.filter(|input| input.is_action_input()) {
            let names = input.variables();
            let [hyphens, underscores] = names.each_ref().map(|name| self.environment.given(name));
            if hyphens.is_some() && underscores.is_some() && hyphens != underscores {
                let [hyphens, underscores] = names;
                let error = format!("{hyphens} and {underscores} have different values; set one of them");
                self.error(input.name, error);
            }
        }
    }

    pub(in crate::cli) fn environment(&self) -> &'a Environment {
        self.environment
    }

    /// The flag exactly as typed.
    pub(in crate::cli) fn flag(&self, input: &Input) -> Option<&'a OsStr> {
        self.flags.get(input)
    }

    /// The first that is set of the flag, the input's variables, the variable of the default and the default. Blank
    /// values count as not set: the runner passes unset inputs as empty variables.
    pub(in crate::cli) fn text(&self, input: &Input) -> Option<String> {
        let flag = self.flag(input).map(OsStr::to_string_lossy);
        let flag = flag.as_deref().map(str::trim).filter(|value| !value.is_empty());
        let variable = || {
            let variables = input.variables();
            let set = variables.iter().find_map(|name| self.environment.given(name));
            set.filter(|_| input.is_action_input())
        };
        let default = || match input.default {
            DefaultValue::Required => None,
            DefaultValue::Text(text) => Some(text).filter(|text| !text.is_empty()),
            DefaultValue::Context { variable, .. } => self.environment.given(variable),
        };
        flag.or_else(variable).or_else(default).map(str::to_owned)
    }

    /// Records an error of `result` under the input's name.
    pub(in crate::cli) fn check<T>(&mut self, input: &Input, result: Result<T, impl Display>) -> Option<T> {
        result.map_err(|error| self.error(input.name, error)).ok()
    }

    /// Parses what is set; the type's own default otherwise.
    pub(in crate::cli) fn parse_or_default<T>(&mut self, input: &Input) -> Option<T>
    where
        T: FromStr<Err: Display> + Default,
    {
        match self.text(input) {
            Some(text) => self.check(input, text.parse()),
            None => Some(T::default()),
        }
    }

    /// Parses the flag alone; `Some(None)` without one.
    pub(in crate::cli) fn parse_flag<T: FromStr<Err: Display>>(&mut self, input: &Input) -> Option<Option<T>> {
        match self.flag(input).map(OsStr::to_string_lossy) {
            Some(text) => self.check(input, text.trim().parse()).map(Some),
            None => Some(None),
        }
    }

    /// A boolean in the spellings that the runner's own toolkit accepts; `false` when not set.
    ///
    /// Source: `getBooleanInput` of <https://github.com/actions/toolkit/tree/main/packages/core>
    pub(in crate::cli) fn bool(&mut self, input: &Input) -> Option<bool> {
        match self.text(input).as_deref() {
            Some("true" | "True" | "TRUE") => Some(true),
            None | Some("false" | "False" | "FALSE") => Some(false),
            Some(other) => {
                let error = format!("{:?} is not a boolean; use true or false", excerpt(other, 40));
                self.error(input.name, error);
                None
            }
        }
    }

    /// A whole number in digits alone; anything else is not what is `wanted`.
    pub(in crate::cli) fn whole_number(
        &mut self,
        input: &Input,
        text: &str,
        range: RangeInclusive<u64>,
        wanted: &str,
    ) -> Option<u64> {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_digits && range.contains(number));
        if number.is_none() {
            self.error(input.name, format!("{:?} is not {wanted}", excerpt(text, 40)));
        }
        number
    }

    /// One of the names of an enum.
    pub(in crate::cli) fn choice<T: ValueEnum>(&mut self, input: &Input) -> Option<T> {
        let text = self.text(input).unwrap_or_default();
        let value = T::from_str(&text, false).ok();
        if value.is_none() {
            let names: Vec<String> = choices::<T>().iter().map(|value| value.get_name().to_owned()).collect();
            let error = format!("invalid value {:?}; use {}", excerpt(&text, 40), names.join(" or "));
            self.error(input.name, error);
        }
        value
    }

    /// The proxies on the way to the API; each variable that cannot be used is an error under its own name.
    pub(in crate::cli) fn proxies(&mut self, api: &ApiUrl) -> Option<Proxies> {
        Proxies::read(|name| self.environment.raw(name), api)
            .map_err(|errors| errors.iter().for_each(|error| self.error(error.variable, error)))
            .ok()
    }

    /// A token from the input's variables or else from those of `local`, which serve outside GitHub Actions; `Some(None)`
    /// when there is none. An input that is set but empty is a secret that does not exist: no other variable replaces it
    /// then, because a wrong token fails later with a puzzling error.
    pub(in crate::cli) fn token(&mut self, input: &Input, local: &[&'static str]) -> Option<Option<Secret>> {
        let variables = input.variables();
        let set = variables.iter().find_map(|name| self.environment.raw(name));
        let local = || {
            local
                .iter()
                .filter_map(|name| self.environment.raw(name).map(|text| (*name, text)))
                .find(|(_, text)| !text.is_empty())
        };
        let (name, text) = match set.map(|text| (input.name, text)).or_else(local) {
            Some((name, text)) if !text.is_empty() => (name, text),
            _ => return Some(None),
        };
        match Secret::new(text) {
            Ok(secret) => {
                if secret.was_trimmed() {
                    self.notice(
                        name,
                        "removed a line break at the end of the token; store the token without it",
                    );
                }
                Some(Some(secret))
            }
            Err(error) => {
                self.error(name, error);
                None
            }
        }
    }
}

/// Reads one input in a unit test.
#[cfg(test)]
pub(in crate::cli) mod testing {
    use super::*;

    /// What `read` makes of a flag with this text, or all errors.
    pub(in crate::cli) fn read_flag<T>(
        input: &Input,
        text: &str,
        read: impl FnOnce(&mut InputReader<'_>) -> Option<T>,
    ) -> Result<T, String> {
        let mut flags = Flags::default();
        flags.set(input, text);
        read_all(&flags, &Environment::default(), read)
    }

    /// What `read` makes of these variables, or all errors.
    pub(in crate::cli) fn read_variables<T, const N: usize>(
        variables: [(&str, &str); N],
        read: impl FnOnce(&mut InputReader<'_>) -> Option<T>,
    ) -> Result<T, String> {
        read_all(&Flags::default(), &Environment::from(variables), read)
    }

    fn read_all<T>(
        flags: &Flags,
        environment: &Environment,
        read: impl FnOnce(&mut InputReader<'_>) -> Option<T>,
    ) -> Result<T, String> {
        let mut reader = InputReader::new(flags, environment);
        let value = read(&mut reader);
        reader.finish(|| value).map_err(|errors| errors.all().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{read_flag, read_variables};
    use super::*;
    use crate::cli::inputs::{branch, dry_run, output};

    #[test]
    fn a_flag_wins_over_a_variable_and_hyphens_over_underscores() {
        let mut flags = Flags::default();
        let both = Environment::from([("INPUT_MAX-WAIT", "1m"), ("INPUT_MAX_WAIT", "2m")]);
        let input = crate::cli::inputs::max_wait::INPUT;
        assert_eq!(InputReader::new(&flags, &both).text(&input).as_deref(), Some("1m"));
        let blank = Environment::from([("INPUT_MAX-WAIT", " "), ("INPUT_MAX_WAIT", "2m")]);
        assert_eq!(InputReader::new(&flags, &blank).text(&input).as_deref(), Some("2m"));
        flags.set(&input, "3m");
        assert_eq!(InputReader::new(&flags, &both).text(&input).as_deref(), Some("3m"));
        flags.set(&input, "");
        assert_eq!(InputReader::new(&flags, &both).text(&input).as_deref(), Some("1m"));
    }

    #[test]
    fn two_spellings_of_one_variable_must_agree() {
        let errors = |hyphens, underscores| {
            let variables = [("INPUT_TRAFFIC-TOKEN", hyphens), ("INPUT_TRAFFIC_TOKEN", underscores)];
            read_variables(variables, |reader| {
                reader.refuse_conflicting_variables(CommandName::Run);
                Some(())
            })
        };
        for (hyphens, underscores) in [("a", "a"), ("a", " a\n"), ("a", ""), ("", "a"), ("", "")] {
            assert_eq!(errors(hyphens, underscores), Ok(()), "{hyphens:?} {underscores:?}");
        }
        let error = "traffic-token: INPUT_TRAFFIC-TOKEN and INPUT_TRAFFIC_TOKEN have different values; set one of them";
        assert_eq!(errors("a", "b"), Err(error.to_owned()));
    }

    #[test]
    fn an_input_that_is_only_a_flag_has_no_variable() {
        let environment = Environment::from([("INPUT_OUTPUT", "x")]);
        let flags = Flags::default();
        assert_eq!(InputReader::new(&flags, &environment).text(&output::INPUT), None);
    }

    #[test]
    fn booleans() {
        for (text, value) in [("True", true), ("TRUE", true), ("FALSE", false), ("", false)] {
            assert_eq!(read_flag(&dry_run::INPUT, text, dry_run::read), Ok(value), "{text}");
        }
        for text in ["1", "TrUe", "on", "yes"] {
            assert_eq!(
                read_flag(&dry_run::INPUT, text, dry_run::read),
                Err(format!("dry-run: {text:?} is not a boolean; use true or false"))
            );
        }
    }

    #[test]
    fn the_whole_message() {
        let error = read_flag(&branch::INPUT, "a..b", branch::read).expect_err("two dots");
        assert_eq!(
            InputErrors(vec![error, "token: missing; set it".to_owned()]).to_string(),
            "invalid inputs:\nbranch: \"a..b\" is not a valid branch name: git does not allow two dots in a row or a dot at \
             the end; use a name such as traffic or data/traffic\ntoken: missing; set it"
        );
    }
}
