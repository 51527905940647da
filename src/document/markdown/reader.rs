//! Reads the tree of Markdown into blocks.

mod outline;
mod run;
mod table;
mod tags;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::tree::{self, Node, What};
use super::{Problem, ReadHtml, Tokens, slug};
use crate::document::resolve::tidy;
use crate::document::{Block, Definition, Inline, Item, Key, List, Marker, Number, plain, walk};
use tags::without_tags;

/// Which conventions hold.
#[derive(Clone, Copy, PartialEq)]
pub enum Manner {
    /// Those in which clauses are written.
    Clause,
    /// None.
    Plain,
    /// None, and nothing is a problem: what cannot be understood is read for its words.
    Foreign,
}

/// Reads one text.
pub struct Reader<'a> {
    tokens: &'a dyn Tokens,
    manner: Manner,
    /// What reads HTML that stands among the Markdown of others.
    pub html: Option<&'a ReadHtml<'a>>,
    /// Stands before the slug in each key.
    prefix: String,
    keys: BTreeSet<String>,
    /// How many places have had a name, so that equal titles are counted on.
    copies: HashMap<String, usize>,
    notes: BTreeMap<String, Footnote>,
    problems: Vec<Problem>,
    /// The last character of the run being read, for quotation marks.
    before: char,
}

/// The text of a footnote, until its marks are met.
struct Footnote {
    text: Vec<Inline>,
    range: Range<usize>,
    used: bool,
}

impl<'a> Reader<'a> {
    pub fn new(tokens: &'a dyn Tokens, manner: Manner, prefix: String) -> Reader<'a> {
        Reader {
            tokens,
            manner,
            html: None,
            prefix,
            keys: BTreeSet::new(),
            copies: HashMap::new(),
            notes: BTreeMap::new(),
            problems: Vec::new(),
            before: ' ',
        }
    }

    pub fn read(mut self, text: &str) -> Result<Vec<Block>, Vec<Problem>> {
        let nodes = tree::parse(text, self.manner == Manner::Foreign).map_err(|problem| vec![problem])?;
        self.read_notes(&nodes);
        let mut blocks = match self.manner {
            Manner::Clause => self.clauses(&nodes),
            Manner::Plain | Manner::Foreign => self.parts(&nodes),
        };
        for note in self.notes.values().filter(|note| !note.used) {
            if self.manner == Manner::Foreign {
                push_paragraph(note.text.clone(), &mut blocks);
                continue;
            }
            self.problems.push(Problem {
                message: "no mark in the text refers to this footnote".into(),
                range: note.range.clone(),
            });
        }
        if self.problems.is_empty() {
            Ok(blocks)
        } else {
            self.problems.sort_by_key(|problem| problem.range.start);
            Err(self.problems)
        }
    }

    fn problem(&mut self, message: impl Into<String>, range: &Range<usize>) {
        if self.manner != Manner::Foreign {
            self.problems.push(Problem { message: message.into(), range: range.clone() });
        }
    }

    /// A problem in a clause; in other texts the words are taken as they are.
    fn unfit(&mut self, what: &str, range: &Range<usize>) {
        if self.manner == Manner::Clause {
            self.problem(format!("{what} has no place in a clause"), range);
        }
    }

    /// Footnotes may stand anywhere, so they are read before the text.
    fn read_notes(&mut self, nodes: &[Node]) {
        for node in nodes {
            let What::Branch(tag, inner) = &node.what else {
                continue;
            };
            let Tag::FootnoteDefinition(name) = tag else {
                self.read_notes(inner);
                continue;
            };
            let mut blocks = self.blocks(inner);
            if !matches!(blocks.as_slice(), [Block::Paragraph(_)]) {
                self.problem("a footnote is one paragraph", &node.range);
            }
            let text = match blocks.as_mut_slice() {
                [Block::Paragraph(run)] => std::mem::take(run),
                blocks => words_of(blocks),
            };
            if let Some(known) = self.notes.get_mut(name.as_ref()) {
                known.text.push(Inline::Break);
                known.text.extend(text);
                self.problem(format!("footnote `{name}` stands here twice"), &node.range);
                continue;
            }
            let note = Footnote { text, range: node.range.clone(), used: false };
            self.notes.insert(name.to_string(), note);
        }
    }

    /// Blocks inside an item, a meaning, or a text without conventions. In a tight list, the words
    /// of a paragraph stand there bare.
    fn blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut rest = nodes;
        while let Some(node) = rest.first() {
            let bare = rest.iter().take_while(|node| is_inline(node)).count();
            if bare > 0 {
                push_paragraph(self.run(&rest[..bare]), &mut blocks);
                rest = &rest[bare..];
                continue;
            }
            rest = &rest[1..];
            if let Some((caption, table)) = self.captioned_table(node, rest.first()) {
                blocks.push(Block::table(self.table(table, Some(caption))));
                rest = &rest[1..];
            } else {
                self.block(node, &mut blocks);
            }
        }
        blocks
    }

    fn block(&mut self, node: &Node, blocks: &mut Vec<Block>) {
        let What::Branch(tag, inner) = &node.what else {
            return self.block_leaf(node);
        };
        match tag {
            Tag::Paragraph => push_paragraph(self.run(inner), blocks),
            Tag::List(start) => {
                let mut items: Vec<Item> = inner.iter().map(|item| self.item(item)).collect();
                if let Some(first) = start.filter(|first| *first != 1 && self.manner == Manner::Foreign) {
                    // Where somebody else's list goes on, its items are known by the numbers that they have.
                    let labels = (first..).map(|number| format!("{number}."));
                    items
                        .iter_mut()
                        .zip(labels)
                        .for_each(|(item, label)| item.number = Number::published(label));
                }
                let counted = start.is_some() || (self.manner == Manner::Foreign && take_labels(&mut items));
                let marker = if counted { Marker::Counted } else { Marker::Bullet };
                blocks.push(Block::List(List { marker, items }));
            }
            Tag::DefinitionList => blocks.push(Block::Definitions(self.definitions(inner))),
            Tag::Table(_) => blocks.push(Block::table(self.table(node, None))),
            Tag::FootnoteDefinition(_) => {}
            Tag::Heading { .. } => {
                self.unfit("a heading inside other text", &node.range);
                push_paragraph(self.run(inner), blocks);
            }
            Tag::BlockQuote(_) => {
                self.unfit("a block quote", &node.range);
                blocks.extend(self.blocks(inner));
            }
            Tag::CodeBlock(_) => {
                self.unfit("a code block, made by backticks or by four spaces,", &node.range);
                push_paragraph(self.run(inner), blocks);
            }
            Tag::HtmlBlock => {
                let html = tree_html(inner);
                if self.manner == Manner::Foreign {
                    match self.html.and_then(|read| read(&html)) {
                        Some(read) => blocks.extend(read),
                        None => push_paragraph(vec![Inline::Text(without_tags(&html).into())], blocks),
                    }
                } else if self.manner == Manner::Clause || !is_comment(&html) {
                    self.problem("raw HTML has no place here", &node.range);
                }
            }
            _ => blocks.extend(self.blocks(inner)),
        }
    }

    fn block_leaf(&mut self, node: &Node) {
        if matches!(node.what, What::Leaf(Event::Rule)) {
            self.unfit("a rule", &node.range);
        }
    }

    fn item(&mut self, node: &Node) -> Item {
        let mut blocks = match &node.what {
            What::Branch(_, inner) => self.blocks(inner),
            _ => Vec::new(),
        };
        if !matches!(blocks.first(), Some(Block::Paragraph(_))) {
            blocks.insert(0, Block::Paragraph(Vec::new()));
        }
        Item { number: Number::default(), blocks }
    }

    fn definitions(&mut self, nodes: &[Node]) -> Vec<Definition> {
        let mut definitions: Vec<Definition> = Vec::new();
        for node in nodes {
            let What::Branch(tag, inner) = &node.what else {
                continue;
            };
            if matches!(tag, Tag::DefinitionListTitle) {
                let term = plain(&self.run(inner));
                let name = slug(&term);
                if name.is_empty() {
                    self.problem("a defined term has no letters", &node.range);
                }
                definitions.push(Definition {
                    key: format!("term:{name}").into(),
                    term: term.into(),
                    meaning: Vec::new(),
                });
            } else {
                let meaning = self.blocks(inner);
                if let Some(definition) = definitions.last_mut() {
                    definition.meaning.extend(meaning);
                }
            }
        }
        definitions
    }

    /// The key of a place with the given title, unlike every other key in this text.
    fn key(&mut self, title: &[Inline]) -> Key {
        let name = slug(&plain(title));
        if name.is_empty() {
            return "".into();
        }
        let copies = self.copies.entry(name.clone()).or_default();
        loop {
            *copies += 1;
            let key = match copies {
                1 => format!("{}{name}", self.prefix),
                _ => format!("{}{name}-{copies}", self.prefix),
            };
            if self.keys.insert(key.clone()) {
                return key.into();
            }
        }
    }
}

/// Takes the labels `(a)`, `(b)` from the words of the items of a list with bullets, and makes them their numbers, if
/// each item has one: so a list is written that Markdown cannot count.
fn take_labels(items: &mut [Item]) -> bool {
    let label = |item: &Item| -> Option<(String, String)> {
        let Some(Block::Paragraph(run)) = item.blocks.first() else { return None };
        let Some(Inline::Text(text)) = run.first() else { return None };
        let (label, rest) = text.split_once(' ')?;
        let inside = label.strip_prefix('(')?.strip_suffix(')')?;
        let counts =
            (1..=5).contains(&inside.len()) && inside.bytes().all(|byte| byte.is_ascii_alphanumeric());
        counts.then(|| (label.to_owned(), rest.to_owned()))
    };
    let Some(labels) = items.iter().map(label).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())
    else {
        return false;
    };
    for (item, (label, rest)) in items.iter_mut().zip(labels) {
        item.number = Number::published(label);
        if let Some(Block::Paragraph(run)) = item.blocks.first_mut() {
            run[0] = Inline::Text(rest.into());
            tidy(run);
        }
    }
    true
}

fn push_paragraph(mut run: Vec<Inline>, blocks: &mut Vec<Block>) {
    tidy(&mut run);
    if !run.is_empty() {
        blocks.push(Block::Paragraph(run));
    }
}

fn is_inline(node: &Node) -> bool {
    match &node.what {
        What::Text(_) => true,
        What::Leaf(event) => !matches!(event, Event::Rule | Event::Html(_)),
        What::Branch(tag, _) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
    }
}

fn tree_html(nodes: &[Node]) -> String {
    let html = nodes.iter().map(|node| match &node.what {
        What::Leaf(Event::Html(html)) => html.to_string(),
        What::Text(words) => words.clone(),
        _ => String::new(),
    });
    html.collect()
}

/// The text of some blocks as one run, a line for each.
fn words_of(blocks: &[Block]) -> Vec<Inline> {
    let mut out = Vec::new();
    walk::runs(blocks, &mut |_, _, run| {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.extend_from_slice(run);
    });
    out
}

/// Whether the HTML is one comment.
fn is_comment(html: &str) -> bool {
    html.trim()
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .is_some_and(|inside| !inside.contains("-->"))
}
