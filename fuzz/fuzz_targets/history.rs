#![no_main]
//! Any bytes as a history file, under a seal that fits: see `properties::history`.

#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::history(bytes));
