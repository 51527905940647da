//! `dpakit render`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use dpakit::config::{self, Config};
use dpakit::diagnostic::Outcome;
use dpakit::diagnostic::print;
use dpakit::emit::{FORMATS, Format, Look};
use dpakit::pipeline::{self, Built, Choice, write};

use super::house::{House, Open};
use crate::args::Render;
use crate::console::{Console, Exit};

/// Checks packs and writes their documents; an error in one stops no other.
pub fn run(args: &Render, console: Console) -> Exit {
    let mut house = House::default();
    let mut seen: HashMap<PathBuf, PathBuf> = HashMap::new();
    let to_stdout = args.out.as_deref() == Some(Path::new("-"));
    if to_stdout && (args.packs.len() != 1 || args.format.len() != 1 || !args.combined) {
        return console.trouble("`--out -` writes one file: name one pack, one `--format`, and `--combined`");
    }
    if args.packs.iter().filter(|pack| pack.as_path() == Path::new("-")).count() > 1 {
        return console.trouble("standard input can be read once: name `-` once");
    }
    let one = |pack: &PathBuf| {
        let built = house.open(pack).and_then(|open| {
            let out = folder(args.out.as_deref(), &open.config);
            Ok((build(&open, args)?, out))
        });
        let (built, out) = match built {
            Ok(built) => built,
            Err(found) => return console.show(&found),
        };
        let found = console.show(&built.report.findings);
        if built.files.is_empty() {
            let help = "nothing is written while an error stands; `--draft` shows it anyway";
            console.tell(&format!("{}: {help}", pack.display()));
            return found;
        }
        let exit = if args.draft { Exit::Fine } else { found };
        if to_stdout {
            return console.data(&built.files[0].bytes).max(exit);
        }
        let place = PathBuf::from(out.join(&built.name).to_string_lossy().to_lowercase());
        if let Some(other) = seen.insert(place, pack.clone()) {
            let message = format!(
                "`{}` has the same reference as `{}`: {}; it is not written",
                pack.display(),
                other.display(),
                built.name
            );
            return console.trouble(&message);
        }
        save(&built, &out, args.force, console).max(exit)
    };
    args.packs.iter().map(one).max().unwrap_or(Exit::Fine)
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

fn build(open: &Open, args: &Render) -> Outcome<Built> {
    let mut look = open.config.look()?;
    look.font_folders.splice(0..0, args.font_dir.iter().cloned());
    make(open, &look, choice(args, &open.config))
}

/// Builds an open pack.
pub fn make(open: &Open, look: &Look, choice: Choice) -> Outcome<Built> {
    pipeline::build(&open.facts, &open.library, look, &choice)
}

fn choice(args: &Render, config: &Config) -> Choice {
    let named = || args.format.iter().filter_map(|name| config::format(name)).collect();
    let formats = if args.format.is_empty() { formats(config) } else { named() };
    Choice { formats, combined: args.combined, draft: args.draft }
}

/// The formats of a configuration; all where it names none.
pub fn formats(config: &Config) -> Vec<&'static dyn Format> {
    config.formats.clone().unwrap_or_else(|| FORMATS.to_vec())
}

/// The folder to write to: the one asked for, else that of the configuration, else `out`.
pub fn folder(asked: Option<&Path>, config: &Config) -> PathBuf {
    asked.or(config.out.as_deref()).unwrap_or(Path::new("out")).to_owned()
}

fn summary(built: &Built, folder: &Path) -> String {
    let mut lines = vec![format!("{} is written to {}", built.name, folder.display())];
    lines.extend(built.instruments.iter().map(|(slug, title)| format!("  {slug}: {}", print::visible(title))));
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
