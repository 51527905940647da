//! Many rows, some of them bad in one of ten ways: each bad row is told of as what it is, and nothing else is.
//!
//! A few hundred rows as part of every test; 100,000 with `DPAKIT_MANY=1 cargo test --release --test batch many`.

use std::fs;

use serde_json::{Value as Json, json};

use super::{Desk, partners};

/// A way to be bad: how the line of a partner is spoilt, and what the report says of it.
struct Way {
    spoil: fn(&str) -> String,
    code: &'static str,
    column: &'static str,
}

const fn way(code: &'static str, column: &'static str, spoil: fn(&str) -> String) -> Way {
    Way { spoil, code, column }
}

const WAYS: [Way; 10] = [
    way("TML-VALUE", "parties.partner.role", |row| replaced(row, "\"controller\"", "\"kontroller\"")),
    way("TML-VALUE", "parties.partner.country", |row| replaced(row, "\"country\":\"", "\"country\":\"XQ")),
    way("TML-VALUE", "agreement.main_agreement.date", |row| {
        replaced(row, "\"date\":\"2026", "\"date\":\"2026-13")
    }),
    way("TML-SHAPE", "parties.partner.data_protection_officer.email", |row| {
        replaced(row, "\"email\":\"privacy@", "\"email\":\"privacy at ")
    }),
    way("ROW-COLUMN", "parties.partner.short_nmae", |row| replaced(row, "\"short_name\"", "\"short_nmae\"")),
    way("ROW-FORM", "", |row| row[..row.len() - 1].to_owned()),
    way("ROW-KEY", "agreement.reference", |row| {
        replaced(row, "\"agreement\":{\"reference\":\"P", "\"agreement\":{\"reference\":\"../P")
    }),
    // The first row has this key.
    way("ROW-KEY", "agreement.reference", |row| {
        let (before, after) = row.split_once("\"reference\":\"").expect("a reference");
        let (_, after) = after.split_once('"').expect("its end");
        format!("{before}\"reference\":\"P000000\"{after}")
    }),
    way("TXT-HIDDEN", "parties.partner.name", |row| replaced(row, "\"name\":\"", "\"name\":\"\u{202e}")),
    way("TRN-UNFIT", "subprocessors[0].transfer.mechanism", |row| {
        let (before, after) = row.split_once("\"id\":\"s0\"").expect("a subprocessor");
        let (inside, after) = after.split_once("\"id\":\"s1\"").expect("another");
        let (head, country) = inside.split_once("\"country\":\"").expect("a country");
        format!("{before}\"id\":\"s0\"{head}\"country\":\"IN{}\"id\":\"s1\"{after}", &country[2..])
    }),
];

fn replaced(row: &str, from: &str, to: &str) -> String {
    assert!(row.contains(from), "no {from} in {row}");
    row.replacen(from, to, 1)
}

#[test]
fn of_many_rows_all_bad_ones_are_told_and_all_others_written() {
    let (count, apart) = if std::env::var_os("DPAKIT_MANY").is_some() { (100_000, 100) } else { (200, 10) };
    let desk = Desk::with(1);
    let way = |number: usize| (number % apart == apart - 1).then(|| &WAYS[number / apart % WAYS.len()]);
    let row = |number| {
        let row = partners::json(&partners::partner(number));
        way(number).map_or(row.clone(), |way| (way.spoil)(&row))
    };
    desk.lines(&(0..count).map(row).collect::<Vec<_>>());
    let ran = desk.run("out", &["--report", "found.jsonl"]);

    let bad = count / apart;
    assert_eq!(ran.code, 3, "{}", ran.said);
    assert_eq!((ran.count("written"), ran.count("bad")), ((count - bad) as u64, bad as u64));
    let report = fs::read_to_string(desk.path("found.jsonl")).expect("a report");
    let mut lines = 0;
    for (number, line) in report.lines().enumerate() {
        let told: Json = serde_json::from_str(line).expect("a line of JSON");
        assert_eq!(told["row"], number + 1);
        let said = |finding: &Json| json!([finding["code"], finding["severity"], finding["column"]]);
        let found: Vec<Json> = told["findings"].as_array().expect("findings").iter().map(said).collect();
        let expected: Vec<Json> =
            way(number).iter().map(|way| json!([way.code, "error", way.column])).collect();
        assert_eq!((&told["ok"], found), (&json!(expected.is_empty()), expected), "{line}");
        lines += 1;
    }
    assert_eq!(lines, count, "a line for each row");
    for number in 0..count {
        let folder = desk.path(&format!("out/P{number:06}"));
        assert_eq!(folder.join("dpa.md").is_file(), way(number).is_none(), "{}", folder.display());
        assert_eq!(folder.exists(), way(number).is_none(), "{}", folder.display());
    }
}
