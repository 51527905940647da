//! Laws of `check --fix` and `--watch`: what was mistyped comes back byte for byte, twice is as once, a
//! save is seen.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Words of the complete example, and how people write them instead: each in one way only.
const SLIPS: &[(&str, &str)] = &[
    ("date             = 2026-11-20", "date             = 2026-11-20 "),
    ("effective        = 2026-12-01", "effective        = 2026-12-01\r"),
    ("schema = 1\n", "schema = 1\n# a note\n"),
    ("role         = \"controller\"", "role         = \"Controller\""),
    ("role               = \"processor\"", "role               = \"procesor\""),
    ("country            = \"US\"", "country            = \"United States\""),
    ("country      = \"DE\"", "country      = \"de\""),
    ("country    = \"IN\"\n", "country    = \"India\"\n"),
    ("authorisation = \"general\"", "authorisation = \"genral\""),
    ("notice        = \"30 days\"", "notice        = \"30d\""),
    ("objection     = \"14 days\"", "objection     = \"14 Days\""),
    ("notice             = \"48 hours\"", "notice             = \"48h\""),
    ("remedy   = \"60 days\"", "remedy   = \"60  days\""),
    ("forward_requests = \"2 business days\"", "forward_requests = \"two business days\""),
    ("return_within  = \"30 days\"", "return_wihtin  = \"30 days\""),
    ("subject_matter = \"Online", "subject-mater = \"Online"),
    ("exclusive = true }", "exclusive = \"true\" }"),
];

fn example() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/complete.toml")).expect("a pack")
}

/// Slips that leave something to mend; the first three only change what stands around.
fn is_fault(slip: usize) -> bool {
    slip > 2
}

fn check(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
    command.arg("check").args(args).arg("pack.toml").current_dir(folder).output().expect("dpakit runs")
}

/// The example with some slips, and as it must read when the faults among them are mended.
fn slipped(chosen: &[usize]) -> (String, String) {
    let (mut wrong, mut right) = (example(), example());
    for &slip in chosen {
        let (clean, typed) = SLIPS[slip];
        assert!(wrong.contains(clean) || chosen.len() > 1, "{clean}");
        wrong = wrong.replacen(clean, typed, 1);
        if !is_fault(slip) {
            right = right.replacen(clean, typed, 1);
        }
    }
    (wrong, right)
}

#[test]
fn every_slip_is_one() {
    for slip in (0..SLIPS.len()).filter(|slip| is_fault(*slip)) {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("pack.toml"), slipped(&[slip]).0).expect("written");
        let output = check(home.path(), &["-q"]);
        assert_eq!(output.status.code(), Some(1), "{:?}", SLIPS[slip]);
    }
}

#[test]
fn what_was_mistyped_comes_back_and_everything_else_stays() {
    let mut runner = TestRunner::new(Config {
        cases: 12,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(5),
        ..Config::default()
    });
    let some = proptest::sample::subsequence((0..SLIPS.len()).collect::<Vec<_>>(), 1..SLIPS.len());
    let law = |chosen: Vec<usize>| {
        let (wrong, right) = slipped(&chosen);
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("pack.toml");
        fs::write(&path, &wrong).expect("written");
        check(home.path(), &["-q", "--diff"]);
        prop_assert_eq!(&fs::read_to_string(&path).expect("a pack"), &wrong, "--diff writes nothing");
        check(home.path(), &["-q", "--fix"]);
        let once = fs::read_to_string(&path).expect("a pack");
        prop_assert_eq!(&once, &right);
        let output = check(home.path(), &["-q", "--fix"]);
        prop_assert_eq!(&fs::read_to_string(&path).expect("a pack"), &once, "twice is as once");
        prop_assert_eq!(output.status.code(), Some(0));
        Ok(())
    };
    runner.run(&some, law).unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn a_mark_at_the_beginning_and_the_rights_of_a_file_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("pack.toml");
    fs::write(&path, format!("\u{feff}{}", slipped(&[11]).0)).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    check(home.path(), &["-q", "--fix"]);
    assert_eq!(fs::read_to_string(&path).expect("a pack"), format!("\u{feff}{}", example()));
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    let files: Vec<PathBuf> =
        fs::read_dir(home.path()).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    assert_eq!(files, [path], "nothing is left beside it");
}

#[test]
fn a_file_that_was_changed_meanwhile_is_not_overwritten() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("pack.toml");
    fs::write(&path, "b = 2\n").expect("written");
    let found = dpakit::pipeline::write::replace(&path, "a = 1\n", "a = 2\n").expect_err("it was changed");
    assert_eq!(found[0].code, dpakit::pipeline::write::CHANGED_MEANWHILE);
    assert_eq!(fs::read_to_string(&path).expect("a pack"), "b = 2\n");
}

#[test]
fn a_save_is_seen_and_a_signal_ends_it() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("pack.toml");
    fs::write(&path, example()).expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .args(["check", "--watch", "--format", "json", "pack.toml"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("dpakit runs");
    let lines = BufReader::new(child.stdout.take().expect("a stream")).lines();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
    let next = || {
        let line = receive.recv_timeout(Duration::from_secs(60)).expect("a line within a minute");
        let json: serde_json::Value = serde_json::from_str(&line).expect("one JSON object a line");
        json["findings"].as_array().expect("findings").len()
    };
    assert_eq!(next(), 0);
    // As editors save: beside it, and renamed.
    fs::write(home.path().join("saved"), slipped(&[11]).0).expect("written");
    fs::rename(home.path().join("saved"), &path).expect("renamed");
    assert_eq!(next(), 1);
    fs::write(&path, example()).expect("written");
    assert_eq!(next(), 0);
    let pid = child.id().to_string();
    // Not an interrupt: whoever runs the tests in the background has their children ignore it.
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").signal(), Some(15), "as any program that is told to end");
}
