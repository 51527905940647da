//! Every rule's page is its test: it fires and falls silent as the page says.
//!
//! A page's TOML is laid over the smallest pack, see `rules/overlay.rs`. A page of a rule on texts has
//! Markdown in place of TOML, judged as `check --text` does.

#[path = "rules/overlay.rs"]
mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dpakit::check::{RULES, Report, Rule, check_library, check_text, coverage, question, questions, rule};
use dpakit::diagnostic::{Diagnostic, Severity};
use dpakit::library::Library;
use dpakit::pack::Facts;
use overlay::{facts, library, report, source};

fn judge(text: &str) -> Report {
    report(&facts(text))
}

/// A finding in one line: severity, code, place, message.
fn line(found: &Diagnostic) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    let span = &found.labels[0].span;
    let (line, column) = span.line_column();
    let file = match span.source.path.to_str() {
        Some("page") | None => String::new(),
        Some(other) => format!("{other}:"),
    };
    format!("{severity} {} {file}{line}:{column} {}", found.code, found.message)
}

fn lines(report: &Report) -> String {
    listing(&report.findings)
}

fn listing(findings: &[Diagnostic]) -> String {
    findings.iter().map(|found| line(found) + "\n").collect()
}

/// The fenced blocks of a part of a page.
fn blocks<'p>(page: &'p str, part: &str, kind: &str) -> Vec<&'p str> {
    let start = page.split_once(&format!("\n## {part}\n")).map_or("", |(_, rest)| rest);
    let part = start.split_once("\n## Silent\n").map_or(start, |(part, _)| part);
    let fence = format!("```{kind}\n");
    part.split(&fence).skip(1).filter_map(|rest| rest.split_once("```").map(|(block, _)| block)).collect()
}

/// An example of a page, and whether it is a text rather than a pack.
struct Example<'p> {
    text: &'p str,
    markdown: bool,
}

impl Example<'_> {
    fn findings(&self) -> Vec<Diagnostic> {
        if self.markdown { check_text(&source("page", self.text)) } else { judge(self.text).findings }
    }
}

/// The examples of a part of a page in their order.
fn examples<'p>(page: &'p str, part: &str) -> Vec<Example<'p>> {
    let of = |kind: &str| blocks(page, part, kind);
    let toml = of("toml").into_iter().map(|text| Example { text, markdown: false });
    let markdown = of("markdown").into_iter().map(|text| Example { text, markdown: true });
    let mut all: Vec<Example<'p>> = toml.chain(markdown).collect();
    all.sort_by_key(|example| example.text.as_ptr() as usize);
    all
}

fn page_of(rule: &Rule) -> PathBuf {
    let name = format!("{}.md", rule.name.replace('-', "_"));
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules").join(name)
}

#[test]
fn the_minimal_packs_are_clean() {
    assert_eq!(lines(&judge("")), "");
    assert_eq!(lines(&judge("# over transfer\n")), "");
}

#[test]
fn every_page_fires_and_falls_silent_as_it_says() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for rule in RULES {
        let fires = examples(rule.page, "Fires");
        let expected = blocks(rule.page, "Fires", "text");
        assert!(!fires.is_empty() && fires.len() == expected.len(), "{}: no example", rule.code);
        for (example, expected) in fires.iter().zip(expected) {
            let (text, found) = (example.text, listing(&example.findings()));
            assert!(bless || found.contains(rule.code.0), "{} does not fire:\n{found}", rule.code);
            if found == expected {
                continue;
            }
            if bless {
                let page = std::fs::read_to_string(page_of(rule)).expect("a page");
                let old = format!("{text}```\n\n```text\n{expected}```");
                let new = format!("{text}```\n\n```text\n{found}```");
                assert!(page.contains(&old), "{}: cannot bless", rule.code);
                std::fs::write(page_of(rule), page.replacen(&old, &new, 1)).expect("written");
            } else {
                wrong.push(format!("{}\n--- expected\n{expected}--- found\n{found}", rule.code));
            }
        }
        let silent = examples(rule.page, "Silent");
        assert!(!silent.is_empty(), "{}: no silent example", rule.code);
        for example in silent {
            let found = listing(&example.findings());
            if !found.is_empty() {
                wrong.push(format!("{} is not silent\n{found}", rule.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_and_names_are_unique_and_well_formed() {
    let mut known = BTreeSet::new();
    for one in RULES {
        assert!(known.insert(one.code.0), "{} twice", one.code);
        assert!(known.insert(one.name), "{} twice", one.name);
        assert!(one.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        assert!(!one.basis.is_empty(), "{} rests on nothing", one.code);
        assert!(one.page.starts_with(&format!("# {}: ", one.code)), "{}: title of its page", one.code);
        assert_eq!(rule(one.name).map(|rule| rule.code), Some(one.code));
    }
}

#[test]
fn every_page_belongs_to_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    let known: BTreeSet<PathBuf> = RULES.iter().map(|rule| page_of(rule)).collect();
    for entry in std::fs::read_dir(folder).expect("the folder of rules") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|end| end == "md") {
            assert!(known.contains(&path), "{} belongs to no rule", path.display());
        }
    }
    for page in known {
        assert!(page.is_file(), "{} is missing", page.display());
    }
}

#[test]
fn messages_are_lower_case_without_full_stop() {
    for rule in RULES {
        for example in examples(rule.page, "Fires") {
            for found in example.findings() {
                assert!(!found.message.ends_with('.'), "{}", found.message);
                assert!(!found.help.is_empty(), "{} gives no help", found.code);
                assert!(!found.labels[0].text.is_empty(), "{} has no label", found.code);
                let first = found.message.chars().next();
                assert!(
                    first.is_some_and(|c| c.is_lowercase() || c == '`' || !c.is_alphabetic()),
                    "{}",
                    found.message
                );
            }
        }
    }
}

#[test]
fn what_is_allowed_is_counted_and_what_is_not_found_is_reported() {
    let report = judge(
        "[breach]\nnotice = \"72 hours\"\n[allow]\n\
         late-breach-notice = { reason = \"agreed with counsel\" }\n\
         TRN-NONE = { reason = \"idle\" }\nlate-breach-notise = { reason = \"misspelt\" }\n",
    );
    let counts: Vec<_> = report.allowed.iter().map(|entry| (entry.code.0, entry.count)).collect();
    assert_eq!(counts, [("A28-BREACH-LATE", 1)]);
    assert_eq!(
        lines(&report),
        "warning ALW-UNUSED 5:1 `TRN-NONE` is allowed, but was not found\n\
         error ALW-UNKNOWN 6:1 there is no rule `late-breach-notise`\n"
    );
}

#[test]
fn an_allowance_ends() {
    let report = judge(
        "[breach]\nnotice = \"72 hours\"\n[allow]\n\
         A28-BREACH-LATE = { reason = \"until renewal\", until = 2026-11-19 }\n",
    );
    let codes: Vec<_> = report.findings.iter().map(|found| found.code.0).collect();
    assert_eq!(codes, ["A28-BREACH-LATE", "ALW-EXPIRED"]);
}

#[test]
fn the_matrix_has_a_clause_for_every_duty_of_law() {
    let facts = Facts::read(&source("minimal", include_str!("rules/minimal.toml")), None).expect("a pack");
    let plan = dpakit::plan::plan(&facts, library()).unwrap_or_else(|found| panic!("{found:#?}"));
    for row in coverage(&plan) {
        let asked = row.requirement.severity == "error";
        assert!(!asked || !row.clauses.is_empty(), "nothing covers {}", row.requirement.id);
    }
}

#[test]
fn the_examples_are_clean_but_for_what_they_allow() {
    for (name, allowed) in [("complete", false), ("imou", true), ("aftership", true)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.toml"));
        let facts = Facts::open(&path, None).unwrap_or_else(|found| panic!("{found:#?}"));
        let report = report(&facts);
        let found = lines(&report).replace(&format!("{}:", path.display()), "");
        assert_eq!(found, "", "{name}");
        assert_eq!(!report.allowed.is_empty(), allowed, "{name}");
    }
}

/// Where a question of the catalogue is answered, if not by a rule of its own id.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    rule: Option<String>,
    question: Option<String>,
    #[serde(default)]
    verify: bool,
    #[serde(default)]
    shape: bool,
    #[serde(default)]
    out: bool,
    why: String,
}

fn ledger() -> BTreeMap<String, Answer> {
    toml::from_str(include_str!("rules/ledger.toml")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_ledger_names_rules_and_questions_that_exist() {
    for (id, answer) in ledger() {
        assert!(rule(&id).is_none(), "{id} is a rule by now: take it out of the ledger");
        let ways =
            [answer.rule.is_some(), answer.question.is_some(), answer.verify, answer.shape, answer.out];
        assert_eq!(ways.iter().filter(|way| **way).count(), 1, "{id}: one answer");
        assert!(!answer.why.is_empty(), "{id}: no reason");
        assert!(answer.rule.is_none_or(|code| rule(&code).is_some()), "{id}: no such rule");
        assert!(answer.question.is_none_or(|id| question(&id).is_some()), "{id}: no such question");
    }
}

#[test]
fn every_question_of_the_catalogue_is_answered_somewhere() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/facts/rules.toml");
    let Ok(catalogue) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not here", path.display());
        return;
    };
    let catalogue: toml::Table = toml::from_str(&catalogue).unwrap_or_else(|error| panic!("{error}"));
    let rows = catalogue["rule"].as_array().expect("rules");
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    assert!(ids.len() >= 137, "{}", ids.len());
    let ledger = ledger();
    for id in &ids {
        assert!(rule(id).is_some() || ledger.contains_key(*id), "{id}: neither a rule nor in the ledger");
    }
    for id in ledger.keys() {
        assert!(ids.contains(&id.as_str()), "{id} is not in the catalogue");
    }
}

#[test]
fn questions_are_asked_where_they_concern_the_pack_and_nowhere_else() {
    let asked = |text: &str| judge(text).questions.iter().map(|one| one.id.as_str()).collect::<Vec<_>>();
    assert_eq!(asked(""), ["ASK-ROLES", "ASK-RISK", "ASK-SECTOR", "ASK-POWER"]);
    let capped = asked("# over transfer\n[liability]\nregime = \"capped\"\ncap = { amount = \"EUR 10\" }\n");
    for id in ["ASK-CAP", "ASK-MAIN-AGREEMENT", "ASK-INCORPORATION", "ASK-ASSESSMENT"] {
        assert!(capped.contains(&id), "{id} in {capped:?}");
    }
    assert!(!capped.contains(&"ASK-UK") && !capped.contains(&"ASK-HISTORIC"), "{capped:?}");
    let mut known = BTreeSet::new();
    for one in questions() {
        assert!(one.id.starts_with("ASK-") && known.insert(&one.id), "{}", one.id);
        assert!(one.ask.ends_with('?') && !one.basis.is_empty(), "{}", one.id);
        assert!(rule(&one.id).is_none(), "{} is a rule", one.id);
    }
}

#[test]
fn the_words_of_the_library_are_judged_and_those_of_ours_are_clean() {
    assert_eq!(listing(&check_library(library())), "");
    let folder = tempfile::tempdir().expect("a folder");
    let house = folder.path().join("dpa/en");
    std::fs::create_dir_all(&house).expect("a folder");
    let text = "+++\ntitle = \"Records\"\n+++\nThe Provider keeps the the records for [specify] years.\n\n\
                It shows Customer Material to {{ provider.name }}, and\u{200b} no one else.\n";
    std::fs::write(house.join("records@1.md"), text).expect("written");
    let opened = Library::open(Some(folder.path())).unwrap_or_else(|found| panic!("{found:#?}"));
    let found: Vec<String> = check_library(&opened)
        .iter()
        .map(|one| {
            let (line, column) = one.labels[0].span.line_column();
            format!("{} {line}:{column}", one.code)
        })
        .collect();
    assert_eq!(found, ["TXT-CORRUPT 4:20", "PTY-PLACEHOLDER 4:40", "DEF-UNDEFINED 6:10", "TXT-HIDDEN 6:55"]);
}
