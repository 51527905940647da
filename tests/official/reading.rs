//! One text in every kind of mark-up gives the same units; one change is found and named.

use dpakit::official::read::Reader;
use dpakit::official::{Counts, Kind};

use super::fixture::{FORMEX, MARKDOWN, UNITS, XHTML, asked, bytes, messages, nowhere, read, with};

fn all_strict() -> Counts {
    Counts { strict: UNITS, ..Counts::default() }
}

#[test]
fn every_kind_of_mark_up_gives_the_same_units() {
    let old = XHTML.replace("oj-", "").replace("<tbody>", "").replace("</tbody>", "");
    let page = format!(
        "<!DOCTYPE html><html><head><title>The Law Shelf</title><script>if (a < b) '<p>x'</script></head><body>\
         <nav><ul><li><a href=\"#\">Menu</a></li><li>(a)</li></ul></nav><div class=\"tabContent\">{}</div>\
         <footer><p>Top</p></footer></body></html>",
        &XHTML[XHTML.find("<p class").expect("a paragraph")..XHTML.find("</body>").expect("an end")]
    );
    let kinds = [
        (XHTML.to_owned(), Reader::Html),
        (with(XHTML, "<p class=\"oj-normal\">A.", "<p class=\"oj-doc-ti\">A."), Reader::Html),
        (old, Reader::Html),
        (page, Reader::Html),
        (format!("\u{feff}{MARKDOWN}").replace('\n', "\r\n"), Reader::Markdown),
        (FORMEX.to_owned(), Reader::Formex),
    ];
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected: Vec<(String, String)> =
        read(XHTML).text.units.iter().map(|unit| (unit.id.clone(), plain(&unit.text))).collect();
    for (number, (text, reader)) in kinds.into_iter().enumerate() {
        let imported = read(&text);
        assert_eq!(imported.text.provenance.reader, reader, "{number}");
        assert_eq!(imported.text.provenance.counts, all_strict(), "{number}: {:?}", messages(&imported));
        let units: Vec<(String, String)> =
            imported.text.units.iter().map(|unit| (unit.id.clone(), plain(&unit.text))).collect();
        assert_eq!(units, expected, "{number}");
    }
}

#[test]
fn an_archive_of_formex_files_is_one_publication() {
    use std::io::Write;
    let (first, second) = FORMEX.split_once("</ANNEX>").expect("two annexes");
    let first = format!("{}</ANNEX>", first.replace("<GENERAL>", ""));
    let second = format!("<?xml version=\"1.0\"?>{}", second.replace("</GENERAL>", ""));
    // Each file has one root: the appendix and the annex after it become files of their own.
    let (second, third) = second.split_once("</ANNEX>").expect("three annexes");
    let files = [("b.000101.fmx.xml", first), ("b.000701.fmx.xml", format!("{second}</ANNEX>"))];
    let third = ("b.000801.fmx.xml", format!("<?xml version=\"1.0\"?>{third}"));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in files.into_iter().chain([third, ("b.doc.xml", "<DOC/>".to_owned())]) {
        zip.start_file(name, options).expect("a file");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    let zip = zip.finish().expect("an archive").into_inner();
    let imported = bytes(&zip, &asked(), &nowhere()).unwrap_or_else(|found| panic!("{found:?}"));
    assert_eq!(imported.text.provenance.counts, all_strict(), "{:?}", messages(&imported));
    assert_eq!(imported.text.provenance.reader, Reader::Archive);
}

#[test]
fn units_say_order_nesting_marks_and_calls() {
    let text = read(XHTML).text;
    let unit = |id: &str| text.unit(id).unwrap_or_else(|| panic!("{id}"));
    let under = |id: &str| text.under(Some(id)).map(|unit| unit.id.clone()).collect::<Vec<_>>();
    assert_eq!(under("c1"), ["c1.title", "c1.a", "c1.b", "c1.c"]);
    assert_eq!(under("c1.b"), ["c1.b.i", "c1.b.ii", "c1.b.tail"]);
    assert_eq!(under("section.1"), ["c1", "c2"]);
    assert_eq!(unit("m1.c3.1.title").number.as_deref(), Some("3.1"));
    assert_eq!(unit("m12.c4.a.opt2").number.as_deref(), Some("(a)"));
    assert_eq!(unit("m12.c4.a.opt2").under.as_deref(), Some("c4"));
    assert_eq!(unit("c2").kind, Kind::Clause);
    assert_eq!(unit("c1.b.tail").kind, Kind::Paragraph);
    let call = &unit("c1.a").calls[0];
    assert_eq!((call.note.as_str(), call.printed.as_str()), ("fn1", "1"));
    assert!(unit("c1.a").text[..call.at].ends_with("oven\u{a0}"));
    assert!(unit("c1.b.i").text.contains("‘miller’"), "typography stays");
    assert_eq!(unit("c5.opt1").blanks()[0].range.len(), 7);
    assert_eq!(unit("m1.c3.2.b").brackets().len(), 1);
    assert_eq!(text.units.last().map(|unit| unit.id.as_str()), Some("fn2"));
    let modules: Vec<&str> = text.of_modules(&[2]).map(|unit| unit.id.as_str()).collect();
    assert!(
        modules.contains(&"m2.c3.1.text") && modules.contains(&"c1.a") && !modules.contains(&"m1.c3.2.a")
    );
}

#[test]
fn a_changed_word_is_named() {
    let imported = read(&with(XHTML, "keeps sacks dry", "keeps sacks wet"));
    let found = messages(&imported);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("unit m1.c3.2.a has other words than the official text (line "),
        "{found:?}"
    );
    assert!(found[0].contains("3.2") && found[0].contains("Storing"), "{found:?}");
}

#[test]
fn a_deleted_paragraph_is_named() {
    let found = messages(&read(&with(
        XHTML,
        "<p class=\"oj-normal\">The miller looks into every sack before it leaves.</p>",
        "",
    )));
    assert_eq!(found, ["unit c3.text is missing (after c3.title)"]);
    let found = messages(&read(&with(MARKDOWN, "(b)\n\nHelpers keep the secret of the dough.\n", "")));
    assert_eq!(found, ["unit m12.c4.b is missing (after m12.c4.a.opt2)"]);
}

#[test]
fn an_added_paragraph_is_named() {
    let added = "<p class=\"oj-normal\">Write with ink.</p><p class=\"oj-normal\">Blot it.</p>";
    let found = messages(&read(&with(XHTML, "<p class=\"oj-normal\">Write with ink.</p>", added)));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("unit appendix.03 is not in the official text"), "{found:?}");
}

#[test]
fn swapped_module_headings_are_named() {
    let one = "<span class=\"oj-bold\">MODULE ONE: From mill to oven</span></p>\n<p class=\"oj-ti-grseq-1\"><span class=\"oj-bold\">3.1";
    let swapped =
        with(XHTML, one, &one.replace("MODULE ONE: From mill to oven", "MODULE TWO: From mill to mill"));
    let two = "<span class=\"oj-bold\">MODULE TWO: From mill to mill</span></p>\n<p class=\"oj-ti-grseq-1\"><span class=\"oj-bold\">3.1\u{a0}\u{a0}\u{a0}Sieving</span></p>\n<p class=\"oj-normal\">The second";
    let swapped =
        with(&swapped, two, &two.replace("MODULE TWO: From mill to mill", "MODULE ONE: From mill to oven"));
    let found = messages(&read(&swapped));
    assert!(
        found.iter().any(|one| one.starts_with("unit m2.c3.1.text has the words of m1.c3.1.text")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|one| one.starts_with("unit m1.c3.1.text has the words of m2.c3.1.text")),
        "{found:?}"
    );
}

#[test]
fn other_typography_is_the_same_words() {
    let imported = read(&XHTML.replace("Measure – and price – stand", "MEASURE, and price, stand"));
    let expected = Counts { strict: UNITS - 1, loose: 1, ..Counts::default() };
    assert_eq!(imported.text.provenance.counts, expected);
    let quotes = XHTML.replace(['‘', '’'], "'").replace('–', "-").replace('…', "...");
    assert_eq!(read(&quotes).text.provenance.counts, all_strict());
}

#[test]
fn another_act_is_refused() {
    for text in
        ["# Cakes\n\nClause 1\n\nEggs\n\nTwo.\n", "<html><body><p>Clause 1</p></body></html>", "hello"]
    {
        let found = bytes(text.as_bytes(), &asked(), &nowhere()).expect_err(text);
        assert_eq!(found[0].code.0, "SCC-FOREIGN", "{found:?}");
    }
    let mut other = asked();
    other.celex = Some("32021D0914".to_owned());
    let found = bytes(XHTML.as_bytes(), &other, &nowhere()).expect_err("another number");
    assert_eq!(found[0].message, "the source is 39999D0001, not 32021D0914");
    let mut other = asked();
    other.language = Some("de".to_owned());
    let found = bytes(XHTML.as_bytes(), &other, &nowhere()).expect_err("another language");
    assert_eq!(found[0].message, "the source is in the language `en`, not `de`");
}

#[test]
fn the_built_in_seals_are_whole() {
    let seals = dpakit::official::Seal::built_in().unwrap_or_else(|found| panic!("{found:?}"));
    let counts: Vec<(&str, usize)> =
        seals.iter().map(|seal| (seal.instrument.id.as_str(), seal.units.len())).collect();
    assert_eq!(counts, [("scc-2021-914", 432), ("scc-2010-87", 84)]);
    for seal in seals {
        let known = |id: &String| seal.units.contains_key(id) || seal.is_open(id);
        let options = seal.options.iter().flat_map(|option| {
            option.units.iter().chain(option.alternatives.iter().flat_map(|one| one.units.iter()))
        });
        let blanks = seal.blanks.iter().flat_map(|blank| blank.units.iter());
        let inline = seal.inline.iter().map(|inline| &inline.unit);
        let notes = seal.notes.iter().flat_map(|(note, unit)| [note, unit]);
        let quirks = seal.quirks.iter().map(|quirk| &quirk.unit);
        for id in options.chain(blanks).chain(inline).chain(notes).chain(quirks) {
            assert!(known(id), "{}: `{id}` is no unit", seal.instrument.id);
        }
        let hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let prints = seal.units.values();
        assert!(prints.clone().all(|print| hash(&print.loose) && print.strict.as_deref().is_none_or(hash)));
        assert!(seal.instrument.status.contains("secondary cop"));
    }
}
