//! How long the stages of many packs take in one process, each pack with its own partner.
//!
//! `cargo bench --bench packs -- 50 pdf` prints it for 50 partners and one format; nothing here passes or fails.
//! Under callgrind, the difference of two counts of partners is the work for one more.

#[path = "batch/partners.rs"]
mod partners;

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dpakit::assemble::assemble;
use dpakit::check::check;
use dpakit::emit::{FORMATS, Look, Volume};
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::plan::plan;
use dpakit::source::Source;

// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stages by name, each with its times.
#[derive(Default)]
struct Stages(Vec<(String, Vec<Duration>)>);

impl Stages {
    fn time<T>(&mut self, stage: &str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let value = black_box(run());
        let time = start.elapsed();
        match self.0.iter_mut().find(|(known, _)| known == stage) {
            Some((_, list)) => list.push(time),
            None => self.0.push((stage.to_owned(), vec![time])),
        }
        value
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    let count: usize = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(50);
    let wanted = |format: &str| arguments.len() < 2 || arguments[1..].iter().any(|one| one == format);
    let library = Library::open(None).unwrap_or_else(|found| panic!("{found:?}"));
    let look = Look::default();
    let mut stages = Stages::default();
    for number in 0..count {
        let partner = partners::partner(number);
        let source = Source { path: PathBuf::from(&partner.key), text: partners::pack(&partner) };
        let source = Arc::new(source);
        let facts =
            stages.time("read", || Facts::read(&source, None).unwrap_or_else(|found| panic!("{found:?}")));
        let plan = stages.time("plan", || plan(&facts, &library).unwrap_or_else(|found| panic!("{found:?}")));
        let documents =
            stages.time("assemble", || assemble(&plan).unwrap_or_else(|found| panic!("{found:?}")));
        let report = stages.time("rules", || check(&plan, &documents));
        assert!(!report.denies(), "{:?}", report.findings);
        for format in FORMATS.iter().filter(|format| wanted(format.name())) {
            let volume = Volume::of(&documents);
            let mut out = Vec::new();
            let written = stages.time(format.name(), || format.write(&volume, &look, &mut out));
            assert!(written.is_ok() && !out.is_empty(), "{written:?}");
        }
    }
    println!("{:<10} {:>9} {:>9} {:>9}", "stage", "first", "median", "max");
    for (stage, times) in stages.0 {
        let mut sorted = times.clone();
        sorted.sort();
        let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
        println!(
            "{stage:<10} {:>9} {:>9} {:>9}",
            ms(times[0]),
            ms(sorted[sorted.len() / 2]),
            ms(sorted[sorted.len() - 1])
        );
    }
}
