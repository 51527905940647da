//! Tables that are wrong, by accident or on purpose.

use super::*;

#[test]
fn columns_are_those_of_the_pack() {
    assert_eq!(
        unfit("key,parties.customer.nmae"),
        ["the pack has no `parties.customer.nmae`; did you mean `parties.customer.name`?"]
    );
    assert_eq!(
        unfit("key,subprocessors.name"),
        ["the pack has no `subprocessors.name`; `subprocessors` is a list: write `subprocessors[0]`"]
    );
    assert_eq!(
        unfit("key,agreement.title.x"),
        ["the pack has no `agreement.title.x`; `agreement.title` is a value, and nothing stands below it"]
    );
    assert_eq!(unfit("key,agreement[0]"), ["the pack has no `agreement[0]`; `agreement` is no list"]);
    assert_eq!(unfit("key,schema,schema"), ["the column `schema` is there twice; leave one of them out"]);
    assert_eq!(unfit("key,key,schema"), ["the column `key` is there twice; leave one of them out"]);
    assert_eq!(
        unfit("key,subprocessors[1].name"),
        [
            "there are columns of `subprocessors[1]` and none of `subprocessors[0]`; count the items of a list from 0, \
         without holes"
        ]
    );
    assert_eq!(
        unfit("key,subprocessors[99999999999999999999].name"),
        [
            "`subprocessors[99999999999999999999].name` has an index beyond 999; count the items of a list from 0, \
         without holes"
        ]
    );
    for name in ["a..b", "a.", ".a", "a[", "a[]", "a[x]", "a b", "a[-1]", "\"a\"\"b\"", "a\u{0}"] {
        let found = unfit(&format!("key,{name}"));
        assert!(
            found[0].contains("is no path of the pack") || found[0].contains("the pack has no"),
            "{found:?}"
        );
    }
    assert!(unfit("schema,agreement.title")[0].starts_with("no column of this table has the keys"));
    let many = format!("key{}", ",schema".repeat(1_000_000));
    assert!(table(many, &Options::default()).is_err());
    assert!(table("", &Options::default()).is_err());
    assert!(table("\n\n", &Options::default()).is_err());
}

#[test]
fn a_bad_row_stops_no_other() {
    let text = "key,parties.customer.name,agreement.guide,subprocessors[0].name,subprocessors[1].name\n\
                p1,Acme,maybe,,x\n\
                p2,\"Acme\" GmbH,,,\n\
                p3,Acme\n\
                p4,Acme,,,,,surplus\n\
                ,Acme,,,\n\
                ..,Acme,,,\n\
                CON,Acme,,,\n\
                ,,,,\n\
                p5,Acme,true,,\n\
                P5,Acme,,,\n\
                p5,Acme,,,\n\
                p6,A\u{0}b,,,\n\
                p7,5\" disk,,,\n\
                p8,\"open,,,\n\
                p9,Acme,,,\n";
    let rows = rows(text, &Options::default());
    let told: Vec<String> =
        rows.iter().map(|row| if row.is_ok() { "good".to_owned() } else { told(row) }).collect();
    assert_eq!(
        told,
        [
            "TML-SHAPE `maybe` is neither true nor false (agreement.guide, C2); ROW-CELL this row states \
         `subprocessors[1]` and not `subprocessors[0]` (subprocessors[1].name, E2)",
            "ROW-FORM a text goes on behind its closing quote, in line 3, column 11 (, line 3, column 11)",
            "ROW-FORM this row has 2 cells, and the header 5 (, row 4)",
            "ROW-FORM `surplus` stands in a column without a name (column 7, G5)",
            "ROW-KEY this row has no key (key, A6)",
            "ROW-KEY the key `..` cannot be the name of a file on every system (key, A7)",
            "ROW-KEY the key `CON` cannot be the name of a file on every system (key, A8)",
            "good",
            "ROW-KEY the key `P5` collides with that of row 10 on systems that ignore case (key, A11)",
            "ROW-KEY the key `p5` is that of row 10 already (key, A12)",
            "ROW-CELL this cell contains the character U+0000, which no document can carry (parties.customer.name, B13)",
            "good",
            "ROW-FORM the quote in line 15, column 4 is never closed, and all that follows is in it (, line 15, column 4)",
        ]
    );
    let last = rows.last().and_then(|row| row.as_ref().err()).expect("a bad row");
    assert!(last.last);
    assert_eq!((last.number, last.line, last.key.as_deref()), (13, 15, Some("p8")));
    let keys: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err()).map(|row| row.key.clone()).collect();
    assert_eq!(keys[..3], [Some("p1".to_owned()), Some("p2".to_owned()), Some("p3".to_owned())]);
}

#[test]
fn a_key_is_that_of_the_row_that_a_spreadsheet_shows() {
    let text = "key,parties.customer.name,schema\np1,\"a\nb\",\n\np2,Acme\np2,Acme,\n";
    let rows = rows(text, &Options::default());
    assert_eq!(told(&rows[1]), "ROW-FORM this row has 2 cells, and the header 3 (, row 4)");
    assert_eq!(told(&rows[2]), "ROW-KEY the key `p2` is that of row 4 already (key, A5)");
}

#[test]
fn a_row_of_any_length_takes_bounded_memory() {
    let long = "x".repeat(10 << 20);
    let text = format!("key,parties.customer.name\np1,{long}\np2,\"{long}\"\np3,ok\n");
    let told: Vec<String> = rows(text, &Options::default()).iter().map(told).collect();
    assert_eq!(told[0], "ROW-FORM this row is longer than 4 MiB (, row 2)");
    assert_eq!(told[1], "ROW-FORM this row is longer than 4 MiB (, row 3)");
    assert!(told[2].contains("p3"));
    let line = format!("{{\"key\":\"p1\",\"parties.customer.name\":\"{long}\"}}\n{{\"key\":\"p2\"}}\n");
    let told: Vec<String> = rows(line, &Options::default()).iter().map(super::told).collect();
    assert_eq!(told[0], "ROW-FORM line 1 is longer than 4 MiB (, line 1, column 1)");
    assert!(told[1].contains("p2"));
}

#[test]
fn damaged_encodings_are_found() {
    let damaged = b"key,parties.customer.name\np1,M\xc3\xbcller\np2,M\xfcller\n";
    let told: Vec<String> = rows(damaged, &Options::default()).iter().map(told).collect();
    assert!(told[0].contains("Müller"), "{told:?}");
    assert_eq!(
        told[1],
        "ROW-FORM this cell is no text in UTF-8, and the table is (parties.customer.name, B3)"
    );
    let lines = b"{\"key\":\"p1\",\"parties.a.name\":\"M\xfcller\"}\n{\"key\":\"p2\"}\n";
    let told: Vec<String> = rows(lines, &Options::default()).iter().map(super::told).collect();
    assert!(told[0].starts_with("ROW-FORM line 1, column"), "{told:?}");
    assert!(told[1].contains("p2"), "{told:?}");
    let found = table(b"\xff\x00\x01\x02".repeat(200), &Options::default()).expect_err("no text");
    assert!(found[0].message.contains("is no text"), "{found:?}");
    let half = [
        b"\xff\xfe".to_vec(),
        "key,schema\np1,".encode_utf16().flat_map(u16::to_le_bytes).collect(),
        vec![0, 0xd8],
    ];
    let rows = rows(half.concat(), &Options::default());
    assert_eq!(
        super::told(&rows[0]),
        "ROW-FORM nothing can be read behind this place: a character is cut in half (, row 2)"
    );
}

#[test]
fn json_is_read_line_by_line() {
    let text = "{\"key\":\"p1\",\"schema\":1,\"schema\":1}\n\
                {\"key\":\"p2\"\n\
                [1]\n\
                \n\
                {\"key\":\"p3\",\"subprocessors\":[{\"nmae\":\"x\"}],\"parties\":{\"a.b\":1}}\n\
                {\"parties\":{\"customer\":{\"name\":\"x\"}}}\n\
                {\"key\":{\"a\":1}}\n\
                {\"key\":\"p4\",\"agreement\":{},\"agreement.title\":\"x\"}\n\
                {\"key\":\"p5\",\"schema\":1e400}\n\
                \"\\ud800\"\n";
    let text = [text.as_bytes(), b"{\"key\":\"p\xc3\"}\n", &b"[".repeat(100_000)].concat();
    // One line is no UTF-8, and the table is read all the same.
    let rows = rows(text, &Options { kind: Some(Kind::JsonLines), ..Options::default() });
    let told: Vec<String> = rows.iter().map(told).collect();
    assert_eq!(told[0], "ROW-CELL this row states `schema` twice (schema, line 1)");
    assert!(told[1].starts_with("ROW-FORM line 2, column"), "{}", told[1]);
    assert_eq!(told[2], "ROW-FORM line 3 is no object of JSON (, line 3, column 1)");
    assert!(told[3].starts_with("ROW-COLUMN the pack has no `subprocessors[0].nmae` ("), "{}", told[3]);
    assert!(told[3].contains("the pack has no `parties.a.b`"), "{}", told[3]);
    assert_eq!(told[4], "ROW-KEY this row has no key (agreement.reference, line 6)");
    assert_eq!(told[5], "ROW-KEY a key is a text (key, line 7)");
    assert!(told[6].starts_with("ROW-CELL this row states `agreement.title` and the table"), "{}", told[6]);
    assert!(told[7].starts_with("ROW-FORM line 9, column"), "{}", told[7]);
    assert_eq!(told.len(), 11);
}

mod workbooks {
    use std::io::Write as _;

    use rust_xlsxwriter::Workbook;

    use super::*;

    fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, cells) in sheets {
            let sheet = book.add_worksheet().set_name(*name).expect("a name");
            for (row, values) in (0u32..).zip(*cells) {
                for (column, value) in (0u16..).zip(*values).filter(|(_, value)| !value.is_empty()) {
                    sheet.write_string(row, column, *value).expect("a cell");
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
    }

    /// A workbook with one part changed.
    fn changed(book: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a zip");
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for index in 0..archive.len() {
            let file = archive.by_index(index).expect("a part");
            let name = file.name().expect("a name").into_owned();
            let text = std::io::read_to_string(file).expect("a text");
            out.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("a part");
            let text = if name == part { change(text) } else { text };
            out.write_all(text.as_bytes()).expect("written");
        }
        out.finish().expect("a zip").into_inner()
    }

    #[test]
    fn a_workbook_is_not_believed_how_many_strings_it_has() {
        let whole = book(&[("partners", MAIN)]);
        for count in ["4294967295", "18446744073709551616"] {
            let lies = |text: String| {
                let (before, after) = text.split_once("uniqueCount=\"").expect("a count");
                let behind = after.split_once('"').expect("its end").1;
                format!("{before}uniqueCount=\"{count}\"{behind}")
            };
            let told = fault(&changed(&whole, "xl/sharedStrings.xml", lies));
            assert!(told.ends_with("is too large: it says that it has too many strings"), "{told}");
        }
    }

    #[test]
    fn a_partner_whose_list_may_be_that_of_another_is_bad() {
        let main: &[&[&str]] = &[
            &["key", "parties.a.name"],
            &["p1", "A"],
            &["p1", "B"],
            &["P2", "C"],
            &["p3", "D"],
            &["p3", "E"],
        ];
        let list: &[&[&str]] = &[&["key", "name"], &["p1", "x"], &["p2", "y"]];
        let book = book(&[("partners", main), ("subprocessors", list)]);
        let told: Vec<String> = rows(&book, &Options::default())
            .iter()
            .map(|row| if row.is_ok() { "good".to_owned() } else { told(row) })
            .collect();
        let shared = "ROW-KEY several rows have the key `p1`, and so has the sheet `subprocessors`: its rows belong to \
                      one of them";
        assert!(told[0].contains(shared) && told[0].contains("partners!A2"), "{told:?}");
        assert!(told[1].contains(shared) && told[1].contains("partners!A3"), "{told:?}");
        let letters = "ROW-KEY the sheet `subprocessors` has the key `P2` in other letters";
        assert!(told[2].contains(letters), "{told:?}");
        assert_eq!(told[3], "good", "without rows in the lists, the first row is as it says");
    }

    const MAIN: &[&[&str]] = &[&["key", "parties.a.name"], &["p1", "A"], &["p2", "B"]];

    fn fault(book: &[u8]) -> String {
        table(book, &Options::default()).expect_err("a fault")[0].message.clone()
    }

    #[test]
    fn what_is_wrong_in_a_sheet_has_its_cell() {
        let list: &[&[&str]] = &[
            &["key", "name", "categories"],
            &["p9", "x"],
            &["", "y"],
            &["p1", "z", "", "surplus"],
            &["p1", "\u{1}"],
        ];
        let book = book(&[("partners", MAIN), ("subprocessors", list)]);
        let book = changed(&book, "xl/worksheets/sheet1.xml", |text| {
            text.replace("</row></sheetData>", "<c r=\"B9\" t=\"e\"><v>#N/A</v></c></row></sheetData>")
        });
        let told: Vec<String> = rows(&book, &Options::default()).iter().map(told).collect();
        assert!(
            told[0].contains("`surplus` stands in a column without a name (column 4, subprocessors!D4)"),
            "{told:?}"
        );
        assert!(told[0].contains("subprocessors!B5"), "{told:?}");
        assert!(told[1].contains("p2"), "{told:?}");
        assert!(
            told.iter().any(|row| row.contains("this cell is an error: #N/A (parties.a.name, partners!B9)")),
            "{told:?}"
        );
        let end = &told[told.len() - 2..];
        assert_eq!(
            end[0],
            "ROW-KEY no partner has the key `p9` of this row of the sheet `subprocessors` (key, subprocessors!A2)"
        );
        assert_eq!(
            end[1],
            "ROW-KEY this row of the sheet `subprocessors` has no key (key, subprocessors!B3)"
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(100))]

        #[test]
        fn a_sheet_with_any_damage_is_a_table_or_a_finding(
            part in proptest::sample::select(vec!["worksheets/sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml"]),
            at in 0.0..1.0f64,
            cut in 0usize..40,
            with in "[<>/\"=&;a-z0-9 ]{0,6}",
        ) {
            let good = book(&[("partners", MAIN), ("subprocessors", &[&["key", "name"], &["p1", "x"]])]);
            let bad = changed(&good, &format!("xl/{part}"), |text| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
                let start = (text.len() as f64 * at) as usize;
                let end = (start + cut).min(text.len());
                format!("{}{with}{}", &text[..start], &text[end..])
            });
            match table(&bad, &Options::default()) {
                Ok(table) => assert!(table.rows().expect("rows").count() < 10),
                Err(found) => assert!(!human(&found).is_empty()),
            }
        }
    }

    #[test]
    fn a_text_that_became_a_date_is_found() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let date = rust_xlsxwriter::Format::new().set_num_format("mmm yy");
        let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 1).expect("a date");
        let header = ["key", "agreement.version", "agreement.date"];
        (0u16..).zip(header).for_each(|(column, name)| {
            sheet.write_string(0, column, name).expect("a cell");
        });
        sheet.write_string(1, 0, "p1").expect("a cell");
        sheet.write_datetime_with_format(1, 1, &day, &date).expect("a cell");
        sheet.write_datetime_with_format(1, 2, &day, &date).expect("a cell");
        let told: Vec<String> =
            rows(book.save_to_buffer().expect("a workbook"), &Options::default()).iter().map(told).collect();
        assert_eq!(
            told,
            [
                "ROW-FORM this cell is a date, 2026-03-01, and no date belongs here (agreement.version, Sheet1!B2)"
            ]
        );
    }

    #[test]
    fn zeros_that_a_spreadsheet_shows_before_a_number_are_kept() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let header =
            ["key", "parties.a.address.postcode", "parties.a.registration", "parties.a.name", "schema"];
        (0u16..).zip(header).for_each(|(column, name)| {
            sheet.write_string(0, column, name).expect("a cell");
        });
        for (row, format) in [(1, "000000"), (2, "\"HRB \"000000")] {
            sheet.write_string(row, 0, format!("p{row}")).expect("a cell");
            for (column, number, format) in
                [(1, 1067.0, "00000"), (2, 4711.0, format), (3, 7.0, "General"), (4, 1.0, "00")]
            {
                let format = rust_xlsxwriter::Format::new().set_num_format(format);
                sheet.write_number_with_format(row, column, number, &format).expect("a cell");
            }
        }
        let told: Vec<String> =
            rows(book.save_to_buffer().expect("a workbook"), &Options::default()).iter().map(told).collect();
        assert_eq!(
            told,
            [
                "{agreement: {reference: String(\"p1\")}, parties: {a: {address: {postcode: String(\"01067\")}, name: \
                 String(\"7\"), registration: String(\"004711\")}}, schema: Integer(1)}",
                "ROW-FORM this cell is the number 4711, and its format shows zeros before it, and other signs \
                 (parties.a.registration, Sheet1!C3)"
            ]
        );
    }

    #[test]
    fn sheets_are_lists_of_the_pack() {
        let list: &[&[&str]] = &[&["key", "name"], &["p1", "x"]];
        assert_eq!(
            fault(&book(&[("partners", MAIN), ("subprocesors", list)])),
            "the sheet `subprocesors` names no list: the pack has no `subprocesors[0]`"
        );
        let both: &[&[&str]] = &[&["key", "subprocessors[0].name"], &["p1", "A"]];
        assert_eq!(
            fault(&book(&[("partners", both), ("subprocessors", list)])),
            "`subprocessors` has a sheet of its own and columns on the first sheet"
        );
        assert_eq!(
            fault(&book(&[("partners", MAIN), ("subprocessors", &[&["key", "nmae"]])])),
            "the pack has no `subprocessors[0].nmae`"
        );
        assert_eq!(fault(&book(&[("partners", &[])])), "`partners` has no sheet with a header");
    }

    #[test]
    fn a_small_file_cannot_unfold_to_any_size() {
        let small = book(&[("partners", MAIN)]);
        let bomb = changed(&small, "xl/worksheets/sheet1.xml", |text| text + &" ".repeat(201 << 20));
        assert!(bomb.len() < 1 << 20);
        assert!(fault(&bomb).ends_with("it unfolds to more than 200 MiB"), "{}", fault(&bomb));
        let styles = changed(&small, "xl/styles.xml", |text| text + &"<xf/>".repeat(2 << 20));
        assert!(fault(&styles).ends_with("it has too many styles or strings"), "{}", fault(&styles));
    }

    #[test]
    fn a_damaged_workbook_is_a_finding() {
        let good = book(&[("partners", MAIN)]);
        assert!(fault(&good[..good.len() / 2]).contains("is no workbook that can be read"));
        for (from, to) in [
            ("r=\"B2\"", "r=\"ZZZZZZZZZ2\""),
            ("r=\"B2\"", "r=\"B99999999999999\""),
            ("r=\"B2\"", "r=\"A2\""),
            ("<v>3</v>", "<v>99</v>"),
        ] {
            let bad = changed(&good, "xl/worksheets/sheet1.xml", |text| {
                assert!(text.contains(from), "{from} in {text}");
                text.replace(from, to)
            });
            let message = fault(&bad);
            assert!(message.contains("is no workbook that can be read"), "{from} {to}: {message}");
        }
    }
}

mod anything {
    use proptest::prelude::*;

    use super::*;

    /// Reads a table to its end, if it is one.
    fn read(bytes: &[u8], kind: Kind) {
        let options = Options { kind: Some(kind), ..Options::default() };
        let Ok(table) = table(bytes, &options) else { return };
        for row in table.rows().expect("rows").take(1000) {
            let findings = row.as_ref().err().map(|row| row.findings.clone()).unwrap_or_default();
            assert!(row.is_ok() || !findings.is_empty(), "a bad row says why");
            human(&findings);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            [Kind::Csv, Kind::Tsv, Kind::JsonLines, Kind::Xlsx].into_iter().for_each(|kind| read(&bytes, kind));
        }

        #[test]
        fn cells(rows in "[a1\"',;|\n\r\t {}\\[\\]=.ü\u{0}-]{0,80}") {
            let header = "key,parties.a.name,parties.a.address,parties.a.aliases,agreement.guide,schema\n";
            read(format!("{header}{rows}").as_bytes(), Kind::Csv);
            read(format!("{{\"key\":\"a\",\"parties\":{rows}}}\n{{{rows}}}").as_bytes(), Kind::JsonLines);
        }

        #[test]
        fn headers(names in prop::collection::vec("(key|parties|subprocessors|name|a|\\[0\\]|\\[1\\]|\\.|\\[|\\]|9){0,6}", 0..6)) {
            read(format!("{}\na,b,c\n", names.join(",")).as_bytes(), Kind::Csv);
        }
    }
}
