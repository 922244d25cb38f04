//! The one integration test binary; a module a subject.

mod documents;
mod layers;
mod source;
