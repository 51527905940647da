//! The order in which a page is drawn and read: rules and tints first, behind the text; a row cell by
//! cell, although it is set line by line.

use super::{Area, Artifact, Element, ElementId, Item, Page, Part, Role, Shape, Tint};

/// From the text to a mark in the margin, and the thickness of the mark, in points.
const MARGIN_MARK: (f32, f32) = (9.0, 2.0);

/// Brings rules and tints before the text, and marks the lines with blanks in the margin, left of
/// `left`.
pub fn marks_first(pages: &mut [Page], left: f32) {
    for page in pages {
        let is_mark = |item: &Item| matches!(item.shape, Shape::Rule { .. } | Shape::Tint(..));
        let layout = Part::Artifact(Artifact::Layout);
        let (mut marks, text): (Vec<Item>, Vec<Item>) =
            page.items.drain(..).partition(|item| item.part == layout && is_mark(item));
        let beside: Vec<Item> = beside(&marks, left)
            .map(|area| Item { shape: Shape::Tint(area, Tint::Mark), part: layout })
            .collect();
        // Rules over tints, where a blank has both.
        marks.sort_by_key(|item| matches!(item.shape, Shape::Rule { .. }));
        page.items = [marks, beside, text].concat();
    }
}

/// A bar in the margin beside each line with a blank; one bar for lines below each other.
fn beside(marks: &[Item], left: f32) -> impl Iterator<Item = Area> + use<> {
    let (distance, width) = MARGIN_MARK;
    let mut bars: Vec<Area> = Vec::new();
    let mut blanks: Vec<Area> = marks
        .iter()
        .filter_map(|item| match item.shape {
            Shape::Tint(area, Tint::Blank) => Some(area),
            _ => None,
        })
        .collect();
    blanks.sort_by(|one, other| one.y.total_cmp(&other.y));
    for blank in blanks {
        let bottom = blank.y + blank.height;
        match bars.last_mut() {
            Some(last) if blank.y < last.y + last.height + blank.height * 0.5 => {
                last.height = last.height.max(bottom - last.y);
            }
            _ => bars.push(Area { x: (left - distance).max(2.0), width, ..blank }),
        }
    }
    bars.into_iter()
}

/// Brings the items of each row together by cell.
pub fn by_cell(pages: &mut [Page], elements: &[Element]) {
    for page in pages {
        let places: Vec<Option<(ElementId, ElementId)>> =
            page.items.iter().map(|item| row_and_cell(item, elements)).collect();
        let mut start = 0;
        while start < places.len() {
            let row = places[start].map(|(row, _)| row);
            let same = places[start..].iter().take_while(|place| place.map(|(row, _)| row) == row).count();
            if row.is_some() {
                let mut keyed: Vec<_> = places[start..start + same]
                    .iter()
                    .zip(page.items[start..start + same].iter().cloned())
                    .collect();
                keyed.sort_by_key(|(place, _)| place.map(|(_, cell)| cell));
                let sorted: Vec<Item> = keyed.into_iter().map(|(_, item)| item).collect();
                page.items.splice(start..start + same, sorted);
            }
            start += same;
        }
    }
}

/// The row and the cell that an item belongs to.
fn row_and_cell(item: &Item, elements: &[Element]) -> Option<(ElementId, ElementId)> {
    let Part::Element(mut at) = item.part else {
        return None;
    };
    loop {
        let element = elements.get(at.0)?;
        match element.role {
            Role::Cell | Role::HeaderCell(_) => return Some((element.parent?, at)),
            _ => at = element.parent?,
        }
    }
}
