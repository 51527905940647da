//! Whatever somebody sends as an agreement, comparing it ends in a report or a named fault, soon and in
//! little memory, and never in a panic.

use std::time::{Duration, Instant};

use dpakit::foreign;
use dpakit::official::Seal;
use dpakit::official::verify::{Question, verify};

use super::fixture::{nowhere, seals};
use super::verifying::{AGREEMENT, docx, pdf, run, zipped};

/// The one fault that a file ends in.
fn fault(file: &[u8]) -> String {
    let found = foreign::read("agreement", file).expect_err("hostile");
    assert_eq!((found.len(), found[0].code.0), (1, "FIL-AGREEMENT"), "{found:?}");
    assert!(!found[0].help.is_empty());
    found[0].message.clone()
}

#[test]
fn limits_are_faults_with_names() {
    assert!(fault(b"").contains("is empty"));
    assert!(fault(b"a \xff\x01\x02 b").contains("is not UTF-8 text: byte 2"));
    assert!(fault(b"a\0b").contains("null bytes"));
    assert!(fault(b"\xd0\xcf\x11\xe0 old").contains("old or an encrypted Office document"));
    assert!(fault(&vec![b'a'; 17 << 20]).contains("more than 16 MiB"));
    assert!(fault("<div>".repeat(100_000).as_bytes()).contains("nested more than 256 deep"));
    assert!(
        fault(format!("<p>{}</p>", "<table><tr><td>".repeat(90_000)).as_bytes()).contains("nested more than")
    );
    assert!(fault("word ".repeat(400_000).as_bytes()).contains("256 KiB"));
    assert!(fault("some words\n\n".repeat(160_000).as_bytes()).contains("longer than an agreement"));
    assert!(fault(b"<html><body></body></html>").contains("has no words"));
    assert!(fault(b"- - -\n\n***\n").contains("has no words"));
}

#[test]
fn a_large_file_is_not_read_to_its_end() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().set_len(200 << 20).expect("200 MiB");
    let began = Instant::now();
    let found = foreign::open(file.path()).expect_err("too large");
    assert!(found[0].message.contains("more than 16 MiB"), "{found:?}");
    let mut large = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut large, b"%PDF-1.7\n").expect("written");
    large.as_file().set_len(200 << 20).expect("200 MiB");
    let found = foreign::open(large.path()).expect_err("too large");
    assert!(found[0].message.contains("larger than a contract"), "{found:?}");
    assert!(began.elapsed() < Duration::from_secs(20));
    let found = foreign::open(std::path::Path::new("/nonexistent/x.md")).expect_err("no file");
    assert_eq!(found[0].code.0, "FIL-READ");
}

#[test]
fn word_documents_do_not_unfold_without_end() {
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert!(fault(&bomb).contains("unfold to more than 32 MiB"));
    assert!(fault(&zipped(&[("x.txt", b"x")])).contains("is no Word document"));
    assert!(fault(b"PK\x03\x04 and no archive").contains("archive that cannot be read"));
    let mut entities = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a0 \"ha\">".to_owned();
    (1..30).for_each(|level| entities.push_str(&format!("<!ENTITY a{level} \"&a{0};&a{0};\">", level - 1)));
    entities.push_str("]><w:document><w:p><w:r><w:t>&a29;</w:t></w:r></w:p></w:document>");
    assert!(
        fault(&zipped(&[("word/document.xml", entities.as_bytes())])).contains("declares a document type")
    );
    let stranger = b"<w:document><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>";
    assert!(fault(&zipped(&[("word/document.xml", stranger)])).contains("entity of its own"));
    let deep = "<w:tbl>".repeat(100_000);
    assert!(fault(&zipped(&[("word/document.xml", deep.as_bytes())])).contains("nested more than"));
    assert!(fault(&zipped(&[("word/document.xml", b"<w:p><w:r></w:p>")])).contains("not well-formed"));
    let binary = [b"<w:p>".as_slice(), b"\xff\xfe"].concat();
    assert!(fault(&zipped(&[("word/document.xml", &binary)])).contains("not UTF-8"));
}

#[test]
fn a_damaged_or_empty_pdf_is_named() {
    assert!(fault(b"%PDF-1.7 and nothing else").contains("is damaged"));
    assert!(fault(&[b"%PDF-1.7\n".as_slice(), &[0xff; 5000]].concat()).contains("is damaged"));
    assert!(fault(&picture()).contains("a PDF without text: its pages are pictures"));
}

/// A PDF with one page on which only a box is drawn.
fn picture() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R >>".to_owned(),
        "<< /Length 13 >>\nstream\n0 0 9 9 re f  \nendstream".to_owned(),
    ];
    file(&objects)
}

/// A PDF with these objects, numbered from 1.
fn file(objects: &[String]) -> Vec<u8> {
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

#[test]
fn forms_that_draw_themselves_end() {
    let loop_ = "<< /Type /XObject /Subtype /Form /Resources << /XObject << /A 4 0 R >> >> /Length 42 >>\nstream\n/A Do /A Do /A Do /A Do /A Do /A Do /A Do \nendstream";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /Resources << /XObject << /A 4 0 R >> >> /Contents 5 0 R >>".to_owned(),
        loop_.to_owned(),
        "<< /Length 6 >>\nstream\n/A Do \nendstream".to_owned(),
    ];
    let began = Instant::now();
    let message = fault(&file(&objects));
    assert!(message.contains("without text"), "{message}");
    assert!(began.elapsed() < Duration::from_secs(25));
}

#[test]
fn damage_anywhere_ends_in_a_report_or_a_fault() {
    let paragraphs: Vec<String> =
        AGREEMENT.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let word: Vec<String> = paragraphs.iter().map(|one| run(one)).collect();
    let files = [pdf(&paragraphs), docx(&word, &[]), AGREEMENT.as_bytes().to_vec()];
    let mut numbers: u64 = 7;
    let mut below = |limit: usize| {
        numbers = numbers.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(numbers >> 33).unwrap_or(0) % limit.max(1)
    };
    let (mut read, mut refused) = (0, 0);
    for original in &files {
        for _ in 0..14 {
            let mut file = original.clone();
            for _ in 0..=below(6) {
                let at = below(file.len());
                match below(3) {
                    0 => file[at] = u8::try_from(below(256)).unwrap_or(0),
                    1 => file.truncate(at.max(1)),
                    _ => drop(file.drain(at..(at + below(200)).min(file.len()))),
                }
                if file.is_empty() {
                    file.push(b'x');
                }
            }
            match foreign::read("agreement", &file) {
                Ok(foreign) => {
                    read += 1;
                    // Whether clauses are found does not matter here.
                    let _ = verify(&foreign, &Question::default(), &seals(), &nowhere());
                }
                Err(found) => {
                    refused += 1;
                    assert!(found.iter().all(|one| one.code.0 == "FIL-AGREEMENT"), "{found:?}");
                }
            }
        }
    }
    assert!(read > 3 && refused > 3, "{read} read, {refused} refused");
}

#[test]
fn comparing_ends_whatever_the_words_are() {
    let began = Instant::now();
    let titles = "Liability\n\n".repeat(1_500);
    let calls = "A (1) A [2]\n\n".repeat(800);
    let spelled = "Organization organized organizing\n\n".repeat(800);
    let twice = AGREEMENT.repeat(8);
    for text in [titles, calls, spelled, twice] {
        let foreign = foreign::read("agreement", text.as_bytes()).expect("words");
        let all: Vec<Seal> = Seal::built_in().expect("the seals").iter().cloned().chain(seals()).collect();
        match verify(&foreign, &Question::default(), &all, &nowhere()) {
            Ok(sets) => assert!(sets.len() <= 8, "{}", sets.len()),
            Err(found) => assert!(matches!(found[0].code.0, "SCC-NO-CLAUSES" | "FIL-ENTANGLED"), "{found:?}"),
        }
    }
    assert!(began.elapsed() < Duration::from_secs(240), "{:?}", began.elapsed());
}
