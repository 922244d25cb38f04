//! Proxies and private roots.
