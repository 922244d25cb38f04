//! Writes the report of every test shape, with its charts and as a page, to look at: `cargo run --example report -- DIR`.

#[path = "../tests/it/analysis_histories.rs"]
#[allow(dead_code)]
mod analysis_histories;
#[path = "../tests/it/overview_shapes.rs"]
#[allow(dead_code)]
mod overview_shapes;
#[path = "../tests/it/report_shapes.rs"]
#[allow(dead_code)]
mod report_shapes;

use std::path::{Path, PathBuf};

use traffic_ledger::charts::{self, Caption, theme::Shade};
use traffic_ledger::domain::analysis::AnalyzedHistory;
use traffic_ledger::domain::highlights::Highlights;
use traffic_ledger::domain::ledger_folder::Folder;
use traffic_ledger::domain::state::State;
use traffic_ledger::report::{self, LinkBase, OverviewRow, Page, Report};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| "target/reports".into()));
    for shape in report_shapes::all() {
        let folder = folder.join(shape.name);
        let whole = AnalyzedHistory::new(shape.built.0);
        let AnalyzedHistory { history, analysis } = &whole;
        let own = Folder::of(&history.repository.name);
        let links = LinkBase::local("https://github.com".to_owned());
        let figures = charts::figures(history, analysis);
        for figure in &figures {
            for (shade, svg) in [(Shade::Light, &figure.light), (Shade::Dark, &figure.dark)] {
                write(&folder.join(charts::file_path(figure.caption.id, shade)), svg)?;
            }
        }
        let captions: Vec<Caption> = figures.into_iter().map(|figure| figure.caption).collect();
        let report = Report {
            folder: &own,
            history,
            analysis,
            state: &State::new(history, analysis),
            figures: &captions,
            successor: None,
            links: &links,
            page: Page::Repository,
        };
        page(&folder, "README", &report.render())?;
        page(
            &folder,
            "summary",
            &report::summary_details(&own, &whole, &Highlights::default(), &links),
        )?;
        for (path, content) in report::badges(analysis) {
            write(&folder.join(path), &String::from_utf8_lossy(&content))?;
        }
        println!("{}", folder.display());
    }
    overviews(&folder)
}

/// Overviews of 3, 30, 300 and 1,000 repositories, each with its files.
fn overviews(folder: &Path) -> std::io::Result<()> {
    for repositories in [3, 30, 300, 1_000] {
        let folder = folder.join(format!("overview-{repositories}"));
        let index = overview_shapes::organization(repositories);
        for (own, entry) in &index.0 {
            let sparkline = charts::sparkline(&entry.recent.history());
            for shade in Shade::ALL {
                let path = own.join(&charts::file_path(charts::SPARKLINE, shade));
                write(&folder.join(path), &sparkline.svg(shade))?;
            }
        }
        let rows = index.0.iter().map(|(own, entry)| OverviewRow::new(own, entry));
        for (path, content) in report::overview(&rows.collect::<Vec<_>>()).files() {
            let content = String::from_utf8_lossy(&content);
            println!("{} bytes {}", content.len(), folder.join(&path).display());
            match path.strip_suffix(".md") {
                Some(name) => page(&folder, name, &content)?,
                None => write(&folder.join(path), &content)?,
            }
        }
    }
    Ok(())
}

/// The Markdown, and a page of it as GFM renders it.
fn page(folder: &Path, name: &str, markdown: &str) -> std::io::Result<()> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.render.r#unsafe = true;
    write(&folder.join(format!("{name}.md")), markdown)?;
    let body = comrak::markdown_to_html(markdown, &options);
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{name}</title>\n\
         <style>body{{margin:0 auto;max-width:1012px;font:16px/1.5 system-ui,sans-serif}}main{{padding:16px}}\
         table{{border-collapse:collapse}}td,th{{padding:6px 13px;border:1px solid #d1d9e0}}</style>\n\
         <main>\n{body}</main></html>\n"
    );
    write(&folder.join(format!("{name}.html")), &html)
}

fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, content)
}
