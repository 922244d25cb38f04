//! EDGE. The Actions runner, or a terminal in its place: environment, lines, outputs, step summary. The only module
//! that prints.

pub mod command;
pub mod console;
pub mod debug_log;
pub mod environment;
mod hidden_names;
pub mod outputs;
pub mod panic;
pub mod progress;
pub mod summary;
