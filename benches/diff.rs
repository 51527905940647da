//! What a comparison of two long texts takes, beside the word differs of others.
//!
//! `cargo bench --bench diff -- 10000000` makes a pair of texts of about that many bytes each (a million unless
//! stated), a line for each paragraph, from a fixed sequence of chances: paragraphs of the second text are gone, new
//! or reworded, and some stand elsewhere. The pair of ten million bytes that `../shared/bench/make_diff.py` makes is
//! taken too where it is there. For each the bench prints what dpakit takes and what the others take: `git` and
//! `wdiff` on the path, and imara-diff on words by `../shared/bench/rdiff` where `../shared/bench/setup.sh` builds it,
//! or else where `IMARA` says. One that is not there is skipped and said to be. Then come texts that are hard for
//! those who compare everything with everything. Nothing here passes or fails.

#[path = "diff/texts.rs"]
mod texts;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use texts::Pair;

/// How often each is run; the least counts.
const RUNS: usize = 3;
/// After so long a run is ended, and what it took until then is shown, and that it was ended.
const LONGEST: Duration = Duration::from_secs(30);

/// What a run of a program took.
#[derive(Clone, Copy)]
struct Run {
    /// Time of processors, in seconds.
    cpu: f64,
    /// Largest resident memory of it and of what it runs, in MiB; 0 where the kernel does not say.
    memory: f64,
    /// Whether it was ended before it was done.
    ended: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    let size: usize = arguments.first().and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-bench");
    fs::create_dir_all(&folder).expect("a folder");

    let pair = texts::edited(size);
    println!(
        "Our own pair: {} edits of words, {} paragraphs new, {} gone",
        pair.reworded, pair.inserted, pair.deleted
    );
    compared(&folder, &write(&folder, "edited", &pair), pair.moves);
    match shared() {
        Some((files, moves)) => {
            println!("The shared pair of {}", files[0].with_file_name("").display());
            compared(&folder, &files, moves);
        }
        None => println!("The shared pair: skipped, ../shared/bench/make_diff.py has not made it\n"),
    }
    hard(&folder, size);
}

/// What each program takes for a pair, and how many moves of those that were made dpakit finds.
fn compared(folder: &Path, files: &[PathBuf; 2], planted: usize) {
    let [old, new] = files.each_ref().map(|file| fs::metadata(file).map_or(0, |known| known.len()));
    println!("{old} and {new} bytes\n");
    println!("| what | CPU s | CPU / dpakit | MiB | MiB / dpakit | MiB / both files together |");
    println!("|---|---|---|---|---|---|");
    let input = (old + new) as f64 / f64::from(1 << 20);
    let ours = least(|| dpakit(files, Stdio::null()));
    show("dpakit, changes as JSON", ours, ours, input);
    for (name, program, options) in [
        ("git diff --no-index --word-diff", "git".into(), &["diff", "--no-index", "--word-diff"][..]),
        ("wdiff", "wdiff".into(), &[][..]),
        ("imara-diff on words", imara(), &["imara-histogram"][..]),
    ] {
        match is_there(&program) {
            true => show(name, least(|| peer(&program, options, files)), ours, input),
            false => println!("| {name} | skipped: no {} | | | | |", program.display()),
        }
    }
    println!("\n{} moves found, {planted} were made\n", moves(folder, files));
}

/// Texts that are hard for those who compare everything with everything.
fn hard(folder: &Path, size: usize) {
    println!("| hard texts | bytes of both | CPU s | MiB | MiB / both files together |");
    println!("|---|---|---|---|---|");
    for (name, pair) in [
        ("all paragraphs alike", texts::alike(size)),
        ("no word in common", texts::apart(size)),
        ("one paragraph, each second word another", texts::mixed(size)),
    ] {
        let (bytes, files) = (pair.old.len() + pair.new.len(), write(folder, "hard", &pair));
        let run = least(|| dpakit(&files, Stdio::null()));
        let times = run.memory / (bytes as f64 / f64::from(1 << 20));
        println!("| {name} | {bytes} | {:.3} | {:.0} | {times:.1} |", run.cpu, run.memory);
    }
}

/// Where the benches of all keep what they make and build.
fn cache() -> PathBuf {
    PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/dpakit-bench")
}

/// The pair that the benches share, if it was made, and how many moves were made in it.
fn shared() -> Option<([PathBuf; 2], usize)> {
    let folder = cache().join("d");
    let files = ["10m.a.txt", "10m.b.txt"].map(|name| folder.join(name));
    let truth = fs::read_to_string(folder.join("truth.json")).ok()?;
    let truth: serde_json::Value = serde_json::from_str(&truth).ok()?;
    let moves = truth["10m"]["moves"].as_u64()?;
    files.iter().all(|file| file.is_file()).then_some((files, usize::try_from(moves).ok()?))
}

/// The program that compares words with imara-diff.
fn imara() -> PathBuf {
    std::env::var_os("IMARA").map_or_else(|| cache().join("rdiff/target/release/rdiff"), PathBuf::from)
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

fn peer(program: &Path, options: &[&str], files: &[PathBuf; 2]) -> Run {
    run(Command::new(program).args(options).args(files).stdout(Stdio::null()))
}

/// Whether a program is there, as a file or by its name on the path. It is not run: not all know `--version`.
fn is_there(program: &Path) -> bool {
    if program.components().count() > 1 {
        return program.is_file();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// How many stretches dpakit says moved.
fn moves(folder: &Path, files: &[PathBuf; 2]) -> usize {
    let path = folder.join("changes.json");
    dpakit(files, File::create(&path).expect("a file").into());
    let text = fs::read_to_string(&path).expect("changes");
    text.lines().filter(|line| line.trim().starts_with("\"kind\": \"moved")).count()
}

fn least(run: impl Fn() -> Run) -> Run {
    let mut least = run();
    for _ in 1..RUNS {
        // One that is slow is slow each time.
        if least.cpu > LONGEST.as_secs_f64() / 3.0 {
            break;
        }
        least = std::cmp::min_by(least, run(), |one, other| one.cpu.total_cmp(&other.cpu));
    }
    least
}

fn show(name: &str, run: Run, ours: Run, input: f64) {
    let Run { cpu, memory, ended } = run;
    let name = if ended { format!("{name}, ended before it was done") } else { name.to_owned() };
    let (slower, larger) = (cpu / ours.cpu, memory / ours.memory);
    println!("| {name} | {cpu:.3} | {slower:.2} | {memory:.0} | {larger:.2} | {:.1} |", memory / input);
}

/// Runs a program to its end. Times are those that the kernel counts for a child that has ended, memory is what
/// it counts while it runs (VmHWM).
fn run(command: &mut Command) -> Run {
    let before = children();
    let mut child = command.stderr(Stdio::null()).spawn().expect("a program");
    let (mut memory, mut ended, started): (f64, _, _) = (0.0, false, Instant::now());
    while child.try_wait().expect("a child").is_none() {
        memory = memory.max(peak(&child.id().to_string()));
        if started.elapsed() > LONGEST {
            ended = true;
            child.kill().expect("a child");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Run { cpu: children() - before, memory, ended }
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
