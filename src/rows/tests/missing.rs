//! Facts that are missing are told of in the cell where they would stand.

use std::sync::Arc;

use super::*;
use crate::document::Layer;
use crate::load::tree;
use crate::pack::Pack;
use crate::source::Source;

/// What is wrong with the pack of the first row, over a pack without the facts at some paths.
fn blamed(table: &Table, without: &[&str]) -> Vec<String> {
    let text = include_str!("../../../examples/complete.toml").to_owned();
    let source = Source { path: "pack.toml".into(), text };
    let mut facts = tree::parse(&Arc::new(source), Layer::Pack).expect("a pack");
    without.iter().for_each(|path| remove(&mut facts, path));
    let row = table.rows().expect("rows").next().expect("a row").expect("a good row");
    facts.overlay(row.facts.clone());
    let found = crate::pack::open::shape().read::<Pack>(&facts).expect_err("a fault");
    let told = found.iter().map(|one| match row.blamed(one) {
        Some(Blame::Missing(cell)) => format!("{}: {}, {}", one.message, cell.column, cell.place),
        Some(Blame::Stated(cell)) => format!("{} in {}, {}", one.message, cell.column, cell.place),
        None => one.message.clone(),
    });
    told.collect()
}

fn remove(node: &mut Node, path: &str) {
    let Value::Table(entries) = &mut node.value else { panic!("no table") };
    let entries = Arc::make_mut(entries);
    match path.split_once('.') {
        Some((key, rest)) => remove(entries.get_mut(key).expect("a key"), rest),
        None => drop(entries.shift_remove(path)),
    }
}

fn of_text(text: &str) -> Table {
    table(text, &Options::default()).expect("a table")
}

const COUNTRY: &[&str] = &["parties.nordhang.country", "parties.nordhang.address"];

#[test]
fn an_empty_cell_is_where_its_fact_is_missing() {
    let text =
        "key,parties.nordhang.name,parties.nordhang.address.street,parties.nordhang.country\np1,Acme,,\n";
    assert_eq!(
        blamed(&of_text(text), COUNTRY),
        [
            "`address` is missing: parties.nordhang.address.street, C2",
            "`country` is missing: parties.nordhang.country, D2"
        ]
    );
}

#[test]
fn a_fact_without_a_column_is_missing_in_its_row() {
    let text = "key,parties.nordhang.name\np1,Acme\n";
    let missing = "`country` is missing: parties.nordhang.country, row 2";
    assert_eq!(blamed(&of_text(text), &["parties.nordhang.country"]), [missing]);
    let text = "key,schema\np1,1\n";
    assert_eq!(
        blamed(&of_text(text), &["parties.nordhang.country"]),
        [missing],
        "the row says nothing of the party"
    );
    let text = "{\"key\": \"p1\", \"parties.nordhang.name\": \"Acme\"}\n";
    assert_eq!(
        blamed(&of_text(text), &["parties.nordhang.country"]),
        ["`country` is missing: parties.nordhang.country, line 1"]
    );
}

#[test]
fn what_is_missing_in_a_table_that_a_cell_states_is_missing_there() {
    let text = "key,parties.nordhang.address\np1,\"{ street = \"\"S\"\" }\"\n";
    let told = blamed(&of_text(text), &["parties.nordhang.address"]);
    assert!(told.iter().all(|one| one.ends_with("in parties.nordhang.address, B2")), "{told:?}");
}

#[test]
fn an_item_of_a_list_lacks_a_fact_in_its_own_sheet() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let main = book.add_worksheet().set_name("Partners").expect("a sheet");
    main.write_row(0, 0, ["key", "parties.nordhang.country"]).expect("cells");
    main.write_row(3, 0, ["p1"]).expect("cells");
    let list = book.add_worksheet().set_name("subprocessors").expect("a sheet");
    list.write_row(0, 0, ["key", "name", "country"]).expect("cells");
    list.write_row(1, 0, ["p1", "One", "DE"]).expect("cells");
    list.write_row(2, 0, ["p1", "Two"]).expect("cells");
    let bytes = book.save_to_buffer().expect("a workbook");
    let told = blamed(&table(bytes, &Options::default()).expect("a table"), &["parties.nordhang.country"]);
    assert!(
        told.contains(&"`country` is missing: parties.nordhang.country, Partners!B4".to_owned()),
        "{told:?}"
    );
    assert!(told.contains(&"`country` is missing: country, subprocessors!C3".to_owned()), "{told:?}");
}
