//! PURE. A call to GitHub as it is asked for, and its reply.

use http::{HeaderMap, Method};
use hyper::body::Bytes;
use serde_json::Value;

use super::error::TokenInput;

/// A call to make.
pub(crate) struct Call<'a> {
    /// The method; all but `GET` are writes.
    pub(crate) method: Method,
    /// The path below the API's address, with its query, percent-encoded.
    pub(crate) path: String,
    /// The media type to ask for; `None` for GitHub's JSON.
    pub(crate) accept: Option<&'static str>,
    /// The JSON to send.
    pub(crate) body: Option<&'a Value>,
    /// What is being done, to follow "could not".
    pub(crate) operation: String,
    /// The input that the token came from.
    pub(crate) token: TokenInput,
    /// The longest body that is read, in bytes.
    pub(crate) max_bytes: usize,
    /// Whether the body of a success is what was asked for.
    pub(crate) has_expected_shape: fn(&[u8]) -> bool,
}

impl Call<'_> {
    /// Whether it may change something at GitHub.
    pub(crate) fn is_write(&self) -> bool {
        self.method != Method::GET
    }
}

/// The response to a call that succeeded.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether the call was redirected to another address of the repository.
    pub(crate) redirected: bool,
}
