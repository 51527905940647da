use std::io::Write as _;

use super::super::tree::Part;
use super::*;
use crate::document::plain;

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Clause"><w:basedOn w:val="H2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1(%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
</w:numbering>"#;

fn docx(body: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let document = format!(r#"<w:document xmlns:w="w" xmlns:r="r"><w:body>{body}</w:body></w:document>"#);
    let links = r#"<Relationships><Relationship Id="r1" Target="https://mill.example"/></Relationships>"#;
    for (name, text) in [
        ("word/document.xml", document.as_str()),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/_rels/document.xml.rels", links),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        archive.write_all(text.as_bytes()).expect("a member");
    }
    archive.finish().expect("an archive").into_inner()
}

fn paragraph(properties: &str, words: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn numbered(list: usize, level: usize, words: &str) -> String {
    paragraph(&format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr>"#), words)
}

fn read(body: &str) -> Vec<String> {
    let show = |part: Part| match part {
        Part::Heading(level, run) => format!("{} {}", "#".repeat(level), plain(&run)),
        Part::Item(depth, number, run) => format!("{depth}* {}{}", number.unwrap_or_default(), plain(&run)),
        Part::Paragraph(_, run) => plain(&run),
        Part::Row(_, header, cells) => {
            format!("{header} | {}", cells.iter().map(Cell::plain).collect::<Vec<_>>().join(" | "))
        }
        Part::TableEnd => "end".to_owned(),
    };
    parts(&docx(body)).expect("a document").0.into_iter().map(show).collect()
}

#[test]
fn boxes_are_read_and_headers_are_told_of() {
    let ticked = r#"<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> yes</w:t></w:r></w:p>"#;
    let empty = ticked.replace("F0FE", "F0A8").replace("yes", "no");
    assert_eq!(read(&format!("{ticked}{empty}")), ["☒ yes", "☐ no"]);
    assert!(has_words("<w:p><w:r><w:t>Draft</w:t></w:r></w:p>"));
    assert!(!has_words("<w:p><w:r><w:tab/><w:t>1</w:t></w:r></w:p>"));
    assert!(is_margin("word/header2.xml") && !is_margin("word/document.xml"));
}

#[test]
fn boxes_with_words_are_read_once_in_either_form() {
    let words = r#"<w:txbxContent><w:p><w:r><w:t>The cap is 5.</w:t></w:r></w:p></w:txbxContent>"#;
    let old = format!("<w:pict><v:shape><v:textbox>{words}</v:textbox></v:shape></w:pict>");
    let run = |inner: &str| format!("<w:p><w:r><w:t>Corn.</w:t></w:r><w:r>{inner}</w:r></w:p>");
    assert_eq!(read(&run(&old)), ["The cap is 5.", "Corn."]);
    let new = format!("<w:drawing><wps:txbx>{words}</wps:txbx></w:drawing>");
    let either = format!(
        "<mc:AlternateContent><mc:Choice>{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    );
    assert_eq!(read(&run(&either)), ["The cap is 5.", "Corn."]);
}

#[test]
fn word_counts_as_word_does() {
    let clause = |words| paragraph(r#"<w:pStyle w:val="Clause"/>"#, words);
    let body = [
        clause("Corn"),
        numbered(1, 1, "wheat"),
        numbered(1, 1, "rye"),
        clause("Water"),
        numbered(1, 1, "brook"),
        numbered(2, 0, "a bullet"),
        numbered(3, 0, "anew"),
        numbered(3, 0, "and on"),
    ];
    assert_eq!(
        read(&body.concat()),
        [
            "## 3. Corn",
            "3(a) wheat",
            "3(b) rye",
            "## 4. Water",
            "4(a) brook",
            "1* a bullet",
            "9. anew",
            "10. and on"
        ]
    );
}

#[test]
fn tables_links_and_changes_are_read() {
    let body = r#"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>who</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:p><w:r><w:t>Al</w:t></w:r><w:r><w:t>der</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>
        <w:p><w:hyperlink r:id="r1"><w:r><w:rPr><w:b/></w:rPr><w:t>here</w:t></w:r></w:hyperlink></w:p>"#;
    assert_eq!(read(body), ["true | who", "false | Alder", "end", "new", "here"]);
    let link = parts(&docx(body)).expect("a document").0;
    let last = format!("{:?}", link.last().expect("a part"));
    assert!(last.contains("https://mill.example") && last.contains("Strong"), "{last}");
}

#[test]
fn broken_documents_are_faults() {
    assert!(matches!(parts(b"PK\x03\x04 and no more"), Err(Fault::Archive(_))));
    assert!(matches!(parts(&docx("<w:p>&own;</w:p>")), Err(Fault::Xml(_))));
    assert_eq!(parts(&docx(&"<w:p>".repeat(300))).unwrap_err(), Fault::TooDeep);
    // A file that was cut off has lost words, which no comparison may pass over.
    assert!(matches!(walk("<w:p><w:r><w:t>a</w:t></w:r>", |_| Ok(())), Err(Fault::Xml(_))));
}

#[test]
fn tracked_changes_are_told() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let plain = docx(&format!("<w:p>{}</w:p>", run("thirty days")));
    assert_eq!(parts(&plain).expect("a document").1, [""; 0]);
    let tracked = docx(&format!("<w:p><w:ins>{}</w:ins>{}</w:p>", run("forty "), run("days")));
    assert_eq!(parts(&tracked).expect("a document").1, [TRACKED]);
}
