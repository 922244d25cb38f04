//! The index of the ledger: it comes back as it was, and what it keeps of a history says the same as all of it.

use traffic_ledger::domain::analysis::{Analysis, AnalyzedHistory, Trailing};
use traffic_ledger::domain::evidence::claims::Claims;
use traffic_ledger::domain::history::History;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::ledger_index::{IndexEntry, LedgerIndex};
use traffic_ledger::domain::recent::Recent;
use traffic_ledger::domain::server_url::ServerUrl;
use traffic_ledger::domain::traffic::Metric;

use crate::analysis_histories::Built;
use crate::report_shapes;

pub(crate) fn index(shapes: &[Built]) -> LedgerIndex {
    let entries = shapes.iter().map(|built| {
        let mut claims = Claims::new(built.0.repository.clone());
        claims.names.insert(built.0.repository.name.clone());
        let folder = Folder::of(&built.0.repository.name);
        (folder, IndexEntry::new(&claims, &AnalyzedHistory::new(built.0.clone())))
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
fn the_end_of_a_history_says_the_same_as_all_of_it() {
    for shape in report_shapes::all() {
        let history = &shape.built.0;
        let (whole, recent) = (Analysis::new(history), Recent::new(history));
        assert_eq!(recent.newest_day(), whole.newest, "{}", shape.name);
        for metric in Metric::ALL {
            assert_eq!(recent.newest(metric), whole.metric(metric).newest, "{}", shape.name);
        }
        let Some(end) = whole.newest else { continue };
        for metric in Metric::ALL {
            let trailing = |history: &History| {
                let trailing = Trailing::new(history, metric, end, Trailing::WINDOW);
                (trailing.now, trailing.before, trailing.change)
            };
            assert_eq!(
                trailing(&recent.history()),
                trailing(history),
                "{} {metric:?}",
                shape.name
            );
        }
        let visitors = |history: &History| history.window(Metric::Views, end);
        assert_eq!(visitors(&recent.history()), visitors(history), "{}", shape.name);
        let stars = whole.growth.stars.map(|stars| stars.now);
        assert_eq!(recent.stars(), stars, "{}", shape.name);
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
