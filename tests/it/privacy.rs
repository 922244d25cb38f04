//! What may be published: query strings, lists, private repositories, the default branch, and what is said before.

mod audience;
mod counts;
mod default_branch;
mod queries;
mod visibility;

use fake_github::{FakeGitHub, Fault, On};

use crate::harness::Ran;

/// A word that only strangers know.
const SECRET: &str = "SECRETQ";

/// Lists in which every text that a stranger chooses holds the secret, in two rows of one page and in one of another.
fn lists_with_secrets(fake: &FakeGitHub) {
    let paths = format!(
        r#"[{{"path":"/octo/spike?token={SECRET}","title":"{SECRET} · octo/spike","count":40,"uniques":5}},
            {{"path":"/octo/spike?q={SECRET}2","title":"{SECRET}","count":30,"uniques":7}},
            {{"path":"/octo/spike","title":"octo/spike","count":20,"uniques":3}},
            {{"path":"/octo/spike/blob/a#{SECRET}","title":"a","count":10,"uniques":1}}]"#
    );
    fake.fail(On::every().path("/traffic/popular/paths"), Fault::Body(paths));
}

/// Everything that a run leaves behind, as text: what it printed, its summary and outputs, the workspace and the ledger.
fn everything(ran: &Ran, is_saved: bool) -> String {
    let mut text = format!("{}\n{}\n{}\n", ran.printed(), ran.summary, ran.output_file);
    let files = if is_saved { ran.files() } else { Default::default() };
    for (path, content) in ran.workspace.iter().chain(&files) {
        text += &format!("{path}\n{}\n", String::from_utf8_lossy(content));
    }
    text
}
