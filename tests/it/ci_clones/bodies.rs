//! Runs and jobs that no GitHub should send.

use fake_github::{Fault, On};
use jiff::civil::date;
use traffic_ledger::domain::ci_clones::CiCertainty;

use super::{ci, github, known, matrix, run};

/// Each has a defined outcome, nothing of it is printed or kept, and the next good answer heals it.
#[test]
fn bodies_that_no_github_should_send() {
    let job = |started: &str, step: &str| {
        format!(
            r#"{{"total_count":1,"jobs":[{{"started_at":{started},"steps":[{{"name":"{step}","status":"completed","conclusion":"success"}}]}}]}}"#
        )
    };
    let start = r#""2026-03-01T08:02:00Z""#;
    let day = date(2026, 3, 1);
    let at_least_none = Some((0, CiCertainty::AtLeast));
    let runs_of = |row: &str| format!(r#"{{"total_count":1,"workflow_runs":[{row}]}}"#);
    for (name, path, body, expected, warns) in [
        ("runs that are a list", "/actions/runs?", "[]".to_owned(), None, true),
        (
            "a run that is a number",
            "/actions/runs?",
            runs_of("7"),
            at_least_none,
            false,
        ),
        (
            "a run of no time",
            "/actions/runs?",
            runs_of(r#"{"id":1,"workflow_id":7,"created_at":"::error::SECRET","updated_at":"SECRET"}"#),
            at_least_none,
            false,
        ),
        (
            "more runs than there can be",
            "/actions/runs?",
            r#"{"total_count":18446744073709551615,"workflow_runs":[]}"#.to_owned(),
            at_least_none,
            false,
        ),
        (
            "a job without a time",
            "/jobs?",
            job("null", "Checkout SECRET"),
            Some((0, CiCertainty::Counted)),
            false,
        ),
        (
            "a job of the end of time",
            "/jobs?",
            job(r#""9999-12-30T00:00:00Z""#, "Checkout SECRET"),
            Some((0, CiCertainty::Counted)),
            false,
        ),
        (
            "a step that is a command",
            "/jobs?",
            job(start, r"::error::SECRET\n##[x] checkout"),
            Some((1, CiCertainty::Counted)),
            false,
        ),
        ("jobs that are none", "/jobs?", r#"{"jobs":7}"#.to_owned(), None, true),
    ] {
        let fake = github();
        ci(&fake, vec![matrix("2026-03-01T08:00:00Z")]);
        fake.fail(On::every().path(path), Fault::Body(body));
        let ran = run(&fake);
        assert_eq!(known(&ran).get(&day).copied(), expected, "{name}");
        assert_eq!(!ran.texts("warning").is_empty(), warns, "{name}: {}", ran.printed());
        let files = ran.files();
        let is_secret = |text: &[u8]| String::from_utf8_lossy(text).contains("SECRET");
        assert!(!files.values().any(|content| is_secret(content)), "{name}");
        assert!(!is_secret(ran.printed().as_bytes()), "{name}: {}", ran.printed());
        fake.clear_faults();
        let is_healed = expected.is_none_or(|(_, certainty)| certainty == CiCertainty::AtLeast);
        let healed = known(&run(&fake))[&day];
        assert_eq!(healed == (9, CiCertainty::Counted), is_healed, "{name}");
    }
}
