//! The workspace's own package: it is never published and exports nothing.
//!
//! It owns what no single crate can: the tests in `tests/` and the benches in `benches/` that
//! compare the crates with the plain C API, the numbered examples, and the README, whose Rust
//! code is compiled and run as a documentation test here.
//!
//! The crates are `jsc-sys` (raw bindings), `jsc` (the safe API) and `hot-vm` (modules, hot
//! reload, the `hot` command).

/// The README's examples, as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// The same for the pages of `docs/`.
#[cfg(doctest)]
#[doc = include_str!("../docs/soundness.md")]
mod soundness {}
