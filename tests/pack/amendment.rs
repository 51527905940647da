//! What an amendment lists of two texts: places with their full numbers, and each thing that happened once.

use dpakit::diff::compared::compare;
use dpakit::diff::material::Names;
use dpakit::document::markdown::foreign;
use dpakit::plan::amendment::Part;

/// The rows of an amendment: place, heading, what happens, how often, how it begins, values.
fn rows(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (foreign(old), foreign(new));
    let compared = compare(&old, &new, &Names::default()).expect("a proof");
    let part = Part::changed("Agreement", &old, &new, compared);
    let row = |row: &dpakit::plan::amendment::Row| {
        let place = match (row.before.is_empty(), row.after.is_empty()) {
            (false, false) => format!("{} > {}", row.before, row.after),
            _ => format!("{}{}", row.before, row.after),
        };
        let values = row.values.iter().map(|value| {
            let (before, after) = (value.before.as_deref(), value.after.as_deref());
            format!(" [{}{} > {}]", value.rows.join(", "), before.unwrap_or("-"), after.unwrap_or("-"))
        });
        let values: String = values.collect();
        format!("{place} | {} | {} x{}{values}{}", row.heading, row.what.name(), row.count, row.begins)
    };
    part.map(|part| part.rows.iter().map(row).collect()).unwrap_or_default()
}

const OLD: &str = "# Agreement\n\nVersion 1\n\n## 1 Term\n\n1.1 It lasts until notice.\n\n## 2 Audits\n\n\
    2.1 The Customer may audit once a year.\n\n## 3 Notice\n\n3.1 These steps apply:\n\n- (a) the Provider gives \
    notice of each change in writing;\n- (b) the Customer objects within 14 days of receiving it.\n\n3.2 Silence is \
    consent.\n";

#[test]
fn equal_texts_amend_nothing() {
    assert_eq!(rows(OLD, OLD), [""; 0]);
    // What only looks different binds nobody.
    assert_eq!(rows(OLD, &OLD.replace("Silence is", "**Silence** is")), [""; 0]);
}

#[test]
fn a_value_in_several_rows_of_a_table_is_said_once() {
    let old = "# Agreement\n\n| | |\n| --- | --- |\n| Audits | notice: 30 days |\n| Services | the mill |\n\
               | Transfer | notice: 30 days |\n";
    let new = old.replace("30", "45").replace("mill", "brook");
    assert_eq!(rows(old, &new), [" |  | cell x3 [Audits, Transfer30 days > 45 days] [Services- > -]"]);
}

#[test]
fn an_item_is_named_with_the_clause_it_stands_in() {
    assert_eq!(
        rows(OLD, &OLD.replace("14 days", "21 days")),
        ["3.1(b) | Notice | reworded x1 [14 days > 21 days]"]
    );
}

#[test]
fn a_section_with_a_new_number_is_one_row() {
    let without = OLD.replace("## 2 Audits\n\n2.1 The Customer may audit once a year.\n\n", "");
    let new = without.replace("## 3 N", "## 2 N").replace("3.1", "2.1").replace("3.2", "2.2");
    assert_eq!(
        rows(OLD, &new),
        [
            "2 | Audits | deleted x1 [once a year > -]Audits The Customer may audit once a year.",
            "3 > 2 | Notice | renumbered x1",
        ]
    );
    assert_eq!(
        rows(OLD, &new.replace("Silence is consent", "Silence is no consent")).last().map(String::as_str),
        Some("3.2 > 2.2 | Notice | reworded x1")
    );
}

#[test]
fn words_before_the_first_heading_stand_on_the_cover() {
    assert_eq!(rows(OLD, &OLD.replace("Version 1\n", "Version 2\n")), [" |  | reworded x1"]);
}
