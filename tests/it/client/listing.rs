//! The lists of repositories: which are asked for, by which token, page by page and never out of the API.

use fake_github::{CLASSIC, FakeGitHub, Fault, On, Repository, Token};
use traffic_ledger::domain::privacy::Privacy;
use traffic_ledger::domain::snapshot::RawSnapshot;
use traffic_ledger::github::ci_clones::CiQuestions;
use traffic_ledger::github::listing::{Gap, Lister, Listing};
use traffic_ledger::github::traffic::{Subject, fetch};
use traffic_ledger::github::{ErrorKind, GitHubError};
use traffic_ledger::message::Message;
use traffic_ledger::plan::questions::endpoints;

use super::{client_of, count, fake_with, first_visit, stable};

const APP: &str = "ghs_the_token_of_an_installation";

/// What `octocat` sees: three own repositories, one of an organisation and one shared by a friend; one of each is private.
fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.add_organization("acme");
    for name in ["octocat/a", "octocat/b", "acme/app", "mona/shared", "mona/public"] {
        fake.add(Repository::new(name));
    }
    for name in ["octocat/secret", "acme/internal", "mona/secret"] {
        fake.add(Repository::new(name).private());
    }
    fake.add_token(Token::new(APP).only(&["acme/app", "acme/internal"]));
    fake
}

fn names(listing: &Result<Listing, GitHubError>) -> String {
    let listing = listing.as_ref().expect("a list");
    let mut names: Vec<String> = listing
        .repositories
        .iter()
        .map(|listed| listed.about.name.to_string())
        .collect();
    names.sort();
    names.dedup();
    names.join(" ")
}

async fn of_owner(fake: &FakeGitHub, token: &str, owner: &str) -> String {
    names(&Lister::new(&client_of(fake, token)).of_owner(owner).await)
}

async fn everything(fake: &FakeGitHub, token: &str) -> Result<Listing, GitHubError> {
    let client = client_of(fake, token);
    let lister = Lister::new(&client);
    lister.everything().await
}

#[tokio::test]
async fn the_list_depends_on_the_token_and_on_the_owner() {
    let fake = fake();
    assert_eq!(
        of_owner(&fake, CLASSIC, "OctoCat").await,
        "octocat/a octocat/b octocat/secret"
    );
    assert_eq!(of_owner(&fake, CLASSIC, "acme").await, "acme/app acme/internal");
    assert_eq!(
        of_owner(&fake, CLASSIC, "mona").await,
        "mona/public mona/secret mona/shared"
    );
    assert_eq!(of_owner(&fake, APP, "acme").await, "acme/app acme/internal");
    let all = everything(&fake, CLASSIC).await;
    assert_eq!(names(&all).split(' ').count(), 8);
    assert_eq!(names(&everything(&fake, APP).await), "acme/app acme/internal");
}

#[tokio::test]
async fn several_owners_take_few_requests() {
    let fake = fake();
    let client = client_of(&fake, CLASSIC);
    let mut lister = Lister::new(&client);
    for owner in ["acme", "mona", "octocat"] {
        assert!(lister.of_owner(owner).await.is_ok());
    }
    let asked: Vec<String> = fake.log().iter().map(|line| line.path().to_owned()).collect();
    let wanted = [
        "/user",
        "/orgs/acme/repos",
        "/orgs/mona/repos",
        "/users/mona/repos",
        "/user/repos",
        "/user/repos",
    ];
    assert_eq!(asked, wanted);
}

#[tokio::test]
async fn all_pages_are_read_also_below_a_path() {
    let fake = FakeGitHub::start();
    fake.add_organization("acme");
    for number in 0..205 {
        fake.add(Repository::new(&format!("acme/r{number}")));
    }
    let listing = everything(&fake, CLASSIC).await.expect("a list");
    assert_eq!(
        (listing.repositories.len(), listing.gaps.len(), fake.log().len()),
        (205, 0, 3)
    );
    // On GitHub Enterprise Server the API has a path, which its links have too.
    let api = fake.enterprise_api_url().parse().expect("an address");
    let client = client_of(&fake, CLASSIC);
    let client = traffic_ledger::github::Client::new(
        &api,
        &traffic_ledger::github::Proxies::default(),
        traffic_ledger::secret::Secret::new(CLASSIC).ok(),
        client.clock().clone(),
        traffic_ledger::github::Limits::default(),
    )
    .expect("a client");
    let listing = Lister::new(&client).of_owner("acme").await.expect("a list");
    assert_eq!(listing.repositories.len(), 205);
}

#[tokio::test]
async fn a_listed_repository_is_read_without_asking_who_it_is() {
    let fake = fake_with("octocat/r");
    let client = client_of(&fake, CLASSIC);
    let alone = super::read(&client, "octocat/r").await.expect("the traffic");
    fake.clear_log();
    let mut listing = Lister::new(&client).everything().await.expect("a list");
    let identity = listing.repositories.remove(0).identity;
    let local = client.clock().now();
    let subject = Subject::Identified(Box::new(identity));
    let (endpoints, server) = (endpoints(None, local, None), "https://github.com");
    let fetched = fetch(
        &client,
        subject,
        &endpoints,
        CiQuestions::default(),
        server,
        local,
        Privacy::default(),
    )
    .await;
    let fetched = fetched.expect("the traffic");
    assert_eq!((count(&fake, "/user/repos"), fake.log().len()), (1, first_visit()));
    assert_eq!(
        (fetched.private, fetched.archived, fetched.is_dated),
        (Some(false), Some(false), true)
    );
    assert_eq!(fetched.pushed_at, alone.pushed_at);
    // The same snapshot, but for what a list does not have.
    let text = |snapshot: &RawSnapshot| String::from_utf8(snapshot.to_bytes()).expect("text");
    let (alone, listed) = (text(&alone.snapshot), text(&fetched.snapshot));
    assert_eq!(alone.replace(r#""subscribers_count":5,"#, ""), listed);
}

#[tokio::test]
async fn a_link_out_of_the_api_or_in_a_circle_ends_the_list() {
    for (link, cause) in [
        (
            "<https://evil.example/user/repos?page=2>; rel=\"next\"",
            "the link to the next page leads away from the API",
        ),
        (
            "<//evil.example/user/repos?page=2>; rel=\"next\"",
            "the link to the next page leads away from the API",
        ),
        ("</user/repos?page=2>; rel=\"next\"", "the pages link in a circle"),
    ] {
        let fake = fake();
        fake.fail(On::every().path("/user/repos"), Fault::Header("link", link.to_owned()));
        let error = everything(&fake, CLASSIC).await.expect_err(link);
        assert_eq!(error.kind(), ErrorKind::NotJson);
        assert!(Message::from(&error).to_string().contains(cause), "{error}");
        assert!(fake.log().len() <= 2, "{link}");
    }
}

#[tokio::test]
async fn a_list_without_an_end_is_not_followed_for_ever() {
    let fake = fake();
    fake.traffic(|_| ());
    for page in 1..=600 {
        let link = format!("</user/repos?page={}>; rel=\"next\"", page + 1);
        fake.fail(On::nth(page).path("/user/repos"), Fault::Header("link", link));
    }
    let error = everything(&fake, CLASSIC).await.expect_err("no end");
    assert!(error.to_string().contains("the list does not end"), "{error}");
    assert_eq!(fake.log().len(), 500);
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list_and_a_passing_failure_does_not() {
    let fake = fake();
    fake.fail(On::nth(1).path("/user/repos"), Fault::Html(502));
    assert!(everything(&fake, CLASSIC).await.is_ok());
    for fault in [Fault::WrongShape, Fault::NotJson, Fault::Oversized(20 << 20)] {
        fake.clear_faults();
        fake.fail(On::every().path("/user/repos"), fault);
        assert!(everything(&fake, CLASSIC).await.is_err());
    }
}

#[tokio::test]
async fn what_is_missing_from_a_list_is_known() {
    let fake = fake();
    let partial = "partial-results; organizations=21955855".to_owned();
    fake.fail(On::every().path("/user/repos"), Fault::Header("x-github-sso", partial));
    let listing = everything(&fake, CLASSIC).await.expect("a list");
    assert_eq!(listing.gaps, [Gap::SingleSignOn].into());
    let body = r#"{"total_count":3,"repositories":[{"id":1,"full_name":"acme/app"},{"id":1,"full_name":"acme/app"}]}"#;
    fake.fail(On::every().path("/installation"), Fault::Body(body.to_owned()));
    let listing = everything(&fake, APP).await.expect("a list");
    assert_eq!(listing.gaps, [Gap::Fewer].into());
}

#[tokio::test]
async fn an_owner_that_nobody_knows_is_an_error_with_the_name() {
    let fake = fake();
    let client = client_of(&fake, CLASSIC);
    let error = Lister::new(&client)
        .of_owner("nobody")
        .await
        .expect_err("no such owner");
    let message = Message::from(&error).to_string();
    let wanted = "could not list the repositories of nobody: GET API/users/nobody/repos?type=owner&per_page=100&\
                  sort=created&direction=asc answered 404: Not Found (request ID)\n";
    assert!(stable(&fake, &message).starts_with(wanted), "{message}");
}
