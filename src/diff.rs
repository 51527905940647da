//! Two texts compared, by stretches, by lines or by words: what was kept, dropped, put in or moved. The one door
//! for `similar`.

pub mod align;
pub mod changes;
pub mod columns;
pub mod compared;
mod contents;
mod follow;
pub mod inlines;
pub mod lines;
pub mod material;
pub mod moves;
mod notes;
mod partners;
pub mod pieces;
pub mod proof;
pub mod redline;
pub mod report;
mod rows;
pub mod tokens;
pub mod units;
pub mod wordings;
pub mod words;
