//! PURE. Every generated file of a ledger: charts, reports, badges and the spreadsheet.

use std::collections::BTreeMap;

use super::layout::{self, Folder};
use crate::charts::{self, Figure, Shade};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::ledger::Ledger;
use crate::export;
use crate::report::{self, LinkBase, Page};

/// A history with its analysis and charts, computed once for all pages.
struct Rendered<'a> {
    history: &'a History,
    analysis: Analysis,
    figures: Vec<Figure>,
}

impl<'a> Rendered<'a> {
    fn new(history: &'a History) -> Self {
        let analysis = Analysis::new(history);
        let figures = charts::figures(history, &analysis);
        Self {
            history,
            analysis,
            figures,
        }
    }

    fn report(&self, links: &LinkBase, page: Page) -> Vec<u8> {
        report::render(self.history, &self.analysis, &self.figures, links, page).into_bytes()
    }
}

/// How ledgers become files.
pub trait Pages {
    /// Every file of a repository's folder but its snapshots and imports, by path in the ledger.
    fn repository(&self, folder: &Folder, ledger: &Ledger) -> BTreeMap<String, Vec<u8>>;

    /// The page in front of the ledger, of which there is none without a repository: its path and content.
    fn front(&self, ledgers: &mut dyn Iterator<Item = (&Folder, &Ledger)>) -> Option<(String, Vec<u8>)>;
}

impl Pages for LinkBase {
    fn repository(&self, folder: &Folder, ledger: &Ledger) -> BTreeMap<String, Vec<u8>> {
        repository(folder, ledger, self)
    }

    fn front(&self, ledgers: &mut dyn Iterator<Item = (&Folder, &Ledger)>) -> Option<(String, Vec<u8>)> {
        front(ledgers, self)
    }
}

fn repository(folder: &Folder, ledger: &Ledger, links: &LinkBase) -> BTreeMap<String, Vec<u8>> {
    let history = ledger.history();
    let rendered = Rendered::new(&history);
    let mut files = BTreeMap::new();
    files.insert(folder.history(), ledger.to_bytes());
    files.insert(folder.daily(), export::daily_csv(&history));
    files.insert(folder.report(), rendered.report(links, Page::Repository));
    for (path, content) in report::badges(&rendered.analysis) {
        files.insert(folder.join(&path), content);
    }
    for (shade, theme) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
        let sparkline = charts::sparkline(&history, shade).into_bytes();
        files.insert(folder.chart("sparkline", theme), sparkline);
    }
    for figure in rendered.figures {
        files.insert(folder.chart(figure.id, "light"), figure.light.into_bytes());
        files.insert(folder.chart(figure.id, "dark"), figure.dark.into_bytes());
    }
    files
}

/// The report of a single repository, or the overview of several.
fn front(ledgers: &mut dyn Iterator<Item = (&Folder, &Ledger)>, links: &LinkBase) -> Option<(String, Vec<u8>)> {
    let mut histories: Vec<(Folder, History)> = ledgers
        .map(|(folder, ledger)| (folder.clone(), ledger.history()))
        .collect();
    histories.sort_by(|(one, _), (two, _)| one.cmp(two));
    let page = match histories.as_slice() {
        [] => return None,
        [(_, history)] => Rendered::new(history).report(links, Page::Front),
        several => {
            let analyses: Vec<Analysis> = several.iter().map(|(_, history)| Analysis::new(history)).collect();
            let entries: Vec<_> = several.iter().map(|(_, history)| history).zip(&analyses).collect();
            report::overview(&entries).into_bytes()
        }
    };
    Some((layout::README.to_owned(), page))
}
