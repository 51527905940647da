//! dpakit: a pack of facts and a library of clauses become one tree, and everything a person
//! receives is that tree written down.
//!
//! ```text
//! load ──► plan ──► assemble ──► check ──► emit
//! pack+library   which clauses,  one Document   is it     md · html · pdf
//!                and why         per book       lawful?
//! ```
//!
//! [`pipeline::build`] is these verbs in a row. Two wings stand on the ground: the facts ([`load`],
//! [`pack`], [`library`], [`plan`]) and the text ([`document`], [`emit`]); they meet in
//! [`mod@assemble`] alone. A letter about a pack ([`pipeline::notice`]) goes the same way. Beside them, [`official`] reads and keeps the Commission's own clauses, cuts them
//! to what a pack prints of them, and finds them in agreements that [`foreign`] opens; [`rows`] reads the
//! tables of those who have many partners. Imports only go
//! down: 1 `source`, `figures`, `memo`, `parallel` · 2 `document` · 3 `diagnostic`, `diff`, `law` · 4 `load`, `official` ·
//! 5 `pack`, `template`, `emit` · 6 `library`, `config`, `foreign`, `rows` · 7 `plan` · 8 `assemble`, `check` ·
//! 9 `pipeline` · 10 `batch` · 11 the binary; a test holds this.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod assemble;
pub mod batch;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod figures;
pub mod foreign;
pub mod law;
pub mod library;
pub mod load;
pub mod memo;
pub mod official;
pub mod pack;
pub mod parallel;
pub mod pipeline;
pub mod plan;
pub mod rows;
pub mod source;
pub mod template;
