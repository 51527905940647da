//! Tells what happened to each unit, in the order of the new text.

use std::collections::VecDeque;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::{Change, Changes, Left, Op, PARAGRAPH, Place, Relinked, What, Words};
use crate::diff::align::{Pair, Sort};
use crate::diff::columns::{Columns, columns};
use crate::diff::follow::Numbers;
use crate::diff::moves::Move;
use crate::diff::partners::Partners;
use crate::diff::pieces::Pieces;
use crate::diff::tokens::normal;
use crate::diff::units::{Leaf, address, item, lead, leads};
use crate::diff::wordings::{Stretch, Wordings};
use crate::document::Text;

/// Bytes of words by which a link is known to be put on words that were there, at least.
const LINKED: usize = 4;

/// Everything that happened; the pieces of what stayed, and of what moved, are told of as wholes.
pub(super) fn told<'b>(
    (old, new): (&[Leaf<'b>], &[Leaf<'b>]),
    pairs: &[Pair],
    moves: &[Move],
    pieces: [&[Pieces]; 2],
    wordings: &mut Wordings,
) -> Changes {
    let mut teller = Teller::of(old, new, pairs, wordings);
    pieces.into_iter().for_each(|pieces| teller.takes_pieces(pieces));
    teller.tell(moves);
    teller.left();
    teller.out
}

/// A move as it is told.
struct Moved {
    old: Range<usize>,
    new: Range<usize>,
    /// What was taken out of it.
    out: Vec<usize>,
}

struct Teller<'l, 'b, 'w> {
    old: &'l [Leaf<'b>],
    new: &'l [Leaf<'b>],
    /// The partner of each old unit, and whether one of the two moved.
    olds: Partners,
    /// The same of each new unit.
    news: Partners,
    /// Units that are told of with others.
    told_old: Vec<bool>,
    told_new: Vec<bool>,
    /// Pieces of a whole, by the first new unit.
    pieces: HashMap<usize, Pieces>,
    /// Tables with other columns, and whether those were told of.
    columns: Vec<(Columns<'b>, bool)>,
    /// What leads to each item, of both.
    leads: [Vec<Option<u32>>; 2],
    /// What each number of the old text is now, where it changed.
    numbers: Numbers,
    wordings: &'w mut Wordings,
    out: Changes,
}

impl<'l, 'b, 'w> Teller<'l, 'b, 'w> {
    fn of(
        old: &'l [Leaf<'b>],
        new: &'l [Leaf<'b>],
        pairs: &[Pair],
        wordings: &'w mut Wordings,
    ) -> Teller<'l, 'b, 'w> {
        let (mut olds, mut news) = (Partners::none(old.len()), Partners::none(new.len()));
        for pair in pairs {
            olds.set(pair.old, pair.new, pair.moved);
            news.set(pair.new, pair.old, pair.moved);
        }
        Teller {
            old,
            new,
            olds,
            news,
            told_old: vec![false; old.len()],
            told_new: vec![false; new.len()],
            pieces: HashMap::new(),
            columns: columns(old, new, pairs).into_iter().map(|known| (known, false)).collect(),
            leads: [leads(old), leads(new)],
            numbers: numbers((old, new), pairs),
            wordings,
            out: Changes::default(),
        }
    }

    /// What was split or joined is told of as such.
    fn takes_pieces(&mut self, pieces: &[Pieces]) {
        for one in pieces {
            let is_paired = |at: &usize| self.olds.has(*at);
            one.old.clone().filter(|at| !is_paired(at)).for_each(|at| self.told_old[at] = true);
            one.new.clone().for_each(|there| self.told_new[there] = true);
            self.pieces.insert(one.new.start, one.clone());
        }
    }

    /// Tells of everything, in the order of the new text.
    fn tell(&mut self, moves: &[Move]) {
        let moved: Vec<Moved> = moves.iter().map(|one| self.taken(one)).collect();
        let mut moved = moved.into_iter().peekable();
        let stays = |there| self.news.of(there).filter(|(_, moved)| !moved).map(|(at, _)| at);
        let mut staying: Vec<usize> = (0..self.new.len()).filter_map(stays).collect();
        staying.push(self.old.len());
        let mut staying = staying.into_iter();
        let mut gone = 0..staying.next().unwrap_or_default();
        let mut there = 0;
        self.gone(gone.clone());
        while there < self.new.len() {
            if let Some(one) = moved.next_if(|one| one.new.start == there) {
                there = self.moved(one);
                continue;
            }
            if let Some(pieces) = self.pieces.remove(&there) {
                let new = pieces.new.clone();
                for _ in new.clone().filter(|there| matches!(self.news.of(*there), Some((_, false)))) {
                    gone = gone.end + 1..staying.next().unwrap_or_default();
                }
                self.parted(&pieces);
                self.gone(gone.clone());
                there = new.end;
                continue;
            }
            match self.news.of(there) {
                None => there = self.inserted(there),
                Some((_, true)) => there += 1,
                Some((at, false)) => {
                    self.stays(at, there);
                    gone = gone.end + 1..staying.next().unwrap_or_default();
                    self.gone(gone.clone());
                    there += 1;
                }
            }
        }
    }

    /// Tells of the references that nobody changed with the numbers.
    fn left(&mut self) {
        for (there, new) in self.new.iter().enumerate() {
            let Some((at, _)) = self.news.of(there) else { continue };
            let left = self.numbers.left(&self.old[at].text, &new.text).into_iter();
            let place = || place(self.new, there..there + 1);
            self.out.left.extend(left.map(|(reference, now)| Left { reference, now, place: place() }));
        }
    }

    /// Tells of old units that are gone.
    fn gone(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            if self.olds.has(at) || self.told_old[at] {
                at += 1;
                continue;
            }
            let whole = at..self.old[at].end().min(range.end);
            let all = self.old[at].sort == Sort::Heading
                && whole.clone().all(|at| !self.olds.has(at) && !self.told_old[at]);
            let units = if all { whole } else { at..at + 1 };
            let place = place(self.old, units.clone());
            let what = if self.old[at].sort == Sort::Row { What::RowDeleted } else { What::Deleted };
            let words = vec![Words::of(Op::Delete, with_targets(&self.old[units.clone()]))];
            self.out.all.push(Change::of(what, Some(place), None, words));
            at = units.end;
        }
    }

    /// Tells of a new unit, with all under it if it is a heading and all that is new; where to go on.
    fn inserted(&mut self, there: usize) -> usize {
        if self.told_new[there] {
            return there + 1;
        }
        let whole = there..self.new[there].end();
        let all = self.new[there].sort == Sort::Heading
            && whole.clone().all(|there| !self.news.has(there) && !self.told_new[there]);
        let units = if all { whole } else { there..there + 1 };
        let place = place(self.new, units.clone());
        let what = if self.new[there].sort == Sort::Row { What::RowInserted } else { What::Inserted };
        let words = vec![Words::of(Op::Insert, with_targets(&self.new[units.clone()]))];
        self.out.all.push(Change::of(what, None, Some(place), words));
        units.end
    }

    /// A move with what was taken out of it and put into it, which is not told of elsewhere.
    fn taken(&mut self, one: &Move) -> Moved {
        let free = |at: &usize| !self.olds.has(*at) && !self.told_old[*at];
        let out: Vec<usize> = one.old.clone().filter(free).collect();
        out.iter().for_each(|at| self.told_old[*at] = true);
        for there in one.new.clone() {
            self.told_new[there] |= !self.news.has(there);
        }
        Moved { old: one.old.clone(), new: one.new.clone(), out }
    }

    /// Tells of what moved, as one change; where to go on.
    fn moved(&mut self, Moved { old, new, out }: Moved) -> usize {
        if let (true, [_], [_]) = (out.is_empty(), &self.old[old.clone()], &self.new[new.clone()])
            && self.new[new.start].sort == Sort::Row
        {
            let (at, there) = (old.start, new.start);
            self.push(What::RowMoved, at, there, Vec::new());
            self.cells(at, there);
            self.relinked(at, there, same(&self.old[at], &self.new[there]));
            return new.end;
        }
        let mut out = out.into_iter().peekable();
        let mut words = Vec::new();
        let mut reworded = out.peek().is_some();
        let mut there = new.start;
        while there < new.end {
            let pieces = self.pieces.remove(&there);
            let partner = self.news.of(there).map(|(at, _)| at);
            let Some(at) = pieces.as_ref().map(|pieces| pieces.old.start).or(partner) else {
                reworded = true;
                add(&mut words, Op::Insert, &self.new[there].text);
                there += 1;
                continue;
            };
            while let Some(gone) = out.next_if(|gone| *gone < at) {
                add(&mut words, Op::Delete, &self.old[gone].text);
            }
            reworded |= pieces.is_some() || !same(&self.old[at], &self.new[there]);
            words.extend(match &pieces {
                Some(pieces) => self.piecemeal(pieces),
                None => self.compared_pair(at, there),
            });
            there = pieces.map_or(there + 1, |pieces| pieces.new.end);
        }
        out.for_each(|gone| add(&mut words, Op::Delete, &self.old[gone].text));
        let what = match (self.new[new.start].sort == Sort::Row, reworded) {
            (true, false) => What::RowMoved,
            (_, true) => What::MovedReworded,
            (false, false) => What::Moved,
        };
        let words = if reworded { words } else { Vec::new() };
        let (mut from, mut to) = (place(self.old, old.clone()), place(self.new, new.clone()));
        (from.lead, to.lead) = self.led(old.start, new.start);
        self.out.all.push(Change::of(what, Some(from), Some(to), words));
        for there in new.clone() {
            if let Some((at, _)) = self.news.of(there) {
                self.relinked(at, there, same(&self.old[at], &self.new[there]));
            }
        }
        new.end
    }

    /// The words that lead to an item that moved, before and now, if they are others: what one "may not" do stands
    /// elsewhere under "may".
    fn led(&self, at: usize, there: usize) -> (Text, Text) {
        let lead = |leaves: &[Leaf<'_>], at: usize| {
            lead(leaves, at).map_or_else(Text::default, |lead| leaves[lead].words())
        };
        let (before, now) = (lead(self.old, at), lead(self.new, there));
        if normal(&before) == normal(&now) { Default::default() } else { (before, now) }
    }

    /// The same of an item that stands where it stood, if it goes with other words now: it was indented, or the words
    /// that lead to it came or went. Where both were only rewritten, they are told of alone.
    fn led_elsewhere(&self, at: usize, there: usize) -> (Text, Text) {
        let [before, now] = &self.leads;
        let place = |lead: Option<u32>| lead.map(|lead| lead as usize);
        let (before, now) = (place(before[at]), place(now[there]));
        if before.and_then(|lead| self.olds.of(lead)).is_some_and(|(there, _)| Some(there) == now) {
            return Default::default();
        }
        let is_lead = |leaf: &Leaf<'_>| leaf.sort == Sort::Item || leaf.text.trim_end().ends_with(':');
        let before = before.filter(|lead| is_lead(&self.old[*lead]));
        let now = now.filter(|lead| is_lead(&self.new[*lead]));
        let became = before.and_then(|lead| self.olds.of(lead));
        let was = now.and_then(|lead| self.news.of(lead));
        // Words that moved away from their items, or before those of others, are told of themselves.
        let has_moved = became.into_iter().chain(was).any(|(_, moved)| moved);
        let is_known = became.is_some() || was.is_some();
        if has_moved || !is_known { Default::default() } else { self.led(at, there) }
    }

    /// Whether a paragraph goes on with another item now, or with none: the closing words of a list became part of its
    /// last item. Where the items are no list now, they were only set otherwise.
    fn has_left_its_item(&self, at: usize, there: usize) -> bool {
        let (before, now) = (item(self.old, at), item(self.new, there));
        let became = before.and_then(|item| self.olds.of(item)).map(|(there, _)| there);
        let was = now.and_then(|item| self.news.of(item)).map(|(at, _)| at);
        let is_item =
            |leaves: &[Leaf<'_>], at: Option<usize>| at.is_some_and(|at| leaves[at].sort == Sort::Item);
        became != now && (is_item(self.new, became) || is_item(self.old, was))
    }

    /// Tells what became of a unit that stands where it stood.
    fn stays(&mut self, at: usize, there: usize) {
        let (old, new) = (&self.old[at], &self.new[there]);
        if let Some(known) = self.columns.iter().position(|(known, _)| known.joins(old, new)) {
            self.columns_of(known, at, there);
            return self.cells(at, there);
        }
        if same(old, new) {
            let leads = self.led_elsewhere(at, there);
            if leads != Default::default() {
                let (mut from, mut to) = (place(self.old, at..at + 1), place(self.new, there..there + 1));
                (from.lead, to.lead) = leads;
                self.out.all.push(Change::of(What::Moved, Some(from), Some(to), Vec::new()));
                return self.relinked(at, there, true);
            }
            let (numbered, unnumbered) = (&old.number, &new.number);
            let renumbered = numbered != unnumbered && !numbered.is_empty() && !unnumbered.is_empty();
            let formatted = old.form() != new.form()
                || (old.sort == Sort::Heading && normal(&old.text) != normal(&new.text))
                || old.sort != new.sort
                || self.has_left_its_item(at, there)
                || numbered.is_empty() != unnumbered.is_empty();
            if renumbered {
                self.push(What::Renumbered, at, there, Vec::new());
            }
            self.relinked(at, there, true);
            if formatted {
                self.push(What::Formatted, at, there, Vec::new());
            }
            return;
        }
        if old.sort == Sort::Row {
            self.cells(at, there);
            return self.relinked(at, there, false);
        }
        self.reworded(at, there);
        self.relinked(at, there, false);
    }

    /// Tells of a unit whose words are others, or follow numbers that are.
    fn reworded(&mut self, at: usize, there: usize) {
        let (old, new) = (&self.old[at], &self.new[there]);
        match self.numbers.followed(&old.text, &new.text) {
            0 => {
                let words = self.compared_pair(at, there);
                self.push(What::Reworded, at, there, words);
            }
            followed => {
                self.out.followed += followed;
                if old.number != new.number {
                    self.push(What::Renumbered, at, there, Vec::new());
                }
            }
        }
    }

    fn push(&mut self, what: What, at: usize, there: usize, words: Vec<Words>) {
        let (old, new) = (place(self.old, at..at + 1), place(self.new, there..there + 1));
        self.out.all.push(Change::of(what, Some(old), Some(new), words));
    }

    /// Tells of the links that lead elsewhere; with `all`, the words are the same. Of those that came or went only where
    /// their words did not.
    fn relinked(&mut self, at: usize, there: usize, all: bool) {
        if self.old[at].links() != self.new[there].links() {
            self.relinked_in(at..at + 1, there..there + 1, all);
        }
    }

    /// The same of several units that have the words of each other.
    fn relinked_in(&mut self, at: Range<usize>, there: Range<usize>, all: bool) {
        let come: Vec<(String, Text)> = self.new[there.clone()].iter().flat_map(Leaf::linked).collect();
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, (text, _)) in come.iter().enumerate() {
            waiting.entry(normal(text).into_owned()).or_default().push_back(at);
        }
        let has = |leaves: &[Leaf<'_>], words: &str| {
            let words = normal(words);
            words.len() >= LINKED && leaves.iter().any(|leaf| normal(&leaf.text).contains(&*words))
        };
        let (was, is) = (&self.old[at.clone()], &self.new[there.clone()]);
        let (mut links, mut taken) = (Vec::new(), vec![false; come.len()]);
        for (text, url) in self.old[at.clone()].iter().flat_map(Leaf::linked) {
            let same = waiting.get_mut(&*normal(&text)).and_then(VecDeque::pop_front);
            same.into_iter().for_each(|at| taken[at] = true);
            let now = same.map(|at| Text::clone(&come[at].1));
            if now.as_ref() != Some(&url) && (all || now.is_some() || has(is, &text)) {
                links.push(Relinked { text: text.into(), old: Some(url), new: now });
            }
        }
        let stayed = |text: &str| all || has(was, text);
        let new_links = come.iter().zip(taken).filter(|((text, _), taken)| !taken && stayed(text));
        links.extend(new_links.map(|((text, url), _)| Relinked {
            text: text.as_str().into(),
            old: None,
            new: Some(url.clone()),
        }));
        if !links.is_empty() {
            let (old, new) = (place(self.old, at), place(self.new, there));
            self.out.all.push(Change { links, ..Change::of(What::Link, Some(old), Some(new), Vec::new()) });
        }
    }

    /// Tells of the columns that a table has more or less, at the first of its rows.
    fn columns_of(&mut self, known: usize, at: usize, there: usize) {
        let (columns, told) = &mut self.columns[known];
        if std::mem::replace(told, true) {
            return;
        }
        for (old, new) in columns.elsewhere() {
            let old = old.map(|column| self.column(known, self.old, at, column));
            let new = new.map(|column| self.column(known, self.new, there, column));
            let (what, words) = match (&old, &new) {
                (None, Some(new)) => (What::ColumnInserted, vec![Words::of(Op::Insert, new.text.clone())]),
                (Some(old), None) => (What::ColumnDeleted, vec![Words::of(Op::Delete, old.text.clone())]),
                _ => (What::Formatted, Vec::new()),
            };
            self.out.all.push(Change::of(what, old, new, words));
        }
    }

    /// A column of a table from one of its rows on.
    fn column(&self, known: usize, leaves: &[Leaf<'_>], row: usize, column: usize) -> Box<Place> {
        let table = &self.columns[known].0;
        let rows = leaves[row..].iter().take_while(|leaf| table.has_old(leaf) || table.has_new(leaf));
        let cells: Vec<&str> = rows.filter_map(|leaf| leaf.cells().get(column)).map(String::as_str).collect();
        let mut place = place(leaves, row..row + 1);
        (place.row, place.text) = (leaves[row].column(column), cells.join("\n").into());
        place
    }

    /// Tells of the cells of a row whose words are others.
    fn cells(&mut self, at: usize, there: usize) {
        let (old, new) = (&self.old[at], &self.new[there]);
        let known = self.columns.iter().find(|(known, _)| known.joins(old, new));
        let both: Vec<(usize, usize)> = match known {
            Some((known, _)) => known.both(),
            None => (0..old.cells().len().min(new.cells().len())).map(|column| (column, column)).collect(),
        };
        for (before, now) in both {
            let (Some(one), Some(other)) =
                (self.old[at].cells().get(before), self.new[there].cells().get(now))
            else {
                continue;
            };
            if normal(one) == normal(other) {
                continue;
            }
            let words = self.compared(one, other);
            let (mut old, mut new) = (place(self.old, at..at + 1), place(self.new, there..there + 1));
            (old.text, new.text) = (one.as_str().into(), other.as_str().into());
            (old.row, new.row) = (self.old[at].cell(before), self.new[there].cell(now));
            self.out.all.push(Change::of(What::Cell, Some(old), Some(new), words));
        }
    }

    /// Tells of one paragraph that became several, or several that became one.
    fn parted(&mut self, pieces: &Pieces) {
        let (from, to) = (place(self.old, pieces.old.clone()), place(self.new, pieces.new.clone()));
        let what = if pieces.is_split() { What::Split } else { What::Merged };
        let words = self.piecemeal(pieces);
        self.out.all.push(Change::of(what, Some(from), Some(to), words));
        self.relinked_in(pieces.old.clone(), pieces.new.clone(), false);
    }

    /// The words of pieces: between two of them, an end of a paragraph came or went.
    fn piecemeal(&mut self, pieces: &Pieces) -> Vec<Words> {
        let op = if pieces.is_split() { Op::Insert } else { Op::Delete };
        let mut words = Vec::new();
        for (at, (old, new)) in pieces.texts(self.old, self.new).into_iter().enumerate() {
            if at > 0 {
                words.push(Words::of(op, PARAGRAPH));
            }
            words.extend(self.compared(old, new));
        }
        words
    }

    /// The words of two paired units, compared.
    fn compared_pair(&mut self, at: usize, there: usize) -> Vec<Words> {
        let (old, new) = (&self.old[at].text, &self.new[there].text);
        if old == new {
            let mut words = Vec::new();
            add(&mut words, Op::Equal, new.trim());
            return words;
        }
        words(old, new, &self.wordings.of_pair((at, there), old, new))
    }

    /// The words of two texts, compared.
    fn compared(&mut self, old: &str, new: &str) -> Vec<Words> {
        words(old, new, &self.wordings.of(old, new))
    }
}

/// The numbers that places had and have: of headings, and of what is called by a number that changed anywhere.
fn numbers((old, new): (&[Leaf<'_>], &[Leaf<'_>]), pairs: &[Pair]) -> Numbers {
    let mut numbers = Numbers::new();
    let is_other = |pair: &&Pair| old[pair.old].number != new[pair.new].number;
    let changed: HashSet<&Text> = pairs.iter().filter(is_other).map(|pair| &old[pair.old].number).collect();
    let counts = |pair: &&Pair| {
        let leaf = &old[pair.old];
        !leaf.number.is_empty() && (leaf.sort == Sort::Heading || changed.contains(&leaf.number))
    };
    for pair in pairs.iter().filter(counts) {
        if let (Some(before), Some(now)) = (address(old, pair.old), address(new, pair.new)) {
            numbers.learn(&before, &now, old[pair.old].sort == Sort::Heading);
        }
    }
    numbers
}

/// The words of two texts by their stretches.
pub(super) fn words(old: &str, new: &str, stretches: &[Stretch]) -> Vec<Words> {
    let words = |op, text: &str, range: &Range<usize>| {
        let glued = text[..range.start].ends_with(|c: char| !c.is_whitespace());
        (!range.is_empty()).then(|| Words { glued, ..Words::of(op, &text[range.clone()]) })
    };
    let mut out = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        if stretch.same {
            out.extend(words(Op::Equal, new, &stretch.new));
        } else {
            out.extend(words(Op::Delete, old, &stretch.old));
            out.extend(words(Op::Insert, new, &stretch.new));
        }
    }
    out
}

fn add(words: &mut Vec<Words>, op: Op, text: &str) {
    if !text.is_empty() {
        words.push(Words::of(op, text));
    }
}

/// Whether two units say the same; a heading may say it in capitals.
fn same(old: &Leaf<'_>, new: &Leaf<'_>) -> bool {
    let headings = || {
        let small = |leaf: &Leaf<'_>| normal(&leaf.text).to_lowercase();
        (old.sort == Sort::Heading || new.sort == Sort::Heading) && small(old) == small(new)
    };
    old.text == new.text || normal(&old.text) == normal(&new.text) || headings()
}

/// The words of units, with the target of each link behind its words as in Markdown.
fn with_targets(leaves: &[Leaf<'_>]) -> Text {
    match leaves {
        [one] => one.with_targets(),
        all => all.iter().map(Leaf::with_targets).collect::<Vec<_>>().join("\n").into(),
    }
}

/// Units of a text with what they are called.
fn place(leaves: &[Leaf<'_>], units: Range<usize>) -> Box<Place> {
    let (first, range) = (&leaves[units.start], units.clone());
    let heading = if first.sort == Sort::Heading { Some(units.start) } else { first.under() };
    let counted = leaves[units.clone()].iter().map(|leaf| &leaf.number).find(|number| !number.is_empty());
    // What stands under a heading has numbers of its own.
    let own = counted.filter(|_| first.sort != Sort::Heading || !first.number.is_empty());
    let above = heading.map(|at| &leaves[at].number);
    let number = Text::clone(own.or(above).unwrap_or(&first.number));
    let title = heading.map_or_else(Text::default, |at| leaves[at].words());
    let text = match &leaves[units] {
        [one] => one.words(),
        all => all.iter().map(|leaf| &*leaf.text).collect::<Vec<_>>().join("\n").into(),
    };
    let counts_within = number.starts_with('(') || number.starts_with(|c: char| c.is_ascii_lowercase());
    let address = match counts_within {
        true => address(leaves, range.start).map_or_else(|| Text::clone(&number), Text::from),
        // The heading of a section that is counted within another: `J.1`.
        false => heading
            .filter(|at| leaves[*at].number == number)
            .and_then(|at| address(leaves, at))
            .map_or_else(|| Text::clone(&number), Text::from),
    };
    Box::new(Place { units: range, number, title, address, row: first.row(), lead: Text::default(), text })
}
