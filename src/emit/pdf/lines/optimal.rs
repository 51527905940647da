//! Optimal line breaking after Knuth and Plass: of all ways to break a paragraph, the one whose
//! spaces differ least from their natural width.
//!
//! Two things differ from the original: a line may be stretched without limit (at a price that
//! grows with the sixth power), so that there is always a way; and the number of hyphens that end
//! the lines before is part of a node, so that three in a row are never found.

use super::atoms::{Atom, Cut};

/// Added where two lines in a row end in a hyphen.
const TWO_HYPHENS: f64 = 6_000.0;
/// Added where a tight line stands next to a loose one.
const UNEVEN: f64 = 4_000.0;
/// Added where the line before the last ends in a hyphen.
const HYPHEN_BEFORE_LAST: f64 = 8_000.0;
/// Added where the last line is shorter than a tenth of the measure.
const SHORT_LAST: f64 = 40_000.0;
/// Price of a line that is too long because nothing else can be done.
const OVERFULL: f64 = 1e12;

#[derive(Clone, Copy)]
struct Totals {
    width: f64,
    stretch: f64,
    shrink: f64,
}

#[derive(Clone, Copy)]
struct Node {
    /// The first atom of the line that starts here.
    start: usize,
    fitness: u8,
    hyphens: u8,
    demerits: f64,
    ratio: f64,
    hyphenated: bool,
    /// The atom at which the line before ends.
    end: usize,
    previous: usize,
}

/// Breaks `atoms` into lines of `width`.
pub fn break_lines(atoms: &[Atom], width: f32) -> Vec<Cut> {
    if atoms.is_empty() {
        return Vec::new();
    }
    let totals = totals(atoms);
    let mut search = Search {
        atoms,
        totals: &totals,
        width: f64::from(width),
        nodes: vec![Node {
            start: 0,
            fitness: 1,
            hyphens: 0,
            demerits: 0.0,
            ratio: 0.0,
            hyphenated: false,
            end: 0,
            previous: usize::MAX,
        }],
        active: vec![0],
    };
    for at in 0..=atoms.len() {
        search.try_break(at);
    }
    search.trace()
}

fn totals(atoms: &[Atom]) -> Vec<Totals> {
    let mut sum = Totals { width: 0.0, stretch: 0.0, shrink: 0.0 };
    let mut totals = vec![sum];
    for atom in atoms {
        match atom {
            Atom::Word { width, .. } => sum.width += f64::from(*width),
            Atom::Space { width, stretch, shrink, .. } => {
                sum.width += f64::from(*width);
                sum.stretch += f64::from(*stretch);
                sum.shrink += f64::from(*shrink);
            }
            Atom::Break { .. } | Atom::Forced => {}
        }
        totals.push(sum);
    }
    totals
}

struct Search<'a> {
    atoms: &'a [Atom],
    totals: &'a [Totals],
    width: f64,
    nodes: Vec<Node>,
    active: Vec<usize>,
}

impl Search<'_> {
    /// Considers ending a line at atom `at`; the end of the paragraph is one past the last.
    fn try_break(&mut self, at: usize) {
        let (hyphen, price, forced) = match self.atoms.get(at) {
            None => (0.0, 0.0, true),
            Some(Atom::Forced) => (0.0, 0.0, true),
            Some(Atom::Space { breaks: true, .. }) => (0.0, 0.0, false),
            Some(Atom::Break { hyphen, price }) => (*hyphen, f64::from(*price), false),
            _ => return,
        };
        let hyphenated = hyphen > 0.0;
        let mut best: [Option<Node>; 12] = [None; 12];
        let mut dropped: Option<usize> = None;
        let active = std::mem::take(&mut self.active);
        for &from in &active {
            let node = self.nodes[from];
            let ratio = self.ratio(node.start, at, f64::from(hyphen), forced);
            let too_long = ratio < -1.0;
            if too_long || forced {
                let better = |&old: &usize| self.nodes[old].demerits > node.demerits;
                if too_long && dropped.as_ref().is_none_or(better) {
                    dropped = Some(from);
                }
            } else {
                self.active.push(from);
            }
            if too_long {
                continue;
            }
            if let Some(next) = self.next(from, at, ratio, price, hyphenated, forced) {
                let slot = usize::from(next.hyphens) * 4 + usize::from(next.fitness);
                if best[slot].is_none_or(|old| next.demerits < old.demerits) {
                    best[slot] = Some(next);
                }
            }
        }
        self.keep(best, dropped, at, hyphenated);
    }

    /// Adds the best nodes; if no line can end here and none is left open, the least bad one that
    /// is too long.
    fn keep(&mut self, best: [Option<Node>; 12], dropped: Option<usize>, at: usize, hyphenated: bool) {
        for node in best.into_iter().flatten() {
            self.active.push(self.nodes.len());
            self.nodes.push(node);
        }
        if self.active.is_empty() {
            let previous = dropped.unwrap_or(0);
            self.active.push(self.nodes.len());
            self.nodes.push(Node {
                start: self.after(at),
                fitness: 1,
                hyphens: 0,
                demerits: self.nodes[previous].demerits + OVERFULL,
                ratio: -1.0,
                hyphenated,
                end: at,
                previous,
            });
        }
    }

    /// The first atom of the line after a break at `at`.
    fn after(&self, at: usize) -> usize {
        (at + 1).min(self.atoms.len())
    }

    /// How much the spaces of a line must stretch (above 0) or shrink (below 0), as a share of what
    /// they can.
    fn ratio(&self, from: usize, to: usize, hyphen: f64, last: bool) -> f64 {
        let (start, end) = (self.totals[from], self.totals[to.max(from)]);
        let spare = self.width - (end.width - start.width) - hyphen;
        if spare >= 0.0 {
            if last {
                return 0.0;
            }
            let stretch = end.stretch - start.stretch;
            return spare / stretch.max(0.02 * self.width);
        }
        let shrink = end.shrink - start.shrink;
        if -spare <= shrink + 1e-3 { (spare / shrink.max(1e-6)).max(-1.0) } else { -2.0 }
    }

    fn next(
        &self,
        from: usize,
        at: usize,
        ratio: f64,
        price: f64,
        hyphenated: bool,
        last: bool,
    ) -> Option<Node> {
        let node = self.nodes[from];
        let hyphens = if hyphenated { node.hyphens + 1 } else { 0 };
        if hyphens > 2 {
            return None;
        }
        let badness = 100.0 * ratio.abs().powi(3);
        let mut demerits = (1.0 + badness + price).powi(2);
        let fitness = match ratio {
            r if r < -0.5 => 0,
            r if r <= 0.5 => 1,
            r if r <= 1.0 => 2,
            _ => 3,
        };
        if node.start > 0 && u8::abs_diff(fitness, node.fitness) > 1 {
            demerits += UNEVEN;
        }
        if hyphens == 2 {
            demerits += TWO_HYPHENS;
        }
        if last && node.start > 0 {
            let length = self.totals[at].width - self.totals[node.start.min(at)].width;
            if length < self.width / 10.0 {
                demerits += SHORT_LAST;
            }
            if node.hyphenated {
                demerits += HYPHEN_BEFORE_LAST;
            }
        }
        Some(Node {
            start: self.after(at),
            fitness,
            hyphens,
            demerits: node.demerits + demerits,
            ratio,
            hyphenated,
            end: at,
            previous: from,
        })
    }

    fn trace(self) -> Vec<Cut> {
        let best = self
            .active
            .iter()
            .copied()
            .filter(|&at| self.nodes[at].end == self.atoms.len())
            .min_by(|&a, &b| self.nodes[a].demerits.total_cmp(&self.nodes[b].demerits));
        let mut cuts = Vec::new();
        let mut at = best.unwrap_or(0);
        while let Some(node) = self.nodes.get(at).filter(|node| node.previous != usize::MAX) {
            cuts.push(Cut {
                start: self.nodes[node.previous].start,
                end: node.end,
                ratio: node.ratio as f32,
                hyphenated: node.hyphenated,
            });
            at = node.previous;
        }
        cuts.reverse();
        cuts
    }
}
