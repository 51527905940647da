//! The proof of a redline: accepted it is the new text, rejected it is the old one, word by word and in order.
//!
//! The redline is read again from its blocks, as anybody would read it, and nothing of how it was made is asked.
//! What a block says byte for byte needs no words; all else is compared in words.

use std::collections::VecDeque;

use super::redline::{accepted, rejected};
use super::tokens::{Token, Vocabulary};
use super::units::{Leaf, units};
use crate::document::{Block, Inline, walk};

/// Which of its two texts a redline does not give back, if it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Accepting every change does not give the new text.
    Accepted,
    /// Rejecting every change does not give the old text.
    Rejected,
}

/// Holds a redline to its two texts, word by word, in order.
///
/// # Errors
/// The text that it does not give back.
pub fn proven(redline: &[Block], old: &[Leaf<'_>], new: &[Leaf<'_>]) -> Result<(), Flaw> {
    let mut proof = Proof::of(old, new);
    redline.iter().try_for_each(|block| proof.takes(block))?;
    proof.ends()
}

/// A redline that is held to its two texts block by block, so that it need not be kept for that.
pub struct Proof<'t, 'b> {
    old: Given<'t, 'b>,
    new: Given<'t, 'b>,
    vocabulary: Vocabulary,
}

impl<'t, 'b> Proof<'t, 'b> {
    /// Nothing of the redline of two texts was seen yet.
    pub fn of(old: &'t [Leaf<'b>], new: &'t [Leaf<'b>]) -> Proof<'t, 'b> {
        Proof { old: Given::of(old), new: Given::of(new), vocabulary: Vocabulary::new() }
    }

    /// Sees the next block of the redline.
    ///
    /// # Errors
    /// The text that does not go on like this.
    pub fn takes(&mut self, block: &Block) -> Result<(), Flaw> {
        let block = std::slice::from_ref(block);
        let marked = is_marked(block);
        for (given, settle, flaw) in [
            (&mut self.new, accepted as fn(&[Block]) -> Vec<Block>, Flaw::Accepted),
            (&mut self.old, rejected, Flaw::Rejected),
        ] {
            let mut takes = |block: &[Block]| {
                units(block).iter().all(|leaf| given.takes(&leaf.text, &mut self.vocabulary))
            };
            if !(if marked { takes(&settle(block)) } else { takes(block) }) {
                return Err(flaw);
            }
        }
        Ok(())
    }

    /// Nothing more comes.
    ///
    /// # Errors
    /// The text that has more words.
    pub fn ends(mut self) -> Result<(), Flaw> {
        if !self.new.is_complete(&mut self.vocabulary) {
            return Err(Flaw::Accepted);
        }
        if !self.old.is_complete(&mut self.vocabulary) {
            return Err(Flaw::Rejected);
        }
        Ok(())
    }
}

/// Whether some of the blocks are marked, or have marked words.
fn is_marked(blocks: &[Block]) -> bool {
    let is_changed = |run: &[Inline]| {
        let mut found = false;
        walk::each(run, &mut |inline| found |= matches!(inline, Inline::Changed(..)));
        found
    };
    match blocks {
        [Block::Paragraph(run)] => is_changed(run),
        _ => true,
    }
}

/// A text whose words are asked for, as far as they are not yet matched.
struct Given<'t, 'b> {
    /// Units that were not yet looked at.
    leaves: &'t [Leaf<'b>],
    /// Words that the redline has and the text was not yet asked for.
    made: VecDeque<u32>,
    /// Words that the text has and the redline did not yet give.
    asked: VecDeque<u32>,
    tokens: Vec<Token>,
}

impl<'t, 'b> Given<'t, 'b> {
    fn of(leaves: &'t [Leaf<'b>]) -> Given<'t, 'b> {
        Given { leaves, made: VecDeque::new(), asked: VecDeque::new(), tokens: Vec::new() }
    }

    /// Whether the text goes on with these words.
    fn takes(&mut self, words: &str, vocabulary: &mut Vocabulary) -> bool {
        if let ([first, rest @ ..], true) = (self.leaves, self.made.is_empty() && self.asked.is_empty())
            && *first.text == *words
        {
            self.leaves = rest;
            return true;
        }
        self.read(words, true, vocabulary);
        while self.asked.len() < self.made.len() && self.next(vocabulary) {}
        let both = self.asked.len().min(self.made.len());
        self.asked.drain(..both).eq(self.made.drain(..both))
    }

    /// Reads the next unit of the text, if there is one.
    fn next(&mut self, vocabulary: &mut Vocabulary) -> bool {
        let [first, rest @ ..] = self.leaves else { return false };
        self.leaves = rest;
        self.read(&first.text, false, vocabulary);
        true
    }

    fn read(&mut self, text: &str, made: bool, vocabulary: &mut Vocabulary) {
        self.tokens.clear();
        vocabulary.tokens_into(text, &mut self.tokens);
        let words = if made { &mut self.made } else { &mut self.asked };
        words.extend(self.tokens.iter().map(|token| token.word));
    }

    /// Whether all words of the text were given, and no others.
    fn is_complete(&mut self, vocabulary: &mut Vocabulary) -> bool {
        while self.asked.is_empty() && self.next(vocabulary) {}
        self.asked.is_empty() && self.made.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::{NoTokens, blocks};

    #[test]
    fn a_flaw_is_found_and_how_words_are_parted_is_none() {
        let read = |text: &str| blocks(text, &NoTokens).expect("Markdown");
        let proof = |redline: &str, old: &str, new: &str| {
            let (old, new) = (read(old), read(new));
            proven(&read(redline), &units(&old), &units(&new))
        };
        assert_eq!(proof("the wheel", "the mill", "the wheel"), Err(Flaw::Rejected));
        assert_eq!(proof("the mill", "the mill", "the wheel"), Err(Flaw::Accepted));
        assert_eq!(proof("the mill", "the mill", "the mill\n\ngrinds"), Err(Flaw::Accepted));
        assert_eq!(proof("the mill\n\ngrinds", "the mill", "the mill\n\ngrinds"), Err(Flaw::Rejected));
        assert_eq!(proof("the mill\n\ngrinds", "the mill grinds", "the\n\nmill\n\ngrinds"), Ok(()));
        assert_eq!(proof("", "", ""), Ok(()));
    }
}
