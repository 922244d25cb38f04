//! PURE. From what the store holds and what GitHub answered to what will be committed.

pub mod change_set;
pub mod layout;
