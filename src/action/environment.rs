//! EDGE. The environment as a value: read once, handed down.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// The environment variables of the process. `Debug` shows names only, since some of the values are tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Takes the variables, as `std::env::vars_os` gives them. What is not UTF-8 gets replacement characters, which
    /// no input accepts.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let text = |os: OsString| os.to_string_lossy().into_owned();
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (text(name), text(value)))
                .collect(),
        )
    }

    /// The value as it is; an empty one is a value.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value without white space at its ends; an empty one counts as not set, as the runner passes unset inputs.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        self.raw(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Whether the Actions runner reads what is printed.
    #[must_use]
    pub fn on_actions(&self) -> bool {
        self.given("GITHUB_ACTIONS")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether the runner asks for the debug trail (`RUNNER_DEBUG=1`, set by "Enable debug logging").
    ///
    /// Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>
    #[must_use]
    pub fn debug(&self) -> bool {
        self.given("RUNNER_DEBUG") == Some("1")
    }

    /// The folder that a workflow works in; the current directory elsewhere.
    #[must_use]
    pub fn workspace(&self) -> PathBuf {
        self.path("GITHUB_WORKSPACE").unwrap_or_default()
    }

    /// A file or folder that the runner names (`GITHUB_OUTPUT`, `GITHUB_STEP_SUMMARY`, `GITHUB_WORKSPACE`).
    #[must_use]
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.raw(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_not_given() {
        let environment = Environment::from([("A", ""), ("B", " \n"), ("C", " x ")]);
        assert_eq!(
            [environment.given("A"), environment.given("B"), environment.given("D")],
            [None; 3]
        );
        assert_eq!((environment.given("C"), environment.raw("C")), (Some("x"), Some(" x ")));
    }

    #[test]
    fn debug_shows_names_only() {
        let environment = Environment::from([("GH_TOKEN", "ghp_secret")]);
        assert_eq!(format!("{environment:?}"), "{\"GH_TOKEN\"}");
    }
}
