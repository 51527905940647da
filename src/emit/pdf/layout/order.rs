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
        page.items = marks.into_iter().chain(beside).chain(text).collect();
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

/// Row and cell.
type Place = Option<(ElementId, ElementId)>;

/// Brings the items of each row together by cell.
pub fn by_cell(pages: &mut [Page], elements: &[Element]) {
    for page in pages {
        let places: Vec<Place> = page.items.iter().map(|item| row_and_cell(item, elements)).collect();
        if places.iter().all(Option::is_none) {
            continue;
        }
        let row = |place: &Place| place.map(|(row, _)| row);
        let mut items = std::mem::take(&mut page.items).into_iter();
        for same in places.chunk_by(|one, next| row(one) == row(next)) {
            let mut keyed: Vec<(&Place, Item)> = same.iter().zip(items.by_ref()).collect();
            if same.first().is_some_and(Option::is_some) {
                keyed.sort_by_key(|(place, _)| place.map(|(_, cell)| cell));
            }
            page.items.extend(keyed.into_iter().map(|(_, item)| item));
        }
    }
}

/// The row and the cell that an item belongs to.
fn row_and_cell(item: &Item, elements: &[Element]) -> Place {
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
