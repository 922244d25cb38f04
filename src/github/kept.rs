//! PURE. What a snapshot keeps of the bodies of an endpoint, whose shape has been checked.

use serde_json::value::{RawValue, to_raw_value};

use super::call::Reply;
use super::error::{ErrorKind, GitHubError};
use super::extracts::{Absence, FullRelease};
use crate::domain::snapshot::Endpoint;

/// What is kept of the pages of an endpoint.
pub(super) fn kept(endpoint: Endpoint, pages: &[Reply]) -> Option<Box<RawValue>> {
    match endpoint {
        Endpoint::Releases => {
            let lists = pages.iter().map(|page| serde_json::from_slice(&page.body));
            let lists: Vec<Vec<FullRelease>> = lists.collect::<Result<_, _>>().ok()?;
            let published = lists.into_iter().flatten().filter(|release| !release.draft);
            to_raw_value(&published.map(|release| release.kept).collect::<Vec<_>>()).ok()
        }
        _ => match pages {
            [only] => verbatim(only),
            // The rows of all pages as one list.
            several => {
                let lists = several
                    .iter()
                    .map(|page| serde_json::from_slice::<Vec<&RawValue>>(&page.body));
                let lists: Vec<Vec<&RawValue>> = lists.collect::<Result<_, _>>().ok()?;
                to_raw_value(&lists.concat()).ok()
            }
        },
    }
}

/// What is kept of the answer that a server does not have an endpoint that [may be absent](Endpoint::can_be_absent): to have
/// asked is worth knowing.
pub(super) fn absence(endpoint: Endpoint, error: &GitHubError) -> Option<Box<RawValue>> {
    let is_limit = matches!(error.kind(), ErrorKind::RateLimited { .. });
    let status = error
        .status()
        .filter(|status| matches!(status, 403 | 404 | 410) && !is_limit)?;
    let absence = Absence {
        status: status.to_string(),
    };
    endpoint.can_be_absent().then(|| to_raw_value(&absence).ok()).flatten()
}

/// In JSON a line break can only be between tokens; without them a body is one line of the file.
fn verbatim(reply: &Reply) -> Option<Box<RawValue>> {
    let text = std::str::from_utf8(&reply.body).ok()?.replace(['\n', '\r'], "");
    RawValue::from_string(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;
    use hyper::body::Bytes;

    fn reply(body: &'static str) -> Reply {
        Reply {
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
            redirected: false,
        }
    }

    #[test]
    fn releases_are_kept_without_drafts_and_notes() {
        let body = r#"[{"tag_name":"v2","published_at":"2026-10-01T00:00:00Z","prerelease":true,"draft":false,
            "body":"long notes","assets":[{"id":7,"name":"a.tgz","uploader":{"login":"x"},"download_count":5},
            {"id":8,"name":"b.tgz","created_at":"2026-10-01T01:00:00Z","download_count":6}]},
            {"tag_name":"v3","published_at":null,"draft":true,"assets":[]}]"#;
        let kept = kept(Endpoint::Releases, &[reply(body)]).expect("a body");
        assert_eq!(
            kept.get(),
            r#"[{"tag_name":"v2","published_at":"2026-10-01T00:00:00Z","prerelease":true,"assets":[{"id":7,"name":"a.tgz","download_count":5},{"id":8,"name":"b.tgz","created_at":"2026-10-01T01:00:00Z","download_count":6}]}]"#
        );
    }

    #[test]
    fn a_body_is_kept_byte_for_byte_but_for_line_breaks_between_tokens() {
        let body = "{\"count\": 1e0,\r\n  \"new_field\":\"a\\nb\" , \"views\":[]}\n";
        let kept = kept(Endpoint::ViewsByDay, &[reply(body)]).expect("a body");
        assert_eq!(kept.get(), "{\"count\": 1e0,  \"new_field\":\"a\\nb\" , \"views\":[]}");
    }

    #[test]
    fn the_rows_of_all_pages_are_one_list() {
        let pages = [
            reply("[{\"week\": 7},\n {\"week\":6}]"),
            reply("[]"),
            reply("[{\"week\":5}]"),
        ];
        let kept = kept(Endpoint::PastStars, &pages).expect("a body");
        assert_eq!(kept.get(), "[{\"week\": 7},{\"week\":6},{\"week\":5}]");
    }
}
