//! The lists of repositories: pages, links, order, and what each kind of token sees.

use fake_github::{ACTIONS, FakeGitHub, Repository, TRAFFIC, Token};
use serde_json::{Value, json};

use crate::client::{Reply, get, get_as};

/// `octocat`'s own, an organisation's and a stranger's repositories, one of each private; the newest first in the alphabet.
fn fake() -> FakeGitHub {
    let fake = FakeGitHub::start();
    fake.add_organization("acme");
    for name in ["octocat/b", "acme/app", "mona/lisa"] {
        fake.add(Repository::new(name));
    }
    for name in ["octocat/a-secret", "acme/internal", "mona/secret"] {
        fake.add(Repository::new(name).private());
    }
    fake
}

fn names(body: &Value) -> Vec<&str> {
    let rows = body.as_array().or_else(|| body["repositories"].as_array());
    rows.into_iter()
        .flatten()
        .filter_map(|row| row["full_name"].as_str())
        .collect()
}

fn refused(reply: &Reply) -> (u16, String) {
    (reply.status, reply.message())
}

#[test]
fn pages_are_linked_both_ways_and_by_the_accounts_id() {
    let fake = FakeGitHub::start();
    fake.add_organization("acme");
    for number in 1..=7 {
        fake.add(Repository::new(&format!("acme/r{number}")));
    }
    let url = |page: u8| {
        let reply = get(&fake, "/orgs/ACME/repos?sort=full_name&per_page=3&page=2");
        let link = reply.header("link").expect("a link").to_owned();
        let found = link.split(", ").find(|one| one.contains(&format!("&page={page}>")));
        found.unwrap_or_else(|| panic!("{link}")).to_owned()
    };
    let by_id = format!("<{}/organizations/", fake.api_url());
    let (first, last) = (url(1), url(3));
    assert!(
        first.starts_with(&by_id) && first.ends_with("?sort=full_name&per_page=3&page=1>; rel=\"prev\""),
        "{first}"
    );
    assert!(last.ends_with("rel=\"next\""), "{last}");
    let target = last
        .split(['<', '>'])
        .nth(1)
        .and_then(|url| url.strip_prefix(&fake.api_url()));
    let reply = get(&fake, target.expect("a URL of the API"));
    assert_eq!(names(&reply.json()), ["acme/r7"]);
    let link = reply.header("link").expect("a link");
    assert!(
        link.contains("rel=\"prev\"") && link.contains("rel=\"first\"") && !link.contains("next"),
        "{link}"
    );
    assert_eq!(get(&fake, "/orgs/acme/repos").header("link"), None);
    assert_eq!(names(&get(&fake, "/orgs/acme/repos?page=9").json()).len(), 0);
    assert_eq!(names(&get(&fake, "/orgs/acme/repos?per_page=1000").json()).len(), 7);
    let enterprise = get(&fake, "/api/v3/users/acme/repos?per_page=1");
    let link = enterprise.header("link").expect("a link").to_owned();
    assert!(
        link.starts_with(&format!("<{}/user/", fake.enterprise_api_url())),
        "{link}"
    );
    // The newest come first in an organisation's list, the alphabet rules a person's.
    assert_eq!(names(&get(&fake, "/orgs/acme/repos").json())[0], "acme/r7");
    assert_eq!(names(&enterprise.json()), ["acme/r1"]);
}

#[test]
fn a_page_has_at_most_a_hundred() {
    let fake = FakeGitHub::start();
    for number in 0..101 {
        fake.add(Repository::new(&format!("octocat/r{number:03}")));
    }
    let page = get(&fake, "/user/repos?per_page=101");
    assert_eq!(names(&page.json()).len(), 100);
    assert!(
        page.header("link")
            .is_some_and(|link| link.contains("per_page=100&page=2>; rel=\"next\""))
    );
}

#[test]
fn private_repositories_are_listed_only_for_who_may_see_them() {
    let fake = fake();
    let list = |token: &str, target: &str| get_as(&fake, token, target).json();
    // Of a person only the public ones, even to that person.
    assert_eq!(names(&get(&fake, "/users/octocat/repos").json()), ["octocat/b"]);
    assert_eq!(
        names(&get(&fake, "/user/repos?affiliation=owner").json()),
        ["octocat/a-secret", "octocat/b"]
    );
    assert_eq!(names(&list("", "/orgs/acme/repos")), ["acme/app"]);
    assert_eq!(names(&list(TRAFFIC, "/orgs/acme/repos")), ["acme/internal", "acme/app"]);
    let few = Token::new("github_pat_few").only(&["mona/secret"]);
    fake.add_token(few);
    assert_eq!(names(&list("github_pat_few", "/orgs/acme/repos")), ["acme/app"]);
    assert_eq!(
        names(&list("github_pat_few", "/user/repos")),
        ["mona/secret", "octocat/b"]
    );
    assert_eq!(
        names(&list("github_pat_few", "/user/repos?affiliation=collaborator")),
        ["mona/secret"]
    );
    assert_eq!(
        names(&get(&fake, "/user/repos?affiliation=organization_member&visibility=private").json()),
        ["acme/internal"]
    );
    let wrong = get(&fake, "/user/repos?type=owner&affiliation=owner");
    assert_eq!(wrong.status, 422);
}

#[test]
fn a_person_is_no_organisation_and_a_stranger_is_nobody() {
    let fake = fake();
    for missing in ["/orgs/octocat/repos", "/orgs/nobody/repos", "/users/nobody/repos"] {
        assert_eq!(
            refused(&get(&fake, missing)),
            (404, "Not Found".to_owned()),
            "{missing}"
        );
    }
    assert_eq!(names(&get(&fake, "/users/acme/repos").json()), ["acme/app"]);
    assert_eq!(get(&fake, "/user").json()["login"], "octocat");
    for target in ["/user", "/user/repos", "/installation/repositories"] {
        assert_eq!(refused(&get_as(&fake, "", target)).0, 401, "{target}");
    }
}

#[test]
fn an_installation_sees_what_it_was_installed_for_and_nobody_else_does() {
    let fake = fake();
    fake.add_token(Token::new("ghs_app").only(&["acme/app", "acme/internal"]));
    let body = get_as(&fake, "ghs_app", "/installation/repositories?per_page=1").json();
    assert_eq!((&body["total_count"], names(&body)), (&json!(2), vec!["acme/app"]));
    assert_eq!(body["repositories"][0]["permissions"]["push"], false);
    for target in ["/user", "/user/repos"] {
        let reply = get_as(&fake, ACTIONS, target);
        assert_eq!(
            refused(&reply),
            (403, "Resource not accessible by integration".to_owned())
        );
    }
    let (status, text) = refused(&get(&fake, "/installation/repositories"));
    assert!(
        status == 403 && text.starts_with("You must authenticate with an installation access token"),
        "{text}"
    );
}

#[test]
fn a_listed_repository_has_what_a_list_has() {
    let fake = fake();
    fake.edit("octocat/a-secret", |r| r.archived = true);
    let list = get(&fake, "/user/repos?affiliation=owner").json();
    let (listed, whole) = (&list[0], get(&fake, "/repos/octocat/a-secret").json());
    for key in [
        "id",
        "full_name",
        "private",
        "visibility",
        "archived",
        "fork",
        "created_at",
        "pushed_at",
        "size",
    ] {
        assert_eq!((&listed[key], listed[key].is_null()), (&whole[key], false), "{key}");
    }
    assert_eq!(
        (&listed["archived"], &listed["permissions"]["push"]),
        (&json!(true), &json!(true))
    );
    for key in ["subscribers_count", "network_count", "temp_clone_token"] {
        assert!(listed.get(key).is_none() && whole.get(key).is_some(), "{key}");
    }
}
