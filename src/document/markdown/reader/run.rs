//! Running text: emphasis, links, references, notes, and the tokens that stand for facts.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::super::quotes::curl;
use super::super::tree::{Node, What, words};
use super::super::{TOKEN_END, TOKEN_START};
use super::tags::{is_anchor, is_html, script_of, target_of};
use super::{Manner, Reader, is_comment};
use crate::document::resolve::tidy;
use crate::document::{Inline, Link, Note, Reference, plain};

impl Reader<'_> {
    /// Reads a whole run of text and tidies it.
    pub(super) fn run(&mut self, nodes: &[Node]) -> Vec<Inline> {
        self.before = ' ';
        let mut run = self.inlines(nodes);
        tidy(&mut run);
        run
    }

    fn inlines(&mut self, nodes: &[Node]) -> Vec<Inline> {
        let mut run = Vec::new();
        let mut script: Option<fn(char) -> char> = None;
        // Where a link began that is written as HTML, and where it leads.
        let mut open: Option<(usize, String)> = None;
        for node in nodes {
            match &node.what {
                What::Text(text) => match script {
                    Some(script) => {
                        self.text(&text.chars().map(script).collect::<String>(), &node.range, &mut run)
                    }
                    None => self.text(text, &node.range, &mut run),
                },
                What::Leaf(Event::InlineHtml(tag))
                    if self.manner == Manner::Foreign && script_of(tag).is_some() =>
                {
                    script = script_of(tag);
                }
                What::Leaf(Event::InlineHtml(tag)) if self.manner == Manner::Foreign && is_anchor(tag) => {
                    if let Some((start, url)) = open.take() {
                        let inner = run.split_off(start);
                        self.link(LinkType::Inline, &url, inner, &node.range, &mut run);
                    }
                    open = target_of(tag).map(|url| (run.len(), url));
                }
                What::Leaf(leaf) => self.leaf(leaf, &node.range, &mut run),
                What::Branch(Tag::Strong, inner) => run.push(Inline::Strong(self.inlines(inner))),
                What::Branch(Tag::Emphasis, inner) => {
                    run.push(Inline::Emphasis(self.inlines(inner)));
                }
                What::Branch(Tag::Link { link_type, dest_url, .. }, inner) => {
                    let inner = self.link_text(*link_type, inner);
                    self.link(*link_type, dest_url, inner, &node.range, &mut run);
                }
                What::Branch(tag, inner) => {
                    if matches!(tag, Tag::Image { .. }) {
                        self.unfit("an image", &node.range);
                    }
                    run.extend(self.inlines(inner));
                }
            }
        }
        run
    }

    /// Words, with each token replaced by what it stands for.
    fn text(&mut self, text: &str, range: &Range<usize>, run: &mut Vec<Inline>) {
        if self.manner == Manner::Clause {
            self.leftovers(text, range);
        }
        let curled = match self.manner {
            Manner::Clause => curl(text, self.before),
            Manner::Plain | Manner::Foreign => Cow::Borrowed(text),
        };
        self.before = curled.chars().next_back().unwrap_or(self.before);
        self.expand(&curled, range, run);
    }

    /// Marks that Markdown did not understand stay in the words, where nobody wants them.
    fn leftovers(&mut self, text: &str, range: &Range<usize>) {
        if !text.bytes().any(|byte| matches!(byte, b'[' | b']' | b'*')) {
            return;
        }
        for (mark, message) in [
            ("[^", "this mark refers to no footnote"),
            ("**", "these asterisks make nothing bold"),
            ("](", "these brackets make no link"),
        ] {
            if text.contains(mark) {
                self.problem(message, range);
            }
        }
    }

    fn expand(&mut self, text: &str, range: &Range<usize>, run: &mut Vec<Inline>) {
        let mut rest = text;
        while let Some(at) = rest.find([TOKEN_START, TOKEN_END]) {
            let (words, from) = rest.split_at(at);
            push_text(words, run);
            let token = from.strip_prefix(TOKEN_START).and_then(|inside| inside.split_once(TOKEN_END));
            let Some((id, after)) = token else {
                return self.problem("U+FDD0 and U+FDD1 stand for facts, not in texts", range);
            };
            match id.parse().ok().and_then(|id| self.tokens.inlines(id)) {
                Some(inlines) => run.extend(inlines),
                None => self.problem("no fact has this token", range),
            }
            rest = after;
        }
        push_text(rest, run);
    }

    fn leaf(&mut self, leaf: &Event, range: &Range<usize>, run: &mut Vec<Inline>) {
        let mut before = ' ';
        match leaf {
            Event::SoftBreak => push_text(" ", run),
            Event::HardBreak => run.push(Inline::Break),
            Event::InlineHtml(html) | Event::Html(html) => {
                before = self.before;
                self.inline_html(html, range, run);
            }
            Event::Code(code) => {
                self.unfit("code between backticks", range);
                self.expand(code, range, run);
                before = 'c';
            }
            Event::FootnoteReference(name) => {
                before = self.before;
                match self.notes.get_mut(name.as_ref()) {
                    Some(note) => {
                        let again = std::mem::replace(&mut note.used, true);
                        if again && self.manner == Manner::Foreign {
                            // Somebody else's note may be long, and have very many marks.
                            push_text(&Note::DAGGER.to_string(), run);
                        } else {
                            let text = note.text.clone();
                            run.push(Inline::note(Note { number: 0, published: None, text }));
                        }
                    }
                    None if self.manner == Manner::Foreign => push_text(&format!("[^{name}]"), run),
                    None => self.problem("this mark refers to no footnote before it", range),
                }
            }
            _ => {}
        }
        self.before = before;
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>, run: &mut Vec<Inline>) {
        let name: String = html.chars().filter(|c| !c.is_whitespace()).collect();
        if name.eq_ignore_ascii_case("<br>") || name.eq_ignore_ascii_case("<br/>") {
            run.push(Inline::Break);
            self.before = ' ';
        } else if self.manner == Manner::Foreign && !is_html(html) {
            push_text(html, run);
        } else if self.manner == Manner::Clause || !is_comment(html) {
            self.problem("raw HTML has no place here, only `<br>`", range);
        }
    }

    /// The words of a link; an address in angle brackets has none of its own, and keeps its marks.
    fn link_text(&mut self, kind: LinkType, inner: &[Node]) -> Vec<Inline> {
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            self.before = 'x';
            return vec![Inline::Text(words(inner).into())];
        }
        self.inlines(inner)
    }

    fn link(
        &mut self,
        kind: LinkType,
        url: &str,
        text: Vec<Inline>,
        range: &Range<usize>,
        run: &mut Vec<Inline>,
    ) {
        if let Some(key) = url.strip_prefix("clause:") {
            return self.reference(kind, key, text, range, run);
        }
        let mut expanded = Vec::new();
        self.expand(url, range, &mut expanded);
        let mut url = plain(&expanded);
        if kind == LinkType::Email {
            url.insert_str(0, "mailto:");
        }
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let leads =
            ["http", "https", "mailto", "sign"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let whole = !url.contains(|c: char| c.is_whitespace() || c.is_control());
        // To another text beside one that somebody else wrote.
        let beside =
            self.manner == Manner::Foreign && scheme.is_empty() && !url.starts_with('#') && !url.is_empty();
        if (leads || beside) && whole {
            let text = match text.is_empty() {
                true => vec![Inline::Text(url.as_str().into())],
                false => text,
            };
            let url = url.into();
            run.push(Inline::Link(Link { url, text }));
        } else {
            if self.manner == Manner::Clause {
                let message = format!("`{url}` is no `https:`, `http:`, `mailto:` or `clause:` address");
                self.problem(message, range);
            }
            run.extend(text);
        }
    }

    fn reference(
        &mut self,
        kind: LinkType,
        key: &str,
        text: Vec<Inline>,
        range: &Range<usize>,
        run: &mut Vec<Inline>,
    ) {
        if key.is_empty() || key.contains([TOKEN_START, TOKEN_END]) {
            self.problem("a reference names a place, as in `clause:dpa/audit`", range);
        }
        let text = match kind {
            LinkType::Autolink => Vec::new(),
            _ => text,
        };
        self.before = 'x';
        run.push(Inline::reference(Reference {
            to: key.into(),
            text,
            label: "".into(),
            document: "".into(),
        }));
    }
}

fn push_text(words: &str, run: &mut Vec<Inline>) {
    if !words.is_empty() {
        run.push(Inline::Text(words.into()));
    }
}
