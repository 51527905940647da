use proptest::prelude::*;

use super::*;

/// The records that are read, trimmed as values are.
fn records(text: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = Reader::new(Box::new(io::Cursor::new(text.to_vec())), separator);
    let mut record = Record::default();
    let mut out = Vec::new();
    while let Some(read) = reader.read(&mut record) {
        read.unwrap_or_else(|broken| panic!("{broken:?}"));
        out.push(record.values().map(|text| text.expect("UTF-8").to_owned()).collect());
    }
    out
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read(
        rows in prop::collection::vec(prop::collection::vec("[a-z\"',;|\t\n ü{}\\[\\]\u{1F600}]{0,8}", 2..5), 0..6),
        separator in prop::sample::select(b",;\t|".to_vec()),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).expect("written");
        }
        let text = writer.into_inner().expect("bytes");
        let trimmed: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|value| value.trim().to_owned()).collect()).collect();
        prop_assert_eq!(records(&text, separator), trimmed);
    }

    #[test]
    fn anything_is_read_without_panic_and_as_the_csv_crate_does(text in "[a\",\n\r ]{0,30}") {
        let mut reader = Reader::new(Box::new(io::Cursor::new(text.clone().into_bytes())), b',');
        let mut record = Record::default();
        let mut ours: Vec<Vec<String>> = Vec::new();
        while let Some(read) = reader.read(&mut record) {
            // What is broken, the crate reads one way or another.
            if read.is_err() {
                return Ok(());
            }
            ours.push(record.values().map(|text| text.expect("UTF-8").to_owned()).collect());
        }
        let mut theirs = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = theirs
            .records()
            .map(|record| record.expect("a record").iter().map(|v| v.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()).collect())
            .collect();
        // An empty value in quotes alone on its line is passed over here.
        let stated = |rows: Vec<Vec<String>>| -> Vec<Vec<String>> {
            rows.into_iter().filter(|row| row.len() > 1 || !row[0].is_empty()).collect()
        };
        prop_assert_eq!(stated(ours), stated(theirs));
    }
}

#[test]
fn the_header_tells_the_separator() {
    for (header, sign) in [
        ("key,a.b,c\n1;2;3;4;5;6;7\n", b','),
        ("key;a.b\n", b';'),
        ("key\ta.b\n", b'\t'),
        ("key\n1;2\n", b';'),
        ("\"a,b\";c\n", b';'),
        ("key\n", b','),
    ] {
        assert_eq!(separator(header.as_bytes()), sign, "{header}");
    }
}
