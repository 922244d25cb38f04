//! The one integration test binary; a module a subject.

mod analysis;
mod analysis_histories;
mod analysis_spikes;
mod charts;
mod client;
mod contract;
mod debug_trail;
mod disagreements;
mod documents;
mod downloads;
mod end_to_end;
mod export;
mod failures;
mod faults;
mod fuzzed;
#[path = "../harness/mod.rs"]
mod harness;
mod hostile;
mod hostile_text;
mod import;
mod import_databases;
mod import_kept;
mod inputs;
mod layers;
mod merge_laws;
mod messages;
mod plan;
mod report;
mod report_shapes;
mod source;
mod store;
mod time;
mod truth;
mod unsaved;
mod verify;
mod worlds;
