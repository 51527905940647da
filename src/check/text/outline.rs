//! The numbers of a text as a tree, as they are printed, with the places where they break.

use std::sync::Arc;

use foldhash::HashMap;

use super::mark::{Mark, Style, is_annex, value};
use super::{Kind, Paragraph};

/// The numbers of a text.
#[derive(Default)]
pub struct Outline {
    /// Every numbered place, in order.
    pub nodes: Vec<Node>,
    /// The body first, then each annex.
    pub parts: Vec<Part>,
    /// For each paragraph, the numbered place it stands in and its part.
    pub within: Vec<(Option<usize>, usize)>,
    paths: HashMap<(usize, String), usize>,
}

/// A numbered place.
pub struct Node {
    /// Its number.
    pub mark: Arc<Mark>,
    /// How the number counts here: a lone "i" may be a letter.
    pub style: Style,
    /// Its value within its list.
    pub value: Option<u32>,
    /// The part it stands in.
    pub part: usize,
    /// The place it belongs to.
    pub parent: Option<usize>,
    /// The places that belong to it.
    pub children: Vec<usize>,
    /// Its first paragraph.
    pub paragraph: usize,
    /// Which list it is an item of.
    pub list: usize,
    /// The item before it in that list.
    pub before: Option<usize>,
}

/// The body or an annex.
pub struct Part {
    /// The place that opens it; the body has none.
    pub node: Option<usize>,
    /// The paragraph it begins with.
    pub start: usize,
}

/// Where a path leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// To a numbered place.
    Node(usize),
    /// Into a place that exists, where the last part does not; perhaps there under another mark.
    Short {
        /// The place.
        node: usize,
        /// What it lacks.
        lacks: String,
        /// The mark that stands at that position.
        instead: Option<String>,
    },
    /// Nowhere.
    Nothing,
}

struct Builder<'p> {
    paragraphs: &'p [Arc<Paragraph>],
    /// Whether clauses are counted in headings that are marked up.
    marked_up: bool,
    outline: Outline,
    /// Open sections and items, outermost first, with how far they are set in.
    stack: Vec<(usize, usize)>,
    sections: usize,
    lists: usize,
    /// Whether running text has come since the last numbered place.
    lead: bool,
}

impl Outline {
    pub(super) fn new(paragraphs: &[Arc<Paragraph>], marked_up: bool) -> Outline {
        let outline = Outline { parts: vec![Part { node: None, start: 0 }], ..Outline::default() };
        let mut builder =
            Builder { paragraphs, marked_up, outline, stack: Vec::new(), sections: 0, lists: 0, lead: false };
        for at in 0..paragraphs.len() {
            builder.take(at);
        }
        builder.outline
    }

    /// The number a paragraph stands under, as printed: "4.6 ii".
    pub fn printed(&self, paragraph: usize) -> String {
        self.within
            .get(paragraph)
            .and_then(|(node, _)| *node)
            .map(|node| self.label(node))
            .unwrap_or_default()
    }

    /// A numbered place as a reader calls it.
    pub fn label(&self, node: usize) -> String {
        let one = &self.nodes[node];
        match one.parent {
            Some(parent) if one.mark.word.is_none() && one.mark.path.len() == 1 => {
                let above = &self.nodes[parent].mark;
                let annex = above.word.as_deref().is_some_and(is_annex);
                let own = one.mark.printed.trim_end_matches('.').to_owned();
                if annex { own } else { format!("{} {own}", self.label(parent)) }
            }
            _ => one.mark.printed.trim_end_matches('.').to_owned(),
        }
    }

    /// The part of a paragraph.
    pub fn part(&self, paragraph: usize) -> usize {
        self.within.get(paragraph).map_or(0, |(_, part)| *part)
    }

    /// Whether a place is another one or stands in it.
    pub fn inside(&self, node: usize, outer: usize) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            if node == outer {
                return true;
            }
            at = self.nodes[node].parent;
        }
        false
    }

    /// The child of a place with a label, by its label alone.
    pub fn child(&self, node: usize, label: &str) -> Option<usize> {
        let children = self.nodes[node].children.iter().copied();
        children.into_iter().find(|child| {
            let mark = &self.nodes[*child].mark;
            mark.path.last().is_some_and(|last| last == label) && mark.word.is_none()
        })
    }

    /// Follows a path in one part.
    pub fn find(&self, part: usize, path: &[String]) -> Hit {
        for length in (1..=path.len()).rev() {
            let key = (part, path[..length].join("."));
            if let Some(&node) = self.paths.get(&key) {
                return self.descend(node, &path[length..]);
            }
        }
        Hit::Nothing
    }

    /// Follows the rest of a path from a place.
    pub fn descend(&self, node: usize, rest: &[String]) -> Hit {
        let mut node = node;
        for label in rest {
            match self.child(node, label) {
                Some(child) => node = child,
                None => return Hit::Short { node, lacks: label.clone(), instead: self.instead(node, label) },
            }
        }
        Hit::Node(node)
    }

    /// What is printed where the letter of a reference would stand: 2 for (b).
    fn instead(&self, node: usize, label: &str) -> Option<String> {
        let style = match label.parse::<u32>() {
            Ok(_) => Style::Figures,
            Err(_) => Style::Letters,
        };
        let wanted = value(label, style)?;
        let children = self.nodes[node].children.iter().map(|child| &self.nodes[*child]);
        let mut others = children.filter(|child| child.style != style && child.value == Some(wanted));
        others.next().map(|child| child.mark.printed.clone())
    }
}

impl Builder<'_> {
    fn take(&mut self, at: usize) {
        let paragraph = &self.paragraphs[at];
        match &paragraph.mark {
            Some(mark) => self.numbered(at, mark),
            None if paragraph.kind == Kind::Heading => self.stack.truncate(self.sections),
            None if paragraph.kind == Kind::Text => self.lead = true,
            None => {}
        }
        let part = self.outline.parts.len() - 1;
        self.outline.within.push((self.stack.last().map(|(node, _)| *node), part));
    }

    fn numbered(&mut self, at: usize, mark: &Arc<Mark>) {
        let paragraph = &self.paragraphs[at];
        if mark.word.as_deref().is_some_and(is_annex) {
            self.outline.parts.push(Part { node: Some(self.outline.nodes.len()), start: at });
            self.stack.clear();
            self.push(at, mark, mark.style, None);
            self.sections = 1;
        } else if mark.word.is_some() || self.is_section(paragraph, mark) {
            self.section(at, mark);
        } else {
            self.item(at, mark);
        }
        self.lead = false;
    }

    /// Whether a number counts clauses, and not the items of a list.
    fn is_section(&self, paragraph: &Paragraph, mark: &Mark) -> bool {
        let named = self.stack.iter().any(|(node, _)| {
            self.outline.nodes[*node].mark.word.as_deref().is_some_and(|word| !is_annex(word))
        });
        let figures = mark.style == Style::Figures && !mark.bracketed;
        let plain = paragraph.indent < 2 && !named && !self.marked_up;
        figures && (mark.path.len() > 1 || paragraph.kind == Kind::Heading || plain)
    }

    fn section(&mut self, at: usize, mark: &Arc<Mark>) {
        let part = self.outline.parts.len() - 1;
        let prefixes = (1..mark.path.len()).rev().map(|length| (part, mark.path[..length].join(".")));
        let paths = &self.outline.paths;
        let parent = prefixes.filter_map(|key| paths.get(&key).copied()).next();
        let parent = parent.or(self.outline.parts[part].node);
        self.stack.clear();
        let mut chain = Vec::new();
        let mut up = parent;
        while let Some(node) = up {
            chain.push((node, 0));
            up = self.outline.nodes[node].parent;
        }
        chain.reverse();
        self.stack = chain;
        self.push(at, mark, mark.style, parent);
        self.sections = self.stack.len();
    }

    fn item(&mut self, at: usize, mark: &Arc<Mark>) {
        let indent = self.paragraphs[at].indent;
        while self.stack.len() > self.sections && self.stack.last().is_some_and(|(_, set)| *set > indent + 1)
        {
            self.stack.pop();
        }
        let style = self.style(mark, indent);
        let number = mark.path.last().and_then(|label| value(label, style));
        let same = |outline: &Outline, (node, set): &(usize, usize)| {
            let one = &outline.nodes[*node];
            one.style == style && one.mark.bracketed == mark.bracketed && set.abs_diff(indent) <= 1
        };
        let items = &self.stack[self.sections.min(self.stack.len())..];
        let sibling = items.iter().rposition(|entry| same(&self.outline, entry));
        if let Some(sibling) = sibling {
            let (node, _) = items[sibling];
            let fresh = self.lead && number == Some(1);
            let (list, parent) = (self.outline.nodes[node].list, self.outline.nodes[node].parent);
            self.stack.truncate(self.sections + sibling);
            self.push(at, mark, style, parent);
            if let Some(added) = self.outline.nodes.last_mut().filter(|_| !fresh) {
                added.list = list;
                added.before = Some(node);
            }
        } else {
            let parent = self.stack.last().map(|(node, _)| *node);
            self.push(at, mark, style, parent);
        }
    }

    /// A lone i, v or x is a letter after h, u or w, unless a Roman list is open that it continues.
    fn style(&self, mark: &Mark, indent: usize) -> Style {
        let label = mark.path.last().map_or("", String::as_str);
        if mark.style != Style::Roman || label.len() != 1 {
            return mark.style;
        }
        let continues = |style: Style| {
            let before = value(label, style).map(|value| value - 1);
            self.stack.iter().any(|(node, set)| {
                let one = &self.outline.nodes[*node];
                one.style == style && one.value == before && before > Some(0) && set.abs_diff(indent) <= 1
            })
        };
        if !continues(Style::Roman) && continues(Style::Letters) { Style::Letters } else { Style::Roman }
    }

    fn push(&mut self, at: usize, mark: &Arc<Mark>, style: Style, parent: Option<usize>) {
        let node = self.outline.nodes.len();
        let part = self.outline.parts.len() - 1;
        self.lists += 1;
        let label = mark.path.last().map_or("", String::as_str);
        if let Some(parent) = parent {
            self.outline.nodes[parent].children.push(node);
        }
        self.outline.nodes.push(Node {
            mark: mark.clone(),
            style,
            value: value(label, style),
            part,
            parent,
            children: Vec::new(),
            paragraph: at,
            list: self.lists,
            before: None,
        });
        let section = style == Style::Figures && self.is_section(&self.paragraphs[at], mark);
        let annex = mark.word.as_deref().is_some_and(is_annex);
        if (mark.word.is_some() && !annex) || section {
            self.outline.paths.entry((part, mark.path.join("."))).or_insert(node);
        }
        self.stack.push((node, self.paragraphs[at].indent));
    }
}
