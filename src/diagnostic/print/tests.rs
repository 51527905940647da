use super::*;
use crate::diagnostic::Code;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source { path: "pack.toml".into(), text: text.to_owned() })
}

fn at(source: &Arc<Source>, word: &str) -> Span {
    let start = source.text.find(word).expect("the word stands in the text");
    Span { source: source.clone(), range: start..start + word.len() }
}

fn shown(finding: Diagnostic) -> String {
    human(&[finding], Face { colour: false, width: 80 })
}

#[test]
fn it_shows_code_place_basis_and_help() {
    let text = source("a = 1\nb = \"two\"\nc = 3\n");
    let finding = Diagnostic::error(Code("TST-ONE"), "`b` is wrong")
        .at(at(&text, "\"two\""), "here")
        .see(at(&text, "3"), "because of this")
        .basis("GDPR Art. 28(3)(h)")
        .help("write another");
    assert_eq!(
        shown(finding),
        "error[TST-ONE]: `b` is wrong\n --> pack.toml:2:5\n  |\n2 | b = \"two\"\n  |     ^^^^^ here\n\
         3 | c = 3\n  |     - because of this\n  |\n  = basis: GDPR Art. 28(3)(h)\n  = help: write another\n\n1 error\n"
    );
}

#[test]
fn hostile_text_is_made_visible() {
    let text = source("name = \"a\u{202e}b\u{1b}[31m\u{9b}c\u{200b}\"\n");
    let finding =
        Diagnostic::error(Code("TST"), "odd \u{202e} name\u{7}").at(at(&text, "c\u{200b}"), "\u{1b}");
    let shown = shown(finding);
    assert!(!shown.chars().any(crate::source::is_hidden), "{shown:?}");
    assert!(shown.contains("\\u{202e}b\\u{1b}[31m\\u{9b}c\\u{200b}"), "{shown}");
}

#[test]
fn tabs_wide_characters_long_lines_and_empty_texts_are_fine() {
    let wide = source("\tname = \"杭州华橙网络科技有限公司\" # x\n");
    let lines = shown(Diagnostic::error(Code("TST"), "wide").at(at(&wide, "# x"), "here"));
    assert!(lines.contains("杭州"), "{lines}");
    let long = source(&format!("a = \"{}\" # x {}\n", "y".repeat(5000), "z".repeat(5000)));
    let lines = shown(Diagnostic::error(Code("TST"), "long").at(at(&long, "# x"), "here"));
    assert!(lines.lines().all(|line| line.chars().count() < 200), "{lines}");
    let empty = source("");
    let lines = shown(Diagnostic::error(Code("TST"), "empty").at(Span::start_of(&empty), "here"));
    assert!(lines.contains("pack.toml:1:1"), "{lines}");
    let many = source("[a]\nb = 1\nc = 2\n");
    let lines = shown(Diagnostic::error(Code("TST"), "many").at(at(&many, "[a]\nb = 1\nc"), "here"));
    assert!(lines.contains("1 | [a]") && !lines.contains("c = 2"), "{lines}");
}

#[test]
fn findings_are_sorted_and_counted() {
    let text = source("a = 1\nb = 2\n");
    let second = Diagnostic::error(Code("TST-B"), "b").at(at(&text, "2"), "");
    let first = Diagnostic::new(Code("TST-A"), Severity::Warning, "a").at(at(&text, "1"), "");
    let all = human(&[second.clone(), first, second], Face::default());
    assert!(all.find("TST-A") < all.find("TST-B"), "{all}");
    assert!(all.ends_with("2 errors, 1 warning\n"), "{all}");
}

#[test]
fn json_names_both_ends_in_characters() {
    let text = source("é = \"ü\"\n");
    let json = json(&[Diagnostic::error(Code("TST"), "m").at(at(&text, "\"ü\""), "t").help("h").basis("b")]);
    let finding = &json["findings"][0];
    assert_eq!(
        finding,
        &json!({
            "code": "TST", "severity": "error", "message": "m", "file": "pack.toml",
            "line": 1, "column": 5, "end_line": 1, "end_column": 8,
            "labels": [{"file": "pack.toml", "line": 1, "column": 5, "end_line": 1, "end_column": 8,
                        "text": "t", "primary": true}],
            "help": ["h"], "basis": ["b"]
        })
    );
}
