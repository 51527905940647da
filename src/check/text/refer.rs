//! References from one place of a text to another, and where they lead.
//!
//! Whatever names a law or another document is left alone, and so is what cannot be told apart from
//! it: a bare "Article 28" in a text that calls its own clauses otherwise, a "Clause 17" where the
//! official clauses are spoken of.

mod form;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::mark::is_annex;
use super::outline::{Hit, Outline};
use super::{Kind, Look, Paragraph, floor, plain};
use crate::parallel;

/// A reference.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The paragraph.
    pub paragraph: usize,
    /// Where it stands in it.
    pub range: Range<usize>,
    /// The word, lower case, in the singular: clause, annex, paragraph.
    pub word: String,
    /// What it names: 8, 1, b.
    pub path: Vec<String>,
    /// Whether its word has a capital.
    pub capital: bool,
    /// Whether it says that it means this agreement.
    pub explicit: bool,
    /// Where it leads; `None` where it leads out of the text or cannot be decided.
    pub hit: Option<Hit>,
}

/// The references of a text.
pub fn mentions(paragraphs: &[Arc<Paragraph>], outline: &Outline) -> Vec<Mention> {
    let mut found = found_in(paragraphs);
    if is_letter(paragraphs) {
        // The agreement that it speaks of is another text.
        found.iter_mut().filter(|one| one.explicit).for_each(|one| one.hit = None);
    }
    let own_articles = outline.nodes.iter().any(|node| node.mark.word.as_deref() == Some("article"))
        || found.iter().any(|one| one.word == "article" && one.explicit);
    let inline = inline_marks(paragraphs, &found);
    let small = small_words(outline, &found);
    let headed = Headed::new(outline);
    let mut seen = HashMap::new();
    for mention in &mut found {
        if mention.hit.is_some() {
            let official = official_nearby(paragraphs, outline, mention, &mut seen);
            mention.hit = judge(mention, outline, &inline, own_articles, official, &headed);
            if mention.capital
                && small.contains(&mention.word)
                && !matches!(mention.hit, Some(Hit::Node(_)))
                && !mention.explicit
            {
                mention.hit = None;
            }
        }
    }
    found
}

/// Whether a text is a notice or an amendment: it calls itself so, and nothing else.
fn is_letter(paragraphs: &[Arc<Paragraph>]) -> bool {
    let says = |names: &[&str]| paragraphs.iter().any(|one| names.iter().any(|name| one.text.contains(name)));
    says(&["his notice", "his amendment"])
        && !says(&["his Agreement", "his agreement", "his DPA", "his Addendum", "hese Terms", "hese Clauses"])
}

/// How many paragraphs are looked through at a time.
const STRETCH: usize = 64;

/// The references of paragraphs, not yet judged.
fn found_in(paragraphs: &[Arc<Paragraph>]) -> Vec<Mention> {
    let stretches: Vec<(usize, &[Arc<Paragraph>])> =
        (0..).step_by(STRETCH).zip(paragraphs.chunks(STRETCH)).collect();
    let found = parallel::each(&stretches, |(first, stretch)| {
        let mut found = Vec::new();
        for (at, paragraph) in (*first..).zip(*stretch) {
            if paragraph.kind != Kind::Heading {
                in_paragraph(at, paragraph, &mut found);
            }
        }
        found
    });
    found.into_iter().flatten().collect()
}

/// Words that the text writes small for places of its own; in capitals they name those of another.
fn small_words(outline: &Outline, mentions: &[Mention]) -> BTreeSet<String> {
    let small = mentions
        .iter()
        .filter(|mention| !mention.capital && matches!(outline.find(0, &mention.path), Hit::Node(_)));
    small
        .filter(|mention| mention.hit.is_some() && mention.word != "paragraph")
        .map(|mention| mention.word.clone())
        .collect()
}

fn in_paragraph(at: usize, paragraph: &Paragraph, out: &mut Vec<Mention>) {
    let text = &paragraph.text;
    let first = out.len();
    let mut from = 0;
    let words = paragraph.find(Look::Places, |text| plain(form::words(text)));
    for (_, Range { start, end: begin }) in words.iter().cloned() {
        if start < from {
            continue; // part of the last number
        }
        let found = &text[start..begin];
        let word = singular(found.trim_end());
        let capital = found.starts_with(char::is_uppercase);
        from = begin;
        let mut cursor = begin;
        let mut joined = false;
        loop {
            let rest = &text[cursor..];
            let Some((path, length)) = number(&word, rest, joined, out.last().filter(|_| joined)) else {
                break;
            };
            let range = if joined { cursor..cursor + length } else { start..cursor + length };
            cursor += length;
            let (word, hit) = (word.clone(), Some(Hit::Nothing));
            out.push(Mention { paragraph: at, range, word, path, capital, explicit: false, hit });
            from = cursor;
            let Some(join) = form::join(&text[cursor..]) else { break };
            joined = true;
            cursor += join;
        }
    }
    belong(text, &paragraph.masked, &mut out[first..]);
}

fn singular(word: &str) -> String {
    match word.to_lowercase().as_str() {
        "annexes" => "annex".to_owned(),
        "appendices" => "appendix".to_owned(),
        word => word.trim_end_matches('s').to_owned(),
    }
}

/// A number after the word, or after "and"; "(c)" alone takes the place of the last part before it.
fn number(word: &str, rest: &str, joined: bool, before: Option<&Mention>) -> Option<(Vec<String>, usize)> {
    let pieces = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
        words.map(str::to_owned).collect()
    };
    if (word == "paragraph" || joined)
        && let Some(length) = form::part(rest)
    {
        let mut path = before.map(|one| one.path.clone()).unwrap_or_default();
        let own = pieces(&rest[..length]);
        path.truncate(path.len().saturating_sub(own.len()).max(usize::from(word != "paragraph")));
        path.extend(own);
        return Some((path, length));
    }
    let length = if is_annex(word) { form::annex(rest) } else { form::figures(rest) }?;
    let (found, plain) = (&rest[..length], rest[length..].trim_start());
    let bare = found.chars().all(|c| c.is_ascii_digit());
    let quantity = ["day", "hour", "month", "year", "week", "%", "business"];
    if joined && bare && quantity.iter().any(|unit| plain.to_lowercase().starts_with(unit)) {
        return None;
    }
    Some((pieces(found), length))
}

/// Settles which references lead out of the text: by what follows the last of a chain.
fn belong(text: &str, masked: &[Range<usize>], mentions: &mut [Mention]) {
    for index in (0..mentions.len()).rev() {
        let (start, end) = (mentions[index].range.start, mentions[index].range.end);
        let after = untitled(&text[end..]);
        let next = mentions.get(index + 1);
        let chained = next.filter(|next| {
            let gap = text.get(end..next.range.start).unwrap_or_default();
            form::join(gap).is_some_and(|join| gap[join..].trim().is_empty())
        });
        let explicit = form::leads_here(after);
        let before = &text[floor(text, start.saturating_sub(60))..start];
        let out = form::law_follows(after)
            || form::law_precedes(before)
            || (form::leads_into(after) && !explicit)
            || masked.iter().any(|mask| mask.start < end && start < mask.end);
        let (explicit, out) = match chained {
            Some(next) if !out && !explicit => (next.explicit, next.hit.is_none()),
            _ => (explicit, out),
        };
        mentions[index].explicit = explicit;
        if out {
            mentions[index].hit = None;
        }
    }
}

/// What follows a reference and the heading it gives in brackets or quotation marks.
fn untitled(after: &str) -> &str {
    let near = after[..floor(after, 130)].trim_start();
    for (open, close) in [('(', ')'), ('“', '”')] {
        let title = near.strip_prefix(open).and_then(|title| title.split_once(close));
        if let Some((title, _)) = title.filter(|(title, _)| title.len() < 120) {
            return after.split_once(&format!("{title}{close}")).map_or(after, |(_, rest)| rest);
        }
    }
    after
}

/// Enumerations within the sentences of each paragraph: "(a)" that is no part of a reference.
fn inline_marks(paragraphs: &[Arc<Paragraph>], mentions: &[Mention]) -> Vec<Vec<String>> {
    let mut marks: Vec<Vec<String>> = Vec::new();
    let mut next = mentions.iter().peekable();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let mut ranges = Vec::new();
        while let Some(mention) = next.next_if(|mention| mention.paragraph == at) {
            ranges.push(mention.range.clone());
        }
        let free = |place: usize| !ranges.iter().any(|range| range.contains(&place));
        let here = form::inline(&paragraph.text).filter(|(place, _)| free(*place));
        marks.push(here.map(|(_, label)| label.to_owned()).collect());
    }
    marks
}

/// What counts for every reference alike.
struct Headed {
    /// Whether a heading of the text calls a clause an article.
    articles: bool,
    /// Whether the text counts more than two clauses.
    counted: bool,
    /// The annexes, by word and label.
    annexes: HashMap<(String, String), usize>,
    /// The values of their labels, whatever the style.
    values: BTreeSet<(String, u32)>,
}

impl Headed {
    fn new(outline: &Outline) -> Headed {
        let parts = outline.parts.iter().filter_map(|part| part.node);
        let mut headed = Headed {
            articles: outline.nodes.iter().any(|node| node.mark.word.as_deref() == Some("article")),
            counted: outline.nodes.iter().filter(|node| node.parent.is_none()).count() > 2,
            annexes: HashMap::new(),
            values: BTreeSet::new(),
        };
        for part in parts {
            let mark = &outline.nodes[part].mark;
            let word = mark.word.clone().unwrap_or_default();
            if let Some(value) = mark.path.first().and_then(|label| super::value_of(label)) {
                headed.values.insert((word.clone(), value));
            }
            headed.annexes.entry((word, mark.path.join("."))).or_insert(part);
        }
        headed
    }

    /// Whether an annex has the number in another manner: Annex I for Annex 1.
    fn twin(&self, mention: &Mention) -> bool {
        let value = mention.path.first().and_then(|label| super::value_of(label));
        value.is_some_and(|value| self.values.contains(&(mention.word.clone(), value)))
    }

    fn annex(&self, mention: &Mention, outline: &Outline) -> Hit {
        let of = |label: String| self.annexes.get(&(mention.word.clone(), label)).copied();
        match (of(mention.path.join(".")), mention.path.first().cloned().and_then(of)) {
            (Some(whole), _) => Hit::Node(whole),
            (None, Some(part)) => outline.descend(part, &mention.path[1..]),
            (None, None) => Hit::Nothing,
        }
    }
}

/// Whether the official clauses are spoken of around a reference that calls its target as they do.
fn official_nearby(
    paragraphs: &[Arc<Paragraph>],
    outline: &Outline,
    mention: &Mention,
    seen: &mut HashMap<usize, bool>,
) -> bool {
    if mention.explicit || !(mention.word == "clause" || is_annex(&mention.word)) {
        return false;
    }
    let mut around = vec![mention.paragraph, mention.paragraph.saturating_sub(1)];
    let mut up = outline.within.get(mention.paragraph).and_then(|(node, _)| *node);
    while let Some(node) = up {
        around.push(outline.nodes[node].paragraph);
        up = outline.nodes[node].parent;
    }
    around.into_iter().any(|at| {
        *seen
            .entry(at)
            .or_insert_with(|| paragraphs.get(at).is_some_and(|one| form::speaks_of_official(&one.text)))
    })
}

fn judge(
    mention: &Mention,
    outline: &Outline,
    inline: &[Vec<String>],
    own_articles: bool,
    official: bool,
    headed: &Headed,
) -> Option<Hit> {
    if mention.word == "paragraph" {
        return relative(mention, outline, inline);
    }
    let annex = is_annex(&mention.word);
    let hit = if annex { headed.annex(mention, outline) } else { clauses(mention, outline, inline) };
    let decided = match (&hit, mention.word.as_str()) {
        (Hit::Node(_), _) => true,
        (Hit::Nothing, _)
            if mention.path[0].len() > 1 && mention.path[0].ends_with(char::is_alphabetic) && !annex =>
        {
            false
        }
        (Hit::Nothing, _) if annex && headed.twin(mention) => true,
        _ if official => false,
        (Hit::Nothing, "article") => mention.explicit || headed.articles,
        (Hit::Short { .. }, "article") => own_articles,
        (Hit::Nothing, _) if !annex => headed.counted,
        _ => true,
    };
    decided.then_some(hit)
}

/// How many annexes away a clause is looked for.
const FAR: usize = 30;

/// The own part first, then those before it, nearest first, then those behind it.
fn clauses(mention: &Mention, outline: &Outline, inline: &[Vec<String>]) -> Hit {
    let own = outline.part(mention.paragraph);
    let before = (0..own).rev().take(FAR);
    let order: Vec<usize> = if mention.explicit && outline.find(0, &mention.path) != Hit::Nothing {
        vec![0]
    } else {
        std::iter::once(own).chain(before).chain((own + 1..outline.parts.len()).take(FAR)).collect()
    };
    let mut best = Hit::Nothing;
    for part in order {
        match within(outline, inline, outline.find(part, &mention.path)) {
            Hit::Node(node) => return Hit::Node(node),
            Hit::Nothing => {}
            short if best == Hit::Nothing => best = short,
            Hit::Short { .. } => {}
        }
    }
    best
}

/// A missing part that an enumeration within the sentences of the place has after all.
fn within(outline: &Outline, inline: &[Vec<String>], hit: Hit) -> Hit {
    match &hit {
        Hit::Short { node, lacks, .. } if enumerates(outline, inline, *node, lacks) => Hit::Node(*node),
        _ => hit,
    }
}

fn enumerates(outline: &Outline, inline: &[Vec<String>], node: usize, label: &str) -> bool {
    let start = outline.nodes[node].paragraph;
    let own = (start..outline.within.len()).take_while(|at| {
        outline.within[*at].0.is_some_and(|inner| outline.inside(inner, node)) && *at < start + 40
    });
    own.into_iter().any(|at| inline.get(at).is_some_and(|marks| marks.iter().any(|mark| mark == label)))
}

/// "paragraph (b)": in the clause it stands in, from the inside out.
fn relative(mention: &Mention, outline: &Outline, inline: &[Vec<String>]) -> Option<Hit> {
    let mut short = None;
    let mut up = outline.within.get(mention.paragraph).and_then(|(node, _)| *node);
    while let Some(node) = up {
        match within(outline, inline, outline.descend(node, &mention.path)) {
            Hit::Node(found) => return Some(Hit::Node(found)),
            found @ Hit::Short { instead: Some(_), .. } => short = short.or(Some(found)),
            _ => {}
        }
        up = outline.nodes[node]
            .parent
            .filter(|above| !outline.nodes[*above].mark.word.as_deref().is_some_and(is_annex));
    }
    short
}
