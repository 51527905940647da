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
    let mut vocabulary = Vocabulary::new();
    if !gives(redline, accepted, new, &mut vocabulary) {
        return Err(Flaw::Accepted);
    }
    if !gives(redline, rejected, old, &mut vocabulary) {
        return Err(Flaw::Rejected);
    }
    Ok(())
}

/// Whether a redline that is settled in a way, block by block, has the words of a text.
fn gives(
    redline: &[Block],
    settle: fn(&[Block]) -> Vec<Block>,
    text: &[Leaf<'_>],
    vocabulary: &mut Vocabulary,
) -> bool {
    let mut given =
        Given { leaves: text, vocabulary, made: VecDeque::new(), asked: VecDeque::new(), tokens: Vec::new() };
    for block in redline {
        let block = std::slice::from_ref(block);
        let fits = if is_marked(block) {
            units(&settle(block)).iter().all(|leaf| given.takes(&leaf.text))
        } else {
            units(block).iter().all(|leaf| given.takes(&leaf.text))
        };
        if !fits {
            return false;
        }
    }
    given.is_complete()
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
    vocabulary: &'t mut Vocabulary,
    /// Words that the redline has and the text was not yet asked for.
    made: VecDeque<u32>,
    /// Words that the text has and the redline did not yet give.
    asked: VecDeque<u32>,
    tokens: Vec<Token>,
}

impl Given<'_, '_> {
    /// Whether the text goes on with these words.
    fn takes(&mut self, words: &str) -> bool {
        if let ([first, rest @ ..], true) = (self.leaves, self.made.is_empty() && self.asked.is_empty())
            && *first.text == *words
        {
            self.leaves = rest;
            return true;
        }
        self.read(words, true);
        while self.asked.len() < self.made.len() && self.next() {}
        let both = self.asked.len().min(self.made.len());
        self.asked.drain(..both).eq(self.made.drain(..both))
    }

    /// Reads the next unit of the text, if there is one.
    fn next(&mut self) -> bool {
        let [first, rest @ ..] = self.leaves else { return false };
        self.leaves = rest;
        self.read(&first.text, false);
        true
    }

    fn read(&mut self, text: &str, made: bool) {
        self.tokens.clear();
        self.vocabulary.tokens_into(text, &mut self.tokens);
        let words = if made { &mut self.made } else { &mut self.asked };
        words.extend(self.tokens.iter().map(|token| token.word));
    }

    /// Whether all words of the text were given, and no others.
    fn is_complete(&mut self) -> bool {
        while self.asked.is_empty() && self.next() {}
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
