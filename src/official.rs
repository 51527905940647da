//! Official text: the clauses of the Commission, word for word, from a publication the user has.
//!
//! None of their sentences is in this program. What is here is a [`Seal`]: addresses, hashes, options
//! and blanks, facts all of them. A publication goes in as bytes, and comes out as a [`Text`] whose every
//! unit was held against the seal:
//!
//! ```text
//! bytes ─ read ─► events ─ units ─► addressed units ─ compare ─► verdicts ─ Store ─► Text
//! ```
//!
//! **Order and nesting.** [`Text::units`](text::Text) stand in the order of the publication, notes last. Ids say the
//! place: `c8` is the line "Clause 8", `c8.title` its title, `c8.module.2` the line of a module,
//! `m2.c8.6.title` a sub-clause title, `m2.c8.6.a` an item of it, `c1.b.ii` an item in an item,
//! `c1.b.tail` closing words, `m2.c9.a.opt1` an option, `fn3` a note, `annexi.04` the fourth line of
//! Annex I, `annexi.01.module.1` a line of a module after the first. `m123` means common to modules 1,
//! 2 and 3. The older instrument has `5.number`, `5.title`, `5.lead`, `5.d.i`, and `ind.…` for its
//! optional clause. [`text::Unit::under`] names the unit around.
//!
//! **What varies.** [`Seal::options`](seal::Seal), `blanks` and `inline` say which units are optional,
//! where the parties fill in, and which passages in brackets belong to some modules only;
//! [`text::Unit::blanks`] and [`text::Unit::brackets`] give the bytes. [`text::Call`] gives the place of
//! a note's call.
//!
//! **In packs.** A [`Shelf`] is the store as packs see it: it gives out a text only where every unit is the one
//! of the seal. [`full`] cuts it to what the parties chose; `assemble` fills its blanks.
//!
//! **Somebody else's agreement** comes in as [`foreign::Foreign`], paragraphs with their places, and
//! [`verify`](mod@verify) finds the clauses in it and judges each of their units; with a stored [`Text`] by its
//! words, without one by the hashes of the seal.
//!
//! The library has no clock and no environment: the day of an import is given, and so is the folder of
//! the store. The one module that uses the network is `fetch`, behind a feature of that name.

pub mod compare;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod foreign;
pub mod full;
pub mod import;
pub mod normal;
pub mod read;
pub mod seal;
pub mod shelf;
pub mod store;
pub mod text;
pub mod units;
pub mod verify;

pub use compare::{Compared, Counts, Verdict};
pub use import::{Asked, Imported, import};
pub use seal::Seal;
pub use shelf::Shelf;
pub use store::{Store, Stored};
pub use text::{Kind, Text, Unit};

use crate::diagnostic::Code;

/// A file that cannot be opened.
pub const UNREADABLE: Code = Code("FIL-READ");
