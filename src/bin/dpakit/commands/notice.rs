//! `dpakit notice`.

use std::path::{Path, PathBuf};

use dpakit::diagnostic::{Code, Diagnostic, Outcome, print};
use dpakit::emit::{Embed, FORMATS, Format};
use dpakit::pack::calendar::Calendar;
use dpakit::pipeline::notice::{Told, counted};
use dpakit::pipeline::{Built, Choice};
use dpakit::plan::notice::{Asked, Notice as Found};
use dpakit::rows::List;

use super::house::{House, Open};
use super::render;
use crate::args::Notice;
use crate::console::{Console, Exit};

/// Compares two states of a pack and writes the notice of what changed.
pub fn run(args: &Notice, console: Console) -> Exit {
    let json = args.format.iter().any(|name| name == "json");
    if json && args.format.iter().any(|name| name != "json") {
        return console.trouble("`--format json` prints rows and days and writes nothing: name it alone");
    }
    let mut house = House::default();
    let made = States::open(args, &mut house).and_then(|states| make(args, states, json));
    match made {
        Ok(made) if json => made.print(args, console),
        Ok(made) => made.save(args, console),
        Err(found) if json => {
            console.data(super::pretty(&print::json(&found)).as_bytes()).max(Exit::of(&found))
        }
        Err(found) => console.show(&found),
    }
}

/// Two sides from which no two packs can be made.
pub const SIDES: Code = Code("NTC-SIDES");

/// The list of a pack that a notice is about.
const LIST: &str = "subprocessors";

/// What is compared: two packs, of which a list of its own may state one part.
struct States {
    old: Open,
    new: Open,
    /// The lists that were read, which know the cells of their facts.
    lists: Vec<List>,
}

impl States {
    fn open(args: &Notice, house: &mut House) -> Outcome<States> {
        let sides = [&args.old, &args.new];
        let is_list = sides.map(|side| List::is_in(side, LIST));
        if is_list == [false, false] {
            if let Some(pack) = &args.pack {
                let message = format!("`{}` is a third pack", pack.display());
                let help = "`--pack` states what two lists leave open; two packs need no other";
                return Err(vec![Diagnostic::error(SIDES, message).help(help)]);
            }
            let [old, new] = sides.map(|side| house.open(side));
            return both(old, new).map(|(old, new)| States { old, new, lists: Vec::new() });
        }
        let whole = sides.into_iter().zip(is_list).find(|(_, is_list)| !is_list).map(|(side, _)| side);
        let Some(pack) = args.pack.as_ref().or(whole) else {
            let message = "both sides are lists, and a notice needs the terms and the parties of a pack";
            return Err(vec![Diagnostic::error(SIDES, message).help("name the pack: --pack acme.toml")]);
        };
        let base = house.open(pack)?;
        let mut lists = Vec::new();
        let mut side = |path: &Path, is_list: bool| -> Outcome<Open> {
            if !is_list {
                return house.open(path);
            }
            let list = List::open(path, LIST)?.completed(&base.facts, LIST);
            let facts = base.facts.with(list.facts.clone()).map_err(|found| list.explained(found))?;
            lists.push(list);
            Ok(Open { config: base.config.clone(), library: base.library.clone(), facts })
        };
        let (old, new) = (side(&args.old, is_list[0]), side(&args.new, is_list[1]));
        both(old, new).map(|(old, new)| States { old, new, lists })
    }
}

/// Findings, with the cells of the lists that state their facts.
fn explained(lists: &[List], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    lists.iter().fold(found, |found, list| list.explained(found))
}

/// Both packs, or what is wrong with either.
fn both(old: Outcome<Open>, new: Outcome<Open>) -> Outcome<(Open, Open)> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (old, new) => Err([old.err(), new.err()].into_iter().flatten().flatten().collect()),
    }
}

/// A notice that is made.
struct Made {
    /// None where nothing changed.
    built: Option<Built>,
    /// For machines.
    json: serde_json::Value,
    /// What changed and which days follow, in words.
    said: String,
    out: PathBuf,
}

fn make(args: &Notice, states: States, json: bool) -> Outcome<Made> {
    let States { old, new, lists } = states;
    let made = made(args, &old, &new, json).map_err(|found| explained(&lists, found))?;
    let built = made.built.map(|mut built| {
        built.report.findings = explained(&lists, built.report.findings);
        built
    });
    Ok(Made { built, ..made })
}

fn made(args: &Notice, old: &Open, new: &Open, json: bool) -> Outcome<Made> {
    let calendar = Calendar::closed_on(args.closed.iter().copied());
    let asked = Asked { on: args.on, start: args.start, calendar };
    let told = Told::of(&old.facts, &new.facts, &new.library, asked)?;
    let said = told.notice.as_ref().map(said).unwrap_or_default();
    let machine = told.json();
    let named = |format: &&&dyn Format| args.format.iter().any(|name| name == format.name());
    let formats = match args.format.is_empty() {
        true => render::formats(&new.config),
        false => FORMATS.iter().filter(named).copied().collect(),
    };
    let choice = Choice {
        formats: if json { Vec::new() } else { formats },
        combined: false,
        draft: args.draft,
        embed: Embed::Nothing,
        esign: None,
        coverage: false,
        undated: None,
    };
    let out = render::disk("notice", args.out.as_deref(), &new.config)?;
    let built = told.build(&new.config.look(&args.font_dir)?, &choice)?;
    Ok(Made { built, json: machine, said, out })
}

/// What a notice tells, in two lines.
fn said(notice: &Found) -> String {
    let days = &notice.days;
    let answer = match days.answer.as_ref() {
        None => "no answer needed".to_owned(),
        Some(answer) => match answer.last {
            Some(last) => format!("answer until {last}"),
            None => "answer without undue delay".to_owned(),
        },
    };
    format!("subprocessors: {}\n{answer}; change from {}", counted(notice), days.start)
}

impl Made {
    /// What the rules found, and how the command ends for it.
    fn findings(&self, draft: bool) -> (&[Diagnostic], Exit) {
        let found = self.built.as_ref().map_or(&[][..], |built| &built.report.findings);
        (found, if draft { Exit::Fine } else { Exit::of(found) })
    }

    fn print(&self, args: &Notice, console: Console) -> Exit {
        let (found, exit) = self.findings(args.draft);
        let mut json = print::json(found);
        if let (Some(all), Some(told)) = (json.as_object_mut(), self.json.as_object()) {
            all.extend(told.clone());
        }
        console.data(super::pretty(&json).as_bytes()).max(exit)
    }

    fn save(&self, args: &Notice, console: Console) -> Exit {
        let Some(built) = &self.built else {
            console.tell("no subprocessor changed: there is nothing to tell, and nothing is written");
            return Exit::Fine;
        };
        let (found, exit) = self.findings(args.draft);
        console.show(found);
        console.tell(&self.said);
        if built.files.is_empty() {
            let name = &built.name;
            console.tell(&format!("{name} is not written while an error stands; `--draft` shows it anyway"));
            return exit;
        }
        render::save(built, &self.out, args.force, console).max(exit)
    }
}
