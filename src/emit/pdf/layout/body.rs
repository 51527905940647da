//! Sections and the blocks in them.

use super::paragraphs::Manner;
use super::setter::{Entry, Setter};
use super::slab::{Slab, Stick};
use super::{ElementId, Role};
use crate::document::{Block, Inline, Kind, Mark, Section, plain};
use crate::emit::pdf::lines::Fill;
use crate::emit::pdf::rich::{Format, Ink, Rich, decoration, place};

/// How many lines before a signature page are taken over to it.
const LEAD_LINES: usize = 3;

/// Whether a section has others with headings of their own in it.
fn holds_sections(section: &Section) -> bool {
    section.blocks.iter().any(|block| matches!(block, Block::Section(inner) if inner.kind == Kind::Section))
}

impl Setter<'_, '_> {
    /// Adds blocks at the present place.
    pub fn blocks(&mut self, blocks: &[Block]) {
        self.blocks_told(blocks, |_| {});
    }

    /// The same, and tells the number of each block before it is set.
    pub fn blocks_told(&mut self, blocks: &[Block], mut tell: impl FnMut(usize)) {
        for (index, block) in blocks.iter().enumerate() {
            tell(index);
            self.block(block);
            let leads = matches!(
                blocks.get(index + 1),
                Some(Block::List(_) | Block::Definitions(_) | Block::Table(_) | Block::Signatures(_))
            );
            if leads && matches!(block, Block::Paragraph(_)) {
                self.hold(1, Stick::Strong);
            }
        }
    }

    /// Adds a block at the present place.
    pub fn block(&mut self, block: &Block) {
        match block {
            Block::Section(section) => self.section(section),
            Block::Paragraph(inlines) => {
                let format = self.format();
                let rich = self.rich(inlines, &format);
                let manner = self.manner();
                self.paragraph(&rich, &manner);
            }
            Block::List(list) => self.list(list),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Table(table) => self.table(table),
            Block::Signatures(signatories) => self.signatures(signatories),
            Block::Changed(mark, inner) => {
                self.label_move(*mark);
                let outer = self.place.mark.replace(decoration(*mark));
                self.blocks(inner);
                self.place.mark = outer;
            }
        }
    }

    /// Says before a passage that moved which move it is, so that both of its places can be found: on paper, nothing
    /// leads from one to the other. Where a move goes on, nothing is said again.
    fn label_move(&mut self, mark: Mark) {
        let Some(label) = self.move_label(mark) else { return };
        let rich = self.rich(&label, &self.format());
        let manner = self.manner();
        self.paragraph(&rich, &manner);
        self.hold(1, Stick::Strong);
    }

    /// What is said before a passage that moved, where it begins.
    pub fn move_label(&mut self, mark: Mark) -> Option<[Inline; 1]> {
        let label = self.words.of_move(mark).filter(|_| self.moves.insert(mark))?;
        Some([Inline::Emphasis(vec![Inline::Text(label.into())])])
    }

    fn section(&mut self, section: &Section) {
        let outer = self.place.clone();
        if let Some(language) = &section.language {
            self.place.language = language.clone();
        }
        let element = self.open(Role::Section);
        self.elements[element.0].language = section.language.clone();
        let before = self.slabs.len();
        if section.kind != Kind::Clause {
            self.place.title = plain(&section.title).trim().into();
        }
        match section.kind {
            Kind::Section | Kind::Part => self.titled(section),
            Kind::Clause => self.clause(section),
            Kind::Annex => self.annex(section),
            Kind::Signing => self.signing(section),
        }
        self.mark_start(section, before, &outer);
        self.close();
        self.place = outer;
    }

    /// Gives the first slab of a section its name, its bookmark and its line in the contents.
    fn mark_start(&mut self, section: &Section, before: usize, outer: &super::setter::Place) {
        let title = plain(&section.title);
        let level = usize::from(outer.level) - 1;
        let name = match section.key.is_empty() {
            true => format!("n:{}", self.elements.len()).into(),
            false => place(&section.key),
        };
        let Some(first) = self.slabs.get_mut(before) else {
            return;
        };
        first.places.push(name.clone());
        if title.trim().is_empty() {
            return;
        }
        let number = &section.number.label;
        first.bookmark = Some((level, format!("{number} {title}").trim().to_owned()));
        if section.kind != Kind::Clause {
            self.entries.push(Entry {
                level,
                number: number.clone(),
                title: title.into(),
                place: name,
                // Pushed after the entries of the sections inside: put in order by where they are.
                slab: (self.document, before),
            });
        }
    }

    /// A heading on lines of its own, its number in the column of numbers.
    fn titled(&mut self, section: &Section) {
        let metrics = self.metrics.clone();
        let label = &section.number.label;
        let in_column = !section.number.is_empty() && !self.is_wide(label);
        let divides_annex = self.place.level == 2 && holds_sections(section);
        let size = match section.kind {
            Kind::Part if self.place.annex && !divides_annex => metrics.text,
            _ => metrics.heading,
        };
        let mut format = self.format().bold().whole_words();
        format.size = size;
        let text_x = match in_column {
            true => self.metrics.left + self.number_column,
            false => self.metrics.left,
        };
        let manner = Manner {
            x: text_x,
            width: metrics.width_from(text_x),
            leading: metrics.leading.max(size * 1.25),
            size,
            above: if size > metrics.text { metrics.leading * 1.25 } else { metrics.leading },
            fill: Fill::Ragged,
            hang: 0.0,
        };
        if in_column || section.number.is_empty() {
            self.heading(label, &section.title, &format, &manner);
        } else {
            let mut title = vec![Inline::Text(format!("{label}\u{2002}").into())];
            title.extend(section.title.iter().cloned());
            self.heading("", &title, &format, &manner);
        }
        self.place.level = self.place.level.saturating_add(1);
        self.place.x = text_x;
        self.blocks(&section.blocks);
    }

    fn heading(&mut self, number: &str, title: &[Inline], format: &Format, manner: &Manner) {
        let element = self.heading_element();
        self.heading_in(element, number, title, format, manner);
    }

    /// An element for the heading of a section; further headings in the section stand below it.
    fn heading_element(&mut self) -> ElementId {
        let level = self.place.heading.min(6);
        self.place.heading = level + 1;
        self.child(Role::Heading(level))
    }

    fn heading_in(
        &mut self,
        element: ElementId,
        number: &str,
        title: &[Inline],
        format: &Format,
        manner: &Manner,
    ) {
        let rich = self.rich(title, format);
        let mut slabs = self.lines(&rich, manner, element);
        if slabs.is_empty() && !number.is_empty() {
            slabs.push(Slab { above: manner.above, ..Slab::space(manner.leading) });
        }
        if let Some(first) = slabs.first_mut().filter(|_| !number.is_empty()) {
            let line = self.label(number, format);
            first.add_first(line, self.metrics.left, manner.baseline(), Some(element));
        }
        for slab in &mut slabs {
            slab.stick = Stick::Strong;
        }
        self.slabs.extend(slabs);
    }

    /// A numbered paragraph whose heading, if it has one, is run in.
    fn clause(&mut self, section: &Section) {
        let format = self.format();
        let number = &section.number.label;
        if !number.is_empty() {
            self.place.x = self.metrics.left + self.number_column;
        }
        let mut rich = Rich::default();
        let title = plain(&section.title);
        if !title.trim().is_empty() {
            let bold = format.clone().bold().whole_words();
            self.add(&mut rich, &section.title, &bold);
            if !title.trim_end().ends_with(['.', '?', '!', ':', '。']) {
                rich.push(".", &bold);
            }
        }
        let rest = match section.blocks.split_first() {
            Some((Block::Paragraph(inlines), rest)) => {
                if !rich.is_empty() {
                    rich.push(" ", &format);
                }
                self.add(&mut rich, inlines, &format);
                rest
            }
            _ => &section.blocks,
        };
        let manner = self.manner();
        let left = self.metrics.left;
        self.numbered(number, None, left, &rich, &manner);
        if matches!(rest.first(), Some(Block::List(_) | Block::Definitions(_) | Block::Table(_))) {
            self.hold(1, Stick::Strong);
        }
        self.place.level = self.place.level.saturating_add(1);
        self.blocks(rest);
    }

    /// A new page with the annex's number and a large title.
    fn annex(&mut self, section: &Section) {
        let metrics = self.metrics.clone();
        let before = self.slabs.len();
        self.place.x = metrics.left;
        let manner = |size: f32, leading: f32, above: f32| Manner {
            x: metrics.left,
            width: metrics.width,
            leading,
            size,
            above,
            fill: Fill::Ragged,
            hang: 0.0,
        };
        let element = self.heading_element();
        if !section.number.is_empty() {
            let mut format = self.format().ink(Ink::Accent).whole_words();
            format.size = metrics.heading;
            let rich = Rich::plain(&section.number.label, &format);
            let mut slabs = self.lines(&rich, &manner(metrics.heading, metrics.leading, 0.0), element);
            if let Some(last) = slabs.last_mut() {
                let line = self.label("", &format);
                last.add_line(line, metrics.left, 0.0, Some(element));
            }
            self.slabs.extend(slabs);
        }
        let mut format = self.format().bold().whole_words();
        format.size = metrics.part;
        let title = manner(metrics.part, metrics.part * 1.25, 2.0);
        self.heading_in(element, "", &section.title, &format, &title);
        let mut rule = Slab::space(metrics.half);
        rule.add_rule(metrics.left, metrics.half, metrics.width, 0.75, Ink::Accent);
        self.slabs.push(rule);
        let count = self.slabs.len() - before;
        self.hold(count, Stick::Strong);
        self.slabs[before].new_page = true;
        self.place.annex = true;
        self.place.level = self.place.level.saturating_add(1);
        self.blocks(&section.blocks);
    }

    /// The signature page: all of it together, with the end of what stands before it.
    fn signing(&mut self, section: &Section) {
        let lead = LEAD_LINES.min(self.slabs.len());
        self.hold(lead, Stick::Strong);
        let before = self.slabs.len();
        if plain(&section.title).trim().is_empty() {
            self.place.x = self.metrics.left;
            self.blocks(&section.blocks);
            if let Some(first) = self.slabs.get_mut(before) {
                first.above = first.above.max(self.metrics.leading * 1.5);
            }
        } else {
            self.titled(section);
        }
        let count = self.slabs.len() - before;
        self.hold(count, Stick::Weak);
        if let Some(last) = self.slabs.last_mut() {
            last.stick = Stick::No;
        }
    }
}
