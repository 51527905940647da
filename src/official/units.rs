//! Events in, addressed units out.
//!
//! The address of a unit follows from its place alone: the clause, the lines that name modules, the
//! sub-clause, the marks of items. No word of a language is known here, so the same rules read every
//! language of an instrument; where one place holds several paragraphs (options, alternatives, closing
//! words), the seal says what they are called, in order.

mod marks;
mod parts;

use std::collections::{BTreeMap, HashMap};

use super::read::{Event, RawCall, Stream, What};
use super::seal::{Layout, Seal};
use super::text::{Call, Kind, Unit};

use marks::Path;

/// A unit and where it stands in the source.
#[derive(Debug, Clone)]
pub struct Found {
    /// The unit.
    pub unit: Unit,
    /// Its line, counted from 1.
    pub line: usize,
    /// The heading above it, as printed.
    pub near: String,
}

/// Which part of the publication is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Front,
    Clauses,
    /// An annex, by its place in the seal's list.
    Annex(usize),
    /// What stands behind the last annex under a heading of its own.
    Extra,
}

/// The state of reading.
struct Units<'s> {
    seal: &'s Seal,
    part: Part,
    section: u8,
    clause: u8,
    /// The words of the clause line beside the number: `Clause`.
    word: Option<String>,
    /// Whether the next line is the title of the clause.
    titled: bool,
    modules: Vec<u8>,
    /// Whether the line before named a module.
    in_run: bool,
    /// The labels of modules in the order of their first appearance: `MODULE ONE`.
    labels: Vec<String>,
    sub: Option<u8>,
    path: Path,
    mark: Option<String>,
    /// The mark of the item being read.
    last_mark: Option<String>,
    /// Lines counted in the front or in an annex.
    counted: usize,
    notes: Notes,
    near: String,
    /// Ids in use, each with how often more was made of it.
    used: HashMap<String, usize>,
    out: Vec<Found>,
    after: Vec<Found>,
}

/// Whether an id is that of an option or alternative beside others.
fn is_side(id: &str) -> bool {
    id.rsplit('.')
        .next()
        .is_some_and(|end| end.starts_with("opt") && end != "option" || end.starts_with("alt"))
}

/// The numbers of notes: each instance counts from 1, ids count through.
#[derive(Default)]
struct Notes {
    ids: BTreeMap<String, String>,
    bases: BTreeMap<String, usize>,
    highest: usize,
}

/// Addresses the lines of a publication. Lines before the annex and after its end are left out.
pub fn units(stream: &Stream, seal: &Seal) -> Vec<Found> {
    let events = parts::annex(&stream.events);
    let mut units = Units {
        seal,
        part: Part::Front,
        section: 0,
        clause: 0,
        word: None,
        titled: false,
        modules: Vec::new(),
        in_run: false,
        labels: Vec::new(),
        sub: None,
        path: Path::default(),
        mark: None,
        last_mark: None,
        counted: 0,
        notes: Notes::default(),
        near: "the beginning".to_owned(),
        used: HashMap::new(),
        out: Vec::new(),
        after: Vec::new(),
    };
    units.name_notes(events);
    for (at, event) in events.iter().enumerate() {
        if units.ends(events, at) {
            break;
        }
        units.event(event, events.get(at.wrapping_sub(1)));
    }
    let mut out = units.out;
    out.extend(units.after);
    out
}

impl Units<'_> {
    /// Gives every note its id before the text is read, since calls come before their notes.
    fn name_notes(&mut self, events: &[Event]) {
        for event in events {
            let What::Note { key, printed } = &event.what else { continue };
            let instance = key.split("-E").next().unwrap_or_default().to_owned();
            let highest = self.notes.highest;
            let base = *self.notes.bases.entry(instance).or_insert(highest);
            let number = base + printed.parse().unwrap_or(highest - base + 1).min(999);
            self.notes.highest = highest.max(number);
            self.notes.ids.entry(key.clone()).or_insert_with(|| format!("fn{number}"));
        }
    }

    /// Whether the document ends here: at its end mark, or at a rule in the annexes that no further
    /// annex follows.
    fn ends(&self, events: &[Event], at: usize) -> bool {
        match events[at].what {
            What::End => true,
            What::Rule => {
                let last = matches!(self.part, Part::Annex(index) if index + 1 >= self.seal.instrument.annexes.len());
                let next = events[at + 1..].iter().find(|event| event.what != What::Rule);
                let more = next.is_some_and(|event| {
                    matches!(event.what, What::Title | What::Note { .. } | What::Heading)
                        || parts::is_annex_title(event)
                });
                last && !more
            }
            _ => false,
        }
    }

    fn event(&mut self, event: &Event, before: Option<&Event>) {
        match &event.what {
            What::Rule | What::End => {}
            What::Note { key, .. } => self.note(event, &key.clone()),
            _ if self.titled && self.can_be_title(event) => self.title(event),
            _ if self.is_new_annex(event, before) => self.annex(event),
            _ => match self.part {
                Part::Front | Part::Clauses => self.in_clauses(event),
                Part::Annex(_) => self.in_annex(event),
                Part::Extra => self.in_extra(event),
            },
        }
    }

    fn in_clauses(&mut self, event: &Event) {
        // What follows a mark is an item's text, whatever it looks like.
        let heading = event.what != What::Marker && self.mark.is_none();
        if heading && let Some(number) = self.clause_line(event) {
            self.begin_clause(event, number);
        } else if heading && self.is_section(event) {
            self.begin_section(event);
        } else if self.part == Part::Front {
            self.counted += 1;
            let kind =
                if self.counted <= 2 || event.what == What::Title { Kind::Title } else { Kind::Paragraph };
            self.add(format!("front.{:02}", self.counted), kind, None, None, event);
        } else if heading && let Some(module) = self.module(event) {
            self.begin_module(event, module);
        } else if heading && let Some((sub, title)) = self.sub_clause(event) {
            self.begin_sub(event, sub, title);
        } else if event.what == What::Marker {
            self.enter(event);
        } else {
            self.words(event);
        }
    }

    /// The number of a clause line: a word and a whole number, and perhaps a remark after a dash. The
    /// first must be 1; later ones have the same word.
    fn clause_line(&self, event: &Event) -> Option<u8> {
        let (number, word) = marks::clause_line(&event.text)?;
        let known = match &self.word {
            None => number == 1,
            Some(known) => *known == word && number > self.clause,
        };
        (known && number <= 40).then_some(number)
    }

    fn begin_clause(&mut self, event: &Event, number: u8) {
        self.word = marks::clause_line(&event.text).map(|(_, word)| word);
        self.part = Part::Clauses;
        self.clause = number;
        self.counted = 0;
        self.modules = Vec::new();
        self.in_run = false;
        self.sub = None;
        self.path = Path::default();
        self.mark = None;
        self.near.clone_from(&event.text);
        let under = (self.section > 0).then(|| format!("section.{}", self.section));
        self.add(self.clause_id(), Kind::Clause, Some(event.text.clone()), under, event);
        self.titled = true;
    }

    /// Whether a line after the number of a clause is its title: not where the title is missing, and
    /// its first item or the line of a module follows.
    fn can_be_title(&mut self, event: &Event) -> bool {
        let other = event.what == What::Marker || marks::sub_clause(&event.text).is_some();
        let is = !other && marks::module_label(&event.text).is_none();
        self.titled = is;
        is
    }

    /// The title of a clause: the line after its number.
    fn title(&mut self, event: &Event) {
        self.titled = false;
        self.add(
            format!("{}.title", self.clause_id_base()),
            Kind::Heading,
            None,
            Some(self.clause_id()),
            event,
        );
    }

    /// A section line: capitals, and the next roman number as its second word.
    fn is_section(&self, event: &Event) -> bool {
        self.seal.instrument.layout == Layout::Modules
            && marks::section(&event.text) == Some(self.section + 1)
    }

    fn begin_section(&mut self, event: &Event) {
        self.section += 1;
        self.part = Part::Clauses;
        self.modules = Vec::new();
        self.in_run = false;
        self.near.clone_from(&event.text);
        self.add(format!("section.{}", self.section), Kind::Section, None, None, event);
    }

    /// The module that a line names. The English labels are known; in another language, labels are
    /// numbered as they first appear, which in the first clause with modules is their order.
    fn module(&mut self, event: &Event) -> Option<u8> {
        if self.seal.instrument.layout != Layout::Modules {
            return None;
        }
        let label = marks::module_label(&event.text)?;
        if let Some(number) = marks::english_module(&label) {
            return Some(number);
        }
        let at = self.labels.iter().position(|known| *known == label);
        let at = at.or_else(|| {
            let new = self.labels.len() < 4 && matches!(event.what, What::Heading | What::Title);
            new.then(|| {
                self.labels.push(label);
                self.labels.len() - 1
            })
        });
        at.and_then(|at| u8::try_from(at + 1).ok())
    }

    fn begin_module(&mut self, event: &Event, module: u8) {
        if !self.in_run {
            self.modules.clear();
        }
        self.in_run = true;
        self.modules.push(module);
        self.modules.sort_unstable();
        self.modules.dedup();
        self.sub = None;
        self.path = Path::default();
        self.mark = None;
        let (base, under) = match self.part {
            Part::Annex(index) => {
                let annex = &self.seal.instrument.annexes[index];
                (format!("{annex}.{:02}", self.counted), annex.clone())
            }
            _ => {
                self.near.clone_from(&event.text);
                (self.clause_id(), self.clause_id())
            }
        };
        let all = std::mem::replace(&mut self.modules, vec![module]);
        self.add(format!("{base}.module.{module}"), Kind::Module, None, Some(under), event);
        self.modules = all;
    }

    /// A sub-clause line: the number of the clause, a stop, a digit, and a title.
    fn sub_clause<'e>(&self, event: &'e Event) -> Option<(u8, &'e str)> {
        if self.seal.instrument.layout != Layout::Modules {
            return None;
        }
        let (clause, sub, title) = marks::sub_clause(&event.text)?;
        (clause == self.clause).then_some((sub, title))
    }

    fn begin_sub(&mut self, event: &Event, sub: u8, title: &str) {
        self.in_run = false;
        self.sub = Some(sub);
        self.path = Path::default();
        self.mark = None;
        self.near.clone_from(&event.text);
        let number = event.text[..event.text.len() - title.len()].trim().to_owned();
        let cut = event.text.len() - title.len();
        let calls =
            event.calls.iter().map(|call| RawCall { at: call.at.saturating_sub(cut), ..call.clone() });
        let titled = Event { text: title.to_owned(), calls: calls.collect(), ..event.clone() };
        let id = format!("{}.title", self.base());
        self.add(id, Kind::Heading, Some(number), Some(self.clause_id()), &titled);
    }

    /// The id and place of the next words: at the item being read, or, where no mark came before them, at
    /// one around it.
    fn next_place(&self, base: &str, marked: bool) -> Option<(String, Path)> {
        let mut path = self.path.clone();
        loop {
            if let Some(id) = self.slot(&path.join(base), &path) {
                return Some((id, path));
            }
            if marked || !path.leave() {
                return None;
            }
        }
    }

    /// Running text: the words of the item just marked, or what follows an item or a list.
    fn words(&mut self, event: &Event) {
        self.in_run = false;
        let mark = self.mark.take();
        let marked = mark.is_some();
        let base = self.base();
        let chosen = self.next_place(&base, marked);
        let last = self.seal.clauses.iter().map(|clause| clause.number).max();
        let signing = !marked && Some(self.clause) == last && self.seal.is_open("sign");
        let (id, path) = match chosen {
            Some((id, path)) => (id, path),
            None if signing && self.part == Part::Clauses => {
                self.counted += 1;
                return self.add(format!("sign.{:02}", self.counted), Kind::Paragraph, None, None, event);
            }
            None => (self.spare(&self.path.join(&base)), self.path.clone()),
        };
        self.path = path.clone();
        let under = self.around(&id, &path, &base);
        // Options and alternatives of an item share its mark.
        if marked {
            self.last_mark = mark;
        }
        let shared = is_side(&id) && !path.is_top();
        let number = if marked || shared { self.last_mark.clone() } else { None };
        let kind = if number.is_some() { Kind::Item } else { Kind::Paragraph };
        self.add(id, kind, number, Some(under), event);
    }

    /// The id that the seal has for the next paragraph at a place.
    fn slot(&self, at: &str, path: &Path) -> Option<String> {
        let mut names = if path.is_top() { vec![] } else { vec![at.to_owned()] };
        names.extend(["text", "lead"].map(|end| format!("{at}.{end}")));
        for end in ["opt", "alt"] {
            names.extend((1..=9).map(|number| format!("{at}.{end}{number}")));
        }
        names.extend(["option", "tail"].map(|end| format!("{at}.{end}")));
        names.into_iter().find(|name| self.seal.units.contains_key(name) && !self.used.contains_key(name))
    }

    /// An id for what the seal does not know: that of its place, if nothing has it yet.
    fn spare(&self, at: &str) -> String {
        if self.used.contains_key(at) || at == self.base() { format!("{at}.extra") } else { at.to_owned() }
    }

    /// The id, with a number where it is in use: each id stands for one unit.
    fn unique(&mut self, id: String) -> String {
        let Some(more) = self.used.get_mut(&id) else {
            self.used.insert(id.clone(), 1);
            return id;
        };
        *more += 1;
        let numbered = format!("{id}~{more}");
        self.used.insert(numbered.clone(), 1);
        numbered
    }

    /// The unit around another: the item it belongs to, the sub-clause, or the clause.
    fn around(&self, id: &str, path: &Path, base: &str) -> String {
        let mut outer = path.clone();
        loop {
            let at = outer.join(base);
            let taken = |name: &&String| *name != id && self.used.contains_key(*name);
            let mut names = vec![at.clone()];
            if !is_side(id) {
                names.extend([format!("{at}.opt1"), format!("{at}.alt1")]);
            }
            if !outer.is_top()
                && let Some(name) = names.iter().find(taken)
            {
                return name.clone();
            }
            if !outer.leave() {
                break;
            }
        }
        if self.sub.is_some() { format!("{base}.title") } else { self.clause_id() }
    }

    fn is_new_annex(&self, event: &Event, before: Option<&Event>) -> bool {
        let next = match self.part {
            Part::Front | Part::Extra => return false,
            Part::Clauses => 0,
            Part::Annex(index) => index + 1,
        };
        let last = self.seal.clauses.iter().map(|clause| clause.number).max();
        let room = next < self.seal.instrument.annexes.len() && (next > 0 || Some(self.clause) >= last);
        let separated = before.is_some_and(|before| matches!(before.what, What::Rule | What::Note { .. }));
        let first = !before.is_some_and(|before| before.what == What::Title);
        let titled = event.what == What::Title && first && parts::is_annex_title(event);
        let english = parts::is_english_annex(&event.text, next);
        room && (titled || english || (separated && parts::is_annex_title(event)))
    }

    fn annex(&mut self, event: &Event) {
        let index = match self.part {
            Part::Annex(index) => index + 1,
            _ => 0,
        };
        self.part = Part::Annex(index);
        self.counted = 0;
        self.modules = Vec::new();
        self.in_run = false;
        self.near.clone_from(&event.text);
        self.add(self.seal.instrument.annexes[index].clone(), Kind::Title, None, None, event);
    }

    fn in_annex(&mut self, event: &Event) {
        let Part::Annex(index) = self.part else { return };
        if let Some(module) = self.module(event) {
            return self.begin_module(event, module);
        }
        let last = index + 1 == self.seal.instrument.annexes.len();
        if last && event.what == What::Heading && self.counted > 1 && self.seal.units.contains_key("ind.text")
        {
            return self.extra(event);
        }
        self.in_run = false;
        self.counted += 1;
        let annex = self.seal.instrument.annexes[index].clone();
        let id = format!("{annex}.{:02}", self.counted);
        let kind = match event.what {
            What::Title | What::Heading => Kind::Heading,
            What::Marker => Kind::Item,
            _ => Kind::Paragraph,
        };
        // A line applies to the modules of the seal: the lines that name them may come after it.
        let modules = self.seal.units.get(&id).map(|print| print.modules.clone());
        let own = std::mem::replace(&mut self.modules, modules.unwrap_or_default());
        self.add(id, kind, None, Some(annex), event);
        self.modules = own;
    }

    /// The optional clause behind the last appendix of the older instrument.
    fn extra(&mut self, event: &Event) {
        self.part = Part::Extra;
        self.near.clone_from(&event.text);
        self.path = Path::default();
        self.sub = None;
        self.add("ind.title".to_owned(), Kind::Clause, None, None, event);
    }

    fn in_extra(&mut self, event: &Event) {
        match event.what {
            What::Marker => self.enter(event),
            What::Heading | What::Title => {
                self.add("ind.heading".to_owned(), Kind::Heading, None, Some("ind.title".to_owned()), event);
            }
            _ => self.words(event),
        }
    }

    /// Goes to the item with a mark; its words follow. A mark without form (`#3`, the third of its
    /// kind) is a number, a letter or a roman number, as the seal has it, or none.
    fn enter(&mut self, event: &Event) {
        self.in_run = false;
        let Some(ordinal) = event.text.strip_prefix('#') else {
            self.path.enter(&event.text, self.seal.instrument.layout == Layout::Paragraphs);
            self.mark = Some(event.text.clone());
            return;
        };
        let base = self.base();
        // The optional clause of the older instrument has no numbers of its own.
        let counted = self.part != Part::Extra || !ordinal.starts_with("0.");
        for (path, mark) in self.path.ordinals(ordinal).into_iter().filter(|_| counted) {
            let at = path.join(&base);
            let sides = [at.clone(), format!("{at}.opt1"), format!("{at}.alt1")];
            if sides.iter().any(|id| self.seal.units.contains_key(id)) {
                self.path = path;
                self.mark = Some(mark);
                return;
            }
        }
    }

    fn note(&mut self, event: &Event, key: &str) {
        let id = self.notes.ids.get(key).cloned().unwrap_or_default();
        let id = self.unique(id);
        let What::Note { printed, .. } = &event.what else { return };
        let number = Some(printed.clone());
        let modules = self.seal.units.get(&id).map(|print| print.modules.clone()).unwrap_or_default();
        let unit = self.unit(id, Kind::Note, number, None, event);
        self.after.push(Found {
            unit: Unit { modules, ..unit },
            line: event.line,
            near: format!("note {printed}"),
        });
    }

    fn clause_id_base(&self) -> String {
        match self.seal.instrument.layout {
            Layout::Modules => format!("c{}", self.clause),
            Layout::Paragraphs => self.clause.to_string(),
        }
    }

    /// The id of the line with a clause's number.
    fn clause_id(&self) -> String {
        match (&self.part, self.seal.instrument.layout) {
            (Part::Extra, _) => "ind.title".to_owned(),
            (_, Layout::Modules) => format!("c{}", self.clause),
            (_, Layout::Paragraphs) => format!("{}.number", self.clause),
        }
    }

    /// Where ids of the present clause, modules and sub-clause begin: `m23.c8.6`.
    fn base(&self) -> String {
        if self.part == Part::Extra {
            return "ind".to_owned();
        }
        let digits: String = self.modules.iter().map(ToString::to_string).collect();
        let scope = if digits.is_empty() { String::new() } else { format!("m{digits}.") };
        let sub = self.sub.map(|sub| format!(".{sub}")).unwrap_or_default();
        format!("{scope}{}{sub}", self.clause_id_base())
    }

    fn add(&mut self, id: String, kind: Kind, number: Option<String>, under: Option<String>, event: &Event) {
        let id = self.unique(id);
        let unit = self.unit(id, kind, number, under, event);
        self.out.push(Found { unit, line: event.line, near: self.near.clone() });
    }

    fn unit(
        &self,
        id: String,
        kind: Kind,
        number: Option<String>,
        under: Option<String>,
        event: &Event,
    ) -> Unit {
        let note =
            |call: &RawCall| self.notes.ids.get(&call.key).cloned().unwrap_or_else(|| call.key.clone());
        let call = |call: &RawCall| Call { at: call.at, note: note(call), printed: call.printed.clone() };
        let sealed = self.seal.units.get(&id).map(|print| print.modules.clone());
        let modules = sealed.filter(|_| kind != Kind::Module).unwrap_or_else(|| self.modules.clone());
        let calls = event.calls.iter().map(call).collect();
        Unit { id, kind, modules, number, under, text: event.text.clone(), calls }
    }
}
