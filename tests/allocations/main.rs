//! Guards what the hot paths allocate. Unlike their time, the number of allocations is nearly the same on every machine, and it
//! tells as early when a path begins to copy what it need not.
//!
//! `BLESS=1 cargo test --test allocations` records the numbers of today in `expected.txt`.

#[path = "../../benches/hot_paths/paths.rs"]
mod paths;
#[path = "../../benches/hot_paths/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::path::Path;

use allocation_counter::measure;

use paths::{CHARTS, all};
use world::World;

/// How far from the recorded number is still the same, in percent: another version of a library allocates a little more or less.
const NEAR: u64 = 3;

#[test]
fn hot_paths_allocate_as_recorded() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/allocations/expected.txt");
    let world = World::shared();
    let counted: Vec<(String, u64)> = all()
        .into_iter()
        .map(|path| {
            // What is made once belongs to no path.
            (path.run)(world);
            let count = measure(|| (path.run)(world)).count_total;
            (path.name, count)
        })
        .collect();
    if std::env::var_os("BLESS").is_some() {
        let lines = counted.iter().map(|(name, count)| format!("{count:>9}  {name}\n"));
        std::fs::write(&file, lines.collect::<String>()).expect("the file can be written");
        return;
    }
    let recorded = std::fs::read_to_string(&file).expect("the recorded numbers");
    let recorded: BTreeMap<&str, u64> = recorded.lines().filter_map(read_line).collect();
    let gone = recorded
        .keys()
        .filter(|name| counted.iter().all(|(kept, _)| kept != *name));
    assert_eq!(
        gone.collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "recorded, and no path any more"
    );
    let wrong: Vec<String> = counted
        .into_iter()
        .filter_map(|(name, count)| {
            let expected = recorded.get(name.as_str()).copied().unwrap_or(0);
            let is_near = count.abs_diff(expected) * 100 <= expected * NEAR + 100;
            (!is_near).then(|| format!("{name}: {count} allocations, {expected} were recorded"))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{}\nWhere this is meant, record it with BLESS=1.",
        wrong.join("\n")
    );
}

#[test]
fn every_chart_is_a_hot_path() {
    for whole in [&World::shared().whole, &World::shared().young] {
        let captions = traffic_ledger::charts::captions(&whole.history, &whole.analysis);
        let shown: Vec<&str> = captions.iter().map(|caption| caption.id).collect();
        assert_eq!(shown, CHARTS);
    }
}

/// `   1234  what is done`.
fn read_line(line: &str) -> Option<(&str, u64)> {
    let (count, name) = line.trim_start().split_once("  ")?;
    Some((name, count.parse().ok()?))
}
