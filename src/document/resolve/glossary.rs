//! The terms that a draft may use, in all their forms, and what becomes of words that use them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::{Inline, Key, Text};
use crate::memo::Store;

/// Glossaries of many packs: those that define the same terms link the same words alike.
pub struct Glossaries(Store<Arc<Glossary>>);

/// Bytes of linked words that a glossary keeps, about.
const WORDS: usize = 1 << 20;
/// Bytes that all glossaries take with their words, about.
const MOST: usize = 32 * WORDS;

impl Default for Glossaries {
    fn default() -> Glossaries {
        Glossaries(Store::of(MOST))
    }
}

impl Glossaries {
    /// The glossary of some terms with their keys.
    pub fn of(&self, terms: &BTreeMap<Text, Key>) -> Arc<Glossary> {
        let mut known = Vec::new();
        for text in terms.iter().flat_map(|(term, key)| [term, key]) {
            known.extend_from_slice(text.as_bytes());
            known.push(0xff);
        }
        self.0.get(&known).unwrap_or_else(|| {
            let glossary = Arc::new(Glossary { links: Some(Store::of(WORDS)), ..Glossary::new(terms) });
            self.0.put(&known, glossary.clone(), WORDS / 2);
            glossary
        })
    }
}

/// The forms in which terms may be used, by first letter, the longest first.
pub struct Glossary {
    forms: BTreeMap<char, Vec<(String, Key)>>,
    /// With which characters of ASCII one of them begins.
    firsts: [bool; 128],
    /// What became of words that were linked before, where that is kept: nothing where no term is used.
    links: Option<Store<Option<Arc<[Inline]>>>>,
}

impl Glossary {
    /// Of terms with their keys; nothing is kept of what it links.
    pub fn new(terms: &BTreeMap<Text, Key>) -> Glossary {
        let mut forms: BTreeMap<char, Vec<(String, Key)>> = BTreeMap::new();
        for (term, key) in terms {
            let Some(first) = term.chars().next() else {
                continue;
            };
            let of_letter = forms.entry(first).or_default();
            for form in spellings(term) {
                of_letter.push((form, key.clone()));
            }
        }
        for of_letter in forms.values_mut() {
            of_letter.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        let mut firsts = [false; 128];
        for first in forms.keys().filter(|first| first.is_ascii()) {
            firsts[*first as usize] = true;
        }
        Glossary { forms, firsts, links: None }
    }

    /// The terms that a stated text uses. Facts stay as they are stated, but what they use is kept.
    pub fn found_in(&self, text: &str, defining: Option<&Key>) -> impl Iterator<Item = &Key> {
        self.uses(text).into_iter().map(|(_, key)| key).filter(move |key| Some(*key) != defining)
    }

    /// Links the uses in a run; `defining` is the key whose meaning the run belongs to.
    pub fn link(&self, run: &mut Vec<Inline>, defining: Option<&Key>) {
        if run.iter().all(|inline| matches!(inline, Inline::Fact(_) | Inline::Break)) {
            return; // as in most cells
        }
        let whole = std::mem::take(run);
        run.reserve(whole.len());
        for mut inline in whole {
            match &mut inline {
                Inline::Text(text) => {
                    self.split_once(text, defining, run);
                    continue;
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Changed(_, inner) => {
                    self.link(inner, defining);
                }
                Inline::Note(note) => self.link(&mut note.text, defining),
                _ => {}
            }
            run.push(inline);
        }
    }

    /// Links the words of a text, unless that was done before.
    fn split_once(&self, text: &Text, defining: Option<&Key>, out: &mut Vec<Inline>) {
        let Some(links) = &self.links else { return self.split(text, defining, out) };
        let mut words = Vec::with_capacity(text.len() + 40);
        words.extend_from_slice(text.as_bytes());
        words.push(0xff);
        words.extend_from_slice(defining.map_or(&[], |key| key.as_bytes()));
        match links.get(&words) {
            Some(Some(linked)) => out.extend_from_slice(&linked),
            Some(None) => out.push(Inline::Text(text.clone())),
            None => {
                let from = out.len();
                self.split(text, defining, out);
                let plain = matches!(&out[from..], [Inline::Text(_)]);
                let linked: Option<Arc<[Inline]>> = (!plain).then(|| out[from..].into());
                links.put(&words, linked, text.len() + (out.len() - from) * size_of::<Inline>());
            }
        }
    }

    fn split(&self, text: &Text, defining: Option<&Key>, out: &mut Vec<Inline>) {
        let mut written = 0;
        for (range, key) in self.uses(text) {
            if Some(key) == defining {
                continue;
            }
            if written < range.start {
                out.push(Inline::Text(text[written..range.start].into()));
            }
            out.push(Inline::Term { to: key.clone(), text: text[range.clone()].into() });
            written = range.end;
        }
        match written {
            0 => out.push(Inline::Text(text.clone())),
            _ if written < text.len() => out.push(Inline::Text(text[written..].into())),
            _ => {}
        }
    }

    fn uses<'a>(&'a self, text: &str) -> Vec<(Range<usize>, &'a Key)> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some((at, c)) = self.begin_in(text, from) {
            let within = |before: char| continues_word(before) || before == '-';
            from = at + c.len_utf8();
            if !text[..at].chars().next_back().is_some_and(within)
                && let Some((end, key)) = self.use_at(text, at, c)
            {
                found.push((at..end, key));
                from = end;
            }
        }
        found
    }

    /// The first character from a place on with which a form may begin.
    fn begin_in(&self, text: &str, from: usize) -> Option<(usize, char)> {
        let may_begin = |byte: u8| self.firsts.get(usize::from(byte)).copied().unwrap_or(true);
        let at = from + text[from..].bytes().position(may_begin)?;
        text[at..].chars().next().map(|c| (at, c))
    }

    fn use_at(&self, text: &str, at: usize, first: char) -> Option<(usize, &Key)> {
        let rest = &text[at..];
        let ends = |form: &str| !rest[form.len()..].starts_with(continues_word);
        let (form, key) =
            self.forms.get(&first)?.iter().find(|(form, _)| rest.starts_with(form.as_str()) && ends(form))?;
        Some((at + form.len() + possessive(&rest[form.len()..]), key))
    }
}

fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of the possessive ending with which the text begins, or 0.
fn possessive(text: &str) -> usize {
    ["\u{2019}s", "'s"]
        .into_iter()
        .find(|ending| text.strip_prefix(ending).is_some_and(|rest| !rest.starts_with(continues_word)))
        .map_or(0, str::len)
}

/// The term and its regular plurals.
fn spellings(term: &str) -> Vec<String> {
    let mut forms = vec![term.to_string(), format!("{term}s"), format!("{term}es")];
    if let Some(stem) = term.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    forms
}
