//! EDGE. `series`: files in the workspace with daily numbers from elsewhere, such as downloads from a registry.

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::cli::workspace_file;
use crate::domain::given::{MOST_SERIES, SeriesName};

pub(in crate::cli) const INPUT: Input = Input {
    name: "series",
    value: ValueKind::Text("FILE,…"),
    default: DefaultValue::Text(""),
    help: "Files in the workspace with daily numbers to keep beside the traffic (date,value and optionally repository), each \
           named after its file, such as npm.csv.",
    commands: &[CommandName::Run],
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// The name of each series and the path of its file, in the order of the input.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Vec<(SeriesName, String)>> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let paths = text
        .split([',', '\n', '\r'])
        .map(str::trim)
        .filter(|path| !path.is_empty());
    let read: Vec<Option<(SeriesName, String)>> = paths
        .map(|path| {
            let found = named(path);
            if found.is_none() {
                let wanted = "a file of a series in the workspace; use a relative path whose name has small letters, digits \
                              and hyphens, such as data/npm.csv";
                reader.error(INPUT.name, workspace_file::not(path, wanted));
            }
            found
        })
        .collect();
    let read = read.into_iter().collect::<Option<Vec<_>>>()?;
    let mut names: Vec<&SeriesName> = read.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let error = format!("two files are named {}; each series has one", twice[0]);
        reader.error(INPUT.name, error);
        return None;
    }
    if read.len() > MOST_SERIES {
        let error = format!(
            "{} files are more than the {MOST_SERIES} series that are kept",
            read.len()
        );
        reader.error(INPUT.name, error);
        return None;
    }
    Some(read)
}

fn named(path: &str) -> Option<(SeriesName, String)> {
    let file = path.rsplit('/').next()?;
    let name = file.strip_suffix(".csv")?.parse().ok()?;
    workspace_file::is_in_workspace(path).then(|| (name, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    #[test]
    fn each_file_names_its_series() {
        assert_eq!(read_variables([], read), Ok(Vec::new()));
        let found = read_variables([("INPUT_SERIES", "data/npm.csv\ncrates-io.csv, data/pypi.csv")], read);
        let found = found.expect("files");
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("npm", "data/npm.csv"),
                ("crates-io", "crates-io.csv"),
                ("pypi", "data/pypi.csv")
            ]
        );
    }

    #[test]
    fn other_files_are_refused() {
        for path in [
            "../npm.csv",
            "/npm.csv",
            "npm.json",
            "NPM.csv",
            "npm downloads.csv",
            ".csv",
        ] {
            assert!(
                read_flag(&INPUT, path, read).is_err_and(|error| error.starts_with("series: ")),
                "{path}"
            );
        }
        assert_eq!(
            read_flag(&INPUT, "a/npm.csv,b/npm.csv", read),
            Err("series: two files are named npm; each series has one".to_owned())
        );
        let many: Vec<String> = (0..=MOST_SERIES).map(|number| format!("s{number}.csv")).collect();
        assert!(read_flag(&INPUT, &many.join(","), read).is_err());
    }
}
