//! `traffic-ledger`: arguments in, exit code out.

fn main() {}
