//! What a comparison of two long texts takes, beside the word differs of others.
//!
//! `cargo bench --bench diff -- 10000000` makes a pair of texts of about that many bytes (a million unless stated),
//! a line for each paragraph, from a fixed sequence of chances: paragraphs of the second text are gone, new or
//! reworded, and some stand elsewhere. It prints what dpakit takes for it and what those of the others take that
//! are on the path, `git` and `wdiff`, and a program that `IMARA` names: `IMARA imara-histogram OLD NEW`, as in
//! `../shared/bench/rdiff`. One that is not there is skipped and said to be. Then come texts that are hard for
//! those who compare everything with everything. Nothing here passes or fails.

#[path = "diff/texts.rs"]
mod texts;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use texts::Pair;

/// How often each is run; the least counts.
const RUNS: usize = 3;

/// What a run of a program took.
#[derive(Clone, Copy)]
struct Run {
    /// Time of processors, in seconds.
    cpu: f64,
    /// Largest resident memory of it and of what it runs, in MiB; 0 where the kernel does not say.
    memory: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    let size: usize = arguments.first().and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-bench");
    fs::create_dir_all(&folder).expect("a folder");

    let pair = texts::edited(size);
    let files = write(&folder, "edited", &pair);
    println!(
        "{} and {} bytes; {} edits of words, {} paragraphs new, {} gone, {} moves\n",
        pair.old.len(),
        pair.new.len(),
        pair.reworded,
        pair.inserted,
        pair.deleted,
        pair.moves
    );
    println!("| what | CPU s | times dpakit | MiB | times the input |");
    println!("|---|---|---|---|---|");
    let input = pair.old.len() as f64 / f64::from(1 << 20);
    let ours = least(|| dpakit(&files, Stdio::null()));
    show("dpakit, changes as JSON", ours, ours, input);
    for (name, program, options) in [
        ("git diff --no-index --word-diff", "git".into(), &["diff", "--no-index", "--word-diff"][..]),
        ("wdiff", "wdiff".into(), &[][..]),
        ("imara-diff on words", std::env::var("IMARA").unwrap_or_default(), &["imara-histogram"][..]),
    ] {
        match is_there(&program) {
            true => show(name, least(|| peer(&program, options, &files)), ours, input),
            false => println!("| {name} | skipped: not here | | | |"),
        }
    }
    let found = moves(&folder, &files);
    println!("\n{found} moves found, {} were planted\n", pair.moves);

    println!("| hard texts | bytes | CPU s | MiB |");
    println!("|---|---|---|---|");
    for (name, pair) in [
        ("all paragraphs alike", texts::alike(size)),
        ("no word in common", texts::apart(size)),
        ("one paragraph, each second word another", texts::mixed(size)),
    ] {
        let run = dpakit(&write(&folder, "hard", &pair), Stdio::null());
        println!("| {name} | {} | {:.3} | {:.0} |", pair.old.len(), run.cpu, run.memory);
    }
}

fn write(folder: &Path, name: &str, pair: &Pair) -> [PathBuf; 2] {
    let files = [folder.join(format!("{name}.old.txt")), folder.join(format!("{name}.new.txt"))];
    for (file, text) in files.iter().zip([&pair.old, &pair.new]) {
        fs::write(file, text).expect("a file");
    }
    files
}

fn dpakit(files: &[PathBuf; 2], out: Stdio) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
    command.args(["diff", "--format", "json"]).args(files).stdout(out);
    run(&mut command)
}

fn peer(program: &str, options: &[&str], files: &[PathBuf; 2]) -> Run {
    run(Command::new(program).args(options).args(files).stdout(Stdio::null()))
}

fn is_there(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    !program.is_empty() && quiet.is_ok()
}

/// How many stretches dpakit says moved.
fn moves(folder: &Path, files: &[PathBuf; 2]) -> usize {
    let path = folder.join("changes.json");
    dpakit(files, File::create(&path).expect("a file").into());
    let text = fs::read_to_string(&path).expect("changes");
    text.lines().filter(|line| line.trim().starts_with("\"kind\": \"moved")).count()
}

fn least(run: impl Fn() -> Run) -> Run {
    let runs = (0..RUNS).map(|_| run());
    runs.min_by(|one, other| one.cpu.total_cmp(&other.cpu)).expect("some runs")
}

fn show(name: &str, run: Run, ours: Run, input: f64) {
    let Run { cpu, memory } = run;
    println!("| {name} | {cpu:.3} | {:.2} | {memory:.0} | {:.1} |", cpu / ours.cpu, memory / input);
}

/// Runs a program to its end. Times are those that the kernel counts for a child that has ended, memory is what
/// it counts while it runs (VmHWM).
fn run(command: &mut Command) -> Run {
    let before = children();
    let mut child = command.stderr(Stdio::null()).spawn().expect("a program");
    let mut memory: f64 = 0.0;
    while child.try_wait().expect("a child").is_none() {
        memory = memory.max(peak(&child.id().to_string()));
        std::thread::sleep(Duration::from_millis(2));
    }
    Run { cpu: children() - before, memory }
}

/// Largest memory so far, in MiB, of a program and of those that it runs.
fn peak(process: &str) -> f64 {
    let read = |path: String| fs::read_to_string(path).unwrap_or_default();
    let status = read(format!("/proc/{process}/status"));
    let own = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = own.and_then(|own| own.trim().trim_end_matches(" kB").parse::<f64>().ok());
    let others = read(format!("/proc/{process}/task/{process}/children"));
    kilobytes.unwrap_or(0.0) / 1024.0 + others.split_whitespace().map(peak).sum::<f64>()
}

/// Seconds that all children took that have ended.
fn children() -> f64 {
    /// Parts of a second in which Linux counts for programs.
    const TICKS: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = text.rsplit(')').next().unwrap_or_default();
    let ticks = behind.split_whitespace().skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}
