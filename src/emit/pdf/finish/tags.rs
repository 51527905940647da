//! The logical structure written down: what readers that speak or reflow the text follow.

use std::collections::BTreeMap;

use lopdf::{Document as Pdf, Object, ObjectId, dictionary};

use super::links::Annotations;
use super::objects::{rectangle, text};
use super::serial;
use super::write::Packed;
use crate::emit::pdf::layout::{Layout, Numbering, Role, Shape};
use crate::emit::pdf::structure::{Kid, Node, NodeId, NodeKind, Owner, Structure};

/// Writes the structure tree (ISO 32000-1, 14.7.2), and tells pages and annotations of it: the number of
/// its root.
pub fn add(
    pdf: &mut Pdf,
    layout: &Layout,
    structure: &Structure,
    on_pages: OnPages<'_>,
) -> lopdf::Result<(ObjectId, Packed)> {
    let root = pdf.new_object_id();
    let first = pdf.max_id + 1;
    pdf.max_id += structure.nodes.len() as u32;
    let mut writer =
        Writer { pdf, layout, on_pages, root, first, numbers: Vec::new(), packed: Packed::default() };
    let mut parents = Packed::default();
    writer.pages(structure, &mut parents)?;
    let mut named = BTreeMap::new();
    for (index, node) in structure.nodes.iter().enumerate() {
        let id = writer.id(NodeId(index));
        let is_note = node.kind == NodeKind::Element(Role::Note);
        let name = is_note.then(|| format!("note-{index:06}"));
        writer.packed.begin(id);
        writer.element(id, node, name.as_deref())?;
        named.extend(name.map(|name| (name, id)));
    }
    let Writer { numbers, mut packed, .. } = writer;
    packed.append(parents);
    let next = numbers.len() as i64;
    let numbers: Vec<Object> = numbers
        .into_iter()
        .enumerate()
        .flat_map(|(number, id)| [Object::Integer(number as i64), Object::Reference((id, 0))])
        .collect();
    let parents = pdf.add_object(dictionary! { "Nums" => numbers });
    let mut tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => Object::Reference((first, 0)),
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    if !named.is_empty() {
        let names: Vec<Object> =
            named.into_iter().flat_map(|(name, id)| [text(&name), Object::Reference((id, 0))]).collect();
        tree.set("IDTree", dictionary! { "Names" => names });
    }
    pdf.set_object(root, tree);
    Ok((root, packed))
}

/// What the tree refers to.
#[derive(Clone, Copy)]
pub struct OnPages<'a> {
    /// The pages.
    pub pages: &'a [ObjectId],
    /// Of each page, the stretch of each sequence of marked content, by its identifier.
    pub sequences: &'a [Vec<usize>],
    /// Links and fields.
    pub annotations: &'a Annotations,
}

struct Writer<'a> {
    pdf: &'a mut Pdf,
    layout: &'a Layout<'a>,
    on_pages: OnPages<'a>,
    root: ObjectId,
    /// The number of the first element; the others follow.
    first: u32,
    /// What the parent tree says to each number: pages first, then annotations.
    numbers: Vec<u32>,
    /// The elements: there are so many that they are written down at once.
    packed: Packed,
}

impl Writer<'_> {
    fn id(&self, node: NodeId) -> u32 {
        self.first + node.0 as u32
    }

    /// Tells each page the elements of its stretches, by mark.
    fn pages(&mut self, structure: &Structure, parents: &mut Packed) -> lopdf::Result<()> {
        let OnPages { pages, sequences, .. } = self.on_pages;
        for (number, stretches) in structure.pages.iter().enumerate() {
            let id = self.pdf.new_object_id().0;
            parents.begin(id);
            parents.bytes.push(b'[');
            for &stretch in &sequences[number] {
                if let Owner::Node(node) = stretches[stretch].owner {
                    serial::reference(&mut parents.bytes, self.id(node));
                }
            }
            parents.bytes.push(b']');
            self.numbers.push(id);
            let page = self.pdf.get_object_mut(pages[number])?.as_dict_mut()?;
            page.set("StructParents", number as i64);
            page.set("Tabs", "S");
        }
        Ok(())
    }

    fn element(&mut self, id: u32, node: &Node, name: Option<&str>) -> lopdf::Result<()> {
        let parent = node.parent.map_or(self.root.0, |parent| self.id(parent));
        let out = &mut self.packed.bytes;
        out.extend(b"<</S/");
        tag(out, node.kind);
        out.extend(b"/P");
        serial::reference(out, parent);
        let first = node.kids.iter().find_map(|kid| match kid {
            Kid::Content(page, _) => Some(*page),
            _ => None,
        });
        if let Some(page) = first {
            out.extend(b"/Pg");
            serial::reference(out, self.on_pages.pages[page].0);
        }
        self.kids(id, &node.kids, first)?;
        let out = &mut self.packed.bytes;
        if let Some(language) = &node.language {
            out.extend(b"/Lang");
            serial::object(out, &text(language));
        }
        if let Some(name) = name {
            out.extend(b"/ID");
            serial::object(out, &text(name));
        }
        attributes(out, node.kind);
        if node.kind == NodeKind::Element(Role::Figure) {
            self.describe();
        }
        self.packed.bytes.extend(b">>");
        Ok(())
    }

    /// Says what the logo shows, and where it stands (ISO 32000-1, 14.9.3 and table 344).
    fn describe(&mut self) {
        let items = self.layout.pages.iter().flat_map(|page| &page.items);
        let area = items.into_iter().find_map(|item| match item.shape {
            Shape::Logo(area) => Some(area),
            _ => None,
        });
        if let (Some(logo), Some(area)) = (self.layout.logo, area) {
            let out = &mut self.packed.bytes;
            out.extend(b"/Alt");
            serial::object(out, &text(&logo.alternative));
            let place = rectangle(self.layout, &area);
            out.extend(b"/A");
            serial::dictionary(
                out,
                &dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => place },
            );
        }
    }

    /// Writes what an element holds: one kid, or an array.
    fn kids(&mut self, id: u32, kids: &[Kid], first: Option<usize>) -> lopdf::Result<()> {
        let before = self.packed.bytes.len();
        self.packed.bytes.extend(b"/K[");
        let mut count = 0;
        for kid in kids {
            count += self.kid(id, *kid, first)?;
        }
        let out = &mut self.packed.bytes;
        match count {
            0 => out.truncate(before),
            1 => drop(out.remove(before + 2)),
            _ => out.push(b']'),
        }
        if count == 1 && out[before + 2].is_ascii_digit() {
            out.insert(before + 2, b' ');
        }
        Ok(())
    }

    /// Writes a kid; as how many it counts.
    fn kid(&mut self, parent: u32, kid: Kid, first: Option<usize>) -> lopdf::Result<usize> {
        match kid {
            Kid::Node(inner) => {
                let inner = self.id(inner);
                serial::reference(&mut self.packed.bytes, inner);
                Ok(1)
            }
            Kid::Content(page, stretch) => Ok(self.content(page, stretch, first == Some(page))),
            Kid::Object(page, item) => match self.on_pages.annotations.get(&(page, item)) {
                Some(&annotation) => self.object(parent, page, annotation).map(|()| 1),
                None => Ok(0),
            },
        }
    }

    /// Writes the sequences of a stretch: their identifiers alone where the element names their page.
    fn content(&mut self, page: usize, stretch: usize, named: bool) -> usize {
        let sequences = &self.on_pages.sequences[page];
        // They are drawn stretch by stretch.
        let from = sequences.partition_point(|&of| of < stretch);
        let own = sequences[from..].iter().take_while(|&&of| of == stretch).count();
        let out = &mut self.packed.bytes;
        for identifier in from..from + own {
            if named {
                serial::integer(out, identifier as i64);
            } else {
                out.extend(b"<</Type/MCR/Pg");
                serial::reference(out, self.on_pages.pages[page].0);
                out.extend(b"/MCID");
                serial::integer(out, identifier as i64);
                out.extend(b">>");
            }
        }
        own
    }

    /// Writes a link or field, which learns its place in the parent tree.
    fn object(&mut self, parent: u32, page: usize, annotation: ObjectId) -> lopdf::Result<()> {
        let number = self.numbers.len() as i64;
        self.numbers.push(parent);
        self.pdf.get_object_mut(annotation)?.as_dict_mut()?.set("StructParent", number);
        let out = &mut self.packed.bytes;
        out.extend(b"<</Type/OBJR/Obj");
        serial::reference(out, annotation.0);
        out.extend(b"/Pg");
        serial::reference(out, self.on_pages.pages[page].0);
        out.extend(b">>");
        Ok(())
    }
}

/// The standard structure types (ISO 32000-1, 14.8.4).
fn tag(out: &mut Vec<u8>, kind: NodeKind) {
    let name = match kind {
        NodeKind::Reference => "Reference",
        NodeKind::Link => "Link",
        NodeKind::Span => "Span",
        NodeKind::Element(role) => match role {
            Role::Document => "Document",
            Role::Instrument => "Part",
            Role::Section | Role::Signatures => "Sect",
            Role::Heading(level) => return out.extend([b'H', b'0' + level.min(6)]),
            Role::Paragraph => "P",
            Role::List(_) => "L",
            Role::Item => "LI",
            Role::Label => "Lbl",
            Role::ItemBody => "LBody",
            Role::Table => "Table",
            Role::Caption => "Caption",
            Role::Rows(true) => "THead",
            Role::Rows(false) => "TBody",
            Role::Row => "TR",
            Role::HeaderCell(_) => "TH",
            Role::Cell => "TD",
            Role::Note => "Note",
            Role::Contents => "TOC",
            Role::ContentsEntry => "TOCI",
            Role::Signatory => "Div",
            Role::Field => "Form",
            Role::Figure => "Figure",
        },
    };
    out.extend(name.bytes());
}

/// Writes what else is to be said of an element (ISO 32000-1, 14.8.5).
fn attributes(out: &mut Vec<u8>, kind: NodeKind) {
    match kind {
        NodeKind::Element(Role::List(numbering)) => {
            out.extend(b"/A<</O/List/ListNumbering/");
            out.extend(list_numbering(numbering).bytes());
            out.extend(b">>");
        }
        NodeKind::Element(Role::HeaderCell(true)) => out.extend(b"/A<</O/Table/Scope/Column>>"),
        NodeKind::Element(Role::HeaderCell(false)) => out.extend(b"/A<</O/Table/Scope/Row>>"),
        _ => {}
    }
}

fn list_numbering(numbering: Numbering) -> &'static str {
    match numbering {
        Numbering::None => "None",
        Numbering::Bullet => "Disc",
        Numbering::Decimal => "Decimal",
        Numbering::LowerAlpha => "LowerAlpha",
        Numbering::UpperAlpha => "UpperAlpha",
        Numbering::LowerRoman => "LowerRoman",
        Numbering::UpperRoman => "UpperRoman",
    }
}
