//! What an agreement need not have, what it must choose, and what is missing.

use super::super::super::seal::ChoiceKind;
use super::super::expected::{Part, may_lack};
use super::super::{Judged, Verdict};
use super::Work;
use super::matched::is_bracketed;

impl Work<'_> {
    /// Choices that were not made.
    pub(super) fn choices(&mut self) {
        let seal = self.seal;
        for choice in &seal.options {
            let mut sides: Vec<(&str, usize)> = Vec::new();
            for side in &choice.alternatives {
                let present = |unit: &&usize| side.units.contains(&self.expected[**unit].id);
                sides.extend(self.judged.keys().filter(present).map(|unit| (side.key.as_str(), *unit)));
            }
            for (key, unit) in &sides {
                let scope = |unit: usize| &self.expected[unit].modules;
                let rival = |(other, at): &(&str, usize)| other != key && scope(*at) == scope(*unit);
                if sides.iter().any(rival) {
                    self.open(*unit, "the other alternative is there too");
                }
            }
            if choice.kind == ChoiceKind::IncludeOrOmit {
                for unit in self.judged.keys().copied().collect::<Vec<_>>() {
                    let bracket = is_bracketed(&self.judged[&unit].found);
                    if choice.units.contains(&self.expected[unit].id) && bracket {
                        self.open(unit, "it stands in its brackets");
                    }
                }
            }
        }
    }

    fn open(&mut self, unit: usize, why: &str) {
        let Some(judged) = self.judged.get_mut(&unit) else { return };
        if judged.verdict == Verdict::BlankUnfilled {
            judged.notes.push("its blank is not filled in".to_owned());
        }
        if matches!(judged.verdict, Verdict::Verbatim | Verdict::Typographic | Verdict::BlankUnfilled) {
            judged.verdict = Verdict::OptionOpen;
            judged.finding = true;
            judged.notes.push(why.to_owned());
        }
    }

    /// Whether an agreement may be without a unit that it is without.
    pub(super) fn is_left_out(&self, unit: usize) -> bool {
        let one = &self.expected[unit];
        let id = one.id.as_str();
        let present = |ids: &[String]| self.judged.keys().any(|at| ids.contains(&self.expected[*at].id));
        if may_lack(self.seal, id, &self.modules) {
            let all = self.seal.options.iter().filter(|choice| choice.units.iter().any(|unit| unit == id));
            return all.into_iter().all(|choice| !present(&choice.units));
        }
        for choice in &self.seal.options {
            let Some(side) =
                choice.alternatives.iter().position(|side| side.units.iter().any(|unit| unit == id))
            else {
                continue;
            };
            // The first alternative stands for a choice of which nothing is there.
            let of = |unit: &&usize| self.expected[**unit].modules == one.modules;
            let others = choice.alternatives.iter().flat_map(|side| &side.units).cloned().collect::<Vec<_>>();
            let chosen = self.judged.keys().filter(of).any(|at| others.contains(&self.expected[*at].id));
            return chosen || side > 0;
        }
        match one.part {
            Part::Frame => true,
            Part::Note => self.seal.notes.get(id).is_some_and(|anchor| {
                let at = self.expected.iter().position(|other| other.id == *anchor);
                at.is_none_or(|at| {
                    self.judged.get(&at).is_none_or(|judged| judged.verdict == Verdict::Missing)
                })
            }),
            Part::Title => {
                let clause = id.trim_end_matches("title");
                let mut under = (0..self.expected.len()).filter(|at| {
                    let other = &self.expected[*at];
                    other.part == Part::Clauses && other.is_of(&self.modules) && other.id.starts_with(clause)
                });
                let first = under.next();
                first.is_some_and(|first| {
                    std::iter::once(first)
                        .chain(under)
                        .all(|at| !self.judged.contains_key(&at) && self.is_left_out(at))
                })
            }
            Part::Clauses | Part::Appendix => {
                one.form
                    || one
                        .readings
                        .iter()
                        .all(|reading| reading.pieces.iter().all(|piece| piece.loose.is_none()))
            }
        }
    }

    pub(super) fn missing(&mut self) {
        for unit in 0..self.expected.len() {
            if !self.is_wanted(unit) || self.is_left_out(unit) {
                continue;
            }
            let one = &self.expected[unit];
            let side = self
                .seal
                .options
                .iter()
                .any(|choice| choice.alternatives.iter().any(|side| side.units.contains(&one.id)));
            let notes = if side { vec!["none of its alternatives is there".to_owned()] } else { Vec::new() };
            let judged = Judged {
                id: one.id.clone(),
                annex: one.annex,
                verdict: Verdict::Missing,
                finding: one.part != Part::Appendix,
                place: None,
                found: String::new(),
                redline: Vec::new(),
                like: None,
                filled: Vec::new(),
                notes,
            };
            self.judged.insert(unit, judged);
        }
    }
}
