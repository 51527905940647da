//! What `verify` says of packs on the disk: untouched, signed, changed, moved, and of foreign files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dpakit::diagnostic::{Diagnostic, Outcome, Severity};
use dpakit::emit::{Embed, Format, Look, markdown::Markdown, pdf::Pdf};
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::pipeline::verify::{self, Against, Compared, Rebuilt, State, Verified};
use dpakit::pipeline::{self, Choice, write};
use dpakit::source::Source;
use lopdf::{Document, IncrementalDocument, Object, dictionary};

use crate::texts::{library, list};

const REFERENCE: &str = "LINDENHOF-PEREGRIN-2026";

/// A pack on the disk.
struct Written {
    home: tempfile::TempDir,
}

impl Written {
    /// Writes the pack of `init`.
    fn new(embed: Embed, draft: bool, combined: bool) -> Written {
        let text = crate::texts::file("templates/new-pack.toml");
        let source = Arc::new(Source { path: PathBuf::from("pack.toml"), text });
        let facts = Facts::read(&source, None).unwrap_or_else(|found| panic!("{}", list(&found)));
        let formats: Vec<&'static dyn Format> = vec![&Markdown, &Pdf];
        let choice = Choice { formats, combined, draft, embed, esign: None, coverage: false, undated: None };
        let built = pipeline::build(&facts, library(), &Look::default(), &choice);
        let built = built.unwrap_or_else(|found| panic!("{}", list(&found)));
        let home = tempfile::tempdir().expect("a folder");
        write::write(home.path(), &built, false).unwrap_or_else(|found| panic!("{}", list(&found)));
        Written { home }
    }

    fn full() -> Written {
        Written::new(Embed::Full, false, false)
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join(REFERENCE)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Puts a changed copy of the PDF where no manifest lies beside it.
    fn elsewhere(&self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> PathBuf {
        let path = self.home.path().join("copy.pdf");
        fs::write(&path, change(fs::read(self.file("dpa.pdf")).expect("a PDF"))).expect("written");
        path
    }
}

fn with(file: &Path, manifest: Option<&Path>, library: &Library) -> Outcome<Verified> {
    verify::verify(file, &Against { manifest, library, look: &Look::default(), undated: None })
}

fn verified(file: &Path) -> Verified {
    with(file, None, library()).unwrap_or_else(|found| panic!("{}", list(&found)))
}

fn refused(file: &Path) -> Diagnostic {
    with(file, None, library()).expect_err("refused").remove(0)
}

fn errors(verified: &Verified) -> Vec<&'static str> {
    let errors = verified.findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.code.0).collect()
}

fn states(verified: &Verified) -> Vec<State> {
    verified.files.iter().map(|file| file.state).collect()
}

/// A file with a revision.
fn revised(bytes: Vec<u8>, change: impl FnOnce(&mut IncrementalDocument)) -> Vec<u8> {
    let old = Document::load_mem(&bytes).expect("a PDF");
    let mut document = IncrementalDocument::create_from(bytes, old);
    change(&mut document);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

/// Signs as signature tools do: a field on the last page, a revision for it.
fn signed(bytes: Vec<u8>) -> Vec<u8> {
    revised(bytes, |document| {
        let old = document.get_prev_documents();
        let page = old.page_iter().last().expect("a page");
        let form =
            old.catalog().and_then(|catalog| catalog.get(b"AcroForm")?.as_reference()).expect("a form");
        let fields = old.get_dictionary(form).and_then(|form| form.get(b"Fields")?.as_array());
        let mut fields = fields.expect("fields").clone();
        let notes = old.get_dictionary(page).and_then(|page| page.get(b"Annots")?.as_array());
        let mut notes = notes.cloned().unwrap_or_default();
        let signature = document.new_document.add_object(dictionary! { "Type" => "Sig" });
        let field = document.new_document.add_object(dictionary! {
            "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("by us"), "V" => signature,
        });
        notes.push(field.into());
        fields.push(field.into());
        for (id, key, value) in [(page, "Annots", notes), (form, "Fields", fields)] {
            document.opt_clone_object_to_new_document(id).expect("cloned");
            let entries = document.new_document.get_object_mut(id).and_then(Object::as_dict_mut);
            entries.expect("a dictionary").set(key, value);
        }
    })
}

/// Replaces the words of the first page in a revision.
fn rewritten(bytes: Vec<u8>) -> Vec<u8> {
    revised(bytes, |document| {
        let old = document.get_prev_documents();
        let page = old.page_iter().next().expect("a page");
        let content = old.get_page_contents(page)[0];
        document
            .new_document
            .set_object(content, lopdf::Stream::new(lopdf::Dictionary::new(), b"q Q".to_vec()));
    })
}

#[test]
fn a_pack_as_it_was_written_agrees() {
    for combined in [false, true] {
        for draft in [false, true] {
            let pack = Written::new(Embed::Full, draft, combined);
            let folder = verified(&pack.folder());
            assert_eq!(errors(&folder), [""; 0]);
            assert_eq!(states(&folder), [State::AsWritten; 3], "text, pages and packet");
            let clauses = folder.clauses.expect("clauses");
            assert!(clauses.same > 20 && clauses.same_library && clauses.unknown.is_empty());
            assert_eq!(verified(&pack.file("manifest.json")).files, folder.files);
            let name = if combined { "LINDENHOF-PEREGRIN-2026.pdf" } else { "dpa.pdf" };
            let pdf = verified(&pack.file(name));
            assert_eq!(states(&pdf), [State::AsWritten]);
            assert_eq!(pdf.rebuilt, Some(Rebuilt::Same), "combined: {combined}, draft: {draft}");
            assert_eq!(pdf.carried, ["facts.toml", "manifest.json"]);
            let of = pdf.pack.expect("a pack");
            assert_eq!((of.reference.as_str(), of.draft), (REFERENCE, draft));
        }
    }
}

#[test]
fn a_signed_pdf_is_as_written_wherever_it_lies() {
    let pack = Written::full();
    let copy = pack.elsewhere(|bytes| signed(signed(bytes)));
    let alone = verified(&copy);
    assert_eq!(states(&alone), [State::NotCompared]);
    assert_eq!(alone.rebuilt, Some(Rebuilt::Same), "its first revision is what dpakit writes");
    let named = with(&copy, Some(&pack.file("manifest.json")), library()).expect("verified");
    let Compared { state: State::AsWritten, later: Some(later), .. } = &named.files[0] else {
        panic!("{:?}", named.files)
    };
    assert_eq!((later.revisions, later.pages.len(), later.values.len()), (2, 0, 0));
    fs::copy(&copy, pack.file("dpa.pdf")).expect("copied");
    assert_eq!(states(&verified(&pack.folder())), [State::AsWritten; 3]);
    fs::rename(&copy, pack.file("signed by all.pdf")).expect("renamed");
    assert_eq!(states(&verified(&pack.file("signed by all.pdf"))), [State::AsWritten]);
}

#[test]
fn words_replaced_after_signing_are_found() {
    let pack = Written::full();
    for path in [pack.elsewhere(|bytes| rewritten(signed(bytes))), pack.file("dpa.pdf")] {
        if path.ends_with("dpa.pdf") {
            fs::copy(pack.home.path().join("copy.pdf"), &path).expect("copied");
        }
        let found = verified(&path);
        assert_eq!(errors(&found), ["VER-LATER"]);
        assert!(found.findings[0].message.contains("on page 1 than"), "{:?}", found.findings);
        assert_eq!(found.rebuilt, None, "it does not matter any more");
    }
    assert_eq!(errors(&verified(&pack.folder())), ["VER-LATER"]);
}

#[test]
fn changed_and_missing_files_are_named() {
    let pack = Written::full();
    fs::write(pack.file("dpa.md"), "# Other words").expect("written");
    fs::remove_file(pack.file("dpa.pdf")).expect("removed");
    let found = verified(&pack.folder());
    assert_eq!(errors(&found), ["VER-CHANGED", "VER-MISSING"]);
    assert_eq!(states(&found), [State::Changed, State::Missing, State::AsWritten]);
    fs::create_dir(pack.file("dpa.pdf")).expect("a folder in its place");
    assert_eq!(states(&verified(&pack.folder())), [State::Changed, State::Unreadable, State::AsWritten]);
    let pack = Written::full();
    let copy = pack.elsewhere(|bytes| bytes);
    let other = Written::new(Embed::Full, true, false);
    let found = with(&copy, Some(&other.file("manifest.json")), library()).expect("verified");
    assert_eq!(errors(&found), ["VER-CHANGED"], "it is of another pack");
}

#[test]
fn text_appended_to_a_file_is_no_revision() {
    let pack = Written::full();
    let more = |mut bytes: Vec<u8>| {
        bytes.extend(b"\nand more\n");
        bytes
    };
    fs::copy(pack.elsewhere(more), pack.file("dpa.pdf")).expect("copied");
    assert_eq!(errors(&verified(&pack.folder())), ["VER-CHANGED"]);
    let cut = |bytes: Vec<u8>| {
        let once = signed(bytes);
        let mut twice = signed(once.clone());
        twice.truncate(once.len() + 300);
        twice
    };
    let pack = Written::full();
    fs::copy(pack.elsewhere(cut), pack.file("dpa.pdf")).expect("copied");
    assert_eq!(errors(&verified(&pack.folder())), ["VER-CHANGED"], "a revision without its end");
    let markdown = more(fs::read(pack.file("dpa.md")).expect("read"));
    fs::write(pack.file("dpa.md"), markdown).expect("written");
    assert_eq!(errors(&verified(&pack.folder())), ["VER-CHANGED"; 2]);
}

#[test]
fn a_library_with_other_words_is_found() {
    let pack = Written::full();
    let house = tempfile::tempdir().expect("a folder");
    let text = crate::texts::file("clauses/dpa/en/audits@1.md");
    fs::create_dir_all(house.path().join("dpa/en")).expect("a folder");
    fs::write(house.path().join("dpa/en/audits@1.md"), text + "\n\nMore.\n").expect("written");
    let other = Library::open(Some(house.path())).unwrap_or_else(|found| panic!("{}", list(&found)));
    for file in [pack.folder(), pack.file("dpa.pdf")] {
        let found = with(&file, None, &other).expect("verified");
        assert_eq!(errors(&found), ["VER-CLAUSE"]);
        let clauses = found.clauses.expect("clauses");
        assert_eq!(clauses.changed, ["dpa/audits@1"]);
        assert!(!clauses.same_library);
    }
    let manifest = fs::read_to_string(pack.file("manifest.json")).expect("read");
    fs::write(pack.file("manifest.json"), manifest.replace("dpa/audits@1", "dpa/audits@7")).expect("written");
    assert_eq!(verified(&pack.folder()).clauses.expect("clauses").unknown, ["dpa/audits@7"]);
}

#[test]
fn facts_exchanged_inside_are_found() {
    let pack = Written::full();
    let copy = pack.elsewhere(|bytes| {
        let mut pdf = Document::load_mem(&bytes).expect("a PDF");
        let file =
            pdf.catalog().and_then(|all| all.get(b"AF")?.as_array()?[0].as_reference()).expect("a file");
        let content = lopdf::Stream::new(lopdf::Dictionary::new(), b"schema = 1".to_vec());
        let content = pdf.add_object(content);
        let entries = pdf.get_object_mut(file).and_then(Object::as_dict_mut).expect("a dictionary");
        entries.set("EF", dictionary! { "F" => content });
        let mut out = Vec::new();
        pdf.save_to(&mut out).expect("saved");
        out
    });
    assert_eq!(errors(&verified(&copy)), ["VER-FACTS"]);
}

#[test]
fn a_file_that_was_saved_anew_prints_the_lines_of_its_facts() {
    let pack = Written::full();
    let copy = pack.elsewhere(|bytes| {
        let mut pdf = Document::load_mem(&bytes).expect("a PDF");
        let mut out = Vec::new();
        pdf.save_to(&mut out).expect("saved");
        out
    });
    let found = verified(&copy);
    assert_eq!((errors(&found), found.rebuilt), (vec![], Some(Rebuilt::SameLines)));
    assert_eq!(found.findings[0].code, verify::REBUILT, "it is not proven: something may cover a line");
}

#[test]
fn words_changed_without_a_trace_are_suspected() {
    let pack = Written::full();
    let copy = pack.elsewhere(|bytes| {
        let mut pdf = Document::load_mem(&bytes).expect("a PDF");
        let page = pdf.page_iter().next().expect("a page");
        let content = pdf.get_page_contents(page)[0];
        pdf.set_object(content, lopdf::Stream::new(lopdf::Dictionary::new(), b"q Q".to_vec()));
        let mut out = Vec::new();
        pdf.save_to(&mut out).expect("saved");
        out
    });
    let found = verified(&copy);
    assert_eq!((errors(&found), found.rebuilt), (vec![], Some(Rebuilt::Other)));
    assert_eq!(found.findings[0].code, verify::REBUILT);
    let named = with(&copy, Some(&pack.file("manifest.json")), library()).expect("verified");
    assert_eq!(errors(&named), ["VER-CHANGED"], "the manifest knows");
}

#[test]
fn a_pdf_that_carries_less_says_less() {
    let pack = Written::new(Embed::Facts, false, false);
    let facts = verified(&pack.elsewhere(|bytes| bytes));
    assert_eq!(facts.rebuilt, Some(Rebuilt::Same));
    assert_eq!(facts.pack.expect("a pack").reference, REFERENCE);
    assert!(facts.clauses.is_none());
    let pack = Written::new(Embed::Nothing, false, false);
    assert_eq!(
        states(&verified(&pack.file("dpa.pdf"))),
        [State::AsWritten],
        "the manifest beside it is enough"
    );
    assert_eq!(refused(&pack.elsewhere(|bytes| bytes)).code, verify::NOTHING);
}

#[test]
fn what_cannot_be_verified_says_why() {
    let pack = Written::full();
    assert_eq!(refused(&pack.file("dpa.md")).code, verify::PDF);
    assert_eq!(refused(&pack.file("no such file")).code.0, "FIL-READ");
    assert_eq!(refused(&pack.elsewhere(|bytes| bytes[..bytes.len() / 2].to_vec())).code, verify::PDF);
    assert_eq!(refused(pack.home.path()).code.0, "FIL-READ", "a folder without a manifest");
    let manifest = pack.home.path().join("manifest.json");
    for text in
        ["{}", "{ \"schema_version\": 9 }", "{ \"dpakit\": ", "{\"schema_version\": 1, \"outputs\": 7}"]
    {
        fs::write(&manifest, text).expect("written");
        assert_eq!(refused(&manifest).code, verify::MANIFEST, "{text}");
    }
}

#[test]
fn a_manifest_leads_to_no_file_outside_its_folder() {
    let pack = Written::full();
    let manifest = fs::read_to_string(pack.file("manifest.json")).expect("read");
    fs::write(pack.home.path().join("dpa.md"), fs::read(pack.file("dpa.md")).expect("read"))
        .expect("written");
    let manifest = manifest.replace("\"name\": \"dpa.md\"", "\"name\": \"../dpa.md\"");
    fs::write(pack.file("manifest.json"), manifest).expect("written");
    let found = verified(&pack.folder());
    assert_eq!(states(&found)[0], State::Missing);
    assert!(found.findings[0].message.starts_with("the manifest names a file outside its folder"));
}

/// Gives the fields that a name ends with a value, as those who fill in a form do.
fn filled(bytes: Vec<u8>, ending: &str, value: &str) -> Vec<u8> {
    revised(bytes, |document| {
        let fields = document.get_prev_documents().objects.iter().filter(|(_, object)| {
            let name = object.as_dict().and_then(|field| field.get(b"T")?.as_str());
            name.is_ok_and(|name| name.ends_with(ending.as_bytes()))
        });
        for id in fields.map(|(id, _)| *id).collect::<Vec<_>>() {
            document.opt_clone_object_to_new_document(id).expect("cloned");
            let field = document.new_document.get_object_mut(id).and_then(Object::as_dict_mut);
            field.expect("a field").set("V", Object::string_literal(value));
        }
    })
}

#[test]
fn empty_fields_are_filled_in_and_stated_values_stay() {
    let pack = Written::full();
    let dated = verified(&pack.elsewhere(|bytes| filled(bytes, "_date", "1 May 2026")));
    assert!(dated.findings.is_empty(), "{}", list(&dated.findings));
    let later = dated.files[0].later.as_ref().expect("a revision");
    assert!(!later.values.is_empty() && later.values.iter().all(|value| value.before.is_none()));
    let renamed = verified(&pack.elsewhere(|bytes| filled(bytes, "lindenhof_name", "Someone Else")));
    assert_eq!(errors(&renamed), ["VER-LATER"]);
    let message = &renamed.findings[0].message;
    assert!(message.ends_with("said \"Jonas Weidlich\" and now says \"Someone Else\""), "{message}");
}

#[test]
fn what_covers_the_text_is_found() {
    let pack = Written::full();
    for (kind, name, error) in [("Widget", "T", true), ("FreeText", "NM", false)] {
        let found = verified(&pack.elsewhere(|bytes| {
            revised(bytes, |document| {
                let page = document.get_prev_documents().page_iter().nth(4).expect("a page");
                let note = document.new_document.add_object(dictionary! {
                    "Subtype" => kind, "FT" => "Tx", name => Object::string_literal("cover"),
                    "Rect" => [0, 0, 500, 700].map(Object::Integer).to_vec(),
                });
                document.opt_clone_object_to_new_document(page).expect("cloned");
                let entries = document.new_document.get_object_mut(page).and_then(Object::as_dict_mut);
                let entries = entries.expect("a page");
                let mut notes =
                    entries.get(b"Annots").and_then(Object::as_array).cloned().unwrap_or_default();
                notes.push(note.into());
                entries.set("Annots", notes);
            })
        }));
        assert_eq!(errors(&found).len(), usize::from(error), "{kind}");
        assert!(found.findings[0].message.contains(" on page 5"), "{}", list(&found.findings));
    }
}
