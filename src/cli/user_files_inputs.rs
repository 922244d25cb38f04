//! EDGE. The files of the user that a run reads beside the traffic, typed.

use crate::cli::inputs;
use crate::cli::reader::InputReader;
use crate::domain::given::SeriesName;

/// The files of the user in the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFilesInputs {
    /// The file of events.
    pub events: Option<String>,
    /// The file of each series.
    pub series: Vec<(SeriesName, String)>,
}

impl UserFilesInputs {
    pub(in crate::cli) fn read(reader: &mut InputReader<'_>) -> Option<Self> {
        let events = inputs::events::read(reader);
        let series = inputs::series::read(reader);
        Some(Self {
            events: events?,
            series: series?,
        })
    }
}
