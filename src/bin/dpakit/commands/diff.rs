//! `dpakit diff`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use dpakit::diagnostic::print::{self, visible};
use dpakit::diagnostic::{Code, Diagnostic, Outcome};
use dpakit::diff::changes::{Change, Op, Place};
use dpakit::diff::compared::{Compared, compare};
use dpakit::diff::material::Names;
use dpakit::document::{Block, Document, Inline, Meta, markdown, paragraphs};
use dpakit::emit::{FORMATS, Fault, Look, Volume};
use dpakit::pipeline::UNWRITABLE;
use dpakit::{foreign, law};

use crate::args::{Diff, DiffFormat};
use crate::console::{Console, Exit};

/// Bytes of the largest text that is compared.
const MAX_BYTES: u64 = 64 << 20;
/// dpakit would have shown a wrong redline.
pub const DEFECT: Code = Code("DIF-PROOF");

/// Tells what changed between two texts. Exit code 1 where something did and `--exit-code` is given.
pub fn run(args: &Diff, console: Console) -> Exit {
    let work = || -> Outcome<(Vec<u8>, bool)> {
        let compared = compared(args)?;
        let bytes = match args.format {
            DiffFormat::Json => super::pretty(&compared.json()).into_bytes(),
            DiffFormat::Human => human(&compared, console).into_bytes(),
            DiffFormat::Md => written(args, &compared, "md")?,
            DiffFormat::Html => written(args, &compared, "html")?,
            DiffFormat::Pdf => written(args, &compared, "pdf")?,
        };
        Ok((bytes, !compared.changes.all.is_empty()))
    };
    match work() {
        Ok((bytes, differs)) => {
            let differs = if args.exit_code && differs { Exit::Findings } else { Exit::Fine };
            console.data(&bytes).max(differs)
        }
        Err(found) if args.format == DiffFormat::Json => {
            console.data(super::pretty(&print::json(&found)).as_bytes()).max(Exit::of(&found))
        }
        Err(found) => console.show(&found),
    }
}

fn compared(args: &Diff) -> Outcome<Compared> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let names = Names {
        countries: law::countries().iter().map(|country| country.name.clone()).collect(),
        parties: Vec::new(),
    };
    compare(&old, &new, &names).map_err(|flaw| {
        vec![
            Diagnostic::error(
                DEFECT,
                format!("dpakit has a defect: the redline is wrong ({flaw:?}), and is not shown"),
            )
            .help("please report it, with the two texts if you can share them"),
        ]
    })
}

/// The blocks of a text: Markdown and plain text by their structure, others paragraph by paragraph.
fn read(path: &Path) -> Outcome<Vec<Block>> {
    let is_text = |name: &std::ffi::OsStr| {
        ["md", "markdown", "txt", "text"].iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    if path.extension().is_none_or(is_text)
        && let Some(text) = text_of(path)
    {
        let is_plain = path.extension().is_some_and(|name| name.eq_ignore_ascii_case("txt"));
        let lines = if is_plain { paragraphs::read(&text) } else { None };
        return Ok(lines.unwrap_or_else(|| markdown::foreign(&text)));
    }
    let paragraphs = foreign::open(path)?.paragraphs;
    Ok(paragraphs.into_iter().map(|one| Block::Paragraph(vec![Inline::Text(one.text.into())])).collect())
}

/// The text of a file that is no larger than a text can be, if it is one.
fn text_of(path: &Path) -> Option<String> {
    let mut text = String::new();
    let read = File::open(path).ok()?.take(MAX_BYTES + 1).read_to_string(&mut text).ok()?;
    (read as u64 <= MAX_BYTES).then_some(text)
}

/// The redline in a format.
fn written(args: &Diff, compared: &Compared, format: &str) -> Outcome<Vec<u8>> {
    let name = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let meta = Meta {
        slug: "redline".into(),
        title: "Redline".into(),
        subtitle: Some(format!("{}, compared with {}", name(&args.new), name(&args.old)).into()),
        called: "redline".into(),
        language: "en-GB".into(),
        ..Meta::default()
    };
    let document = Document::redline(meta, compared.redline.clone());
    let mut bytes = Vec::new();
    if let Some(format) = FORMATS.iter().find(|one| one.name() == format) {
        let volume = Volume::of(std::slice::from_ref(&document));
        format.write(&volume, &Look::default(), &mut bytes).map_err(|faults| {
            let told = |fault: &Fault| Diagnostic::error(UNWRITABLE, fault.message.clone());
            faults.iter().map(told).collect::<Vec<_>>()
        })?;
    }
    Ok(bytes)
}

/// For people: how many of each kind, the values that changed, then each change.
fn human(compared: &Compared, console: Console) -> String {
    let counts: Vec<String> =
        compared.counts().into_iter().map(|(what, count)| format!("{count} {}", what.name())).collect();
    if counts.is_empty() {
        return if console.quiet { String::new() } else { "no change\n".to_owned() };
    }
    let mut out = format!("{}\n", counts.join(", "));
    if compared.changes.followed > 0 {
        let _ = writeln!(out, "{} references only follow new numbers", compared.changes.followed);
    }
    let values = compared.changes.all.iter().zip(&compared.material);
    for (change, material) in values.filter(|(_, material)| !material.is_empty()) {
        for one in material {
            let side = |side: &Option<String>| {
                side.as_deref().map_or("nothing".to_owned(), |said| visible(said).into_owned())
            };
            let _ = writeln!(
                out,
                "{}: {} to {} ({})",
                one.kind.name(),
                side(&one.old),
                side(&one.new),
                called(change)
            );
        }
    }
    for change in &compared.changes.all {
        let _ = write!(out, "\n{}: {}", change.what.name(), called(change));
        if let (Some(old), Some(new)) = (&change.old, &change.new)
            && old.number != new.number
        {
            let _ = write!(out, ", {} to {}", visible(&old.number), visible(&new.number));
        }
        out.push('\n');
        let said = words(change);
        if !said.is_empty() {
            let _ = writeln!(out, "  {said}");
        }
    }
    out
}

/// Where a change is.
fn called(change: &Change) -> String {
    let place: Option<&Place> = change.new.as_ref().or(change.old.as_ref());
    let said = place.map(|place| format!("{} {}", place.number, place.title)).unwrap_or_default();
    match said.trim() {
        "" => "text".to_owned(),
        said => visible(said).into_owned(),
    }
}

/// Words around a change that are shown, on each side.
const AROUND: usize = 60;

fn words(change: &Change) -> String {
    let mut out = Vec::new();
    let last = change.words.len().saturating_sub(1);
    for (at, words) in change.words.iter().enumerate() {
        let text = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = visible(&text);
        out.push(match words.op {
            Op::Delete => format!("[-{text}-]"),
            Op::Insert => format!("{{+{text}+}}"),
            Op::Equal => shortened(&text, at == 0, at == last),
        });
    }
    if change.words.iter().all(|words| words.op == Op::Equal) { String::new() } else { out.join(" ") }
}

/// The ends of unchanged words that lie beside changes.
fn shortened(text: &str, first: bool, last: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= 2 * AROUND {
        return text.to_owned();
    }
    let head = || letters[..AROUND].iter().collect::<String>();
    let tail = || letters[letters.len() - AROUND..].iter().collect::<String>();
    match (first, last) {
        (true, _) => format!("… {}", tail()),
        (_, true) => format!("{} …", head()),
        _ => format!("{} … {}", head(), tail()),
    }
}
