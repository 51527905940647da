//! Slabs to pages: where pages end, footnotes at their foot, table headers repeated.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::metrics::{Metrics, NOTE_GAP};
use super::slab::{Slab, Stick, height, moved};
use super::{Artifact, Bookmark, Flow, Item, Page, Part, Shape};
use crate::document::Text;
use crate::emit::pdf::rich::Ink;

/// What is on a page, which decides its header and footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// Title, parties, key terms: no header.
    Cover,
    /// Begins with the title of an instrument: no header.
    Opening,
    /// The table of contents.
    Contents,
    /// Everything else.
    Text,
}

/// Pages filled so far.
#[derive(Debug, Default)]
pub struct Filled {
    /// The pages.
    pub pages: Vec<Page>,
    /// The instrument and kind of each page.
    pub kinds: Vec<(usize, PageKind)>,
    /// Bookmarks found on them.
    pub bookmarks: Vec<Bookmark>,
    /// Places found on them.
    pub places: BTreeMap<Text, (usize, f32)>,
}

impl Filled {
    /// The page that is being filled.
    fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.pages.push(Page::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Notes the places and the bookmark at the upper edge of a slab, `y` below that of the page.
    fn find(&mut self, slab: &Slab, y: f32) {
        let page = self.pages.len().saturating_sub(1);
        for name in &slab.places {
            self.places.entry(name.clone()).or_insert((page, y));
        }
        if let Some((level, title)) = &slab.bookmark {
            self.bookmarks.push(Bookmark { level: *level, title: title.clone(), page, y });
        }
    }
}

/// The share of a page from which it counts as full, so that a row is not torn to fill it.
const FULL: f32 = 0.8;
/// The share of a page that footnotes may take before they run on to the next.
const NOTE_SHARE: f32 = 0.45;

/// Finds out how the slabs of a flow would stand on new pages: these stay empty.
pub fn measure(metrics: &Metrics, flow: &Flow, notes: &[Vec<Slab>], filled: &mut Filled) {
    stack(metrics, flow, Cow::Borrowed(&flow.slabs), notes, filled);
}

/// Stacks the slabs of a flow on new pages.
pub fn fill(metrics: &Metrics, mut flow: Flow, notes: &[Vec<Slab>], filled: &mut Filled) {
    let slabs = std::mem::take(&mut flow.slabs);
    stack(metrics, &flow, Cow::Owned(slabs), notes, filled);
}

/// Slabs that are owned go to the pages with all that is in them.
fn stack(metrics: &Metrics, flow: &Flow, slabs: Cow<'_, [Slab]>, notes: &[Vec<Slab>], filled: &mut Filled) {
    let draws = matches!(slabs, Cow::Owned(_));
    let room = metrics.text_height();
    let slabs = match slabs.iter().any(|slab| slab.height > room) {
        true => Cow::Owned(slabs.iter().flat_map(|slab| cut(slab, room)).collect()),
        false => slabs,
    };
    let count = slabs.len();
    let mut filler = Filler { metrics, flow, slabs, notes, filled, draws, carried: Vec::new() };
    let mut at = 0;
    while at < count {
        at = filler.page(at);
    }
    while !filler.carried.is_empty() {
        filler.open_page(false);
        filler.put_notes(Vec::new(), 0.0);
    }
}

/// A slab that is higher than a page, cut into such that are not. That tears what should be whole,
/// but a party's name of ten thousand letters must go somewhere.
fn cut(slab: &Slab, room: f32) -> Vec<Slab> {
    let count = (slab.height / room).ceil().max(1.0);
    if count == 1.0 {
        return vec![slab.clone()];
    }
    let mut parts: Vec<Slab> = (0..count as usize)
        .map(|part| Slab { height: (slab.height - part as f32 * room).min(room), ..Slab::default() })
        .collect();
    for item in &slab.items {
        let part = ((bottom(item) / room) as usize).min(parts.len() - 1);
        let item = moved(item.clone(), -room * part as f32);
        parts[part].items.push(item);
    }
    let first = &mut parts[0];
    first.above = slab.above;
    first.new_page = slab.new_page;
    first.places = slab.places.clone();
    first.bookmark = slab.bookmark.clone();
    first.notes = slab.notes.clone();
    parts
}

/// The lowest part of an item.
fn bottom(item: &Item) -> f32 {
    match &item.shape {
        Shape::Run(run) | Shape::Watermark(run) => run.y,
        Shape::Rule { y, .. } => *y,
        Shape::Tint(area, _) | Shape::Link(area, _) | Shape::Logo(area) => area.y + area.height,
        Shape::Field(field) => field.area.y + field.area.height,
    }
}

struct Filler<'a> {
    metrics: &'a Metrics,
    flow: &'a Flow,
    slabs: Cow<'a, [Slab]>,
    notes: &'a [Vec<Slab>],
    filled: &'a mut Filled,
    /// Whether anything is put on the pages.
    draws: bool,
    /// Lines of footnotes that did not fit on the page of their mark.
    carried: Vec<Slab>,
}

impl<'a> Filler<'a> {
    fn open_page(&mut self, first: bool) {
        let kind = if first && self.flow.title > 0 { PageKind::Opening } else { self.flow.kind };
        self.filled.pages.push(Page::default());
        self.filled.kinds.push((self.flow.document, kind));
    }

    /// Fills one page with the slabs from `start` on; the first slab of the next page.
    fn page(&mut self, start: usize) -> usize {
        let end = self.end_of_page(start);
        self.open_page(start == 0);
        let mut y = 0.0;
        if let Some(header) = self.repeated(start).cloned() {
            for slab in &*header {
                y += slab.above;
                self.put(slab, y, false);
                y += slab.height;
            }
        }
        y += self.slabs[start].top;
        let mut notes = std::mem::take(&mut self.carried);
        for index in start..end {
            if index > start {
                y += self.slabs[index].above;
            }
            self.put_own(index, y);
            let slab = &self.slabs[index];
            y += slab.height;
            for &note in &slab.notes {
                notes.extend(self.notes.get(note).into_iter().flatten().cloned());
            }
        }
        self.put_notes(notes, y);
        end
    }

    /// The header to repeat above a slab that continues a table, unless it is half a page itself.
    fn repeated(&self, start: usize) -> Option<&Rc<Vec<Slab>>> {
        let header = self.slabs[start].header.as_ref()?;
        (height(header) < self.metrics.text_height() / 2.0).then_some(header)
    }

    /// Where the page that begins with slab `start` ends: the last place where it may among those
    /// that fit.
    fn end_of_page(&self, start: usize) -> usize {
        let fits = self.fitting(start);
        let slabs = &*self.slabs;
        if fits == slabs.len() || slabs[fits].new_page {
            return fits;
        }
        let last = |limit| (start + 1..=fits).rev().find(|&end| slabs[end - 1].stick <= limit);
        let full = |end: &usize| self.used(start, *end) >= self.metrics.text_height() * FULL;
        // Beside a row that is torn, one that stands alone is the lesser evil.
        let between_rows = || {
            let held = |end: &usize| slabs[end - 1].stick == Stick::Weak && slabs[end - 1].header.is_some();
            (start + 1..=fits).rev().find(held)
        };
        last(Stick::No)
            .filter(full)
            .or_else(|| last(Stick::Soft).filter(full))
            .or_else(|| between_rows().filter(full))
            .or_else(|| last(Stick::Torn))
            .or_else(|| last(Stick::Weak))
            .map(|end| self.whole_word(start, end))
            .unwrap_or(fits)
    }

    /// Height of a page with the slabs from `start` to `end`.
    fn used(&self, start: usize, end: usize) -> f32 {
        let above = self.slabs[start].above;
        self.repeated(start).map_or(0.0, |header| height(header)) + height(&self.slabs[start..end]) - above
    }

    /// A line earlier, if that ends the page between two words instead of in one.
    fn whole_word(&self, start: usize, end: usize) -> usize {
        let earlier = end - 1;
        let last = |end: usize| &self.slabs[end - 1];
        let better = earlier > start
            && last(end).hyphenated
            && last(earlier).stick == Stick::No
            && !last(earlier).hyphenated;
        if better { earlier } else { end }
    }

    /// The first slab that does not fit on the page, at least the second. A page may be a line longer,
    /// if the text ends with it: else that line would stand alone on the next.
    fn fitting(&self, start: usize) -> usize {
        let room = self.metrics.text_height();
        let mut first_over = None;
        let mut used = self.repeated(start).map_or(0.0, |header| height(header)) + self.slabs[start].top;
        let mut notes = height(&self.carried);
        for (index, slab) in self.slabs.iter().enumerate().skip(start) {
            if index > start {
                if slab.new_page {
                    return index;
                }
                used += slab.above;
            }
            used += slab.height;
            for &note in &slab.notes {
                notes += self.notes.get(note).map_or(0.0, |slabs| height(slabs));
            }
            let reserved = match notes {
                0.0 => 0.0,
                notes => (notes + NOTE_GAP).min(room * NOTE_SHARE),
            };
            let over = used + reserved - room - 0.01;
            let longer = if notes == 0.0 { self.metrics.leading } else { 0.0 };
            if over > longer && index > start {
                return first_over.unwrap_or(index);
            }
            if over > 0.0 && index > start {
                first_over = first_over.or(Some(index));
            }
        }
        self.slabs.len()
    }

    /// Puts footnotes at the foot of the page; what does not fit is carried to the next.
    fn put_notes(&mut self, notes: Vec<Slab>, text_end: f32) {
        let mut notes = [std::mem::take(&mut self.carried), notes].concat();
        if notes.is_empty() {
            return;
        }
        let room = self.metrics.text_height();
        let (mut count, mut total) = (0, NOTE_GAP);
        for slab in &notes {
            let with = total + slab.above + slab.height;
            if with > room - text_end + 0.01 && (count > 0 || text_end > 0.0) {
                break;
            }
            (count, total) = (count + 1, with);
        }
        self.carried = notes.split_off(count);
        if count == 0 {
            return;
        }
        let mut y = room - total;
        let mut rule = Slab::default();
        rule.add_rule(self.metrics.left, NOTE_GAP - 8.0, 60.0, 0.5, Ink::Muted);
        self.put(&rule, y, false);
        y += NOTE_GAP;
        for slab in &notes {
            y += slab.above;
            self.put(slab, y, true);
            y += slab.height;
        }
    }

    /// Puts a slab of the flow `y` below the upper edge of the text.
    fn put_own(&mut self, index: usize, y: f32) {
        let y = y + self.metrics.top;
        self.filled.find(&self.slabs[index], y);
        if let (Cow::Owned(slabs), true) = (&mut self.slabs, self.draws) {
            let items = std::mem::take(&mut slabs[index].items);
            self.filled.page().items.extend(items.into_iter().map(|item| moved(item, y)));
        }
    }

    /// Puts another slab `y` below the upper edge of the text. A repeated header is no content.
    fn put(&mut self, slab: &Slab, y: f32, content: bool) {
        let y = y + self.metrics.top;
        if content {
            self.filled.find(slab, y);
        }
        if !self.draws {
            return;
        }
        let items = slab
            .items
            .iter()
            .filter(|item| content || !matches!(item.shape, Shape::Link(..) | Shape::Field(_)));
        self.filled.page().items.extend(items.map(|item| {
            let item = moved(item.clone(), y);
            let part = if content { item.part } else { Part::Artifact(Artifact::Repeated) };
            Item { part, ..item }
        }));
    }
}
