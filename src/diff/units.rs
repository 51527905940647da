//! A document as a row of units, in reading order: headings, paragraphs, items, rows of tables.

use std::borrow::Cow;

use crate::document::{
    Block, Cell, Definition, Inline, Item, List, Marker, Number, Section, Signatory, Table, Text, plain, walk,
};

use super::align::{Aligned, Pair, Sort, Unit, align};
use super::columns::columns;
use super::material::is_form;
use super::rows;
use super::tokens::normal;
use crate::figures;

/// A unit of a document, with what is compared beside its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf<'b> {
    /// What it is.
    pub sort: Sort,
    /// Its number as printed, without full stop; empty where it has none.
    pub number: Text,
    /// Its words, without number and marks: those of the document, wherever they stand there in one piece.
    pub text: Cow<'b, str>,
    /// What it is made of.
    pub piece: Piece<'b>,
    /// What most units do not have: there are as many units as a text has lines.
    looks: Option<Box<Looks>>,
    /// The heading it stands under; [`NOWHERE`] where there is none.
    under: u32,
    end: u32,
    level: u16,
    depth: u16,
}

/// The place of no unit.
const NOWHERE: u32 = u32::MAX;

/// What is compared of a unit beside its words.
#[derive(Debug, Clone, PartialEq, Default)]
struct Looks {
    cells: Box<[String]>,
    form: Box<str>,
    links: Box<[Text]>,
}

/// What a unit is made of, from which blocks can be made again: lists as they stand in the document, since a slice of
/// one is larger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece<'b> {
    /// A section whose heading is the unit.
    Heading(&'b Section),
    /// Running text; with the section without heading that it opens, if it opens one.
    Paragraph(&'b Vec<Inline>, Option<&'b Section>),
    /// The first text of an item.
    Item(&'b Vec<Inline>, &'b Number, Marker),
    /// A term, and the first text of its meaning.
    Definition(&'b Definition, &'b Vec<Inline>),
    /// A row of a table, and whether it is the header.
    Row(&'b Table, &'b Vec<Cell>, bool),
    /// Where somebody signs.
    Signatory(&'b Signatory),
}

impl<'b> Piece<'b> {
    /// The words that a unit is made of; none of rows and of those who sign.
    pub fn run(self) -> &'b [Inline] {
        match self {
            Piece::Heading(section) => &section.title,
            Piece::Paragraph(run, _) | Piece::Item(run, ..) | Piece::Definition(_, run) => run,
            Piece::Row(..) | Piece::Signatory(_) => &[],
        }
    }
}

impl Leaf<'_> {
    /// The words of each cell, where it is a row.
    pub fn cells(&self) -> &[String] {
        self.looks.as_ref().map_or(&[], |looks| &looks.cells)
    }

    /// What it looks like: heading, bullet, emphasis; equal where nothing of that changed.
    pub fn form(&self) -> &str {
        self.looks.as_ref().map_or("", |looks| &looks.form)
    }

    /// Where its links lead.
    pub fn links(&self) -> &[Text] {
        self.looks.as_ref().map_or(&[], |looks| &looks.links)
    }

    /// Its links: their words, and where they lead.
    pub fn linked(&self) -> Vec<(String, Text)> {
        let mut out = Vec::new();
        let mut take = |run: &[Inline]| {
            walk::each(run, &mut |inline| {
                if let Inline::Link(link) = inline {
                    let text = plain(&link.text);
                    // An address that is written out leads to itself, marked as a link or not.
                    let bare = ["mailto:", "https://", "http://"]
                        .iter()
                        .find_map(|scheme| link.url.strip_prefix(scheme));
                    if bare != Some(text.trim()) && *link.url != *text.trim() {
                        out.push((text, link.url.clone()));
                    }
                }
            });
        };
        match self.piece {
            Piece::Row(_, cells, _) => {
                cells.iter().flat_map(|cell| &cell.lines).for_each(|line| take(&line.text))
            }
            piece => take(piece.run()),
        }
        out
    }

    /// Its number as one within another, if it is such a number: `(b)`, also where it is printed as `b.` or `b)`.
    fn part(&self) -> Option<Cow<'_, str>> {
        let is_whole = self.number.starts_with('(');
        let whole = is_whole.then(|| Cow::Borrowed(&*self.number));
        whole.or_else(|| self.letter().map(|label| format!("({label})").into()))
    }

    /// Whether it is counted within another: `(b)`.
    pub fn is_part(&self) -> bool {
        self.number.starts_with('(') || self.letter().is_some()
    }

    /// The small letter or letters that it is counted by, without brackets.
    fn letter(&self) -> Option<&str> {
        let label = self.number.strip_suffix(')').unwrap_or(&self.number);
        let counts = !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase());
        (counts && self.sort != Sort::Heading).then_some(label)
    }

    /// The heading it stands under.
    pub fn under(&self) -> Option<usize> {
        (self.under != NOWHERE).then_some(self.under as usize)
    }

    /// One past the last unit that stands under it.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// How many sections it stands in.
    pub fn level(&self) -> usize {
        usize::from(self.level)
    }

    /// How many lists it stands in.
    pub fn depth(&self) -> usize {
        usize::from(self.depth)
    }

    /// Whether another unit has the same words and number, and is of the same kind.
    pub fn is_same(&self, other: &Leaf<'_>) -> bool {
        let place = |leaf: &Leaf<'_>| (leaf.sort, leaf.depth, leaf.level);
        place(self) == place(other) && self.number == other.number && self.text == other.text
    }

    /// Its words, to be kept: those of the document, where they are a text of their own there.
    pub fn words(&self) -> Text {
        match self.piece.run() {
            [Inline::Text(text)] if **text == *self.text => text.clone(),
            _ => (&*self.text).into(),
        }
    }

    /// Its words, with the target of each link behind its words as in Markdown: `mill](https://…)`. No bracket stands
    /// before them, so that a search for the words finds them with their target.
    pub fn with_targets(&self) -> Text {
        if self.links().is_empty() {
            return self.words();
        }
        let mut out = String::new();
        match &self.piece {
            Piece::Heading(_) | Piece::Paragraph(..) | Piece::Item(..) => targets(self.piece.run(), &mut out),
            Piece::Row(_, cells, _) => {
                for line in cells.iter().flat_map(|cell| &cell.lines) {
                    targets(&line.text, &mut out);
                    out.push(' ');
                }
            }
            Piece::Definition(..) | Piece::Signatory(_) => out.push_str(&self.text),
        }
        out.trim().into()
    }

    /// What a row is called: the first line of its first cell, if it is not long; nothing for other units.
    pub fn row(&self) -> Text {
        self.called_by(0)
    }

    /// What a row is called by one of its cells.
    fn called_by(&self, column: usize) -> Text {
        let Piece::Row(_, cells, _) = self.piece else { return Text::default() };
        let Some(cell) = cells.get(column) else { return Text::default() };
        let line = cell.lines.first().map(|line| plain(&line.text)).unwrap_or_default();
        let (name, more) = match line.char_indices().nth(LONGEST_NAME) {
            Some((end, _)) => (&line[..end], "…"),
            None => (&*line, ""),
        };
        format!("{}{more}", name.trim()).into()
    }

    /// What a cell of a row is called: the row and the column, as far as they have names. That of the row itself is
    /// called by the cell beside it.
    pub fn cell(&self, column: usize) -> Text {
        let Piece::Row(table, ..) = self.piece else { return Text::default() };
        let row = self.called_by(usize::from(column == 0));
        let header = table.header.get(column).map(Cell::plain).unwrap_or_default();
        let names = [&*row, header.trim()].into_iter().filter(|name| !name.is_empty());
        names.collect::<Vec<_>>().join(", ").into()
    }

    /// What a column of its table is called: its heading, or the words of this row.
    pub fn column(&self, column: usize) -> Text {
        let Piece::Row(table, cells, _) = self.piece else { return Text::default() };
        let heading = table.header.get(column).map(Cell::plain).filter(|heading| !heading.trim().is_empty());
        let own = || cells.get(column).map(Cell::plain).unwrap_or_default();
        heading.unwrap_or_else(own).trim().into()
    }
}

impl Aligned for Leaf<'_> {
    fn unit(&self) -> Unit<'_> {
        Unit { sort: self.sort, text: &self.text, number: &self.number, end: self.end() }
    }
}

/// Letters of the longest name of a row that is told whole.
const LONGEST_NAME: usize = 50;

/// The units of some blocks.
pub fn units(blocks: &[Block]) -> Vec<Leaf<'_>> {
    let mut taker = Taker { out: Vec::with_capacity(blocks.len()), under: NOWHERE, level: 0, depth: 0 };
    taker.blocks(blocks, First::Nothing);
    taker.out
}

/// How far up the unit is looked for that an item belongs to: a list is not longer.
const LONGEST_LIST: usize = 1_000;

/// The number of a unit with those around it: `11.2(b)` for the item `(b)` of clause 11.2, and for one that is called
/// `b.` there; none where neither the unit nor what it stands under has a number.
pub fn address(leaves: &[Leaf<'_>], at: usize) -> Option<String> {
    let leaf = leaves.get(at)?;
    let own = leaf.part();
    if !leaf.number.is_empty() && own.is_none() {
        let letter =
            leaf.under().map(|above| &*leaves[above].number).filter(|above| counts_alone(leaf, above));
        let letter = letter.map_or_else(String::new, |letter| format!("{letter}."));
        return Some(format!("{letter}{}", leaf.number));
    }
    let above = holder(leaves, at);
    let before = at.saturating_sub(LONGEST_LIST);
    // An item that is a paragraph of its own belongs to the clause above it, or else to the heading.
    let lone = own.is_some() && leaf.depth == 0;
    let clause = |one: &Leaf<'_>| one.under == leaf.under && !one.number.is_empty() && one.part().is_none();
    let clause = || leaves[before..at].iter().rposition(clause).map(|near| before + near);
    let above =
        above.or_else(|| clause().filter(|_| lone)).or_else(|| leaf.under().filter(|_| own.is_some()));
    let above = above.and_then(|above| address(leaves, above));
    above.map(|above| format!("{above}{}", own.unwrap_or_default()))
}

/// Whether a heading is counted by figures within one that is counted by a letter: 1 under J is `J.1`.
fn counts_alone(leaf: &Leaf<'_>, above: &str) -> bool {
    let is_letter = above.len() == 1 && above.bytes().all(|byte| byte.is_ascii_uppercase());
    leaf.sort == Sort::Heading && is_letter && leaf.number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The unit that a unit in a list belongs to: an item above it in the list, or the words before the list.
fn holder(leaves: &[Leaf<'_>], at: usize) -> Option<usize> {
    let leaf = &leaves[at];
    if leaf.depth == 0 {
        return None;
    }
    let holds = |one: &Leaf<'_>| one.under == leaf.under && one.depth < leaf.depth;
    let before = at.saturating_sub(LONGEST_LIST);
    leaves[before..at].iter().rposition(holds).map(|near| before + near)
}

/// The words that lead to an item: what it belongs to, or the paragraph above those that are counted `(a)` and so on;
/// a sentence that ends before them leads to nothing.
pub fn lead(leaves: &[Leaf<'_>], at: usize) -> Option<usize> {
    let leaf = leaves.get(at)?;
    let before = at.saturating_sub(LONGEST_LIST);
    // What goes on with an item leads to none, even where it stands before the next.
    let leads = |one: usize| {
        let (text, next) = (leaves[one].text.trim_end(), &leaves[one + 1]);
        let begins = matches!(next.number.trim_matches(['(', ')']), "a" | "i" | "1" | "A") && next.is_part();
        begins && !text.ends_with('.') || text.ends_with(':')
    };
    let is_lead = |near: usize| {
        let one = &leaves[near];
        one.under == leaf.under
            && matches!(one.sort, Sort::Text | Sort::Item)
            && !one.is_part()
            && leads(near)
    };
    let above = || (before..at).rev().find(|near| is_lead(*near));
    let found = holder(leaves, at).or_else(|| leaf.is_part().then(above).flatten());
    found.filter(|lead| !leaves[*lead].text.trim_end().ends_with('.'))
}

/// For each unit the words that [`lead`] to it, if it is an item or counted as one; of those in a row that are alike,
/// they are looked for once.
pub fn leads(leaves: &[Leaf<'_>]) -> Vec<Option<u32>> {
    let mut out: Vec<Option<u32>> = Vec::with_capacity(leaves.len());
    for (at, leaf) in leaves.iter().enumerate() {
        let like = |one: &Leaf<'_>| (one.under, one.depth, one.sort, one.is_part());
        let found = match at.checked_sub(1) {
            _ if leaf.sort != Sort::Item && !leaf.is_part() => None,
            Some(before) if like(&leaves[before]) == like(leaf) => out[before],
            _ => lead(leaves, at).map(small),
        };
        out.push(found);
    }
    out
}

/// The item that a paragraph goes on with; none for what stands behind the list.
pub fn item(leaves: &[Leaf<'_>], at: usize) -> Option<usize> {
    let before = at.saturating_sub(LONGEST_LIST);
    let goes_on = |one: &Leaf<'_>| one.sort == Sort::Item && one.end() > at;
    if leaves[at].sort != Sort::Text || leaves[at].depth == 0 {
        return None;
    }
    leaves[before..at].iter().rposition(goes_on).map(|near| before + near)
}

/// Which units of two texts are the same, in the order of the new one. A row with other columns is another row, unless
/// its table has other [`columns`] now; what another term means is another meaning.
pub fn pairs(old: &[Leaf<'_>], new: &[Leaf<'_>]) -> Vec<Pair> {
    let mut pairs = align(old, new);
    let columns = columns(old, new, &pairs);
    pairs.retain(|pair| {
        let (one, other) = (&old[pair.old], &new[pair.new]);
        can_be_one(one, other)
            && (one.cells().len() == other.cells().len()
                || columns.iter().any(|known| known.joins(one, other)))
    });
    let pairs = renamed(old, new, without_pieces(old, new, pairs));
    rows::headed(old, new, rows::named(old, new, pairs, &columns))
}

/// Pairs, and with them the headings with one number that stand before what is a pair: they were only renamed.
fn renamed(old: &[Leaf<'_>], new: &[Leaf<'_>], pairs: Vec<Pair>) -> Vec<Pair> {
    let mut all: Vec<Pair> = Vec::with_capacity(pairs.len());
    let (mut taken_old, mut taken_new) = (vec![false; old.len()], vec![false; new.len()]);
    pairs.iter().for_each(|pair| (taken_old[pair.old], taken_new[pair.new]) = (true, true));
    for pair in pairs {
        if let (false, Some(at), Some(there)) = (pair.moved, pair.old.checked_sub(1), pair.new.checked_sub(1))
        {
            let (one, other) = (&old[at], &new[there]);
            let are_titles =
                [one, other].iter().all(|leaf| leaf.sort == Sort::Heading && !leaf.text.trim().is_empty());
            let are_one =
                one.level() == other.level() && one.number == other.number && can_be_one(one, other);
            if are_titles && are_one && !one.number.is_empty() && !taken_old[at] && !taken_new[there] {
                (taken_old[at], taken_new[there]) = (true, true);
                all.push(Pair { old: at, new: there, moved: false });
            }
        }
        all.push(pair);
    }
    all
}

/// Units beside a pair in which the whole is looked for that one of it is a piece of.
const BESIDE: usize = 8;

/// Pairs without those of texts much alike far from each other, where one of the two was a piece of what stands beside
/// the other: a paragraph that became items did not borrow them from elsewhere.
fn without_pieces(old: &[Leaf<'_>], new: &[Leaf<'_>], mut pairs: Vec<Pair>) -> Vec<Pair> {
    let is_guess = |pair: &Pair| pair.moved && normal(&old[pair.old].text) != normal(&new[pair.new].text);
    if !pairs.iter().any(is_guess) {
        return pairs;
    }
    let (mut olds, mut news) = (vec![None; old.len()], vec![None; new.len()]);
    for pair in pairs.iter().filter(|pair| !pair.moved) {
        (olds[pair.old], news[pair.new]) = (Some(pair.new), Some(pair.old));
    }
    let is_piece = |text: &str, at: usize, partners: &[Option<usize>], wholes: &[Leaf<'_>]| {
        let near = at.saturating_sub(BESIDE)..(at + BESIDE).min(partners.len());
        let text = normal(text);
        let mut wholes = partners[near].iter().flatten().map(|whole| normal(&wholes[*whole].text));
        wholes.any(|whole| whole.len() > text.len() && whole.contains(&*text))
    };
    pairs.retain(|pair| {
        !is_guess(pair)
            || !is_piece(&new[pair.new].text, pair.new, &news, old)
                && !is_piece(&old[pair.old].text, pair.old, &olds, new)
    });
    pairs
}

/// Whether two units can be one with marked words in it.
fn can_be_one(old: &Leaf<'_>, new: &Leaf<'_>) -> bool {
    let is_run = |leaf: &Leaf<'_>| !matches!(leaf.piece, Piece::Definition(..) | Piece::Signatory(_));
    let fits = match (old.piece, new.piece) {
        (Piece::Definition(one, _), Piece::Definition(other, _)) => one.term == other.term,
        _ => is_run(old) && is_run(new),
    };
    // A redline has the number of the new text: without one, what then stands first would be read as one.
    let is_number = new.number.is_empty() && !old.number.is_empty() && !head(&old.text).0.is_empty();
    old.cells().is_empty() == new.cells().is_empty()
        && (fits || old.text == new.text)
        && !is_number
        && !names_another(old, new)
}

/// Whether two rows of a table with headings begin with names that have no word in common: one thing was put in the
/// place of another. Figures are no names, and where there are two columns alone, the first may just be called
/// otherwise.
fn names_another(old: &Leaf<'_>, new: &Leaf<'_>) -> bool {
    let name = |leaf: &Leaf<'_>| {
        let Piece::Row(table, cells, false) = leaf.piece else { return None };
        let headed = table.header.iter().any(|cell| !cell.is_empty());
        // What stands under a name is its address.
        let line = cells.first()?.lines.first().map(|line| plain(&line.text))?.to_lowercase();
        let words =
            line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1 && !is_form(word));
        let words: Vec<String> = words.map(str::to_owned).collect();
        let named = line.contains(char::is_alphabetic) && cells.len() > 2 && headed && !words.is_empty();
        named.then_some(words)
    };
    match (name(old), name(new)) {
        (Some(one), Some(other)) => !one.iter().any(|word| other.contains(word)),
        _ => false,
    }
}

struct Taker<'b> {
    out: Vec<Leaf<'b>>,
    under: u32,
    level: u16,
    depth: u16,
}

/// What the first running text of some blocks is besides.
enum First<'b> {
    Nothing,
    /// It opens a section without heading.
    Opens(&'b Section),
    /// It begins an item, with this number.
    Begins(Cow<'b, str>, &'b Number, Marker),
    /// It is what a term means.
    Means(&'b Definition),
}

impl<'b> Taker<'b> {
    fn blocks(&mut self, blocks: &'b [Block], first: First<'b>) {
        let mut first = first;
        for block in blocks {
            let before = self.out.len();
            match block {
                Block::Section(section) => self.section(section),
                // The first words of an item that are not there.
                Block::Paragraph(run) if run.is_empty() => first = First::Nothing,
                Block::Paragraph(run) => self.paragraph(run, &first),
                Block::List(list) => self.list(list),
                Block::Definitions(definitions) => {
                    for one in definitions {
                        self.blocks(&one.meaning, First::Means(one));
                    }
                }
                Block::Table(table) => self.table(table),
                Block::Signatures(signatories) => signatories.iter().for_each(|one| self.signatory(one)),
                Block::Changed(_, inner) => self.blocks(inner, First::Nothing),
            }
            if self.out.len() > before {
                first = First::Nothing;
            }
        }
    }

    fn section(&mut self, section: &'b Section) {
        if section.title.is_empty() {
            self.level += 1;
            self.blocks(&section.blocks, First::Opens(section));
            self.level -= 1;
            return;
        }
        let at = self.out.len();
        let form = format!("heading {}", self.level);
        self.run(Sort::Heading, (&*section.number.label).into(), form, Piece::Heading(section));
        let above = std::mem::replace(&mut self.under, small(at));
        self.level += 1;
        self.blocks(&section.blocks, First::Nothing);
        self.level -= 1;
        self.under = above;
        let end = small(self.out.len());
        if let Some(heading) = self.out.get_mut(at) {
            heading.end = end;
        }
    }

    fn paragraph(&mut self, run: &'b Vec<Inline>, first: &First<'b>) {
        match first {
            First::Nothing => self.run(Sort::Text, "".into(), String::new(), Piece::Paragraph(run, None)),
            First::Opens(section) => {
                let piece = Piece::Paragraph(run, Some(section));
                self.run(Sort::Text, (&*section.number.label).into(), String::new(), piece);
            }
            First::Begins(counted, number, marker) => {
                // What an item belongs to is told by how deep it stands.
                let form = if *marker == Marker::Bullet { "bullet" } else { "item" };
                let form = format!("{form} {} ", self.depth);
                self.run(Sort::Item, counted.clone(), form, Piece::Item(run, number, *marker));
            }
            First::Means(definition) => {
                let at = self.out.len();
                self.run(Sort::Text, "".into(), String::new(), Piece::Definition(definition, run));
                if let Some(meaning) = self.out.get_mut(at) {
                    meaning.text = format!("{}: {}", definition.term, meaning.text).into();
                }
            }
        }
    }

    fn list(&mut self, list: &'b List) {
        self.depth += 1;
        for (index, Item { number, blocks }) in list.items.iter().enumerate() {
            let counted = match list.marker {
                Marker::Counted if number.label.is_empty() => Cow::Owned(format!("{}", index + 1)),
                Marker::Counted => Cow::Borrowed(&*number.label),
                Marker::Bullet => Cow::Borrowed(""),
            };
            let at = self.out.len();
            self.blocks(blocks, First::Begins(counted, number, list.marker));
            let end = small(self.out.len());
            if let Some(first) = self.out.get_mut(at) {
                first.end = end;
            }
        }
        self.depth -= 1;
    }

    fn table(&mut self, table: &'b Table) {
        if let Some(caption) = &table.caption {
            self.run(Sort::Text, "".into(), "caption".to_owned(), Piece::Paragraph(caption, None));
        }
        if table.header.iter().any(|cell| !cell.is_empty()) {
            self.row("header", Piece::Row(table, &table.header, true), &table.header);
        }
        for row in &table.rows {
            self.row("", Piece::Row(table, row, false), row);
        }
    }

    fn row(&mut self, form: &str, piece: Piece<'b>, cells: &[Cell]) {
        let words: Vec<String> = cells.iter().map(Cell::plain).collect();
        let mut links = Vec::new();
        for line in cells.iter().flat_map(|cell| &cell.lines) {
            links_in(&line.text, &mut links);
        }
        let filled = words.iter().filter(|words| !words.trim().is_empty());
        let text = filled.cloned().collect::<Vec<_>>().join(" ");
        let looks = Looks { cells: words.into(), form: form.into(), links: links.into() };
        self.leaf(Sort::Row, "".into(), text.into(), looks, piece);
    }

    fn signatory(&mut self, one: &'b Signatory) {
        let text = format!("{} {}", plain(&one.party), plain(&one.capacity));
        let looks = Looks { form: "signatory".into(), ..Looks::default() };
        self.leaf(Sort::Text, "".into(), text.into(), looks, Piece::Signatory(one));
    }

    fn run(&mut self, sort: Sort, number: Cow<'b, str>, form: String, piece: Piece<'b>) {
        let (mut form, mut set_off, mut links) = (form, String::new(), Vec::new());
        let text: Cow<'b, str> = match piece.run() {
            [Inline::Text(text)] => Cow::Borrowed(text),
            run => {
                links_in(run, &mut links);
                emphasis(run, &mut set_off);
                Cow::Owned(plain(run))
            }
        };
        let (own, rest) = if number.is_empty() {
            in_parts(text, if sort == Sort::Heading { heading } else { head })
        } else {
            let own = match number {
                Cow::Borrowed(number) => Cow::Borrowed(bare(number)),
                Cow::Owned(number) => Cow::Owned(bare(&number).to_owned()),
            };
            (own, text)
        };
        if own.is_empty() && rest.trim().is_empty() {
            return;
        }
        // A number that stands in bold is a number all the same.
        form.push_str(&if own.is_empty() { set_off } else { set_off.replacen(&*own, "", 1) });
        let looks = Looks { form: form.into(), links: links.into(), ..Looks::default() };
        self.leaf(sort, own, rest, looks, piece);
    }

    fn leaf(&mut self, sort: Sort, number: Cow<'b, str>, text: Cow<'b, str>, looks: Looks, piece: Piece<'b>) {
        let end = small(self.out.len() + 1);
        let Taker { under, level, depth, .. } = *self;
        let looks = (looks != Looks::default()).then(|| Box::new(looks));
        let number = if number.is_empty() { Text::default() } else { number.into() };
        self.out.push(Leaf { sort, number, text, piece, looks, under, end, level, depth });
    }
}

/// A text in two parts of it, copied only where the text is no part of a document.
fn in_parts<'b>(text: Cow<'b, str>, part: fn(&str) -> (&str, &str)) -> (Cow<'b, str>, Cow<'b, str>) {
    match text {
        Cow::Borrowed(text) => {
            let (one, other) = part(text);
            (one.into(), other.into())
        }
        Cow::Owned(text) => {
            let (one, other) = part(&text);
            if other.len() == text.len() {
                return (Cow::Borrowed(""), text.into());
            }
            (one.to_owned().into(), other.to_owned().into())
        }
    }
}

/// A place among units. The largest text that is read has fewer.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NOWHERE)
}

fn targets(run: &[Inline], out: &mut String) {
    for inline in run {
        match inline {
            Inline::Link(link) => {
                targets(&link.text, out);
                // An address that stands there is its own target.
                let words = plain(&link.text);
                if link.url.strip_prefix("mailto:").unwrap_or(&link.url) != words {
                    out.push_str(&format!("]({})", link.url));
                }
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => targets(inner, out),
            other => out.push_str(&plain(std::slice::from_ref(other))),
        }
    }
}

fn links_in(run: &[Inline], out: &mut Vec<Text>) {
    walk::each(run, &mut |inline| {
        if let Inline::Link(link) = inline {
            out.push(link.url.clone());
        }
    });
}

/// What is emphasised, by its words.
fn emphasis(run: &[Inline], out: &mut String) {
    walk::each(run, &mut |inline| {
        let (mark, inner) = match inline {
            Inline::Strong(inner) => ("**", inner),
            Inline::Emphasis(inner) => ("_", inner),
            _ => return,
        };
        out.push_str(mark);
        out.push_str(&plain(inner));
        out.push_str(mark);
    });
}

/// Words that call a numbered place, in any case.
const PLACES: [&str; 8] =
    ["article", "clause", "section", "annex", "appendix", "schedule", "exhibit", "part"];

/// The number at the head of a text, without full stop, and the words behind it: `4.2`, `(a)`, `iv.`,
/// `Article 7`.
pub fn head(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let Some((first, rest)) = text.split_once(char::is_whitespace) else {
        return if is_number(text) { (bare(text), "") } else { glued(text).unwrap_or(("", text)) };
    };
    if is_number(first) {
        return (bare(first), rest.trim_start());
    }
    if let Some((number, rest)) = glued(text) {
        return (number, rest);
    }
    if PLACES.iter().any(|place| first.eq_ignore_ascii_case(place)) { called(text) } else { ("", text) }
}

/// A number with a full stop or in brackets, and the words right behind it: "7.2Measures", "3.Fees", "(a)Roles". Nobody
/// writes them so, but bold words behind a number come out so from many converters.
fn glued(text: &str) -> Option<(&str, &str)> {
    let length = match text.strip_prefix('(') {
        Some(inside) => inside.find(')').filter(|end| (1..=4).contains(end))? + 2,
        None => text.find(|c: char| !c.is_ascii_digit() && c != '.')?,
    };
    let (number, rest) = text.split_at(length);
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // "2.Mai 2026" is a day.
    let is_words = rest.starts_with(char::is_uppercase) && figures::month(&word.to_lowercase()).is_none();
    (is_words && is_number(number)).then(|| (bare(number), rest))
}

/// The number at the head of a text with the word before it that calls it.
fn called(text: &str) -> (&str, &str) {
    let Some((_, rest)) = text.split_once(char::is_whitespace) else { return ("", text) };
    let rest = rest.trim_start();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let label = rest[..end].trim_end_matches([':', '.', '-', '–', '—']);
    let counts = is_label(label) || label.split('.').all(is_label);
    // "Section 5 applies" is a sentence; "Section 5" alone, or before a dash or a capital, a heading.
    let behind = rest[end..].trim_start();
    let heads = label.len() < end || behind.is_empty() || behind.starts_with(|c: char| !c.is_lowercase());
    if !counts || label.is_empty() || !heads {
        return ("", text);
    }
    let length = text.len() - rest.len() + label.len();
    let behind = text[length..].trim_start_matches(|c: char| c.is_whitespace() || ":.-–—".contains(c));
    (&text[..length], behind)
}

/// German words that call a numbered place, in headings: in a sentence, a capital behind them says nothing.
const GERMAN: [&str; 8] = ["§", "artikel", "abschnitt", "ziffer", "klausel", "anlage", "anhang", "teil"];

/// The same at the head of a heading, where a number needs no full stop: `11 Courts`, `§ 4 Laufzeit`.
fn heading(text: &str) -> (&str, &str) {
    let found @ ("", _) = head(text) else { return head(text) };
    let german = text.split_whitespace().next().map(str::to_lowercase);
    if german.is_some_and(|first| GERMAN.contains(&&*first)) {
        return called(text.trim_start());
    }
    let Some((first, rest)) = text.trim_start().split_once(char::is_whitespace) else { return found };
    let rest = rest.trim_start();
    let counts = first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_digit());
    if counts && rest.starts_with(char::is_uppercase) { (first, rest) } else { found }
}

fn bare(number: &str) -> &str {
    number.trim_end_matches('.')
}

/// Whether a chunk can only be a number: it has a full stop or brackets, or several parts.
fn is_number(chunk: &str) -> bool {
    if let Some(inside) = chunk.strip_suffix(')') {
        return is_label(inside.strip_prefix('(').unwrap_or(inside));
    }
    if let Some(inside) = chunk.strip_suffix('.') {
        // "U.S." counts nothing.
        let counts = !inside.contains('.') || inside.contains(|c: char| c.is_ascii_digit());
        return counts && inside.split('.').all(is_label) && inside.len() <= 12;
    }
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    chunk.contains('.') && chunk.split('.').all(digits)
}

/// Whether a text counts: up to three digits, a letter or two of the same, a Roman numeral.
fn is_label(text: &str) -> bool {
    let all = |set: &str| text.chars().all(|c| set.contains(c));
    let letters = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let doubled = text.len() < 2 || text.as_bytes()[0] == text.as_bytes()[text.len() - 1];
    let digits = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let roman = text.len() <= 6 && (all("ivxl") || all("IVXL"));
    !text.is_empty() && (digits || (letters && doubled) || roman)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::{NoTokens, blocks};

    fn shown(text: &str) -> Vec<String> {
        let blocks = blocks(text, &NoTokens).expect("Markdown");
        let leaves = units(&blocks);
        let show =
            |leaf: &Leaf| format!("{:?} {}|{}|{}", leaf.sort, leaf.number, leaf.text, leaf.form().trim());
        leaves.iter().map(show).collect()
    }

    #[test]
    fn numbers_are_found_at_the_head_of_a_text() {
        let cases = [
            ("4. Spam", "4", "Spam"),
            ("4.2 The mill", "4.2", "The mill"),
            ("(a) corn; and", "(a)", "corn; and"),
            ("iv. corn", "iv", "corn"),
            ("a) corn", "a)", "corn"),
            ("ARTICLE 10. - SECURITY", "ARTICLE 10", "SECURITY"),
            ("Section 5 applies", "", "Section 5 applies"),
            ("Annex I.B Transfers", "Annex I.B", "Transfers"),
            ("30 days from notice", "", "30 days from notice"),
            ("Mr. Miller grinds", "", "Mr. Miller grinds"),
            ("(dated 1 January)", "", "(dated 1 January)"),
            ("I grind", "", "I grind"),
            ("U.S. law", "", "U.S. law"),
            ("7.2Measures apply", "7.2", "Measures apply"),
            ("3.Fees. They are due.", "3", "Fees. They are due."),
            ("2.Mai 2026", "", "2.Mai 2026"),
            ("(a)Roles", "(a)", "Roles"),
            ("3.5x faster", "", "3.5x faster"),
            ("(a)synchronous", "", "(a)synchronous"),
            ("", "", ""),
        ];
        for (text, number, rest) in cases {
            assert_eq!(head(text), (number, rest), "{text}");
        }
    }

    #[test]
    fn a_heading_needs_no_full_stop_behind_its_number() {
        for (text, number, rest) in [
            ("11 Courts", "11", "Courts"),
            ("4. Spam", "4", "Spam"),
            ("72 hours", "", "72 hours"),
            ("2026 Report", "", "2026 Report"),
            ("Courts", "", "Courts"),
        ] {
            assert_eq!(heading(text), (number, rest), "{text}");
        }
    }

    #[test]
    fn units_stand_in_reading_order() {
        let text = "# 1. Grinding\n\nThe mill **grinds**.\n\n* corn\n* rye\n\n    and more\n\n\
                    1. first\n2. second\n\n| a | b |\n|---|---|\n| c | d |\n\n## Water\n\nfrom [here](https://x.example)";
        assert_eq!(
            shown(text),
            [
                "Heading 1|Grinding|heading 0",
                "Text |The mill grinds.|**grinds**",
                "Item |corn|bullet 1",
                "Item |rye|bullet 1",
                "Text |and more|",
                "Item 1|first|item 1",
                "Item 2|second|item 1",
                "Row |a b|header",
                "Row |c d|",
                "Heading |Water|heading 1",
                "Text |from here|",
            ]
        );
        let blocks = blocks(text, &NoTokens).expect("Markdown");
        let leaves = units(&blocks);
        assert_eq!(leaves[0].end(), leaves.len());
        assert_eq!(leaves.last().expect("one").links()[..], ["https://x.example".into()]);
        assert_eq!(leaves[8].cells()[..], ["c", "d"]);
    }
}
