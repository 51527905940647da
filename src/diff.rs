//! Two texts compared, by lines or by words: what was kept, dropped and put in. The one door for `similar`.

pub mod lines;
pub mod words;
