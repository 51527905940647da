//! `dpakit diff`.

mod columns;
mod human;
mod revision;
mod side;

use std::io::IsTerminal;

use dpakit::diagnostic::print;
use dpakit::diagnostic::{Code, Diagnostic, Outcome};
use dpakit::diff::compared::{Compared, compare, told};
use dpakit::document::Document;
use dpakit::emit::{FORMATS, Fault, Look, Volume};
use dpakit::pipeline::side::names_of;
use dpakit::pipeline::{UNWRITABLE, redline};

use super::house::House;
use crate::args::{Diff, DiffFormat};
use crate::console::{Console, Exit};
use human::Manner;
use side::Side;

pub use revision::GIT;
pub use side::SIDE;

/// dpakit would have shown a wrong redline.
pub const DEFECT: Code = Code("DIF-PROOF");

/// Tells what changed between two texts. Exit code 1 where something did and `--exit-code` is given.
pub fn run(args: &Diff, console: Console) -> Exit {
    use_small_pages();
    let mut house = House::default();
    let whole = matches!(args.format, DiffFormat::Md | DiffFormat::Html | DiffFormat::Pdf);
    if whole && (!args.only.is_empty() || args.stat || args.side_by_side) {
        return console.trouble(
            "a redline has every change: `--only`, `--stat` and `--side-by-side` are for `--format human` and `json`",
        );
    }
    if [&args.old, &args.new].iter().all(|side| side.as_deref() == Some("-")) {
        return console.trouble("standard input can be read once: name a file for one of the two sides");
    }
    if args.format == DiffFormat::Pdf && std::io::stdout().is_terminal() {
        return console.trouble("a PDF is not for a terminal: write it to a file, as in `> redline.pdf`");
    }
    let worked = match (&args.since, &args.old, &args.new) {
        (Some(since), ..) => {
            side::releases(since, &mut house).and_then(|(old, new)| difference(args, &old, &new, console))
        }
        (None, Some(old), Some(new)) => side::read(old, &mut house)
            .and_then(|old| side::read(new, &mut house).map(|new| (old, new)))
            .and_then(|(old, new)| difference(args, &old, &new, console)),
        (None, Some(old), None) => text(old, &mut house, console).map(|bytes| (Said::Bytes(bytes), false)),
        (None, None, _) => return console.trouble("name two texts, or a release with `--since`"),
    };
    match worked {
        Ok((said, differs)) => {
            let differs = if args.exit_code && differs { Exit::Findings } else { Exit::Fine };
            let written = match said {
                Said::Bytes(bytes) => console.data(&bytes),
                Said::Json(compared) => console.json(&compared.json()),
            };
            written.max(differs)
        }
        Err(found) if args.format == DiffFormat::Json => {
            console.data(super::pretty(&print::json(&found)).as_bytes()).max(Exit::CouldNotRun)
        }
        Err(found) => console.show(&found).max(Exit::CouldNotRun),
    }
}

/// Asks the kernel for memory in small pages. Long texts are many small things: in huge pages they take a quarter more
/// of it. Where that cannot be had, only memory is lost.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// What is written.
enum Said {
    Bytes(Vec<u8>),
    /// A comparison as JSON, which may be as long as both texts and never stands whole in memory.
    Json(Compared),
}

/// One side alone, as Markdown: what is compared of it.
fn text(side: &str, house: &mut House, console: Console) -> Outcome<Vec<u8>> {
    let side = side::read(side, house)?;
    remarks(&side).for_each(|remark| console.tell(&remark));
    written(&redline::alone(&side.name, side.blocks), "md")
}

/// What a reader should know of how a side was read.
fn remarks(side: &Side) -> impl Iterator<Item = String> {
    side.remarks.iter().map(|remark| format!("{}: {remark}", side.name))
}

/// The comparison in the form asked for, and whether anything changed.
fn difference(args: &Diff, old: &Side, new: &Side, console: Console) -> Outcome<(Said, bool)> {
    let whole = matches!(args.format, DiffFormat::Md | DiffFormat::Html | DiffFormat::Pdf);
    let mut compared = compared(old, new, whole)?;
    compared.remarks = remarks(old).chain(remarks(new)).collect();
    compared.remarks.iter().for_each(|remark| console.tell(remark));
    if compared.is_coarse() {
        console.tell(
            "the finest comparison of these texts could not be proven: what was split, moved or reworded may be told as \
             gone and new",
        );
    }
    let all = compared.changes.all.len();
    if !args.only.is_empty() {
        let asked = |name: &str| args.only.iter().any(|only| only == name);
        compared.retain(|what, material| asked(what.name()) || (asked("material") && !material.is_empty()));
    }
    let differs = !compared.changes.all.is_empty();
    let hidden = all - compared.changes.all.len();
    match hidden {
        0 => {}
        1 => console.tell("1 change of another kind is not shown"),
        _ => console.tell(&format!("{hidden} changes of other kinds are not shown")),
    }
    let redline = |compared, format| written(&redline::redline(compared, &old.name, &new.name), format);
    let bytes = match args.format {
        DiffFormat::Json => return Ok((Said::Json(compared), differs)),
        DiffFormat::Human if !differs && console.quiet => Vec::new(),
        DiffFormat::Human if !differs && hidden > 0 => b"no change of these kinds\n".to_vec(),
        DiffFormat::Human if args.stat => human::stat(&compared).into_bytes(),
        DiffFormat::Human => {
            let face = console.face(std::io::stdout().is_terminal());
            let manner = Manner { face, context: args.context, side_by_side: args.side_by_side };
            human::human(&compared, &manner).into_bytes()
        }
        DiffFormat::Md => redline(compared, "md")?,
        DiffFormat::Html => redline(compared, "html")?,
        DiffFormat::Pdf => redline(compared, "pdf")?,
    };
    Ok((Said::Bytes(bytes), differs))
}

/// The comparison; with its redline where that is asked for whole.
fn compared(old: &Side, new: &Side, whole: bool) -> Outcome<Compared> {
    let mut parties: Vec<String> = old.names.iter().chain(&new.names).cloned().collect();
    parties.sort();
    parties.dedup();
    let compare = if whole { compare } else { told };
    compare(&old.blocks, &new.blocks, &names_of(parties)).map_err(|flaw| {
        let message = format!("dpakit has a defect: the redline is wrong ({flaw:?}), and is not shown");
        let help = "please report it, with the two texts if you can share them";
        vec![Diagnostic::error(DEFECT, message).help(help)]
    })
}

/// A document in a format.
fn written(document: &Document, format: &str) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(format) = FORMATS.iter().find(|one| one.name() == format) {
        let volume = Volume::of(std::slice::from_ref(document));
        format.write(&volume, &Look::default(), &mut bytes).map_err(|faults| {
            let told = |fault: &Fault| Diagnostic::error(UNWRITABLE, fault.message.clone());
            faults.iter().map(told).collect::<Vec<_>>()
        })?;
    }
    Ok(bytes)
}
