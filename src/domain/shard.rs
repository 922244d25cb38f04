//! PURE. A share of the repositories, the same in every run.

use std::fmt;
use std::str::FromStr;

use crate::encode::excerpt;

/// One of several shares. A repository is in the share that its numeric id gives it, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1 to `all`.
    number: u64,
    all: u64,
}

/// The most shares: GitHub runs at most 256 jobs of a matrix.
const MOST: u64 = 256;

/// Not a share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a share; use NUMBER/ALL with a number from 1 to ALL, at most {MOST}, for example 2/8")]
pub struct NotAShard(String);

impl Default for Shard {
    /// All repositories.
    fn default() -> Self {
        Self { number: 1, all: 1 }
    }
}

impl Shard {
    /// Whether a repository is in it. One whose id is not known is in the first.
    #[must_use]
    pub fn has(self, id: Option<u64>) -> bool {
        id.unwrap_or(0) % self.all == self.number - 1
    }

    /// Whether there are others.
    #[must_use]
    pub fn is_part(self) -> bool {
        self.all > 1
    }
}

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| {
            text.parse()
                .ok()
                .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
        };
        let pair = text
            .split_once('/')
            .and_then(|(first, second)| Some((number(first)?, number(second)?)));
        match pair {
            Some((number, all)) if number >= 1 && number <= all && all <= MOST => Ok(Self { number, all }),
            _ => Err(NotAShard(excerpt(text, 40))),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_repository_is_in_one_share() {
        let shards: Vec<Shard> = (1..=8)
            .map(|number| format!("{number}/8").parse().expect("a share"))
            .collect();
        for id in (0..1_000).map(Some).chain([None]) {
            assert_eq!(shards.iter().filter(|shard| shard.has(id)).count(), 1, "{id:?}");
        }
        assert!((0..9).all(|id| Shard::default().has(Some(id))));
        for text in ["0/8", "9/8", "1", "1/0", "1/257", "+1/2", "1/2/3", "a/b", "/"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_share_has_others() {
        assert!(!Shard::default().is_part());
        assert!("1/2".parse::<Shard>().is_ok_and(Shard::is_part));
    }
}
