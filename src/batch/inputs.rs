//! What packs are made from, as hashes: they tell whether a pack of an earlier run still stands.

use serde_json::Value as Json;

use super::Batch;
use super::digest::{Digest, Maker};
use crate::document::{Block, Section};
use crate::memo::{Made, is_shared};
use crate::pipeline::{Choice, Prepared};
use crate::plan::Plan;
use crate::rows::Row;

/// What all packs share beside facts and words: the version, the looks, the formats.
pub fn shared(batch: &Batch<'_>) -> Digest {
    let mut maker = Maker::default();
    maker.part(env!("CARGO_PKG_VERSION").as_bytes());
    maker.part(batch.look.identity().as_bytes());
    let Choice { formats, combined, draft, embed, esign, coverage, undated } = batch.choice;
    let formats: Vec<&str> = formats.iter().map(|format| format.name()).collect();
    maker.part(
        format!("{formats:?} {combined} {draft} {embed:?} {esign:?} {coverage} {undated:?}").as_bytes(),
    );
    maker.finish()
}

/// What the files of a pack are made from: the facts as completed, the clauses with their hashes, the
/// filled words, and what all packs share.
pub fn of_pack(shared: Digest, prepared: &Prepared<'_>) -> Digest {
    let mut maker = Maker::default();
    maker.value(&shared);
    maker.part(&facts(&prepared.plan));
    for picked in prepared.plan.books.iter().flat_map(|chosen| &chosen.clauses) {
        maker.part(picked.clause.name().as_bytes());
        maker.part(picked.clause.hash().as_bytes());
    }
    for measure in &prepared.plan.measures {
        maker.part(measure.hash().as_bytes());
    }
    for copied in &prepared.plan.texts {
        maker.part(copied.stored.text.hash().as_bytes());
    }
    for document in &prepared.documents {
        maker.value(document.meta());
        for block in document.blocks() {
            maker.value(&of_block(block, &prepared.plan.library.hashed));
        }
    }
    maker.finish()
}

/// About how long a part of the facts is that packs do not share, in bytes.
const PART: usize = 8 << 10;

/// The completed facts as JSON. What many packs share of them is written down once.
fn facts(plan: &Plan<'_>) -> Vec<u8> {
    let part = |key: &str, part: &Json| {
        let mut text = Vec::with_capacity(PART);
        let key = serde_json::to_writer(&mut text, key);
        text.push(b':');
        key.and_then(|()| serde_json::to_writer(&mut text, part)).map_or_else(|_| Vec::new(), |()| text)
    };
    let mut out = Vec::with_capacity(4 * PART);
    out.push(b'{');
    for (at, (_, part)) in plan.by_part("json", part, Vec::len).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&part);
    }
    out.push(b'}');
    debug_assert_eq!(out, serde_json::to_vec(plan.json()).unwrap_or_default());
    out
}

/// What a row states, as 64 bits of a hash: they tell whether it is the row that was judged.
pub fn of_row(row: &Row) -> u64 {
    Digest::of(&[row.facts.span.source.text.as_bytes()]).short()
}

/// A block of a document, which may be one that other packs have too.
fn of_block(block: &Block, hashed: &Made<Section, [u8; 16]>) -> [u8; 16] {
    let make = || {
        let mut maker = Maker::default();
        maker.value(block);
        maker.finish().bytes()
    };
    match block {
        Block::Section(section) if is_shared(section) => hashed.once(section, b"", make, |_| 16),
        _ => make(),
    }
}

/// What a whole run is made from: if it is as it was, and the files too, there is nothing to do.
pub fn of_run(batch: &Batch<'_>, shared: Digest) -> Digest {
    let mut maker = Maker::default();
    maker.value(&shared);
    maker.part(batch.table.stamp().as_bytes());
    maker.part(batch.library.hash().as_bytes());
    maker.part(batch.pattern.text().as_bytes());
    maker.part(&serde_json::to_vec(&batch.base.json()).unwrap_or_default());
    maker.finish()
}
