//! Whole packs: from TOML to every format.

mod coverage;
mod facts;
mod golden;
mod hostile;
mod laws;
mod pages;
mod plans;
mod structure;
mod texts;
mod theme;
