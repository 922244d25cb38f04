//! The one integration test binary; a module a subject.

mod documents;
mod hostile_text;
mod layers;
mod source;
