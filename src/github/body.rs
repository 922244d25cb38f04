//! PURE. What the body of an error says, safe to print on one line.

/// The most characters of GitHub's message that are kept.
const MAX_MESSAGE: usize = 500;
/// The most entries of `errors` that are kept.
const MAX_ERRORS: usize = 5;

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
    crate::encode::one_line(&messages.join("; "), MAX_MESSAGE)
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
    }
}
