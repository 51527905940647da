//! What clauses say of the official text that is printed in full: its proof, and how its blanks are
//! filled.

use super::Maker;
use crate::document::Inline;
use crate::official::full::{Line, State};
use crate::plan::Copied;
use crate::template::{Table, Value, entry};

/// What fills the blanks of a copy.
#[derive(Default)]
pub struct Fills(Vec<(String, u8, Vec<Inline>)>);

impl Fills {
    /// What a module fills into a blank; nothing where no fact is stated.
    pub fn of(&self, gap: &str, module: u8) -> Option<&Vec<Inline>> {
        self.0.iter().find(|(known, of, _)| known == gap && *of == module).map(|(_, _, fill)| fill)
    }
}

/// The key of a copy, counted from 0 among the copies of its book.
pub fn key(copy: &Copied<'_>, nth: usize) -> String {
    format!("{}/official-{}", copy.book, nth + 1)
}

/// Adds the copies to the view, and remembers what fills their blanks.
pub(super) fn texts(maker: &mut Maker<'_>, root: &Table) -> Vec<Value> {
    let plan = maker.plan;
    let mut shown: Vec<Value> = Vec::new();
    for (at, copy) in plan.texts.iter().enumerate() {
        let nth = plan.texts[..at].iter().filter(|other| other.book == copy.book).count();
        let fills = fills(maker, copy, root);
        shown.push(one(maker, copy, &key(copy, nth), &fills, root));
        maker.fills.push(fills);
    }
    shown
}

fn one(maker: &mut Maker<'_>, copy: &Copied<'_>, key: &str, fills: &Fills, root: &Table) -> Value {
    let names: Vec<Value> = copy.transfers.iter().map(|at| name(maker, root, *at)).collect();
    let modules: Vec<&str> = copy.modules.iter().map(|module| module.name()).collect();
    let mut filled: Vec<Value> = Vec::new();
    for (line, gap) in copy.cut.blanks() {
        let fill = fills.of(gap, line.module).cloned().unwrap_or_default();
        let at = format!("{key}#{}.{gap}.{}", line.id, line.module);
        let place = place(maker, copy, line);
        let place = said(maker, &at, "place", &place);
        let text = maker.print(&at, "text", fill);
        filled.push(Table::of([("place", place), ("text", text)]).into());
    }
    let counts = copy.stored.counts();
    let text = &copy.stored.text;
    let edition = text.provenance.instances.last().or(text.provenance.edition.as_ref());
    let states = |state: fn(&Line) -> bool| copy.cut.lines.iter().filter(|line| state(line)).count();
    let some = |count: usize| Some(count).filter(|count| *count > 0);
    Table::of([
        ("book", copy.book.into()),
        ("key", key.into()),
        ("transfers", names.into()),
        ("modules", modules.into()),
        ("fills", filled.into()),
        ("citation", said(maker, key, "citation", &copy.seal.instrument.citation)),
        ("celex", said(maker, key, "celex", &text.celex)),
        ("edition", edition.map(|edition| said(maker, key, "edition", edition)).into()),
        ("compared", (counts.strict + counts.loose + counts.learned).into()),
        ("strict", some(counts.strict).into()),
        ("loose", some(counts.loose).into()),
        ("open", some(counts.open).into()),
        ("printed", (copy.cut.printed().count() + copy.cut.notes.len()).into()),
        ("blanks", copy.cut.blanks().count().into()),
        ("shortened", states(|line| line.state == State::Cut).into()),
        ("unused", states(|line| matches!(line.state, State::NotUsed(_))).into()),
        ("missing_notes", some(copy.cut.missing_notes).into()),
        ("hash", said(maker, key, "hash", &text.hash())),
        ("status", said(maker, key, "status", &copy.seal.instrument.status)),
    ])
    .into()
}

/// Where a blank stands; with its module, where the copy has several and the words are those of one.
fn place(maker: &Maker<'_>, copy: &Copied<'_>, line: &Line) -> String {
    let of = copy.stored.text.unit(&line.id).map(|unit| unit.modules.as_slice()).unwrap_or_default();
    let mut own = copy.modules.iter().filter(|module| of.contains(&module.number()));
    match (own.next(), own.next()) {
        (Some(module), None) if copy.modules.len() > 1 => {
            format!("{}, {}", line.place(), maker.labels.word("module_short", module.name()))
        }
        _ => line.place(),
    }
}

/// A token for words of ours about a copy.
fn said(maker: &mut Maker<'_>, at: &str, what: &str, text: &str) -> Value {
    maker.print(at, what, vec![Inline::Text(text.into())])
}

/// What a transfer is called: its id, or its place in the pack.
fn name(maker: &mut Maker<'_>, root: &Table, at: usize) -> Value {
    let id = root.items("transfers").get(at).and_then(|one| entry(one, "id")).filter(|id| !id.is_none());
    id.cloned().unwrap_or_else(|| said(maker, &format!("transfers[{at}]"), "name", &(at + 1).to_string()))
}

/// What each module fills into the blanks of a copy: the choices of its first transfer, which all others
/// share.
fn fills(maker: &Maker<'_>, copy: &Copied<'_>, root: &Table) -> Fills {
    let transfer = copy.transfers.first().and_then(|at| root.items("transfers").get(*at));
    let mut out = Fills::default();
    for (line, gap) in copy.cut.blanks() {
        let choices = match copy.modules.iter().find(|module| module.number() == line.module) {
            Some(module) => transfer.and_then(|transfer| {
                let all = entry(transfer, "choices")?.as_array()?;
                all.iter().find(|one| entry(one, "module").and_then(Value::as_str) == Some(module.name()))
            }),
            None => transfer.and_then(|transfer| entry(transfer, "options")),
        };
        let fill = choices.and_then(|choices| fill(maker, choices, gap));
        out.0.extend(fill.map(|fill| (gap.to_owned(), line.module, fill)));
    }
    out
}

/// What the choices say for a blank.
fn fill(maker: &Maker<'_>, choices: &Value, gap: &str) -> Option<Vec<Inline>> {
    let read = |value: &Value| value.as_str().map(|text| maker.read(text));
    match gap {
        "subprocessor-period" => read(entry(choices, "notice")?),
        "courts-member-state" | "courts-country" => {
            let courts = entry(choices, "courts")?;
            let parts: Vec<Vec<Inline>> =
                ["place", "country"].iter().filter_map(|part| read(entry(courts, part)?)).collect();
            if parts.is_empty() {
                read(entry(courts, "text")?)
            } else {
                Some(parts.join(&Inline::Text(", ".into())))
            }
        }
        _ => read(entry(choices, "law")?),
    }
}
