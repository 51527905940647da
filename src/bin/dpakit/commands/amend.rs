//! `dpakit amend`.

use std::path::PathBuf;

use dpakit::diagnostic::Outcome;
use dpakit::emit::{Embed, FORMATS, Format};
use dpakit::pipeline::amend::amend;
use dpakit::pipeline::verify::issued::issued;
use dpakit::pipeline::{Built, Choice};

use super::house::{House, Open};
use super::render;
use crate::args::Amend;
use crate::console::{Console, Exit};

/// Writes the agreement that amends a pack as it was issued into its new state.
pub fn run(args: &Amend, console: Console) -> Exit {
    let mut house = House::with_store(args.store.as_deref());
    let (built, out) = match house.open(&args.new).and_then(|open| make(args, &open)) {
        Ok((Some(built), out)) => (built, out),
        Ok((None, _)) => {
            console.tell("no word that binds is another: there is nothing to agree, and nothing is written");
            return Exit::Fine;
        }
        Err(found) => return console.show(&found),
    };
    let found = console.show(&built.report.findings);
    let exit = if args.draft { Exit::Fine } else { found };
    if built.files.is_empty() {
        let name = &built.name;
        console.tell(&format!("{name} is not written while an error stands; `--draft` shows it anyway"));
        return exit;
    }
    render::save(&built, &out, args.force, console).max(exit)
}

fn make(args: &Amend, open: &Open) -> Outcome<(Option<Built>, PathBuf)> {
    let guides: Vec<&str> = open.library.guides().map(|(book, _)| book.name.as_str()).collect();
    let old = issued(&args.old, |slug| !guides.contains(&slug))?;
    let named = |format: &&&dyn Format| args.format.iter().any(|name| name == format.name());
    let formats = match args.format.is_empty() {
        true => render::formats(&open.config),
        false => FORMATS.iter().filter(named).copied().collect(),
    };
    let choice = Choice {
        formats,
        combined: false,
        draft: args.draft,
        embed: Embed::Nothing,
        esign: None,
        coverage: false,
        undated: render::build_date(),
    };
    let out = render::disk("amend", args.out.as_deref(), &open.config)?;
    let look = open.config.look(&args.font_dir)?;
    Ok((amend(&old, &open.facts, &open.library, args.on, &look, &choice)?, out))
}
