//! Tables as people and programs write them, and as nobody should.

use std::path::Path;

use super::*;
use crate::load::{Node, Value};

mod broken;
mod kinds;
mod lists;
mod missing;

/// The rows of a table that comes as a stream.
fn rows(text: impl AsRef<[u8]>, options: &Options) -> Vec<Result<Row, BadRow>> {
    let table = table(text, options).unwrap_or_else(|found| panic!("{}", human(&found)));
    let first: Vec<_> = table.rows().expect("rows").collect();
    let again: Vec<_> = table.rows().expect("rows").collect();
    assert_eq!(format!("{first:?}"), format!("{again:?}"), "the same rows each time");
    first
}

fn table(text: impl AsRef<[u8]>, options: &Options) -> crate::diagnostic::Outcome<Table> {
    Table::keep(Path::new("partners"), text.as_ref(), options)
}

fn human(found: &[crate::diagnostic::Diagnostic]) -> String {
    crate::diagnostic::print::human(found, crate::diagnostic::print::Face::default())
}

/// A tree without places: what it says.
fn said(node: &Node) -> String {
    match &node.value {
        Value::Table(entries) => {
            let mut parts: Vec<String> =
                entries.iter().map(|(key, inner)| format!("{key}: {}", said(inner))).collect();
            parts.sort();
            format!("{{{}}}", parts.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(said).collect::<Vec<_>>().join(", ")),
        value => format!("{value:?}"),
    }
}

/// What a good row says, or what is wrong with a bad one.
fn told(row: &Result<Row, BadRow>) -> String {
    match row {
        Ok(row) => said(&row.facts),
        Err(row) => {
            let told = row.findings.iter().map(|finding| {
                let at = row.blamed(finding).map(|(Blame::Stated(cell) | Blame::Missing(cell))| cell);
                let at = at.map(|cell| format!(" ({}, {})", cell.column, cell.place)).unwrap_or_default();
                format!("{} {}{at}", finding.code, finding.message)
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

/// All findings of the columns of a header.
fn unfit(header: &str) -> Vec<String> {
    let found = table(header, &Options::default()).expect_err("a fault");
    found.iter().map(|one| format!("{}; {}", one.message, one.help.join(", "))).collect()
}

#[test]
fn a_cell_means_what_the_schema_says() {
    let text = "key;parties.customer.name;parties.customer.role;agreement.main_agreement.date;agreement.guide;\
                parties.customer.aliases;parties.customer.address;subprocessors[0].name;schema;agreement.effective;\
                processing.categories\n\
                p1; Acme \"x\" GmbH ;controller;2.3.2026;WAHR;A|B|C;\"{ street = \"\"S 1\"\", city = \"\"Bonn\"\" }\";\
                Sub;1;last-signature;\n\
                p2;;;2026-03-02;no;\"A | B\n C\";;;;2026-12-31;\n";
    let text = text.replace(";processing.categories", ";agreement.recitals");
    let rows = rows(text, &Options::default());
    assert_eq!(
        told(&rows[0]),
        "{agreement: {effective: String(\"last-signature\"), guide: Boolean(true), main_agreement: {date: \
         Date(\"2026-03-02\")}, reference: String(\"p1\")}, parties: {customer: {address: {city: String(\"Bonn\"), \
         street: String(\"S 1\")}, aliases: [String(\"A\"), String(\"B\"), String(\"C\")], name: String(\"Acme \\\"x\\\" \
         GmbH\"), role: String(\"controller\")}}, schema: Integer(1), subprocessors: [{name: String(\"Sub\")}]}"
    );
    assert_eq!(
        told(&rows[1]),
        "{agreement: {effective: Date(\"2026-12-31\"), guide: Boolean(false), main_agreement: {date: \
         Date(\"2026-03-02\")}, reference: String(\"p2\")}, parties: {customer: {aliases: [String(\"A | B\"), \
         String(\"C\")]}}}"
    );
}

#[test]
fn every_fact_leads_back_to_its_cell() {
    let text = "key,parties.customer.name,parties.customer.address,subprocessors[0].name\n\
                p1,\"Lines\nof text\",\"{ street = \"\"S\"\", city = \"\"Ü\"\" }\",Sub\n";
    let row = rows(text, &Options::default()).remove(0).expect("a row");
    let place = |path: &str| {
        let (node, found) = row.facts.nearest(path);
        assert!(found, "{path}");
        let text = &node.span.source.text[node.span.range.clone()];
        let cell = row.cell(&node.span).expect("a cell");
        format!("{text} {} {}", cell.column, cell.place)
    };
    assert_eq!(place("parties.customer.name"), "\"Lines\\nof text\" parties.customer.name B2");
    assert_eq!(place("parties.customer.address.city"), "\"Ü\" parties.customer.address C2");
    assert_eq!(place("subprocessors[0].name"), "\"Sub\" subprocessors[0].name D2");
    assert_eq!(place("agreement.reference"), "\"p1\" key A2");
    let (customer, _) = row.facts.nearest("parties.customer");
    let key = customer.key.clone().expect("a key");
    assert_eq!(&key.source.text[key.range.clone()], "customer");
    assert_eq!(row.facts.span.source.path, Path::new("partners"));
}

#[test]
fn a_row_lies_over_a_pack() {
    let pack = include_str!("../../examples/complete.toml");
    let mut facts = crate::load::tree::parse(
        &std::sync::Arc::new(crate::source::Source { path: "pack.toml".into(), text: pack.to_owned() }),
        crate::document::Layer::Pack,
    )
    .expect("a pack");
    let text = "agreement.reference,parties.customer.name,parties.customer.country\nACME-1,Acme,XX\n";
    let row = rows(text, &Options::default()).remove(0).expect("a row");
    assert_eq!(row.key, "ACME-1");
    facts.overlay(row.facts.clone());
    let found = crate::pack::open::shape().read::<crate::pack::Pack>(&facts).expect_err("no country");
    let country = found.iter().find(|one| one.message == "there is no country `XX`").expect("a finding");
    let cell = row.cell(&country.labels[0].span).expect("a cell");
    assert_eq!((&*cell.column, cell.place.to_string()), ("parties.customer.country", "C2".into()));
}

#[test]
fn rows_and_columns_are_those_that_a_spreadsheet_shows() {
    let columns: String = (0..30).map(|at| format!(",subprocessors[{at}].name")).collect();
    let text = format!(
        "key,agreement.guide{columns}\n\np1,\"two\nlines\"{}\r\n,,\r\np2,maybe{}x\n",
        ",x".repeat(30),
        ",x".repeat(29) + ","
    );
    let told: Vec<String> = rows(text, &Options::default()).iter().map(told).collect();
    assert!(told[0].ends_with("(agreement.guide, B3)"), "an empty line is a row: {}", told[0]);
    assert!(told[1].ends_with("(agreement.guide, B5)"), "a line break within a cell is none: {}", told[1]);
}

#[test]
fn a_text_in_brackets_stays_a_text_where_one_can_stand() {
    let text = "key;parties.a.name;parties.a.aliases;parties.a.address\n\
                p1;{Name} GmbH;[Draft] Acme|[B];\n\
                p2;\"{ by_reference = \"\"the order form\"\" }\";\"[\"\"A\"\", \"\"B\"\"]\";\n\
                p3;{ by_reference = the order form };;\n\
                p4;;[\"A\", B];\n\
                p5;;;{Street}\n";
    let told: Vec<String> = rows(text, &Options::default()).iter().map(told).collect();
    let party = |row: &str| row.split("parties: ").nth(1).expect("a party").trim_end_matches('}').to_owned();
    assert_eq!(
        party(&told[0]),
        "{a: {aliases: [String(\"[Draft] Acme\"), String(\"[B]\")], name: String(\"{Name} GmbH\")"
    );
    assert_eq!(
        party(&told[1]),
        "{a: {aliases: [String(\"A\"), String(\"B\")], name: {by_reference: String(\"the order form\")"
    );
    for (at, cell) in
        [(2, "(parties.a.name, B4)"), (3, "(parties.a.aliases, C5)"), (4, "(parties.a.address, D6)")]
    {
        assert!(told[at].starts_with("TML-SYNTAX") && told[at].ends_with(cell), "{}", told[at]);
    }
}

#[test]
fn the_key_is_where_the_caller_says() {
    let named = |key: &str| Options { key: Some(key.to_owned()), ..Options::default() };
    let keys = |text: &str, options: &Options| -> Vec<String> {
        rows(text, options)
            .iter()
            .map(|row| row.as_ref().map_or_else(|_| told(row), |row| row.key.clone()))
            .collect()
    };
    assert_eq!(keys("id,schema\na,1\n", &named("id")), ["a"]);
    assert_eq!(keys("agreement.title,schema\na,1\n", &named("agreement.title")), ["a"]);
    assert_eq!(keys("{\"id\":\"a\"}\n", &named("id")), ["a"]);
    assert_eq!(keys("{\"agreement\":{\"title\":\"a\"}}\n", &named("agreement.title")), ["a"]);
    let other = keys("{\"key\":\"b\",\"agreement.title\":\"a\"}\n", &named("agreement.title"));
    assert!(other[0].starts_with("ROW-COLUMN the pack has no `key`"), "{other:?}");
    let found = table("key\n", &named("id")).expect_err("no column");
    assert_eq!(found[0].message, "this table has no column `id`");
    let row = rows("key,agreement.reference\na,R-1\n", &Options::default()).remove(0).expect("a row");
    assert_eq!(
        (row.key.clone().as_str(), told(&Ok(row))),
        ("a", "{agreement: {reference: String(\"R-1\")}}".to_owned())
    );
}

#[test]
fn rows_can_be_read_elsewhere() {
    fn sent<T: Send>() {}
    sent::<Rows>();
    sent::<Row>();
    sent::<BadRow>();
    sent::<Table>();
}

#[test]
fn a_table_that_changes_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("partners.csv");
    std::fs::write(&path, "key\na\n").expect("written");
    let table = Table::open(&path, &Options::default()).expect("a table");
    assert_eq!(table.sha256().expect("a hash"), crate::source::sha256(b"key\na\n"));
    let again = Table::open(&path, &Options::default()).expect("a table");
    assert_eq!(table.stamp(), again.stamp());
    std::fs::write(&path, "key\na\nb\n").expect("written");
    assert!(table.rows().is_err());
    assert_ne!(table.stamp(), Table::open(&path, &Options::default()).expect("a table").stamp());
    assert!(Table::open(&folder.path().join("none.csv"), &Options::default()).is_err());
    assert!(Table::open(&folder.path().join("none"), &Options::default()).is_err());
}
