//! EDGE. All files of a commit as one archive, which comes from another host of GitHub's than its API.
//!
//! Source: <https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar>

use std::sync::atomic::Ordering;

use http::{Method, StatusCode, Uri, header};
use http_body_util::BodyExt as _;
use http_body_util::combinators::BoxBody;
use hyper::body::Bytes;
use octocrab::OctoBody;

use super::call::{Call, JSON};
use super::client::Client;
use super::error::{GitHubError, TokenInput};
use super::git_data::GitData;
use crate::git::CommitId;

/// The longest response of the API, which only says where the archive is.
const REDIRECT: usize = 1 << 16;

/// An archive on its way. Other than the responses of the API it is not sent again when it breaks off: its reader has another
/// way to the same files.
pub struct Archive<'c> {
    client: &'c Client,
    body: BoxBody<Bytes, octocrab::Error>,
}

/// Why an archive does not come.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The API did not say where it is.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// It could not be downloaded from there.
    #[error("the archive could not be downloaded: {0}")]
    Download(String),
}

impl GitData<'_> {
    /// The files of a commit as a gzipped tar with one folder around them. What `.gitattributes` say of archives can leave files
    /// out and change others, so each is to be compared with git's id of it.
    ///
    /// # Errors
    /// When GitHub does not give it.
    pub async fn archive(&self, commit: CommitId) -> Result<Archive<'_>, ArchiveError> {
        let call = Call {
            method: Method::GET,
            path: format!("/repos/{}/tarball/{commit}", self.repository),
            accept: JSON,
            body: None,
            operation: format!("read the files of {}", self.repository),
            token: TokenInput::Token,
            max_bytes: REDIRECT,
            has_expected_shape: |_| false,
        };
        // A renamed repository answers 301 or 307.
        let reply = self
            .client
            .converse(&call, |status| status == StatusCode::FOUND)
            .await?;
        let location = reply.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
        let location: Option<Uri> = location.and_then(|to| to.parse().ok());
        match location.filter(|to| self.client.may_download_from(to)) {
            Some(location) => self.client.download(location).await,
            None => Err(ArchiveError::Download("it is not at an https address".to_owned())),
        }
    }
}

impl Client {
    /// Nothing crosses a network unencrypted.
    fn may_download_from(&self, location: &Uri) -> bool {
        location.scheme_str() == Some("https") || self.api.same_origin(location)
    }

    /// Begins a download. The token of the API does not go along (`Octocrab::execute` would add it, `send` does not): the address
    /// holds a key of its own.
    async fn download(&self, location: Uri) -> Result<Archive<'_>, ArchiveError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let failed =
            |error: &dyn std::fmt::Display| ArchiveError::Download(crate::encode::one_line(&error.to_string(), 200));
        let request = http::Request::get(location).body(OctoBody::empty());
        let request = request.map_err(|error| failed(&error))?;
        let sent = tokio::time::timeout(self.limits.request, self.octocrab.send(request)).await;
        let response = sent.map_err(|_| failed(&"no response came in time"))?;
        let response = response.map_err(|error| failed(&error))?;
        let status = response.status();
        tracing::debug!(status = status.as_u16(), "downloading the archive");
        if status != StatusCode::OK {
            return Err(failed(&status));
        }
        Ok(Archive {
            client: self,
            body: response.into_body(),
        })
    }
}

impl Archive<'_> {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// When the download breaks off, or nothing comes for long.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ArchiveError> {
        loop {
            let frame = tokio::time::timeout(self.client.limits.request, self.body.frame()).await;
            match frame {
                Ok(None) => return Ok(None),
                Ok(Some(Ok(frame))) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
                Ok(Some(Err(error))) => return Err(ArchiveError::Download(error.to_string())),
                Err(_) => return Err(ArchiveError::Download("nothing came for long".to_owned())),
            }
        }
    }
}
