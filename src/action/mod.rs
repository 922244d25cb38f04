//! EDGE. The Actions runner, and a person at a terminal in its place: inputs, lines, outputs, summary. Imports the
//! domain, secrets, the API's address and the command line's flags; the only place that prints.

pub mod command;
pub mod console;
pub mod debug_log;
pub mod environment;
pub mod inputs;
pub mod names;
pub mod outputs;
pub mod panic;
pub mod summary;
