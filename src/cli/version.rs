//! PURE. What `--version` shows.

use std::sync::LazyLock;

static VERSION: LazyLock<String> = LazyLock::new(|| described(env!("CARGO_PKG_VERSION"), COMMIT));

/// The commit that the program was built from. `ci/build-binaries` sets it; a plain `cargo build` does not know it.
const COMMIT: Option<&str> = option_env!("TRAFFIC_LEDGER_COMMIT");

/// The version with the commit, such as `1.2.0 (4f5e6d7c8b9a)`.
#[must_use]
pub fn version() -> &'static str {
    &VERSION
}

fn described(version: &str, commit: Option<&str>) -> String {
    match commit {
        Some(commit) if !commit.is_empty() => format!("{version} ({commit})"),
        _ => version.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_that_is_not_known_is_left_out() {
        assert_eq!(described("1.2.0", Some("4f5e6d7c8b9a")), "1.2.0 (4f5e6d7c8b9a)");
        assert_eq!(described("1.2.0", Some("")), "1.2.0");
        assert_eq!(described("1.2.0", None), "1.2.0");
    }
}
