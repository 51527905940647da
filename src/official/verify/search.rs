//! Where in an agreement the words of official units stand, found by hash alone.
//!
//! From each word with which a unit may begin, letters are hashed on and on; wherever one may end,
//! the hash is looked up. Calls of notes and marks on the way are tried with and without, and
//! American spelling both as it is and as British. Nothing else is let go: a match has the same
//! letters and digits in the same order.

use std::collections::BTreeMap;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::expected::{Expected, Hash};
use super::words::{Kind, Words};

/// More letters than any unit of these instruments has.
const MAX_LETTERS: usize = 1_600;
/// Most ways to read one stretch.
const MAX_WAYS: usize = 8;
/// Most hashes for one agreement: some seconds of work.
const MAX_HASHES: usize = 40_000_000;
/// Most words that fill a blank.
const MAX_FILL: usize = 40;
/// Letters before a blank that make sure where it is.
const SURE: usize = 12;

/// A unit in the agreement.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Which of the expected units.
    pub unit: usize,
    /// Which of its readings.
    pub reading: usize,
    /// Its words.
    pub range: Range<usize>,
    /// Calls and marks within that were skipped.
    pub skipped: Vec<usize>,
    /// Whether British spelling was taken for American.
    pub spelled: bool,
    /// What fills its blanks.
    pub fills: Vec<Range<usize>>,
    /// Ranges of its pieces.
    pub pieces: Vec<Range<usize>>,
    /// Whether nothing but numbers and labels stands before it in its paragraph.
    pub heads: bool,
    /// Letters that are official.
    pub weight: usize,
}

/// The agreement is built so that a search in it does not end soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entangled;

#[derive(Clone)]
struct Way {
    hash: Sha256,
    letters: usize,
    skipped: Vec<usize>,
    spelled: bool,
}

/// Where one piece stands.
#[derive(Clone)]
struct Found {
    range: Range<usize>,
    skipped: Vec<usize>,
    spelled: bool,
    letters: usize,
}

/// What follows the first piece of a reading.
struct Rest {
    /// The last piece.
    last: Found,
    /// What fills the blank.
    fills: Vec<Range<usize>>,
    /// Where the pieces stand.
    ranges: Vec<Range<usize>>,
}

impl Rest {
    /// One piece, with or without a blank after it.
    fn of(last: Found, first: &Found, fill: Option<Range<usize>>) -> Rest {
        Rest {
            last,
            fills: fill.into_iter().collect(),
            ranges: std::iter::once(first.range.clone()).collect(),
        }
    }
}

/// Looks pieces up by their hashes.
struct Search<'w> {
    words: &'w Words,
    left: usize,
}

/// Finds every reading of every unit that is wanted.
pub(super) fn search(words: &Words, expected: &[Expected]) -> Result<Vec<Hit>, Entangled> {
    let mut wanted: BTreeMap<Hash, Vec<(usize, usize)>> = BTreeMap::new();
    for (unit, one) in expected.iter().enumerate() {
        for (reading, pieces) in one.readings.iter().enumerate() {
            if let Some(hash) = pieces.pieces.first().and_then(|piece| piece.loose) {
                wanted.entry(hash).or_default().push((unit, reading));
            }
        }
    }
    // Nearly all hashes are strangers: two bytes tell most of them.
    let short = |hash: &Hash| usize::from(hash[0]) << 8 | usize::from(hash[1]);
    let mut known = vec![false; 1 << 16];
    wanted.keys().for_each(|hash| known[short(hash)] = true);
    let is_wanted = |hash: &Hash| known[short(hash)] && wanted.contains_key(hash);
    let mut search = Search { words, left: MAX_HASHES };
    let mut hits = Vec::new();
    for start in 0..words.all.len() {
        let word = &words.all[start];
        if !word.begins || word.loose.is_empty() {
            continue;
        }
        for (hash, found) in search.from(start, false, MAX_LETTERS, is_wanted)? {
            for (unit, reading) in &wanted[&hash] {
                let pieces = &expected[*unit].readings[*reading].pieces;
                if let Some(Rest { last, fills, ranges }) = search.rest(&found, &pieces[1..])? {
                    let mut range = found.range.start..last.range.end;
                    let mut ranges = ranges;
                    if pieces.len() == 1 {
                        range.end = search.drawn(range.end);
                        ranges[0] = range.clone();
                    }
                    let weight = found.letters + if pieces.len() > 1 { last.letters } else { 0 };
                    let mut skipped = found.skipped.clone();
                    skipped.extend(last.skipped.iter().filter(|_| pieces.len() > 1));
                    let spelled = found.spelled || last.spelled;
                    let heads = words.heads(range.start);
                    hits.push(Hit {
                        heads,
                        unit: *unit,
                        reading: *reading,
                        range,
                        skipped,
                        spelled,
                        fills,
                        pieces: ranges,
                        weight,
                    });
                }
            }
        }
    }
    Ok(hits)
}

/// A way with a word read in each manner: left out where it is a call or a mark, in British spelling, as
/// it is.
fn forked(way: Way, word: &super::words::Word, at: usize, within: bool) -> Vec<Way> {
    let mut out = Vec::with_capacity(3);
    if within && word.kind != Kind::Word {
        let mut without = way.clone();
        without.skipped.push(at);
        out.push(without);
    }
    if let Some(british) = &word.british {
        let mut other = way.clone();
        other.hash.update(british);
        other.letters += british.len();
        other.spelled = true;
        out.push(other);
    }
    let mut with = way;
    with.hash.update(&word.loose);
    with.letters += word.loose.len();
    out.push(with);
    out
}

impl Search<'_> {
    /// The wanted hashes of what begins at a word. `anywhere` looks at the end of every word.
    fn from(
        &mut self,
        start: usize,
        anywhere: bool,
        most: usize,
        wanted: impl Fn(&Hash) -> bool,
    ) -> Result<Vec<(Hash, Found)>, Entangled> {
        let mut ways = vec![Way { hash: Sha256::new(), letters: 0, skipped: Vec::new(), spelled: false }];
        let mut out = Vec::new();
        for at in start..self.words.all.len() {
            let word = &self.words.all[at];
            if word.kind == Kind::Word && word.british.is_none() {
                for way in &mut ways {
                    way.hash.update(&word.loose);
                    way.letters += word.loose.len();
                }
            } else {
                ways = ways
                    .into_iter()
                    .flat_map(|way| forked(way, word, at, at > start))
                    .take(MAX_WAYS)
                    .collect();
            }
            ways.retain(|way| way.letters <= most);
            if ways.is_empty() {
                break;
            }
            if !(word.ends || anywhere) || word.loose.is_empty() {
                continue;
            }
            for way in &ways {
                self.left = self.left.checked_sub(1).ok_or(Entangled)?;
                let hash: Hash = way.hash.clone().finalize().into();
                // A way that skips its last word is the same match, one word shorter.
                if wanted(&hash) && way.skipped.last() != Some(&at) {
                    let mut skipped = way.skipped.clone();
                    let (end, call) = self.closed(at + 1);
                    skipped.extend(call);
                    let (spelled, letters) = (way.spelled, way.letters);
                    out.push((hash, Found { range: start..end, skipped, spelled, letters }));
                }
            }
        }
        Ok(out)
    }

    /// The end of a match with the stop of its sentence, where that stands apart from the last word: after
    /// the call of a note, which is then skipped, or where one was taken out.
    fn closed(&self, end: usize) -> (usize, Option<usize>) {
        let paragraph = self.words.all[end - 1].paragraph;
        let is_stop = |c: char| matches!(c, '.' | ',' | ';' | ':');
        let next = self.words.all.get(end).filter(|word| word.paragraph == paragraph);
        let call = next.is_some_and(|word| word.kind == Kind::Call && word.shown.ends_with(is_stop));
        let from = end + usize::from(call);
        let stop =
            |word: &&super::words::Word| word.paragraph == paragraph && word.shown.chars().all(is_stop);
        (from + self.words.all[from..].iter().take_while(stop).count(), call.then_some(end))
    }

    /// The end of a match with the rows of stops and underscores after it, which a publication has for
    /// blanks.
    fn drawn(&self, end: usize) -> usize {
        let paragraph = self.words.all[end - 1].paragraph;
        let drawn = |word: &&super::words::Word| {
            word.paragraph == paragraph && word.shown.chars().all(|c| matches!(c, '.' | '…' | '_'))
        };
        end + self.words.all[end..].iter().take_while(drawn).count()
    }

    /// What follows the first piece: a blank and the next piece, or a blank to the end of a sentence.
    fn rest(&mut self, first: &Found, pieces: &[super::expected::Piece]) -> Result<Option<Rest>, Entangled> {
        let Some(next) = pieces.first() else {
            return Ok(Some(Rest::of(first.clone(), first, None)));
        };
        let end = first.range.end;
        let Some(wanted) = next.loose else {
            let fill = end..self.sentence_end(end);
            let last = Found { range: fill.clone(), skipped: Vec::new(), spelled: false, letters: 0 };
            return Ok(Some(Rest::of(last, first, Some(fill))));
        };
        if first.letters < SURE {
            return Ok(None);
        }
        for start in end..self.words.all.len().min(end + MAX_FILL) {
            let found = self.from(start, true, MAX_LETTERS, |hash| *hash == wanted)?;
            if let Some((_, last)) = found.into_iter().next() {
                let ranges = vec![first.range.clone(), last.range.clone()];
                let fills = std::iter::once(end..start).collect();
                return Ok(Some(Rest { last, fills, ranges }));
            }
        }
        Ok(None)
    }

    /// The end of the sentence, item or paragraph after a word; a blank that is the last word of its
    /// paragraph ends there.
    fn sentence_end(&self, from: usize) -> usize {
        let all = &self.words.all;
        let paragraph = from.checked_sub(1).map(|before| all[before].paragraph);
        let mut end = from;
        while end < all.len() && end < from + MAX_FILL && Some(all[end].paragraph) == paragraph {
            let word = &all[end];
            end += 1;
            let stop = word.shown.trim_end_matches(['”', '"', '’', ')', ']']).ends_with(['.', ';']);
            let blank = word.loose.is_empty();
            if stop && !blank || word.shown.ends_with("].") {
                break;
            }
        }
        end
    }
}
