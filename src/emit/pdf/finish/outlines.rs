//! Bookmarks: the headings as a tree beside the pages.

use lopdf::{Document as Pdf, ObjectId, dictionary};

use super::objects::{destination, text};
use crate::emit::pdf::layout::{Bookmark, Layout};

/// Nested bookmarks, the first level open; `None` if there are none.
pub fn add(pdf: &mut Pdf, layout: &Layout, pages: &[ObjectId]) -> Option<ObjectId> {
    let marks = &layout.bookmarks;
    if marks.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = marks.iter().map(|_| pdf.new_object_id()).collect();
    let tree = Tree::of(marks);
    for (index, mark) in marks.iter().enumerate() {
        let parent = tree.parents[index];
        let siblings = &tree.children[parent.map_or(0, |parent| parent + 1)];
        let at = tree.ranks[index];
        let mut item = dictionary! {
            "Title" => text(&mark.title),
            "Parent" => parent.map_or(root, |parent| ids[parent]),
        };
        if let Some(place) = destination(layout, pages, mark.page, mark.y) {
            item.set("Dest", place);
        }
        if at > 0 {
            item.set("Prev", ids[siblings[at - 1]]);
        }
        if let Some(&next) = siblings.get(at + 1) {
            item.set("Next", ids[next]);
        }
        let children = &tree.children[index + 1];
        if let (Some(&first), Some(&last)) = (children.first(), children.last()) {
            item.set("First", ids[first]);
            item.set("Last", ids[last]);
            // Negative: shown closed.
            item.set("Count", -(children.len() as i64));
        }
        pdf.set_object(ids[index], item);
    }
    let top = &tree.children[0];
    let mut outlines = dictionary! { "Type" => "Outlines", "Count" => top.len() as i64 };
    if let (Some(&first), Some(&last)) = (top.first(), top.last()) {
        outlines.set("First", ids[first]);
        outlines.set("Last", ids[last]);
    }
    pdf.set_object(root, outlines);
    Some(root)
}

/// Which bookmark is inside which.
struct Tree {
    parents: Vec<Option<usize>>,
    /// Position among the children of its parent.
    ranks: Vec<usize>,
    /// Children of the root, then of each bookmark.
    children: Vec<Vec<usize>>,
}

impl Tree {
    fn of(marks: &[Bookmark]) -> Tree {
        let mut tree =
            Tree { parents: Vec::new(), ranks: Vec::new(), children: vec![Vec::new(); marks.len() + 1] };
        let mut open: Vec<usize> = Vec::new();
        for (index, mark) in marks.iter().enumerate() {
            while open.last().is_some_and(|&last| marks[last].level >= mark.level) {
                open.pop();
            }
            let parent = open.last().copied();
            let siblings = &mut tree.children[parent.map_or(0, |parent| parent + 1)];
            tree.ranks.push(siblings.len());
            siblings.push(index);
            tree.parents.push(parent);
            open.push(index);
        }
        tree
    }
}
