//! The facts as clauses see them: the same names as in the pack file, each text a token.
//!
//! The pack's schema drives the walk, so a new fact reaches the clauses without code here. Closed
//! words and yes/no stay as they are, since texts are chosen by them; every other value is printed
//! as its language asks, and remembered with its path and layer.

mod add;
mod amendment;
mod compose;
mod notice;
mod seen;
mod texts;

use std::cell::RefCell;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashMapExt};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

use super::again::Parts;
use super::same::{Half, Told};
use crate::document::markdown::{TOKEN_END, TOKEN_START, Tokens, token};
use crate::document::{Inline, Layer, Link, Stated};
use crate::library::Labels;
use crate::load::Node;
use crate::load::tree::join;
use crate::pack::forms::Forms;
use crate::pack::value::{Law, Money, Period};
use crate::plan::Plan;
use crate::template::{self, Facts, Table, Value};

pub(super) use add::nothing;
pub(super) use amendment::amendment;
pub use notice::BEFORE;
pub(super) use notice::notice;
pub(super) use texts::{Fills, key};

/// The facts of a pack, ready for templates, and what their tokens stand for.
pub struct View {
    /// For templates.
    pub facts: Facts,
    /// What each token stands for.
    pub printed: Printed,
    /// What fills the blanks of each copy of official text.
    pub(super) fills: Vec<Fills>,
    /// What clauses read of it, as hashes.
    pub(super) told: Told,
}

impl View {
    /// A piece of a filled text with its tokens printed, and the path of the first fact in it.
    pub fn shown(&self, text: &str) -> (String, Option<String>) {
        let (mut out, mut path) = (String::new(), None);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(TOKEN_START) {
            let (id, after) = after.split_once(TOKEN_END).unwrap_or((after, ""));
            let inlines = id.parse::<u32>().ok().and_then(|id| self.printed.inlines(id)).unwrap_or_default();
            crate::document::walk::each(&inlines, &mut |inline| {
                if let Inline::Fact(fact) = inline {
                    path.get_or_insert_with(|| fact.path.to_string());
                }
            });
            out.push_str(before);
            out.push_str(&crate::document::plain(&inlines));
            rest = after;
        }
        out.push_str(rest);
        (out, path)
    }

    /// What is printed for the fact at a path; nothing for one that is not stated.
    pub fn inlines_at(&self, path: &str) -> Vec<Inline> {
        let states = |print: &&Arc<Print>| {
            let mut found = false;
            crate::document::walk::each(&print.inlines, &mut |inline| {
                found |= matches!(inline, Inline::Fact(fact) if fact.path.starts_with(path));
            });
            found
        };
        // Most are printed as they are, which needs no search.
        let own = ["", "open"].into_iter().find_map(|what| {
            self.printed.prints.get(&number(path, what)).map(|one| &one.print).filter(states)
        });
        let found = own.or_else(|| self.printed.prints.values().map(|one| &one.print).find(states));
        found.map(|print| print.inlines.clone()).unwrap_or_default()
    }
}

/// What tokens stand for, in the order in which they were printed.
///
/// The number of a token follows from the place of its fact, not from what is printed before it: packs
/// that state the same facts in other words have the same tokens.
#[derive(Default)]
pub struct Printed {
    prints: IndexMap<u32, Token, RandomState>,
}

/// A token, as it is known.
struct Token {
    print: Arc<Print>,
    /// Whether other packs have the token too, for the same words.
    shared: bool,
}

/// What a token stands for.
struct Print {
    inlines: Vec<Inline>,
    /// The same, taken apart when somebody first asks.
    parts: OnceLock<Parts>,
}

impl Printed {
    /// The token of what is printed for `what` of the fact at a path.
    fn print(&mut self, path: &str, what: &str, inlines: Vec<Inline>) -> u32 {
        let mut id = number(path, what);
        // Two places with one number are as rare as they are harmless: the second takes the next one.
        while self.prints.get(&id).is_some_and(|known| known.print.inlines != inlines) {
            id = id.wrapping_add(1);
        }
        let new = || Token { print: Arc::new(Print { inlines, parts: OnceLock::new() }), shared: false };
        self.prints.entry(id).or_insert_with(new);
        id
    }

    /// Adds what other packs have printed; nothing of it, and false, where one of its numbers stands for something
    /// else here.
    fn take(&mut self, others: &[(u32, Arc<Print>)]) -> bool {
        let differs = |(id, other): &(u32, Arc<Print>)| {
            self.prints.get(id).is_some_and(|known| {
                !Arc::ptr_eq(&known.print, other) && known.print.inlines != other.inlines
            })
        };
        if others.iter().any(differs) {
            return false;
        }
        self.prints.reserve(others.len());
        for (id, other) in others {
            let new = || Token { print: other.clone(), shared: true };
            self.prints.entry(*id).or_insert_with(new).shared = true;
        }
        true
    }

    /// Notes that other packs have a token too.
    fn share(&mut self, id: u32) {
        self.prints.entry(id).and_modify(|known| known.shared = true);
    }

    /// Whether other packs have a token too, for the same words.
    pub(super) fn is_shared(&self, id: u32) -> bool {
        self.prints.get(&id).is_some_and(|known| known.shared)
    }

    fn get(&self, id: u32) -> Option<Arc<Print>> {
        self.prints.get(&id).map(|known| known.print.clone())
    }

    /// What a token stands for, taken apart.
    pub(super) fn parts(&self, id: u32) -> Option<&Parts> {
        let print = &self.prints.get(&id)?.print;
        Some(print.parts.get_or_init(|| Parts::of(&print.inlines)))
    }

    /// The same of each token in a text.
    pub(super) fn parts_in<'p>(&'p self, text: &'p str) -> impl Iterator<Item = &'p Parts> {
        let ids = text.split(TOKEN_START).skip(1).filter_map(|rest| rest.split(TOKEN_END).next());
        ids.filter_map(|id| self.parts(id.parse().ok()?))
    }

    /// The number of a token, if a text is one and no more.
    pub(super) fn id_of(text: &str) -> Option<u32> {
        text.strip_prefix(TOKEN_START)?.strip_suffix(TOKEN_END)?.parse().ok()
    }
}

/// The number of a token: FNV-1a, folded.
fn number(path: &str, what: &str) -> u32 {
    let bytes = path.bytes().chain([0]).chain(what.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash ^ (hash >> 32)) as u32
}

impl Tokens for Printed {
    fn inlines(&self, id: u32) -> Option<Vec<Inline>> {
        self.prints.get(&id).map(|known| known.print.inlines.clone())
    }
}

/// Makes the view of a plan; with what was made for other packs over the same base, if `keeps`.
pub fn view(plan: &Plan<'_>, keeps: bool) -> View {
    let mut maker = Maker { keeps, ..Maker::of(plan, "", Printed::default()) };
    let root = maker.root();
    maker.view(&root)
}

struct Maker<'p> {
    plan: &'p Plan<'p>,
    /// What the paths of its facts begin with, where they stand beside those of another pack.
    within: &'static str,
    labels: &'p Labels,
    forms: &'static Forms,
    in_words: bool,
    /// Paths of the facts that were derived.
    derived: Vec<&'p str>,
    /// The table or list that states the fact looked at last, and its path: most facts stand beside that.
    near: RefCell<Option<(String, &'p Node)>>,
    /// Entries that were followed before, by place and by what was being followed then, with the numbers of what
    /// is printed for them.
    made: HashMap<(String, Vec<String>), (Value, Vec<u32>)>,
    printed: Printed,
    /// The numbers of what was printed, in order.
    log: Vec<u32>,
    /// The hashes of tables and lists that other packs share, by where they stand.
    told: HashMap<usize, Half>,
    /// The values in which those stand.
    held: Vec<Value>,
    /// Whether parts are kept for other packs, and looked for among theirs.
    keeps: bool,
    /// The list that is being followed, if a row states it: no other pack has what is in it.
    own: Option<String>,
    /// What fills the blanks of each copy of official text.
    fills: Vec<Fills>,
}

impl<'p> Maker<'p> {
    /// One that goes on with what is printed already: no token stands for two texts.
    fn of(plan: &'p Plan<'p>, within: &'static str, printed: Printed) -> Maker<'p> {
        Maker {
            plan,
            within,
            labels: &plan.library.labels,
            forms: Forms::of_pack(),
            in_words: plan.deal.agreement.numbers_in_words,
            derived: plan.decisions.iter().map(|decision| decision.path.as_str()).collect(),
            near: RefCell::new(None),
            made: HashMap::new(),
            printed,
            log: Vec::new(),
            told: HashMap::new(),
            held: Vec::new(),
            keeps: false,
            own: None,
            fills: Vec::new(),
        }
    }

    /// All facts of the plan, and what follows from them.
    fn root(&mut self) -> Table {
        let plan = self.plan;
        let root = self.value(0, plan.json(), "", &mut Vec::new());
        let mut root = Table::from_value(root).unwrap_or_default();
        add::derived(self, &mut root);
        root
    }

    fn view(self, root: &Table) -> View {
        View {
            facts: Facts::new(root),
            printed: self.printed,
            fills: self.fills,
            told: Told::with(self.told, self.held),
        }
    }

    /// The view of a value; `within` holds the tables whose entries are being followed, so that a
    /// reference back ends at the id.
    fn value(&mut self, form: usize, value: &Json, path: &str, within: &mut Vec<String>) -> Value {
        if let Json::Object(entries) = value
            && let Some(phrase) = self.phrase(form, entries, path)
        {
            return phrase;
        }
        let form = self.forms.get(self.forms.select(form, value));
        match value {
            Json::Object(entries) => match &form.keys {
                Some(keys) => self.table(keys, form.view, entries, path, within),
                None => self.keyed(form.free, entries, path, within),
            },
            Json::Array(items) => {
                let Some(inner) = form.items else { return Vec::<Value>::new().into() };
                let items = items.iter().enumerate();
                let items = items
                    .map(|(index, item)| self.value(inner, item, &join(path, &index.to_string()), within));
                items.collect::<Vec<Value>>().into()
            }
            Json::String(text) => match form.refers_to {
                Some(target) => self.referred(target, text, within),
                None if form.closed => text.as_str().into(),
                None => self.text(form.format, text, path),
            },
            Json::Number(number) => self.say(number.to_string(), path, ""),
            Json::Bool(flag) => (*flag).into(),
            Json::Null => Value::none(),
        }
    }

    /// A table with closed keys. Optional keys that are not stated are there as null.
    fn table(
        &mut self,
        keys: &[(&'static str, usize)],
        view: Option<&str>,
        entries: &Map<String, Json>,
        path: &str,
        within: &mut Vec<String>,
    ) -> Value {
        // What is added to the most: the id, and what `compose` completes.
        let mut out = Table::with_capacity(keys.len() + 3);
        for (key, inner) in keys {
            if path.is_empty() && matches!(*key, "clauses" | "allow") {
                continue;
            }
            let made = match entry_of(entries, key) {
                None | Some(Json::Null) => Value::none(),
                Some(value) => {
                    let at = join(path, key);
                    let make =
                        |maker: &mut Self, within: &mut Vec<String>| maker.value(*inner, value, &at, within);
                    let made = match value {
                        Json::Object(_) | Json::Array(_) => self.seen((*inner, value), &at, within, make),
                        _ => make(self, within),
                    };
                    compose::with_text(self, self.forms.get(*inner), made, &at)
                }
            };
            out.add(key, made);
        }
        if let Some(kind) = view {
            compose::complete(self, kind, &mut out, path);
        }
        out.into()
    }

    /// A table with free keys becomes a list of entries with their ids.
    fn keyed(
        &mut self,
        free: Option<usize>,
        entries: &Map<String, Json>,
        path: &str,
        within: &mut Vec<String>,
    ) -> Value {
        let mut out: Vec<Value> = Vec::with_capacity(entries.len());
        for (id, value) in free.iter().flat_map(|_| entries) {
            within.push(path.to_owned());
            let form = free.unwrap_or_default();
            let at = join(path, id);
            let make = |maker: &mut Self, within: &mut Vec<String>| {
                with_id(maker.value(form, value, &at, within), id)
            };
            out.push(self.seen((form, value), &at, within, make));
            within.pop();
        }
        out.into()
    }

    /// The entry an id refers to.
    fn referred(&mut self, target: &str, id: &str, within: &mut Vec<String>) -> Value {
        let only_id = || Table::of([("id", id.into())]).into();
        if target == "library.measures" {
            return only_id();
        }
        let tables = if target == "data.categories" { vec![target, "data.groups"] } else { vec![target] };
        for table in tables {
            let at = format!("{table}.{id}");
            let plan = self.plan;
            let Some(value) = plan.fact(&at) else { continue };
            if within.iter().any(|open| open == table) {
                let name = value.get("name").and_then(Json::as_str).map(str::to_owned);
                let path = format!("{table}.{id}.name");
                let name = name.map_or_else(Value::none, |name| self.say(name, &path, ""));
                return Table::of([("id", id.into()), ("name", name)]).into();
            }
            let known = (at, within.clone());
            if let Some((made, printed)) = self.made.get(&known) {
                self.log.extend_from_slice(printed);
                return made.clone();
            }
            let begun = self.log.len();
            within.push(table.to_owned());
            let form = self.forms.at(table).and_then(|table| self.forms.get(table).free);
            let at = known.0.as_str();
            let make = |maker: &mut Self, within: &mut Vec<String>| {
                let made = form.map(|form| maker.value(form, value, at, within));
                with_id(made.unwrap_or_else(Value::none), id)
            };
            let made = self.seen((form.unwrap_or_default(), value), at, within, make);
            within.pop();
            self.made.insert(known, (made.clone(), self.log[begun..].to_vec()));
            return made;
        }
        only_id()
    }

    /// A value that is given by reference or left open, said so that it fits where its kind stands.
    fn phrase(&mut self, form: usize, entries: &Map<String, Json>, path: &str) -> Option<Value> {
        let (key, phrases) = match entries.keys().next()?.as_str() {
            "by_reference" => ("by_reference", &self.labels.by_reference),
            "left_open" => ("left_open", &self.labels.left_open),
            _ => return None,
        };
        let plainly = if path.ends_with(".name") { "name" } else { "text" };
        let pattern = Labels::phrase(phrases, self.forms.get(form).kind.unwrap_or(plainly));
        let said = self.stated(entries.get(key)?.as_str()?, &join(path, key));
        let text = around(pattern, vec![said]);
        let id = self.printed.print(path, "open", text);
        self.log.push(id);
        Some(template::open(&token(id)).into())
    }

    /// A text, as its format asks.
    fn text(&mut self, format: Option<&str>, text: &str, path: &str) -> Value {
        let printed = match format {
            Some("date") => jiff::civil::Date::from_str(text).map(|date| self.labels.date(date)).ok(),
            Some("period") => {
                Period::from_str(text).map(|period| self.labels.period(&period, self.in_words)).ok()
            }
            Some("country") => Some(self.labels.country(text)),
            Some("land") => crate::law::land(text).map(|land| land.name.clone()),
            Some("law") => Some(self.labels.law(&Law(text.to_owned()))),
            Some("money") => Some(self.labels.money(&Money(text.to_owned()))),
            Some("uri") => return self.link(text.to_owned(), text, path),
            Some("email") => return self.link(format!("mailto:{text}"), text, path),
            _ => None,
        };
        self.say(printed.unwrap_or_else(|| text.to_owned()), path, "")
    }

    fn link(&mut self, url: String, text: &str, path: &str) -> Value {
        let text = vec![self.stated(text, path)];
        self.print(path, "", vec![Inline::Link(Link { url: url.into(), text })])
    }

    /// A token for a stated fact, or for `what` is said of it.
    fn say(&mut self, text: String, path: &str, what: &str) -> Value {
        let language = foreign(path, &text, self.plan);
        let mut inlines = Vec::with_capacity(1);
        for line in text.split('\n').map(str::trim_end).filter(|line| !line.is_empty()) {
            if !inlines.is_empty() {
                inlines.push(Inline::Break);
            }
            inlines.push(match line.contains('\t') {
                true => self.stated(&line.replace('\t', " "), path),
                false => self.stated(line, path),
            });
        }
        if let Some(language) = language {
            inlines = vec![Inline::Foreign { language: language.into(), text: inlines }];
        }
        self.print(path, what, inlines)
    }

    fn stated(&self, text: &str, path: &str) -> Inline {
        let derived = self.derived.iter().any(|derived| lies_in(path, derived));
        let layer = if derived { Layer::Derived } else { self.layer(path).unwrap_or(Layer::Default) };
        let path = match self.within {
            "" => path.into(),
            within => join(within, path).into(),
        };
        Inline::Fact(Stated { text: text.into(), path, layer })
    }

    /// Which layer stated a fact, if any did.
    fn layer(&self, path: &str) -> Option<Layer> {
        let end = path.rfind(['.', '[']).unwrap_or_default();
        let (parent, own) = path.split_at(end);
        let mut near = self.near.borrow_mut();
        let node = match &*near {
            Some((known, node)) if known == parent => *node,
            _ => {
                let node = self.plan.facts.stated(parent)?;
                *near = Some((parent.to_owned(), node));
                node
            }
        };
        node.child(own.trim_matches(['.', '[', ']'])).map(|node| node.layer)
    }

    /// A token for `what` is printed of the fact at a path.
    fn print(&mut self, path: &str, what: &str, inlines: Vec<Inline>) -> Value {
        let id = self.printed.print(path, what, inlines);
        self.log.push(id);
        token(id).into()
    }

    /// A filled line of text, with its tokens replaced by what they stand for.
    fn read(&self, text: &str) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(TOKEN_START) {
            let (id, after) = after.split_once(TOKEN_END).unwrap_or((after, ""));
            if !before.is_empty() {
                out.push(Inline::Text(before.into()));
            }
            let known = id.parse().ok().and_then(|id| self.printed.inlines(id));
            out.extend(known.unwrap_or_default());
            rest = after;
        }
        if !rest.is_empty() {
            out.push(Inline::Text(rest.into()));
        }
        out
    }

    /// What a token of this view stands for.
    fn printed(&self, value: Option<&Value>) -> Option<Vec<Inline>> {
        self.printed.inlines(Printed::id_of(value?.as_str()?)?)
    }
}

/// The entry with a name. Most tables are small, and looked through sooner than a hash is made.
fn entry_of<'j>(entries: &'j Map<String, Json>, name: &str) -> Option<&'j Json> {
    if entries.len() > 16 {
        return entries.get(name);
    }
    entries.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Whether a path is another or leads on from it.
fn lies_in(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Words before and after a gap, with something in it.
fn around(pattern: &str, inside: Vec<Inline>) -> Vec<Inline> {
    let (before, after) = pattern.split_once("{}").unwrap_or((pattern, ""));
    let mut out = Vec::new();
    if !before.is_empty() {
        out.push(Inline::Text(before.into()));
    }
    out.extend(inside);
    if !after.is_empty() {
        out.push(Inline::Text(after.into()));
    }
    out
}

fn with_id(value: Value, id: &str) -> Value {
    if value.as_map().is_none() {
        return Table::of([("id", id.into()), ("text", value)]).into();
    }
    let mut entries = Table::from_value(value).unwrap_or_default();
    entries.insert("id", id);
    entries.into()
}

/// The language of a name in its own script, from the script and the country beside it.
fn foreign(path: &str, text: &str, plan: &Plan<'_>) -> Option<&'static str> {
    use unicode_script::{Script, UnicodeScript};
    let (parent, field) = path.rsplit_once('.')?;
    if field != "native_name" && field != "name" {
        return None;
    }
    if text.is_ascii() {
        return None;
    }
    let scripts: Vec<Script> = text.chars().map(|c| c.script()).collect();
    let has = |script| scripts.contains(&script);
    if has(Script::Hiragana) || has(Script::Katakana) {
        return Some("ja");
    }
    if has(Script::Hangul) {
        return Some("ko");
    }
    if has(Script::Han) {
        return Some(match plan.fact(&join(parent, "country")).and_then(Json::as_str) {
            Some("JP") => "ja",
            Some("KR") => "ko",
            Some("TW" | "HK" | "MO") => "zh-Hant",
            _ => "zh-Hans",
        });
    }
    let single =
        [(Script::Greek, "el"), (Script::Hebrew, "he"), (Script::Arabic, "ar"), (Script::Thai, "th")];
    single.into_iter().find(|(script, _)| has(*script)).map(|(_, language)| language)
}
