//! Fits the label of a reference into its sentence.

use crate::document::{Inline, Text, capitalised, plain};

/// Begins a label with a capital where it begins a sentence, and avoids brackets within brackets.
pub fn labels(run: &mut [Inline], begins: bool, language: &str) {
    let mut before = Before { sentence: begins, depth: 0, language };
    before.run(run);
}

struct Before<'l> {
    /// Whether a sentence begins here.
    sentence: bool,
    /// How many brackets are open.
    depth: usize,
    /// Of the document.
    language: &'l str,
}

impl Before<'_> {
    fn run(&mut self, run: &mut [Inline]) {
        for inline in run {
            if let Inline::Reference(reference) = inline
                && reference.text.is_empty()
            {
                if self.depth > 0 {
                    reference.label = unbracketed(&reference.label, self.language);
                }
                if self.sentence {
                    reference.label = capitalised(&reference.label).into();
                }
                self.sentence = false;
                continue;
            }
            match inline {
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Changed(_, inner) => {
                    self.run(inner)
                }
                Inline::Note(_) => {}
                other => self.pass(&plain(std::slice::from_ref(other))),
            }
        }
    }

    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '(' => self.depth += 1,
                ')' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        let trimmed = text.trim_end();
        if !trimmed.is_empty() {
            self.sentence = trimmed.len() < text.len() && trimmed.ends_with(['.', '?', '!']);
        }
    }
}

/// "clause 8 (Breach notice)" as "clause 8 “Breach notice”".
fn unbracketed(label: &str, language: &str) -> Text {
    let Some((head, rest)) = label.split_once(" (") else { return label.into() };
    match rest.rsplit_once(')') {
        Some((title, tail)) => format!("{head} {}{tail}", quoted(title, language)).into(),
        None => label.into(),
    }
}

/// A title between the quotation marks of a language (BCP 47).
pub fn quoted(title: &str, language: &str) -> String {
    match language.split('-').next() {
        Some("de") => format!("\u{201e}{title}\u{201c}"),
        Some("fr") => format!("\u{ab}\u{a0}{title}\u{a0}\u{bb}"),
        _ => format!("\u{201c}{title}\u{201d}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Inline, Reference, plain};

    fn fitted(before: &str, begins: bool) -> String {
        let reference = Reference {
            to: "dpa/x".into(),
            text: Vec::new(),
            label: "clause 8 (Breach notice)".into(),
            document: "dpa".into(),
        };
        let mut run = vec![Inline::Text(before.into()), Inline::reference(reference)];
        super::labels(&mut run, begins, "en-GB");
        plain(&run)
    }

    #[test]
    fn labels_fit_their_sentence() {
        assert_eq!(fitted("", true), "Clause 8 (Breach notice)");
        assert_eq!(fitted("It ends. ", false), "It ends. Clause 8 (Breach notice)");
        assert_eq!(fitted("as in ", true), "as in clause 8 (Breach notice)");
        assert_eq!(fitted("at once (", true), "at once (clause 8 “Breach notice”");
        assert_eq!(fitted("of Art. 5 and ", true), "of Art. 5 and clause 8 (Breach notice)");
    }
}
