//! What clauses say of the official text that is printed in full: its proof, and how its blanks are
//! filled.

use serde_json::{Map, Value as Json, json};

use super::Maker;
use crate::document::Inline;
use crate::official::full::{Line, State};
use crate::plan::Copied;

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
pub(super) fn texts(maker: &mut Maker<'_>, root: &Map<String, Json>) -> Json {
    let plan = maker.plan;
    let mut shown = Vec::new();
    for (at, copy) in plan.texts.iter().enumerate() {
        let nth = plan.texts[..at].iter().filter(|other| other.book == copy.book).count();
        let fills = fills(maker, copy, root);
        shown.push(one(maker, copy, &key(copy, nth), &fills, root));
        maker.fills.push(fills);
    }
    shown.into()
}

fn one(maker: &mut Maker<'_>, copy: &Copied<'_>, key: &str, fills: &Fills, root: &Map<String, Json>) -> Json {
    let names: Vec<Json> = copy.transfers.iter().map(|at| name(maker, root, *at)).collect();
    let modules: Vec<&str> = copy.modules.iter().map(|module| module.name()).collect();
    let filled: Vec<Json> = copy
        .cut
        .blanks()
        .map(|(line, gap)| {
            let text = fills.of(gap, line.module).cloned().unwrap_or_default();
            json!({ "place": said(maker, &place(maker, copy, line)), "text": maker.print(text) })
        })
        .collect();
    let counts = copy.stored.counts();
    let text = &copy.stored.text;
    let edition = text.provenance.instances.last().or(text.provenance.edition.as_ref());
    let states = |state: fn(&Line) -> bool| copy.cut.lines.iter().filter(|line| state(line)).count();
    json!({
        "book": copy.book,
        "key": key,
        "transfers": names,
        "modules": modules,
        "fills": filled,
        "citation": said(maker, &copy.seal.instrument.citation),
        "celex": said(maker, &text.celex),
        "edition": edition.map(|edition| said(maker, edition)),
        "compared": counts.strict + counts.loose + counts.learned,
        "strict": if counts.strict > 0 { json!(counts.strict) } else { Json::Null },
        "loose": if counts.loose > 0 { json!(counts.loose) } else { Json::Null },
        "open": if counts.open > 0 { json!(counts.open) } else { Json::Null },
        "printed": copy.cut.printed().count() + copy.cut.notes.len(),
        "blanks": copy.cut.blanks().count(),
        "shortened": states(|line| line.state == State::Cut),
        "unused": states(|line| matches!(line.state, State::NotUsed(_))),
        "missing_notes": if copy.cut.missing_notes > 0 { json!(copy.cut.missing_notes) } else { Json::Null },
        "hash": said(maker, &text.hash()),
        "status": said(maker, &copy.seal.instrument.status),
    })
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

fn said(maker: &mut Maker<'_>, text: &str) -> String {
    maker.print(vec![Inline::Text(text.into())])
}

/// What a transfer is called: its id, or its place in the pack.
fn name(maker: &mut Maker<'_>, root: &Map<String, Json>, at: usize) -> Json {
    let id = root.get("transfers").and_then(|all| all.get(at)?.get("id")).filter(|id| !id.is_null());
    id.cloned().unwrap_or_else(|| said(maker, &(at + 1).to_string()).into())
}

/// What each module fills into the blanks of a copy: the choices of its first transfer, which all others
/// share.
fn fills(maker: &Maker<'_>, copy: &Copied<'_>, root: &Map<String, Json>) -> Fills {
    let transfer = copy.transfers.first().and_then(|at| root.get("transfers")?.get(at));
    let mut out = Fills::default();
    for (line, gap) in copy.cut.blanks() {
        let choices = match copy.modules.iter().find(|module| module.number() == line.module) {
            Some(module) => transfer.and_then(|transfer| {
                let all = transfer.get("choices")?.as_array()?;
                all.iter().find(|one| one.get("module").and_then(Json::as_str) == Some(module.name()))
            }),
            None => transfer.and_then(|transfer| transfer.get("options")),
        };
        let fill = choices.and_then(|choices| fill(maker, choices, gap));
        out.0.extend(fill.map(|fill| (gap.to_owned(), line.module, fill)));
    }
    out
}

/// What the choices say for a blank.
fn fill(maker: &Maker<'_>, choices: &Json, gap: &str) -> Option<Vec<Inline>> {
    let read = |value: &Json| value.as_str().map(|text| maker.read(text));
    match gap {
        "subprocessor-period" => read(choices.get("notice")?),
        "courts-member-state" | "courts-country" => {
            let courts = choices.get("courts")?;
            let parts: Vec<Vec<Inline>> =
                ["place", "country"].iter().filter_map(|part| read(courts.get(*part)?)).collect();
            if parts.is_empty() {
                read(courts.get("text")?)
            } else {
                Some(parts.join(&Inline::Text(", ".into())))
            }
        }
        _ => read(choices.get("law")?),
    }
}
