//! Whole packs: from TOML to every format.

#[path = "../../benches/batch/partners.rs"]
mod partners;

mod again;
mod amendment;
mod bytes;
mod carried;
mod coverage;
mod facts;
mod full;
mod glyphs;
mod golden;
mod guide;
mod hostile;
mod laws;
mod library;
mod notice;
mod outdated;
mod packet;
mod pages;
mod plans;
mod rows;
mod structure;
mod texts;
mod theme;
mod transfers;
mod verify;
