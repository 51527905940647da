//! A comparison whole: what changed, the redline, and the proof that it is right.

use serde_json::{Value as Json, json};

use super::changes::{Change, Changes, Op, Place, What, changes};
use super::material::{Material, Names, material};
use super::redline::{Flaw, proven, redline};
use super::units::{Leaf, pairs, units};
use crate::document::Block;

/// The version of the JSON that [`Compared::json`] gives.
pub const SCHEMA_VERSION: u32 = 1;

/// Two texts compared.
pub struct Compared {
    /// What happened, in the order of the new text.
    pub changes: Changes,
    /// For each change, the values in it that changed.
    pub material: Vec<Vec<Material>>,
    /// Both texts as one, with marks.
    pub redline: Vec<Block>,
}

/// Compares two texts, and holds the redline to both of them.
///
/// # Errors
/// A redline that does not give back one of its texts: a defect of dpakit, which shows no wrong redline.
pub fn compare(old: &[Block], new: &[Block], names: &Names) -> Result<Compared, Flaw> {
    let (old, new): (Vec<Leaf>, Vec<Leaf>) = (units(old), units(new));
    let pairs = pairs(&old, &new);
    let redline = redline(&old, &new, &pairs);
    proven(&redline, &old, &new)?;
    let changes = changes(&old, &new, &pairs);
    let material = changes.all.iter().map(|change| values(change, names)).collect();
    Ok(Compared { changes, material, redline })
}

/// The values that a change changes; those of what is new or gone whole are as many as it has words.
fn values(change: &Change, names: &Names) -> Vec<Material> {
    let text = |place: &Option<Place>| place.as_ref().map_or("", |place| place.text.as_str()).to_owned();
    match change.what {
        What::Reworded | What::MovedReworded | What::Cell | What::Split | What::Merged => {
            material(&text(&change.old), &text(&change.new), names)
        }
        _ => Vec::new(),
    }
}

impl Compared {
    /// Keeps some of the changes; the redline has all of them.
    pub fn retain(&mut self, keep: impl Fn(What, &[Material]) -> bool) {
        let all = std::mem::take(&mut self.changes.all).into_iter().zip(std::mem::take(&mut self.material));
        let kept = all.filter(|(change, material)| keep(change.what, material));
        (self.changes.all, self.material) = kept.unzip();
    }

    /// How many changes there are of each kind, those that there are.
    pub fn counts(&self) -> Vec<(What, usize)> {
        let mut kinds: Vec<What> = self.changes.all.iter().map(|change| change.what).collect();
        kinds.sort_unstable();
        kinds.chunk_by(|one, other| one == other).map(|kind| (kind[0], kind.len())).collect()
    }

    /// The comparison for machines.
    pub fn json(&self) -> Json {
        let mut summary = serde_json::Map::new();
        for (what, count) in self.counts() {
            summary.insert(what.name().to_owned(), json!(count));
        }
        summary.insert("references-followed".to_owned(), json!(self.changes.followed));
        let material: usize = self.material.iter().map(Vec::len).sum();
        summary.insert("material".to_owned(), json!(material));
        let changes = self.changes.all.iter().zip(&self.material);
        let changes: Vec<Json> = changes.map(|(change, material)| of_change(change, material)).collect();
        json!({ "schema_version": SCHEMA_VERSION, "summary": summary, "changes": changes })
    }
}

fn of_change(change: &Change, material: &[Material]) -> Json {
    let place = |place: &Option<Place>| match place {
        Some(place) => json!({ "number": place.number, "title": place.title, "text": place.text }),
        None => Json::Null,
    };
    let op = |op| match op {
        Op::Equal => "equal",
        Op::Insert => "insert",
        Op::Delete => "delete",
    };
    let words = change.words.iter().map(|words| json!({ "op": op(words.op), "text": words.text }));
    let material = material.iter().map(
        |one| json!({ "kind": one.kind.name(), "old": one.old, "new": one.new, "context": one.context }),
    );
    json!({
        "kind": change.what.name(),
        "old": place(&change.old),
        "new": place(&change.new),
        "words": words.collect::<Vec<_>>(),
        "material": material.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::foreign;

    #[test]
    fn json_has_a_summary_and_each_change_with_its_words_and_values() {
        let (old, new) = ("# 1. Term\n\nIt ends after thirty days.", "# 1. Term\n\nIt ends after 45 days.");
        let compared = compare(&foreign(old), &foreign(new), &Names::default()).expect("a proof");
        let place = |text: &str| json!({ "number": "1", "title": "Term", "text": text });
        assert_eq!(
            compared.json(),
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
}
