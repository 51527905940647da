//! The transcripts in `tests/cli/*.md` hold: each command prints what its page says.
//!
//! A page is run from top to bottom in a folder of its own. A fenced block `toml file=NAME` (any
//! language) writes a file; a block `console` holds commands after `$ `, what they print on both
//! streams, and `? CODE` where the exit code is not 0. A line `...` stands for any lines.
//! `$FIXTURES` is `tests/official`. `DPAKIT_BLESS=1 cargo test --test cli` rewrites what does not hold.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn transcripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let bless = std::env::var_os("DPAKIT_BLESS").is_some();
    let mut pages: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty());
    let mut wrong = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let actual = replay(&text);
        if actual == text {
            continue;
        }
        if bless {
            fs::write(&page, &actual).unwrap();
        } else {
            wrong.push(format!("{}:\n{}", page.display(), difference(&text, &actual)));
        }
    }
    assert!(wrong.is_empty(), "{}\nrun with DPAKIT_BLESS=1 to rewrite the pages", wrong.join("\n"));
}

#[test]
fn every_code_can_be_explained() {
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut codes = std::collections::BTreeSet::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let named = text.split("Code(\"").skip(1).filter_map(|rest| rest.split('"').next());
            codes.extend(named.map(str::to_owned));
        }
    }
    assert!(codes.len() > 20);
    for code in codes {
        let output = Command::new(env!("CARGO_BIN_EXE_dpakit")).args(["explain", &code]).output().unwrap();
        assert!(output.status.success(), "`dpakit explain {code}` knows nothing");
    }
}

/// The page as it would read if all it says came true.
fn replay(page: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut out = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if info == "console" {
            out.push_str(&console(&body, home.path()));
        } else {
            let text: String = body.iter().map(|line| format!("{line}\n")).collect();
            if let Some((_, name)) = info.split_once(" file=") {
                let path = home.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, &text).unwrap();
            }
            out.push_str(&text);
        }
        out.push_str("```\n");
    }
    out
}

fn console(body: &[&str], home: &Path) -> String {
    let mut out = String::new();
    let starts: Vec<usize> = (0..body.len()).filter(|at| body[*at].starts_with("$ ")).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(body.len());
        let actual = run(&body[start][2..], home);
        let expected = &body[start + 1..end];
        let actual: Vec<&str> = actual.lines().collect();
        let shown = if fits(expected, &actual) { expected } else { &actual };
        out.push_str(body[start]);
        out.push('\n');
        shown.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    }
    out
}

fn run(command: &str, home: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_dpakit"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(home)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env_remove("DPAKIT_OUT")
        .env_remove("DPAKIT_FORMAT")
        .env_remove("DPAKIT_STORE")
        .env("XDG_DATA_HOME", home.join("data"))
        .env("FIXTURES", Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official"))
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    text = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    match output.status.code() {
        Some(0) => {}
        code => text.push_str(&format!("? {}\n", code.unwrap_or(-1))),
    }
    text
}

/// Whether lines are as expected, where `...` stands for any number of lines.
fn fits(expected: &[&str], actual: &[&str]) -> bool {
    match expected {
        [] => actual.is_empty(),
        ["...", rest @ ..] => (0..=actual.len()).any(|skipped| fits(rest, &actual[skipped..])),
        [first, rest @ ..] => actual.first() == Some(first) && fits(rest, &actual[1..]),
    }
}

fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = expected.iter().zip(&actual).take_while(|(one, other)| one == other).count();
    let part = |lines: &[&str], sign: &str| -> String {
        lines.iter().skip(same).take(20).map(|line| format!("{sign} {line}\n")).collect()
    };
    format!("from line {}:\n{}{}", same + 1, part(&expected, "-"), part(&actual, "+"))
}
