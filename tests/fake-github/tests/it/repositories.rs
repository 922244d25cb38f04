//! Repositories, their names and ids, releases, and traffic over the wire.

use fake_github::{Count, FakeGitHub, Planted, Profile, Publishing, Release, Repository, TRAFFIC, Truth};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::client::{get, get_as, send};

#[test]
fn a_renamed_repository_redirects_by_id_and_keeps_everything() {
    let fake = FakeGitHub::start();
    let id = fake.add(Repository::new("o/old"));
    let head = fake.commit("o/old", "main", &[("a", Planted::text("a"))], "First");
    fake.rename("o/old", "p/new");
    let moved = get(&fake, "/repos/o/old/git/ref/heads/main?x=%2F");
    let location = format!("{}/repositories/{id}/git/ref/heads/main?x=%2F", fake.api_url());
    assert_eq!((moved.status, moved.header("location")), (301, Some(location.as_str())));
    let there = get(&fake, location.strip_prefix(&fake.api_url()).unwrap_or(""));
    assert_eq!(there.json()["object"]["sha"], head.as_str());
    let posted = send(&fake, "POST", "/repos/o/old/git/blobs", &json!({"content": "x"})).expect("an answer");
    assert_eq!(posted.status, 307);
    assert_eq!(get(&fake, "/repos/P/New").json()["full_name"], "p/new");
    assert!(fake.git_dir("p/new").join("HEAD").is_file());

    let other = fake.add(Repository::new("o/old"));
    assert_ne!(other, id);
    assert_eq!(get(&fake, "/repos/o/old").json()["id"], other);
    fake.delete("o/old");
    let third = fake.add(Repository::new("o/old"));
    assert!(third != other && get(&fake, &format!("/repositories/{other}")).status == 404);
}

#[test]
fn paths_after_a_rename_carry_the_new_name() {
    let fake = FakeGitHub::start();
    fake.traffic(|t| t.publishing = Publishing::Lag(1));
    let truth = Profile::busy(1, date(2026, 1, 1), date(2026, 4, 1)).generate("o/old");
    fake.add(Repository::new("o/old").with_truth(truth));
    fake.rename("o/old", "o/new");
    fake.clock().advance_days(4);
    let paths = get(&fake, "/repos/o/new/traffic/popular/paths").json();
    let has = |path: &str| {
        paths
            .as_array()
            .is_some_and(|rows| rows.iter().any(|r| r["path"] == path))
    };
    assert!(has("/o/old") && has("/o/new"), "{paths}");
}

#[test]
fn a_repository_tells_all_that_github_tells() {
    let fake = FakeGitHub::start();
    fake.add(Repository::new("o/private").private());
    let body = get(&fake, "/repos/o/private").json();
    assert!(body["temp_clone_token"].as_str().is_some_and(|t| !t.is_empty()));
    assert_eq!(
        (&body["visibility"], &body["permissions"]["admin"]),
        (&json!("private"), &json!(true))
    );
    assert_eq!(
        (&body["stargazers_count"], &body["subscribers_count"]),
        (&json!(42), &json!(5))
    );
    assert!(body.as_object().is_some_and(|o| o.len() > 80));
    assert_eq!(get_as(&fake, "", "/repos/o/private").status, 404);
    let enterprise = get(&fake, "/api/v3/repos/o/private").json();
    assert_eq!(
        enterprise["url"],
        format!("{}/repos/o/private", fake.enterprise_api_url())
    );
}

#[test]
fn releases_come_newest_first_by_pages() {
    let fake = FakeGitHub::start();
    let mut repository = Repository::new("o/r");
    repository.releases = (1..=5)
        .map(|n| Release::new(&format!("v{n}"), &format!("2025-0{n}-01T00:00:00Z"), "text").asset("a.tar.gz", 10, n))
        .collect();
    fake.add(repository);
    let page = get(&fake, "/repos/o/r/releases?per_page=2&page=2");
    let rows = page.json();
    assert_eq!(
        (&rows[0]["tag_name"], &rows[1]["tag_name"]),
        (&json!("v3"), &json!("v2"))
    );
    assert_eq!(rows[0]["assets"][0]["download_count"], 3);
    assert!(
        page.header("link")
            .is_some_and(|l| l.contains("page=3>; rel=\"next\"") && l.contains("rel=\"prev\""))
    );
    assert_eq!(get(&fake, "/repos/o/r/releases?page=2").json(), json!([]));
}

#[test]
fn traffic_moves_with_the_clock_and_is_the_same_for_the_same_hour() {
    let fake = FakeGitHub::start();
    fake.traffic(|t| t.publishing = Publishing::Lag(2));
    let truth = Truth::flat(date(2026, 1, 1), date(2026, 3, 1), Count::new(10, 4), Count::new(3, 2));
    fake.add(Repository::new("o/r").with_truth(truth.clone()));
    assert_eq!(fake.truth("o/r"), truth);
    let last = |reply: Value| reply["clones"].as_array().and_then(|rows| rows.last().cloned());
    let clones = || get_as(&fake, TRAFFIC, "/repos/o/r/traffic/clones?per=day");
    assert_eq!(
        last(clones().json()),
        Some(json!({"timestamp": "2026-02-28T00:00:00Z", "count": 3, "uniques": 2}))
    );
    assert_eq!(clones().body, clones().body);
    fake.clock().set("2026-03-05T03:00:00Z");
    assert_eq!(
        last(clones().json()),
        Some(json!({"timestamp": "2026-03-03T00:00:00Z", "count": 0, "uniques": 0}))
    );
    assert_eq!(get(&fake, "/repos/o/r/traffic/views?per=month").status, 422);
}
