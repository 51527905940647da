//! Builds packs and reads back what a person would read.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use dpakit::assemble::assemble;
use dpakit::diagnostic::{Diagnostic, Outcome};
use dpakit::document::Document;
use dpakit::emit::{FORMATS, Look, Volume};
use dpakit::library::Library;
use dpakit::pack::Facts;
use dpakit::plan::plan;
use dpakit::source::Source;

/// The built-in library, opened once.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::open(None).unwrap_or_else(|found| panic!("{}", list(&found))))
}

/// The text of a file of the repository.
pub fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of a pack.
pub fn try_documents(toml: &str) -> Outcome<Vec<Document>> {
    let source = Arc::new(Source { path: PathBuf::from("pack.toml"), text: toml.to_owned() });
    let facts = Facts::read(&source, None)?;
    assemble(&plan(&facts, library())?)
}

/// The documents of a pack that has no fault.
pub fn documents(toml: &str) -> Vec<Document> {
    try_documents(toml).unwrap_or_else(|found| panic!("{}", list(&found)))
}

/// Findings, one a line.
pub fn list(found: &[Diagnostic]) -> String {
    let line = |one: &Diagnostic| {
        let at = one.labels.first().map(|label| label.span.line_column());
        format!("{} {} {at:?} {:?}", one.code, one.message, one.help)
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A document in a format.
pub fn written(document: &Document, format: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|known| known.name() == format).expect("a format");
    let mut out = Vec::new();
    format
        .write(&Volume::of(std::slice::from_ref(document)), &Look::default(), &mut out)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    out
}

/// All that stands in the Markdown of the documents, as its reader sees it.
pub fn markdown_text(documents: &[Document]) -> String {
    use pulldown_cmark::{Event, Options, Parser, TagEnd};
    let mut text = String::new();
    for document in documents {
        let markdown = String::from_utf8(written(document, "md")).expect("UTF-8");
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        for event in Parser::new_ext(&markdown, options) {
            match event {
                Event::Text(words) | Event::Code(words) => text.push_str(&words),
                Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => text.push(' '),
                Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {}
                Event::End(_) => text.push(' '),
                _ => {}
            }
        }
    }
    one_space(&text)
}

/// All that stands in the HTML of the documents, as its reader sees it.
pub fn html_text(documents: &[Document]) -> String {
    let mut text = String::new();
    for document in documents {
        let html = String::from_utf8(written(document, "html")).expect("UTF-8");
        let body = &html[html.find("<body").expect("a body")..];
        let mut inside = false;
        for c in body.chars() {
            match c {
                '<' => {
                    inside = true;
                    text.push('\u{1}');
                }
                '>' => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
    }
    // Whether a tag parts words depends on the tag: both readings count.
    let joined = text.replace('\u{1}', "");
    let parted = text.replace('\u{1}', " ");
    one_space(&format!("{} {}", unescaped(&joined), unescaped(&parted)))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// All that stands in the PDF of the documents, by `pdftotext`; none where it is not installed.
pub fn pdf_text(documents: &[Document]) -> Option<String> {
    let mut text = String::new();
    for document in documents {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        std::io::Write::write_all(&mut file, &written(document, "pdf")).expect("written");
        let output = Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output().ok()?;
        text.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    // A hyphen that the line breaker added is no character of the text.
    Some(one_space(&text.replace("\u{ad}\n", "").replace('\u{ad}', "")))
}

/// White space of any kind and length is one space.
pub fn one_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says that a test ran less than it could.
pub fn skip(what: &str) {
    eprintln!("skipped: {what}");
}
