//! PURE. What of the traffic may be kept: everything or views and clones alone, pages with or without their query strings.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::query_strings::without_queries;
pub use super::snapshot::Publish;
use super::snapshot::{Endpoint, RawSnapshot};

/// What of the traffic may be kept. It is applied before anything is stored, printed or rescued.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Privacy {
    /// What is published.
    pub publish: Publish,
    /// Whether the query strings of pages are kept.
    pub keep_queries: bool,
}

/// What tells which repository it is.
#[derive(Serialize, Deserialize)]
struct IdentityExtract<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(borrow)]
    full_name: &'a RawValue,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    created_at: Option<&'a RawValue>,
}

/// The answer that a repository is not found.
#[derive(Serialize, Deserialize)]
struct MissingExtract {
    status: NotFoundStatus,
}

#[derive(Serialize, Deserialize)]
enum NotFoundStatus {
    #[serde(rename = "404")]
    NotFound,
}

impl Privacy {
    /// Whether the answer of an endpoint may be kept, at least in part; otherwise it is not even asked for.
    #[must_use]
    pub fn keeps(&self, endpoint: Endpoint) -> bool {
        self.publish == Publish::All
            || endpoint == Endpoint::Repository
            || matches!(
                endpoint,
                Endpoint::ViewsByDay
                    | Endpoint::ViewsByWeek
                    | Endpoint::ClonesByDay
                    | Endpoint::ClonesByWeek
                    | Endpoint::CiClones
            )
    }

    /// Takes everything out of a snapshot that may not be kept.
    pub fn apply(&self, snapshot: &mut RawSnapshot) {
        if self.publish == Publish::Counts {
            snapshot.publish = Publish::Counts;
            snapshot.ignored_referrers.clear();
            snapshot.bodies.retain(|endpoint, _| self.keeps(*endpoint));
            snapshot.answered.retain(|endpoint, _| self.keeps(*endpoint));
            replace(snapshot, Endpoint::Repository, identity_alone);
        }
        if !self.keep_queries {
            replace(snapshot, Endpoint::Paths, without_queries);
        }
    }
}

/// Replaces a body, or takes it out where it cannot be replaced.
fn replace(snapshot: &mut RawSnapshot, endpoint: Endpoint, with: impl Fn(&RawValue) -> Option<Box<RawValue>>) {
    let body = snapshot.bodies.remove(&endpoint);
    let replaced = body.and_then(|body| with(&body));
    snapshot.bodies.extend(replaced.map(|body| (endpoint, body)));
}

fn identity_alone(body: &RawValue) -> Option<Box<RawValue>> {
    if let Ok(missing) = serde_json::from_str::<MissingExtract>(body.get()) {
        return serde_json::value::to_raw_value(&missing).ok();
    }
    let extract: IdentityExtract<'_> = serde_json::from_str(body.get()).ok()?;
    serde_json::value::to_raw_value(&extract).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> RawSnapshot {
        let body = |text: &str| RawValue::from_string(text.to_owned()).expect("JSON");
        let list = r#"[{"path":"/o/r?SECRET","referrer":"SECRET","title":"SECRET","count":1,"uniques":1}]"#;
        RawSnapshot {
            captured: "2026-03-02T14:37:00Z".parse().expect("a time"),
            answered: Endpoint::all()
                .map(|endpoint| (endpoint, "2026-03-02T15:00:00Z".parse().expect("a time")))
                .collect(),
            server: crate::domain::snapshot::Server::default(),
            id: Some(7),
            repository: "o/r".parse().expect("a name"),
            publish: Publish::All,
            ignored_referrers: [].into(),
            given: Default::default(),
            bodies: Endpoint::all()
                .map(|endpoint| {
                    let text = match endpoint {
                        Endpoint::Repository => {
                            r#"{"id":7,"full_name":"o/r","created_at":"2026-01-01T00:00:00Z","stargazers_count":5,"x":"SECRET"}"#
                        }
                        Endpoint::Referrers | Endpoint::Paths | Endpoint::Releases => list,
                        _ => r#"{"count":0,"uniques":0,"views":[]}"#,
                    };
                    (endpoint, body(text))
                })
                .collect(),
        }
    }

    #[test]
    fn counts_alone_are_four_series_the_clones_by_ci_and_the_identity() {
        let mut snapshot = snapshot();
        let privacy = Privacy {
            publish: Publish::Counts,
            keep_queries: true,
        };
        privacy.apply(&mut snapshot);
        let text = String::from_utf8(snapshot.to_bytes()).expect("UTF-8");
        assert!(!text.contains("SECRET") && !text.contains("stargazers"), "{text}");
        let keys: Vec<&str> = snapshot.bodies.keys().map(|endpoint| endpoint.key()).collect();
        assert_eq!(
            keys,
            [
                "repository",
                "views/day",
                "views/week",
                "clones/day",
                "clones/week",
                "ci/clones"
            ]
        );
        assert_eq!(snapshot.answered.len(), 6);
        assert_eq!(
            snapshot.bodies[&Endpoint::Repository].get(),
            r#"{"id":7,"full_name":"o/r","created_at":"2026-01-01T00:00:00Z"}"#
        );
        let read = RawSnapshot::from_bytes(&snapshot.to_bytes()).expect("a snapshot");
        assert_eq!(read.publish, Publish::Counts);
    }

    #[test]
    fn that_a_repository_is_not_found_is_kept_with_counts_alone() {
        let body = RawValue::from_string(r#"{"message":"SECRET","status":"404"}"#.to_owned()).expect("JSON");
        let kept = identity_alone(&body).map(|body| body.get().to_owned());
        assert_eq!(kept.as_deref(), Some(r#"{"status":"404"}"#));
    }

    #[test]
    fn query_strings_are_kept_only_on_demand() {
        let kept = |keep_queries| {
            let mut snapshot = snapshot();
            Privacy {
                publish: Publish::All,
                keep_queries,
            }
            .apply(&mut snapshot);
            snapshot.bodies[&Endpoint::Paths].get().to_owned()
        };
        assert!(kept(true).contains("/o/r?SECRET"));
        assert_eq!(
            kept(false),
            r#"[{"path":"/o/r?","referrer":"SECRET","title":null,"count":1,"uniques":1}]"#
        );
    }
}
