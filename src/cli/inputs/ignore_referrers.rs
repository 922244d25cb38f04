//! EDGE. `ignore-referrers`: referrers that are crawlers, besides the known ones.

use std::collections::BTreeSet;

use crate::cli::input::{Availability, CommandName, DefaultValue, Heading, Input, ValueKind};
use crate::cli::reader::InputReader;
use crate::domain::text::Untrusted;

pub(in crate::cli) const INPUT: Input = Input {
    name: "ignore-referrers",
    value: ValueKind::Text("NAME,…"),
    default: DefaultValue::Text(""),
    help: "Referrers that are crawlers, besides the known ones: they are shown apart, and no number changes.",
    commands: CommandName::VISITING,
    availability: Availability::ActionAndFlag,
    heading: Heading::Options,
};

/// The longest name, in bytes: a name of a host has at most 253.
const LONGEST: usize = 253;
/// The most names.
const MOST: usize = 100;

/// The names, each once; with their subdomains they are crawlers.
pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<BTreeSet<Untrusted>> {
    let text = reader.text(&INPUT).unwrap_or_default();
    let names = text.split([',', '\n', '\r']).map(str::trim);
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let valid = |name: &str| match name.len() <= LONGEST
        && !name.contains(|sign: char| sign.is_control() || ['/', '*'].contains(&sign))
    {
        true => Ok(Untrusted::new(name)),
        false => Err("is not a referrer; use the names that the report lists, such as spam.example".to_owned()),
    };
    if names.len() > MOST {
        reader.error(
            INPUT.name,
            format!("{} names are more than the {MOST} that are kept", names.len()),
        );
        return None;
    }
    let checked: Vec<Option<Untrusted>> = names
        .iter()
        .map(|name| reader.check(&INPUT, valid(name).map_err(|error| format!("{name:?} {error}"))))
        .collect();
    checked.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::reader::testing::{read_flag, read_variables};

    fn names(text: &str) -> Result<Vec<String>, String> {
        let names = read_flag(&INPUT, text, read);
        names.map(|names| names.iter().map(|name| name.sanitized().to_owned()).collect())
    }

    #[test]
    fn commas_and_newlines_separate_names() {
        assert_eq!(read_variables([], read), Ok(BTreeSet::new()));
        assert_eq!(
            names("spam.example, Some App\nspam.example\r\n,"),
            Ok(vec!["Some App".to_owned(), "spam.example".to_owned()])
        );
    }

    #[test]
    fn addresses_and_patterns_are_no_names() {
        let help = "is not a referrer; use the names that the report lists, such as spam.example";
        assert_eq!(
            names("https://spam.example/x"),
            Err(format!("ignore-referrers: \"https://spam.example/x\" {help}"))
        );
        assert!(names("*.example").is_err() && names(&"x".repeat(254)).is_err());
        assert!(names(&"a,b,".repeat(51)).is_err_and(|error| error.contains("102 names")));
    }
}
