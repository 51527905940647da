//! A comparison whole: what changed, the redline, and the proof that it is right.

use std::borrow::Cow;

use super::align::Pair;
use super::changes::{Change, Changes, What, changes};
use super::material::{Kind, Material, Names, Register, material, whole};
use super::moves::moves;
use super::notes::set_out;
use super::pieces::pieces;
use super::proof::{Flaw, Proof};
use super::redline::redline;
use super::report::Report;
use super::units::{Leaf, pairs, units};
use super::wordings::Wordings;
use crate::document::Block;

/// Two texts compared.
pub struct Compared {
    /// What happened, in the order of the new text.
    pub changes: Changes,
    /// For each change, the values in it that changed.
    pub material: Vec<Vec<Material>>,
    /// Both texts as one, with marks; nothing where only what changed was asked for.
    pub redline: Vec<Block>,
    /// How much of what they share was looked for.
    pub care: Care,
    /// What a reader should know of how the texts were read.
    pub remarks: Vec<String>,
}

/// Compares two texts, and holds the redline to both of them.
///
/// # Errors
/// A redline that does not give back one of its texts: a defect of dpakit, which shows no wrong redline.
pub fn compare(old: &[Block], new: &[Block], names: &Names) -> Result<Compared, Flaw> {
    compared(old, new, names, true)
}

/// Tells what changed between two texts: as [`compare`], but the redline is only made to be proven, block by block,
/// and never stands whole in memory.
///
/// # Errors
/// As [`compare`].
pub fn told(old: &[Block], new: &[Block], names: &Names) -> Result<Compared, Flaw> {
    compared(old, new, names, false)
}

fn compared(old: &[Block], new: &[Block], names: &Names, keep: bool) -> Result<Compared, Flaw> {
    let (old, new) = (set_out(old), set_out(new));
    let (old, new) = (units(&old), units(&new));
    let pairs = pairs(&old, &new);
    let tried = |care| tried((&old, &new), &pairs, care, names, keep);
    tried(Care::Whole)
        .or_else(|_| tried(Care::WithoutPieces))
        .or_else(|_| tried(Care::Same))
        .or_else(|_| tried(Care::Nothing))
}

/// How much of what two texts share is looked for: less where the proof fails with more. A comparison that tells less
/// is of more use than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// All of it.
    Whole,
    /// Paragraphs that were split or joined are not.
    WithoutPieces,
    /// Nothing but what is the same and stands where it stood.
    Same,
    /// Nothing: the one text is gone, and the other new.
    Nothing,
}

fn tried(
    (old, new): (&[Leaf<'_>], &[Leaf<'_>]),
    pairs: &[Pair],
    care: Care,
    names: &Names,
    keep: bool,
) -> Result<Compared, Flaw> {
    let same = |pair: &Pair| !pair.moved && old[pair.old].is_same(&new[pair.new]);
    let pairs: Cow<'_, [Pair]> = match care {
        Care::Whole | Care::WithoutPieces => pairs.into(),
        Care::Same => pairs.iter().copied().filter(same).collect(),
        Care::Nothing => Cow::default(),
    };
    let (moves, pairs) = (moves(old, new, &pairs), &*pairs);
    let pieces = if care == Care::Whole { pieces(old, new, pairs) } else { Vec::new() };
    // Words that the redline compares are those that the changes tell of.
    let mut wordings = Wordings::new();
    let redline = redline((old, new), pairs, (&moves, &pieces), &mut wordings);
    let kept = proven(redline, Proof::of(old, new), keep)?;
    let changes = changes((old, new), pairs, (&moves, &pieces), &mut wordings);
    let texts = old.iter().chain(new).map(|leaf| &*leaf.text);
    let names = Register::of(names).and_roles_of(texts);
    let material = changes.all.iter().map(|change| values(change, (old, new), &mut wordings, &names));
    let material = material.collect();
    Ok(Compared { changes, material, redline: kept, care, remarks: Vec::new() })
}

/// Proves a redline block by block; gives it back if it is to be kept.
fn proven(
    redline: impl Iterator<Item = Block>,
    mut proof: Proof<'_, '_>,
    keep: bool,
) -> Result<Vec<Block>, Flaw> {
    let mut kept = Vec::new();
    for block in redline {
        proof.takes(&block)?;
        if keep {
            kept.push(block);
        }
    }
    proof.ends().map(|()| kept)
}

/// The values that a change changes.
fn values(
    change: &Change,
    (before, now): (&[Leaf<'_>], &[Leaf<'_>]),
    wordings: &mut Wordings,
    names: &Register<'_>,
) -> Vec<Material> {
    let (old, new) = match (&change.old, &change.new) {
        (Some(old), Some(new)) => (old, new),
        (Some(old), None) if change.what == What::RowDeleted => {
            return of_row(&before[old.units.start], false, names);
        }
        (None, Some(new)) if change.what == What::RowInserted => {
            return of_row(&now[new.units.start], true, names);
        }
        (old, new) => {
            let text = old.as_ref().or(new.as_ref()).map_or("", |place| &place.text);
            return whole(text, new.is_some(), false, names);
        }
    };
    let places = (old.units.start, new.units.start);
    let is_pair = old.units.len() == 1 && new.units.len() == 1;
    let own = match change.what {
        What::Reworded | What::MovedReworded if is_pair => {
            material(&old.text, &new.text, &wordings.of_pair(places, &old.text, &new.text), names)
        }
        What::Reworded | What::MovedReworded | What::Cell | What::Split | What::Merged => {
            material(&old.text, &new.text, &wordings.of(&old.text, &new.text), names)
        }
        _ => Vec::new(),
    };
    let counts = counts(&new.row);
    // What leads to an item that moved says what it means there.
    let led = material(&old.lead, &new.lead, &wordings.of(&old.lead, &new.lead), names);
    own.into_iter().chain(led).filter(|one| !(counts && one.kind == Kind::Number)).collect()
}

/// The values of a row that is new, or gone: those of its cells, each once.
fn of_row(row: &Leaf<'_>, is_new: bool, names: &Register<'_>) -> Vec<Material> {
    let mut found: Vec<Material> = Vec::new();
    for value in row.cells().iter().flat_map(|cell| whole(cell, is_new, true, names)) {
        let is_known =
            |one: &Material| (one.kind, &one.old, &one.new) == (value.kind, &value.old, &value.new);
        if !found.iter().any(is_known) {
            found.push(value);
        }
    }
    found
}

/// Whether the numbers of a cell only count: which row it is, or which version of a text. They agree nothing.
fn counts(cell: &str) -> bool {
    let column = cell.rsplit(", ").next().unwrap_or(cell).to_lowercase();
    column.ends_with("version")
        || matches!(column.trim_end_matches('.'), "no" | "nr" | "#" | "lfd. nr" | "number")
}

impl Compared {
    /// Keeps some of the changes; the redline has all of them.
    pub fn retain(&mut self, keep: impl Fn(What, &[Material]) -> bool) {
        let all = std::mem::take(&mut self.changes.all).into_iter().zip(std::mem::take(&mut self.material));
        let kept = all.filter(|(change, material)| keep(change.what, material));
        (self.changes.all, self.material) = kept.unzip();
    }

    /// Whether it tells less than it could have, since more could not be proven: what was split, moved or reworded may
    /// be told as gone and new.
    pub fn is_coarse(&self) -> bool {
        self.care != Care::Whole
    }

    /// How many changes there are of each kind, those that there are.
    pub fn counts(&self) -> Vec<(What, usize)> {
        let mut kinds: Vec<What> = self.changes.all.iter().map(|change| change.what).collect();
        kinds.sort_unstable();
        kinds.chunk_by(|one, other| one == other).map(|kind| (kind[0], kind.len())).collect()
    }

    /// The comparison for machines, to be written.
    pub fn json(&self) -> Report<'_> {
        Report::of(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::document::markdown::foreign;

    #[test]
    fn json_has_a_summary_and_each_change_with_its_words_and_values() {
        let (old, new) = ("# 1. Term\n\nIt ends after thirty days.", "# 1. Term\n\nIt ends after 45 days.");
        let compared = compare(&foreign(old), &foreign(new), &Names::default()).expect("a proof");
        let place = |text: &str| json!({ "number": "1", "title": "Term", "text": text });
        assert_eq!(
            serde_json::to_value(compared.json()).expect("JSON"),
            json!({
                "schema_version": 1,
                "summary": { "reworded": 1, "references-followed": 0, "material": 1 },
                "changes": [{
                    "kind": "reworded",
                    "old": place("It ends after thirty days."),
                    "new": place("It ends after 45 days."),
                    "words": [
                        { "op": "equal", "text": "It ends after" },
                        { "op": "delete", "text": "thirty" },
                        { "op": "insert", "text": "45" },
                        { "op": "equal", "text": "days." },
                    ],
                    "material": [
                        { "kind": "period", "old": "thirty days", "new": "45 days", "context": "It ends after 45 days" },
                    ],
                }],
            })
        );
    }

    #[test]
    fn json_says_when_a_comparison_is_coarse() {
        let (old, new) = (foreign("The mill grinds corn."), foreign("The mill grinds rye."));
        let (old, new) = (units(&old), units(&new));
        let coarse = |care| {
            let compared =
                tried((&old, &new), &pairs(&old, &new), care, &Names::default(), true).expect("a proof");
            serde_json::to_value(compared.json()).expect("JSON")["coarse"].clone()
        };
        assert_eq!((coarse(Care::Whole), coarse(Care::Nothing)), (json!(null), json!(true)));
    }

    #[test]
    fn a_column_is_cells_in_json_and_says_that_it_is_one() {
        let (old, new) = ("| A |\n| --- |\n| corn |", "| A | B |\n| --- | --- |\n| corn | rye |");
        let compared = compare(&foreign(old), &foreign(new), &Names::default()).expect("a proof");
        let json = serde_json::to_value(compared.json()).expect("JSON");
        assert_eq!(json["summary"], json!({ "cell": 1, "references-followed": 0, "material": 0 }));
        assert_eq!(
            (&json["changes"][0]["kind"], &json["changes"][0]["column"]),
            (&json!("cell"), &json!("inserted"))
        );
    }

    proptest! {
        #[test]
        fn with_less_care_there_still_is_a_redline_and_its_proof(old in text(), new in text()) {
            let (old, new) = (foreign(&old), foreign(&new));
            let (old, new) = (units(&old), units(&new));
            let pairs = pairs(&old, &new);
            for care in [Care::WithoutPieces, Care::Same, Care::Nothing] {
                let compared = tried((&old, &new), &pairs, care, &Names::default(), true);
                prop_assert!(compared.is_ok(), "{:?}", care);
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let blocks = prop::sample::select(vec![
            "# 1. Grinding",
            "## Water",
            "The mill grinds corn. The brook drives the wheel.",
            "The mill grinds corn.",
            "The brook drives the wheel.",
            "* corn\n* rye",
            "* corn\n\n    and the mill grinds it\n\n    * more",
            "1. Payment\n\n   a. Fees are due within 30 days.",
            "Fees are due within 30 days.",
            "| a | b |\n|---|---|\n| corn | rye |",
        ]);
        prop::collection::vec(blocks, 0..8).prop_map(|blocks| blocks.join("\n\n"))
    }

    #[test]
    fn what_changed_is_told_alike_with_and_without_the_redline() {
        let (old, new) = (foreign("The mill grinds corn.\n\nIt ends."), foreign("The mill grinds rye."));
        let whole = compare(&old, &new, &Names::default()).expect("a proof");
        let told = told(&old, &new, &Names::default()).expect("a proof");
        assert_eq!((whole.changes, whole.material), (told.changes, told.material));
        assert!(told.redline.is_empty() && !whole.redline.is_empty());
    }
}
