//! PURE. GitHub's answer that it does not find a repository, as it is kept in a snapshot.

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::headers;
use crate::domain::Timestamp;

/// GitHub's message, whatever is not found.
const MESSAGE: &str = "Not Found";

/// The answer.
#[derive(Debug, Clone)]
pub(crate) struct NotFoundAnswer {
    /// When GitHub generated it, if it says so.
    pub(super) answered: Option<Timestamp>,
    /// The version of GitHub Enterprise Server.
    pub(super) enterprise: Option<String>,
    /// What is kept of it.
    pub(super) body: Box<RawValue>,
}

/// What is kept: GitHub's own words, and the HTTP status as it writes it.
#[derive(Serialize, Deserialize)]
struct Extract {
    message: String,
    #[serde(default = "status")]
    status: String,
}

fn status() -> String {
    "404".to_owned()
}

impl NotFoundAnswer {
    /// Reads a 404. Anything but GitHub's own message, such as the page of a proxy, says nothing about a repository.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let extract: Extract = serde_json::from_slice(body).ok()?;
        if extract.message != MESSAGE || extract.status != status() {
            return None;
        }
        Some(Self {
            answered: headers::date(headers),
            enterprise: headers::enterprise(headers),
            body: serde_json::value::to_raw_value(&extract).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_githubs_own_words_count_and_are_kept() {
        let read = |body: &str| {
            let answer = NotFoundAnswer::read(&HeaderMap::new(), body.as_bytes());
            answer.map(|answer| answer.body.get().to_owned())
        };
        let kept = Some(r#"{"message":"Not Found","status":"404"}"#.to_owned());
        let url = "https://docs.github.com/rest";
        assert_eq!(
            read(&format!(
                r#"{{"message": "Not Found", "documentation_url": "{url}", "status": "404"}}"#
            )),
            kept
        );
        assert_eq!(
            read(r#"{"message":"Not Found"}"#),
            kept,
            "older servers do not repeat the status"
        );
        for other in [
            "<html>Not Found</html>",
            "{}",
            r#"{"message":"no Route matched with those values"}"#,
            r#"{"message":"Not Found","status":"410"}"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
