//! Runs that are killed, and disks that are full: nothing half written, and the next run completes.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::*;

const FORMATS: [&str; 2] = ["--format", "md,html"];
const ROWS: usize = 6;

/// No file that is for others is half written: each is one of the undisturbed run.
fn is_sound(desk: &Desk, out: &str, whole: &BTreeMap<String, Vec<u8>>, moment: &str) {
    for (name, bytes) in desk.files(out) {
        if name.starts_with(".dpakit-") || name.contains('#') {
            continue;
        }
        assert_eq!(whole.get(&name), Some(&bytes), "{name}, {moment}");
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_where_it_stopped() {
    killed(20, |desk| desk.path("out").display().to_string());
}

#[cfg(feature = "cloud")]
#[test]
fn killed_at_any_moment_it_goes_on_in_a_store() {
    killed(12, |desk| format!("file://{}", desk.path("out").display()));
}

/// Kills a number of runs, each at another moment.
fn killed(times: usize, address: impl Fn(&Desk) -> String) {
    let desk = Desk::with(ROWS);
    let address = address(&desk);
    let files = || {
        let mut files = desk.files("out");
        // A store of files leaves such names where a file was being written; it never lists them.
        files.retain(|name, _| !name.contains('#'));
        files
    };
    let start = Instant::now();
    assert_eq!(desk.run("whole", &FORMATS).code, 0);
    let time = start.elapsed();
    let whole = desk.files("whole");
    let mut dice = partners::Dice::of(7);
    let mut killed = 0;
    for round in 0..100 {
        if killed == times {
            return;
        }
        // Half of the rounds begin anew; in the others packs of another table stand there, to be replaced.
        let anew = round % 2 == 0;
        if anew {
            let _ = fs::remove_dir_all(desk.path("out"));
        } else {
            let rows = (0..ROWS)
                .map(|number| partners::json(&partners::partner(number)).replace("Quay", "Old Quay"));
            desk.lines(&rows.collect::<Vec<_>>());
            assert_eq!(desk.run(&address, &FORMATS).code, 0);
            desk.table(0..ROWS);
        }
        let mut child = desk.command(&address, &FORMATS);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("dpakit");
        let share = dice.below(1000) as u32;
        std::thread::sleep(time * share / 1000);
        let _ = child.kill();
        if child.wait().expect("a child").code().is_some() {
            continue;
        }
        killed += 1;
        if anew {
            is_sound(&desk, "out", &whole, &format!("killed after {share} thousandths"));
        }
        let next = desk.run(&address, &FORMATS);
        assert_eq!(next.code, 0, "{}", next.said);
        assert_eq!(files(), whole, "round {round}, killed after {share} thousandths");
    }
    panic!("only {killed} runs were still alive when they were killed");
}

#[cfg(unix)]
#[test]
fn stopped_at_the_keyboard_it_says_that_the_next_run_goes_on() {
    let desk = Desk::with(200);
    for wait in [2000, 1000, 500, 250, 100] {
        let mut child = desk.command("out", &FORMATS);
        let child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("dpakit");
        std::thread::sleep(Duration::from_millis(wait));
        let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
        let ended = child.wait_with_output().expect("a child");
        if stopped.success() && ended.status.code() == Some(130) {
            let said = String::from_utf8_lossy(&ended.stderr);
            assert!(
                said.contains("stopped: packs that are written stay\nhelp: the same command goes on"),
                "{said}"
            );
            let next = desk.run("out", &FORMATS);
            assert_eq!(next.code, 0, "{}", next.said);
            return;
        }
        // It was quicker, and all is written.
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        fs::remove_dir_all(desk.path("out")).expect("a folder");
    }
    panic!("no run was still alive when it was stopped");
}

#[test]
fn a_full_disk_stops_the_run_and_the_next_completes() {
    let desk = Desk::with(ROWS);
    assert_eq!(desk.run("whole", &FORMATS).code, 0);
    let whole = desk.files("whole");
    let size: usize = whole.values().map(Vec::len).sum();
    let small = desk.path("small");
    fs::create_dir(&small).expect("a folder");
    let mounted = Mounted::with(&small, size / 2);
    let Some(mounted) = mounted else {
        eprintln!("skipped: no right to mount a small disk");
        return;
    };
    let ran = desk.run("small/out", &FORMATS);
    assert_eq!(ran.code, 2, "{}", ran.said);
    assert!(ran.said.contains("cannot be written") && ran.said.contains("goes on"), "{}", ran.said);
    is_sound(&desk, "small/out", &whole, "on a full disk");
    mounted.grow(size * 4);
    let ran = desk.run("small/out", &FORMATS);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert_eq!(desk.files("small/out"), whole);
}

/// A disk of a size in memory, taken away at the end.
struct Mounted(PathBuf);

impl Mounted {
    fn with(at: &Path, size: usize) -> Option<Mounted> {
        let size = format!("size={}k", size / 1024);
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mount.is_ok_and(|mount| mount.status.success()).then(|| Mounted(at.to_owned()))
    }

    fn grow(&self, size: usize) {
        let size = format!("remount,size={}k", size / 1024);
        assert!(Command::new("mount").args(["-o", &size]).arg(&self.0).status().expect("mount").success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until {
            if Command::new("umount").arg(&self.0).status().is_ok_and(|status| status.success()) {
                return;
            }
        }
    }
}

#[test]
fn a_table_that_loses_rows_while_it_is_read_is_an_error() {
    let desk = Desk::with(1);
    assert_eq!(desk.run("out", &[]).code, 0, "a pack that stands, so that none is made ahead");
    desk.table(0..200);
    let mut child = desk.command("out", &[]);
    let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("dpakit");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let is_written = |line: &String| line.contains("\"event\":\"row\"") && line.contains("\"written\"");
    lines.by_ref().map(|line| line.expect("a line")).find(is_written).expect("a pack");
    fs::OpenOptions::new().write(true).truncate(true).open(desk.path("partners.jsonl")).expect("a file");
    lines.for_each(drop);
    let ended = child.wait_with_output().expect("an end");
    let said = String::from_utf8(ended.stderr).expect("text");
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("has changed while it was being read"), "{said}");

    desk.table(0..200);
    let again = desk.run("out", &[]);
    assert_eq!((again.code, again.count("written") + again.count("unchanged")), (0, 200));
    assert!(again.count("unchanged") >= 64, "{:?}", again.end());
}
