//! The client against the fake GitHub: what goes over the wire, how often, when, and the message afterwards.

mod errors;
mod limits;
mod listing;
mod proxies;
mod reads;
mod redirects;

use std::time::Duration;

use fake_github::{FakeGitHub, GitHub, Profile, Repository, TRAFFIC};
use jiff::civil::date;
use traffic_ledger::clock::Clock;
use traffic_ledger::domain::privacy::Privacy;
use traffic_ledger::domain::snapshot::Endpoint;
use traffic_ledger::github::ci_clones::CiQuestions;
use traffic_ledger::github::identify::identify;
use traffic_ledger::github::traffic::{Fetched, Subject, fetch};
use traffic_ledger::github::{Client, ErrorKind, GitHubError, Limits, Proxies};
use traffic_ledger::plan::questions::endpoints;
use traffic_ledger::secret::Secret;

/// A fake with one repository that has traffic.
pub(crate) fn fake_with(name: &str) -> FakeGitHub {
    let fake = FakeGitHub::start();
    let truth = Profile::busy(1, date(2025, 12, 1), date(2026, 4, 30)).generate(name);
    let mut repository = Repository::new(name).with_truth(truth);
    // The stars of its past are one page.
    repository.created_at = "2025-02-01T09:30:00Z".to_owned();
    fake.add(repository);
    fake
}

/// A client of the fake that shares its clock, so that no wait takes time.
pub(crate) fn client_of(fake: &GitHub, token: &str) -> Client {
    client_with(
        fake,
        token,
        Limits {
            request: Duration::from_secs(20),
            ..Limits::default()
        },
    )
}

/// The same with other limits.
pub(crate) fn client_with(fake: &GitHub, token: &str, limits: Limits) -> Client {
    let api = fake.api_url().parse().expect("the fake's address is one");
    let token = Secret::new(token).expect("the fake's tokens are tokens");
    let clock = Clock::Virtual(fake.clock().counter());
    Client::new(&api, &Proxies::default(), Some(token), clock, limits).expect("a loopback address needs no roots")
}

/// Identifies a repository and reads its traffic.
pub(crate) async fn read(client: &Client, name: &str) -> Result<Fetched, GitHubError> {
    let name = name.parse().expect("a name");
    let subject = match identify(client, &name).await {
        Ok(identity) => Subject::Identified(Box::new(identity)),
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(error),
        Err(error) => Subject::Named { name, error },
    };
    let now = client.clock().now();
    let (endpoints, server) = (endpoints(None, now, None), "https://github.com");
    fetch(
        client,
        subject,
        &endpoints,
        CiQuestions::default(),
        server,
        now,
        Privacy::default(),
    )
    .await
}

/// The endpoints that a first visit asks: the stars of the whole past stand for those of the newest weeks, and the clones by CI are not
/// asked for.
pub(crate) fn first_endpoints() -> Vec<Endpoint> {
    let is_asked = |endpoint: &Endpoint| !matches!(endpoint, Endpoint::Stars | Endpoint::CiClones);
    Endpoint::all().filter(is_asked).collect()
}

/// How many they are.
pub(crate) fn first_visit() -> usize {
    first_endpoints().len()
}

/// Reads `o/r` with the token that reads traffic.
async fn fetched(fake: &GitHub) -> Result<Fetched, GitHubError> {
    let client = client_of(fake, TRAFFIC);
    read(&client, "o/r").await
}

/// A message without what changes from run to run: the fake's address and the ids of its requests.
pub(crate) fn stable(fake: &GitHub, message: &str) -> String {
    let message = message.replace(&fake.api_url(), "API");
    let mut parts = message.split("request FA4E:");
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        stable.push_str("request ID");
        stable.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == ':'));
    }
    stable
}

/// How many requests went to a path that contains `part`.
fn count(fake: &GitHub, part: &str) -> usize {
    fake.log().iter().filter(|line| line.target.contains(part)).count()
}
