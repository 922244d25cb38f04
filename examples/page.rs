//! Writes pages of many shapes of data, to look at and for the tests in a browser (`tests/page/`).
//!
//! ```text
//! cargo run --example page -- OUT_DIR
//! ```

#[path = "../tests/it/page/ledgers.rs"]
mod ledgers;
#[path = "../tests/it/charts/shapes.rs"]
mod shapes;

use std::path::Path;

use traffic_ledger::domain::history::History;
use traffic_ledger::page;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("usage: page OUT_DIR")?;
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    let mut pages: Vec<(String, Vec<History>)> = Vec::new();
    let mut several = Vec::new();
    for (shape, mut history) in shapes::all() {
        let name = shape.replace(' ', "-");
        history.repository.name = format!("octo/{name}").parse()?;
        several.push(history.clone());
        pages.push((name, vec![history]));
    }
    pages.push(("several".to_owned(), several));
    pages.push(("none".to_owned(), Vec::new()));
    pages.push(("marked".to_owned(), vec![ledgers::marked()]));
    pages.push(("hostile".to_owned(), vec![ledgers::hostile()]));
    pages.push(("decade".to_owned(), vec![ledgers::long("octo/decade", 3_652, 400)]));
    let fifty = (0..50).map(|index| ledgers::long(&format!("octo/repository-{index}"), 730, 150));
    pages.push(("fifty".to_owned(), fifty.collect()));
    for (name, histories) in pages {
        let page = page::render(&histories);
        std::fs::write(out.join(format!("{name}.html")), &page)?;
        println!("{name}: {} kB", page.len().div_ceil(1000));
    }
    Ok(())
}
