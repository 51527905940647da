//! Two texts compared, as a user does it: the whole program.
//!
//! The pairs of published terms in `../shared/diff-pairs` are test data; where they are not, their test says
//! that it was skipped.

mod critic;
mod planted;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

const OLD: &str = "# 1. Grinding\n\nThe mill grinds corn within thirty days of the order.\n\n# 2. Water\n\nThe brook \
                   drives the wheel from spring to autumn.\n\n| who | where |\n|---|---|\n| Alder Mills | Belgium |\n";
const NEW: &str = "# 1. Water\n\nThe brook drives the wheel from spring to autumn.\n\n| who | where |\n|---|---|\n\
                   | Alder Mills | France |\n| Birch Mills | Ireland |\n\n# 2. Grinding\n\nThe mill grinds corn \
                   within 45 days of the order.\n";

fn diff(old: &Path, new: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dpakit"));
    command.arg("diff").arg(old).arg(new).args(options).output().expect("dpakit")
}

/// Two texts compared.
fn texts(before: &str, now: &str, options: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (folder.path().join("old.md"), folder.path().join("new.md"));
    fs::write(&old, before).expect("a file");
    fs::write(&new, now).expect("a file");
    diff(&old, &new, options)
}

fn both(options: &[&str]) -> Output {
    texts(OLD, NEW, options)
}

fn json(output: &Output) -> Json {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn kinds(json: &Json) -> Vec<&str> {
    let changes = json["changes"].as_array().expect("changes");
    changes.iter().map(|change| change["kind"].as_str().expect("a kind")).collect()
}

#[test]
fn what_changed_is_told_for_people() {
    let output = both(&["--exit-code"]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).expect("text");
    assert_eq!(
        told,
        "\
1 moved-reworded, 1 renumbered, 1 row-inserted, 1 cell
country: Belgium to France (1 Water: Alder Mills, where)
country: nothing to Ireland (1 Water: Birch Mills)
period: thirty days to 45 days (2 Grinding)

cell: 1 Water: Alder Mills, where, 2 to 1
  [-Belgium-] {+France+}

row-inserted: 1 Water: Birch Mills
  {+Birch Mills Ireland+}

moved-reworded: 2 Grinding, 1 to 2
  Grinding The mill grinds corn within [-thirty-] {+45+} days of the order.

renumbered: 2 to 1 Water
"
    );
}

#[test]
fn formats_print_one_redline() {
    let (md, html, pdf) =
        (both(&["--format", "md"]), both(&["--format", "html"]), both(&["--format", "pdf"]));
    let md = String::from_utf8(md.stdout).expect("text");
    assert!(md.contains("{--Belgium--}{++France++}"), "{md}");
    let html = String::from_utf8(html.stdout).expect("text");
    assert!(html.contains("<ins") && html.contains("<del"), "{html}");
    for way in ["id=\"_move-1-here\" href=\"#_move-1-away\"", "id=\"_move-1-away\" href=\"#_move-1-here\""] {
        assert_eq!(html.matches(way).count(), 1, "{way}");
    }
    assert!(html.contains("id=\"_show-moved\"") && html.contains("Changes of substance"), "{html}");
    assert!(pdf.stdout.starts_with(b"%PDF-1.7"));
    assert_eq!(pdf.stdout, both(&["--format", "pdf"]).stdout, "same input, same bytes");
}

/// Two texts compared, as people are told of it.
fn told(old: &str, new: &str) -> String {
    String::from_utf8(texts(old, new, &[]).stdout).expect("text")
}

#[test]
fn an_item_that_moved_behind_other_words_says_which() {
    let old = "The miller may not:\n\n- grind at night;\n- keep a cat in the mill;\n- sell the wheel.\n\n\
               The miller may:\n\n- keep bees;\n- bake bread.\n";
    let item = "- keep a cat in the mill;\n";
    let new = old.replace(item, "").replace("- keep bees;\n", &format!("- keep bees;\n{item}"));
    assert_eq!(
        told(old, &new),
        "1 moved\nnegation: not to nothing (paragraph 6)\n\nmoved: paragraph 6\n  \
         behind “The miller may:”, before behind “The miller may not:”\n  keep a cat in the mill;\n"
    );
    let within = old.replace(item, "").replace("- sell the wheel.\n", &format!("- sell the wheel.\n{item}"));
    assert_eq!(told(old, &within), "1 moved\n\nmoved: paragraph 3\n  sell the wheel.\n");
}

#[test]
fn who_bears_a_cost_is_told_by_what_the_text_calls_the_companies() {
    let old =
        "Alder Mills Ltd (“Alder”) and Birch GmbH (“Birch”) agree this.\n\nThe costs are borne by Birch.\n";
    let said = told(old, &old.replace("borne by Birch", "borne by Alder"));
    assert!(said.contains("name: Birch to Alder (paragraph 2)"), "{said}");
}

#[test]
fn a_paragraph_that_becomes_items_and_items_that_become_one_do_not_borrow_from_each_other() {
    let (list, run) = (
        "it grinds: (a) the corn of the town; and (b) the rye.",
        "it keeps: (a) the wheel of the town; and (b) the barn.",
    );
    let set = |text: &str| text.replace(" (a)", "\n\n(a)").replace(" (b)", "\n\n(b)");
    let old = format!("# Corn\n\n{list}\n\n# Wheel\n\n{}\n", set(run));
    let new = format!("# Corn\n\n{}\n\n# Wheel\n\n{run}\n", set(list));
    assert!(told(&old, &new).starts_with("1 split, 1 merged\n"), "{}", told(&old, &new));
}

#[test]
fn items_that_became_rows_have_the_values_that_they_had() {
    let old = "# Terms\n\n- Alder: 30 days.\n- Birch: 60 days.\n";
    let new = "# Terms\n\n| Who | When |\n|---|---|\n| Alder | 30 days |\n| Birch | 90 days |\n";
    let said = told(old, new);
    assert!(!said.contains("30 days to") && !said.contains("to 30 days"), "{said}");
    assert!(
        said.contains("period: 60 days to nothing") && said.contains("period: nothing to 90 days"),
        "{said}"
    );
}

#[test]
fn the_number_of_a_row_is_no_value() {
    let old = "| No. | Name | Users |\n|---|---|---|\n| 1 | Alder | 5 |\n| 2 | Birch | 7 |\n";
    let said = told(old, &old.replace("| 2 | Birch | 7", "| 3 | Birch | 9"));
    assert!(said.contains("number: 7 to 9") && !said.contains("number: 2 to 3"), "{said}");
}

#[test]
fn columns_that_are_called_otherwise_are_cells() {
    let old = "| Name | Country |\n|---|---|\n| Alder | Ireland |\n";
    let said = told(old, &old.replace("Name | Country", "Company | Place"));
    assert!(said.starts_with("2 cell\n"), "{said}");
}

#[test]
fn a_paragraph_that_becomes_an_item_of_a_new_clause_is_formatted() {
    let (old, new) =
        ("# Fees\n\nDue within 30 days.\n", "# Fees\n\n1. Payment\n\n   a. Due within 30 days.\n");
    assert_eq!(
        told(old, new),
        "1 inserted, 1 formatted\n\ninserted: 1 Fees\n  {+Payment+}\n\nformatted: a Fees, no number to a\n  Due within 30 days.\n"
    );
    assert!(told(new, old).starts_with("1 deleted, 1 formatted"));
}

#[test]
fn a_blank_in_angle_brackets_is_text() {
    let text = |name: &str| format!("This agreement is between <{name}> and the <b>Provider</b>.\n");
    assert_eq!(
        told(&text("Customer Name"), &text("Supplier Name")),
        "1 reworded\nname: Customer to Supplier (paragraph 1)\n\nreworded: paragraph 1\n  \
         This agreement is between <[-Customer-]{+Supplier+} Name> and the Provider.\n"
    );
}

#[test]
fn a_period_with_the_number_of_a_clause_follows_nothing() {
    let clause = |number: &str, days: &str, see: &str| {
        format!("# **{number}. Fees**\n\nDue within {days} days, see Section {see}.\n")
    };
    let old = format!("# 1. Water\n\nThe brook drives the wheel.\n\n{}", clause("2", "2", "2"));
    let told_of = told(&old, &clause("1", "1", "1"));
    assert!(
        told_of.starts_with("1 deleted, 1 reworded, 1 renumbered\nperiod: 2 days to 1 days"),
        "{told_of}"
    );
    let told_of = told(&old, &clause("1", "2", "1"));
    assert!(
        told_of.starts_with("1 deleted, 1 renumbered\n1 reference only follows a new number\n"),
        "{told_of}"
    );
}

#[test]
fn a_reference_that_nobody_changed_with_the_numbers_is_told() {
    let clause = |number: u32, words: &str| format!("# {number}. {words}\n\nThe {words} of the mill.\n\n");
    let liability = |number: u32| clause(number, "Liability").replace("mill", "mill, as in Section 2");
    let old = clause(1, "Water") + &clause(2, "Fees") + &liability(3);
    let new = clause(1, "Water") + &clause(2, "Audit") + &clause(3, "Fees") + &liability(4);
    let told_of = told(&old, &new);
    let said = "reference: “Section 2” is as it was, and what it led to is 3 now (4 Liability)\n";
    assert!(told_of.starts_with(&format!("1 inserted, 2 renumbered\n{said}")), "{told_of}");
    let page = String::from_utf8(texts(&old, &new, &["--format", "md"]).stdout).expect("text");
    assert!(page.contains("| Section 2 | 3 | 4 Liability |"), "{page}");
    let followed = told(&old, &new.replace("Section 2", "Section 3"));
    assert!(followed.starts_with("1 inserted, 2 renumbered\n1 reference only"), "{followed}");
}

#[test]
fn every_redline_says_how_the_texts_were_read() {
    let (old, new) = ("The mill grinds ~~rye~~ corn in 3 days.\n", "The mill grinds corn, in 3 days.\n");
    let said = |options: &[&str]| String::from_utf8(texts(old, new, options).stdout).expect("text");
    for format in ["md", "html", "json"] {
        let page = said(&["--format", format]);
        assert!(page.contains("words that are struck through, hidden or white were left out"), "{page}");
    }
}

#[test]
fn rights_and_prohibitions_that_come_and_go_are_changes_of_substance() {
    let text = "# 1 Audits\n\nThe mill grinds corn on every day.\n";
    let old =
        format!("{text}\nThe lord may audit at once for cause.\n\nThe miller must not sell the corn.\n");
    assert!(told(&old, text).starts_with(
        "2 deleted\nduty: may to nothing (1 Audits)\nduty: must to nothing (1 Audits)\nnegation: not to nothing (1 Audits)\n"
    ));
    let cap = "The cap is the greater of EUR 5 and the fees for rye and wheat.\n";
    let lower = cap.replace("greater", "lower").replace("rye and", "rye or");
    let limits = "limit: greater of to lower of (paragraph 1)\nlimit: and to or (paragraph 1)";
    assert!(told(cap, &lower).starts_with(&format!("1 reworded\n{limits}\n")));
}

#[test]
fn a_heading_that_is_called_otherwise_is_reworded() {
    let old = "# 1 Mills\n\nThey grind.\n\n# 2 Audit\n\nThe lord may audit once in a year.\n";
    let told = told(old, &old.replace("Audit\n", "Inspections and checks\n"));
    assert!(told.starts_with("1 reworded\n\nreworded: 2 Inspections and checks\n"), "{told}");
}

#[test]
fn an_address_written_out_is_the_same_with_and_without_a_link() {
    let old = "Write to [mill@alder.test](mailto:mill@alder.test) or see https://alder.test/mill today.\n";
    let new = "Write to mill@alder.test or see [https://alder.test/mill](https://alder.test/mill) today.\n";
    assert_eq!(told(old, new), "no change\n");
}

#[test]
fn a_row_of_another_company_is_another_row() {
    let table =
        |row: &str| format!("| Name | Task | Place |\n|---|---|---|\n| {row} | Grinds corn | Ghent |\n");
    let told = told(&table("Alder Mills Ltd"), &table("Birch Wheels Ltd"));
    assert!(told.starts_with("1 row-inserted, 1 row-deleted\n"), "{told}");
}

#[test]
fn the_values_of_a_row_are_those_of_its_cells() {
    let row = |cells: &str| format!("| {cells} |\n");
    let old = format!("{}|---|---|\n{}", row("What | Who"), row("Grinding | Alder Mills Ltd"));
    let new = old.clone() + &row("Liability | Limited to EUR 5") + &row("Name | Birch Systems, Inc.");
    let told = told(&old, &new);
    let (values, _) = told.split_once("\n\n").expect("two parts");
    assert_eq!(
        values,
        "2 row-inserted\namount: nothing to EUR 5 (Liability)\nname: nothing to Birch Systems, Inc. (Name)"
    );
}

#[test]
fn columns_in_another_order_change_no_country() {
    let table = |rows: [[&str; 2]; 3]| {
        let row = |[one, other]: [&str; 2]| format!("| {one} | {other} |\n");
        format!("{}|---|---|\n{}{}", row(rows[0]), row(rows[1]), row(rows[2]))
    };
    let old = table([["Name", "Country"], ["Acme", "Germany"], ["Beta", "France"]]);
    let new = table([["Country", "Name"], ["Germany", "Acme"], ["France", "Beta"]]);
    let same = told(&old, &new);
    assert!(same.starts_with("1 formatted\n\n"), "{same}");
    let moved = told(&old, &new.replace("France", "Belgium"));
    assert!(
        moved.starts_with("1 cell, 1 formatted\ncountry: France to Belgium (Beta, Country)\n"),
        "{moved}"
    );
}

#[test]
fn html_among_markdown_keeps_its_structure() {
    let row = |name: &str, place: &str| format!("<tr><td>{name}</td><td>{place}</td></tr>\n");
    let list = "<ul><li>The mill <b>grinds</b> rye.</li><li>The mill keeps wheat.</li></ul>\n";
    let head = "<h2>4. Mills</h2>\n\nThese are known:\n\n<table>\n<tr><th>Name</th><th>Country</th></tr>\n\n";
    let old = format!("{head}{}{}</table>\n\n{list}", row("Alder", "Germany"), row("Birch", "Ireland"));
    let told = told(&old, &old.replace("Germany", "France").replace("keeps", "sells"));
    let cell = "country: Germany to France (4 Mills: Alder, Country)\n";
    assert!(told.starts_with(&format!("1 reworded, 1 cell\n{cell}")), "{told}");
    assert!(told.ends_with("reworded: 4 Mills\n  The mill [-keeps-] {+sells+} wheat.\n"), "{told}");
}

#[test]
fn an_exponent_is_no_figure_and_a_broken_word_no_change() {
    let cap = |amount: &str| format!("The cap is EUR {amount} for all.\n");
    assert!(told(&cap("10<sup>6</sup>"), &cap("106")).starts_with("1 reworded\n"));
    let licence = |words: &str| format!("The mill gives a royalty-free, {words} licence.\n");
    assert_eq!(told(&licence("non-\nexclusive"), &licence("non-exclusive")), "no change\n");
    assert_eq!(told("Auftrags-\nund Lieferdaten.\n", "Auftrags- und Lieferdaten.\n"), "no change\n");
}

#[test]
fn a_footnote_is_compared() {
    let old = "Due in 30 days.[^1]\n\nThe miller keeps a sixteenth.\n\n[^1]: These are calendar days.\n";
    assert_eq!(
        told(old, &old.replace("calendar", "business")),
        "1 reworded\n\nreworded: paragraph 2\n  † These are [-calendar-] {+business+} days.\n"
    );
    let without = "Due in 30 days.\n\nThe miller keeps a sixteenth.\n";
    assert!(told(old, without).contains("[-† These are calendar days.-]"));
}

#[test]
fn a_text_alone_shows_what_turns_its_words_around() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("text.md");
    fs::write(&path, "The fee is \u{202e}001 EUR.\n").expect("a file");
    let output = diff(Path::new("--text"), &path, &[]);
    assert_eq!(
        String::from_utf8(output.stdout).expect("text"),
        "# text.md\n\nThe fee is \\\\u{202e}001 EUR.\n"
    );
}

#[test]
fn a_link_that_leads_elsewhere_stands_in_the_summary_also_where_its_words_moved() {
    let old = "The [price list](https://mill.example/1) holds.\n\nThe miller grinds corn for bread.\n\nBees stay out.\n";
    let new = "The miller grinds corn for bread.\n\nBees stay out.\n\nThe [price list](https://mill.example/2) holds.\n";
    let told = told(old, new);
    assert!(told.contains("“price list”: https://mill.example/1 to https://mill.example/2"), "{told}");
    let page = String::from_utf8(texts(old, new, &["--format", "md"]).stdout).expect("text");
    assert!(page.contains("Links that lead elsewhere") && page.contains("mill.example/1"), "{page}");
}

/// The words of a paragraph that became two stand once, with a mark between them, in every format.
#[test]
fn a_split_paragraph_is_printed_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (folder.path().join("old.md"), folder.path().join("new.md"));
    let one = "The mill grinds corn on every day but Sunday. The miller keeps a sixteenth of the flour.";
    fs::write(&old, one).expect("a file");
    fs::write(&new, one.replace("Sunday. ", "Sunday.\n\n")).expect("a file");
    let said = |from: &Path, to: &Path, format: &str| {
        String::from_utf8_lossy(&diff(from, to, &["--format", format]).stdout).into_owned()
    };
    assert_eq!(
        said(&old, &new, "human"),
        "1 split\n\nsplit: paragraph 1\n  The mill grinds corn on every day but Sunday. {+¶ paragraph split here+} The miller keeps a \
         sixteenth of the flour.\n"
    );
    assert!(said(&new, &old, "human").contains("Sunday. [-¶ paragraphs joined here-] The"));
    let html = said(&old, &new, "html");
    assert!(
        html.contains("Sunday.<ins class=\"in\"><span class=\"end\">¶ paragraph split here</span></ins></p>"),
        "{html}"
    );
    let pdf = folder.path().join("redline.pdf");
    fs::write(&pdf, diff(&old, &new, &["--format", "pdf"]).stdout).expect("a file");
    let read = Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .args(["diff", "--text"])
        .arg(&pdf)
        .output()
        .expect("dpakit")
        .stdout;
    assert!(
        String::from_utf8_lossy(&read).contains("Sunday. ¶ paragraph split here"),
        "as a reader of the PDF has it"
    );
    let json = json(&diff(&old, &new, &["--format", "json"]));
    let words: Vec<(&str, &str)> = json["changes"][0]["words"]
        .as_array()
        .expect("words")
        .iter()
        .map(|one| (one["op"].as_str().expect("what"), one["text"].as_str().expect("words")))
        .collect();
    let (first, second) = one.split_once(". ").expect("two sentences");
    assert_eq!(words, [("equal", &*format!("{first}.")), ("insert", "\n"), ("equal", second)]);
}

#[test]
fn a_text_and_itself_have_no_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old.md");
    fs::write(&old, OLD).expect("a file");
    let output = diff(&old, &old, &["--exit-code"]);
    assert_eq!((output.status.code(), &output.stdout[..]), (Some(0), &b"no change\n"[..]));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = diff(Path::new("no-such.md"), Path::new("no-such.md"), &[]);
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such.md"));
}

#[test]
fn published_terms_are_compared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/diff-pairs");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: ../shared/diff-pairs is not here");
        return;
    };
    let mut compared = 0;
    for pair in entries.flatten().map(|entry| entry.path()).filter(|path| path.join("before.md").exists()) {
        let (old, new) = (pair.join("before.md"), pair.join("after.md"));
        // Without a proof there is no JSON of changes.
        let output = diff(&old, &new, &["--format", "json"]);
        let json = json(&output);
        let kinds = kinds(&json);
        let name = pair.file_name().expect("a name").to_string_lossy().into_owned();
        let count = |kind: &str| kinds.iter().filter(|known| **known == kind).count();
        match &name[..2] {
            "14" => {
                assert_eq!((count("inserted"), count("reworded"), count("deleted")), (30, 0, 0), "{kinds:?}")
            }
            "30" => assert_eq!((kinds.len(), count("moved"), count("renumbered")), (6, 1, 5), "{kinds:?}"),
            "38" => assert!(kinds.iter().all(|kind| *kind == "formatted"), "{kinds:?}"),
            _ => assert!(!kinds.is_empty(), "{name}"),
        }
        let back = kinds_of(&new, &old);
        assert_eq!(
            back.iter().filter(|kind| **kind == "moved").count(),
            count("moved"),
            "{name}, the other way"
        );
        compared += 1;
    }
    assert_eq!(compared, 16);
}

fn kinds_of(old: &Path, new: &Path) -> Vec<String> {
    let json = json(&diff(old, new, &["--format", "json"]));
    kinds(&json).into_iter().map(str::to_owned).collect()
}

/// A pack as Markdown, as a page, as its facts and as its manifest: one text.
#[test]
fn a_pack_says_the_same_in_every_form() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/complete.toml");
    let folder = tempfile::tempdir().expect("a folder");
    let rendered = Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .args(["render", "--format", "md,html", "--out"])
        .arg(folder.path())
        .arg(&pack)
        .output()
        .expect("dpakit");
    assert!(rendered.status.success(), "{}", String::from_utf8_lossy(&rendered.stderr));
    let issued =
        fs::read_dir(folder.path()).expect("a folder").next().expect("a pack").expect("a pack").path();
    let same = diff(&issued, &pack, &["--exit-code"]);
    assert_eq!((same.status.code(), &same.stdout[..]), (Some(0), &b"no change\n"[..]));
    let is_html = |path: &Path| path.extension().is_some_and(|ending| ending == "html");
    let files = fs::read_dir(&issued).expect("a folder").map(|file| file.expect("a file").path());
    let pages: Vec<_> = files.filter(|path| is_html(path)).collect();
    assert!(pages.len() > 3, "{pages:?}");
    for html in pages {
        let same = diff(&html, &html.with_extension("md"), &["--exit-code"]);
        let told = String::from_utf8_lossy(&same.stdout);
        assert_eq!((same.status.code(), &*told), (Some(0), "no change\n"), "{}", html.display());
    }
}
