//! Whatever the bytes are, reading ends in a text or a named fault, soon and in little memory.

use std::io::Write;

use super::fixture::{FORMEX, MARKDOWN, XHTML, asked, bytes, nowhere, with};

/// The one fault that bytes end in.
fn fault(source: &[u8]) -> String {
    let found = bytes(source, &asked(), &nowhere()).expect_err("hostile");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code.0, "FIL-SOURCE", "{found:?}");
    assert!(!found[0].help.is_empty());
    found[0].message.clone()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("a file");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn limits_are_faults_with_names() {
    assert!(fault(b"").contains("is empty"));
    assert!(fault(b" \n ").contains("is empty"));
    assert!(fault(&vec![b' '; 17 << 20]).contains("more than 16 MiB"));
    assert!(fault(b"<p>a\xff</p>").contains("is not UTF-8 text: byte 4"));
    assert!(fault(b"%PDF-1.7").contains("is a PDF"));
    assert!(fault("<div>".repeat(100_000).as_bytes()).contains("nested more than 256 deep"));
    let deep = format!("<?xml version=\"1.0\"?><ANNEX>{}", "<P>".repeat(100_000));
    assert!(fault(deep.as_bytes()).contains("nested more than 256 deep"));
    assert!(fault(format!("<p>{}</p>", "a ".repeat(1 << 20)).as_bytes()).contains("256 KiB"));
    assert!(fault("<p>a</p>".repeat(200_000).as_bytes()).contains("more lines"));
    assert!(fault("a\n\n".repeat(200_000).as_bytes()).contains("more lines"));
    assert!(fault(b"PK\x03\x04 and no archive").contains("is an archive that cannot be read"));
    assert!(fault(b"<?xml version=\"1.0\"?><ANNEX><P>x</ANNEX>").contains("not well-formed"));
}

#[test]
fn a_large_file_is_not_read_to_its_end() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file_mut().set_len(200 << 20).expect("200 MiB");
    let source = dpakit::official::import::Source::open(file.path()).expect("its beginning");
    assert!(source.bytes.len() <= (16 << 20) + 1);
    assert!(fault(&source.bytes).contains("more than 16 MiB"));
}

#[test]
fn entities_are_never_unfolded() {
    let mut bomb = "<?xml version=\"1.0\"?><!DOCTYPE ANNEX [<!ENTITY a0 \"ha\">".to_owned();
    for level in 1..30 {
        bomb.push_str(&format!("<!ENTITY a{level} \"&a{0};&a{0};\">", level - 1));
    }
    bomb.push_str("]><ANNEX><P>&a29;</P></ANNEX>");
    assert!(fault(bomb.as_bytes()).contains("`&a29` is an entity of its own"));
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE ANNEX [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><ANNEX><P>&x;</P></ANNEX>";
    assert!(fault(outside.as_bytes()).contains("entity of its own"));
}

#[test]
fn archives_do_not_unfold_without_end() {
    let bomb = zipped(&[("a.xml", &vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert!(fault(&bomb).contains("unfold to more than 32 MiB"));
    let names: Vec<String> = (0..300).map(|number| format!("{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert!(fault(&zipped(&many)).contains("more than 256 files"));
    assert!(fault(&zipped(&[("a.txt", b"x")])).contains("no XML or HTML file"));
    assert!(fault(&zipped(&[("a.xml", &zipped(&[("b.xml", b"x")]))])).contains("UTF-8"));
}

#[test]
fn time_grows_with_the_file_alone() {
    let began = std::time::Instant::now();
    let around = |middle: &str| with(XHTML, "<p class=\"oj-normal\">Write with ink.</p>", middle);
    let inside = |middle: &str| {
        with(XHTML, "<p class=\"oj-normal\">The miller looks into every sack before it leaves.</p>", middle)
    };
    let sources = [
        inside(&"<p>MODULE ONE: x</p>".repeat(15_000)),
        inside(&"<p>one more</p>".repeat(15_000)),
        inside(&"<p>(a)</p><p>b</p>".repeat(15_000)),
        around(&"<p>Clause 1</p>".repeat(15_000)),
        around(&"<p class=\"note\"><a href=\"#ntc1-x-E1\">(1)</a> y</p>".repeat(15_000)),
        around(&format!("<p>{}</p>", "<a href=\"#ntr1-x-E1\">(1)</a> ".repeat(10_000))),
        format!("{MARKDOWN}\n\n{}", "[".repeat(200_000)),
        format!("{MARKDOWN}\n\n{}", "[a](".repeat(20_000)),
        format!("{}x (1); {}", "1.Ti=x\n".repeat(6), "y (1); ".repeat(15_000)),
        format!("{}1.2.sec={}", "1.Ti=x\n".repeat(6), "{".repeat(200_000)),
    ];
    for source in &sources {
        // Whether it is a text or a fault does not matter here.
        let _ = bytes(source.as_bytes(), &asked(), &nowhere());
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

#[test]
fn mutated_publications_never_stop_the_program() {
    let zip = zipped(&[("a.xml", FORMEX.as_bytes())]);
    let sources = [XHTML.as_bytes(), MARKDOWN.as_bytes(), FORMEX.as_bytes(), &zip];
    let pieces: [&[u8]; 14] = [
        b"<",
        b">",
        b"&",
        b"\"",
        b"</p>",
        b"<table>",
        b"<!--",
        b"]]>",
        b"\\",
        b"](",
        b"\n\n",
        b"\xf0\x9f\x8d\x9e",
        b"\xff",
        b"Clause 1",
    ];
    let mut numbers = Numbers(20_261_122);
    for round in 0..1200 {
        let mut mutated = sources[round % sources.len()].to_vec();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(mutated.len());
            match numbers.below(4) {
                0 => mutated[at] = u8::try_from(numbers.below(256)).unwrap_or(0),
                1 => drop(mutated.drain(at..(at + numbers.below(200)).min(mutated.len()))),
                2 => drop(mutated.splice(at..at, pieces[numbers.below(pieces.len())].iter().copied())),
                _ => {
                    let end = (at + numbers.below(300)).min(mutated.len());
                    let copy = mutated[at..end].to_vec();
                    let to = numbers.below(mutated.len());
                    drop(mutated.splice(to..to, copy));
                }
            }
            if mutated.is_empty() {
                mutated.push(b' ');
            }
        }
        if let Ok(imported) = bytes(&mutated, &asked(), &nowhere()) {
            for unit in &imported.text.units {
                assert!(unit.calls.iter().all(|call| unit.text.is_char_boundary(call.at)), "round {round}");
                assert!(unit.blanks().len() + unit.brackets().len() <= unit.text.len());
            }
            let mut ids: Vec<&str> = imported.text.units.iter().map(|unit| unit.id.as_str()).collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), imported.text.units.len(), "round {round}: an id stands twice");
        }
    }
}
