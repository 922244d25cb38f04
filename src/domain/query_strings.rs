//! PURE. Removes the query strings of pages from GitHub's list of popular paths: they carry search words and tokens of
//! visitors, and what is committed stays for ever.

use serde_json::value::RawValue;

/// What is left of a query string or fragment. It keeps two pages that differ in nothing else apart from a row that GitHub
/// sent twice.
pub(crate) const REMOVED: char = '?';

/// The page of a path, without the mark of a removed query string.
pub(crate) fn page(path: &str) -> &str {
    path.strip_suffix(REMOVED).unwrap_or(path)
}

/// Whether the query string of a path was removed.
pub(crate) fn is_removed(path: &str) -> bool {
    path.ends_with(REMOVED)
}

/// A path without what follows its first `?` or `#`, which a [`REMOVED`] replaces.
pub(crate) fn without_query(path: &str) -> String {
    match path.find(['?', '#']) {
        Some(end) => format!("{}{REMOVED}", &path[..end]),
        None => path.to_owned(),
    }
}

/// A list of popular paths without query strings; all other bytes stay. A row that had one loses its title too, since the
/// title of a search repeats the words. `None` if the result is no JSON, so that nothing is kept.
pub(crate) fn without_queries(body: &RawValue) -> Option<Box<RawValue>> {
    let text = body.get();
    let Ok(rows) = serde_json::from_str::<Vec<&RawValue>>(text) else {
        return RawValue::from_string(rewrite(text, Titles::Keep)).ok();
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for row in rows {
        // Between rows there are only commas and white space, so the first match is the row itself.
        let start = rest.find(row.get())?;
        let (before, from_row) = rest.split_at(start);
        out.push_str(before);
        out.push_str(&rewrite_row(row.get()));
        rest = &from_row[row.get().len()..];
    }
    out.push_str(rest);
    RawValue::from_string(out).ok()
}

fn rewrite_row(row: &str) -> String {
    let rewritten = rewrite(row, Titles::Keep);
    match rewritten == row {
        true => rewritten,
        false => rewrite(row, Titles::Drop),
    }
}

/// What becomes of titles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Titles {
    Keep,
    Drop,
}

/// Rewrites every text of a JSON value that is a path or an address, whatever its key: GitHub may add fields.
fn rewrite(json: &str, titles: Titles) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    let mut key = String::new();
    while let Some(start) = rest.find('"') {
        let (before, from_text) = rest.split_at(start);
        let (text, after) = from_text.split_at(end_of_text(from_text));
        out.push_str(before);
        if after.trim_start().starts_with(':') {
            key = serde_json::from_str(text).unwrap_or_default();
            out.push_str(text);
        } else if key == "title" {
            out.push_str(if titles == Titles::Drop { "null" } else { text });
        } else {
            // A page is read from either key, see `response`.
            out.push_str(&rewrite_text(text, key == "path" || key == "referrer"));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where a text of JSON ends that starts with a quotation mark.
fn end_of_text(json: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in json.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

/// A text of JSON, its quotation marks included.
fn rewrite_text(text: &str, is_path: bool) -> String {
    let Ok(decoded) = serde_json::from_str::<String>(text) else {
        // Half a character: no program can read it as a path, and nobody knows what follows it.
        let end = text.find(['\\', '?', '#']).filter(|_| is_path);
        return end.map_or_else(|| text.to_owned(), |end| format!("{}{REMOVED}\"", &text[..end]));
    };
    let is_address = decoded.starts_with('/') || decoded.contains("://");
    let rewritten = without_query(&decoded);
    if rewritten == decoded || !(is_path || is_address) {
        return text.to_owned();
    }
    serde_json::Value::from(rewritten).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(body: &str) -> String {
        let body = RawValue::from_string(body.to_owned()).expect("JSON");
        let cut = without_queries(&body).expect("JSON again");
        let again = without_queries(&cut).expect("JSON again");
        assert_eq!(again.get(), cut.get(), "once is enough");
        cut.get().to_owned()
    }

    #[test]
    fn a_list_without_queries_stays_byte_for_byte() {
        for body in [
            "[]",
            r#"[ {"path" : "\/o\/r","title":"Is it #1? \u00e9","count":1e0, "new":["x?y#z",{"a":null}]} ,{"path":"/o/r/a"}]"#,
            r#"{"message":"Is it?"}"#,
            r#"[1,"a\"b",null,[[]],{"path":7,"title":"?"}]"#,
        ] {
            assert_eq!(cut(body), body);
        }
    }

    #[test]
    fn queries_and_fragments_go_and_leave_a_mark() {
        let body = r#"[{"path":"/o/r?token=SECRET","title":"o/r","count":5,"uniques":1},
            {"path":"/o/r/x#SECRET","count":4,"uniques":1},{"path":"/o/r/y","title":"y?","count":3,"uniques":1}]"#;
        let wanted = r#"[{"path":"/o/r?","title":null,"count":5,"uniques":1},
            {"path":"/o/r/x?","count":4,"uniques":1},{"path":"/o/r/y","title":"y?","count":3,"uniques":1}]"#;
        assert_eq!(cut(body), wanted);
    }

    #[test]
    fn no_spelling_of_a_query_gets_through() {
        for row in [
            r#"{"path":"\/o\/r\u003fq=SECRET"}"#,
            r#"{"p\u0061th":"o/r\u003Fq=SECRET"}"#,
            r#"{"path":"/o","path":"/o?SECRET"}"#,
            r#"{"referrer":"o/r?SECRET"}"#,
            r#"{"path":"/o/\"?SECRET","title":"\\"}"#,
            r#"{"path":"/o?\ud800SECRET"}"#,
            r#"{"path":"/o/r\ud800?SECRET"}"#,
            r#"{"url":"https://github.com/o/r?SECRET","path":"/o/r"}"#,
            r#"{"more":{"list":["/o/r/search?q=SECRET"]},"path":"/o/r"}"#,
            r#"{"path":["/o/r?SECRET"]}"#,
            r#"{"path":"/o/r?a","title":"Search \u00b7 SECRET"}"#,
            r#""/o/r?SECRET""#,
        ] {
            let found = cut(&format!("[{row}]"));
            assert!(!found.contains("SECRET"), "{row}: {found}");
        }
        assert_eq!(cut(r#"{"path":"/o/r?SECRET"}"#), r#"{"path":"/o/r?"}"#);
    }

    #[test]
    fn what_was_removed_leaves_a_mark() {
        let short = without_query("/o/r/search?q=words#top");
        assert_eq!((short.as_str(), page(&short)), ("/o/r/search?", "/o/r/search"));
        assert!(is_removed(&short) && !is_removed("/o/r/search"));
    }
}
