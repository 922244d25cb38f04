//! EDGE. The inputs of the commands that print, or write a page, typed.

use std::path::PathBuf;

use crate::action::environment::Environment;
use crate::cli::command_inputs::{Access, Inputs, RunInputs, common};
use crate::cli::input::CommandName;
use crate::cli::inputs::{self, format::ExportFormat, status_format::StatusFormat};
use crate::cli::reader::{Flags, InputErrors, InputReader};
use crate::domain::repository::RepositoryName;
use crate::export::ExportTable;
use crate::import::RepositoryChoice;

/// What `export` needs.
#[derive(Debug, Clone)]
pub struct ExportInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The format to print.
    pub format: ExportFormat,
    /// The table to print as CSV.
    pub table: ExportTable,
    /// The repository to print; `None` for the only one of the ledger.
    pub repository: Option<RepositoryName>,
}

/// What `status` needs.
#[derive(Debug, Clone)]
pub struct StatusInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The format to print.
    pub format: StatusFormat,
    /// The one repository; `None` for all of the ledger.
    pub repository: Option<RepositoryName>,
}

/// What `page` needs.
#[derive(Debug, Clone)]
pub struct PageInputs {
    /// What every command needs.
    pub common: Inputs,
    /// The file to write.
    pub to: PathBuf,
    /// The repositories on the page.
    pub selection: RepositoryChoice,
}

impl PageInputs {
    /// Reads what `page` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let to = inputs::to::read(&mut reader);
        let selection = inputs::repository::read_selection(&mut reader);
        let common = common(&mut reader, CommandName::Page, Access::Read);
        reader.finish(|| {
            Some(Self {
                common: common?,
                to: to?,
                selection: selection?,
            })
        })
    }
}

impl StatusInputs {
    /// Reads what `status` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let format = inputs::status_format::read(&mut reader);
        let repository = inputs::repository::read(&mut reader);
        let common = common(&mut reader, CommandName::Status, Access::Read);
        reader.finish(|| {
            Some(Self {
                common: common?,
                format: format?,
                repository: repository?,
            })
        })
    }
}

/// What `doctor` needs.
#[derive(Debug, Clone)]
pub struct DoctorInputs {
    /// What a run would need.
    pub run: RunInputs,
    /// The format to print.
    pub format: StatusFormat,
}

impl DoctorInputs {
    /// Reads what `doctor` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let format = inputs::status_format::read(&mut reader);
        let run = RunInputs::read_with(&mut reader, CommandName::Doctor);
        reader.finish(|| {
            Some(Self {
                run: run?,
                format: format?,
            })
        })
    }
}

impl ExportInputs {
    /// Reads what `export` needs.
    ///
    /// # Errors
    /// All invalid inputs at once.
    pub fn read(flags: &Flags, environment: &Environment) -> Result<Self, InputErrors> {
        let mut reader = InputReader::new(flags, environment);
        let format = inputs::format::read(&mut reader);
        let table = inputs::table::read(&mut reader);
        let repository = inputs::repository::read(&mut reader);
        let common = common(&mut reader, CommandName::Export, Access::Read);
        reader.finish(|| {
            Some(Self {
                common: common?,
                format: format?,
                table: table?,
                repository: repository?,
            })
        })
    }
}
