//! EDGE. Reads one input after the other and collects what is wrong with each. Imports the domain's grammars.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use super::InputErrors;
use crate::action::environment::Environment;
use crate::action::names::{self, Input};
use crate::domain::repository::RepositoryName;
use crate::domain::{Timestamp, is_plausible, utc_day};
use crate::encode::sanitize::is_invisible;
use crate::github::ApiUrl;
use crate::secret::Secret;

/// Where a token is looked for when no input of the action is there, in this order.
const LOCAL_TOKENS: [&str; 3] = ["TRAFFIC_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

const LONGEST_WAIT: Duration = Duration::from_secs(6 * 60 * 60);
const LONGEST_MESSAGE: usize = 2_000;

pub(super) struct Reader<'a> {
    environment: &'a Environment,
    errors: Vec<String>,
    notices: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self {
            environment,
            errors: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// The value that `make` puts together, unless something was wrong.
    pub(super) fn finish<T>(self, make: impl FnOnce() -> Option<T>) -> Result<T, InputErrors> {
        if self.errors.is_empty() {
            // Whoever answers `None` has told a mistake.
            make().ok_or(InputErrors(self.errors))
        } else {
            Err(InputErrors(self.errors))
        }
    }

    pub(super) fn notices(&self) -> Vec<String> {
        self.notices.clone()
    }

    fn error(&mut self, name: &str, why: impl Display) {
        self.errors.push(format!("{name}: {why}"));
    }

    /// The flag, else the variable of the runner; empty is not given.
    fn given(&self, input: &Input, flag: Option<&str>) -> Option<String> {
        let flag = flag.map(str::trim).filter(|value| !value.is_empty());
        flag.or_else(|| self.environment.given(&input.variable()))
            .map(str::to_owned)
    }

    fn checked<T>(&mut self, name: &str, result: Result<T, impl Display>) -> Option<T> {
        result.map_err(|why| self.error(name, why)).ok()
    }

    /// An input with a grammar and a default of its type's.
    pub(super) fn parsed<T>(&mut self, input: &Input, flag: Option<&str>) -> Option<T>
    where
        T: FromStr<Err: Display> + Default,
    {
        match self.given(input, flag) {
            Some(text) => self.checked(input.name, text.parse()),
            None => Some(T::default()),
        }
    }

    /// A flag with a grammar, without an input of the action.
    pub(super) fn flag<T: FromStr<Err: Display>>(&mut self, name: &str, flag: Option<&str>) -> Option<T> {
        flag.and_then(|text| self.checked(name, text.trim().parse()))
    }

    /// One repository; the one that the workflow runs in by default.
    pub(super) fn repository(&mut self, input: &Input, flag: Option<&str>) -> Option<RepositoryName> {
        match self.given(input, flag).or_else(|| self.own_repository()) {
            Some(text) => self.checked(input.name, text.parse()),
            None => {
                self.error(
                    input.name,
                    "is not given: write owner/name, for example octocat/hello-world",
                );
                None
            }
        }
    }

    fn own_repository(&self) -> Option<String> {
        self.environment.given("GITHUB_REPOSITORY").map(str::to_owned)
    }

    /// The repositories, by lines or commas, each once.
    pub(super) fn repositories(&mut self, flag: Option<&str>) -> Vec<RepositoryName> {
        let name = names::REPOSITORIES.name;
        let Some(text) = self.given(&names::REPOSITORIES, flag).or_else(|| self.own_repository()) else {
            self.error(name, "is not given: write owner/name, one a line or divided by commas");
            return Vec::new();
        };
        let mut found: Vec<RepositoryName> = Vec::new();
        for item in text
            .split([',', '\n', '\r'])
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            let Some(repository) = self.checked(name, item.parse::<RepositoryName>()) else {
                continue;
            };
            // GitHub does not tell upper from lower case.
            let same = |other: &RepositoryName| other.to_string().eq_ignore_ascii_case(&repository.to_string());
            if found.iter().any(same) {
                self.notices
                    .push(format!("{name}: {repository} is listed twice; it is read once"));
            } else {
                found.push(repository);
            }
        }
        if found.is_empty() && self.errors.is_empty() {
            self.error(name, "holds no name: write owner/name, one a line or divided by commas");
        }
        found
    }

    /// A token, by environment only. An input that is there but empty is a secret that is not set: then nothing else
    /// serves, since a wrong token would only give a puzzling error later.
    pub(super) fn token(&mut self, input: &Input) -> Option<Secret> {
        let variable = input.variable();
        let (name, text) = match self.environment.raw(&variable) {
            Some(text) => (input.name, text),
            None => LOCAL_TOKENS.into_iter().find_map(|name| {
                self.environment
                    .raw(name)
                    .filter(|text| !text.is_empty())
                    .map(|text| (name, text))
            })?,
        };
        if text.is_empty() {
            return None;
        }
        match Secret::new(text) {
            Ok(secret) => {
                if secret.was_trimmed() {
                    self.notices.push(format!(
                        "{name}: a line break at its end was left out; better store it without"
                    ));
                }
                Some(secret)
            }
            Err(why) => {
                self.error(name, why);
                None
            }
        }
    }

    /// Tells that a token is missing, unless something else about it was told.
    pub(super) fn missing_token(&mut self, input: &Input) {
        let told = |error: &String| {
            let name = error.split(':').next();
            name.is_some_and(|name| name == input.name || LOCAL_TOKENS.contains(&name))
        };
        if self.errors.iter().any(told) {
            return;
        }
        let what = if input.name == names::TRAFFIC_TOKEN.name {
            "a fine-grained token or GitHub App token with the repository permission Administration: read, or a classic one \
             with repo; github.token cannot read traffic"
        } else {
            "a token with contents: write on the store, in a workflow ${{ github.token }}"
        };
        self.error(
            input.name,
            format!(
                "is not given: {what}. In a workflow, store it as a secret and pass it as {}; elsewhere set {}",
                input.name,
                LOCAL_TOKENS.join(", ")
            ),
        );
    }

    /// The runner's own booleans.
    pub(super) fn bool(&mut self, input: &Input, flag: Option<&str>) -> Option<bool> {
        match self.given(input, flag).as_deref() {
            Some("true" | "True" | "TRUE") => Some(true),
            None | Some("false" | "False" | "FALSE") => Some(false),
            Some(other) => {
                self.error(input.name, format!("{:?} is neither true nor false", shortened(other)));
                None
            }
        }
    }

    pub(super) fn number(&mut self, input: &Input, flag: Option<&str>, range: RangeInclusive<u32>) -> Option<u32> {
        let text = self.given_or_default(input, flag);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits && range.contains(&number) => Some(number),
            _ => {
                let (least, most) = range.into_inner();
                self.error(
                    input.name,
                    format!("{:?} is not a whole number from {least} to {most}", shortened(&text)),
                );
                None
            }
        }
    }

    /// A time span such as `90s`, `5m` or `1h 30m`.
    pub(super) fn duration(&mut self, input: &Input, flag: Option<&str>) -> Option<Duration> {
        let text = self.given_or_default(input, flag);
        let span = text.parse::<jiff::SignedDuration>().ok();
        let found = span
            .and_then(|span| Duration::try_from(span).ok())
            .filter(|span| *span <= LONGEST_WAIT);
        if found.is_none() {
            let form = "write a time up to 6h, such as 90s or 5m";
            self.error(
                input.name,
                format!("{:?} is not a time to wait: {form}", shortened(&text)),
            );
        }
        found
    }

    fn given_or_default(&self, input: &Input, flag: Option<&str>) -> String {
        self.given(input, flag)
            .or(input.default.map(str::to_owned))
            .unwrap_or_default()
    }

    /// The commit's message: `Some(None)` when nobody wants another one.
    pub(super) fn message(&mut self, input: &Input, flag: Option<&str>) -> Option<Option<String>> {
        let Some(text) = self.given(input, flag) else {
            return Some(None);
        };
        let text = text.replace("\r\n", "\n");
        if text.len() > LONGEST_MESSAGE || text.chars().any(|c| c != '\n' && is_invisible(c)) {
            let form = format!("write at most {LONGEST_MESSAGE} bytes of visible characters and line breaks");
            self.error(input.name, format!("is no message: {form}"));
            return None;
        }
        Some(Some(text))
    }

    pub(super) fn api_url(&mut self, flag: Option<&str>) -> Option<ApiUrl> {
        let input = &names::API_URL;
        let given = self
            .given(input, flag)
            .or_else(|| self.environment.given("GITHUB_API_URL").map(str::to_owned));
        self.checked(input.name, given.as_deref().unwrap_or(ApiUrl::GITHUB).parse())
    }

    /// The runner's word for it where it belongs to this API, else derived from the API's address.
    pub(super) fn server_url(&self, api_url: &ApiUrl) -> String {
        let own = self
            .environment
            .given("GITHUB_API_URL")
            .is_some_and(|own| own.trim_end_matches('/') == api_url.as_str());
        let told = self
            .environment
            .given("GITHUB_SERVER_URL")
            .and_then(|url| url.parse::<ApiUrl>().ok());
        match told {
            Some(url) if own => url.to_string(),
            _ if api_url.as_str() == ApiUrl::GITHUB => "https://github.com".to_owned(),
            _ => {
                let address = api_url.as_str();
                let host = address.find("://").map_or(0, |at| at + 3);
                let end = address[host..].find('/').map_or(address.len(), |at| host + at);
                address[..end].to_owned()
            }
        }
    }

    /// `Some(None)` when the machine's clock is wanted.
    pub(super) fn source_date_epoch(&mut self) -> Option<Option<Timestamp>> {
        let name = "SOURCE_DATE_EPOCH";
        let Some(text) = self.environment.given(name) else {
            return Some(None);
        };
        let time = text
            .parse::<u32>()
            .ok()
            .map(i64::from)
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .filter(|time| is_plausible(utc_day(*time)));
        if time.is_none() {
            let text = shortened(text);
            self.error(
                name,
                format!("{text:?} is not a time since 2008: write whole seconds since 1970-01-01T00:00:00Z"),
            );
        }
        time.map(Some)
    }
}

/// What a message repeats of a wrong text.
fn shortened(text: &str) -> String {
    crate::encode::excerpt(text, 40)
}
