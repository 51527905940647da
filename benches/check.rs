//! How long `check` of one pack takes: the whole program, as a shell sees it, and its stages.
//!
//! `cargo bench --bench check` prints it; nothing here passes or fails.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dpakit::assemble::assemble;
use dpakit::check::check;
use dpakit::emit::{Look, Volume, pdf};
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::pipeline::unprintable;
use dpakit::plan::plan;

/// How often each is run.
const RUNS: usize = 20;

fn main() {
    println!("{:<34} {:>9} {:>9}", "check, the whole program", "min", "median");
    for name in ["complete", "imou", "aftership"] {
        let path = example(name);
        let run = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
            let status = command.arg("check").arg(&path).stdout(Stdio::null()).status();
            assert!(status.is_ok_and(|status| status.code().is_some()), "{name} was not checked");
        };
        show(name, (0..RUNS).map(|_| timed(run).0).collect());
    }
    stages();
}

/// The stages of one check, in one process: the first run of each also fills what is made once.
fn stages() {
    let path = example("complete");
    let mut times: Vec<(&str, Vec<Duration>)> = Vec::new();
    for _ in 0..RUNS {
        let mut note = |stage, time| match times.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, list)) => list.push(time),
            None => times.push((stage, vec![time])),
        };
        let (time, library) = timed(|| Library::open(None).unwrap_or_else(|found| panic!("{found:?}")));
        note("open the library", time);
        let (time, facts) = timed(|| Facts::open(&path, None).unwrap_or_else(|found| panic!("{found:?}")));
        note("read the pack", time);
        let (time, plan) = timed(|| plan(&facts, &library).unwrap_or_else(|found| panic!("{found:?}")));
        note("plan", time);
        let (time, documents) = timed(|| assemble(&plan).unwrap_or_else(|found| panic!("{found:?}")));
        note("assemble", time);
        note("rules", timed(|| check(&plan, &documents)).0);
        let look = Look::default();
        note("characters without a face", timed(|| unprintable(&plan, &documents, &look)).0);
        let laid_out =
            || documents.iter().all(|one| pdf::layout(&Volume::of(std::slice::from_ref(one)), &look).is_ok());
        note("(the layout that this spares)", timed(laid_out).0);
    }
    println!("\n{:<34} {:>9} {:>9} {:>9}", "stages of complete", "first", "min", "median");
    for (stage, list) in times {
        print!("{stage:<34} {:>9}", milliseconds(list[0]));
        tell(list);
    }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.toml"))
}

fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let value = black_box(run());
    (start.elapsed(), value)
}

fn show(name: &str, times: Vec<Duration>) {
    print!("{name:<34}");
    tell(times);
}

fn tell(mut times: Vec<Duration>) {
    times.sort();
    println!(" {:>9} {:>9}", milliseconds(times[0]), milliseconds(times[times.len() / 2]));
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
