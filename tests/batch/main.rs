//! Many partners, as a user papers them: the whole program on small tables.

#[path = "../../benches/batch/partners.rs"]
mod partners;

mod bundles;
mod disaster;
mod many;
#[cfg(feature = "cloud")]
mod objects;
mod runs;
#[cfg(feature = "cloud")]
mod store;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

/// A folder with the pack of the benchmarks and a table of its first partners.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn with(count: usize) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder") };
        fs::write(desk.path("pack.toml"), partners::PACK).expect("a file");
        desk.table(0..count);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes the table anew, with the partners of these numbers.
    fn table(&self, numbers: impl IntoIterator<Item = usize>) {
        let rows: Vec<String> =
            numbers.into_iter().map(|number| partners::json(&partners::partner(number))).collect();
        self.lines(&rows);
    }

    fn lines(&self, rows: &[String]) {
        fs::write(self.path("partners.jsonl"), rows.join("\n") + "\n").expect("a file");
    }

    /// The command for a batch into a folder.
    fn command(&self, out: &str, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
        command.current_dir(self.folder.path());
        command.args(["batch", "pack.toml", "--partners", "partners.jsonl", "--out", out]);
        command.args(options);
        if !options.contains(&"--format") {
            command.args(["--format", "md"]);
        }
        command
    }

    fn run(&self, out: &str, options: &[&str]) -> Ran {
        Ran::of(self.command(out, options).output().expect("dpakit"))
    }

    /// Every file of a folder that is for others, with its content.
    fn files(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        gather(&self.path(out), "", &mut found);
        found
    }
}

fn gather(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if name == ".dpakit" {
            continue;
        }
        if path.is_dir() {
            gather(&path, &format!("{name}/"), found);
        } else {
            found.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

/// What a run said.
struct Ran {
    code: i32,
    events: Vec<Json>,
    said: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let events = String::from_utf8(output.stdout).expect("text");
        let events = events.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"));
        Ran {
            code: output.status.code().expect("an end of its own"),
            events: events.collect(),
            said: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// The last event.
    fn end(&self) -> &Json {
        self.events.last().filter(|event| event["event"] == "end").unwrap_or_else(|| panic!("{}", self.said))
    }

    fn count(&self, what: &str) -> u64 {
        self.end()[what].as_u64().unwrap_or_else(|| panic!("no count of {what}"))
    }

    /// The keys of rows with a status.
    fn keys(&self, status: &str) -> Vec<&str> {
        let rows = self.events.iter().filter(|event| event["event"] == "row" && event["status"] == status);
        rows.map(|event| event["key"].as_str().expect("a key")).collect()
    }
}
