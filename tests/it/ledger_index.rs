//! The index of the ledger: it comes back as it was, and the overview that is made from it is that of the whole histories.

use std::collections::BTreeMap;

use traffic_ledger::domain::analysis::Analysis;
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::{IndexEntry, LedgerIndex};
use traffic_ledger::domain::server_url::ServerUrl;
use traffic_ledger::report::{OverviewRow, overview};

use crate::analysis_histories::Built;
use crate::report_shapes;

pub(crate) fn index(shapes: &[Built]) -> LedgerIndex {
    let entries = shapes.iter().map(|built| {
        let mut claims = Claims::new(built.0.repository.clone());
        claims.names.insert(built.0.repository.name.clone());
        let folder = Folder::of(&built.0.repository.name);
        (folder, IndexEntry::new(&claims, &built.0))
    });
    LedgerIndex(entries.collect())
}

const SERVER: &str = "https://git.example.org:8443";

fn server() -> ServerUrl {
    SERVER.parse().expect("a server")
}

#[test]
fn the_index_comes_back_as_it_was() {
    for shape in report_shapes::all() {
        let index = index(&[shape.built]);
        assert_eq!(
            LedgerIndex::from_bytes(&index.to_bytes(SERVER)),
            Ok((index, server())),
            "{}",
            shape.name
        );
    }
    let all = index(&report_shapes::several());
    assert_eq!(LedgerIndex::from_bytes(&all.to_bytes(SERVER)), Ok((all, server())));
    let nothing = LedgerIndex::default();
    assert_eq!(
        LedgerIndex::from_bytes(&nothing.to_bytes(SERVER)),
        Ok((nothing, server()))
    );
}

#[test]
fn the_overview_of_the_index_is_that_of_the_histories() {
    let mut worlds = vec![report_shapes::several()];
    // Every shape beside a current one, under names that differ.
    for (number, shape) in report_shapes::all().into_iter().enumerate() {
        let mut built = shape.built;
        built.0.repository.name = format!("octo/shape-{number}").parse().expect("a name");
        worlds.push(vec![built, report_shapes::named("quarter")]);
    }
    for shapes in worlds {
        let index = index(&shapes);
        let whole: BTreeMap<Folder, &Built> = shapes
            .iter()
            .map(|built| (Folder::of(&built.0.repository.name), built))
            .collect();
        let page = |histories: Vec<(&Folder, &traffic_ledger::domain::history::History)>| {
            let analyses: Vec<Analysis> = histories.iter().map(|(_, history)| Analysis::new(history)).collect();
            let rows = histories
                .iter()
                .zip(&analyses)
                .map(|((folder, history), analysis)| OverviewRow::new(Folder::clone(folder), history, analysis));
            overview(&rows.collect::<Vec<_>>())
        };
        let analyses: Vec<Analysis> = index.0.values().map(|entry| Analysis::new(&entry.recent)).collect();
        let entries = index.0.iter().zip(&analyses);
        let rows = entries.map(|((folder, entry), analysis)| OverviewRow::of_index(folder, entry, analysis));
        assert_eq!(
            overview(&rows.collect::<Vec<_>>()),
            page(whole.iter().map(|(folder, built)| (folder, &built.0)).collect())
        );
    }
}

#[test]
fn what_is_no_index_is_refused_with_its_reason() {
    let text = String::from_utf8(index(&report_shapes::several()).to_bytes(SERVER)).expect("UTF-8");
    let refused = |text: String| {
        LedgerIndex::from_bytes(text.as_bytes())
            .expect_err("refused")
            .to_string()
    };
    let newer = refused(text.replace("\"schema\": 1", "\"schema\": 2"));
    assert_eq!(newer, "it has schema 2, but this program supports 1");
    let lines: Vec<&str> = text.lines().collect();
    let twice = text.replace(lines[4], &format!("{}\n{}", lines[4], lines[4]));
    assert!(refused(twice).contains("is out of order or a duplicate"));
    assert!(
        refused(text.replace("\"folder\":\"octocat/", "\"folder\":\"octocat"))
            .contains("not the folder of a repository")
    );
    let elsewhere = refused(text.replace(SERVER, "https://x) ![y](https://z"));
    assert_eq!(elsewhere, "malformed index: server: not the address of a server");
    assert!(refused(text[..text.len() / 2].to_owned()).contains("EOF"));
}
