//! EDGE. The call that reads an endpoint: its address, the longest body that is read and the shape that it must have.

use super::call::{Call, JSON};
use super::ci_clones::RunsPage;
use super::error::TokenInput;
use super::extracts::{FullRelease, FullRepository};
use super::shape;
use crate::domain::snapshot::Endpoint;

/// The longest response of a traffic endpoint that is read: GitHub's have some 3 kB.
const MAX_TRAFFIC: usize = 1 << 20;
/// The longest page of releases that is read: thirty releases with their notes and assets.
const MAX_RELEASES: usize = 16 << 20;

/// The longest page of runs or jobs of GitHub Actions that is read: a hundred, each with what it is of.
const MAX_RUNS: usize = 16 << 20;

/// The call that reads an endpoint of the repository at `address`. Its errors do not name the repository: the title of their
/// message does.
pub(super) fn call(endpoint: Endpoint, address: &str) -> Call<'static> {
    let (max_bytes, has_expected_shape) = expected_body(endpoint);
    Call {
        method: http::Method::GET,
        path: format!("{address}{}", endpoint.path()),
        accept: JSON,
        body: None,
        operation: endpoint.operation().to_owned(),
        token: TokenInput::TrafficToken,
        max_bytes,
        has_expected_shape,
    }
}

/// The longest body in bytes, and the check of its shape.
fn expected_body(endpoint: Endpoint) -> (usize, fn(&[u8]) -> bool) {
    match endpoint {
        Endpoint::Repository => (MAX_TRAFFIC, shape::is::<FullRepository>),
        Endpoint::ViewsByDay | Endpoint::ViewsByWeek | Endpoint::ClonesByDay | Endpoint::ClonesByWeek => {
            (MAX_TRAFFIC, shape::is_series)
        }
        Endpoint::Referrers | Endpoint::Paths | Endpoint::Stars | Endpoint::PastStars => (MAX_TRAFFIC, shape::is_list),
        Endpoint::Releases => (MAX_RELEASES, shape::is::<Vec<FullRelease>>),
        Endpoint::CiClones => (MAX_RUNS, shape::is::<RunsPage>),
    }
}
