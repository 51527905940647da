//! Two texts compared. Words go in by their keys, and what was kept, dropped and put in comes out.

pub mod words;
