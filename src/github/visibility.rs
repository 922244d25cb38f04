//! PURE. Who can read a repository, by what GitHub says about it.

/// Whether a repository is private: the fields `private` and `visibility`. An internal one is private, since not everybody
/// can read it. `None` if GitHub says neither, or both and they do not agree.
pub(crate) fn is_private(private: Option<bool>, visibility: Option<&str>) -> Option<bool> {
    let by_visibility = visibility.map(|visibility| visibility != "public");
    match (private, by_visibility) {
        (Some(one), Some(two)) if one != two => None,
        (one, two) => one.or(two),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_is_private_and_a_contradiction_is_unknown() {
        assert_eq!(is_private(Some(false), Some("public")), Some(false));
        assert_eq!(is_private(Some(true), Some("private")), Some(true));
        assert_eq!(is_private(Some(true), Some("internal")), Some(true));
        assert_eq!(is_private(None, Some("internal")), Some(true));
        assert_eq!(is_private(Some(false), None), Some(false));
        assert_eq!(is_private(None, None), None);
        assert_eq!(is_private(Some(false), Some("internal")), None);
        assert_eq!(is_private(Some(true), Some("public")), None);
    }
}
