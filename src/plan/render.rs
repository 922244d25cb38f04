//! PURE. Everything that can be made again from a ledger: charts, reports, badges, the spreadsheet. Imports `domain`,
//! `charts`, `report`, `export` and the layout.

use std::collections::BTreeMap;

use super::layout::{self, Folder};
use crate::charts::{self, Figure, Shade};
use crate::domain::analysis::Analysis;
use crate::domain::history::History;
use crate::domain::ledger::Ledger;
use crate::domain::location::{BranchName, LedgerDirectory};
use crate::domain::repository::RepositoryName;
use crate::export;
use crate::report::{self, Place};

/// Where the ledger stands, for the links of its reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkBase {
    /// The address of the GitHub server, without a slash at its end.
    pub server: String,
    /// The repository that keeps the ledger; `None` in a local directory, whose reports name their own repository.
    pub store: Option<RepositoryName>,
    /// The branch of the ledger.
    pub branch: BranchName,
    /// The folder of the ledger in that branch.
    pub directory: LedgerDirectory,
}

impl LinkBase {
    /// The site of a ledger in a local directory: links as if it were pushed to the branch of the default name.
    #[must_use]
    pub fn local(server: String) -> Self {
        Self {
            server,
            store: None,
            branch: BranchName::default(),
            directory: LedgerDirectory::default(),
        }
    }

    /// The place of a report whose pictures are below `prefix`.
    #[must_use]
    pub fn place(&self, name: &RepositoryName, prefix: String) -> Place {
        Place {
            server: self.server.clone(),
            store: self.store.clone().unwrap_or_else(|| name.clone()),
            branch: self.branch.clone(),
            directory: self.directory.clone(),
            prefix,
        }
    }

    /// The page of a repository's report; `None` for a ledger in a local directory.
    #[must_use]
    pub fn report_url(&self, name: &RepositoryName) -> Option<String> {
        self.store.as_ref()?;
        Some(self.place(name, String::new()).report_url(name).as_str().to_owned())
    }
}

/// A history with what is made of it once for all pages.
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

    fn report(&self, place: &Place) -> Vec<u8> {
        report::render(self.history, &self.analysis, &self.figures, place).into_bytes()
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
    let name = &history.repository.name;
    let mut files = BTreeMap::new();
    files.insert(folder.history(), ledger.to_bytes());
    files.insert(folder.daily(), export::daily_csv(&history));
    files.insert(folder.report(), rendered.report(&links.place(name, String::new())));
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
        [(folder, history)] => {
            let place = links.place(&history.repository.name, folder.join(""));
            Rendered::new(history).report(&place)
        }
        several => {
            let analyses: Vec<Analysis> = several.iter().map(|(_, history)| Analysis::new(history)).collect();
            let entries: Vec<_> = several.iter().map(|(_, history)| history).zip(&analyses).collect();
            report::overview(&entries).into_bytes()
        }
    };
    Some((layout::README.to_owned(), page))
}
