//! One table in every kind: the same rows.

use super::*;

#[test]
fn separated_values_are_read_however_they_are_saved() {
    let plain = "key,parties.customer.name\np1,Brühe “kalt”\np2,Acme\n";
    let expected: Vec<String> = rows(plain, &Options::default()).iter().map(told).collect();
    let german = plain.replace(',', ";").replace('\n', "\r\n");
    let utf16 = |mark: &[u8], units: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.iter().copied().chain(german.encode_utf16().flat_map(units)).collect()
    };
    let files: [Vec<u8>; 8] = [
        [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        german.as_bytes().to_vec(),
        utf16(b"\xff\xfe", u16::to_le_bytes),
        utf16(b"\xfe\xff", u16::to_be_bytes),
        b"key;parties.customer.name\r\np1;Br\xfche \x93kalt\x94\r\np2;Acme\r\n".to_vec(),
        plain.replace(',', "\t").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.replace(',', "|").replace('\n', "\n\n").into_bytes(),
    ];
    for file in files {
        let told: Vec<String> = rows(&file, &Options::default()).iter().map(told).collect();
        assert_eq!(told, expected, "{:?}", String::from_utf8_lossy(&file));
    }
}

/// A table as rows of cells, the first of which names the columns.
type Cells = Vec<Vec<String>>;

fn separated(cells: &Cells, separator: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
    cells.iter().for_each(|row| writer.write_record(row).expect("written"));
    writer.into_inner().expect("bytes")
}

fn json_lines(cells: &Cells) -> Vec<u8> {
    let lines = cells[1..].iter().map(|row| {
        let entries = cells[0].iter().cloned().zip(row.iter().map(|cell| cell.trim().into()));
        serde_json::Value::Object(entries.collect()).to_string()
    });
    lines.collect::<Vec<_>>().join("\n").into_bytes()
}

fn workbook(sheets: &[(&str, &Cells)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, values) in (0u32..).zip(*cells) {
            for (column, value) in (0u16..).zip(values) {
                sheet.write_string(row, column, value).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn told_of(table: &[u8]) -> Vec<String> {
    rows(table, &Options::default()).iter().map(told).collect()
}

fn cells(rows: &[&[&str]]) -> Cells {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

mod property {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_texts_are_the_same_rows_in_every_kind(
            texts in prop::collection::vec(
                prop::collection::vec("[a-z\"',;|\t\n ü中\\\\{}\\[\\]<&>\u{1F600}\u{2028}_x000D]{0,12}", 3), 0..5),
        ) {
            let mut cells = cells(&[&["key", "parties.a.short_name", "agreement.title", "parties.a.legal_form"]]);
            for (at, row) in texts.iter().enumerate() {
                let mut row = row.clone();
                row.insert(0, format!("p{at}"));
                cells.push(row);
            }
            let expected = told_of(&separated(&cells, b','));
            prop_assert_eq!(expected.len(), texts.len());
            let options = |kind| Options { kind: Some(kind), ..Options::default() };
            let as_kind = |table: &[u8], kind| -> Vec<String> {
                rows(table, &options(kind)).iter().map(told).collect()
            };
            prop_assert_eq!(&told_of(&separated(&cells, b';')), &expected);
            prop_assert_eq!(&as_kind(&separated(&cells, b'\t'), Kind::Tsv), &expected);
            prop_assert_eq!(&as_kind(&json_lines(&cells), Kind::JsonLines), &expected);
            prop_assert_eq!(&told_of(&workbook(&[("partners", &cells)])), &expected);
        }
    }
}

#[test]
fn a_partner_is_the_same_in_every_kind() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    let main = cells(&[
        &[
            "key",
            "parties.customer.name",
            "agreement.main_agreement.date",
            "agreement.guide",
            "schema",
            "parties.customer.aliases",
        ],
        &["1001", "Acme", "2026-03-02", "true", "1", "A|B"],
        &["1002", "Brühe", "", "", "", ""],
    ]);
    let list = cells(&[
        &["key", "name", "country", "address.city", ""],
        &["1002", "Three", "FR", "", ""],
        &["1001", "One", "DE", "Bonn", ""],
        &["1001", "Two", "", "", ""],
    ]);
    let mut flat = main.clone();
    flat[0].extend(
        [
            "subprocessors[0].name",
            "subprocessors[0].country",
            "subprocessors[0].address.city",
            "subprocessors[1].name",
        ]
        .map(str::to_owned),
    );
    flat[1].extend(["One", "DE", "Bonn", "Two"].map(str::to_owned));
    flat[2].extend(["Three", "FR", "", ""].map(str::to_owned));
    let expected = told_of(&separated(&flat, b','));
    assert!(
        expected[0].contains("subprocessors: [{address: {city: String(\"Bonn\")}, country"),
        "{expected:?}"
    );

    let notes = cells(&[&["to whom it may concern", "no list"]]);
    let lists = [("partners", &main), ("subprocessors", &list), ("Notes", &notes)];
    assert_eq!(told_of(&workbook(&lists)), expected, "texts in cells");

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    main[0].iter().zip(0u16..).for_each(|(name, column)| {
        sheet.write_string(0, column, name).expect("a cell");
    });
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let day = ExcelDateTime::from_ymd(2026, 3, 2).expect("a date");
    sheet.write_number(1, 0, 1001.0).and_then(|sheet| sheet.write_string(1, 1, "Acme")).expect("cells");
    sheet
        .write_datetime_with_format(1, 2, &day, &date)
        .and_then(|sheet| sheet.write_boolean(1, 3, true))
        .expect("cells");
    sheet.write_number(1, 4, 1.0).and_then(|sheet| sheet.write_string(1, 5, "A\nB")).expect("cells");
    sheet.write_number(2, 0, 1002.0).and_then(|sheet| sheet.write_string(2, 1, "Brühe")).expect("cells");
    let sheet = book.add_worksheet().set_name("subprocessors").expect("a name");
    for (row, values) in (0u32..).zip(&list) {
        for (column, value) in (0u16..).zip(values) {
            match value.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).expect("a cell"),
                Err(_) => sheet.write_string(row, column, value).expect("a cell"),
            };
        }
    }
    let typed = book.save_to_buffer().expect("a workbook");
    assert_eq!(told_of(&typed), expected, "typed cells");

    let json = "{\"key\":\"1001\",\"parties\":{\"customer\":{\"name\":\"Acme\",\"aliases\":[\"A\",\"B\"]}},\"schema\":1,\
                \"agreement\":{\"guide\":true,\"main_agreement\":{\"date\":\"2026-03-02\"}},\"subprocessors\":[{\"name\":\
                \"One\",\"country\":\"DE\",\"address\":{\"city\":\"Bonn\"}},{\"name\":\"Two\"}]}\n{\"key\":1002,\
                \"parties.customer.name\":\"Brühe\",\"subprocessors\":[{\"name\":\"Three\",\"country\":\"FR\"}],\
                \"schema\":null}\n";
    assert_eq!(told_of(json.as_bytes()), expected, "JSON Lines");

    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write(
        "1001.toml",
        "schema = 1\n[agreement]\nguide = true\nmain_agreement.date = 2026-03-02\n[parties.customer]\nname = \"Acme\"\n\
         aliases = [\"A\", \"B\"]\n[[subprocessors]]\nname = \"One\"\ncountry = \"DE\"\naddress.city = \"Bonn\"\n\
         [[subprocessors]]\nname = \"Two\"\n",
    );
    write(
        "zz.toml",
        "key = \"1002\"\n[parties.customer]\nname = \"Brühe\"\n[[subprocessors]]\nname = \"Three\"\n\
         country = \"FR\"\n",
    );
    write(".hidden.toml", "?");
    write("readme.md", "?");
    let table = Table::open(folder.path(), &Options::default()).expect("a table");
    let files: Vec<_> = table.rows().expect("rows").collect();
    assert_eq!(files.iter().map(told).collect::<Vec<_>>(), expected, "TOML");
    let row = files[0].as_ref().expect("a row");
    let (name, _) = row.facts.nearest("subprocessors[1].name");
    let cell = row.cell(&name.span).expect("a cell");
    assert_eq!(
        (&*cell.column, cell.place.to_string()),
        ("subprocessors[1].name", "line 13, column 1".to_owned())
    );
}
