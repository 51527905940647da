//! What keeps drafts from becoming documents.

use std::fmt;

use crate::document::{Key, Text};

/// A key or term that does not mean exactly one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dangling {
    /// What is wrong.
    pub fault: Fault,
    /// Address of the clause in which it was found; absent on a cover and in text without origin.
    pub from: Option<Text>,
    /// The key, or for [`Fault::TermTwice`] the term.
    pub to: Key,
    /// The existing key that looks most like it, if one does; only for [`Fault::NoPlace`].
    pub near: Option<Key>,
}

/// What is wrong with a key or term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A reference leads to no place in any draft of the pack.
    NoPlace,
    /// Two places have the same key.
    KeyTwice,
    /// One draft defines the same term twice.
    TermTwice,
}

impl fmt::Display for Dangling {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = &self.to;
        match self.fault {
            Fault::NoPlace => write!(out, "`{to}` is referred to, but nothing has this key")?,
            Fault::KeyTwice => write!(out, "`{to}` is the key of two places")?,
            Fault::TermTwice => write!(out, "\u{201c}{to}\u{201d} is defined twice")?,
        }
        match &self.from {
            Some(from) => write!(out, " (in {from})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Dangling {}
