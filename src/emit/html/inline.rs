//! Running text as HTML.

use super::escape::url;
use super::{Page, changed, direction};
use crate::document::{Inline, Link, Mark, Note, Reference, Stated, Text};

impl<'a> Page<'a> {
    /// A run of text.
    pub(super) fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(words) => self.text(words),
                Inline::Fact(fact) => self.fact(fact),
                Inline::Strong(inner) => self.wrapped("strong", inner),
                Inline::Emphasis(inner) => self.wrapped("em", inner),
                Inline::Break => self.push("<br>"),
                Inline::Link(link) => self.link(link),
                Inline::Reference(reference) => self.reference(reference),
                Inline::Term { to, text } => self.term(to, text),
                Inline::Note(note) => self.note(note),
                Inline::Foreign { language, text } => {
                    self.push("<span");
                    let around = self.lang(language);
                    self.push(">");
                    self.inlines(text);
                    self.push("</span>");
                    self.right_to_left = around;
                }
                Inline::Blank(what) => {
                    self.push("<span class=\"blank\">[");
                    self.text(what);
                    self.push("]</span>");
                }
                Inline::Changed(mark, inner) => self.change(*mark, inner),
            }
        }
    }

    fn wrapped(&mut self, element: &str, inner: &'a [Inline]) {
        self.put(format_args!("<{element}>"));
        self.inlines(inner);
        self.put(format_args!("</{element}>"));
    }

    fn fact(&mut self, fact: &Stated) {
        if !self.tinted {
            return self.isolated(&fact.text);
        }
        let turns = direction::turns(&fact.text, self.right_to_left);
        let element = if turns { "bdi" } else { "span" };
        self.put(format_args!("<{element} class=\"fact\">"));
        self.text(&fact.text);
        self.put(format_args!("</{element}>"));
    }

    /// Text that is a link, unless it stands in one or has nowhere to lead.
    fn anchored(&mut self, class: &str, href: Option<String>, inner: impl FnOnce(&mut Self)) {
        let href = href.filter(|_| !self.linked);
        let Some(href) = href else {
            return inner(self);
        };
        self.put(format_args!("<a class=\"{class}\" href=\"{href}\">"));
        self.linked = true;
        inner(self);
        self.linked = false;
        self.push("</a>");
    }

    fn link(&mut self, link: &'a Link) {
        self.anchored("out", url(&link.url), |page| {
            if link.text.is_empty() {
                page.text(&link.url);
            } else {
                page.inlines(&link.text);
            }
        });
    }

    fn reference(&mut self, to: &'a Reference) {
        let href = self.index.target(self.document, &to.to, &to.document);
        self.anchored("ref", href, |page| {
            if to.text.is_empty() {
                page.text(&to.label);
            } else {
                page.inlines(&to.text);
            }
        });
    }

    fn term(&mut self, to: &Text, words: &str) {
        let href = self.index.term(self.document, to);
        let href = href.map(|id| format!("#{id}"));
        self.anchored("term", href, |page| page.text(words));
    }

    fn note(&mut self, note: &'a Note) {
        self.notes.push((note.label(), &note.text));
        let (there, here) = self.note_ids(self.notes.len() - 1);
        let number = note.label();
        if self.linked {
            self.put(format_args!("<sup id=\"{here}\">{number}</sup>"));
        } else {
            self.put(format_args!("<sup><a id=\"{here}\" href=\"#{there}\" aria-label=\""));
            self.text(&format!("{} {number}", self.words.note));
            self.put(format_args!("\">{number}</a></sup>"));
        }
    }

    fn change(&mut self, mark: Mark, inner: &'a [Inline]) {
        let (element, class) = changed(mark);
        let outer = self.gone;
        self.gone |= mark.strikes();
        self.put(format_args!("<{element} class=\"{class}\">"));
        self.way(mark);
        self.paragraph_end(mark);
        self.inlines(inner);
        self.put(format_args!("</{element}>"));
        self.gone = outer;
    }
}
