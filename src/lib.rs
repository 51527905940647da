//! dpakit: a pack of facts and a library of clauses become one tree, and everything a person
//! receives is that tree written down.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod assemble;
pub mod check;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod law;
pub mod library;
pub mod load;
pub mod pack;
pub mod plan;
pub mod source;
pub mod template;
