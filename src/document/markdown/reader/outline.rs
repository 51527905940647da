//! The top level of a text: which paragraphs are clauses, and what stands under which heading.

use pulldown_cmark::{HeadingLevel, Tag};

use super::super::tree::{Node, What};
use super::table::strip_front;
use super::{Manner, Reader};
use crate::document::resolve::tidy;
use crate::document::{Block, Inline, Key, Kind, Number, Section};

/// Begins a paragraph that continues the clause above.
const CONTINUED: &str = "^ ";
/// Begins a paragraph that is unnumbered running text.
const RUNNING: &str = "~ ";

/// The text read so far: finished blocks, and the parts and the clause that are still open.
#[derive(Default)]
struct Outline {
    blocks: Vec<Block>,
    /// Open parts, the outermost first, with the level of their headings.
    parts: Vec<(HeadingLevel, Section)>,
    clause: Option<Section>,
}

impl Outline {
    /// Where the next block goes that belongs to no clause.
    fn level(&mut self) -> &mut Vec<Block> {
        match self.parts.last_mut() {
            Some((_, part)) => &mut part.blocks,
            None => &mut self.blocks,
        }
    }

    /// Where a list or table goes: into the open clause, or else beside it.
    fn following(&mut self) -> &mut Vec<Block> {
        match (&mut self.clause, self.parts.last_mut()) {
            (Some(clause), _) => &mut clause.blocks,
            (None, Some((_, part))) => &mut part.blocks,
            (None, None) => &mut self.blocks,
        }
    }

    fn close_clause(&mut self) {
        if let Some(clause) = self.clause.take() {
            self.level().push(Block::section(clause));
        }
    }

    /// Closes the clause and every part that a heading of this level ends.
    fn close(&mut self, level: HeadingLevel) {
        self.close_clause();
        while let Some((_, part)) = self.parts.pop_if(|(open, _)| *open >= level) {
            self.level().push(Block::section(part));
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close(HeadingLevel::H1);
        self.blocks
    }
}

impl Reader<'_> {
    /// Reads the top level of a clause's text.
    pub(super) fn clauses(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut outline = Outline::default();
        let mut rest = nodes;
        while let Some((node, after)) = rest.split_first() {
            rest = after;
            if let Some((caption, table)) = self.captioned_table(node, rest.first()) {
                rest = &rest[1..];
                let table = Block::table(self.table(table, Some(caption)));
                outline.following().push(table);
                continue;
            }
            match &node.what {
                What::Branch(Tag::Heading { level, .. }, inner) => {
                    if *level < HeadingLevel::H3 {
                        let message = "the title of a clause stands in its front matter; \
                                       headings in it begin with `###`";
                        self.problem(message, &node.range);
                    }
                    self.part(*level, inner, &mut outline);
                }
                What::Branch(Tag::Paragraph, inner) => self.paragraph(node, inner, &mut outline),
                _ => self.block(node, outline.following()),
            }
        }
        outline.finish()
    }

    /// Reads the top level of a text without conventions.
    pub(super) fn parts(&mut self, nodes: &[Node]) -> Vec<Block> {
        debug_assert!(self.manner != Manner::Clause);
        let mut outline = Outline::default();
        for node in nodes {
            match &node.what {
                What::Branch(Tag::Heading { level, .. }, inner) => {
                    self.part(*level, inner, &mut outline);
                }
                _ => self.block(node, outline.level()),
            }
        }
        outline.finish()
    }

    fn part(&mut self, level: HeadingLevel, heading: &[Node], outline: &mut Outline) {
        outline.close(level);
        let title = self.run(heading);
        let key = self.key(&title);
        let part = section(Kind::Part, key, title);
        outline.parts.push((level, part));
    }

    fn paragraph(&mut self, node: &Node, inner: &[Node], outline: &mut Outline) {
        // The marker is looked for in the author's words, before any fact has taken its place.
        let marker = match inner {
            [Node { what: What::Text(words), .. }, rest @ ..] => {
                if rest.is_empty() && matches!(words.as_str(), "^" | "~") {
                    // A template left nothing but the marker.
                    return;
                }
                let mut markers = [CONTINUED, RUNNING].into_iter();
                markers.find(|marker| words.starts_with(marker))
            }
            _ => None,
        };
        let mut run = self.run(inner);
        if let Some(marker) = marker {
            strip_front(&mut run, marker.trim_end());
            tidy(&mut run);
        }
        match marker {
            Some(CONTINUED) => match &mut outline.clause {
                Some(clause) => clause.blocks.push(Block::Paragraph(run)),
                None => self.problem("no clause stands before this to be continued", &node.range),
            },
            Some(_) => {
                outline.close_clause();
                outline.level().push(Block::Paragraph(run));
            }
            None => {
                outline.close_clause();
                outline.clause = Some(self.clause(run));
            }
        }
    }

    fn clause(&mut self, mut run: Vec<Inline>) -> Section {
        let title = take_heading(&mut run);
        let key = match title.is_empty() {
            true => "".into(),
            false => self.key(&title),
        };
        let mut clause = section(Kind::Clause, key, title);
        tidy(&mut run);
        if !run.is_empty() {
            clause.blocks.push(Block::Paragraph(run));
        }
        clause
    }
}

/// Takes the run-in heading off a paragraph: leading strong words that end in a period of the
/// author's own, not of a fact ("Acme Inc.").
fn take_heading(run: &mut Vec<Inline>) -> Vec<Inline> {
    let Some(Inline::Strong(words)) = run.first_mut() else {
        return Vec::new();
    };
    let Some(Inline::Text(last)) = words.last_mut() else {
        return Vec::new();
    };
    let Some(rest) = last.strip_suffix('.') else {
        return Vec::new();
    };
    *last = rest.into();
    let mut title = std::mem::take(words);
    tidy(&mut title);
    run.remove(0);
    title
}

fn section(kind: Kind, key: Key, title: Vec<Inline>) -> Section {
    Section { key, kind, number: Number::default(), title, origin: None, language: None, blocks: Vec::new() }
}
