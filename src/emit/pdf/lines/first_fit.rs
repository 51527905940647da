//! Ragged lines: each takes what fits. Words are broken only where one is longer than a line.

use super::atoms::{Atom, Cut};

/// Breaks `atoms` into lines of at most `width`.
pub fn break_lines(atoms: &[Atom], width: f32) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut start = 0;
    while start < atoms.len() {
        let cut = next_line(atoms, start, width);
        start = cut.end + 1;
        cuts.push(cut);
    }
    cuts
}

fn line(start: usize, end: usize, hyphenated: bool) -> Cut {
    Cut { start, end, ratio: 0.0, hyphenated }
}

fn next_line(atoms: &[Atom], start: usize, width: f32) -> Cut {
    let mut used = 0.0;
    let mut between_words = None;
    let mut within_word = None;
    for (at, atom) in atoms.iter().enumerate().skip(start) {
        match atom {
            Atom::Word { width: word, .. } => {
                used += word;
                let cut = between_words.or(within_word);
                if let Some(cut) = cut.filter(|_| used > width + 0.01) {
                    return cut;
                }
            }
            Atom::Space { width: space, breaks, .. } => {
                if *breaks {
                    if used > width + 0.01 {
                        return between_words.or(within_word).unwrap_or(line(start, at, false));
                    }
                    between_words = Some(line(start, at, false));
                }
                used += space;
            }
            Atom::Break { hyphen, price } => {
                let cut = line(start, at, *hyphen > 0.0);
                if used + hyphen <= width + 0.01 {
                    if *price == 0.0 {
                        between_words = Some(cut);
                    } else {
                        within_word = Some(cut);
                    }
                }
            }
            Atom::Forced => return line(start, at, false),
        }
    }
    line(start, atoms.len(), false)
}
