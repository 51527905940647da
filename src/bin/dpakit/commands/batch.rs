//! `dpakit batch`.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use std::time::Duration;

use dpakit::batch::report::{Form, Report, bad_row, json_line, of_table, summary};
use dpakit::batch::{self, Batch, Ended, Event, Packing, Pattern};
use dpakit::config::Config;
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::document::Layer;
use dpakit::load::{self, Node, tree};
use dpakit::pipeline::write;
use dpakit::rows::{Kind, Options, Table, sheet};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::house::House;
use super::render::{choice, folder};
use crate::args;
use crate::console::{Colour, Console, Exit};

/// Bad rows that are shown in full on a terminal; the report has all.
const SHOWN: u64 = 20;

/// Writes one pack for each partner.
pub fn run(args: &args::Batch, console: Console) -> Exit {
    if let Some(kind) = &args.template {
        return template(kind, args.pack.as_deref(), console);
    }
    let (Some(pack), Some(partners)) = (&args.pack, &args.partners) else {
        return console.trouble("name a pack file, and a table with `--partners`");
    };
    if !args.dry_run {
        speaks_when_stopped(console);
    }
    match made(args, pack, partners, console) {
        Ok(ended) => exit(&ended),
        // A pattern that can name no folder is a fault of the command line, not of a row.
        Err(found) if found.iter().any(|one| one.code == batch::NAME) => {
            console.show(&found).max(Exit::CouldNotRun)
        }
        Err(found) => console.show(&found),
    }
}

/// What a program ends with that was stopped at the keyboard: 128, and the number of the signal.
const STOPPED: i32 = 130;

/// Somebody who stops a run at the keyboard is told that nothing is lost. The run ends at once, as if it were killed:
/// no name stands for half a pack at any moment, and the journal has what is done.
fn speaks_when_stopped(console: Console) {
    // Where nobody can listen, the run ends without a word.
    let _ = ctrlc::set_handler(move || {
        console.complain("\nstopped: packs that are written stay\nhelp: the same command goes on from there");
        std::process::exit(STOPPED);
    });
}

fn exit(ended: &Ended) -> Exit {
    match (ended.stopped, ended.is_complete()) {
        (true, _) => Exit::Findings,
        (false, true) => Exit::Fine,
        (false, false) => Exit::RowsLeftOut,
    }
}

fn template(kind: &str, pack: Option<&Path>, console: Console) -> Exit {
    if kind == "xlsx" && io::stdout().is_terminal() {
        return console
            .trouble("a workbook is no text for a terminal: write it to a file with `> partners.xlsx`");
    }
    let made = party(pack).and_then(|party| match kind {
        "csv" => sheet::csv(&party).map(String::into_bytes),
        _ => sheet::xlsx(&party),
    });
    match made {
        Ok(bytes) => {
            if kind == "csv" {
                console.tell(&sheet::more());
            }
            console.data(&bytes)
        }
        Err(found) => console.show(&found),
    }
}

/// The id of the party that differs: one that the pack file names as customer or provider and does not
/// state; else `customer`.
fn party(pack: Option<&Path>) -> Outcome<String> {
    let Some(pack) = pack else { return Ok("customer".to_owned()) };
    let config = Config::of(pack)?;
    let facts = base(pack, config.defaults.as_ref())?.json();
    let sides = ["/agreement/customer", "/agreement/provider"];
    let named = sides.iter().filter_map(|side| facts.pointer(side)?.as_str());
    let stated = |id: &str| facts.get("parties").is_some_and(|parties| parties.get(id).is_some());
    let mut named = named.filter(|id| !stated(id));
    Ok(named.next().unwrap_or("customer").to_owned())
}

fn made(args: &args::Batch, pack: &Path, partners: &Path, console: Console) -> Outcome<Ended> {
    let mut house = House::with_store(args.making.store.as_deref());
    house.ends_soon = true;
    let (config, library) = house.library(pack)?;
    let look = config.look(&args.making.font_dir)?;
    let base = base(pack, config.defaults.as_ref())?;
    let kind = args.kind.as_deref().and_then(Kind::named);
    let options = Options { kind, key: args.key.clone(), ..Options::default() };
    let mut desk = Desk::open(args, console)?;
    let table = Table::open(partners, &options).or_else(|found| desk.refuse(found))?;
    let choice = choice(&args.making, &config);
    let jobs = args.jobs.map(usize::from);
    let packing = match (args.zip, args.tar) {
        (true, _) => Packing::Zip,
        (_, true) => Packing::Tar,
        _ => Packing::Folder,
    };
    let batch = Batch {
        base: &base,
        table: &table,
        library: &library,
        look: &look,
        choice: &choice,
        out: folder(args.making.out.as_deref(), &config),
        patience: Duration::from_secs(args.patience.into()),
        pattern: Pattern::parse(&format!("{}{}", args.name, packing.ending()))?,
        packing,
        shard: args.shard,
        jobs: jobs.or_else(|| std::thread::available_parallelism().ok().map(usize::from)).unwrap_or(1),
        strict: args.strict,
        dry_run: args.dry_run,
        force: args.making.force,
        verify: args.verify,
        prune: args.prune,
        report: args.report.is_some(),
    };
    let ended = batch::run(&batch, &mut |event| desk.hear(&event))?;
    desk.close(&ended, &batch)?;
    house.leave((library, look));
    Ok(ended)
}

/// The facts that all partners share: the pack file over the defaults of the house.
fn base(pack: &Path, defaults: Option<&Node>) -> Outcome<Node> {
    let source = load::read(pack)?;
    let own = tree::parse(&source, Layer::Pack)?;
    Ok(match defaults {
        Some(defaults) => {
            let mut below = defaults.clone();
            below.overlay(own);
            below
        }
        None => own,
    })
}

/// Where news of a batch arrive, and go on to people and programs.
struct Desk {
    console: Console,
    events: bool,
    bar: ProgressBar,
    checked: u64,
    bad: u64,
    report: Option<Report<BufWriter<File>>>,
    trouble: Option<io::Error>,
}

impl Desk {
    fn open(args: &args::Batch, console: Console) -> Outcome<Desk> {
        let terminal = io::stdout().is_terminal();
        let events = args.events == Colour::Always || (args.events == Colour::Auto && !terminal);
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if io::stderr().is_terminal() && !console.quiet {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let report = args.report.as_deref().map(report).transpose()?;
        Ok(Desk { console, events, bar, checked: 0, bad: 0, report, trouble: None })
    }

    /// Takes down in the report why the table cannot be read.
    fn refuse(&mut self, found: Vec<Diagnostic>) -> Outcome<Table> {
        let told = |mut report: Report<_>| report.row(&of_table(&found)).and_then(|()| report.end());
        match self.report.take().map(told) {
            Some(Err(error)) => Err([found, unwritable(&error)].concat()),
            _ => Err(found),
        }
    }

    fn hear(&mut self, event: &Event<'_>) {
        if self.events && !matches!(event, Event::Checked(row) if row.ok) {
            let line = json_line(event);
            let mut out = io::stdout().lock();
            if let Err(error) = out.write_all(line.as_bytes()) {
                self.trouble.get_or_insert(error);
            }
        }
        match event {
            Event::Began { .. } => self.phase("judging", None),
            Event::Checked(row) => {
                self.checked += 1;
                self.bar.inc(1);
                if let Some(Err(error)) = self.report.as_mut().map(|report| report.row(row)) {
                    self.trouble.get_or_insert(error);
                }
                if !row.ok {
                    self.bad += 1;
                    if self.bad <= SHOWN {
                        let text = bad_row(row);
                        self.bar.suspend(|| self.console.complain(text.trim_end()));
                    }
                }
            }
            Event::Finished(row) => {
                if self.checked > 0 {
                    self.phase("writing", Some(self.checked));
                    self.checked = 0;
                }
                self.bar.inc(1);
                if !row.findings.is_empty() {
                    let key = row.key.as_deref().unwrap_or_default();
                    let why = &row.findings[0].message;
                    let text = format!("partner {} ({key}) is not written: {why}", row.row);
                    self.bar.suspend(|| self.console.complain(&text));
                }
            }
            Event::Ended(_) => self.bar.finish_and_clear(),
        }
    }

    fn phase(&mut self, what: &str, rows: Option<u64>) {
        let known = "{msg} {wide_bar} {pos}/{len} {per_sec} {eta} left";
        let unknown = "{msg} {pos} {per_sec}";
        let template = if rows.is_some() { known } else { unknown };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.reset();
        if let Some(rows) = rows {
            self.bar.set_length(rows);
        }
        self.bar.set_message(what.to_owned());
    }

    fn close(mut self, ended: &Ended, batch: &Batch<'_>) -> Outcome<()> {
        if let Some(Err(error)) = self.report.take().map(Report::end) {
            self.trouble.get_or_insert(error);
        }
        if self.bad > SHOWN {
            let more = self.bad - SHOWN;
            self.console.complain(&format!("{more} more bad rows: `--report FILE` has all of them"));
        }
        if ended.stopped {
            self.console.complain("nothing is written: `--strict` stops at a bad row or a row of no partner");
        }
        if ended.stale_count > ended.removed {
            let shown: Vec<&str> = ended.stale.iter().take(5).map(String::as_str).collect();
            let left = ended.stale_count - ended.removed;
            self.console.complain(&format!(
                "{left} packs stand that the table does not ask for: {}{}\nhelp: `--prune` removes them",
                shown.join(", "),
                if left > 5 { ", …" } else { "" },
            ));
        }
        let all = if ended.warned > 0 && !batch.report { "; `--report FILE` has them" } else { "" };
        self.console.tell(&format!("{}{all} ({})", summary(ended), batch.out.display()));
        match self.trouble {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritable(&error)),
            _ => Ok(()),
        }
    }
}

fn report(path: &Path) -> Outcome<Report<BufWriter<File>>> {
    let Some(form) = Form::of(path) else {
        let message = format!("`{}` says no form of a report", path.display());
        return Err(vec![Diagnostic::error(write::WRITE, message).help("name it .jsonl or .csv")]);
    };
    File::create(path)
        .and_then(|file| Report::begin(form, BufWriter::new(file)))
        .map_err(|error| unwritable(&error))
}

fn unwritable(error: &io::Error) -> Vec<Diagnostic> {
    let message = format!("the report or the events cannot be written: {error}");
    vec![Diagnostic::error(write::WRITE, message).help("check the disk and the permissions")]
}
