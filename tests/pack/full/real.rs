//! The real clauses, where they lie beside this repository: every unit of the chosen modules is printed
//! word for word, and no unit of another.
//!
//! What is expected comes from the seal (which modules have a unit, and its fingerprint) and from the words
//! of the imported units; nothing here asks how the text was cut.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use dpakit::document::Document;
use dpakit::foreign;
use dpakit::library::Library;
use dpakit::official::import::Source;
use dpakit::official::seal::Print;
use dpakit::official::verify::{Judged, Question, verify};
use dpakit::official::{Asked, Seal, Store, Stored, import, normal};
use tempfile::TempDir;

use super::fixture::{Wanted, documents, on, pack};
use crate::texts::{file, html_text, markdown_text, skip, written};

/// A library with the text of publications at hand; none where they are not here.
fn imported(names: &[&str]) -> Option<(Library, TempDir)> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/official");
    let source = |name: &&str| {
        let bytes = fs::read(beside.join(name)).ok();
        Some(Source { name: (*name).to_owned(), bytes: bytes? })
    };
    let Some(sources) = names.iter().map(source).collect::<Option<Vec<Source>>>() else {
        println!("skipped: ../shared/official/{} is not here", names[0]);
        return None;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::at(folder.path());
    let seals = Seal::built_in().expect("the seals");
    let asked = Asked { date: "2026-11-26".to_owned(), ..Asked::default() };
    let imported = import(&sources, &asked, seals, &store).unwrap_or_else(|found| panic!("{found:?}"));
    assert!(imported.text.provenance.accepted.is_empty());
    store.keep(&imported).expect("stored");
    Some((on(folder.path(), seals), folder))
}

fn clauses_of_2021() -> Option<(Library, TempDir)> {
    imported(&[COPY])
}

/// The copy of the clauses of 2021 that is in the mark-up of the Official Journal.
const COPY: &str = "scc914-reconstructed.oj.xhtml";

const CLAUSES_OF_2010: [&str; 3] =
    ["2010-87/EN-Clauses_v0.md", "2010-87/EN-Appendix1_v0.md", "2010-87/EN-Appendix2_v0.md"];

fn stored(library: &Library, instrument: &str) -> Stored {
    let (_, stored) = library.official.official(instrument, "en").expect("stored");
    (*stored).clone()
}

fn schedule(documents: Vec<Document>, slug: &str) -> Document {
    documents.into_iter().find(|one| &*one.meta().slug == slug).expect("a schedule")
}

fn loose(text: &str) -> String {
    normal::loose(text, "en")
}

/// The lines of the official part of a Markdown file: each without marks of lists and headings, and in
/// every reading of what is a number and what is a word.
fn lines(markdown: &str, begin: &str, end: &str) -> BTreeSet<String> {
    let start = markdown.find(begin).expect("the clauses");
    let part = &markdown[start..start + markdown[start..].find(end).expect("the annexes")];
    let mut out = BTreeSet::new();
    for line in part.lines() {
        let line = line.trim_start_matches([' ', '-', '#']).replace('\\', "").replace("**", "");
        let mut line = without_calls(&line);
        out.insert(normal::strict(&line));
        // A mark (a), a number 8.1, a clause number, the end of a title.
        for words in [1, 2] {
            let tokens: Vec<&str> = line.splitn(words + 1, ' ').collect();
            if let [first @ .., rest] = tokens.as_slice() {
                out.insert(normal::strict(rest));
                out.insert(normal::strict(&first.join(" ")));
            }
        }
        // Several modules share a heading.
        while let Some(at) = line.rfind(" MODULE ") {
            out.insert(normal::strict(&line[at..]));
            line.truncate(at);
            out.insert(normal::strict(&line));
        }
    }
    out
}

/// A line without the calls of notes: `(4)` after a no-break space.
fn without_calls(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{a0}(") {
        out.push_str(before);
        match after.split_once(')') {
            Some((number, after)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest = after,
            _ => {
                out.push_str("\u{a0}(");
                rest = after;
            }
        }
    }
    out + rest
}

/// Whether a unit is a form for data that the schedule's own annexes replace.
fn is_form(id: &str) -> bool {
    id.starts_with("appendix") || id.starts_with("annexi")
}

/// What is printed otherwise than published, and how: the words that must stand there. Labels, brackets and
/// prompts are facts of the seal's options and blanks.
fn otherwise(id: &str, text: &str, modules: &[u8]) -> Option<Option<String>> {
    let only = |module: u8| modules == [module];
    let has = |module: u8| modules.contains(&module);
    // A bracket of Module Three goes, stays, or is opened.
    let inline = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('[') {
            let (inner, after) = after.split_once(']').expect("a bracket");
            let (label, words) = inner.split_once(':').expect("a label");
            let one_to_three = label.contains("One");
            let for_four = label.contains("Four");
            let any = if one_to_three { modules != [4] } else { has(if for_four { 4 } else { 3 }) };
            let all = if one_to_three { !has(4) } else { only(if for_four { 4 } else { 3 }) };
            out.push_str(before);
            if all {
                out.push_str(words.trim_start());
            } else if any {
                out.push_str(&format!("[{inner}]"));
            }
            rest = after;
        }
        Some(out + rest)
    };
    let option = |text: &str| text.split_once(": ").map(|(_, words)| words.trim_end_matches(']').to_owned());
    let filled = |text: &str, with: &str| {
        let (before, after) = text.split_once("__").expect("a blank");
        let (_, after) = after.split_once(')').expect("a prompt");
        format!("{before}{with}{after}")
    };
    Some(match id {
        "c7" => Some("Clause 7".to_owned()),
        "m2.c9.a.opt2" | "m3.c9.a.opt2" => {
            let (_, words) = text.split_once("AUTHORISATION ").expect("a label");
            let (before, after) = words.split_once('[').expect("a prompt");
            let (_, after) = after.split_once(']').expect("a prompt");
            Some(format!("{before}30 days{after}"))
        }
        "m2.c9.a.opt1" | "m3.c9.a.opt1" | "m123.c13.a.alt2" | "m123.c13.a.alt3" | "m123.c17.opt2" => None,
        "c11.a.option" => option(text),
        "m123.c13.a.alt1" => text.split_once("] ").map(|(_, words)| words.to_owned()),
        "m123.c17.opt1" => option(text).map(|words| filled(&words, "Germany")),
        "m4.c17.text" | "m123.c18.b" | "m4.c18.text" => Some(filled(text, "Germany")),
        "m1234.c15.1.a.tail" if !has(3) => None,
        "m1234.c14.e" | "m1234.c14.f" | "m1234.c15.1.a.tail" | "m1234.c15.1.c" | "m1234.c15.2.b"
        | "c16.c.tail" | "c16.d" => inline(text),
        "c3.a.ii" | "c3.a.iii" | "c3.a.iv" | "c3.a.viii" => parts(text, modules),
        _ => return None,
    })
}

/// The parts of Clause 3 that name a chosen module.
fn parts(text: &str, modules: &[u8]) -> Option<String> {
    let (lead, rest) = text.split_once(" – ").expect("a clause");
    let names = ["One", "Two", "Three", "Four"];
    let fits = |part: &&str| {
        let label = part.split(':').next().unwrap_or_default();
        modules.iter().any(|module| label.contains(names[usize::from(*module) - 1]))
    };
    let kept: Vec<&str> = rest.split(';').map(str::trim).filter(fits).collect();
    (!kept.is_empty()).then(|| format!("{lead} – {}", kept.join("; ")))
}

/// What a selection must print: ids with their words; and what it must not.
struct Expected {
    whole: Vec<(String, Print)>,
    changed: Vec<(String, String)>,
    foreign: Vec<(String, String)>,
    /// Every printed unit with the numbers of notes where they are called.
    words: Vec<(String, String)>,
}

fn expected(stored: &Stored, modules: &[u8]) -> Expected {
    let seal = &Seal::built_in().expect("the seals")[0];
    let mut out = Expected { whole: Vec::new(), changed: Vec::new(), foreign: Vec::new(), words: Vec::new() };
    for (id, print) in seal.units.iter().filter(|(id, _)| !is_form(id)) {
        let unit = stored.text.unit(id).expect("a unit");
        let line_of_module = id.contains(".module.");
        let own = print.modules.iter().any(|module| modules.contains(module));
        if !own || (line_of_module && modules.len() == 1) {
            out.foreign.push((id.clone(), unit.text.clone()));
            continue;
        }
        match otherwise(id, &unit.text, modules) {
            Some(Some(words)) => {
                // The only one of these units that calls a note has its call at the no-break space.
                out.words.push((id.clone(), words.replacen('\u{a0}', "11 ", 1)));
                out.changed.push((id.clone(), words));
            }
            Some(None) => out.foreign.push((id.clone(), unit.text.clone())),
            None => {
                let mut words = unit.text.clone();
                for call in unit.calls.iter().rev() {
                    words.insert_str(call.at, &call.printed);
                }
                out.words.push((id.clone(), words));
                out.whole.push((id.clone(), print.clone()));
            }
        }
    }
    out
}

/// The pages of a PDF as text, without running headers and footers.
fn pages(document: &Document) -> Option<Vec<String>> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, &written(document, "pdf")).expect("written");
    let output =
        std::process::Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let reference = &*document.meta().reference;
    let running = |line: &&str| {
        let footer = line.starts_with("Version ") && line.len() < 40;
        !(line.contains(reference) || footer || line.starts_with("Page ") || **line == *document.meta().title)
    };
    let page = |page: &str| loose(&page.lines().filter(running).collect::<Vec<_>>().join(" "));
    Some(text.split('\u{c}').map(page).collect())
}

/// Whether words stand on a page, or end one and go on on the next; footnotes may stand between.
fn stands(words: &str, pages: &[String]) -> bool {
    pages.iter().any(|page| page.contains(words))
        || pages.windows(2).any(|pair| {
            let cuts = (1..words.len()).rev().find(|cut| pair[0].contains(&words[..*cut]));
            // The longest beginning that the page has may reach into the same letters by chance.
            cuts.is_some_and(|cut| (1..=cut).rev().take(40).any(|cut| pair[1].contains(&words[cut..])))
        })
}

fn holds(names: &[&str], numbers: &[u8], wanted: &Wanted<'_>) {
    let Some((library, _folder)) = clauses_of_2021() else { return };
    let stored = stored(&library, "scc-2021-914");
    let expected = expected(&stored, numbers);
    let document = schedule(documents(&pack(wanted), &library), "scc");
    let markdown = String::from_utf8(written(&document, "md")).expect("UTF-8");

    let lines = lines(&markdown, "\n## ANNEX STANDARD", "\n## Annex I.A");
    let hashes: BTreeSet<String> = lines.iter().map(|line| normal::hash(line)).collect();
    for (id, print) in &expected.whole {
        let strict = print.strict.as_ref().expect("a fingerprint");
        assert!(hashes.contains(strict), "{names:?}: {id} is not there as published");
    }
    let changed: BTreeSet<String> = lines.iter().map(|line| loose(line)).collect();
    for (id, words) in &expected.changed {
        assert!(changed.contains(&loose(words)), "{names:?}: {id} does not read: {words}");
    }

    // What belongs to another module is nowhere, unless a unit that is printed has the same words.
    let own: BTreeSet<String> = expected.words.iter().map(|(_, words)| loose(words)).collect();
    let formats = [
        ("md", loose(&markdown_text(std::slice::from_ref(&document)))),
        ("html", loose(&html_text(std::slice::from_ref(&document)))),
    ];
    for (id, words) in &expected.foreign {
        let words = loose(words);
        let shared = own.iter().any(|one| one.contains(&words));
        assert!(
            shared || !changed.contains(&words) || words.starts_with("clause"),
            "{names:?}: {id} belongs to another module"
        );
        for (format, text) in &formats {
            let long = words.len() > 60 && !shared;
            assert!(!long || !text.contains(&words), "{names:?}: {format} has {id} of another module");
        }
    }

    for (format, text) in &formats {
        for (id, words) in &expected.words {
            assert!(text.contains(&loose(words)), "{names:?}: {format} lacks {id}");
        }
    }
    match pages(&document) {
        Some(pages) => {
            for (id, words) in &expected.words {
                assert!(stands(&loose(words), &pages), "{names:?}: pdf lacks {id}");
            }
            let all = pages.concat();
            for (id, words) in expected.foreign.iter().map(|(id, words)| (id, loose(words))) {
                let shared = own.iter().any(|one| one.contains(&words));
                assert!(words.len() <= 60 || shared || !all.contains(&words), "{names:?}: pdf has {id}");
            }
        }
        None => skip("pdftotext is not installed"),
    }
    println!(
        "{names:?}: {} units as published, {} cut or filled, {} of other modules or options",
        expected.whole.len(),
        expected.changed.len(),
        expected.foreign.len()
    );
}

#[test]
fn module_one_is_printed_word_for_word() {
    holds(&["one"], &[1], &Wanted { modules: &["one"], ..Wanted::default() });
}

#[test]
fn module_two_is_printed_word_for_word() {
    holds(&["two"], &[2], &Wanted { modules: &["two"], ..Wanted::default() });
}

#[test]
fn module_three_is_printed_word_for_word() {
    holds(&["three"], &[3], &Wanted { modules: &["three"], ..Wanted::default() });
}

#[test]
fn module_four_is_printed_word_for_word() {
    holds(&["four"], &[4], &Wanted { modules: &["four"], ..Wanted::default() });
    holds(&["four"], &[4], &Wanted { modules: &["four"], combines: false, ..Wanted::default() });
}

#[test]
fn modules_two_and_three_are_printed_together() {
    holds(&["two", "three"], &[2, 3], &Wanted { modules: &["two", "three"], ..Wanted::default() });
}

/// What dpakit prints passes its own comparison, as a reader of the file makes it: with the stored text and
/// with fingerprints alone, and with a copy for each module where they choose differently.
#[test]
fn packs_in_full_pass_the_comparison_in_every_format() {
    let Some((library, folder)) = clauses_of_2021() else { return };
    let apart = Wanted {
        modules: &["two", "three"],
        more: "[transfers.by_module.three]\nlaw = \"IE\"\n",
        ..Wanted::default()
    };
    let wanted = [
        (vec![vec![2], vec![3]], apart),
        (vec![vec![4]], Wanted { modules: &["four"], combines: false, ..Wanted::default() }),
        (vec![vec![2, 4]], Wanted { modules: &["two", "four"], combines: false, ..Wanted::default() }),
    ];
    let question = Question {
        remarks: library.labels.official.remarks().map(str::to_owned).to_vec(),
        ..Question::default()
    };
    let nowhere = tempfile::tempdir().expect("a folder");
    let stores = [Store::at(folder.path()), Store::at(nowhere.path())];
    for (modules, wanted) in wanted {
        let document = schedule(documents(&pack(&wanted), &library), "scc");
        for (format, store) in
            [("md", &stores[0]), ("md", &stores[1]), ("html", &stores[1]), ("pdf", &stores[1])]
        {
            let read = foreign::read("schedule", &written(&document, format)).expect("an agreement");
            let sets = verify(&read, &question, Seal::built_in().expect("the seals"), store);
            let sets = sets.unwrap_or_else(|found| panic!("{found:?}"));
            let found: Vec<Vec<u8>> = sets.iter().map(|set| set.modules.clone()).collect();
            assert_eq!(found, modules, "{format}");
            for set in &sets {
                let found: Vec<&Judged> = set.findings().collect();
                assert!(found.is_empty(), "{modules:?} {format}: {found:#?}");
            }
        }
    }
}

/// Two copies define the same terms twice, and that is the publication's affair.
#[test]
fn rules_on_text_leave_official_words_alone() {
    let Some((library, _folder)) = clauses_of_2021() else { return };
    let apart = Wanted {
        modules: &["two", "three"],
        more: "[transfers.by_module.three]\nlaw = \"IE\"\n",
        ..Wanted::default()
    };
    let facts = super::fixture::facts(&pack(&apart)).expect("facts");
    let plan = dpakit::plan::plan(&facts, &library).expect("a plan");
    let documents = dpakit::assemble::assemble(&plan).expect("documents");
    assert_eq!(plan.texts.len(), 2);
    let of_text = |code: &str| ["DEF-", "TXT-", "REF-", "NUM-"].iter().any(|begin| code.starts_with(begin));
    let found = dpakit::check::check(&plan, &documents).findings;
    let found: Vec<&str> = found.iter().map(|one| one.code.0).filter(|code| of_text(code)).collect();
    assert_eq!(found, Vec::<&str>::new());
}

/// Two copies of the publication give the same proof, and the same words.
#[test]
fn it_does_not_matter_from_which_copy_the_text_came() {
    let copies = ["scc914-reconstructed.oj.xhtml", "scc914-maya-eurlex-page.md"];
    let [Some(one), Some(other)] = copies.map(|name| imported(&[name])) else { return };
    let hash = |library: &Library| stored(library, "scc-2021-914").text.hash();
    assert_eq!(hash(&one.0), hash(&other.0));
    let words = |library: &Library| {
        let document = schedule(documents(&pack(&Wanted::default()), library), "scc");
        normal::strict(&String::from_utf8(written(&document, "md")).expect("UTF-8"))
    };
    assert_eq!(words(&one.0), words(&other.0));
}

/// The footnotes keep the numbers of the publication, in every format.
#[test]
fn footnotes_have_the_numbers_of_the_publication() {
    let Some((library, _folder)) = clauses_of_2021() else { return };
    for (modules, notes) in [
        (&["one"][..], &[1, 2, 3, 10, 11, 12][..]),
        (&["two"], &[1, 4, 8, 11, 12]),
        (&["three"], &[1, 5, 6, 9, 11, 12]),
        (&["four"], &[1, 7, 11, 12]),
        (&["two", "three"], &[1, 4, 5, 6, 8, 9, 11, 12]),
    ] {
        let wanted = Wanted { modules, ..Wanted::default() };
        let document = schedule(documents(&pack(&wanted), &library), "scc");
        let markdown = String::from_utf8(written(&document, "md")).expect("UTF-8");
        let html = String::from_utf8(written(&document, "html")).expect("UTF-8");
        let note = |number: &u32| {
            let start = format!("({number}) ");
            markdown.lines().any(|line| line.starts_with(&start))
        };
        let mark = |number: &u32| html.contains(&format!("<span class=\"mark\">{number}</span> <p>"));
        for number in 1..=12 {
            assert_eq!(note(&number), notes.contains(&number), "{modules:?} md {number}");
            assert_eq!(mark(&number), notes.contains(&number), "{modules:?} html {number}");
        }
    }
}

/// The example with its transfers in full.
fn in_full(name: &str) -> String {
    let toml = file(&format!("examples/{name}.toml"));
    let asked = toml.replacen("[agreement]\n", "[agreement]\nclause_text = \"full\"\n", 1);
    assert_ne!(asked, toml);
    asked
}

#[test]
fn aftership_is_written_both_ways() {
    let Some((library, _folder)) = clauses_of_2021() else { return };
    let plain = schedule(documents(&file("examples/aftership.toml"), &library), "scc");
    let full = schedule(documents(&in_full("aftership"), &library), "scc");
    let words = stored(&library, "scc-2021-914").text.unit("c5.text").expect("a unit").text.clone();
    for (document, there) in [(&plain, false), (&full, true)] {
        let one = std::slice::from_ref(document);
        assert_eq!(loose(&markdown_text(one)).contains(&loose(&words)), there);
        assert_eq!(loose(&html_text(one)).contains(&loose(&words)), there);
        assert!(written(document, "pdf").starts_with(b"%PDF"));
    }
    // Clause 17 has its second option there, and the period of Clause 9(a) stays open, as published.
    let text = markdown_text(std::slice::from_ref(&full));
    assert!(
        text.contains("this shall be the law of Belgium.") && text.contains("at least a period left open (")
    );
}

#[test]
fn imou_is_written_both_ways() {
    let Some((library, _folder)) = imported(&CLAUSES_OF_2010) else { return };
    let seal = &Seal::built_in().expect("the seals")[1];
    let plain = schedule(documents(&file("examples/imou.toml"), &library), "scc-2010");
    let toml = in_full("imou");
    let full = schedule(documents(&toml, &library), "scc-2010");
    let with = toml.replacen("options   = { law", "options   = { indemnity = true, law", 1);
    assert_ne!(with, toml);
    let with = schedule(documents(&with, &library), "scc-2010");
    let stored = stored(&library, "scc-2010-87");
    for (id, _) in &seal.units {
        let unit = stored.text.unit(id).expect("a unit");
        let text = loose(&unit.text.replace("….", "")).replace("….", "");
        let optional = id.starts_with("ind.");
        let long = text.len() > 40;
        for (document, there) in [(&plain, false), (&full, !optional), (&with, true)] {
            let one = std::slice::from_ref(document);
            let wanted = there || !long;
            assert!(!there || loose(&markdown_text(one)).contains(&text), "md lacks {id}");
            assert!(!there || loose(&html_text(one)).contains(&text), "html lacks {id}");
            assert!(wanted || !loose(&markdown_text(one)).contains(&text), "md has {id}");
        }
    }
    // Where its illustrative clause is not used, it says so; the parties stand where its form was.
    let text = markdown_text(std::slice::from_ref(&full));
    assert!(text.contains("INDEMNIFICATION CLAUSE [Not used.]"), "{text}");
    assert!(text.contains("Zhejiang Dahua Technology Co., Ltd [the data importer]"));
    // The copy has calls without notes, which is said and not printed.
    assert!(text.contains("3 are called in the stored copy without their words"));
}

fn dpakit(args: &[&str], store: &std::path::Path, here: &std::path::Path) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_dpakit"))
        .args(args)
        .env("DPAKIT_STORE", store)
        .current_dir(here)
        .output()
        .expect("dpakit runs");
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}: {text}");
    text
}

/// As a user does it: import, say in the house that all clauses are printed in full, render, verify.
#[test]
fn a_house_imports_once_and_prints_from_then_on() {
    let publication = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/official").join(COPY);
    if !publication.exists() {
        return println!("skipped: ../shared/official/{COPY} is not here");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (here, store) = (folder.path(), folder.path().join("texts"));
    fs::write(here.join("pack.toml"), file("examples/aftership.toml")).expect("written");
    let house = "formats = [\"md\", \"pdf\"]\n\n[defaults.agreement]\nclause_text = \"full\"\n";
    fs::write(here.join("dpakit.toml"), house).expect("written");
    dpakit(&["scc", "import", publication.to_str().expect("a path")], &store, here);
    dpakit(&["check", "pack.toml"], &store, here);
    dpakit(&["render", "pack.toml"], &store, here);
    let out = here.join("out/aftership-2022-04-08");
    let manifest = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["official"][0]["compared"]["strict"], 432);
    assert!(!manifest.to_string().contains(here.to_str().expect("a path")), "no path of this machine");
    let verified = dpakit(&["verify", "out/aftership-2022-04-08/scc.pdf"], &store, here);
    assert!(verified.contains("from its facts: the same bytes"), "{verified}");
}
