//! Redlines: which changes a page shows, and the ways between the two places of a move.

use super::Page;
use crate::document::Mark;

/// The style of what only redlines have.
pub(super) const SHEET: &str = include_str!("../../../templates/redline.css");

impl Page<'_> {
    /// Boxes to tick, by which the style sheet shows and hides kinds of changes: no script is run.
    pub(super) fn filter(&mut self) {
        let words = self.words;
        self.push("<fieldset class=\"shown\">\n<legend>");
        self.text(words.shown);
        self.push("</legend>\n<ul>\n");
        let kinds = [
            ("in", words.inserted),
            ("out", words.deleted),
            ("moved", words.moved),
            ("rest", words.unchanged),
        ];
        for (kind, name) in kinds {
            self.put(format_args!("<li><label><input type=\"checkbox\" id=\"_show-{kind}\" checked> "));
            self.text(name);
            self.push("</label></li>\n");
        }
        self.push("</ul>\n</fieldset>\n");
    }

    /// The way from the beginning of one place of a move to the other; nothing from where it goes on, or within a
    /// link.
    pub(super) fn way(&mut self, mark: Mark) {
        let (number, here, there, said, sign) = match mark {
            Mark::MovedHere(number) => (number, "here", "away", self.words.moved_here, "↷"),
            Mark::MovedAway(number) => (number, "away", "here", self.words.moved_away, "↶"),
            _ => return,
        };
        let id = format!("_move-{number}-{here}");
        if number == 0 || self.linked || !self.numbered.insert(id.clone()) {
            return;
        }
        self.put(format_args!(
            "<a class=\"move\" id=\"{id}\" href=\"#_move-{number}-{there}\" aria-label=\""
        ));
        self.text(said);
        self.put(format_args!("\">{sign}</a>"));
    }

    /// Says where the end of a paragraph came or went.
    pub(super) fn paragraph_end(&mut self, mark: Mark) {
        let Some(said) = self.words.of_end(mark) else { return };
        self.push("<span class=\"end\">");
        self.text(&said);
        self.push("</span>");
    }
}
