//! PURE. Every generated file of a ledger: charts, reports, badges, the spreadsheet and the insights.

use std::collections::BTreeMap;

use super::known_ledger::KnownLedger;
use super::layout;
use crate::charts::{self, Caption, SPARKLINE, Shade};
use crate::domain::analysis::{Analysis, AnalyzedHistory};
use crate::domain::history::History;
use crate::domain::ledger_folder::{CI_CLONES_FILE, DOWNLOADS_FILE, Folder, STARS_FILE};
use crate::domain::ledger_index::{INDEX_FILE, IndexEntry, LedgerIndex};
use crate::domain::state::State;
use crate::export;
use crate::report::{self, LinkBase, OverviewRow, Page, Report, Successor};

/// A history with its analysis and what is said of its charts, computed once for all pages.
struct Rendered<'a> {
    folder: &'a Folder,
    history: &'a History,
    analysis: &'a Analysis,
    state: State,
    figures: Vec<Caption>,
}

impl<'a> Rendered<'a> {
    fn new(
        folder: &'a Folder,
        AnalyzedHistory { history, analysis }: &'a AnalyzedHistory,
        figures: Vec<Caption>,
    ) -> Self {
        Self {
            folder,
            history,
            analysis,
            state: State::new(history, analysis),
            figures,
        }
    }

    fn report(&self, successor: Option<Successor<'_>>, links: &LinkBase, page: Page) -> Vec<u8> {
        let report = Report {
            folder: self.folder,
            history: self.history,
            analysis: self.analysis,
            state: &self.state,
            figures: &self.figures,
            successor,
            links,
            page,
        };
        report.render().into_bytes()
    }
}

/// How ledgers become files.
pub trait Pages {
    /// Every file of a repository's folder but its snapshots, imports and `history.json`, by path in the ledger. `successor` has
    /// the name of a replaced repository now. `whole` is what its history means.
    fn repository(
        &self,
        folder: &Folder,
        whole: &AnalyzedHistory,
        successor: Option<Successor<'_>>,
    ) -> BTreeMap<String, Vec<u8>>;

    /// The files in front of the ledger, of which there are none without a repository: its index and its page, by path. The
    /// page of a ledger with a single repository is made from `only`, its history; without that there is no page.
    fn front(&self, index: &LedgerIndex, only: Option<&AnalyzedHistory>) -> BTreeMap<String, Vec<u8>>;
}

impl Pages for LinkBase {
    fn repository(
        &self,
        folder: &Folder,
        whole: &AnalyzedHistory,
        successor: Option<Successor<'_>>,
    ) -> BTreeMap<String, Vec<u8>> {
        repository(folder, whole, successor, self)
    }

    fn front(&self, index: &LedgerIndex, only: Option<&AnalyzedHistory>) -> BTreeMap<String, Vec<u8>> {
        front(index, only, self)
    }
}

fn repository(
    folder: &Folder,
    whole: &AnalyzedHistory,
    successor: Option<Successor<'_>>,
    links: &LinkBase,
) -> BTreeMap<String, Vec<u8>> {
    let history = &whole.history;
    let mut files = BTreeMap::new();
    let chart = |id, shade| folder.join(&charts::file_path(id, shade));
    let mut captions = Vec::new();
    for figure in charts::figures(history, &whole.analysis) {
        files.insert(chart(figure.caption.id, Shade::Light), figure.light.into_bytes());
        files.insert(chart(figure.caption.id, Shade::Dark), figure.dark.into_bytes());
        captions.push(figure.caption);
    }
    let rendered = Rendered::new(folder, whole, captions);
    files.insert(folder.daily(), export::daily_csv(history));
    if !history.assets.is_empty() {
        files.insert(folder.join(DOWNLOADS_FILE), export::downloads_csv(history));
    }
    if !history.stars.days.is_empty() {
        files.insert(folder.join(STARS_FILE), export::stars_csv(history));
    }
    if history.days.values().any(|day| day.ci_certainty.is_some()) {
        files.insert(folder.join(CI_CLONES_FILE), export::ci_clones_csv(history));
    }
    let insights = export::insights::json(history, rendered.analysis, &rendered.state);
    files.insert(folder.insights(), insights);
    files.insert(folder.report(), rendered.report(successor, links, Page::Repository));
    for (path, content) in report::badges(rendered.analysis) {
        files.insert(folder.join(&path), content);
    }
    let sparkline = charts::sparkline(history);
    for shade in Shade::ALL {
        files.insert(chart(SPARKLINE, shade), sparkline.svg(shade).into_bytes());
    }
    files
}

/// The index, and the report of a single repository or the overview of several. An overview is made from the index alone.
fn front(index: &LedgerIndex, only: Option<&AnalyzedHistory>, links: &LinkBase) -> BTreeMap<String, Vec<u8>> {
    let mut folders = index.0.keys();
    let mut files = match (folders.next(), folders.next(), only) {
        (None, ..) => return BTreeMap::new(),
        // A single repository has no successor beside it.
        (Some(folder), None, only) => {
            let report = only.map(|whole| {
                let captions = charts::captions(&whole.history, &whole.analysis);
                Rendered::new(folder, whole, captions).report(None, links, Page::Front)
            });
            let page = report.map(|report| (layout::README.to_owned(), report));
            page.into_iter().collect()
        }
        (Some(_), Some(_), _) => overview(index),
    };
    files.insert(INDEX_FILE.to_owned(), index.to_bytes(&links.server));
    files
}

/// The index of these ledgers.
#[must_use]
pub fn index_of(ledgers: &BTreeMap<Folder, KnownLedger>) -> LedgerIndex {
    let entry = |ledger: &KnownLedger| IndexEntry::new(&ledger.claims, ledger.whole());
    let entries = ledgers.iter().map(|(folder, ledger)| (folder.clone(), entry(ledger)));
    LedgerIndex::new(entries)
}

fn overview(index: &LedgerIndex) -> BTreeMap<String, Vec<u8>> {
    let rows = index.0.iter().map(|(folder, entry)| OverviewRow::new(folder, entry));
    report::overview(&rows.collect::<Vec<_>>()).files()
}
