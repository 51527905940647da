//! Formats of texts that JSON Schema does not know, or that are checked more strictly.

/// The name of a format, and the function that checks a text against it.
pub type Format = (&'static str, fn(&str) -> bool);

/// The formats that a schema uses.
#[derive(Clone, Copy)]
pub struct Formats(pub &'static [Format]);
