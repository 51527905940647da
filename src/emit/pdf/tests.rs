//! Tests of the whole format; those of its parts stand beside them.

use super::fixture::{self, para, t};
use super::{Pdf, layout_text};
use crate::document::{Block, Document, Inline, Meta, Table};
use crate::emit::{Fault, Format, Look};

fn write(documents: &[Document]) -> Result<Vec<u8>, Vec<Fault>> {
    let mut bytes = Vec::new();
    Pdf.write(documents, &Look::default(), &mut bytes)?;
    Ok(bytes)
}

/// The fixture needs a font with Chinese characters; without one, tests that use it say so and end.
fn has_chinese() -> bool {
    let found = layout_text(
        &[fixture::with_fact("北京云海科技有限公司")],
        &Look::default(),
    )
    .is_ok();
    if !found {
        eprintln!("skipped: no font with Chinese characters on this system");
    }
    found
}

#[test]
fn writes_the_fixture_for_the_eye() {
    if !has_chinese() {
        return;
    }
    let folder = std::env::temp_dir();
    let one = write(&[fixture::agreement()]).unwrap();
    std::fs::write(folder.join("dpakit-fixture.pdf"), one).unwrap();
    let both = write(&[fixture::agreement(), fixture::schedule()]).unwrap();
    std::fs::write(folder.join("dpakit-fixture-both.pdf"), both).unwrap();
}
