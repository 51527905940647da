//! Two threads at one text: while one sets it from its beginning, the other breaks paragraphs from its end, and
//! forgets all of it but what the memo keeps. Where they meet, the first finds the rest broken already.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::setter::Setter;
use crate::document::Block;
use crate::emit::{Look, Volume};
use crate::parallel;

/// Adds the blocks of the instrument that was begun.
pub fn blocks(setter: &mut Setter, look: &Look, volume: &Volume<'_>, blocks: &[Block]) {
    let (at, index) = (AtomicUsize::new(0), setter.document);
    parallel::helped(
        || {
            setter.blocks_told(blocks, |number| at.store(number, Ordering::Relaxed));
            at.store(blocks.len(), Ordering::Relaxed);
        },
        || {
            let mut helper = Setter::new(look, volume);
            helper.start(index, &volume.documents[index]);
            for (number, block) in blocks.iter().enumerate().rev() {
                if number <= at.load(Ordering::Relaxed) {
                    return;
                }
                helper.block(block);
                helper.slabs.clear();
            }
        },
    );
}
