use std::path::Path;

use super::super::{Kind, Options, Table};
use super::*;

#[test]
fn an_empty_table_asks_for_what_a_partner_needs() {
    let header = csv("customer").expect("a header");
    let partner = "key,agreement.reference,agreement.date,agreement.main_agreement.reference,\
                   agreement.main_agreement.date,parties.customer.role,parties.customer.name,\
                   parties.customer.short_name,parties.customer.registration,parties.customer.address.street,\
                   parties.customer.address.postcode,parties.customer.address.city,parties.customer.country,\
                   parties.customer.land,parties.customer.activities,\
                   parties.customer.data_protection_officer.name,parties.customer.data_protection_officer.email,\
                   parties.customer.signatory.name,parties.customer.signatory.title,\
                   parties.customer.signatory.email,parties.customer.signatory.place";
    let contact = |at: usize| {
        let columns = ["kind", "name", "position", "email", "phone"];
        columns.map(|column| format!("parties.customer.contacts[{at}].{column}")).join(",")
    };
    let subprocessor = |at: usize| {
        let columns = "id,name,address.street,address.postcode,address.city,country,contact.kind,contact.position,\
                       contact.email,task,duration,transfer.mechanism,locations";
        columns.split(',').map(|column| format!("subprocessors[{at}].{column}")).collect::<Vec<_>>().join(",")
    };
    let lists = [contact(0), contact(1), subprocessor(0), subprocessor(1)].join(",");
    assert_eq!(header, format!("{partner},{lists}\n"));
    let table = Table::keep(Path::new("empty"), header.as_bytes(), &Options::default()).expect("a table");
    assert_eq!(table.rows().expect("rows").count(), 0);
    assert!(csv("a.b").is_err());
    assert!(csv("a b").is_err());
}

#[test]
fn the_empty_workbook_is_read_and_is_the_same_each_time() {
    let workbook = xlsx("customer").expect("a workbook");
    assert_eq!(workbook, xlsx("customer").expect("a workbook"));
    let table = Table::keep(Path::new("empty"), workbook.as_slice(), &Options::default())
        .unwrap_or_else(|found| panic!("{found:?}"));
    assert_eq!(table.kind(), Kind::Xlsx);
    assert_eq!(table.rows().expect("rows").count(), 0);
}

#[test]
fn the_usual_columns_are_those_of_the_schema() {
    let form = Form::of("customer").expect("a form");
    let has = |fields: &[Field], name: &str| {
        fields.iter().any(|field| field.name == name && !field.help.is_empty())
    };
    assert!(OF_AGREEMENT.iter().all(|usual| has(&form.partner, &format!("agreement.{usual}"))));
    assert!(OF_PARTY.iter().all(|usual| has(&form.partner, &format!("parties.customer.{usual}"))));
    for (usual, (_, fields)) in [&OF_CONTACT[..], &OF_SUBPROCESSOR].iter().zip(&form.lists) {
        assert!(usual.iter().all(|usual| has(fields, usual)));
    }
}
