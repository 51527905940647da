//! An invented agreement with the invented clauses, in every form in which agreements come.

use std::io::Write as _;

use dpakit::document::{Block, Document, Inline, Meta};
use dpakit::emit::{Format as _, Look, Volume, pdf::Pdf};
use dpakit::foreign;
use dpakit::official::Store;
use dpakit::official::foreign::Foreign;
use dpakit::official::verify::report::{Report, html, human};
use dpakit::official::verify::{ChangeKind, Judged, Question, Verdict, Verified, elsewhere, verify};

use super::fixture::{XHTML, bytes, nowhere, seals, with};

pub const AGREEMENT: &str = include_str!("flour-agreement.md");

/// A store that has the text of the clauses.
pub fn stored() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::at(folder.path());
    let imported = bytes(XHTML.as_bytes(), &super::fixture::asked(), &store).expect("a text");
    store.keep(&imported).expect("stored");
    (folder, store)
}

fn read(file: &[u8]) -> Foreign {
    foreign::read("agreement", file).unwrap_or_else(|found| panic!("{found:?}"))
}

fn verified(foreign: &Foreign, store: &Store) -> Verified {
    let mut sets =
        verify(foreign, &Question::default(), &seals(), store).unwrap_or_else(|found| panic!("{found:?}"));
    assert_eq!(sets.len(), 1);
    sets.remove(0)
}

/// With and without the stored text.
fn both(text: &str) -> [Verified; 2] {
    let (_folder, store) = stored();
    let foreign = read(text.as_bytes());
    [verified(&foreign, &store), verified(&foreign, &nowhere())]
}

fn findings(set: &Verified) -> Vec<(&str, Verdict)> {
    set.findings().map(|one| (one.id.as_str(), one.verdict)).collect()
}

fn unit<'s>(set: &'s Verified, id: &str) -> &'s Judged {
    set.units
        .iter()
        .find(|one| one.id == id && one.verdict != Verdict::Added)
        .unwrap_or_else(|| panic!("{id}: {:#?}", set.units))
}

/// The paragraphs of the agreement as a reader sees them.
fn paragraphs(text: &str) -> Vec<String> {
    read(text.as_bytes()).paragraphs.into_iter().map(|one| one.text).collect()
}

#[test]
fn another_setting_is_no_finding() {
    for set in both(AGREEMENT) {
        assert_eq!(findings(&set), [], "{:#?}", set.units);
        assert_eq!((set.modules.as_slice(), set.asked), (&[1][..], false));
        assert_eq!(unit(&set, "m1.c3.2.a").verdict, Verdict::Verbatim);
        assert_eq!(unit(&set, "c1.b.tail").verdict, Verdict::Verbatim, "joined to the item before");
        let renumbered = unit(&set, "c1.b.i");
        assert_eq!(renumbered.verdict, Verdict::Typographic);
        assert!(renumbered.notes.contains(&"numbered 1. instead of (i)".to_owned()), "{renumbered:?}");
        assert_eq!(unit(&set, "m12.c4.a.opt1").filled, ["three days"]);
        assert_eq!(unit(&set, "c5.opt1").filled, ["Oberdorf"]);
        for note in ["fn1", "fn2"] {
            assert_eq!(unit(&set, note).verdict, Verdict::Verbatim, "{note}");
        }
        assert!(
            set.units.iter().all(|one| one.id != "c2.text" && one.id != "c2.title"),
            "the option was left out"
        );
        assert_eq!(set.from.to_string(), "line 10");
    }
}

#[test]
fn the_publication_itself_is_verbatim_with_its_choices_open() {
    let (_folder, store) = stored();
    let foreign = read(XHTML.as_bytes());
    for set in [verified(&foreign, &store), verified(&foreign, &nowhere())] {
        assert_eq!(set.modules, [1, 2]);
        let open =
            ["m12.c4.a.opt1", "m12.c4.a.opt2", "c5.opt1", "c5.opt2"].map(|id| (id, Verdict::OptionOpen));
        assert_eq!(findings(&set), open);
        assert!(unit(&set, "c5.opt1").notes.contains(&"its blank is not filled in".to_owned()));
        let quiet = |one: &&Judged| !one.finding && one.verdict != Verdict::Verbatim;
        assert_eq!(
            set.units.iter().filter(quiet).map(|one| one.id.as_str()).collect::<Vec<_>>(),
            Vec::<&str>::new()
        );
    }
}

#[test]
fn a_changed_word_is_found_and_shown() {
    let changed = with(AGREEMENT, "keeps sacks dry", "keeps most sacks dry");
    let [stored, sealed] = both(&changed);
    for set in [&stored, &sealed] {
        assert_eq!(findings(set), [("m1.c3.2.a", Verdict::Altered)]);
        assert_eq!(unit(set, "m1.c3.2.a").place.expect("a place").to_string(), "line 40");
    }
    let redline = &unit(&stored, "m1.c3.2.a").redline;
    let changes: Vec<(ChangeKind, &str)> = redline.iter().map(|one| (one.kind, one.text.as_str())).collect();
    assert_eq!(
        changes,
        [
            (ChangeKind::Same, "The baker keeps"),
            (ChangeKind::Inserted, "most"),
            (ChangeKind::Same, "sacks dry.")
        ]
    );
    let told = unit(&sealed, "m1.c3.2.a");
    assert!(told.redline.is_empty());
    assert!(told.notes.iter().any(|note| note.contains("a redline needs the official text")), "{told:?}");
}

#[test]
fn one_small_word_anywhere_is_never_typography() {
    // A word put into each paragraph of the clauses, one at a time.
    let begin = AGREEMENT.find("**Clause 1**").expect("a beginning");
    let end = AGREEMENT.find("(1) Ovens").expect("an end");
    let (_folder, store) = stored();
    let mut tried = 0;
    for (at, _) in AGREEMENT.match_indices(' ').filter(|(at, _)| (begin..end).contains(at)) {
        let line = AGREEMENT[..at].rsplit('\n').next().unwrap_or_default();
        let frame = |line: &str| {
            line.trim().len() < 3 || line.trim_start().starts_with("**") || line.trim() == "Clause"
        };
        if frame(line) || AGREEMENT[at + 1..].starts_with(char::is_numeric) {
            continue;
        }
        tried += 1;
        if tried % 3 > 0 {
            continue;
        }
        let text = format!("{} not{}", &AGREEMENT[..at], &AGREEMENT[at..]);
        let foreign = read(text.as_bytes());
        for store in [&store, &nowhere()] {
            let set = verified(&foreign, store);
            let filled = set.units.iter().any(|one| one.filled.iter().any(|fill| fill.contains("not")));
            assert!(filled || set.findings().count() > 0, "{}", &text[at.saturating_sub(60)..at + 20]);
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn a_paragraph_that_is_gone_is_missing() {
    let deleted = with(AGREEMENT, "(b) Helpers keep the secret of the dough.\n", "");
    for set in both(&deleted) {
        assert_eq!(findings(&set), [("m12.c4.b", Verdict::Missing)]);
    }
    let bare = with(AGREEMENT, "(1) Ovens include tandoors.\n", "");
    for set in both(&bare) {
        assert_eq!(findings(&set), [("fn1", Verdict::Missing)]);
    }
    let none = with(AGREEMENT, "(a) The baker names each helper three days before the work.\n", "");
    for set in both(&none) {
        assert_eq!(findings(&set), [("m12.c4.a.opt1", Verdict::Missing)]);
        assert_eq!(unit(&set, "m12.c4.a.opt1").notes, ["none of its alternatives is there"]);
    }
}

#[test]
fn words_of_another_module_are_named() {
    let mixed = with(
        AGREEMENT,
        "The miller sieves the flour unless:\n",
        "The second miller sieves the flour again.\n",
    );
    let question = Question { modules: vec![1], language: None, ..Question::default() };
    let (_folder, store) = stored();
    for store in [&store, &nowhere()] {
        let set = verify(&read(mixed.as_bytes()), &question, &seals(), store).expect("a set").remove(0);
        assert_eq!(findings(&set), [("m1.c3.1.text", Verdict::OtherModule)]);
        assert_eq!(unit(&set, "m1.c3.1.text").like.as_deref(), Some("m2.c3.1.text"));
    }
}

#[test]
fn the_module_may_be_given() {
    let question = Question { modules: vec![2], language: None, ..Question::default() };
    let sets = verify(&read(AGREEMENT.as_bytes()), &question, &seals(), &nowhere()).expect("a set");
    assert!(sets[0].asked);
    let found = findings(&sets[0]);
    assert!(found.contains(&("m2.c3.1.text", Verdict::OtherModule)), "{found:?}");
    assert!(
        found.iter().any(|(id, verdict)| *id == "m1.c3.1.tail" && *verdict == Verdict::OtherModule),
        "{found:?}"
    );
}

#[test]
fn what_was_added_among_the_clauses_is_found() {
    let own = "(b) Helpers keep the secret of the dough.\n";
    let after = format!("{own}\nThe miller may change these clauses on his own.\n");
    let within = "(b) Helpers keep the secret of the dough, mostly.\n";
    let behind = "(b) Helpers keep the secret of the dough. Unless asked.\n";
    let cases = [(after.as_str(), "added"), (behind, "added"), (within, "altered or added")];
    for (text, what) in cases {
        for set in both(&with(AGREEMENT, own, text)) {
            let found = findings(&set);
            assert_eq!(found.len(), 1, "{what}: {found:?}");
            assert_eq!(found[0].0, "m12.c4.b", "{what}");
            assert!(matches!(found[0].1, Verdict::Added | Verdict::Altered), "{what}: {found:?}");
        }
    }
}

#[test]
fn a_blank_and_a_choice_left_open_are_found() {
    let unfilled = with(AGREEMENT, "helper three days before", "helper [Specify number of days] before");
    let emptied = with(AGREEMENT, "on that of Oberdorf.", "on that of _______ .");
    let chosen = "The law of the village of the mill holds. The houses agree on that of Oberdorf.\n";
    let open = format!("{chosen}\nThe law of the nearest market town holds.\n");
    for set in both(&unfilled) {
        assert_eq!(findings(&set), [("m12.c4.a.opt1", Verdict::BlankUnfilled)]);
    }
    for set in both(&emptied) {
        assert_eq!(findings(&set), [("c5.opt1", Verdict::BlankUnfilled)]);
    }
    for set in both(&with(AGREEMENT, chosen, &open)) {
        assert_eq!(findings(&set), [("c5.opt1", Verdict::OptionOpen), ("c5.opt2", Verdict::OptionOpen)]);
    }
}

/// Ids and verdicts, words set differently counted as the same.
fn outcome(set: &Verified) -> Vec<(String, Verdict)> {
    let coarse = |verdict| if verdict == Verdict::Typographic { Verdict::Verbatim } else { verdict };
    set.units.iter().map(|one| (one.id.clone(), coarse(one.verdict))).collect()
}

/// The agreement as plain text with lines broken at a width, as a mail has it.
fn wrapped(paragraphs: &[String]) -> String {
    let mut out = String::new();
    for paragraph in paragraphs {
        let mut column = 0;
        for word in paragraph.split(' ') {
            if column + word.len() > 40 {
                out.push('\n');
                column = 0;
            }
            out.push_str(word);
            out.push(' ');
            column += word.len() + 1;
        }
        out.push_str("\n\n");
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn page(paragraphs: &[String]) -> String {
    let body: String = paragraphs.iter().map(|one| format!("<div><p>{}</p></div>\n", escaped(one))).collect();
    format!(
        "<!DOCTYPE html>\n<html><head><title>x</title><style>p {{}}</style></head><body>{body}</body></html>"
    )
}

/// A Word document with these paragraphs; each may hold runs of its own.
pub fn docx(runs: &[String], notes: &[String]) -> Vec<u8> {
    let paragraphs = |all: &[String]| all.iter().map(|one| format!("<w:p>{one}</w:p>")).collect::<String>();
    let name = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document = format!(
        "<?xml version=\"1.0\"?><w:document {name}><w:body>{}</w:body></w:document>",
        paragraphs(runs)
    );
    let notes = format!(
        "<?xml version=\"1.0\"?><w:footnotes {name}><w:footnote>{}</w:footnote></w:footnotes>",
        paragraphs(notes)
    );
    zipped(&[("word/document.xml", document.as_bytes()), ("word/footnotes.xml", notes.as_bytes())])
}

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

pub fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// The agreement as a PDF of ours: justified, hyphenated, with running heads.
pub fn pdf(paragraphs: &[String]) -> Vec<u8> {
    let meta = Meta { slug: "x".into(), title: "Agreement".into(), language: "en".into(), ..Meta::default() };
    let blocks =
        paragraphs.iter().map(|one| Block::Paragraph(vec![Inline::Text(one.as_str().into())])).collect();
    let documents = [Document::redline(meta, blocks)];
    let mut out = Vec::new();
    Pdf.write(&Volume::of(&documents), &Look::default(), &mut out)
        .unwrap_or_else(|found| panic!("{found:?}"));
    out
}

#[test]
fn every_form_of_file_gives_the_same_verdicts() {
    let damaged = with(AGREEMENT, "keeps sacks dry", "keeps most sacks dry");
    let damaged = with(&damaged, "A torn sieve is mended within a week.\n", "");
    let (_folder, store) = stored();
    for text in [AGREEMENT, &damaged] {
        let paragraphs = paragraphs(text);
        let (body, notes): (Vec<String>, Vec<String>) =
            paragraphs.iter().cloned().partition(|one| !one.starts_with("(1)") && !one.starts_with("[^2]"));
        let word: Vec<String> = body.iter().map(|one| run(one)).collect();
        let notes: Vec<String> = notes.iter().map(|one| run(one)).collect();
        for store in [&store, &nowhere()] {
            let expected = outcome(&verified(&read(text.as_bytes()), store));
            assert!(expected.len() > 25, "{expected:?}");
            let others = [
                ("text", wrapped(&paragraphs).into_bytes()),
                ("lines", paragraphs.join("\r\n").into_bytes()),
                ("html", page(&paragraphs).into_bytes()),
                ("docx", docx(&word, &notes)),
                ("pdf", pdf(&paragraphs)),
            ];
            for (form, file) in others {
                assert_eq!(outcome(&verified(&read(&file), store)), expected, "{form}");
            }
        }
    }
}

#[test]
fn a_word_document_is_read_with_its_changes_accepted_and_its_calls_apart() {
    let dry = format!(
        "{}<w:del w:id=\"1\"><w:r><w:delText>never </w:delText></w:r></w:del>{}",
        run("(a) The baker keeps "),
        "<w:ins w:id=\"2\"><w:r><w:t>sacks </w:t></w:r></w:ins><w:r><w:t>dry.</w:t></w:r>"
    );
    let call = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r>";
    let paragraphs: Vec<String> = paragraphs(AGREEMENT)
        .iter()
        .map(|one| match one.as_str() {
            one if one.contains("sacks dry") => dry.clone(),
            one if one.contains("who sweeps") => {
                let (before, after) = one.split_once(" (1)").expect("a call");
                format!("{}{call}{}", run(before), run(after))
            }
            one => run(one),
        })
        .collect();
    let foreign = read(&docx(&paragraphs, &[]));
    assert!(foreign.remarks.iter().any(|remark| remark.contains("tracked changes")), "{:?}", foreign.remarks);
    let set = verified(&foreign, &nowhere());
    assert_eq!(findings(&set), []);
    assert_eq!(unit(&set, "m1.c3.2.a").place.expect("a place").to_string(), "paragraph 20");
}

#[test]
fn notes_and_page_breaks_within_a_unit_do_not_hide_it() {
    let broken = with(
        AGREEMENT,
        "The miller looks into every sack before it leaves.\n",
        "The miller looks into every\n\n(1) Ovens include tandoors.\n\nsack before it leaves.\n",
    );
    let broken = broken.replacen("\n(1) Ovens include tandoors.\n\n[^2]", "\n[^2]", 1);
    for set in both(&broken) {
        assert_eq!(findings(&set), [], "{:#?}", set.units);
        assert!(matches!(unit(&set, "c3.text").verdict, Verdict::Verbatim));
    }
}

#[test]
fn nothing_hides_in_other_scripts_or_between_letters() {
    // A Russian word; a Cyrillic letter that looks like a Latin one.
    for (from, to) in
        [("keeps sacks dry", "keeps не sacks dry"), ("keeps sacks dry", "keeps s\u{430}cks dry")]
    {
        for set in both(&with(AGREEMENT, from, to)) {
            assert_eq!(findings(&set), [("m1.c3.2.a", Verdict::Altered)], "{to}");
        }
    }
    let reordered = with(AGREEMENT, "keeps sacks dry", "keeps \u{202e}sacks\u{202c} dry");
    let foreign = read(reordered.as_bytes());
    assert!(
        foreign.remarks.iter().any(|remark| remark.starts_with("2 characters that hide")),
        "{:?}",
        foreign.remarks
    );
}

#[test]
fn two_sets_of_clauses_in_one_file_are_told_apart() {
    let twice = format!("{AGREEMENT}\n\n{}", with(AGREEMENT, "keeps sacks dry", "keeps sacks wet"));
    let sets = verify(&read(twice.as_bytes()), &Question::default(), &seals(), &nowhere()).expect("sets");
    assert_eq!(sets.len(), 2);
    assert_eq!(findings(&sets[0]), []);
    assert_eq!(findings(&sets[1]), [("m1.c3.2.a", Verdict::Altered)]);
}

#[test]
fn each_set_of_clauses_has_its_own_modules_and_notes() {
    let (clauses, rest) = AGREEMENT.split_once("(1) Ovens include").expect("notes");
    let notes = format!("(1) Ovens include{}", rest.split_once("## Closing").expect("an end").0);
    let other = with(
        &clauses.replace("The miller sieves the flour unless:", "The second miller sieves the flour again."),
        "(i) the baker asked for whole grain; or\n\n(ii) the sieve is torn[^2].\n\nA torn sieve is mended within a week.\n",
        "",
    );
    let own = other.replacen("(a) The baker keeps sacks dry.\n\n(b) Wet sacks are dried at once.\n", "", 1);
    let (_folder, store) = stored();
    // Each set with its notes behind it; all notes behind the last; one list for both.
    let files = [
        format!("{clauses}\n{notes}\n{own}\n{notes}"),
        format!("{clauses}\n{own}\n{notes}\n{notes}"),
        format!("{clauses}\n{own}\n{notes}"),
    ];
    for (at, file) in files.iter().enumerate() {
        for store in [&store, &nowhere()] {
            let sets = verify(&read(file.as_bytes()), &Question::default(), &seals(), store).expect("sets");
            assert_eq!(sets.iter().map(|set| set.modules.clone()).collect::<Vec<_>>(), [[1], [2]], "{at}");
            assert_eq!(findings(&sets[0]), [], "{at}");
            let found = findings(&sets[1]);
            assert!(found.iter().all(|(id, _)| !id.starts_with("fn")), "{at}: {found:?}");
            assert!(sets[0].to < sets[1].from, "{at}");
        }
    }
    // The second set has lost one of its notes.
    let lost = format!("{clauses}\n{notes}\n{own}\n{}", notes.replacen("(1) Ovens include tandoors.", "", 1));
    let sets = verify(&read(lost.as_bytes()), &Question::default(), &seals(), &store).expect("sets");
    assert_eq!(findings(&sets[0]), []);
    assert!(findings(&sets[1]).contains(&("fn1", Verdict::Missing)), "{:?}", findings(&sets[1]));
}

#[test]
fn what_was_added_among_headings_and_notes_is_found() {
    let added = "The miller may set these clauses aside.";
    let places = [
        ("**Clause 1**\n", "c1", "before the first unit"),
        ("(1) Ovens include tandoors.\n", "fn1", "between notes"),
    ];
    for (own, id, place) in places {
        for set in both(&with(AGREEMENT, own, &format!("{own}\n{added}\n"))) {
            let found = findings(&set);
            assert_eq!(found.len(), 1, "{place}: {found:?}");
            assert_eq!((found[0].0, found[0].1), (id, Verdict::Added), "{place}");
        }
    }
    let last = "[^2]: A sieve with one hole is torn.\n";
    for set in both(&with(AGREEMENT, last, &format!("{last}\n[^3]: {added}\n"))) {
        assert_eq!(findings(&set), [("fn2", Verdict::Added)], "a note that the publication does not have");
    }
    for set in both(&with(AGREEMENT, last, &format!("{last}\n[^7]: {added}\n"))) {
        assert_eq!(findings(&set), [], "a note of something else");
    }
}

#[test]
fn a_paragraph_anywhere_among_the_clauses_is_one_addition() {
    let begin = AGREEMENT.find("**Clause 1**").expect("a beginning");
    let end = AGREEMENT.find("[^2]:").expect("an end");
    let last = AGREEMENT.find("\n\n(1) Ovens").expect("the notes");
    let (_folder, store) = stored();
    let mut tried = 0;
    let places = AGREEMENT.match_indices("\n\n").map(|(at, _)| at);
    // Between the last clause and the notes the rest of an agreement may stand.
    for at in places.filter(|at| (begin..end).contains(at) && *at != last) {
        let text = format!("{}\n\nThe baker may do otherwise.{}", &AGREEMENT[..at], &AGREEMENT[at..]);
        for store in [&store, &nowhere()] {
            let set = verified(&read(text.as_bytes()), store);
            let found = findings(&set);
            assert_eq!(found.len(), 1, "{}: {found:?}", &text[at.saturating_sub(60)..at + 20]);
            assert_eq!(found[0].1, Verdict::Added);
        }
        tried += 1;
    }
    assert!(tried > 15, "{tried}");
}

#[test]
fn a_number_without_words_may_say_so() {
    let own = "(b) Helpers keep the secret of the dough.\n";
    let question = Question { remarks: vec!["No words here.".to_owned()], ..Question::default() };
    for (said, found) in [
        ("_[Not used.]_", None),
        ("[No words here]", None),
        ("[Not used: the miller is free.]", Some(("m12.c4.b", Verdict::Added))),
        ("No words here.", Some(("m12.c4.b", Verdict::Added))),
    ] {
        let file = with(AGREEMENT, own, &format!("{own}\n{said}\n"));
        let sets = verify(&read(file.as_bytes()), &question, &seals(), &nowhere()).expect("a set");
        assert_eq!(findings(&sets[0]), found.into_iter().collect::<Vec<_>>(), "{said}");
    }
}

#[test]
fn an_agreement_without_clauses_says_so() {
    let found = verify(&read(b"The miller delivers flour."), &Question::default(), &seals(), &nowhere())
        .expect_err("none");
    assert_eq!(found[0].code.0, "SCC-NO-CLAUSES");
    let german = Question { modules: Vec::new(), language: Some("de".to_owned()), ..Question::default() };
    let found = verify(&read(AGREEMENT.as_bytes()), &german, &seals(), &nowhere()).expect_err("no text");
    assert_eq!(found[0].code.0, "SCC-NOT-STORED");
}

#[test]
fn reports_say_the_same_and_escape_what_they_quote() {
    let (_folder, store) = stored();
    let text = with(AGREEMENT, "keeps sacks dry", "keeps \\<script\\> sacks dry & cold");
    let text = with(&text, "price of the sack.", "price of the sack. Clause 4 does not apply to it.");
    let foreign = read(text.as_bytes());
    let set = [verified(&foreign, &store)];
    let elsewhere = elsewhere(&foreign, &set);
    assert_eq!(elsewhere.iter().map(|one| one.place.to_string()).collect::<Vec<_>>(), ["line 6"]);
    let report = Report {
        file: "a<b>.md",
        format: foreign.format,
        remarks: &foreign.remarks,
        sets: &set,
        elsewhere: &elsewhere,
    };
    let (text, page) = (human(&report), html(&report));
    assert!(
        text.contains(
            "Clause 3.2(a) [m1.c3.2.a] altered (line 40)\n      The baker keeps {+<script>+} sacks dry {+cold.+}\n"
        ),
        "{text}"
    );
    assert!(text.contains("all of whose units agree with fingerprints invented for tests"), "{text}");
    assert!(page.contains("<ins>&lt;script&gt;</ins> sacks dry <ins>cold.</ins>"), "{page}");
    for report in [&text, &page] {
        assert!(report.contains("Clause 4 does not apply to it."), "{report}");
    }
    assert!(page.contains("a&lt;b&gt;.md") && !page.contains("<script"));
    assert_eq!(human(&report), text);
}

/// What the seal has beside the published units is what its own publication gives.
#[test]
fn the_readings_of_the_seal_are_those_of_the_publication() {
    let (_folder, store) = stored();
    let seal = &seals()[0];
    let made = dpakit::official::verify::sealed_readings(seal, &store.read(seal, "en").expect("a text").text);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official/seal.toml");
    let toml = std::fs::read_to_string(&path).expect("the seal");
    if std::env::var_os("DPAKIT_WRITE_READINGS").is_some() {
        let head = toml.split("\n[readings]").next().expect("a beginning").trim_end();
        std::fs::write(&path, format!("{head}\n\n{made}")).expect("written");
    } else {
        assert!(toml.ends_with(&made), "run with DPAKIT_WRITE_READINGS=1 to make them again");
    }
}

#[test]
fn struck_and_hidden_words_are_not_there() {
    let told = |foreign: &Foreign| {
        let said = "struck through, hidden or white were left out";
        assert!(foreign.remarks.iter().any(|remark| remark.contains(said)), "{:?}", foreign.remarks);
        assert_eq!(findings(&verified(foreign, &nowhere())), [("m12.c4.b", Verdict::Altered)]);
    };
    for struck in ["~~the secret of~~", "<del>the secret of</del>", "<s>the secret of</s>"] {
        told(&read(with(AGREEMENT, "the secret of", struck).as_bytes()));
    }
    let all = paragraphs(AGREEMENT);
    let styles = ["display: none", "visibility:hidden", "text-decoration: line-through", "font-size: 0"];
    for style in styles.into_iter().chain(["color: White", "width:1em; color:#FFF"]) {
        let hidden = format!("<span style=\"{style}\">the secret of</span>");
        told(&read(with(AGREEMENT, "the secret of", &hidden).as_bytes()));
        told(&read(page(&all).replace("the secret of", &hidden).as_bytes()));
    }
    for property in ["strike", "dstrike", "vanish", "color w:val=\"FFFFFF\""] {
        let runs = all.iter().map(|one| match one.split_once("the secret of") {
            Some((before, after)) => {
                let hidden = format!("<w:r><w:rPr><w:{property}/></w:rPr><w:t>the secret of</w:t></w:r>");
                format!("{}{hidden}{}", run(before), run(after))
            }
            None => run(one),
        });
        told(&read(&docx(&runs.collect::<Vec<_>>(), &[])));
    }
    let shown = with(AGREEMENT, "the secret of", "<!-- no --> the secret of");
    assert_eq!(findings(&verified(&read(shown.as_bytes()), &nowhere())), [], "a comment is no word");
    // White words on something painted are there to be read.
    let painted = "<span style=\"background: navy\"><b style=\"color: white\">the secret of</b></span>";
    let foreign = read(page(&all).replace("the secret of", painted).as_bytes());
    assert_eq!(findings(&verified(&foreign, &nowhere())), []);
}

#[test]
fn pictures_and_hidden_characters_are_told_with_their_places() {
    let remarks = |text: &str| read(text.as_bytes()).remarks.join("\n");
    let picture = with(AGREEMENT, "keep the secret of", "keep the ![secret](secret.png) of");
    assert_eq!(remarks(&picture), "1 picture was passed over: if it shows words, they were not compared");
    let image = page(&paragraphs(AGREEMENT)).replace("the secret", "the <img src=\"secret.png\">");
    assert!(remarks(&image).starts_with("1 picture"), "{}", remarks(&image));
    let hidden = with(AGREEMENT, "keep the secret", "keep the se\u{200b}cret");
    assert_eq!(
        remarks(&hidden),
        "1 character that hides or reorders text was passed over (line 48): look at the file before you sign"
    );
}

#[test]
fn brackets_and_blanks_change_what_is_said() {
    let (_folder, store) = stored();
    for changed in [
        "keep the [secret of the] dough",
        "[keep the secret of the dough]",
        "keep the secret ____ of the dough",
    ] {
        let text = with(AGREEMENT, "keep the secret of the dough", changed);
        for store in [&store, &nowhere()] {
            let set = verified(&read(text.as_bytes()), store);
            assert_eq!(findings(&set), [("m12.c4.b", Verdict::Altered)], "{changed}");
        }
    }
    let filled = "three days, which the baker may shorten or waive as he pleases, before the work";
    let set = verified(&read(with(AGREEMENT, "three days before the work", filled).as_bytes()), &store);
    assert_eq!(findings(&set), [("m12.c4.a.opt1", Verdict::Altered)], "more than a value");
}

#[test]
fn short_insertions_are_found_too() {
    for added in
        ["Clause 4 shall not apply.", "No liability applies.", "Not applicable.", "Liability cap: EUR 100"]
    {
        let own = "(b) Helpers keep the secret of the dough.\n";
        for set in both(&with(AGREEMENT, own, &format!("{own}\n{added}\n"))) {
            assert_eq!(findings(&set), [("m12.c4.b", Verdict::Added)], "{added}");
        }
    }
}
