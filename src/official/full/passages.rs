//! Passages of a unit that are cut or filled: labels of options, words of other modules, prompts.

use std::ops::Range;

use super::Piece;
use crate::official::seal::{Gap, GapForm};
use crate::official::text::{Bracket, Unit};

/// The words for modules in the labels of an English text.
const NUMBERS: [&str; 4] = ["One", "Two", "Three", "Four"];

/// Marks that stand close to the word before them.
const MARKS: [char; 5] = ['.', ',', ';', ':', ')'];

/// A unit with the passages that are cut or filled.
pub(super) struct Marked<'u> {
    unit: &'u Unit,
    /// Passages that go, in any order.
    cut: Vec<Range<usize>>,
    /// The blank, and its id in the seal.
    blank: Option<(Range<usize>, String)>,
    /// Whether no module that was chosen has words here.
    nothing: bool,
}

impl<'u> Marked<'u> {
    pub(super) fn new(unit: &'u Unit) -> Marked<'u> {
        Marked { unit, cut: Vec::new(), blank: None, nothing: false }
    }

    /// Whether anything goes.
    pub(super) fn is_cut(&self) -> bool {
        !self.cut.is_empty() || self.nothing
    }

    fn text(&self) -> &'u str {
        &self.unit.text
    }

    /// Takes away the label of an option: brackets around the whole with the words up to the colon, an
    /// instruction in brackets before it, or a line of capitals.
    pub(super) fn label(&mut self) {
        let text = self.text();
        let first = self.unit.brackets().into_iter().next().filter(|bracket| bracket.range.start == 0);
        match first {
            Some(bracket) if bracket.range.end == text.len() && bracket.closes => {
                self.unwrap(&bracket.range);
            }
            Some(bracket) => self.cut.push(bracket.range),
            None => {
                let end = capitals(text);
                if end > 0 {
                    self.cut.push(0..end);
                }
            }
        }
    }

    /// Takes away a pair of brackets and the label between the first and its colon.
    fn unwrap(&mut self, range: &Range<usize>) {
        let inner = &self.text()[range.start..range.end];
        let label = inner.find(':').map_or(1, |colon| colon + 1);
        let space = inner[label..].len() - inner[label..].trim_start().len();
        let start = range.start + label + space;
        // Words that begin with a comma belong to the word before them.
        let joined = self.text()[start..].starts_with([',', '.', ';', ':']);
        let before = self.text()[..range.start].trim_end().len();
        let from = if joined { before } else { range.start };
        self.cut.push(from..start);
        self.cut.push(range.end - 1..range.end);
    }

    /// Keeps the words of the chosen modules: brackets of some modules inside the unit, or parts between
    /// semicolons that each name theirs.
    pub(super) fn modules(&mut self, known: &[u8], chosen: &[u8]) {
        let outer = outer_brackets(self.unit);
        if outer.is_empty() {
            return self.parts(chosen);
        }
        for bracket in outer {
            let label = self.text()[bracket.clone()].split(':').next().unwrap_or_default();
            let named = modules_in(label);
            let named = if named.is_empty() { known.to_vec() } else { named };
            let any = chosen.iter().any(|module| named.contains(module));
            let all = chosen.iter().all(|module| named.contains(module));
            if !any {
                self.nothing |= bracket == (0..self.text().len());
                self.cut.push(bracket);
            } else if all {
                self.unwrap(&bracket);
            }
        }
    }

    /// Parts between semicolons: a word with a dash, and for each module `Module One: …`.
    fn parts(&mut self, chosen: &[u8]) {
        let text = self.text();
        let lead = text.find(['–', '—']).map_or(0, |at| at + '–'.len_utf8());
        let end = text.trim_end_matches(['.', ';']).len();
        let mut parts: Vec<Range<usize>> = Vec::new();
        let mut start = lead;
        for (at, _) in text[lead..end].match_indices(';') {
            parts.push(start..lead + at);
            start = lead + at + 1;
        }
        parts.push(start..end);
        let trimmed = |range: &Range<usize>| {
            let words = &text[range.clone()];
            range.start + (words.len() - words.trim_start().len())..range.end
        };
        let parts: Vec<Range<usize>> = parts.iter().map(trimmed).collect();
        let fits = |part: &Range<usize>| {
            let label = text[part.clone()].split(':').next().unwrap_or_default();
            let named = modules_in(label);
            named.is_empty() || named.iter().any(|module| chosen.contains(module))
        };
        let kept: Vec<bool> = parts.iter().map(fits).collect();
        let Some(last) = kept.iter().rposition(|kept| *kept) else {
            self.nothing = true;
            return;
        };
        for at in (0..last).filter(|at| !kept[*at]) {
            self.cut.push(parts[at].start..parts[at + 1].start);
        }
        if last + 1 < parts.len() {
            self.cut.push(parts[last].end..end);
        }
    }

    /// Marks the blank.
    pub(super) fn blank(&mut self, gap: &Gap) {
        let free = |range: &Range<usize>| !self.cut.iter().any(|cut| overlaps(cut, range));
        let range = match gap.form {
            GapForm::Bracket => {
                let brackets = self.unit.brackets().into_iter().map(|bracket| bracket.range);
                brackets.into_iter().find(free)
            }
            GapForm::Underscores | GapForm::Ellipsis => self.unit.blanks().into_iter().next().map(|blank| {
                let end = blank.prompt.map_or(blank.range.end, |prompt| prompt.end);
                blank.range.start..end
            }),
            GapForm::Unit => Some(0..self.text().len()),
        };
        self.blank = range.map(|range| (range, gap.id.clone()));
    }

    /// The words that are left, with the blank and the calls of the notes that are known; nothing where
    /// nothing is left.
    pub(super) fn pieces(mut self, known: &dyn Fn(&str) -> bool) -> Option<Vec<Piece>> {
        if self.nothing {
            return None;
        }
        self.cut.extend(soft_hyphens(self.text()));
        let unit = self.unit;
        self.cut.extend(unit.calls.iter().filter_map(|call| gap_after(&unit.text, call.at)));
        let mut cut: Vec<Range<usize>> = self.cut.iter().map(|range| self.with_space(range)).collect();
        cut.sort_by_key(|range| range.start);
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut calls = self.unit.calls.iter().peekable();
        let mut skip_to = 0;
        for (at, c) in self.text().char_indices().chain([(self.text().len(), '\0')]) {
            while let Some(call) = calls.next_if(|call| call.at <= at) {
                // The publication sets a blank before the brackets of a call.
                let rest = self.text().get(call.at..).unwrap_or_default();
                if rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || MARKS.contains(&c)) {
                    words.truncate(words.trim_end().len());
                }
                if call.at >= skip_to && known(&call.note) {
                    end_words(&mut words, &mut pieces);
                    pieces.push(Piece::Call(call.note.clone()));
                }
            }
            if at < skip_to || c == '\0' {
                continue;
            }
            if let Some(range) = cut.iter().find(|range| range.contains(&at)) {
                skip_to = skip_to.max(range.end);
            } else if let Some((range, id)) = self.blank.as_ref().filter(|(range, _)| range.start == at) {
                end_words(&mut words, &mut pieces);
                pieces.push(Piece::Blank(id.clone()));
                skip_to = range.end;
            } else {
                words.push(c);
            }
        }
        end_words(&mut words, &mut pieces);
        let any = pieces.iter().any(|piece| match piece {
            Piece::Words(words) => words.chars().any(char::is_alphanumeric),
            _ => true,
        });
        any.then_some(pieces)
    }

    /// A passage that goes takes with it one of the spaces around it.
    fn with_space(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.text();
        let after = &text[range.end..];
        let before = &text[..range.start];
        let spaces_after = after.len() - after.trim_start().len();
        if before.trim_end().is_empty() {
            return range.start..range.end + spaces_after;
        }
        let ends = after.is_empty() || after.starts_with([' ', '\u{a0}', '.', ',', ';', ':', ')']);
        let start = if ends { before.trim_end().len() } else { range.start };
        start..range.end
    }
}

fn end_words(words: &mut String, pieces: &mut Vec<Piece>) {
    if !words.is_empty() {
        pieces.push(Piece::Words(std::mem::take(words)));
    }
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The brackets of a unit that stand in no other.
fn outer_brackets(unit: &Unit) -> Vec<Range<usize>> {
    let whole = |bracket: &Bracket| bracket.opens && bracket.closes;
    let mut outer: Vec<Range<usize>> = Vec::new();
    for bracket in unit.brackets().into_iter().filter(whole) {
        if !outer.iter().any(|range| overlaps(range, &bracket.range)) {
            outer.push(bracket.range);
        }
    }
    outer
}

/// The modules that an English label names.
fn modules_in(label: &str) -> Vec<u8> {
    let words = || label.split(|c: char| !c.is_alphabetic());
    let named = |(number, word): (u8, &str)| words().any(|one| one == word).then_some(number);
    (1..).zip(NUMBERS).filter_map(named).collect()
}

/// How far the words of capitals at the beginning reach, the space after them included; 0 where there are
/// none. A single capital letter is a word of the sentence.
fn capitals(text: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        if word.chars().any(char::is_lowercase) {
            break;
        }
        at += word.len();
        if word.chars().filter(|c| c.is_alphabetic()).count() != 1 {
            end = at;
        }
    }
    let label = text[..end].chars().filter(|c| c.is_alphabetic()).count();
    if label > 1 && end < text.len() { end } else { 0 }
}

/// Places where a copy broke a word at the end of a line: the hyphen, and the space after it.
fn soft_hyphens(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices('\u{ad}').map(|(at, hyphen)| {
        let end = at + hyphen.len();
        let after = &text[end..];
        at..end + (after.len() - after.trim_start().len())
    })
}

/// The blank between the place of a call and a mark that ends the words before it.
fn gap_after(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let words = rest.trim_start();
    (rest.len() > words.len() && words.starts_with(MARKS)).then(|| at..text.len() - words.len())
}

/// A text without the hyphens of broken lines.
pub(super) fn clean(text: &str) -> String {
    let mut out = text.to_owned();
    let ranges: Vec<Range<usize>> = soft_hyphens(text).collect();
    for range in ranges.into_iter().rev() {
        out.replace_range(range, "");
    }
    out
}

/// The line of an optional clause without the remark that it is optional.
pub(super) fn without_remark(text: &str) -> &str {
    let text = text.split(['–', '—']).next().unwrap_or(text).trim_end();
    match text.rfind('(') {
        Some(at) if at > 0 && text.ends_with(')') => text[..at].trim_end(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_options_are_the_capitals_before_the_sentence() {
        let label = |text: &str| text[..capitals(text)].to_owned();
        assert_eq!(label("OPTION 1: NAMED HELPERS The baker"), "OPTION 1: NAMED HELPERS ");
        assert_eq!(label("OPTION 2: ANY HELPERS A baker"), "OPTION 2: ANY HELPERS ");
        assert_eq!(label("A baker may"), "");
        assert_eq!(label("The EU and"), "");
        assert_eq!(label("ALL CAPITALS"), "");
    }

    #[test]
    fn remarks_that_a_clause_is_optional_go() {
        assert_eq!(without_remark("Clause 7 – Optional"), "Clause 7");
        assert_eq!(without_remark("BREAD (OPTIONAL)"), "BREAD");
        assert_eq!(without_remark("Clause 8"), "Clause 8");
    }

    #[test]
    fn hyphens_of_broken_lines_are_no_words() {
        assert_eq!(clean("indi\u{ad} viduals and mil\u{ad}lers"), "individuals and millers");
    }

    #[test]
    fn labels_name_modules() {
        assert_eq!(modules_in("For Modules One, Two and Three"), [1, 2, 3]);
        assert_eq!(modules_in("[for Module Three"), [3]);
        assert!(modules_in("Modul drei").is_empty());
    }
}
