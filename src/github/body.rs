//! PURE. What the body of an error says, safe to print on one line.

/// The most characters of GitHub's message that are kept.
const MAX_MESSAGE: usize = 500;
/// The most entries of `errors` that are kept.
const MAX_ERRORS: usize = 5;

/// The text as one line without control characters and marks of direction, cut after `cap` characters.
pub(crate) fn one_line(text: &str, cap: usize) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let joined = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    // Marks of direction could make a log line read otherwise than it is written.
    let mut kept: String = joined
        .chars()
        .filter(
            |c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'),
        )
        .collect();
    if kept.chars().count() > cap {
        kept = kept.chars().take(cap).collect::<String>() + "…";
    }
    kept
}

/// The `message` of an error's body, with the messages of its `errors`; empty if it has none.
///
/// The form is that of GitHub's REST API: `{"message": "…", "errors": [{"message": "…"} or "…"]}`.
pub(crate) fn error_message(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let message = |value: &serde_json::Value| value.get("message").and_then(text);
    let errors = value.get("errors").and_then(|errors| errors.as_array());
    let details = errors.into_iter().flatten().take(MAX_ERRORS);
    let messages: Vec<String> = message(&value)
        .into_iter()
        .chain(details.filter_map(|detail| text(detail).or_else(|| message(detail))))
        .collect();
    one_line(&messages.join("; "), MAX_MESSAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_stays_on_one_line() {
        let body =
            br#"{"message":"bad\n::error::x\u202e \u001b[31m","errors":[{"message":"more"},"and more",{"code":"x"}]}"#;
        assert_eq!(error_message(body), "bad ::error::x [31m; more; and more");
        assert_eq!(error_message(b"<html>"), "");
        assert!(one_line(&"x".repeat(10_000), 500).chars().count() <= 501);
    }
}
