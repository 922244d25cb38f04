//! EDGE. The flags of a command that goes on where another one ended.

use super::shell::quoted;
use super::{Inputs, LedgerLocation, RunInputs};
use crate::domain::location::BranchName;
use crate::github::ApiUrl;

impl Inputs {
    /// The flags that name the same ledger on a command line; those with their default value are left out.
    #[must_use]
    pub fn ledger_flags(&self) -> String {
        let (mut flags, branch, directory) = match &self.location {
            LedgerLocation::Directory { path, .. } => return format!("--output {}", quoted(&path.to_string_lossy())),
            LedgerLocation::Branch {
                repository,
                branch,
                directory,
            } => (format!("--store {repository}"), branch, directory),
        };
        if *branch != BranchName::default() {
            flags.push_str(&format!(" --branch {}", quoted(branch.as_str())));
        }
        if !directory.is_root() {
            flags.push_str(&format!(" --directory {}", quoted(directory.as_str())));
        }
        if self.connection.api_url.as_str() != ApiUrl::GITHUB {
            flags.push_str(&format!(" --api-url {}", quoted(&self.connection.api_url.to_string())));
        }
        flags
    }
}

impl RunInputs {
    /// The flags of an `import` that saves what this run could not save.
    #[must_use]
    pub fn import_flags(&self) -> String {
        let allowed = ["", " --allow-default-branch"][usize::from(self.write.allow_default_branch)];
        format!("{}{}{allowed}", self.common.ledger_flags(), self.publishing.flags())
    }
}
