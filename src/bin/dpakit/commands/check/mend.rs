//! `dpakit check --fix` and `--diff`: the safe fixes, until there are none left.

use std::path::Path;
use std::sync::Arc;

use dpakit::diagnostic::Diagnostic;
use dpakit::diagnostic::fix::{self, Done};
use dpakit::diagnostic::print::visible;
use dpakit::diff::lines;
use dpakit::load;
use dpakit::pipeline::write;
use dpakit::source::Source;

use super::{Judged, judge};
use crate::args::Check;
use crate::commands::house::House;
use crate::console::{Console, Exit};

/// Most rounds: what is wrong with the form hides what is wrong with the facts, and one fix may wait for
/// another.
const ROUNDS: usize = 64;

/// A pack after mending.
pub struct Mended {
    /// What is still to be said of it.
    pub judged: Judged,
    /// What was mended.
    pub done: Vec<Done>,
    /// How it went.
    pub exit: Exit,
}

/// Mends a pack, shows how where `--diff` asks, and writes it where `--fix` does.
pub fn run(house: &mut House, pack: &Path, args: &Check, console: Console) -> Mended {
    let old = match load::read(pack) {
        Ok(source) => source,
        Err(found) => return Mended { judged: Err(found), done: Vec::new(), exit: Exit::Fine },
    };
    let mut mender = Mender { house, coverage: args.coverage, done: Vec::new() };
    let (new, judged) = mender.mend(old.clone());
    let done = mender.done;
    let mut mended = Mended { judged, done, exit: Exit::Fine };
    if new.text == old.text {
        return mended;
    }
    let name = visible(&pack.to_string_lossy()).into_owned();
    if args.diff {
        mended.exit = console.data(lines::unified(&name, &old.text, &new.text).as_bytes());
    }
    if !args.fix {
        mended.exit = mended.exit.max(Exit::Findings);
        console.tell(&format!("{} for `--fix` to make", changes(mended.done.len())));
    } else if let Err(found) = write::replace(pack, &old.text, &new.text) {
        mended.done.clear();
        mended.exit = console.show(&found);
    } else {
        console.tell(&format!("{} in {name}", changes(mended.done.len())));
        for done in &mended.done {
            let (code, line, label) = (done.code, done.line, visible(&done.label));
            console.tell(&format!("  line {line}: {label} ({code})"));
        }
    }
    mended
}

fn changes(number: usize) -> String {
    if number == 1 { "1 fix".to_owned() } else { format!("{number} fixes") }
}

struct Mender<'h> {
    house: &'h mut House,
    coverage: bool,
    done: Vec<Done>,
}

impl Mender<'_> {
    /// The text with every fix made, and what is still wrong with it.
    fn mend(&mut self, mut source: Arc<Source>) -> (Arc<Source>, Judged) {
        let mut judged = self.judge(&source);
        for _ in 0..ROUNDS {
            let found = findings(&judged).to_vec();
            let Some((next, then)) = self.round(&source, &found) else { break };
            (source, judged) = (next, then);
        }
        (source, judged)
    }

    /// All fixes at once; where they spoil something, one by one, and the harmful ones not at all.
    fn round(&mut self, source: &Arc<Source>, found: &[Diagnostic]) -> Option<(Arc<Source>, Judged)> {
        let together = self.attempt(source, found, found);
        together
            .or_else(|| found.iter().find_map(|one| self.attempt(source, std::slice::from_ref(one), found)))
    }

    /// Makes fixes, and takes the result if what each mends is gone and the text is still TOML.
    fn attempt(
        &mut self,
        source: &Arc<Source>,
        fixable: &[Diagnostic],
        before: &[Diagnostic],
    ) -> Option<(Arc<Source>, Judged)> {
        let mended = fix::apply(source, fixable)?;
        let next = Arc::new(Source { path: source.path.clone(), text: mended.text });
        let judged = self.judge(&next);
        let after = findings(&judged);
        let count = |all: &[Diagnostic], done: &Done| {
            all.iter().filter(|one| (one.code, &one.message) == (done.code, &done.message)).count()
        };
        let broken = |all: &[Diagnostic]| all.iter().any(|one| one.code == load::tree::SYNTAX);
        let gone = |done: &Done| count(after, done) < count(before, done);
        if (broken(after) && !broken(before)) || !mended.done.iter().all(gone) {
            return None;
        }
        self.done.extend(mended.done);
        Some((next, judged))
    }

    fn judge(&mut self, source: &Arc<Source>) -> Judged {
        judge(self.house, source, self.coverage)
    }
}

fn findings(judged: &Judged) -> &[Diagnostic] {
    match judged {
        Ok((report, _)) => &report.findings,
        Err(found) => found,
    }
}
