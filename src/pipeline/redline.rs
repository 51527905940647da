//! A comparison as a document: a summary of what changed, then both texts as one.

use std::collections::{HashMap, HashSet};

use crate::diff::changes::{Change, Place, Relinked, What};
use crate::diff::compared::Compared;
use crate::diff::material;
use crate::document::{
    Block, Cell, Column, Document, Inline, Item, Kind, List, Marker, Meta, Number, Section, Table, Text, walk,
};

/// The redline of a comparison; `old` and `new` are what the two texts are called.
pub fn redline(compared: Compared, old: &str, new: &str) -> Document {
    let meta = Meta {
        slug: "redline".into(),
        title: "Redline".into(),
        subtitle: Some(format!("{new}, compared with {old}").into()),
        called: "redline".into(),
        language: "en-GB".into(),
        ..Meta::default()
    };
    let mut blocks = vec![summary(&compared)];
    blocks.extend(compared.redline);
    document(meta, blocks)
}

/// One text as it is compared; `name` is what it is called.
pub fn alone(name: &str, blocks: Vec<Block>) -> Document {
    let meta = Meta {
        slug: "text".into(),
        title: name.into(),
        called: "text".into(),
        language: "en-GB".into(),
        ..Meta::default()
    };
    document(meta, blocks)
}

fn document(meta: Meta, mut blocks: Vec<Block>) -> Document {
    walk::runs_mut(&mut blocks, &mut |_, _, run| turn_no_words(run));
    Document::redline(meta, blocks)
}

/// Makes what would turn words around visible, as `\u{202e}`: a reader is to see the words that were compared, in
/// their order.
fn turn_no_words(run: &mut [Inline]) {
    for inline in run {
        match inline {
            Inline::Text(text) | Inline::Term { text, .. } | Inline::Blank(text) if text.contains(turns) => {
                *text = text.chars().map(shown).collect::<String>().into();
            }
            one => walk::inner_mut(one).into_iter().for_each(|inner| turn_no_words(inner)),
        }
    }
}

/// Whether a character sets the direction of those behind it, whatever they are.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shown(c: char) -> String {
    if turns(c) { c.escape_unicode().to_string() } else { c.to_string() }
}

/// What changed: how much of each kind, and the values on which a contract turns.
fn summary(compared: &Compared) -> Block {
    let mut blocks = reservations(compared);
    let counts = compared.counts();
    if counts.is_empty() {
        blocks.push(paragraph("The two texts are the same."));
    } else {
        let rows = counts.into_iter().map(|(what, count)| vec![what.name().to_owned(), count.to_string()]);
        blocks.push(table("Changes by kind", &["Kind", "Number"], rows.collect()));
    }
    match compared.changes.followed {
        0 => {}
        1 => {
            blocks.push(paragraph("One reference only follows a new number; it is not counted as a change."))
        }
        count => blocks.push(paragraph(&format!(
            "{count} references only follow new numbers; they are not counted as changes."
        ))),
    }
    let row = |value: Value| vec![value.kind.to_owned(), value.old, value.new, value.places.join("; ")];
    let values: Vec<Vec<String>> = values(compared).into_iter().map(row).collect();
    if !values.is_empty() {
        blocks.push(table("Changes of substance", &["What", "Before", "Now", "Where"], values));
    }
    let numbers: Vec<Vec<String>> = renumbered(compared)
        .into_iter()
        .map(|one| vec![one.title.to_string(), one.old.to_string(), one.new.to_string()])
        .collect();
    if !numbers.is_empty() {
        blocks.push(table("Places with another number", &["Where", "Before", "Now"], numbers));
    }
    let left: Vec<Vec<String>> = compared
        .changes
        .left
        .iter()
        .map(|left| vec![left.reference.to_string(), left.now.to_string(), called(Some(&left.place))])
        .collect();
    if !left.is_empty() {
        let header = ["Reference", "What it led to is now", "Where"];
        blocks.push(table("References that stayed, and may lead elsewhere", &header, left));
    }
    let links = links(compared);
    if !links.is_empty() {
        blocks.push(table("Links that lead elsewhere", &["Words", "Before", "Now", "Where"], links));
    }
    if !compared.changes.all.is_empty() {
        blocks.push(paragraph(
            "In the text, what is struck through is gone and what is underlined is new; with double lines, it moved. \
             Markdown has the marks of CriticMarkup instead.",
        ));
    }
    Block::section(Section {
        key: "summary".into(),
        kind: Kind::Part,
        number: Number::default(),
        title: vec![Inline::Text("Summary of changes".into())],
        origin: None,
        language: None,
        blocks,
    })
}

/// What a reader should know first: how the texts were read and compared.
fn reservations(compared: &Compared) -> Vec<Block> {
    let mut blocks = Vec::new();
    if compared.is_coarse() {
        blocks.push(paragraph(
            "The finest comparison of these texts could not be proven: what was split, moved or reworded may be shown as \
             gone and new.",
        ));
    }
    if !compared.remarks.is_empty() {
        blocks.push(paragraph("How the texts were read:"));
        let item = |remark: &String| Item { number: Number::default(), blocks: vec![paragraph(remark)] };
        let items = compared.remarks.iter().map(item).collect();
        blocks.push(Block::List(List { marker: Marker::Bullet, items }));
    }
    blocks
}

/// A row for each link that leads elsewhere: on the page, its words look the same.
fn links(compared: &Compared) -> Vec<Vec<String>> {
    let target = |url: &Option<Text>| url.as_deref().unwrap_or("nowhere").to_owned();
    let rows = |change: &Change| -> Vec<Vec<String>> {
        let row = |link: &Relinked| {
            vec![link.text.to_string(), target(&link.old), target(&link.new), place(change)]
        };
        change.links.iter().map(row).collect()
    };
    compared.changes.all.iter().flat_map(rows).collect()
}

/// A value that changed, with all places where it did.
pub struct Value {
    /// What it is: `period`, `country`.
    pub kind: &'static str,
    /// What it was; "nothing" where there was none.
    pub old: String,
    /// What it is.
    pub new: String,
    /// Where, each place once.
    pub places: Vec<String>,
}

/// Each value that changed, once.
pub fn values(compared: &Compared) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut known: HashMap<(material::Kind, Option<&str>, Option<&str>), usize> = HashMap::new();
    let mut told: HashSet<(usize, String)> = HashSet::new();
    for (change, material) in compared.changes.all.iter().zip(&compared.material) {
        for one in material {
            let at = *known.entry((one.kind, one.old.as_deref(), one.new.as_deref())).or_insert_with(|| {
                let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
                let (kind, old, mut new) = (one.kind.name(), side(&one.old), side(&one.new));
                if one.contradicts {
                    new.push_str(", where words and figures differ");
                }
                values.push(Value { kind, old, new, places: Vec::new() });
                values.len() - 1
            });
            let place = place(change);
            if told.insert((at, place.clone())) {
                values[at].places.push(place);
            }
        }
    }
    values
}

/// A place that only has another number.
pub struct Renumbered {
    /// The number it had.
    pub old: Text,
    /// The number it has.
    pub new: Text,
    /// Its heading, or the one above; empty where that ends with the number itself.
    pub title: Text,
}

/// The places that only have another number, without those that have it because the place around them has: `10 to 11
/// Audits`, and not `10.1 to 11.1`.
pub fn renumbered(compared: &Compared) -> Vec<Renumbered> {
    let changes = compared.changes.all.iter().filter(|change| change.what == What::Renumbered);
    let all: Vec<(&Place, &Place)> =
        changes.filter_map(|change| change.old.as_deref().zip(change.new.as_deref())).collect();
    let pairs: HashSet<(&str, &str)> = all.iter().map(|(old, new)| (&*old.number, &*new.number)).collect();
    let follows = |old: &str, new: &str| {
        let mut dots = old.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at);
        dots.any(|at| new.strip_suffix(&old[at..]).is_some_and(|above| pairs.contains(&(&old[..at], above))))
    };
    let own = all.iter().filter(|(old, new)| !follows(&old.number, &new.number));
    own.map(|(old, new)| Renumbered {
        old: old.number.clone(),
        new: new.number.clone(),
        title: if new.title.ends_with(&*new.number) { Text::default() } else { new.title.clone() },
    })
    .collect()
}

/// Where a change is: the number and the heading, `11 Engaging Subprocessors, (b)`; in a table the row and the column
/// too, `4 Levels: Hosting, Target`.
pub fn place(change: &Change) -> String {
    called(change.new.as_deref().or(change.old.as_deref()))
}

/// What a place is called, as [`place`] says it.
pub fn called(place: Option<&Place>) -> String {
    let row = place.map_or("", |place| &*place.row);
    match (heading(place), row) {
        // Without headings and numbers, only counting leads there.
        (heading, "") if heading.is_empty() => {
            format!("paragraph {}", place.map_or(0, |place| place.units.start) + 1)
        }
        (heading, "") => heading,
        (heading, row) if heading.is_empty() => row.to_owned(),
        (heading, row) => format!("{heading}: {row}"),
    }
}

fn heading(place: Option<&Place>) -> String {
    let (number, title) = place.map_or(("", ""), |place| (&*place.address, &*place.title));
    match (number, title) {
        ("", "") => String::new(),
        (number, "") => number.to_owned(),
        ("", title) => title.to_owned(),
        (number, title) if number.starts_with('(') => format!("{title}, {number}"),
        (number, title) => {
            // The heading has a number of its own, with which that of the place may begin.
            let own = title.split_once(' ').filter(|(own, _)| number.strip_prefix(own).is_some_and(is_below));
            format!("{number} {}", own.map_or(title, |(_, rest)| rest))
        }
    }
}

/// Whether what follows the number of a heading counts within it: nothing, or `.6`.
fn is_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(text.into())])
}

fn table(caption: &str, header: &[&str], rows: Vec<Vec<String>>) -> Block {
    let cell = |text: &str| Cell::from(vec![Inline::Text(text.into())]);
    Block::table(Table {
        caption: Some(vec![Inline::Text(caption.into())]),
        columns: header.iter().map(|_| Column { width: None, align: Default::default() }).collect(),
        header: header.iter().map(|text| cell(text)).collect(),
        rows: rows.iter().map(|row| row.iter().map(|text| cell(text)).collect()).collect(),
        row_headers: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_words_around_is_visible_in_every_redline() {
        let read = |text: &str| crate::document::markdown::foreign(text);
        let (old, new) = (read("The fee is **\u{202e}001 EUR**."), read("The fee is **\u{202e}002 EUR**."));
        let compared = crate::diff::compared::compare(&old, &new, &Default::default()).expect("a proof");
        let document = redline(compared, "a", "b");
        let mut said = String::new();
        walk::runs(document.blocks(), &mut |_, _, run| said.push_str(&crate::document::plain(run)));
        assert!(said.contains("\\u{202e}002 EUR") && !said.contains('\u{202e}'), "{said}");
    }

    #[test]
    fn the_summary_names_the_places_that_have_another_number() {
        let read = |text: &str| crate::document::markdown::foreign(text);
        let mill = "# {}. Mill\n\n{}.1 The mill grinds corn on every day.\n\n";
        let clause = |number: &str| mill.replace("{}", number);
        let (old, new) = (read(&clause("1")), read(&format!("# 1. Water\n\nThe brook.\n\n{}", clause("2"))));
        let compared = crate::diff::compared::compare(&old, &new, &Default::default()).expect("a proof");
        let numbers: Vec<String> = renumbered(&compared)
            .iter()
            .map(|one| format!("{}>{} {}", one.old, one.new, one.title))
            .collect();
        assert_eq!(numbers, ["1>2 Mill"]);
        let document = redline(compared, "a", "b");
        let mut said = Vec::new();
        walk::runs(document.blocks(), &mut |_, _, run| said.push(crate::document::plain(run)));
        assert!(said.contains(&"Places with another number".to_owned()), "{said:?}");
    }

    #[test]
    fn a_place_is_named_once() {
        let named = |number: &str, title: &str| {
            let place = Place {
                units: 0..0,
                number: number.into(),
                address: number.into(),
                title: title.into(),
                row: "".into(),
                lead: "".into(),
                text: "".into(),
            };
            place_of(place)
        };
        for (number, title, said) in [
            ("4", "Courts", "4 Courts"),
            ("23.6", "23 Audits", "23.6 Audits"),
            ("(b)", "11 Engaging Subprocessors", "11 Engaging Subprocessors, (b)"),
            ("", "Signatures", "Signatures"),
            ("7", "", "7"),
            ("", "", "paragraph 1"),
            ("231", "23 Audits", "231 23 Audits"),
        ] {
            assert_eq!(named(number, title), said);
        }
    }

    fn place_of(new: Place) -> String {
        place(&Change::of(What::Reworded, None, Some(Box::new(new)), Vec::new()))
    }
}
