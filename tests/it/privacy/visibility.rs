//! A private repository in a public store, and what is said before traffic becomes public.

use fake_github::{FakeGitHub, Fault, On, Planted, Repository};

use crate::end_to_end::{NAME, github, job};
use crate::harness::{Ran, Run};

const STORE: &str = "octo/keeper";
const SECOND: &str = "octo/second";

/// A GitHub with a store and two repositories to record.
fn with_store() -> FakeGitHub {
    let fake = github();
    fake.add(Repository::new(SECOND).with_truth(fake.truth(NAME)));
    fake.add(Repository::new(STORE));
    fake.commit(STORE, "main", &[("README.md", Planted::text("x"))], "Begin");
    fake
}

fn both(fake: &FakeGitHub) -> Run {
    job(fake).store(STORE).repositories(&format!("{NAME}, {SECOND}"))
}

/// Which of the two repositories the ledger has.
fn recorded(fake: &FakeGitHub) -> (bool, bool) {
    let files = match fake.head(STORE, "traffic") {
        Some(_) => fake.files(STORE, "traffic"),
        None => Default::default(),
    };
    let has = |name: &str| files.keys().any(|path| path.starts_with(&format!("{name}/")));
    (has(NAME), has(SECOND))
}

fn set_private(fake: &FakeGitHub, name: &str) {
    fake.edit(name, |repository| repository.private = true);
}

/// That nothing of the first repository was read.
fn assert_not_read(fake: &FakeGitHub, ran: &Ran) {
    let traffic = format!("/repositories/{}/traffic", fake.repository(NAME).id);
    assert!(fake.log().iter().all(|request| !request.path().starts_with(&traffic)));
    assert!(
        ran.workspace.keys().all(|path| !path.contains(NAME)),
        "nothing to rescue"
    );
}

#[test]
fn a_private_repository_is_refused_in_a_public_store_and_the_others_go_on() {
    let fake = with_store();
    set_private(&fake, NAME);
    let ran = both(&fake).run().failure();
    let errors = ran.texts("error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].contains("it is private, and everybody can read the ledger in octo/keeper")
            && errors[0].contains("publish-private: true"),
        "{errors:?}"
    );
    assert_eq!(recorded(&fake), (false, true));
    assert_not_read(&fake, &ran);

    both(&fake).input("publish-private", "true").run().success();
    assert_eq!(recorded(&fake), (true, true));
}

#[test]
fn a_private_store_takes_everything_and_so_does_a_directory() {
    let fake = with_store();
    set_private(&fake, NAME);
    set_private(&fake, STORE);
    let ran = both(&fake).run().success();
    assert_eq!(recorded(&fake), (true, true));
    assert_eq!(ran.texts("notice"), [""; 0], "nothing becomes public");

    let fake = with_store();
    set_private(&fake, NAME);
    to_directory(&fake);
}

/// The files of a ledger of both repositories in a directory.
fn to_directory(fake: &FakeGitHub) -> std::collections::BTreeMap<String, Vec<u8>> {
    let run = both(fake);
    let directory = run.path("ledger").display().to_string();
    run.arguments(&["run", "--output", &directory]).run().success().files()
}

#[test]
fn a_repository_can_keep_its_own_traffic_whoever_can_read_it() {
    let fake = github();
    set_private(&fake, NAME);
    job(&fake).run().success();
    // Also when GitHub does not say who it is: the readers are the same.
    fake.clock().advance_days(1);
    fake.fail(
        On::every().exactly("/repos/octo/spike"),
        Fault::Refused(403, "No.".to_owned()),
    );
    let errors = job(&fake).run().failure().texts("error");
    assert!(
        errors.iter().all(|error| !error.contains("publish-private")),
        "{errors:?}"
    );
}

/// What cannot be determined counts as private for the source, and as public for the store.
#[test]
fn an_unknown_visibility_is_the_worse_one() {
    let spellings = [
        ("", ""),
        (r#","private":null"#, ""),
        (r#","private":false,"visibility":"internal""#, ""),
        ("", r#","private":true,"visibility":"public""#),
        (r#","private":true"#, r#","private":true,"visibility":"public""#),
        (r#","visibility":"internal""#, r#","private":false"#),
    ];
    for (source, store) in spellings {
        let fake = with_store();
        for (name, fields) in [(NAME, source), (STORE, store)] {
            let id = fake.repository(name).id;
            let body = format!(r#"{{"id":{id},"full_name":"{name}","default_branch":"main"{fields}}}"#);
            fake.fail(On::every().exactly(&format!("/repos/{name}")), Fault::Body(body));
        }
        let ran = both(&fake).run().failure();
        assert_eq!(recorded(&fake), (false, true), "{source} {store}");
        assert_not_read(&fake, &ran);
    }
    // GitHub does not say who the source is.
    let fake = with_store();
    both(&fake).run().success();
    fake.clear_log();
    fake.clock().advance_days(1);
    fake.fail(
        On::every().exactly("/repos/octo/spike"),
        Fault::Refused(403, "No.".to_owned()),
    );
    let by_id = format!("/repositories/{}", fake.repository(NAME).id);
    fake.fail(On::every().exactly(&by_id), Fault::Refused(403, "No.".to_owned()));
    let ran = both(&fake).run().failure();
    let errors = ran.texts("error");
    assert!(
        errors[0].contains("No.") && errors[0].contains("it may be private"),
        "{errors:?}"
    );
    assert_not_read(&fake, &ran);
}

/// The name that a private repository has now is not shown: neither where it was asked for under an old one, nor where it
/// only is in the way of another one.
#[test]
fn the_new_name_of_a_private_repository_is_not_shown() {
    let fake = with_store();
    both(&fake).run().success();
    fake.rename(NAME, "octo/hidden");
    set_private(&fake, "octo/hidden");
    let ran = both(&fake).variable("RUNNER_DEBUG", "1").run().failure();
    assert!(
        !ran.printed().contains("hidden") && !ran.summary.contains("hidden"),
        "{}",
        ran.printed()
    );
    // Another repository has the old name now.
    fake.add(Repository::new(NAME).with_truth(fake.truth(SECOND)));
    fake.clock().advance_days(1);
    let ran = both(&fake).variable("RUNNER_DEBUG", "1").run().success();
    assert!(
        !ran.printed().contains("hidden") && !ran.summary.contains("hidden"),
        "{}",
        ran.printed()
    );
    let files = fake.files(STORE, "traffic");
    assert!(files.keys().all(|path| !path.contains("hidden")));
}

#[test]
fn an_import_of_a_repository_that_is_not_known_to_be_public_is_refused_in_a_public_store() {
    let fake = with_store();
    set_private(&fake, NAME);
    let snapshot = to_directory(&fake)
        .into_iter()
        .find(|(path, _)| path.starts_with(NAME) && path.contains("/snapshots/"));
    let (_, snapshot) = snapshot.expect("a snapshot");
    let import = |what: &[&str], flags: &[&str]| {
        let run = both(&fake);
        let (file, csv) = (run.path("rescued.json"), run.path("log.csv"));
        std::fs::write(&file, &snapshot).expect("written");
        std::fs::write(&csv, "date,views\n2026-02-01,5\n").expect("written");
        let (file, csv) = (file.display().to_string(), csv.display().to_string());
        let path = if what.is_empty() { &file } else { &csv };
        let arguments = [&["import"][..], what, &[path.as_str()], &["--repository", NAME], flags].concat();
        run.arguments(&arguments).run()
    };
    for what in [&[][..], &["--format", "csv"]] {
        let refused = import(what, &[]).failure();
        assert!(refused.printed().contains("it may be private"), "{}", refused.printed());
        assert_eq!(recorded(&fake), (false, false));
    }
    import(&["--format", "csv"], &["--publish-private"]).success();
    assert_eq!(recorded(&fake), (true, false));

    let fake = with_store();
    let run = both(&fake);
    let csv = run.path("log.csv");
    std::fs::write(&csv, "date,views\n2026-02-01,5\n").expect("written");
    let csv = csv.display().to_string();
    run.arguments(&["import", &csv, "--repository", NAME]).run().success();
    assert_eq!(recorded(&fake), (true, false), "a public one needs no permission");
}

#[test]
fn an_import_of_a_private_repository_is_refused_and_the_others_go_on() {
    let fake = with_store();
    set_private(&fake, NAME);
    let import = |content: &[(&str, Vec<u8>)]| {
        let run = both(&fake);
        let folder = run.path("data");
        std::fs::create_dir(&folder).expect("made");
        for (name, content) in content {
            std::fs::write(folder.join(name), content).expect("written");
        }
        let folder = folder.display().to_string();
        run.arguments(&["import", &folder]).run().failure()
    };
    let csv = format!("repository,date,views\n{NAME},2026-02-01,5\n{SECOND},2026-02-01,7\nocto/gone,2026-02-01,9\n");
    let ran = import(&[("log.csv", csv.into_bytes())]);
    let errors = ran.texts("error");
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(
        errors.iter().all(|error| error.contains("it may be private")),
        "{errors:?}"
    );
    assert_eq!(recorded(&fake), (false, true));
    let mut git = std::process::Command::new("git");
    let git = git
        .arg("--git-dir")
        .arg(fake.git_dir(STORE))
        .args(["log", "-1", "--format=%s", "traffic"]);
    let title = String::from_utf8(git.output().expect("git is there").stdout).expect("UTF-8");
    assert_eq!(title.trim_end(), format!("Import csv into the traffic of {SECOND}"));

    let fake_files = to_directory(&fake);
    let snapshots: Vec<(&str, Vec<u8>)> = [(NAME, "a.json"), (SECOND, "b.json")]
        .map(|(of, name)| {
            let mut files = fake_files.iter();
            let found = files.find(|(path, _)| path.starts_with(of) && path.contains("/snapshots/"));
            (name, found.expect("a snapshot").1.clone())
        })
        .to_vec();
    let ran = import(&snapshots);
    assert_eq!(ran.texts("error").len(), 1, "{}", ran.printed());
    assert_eq!(recorded(&fake), (false, true));
    assert!(
        fake.files(STORE, "traffic")
            .keys()
            .any(|path| path.contains("/snapshots/"))
    );
}

#[test]
fn the_first_commit_to_a_public_store_says_what_it_means() {
    let fake = github();
    let notices = |run: Run| run.run().success().texts("notice").join("\n");
    let wanted = "GitHub shows traffic to maintainers only";
    let first = notices(job(&fake).input("dry-run", "true"));
    assert!(first.contains(wanted) && first.contains("`publish: counts`"), "{first}");
    assert!(notices(job(&fake)).contains(wanted));
    fake.clock().advance_days(1);
    assert!(!notices(job(&fake)).contains(wanted), "once");

    let fake = github();
    let run = job(&fake);
    let csv = run.path("log.csv");
    std::fs::write(&csv, "date,views\n2026-02-01,5\n").expect("written");
    let csv = csv.display().to_string();
    let first = notices(run.arguments(&["import", &csv, "--repository", NAME]));
    assert!(first.contains(wanted), "{first}");
}

/// A workflow's log and summary have the readers of its own repository.
#[test]
fn a_workflow_of_another_repository_shows_nothing_of_a_private_store() {
    let fake = with_store();
    set_private(&fake, STORE);
    let ran = both(&fake).variable("RUNNER_DEBUG", "1").run().success();
    assert_eq!(ran.summary, "");
    assert!(ran.printed().contains("No step summary"), "{}", ran.printed());
    fake.clock().advance_days(1);
    let own = both(&fake).variable("GITHUB_REPOSITORY", "octo/Keeper").run().success();
    assert!(own.summary.contains(NAME));

    let fake = with_store();
    assert!(
        both(&fake).run().success().summary.contains(NAME),
        "everybody can read the store"
    );
}

/// What cannot be saved is imported with the permissions of the run.
#[test]
fn the_command_that_imports_what_was_rescued_says_what_the_run_was_allowed() {
    let fake = with_store();
    set_private(&fake, NAME);
    fake.edit(STORE, |repository| {
        repository
            .rules
            .push(("traffic".to_owned(), fake_github::Rule::RestrictCreations));
    });
    let failed = both(&fake)
        .input("publish-private", "true")
        .input("keep-queries", "true")
        .input("allow-default-branch", "true")
        .run()
        .failure();
    let wanted = " --keep-queries --publish-private --allow-default-branch`";
    assert!(failed.printed().contains(wanted), "{}", failed.printed());
}
