//! EDGE. Every token that the environment holds, to be masked before anything is printed.

use crate::action::environment::Environment;
use crate::cli::inputs::{token, traffic_token};
use crate::secret::Secret;

/// The texts in the environment that are tokens or were meant to be: every word of theirs that is long enough for one.
pub fn tokens(environment: &Environment) -> impl Iterator<Item = &str> {
    let inputs = [traffic_token::INPUT, token::INPUT]
        .into_iter()
        .flat_map(|input| input.variables());
    let locals = traffic_token::LOCAL
        .iter()
        .chain(token::LOCAL)
        .copied()
        .map(str::to_owned);
    inputs
        .chain(locals)
        .filter_map(|name| environment.raw(&name))
        .flat_map(str::split_whitespace)
        .filter(|word| word.len() >= Secret::MIN_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_a_token_is_known_and_its_short_words_are_not() {
        let names = [
            "INPUT_TRAFFIC-TOKEN",
            "INPUT_TRAFFIC_TOKEN",
            "INPUT_TOKEN",
            "TRAFFIC_TOKEN",
            "GH_TOKEN",
            "GITHUB_TOKEN",
        ];
        for name in names {
            let environment = Environment::from([(name, "two_words_for_a_token in_place_of_one\n")]);
            let mut found: Vec<&str> = tokens(&environment).collect();
            found.dedup();
            assert_eq!(found, ["two_words_for_a_token"], "{name}");
        }
    }
}
