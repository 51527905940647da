//! Lists that stand alone.

use std::fs;
use std::path::PathBuf;

use super::*;

/// What a list says, or what is wrong with it.
fn list(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    assert!(List::is_in(&path, "subprocessors"), "{name}");
    match List::open(&path, "subprocessors") {
        Ok(list) => said(&list.facts),
        Err(found) => {
            let folder = format!("{}/", folder.path().display());
            let told = found.iter().map(|one| format!("{}; {}", one.message, one.help.join("; ")));
            told.collect::<Vec<_>>().join("\n").replace(&folder, "")
        }
    }
}

/// Two subprocessors, as [`said`] tells them.
const TWO: &str = "{subprocessors: [{country: String(\"FI\"), name: String(\"Saimaa Oy\")}, {address: {city: \
                   String(\"Leeds\")}, name: String(\"Brightwater | Ltd\")}]}";

#[test]
fn each_row_is_an_item() {
    assert_eq!(
        list("a.csv", "name,country,address.city\nSaimaa Oy,FI,\n,,\nBrightwater | Ltd,,Leeds\n"),
        TWO
    );
    assert_eq!(
        list("a.csv", "\u{feff}name;country;address.city\nSaimaa Oy;FI;\nBrightwater | Ltd;;Leeds\n"),
        TWO
    );
    assert_eq!(
        list("a.tsv", "name\tcountry\taddress.city\nSaimaa Oy\tFI\t\nBrightwater | Ltd\t\tLeeds\n"),
        TWO
    );
    let toml = "[[subprocessors]]\nname = 'Saimaa Oy'\ncountry = 'FI'\n\n[[subprocessors]]\nname = 'Brightwater | Ltd'\n\
                address.city = 'Leeds'\n";
    assert_eq!(list("a.toml", toml), TWO);
}

#[test]
fn a_workbook_has_the_list_on_the_sheet_with_its_name_or_on_the_first() {
    for (first, second) in [("subprocessors", "notes"), ("Sheet1", "notes"), ("notes", "subprocessors")] {
        let mut book = rust_xlsxwriter::Workbook::new();
        for name in [first, second] {
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name");
            let is_list = name == "subprocessors" || name == "Sheet1";
            let rows: &[[&str; 3]] = match is_list {
                true => &[
                    ["name", "country", "address.city"],
                    ["Saimaa Oy", "FI", ""],
                    ["Brightwater | Ltd", "", "Leeds"],
                ],
                false => &[["written by", "", ""]],
            };
            for (row, cells) in rows.iter().enumerate() {
                for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                    sheet.write_string(row as u32, column as u16, *text).expect("a cell");
                }
            }
        }
        assert_eq!(list("a.xlsx", book.save_to_buffer().expect("a workbook")), TWO, "{first}, {second}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_cell() {
    assert_eq!(
        list("a.csv", "name,affiliate\nSaimaa Oy,perhaps\n"),
        "`perhaps` is neither true nor false; write true or false; it stands in `a.csv`, cell B2, column \
         `affiliate`"
    );
    let short = list("a.csv", "name,country\nSaimaa Oy\n");
    assert!(short.starts_with("this row has 1 cells, and the header 2"), "{short}");
    let many = list("a.csv", format!("name\n{}", "One\n".repeat(1001)));
    assert!(many.starts_with("this list has more than 1000 items"), "{many}");
    assert_eq!(list("a.csv", "name,country\n"), "{subprocessors: []}");
}

#[test]
fn a_pack_is_no_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pack.toml");
    fs::write(&path, "schema = 1\n\n[[subprocessors]]\nname = 'One'\n").expect("a file");
    assert!(!List::is_in(&path, "subprocessors"));
    assert!(!List::is_in(&folder.path().join("nothing.toml"), "subprocessors"));
    assert!(!List::is_in(Path::new("-"), "subprocessors"), "it would be gone when the pack is read");
}
