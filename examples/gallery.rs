//! Writes every chart over every shape of data to one page, light beside dark.
//!
//! ```text
//! cargo run --example gallery -- OUT_DIR
//! ```
//!
//! Open `OUT_DIR/index.html` in a browser; each picture is also a file of its own beside it. To see a single one
//! without a browser: `rsvg-convert -w 1720 OUT_DIR/everyday/views-light.svg -o views.png`.

#[path = "../tests/it/charts/shapes.rs"]
mod shapes;

use std::fmt::Write;
use std::path::Path;

use traffic_ledger::charts;
use traffic_ledger::domain::analysis::Analysis;

const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Gallery</title><style>
body{margin:0;font:14px/1.5 system-ui,sans-serif;background:#888}
section{display:grid;grid-template-columns:1fr 1fr}
h2{margin:0;padding:12px 24px;background:#333;color:#fff}
div{padding:12px 24px}.l{background:#fff;color:#1f2328}.d{background:#0d1117;color:#f0f6fc}
img{display:block;max-width:100%}p{margin:4px 0 20px;opacity:.75;max-width:860px}
</style>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("usage: gallery OUT_DIR")?;
    let out = Path::new(&out);
    let mut page = HEAD.to_owned();
    for (shape, history) in shapes::all() {
        let folder = shape.replace(' ', "-");
        std::fs::create_dir_all(out.join(&folder))?;
        let figures = charts::figures(&history, &Analysis::new(&history));
        let mut columns = [String::new(), String::new()];
        for figure in &figures {
            for (column, (shade, svg)) in columns
                .iter_mut()
                .zip([("light", &figure.light), ("dark", &figure.dark)])
            {
                let file = format!("{folder}/{}-{shade}.svg", figure.caption.id);
                std::fs::write(out.join(&file), svg)?;
                let alt = figure
                    .caption
                    .alt
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('"', "&quot;");
                let size = svg.len();
                writeln!(
                    column,
                    "<img src=\"{file}\" alt=\"{alt}\"><p>{alt} <b>{size} bytes</b></p>"
                )?;
            }
        }
        let [light, dark] = columns;
        writeln!(
            page,
            "<h2>{shape}</h2><section><div class=l>{light}</div><div class=d>{dark}</div></section>"
        )?;
    }
    std::fs::write(out.join("index.html"), page)?;
    Ok(())
}
