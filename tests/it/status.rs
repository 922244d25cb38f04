//! How it stands, in a few words: what badges and `status` say.

use jiff::civil::date;

use crate::harness::Run;
use crate::standing::{BOTH, STORE, daily, file, github, stand_still, status};

#[test]
fn badges_say_as_of_when_their_numbers_are_old() {
    let fake = github("2026-09-20T14:37:00Z");
    stand_still(&fake, date(2026, 10, 12));
    daily(&fake, "octo/spike", date(2026, 9, 27)).success();
    let badge = || file(&fake, "octo/spike/badges/views-14d.json");
    assert!(badge().contains("\"700 in 14 days\""), "{}", badge());
    daily(&fake, "octo/spike", date(2026, 9, 28)).success();
    assert!(badge().contains("\"700 in 14 days as of 23 Sep\""), "{}", badge());
}

#[test]
fn status_is_a_table_for_people_and_a_document_for_programs() {
    let fake = github("2026-09-20T14:37:00Z");
    daily(&fake, BOTH, date(2026, 9, 25)).success();
    let table = status(&fake, &[]);
    assert!(table.starts_with("REPOSITORY "), "{table}");
    assert!(table.contains("octo/spike") && table.contains("octo/hidden"), "{table}");
    let document: serde_json::Value =
        serde_json::from_str(&status(&fake, &["--format", "json", "--repository", "octo/spike"])).expect("JSON");
    let repositories = document["repositories"].as_array().expect("a list");
    assert_eq!(repositories.len(), 1);
    let one = &repositories[0];
    assert_eq!(
        (&one["repository"], &one["state"]),
        (&"octo/spike".into(), &"fine".into())
    );
    assert_eq!(
        (&one["views"]["published"], &one["views"]["lag"]),
        (&"2026-09-24".into(), &1.into())
    );
    assert_eq!(
        (&one["runs"]["snapshots"], &one["runs"]["longest_pause"]),
        (&5.into(), &1.into())
    );

    let none = Run::new(&fake)
        .store(STORE)
        .arguments(&["status", "--repository", "octo/other"])
        .run()
        .failure();
    assert!(
        none.printed().contains("the ledger does not contain octo/other"),
        "{}",
        none.printed()
    );
}
