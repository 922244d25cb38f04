//! The regression corpus of the fuzz targets, through the same properties, without a fuzzer.

#[path = "../../fuzz/properties.rs"]
mod properties;

use std::path::Path;

fn each_file(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/regressions")
        .join(target);
    let files = std::fs::read_dir(&folder).expect("a folder of the corpus");
    let mut seen = 0;
    for file in files {
        let path = file.expect("an entry").path();
        println!("{}", path.display());
        property(&std::fs::read(&path).expect("a file"));
        seen += 1;
    }
    assert!(seen > 0, "no corpus in {}", folder.display());
}

#[test]
fn snapshot_corpus() {
    each_file("snapshot", properties::snapshot);
}

#[test]
fn history_corpus() {
    each_file("history", properties::history);
}

#[test]
fn encoders_corpus() {
    each_file("encoders", properties::encoders);
}

#[test]
fn lines_corpus() {
    each_file("lines", properties::lines);
}

#[test]
fn pictures_corpus() {
    each_file("history", properties::pictures);
}

#[test]
fn importers_corpus() {
    each_file("importers", properties::importers);
}

#[test]
fn the_oracle_knows_commands() {
    for line in ["::error::x", " \t::x", "\u{feff}::x", "a ##[error]x", "\u{a0}::x::"] {
        assert!(properties::is_command(line), "{line}");
    }
    assert!(!properties::is_command("a ::error::x"));
}
