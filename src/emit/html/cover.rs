//! What an instrument opens with: its title, and the cover's data where it has a cover.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Page;
use crate::document::{CoverParty, KeyTerm, Meta, Watermark};
use crate::emit::look::Logo;

impl<'a> Page<'a> {
    /// Title and cover. Only the instrument that opens the page has the page's title.
    pub(super) fn opening(&mut self, meta: &'a Meta, first: bool) {
        if let Some(mark) = meta.watermark {
            self.push("<p class=\"status\">");
            self.text(mark.word());
            self.push("</p>\n");
            if mark == Watermark::Draft {
                self.line("status-note", self.words.draft);
            }
        }
        let id = self.index.document_id(self.document);
        if first {
            self.put(format_args!("<h1 id=\"{id}\">"));
        } else {
            self.put(format_args!("<h2 class=\"title\" id=\"{id}\">"));
        }
        // A heading must have words.
        self.isolated(if meta.title.trim().is_empty() { "–" } else { &meta.title });
        self.push(if first { "</h1>\n" } else { "</h2>\n" });
        if let Some(subtitle) = &meta.subtitle {
            self.line("subtitle", subtitle);
        }
        self.parties(&meta.parties);
        if first {
            self.identity(meta);
        }
        self.key_terms(&meta.key_terms);
        if let Some(notice) = &meta.notice {
            self.line("notice", notice);
        }
    }

    /// The logo of the house, inside the page itself. Its height is that of print in CSS points.
    pub(super) fn logo(&mut self, logo: &Logo) {
        let (width, height) = (logo.width() / 0.75, logo.height / 0.75);
        self.put(format_args!("<img class=\"logo\" width=\"{width:.0}\" height=\"{height:.0}\" alt=\""));
        self.text(logo.alternative.trim());
        self.put(format_args!("\" src=\"data:{};base64,", logo.media_type));
        self.push(&STANDARD.encode(&logo.file));
        self.push("\">\n");
    }

    fn line(&mut self, class: &str, words: &str) {
        self.put(format_args!("<p class=\"{class}\">"));
        self.isolated(words);
        self.push("</p>\n");
    }

    /// Version and reference.
    fn identity(&mut self, meta: &Meta) {
        for words in [&meta.version, &meta.reference] {
            if !words.is_empty() {
                self.line("identity", words);
            }
        }
    }

    fn parties(&mut self, parties: &'a [CoverParty]) {
        if parties.is_empty() {
            return;
        }
        self.push("<ul class=\"parties\" aria-label=\"");
        self.text(self.words.parties);
        self.push("\">\n");
        for party in parties {
            self.push("<li><p class=\"party\">");
            self.inlines(&party.name);
            self.push("</p>\n<p class=\"role\">");
            self.inlines(&party.role);
            self.push("</p></li>\n");
        }
        self.push("</ul>\n");
    }

    fn key_terms(&mut self, terms: &'a [KeyTerm]) {
        if terms.is_empty() {
            return;
        }
        self.push("<table class=\"labelled key-terms\">\n<caption>");
        self.text(self.words.key_terms);
        self.push("</caption>\n<tbody>\n");
        for term in terms {
            self.push("<tr><th scope=\"row\">");
            self.inlines(&term.label);
            self.push("</th>\n<td>");
            self.cell(&term.value);
            self.push("</td></tr>\n");
        }
        self.push("</tbody>\n</table>\n");
    }
}
