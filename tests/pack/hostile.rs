//! Facts are data: whatever a name contains comes out as itself, in every format.

use crate::texts::{documents, file, html_text, markdown_text, pdf_text, skip};

const NASTY: &str = "A*B_C <script>alert(1)</script> | # {{ 7*7 }}";

fn pack_with(name: &str) -> String {
    // A string of JSON is one of TOML too.
    let literal = serde_json::Value::from(name).to_string();
    let pack = file("examples/complete.toml");
    let old = "name               = \"Harborline Systems, Inc.\"";
    assert!(pack.contains(old), "the example names its provider");
    pack.replacen(old, &format!("name = {literal}"), 1)
}

#[test]
fn a_name_full_of_markup_comes_out_as_itself() {
    let documents = documents(&pack_with(NASTY));
    assert!(markdown_text(&documents).contains(NASTY), "in the Markdown");
    assert!(html_text(&documents).contains(NASTY), "in the HTML");
    match pdf_text(&documents) {
        Some(text) => assert!(text.contains(NASTY), "in the PDF"),
        None => skip("pdftotext is not installed (poppler-utils)"),
    }
}

#[test]
fn a_name_of_which_nothing_can_be_seen_is_refused() {
    let facts = |name: &str| {
        let source = dpakit::source::Source { path: "pack.toml".into(), text: pack_with(name) };
        let facts = dpakit::pack::Facts::read(&std::sync::Arc::new(source), None);
        facts.map(|_| ()).map_err(|found| found.iter().map(|one| one.message.clone()).collect::<Vec<_>>())
    };
    for name in ["\u{301}\u{308}", "\u{200b}\u{2060}", "\u{5b0} \u{5b1}", "\u{3164}"] {
        let found = facts(name).expect_err("refused");
        assert!(found.iter().any(|one| one.contains("no character that can be seen")), "{name:?}: {found:?}");
    }
    assert_eq!(facts("E\u{301}cole"), Ok(()));
}

#[test]
fn markup_in_a_name_adds_no_element_to_the_page() {
    for document in documents(&pack_with(NASTY)) {
        let html = String::from_utf8(crate::texts::written(&document, "html")).expect("UTF-8");
        assert!(!html.contains("<script"), "{}", document.meta().slug);
    }
}

#[test]
fn names_that_look_like_structure_stay_names() {
    for name in
        ["1. One & Co", "- Dash Ltd", "> Quote AG", "[x](y) GmbH", "a\\b", "&amp; Sons", "`tick`", "+++"]
    {
        let documents = documents(&pack_with(name));
        assert!(markdown_text(&documents).contains(name), "{name} in the Markdown");
        assert!(html_text(&documents).contains(name), "{name} in the HTML");
    }
}

#[test]
fn a_signatory_in_greek_needs_no_system_font() {
    let pack = file("examples/complete.toml");
    assert!(pack.contains('Ε') || pack.contains('α'), "the example has a Greek name");
    let documents = documents(&pack);
    assert!(!crate::facts::cannot_print(&documents));
}

#[test]
fn subprocessors_in_chinese_japanese_and_korean_are_printed() {
    let names = ["阿里云计算", "データ保護社", "데이터 보호"];
    let pack = file("examples/complete.toml");
    let mut added = String::new();
    for (name, country) in names.iter().zip(["CN", "JP", "KR"]) {
        added.push_str(&format!(
            "\n[[subprocessors]]\nname = \"Example {country} Ltd\"\nnative_name = \"{name}\"\ncountry = \"{country}\"\ntask = \"storage\"\n"
        ));
    }
    let documents = documents(&format!("{pack}\n{added}"));
    for name in names {
        assert!(markdown_text(&documents).contains(name), "{name} in the Markdown");
        assert!(html_text(&documents).contains(name), "{name} in the HTML");
    }
    if crate::facts::cannot_print(&documents) {
        return skip("the PDF needs fonts for Chinese, Japanese and Korean (fonts-noto-cjk)");
    }
    let Some(text) = pdf_text(&documents) else { return skip("pdftotext is not installed (poppler-utils)") };
    let unspaced: String = text.split(' ').collect();
    for name in names {
        let name: String = name.split(' ').collect();
        assert!(unspaced.contains(&name), "{name} in the PDF");
    }
}

/// What is told of the complete pack with one text exchanged for another.
fn told(old: &str, new: &str) -> String {
    let pack = file("examples/complete.toml");
    assert!(pack.contains(old), "{old}");
    crate::texts::list(&crate::texts::try_documents(&pack.replace(old, new)).expect_err("faults"))
}

#[test]
fn ids_and_references_are_plain() {
    for id in ["\"a)b\"", "\" \"", "\"x](y\"", "\"u.s\"", "\"a/b\"", "\"\\u202Eabc\""] {
        let found =
            told("[parties.nordhang]", &format!("[parties.{id}]\nrole = \"controller\"\n[parties.nordhang]"));
        assert!(found.contains("PCK-NAME") || found.contains("TML-MISSING"), "{id}: {found}");
    }
    for reference in ["CON", "nul.txt", "trailing.", "a/b"] {
        let found = told("NORDHANG-HARBORLINE-2026", reference);
        assert!(found.contains("PCK-NAME") || found.contains("TML-SHAPE"), "{reference}: {found}");
    }
}

#[test]
fn nothing_is_listed_twice() {
    let pack = file("examples/complete.toml");
    let twice = format!("{pack}\n[data.groups.loop]\nname = \"Loop\"\ncategories = [\"loop\"]\n");
    let found = crate::texts::list(&crate::texts::try_documents(&twice).expect_err("faults"));
    assert!(found.contains("`loop` is a group"), "{found}");
    let found = told("id          = \"t2\"", "id          = \"t1\"");
    assert!(found.contains("`t1` is there twice in `transfers`"), "{found}");
}

#[test]
fn wordings_of_the_parties_cannot_compute() {
    for text in [
        "{% set x = 1 %}{{ x }}",
        "{% for i in range(end=100000) %}x{% endfor %}",
        "{% for p in parties %}{{ p.name | truncate(length=1) }}{% endfor %}",
        "{%- include \"dpa/audits@1\" %}",
    ] {
        let added = format!(
            "\n[[clauses.insert]]\nafter = \"dpa/audits\"\nslug = \"own\"\ntitle = \"Own\"\nreason = \"a test\"\ntext = '''{text}'''\n"
        );
        let pack = file("examples/complete.toml");
        let found = crate::texts::try_documents(&format!("{pack}{added}")).expect_err(text);
        assert!(crate::texts::list(&found).contains("TXT-FILL"), "{text}");
    }
}

#[test]
fn a_filter_never_turns_one_fact_into_another() {
    let added = "\n[[clauses.insert]]\nafter = \"dpa/audits\"\nslug = \"own\"\ntitle = \"Own\"\nreason = \"a test\"\ntext = '''**Names.** {% for p in parties %}{{ p.name | replace(from=\"1\", to=\"0\") }}; {% endfor %}.'''\n";
    let documents = documents(&format!("{}{added}", file("examples/complete.toml")));
    let text = markdown_text(&documents);
    assert!(text.contains("Names. Nordhang Outdoor GmbH; Harborline Systems, Inc.;"), "names stay names");
}

#[test]
fn endless_values_are_refused() {
    let long = "x".repeat(30_000);
    let found = told("\"Harborline Systems, Inc.\"", &format!("\"{long}\""));
    assert!(found.contains("PCK-LONG") && found.len() < 2_000, "{}", found.len());
    let found = told("country            = \"US\"", &format!("country            = \"{long}\""));
    assert!(found.contains("TML-VALUE") && found.len() < 2_000, "{}", found.len());
}

#[test]
fn a_fact_that_fits_nowhere_is_told_where_it_stands() {
    let pack =
        format!("{}\n[data.groups.odd]\nname = \"😀\"\ncategories = []\n", file("examples/complete.toml"));
    let found = crate::texts::try_documents(&pack).expect_err("faults");
    let line = pack.lines().position(|line| line == "name = \"😀\"").expect("the line") + 1;
    let place = found[0].labels.iter().find(|label| label.primary).expect("a place");
    assert_eq!(place.span.line_column().0, line, "{}", crate::texts::list(&found));
    assert!(found[0].message.contains('😀') && !found[0].message.contains('\u{fdd0}'));
}

#[test]
fn a_signature_that_cannot_be_placed_is_an_error() {
    for text in ["[Customer](sign:nobody)", "Signed by [Customer](sign:nordhang) at last."] {
        let added = format!(
            "\n[[clauses.insert]]\nafter = \"dpa/audits\"\nslug = \"own\"\ntitle = \"Own\"\nreason = \"a test\"\ntext = '''{text}'''\n"
        );
        let found = crate::texts::try_documents(&format!("{}{added}", file("examples/complete.toml")))
            .expect_err(text);
        assert!(crate::texts::list(&found).contains("cannot be placed"), "{text}");
    }
}
