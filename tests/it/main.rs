//! The one integration test binary; a module a subject.

mod documents;
mod hostile_text;
mod layers;
mod merge_laws;
mod source;
mod truth;
