//! Official text: read, addressed, held against the seal, kept, fetched.
//!
//! `flour.*` is one invented publication in three kinds of mark-up, `seal.toml` its fingerprints. The
//! tests of `real.rs` read publications that are not part of this repository, where they lie beside it.

#[cfg(feature = "fetch")]
mod fetching;
mod fixture;
mod hostile;
mod reading;
mod real;
mod storing;
mod verifying;
mod verifying_hostile;
mod verifying_real;
