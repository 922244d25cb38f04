//! PURE. Every generated file of a ledger: charts, reports, badges and the spreadsheet.

use std::collections::BTreeMap;

use super::layout;
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

/// Every file of a repository's folder except its snapshots and imports, by path in the ledger.
#[must_use]
pub fn repository(ledger: &Ledger, links: &LinkBase) -> BTreeMap<String, Vec<u8>> {
    let rendered = Rendered::new(&ledger.history);
    let name = &ledger.history.repository.name;
    let mut files = BTreeMap::new();
    files.insert(layout::history(name), ledger.to_bytes());
    files.insert(layout::daily(name), export::daily_csv(&ledger.history));
    files.insert(layout::report(name), rendered.report(links, Page::Repository));
    for (path, content) in report::badges(&rendered.analysis) {
        files.insert(format!("{}/{path}", layout::folder(name)), content);
    }
    for (shade, theme) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
        files.insert(
            layout::chart(name, "sparkline", theme),
            charts::sparkline(&ledger.history, shade).into_bytes(),
        );
    }
    for figure in rendered.figures {
        files.insert(layout::chart(name, figure.id, "light"), figure.light.into_bytes());
        files.insert(layout::chart(name, figure.id, "dark"), figure.dark.into_bytes());
    }
    files
}

/// The ledger's own `README.md`: the report of a single repository, or the overview of several.
#[must_use]
pub fn front<'a>(histories: impl Iterator<Item = &'a History>, links: &LinkBase) -> (String, Vec<u8>) {
    let mut histories: Vec<&History> = histories.collect();
    histories.sort_by(|one, two| one.repository.name.cmp(&two.repository.name));
    let page = match histories.as_slice() {
        [history] => Rendered::new(history).report(links, Page::Front),
        several => {
            let analyses: Vec<Analysis> = several.iter().map(|history| Analysis::new(history)).collect();
            let entries: Vec<_> = several.iter().copied().zip(&analyses).collect();
            report::overview(&entries).into_bytes()
        }
    };
    (layout::README.to_owned(), page)
}
