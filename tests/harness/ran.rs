//! What a run left behind: exit code, output, the runner's files, the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fake_github::GitHub;
use tempfile::TempDir;
use traffic_ledger::domain::ledger::Ledger;

use super::{BRANCH, Run, read_ledger};

/// Names in a run's own folder.
pub(super) const OUTPUT: &str = "output";
pub(super) const SUMMARY: &str = "summary";
pub(super) const WORKSPACE: &str = "workspace";

/// A run that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; `None` when a signal ended the process.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// The step summary, Markdown.
    pub(crate) summary: String,
    /// The file of `GITHUB_OUTPUT` as it was written; [`Ran::outputs`] parses it.
    pub(crate) output_file: String,
    /// The files of the workspace by their path in it.
    pub(crate) workspace: BTreeMap<String, Vec<u8>>,
    api_url: Option<String>,
    ledger: Place,
    folder: TempDir,
}

/// Where the ledger is.
enum Place {
    Directory(PathBuf),
    Branch {
        github: GitHub,
        store: String,
        branch: String,
    },
    Unknown,
}

/// One message on the run's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Annotation {
    /// `error`, `warning` or `notice`.
    pub(crate) level: String,
    /// Its title.
    pub(crate) title: String,
    /// Its text.
    pub(crate) text: String,
}

impl Ran {
    pub(super) fn new(run: Run, code: Option<i32>, stdout: Vec<u8>, stderr: Vec<u8>) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
        let file = |name: &str| std::fs::read_to_string(run.path(name)).unwrap_or_default();
        let mut workspace = BTreeMap::new();
        read_folder(&run.path(WORKSPACE), "", &mut workspace);
        Self {
            code,
            stdout: text(stdout),
            stderr: text(stderr),
            summary: file(SUMMARY),
            output_file: file(OUTPUT),
            workspace,
            api_url: run.github.as_ref().map(GitHub::api_url),
            ledger: place(&run),
            folder: run.folder,
        }
    }

    /// Whether the run succeeded.
    pub(crate) fn is_green(&self) -> bool {
        self.code == Some(0)
    }

    /// Asserts that the run succeeded.
    pub(crate) fn success(self) -> Self {
        self.exited(0)
    }

    /// Asserts that the run failed.
    pub(crate) fn failure(self) -> Self {
        self.exited(1)
    }

    /// Asserts the exit code.
    pub(crate) fn exited(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.printed());
        self
    }

    /// Everything that was printed.
    pub(crate) fn printed(&self) -> String {
        format!("{}\n{}", self.stdout, self.stderr)
    }

    /// A text of this run with what differs from run to run replaced: the run's folder and the port of the fake.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let text = text.replace(&self.folder.path().display().to_string(), "[folder]");
        match &self.api_url {
            Some(api_url) => text.replace(api_url, "[api]"),
            None => text,
        }
    }

    /// The outputs by name.
    pub(crate) fn outputs(&self) -> BTreeMap<String, String> {
        parse_outputs(&self.output_file)
    }

    /// The annotations in order. Off Actions there are none.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        self.stdout.lines().filter_map(parse_annotation).collect()
    }

    /// The texts of the annotations of a level.
    pub(crate) fn texts(&self, level: &str) -> Vec<String> {
        let mut annotations = self.annotations();
        annotations.retain(|annotation| annotation.level == level);
        annotations.into_iter().map(|annotation| annotation.text).collect()
    }

    /// The ledger's files by path, from the branch or from the directory of `--output`.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        match &self.ledger {
            Place::Directory(path) => {
                let mut files = BTreeMap::new();
                read_folder(path, "", &mut files);
                files
            }
            Place::Branch { github, store, branch } => github.files(store, branch),
            Place::Unknown => panic!("the run was started without a store"),
        }
    }

    /// The ledger of a repository.
    pub(crate) fn ledger(&self, repository: &str) -> Ledger {
        let files = self.files();
        let history = files.get(&format!("{repository}/history.json"));
        read_ledger(history.unwrap_or_else(|| panic!("{repository} has no history: {:?}", files.keys())))
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Directory(path) => write!(f, "{}", path.display()),
            Self::Branch { store, branch, .. } => write!(f, "{branch} of {store}"),
            Self::Unknown => write!(f, "unknown"),
        }
    }
}

fn place(run: &Run) -> Place {
    let after_output = run
        .arguments
        .iter()
        .skip_while(|argument| *argument != "--output")
        .nth(1);
    if let Some(path) = after_output {
        return Place::Directory(run.path(path));
    }
    let variable = |name: &str| {
        let value = run.variables.get(name).and_then(|value| value.to_str());
        value.filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let store = variable("INPUT_STORE").or_else(|| variable("GITHUB_REPOSITORY"));
    match (&run.github, store) {
        (Some(github), Some(store)) => Place::Branch {
            github: github.clone(),
            store,
            branch: variable("INPUT_BRANCH").unwrap_or_else(|| BRANCH.to_owned()),
        },
        _ => Place::Unknown,
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().display());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files);
        } else if let Ok(content) = std::fs::read(&path) {
            files.insert(name, content);
        }
    }
}

/// The grammar of `GITHUB_OUTPUT`, in the form that the program uses: `name<<delimiter`, lines, delimiter.
fn parse_outputs(file: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut lines = file.lines();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap_or_else(|| panic!("{line:?} in {file}"));
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        let earlier = outputs.insert(name.to_owned(), value.join("\n"));
        assert!(earlier.is_none(), "{name} twice in {file}");
    }
    outputs
}

/// `::level title=…::text`, with the runner's escapes undone.
fn parse_annotation(line: &str) -> Option<Annotation> {
    let (head, text) = line.strip_prefix("::")?.split_once("::")?;
    let (level, properties) = head.split_once(' ').unwrap_or((head, ""));
    if !matches!(level, "error" | "warning" | "notice") {
        return None;
    }
    let unescaped = |text: &str| {
        let text = text.replace("%0A", "\n").replace("%0D", "\r");
        text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let mut properties = properties.split(',').filter_map(|property| property.split_once('='));
    let title = properties
        .find(|(name, _)| *name == "title")
        .map_or("", |(_, title)| title);
    Some(Annotation {
        level: level.to_owned(),
        title: unescaped(title),
        text: unescaped(text),
    })
}
