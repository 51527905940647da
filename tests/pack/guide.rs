//! The guides: every unit of the official clauses is explained, in few plain words, and nobody can take
//! them for a part of the contract.

use std::sync::Arc;

use dpakit::assemble;
use dpakit::document::{Block, Document, Inline, plain, walk};
use dpakit::emit::{FORMATS, Look, pdf};
use dpakit::library::guide::places;
use dpakit::library::{Book, Clause, Guide};

use crate::golden::compare;
use crate::texts::{documents, file, library, list, one_space, try_documents, written};

/// Most words of a text, without the facts of a pack.
const WORDS: usize = 340;
/// Most words of one of its paragraphs.
const PARAGRAPH: usize = 130;
/// Most words of a sentence, as for clauses.
const SENTENCE: usize = 45;

fn guides() -> Vec<(&'static Book, &'static Guide)> {
    library().guides().collect()
}

fn texts(book: &'static Book) -> Vec<&'static Arc<Clause>> {
    book.order.iter().map(|slug| book.current(slug).expect("a text")).collect()
}

/// A pack of the examples that asks for its guide.
fn with_guide(name: &str) -> String {
    file(&format!("examples/{name}.toml")).replacen("[agreement]\n", "[agreement]\nguide = true\n", 1)
}

fn guide(documents: &[Document]) -> &Document {
    documents.iter().find(|one| one.meta().slug.starts_with("guide")).expect("a guide")
}

fn markdown(document: &Document) -> String {
    String::from_utf8(written(document, "md")).expect("UTF-8")
}

#[test]
fn every_unit_of_the_official_clauses_is_explained() {
    let counts: Vec<(&str, usize, usize)> = guides()
        .iter()
        .map(|(book, guide)| {
            let texts: Vec<&Clause> = texts(book).into_iter().map(AsRef::as_ref).collect();
            assert_eq!(guide.unexplained(&texts), Vec::<&str>::new(), "{}", book.name);
            (
                guide.of.as_str(),
                guide.units.len(),
                texts.iter().filter(|text| !text.explains.is_empty()).count(),
            )
        })
        .collect();
    assert_eq!(counts, [("scc", 334, 63), ("scc-2010", 84, 17)], "units, and texts that explain them");
}

#[test]
fn without_a_text_its_units_are_missed() {
    for (book, guide) in guides() {
        let all = texts(book);
        for left_out in all.iter().filter(|text| !text.explains.is_empty()) {
            let rest: Vec<&Clause> = all
                .iter()
                .filter(|text| text.address != left_out.address)
                .map(|text| text.as_ref())
                .collect();
            assert!(!guide.unexplained(&rest).is_empty(), "{} explains nothing of its own", left_out.address);
        }
    }
}

#[test]
fn a_text_stands_in_the_packs_whose_modules_it_explains() {
    for text in guides().iter().flat_map(|(book, _)| texts(book)) {
        let words = ["one", "two", "three", "four"];
        let named = |module: &str| places(text).iter().any(|place| place.starts_with(module));
        let modules: Vec<&str> = (1..5)
            .zip(words)
            .filter(|(number, _)| named(&format!("m{number}/")))
            .map(|(_, word)| word)
            .collect();
        let when = text.when.text().unwrap_or_default();
        let asked: Vec<&str> = words.into_iter().filter(|word| when.contains(&format!("'{word}'"))).collect();
        if !modules.is_empty() {
            let everywhere = modules.len() == 4 && asked.is_empty();
            assert!(asked == modules || everywhere, "{}: {modules:?}, {when}", text.address);
        }
    }
}

/// The words of a text as a reader of no pack sees them, a paragraph each.
fn paragraphs(text: &Arc<Clause>) -> Vec<String> {
    let document =
        assemble::explain(library(), &[text], None).unwrap_or_else(|found| panic!("{}", list(&found)));
    let mut out = Vec::new();
    gather(document.blocks(), &mut out);
    out
}

fn gather(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Section(section) => gather(&section.blocks, out),
            Block::Paragraph(run) => out.push(plain(run)),
            Block::List(list) => list.items.iter().for_each(|item| gather(&item.blocks, out)),
            _ => {}
        }
    }
}

#[test]
fn texts_are_short_and_plain() {
    let mut lengths = Vec::new();
    for text in guides().iter().flat_map(|(book, _)| texts(book)) {
        let address = &text.address;
        let paragraphs = paragraphs(text);
        let words: usize = paragraphs.iter().map(|one| one.split_whitespace().count()).sum();
        assert!((10..=WORDS).contains(&words), "{address} has {words} words");
        for paragraph in &paragraphs {
            let words = paragraph.split_whitespace().count();
            assert!(words <= PARAGRAPH, "{address} has a paragraph of {words} words");
        }
        let source = text.body.to_lowercase();
        for word in ["shall", "hereby", "hereinafter", "aforesaid", "prior to", "in respect of", "and/or"] {
            let found = source
                .split(|c: char| !c.is_alphanumeric() && !" /".contains(c))
                .any(|piece| format!(" {} ", one_space(piece)).contains(&format!(" {word} ")));
            assert!(!found, "{address} says `{word}`");
        }
        for sentence in paragraphs.iter().flat_map(|one| one.split_inclusive(". ")) {
            let length = sentence.split_whitespace().count();
            assert!(length <= SENTENCE, "{address}: {length} words in `{sentence}`");
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 22, "the median is {}", lengths[lengths.len() / 2]);
}

#[test]
fn the_guide_of_complete_reads_like_this() {
    compare("guide/complete.md", &markdown(guide(&documents(&with_guide("complete")))));
}

#[test]
fn the_guide_of_imou_reads_like_this() {
    compare("guide/imou.md", &markdown(guide(&documents(&with_guide("imou")))));
}

#[test]
fn the_contract_is_the_same_with_and_without_a_guide() {
    for name in ["complete", "imou", "aftership"] {
        let (with, without) =
            (documents(&with_guide(name)), documents(&file(&format!("examples/{name}.toml"))));
        assert!(with.len() > without.len(), "{name} has a guide");
        assert_eq!(&with[..without.len()], &without[..], "{name}");
        for document in &without {
            assert!(!markdown(document).to_lowercase().contains("reader’s guide"), "{name}");
        }
    }
}

#[test]
fn the_tree_of_a_guide_says_what_its_markdown_says() {
    for name in ["complete", "imou"] {
        let documents = documents(&with_guide(name));
        crate::structure::compare(name, std::slice::from_ref(guide(&documents)));
    }
}

#[test]
fn every_page_says_that_it_is_an_explanation() {
    for name in ["complete", "imou"] {
        let documents = documents(&with_guide(name));
        let guide = guide(&documents);
        let (title, notice) = (&*guide.meta().title, guide.meta().notice.as_deref().expect("a notice"));
        assert!(
            title.contains("not part of the contract") && notice.contains("does not bind"),
            "{title} {notice}"
        );
        let look = Look { system_fonts: false, ..Look::default() };
        let pages = pdf::layout_text(std::slice::from_ref(guide), &look).expect("pages");
        for (number, page) in
            format!("\n{pages}").split("\npage ").skip(1).enumerate().filter(|(_, page)| page.contains('|'))
        {
            assert!(
                page.contains("An explanation, not the Clauses. It does not bind."),
                "page {number}: {page}"
            );
            assert!(number == 0 || page.contains(title), "page {number}: {page}");
        }
        for format in ["md", "html"] {
            let text = String::from_utf8(written(guide, format)).expect("UTF-8");
            for mark in [title, notice, "An explanation, not the Clauses. It does not bind."] {
                assert!(text.contains(mark), "{mark} in {format}");
            }
        }
    }
}

#[test]
fn a_guide_has_nothing_to_sign_and_refers_to_nothing_agreed() {
    for name in ["complete", "imou", "aftership"] {
        let documents = documents(&with_guide(name));
        let guide = guide(&documents);
        let mut signed = false;
        walk::sections(guide.blocks(), &mut |section, _| {
            signed |= section.blocks.iter().any(|block| matches!(block, Block::Signatures(_)));
        });
        assert!(!signed, "{name}");
        walk::inlines(guide.blocks(), &mut |inline| {
            assert!(!matches!(inline, Inline::Term { .. } | Inline::Reference(_)), "{name}: {inline:?}");
        });
    }
}

#[test]
fn a_guide_has_a_file_of_its_own_and_is_not_sent_for_signature() {
    use dpakit::pipeline::{Choice, build};
    let source = dpakit::source::Source { path: "pack.toml".into(), text: with_guide("complete") };
    let facts = dpakit::pack::Facts::read(&Arc::new(source), None).expect("a pack");
    let choice = Choice {
        formats: FORMATS.iter().copied().filter(|format| format.name() != "html").collect(),
        combined: true,
        draft: false,
        embed: dpakit::emit::Embed::Full,
        esign: None,
        coverage: false,
        undated: None,
    };
    let built = build(&facts, library(), &Look::default(), &choice).expect("files");
    let names: Vec<&str> = built.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "NORDHANG-HARBORLINE-2026.md",
            "guide.md",
            "NORDHANG-HARBORLINE-2026.pdf",
            "guide.pdf",
            "packet.json"
        ]
    );
    let text = |name: &str| {
        let file = built.files.iter().find(|file| file.name == name).expect("a file");
        String::from_utf8_lossy(&file.bytes).into_owned()
    };
    assert!(!text("NORDHANG-HARBORLINE-2026.md").contains("Reader’s guide"));
    assert!(!text("packet.json").contains("guide"), "the packet names what is signed");
    assert!(built.manifest.contains("\"binds\": false"), "the manifest says that it does not bind");
    assert_eq!(built.report.findings.len(), 0);
}

#[test]
fn nothing_agreed_can_be_put_into_a_guide() {
    let pack = with_guide("complete");
    for deviation in [
        "[clauses.omit]\n\"guide/7\" = \"a test\"\n",
        "[clauses.replace.\"guide/7\"]\ntext = \"Other words.\"\nreason = \"a test\"\n",
        "[[clauses.insert]]\nafter = \"guide/7\"\nslug = \"own\"\ntitle = \"Own\"\ntext = \"Own words.\"\nreason = \"a test\"\n",
    ] {
        let found = list(&try_documents(&format!("{pack}\n{deviation}")).expect_err("a fault"));
        assert!(found.contains("DEV-SEALED") && found.contains("only explains"), "{found}");
    }
}

/// The guide of the complete pack with other facts for its first transfer.
fn varied(changes: &[(&str, &str)]) -> String {
    let mut pack = with_guide("complete");
    for (old, new) in changes {
        assert!(pack.contains(old), "{old}");
        pack = pack.replacen(old, new, 1);
    }
    one_space(&markdown(guide(&documents(&pack))))
}

#[test]
fn options_and_blanks_are_said_as_chosen() {
    let specific = varied(&[(
        "authorisation = \"general\"\nnotice        = \"30 days\"\nredress",
        "authorisation = \"specific\"\nnotice        = \"6 weeks\"\nredress",
    )]);
    assert!(specific.contains("Transfer t1: Option 1, specific authorisation in writing. The data importer asks for it at least 6 weeks before"));
    let undocked = varied(&[("docking       = true", "docking       = false")]);
    assert!(undocked.contains("Transfer t1: Clause 7 is not used."));
    let abroad = varied(&[("supervision   = \"established\"", "supervision   = \"representative\"")]);
    assert!(abroad.contains("Transfer t1: the data exporter is outside the EEA and has a representative"));
    let own_law = varied(&[("law_option    = \"chosen\"", "law_option    = \"exporter\"")]);
    assert!(own_law.contains("does not allow for third-party rights, the law of Germany steps in"));
}

#[test]
fn each_module_has_its_own_texts() {
    let one = varied(&[("modules   = [\"two\"]", "modules   = [\"one\"]")]);
    assert!(one.contains("8.2 Transparency (Module One)") && !one.contains("(Module Two)"));
    assert!(
        one.contains("Liability (Modules One and Four)") && one.contains("Liability (Modules Two and Three)")
    );
    let four = varied(&[("modules   = [\"two\"]", "modules   = [\"four\"]\ncombines_union_data = false")]);
    assert!(
        four.contains("8.1 Instructions (Module Four)") && four.contains("it does not, so they do not apply")
    );
    assert!(
        four.contains("Governing law (Module Four)") && four.contains("Transfer t1: the law of Germany.")
    );
    let both = varied(&[("modules   = [\"two\"]", "modules   = [\"one\", \"two\"]")]);
    assert!(both.contains("(Module One)") && both.contains("(Module Two)"));
}

#[test]
fn addresses_lead_to_the_texts_that_explain_them() {
    let at = |address: &str| -> Vec<String> {
        library().explained(address).iter().map(|text| text.address.key()).collect()
    };
    assert_eq!(at("scc/m2/8.6"), ["guide/m2-8.6"]);
    assert_eq!(at("scc/m2/8.6(c)"), ["guide/m2-8.6"]);
    assert_eq!(at("scc/m2/8.6(z)"), ["guide/m2-8.6"], "falls to its parent");
    assert_eq!(at("scc/m2.c8.6.c"), ["guide/m2-8.6"], "the id of a unit");
    assert_eq!(at("scc/c7"), ["guide/7"]);
    assert_eq!(at("scc/m3/12(b)"), ["guide/m23-12"]);
    assert_eq!(at("scc/m2/9"), ["guide/m2-9"]);
    assert_eq!(at("scc/m4/11"), ["guide/11-a"]);
    assert_eq!(at("scc/m4/9"), Vec::<String>::new(), "Module Four has no Clause 9");
    assert_eq!(at("scc/m1/15.1(a)(i)"), ["guide/15.1"]);
    assert_eq!(at("scc/fn12"), ["guide/14"]);
    assert_eq!(at("scc/annexii.07"), ["guide/annex-ii"]);
    assert_eq!(at("scc-2010/5(d)(i)"), ["guide-2010/5"]);
    assert_eq!(at("scc/m2/8.99"), Vec::<String>::new());
    assert_eq!(at("dpa/audits"), Vec::<String>::new());
}
