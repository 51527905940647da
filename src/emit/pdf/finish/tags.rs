//! The logical structure written down: what readers that speak or reflow the text follow.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, dictionary};

use super::links::Annotations;
use super::objects::{rectangle, text};
use crate::emit::pdf::layout::{Layout, Numbering, Role, Shape};
use crate::emit::pdf::structure::{Kid, Node, NodeKind, Owner, Structure};

/// Adds the structure tree (ISO 32000-1, 14.7.2), and tells pages and annotations of it.
pub fn add(
    pdf: &mut Pdf,
    layout: &Layout,
    structure: &Structure,
    on_pages: OnPages<'_>,
) -> lopdf::Result<ObjectId> {
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = structure.nodes.iter().map(|_| pdf.new_object_id()).collect();
    let mut writer = Writer { pdf, layout, on_pages, ids: &ids, root, numbers: Vec::new() };
    writer.pages(structure)?;
    let mut named = BTreeMap::new();
    for (index, node) in structure.nodes.iter().enumerate() {
        let is_note = node.kind == NodeKind::Element(Role::Note);
        let name = is_note.then(|| format!("note-{index:06}"));
        let element = writer.element(ids[index], node, name.as_deref())?;
        writer.pdf.set_object(ids[index], element);
        named.extend(name.map(|name| (name, ids[index])));
    }
    let next = writer.numbers.len() as i64;
    let numbers: Vec<Object> = writer
        .numbers
        .into_iter()
        .enumerate()
        .flat_map(|(number, object)| [Object::Integer(number as i64), object])
        .collect();
    let parents = pdf.add_object(dictionary! { "Nums" => numbers });
    let mut tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => ids[0],
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    if !named.is_empty() {
        let names: Vec<Object> =
            named.into_iter().flat_map(|(name, id)| [text(&name), Object::Reference(id)]).collect();
        tree.set("IDTree", dictionary! { "Names" => names });
    }
    pdf.set_object(root, tree);
    Ok(root)
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
    ids: &'a [ObjectId],
    root: ObjectId,
    /// What the parent tree says to each number: pages first, then annotations.
    numbers: Vec<Object>,
}

impl Writer<'_> {
    /// Tells each page the elements of its stretches, by mark.
    fn pages(&mut self, structure: &Structure) -> lopdf::Result<()> {
        let OnPages { pages, sequences, .. } = self.on_pages;
        for (number, stretches) in structure.pages.iter().enumerate() {
            let nodes = sequences[number].iter().filter_map(|&stretch| match stretches[stretch].owner {
                Owner::Node(node) => Some(Object::Reference(self.ids[node.0])),
                Owner::Artifact(_) => None,
            });
            let nodes = Object::Array(nodes.collect());
            let nodes = self.pdf.add_object(nodes);
            self.numbers.push(nodes.into());
            let page = self.pdf.get_object_mut(pages[number])?.as_dict_mut()?;
            page.set("StructParents", number as i64);
            page.set("Tabs", "S");
        }
        Ok(())
    }

    fn element(&mut self, id: ObjectId, node: &Node, name: Option<&str>) -> lopdf::Result<Dictionary> {
        let parent = node.parent.map_or(self.root, |parent| self.ids[parent.0]);
        let mut element = dictionary! { "Type" => "StructElem", "S" => tag(node.kind), "P" => parent };
        let first = node.kids.iter().find_map(|kid| match kid {
            Kid::Content(page, _) => Some(*page),
            _ => None,
        });
        if let Some(page) = first {
            element.set("Pg", self.on_pages.pages[page]);
        }
        let mut kids = Vec::new();
        for kid in &node.kids {
            kids.extend(self.kid(id, *kid, first)?);
        }
        match kids.len() {
            0 => {}
            1 => element.set("K", kids.remove(0)),
            _ => element.set("K", kids),
        }
        if let Some(language) = &node.language {
            element.set("Lang", text(language));
        }
        if let Some(name) = name {
            element.set("ID", text(name));
        }
        if let Some(attributes) = attributes(node.kind) {
            element.set("A", attributes);
        }
        if node.kind == NodeKind::Element(Role::Figure) {
            self.describe(&mut element);
        }
        Ok(element)
    }

    /// Says what the logo shows, and where it stands (ISO 32000-1, 14.9.3 and table 344).
    fn describe(&self, element: &mut Dictionary) {
        let items = self.layout.pages.iter().flat_map(|page| &page.items);
        let area = items.into_iter().find_map(|item| match item.shape {
            Shape::Logo(area) => Some(area),
            _ => None,
        });
        if let (Some(logo), Some(area)) = (self.layout.logo, area) {
            element.set("Alt", text(&logo.alternative));
            let place = rectangle(self.layout, &area);
            element.set("A", dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => place });
        }
    }

    fn kid(&mut self, parent: ObjectId, kid: Kid, first: Option<usize>) -> lopdf::Result<Vec<Object>> {
        Ok(match kid {
            Kid::Node(inner) => vec![self.ids[inner.0].into()],
            Kid::Content(page, stretch) => self.content(page, stretch, first == Some(page)),
            Kid::Object(page, item) => match self.on_pages.annotations.get(&(page, item)) {
                Some(&annotation) => vec![self.object(parent, page, annotation)?],
                None => Vec::new(),
            },
        })
    }

    /// The sequences of a stretch: by their identifiers alone where the element names their page.
    fn content(&self, page: usize, stretch: usize, named: bool) -> Vec<Object> {
        let sequences = self.on_pages.sequences[page].iter().enumerate();
        let own = sequences.filter(|(_, of)| **of == stretch).map(|(identifier, _)| identifier as i64);
        own.map(|identifier| match named {
            true => Object::Integer(identifier),
            false => {
                let page = self.on_pages.pages[page];
                dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => identifier }.into()
            }
        })
        .collect()
    }

    /// A link or field, which learns its place in the parent tree.
    fn object(&mut self, parent: ObjectId, page: usize, annotation: ObjectId) -> lopdf::Result<Object> {
        let number = self.numbers.len() as i64;
        self.numbers.push(parent.into());
        self.pdf.get_object_mut(annotation)?.as_dict_mut()?.set("StructParent", number);
        Ok(dictionary! { "Type" => "OBJR", "Obj" => annotation, "Pg" => self.on_pages.pages[page] }.into())
    }
}

/// The standard structure types (ISO 32000-1, 14.8.4).
fn tag(kind: NodeKind) -> Object {
    let name = match kind {
        NodeKind::Reference => "Reference",
        NodeKind::Link => "Link",
        NodeKind::Span => "Span",
        NodeKind::Element(role) => match role {
            Role::Document => "Document",
            Role::Instrument => "Part",
            Role::Section | Role::Signatures => "Sect",
            Role::Heading(level) => return Object::Name(format!("H{level}").into_bytes()),
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
    Object::Name(name.as_bytes().to_vec())
}

/// What else is to be said of an element (ISO 32000-1, 14.8.5).
fn attributes(kind: NodeKind) -> Option<Dictionary> {
    match kind {
        NodeKind::Element(Role::List(numbering)) => {
            Some(dictionary! { "O" => "List", "ListNumbering" => list_numbering(numbering) })
        }
        NodeKind::Element(Role::HeaderCell(of_column)) => {
            Some(dictionary! { "O" => "Table", "Scope" => if of_column { "Column" } else { "Row" } })
        }
        _ => None,
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
