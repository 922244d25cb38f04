//! EDGE. The token that a run reads repositories with.

use crate::cli::publish_inputs::PublishInputs;
use crate::cli::reader::InputReader;
use crate::cli::{RunInputs, inputs};
use crate::domain::privacy::Publish;
use crate::github::TokenInput;
use crate::secret::Secret;

/// Reads `traffic` and, unless that is false, `traffic-token`: `Some(None)` if no traffic is read.
pub(super) fn read(reader: &mut InputReader<'_>) -> Option<Option<Secret>> {
    match inputs::traffic::read(reader) {
        Some(false) => Some(None),
        _ => inputs::traffic_token::read(reader).map(Some),
    }
}

/// Refuses inputs that leave nothing to record.
pub(super) fn check(
    reader: &mut InputReader<'_>,
    traffic_token: Option<&Option<Secret>>,
    publishing: Option<&PublishInputs>,
) {
    let counts_only = publishing.is_some_and(|publishing| publishing.privacy.publish == Publish::Counts);
    if matches!(traffic_token, Some(None)) && counts_only {
        let error = "leaves nothing to record beside `publish: counts`, which keeps views and clones alone";
        reader.error(inputs::traffic::INPUT.name, error.to_owned());
    }
}

impl RunInputs {
    /// Whether the traffic is read, and not only what is public.
    #[must_use]
    pub fn reads_traffic(&self) -> bool {
        self.traffic_token.is_some()
    }

    /// The token that reads the repositories, and the input that it came from.
    #[must_use]
    pub fn reading_token(&self) -> (Option<&Secret>, TokenInput) {
        match &self.traffic_token {
            Some(token) => (Some(token), TokenInput::TrafficToken),
            None => (self.common.connection.token.as_ref(), TokenInput::Token),
        }
    }
}
