//! The README is true: each command in it runs, each file in it is written first, what it shows is
//! what is printed, and its table of rules is the list of rules. So are the reference of the rules, the
//! hooks of pre-commit and the action of GitHub.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dpakit::check::RULES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("a README")
}

/// A fenced block: what stands after the fence, and its lines.
fn blocks(text: &str) -> Vec<(String, Vec<String>)> {
    let mut lines = text.lines();
    let mut out = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let body = lines.by_ref().take_while(|line| *line != "```").map(str::to_owned).collect();
            out.push((info.to_owned(), body));
        }
    }
    out
}

/// A folder that looks like a fresh clone to the commands of the README.
fn clone() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let examples = home.path().join("examples");
    fs::create_dir(&examples).expect("a folder");
    for name in ["complete", "imou", "aftership"] {
        let file = format!("{name}.toml");
        fs::copy(root().join("examples").join(&file), examples.join(&file)).expect("copied");
    }
    home
}

/// Runs a command; its output on both streams and its exit code.
fn run(command: &str, home: &Path) -> (String, i32) {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_dpakit"));
    let path = format!(
        "{}:{}",
        binary.parent().expect("a folder").display(),
        std::env::var("PATH").expect("a path")
    );
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(home)
        .env("PATH", path)
        .env("COLUMNS", "100")
        .env_remove("DPAKIT_OUT")
        .env_remove("DPAKIT_FORMAT")
        .output()
        .expect("run");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    let home = clone();
    let mut commands = 0;
    for (info, body) in blocks(&readme()) {
        if let Some((_, name)) = info.split_once(" file=") {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, body.join("\n") + "\n").expect("written");
        }
        if info != "console" {
            continue;
        }
        let starts: Vec<usize> = (0..body.len()).filter(|at| body[*at].starts_with("$ ")).collect();
        for (index, &start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(body.len());
            holds(&body[start][2..], &body[start + 1..end], home.path());
            commands += 1;
        }
    }
    assert!(commands > 8, "{commands} commands");
    let pack = home.path().join("out/NORDHANG-HARBORLINE-2026");
    for file in ["dpa.md", "dpa.html", "dpa.pdf", "manifest.json"] {
        assert!(pack.join(file).is_file(), "the first command leaves {file}");
    }
}

/// A command runs, ends with the code shown, and prints the lines shown, if any are.
fn holds(command: &str, shown: &[String], home: &Path) {
    if command == "cargo test" {
        let ci = fs::read_to_string(root().join(".ci/run")).expect("a CI");
        assert!(ci.lines().any(|line| line == command), "CI runs the README's test command");
        return;
    }
    let command = command.replace("cargo run --release -- ", "dpakit ");
    let (output, code) = run(&command, home);
    let expected: i32 = shown
        .last()
        .and_then(|line| line.strip_prefix("? "))
        .map_or(0, |code| code.parse().expect("an exit code"));
    assert_eq!(code, expected, "{command}\n{output}");
    let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
    for line in shown.iter().filter(|line| !line.starts_with("? ")) {
        assert!(lines.contains(&line.as_str()), "{command} prints\n{output}\nand not\n{line}");
    }
}

#[test]
fn the_table_of_rules_is_the_list_of_rules() {
    let text = readme();
    let (before, rest) = text.split_once("<!-- rules").expect("a place for the rules");
    let (mark, rest) = rest.split_once("-->\n").expect("a place for the rules");
    let (_, after) = rest.split_once("<!-- /rules -->").expect("an end of the rules");
    let mut table =
        String::from("| code | name after \"allow\" | level | provision |\n| --- | --- | --- | --- |\n");
    for rule in RULES {
        let level = format!("{:?}", rule.level).to_lowercase();
        table.push_str(&format!(
            "| {} | `{}` | {level} | {} |\n",
            rule.code,
            rule.name,
            rule.basis.join("; ")
        ));
    }
    let expected = format!("{before}<!-- rules{mark}-->\n\n{table}\n<!-- /rules -->{after}");
    if std::env::var_os("DPAKIT_BLESS").is_some() {
        fs::write(root().join("README.md"), expected).expect("written");
    } else {
        assert!(text == expected, "the table is stale: DPAKIT_BLESS=1 cargo test --test readme");
    }
}

/// Every rule's page, one below the other.
fn reference() -> String {
    let mut out = String::from(
        "# The rules\n\nWhat `dpakit check` asks of a pack, in the order of their subjects. Each page shows a pack that \
         fires and one that is\nsilent, laid over a minimal pack; both are run as tests. `dpakit explain CODE` prints one.\n\n",
    );
    for rule in RULES {
        let anchor = rule.page.lines().next().unwrap_or_default().trim_start_matches("# ").to_lowercase();
        let anchor: String = anchor.replace(' ', "-").replace(':', "");
        out.push_str(&format!("- [{}](#{anchor}) `{}`\n", rule.code, rule.name));
    }
    out.push_str("- [Questions for counsel](#questions-for-counsel)\n");
    for rule in RULES {
        let mut fenced = false;
        out.push('\n');
        for line in rule.page.trim().lines() {
            fenced ^= line.starts_with("```");
            let heading = !fenced && line.starts_with('#');
            out.push_str(&format!("{}{line}\n", if heading { "#" } else { "" }));
        }
    }
    out.push_str(
        "\n## Questions for counsel\n\nWhat facts cannot decide. The report of a check lists those that concern the pack; they count neither \
         as findings nor\nas passed, and cannot be allowed.\n\n| id | question | provision | asked where |\n| --- | --- | --- | --- |\n",
    );
    for one in dpakit::check::questions() {
        out.push_str(&format!("| {} | {} | {} | `{}` |\n", one.id, one.ask, one.basis, one.when));
    }
    out
}

#[test]
fn the_reference_is_the_pages_of_the_rules() {
    let path = root().join("docs/rules.md");
    if std::env::var_os("DPAKIT_BLESS").is_some() {
        fs::write(path, reference()).expect("written");
    } else {
        let there = fs::read_to_string(path).unwrap_or_default();
        assert!(there == reference(), "docs/rules.md is stale: DPAKIT_BLESS=1 cargo test --test readme");
    }
}

#[test]
fn hooks_and_action_run_commands_that_exist() {
    let text =
        |name: &str| fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let hooks = text(".pre-commit-hooks.yaml");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: ")).collect();
    assert_eq!(entries, ["dpakit check", "dpakit check --fix"]);
    let home = clone();
    for entry in entries {
        let (output, code) = run(&format!("{entry} examples/complete.toml"), home.path());
        assert_eq!(code, 0, "{entry}\n{output}");
    }
    let action = text("action.yml");
    let (_, script) = action.rsplit_once("run: |\n").expect("a script");
    let script = script.replace("$RUNNER_TEMP/dpakit/bin/dpakit", "dpakit");
    let script = |output: &str| {
        let packs = "examples/c*.toml examples/imou.toml";
        format!("export PACKS='{packs}' FORMAT=github OUTPUT={output}\n{script}")
    };
    let (output, code) = run(&script("''"), home.path());
    assert_eq!((output.as_str(), code), ("", 0));
    let (_, code) = run(&script("out.txt"), home.path());
    assert!(code == 0 && home.path().join("out.txt").is_file());
}

#[test]
fn every_place_the_readme_names_exists() {
    let text = readme();
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        if !link.starts_with("http") {
            assert!(root().join(link).exists(), "{link}");
        }
    }
}

#[test]
fn every_piece_of_toml_in_the_readme_fits_the_pack_of_init() {
    use dpakit::document::Layer;
    use dpakit::source::Source;
    let source = |text: String| std::sync::Arc::new(Source { path: "README.md".into(), text });
    let first = fs::read_to_string(root().join("templates/new-pack.toml")).expect("the pack of init");
    let below = dpakit::load::tree::parse(&source(first), Layer::House).expect("a pack");
    let mut pieces = 0;
    for (info, body) in blocks(&readme()) {
        if info == "toml" {
            let facts = dpakit::pack::Facts::read(&source(body.join("\n")), Some(&below));
            assert!(facts.is_ok(), "{}\n{:#?}", body.join("\n"), facts.err());
            pieces += 1;
        }
    }
    assert!(pieces >= 2, "{pieces}");
}
