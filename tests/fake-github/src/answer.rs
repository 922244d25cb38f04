//! An answer before it goes over the wire: status, headers, body; and GitHub's error bodies. Imports serde_json only.

use serde_json::{Value, json};

/// Status, headers and body of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A JSON answer.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Self {
            status,
            headers,
            body: value.to_string().into_bytes(),
        }
    }

    /// 200 with JSON.
    pub(crate) fn ok(value: &Value) -> Self {
        Self::json(200, value)
    }

    /// 200 with JSON that is text already.
    pub(crate) fn text(json: String) -> Self {
        Self::raw(200, "application/json; charset=utf-8", json.into_bytes())
    }

    /// Bytes as they are.
    pub(crate) fn raw(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body,
        }
    }

    /// An error in GitHub's shape.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        let docs = "https://docs.github.com/rest";
        Self::json(
            status,
            &json!({"message": message, "documentation_url": docs, "status": status.to_string()}),
        )
    }

    /// 404 as GitHub says it, whether the thing is missing or hidden.
    pub(crate) fn not_found() -> Self {
        Self::error(404, "Not Found")
    }

    /// 422 with the text given.
    pub(crate) fn unprocessable(message: &str) -> Self {
        Self::error(422, message)
    }

    /// The same answer with one more header.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// The page that GitHub's front end shows when the machines behind it do not answer.
    pub(crate) fn html(status: u16) -> Self {
        let page = format!(
            "<!DOCTYPE html>\n<html>\n<head><title>Unicorn! &middot; GitHub</title></head>\n<body>\n\
             <h1>{status}</h1>\n<p><strong>This page is taking too long to load.</strong></p>\n</body>\n</html>\n"
        );
        Self::raw(status, "text/html; charset=utf-8", page.into_bytes())
    }
}

/// A route's result: both sides are answers, the second cuts the handler short.
pub(crate) type Routed = Result<Answer, Answer>;
