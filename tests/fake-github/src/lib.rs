//! A stateful GitHub on loopback: traffic, repositories and real git objects, with failure switches.
