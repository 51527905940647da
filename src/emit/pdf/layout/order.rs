//! The order in which a page is read: a row cell by cell, although it is set line by line.

use super::{Element, ElementId, Item, Page, Part, Role};

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
