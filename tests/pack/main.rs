//! Whole packs: from TOML to every format.

mod carried;
mod coverage;
mod facts;
mod golden;
mod guide;
mod hostile;
mod laws;
mod packet;
mod plans;
mod structure;
mod texts;
mod verify;
