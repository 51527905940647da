//! What the placed items mean: the logical structure of the file (ISO 32000-1, 14.7 and 14.8).
//!
//! The layout says which element each item is content of. Here the items of each page become
//! stretches of marked content, and elements and phrases become the nodes of one tree. Content is
//! in the order of the pages, elements are in the order in which they were made, and a footnote
//! stands behind its mark.

use std::collections::BTreeMap;
use std::ops::Range;

use super::layout::{Artifact, ElementId, Item, Layout, Part, Role, Shape};
use super::rich::{PhraseId, PhraseKind, Target};
use crate::document::Text;

/// The tree and the stretches of content it refers to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Structure {
    /// The nodes; the first is the root.
    pub nodes: Vec<Node>,
    /// The stretches of each page, in the order in which they are drawn.
    pub pages: Vec<Vec<Stretch>>,
}

/// Index in [`Structure::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub usize);

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The node it stands in; the root has none.
    pub parent: Option<NodeId>,
    /// BCP 47, where it differs from the parent's.
    pub language: Option<Text>,
    /// What it holds, in the order in which it is read.
    pub kids: Vec<Kid>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// An element of the layout.
    Element(Role),
    /// Words that refer to another place of the file.
    Reference,
    /// Words that can be clicked.
    Link,
    /// Words in another language.
    Span,
}

/// What a node holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kid {
    /// A node.
    Node(NodeId),
    /// Content: page and stretch.
    Content(usize, usize),
    /// A link or a field: page and item.
    Object(usize, usize),
}

/// Items drawn one after the other that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Which items of the page. Links and fields among them are not drawn.
    pub items: Range<usize>,
    /// What they are.
    pub owner: Owner,
}

/// What a stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Content of a node.
    Node(NodeId),
    /// No content.
    Artifact(Artifact),
}

/// Makes the tree of a layout.
pub fn structure(layout: &Layout) -> Structure {
    let mut builder = Builder::new(layout);
    for page in 0..layout.pages.len() {
        builder.page(page);
    }
    builder.join();
    builder.structure
}

struct Builder<'l> {
    layout: &'l Layout<'l>,
    structure: Structure,
    phrases: BTreeMap<(ElementId, PhraseId), NodeId>,
    /// Whether the element is in the tree already: a note behind its mark.
    joined: Vec<bool>,
}

impl<'l> Builder<'l> {
    fn new(layout: &'l Layout<'l>) -> Builder<'l> {
        let nodes: Vec<Node> = layout
            .elements
            .iter()
            .map(|element| Node {
                kind: NodeKind::Element(element.role),
                parent: element.parent.map(|parent| NodeId(parent.0)),
                language: element.language.clone(),
                kids: Vec::new(),
            })
            .collect();
        let joined = vec![false; nodes.len()];
        let structure = Structure { nodes, pages: Vec::new() };
        Builder { layout, structure, phrases: BTreeMap::new(), joined }
    }

    /// Cuts the items of a page into stretches, and hands them to their nodes.
    fn page(&mut self, number: usize) {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (index, item) in self.layout.pages[number].items.iter().enumerate() {
            let node = self.owner(item);
            if matches!(item.shape, Shape::Link(..) | Shape::Field(_)) {
                if let Some(node) = node.filter(|_| self.is_active(item)) {
                    self.structure.nodes[node.0].kids.push(Kid::Object(number, index));
                }
                continue;
            }
            let continues = stretches.last().is_some_and(|last| match (last.owner, item.part) {
                (Owner::Node(before), _) => Some(before) == node,
                (Owner::Artifact(before), Part::Artifact(now)) => before == now,
                _ => false,
            });
            if let Some(last) = stretches.last_mut().filter(|_| continues) {
                last.items.end = index + 1;
                continue;
            }
            let owner = match (node, item.part) {
                (Some(node), _) => {
                    self.structure.nodes[node.0].kids.push(Kid::Content(number, stretches.len()));
                    Owner::Node(node)
                }
                (None, Part::Artifact(artifact)) => Owner::Artifact(artifact),
                (None, Part::Element(_)) => Owner::Artifact(Artifact::Layout),
            };
            stretches.push(Stretch { items: index..index + 1, owner });
        }
        self.structure.pages.push(stretches);
    }

    /// The node an item is content of.
    fn owner(&mut self, item: &Item) -> Option<NodeId> {
        let Part::Element(element) = item.part else {
            return None;
        };
        let phrase = match &item.shape {
            Shape::Run(run) => run.phrase,
            Shape::Link(_, phrase) => Some(*phrase),
            _ => None,
        };
        Some(self.node(element, phrase))
    }

    /// Whether a link leads anywhere; a field always does.
    fn is_active(&self, item: &Item) -> bool {
        match &item.shape {
            Shape::Link(_, phrase) => self.leads(*phrase),
            _ => true,
        }
    }

    /// Whether a phrase can be clicked: a reference to an instrument that is not in the file cannot.
    fn leads(&self, phrase: PhraseId) -> bool {
        match self.layout.phrases[phrase.0].target() {
            Some(Target::Url(_)) => true,
            Some(Target::Place(name)) => self.layout.places.contains_key(&name),
            None => false,
        }
    }

    /// The node of a phrase in an element, made when its first words come.
    fn node(&mut self, element: ElementId, phrase: Option<PhraseId>) -> NodeId {
        let Some(id) = phrase else {
            return NodeId(element.0);
        };
        if let Some(&known) = self.phrases.get(&(element, id)) {
            return known;
        }
        let phrase = &self.layout.phrases[id.0];
        let parent = self.node(element, phrase.parent);
        let entry = self.structure.nodes[parent.0].kind == NodeKind::Element(Role::ContentsEntry);
        let node = match &phrase.kind {
            PhraseKind::Language(language) => self.add(NodeKind::Span, parent, Some(language.clone())),
            PhraseKind::Link(_) if !self.leads(id) => parent,
            PhraseKind::Link(_) if entry => {
                let reference = self.add(NodeKind::Reference, parent, None);
                self.add(NodeKind::Link, reference, None)
            }
            PhraseKind::Link(_) => self.add(NodeKind::Link, parent, None),
            PhraseKind::Mark(note) => self.mark(*note, parent, self.leads(id)),
        };
        self.phrases.insert((element, id), node);
        node
    }

    /// The mark of a footnote, and the footnote behind it.
    fn mark(&mut self, note: usize, parent: NodeId, leads: bool) -> NodeId {
        let reference = self.add(NodeKind::Reference, parent, None);
        if let Some(Some(note)) = self.layout.notes.get(note) {
            let note = NodeId(note.0);
            self.structure.nodes[parent.0].kids.push(Kid::Node(note));
            self.structure.nodes[note.0].parent = Some(parent);
            self.joined[note.0] = true;
        }
        if leads { self.add(NodeKind::Link, reference, None) } else { reference }
    }

    fn add(&mut self, kind: NodeKind, parent: NodeId, language: Option<Text>) -> NodeId {
        let id = NodeId(self.structure.nodes.len());
        self.structure.nodes.push(Node { kind, parent: Some(parent), language, kids: Vec::new() });
        self.structure.nodes[parent.0].kids.push(Kid::Node(id));
        id
    }

    /// Puts each element into the one it is part of, and drops those without content: an element
    /// always comes after the one it is part of.
    fn join(&mut self) {
        let count = self.joined.len();
        let mut inner: Vec<Vec<NodeId>> = vec![Vec::new(); count];
        for index in 1..count {
            if let (Some(parent), false) = (self.structure.nodes[index].parent, self.joined[index]) {
                inner[parent.0].push(NodeId(index));
            }
        }
        for index in (0..count).rev() {
            let kept = inner[index].iter().filter(|kid| self.is_kept(**kid)).map(|kid| Kid::Node(*kid));
            let kept: Vec<Kid> = kept.collect();
            self.structure.nodes[index].kids.extend(kept);
        }
    }

    /// A cell counts even if it is empty.
    fn is_kept(&self, node: NodeId) -> bool {
        let node = &self.structure.nodes[node.0];
        let cell = matches!(node.kind, NodeKind::Element(Role::Cell | Role::HeaderCell(_)));
        cell || !node.kids.is_empty()
    }
}
