//! References that only follow a number that changed: where clause 7 is clause 8 now, "see clause 7" says the same as
//! "see clause 8".
//!
//! A number is taken for a reference only where words say so: "within 7 days" is a period, whichever clauses have
//! other numbers now. An annex is called by its word too: "Annex 2" does not lead to section 2.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::tokens::{normal, ranges};
use super::wordings::common_head;
use crate::document::Text;

/// The numbers that places had, and those that they have now.
pub struct Numbers {
    /// By how a place was called: `4.2`, `11.2(b)`, `annex 2`.
    places: HashMap<Text, Known>,
    /// The numbers that changed, without what is in brackets.
    changed: HashSet<Text>,
}

/// What is known of a place.
struct Known {
    /// Its number now; none where several places were called so, and have different ones now.
    now: Option<Text>,
    /// Whether it is a heading, whose number is meant before that of an item.
    is_heading: bool,
}

/// A reference to a place, in a text.
struct Reference<'t> {
    /// The token of its number.
    at: usize,
    /// The bytes from the word that calls the place to the end of the number.
    bytes: Range<usize>,
    /// Of what it is the number: [`CLAUSE`], `annex`.
    kind: &'static str,
    /// The number as it is written.
    number: Cow<'t, str>,
    /// Whether the place stands in another text: "Article 28 of the GDPR".
    is_outside: bool,
}

impl Numbers {
    /// None yet.
    pub fn new() -> Numbers {
        Numbers { places: HashMap::new(), changed: HashSet::new() }
    }

    /// The number of a place before and now, as it is printed, within that of others: `2`, `Article 2`, `11.2(b)`.
    pub fn learn(&mut self, before: &str, now: &str, is_heading: bool) {
        let number =
            |printed: &'_ str| printed.rsplit_once(' ').map_or(printed.len(), |(_, number)| number.len());
        let (called, was) = before.split_at(before.len() - number(before));
        let is = &now[now.len() - number(now)..];
        if was.is_empty() || is.is_empty() {
            return;
        }
        if was != is {
            self.changed.insert(base(was).into());
        }
        let kind = kind_of(&called.trim().to_lowercase()).unwrap_or(CLAUSE);
        let name = name(kind, was);
        match self.places.get_mut(&*name) {
            Some(known) if known.is_heading && !is_heading => {}
            Some(known) if known.is_heading == is_heading => {
                known.now.take_if(|now| **now != *is);
            }
            _ => {
                self.places.insert(name.into(), Known { now: Some(is.into()), is_heading });
            }
        }
    }

    /// How many references of a text only follow numbers that changed; none where anything else changed too.
    pub fn followed(&self, old: &str, new: &str) -> usize {
        if self.changed.is_empty() || self.begins_otherwise(old, new) {
            return 0;
        }
        let (before, now) = (ranges(old), ranges(new));
        if before.len() != now.len() {
            return 0;
        }
        let (mut led, mut leads) = (references(old, &before).into_iter(), references(new, &now).into_iter());
        let mut count = 0;
        for (at, (one, other)) in before.iter().zip(&now).enumerate() {
            if normal(&old[one.clone()]) == normal(&new[other.clone()]) {
                continue;
            }
            let (one, other) = (led.find(|one| one.at >= at), leads.find(|one| one.at >= at));
            let follows = one.zip(other).is_some_and(|(one, other)| {
                (one.at, other.at) == (at, at)
                    && one.kind == other.kind
                    && self.now(&one).is_some_and(|now| now == other.number)
            });
            if !follows {
                return 0;
            }
            count += 1;
        }
        count
    }

    /// The references that a text still has as it had them, though what they led to has another number now: each as it
    /// is written, with that number. What leads into another text, "Article 28 of the GDPR", is none.
    pub fn left(&self, old: &str, new: &str) -> Vec<(Text, Text)> {
        let mut left: Vec<(Text, Text)> = Vec::new();
        if self.changed.is_empty() || !self.has_changed(new) {
            return left;
        }
        let (before, now) = (references(old, &ranges(old)), references(new, &ranges(new)));
        let called: HashSet<(&str, &str)> = before.iter().map(|one| (one.kind, &*one.number)).collect();
        // How often each is called so now, and how often that is another one that followed its number.
        let (mut is_so, mut followed) = (HashMap::new(), HashMap::new());
        now.iter().for_each(|one| *is_so.entry((one.kind, &*one.number)).or_insert(0_usize) += 1);
        for one in &before {
            if let Some(is) = self.now(one) {
                *followed.entry((one.kind, is)).or_insert(0_usize) += 1;
            }
        }
        let mut known: HashSet<&str> = HashSet::new();
        for one in &now {
            let Some(is) = self.now(one).filter(|is| *is != one.number && !one.is_outside) else { continue };
            let name = (one.kind, &*one.number);
            let others = followed.get(&(one.kind, one.number.to_string())).copied().unwrap_or_default();
            let reference = &new[one.bytes.clone()];
            if called.contains(&name) && is_so[&name] > others && known.insert(reference) {
                left.push((reference.into(), is.into()));
            }
        }
        left
    }

    /// The number now of the place that a reference leads to, if that is known: that of the place itself, or of what it
    /// stands in.
    fn now(&self, reference: &Reference<'_>) -> Option<String> {
        let number = &*reference.number;
        let ends = std::iter::successors(Some(number.len()), |end| number[..*end].rfind('('));
        for end in ends {
            if let Some(known) = self.places.get(&*name(reference.kind, &number[..end])) {
                return known.now.as_ref().map(|now| format!("{now}{}", &number[end..]));
            }
        }
        None
    }

    /// Whether a text has a number that changed anywhere.
    fn has_changed(&self, text: &str) -> bool {
        let is_in = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'.';
        // Most words need not be looked up: they begin as no number does.
        let may_be = |chunk: &[u8]| match chunk {
            [first, ..] if first.is_ascii_digit() => true,
            [first] | [first, b'.', ..] => first.is_ascii_uppercase(),
            _ => false,
        };
        let chunks = text.as_bytes().split(|byte| !is_in(byte)).filter(|chunk| may_be(chunk));
        let mut numbers = chunks.filter_map(|chunk| std::str::from_utf8(chunk).ok());
        numbers.any(|chunk| self.changed.contains(chunk.trim_end_matches('.')))
    }

    /// Whether the first words in which two texts differ have no number that changed: then they need not be parted.
    fn begins_otherwise(&self, old: &str, new: &str) -> bool {
        let head = common_head(old.as_bytes(), new.as_bytes());
        let word = |text: &'_ str| {
            let is_space = |byte: &u8| byte.is_ascii_whitespace();
            let start = text.as_bytes()[..head].iter().rposition(is_space).map_or(0, |space| space + 1);
            let rest = text.as_bytes()[start..].iter().position(is_space);
            start..rest.map_or(text.len(), |space| start + space)
        };
        let (before, now) = (&old[word(old)], &new[word(new)]);
        normal(before) != normal(now) && !self.has_changed(before)
    }
}

/// A number without what is in brackets: `11.2` of `11.2(b)`.
fn base(number: &str) -> &str {
    number.split('(').next().unwrap_or(number)
}

/// How a place is called among others.
fn name<'n>(kind: &str, number: &'n str) -> Cow<'n, str> {
    if kind == CLAUSE { number.into() } else { format!("{kind} {number}").into() }
}

/// Places that are all called by their number: clauses, sections, articles.
const CLAUSE: &str = "";
/// Parts of a place, whose numbers are not those of clauses.
const PART: &str = "part of a clause";

/// Words before the number of a place, in small letters, and of what it is the number.
const PLACES: [(&str, &str); 42] = [
    ("abs", PART),
    ("absatz", PART),
    ("abschnitt", CLAUSE),
    ("abschnitte", CLAUSE),
    ("abschnitten", CLAUSE),
    ("anhang", "anhang"),
    ("anhänge", "anhang"),
    ("anhängen", "anhang"),
    ("anlage", "anlage"),
    ("anlagen", "anlage"),
    ("annex", "annex"),
    ("annexes", "annex"),
    ("appendices", "appendix"),
    ("appendix", "appendix"),
    ("art", CLAUSE),
    ("article", CLAUSE),
    ("articles", CLAUSE),
    ("artikel", CLAUSE),
    ("artikeln", CLAUSE),
    ("attachment", "attachment"),
    ("attachments", "attachment"),
    ("clause", CLAUSE),
    ("clauses", CLAUSE),
    ("exhibit", "exhibit"),
    ("exhibits", "exhibit"),
    ("klausel", CLAUSE),
    ("klauseln", CLAUSE),
    ("nummer", CLAUSE),
    ("nummern", CLAUSE),
    ("paragraph", CLAUSE),
    ("paragraphs", CLAUSE),
    ("part", "part"),
    ("parts", "part"),
    ("satz", PART),
    ("schedule", "schedule"),
    ("schedules", "schedule"),
    ("section", CLAUSE),
    ("sections", CLAUSE),
    ("ziffer", CLAUSE),
    ("ziffern", CLAUSE),
    ("§", CLAUSE),
    ("§§", CLAUSE),
];

/// Of what a word calls the number, in small letters; nothing if it calls no place.
fn kind_of(word: &str) -> Option<&'static str> {
    PLACES.binary_search_by_key(&word, |(word, _)| word).ok().map(|at| PLACES[at].1)
}

/// Whether a word, in small letters, calls the place whose number stands behind it: "clause", "Art.".
pub fn calls_place(word: &str) -> bool {
    word.starts_with('§') || kind_of(word).is_some()
}

/// Words and marks between the numbers of several places.
const BETWEEN: [&str; 10] = [",", "-", "–", "and", "or", "to", "through", "und", "oder", "bis"];

/// Tokens behind the word that calls places in which their numbers are looked for.
const REACH: usize = 64;

/// Words behind the number of a place that stands in another text.
const OUTSIDE: [&str; 9] = ["of", "gdpr", "dsgvo", "der", "des", "dpa", "scc", "tfeu", "bgb"];

/// The references of a text, whose tokens these are.
fn references<'t>(text: &'t str, tokens: &[Range<usize>]) -> Vec<Reference<'t>> {
    let mut all = Vec::new();
    let mut next = 0;
    while next < tokens.len() {
        let written = &text[tokens[next].clone()];
        // "§5" is one token.
        let glued = written.strip_prefix('§').filter(|rest| is_number(rest));
        if let Some(kind) = glued.map(|_| CLAUSE).or_else(|| kind_of(&written.to_lowercase())) {
            let calling = Calling { text, tokens, start: tokens[next].start, kind };
            all.extend(glued.map(|number| calling.reference(next, number)));
            next = calling.numbers(next + 1, &mut all);
        } else {
            next += 1;
        }
    }
    all
}

/// A word that calls places.
struct Calling<'t, 'r> {
    text: &'t str,
    tokens: &'r [Range<usize>],
    start: usize,
    kind: &'static str,
}

impl<'t> Calling<'t, '_> {
    fn token(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| &self.text[token.clone()])
    }

    /// Takes the numbers from a token on; the first token behind them.
    fn numbers(&self, first: usize, all: &mut Vec<Reference<'t>>) -> usize {
        // "Art. 28"
        let mut at = first + usize::from(self.token(first) == ".");
        let end = first + REACH;
        while at < self.tokens.len().min(end) {
            let token = self.token(at);
            if is_number(token) {
                all.push(self.reference(at, token));
                at += 1;
            } else if BETWEEN.contains(&&*token.to_lowercase()) {
                at += 1;
            } else if token == "(" && at > first {
                // "Sections 2 (Water) and 3"
                let Some(close) = (at..end).find(|at| self.token(*at) == ")") else { return at };
                at = close + 1;
            } else {
                return at;
            }
        }
        at
    }

    fn reference(&self, at: usize, number: &'t str) -> Reference<'t> {
        let mut end = self.tokens[at].end;
        // The last bracket of "11.2(b)" is a token of its own.
        let is_open = number.contains('(') && self.text[end..].starts_with(')');
        let number = if is_open { Cow::Owned(format!("{number})")) } else { number.into() };
        end += usize::from(is_open);
        let behind = at + 1 + usize::from(is_open);
        let is_ours = matches!(self.token(behind + 1), "this" | "these" | "dieses" | "dieser");
        let is_outside = !is_ours && OUTSIDE.contains(&&*self.token(behind).to_lowercase());
        Reference { at, bytes: self.start..end, kind: self.kind, number, is_outside }
    }
}

/// Whether a token can be the number of a place: `4.2`, `11.2(b`, `A`, `O.1`.
fn is_number(token: &str) -> bool {
    let rest = token.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(token);
    token.starts_with(|c: char| c.is_ascii_digit())
        || (rest.len() < token.len() && (rest.is_empty() || rest.starts_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> Numbers {
        let mut numbers = Numbers::new();
        for (before, now) in [
            ("2", "1"),
            ("3", "2"),
            ("4.2", "4.1"),
            ("Article 9", "Article 8"),
            ("10(b)", "10(c)"),
            ("O.1", "P.1"),
            ("Annex 3", "Annex 4"),
        ] {
            numbers.learn(before, now, true);
        }
        numbers
    }

    fn told(left: Vec<(Text, Text)>) -> Vec<String> {
        left.into_iter().map(|(reference, now)| format!("{reference} > {now}")).collect()
    }

    #[test]
    fn references_follow_and_periods_do_not() {
        assert!(PLACES.is_sorted());
        for (old, new, count) in [
            ("see Section 2 above", "see Section 1 above", 1),
            ("Sections 2, 3 and 7 apply", "Sections 1, 2 and 7 apply", 2),
            ("Sections 2 (Water) and 3 (Fees)", "Sections 1 (Water) and 2 (Fees)", 2),
            ("(clause 4.2)", "(clause 4.1)", 1),
            ("see Section 2(b)(i).", "see Section 1(b)(i).", 1),
            ("Paragraph 10(b)", "Paragraph 10(c)", 1),
            ("Section O.1 applies", "Section P.1 applies", 1),
            ("see Annex 3", "see Annex 4", 1),
            ("nach § 3 Satz 2", "nach § 2 Satz 2", 1),
            ("nach §3 Abs. 2", "nach §2 Abs. 2", 1),
            ("under Article 9", "under Article 8", 1),
            ("see Annex 2", "see Annex 1", 0),
            ("nach § 7 Abs. 2", "nach § 7 Abs. 1", 0),
            ("within 3 days", "within 2 days", 0),
            ("clause 3 gives 3 days", "clause 2 gives 2 days", 0),
            ("see Section 2 above", "see Section 3 above", 0),
            ("see Section 2 above", "see Section 1 below", 0),
            ("see Section 2", "see the Section 1", 0),
        ] {
            assert_eq!(numbers().followed(old, new), count, "{old}");
        }
        assert_eq!(numbers().followed("the “mill”  in Section 2", "the \"mill\" in Section 1"), 1);
        let often = |number: &str| vec![format!("§{number}"); 100_000].join(" ");
        assert_eq!(told(numbers().left(&often("2"), &often("2"))), ["§2 > 1"]);
        // So far from the word that calls them, nobody takes numbers for places.
        let many = |number: &str| format!("Section {}", vec![number; 200_000].join(", "));
        assert_eq!(numbers().followed(&many("2"), &many("1")), 0);
    }

    #[test]
    fn references_that_stayed_are_told_with_the_number_of_now() {
        let stays = |text: &str| told(numbers().left(text, text));
        assert_eq!(stays("fees under Section 2"), ["Section 2 > 1"]);
        assert_eq!(stays("Section 2 of this text"), ["Section 2 > 1"]);
        assert_eq!(stays("Section 10(b)."), ["Section 10(b) > 10(c)"]);
        for text in [
            "Article 2 of the Act",
            "within 2 days",
            "see Annex 2",
            "claims under Section 7 or (2) defence",
            "see Section 1",
        ] {
            assert_eq!(stays(text), [""; 0], "{text}");
        }
        assert_eq!(told(numbers().left("see Section 1", "see Section 2")), [""; 0], "it is new");
        let mut numbers = Numbers::new();
        numbers.learn("2", "3", true);
        numbers.learn("3", "2", true);
        assert_eq!(told(numbers.left("Section 2 or Section 3", "Section 3 or Section 2")), [""; 0]);
    }

    #[test]
    fn a_heading_has_its_number_before_items_and_what_two_places_have_is_that_of_none() {
        let mut numbers = Numbers::new();
        numbers.learn("2", "3", false);
        numbers.learn("Article 2", "Article 2", true);
        assert_eq!(told(numbers.left("see Article 2", "see Article 2")), [""; 0]);
        numbers.learn("5", "6", false);
        assert_eq!(told(numbers.left("see clause 5", "see clause 5")), ["clause 5 > 6"]);
        numbers.learn("5", "5", false);
        assert_eq!(told(numbers.left("see clause 5", "see clause 5")), [""; 0]);
        numbers.learn("7", "Section 7", true);
        assert_eq!(told(numbers.left("see Section 7", "see Section 7")), [""; 0]);
    }
}
