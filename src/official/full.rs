//! A text cut to what the parties chose: the modules of one copy, its options, its blanks.
//!
//! In: the units of a stored text, and a [`Selection`]. Out: a [`Cut`], the lines to be printed in the
//! order of the publication. Words leave a unit only where the publication says so itself: modules and
//! options that were not chosen, the labels and instructions in brackets, and the prompts of blanks. What
//! is left out under a number leaves that number behind, as not used.
//!
//! Two choices that differ by module cannot both stand in words that the modules share. Who makes a
//! selection therefore gives each such module a copy of its own.

mod passages;

use std::collections::{BTreeMap, BTreeSet};

use super::seal::{Choice, ChoiceKind, Gap, Seal};
use super::text::{Kind, Text, Unit, clause_of, digits};

/// What the parties chose for one copy of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The modules, in order; none where the instrument has none.
    pub modules: Vec<u8>,
    /// The answer to each option of the seal, by module (0 where there are no modules). An option
    /// without answer stays as published.
    pub answers: BTreeMap<(String, u8), Answer>,
    /// Blanks whose place other terms of the pack take.
    pub replaced: BTreeSet<String>,
}

/// The answer to an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Its units are used.
    Keep,
    /// They are printed, and are used only from an event on that the publication names.
    Later,
    /// They are not.
    Omit,
    /// Other terms of the pack take their place.
    Replaced,
    /// The alternative with this key is used.
    One(String),
}

/// A text cut to a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The lines, in the order of the publication.
    pub lines: Vec<Line>,
    /// The notes that the lines call, with their numbers as printed.
    pub notes: BTreeMap<String, Printed>,
    /// How many notes are called that the text does not have.
    pub missing_notes: usize,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its number as published.
    pub number: String,
    /// Its words.
    pub text: String,
}

/// A unit as it is to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The id of the unit.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its mark or number.
    pub number: Option<String>,
    /// The unit under which it stands.
    pub under: Option<String>,
    /// The module whose fills go into its blanks; 0 where there are no modules.
    pub module: u8,
    /// Its words and blanks; none where it is not used.
    pub pieces: Vec<Piece>,
    /// How it stands to the publication.
    pub state: State,
    /// The modules for which the clause that this line numbers is used only from an event on.
    pub later: Vec<u8>,
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words of the publication.
    Words(String),
    /// A blank to be filled, by the id of the seal.
    Blank(String),
    /// The call of a note.
    Call(String),
}

/// How a line stands to the publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As published, its blanks aside.
    Whole,
    /// Without the words of other modules and options, and without instructions.
    Cut,
    /// Only its number stands.
    NotUsed(Why),
    /// Lines of a form for data that stand elsewhere in the pack, under the id of the form: `front`.
    Form,
}

/// Why a line is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The parties did not choose it.
    NotChosen,
    /// The modules chosen have no words there.
    NotInModules,
    /// Other terms of the pack take its place.
    Replaced,
}

impl Line {
    /// Where the line stands, as one cites it: `Clause 9(a)`, `Clause 15.1(c)`, `Clause 11(3)`.
    pub fn place(&self) -> String {
        clause_of(&self.id)
    }
}

impl Cut {
    /// The lines that print words of the publication.
    pub fn printed(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| matches!(line.state, State::Whole | State::Cut))
    }

    /// The blanks, in order: the line, and the id of the blank.
    pub fn blanks(&self) -> impl Iterator<Item = (&Line, &str)> {
        self.lines.iter().flat_map(|line| {
            line.pieces.iter().filter_map(move |piece| match piece {
                Piece::Blank(gap) => Some((line, gap.as_str())),
                _ => None,
            })
        })
    }
}

/// Whether a unit is printed, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Gone(Why),
}

/// Cuts a text to a selection. The annexes are left out: the parties complete their own.
pub fn cut(text: &Text, seal: &Seal, selection: &Selection) -> Cut {
    let mut cutter = Cutter { text, seal, selection, lines: Vec::new() };
    for unit in &text.units {
        cutter.unit(unit);
    }
    let lines = cutter.lines;
    let mut notes = BTreeMap::new();
    let called = lines.iter().flat_map(|line| &line.pieces).filter_map(|piece| match piece {
        Piece::Call(note) => text.unit(note),
        _ => None,
    });
    for note in called {
        let number = note.number.clone().unwrap_or_default();
        notes.insert(note.id.clone(), Printed { number, text: passages::clean(&note.text) });
    }
    let printed = lines.iter().filter(|line| !line.pieces.is_empty()).filter_map(|line| text.unit(&line.id));
    let missing = printed.flat_map(|unit| &unit.calls).filter(|call| text.unit(&call.note).is_none());
    let missing_notes = missing.count();
    Cut { lines, notes, missing_notes }
}

struct Cutter<'t> {
    text: &'t Text,
    seal: &'t Seal,
    selection: &'t Selection,
    lines: Vec<Line>,
}

impl Cutter<'_> {
    fn unit(&mut self, unit: &Unit) {
        if unit.kind == Kind::Note || self.is_of_an_annex(&unit.id) {
            return;
        }
        if let Some(form) = self.form(unit) {
            if self.lines.last().is_none_or(|line| line.id != form) {
                self.push(unit, Vec::new(), State::Form);
                if let Some(line) = self.lines.last_mut() {
                    line.id = form.to_owned();
                    line.number = None;
                    line.under = None;
                }
            }
            return;
        }
        match unit.kind {
            Kind::Module if self.shows_module(unit) => self.whole(unit),
            Kind::Module => {}
            Kind::Clause => self.clause(unit),
            _ => self.inside(unit),
        }
    }

    fn whole(&mut self, unit: &Unit) {
        self.push(unit, vec![Piece::Words(unit.text.clone())], State::Whole);
    }

    fn push(&mut self, unit: &Unit, pieces: Vec<Piece>, state: State) {
        self.lines.push(Line {
            id: unit.id.clone(),
            kind: unit.kind,
            number: number(unit),
            under: unit.under.clone(),
            module: self.of(unit).first().copied().unwrap_or_default(),
            pieces,
            state,
            later: Vec::new(),
        });
    }

    fn is_of_an_annex(&self, id: &str) -> bool {
        let first = id.split('.').next().unwrap_or_default();
        self.seal.instrument.annexes.iter().any(|annex| annex == first)
    }

    /// The form that a unit belongs to: from the first line with a blank to the last in what stands before
    /// the clauses, and the lines for signatures.
    fn form(&self, unit: &Unit) -> Option<&'static str> {
        let part = |name: &'static str| {
            let is = self.seal.is_open(name) && unit.id.starts_with(&format!("{name}."));
            is.then_some(name)
        };
        if part("sign").is_some() {
            return Some("sign");
        }
        part("front")?;
        let at = |unit: &Unit| self.text.units.iter().position(|one| one.id == unit.id);
        let front = self.text.units.iter().filter(|one| one.id.starts_with("front."));
        let blanks: Vec<usize> = front.filter(|one| !one.blanks().is_empty()).filter_map(at).collect();
        let (first, last) = (*blanks.first()?, *blanks.last()?);
        // What the party is called follows in round brackets.
        let named = self.text.units.get(last + 1).is_some_and(|next| next.text.starts_with('('));
        let own = at(unit)?;
        (first..=last + usize::from(named)).contains(&own).then_some("front")
    }

    /// The chosen modules that have a unit.
    fn of(&self, unit: &Unit) -> Vec<u8> {
        if unit.modules.is_empty() {
            return vec![0];
        }
        let wanted = |module: &&u8| unit.modules.contains(module);
        self.selection.modules.iter().filter(wanted).copied().collect()
    }

    fn fate(&self, unit: &Unit) -> Fate {
        let mut fate = Fate::Gone(Why::NotInModules);
        for module in self.of(unit) {
            fate = self.fate_in(unit, module);
            if fate == Fate::Kept {
                break;
            }
        }
        fate
    }

    /// Whether a module prints a unit that it has.
    fn fate_in(&self, unit: &Unit, module: u8) -> Fate {
        for choice in self.choices_of(&unit.id) {
            if module != 0 && !choice.modules.is_empty() && !choice.modules.contains(&module) {
                continue;
            }
            let why = match self.selection.answers.get(&(choice.id.clone(), module)) {
                None | Some(Answer::Keep | Answer::Later) => continue,
                Some(Answer::One(key)) if is_side(choice, key, &unit.id) => continue,
                Some(Answer::One(_) | Answer::Omit) => Why::NotChosen,
                Some(Answer::Replaced) => Why::Replaced,
            };
            return Fate::Gone(why);
        }
        Fate::Kept
    }

    /// The options whose answer decides on a unit as a whole.
    fn choices_of<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Choice> + use<'s> {
        let id = id.to_owned();
        self.seal.options.iter().filter(move |choice| {
            let sides = choice.alternatives.iter().flat_map(|side| &side.units);
            choice.kind != ChoiceKind::InlineVariant && choice.units.iter().chain(sides).any(|one| *one == id)
        })
    }

    /// Whether the options around a unit were decided, so that their labels have done their work.
    fn is_decided(&self, unit: &Unit) -> bool {
        let decided = |choice: &Choice| {
            let of = self.of(unit).into_iter();
            of.map(|module| (choice.id.clone(), module)).any(|key| self.selection.answers.contains_key(&key))
        };
        self.choices_of(&unit.id).any(decided)
    }

    /// The units of a clause below its number and title.
    fn body<'c>(&'c self, clause: &'c str) -> impl Iterator<Item = &'c Unit> {
        let inside = move |unit: &&Unit| {
            let mut around = unit.under.as_deref();
            while let Some(id) = around.filter(|id| *id != clause) {
                around = self.text.unit(id).and_then(|unit| unit.under.as_deref());
            }
            around.is_some() && unit.kind != Kind::Module && !is_title(unit, clause)
        };
        self.text.units.iter().filter(inside)
    }

    /// A line that names a module stands where several were chosen and something of it follows.
    fn shows_module(&self, unit: &Unit) -> bool {
        let chosen = &self.selection.modules;
        let [module] = unit.modules[..] else { return false };
        let clause = unit.under.as_deref().unwrap_or_default();
        let of_it = |one: &Unit| one.modules.contains(&module) && self.fate_in(one, module) == Fate::Kept;
        chosen.len() > 1 && chosen.contains(&module) && self.body(clause).any(of_it)
    }

    /// The line with the number of a clause. A clause of which nothing is left keeps its number, and its
    /// title where the chosen modules have it.
    fn clause(&mut self, unit: &Unit) {
        let fates: Vec<Fate> = self.body(&unit.id).map(|one| self.fate(one)).collect();
        let lives = fates.contains(&Fate::Kept);
        let why = fates.iter().find_map(|fate| match fate {
            Fate::Gone(why) if *why != Why::NotInModules => Some(*why),
            _ => None,
        });
        let state = match lives {
            true => State::Whole,
            false => State::NotUsed(why.unwrap_or(Why::NotInModules)),
        };
        let settled = self.body(&unit.id).next().is_some_and(|first| self.is_decided(first));
        let titled = self.seal.choice(&unit.id).is_some() && lives;
        let text = if settled || titled { passages::without_remark(&unit.text) } else { &unit.text };
        let state = if lives && *text != *unit.text { State::Cut } else { state };
        let pieces = vec![Piece::Words(text.to_owned())];
        let number = unit.number.as_ref().map(|_| text.to_owned());
        self.push(unit, pieces, state);
        let later = self.later(unit);
        if let Some(line) = self.lines.last_mut() {
            line.number = number;
            line.later = later;
        }
    }

    /// The chosen modules that use a clause only from an event on.
    fn later(&self, clause: &Unit) -> Vec<u8> {
        let is_later = |module: &u8| {
            let answer = |choice: &Choice| self.selection.answers.get(&(choice.id.clone(), *module));
            self.body(&clause.id)
                .flat_map(|one| self.choices_of(&one.id))
                .any(|choice| answer(choice) == Some(&Answer::Later))
        };
        self.selection.modules.iter().filter(|module| is_later(module)).copied().collect()
    }

    /// Whether the clause around a unit is printed.
    fn stands(&self, unit: &Unit) -> bool {
        let mut around = unit.under.as_deref();
        while let Some(id) = around {
            if let Some(line) = self.lines.iter().rev().find(|line| line.id == id)
                && line.kind == Kind::Clause
            {
                return !matches!(line.state, State::NotUsed(_));
            }
            around = self.text.unit(id).and_then(|unit| unit.under.as_deref());
        }
        true
    }

    fn inside(&mut self, unit: &Unit) {
        let title = unit.under.as_deref().is_some_and(|clause| is_title(unit, clause));
        let fate = self.fate(unit);
        if !title && !self.stands(unit) {
            return;
        }
        if let Fate::Gone(why) = fate {
            if why != Why::NotInModules && unit.number.is_some() && self.is_first_of_none(unit) {
                self.push(unit, Vec::new(), State::NotUsed(why));
            }
            return;
        }
        let gap = self.seal.blanks.iter().find(|gap| gap.units.contains(&unit.id));
        if gap.is_some_and(|gap| self.selection.replaced.contains(&gap.id)) {
            return self.push(unit, Vec::new(), State::NotUsed(Why::Replaced));
        }
        match self.pieces(unit, gap) {
            Some((pieces, state)) => self.push(unit, pieces, state),
            None if unit.number.is_some() => {
                self.push(unit, Vec::new(), State::NotUsed(Why::NotInModules));
            }
            None => {}
        }
    }

    /// Whether a unit is the first of several alternatives of which none is used.
    fn is_first_of_none(&self, unit: &Unit) -> bool {
        let Some(choice) = self.choices_of(&unit.id).next() else { return false };
        let module = |one: &&Unit| one.modules == unit.modules;
        let sides = choice.alternatives.iter().flat_map(|side| &side.units);
        let mut sides = sides.filter_map(|id| self.text.unit(id)).filter(module);
        let none = sides.clone().all(|one| self.fate(one) != Fate::Kept);
        none && sides.next().is_some_and(|first| first.id == unit.id)
    }

    /// The words of a unit without what the selection leaves out; nothing where nothing is left.
    fn pieces(&self, unit: &Unit, gap: Option<&Gap>) -> Option<(Vec<Piece>, State)> {
        let mut marked = passages::Marked::new(unit);
        if self.is_decided(unit) {
            marked.label();
        }
        if let Some(inline) = self.seal.inline.iter().find(|inline| inline.unit == unit.id) {
            marked.modules(&inline.modules, &self.selection.modules);
        }
        let cut = marked.is_cut();
        if let Some(gap) = gap {
            marked.blank(gap);
        }
        let known = |note: &str| self.text.unit(note).is_some();
        let pieces = marked.pieces(&known)?;
        Some((pieces, if cut { State::Cut } else { State::Whole }))
    }
}

/// The mark or number of a unit as the publication has it. Words are compared, marks are not: they follow
/// from the address, whatever a copy made of them.
fn number(unit: &Unit) -> Option<String> {
    let stated = unit.number.as_ref()?;
    let side = |part: &str| part.len() > 3 && (part.starts_with("opt") || part.starts_with("alt"));
    let parts: Vec<&str> = unit.id.split('.').filter(|part| !side(part)).collect();
    let last = parts.last().copied().unwrap_or_default();
    Some(match (unit.kind, parts.as_slice()) {
        (Kind::Item, _) if digits(last) => format!("{last}."),
        (Kind::Item, _) if last.bytes().all(|byte| byte.is_ascii_lowercase()) => format!("({last})"),
        (Kind::Heading, [.., clause, sub, "title"]) if digits(sub) && clause.starts_with('c') => {
            format!("{}.{sub}", &clause[1..])
        }
        _ => stated.clone(),
    })
}

/// Whether a unit is the title of a clause.
fn is_title(unit: &Unit, clause: &str) -> bool {
    unit.kind == Kind::Heading && unit.number.is_none() && unit.under.as_deref() == Some(clause)
}

/// Whether the alternative with a key has a unit.
fn is_side(choice: &Choice, key: &str, id: &str) -> bool {
    let mut sides = choice.alternatives.iter().filter(|side| side.key == key);
    sides.any(|side| side.units.iter().any(|unit| unit == id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cited_as_people_do() {
        let place = |id: &str| {
            let line = Line {
                id: id.to_owned(),
                kind: Kind::Item,
                number: None,
                under: None,
                module: 0,
                pieces: Vec::new(),
                state: State::Whole,
                later: Vec::new(),
            };
            line.place()
        };
        assert_eq!(place("m2.c9.a.opt1"), "Clause 9(a)");
        assert_eq!(place("m123.c17.opt2"), "Clause 17");
        assert_eq!(place("m1234.c15.1.c"), "Clause 15.1(c)");
        assert_eq!(place("m4.c18.text"), "Clause 18");
        assert_eq!(place("c3.a.viii"), "Clause 3(a)(viii)");
        assert_eq!(place("11.3"), "Clause 11(3)");
        assert_eq!(place("9.text"), "Clause 9");
    }
}
