//! PURE. A message to the user, with what happened, why, and what to do about it kept apart.

use std::fmt;

use crate::code::Code;

/// A message to the user. [`Console`](crate::action::console::Console) decides how it looks.
///
/// Summary and cause have no full stop at their end, since they are joined by colons. No part repeats another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it is about, such as a repository.
    pub title: String,
    /// What happened.
    pub summary: String,
    /// Why, if known, from the outside to the root.
    pub cause: Option<String>,
    /// What to do about it, if there is something to do.
    pub help: Option<String>,
    /// The code under which the documents explain it, if they do.
    pub code: Option<Code>,
}

impl Message {
    /// The title of messages that are about the whole run.
    pub const PROGRAM: &str = "Traffic Ledger";

    /// A message with nothing but a summary.
    pub fn new(title: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            summary: summary.into(),
            cause: None,
            help: None,
            code: None,
        }
    }

    /// The same with a code.
    #[must_use]
    pub fn with_code(self, code: Code) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// The same about something else.
    #[must_use]
    pub fn with_title(self, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    /// The same with a cause.
    #[must_use]
    pub fn with_cause(self, cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }

    /// The same with one more line of cause.
    #[must_use]
    pub fn with_detail(self, detail: &str) -> Self {
        let cause = self.cause.as_deref().unwrap_or_default();
        let cause = format!("{cause}\n{detail}");
        self.with_cause(cause)
    }

    /// The same with this help in place of its own.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// Puts a broader summary in front; what was the summary becomes part of the cause.
    #[must_use]
    pub fn with_context(self, summary: impl Into<String>) -> Self {
        let cause = self.statement();
        Self {
            summary: summary.into(),
            cause: Some(cause),
            ..self
        }
    }

    /// Summary and cause, without the help.
    #[must_use]
    pub fn statement(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{}: {cause}", self.summary),
            None => self.summary.clone(),
        }
    }
}

/// All but the title: the statement, and the help on a line of its own.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.statement())?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Message {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_is_on_its_own_line_and_context_goes_in_front() {
        let message = Message::new("o/r", "could not read the branch")
            .with_cause("answered 404")
            .with_help("Check `branch`.")
            .with_context("could not load the ledger");
        assert_eq!(
            message.to_string(),
            "could not load the ledger: could not read the branch: answered 404\nhelp: Check `branch`."
        );
    }
}
