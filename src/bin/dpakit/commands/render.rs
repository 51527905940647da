//! `dpakit render`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use dpakit::config::Config;
use dpakit::diagnostic::{Code, Diagnostic, Outcome, print};
use dpakit::emit::{FORMATS, Format, Look};
use dpakit::pipeline::{self, Built, Choice, write};
use dpakit::source::{Span, address};
use jiff::civil::Date;

use super::house::{House, Open};
use crate::args::{Making, Render};
use crate::console::{Console, Exit};

/// Two packs of one run would be written to the same folder.
pub const SAME_REFERENCE: Code = Code("PCK-REFERENCE");

/// Checks packs and writes their documents; an error in one stops no other.
pub fn run(args: &Render, console: Console) -> Exit {
    let mut house = House::with_store(args.making.store.as_deref());
    house.ends_soon = args.packs.len() < 2;
    let mut seen: HashMap<String, Span> = HashMap::new();
    let to_stdout = args.making.out.as_deref() == Some(Path::new("-"));
    if to_stdout && (args.packs.len() != 1 || args.making.format.len() != 1 || !args.making.combined) {
        return console.trouble("`--out -` writes one file: name one pack, one `--format`, and `--combined`");
    }
    if args.packs.iter().filter(|pack| pack.as_path() == Path::new("-")).count() > 1 {
        return console.trouble("standard input can be read once: name `-` once");
    }
    let packs = args.packs.iter().map(|pack| {
        let ready = house.open(pack).and_then(|open| {
            let ready = prepare(&house, &open, args);
            house.let_go(open);
            ready
        });
        match ready {
            Ok(ready) if to_stdout => ready.print(console),
            Ok(ready) => ready.save(args, &mut seen, console),
            Err(found) => console.show(&found),
        }
    });
    let exit = packs.max().unwrap_or(Exit::Fine);
    house.leave(());
    exit
}

/// A pack that is built, and where it goes.
struct Ready {
    built: Built,
    out: PathBuf,
    reference: Span,
    draft: bool,
}

fn prepare(house: &House, open: &Open, args: &Render) -> Outcome<Ready> {
    let look = open.config.look(&args.making.font_dir)?;
    let built = make(open, &look, choice(&args.making, &open.config))?;
    house.let_go(look);
    let out = disk("render", args.making.out.as_deref(), &open.config)?;
    Ok(Ready { built, out, reference: open.facts.at("agreement.reference"), draft: args.making.draft })
}

impl Ready {
    /// Shows what the rules found; whether there is anything to write.
    fn report(&self, console: Console) -> (Exit, bool) {
        let found = console.show(&self.built.report.findings);
        if self.built.files.is_empty() {
            let name = &self.built.name;
            console.tell(&format!("{name} is not written while an error stands; `--draft` shows it anyway"));
        }
        (if self.draft { Exit::Fine } else { found }, !self.built.files.is_empty())
    }

    fn print(&self, console: Console) -> Exit {
        let (exit, _) = self.report(console);
        let printed = self.built.files.first().map(|file| console.data(&file.bytes));
        printed.unwrap_or(Exit::Fine).max(exit)
    }

    fn save(&self, args: &Render, seen: &mut HashMap<String, Span>, console: Console) -> Exit {
        let (exit, any) = self.report(console);
        if !any {
            return exit;
        }
        let place = self.out.join(&self.built.name).to_string_lossy().to_lowercase();
        if let Some(other) = seen.insert(place, self.reference.clone()) {
            let message = format!("two packs have the reference `{}`", self.built.name);
            let found = Diagnostic::error(SAME_REFERENCE, message)
                .at(self.reference.clone(), "this pack is not written")
                .see(other, "it would replace this one")
                .help("give each agreement a `reference` of its own; capitals make no difference");
            return console.show(&[found]).max(exit);
        }
        save(&self.built, &self.out, args.making.force, console).max(exit)
    }
}

/// Writes a built pack and tells of it.
pub fn save(built: &Built, out: &Path, force: bool, console: Console) -> Exit {
    match write::write(out, built, force) {
        Ok(folder) => {
            console.tell(&summary(built, &folder));
            Exit::Fine
        }
        Err(found) => console.show(&found),
    }
}

/// Builds an open pack.
pub fn make(open: &Open, look: &Look, choice: Choice) -> Outcome<Built> {
    pipeline::build(&open.facts, &open.library, look, &choice)
}

/// What is to be made, as asked for and as the configuration says.
pub fn choice(making: &Making, config: &Config) -> Choice {
    let asked = |format: &&&dyn Format| making.format.iter().any(|name| name == format.name());
    let formats = if making.format.is_empty() {
        formats(config)
    } else {
        FORMATS.iter().filter(asked).copied().collect()
    };
    Choice {
        formats,
        combined: making.combined,
        draft: making.draft,
        embed: making.embed.unwrap_or(config.embed),
        esign: making.esign,
        coverage: making.coverage,
        undated: build_date(),
    }
}

/// The day that `SOURCE_DATE_EPOCH` names, in seconds since 1970 (reproducible-builds.org).
pub fn build_date() -> Option<Date> {
    let seconds = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse::<i64>().ok()?;
    let days = i32::try_from(seconds.div_euclid(86_400)).ok()?;
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// The formats of a configuration; all where it names none.
pub fn formats(config: &Config) -> Vec<&'static dyn Format> {
    config.formats.clone().unwrap_or_else(|| FORMATS.to_vec())
}

/// The folder to write to: the one asked for, else that of the configuration, else `out`.
pub fn folder(asked: Option<&Path>, config: &Config) -> PathBuf {
    asked.or(config.out.as_deref()).unwrap_or(Path::new("out")).to_owned()
}

/// The same for a command that writes to a disk.
pub fn disk(command: &str, asked: Option<&Path>, config: &Config) -> Outcome<PathBuf> {
    let out = folder(asked, config);
    let Some(address) = address(&out) else { return Ok(out) };
    let message = format!("`{address}` is object storage, and `{command}` writes to a folder");
    Err(vec![Diagnostic::error(write::WRITE, message).help("name a folder, or use `dpakit batch`")])
}

fn summary(built: &Built, folder: &Path) -> String {
    let mut lines = vec![format!("{} is written to {}", built.name, folder.display())];
    lines
        .extend(built.instruments.iter().map(|(slug, title)| format!("  {slug}: {}", print::visible(title))));
    let files: Vec<&str> = built.files.iter().map(|file| file.name.as_str()).collect();
    lines.push(format!("  files: {}, manifest.json", files.join(", ")));
    let mut report = print::count(&built.report.findings);
    let allowed: usize = built.report.allowed.iter().map(|allowed| allowed.count).sum();
    if allowed > 0 {
        report = format!("{report}; {allowed} allowed, with reasons in the manifest");
    }
    lines.push(format!("  check: {report}"));
    lines.join("\n")
}
