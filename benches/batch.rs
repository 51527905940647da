//! How many packs a second `dpakit batch` writes, beside those who would do it otherwise.
//!
//! `cargo bench --bench batch -- 2000` prints a table for 2,000 partners; nothing here passes or fails. The
//! others are the scripts of `../shared/bench`, set up as its README says; one that is not there is skipped
//! and said to be. All run on this machine, one after the other, on its cores; theirs with fewer partners
//! where they are slow, so rates are compared and not times.

#[path = "batch/partners.rs"]
mod partners;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run of a program took.
struct Run {
    wall: Duration,
    /// Largest resident memory, in MiB, of the program itself.
    memory: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    let count: usize = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let few = count.min(200);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch-bench");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("pack.toml"), partners::PACK).expect("a file");
    let table = folder.join("partners.jsonl");
    write_table(&table, count);
    let one = folder.join("one.jsonl");
    write_table(&one, 1);

    let pages = pages_of_one(&folder, &one);
    println!("{count} partners, 8 to 25 subprocessors each; a pack has {pages} pages of PDF\n");
    println!("| what | packs | seconds | packs/s | pages/s | MiB | ratio |");
    println!("|---|---|---|---|---|---|---|");

    let typst = peer(
        "typst, 2 processes, PDF",
        few,
        &["peers/typst_py.py", "batch", "0", &few.to_string(), "OUT", "2", "keep"],
        &folder,
    );
    let less = folder.join("less.jsonl");
    write_table(&less, count.div_ceil(10));
    ours(
        "dpakit, PDF, a tenth",
        count.div_ceil(10),
        &folder,
        &less,
        &["--format", "pdf"],
        Some(pages),
        typst,
    );
    let _ = fs::remove_dir_all(folder.join("pdf"));
    let rate = ours("dpakit, PDF", count, &folder, &table, &["--format", "pdf"], Some(pages), typst);
    let archival = archival(&folder.join("pdf"), count);
    ours("dpakit, a second run", count, &folder, &table, &["--format", "pdf"], Some(pages), rate);
    let jinja =
        peer("jinja2, HTML", count, &["peers/jinja_html.py", "0", &count.to_string(), "OUT"], &folder);
    ours("dpakit, HTML", count, &folder, &table, &["--format", "html"], None, jinja);
    let jinja = peer(
        "jinja2, HTML and Markdown",
        count,
        &["peers/jinja_html.py", "0", &count.to_string(), "OUT", "md"],
        &folder,
    );
    ours("dpakit, HTML and Markdown", count, &folder, &table, &["--format", "html,md"], None, jinja);
    let typst = peer("typst, one PDF, cold", 1, &["peers/typst_py.py", "single_pdf", "0", "OUT"], &folder);
    cold(&folder, typst);
    println!("\n{archival}");
}

/// What veraPDF says of twenty packs drawn from those that were written.
fn archival(out: &Path, count: usize) -> String {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/verapdf/verapdf.sh");
    let mut dice = partners::Dice::of(count);
    let drawn: Vec<PathBuf> =
        (0..20).map(|_| out.join(format!("P{:06}/dpa.pdf", dice.below(count)))).collect();
    let Ok(said) = Command::new(tool).arg("ua1,3a").args(&drawn).output() else {
        return "veraPDF: skipped, it is not here".to_owned();
    };
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let passed = said.lines().filter(|line| line.starts_with("PASS")).count();
    format!("veraPDF, PDF/UA-1 and PDF/A-3a: {passed} of {} checks pass on 20 packs drawn", 2 * drawn.len())
}

fn write_table(path: &Path, count: usize) {
    let mut out = BufWriter::new(fs::File::create(path).expect("a file"));
    for number in 0..count {
        writeln!(out, "{}", partners::json(&partners::partner(number))).expect("a disk");
    }
    out.flush().expect("a disk");
}

fn dpakit(folder: &Path, table: &Path, out: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
    command.arg("batch").arg(folder.join("pack.toml")).arg("--partners").arg(table).arg("--out").arg(out);
    command.args(options).arg("--events").arg("never").arg("--quiet");
    command
}

fn pages_of_one(folder: &Path, one: &Path) -> usize {
    let out = folder.join("one");
    run(&mut dpakit(folder, one, &out, &["--format", "pdf"]));
    let info = Command::new("pdfinfo").arg(out.join("P000000/dpa.pdf")).output();
    let text = info.map(|info| String::from_utf8_lossy(&info.stdout).into_owned()).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pages:"));
    line.and_then(|pages| pages.trim().parse().ok()).unwrap_or(0)
}

/// Runs dpakit over a table; packs a second.
fn ours(
    name: &str,
    count: usize,
    folder: &Path,
    table: &Path,
    options: &[&str],
    pages: Option<usize>,
    peer: Option<f64>,
) -> Option<f64> {
    let out = folder.join(options[1]);
    let run = run(&mut dpakit(folder, table, &out, options));
    let rate = show(name, count, &run, pages, peer);
    if options[1] != "pdf" || name.contains("second") {
        let _ = fs::remove_dir_all(&out);
    }
    Some(rate)
}

/// One pack in all formats from process start, in the middle of nine runs.
fn cold(folder: &Path, peer: Option<f64>) {
    let one = folder.join("one.jsonl");
    let mut runs: Vec<Run> = (0..9)
        .map(|number| {
            run(&mut dpakit(
                folder,
                &one,
                &folder.join(format!("cold{number}")),
                &["--format", "md,html,pdf"],
            ))
        })
        .collect();
    runs.sort_by_key(|run| run.wall);
    show("dpakit, one pack in all formats, cold", 1, &runs[4], None, peer);
}

/// Runs a script of others, if it is set up; packs a second.
fn peer(name: &str, count: usize, command: &[&str], folder: &Path) -> Option<f64> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    let home = std::env::var_os("HOME").map(PathBuf::from)?.join(".cache/dpakit-bench");
    let python = home.join("venv/bin/python");
    let known = fs::read_dir(home.join("w/partners")).map(Iterator::count).unwrap_or(0);
    if !python.is_file() || known < count {
        println!("| {name} | skipped: not set up for {count} partners | | | | | |");
        return None;
    }
    let out = folder.join("peer");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).expect("a folder");
    let mut peer = Command::new(python);
    peer.current_dir(scripts);
    for word in command {
        if *word == "OUT" {
            peer.arg(&out)
        } else {
            peer.arg(word)
        };
    }
    let run = run(&mut peer);
    let made = fs::read_dir(&out).map(Iterator::count).unwrap_or(0);
    assert!(made >= count, "{name} made {made} files");
    Some(show(name, count, &run, None, None))
}

fn show(name: &str, count: usize, run: &Run, pages: Option<usize>, peer: Option<f64>) -> f64 {
    let seconds = run.wall.as_secs_f64();
    let rate = count as f64 / seconds;
    let pages = pages.map(|pages| format!("{:.0}", rate * pages as f64)).unwrap_or_default();
    let ratio = peer.map(|peer| format!("{:.1}", rate / peer)).unwrap_or_default();
    println!("| {name} | {count} | {seconds:.3} | {rate:.1} | {pages} | {:.0} | {ratio} |", run.memory);
    rate
}

/// Runs a program to its end. Memory is that of the program as the kernel counts it (VmHWM), read while
/// it runs; 0 where there is no such count.
fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().expect("a program");
    let status = format!("/proc/{}/status", child.id());
    let mut memory: f64 = 0.0;
    let wall = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            assert!(status.success(), "{command:?} ended with {status}");
            break start.elapsed();
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<f64>().ok());
        memory = memory.max(kilobytes.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    };
    Run { wall, memory }
}
