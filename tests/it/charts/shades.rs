//! The two files of a chart: what git has to keep of the second one.

use std::collections::BTreeSet;

use traffic_ledger::charts;

use super::{files, shapes};

/// Git keeps the second file in a few bytes.
#[test]
fn light_and_dark_differ_in_one_letter() {
    let check = |at: &str, light: &str, dark: &str| {
        let (light, dark) = (light.split_once("class=\"l\""), dark.split_once("class=\"d\""));
        assert_eq!(light.map(|(head, _)| head), Some("<svg "), "{at}");
        assert!(light == dark, "{at}: the two differ elsewhere");
    };
    for (shape, history) in shapes::all() {
        let files = files(&history);
        for (name, light) in &files {
            if let Some(name) = name.strip_suffix("-light") {
                check(&format!("{shape}: {name}"), light, &files[&format!("{name}-dark")]);
            }
        }
    }
    for (shape, figure) in crate::overview::figures() {
        check(&shape, &figure.light, &figure.dark);
    }
}

/// Git sorts what may be alike by the end of its path.
#[test]
fn the_files_of_both_shades_end_alike() {
    let paths: BTreeSet<String> = charts::file_paths().collect();
    for light in paths.iter().filter(|path| path.contains("light")) {
        let dark = light.replace("light", "dark");
        assert!(paths.contains(&dark), "{dark}");
        let end = |path: &str| path.chars().rev().take(16).collect::<String>();
        assert_eq!(end(light), end(&dark));
    }
}
