//! Bad input of every kind through the real binary, as a workflow would run it; what comes out is judged by the
//! runner's own grammar, a GFM parser and an XML parser.

mod bodies;
mod branch;
mod oracle;
mod panics;
mod program;
mod surroundings;
mod texts;
