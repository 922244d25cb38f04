//! PURE. One thing that was found.

use serde::{Serialize, Serializer};

use crate::code::Code;
use crate::message::Message;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing.
    Note,
    /// It cannot be known with these tokens.
    Unknown,
    /// It will become a problem.
    Warning,
    /// A run will fail, or lose something.
    Problem,
}

impl Level {
    /// The word that is shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The name of the check.
    pub check: &'static str,
    /// How much it matters.
    pub level: Level,
    /// The code under which the documents explain it; `null` for what is good.
    #[serde(serialize_with = "code")]
    pub code: Option<Code>,
    /// What it is about, such as a repository or an input.
    pub about: String,
    /// What was found: a sentence without its full stop.
    pub text: String,
    /// What to do about it; `null` if there is nothing to do.
    pub fix: Option<String>,
    /// Where to do it.
    pub link: Option<String>,
}

fn code<S: Serializer>(code: &Option<Code>, serializer: S) -> Result<S::Ok, S::Error> {
    match code {
        Some(code) => serializer.collect_str(code),
        None => serializer.serialize_none(),
    }
}

impl Finding {
    /// A finding without a code, a fix or a link.
    pub(super) fn new(level: Level, about: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            check: "",
            level,
            code: None,
            about: about.into(),
            text: text.into(),
            fix: None,
            link: None,
        }
    }

    /// That something is as it should be.
    pub(super) fn good(about: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(Level::Good, about, text)
    }

    /// What a failed call says, as a run would say it.
    pub(super) fn of(level: Level, about: impl Into<String>, message: &Message) -> Self {
        Self {
            code: message.code,
            fix: message.help.clone(),
            ..Self::new(level, about, message.statement())
        }
    }

    /// The same with a code.
    pub(super) fn code(self, code: Code) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// The same with what to do.
    pub(super) fn fix(self, fix: impl Into<String>) -> Self {
        Self {
            fix: Some(fix.into()),
            ..self
        }
    }

    /// The same with where to do it.
    pub(super) fn link(self, link: Option<String>) -> Self {
        Self { link, ..self }
    }
}
