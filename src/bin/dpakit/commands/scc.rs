//! `dpakit scc`: official text fetched, imported, and looked after.

mod verify;

use std::path::PathBuf;

use dpakit::diagnostic::print::{self, visible};
use dpakit::diagnostic::{Diagnostic, Outcome, Severity};
use dpakit::official::import::Source;
use dpakit::official::{Asked, Counts, Imported, Seal, Stored, import};
use serde_json::{Value as Json, json};

use super::house::store;
use crate::args::{Report, Scc, SccImport, SccOut, SccStatus};
use crate::console::{Console, Exit};

/// Most findings shown to a person; a file of another act has hundreds.
const MOST_SHOWN: usize = 25;

/// Runs a command of the group.
pub fn run(scc: &Scc, console: Console) -> Exit {
    match scc {
        Scc::Import(args) => import_files(args, console),
        #[cfg(feature = "fetch")]
        Scc::Fetch(args) => fetch(args, console),
        Scc::Status(args) => status(args, console),
        Scc::Verify(args) => verify::run(args, console),
    }
}

fn import_files(args: &SccImport, console: Console) -> Exit {
    let read = || -> Outcome<(Vec<Source>, Asked)> {
        let sources = args.files.iter().map(|file| Source::open(file)).collect::<Outcome<Vec<Source>>>()?;
        let celex = args.celex.clone();
        let language = args.lang.clone();
        Ok((sources, Asked { celex, language, from: None, date: String::new() }))
    };
    match read() {
        Ok((sources, asked)) => take_in(&sources, asked, &args.out, console),
        Err(found) => console.show(&found),
    }
}

#[cfg(feature = "fetch")]
fn fetch(args: &crate::args::SccFetch, console: Console) -> Exit {
    use dpakit::official::fetch::{Limits, fetch};
    let language = args.lang.clone();
    let mut limits = Limits::default();
    if let Some(seconds) = args.timeout {
        limits.time = std::time::Duration::from_secs(seconds);
    }
    console.tell(&format!("asking for {} in the language `{}`", visible(&args.celex), visible(&language)));
    let source = match fetch(&args.celex, &language, args.from.as_deref(), limits) {
        Ok(source) => source,
        Err(found) => return console.show(&found),
    };
    let from = Some(source.name.clone());
    let asked =
        Asked { celex: Some(args.celex.clone()), language: Some(language), from, date: String::new() };
    take_in(&[source], asked, &args.out, console)
}

/// Holds sources against their seal, and stores the text if nothing is wrong with it or all is accepted.
fn take_in(sources: &[Source], asked: Asked, out: &SccOut, console: Console) -> Exit {
    let work = || -> Outcome<(Imported, Option<PathBuf>, &'static [Seal])> {
        let seals = seals(out.seal.as_deref())?;
        let store = store(out.store.clone())?;
        let asked = Asked { date: out.date.clone().unwrap_or_else(|| super::today().to_string()), ..asked };
        let imported = import(sources, &asked, seals, &store)?;
        let fine = imported.text.provenance.accepted.is_empty() || out.accept_differences;
        let kept = if fine { Some(store.keep(&imported)?) } else { None };
        Ok((imported, kept, seals))
    };
    match work() {
        Ok((imported, kept, seals)) => report(&imported, kept.as_deref(), seals, out, console),
        Err(found) => console.show(&found),
    }
}

fn report(
    imported: &Imported,
    kept: Option<&std::path::Path>,
    seals: &[Seal],
    out: &SccOut,
    console: Console,
) -> Exit {
    let mut findings = imported.findings();
    if kept.is_some() {
        // What was accepted is no error any more, and still worth a look.
        findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
    }
    let exit = Exit::of(&findings);
    if out.format == Report::Json {
        let mut json = print::json(&findings);
        json["imported"] = machine(imported, kept);
        return console.data(super::pretty(&json).as_bytes()).max(exit);
    }
    let mut text = human(imported, seals);
    match kept {
        Some(path) => text.push_str(&format!("  stored    {}\n", visible(&path.display().to_string()))),
        None => text.push_str("  stored    nothing\n"),
    }
    if !console.quiet {
        let said = console.data(text.as_bytes());
        if said != Exit::Fine {
            return said;
        }
    }
    show(&findings, kept.is_some(), console);
    exit
}

/// Shows what differs, up to a point, and says how to go on.
fn show(findings: &[Diagnostic], accepted: bool, console: Console) {
    if findings.is_empty() {
        return;
    }
    let shown = &findings[..findings.len().min(MOST_SHOWN)];
    console.show(shown);
    if shown.len() < findings.len() {
        let more = findings.len() - shown.len();
        console.tell(&format!("and {more} more; `--format json` lists all"));
    }
    if !accepted {
        console.tell("help: `--accept-differences` stores the text as it is, with these units marked");
    }
}

fn human(imported: &Imported, seals: &[Seal]) -> String {
    let text = &imported.text;
    let from = &text.provenance;
    let seal = seals.iter().find(|seal| seal.instrument.id == text.instrument);
    let title = seal.map_or(text.instrument.as_str(), |seal| seal.instrument.title.as_str());
    let mut out = format!("{title}, {} ({})\n", text.celex, text.language);
    out.push_str(&format!("  read      {} as {}\n", visible(&from.files.join(", ")), from.reader.name()));
    let own = seal.is_some_and(|seal| text.language == seal.instrument.language);
    out.push_str(&format!("  units     {}\n", counted(&from.counts, own)));
    if let Some(seal) = seal {
        out.push_str(&format!("  compared  {}\n", held(own, imported.known, seal)));
    }
    out
}

/// With what a text was compared, and how far that can be trusted.
fn held(own: bool, known: bool, seal: &Seal) -> String {
    if own {
        format!("with fingerprints {}", seal.instrument.status)
    } else if known {
        "with the fingerprints of the first import in this language".to_owned()
    } else {
        "in structure; the fingerprints of this language are learned from this import".to_owned()
    }
}

/// Verdicts counted; `own` says whether the fingerprints are those of the seal, or of a first import.
fn counted(counts: &Counts, own: bool) -> String {
    let parts = [
        (counts.strict, if own { "as published" } else { "as first imported" }),
        (counts.loose, "with the same words"),
        (counts.learned, "in place"),
        (counts.open, "not compared"),
        (counts.differs, "with other words"),
        (counts.missing, "missing"),
        (counts.unexpected, "not of the text"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn machine(imported: &Imported, kept: Option<&std::path::Path>) -> Json {
    let text = &imported.text;
    json!({
        "instrument": text.instrument,
        "celex": text.celex,
        "language": text.language,
        "provenance": text.provenance,
        "units": imported.compared,
        "stored": kept.map(|path| path.display().to_string()),
    })
}

/// Says what is stored, and whether it still is what was stored.
fn status(args: &SccStatus, console: Console) -> Exit {
    let work = || -> Outcome<_> {
        let seals = seals(args.seal.as_deref())?;
        let store = store(args.store.clone())?;
        Ok((store.list(seals)?, store, seals))
    };
    let (stored, store, seals) = match work() {
        Ok(found) => found,
        Err(found) => return console.show(&found),
    };
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut text = String::new();
    let mut lines: Vec<Json> = Vec::new();
    for (path, one) in stored {
        match one {
            Ok(one) => {
                text.push_str(&standing(&one, seals));
                lines.push(line(&path, &one));
                findings.extend(changed(&one));
            }
            Err(found) => findings.extend(found),
        }
    }
    if args.format == Report::Json {
        let mut json = print::json(&findings);
        json["stored"] = lines.into();
        return console.data(super::pretty(&json).as_bytes()).max(Exit::of(&findings));
    }
    if text.is_empty() && findings.is_empty() {
        let folder = store.folder().display().to_string();
        text = format!("no official text is stored in {}\n", visible(&folder));
        console.tell("help: `dpakit scc fetch 32021D0914 --lang en` downloads the EU clauses of 2021");
    }
    console.data(text.as_bytes()).max(console.show(&findings))
}

/// A stored text for machines.
fn line(path: &std::path::Path, stored: &Stored) -> Json {
    json!({
        "file": path.display().to_string(),
        "instrument": stored.text.instrument,
        "celex": stored.text.celex,
        "language": stored.text.language,
        "provenance": stored.text.provenance,
        "counts": stored.counts(),
        "same_seal": stored.same_seal,
    })
}

fn standing(stored: &Stored, seals: &[Seal]) -> String {
    let Stored { text, .. } = stored;
    let from = &text.provenance;
    let seal = seals.iter().find(|seal| seal.instrument.id == text.instrument);
    let title = seal.map_or(text.instrument.as_str(), |seal| seal.instrument.title.as_str());
    let mut out = format!("{title}, {} ({})\n", text.celex, text.language);
    out.push_str(&format!(
        "  read      {} as {}, {}\n",
        visible(&from.files.join(", ")),
        from.reader.name(),
        from.date
    ));
    out.push_str(&format!("  sha256    {}\n", from.sha256.join(" ")));
    if let Some(edition) = from.edition.as_ref().or(from.instances.last()) {
        out.push_str(&format!("  edition   {}\n", visible(edition)));
    }
    let own = seal.is_some_and(|seal| text.language == seal.instrument.language);
    out.push_str(&format!("  units     {}\n", counted(&stored.counts(), own)));
    if let Some(seal) = seal {
        let since = if stored.same_seal { "" } else { "; others than when it was stored" };
        out.push_str(&format!("  compared  {}{since}\n", held(own, true, seal)));
    }
    if !from.accepted.is_empty() {
        out.push_str(&format!("  accepted  {} units that are not the official text\n", from.accepted.len()));
    }
    out
}

/// Units that are not as the seal has them, although nobody accepted that: the seal has changed.
fn changed(stored: &Stored) -> Option<Diagnostic> {
    let accepted = &stored.text.provenance.accepted;
    let new: Vec<&str> = stored
        .faults()
        .map(|one| one.id.as_str())
        .filter(|id| !accepted.iter().any(|known| known == id))
        .collect();
    let first = new.first()?;
    let what = format!(
        "{} units of {} ({}) are not those of the fingerprints that are known now, {first} first",
        new.len(),
        stored.text.instrument,
        stored.text.language
    );
    Some(
        Diagnostic::error(dpakit::official::store::TAMPERED, what)
            .help("import the publication again; dpakit had other fingerprints when it was stored"),
    )
}

/// The seals in the binary, and one of the user's own beside them.
fn seals(own: Option<&std::path::Path>) -> Outcome<&'static [Seal]> {
    let built_in = Seal::built_in()?;
    let Some(path) = own else { return Ok(built_in) };
    let text = String::from_utf8(dpakit::official::read::open(path)?).unwrap_or_default();
    let seal = Seal::parse(&text)?;
    let taken = built_in.iter().any(|known| {
        known.instrument.id == seal.instrument.id || known.instrument.celex == seal.instrument.celex
    });
    if taken {
        let message = format!("the seal of {} is built in and cannot be replaced", seal.instrument.id);
        let help = "a seal of your own is for an instrument that dpakit does not know";
        return Err(vec![Diagnostic::error(dpakit::official::seal::SEAL, message).help(help)]);
    }
    let mut all = built_in.to_vec();
    all.push(seal);
    // A command reads one seal and ends.
    Ok(all.leak())
}
