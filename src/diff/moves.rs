//! Which stretches moved: pairs that stand elsewhere, joined to what a reader sees as one move.
//!
//! A section that moved is one move with all that stands under it. Other units are one move as long as they follow
//! each other on both sides. What was put in among them, or taken out, parts no move, as long as it is no longer
//! than what stands around it.

use std::ops::Range;

use super::align::{Pair, Sort};
use super::units::Leaf;

/// A stretch that moved. Units in it that have no partner were put in or taken out there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Where it stood.
    pub old: Range<usize>,
    /// Where it stands.
    pub new: Range<usize>,
}

/// The moves of two texts, in the order of the new one; `pairs` too are in that order.
pub fn moves(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: &[Pair]) -> Vec<Move> {
    let mut kept = vec![false; old.len()];
    pairs.iter().for_each(|pair| kept[pair.old] = true);
    let mut moves: Vec<Move> = Vec::new();
    // Whether more can be joined to the last move: nothing that stays stands behind it, and it is no section.
    let mut open = false;
    let mut rest = pairs;
    while let [first, ..] = rest {
        if !first.moved {
            (open, rest) = (false, &rest[1..]);
            continue;
        }
        if let Some((whole, count)) = section(old, new, rest) {
            moves.push(whole);
            (open, rest) = (false, &rest[count..]);
            continue;
        }
        let count = row(rest);
        let piece = Move { old: first.old..first.old + count, new: first.new..first.new + count };
        match moves.last_mut().filter(|last| open && are_one(last, &piece, &kept)) {
            Some(last) => (last.old.end, last.new.end) = (piece.old.end, piece.new.end),
            None => moves.push(piece),
        }
        (open, rest) = (true, &rest[count..]);
    }
    moves
}

/// How many pairs follow each other on both sides, of those that moved.
fn row(pairs: &[Pair]) -> usize {
    let follows =
        |pair: &[Pair]| pair[1].moved && pair[0].old + 1 == pair[1].old && pair[0].new + 1 == pair[1].new;
    1 + pairs.windows(2).take_while(|pair| follows(pair)).count()
}

/// Whether a piece goes on with a move, but for what was put in or taken out between them.
fn are_one(last: &Move, piece: &Move, kept: &[bool]) -> bool {
    let most = last.new.len() + piece.new.len();
    let out = last.old.end..piece.old.start;
    last.old.end <= piece.old.start
        && out.len() <= most
        && piece.new.start - last.new.end <= most
        && out.into_iter().all(|at| !kept[at])
}

/// The section that moved whole whose heading is the first of some pairs, with the number of its pairs: nothing in
/// it comes from elsewhere.
fn section(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: &[Pair]) -> Option<(Move, usize)> {
    let first = pairs.first()?;
    if new[first.new].sort != Sort::Heading {
        return None;
    }
    let whole = Move { old: first.old..old[first.old].end(), new: first.new..new[first.new].end() };
    let mut next = whole.old.start;
    let mut count = 0;
    for pair in pairs.iter().take_while(|pair| pair.new < whole.new.end) {
        if !pair.moved || pair.old < next || pair.old >= whole.old.end {
            return None;
        }
        (next, count) = (pair.old + 1, count + 1);
    }
    Some((whole, count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::units::{pairs, units};
    use crate::document::markdown::{NoTokens, blocks};

    /// The moves of two texts whose paragraphs are named by letters, as `old>new` with the letters of both places.
    fn told(old: &str, new: &str) -> Vec<String> {
        let paragraph = |letter: char| match letter.is_ascii_digit() {
            true => format!("# Part {letter} of the {letter}{letter} mills\n\n"),
            false => format!(
                "{letter} mill {letter}grinds {letter}corn on {letter}day for {letter}share and {letter}rye\n\n"
            ),
        };
        let text = |letters: &str| letters.chars().map(paragraph).collect::<String>();
        let read = |letters: &str| blocks(&text(letters), &NoTokens).expect("Markdown");
        let (before, now) = (read(old), read(new));
        let (before, now) = (units(&before), units(&now));
        let moves = moves(&before, &now, &pairs(&before, &now));
        moves.into_iter().map(|one| format!("{}>{}", &old[one.old], &new[one.new])).collect()
    }

    #[test]
    fn what_follows_each_other_on_both_sides_is_one_move() {
        assert_eq!(told("abcdefgh", "cdefghab"), ["ab>ab"]);
        assert_eq!(told("abcdefgh", "bcdefgah"), ["a>a"]);
        assert_eq!(told("abcdefgh", "abcdefgh"), [""; 0]);
    }

    #[test]
    fn what_was_put_in_or_taken_out_parts_no_move() {
        assert_eq!(told("abcdefgh", "defghaxc"), ["abc>axc"]);
        assert_eq!(told("abcdefgh", "defghac"), ["abc>ac"]);
        assert_eq!(told("acdefgh", "defghaxc"), ["ac>axc"]);
    }

    #[test]
    fn what_lies_far_apart_or_has_something_else_between_is_two_moves() {
        assert_eq!(told("acdefghijklmn", "defghijklmnavwxyzc"), ["a>a", "c>c"]);
        assert_eq!(told("abcdefghijk", "cdefghibjak"), ["b>b", "a>a"]);
    }

    #[test]
    fn a_section_is_one_move_and_joined_to_no_other() {
        assert_eq!(told("1abc2def3ghijklmn", "3ghijklmn1ab2def"), ["1abc>1ab", "2def>2def"]);
    }
}
