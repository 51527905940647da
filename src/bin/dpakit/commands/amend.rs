//! `dpakit amend`.

use std::path::{Path, PathBuf};

use dpakit::diagnostic::{Outcome, print};
use dpakit::emit::{Embed, FORMATS, Format};
use dpakit::pipeline::amend::{self, Amended, Asked};
use dpakit::pipeline::verify::issued::issued;
use dpakit::pipeline::{Built, Choice};

use super::house::{House, Open};
use super::render;
use crate::args::Amend;
use crate::console::{Console, Exit};

/// Writes the agreement that amends a pack as it was issued into its new state.
pub fn run(args: &Amend, console: Console) -> Exit {
    let json = args.format.iter().any(|name| name == "json");
    if json && args.format.iter().any(|name| name != "json") {
        return console.trouble("`--format json` prints the places and writes nothing: name it alone");
    }
    let mut house = House::with_store(args.store.as_deref());
    let made = house.open(&args.new).and_then(|open| make(args, &open, json));
    match made {
        Ok((amended, _)) if json => told(&amended, args, console),
        Ok((Amended { built: Some(built), .. }, out)) => save(&built, &out, args, console),
        Ok((Amended { built: None, .. }, _)) => {
            console.tell("no word that binds is another: there is nothing to agree, and nothing is written");
            Exit::Fine
        }
        Err(found) if json => {
            console.data(super::pretty(&print::json(&found)).as_bytes()).max(Exit::of(&found))
        }
        Err(found) => console.show(&found),
    }
}

/// What is amended, for machines.
fn told(amended: &Amended, args: &Amend, console: Console) -> Exit {
    let found = amended.built.as_ref().map_or(&[][..], |built| &built.report.findings);
    let mut json = print::json(found);
    if let (Some(all), Some(told)) = (json.as_object_mut(), amended.json.as_object()) {
        all.extend(told.clone());
    }
    let exit = if args.draft { Exit::Fine } else { Exit::of(found) };
    console.data(super::pretty(&json).as_bytes()).max(exit)
}

fn save(built: &Built, out: &Path, args: &Amend, console: Console) -> Exit {
    let found = console.show(&built.report.findings);
    let exit = if args.draft { Exit::Fine } else { found };
    if built.files.is_empty() {
        let name = &built.name;
        console.tell(&format!("{name} is not written while an error stands; `--draft` shows it anyway"));
        return exit;
    }
    render::save(built, out, args.force, console).max(exit)
}

fn make(args: &Amend, open: &Open, json: bool) -> Outcome<(Amended, PathBuf)> {
    let guides: Vec<&str> = open.library.guides().map(|(book, _)| book.name.as_str()).collect();
    let old = issued(&args.old, |slug| !guides.contains(&slug))?;
    let named = |format: &&&dyn Format| args.format.iter().any(|name| name == format.name());
    let formats = match args.format.is_empty() {
        true => render::formats(&open.config),
        false => FORMATS.iter().filter(named).copied().collect(),
    };
    let choice = Choice {
        formats: if json { Vec::new() } else { formats },
        combined: false,
        draft: args.draft,
        embed: Embed::Nothing,
        esign: None,
        coverage: false,
        undated: render::build_date(),
    };
    let out = render::disk("amend", args.out.as_deref(), &open.config)?;
    let number = args.number.unwrap_or_else(|| amend::next(&out, &old.reference));
    if !json {
        amend::is_free(&out, &old.reference, number)?;
    }
    let look = open.config.look(&args.font_dir)?;
    let asked = Asked { number, on: args.on };
    let mut amended = amend::amend(&old, &open.facts, &open.library, asked, &look, &choice)?;
    if let Some(built) = &mut amended.built {
        built.report.findings.extend(amend::before(&out, &old, number));
    }
    Ok((amended, out))
}
